//! What a child does that unpacks: an archive or a table in, files and rows out. Runs in a process that may be
//! killed at any point; each piece is sent before the next is looked at.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};

use domain::ports::UnpackPass;
use rc_zip_sync::rc_zip::parse::{Entry, EntryKind, Method};
use rc_zip_sync::{ArchiveHandle, EntryHandle, HasCursor, ReadZip, ReadZipWithSize};

use super::refusal::Seems;
use super::sniff::{Kind, kind_of};
use super::table;
use super::unpack_wire::{LeftOut, Piece, UnpackOrder, clean_path};
use super::wire::write_frame;

/// The most entries of an archive, folders among them, for each file that may be taken out of it.
const ENTRIES_A_FILE: usize = 4;
/// How often larger than its packed form a file may be. Résumés as text reach about 10.
const MAX_RATIO: u64 = 100;
/// Files up to this size are exempt: they do no harm.
const RATIO_FREE: u64 = 1 << 20;
/// The flag of an entry that needs a password.
const ENCRYPTED: u16 = 1;
/// A local header without its name.
const LOCAL_HEADER: u64 = 30;

/// Sends what is in the file, to its end.
///
/// # Errors
/// When the socket breaks.
pub(crate) fn run(input: &File, socket: &File, order: &UnpackOrder) -> io::Result<()> {
    let mut out = Out(BufWriter::new(socket));
    let end = match order.is_table {
        true => whole_table(input, &mut out, order)?,
        false => archive(input, &mut out, order)?,
    };
    out.send(&Piece::End(end))?;
    out.0.flush()
}

/// The way out.
struct Out<'a>(BufWriter<&'a File>);

impl Out<'_> {
    fn send(&mut self, piece: &Piece) -> io::Result<()> {
        write_frame(&mut self.0, &serde_json::to_vec(piece)?)
    }

    fn send_file(&mut self, entry: u32, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.send(&Piece::File { entry, name: name.to_owned() })?;
        write_frame(&mut self.0, bytes)
    }

    fn leave_out(&mut self, entry: u32, name: &str, left_out: LeftOut) -> io::Result<()> {
        self.send(&Piece::LeftOut { entry, name: name.to_owned(), left_out })
    }
}

fn whole_table(input: &File, out: &mut Out<'_>, order: &UnpackOrder) -> io::Result<Option<LeftOut>> {
    if order.pass == UnpackPass::Files {
        return Ok(None);
    }
    let limit = order.limits.file_bytes;
    let mut bytes = Vec::new();
    input.take(limit + 1).read_to_end(&mut bytes)?;
    let mut number = 0;
    match bytes.len() as u64 > limit {
        true => out.send(&Piece::Remark { name: "table".to_owned(), left_out: LeftOut::TooLarge { limit } })?,
        false => rows(&bytes, "table", &mut number, out)?,
    }
    Ok(None)
}

fn rows(bytes: &[u8], name: &str, number: &mut u32, out: &mut Out<'_>) -> io::Result<()> {
    let remark = |left_out| Piece::Remark { name: name.to_owned(), left_out };
    match table::read(bytes) {
        Ok(found) => {
            for mut row in found.rows {
                row.number = *number;
                *number += 1;
                out.send(&Piece::Row(row))?;
            }
            if found.ignored > 0 {
                out.send(&remark(LeftOut::Columns { count: found.ignored }))?;
            }
            Ok(())
        }
        Err(left_out) => out.send(&remark(left_out)),
    }
}

fn archive(input: &File, out: &mut Out<'_>, order: &UnpackOrder) -> io::Result<Option<LeftOut>> {
    let Ok(archive) = input.read_zip_with_size(order.size) else {
        return Ok(Some(LeftOut::CorruptArchive));
    };
    if is_document(&archive) {
        out.send(&Piece::Whole)?;
        return Ok(None);
    }
    let most = (order.limits.files as usize).saturating_mul(ENTRIES_A_FILE);
    if archive.entries().count() > most {
        return Ok(Some(LeftOut::TooMany { limit: order.limits.files }));
    }
    if overlaps(&archive) {
        return Ok(Some(LeftOut::Overlapping));
    }
    match order.pass {
        UnpackPass::Rows => tables(&archive, out, order),
        UnpackPass::Files => files(&archive, out, order),
    }
}

/// A document of an office program is an archive too, and is read as one file.
fn is_document<F: HasCursor>(archive: &ArchiveHandle<'_, F>) -> bool {
    archive.entries().any(|entry| entry.name == "[Content_Types].xml")
        || archive.entries().next().is_some_and(|entry| entry.name == "mimetype")
}

