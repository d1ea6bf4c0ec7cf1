//! ZIP archives, honest and not: written byte by byte, so that an archive can say what no packing program
//! would.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An entry of an archive, as its headers tell it.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Its name, byte for byte.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The general purpose flags; UTF-8 names.
    pub flags: u16,
    /// The Unix mode.
    pub mode: u32,
    /// The size that it claims, when that is not its own.
    pub claims: Option<u32>,
    /// Where it claims to lie, when that is not where it lies.
    pub lies_at: Option<u32>,
}

impl Packed {
    /// A plain file.
    #[must_use]
    pub fn file(name: &str, bytes: &[u8]) -> Self {
        let (name, bytes) = (name.to_owned(), bytes.to_vec());
        Self { name, bytes, flags: 1 << 11, mode: 0o100_644, claims: None, lies_at: None }
    }
}

/// An archive of these, unpacked as they are. Names may be there twice.
///
/// # Panics
/// When it would have more than four gibibytes.
#[must_use]
pub fn archive(entries: &[Packed]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = entry.lies_at.unwrap_or_else(|| number(out.len()));
        let common = common(entry);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend([0, 0]);
        out.extend(entry.name.as_bytes());
        out.extend(&entry.bytes);
        directory.extend(b"PK\x01\x02");
        // Made by Unix, so that the mode counts.
        directory.extend([20, 3]);
        directory.extend(&common);
        // No extra field, no comment, the first disk, no inner attributes.
        directory.extend([0; 8]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let (start, length) = (number(out.len()), number(directory.len()));
    let count = u16::try_from(entries.len()).expect("few entries").to_le_bytes();
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// An archive of plain files.
#[must_use]
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    archive(&files.iter().map(|(name, bytes)| Packed::file(name, bytes)).collect::<Vec<_>>())
}

/// An archive of one file that is packed well: so many times the letter A.
///
/// # Panics
/// When the writer of archives that we use fails.
#[must_use]
pub fn swelling_zip(name: &str, length: u64) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(true);
    writer.start_file(name, options).expect("memory can be written to");
    let block = vec![b'A'; 1 << 20];
    let mut rest = std::io::repeat(b'A').take(length % (1 << 20));
    for _ in 0..length >> 20 {
        writer.write_all(&block).expect("memory can be written to");
    }
    std::io::copy(&mut rest, &mut writer).expect("memory can be written to");
    writer.finish().expect("memory can be written to").into_inner()
}

/// From the needed version to the length of the name, which both headers have in common.
fn common(entry: &Packed) -> Vec<u8> {
    let size = entry.claims.unwrap_or_else(|| number(entry.bytes.len()));
    let mut common = vec![20, 0];
    common.extend(entry.flags.to_le_bytes());
    // Stored, at the beginning of 1980.
    common.extend([0, 0, 0, 0, 0x21, 0]);
    common.extend(crc32(&entry.bytes).to_le_bytes());
    common.extend(number(entry.bytes.len()).to_le_bytes());
    common.extend(size.to_le_bytes());
    common.extend(u16::try_from(entry.name.len()).expect("a short name").to_le_bytes());
    common
}

fn number(length: usize) -> u32 {
    u32::try_from(length).expect("a small archive")
}

/// The check sum of PKZIP.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
