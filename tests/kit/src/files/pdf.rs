//! PDFs.

use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Document, Object, StringFormat};

/// A line of text at a place, in points from the lower left corner of an A4 page.
#[derive(Debug, Clone)]
pub struct Placed {
    /// From the left.
    pub x: f32,
    /// Of the baseline, from the bottom.
    pub y: f32,
    /// Of the font.
    pub size: f32,
    /// What is printed.
    pub text: String,
}

impl Placed {
    /// Text of 10 points at a place.
    #[must_use]
    pub fn at(x: f32, y: f32, text: &str) -> Self {
        Self { x, y, size: 10.0, text: text.to_owned() }
    }
}

/// A PDF of Helvetica text, one list of lines a page.
#[must_use]
pub fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    pdf_with(pages, b"")
}

/// Like [`pdf`], with raw operators put on the first page.
#[must_use]
pub fn pdf_with(pages: &[&[&str]], extra: &[u8]) -> Vec<u8> {
    let stream = |(number, lines): (usize, &&[&str])| {
        let mut stream = b"BT /F1 11 Tf 56 780 Td 14.9 TL ".to_vec();
        for line in *lines {
            stream.extend(literal(line));
            stream.extend(b" Tj T* ");
        }
        stream.extend(b" ET ");
        stream.extend(if number == 0 { extra } else { b"" });
        stream
    };
    pdf_of_streams(&pages.iter().enumerate().map(stream).collect::<Vec<_>>())
}

/// A PDF of text at places, one list a page, written in the order given.
#[must_use]
pub fn placed_pdf(pages: &[Vec<Placed>]) -> Vec<u8> {
    let operators = |placed: &Placed| {
        let Placed { x, y, size, text } = placed;
        [format!("BT /F1 {size} Tf {x} {y} Td ").into_bytes(), literal(text), b" Tj ET ".to_vec()].concat()
    };
    pdf_of_streams(&pages.iter().map(|page| page.iter().flat_map(operators).collect()).collect::<Vec<_>>())
}

/// One page with two columns of 10-point text. `line_by_line` says in which order they are written.
#[must_use]
pub fn two_columns(left: &[&str], right: &[&str], line_by_line: bool) -> Vec<u8> {
    let place = |x: f32, lines: &[&str]| -> Vec<Placed> {
        let baselines = (0_u8..).map(|number| 740.0 - 13.0 * f32::from(number));
        lines.iter().zip(baselines).map(|(line, y)| Placed::at(x, y, line)).collect()
    };
    let mut page = [place(56.0, left), place(310.0, right)].concat();
    if line_by_line {
        page.sort_by(|a, b| b.y.total_cmp(&a.y));
    }
    placed_pdf(&[page])
}

/// A PDF whose only page shows a picture and has no text.
#[must_use]
pub fn scanned_pdf() -> Vec<u8> {
    pdf_with(&[&[]], b"q 500 0 0 700 40 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q ")
}

/// A PDF that needs a password to be opened.
///
/// # Panics
/// When the writer of PDFs that we use fails.
#[must_use]
pub fn encrypted_pdf(lines: &[&str], password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(&[lines])).expect("our own PDF can be read");
    let id = Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "the owner's",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("a plain document can be encrypted");
    document.encrypt(&state).expect("a plain document can be encrypted");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory can be written to");
    bytes
}

/// A PDF with an array nested `depth` times where a page's resources should be.
#[must_use]
pub fn nested_pdf(depth: usize) -> Vec<u8> {
    let nested = [b"[".repeat(depth), b"]".repeat(depth)].concat();
    write(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 4 0 R/Contents 4 0 R>>".to_vec(),
        nested,
    ])
}

/// A PDF with one page for each content stream.
#[must_use]
pub fn pdf_of_streams(streams: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        Vec::new(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    let mut kids = Vec::new();
    for stream in streams {
        let head = format!("<</Length {}>>stream\n", stream.len()).into_bytes();
        objects.push([&head, stream.as_slice(), b"\nendstream"].concat());
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
            objects.len()
        );
        objects.push(page.into_bytes());
        kids.push(format!("{} 0 R", objects.len()));
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{}]>>", kids.len(), kids.join(" ")).into_bytes();
    write(&objects)
}

fn write(objects: &[Vec<u8>]) -> Vec<u8> {
    write_with(objects, "")
}

/// A file of these objects, numbered from 1, the first of which is the catalog; with more keys in the trailer.
pub(super) fn write_with(objects: &[Vec<u8>], trailer_keys: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n", number + 1).into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let trailer =
        format!("trailer<</Size {}/Root 1 0 R{trailer_keys}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.extend(table.into_bytes());
    out.extend(trailer.into_bytes());
    out
}

/// A string in the encoding of Windows, as the font's dictionary declares it.
pub(super) fn literal(text: &str) -> Vec<u8> {
    let mut bytes = b"(".to_vec();
    for character in text.chars() {
        match character {
            '(' | ')' | '\\' => bytes.extend([b'\\', character as u8]),
            '•' => bytes.push(0x95),
            '–' => bytes.push(0x96),
            other => bytes.push(u8::try_from(u32::from(other)).unwrap_or(b'?')),
        }
    }
    bytes.push(b')');
    bytes
}