/// Whether two entries share bytes, which no packing program does and some bombs live on.
fn overlaps<F: HasCursor>(archive: &ArchiveHandle<'_, F>) -> bool {
    let mut places: Vec<(u64, u64)> = archive
        .entries()
        .map(|entry| (entry.header_offset, entry.compressed_size.saturating_add(LOCAL_HEADER)))
        .collect();
    places.sort_unstable();
    places.windows(2).any(|pair| pair[0].0.saturating_add(pair[0].1) > pair[1].0)
}

/// Folders, and what operating systems leave behind in archives.
fn is_nothing(entry: &Entry) -> bool {
    let path = entry.name.replace('\\', "/");
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_folder = entry.kind() == EntryKind::Directory || path.ends_with('/');
    is_folder || last.starts_with('.') || path.starts_with("__MACOSX/") || matches!(last, "Thumbs.db" | "desktop.ini")
}

fn is_table(entry: &Entry) -> bool {
    entry.name.to_lowercase().ends_with(".csv")
}

fn tables<F: HasCursor>(
    archive: &ArchiveHandle<'_, F>,
    out: &mut Out<'_>,
    order: &UnpackOrder,
) -> io::Result<Option<LeftOut>> {
    let mut number = 0;
    for entry in archive.entries().filter(|entry| !is_nothing(entry) && is_table(entry)) {
        let name = clean_path(&entry.name);
        match unpacked(&entry, order.limits.file_bytes) {
            Ok(bytes) => rows(&bytes, &name, &mut number, out)?,
            Err(left_out) => out.send(&Piece::Remark { name, left_out })?,
        }
    }
    Ok(None)
}

fn files<F: HasCursor>(
    archive: &ArchiveHandle<'_, F>,
    out: &mut Out<'_>,
    order: &UnpackOrder,
) -> io::Result<Option<LeftOut>> {
    let (mut all, mut count) = (0_u64, 0_u32);
    for (place, entry) in (0_u32..).zip(archive.entries()) {
        if is_nothing(&entry) || is_table(&entry) {
            continue;
        }
        count += 1;
        if count > order.limits.files {
            return Ok(Some(LeftOut::TooMany { limit: order.limits.files }));
        }
        if place < order.from {
            // It was taken in before; what it may cost counts all the same.
            all = all.saturating_add(entry.uncompressed_size.min(order.limits.file_bytes));
            continue;
        }
        let name = clean_path(&entry.name);
        match unpacked(&entry, order.limits.file_bytes).and_then(no_archive) {
            Ok(bytes) => {
                all = all.saturating_add(bytes.len() as u64);
                if all > order.limits.all_bytes {
                    return Ok(Some(LeftOut::TooLargeTogether { limit: order.limits.all_bytes }));
                }
                out.send_file(place, &name, &bytes)?;
            }
            Err(left_out) => out.leave_out(place, &name, left_out)?,
        }
        out.0.flush()?;
    }
    Ok(None)
}

/// The bytes of an entry, no more than a file may have.
fn unpacked<F: HasCursor>(entry: &EntryHandle<'_, F>, limit: u64) -> Result<Vec<u8>, LeftOut> {
    if entry.kind() == EntryKind::Symlink {
        return Err(LeftOut::Link);
    }
    if entry.flags & ENCRYPTED != 0 {
        return Err(LeftOut::Encrypted);
    }
    if !matches!(entry.method, Method::Store | Method::Deflate) {
        return Err(LeftOut::Method);
    }
    if entry.uncompressed_size > limit {
        return Err(LeftOut::TooLarge { limit });
    }
    let mut bytes = Vec::new();
    // What an entry says of its size is its own claim.
    entry.reader().take(limit + 1).read_to_end(&mut bytes).map_err(|_| LeftOut::Corrupt)?;
    let length = bytes.len() as u64;
    if length > limit {
        return Err(LeftOut::TooLarge { limit });
    }
    if length > RATIO_FREE && length / MAX_RATIO > entry.compressed_size {
        return Err(LeftOut::Swells);
    }
    Ok(bytes)
}

/// The bytes, unless they are an archive that would have to be unpacked again.
fn no_archive(bytes: Vec<u8>) -> Result<Vec<u8>, LeftOut> {
    match kind_of(&bytes) {
        Kind::Other(Seems::Archive) => Err(LeftOut::Nested),
        // One that can't be read is for the reader of documents to judge.
        Kind::Zip if bytes.read_zip().is_ok_and(|archive| !is_document(&archive)) => Err(LeftOut::Nested),
        _ => Ok(bytes),
    }
}
