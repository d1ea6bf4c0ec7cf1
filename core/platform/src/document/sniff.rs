//! What a file is, told by its content. Names and declared types are the sender's claim and not asked.

use super::refusal::Seems;

/// The kinds that are read, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Has a PDF header.
    Pdf,
    /// A ZIP archive: a DOCX, or not.
    Zip,
    /// A compound file with an encrypted package in it: an office document with a password.
    EncryptedOffice,
    /// Perhaps text: decoding decides.
    Text,
    /// Something else.
    Other(Seems),
}

/// Readers accept a PDF header anywhere in the first kilobyte (ISO 32000-1, annex H.3.4.1).
const PDF_HEADER_WITHIN: usize = 1024;

/// Tells the kind of a file.
pub(crate) fn kind_of(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound_file(bytes);
    }
    if let Some(seems) = by_signature(bytes) {
        return Kind::Other(seems);
    }
    if contains(&bytes[..bytes.len().min(PDF_HEADER_WITHIN)], b"%PDF-") {
        return Kind::Pdf;
    }
    markup(bytes).map_or(Kind::Text, Kind::Other)
}

/// Old office files and encrypted new ones share a container; the latter name a stream of theirs in UTF-16.
fn compound_file(bytes: &[u8]) -> Kind {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let workbook: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if contains(bytes, &name) {
        Kind::EncryptedOffice
    } else if contains(bytes, &workbook) {
        Kind::Other(Seems::Spreadsheet)
    } else {
        Kind::Other(Seems::OldWord)
    }
}

fn by_signature(bytes: &[u8]) -> Option<Seems> {
    const SIGNATURES: &[(&[u8], Seems)] = &[
        (b"\x7fELF", Seems::Program),
        (b"\xcf\xfa\xed\xfe", Seems::Program),
        (b"\xca\xfe\xba\xbe", Seems::Program),
        (b"#!/", Seems::Program),
        (b"\xff\xd8\xff", Seems::Image),
        (b"\x89PNG", Seems::Image),
        (b"GIF87a", Seems::Image),
        (b"GIF89a", Seems::Image),
        (b"II*\0", Seems::Image),
        (b"MM\0*", Seems::Image),
        (b"{\\rtf", Seems::Rtf),
        (b"%!PS", Seems::PostScript),
        (b"Rar!", Seems::Archive),
        (b"7z\xbc\xaf\x27\x1c", Seems::Archive),
        (b"\x1f\x8b", Seems::Archive),
        (b"BZh", Seems::Archive),
        (b"\xfd7zXZ", Seems::Archive),
        (b"OggS", Seems::Media),
        (b"ID3", Seems::Media),
        (b"fLaC", Seems::Media),
    ];
    let known = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
    known.map(|(_, seems)| *seems).or_else(|| by_inner_signature(bytes))
}

/// Signatures that start late, or that are so short that the rest must look binary too.
fn by_inner_signature(bytes: &[u8]) -> Option<Seems> {
    let binary = bytes.iter().take(512).any(|byte| *byte == 0);
    match bytes {
        [b'M', b'Z', ..] if binary => Some(Seems::WindowsProgram),
        [b'B', b'M', ..] if binary => Some(Seems::Image),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Seems::Image),
        [b'R', b'I', b'F', b'F', _, _, _, _, ..] if binary => Some(Seems::Media),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if binary => {
            let image = [&b"heic"[..], b"heix", b"mif1", b"avif"].iter().any(|known| brand.starts_with(known));
            Some(if image { Seems::Image } else { Seems::Media })
        }
        _ => None,
    }
}

/// HTML and XML start with a tag; a résumé in plain text doesn't.
fn markup(bytes: &[u8]) -> Option<Seems> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let opening: Vec<u8> = start.iter().take(16).map(u8::to_ascii_lowercase).collect();
    let page = [&b"<!doctype"[..], b"<html", b"<?xml", b"<svg", b"<head", b"<body"];
    page.iter().any(|tag| opening.starts_with(tag)).then_some(Seems::WebPage)
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        assert_eq!(kind_of(b"%PDF-1.7\n"), Kind::Pdf);
        assert_eq!(kind_of(&[&[b' '; 900][..], b"%PDF-1.4"].concat()), Kind::Pdf);
        assert_eq!(kind_of(&[&[b' '; 1024][..], b"%PDF-1.4"].concat()), Kind::Text);
        assert_eq!(kind_of(b"PK\x03\x04rest"), Kind::Zip);
        assert_eq!(kind_of(b"MZ\x90\0\x03"), Kind::Other(Seems::WindowsProgram));
        assert_eq!(kind_of(b"MZUNGU Example, driver"), Kind::Text);
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n"), Kind::Other(Seems::Image));
        assert_eq!(kind_of(b"{\\rtf1 hello}"), Kind::Other(Seems::Rtf));
        assert_eq!(kind_of(b"\n <!DOCTYPE html><p>x"), Kind::Other(Seems::WebPage));
        assert_eq!(kind_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1abc"), Kind::Other(Seems::OldWord));
        assert_eq!(kind_of(b""), Kind::Text);
    }
}
