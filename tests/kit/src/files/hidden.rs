//! Files that hold a text nobody sees.

use super::docx::{docx_sections, docx_with, paragraph};
use super::hidden_pdf;

/// One such file.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// The trick, in a few words.
    pub name: &'static str,
    /// The channel by its stored spelling.
    pub channel: &'static str,
    /// The file.
    pub file: Vec<u8>,
}

/// Files that show `Jane Example` and an employer and hide these words, by many tricks. The words must be plain
/// ASCII without brackets, and should be a sentence.
#[must_use]
pub fn hidden_files(words: &str) -> Vec<Hidden> {
    [hidden_pdf::all(words), runs(words), parts(words), characters(words)].concat()
}

fn shown() -> String {
    paragraph("Jane Example") + &paragraph("Engineer at Contoso, 2015 to 2020")
}

fn runs(words: &str) -> Vec<Hidden> {
    let run = |properties: &str| {
        let body = format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r></w:p>");
        docx_with(&(shown() + &body), &[])
    };
    let raw = |body: &str| docx_with(&(shown() + body), &[]);
    let of = |name, channel, file| Hidden { name, channel, file };
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", paragraph(words));
    let style = "<w:style w:type=\"character\" w:styleId=\"Ghost\"><w:rPr><w:color w:val=\"FEFEFE\"/></w:rPr></w:style>\
        <w:style w:type=\"character\" w:styleId=\"Child\"><w:basedOn w:val=\"Ghost\"/></w:style>";
    let styled = format!("<w:p><w:r><w:rPr><w:rStyle w:val=\"Child\"/></w:rPr><w:t>{words}</w:t></w:r></w:p>");
    vec![
        of("a hidden run", "HIDDEN_RUN", run("<w:vanish/>")),
        of("a run hidden on the web", "HIDDEN_RUN", run("<w:webHidden/>")),
        of("a white run", "LOW_CONTRAST", run("<w:color w:val=\"FFFFFF\"/>")),
        of("a nearly white run", "LOW_CONTRAST", run("<w:color w:val=\"FBFBFB\"/>")),
        of(
            "a run in the theme's background",
            "LOW_CONTRAST",
            run("<w:color w:val=\"000000\" w:themeColor=\"background1\"/>"),
        ),
        of(
            "black on black",
            "LOW_CONTRAST",
            run("<w:color w:val=\"000000\"/><w:shd w:val=\"clear\" w:fill=\"000000\"/>"),
        ),
        of("white by a style", "LOW_CONTRAST", docx_with(&(shown() + &styled), &[("word/styles.xml", style)])),
        of("a tiny run", "TINY_TEXT", run("<w:sz w:val=\"2\"/>")),
        of("a squeezed run", "TINY_TEXT", run("<w:w w:val=\"1\"/>")),
        of(
            "a flat line",
            "TINY_TEXT",
            raw(&format!(
                "<w:p><w:pPr><w:spacing w:line=\"1\" w:lineRule=\"exact\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
            )),
        ),
        of("a run without a fill", "TRANSPARENT", run("<w:textFill><w:noFill/></w:textFill>")),
        of(
            "a deleted revision",
            "DELETED_TEXT",
            raw(&format!("<w:p><w:del><w:r><w:delText>{words}</w:delText></w:r></w:del></w:p>")),
        ),
        of(
            "a text that was moved away",
            "DELETED_TEXT",
            raw(&format!("<w:p><w:moveFrom><w:r><w:t>{words}</w:t></w:r></w:moveFrom></w:p>")),
        ),
        of(
            "a hidden box",
            "HIDDEN_RUN",
            raw(&format!("<w:p><w:r><wp:anchor><wp:docPr hidden=\"1\"/>{boxed}</wp:anchor></w:r></w:p>")),
        ),
        of(
            "a box off the page",
            "OFF_PAGE",
            raw(&format!(
                "<w:p><w:r><wp:anchor><wp:positionH><wp:posOffset>-90000000</wp:posOffset></wp:positionH>{boxed}</wp:anchor></w:r></w:p>"
            )),
        ),
        of(
            "a field's code",
            "HIDDEN_RUN",
            raw(&format!("<w:p><w:r><w:instrText>QUOTE {words}</w:instrText></w:r></w:p>")),
        ),
        of(
            "a hidden row",
            "HIDDEN_RUN",
            raw(&format!("<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph(words))),
        ),
    ]
}

fn parts(words: &str) -> Vec<Hidden> {
    let of = |name, channel, file| Hidden { name, channel, file };
    let said = paragraph(words);
    let body = shown();
    let first = "<w:sectPr><w:headerReference w:type=\"first\" r:id=\"word/header1.xml\"/></w:sectPr>";
    let even = "<w:sectPr><w:footerReference w:type=\"even\" r:id=\"word/footer1.xml\"/></w:sectPr>";
    let picture = format!(
        "{body}<w:p><w:r><wp:inline><wp:docPr id=\"1\" name=\"Picture\" descr=\"{words}\"/></wp:inline></w:r></w:p>"
    );
    let vml = format!("{body}<w:p><w:r><v:shape alt=\"{words}\"/></w:r></w:p>");
    vec![
        of("a comment", "COMMENT", docx_with(&body, &[("word/comments.xml", &said)])),
        of("a header of no section", "HIDDEN_HEADER", docx_sections(&body, "", &[("word/header1.xml", &said)])),
        of(
            "a first page's header without a first page",
            "HIDDEN_HEADER",
            docx_sections(&body, first, &[("word/header1.xml", &said)]),
        ),
        of("an even page's footer", "HIDDEN_HEADER", docx_sections(&body, even, &[("word/footer1.xml", &said)])),
        of("a picture's description", "ALT_TEXT", docx_with(&picture, &[])),
        of("a shape's description", "ALT_TEXT", docx_with(&vml, &[])),
        of(
            "a property",
            "METADATA",
            docx_with(&body, &[("docProps/core.xml", &format!("<dc:description>{words}</dc:description>"))]),
        ),
        of(
            "a property of its own",
            "METADATA",
            docx_with(
                &body,
                &[("docProps/custom.xml", &format!("<property name=\"x\"><vt:lpwstr>{words}</vt:lpwstr></property>"))],
            ),
        ),
        of(
            "a note that nothing refers to",
            "HIDDEN_RUN",
            docx_with(&body, &[("word/footnotes.xml", &format!("<w:footnote w:id=\"9\">{said}</w:footnote>"))]),
        ),
    ]
}

fn characters(words: &str) -> Vec<Hidden> {
    let of = |name, text: &str| Hidden {
        name,
        channel: "INVISIBLE_CHARACTERS",
        file: format!("Jane Example\n{text}\nEngineer at Contoso\n").into_bytes(),
    };
    let tags: String = words.chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect();
    let selectors: String = words.bytes().filter_map(|byte| char::from_u32(0xe0100 + u32::from(byte))).collect();
    let bits: String = words
        .bytes()
        .flat_map(|byte| (0..8).map(move |bit| if byte >> bit & 1 == 0 { '\u{200b}' } else { '\u{200c}' }))
        .collect();
    let tagged = docx_with(&(shown() + &paragraph(&format!("skills{tags}"))), &[]);
    vec![
        of("tags", &format!("skills{tags}")),
        of("variation selectors", &format!("skills 😀{selectors}")),
        of("bits of no width", &format!("skills{bits}")),
        of("words the other way round", &format!("\u{202e}{}\u{202c}", words.chars().rev().collect::<String>())),
        Hidden { name: "tags in a document", channel: "INVISIBLE_CHARACTERS", file: tagged },
    ]
}
