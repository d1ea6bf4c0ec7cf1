//! Reading one small document of each kind before the first child is forked. What readers make once and keep
//! (tables, patterns, memory that has been touched) is then there in every child, which would otherwise make it
//! anew for each document.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::limits::Limits;
use super::worker;

/// Words with what résumés have: a bullet, an accent, a date, an address.
const WORDS: &str = "Jane Example, jane@example.com - Engineer at Contoso, 2015 - 2020";

/// Reads them, in this process: they are our own.
pub(super) fn up() {
    let limits = Limits::default();
    for document in [Some(pdf()), docx(), Some(WORDS.as_bytes().to_vec())].into_iter().flatten() {
        // What comes of it is of no interest, and a fault would show itself in the first child as well.
        let _ = worker::extract(&document, &limits);
    }
}

/// A page with a line, a box and a second font (ISO 32000-1, 7.5).
fn pdf() -> Vec<u8> {
    let content = format!(
        "0.9 g 50 40 300 20 re f 0 g BT /F1 11 Tf 60 700 Td ({WORDS}) Tj 0 -16 Td /F2 11 Tf (Skills: Rust) Tj ET"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
            /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, count) = (file.len(), objects.len() + 1);
    file.push_str(&format!(
        "xref\n0 {count}\n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

/// A paragraph in an archive (ECMA-376, part 1, 11.3.10).
fn docx() -> Option<Vec<u8>> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
        <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>\
        <w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{WORDS}</w:t></w:r></w:p></w:body></w:document>"
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).ok()?;
    archive.write_all(body.as_bytes()).ok()?;
    Some(archive.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_read_to_the_end() {
        let read = |file: &[u8]| worker::extract(file, &Limits::default()).unwrap().text;
        assert_eq!(read(&pdf()).trim(), format!("{WORDS}\nSkills: Rust"));
        assert_eq!(read(&docx().unwrap()).trim(), WORDS);
    }
}
