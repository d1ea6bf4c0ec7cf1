//! Each kind of file that is read, and what of it.

use domain::ports::MediaType;
use kit::files::{docx, docx_with, paragraph, pdf, table};

use crate::reading::{read, text_of, trials};

trials!(
    a_pdf_is_read_page_by_page,
    pages_that_a_pdf_does_not_count_are_read,
    marks_and_letters_of_a_pdf_are_kept,
    words_cut_at_a_line_end_are_mended,
    text_far_apart_on_a_line_is_not_glued,
    a_docx_is_read_paragraph_by_paragraph,
    tables_headers_and_notes_of_a_docx_are_kept,
    what_was_deleted_from_a_docx_is_not_read,
    text_is_read_in_every_common_encoding,
    control_characters_are_dropped,
);

fn a_pdf_is_read_page_by_page() {
    let pages: Vec<Vec<String>> =
        (1..=12).map(|page| vec![format!("Page {page} begins"), format!("and {page} ends")]).collect();
    let borrowed: Vec<Vec<&str>> = pages.iter().map(|page| page.iter().map(String::as_str).collect()).collect();
    let file = pdf(&borrowed.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let extraction = read(file).unwrap();
    assert_eq!((extraction.media_type, extraction.page_count), (MediaType::Pdf, Some(12)));
    let lines: Vec<&str> = extraction.text.lines().filter(|line| !line.is_empty()).collect();
    let expected: Vec<&str> = borrowed.iter().flatten().copied().collect();
    assert_eq!(lines, expected);
}

fn pages_that_a_pdf_does_not_count_are_read() {
    let file = pdf(&[&["first"], &["second"], &["third"]]);
    let place = file.windows(8).position(|window| window == b"/Count 3").unwrap();
    for claim in [b'1', b'9'] {
        let mut lying = file.clone();
        lying[place + 7] = claim;
        let extraction = read(lying).unwrap();
        assert!(extraction.text.contains("third"), "{}", extraction.text);
        assert_eq!(extraction.page_count, Some(3));
    }
}

fn marks_and_letters_of_a_pdf_are_kept() {
    let lines = ["José Müller (Zürich)", "• C++, C#, Node.js", "2019 – 2024  Léa & Søn \\ Co"];
    let text = text_of(pdf(&[&lines]));
    for line in ["José Müller (Zürich)", "• C++, C#, Node.js", "2019 – 2024"] {
        assert!(text.contains(line), "{line:?} is not in {text:?}");
    }
}

fn words_cut_at_a_line_end_are_mended() {
    let text = text_of(pdf(&[&["handles four million transac-", "tions a day, and is on-", "call at night"]]));
    assert_eq!(text, "handles four million transactions\na day, and is on-call\nat night\n");
}

fn text_far_apart_on_a_line_is_not_glued() {
    let page = kit::files::Placed::at;
    let file = kit::files::placed_pdf(&[vec![
        page(56.0, 700.0, "Lead engineer, Northwind"),
        page(480.0, 700.0, "2018 - 2024"),
        page(56.0, 600.0, "Engineer, Contoso"),
        page(480.0, 600.0, "2015 - 2018"),
    ]]);
    assert_eq!(text_of(file), "Lead engineer, Northwind\t2018 - 2024\n\nEngineer, Contoso\t2015 - 2018\n");
}

fn a_docx_is_read_paragraph_by_paragraph() {
    let extraction = read(docx(&["Ada Example", "R&D <lead> \"engineer\"", "", "Zürich, 東京"])).unwrap();
    assert_eq!((extraction.media_type, extraction.page_count), (MediaType::Docx, None));
    assert_eq!(extraction.text, "Ada Example\nR&D <lead> \"engineer\"\n\nZürich, 東京\n");
}

fn tables_headers_and_notes_of_a_docx_are_kept() {
    let body = paragraph("Body") + &table(&[&["Rust", "6 years"], &["Go", "2 years"]]) + &paragraph("End");
    let contact = paragraph("ada@example.com");
    let file = docx_with(
        &body,
        &[
            ("word/header1.xml", &contact),
            ("word/header2.xml", &contact),
            ("word/footer1.xml", &paragraph("Leeds")),
            ("word/footnotes.xml", &paragraph("A note")),
            ("word/styles.xml", &paragraph("no text of the document")),
        ],
    );
    assert_eq!(text_of(file), "ada@example.com\nBody\nRust\t6 years\nGo\t2 years\n\nEnd\nA note\nLeeds\n");
}

fn what_was_deleted_from_a_docx_is_not_read() {
    let body = "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>\
        <w:hyperlink><w:r><w:t xml:space=\"preserve\"> and linked</w:t></w:r></w:hyperlink>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>";
    assert_eq!(text_of(docx_with(body, &[])), "kept and linked\n");
}

fn text_is_read_in_every_common_encoding() {
    let text = "Jürgen Beispiel\nMünchen – naïve façades\n";
    let with_mark = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let windows: Vec<u8> =
        text.chars().map(|c| if c == '–' { 0x96 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    let files = [
        text.as_bytes().to_vec(),
        with_mark(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
        with_mark(b"\xff\xfe", little.clone()),
        with_mark(b"\xfe\xff", big.clone()),
        little,
        big,
        windows,
        text.replace('\n', "\r\n").into_bytes(),
    ];
    for (number, file) in files.into_iter().enumerate() {
        let extraction = read(file).unwrap();
        assert_eq!((number, extraction.media_type, extraction.text.as_str()), (number, MediaType::Text, text));
    }
}

fn control_characters_are_dropped() {
    let text = text_of(b"Ada\0 Example and a line that is long enough\x07\n\tRust\n".to_vec());
    assert_eq!(text, "Ada Example and a line that is long enough\n\tRust\n");
}
