//! Files that can't be read: each gets a state and one sentence that says why.

use std::time::Duration;

use domain::ports::ExtractError;
use kit::files::{
    docx, docx_bomb, docx_package, docx_with, encrypted_pdf, nested_pdf, paragraph, pdf, scanned_pdf, windows_program,
};
use platform::document::Limits;

use crate::reading::{read, read_within, reason_of, text_of, trials};

trials!(
    a_scan_needs_ocr,
    an_encrypted_pdf,
    a_corrupt_pdf,
    a_pdf_with_a_page_that_cannot_be_unpacked,
    an_empty_file,
    a_pdf_without_pages,
    a_pdf_with_too_many_pages,
    other_kinds_of_files,
    a_docx_that_is_none,
    a_zip_bomb,
    entities_that_swell,
    deep_nesting,
    too_much_text,
    too_much_memory,
    too_slow,
);

fn a_scan_needs_ocr() {
    let error = read(scanned_pdf()).unwrap_err();
    assert_eq!(error, ExtractError::NeedsOcr { page_count: Some(1) });
    assert!(error.to_string().starts_with("This file has pages but no text"));
}

fn an_encrypted_pdf() {
    let reason = reason_of(read(encrypted_pdf(&["Ada Example"], "secret")));
    assert!(reason.contains("password"), "{reason}");
    // Without a password to open it, only the owner's rights are protected: everybody can read it.
    assert!(text_of(encrypted_pdf(&["Ada Example"], "")).contains("Ada Example"));
}

fn a_corrupt_pdf() {
    let whole = pdf(&[&["Ada Example", "Rust"]]);
    let rubbish = [&b"%PDF-1.7\n"[..], &[b'x'; 3_000]].concat();
    for file in [whole[..whole.len() / 2].to_vec(), rubbish, b"%PDF-1.4".to_vec(), b"%PDF-1.4\n%%EOF\n".to_vec()] {
        let reason = reason_of(read(file));
        assert!(reason.contains("corrupt"), "{reason}");
    }
}

fn a_pdf_with_a_page_that_cannot_be_unpacked() {
    let whole = pdf(&[&["first"], &["second"]]);
    let place = whole.windows(8).position(|window| window == b"<</Lengt").unwrap();
    let filter = b"/Filter/FlateDecode";
    let broken = [&whole[..place + 2], filter, &whole[place + 2..]].concat();
    let reason = reason_of(read(broken));
    assert!(reason.contains("corrupt"), "{reason}");
}

fn an_empty_file() {
    for file in [b"".to_vec(), b" \n\t \r\n".to_vec(), b"\xef\xbb\xbf".to_vec(), docx(&[]), docx(&["", " "])] {
        let reason = reason_of(read(file));
        assert!(reason.contains("empty"), "{reason}");
    }
}

fn a_pdf_without_pages() {
    let reason = reason_of(read(pdf(&[])));
    assert!(reason.contains("no pages"), "{reason}");
}

fn a_pdf_with_too_many_pages() {
    let line: &[&str] = &["Ada Example"];
    let reason = reason_of(read(pdf(&vec![line; 201])));
    assert!(reason.contains("200 pages"), "{reason}");
    assert_eq!(read(pdf(&vec![line; 200])).unwrap().page_count, Some(200));
}

fn other_kinds_of_files() {
    let html = b"<!DOCTYPE html><html><body>Ada Example</body></html>".to_vec();
    let noise = (0..4_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    for (file, words) in [
        (windows_program(), "a Windows program"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "an image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "an image"),
        (b"{\\rtf1\\ansi Ada Example}".to_vec(), "Rich Text"),
        (html, "a web page"),
        ([&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600]].concat(), "an old Word document"),
        (noise, "an unknown kind"),
    ] {
        let reason = reason_of(read(file));
        assert!(reason.contains(words), "{reason:?} does not say {words:?}");
    }
}

fn a_docx_that_is_none() {
    let package = |name: &str| docx_package(&[(name.to_owned(), "<x/>".to_owned())]);
    let whole = docx(&["Ada Example"]);
    for (file, words) in [
        (package("readme.txt"), "an archive"),
        (package("xl/workbook.xml"), "a spreadsheet"),
        (package("ppt/presentation.xml"), "a presentation"),
        (whole[..whole.len() - 60].to_vec(), "corrupt"),
        (docx_with("<w:p><w:r>", &[]), "corrupt"),
        (b"PK\x03\x04 not really".to_vec(), "an archive"),
    ] {
        let reason = reason_of(read(file));
        assert!(reason.contains(words), "{reason:?} does not say {words:?}");
    }
}

fn a_zip_bomb() {
    let bomb = docx_bomb(80 * 1024 * 1024);
    assert!(bomb.len() < 1024 * 1024);
    let reason = reason_of(read(bomb));
    assert!(reason.contains("unpacks"), "{reason}");
    let many: Vec<(String, String)> = (0..1_001).map(|part| (format!("word/{part}.xml"), String::new())).collect();
    let reason = reason_of(read(docx_package(&many)));
    assert!(reason.contains("unpacks"), "{reason}");
}

fn entities_that_swell() {
    let entities: String = (1..20).map(|n| format!("<!ENTITY e{n} '&e{};&e{};'>", n - 1, n - 1)).collect();
    let xml = format!("<!DOCTYPE x [<!ENTITY e0 'ha'>{entities}]><x><p><r><t>&e19;</t></r></p></x>");
    let reason = reason_of(read(docx_package(&[("word/document.xml".to_owned(), xml)])));
    assert!(reason.contains("swell"), "{reason}");
}

fn deep_nesting() {
    let deep = format!("{}{}", "<w:sdt>".repeat(5_000), "</w:sdt>".repeat(5_000));
    let reason = reason_of(read(docx_with(&deep, &[])));
    assert!(reason.contains("nested"), "{reason}");
    // Readers of PDF differ in how they fail at this, and none of them may take us along.
    for depth in [500, 20_000, 1_000_000] {
        let error = read(nested_pdf(depth)).unwrap_err();
        assert!(!matches!(error, ExtractError::Unavailable { .. }), "{depth}: {error:?}");
    }
    assert_eq!(text_of(docx(&["still here"])), "still here\n");
}

fn too_much_text() {
    let limits = Limits { max_text_bytes: 200 * 1024, ..Limits::default() };
    let line = "a line of plain words that is repeated very often\n";
    let reason = reason_of(read_within(limits, line.repeat(5_000).into_bytes()));
    assert!(reason.contains("200 kB"), "{reason}");
    let lines = vec![line.trim_end(); 5_000];
    assert!(
        reason_of(read_within(limits, docx_with(&lines.iter().map(|l| paragraph(l)).collect::<String>(), &[])))
            .contains("200 kB")
    );
    assert!(read_within(limits, line.repeat(1_000).into_bytes()).is_ok());
}

fn too_much_memory() {
    let limits = Limits { memory_bytes: 24 * 1024 * 1024, ..Limits::default() };
    let reason = reason_of(read_within(limits, vec![b'a'; 60 * 1024 * 1024]));
    assert!(reason.contains("too much memory"), "{reason}");
}

fn too_slow() {
    let limits = Limits { wall_time: Duration::from_millis(1), ..Limits::default() };
    let reason = reason_of(read_within(limits, "é line of text\n".repeat(100_000).into_bytes()));
    assert!(reason.contains("takes too long"), "{reason}");
}
