//! Word documents.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#;
const TYPES_END: &str = "</Types>";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A DOCX with one paragraph a line.
#[must_use]
pub fn docx(lines: &[&str]) -> Vec<u8> {
    docx_with(&lines.iter().map(|line| paragraph(line)).collect::<String>(), &[])
}

/// A DOCX with a body of raw XML, and further parts such as `("word/header1.xml", paragraphs)`, each put
/// into a root element of its own. Headers and footers are those of every page.
#[must_use]
pub fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let running: Vec<(&str, &str)> = parts.iter().filter_map(|(name, _)| Some((kind_of(name)?, *name))).collect();
    let section: String =
        running.iter().map(|(kind, name)| format!(r#"<w:{kind}Reference w:type="default" r:id="{name}"/>"#)).collect();
    docx_sections(body, &format!("<w:sectPr>{section}</w:sectPr>"), parts)
}

fn kind_of(part: &str) -> Option<&'static str> {
    ["header", "footer"].into_iter().find(|kind| part.starts_with(&format!("word/{kind}")))
}

fn type_of(part: &str, kind: &str) -> String {
    format!(
        r#"<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>"#
    )
}

/// Like [`docx_with`], with the section's properties as raw XML. A part is referred to by its name.
#[must_use]
pub fn docx_sections(body: &str, section: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACE}><w:body>{body}{section}</w:body></w:document>"#
    );
    let relation = |(name, _): &(&str, &str)| {
        let target = name.trim_start_matches("word/");
        let kind = target.trim_end_matches(".xml").trim_end_matches(|c: char| c.is_ascii_digit());
        format!(r#"<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let relations: String = parts.iter().filter(|(name, _)| name.starts_with("word/")).map(relation).collect();
    let types: String = parts.iter().filter_map(|(name, _)| Some(type_of(name, kind_of(name)?))).collect();
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), format!("{TYPES}{types}{TYPES_END}")),
        ("_rels/.rels".to_owned(), RELATIONS.to_owned()),
        ("word/document.xml".to_owned(), document),
        (
            "word/_rels/document.xml.rels".to_owned(),
            format!("<?xml version=\"1.0\"?><Relationships xmlns=\"{RELATIONSHIPS}\">{relations}</Relationships>"),
        ),
    ];
    all.extend(parts.iter().map(|(name, content)| {
        let root = match kind_of(name) {
            Some("header") => "hdr",
            Some(_) => "ftr",
            None => "part",
        };
        ((*name).to_owned(), format!(r#"<?xml version="1.0"?><w:{root} {NAMESPACE}>{content}</w:{root}>"#))
    }));
    docx_package(&all)
}

/// An archive of parts, in their order.
///
/// # Panics
/// When the writer of archives that we use fails.
#[must_use]
pub fn docx_package(parts: &[(String, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(name.as_str(), options).expect("memory can be written to");
        writer.write_all(content.as_bytes()).expect("memory can be written to");
    }
    writer.finish().expect("memory can be written to").into_inner()
}

/// A DOCX of a few hundred kilobytes whose body unpacks to `bytes`.
#[must_use]
pub fn docx_bomb(bytes: usize) -> Vec<u8> {
    docx_with(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "A".repeat(bytes)), &[])
}

/// One paragraph as XML.
#[must_use]
pub fn paragraph(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p>"#)
}

/// A table as XML, one list of cells a row.
#[must_use]
pub fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(text));
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}
