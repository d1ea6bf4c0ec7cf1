//! The archive around a DOCX: finding its parts, and unpacking no more than is reasonable.
//!
//! Nothing is ever written to a disk, and no part outside the archive is looked for. An archive whose names lead
//! out of it, whose entries share their bytes or that holds links was made by nobody's word processor, so it is
//! refused as a whole.

use std::collections::HashMap;
use std::io::{Cursor, ErrorKind, Read};

use encoding_rs::{Encoding, UTF_8};
use zip::ZipArchive;
use zip::result::ZipError;

use super::docx_look::{each_start, value_of};
use super::limits::{
    MAX_ARCHIVE_ENTRIES, MAX_CLAIMED_BYTES, MAX_INFLATED_BYTES, MAX_INFLATION_RATIO, RATIO_FREE_BYTES,
};
use super::refusal::{Refusal, Seems};

const MAIN_PART: &str = "word/document.xml";
/// The kind of file among the bits of a mode, and that of a link (`inode(7)`).
const KIND: u32 = 0o170_000;
const LINK: u32 = 0o120_000;

/// An archive, and how much of it was unpacked.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    inflated: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            let was_word = bytes.windows(5).any(|window| window == b"word/");
            if was_word { Refusal::CorruptDocx } else { Refusal::WrongType(Seems::Archive) }
        })?;
        if archive.len() > MAX_ARCHIVE_ENTRIES {
            return Err(Refusal::TooLargeUnpacked);
        }
        // A directory that names something twice shows different readers different documents.
        if entries_claimed(bytes).is_some_and(|claimed| claimed != archive.len()) {
            return Err(Refusal::UnsafeArchive);
        }
        let mut package = Self { archive, inflated: 0 };
        package.check_entries()?;
        Ok(package)
    }

    /// Looks at every entry's head, whether it will be read or not.
    fn check_entries(&mut self) -> Result<(), Refusal> {
        let mut places = Vec::with_capacity(self.archive.len());
        let mut claimed = 0_u64;
        for number in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(number).map_err(|_| Refusal::CorruptDocx)?;
            if !is_plain(entry.name()) || entry.unix_mode().is_some_and(|mode| mode & KIND == LINK) {
                return Err(Refusal::UnsafeArchive);
            }
            claimed = claimed.saturating_add(entry.size());
            places.push((entry.header_start(), entry.data_start().saturating_add(entry.compressed_size())));
        }
        places.sort_unstable();
        if places.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            return Err(Refusal::UnsafeArchive);
        }
        if claimed > MAX_CLAIMED_BYTES { Err(Refusal::TooLargeUnpacked) } else { Ok(()) }
    }

    /// Nearly always `word/document.xml`; the package's relations say so when it isn't.
    pub(crate) fn main_part(&mut self) -> Result<String, Refusal> {
        if self.archive.index_for_name(MAIN_PART).is_some() {
            return Ok(MAIN_PART.to_owned());
        }
        let related = self.optional("_rels/.rels")?.and_then(|relations| main_part_of(&relations));
        let found = related.filter(|part| part.starts_with("word/") && self.archive.index_for_name(part).is_some());
        found.ok_or_else(|| Refusal::WrongType(self.kind_of_archive()))
    }

    fn kind_of_archive(&self) -> Seems {
        let has = |start: &str| self.archive.file_names().any(|name| name.starts_with(start));
        if has("xl/") {
            Seems::Spreadsheet
        } else if has("ppt/") {
            Seems::Presentation
        } else if has("META-INF/manifest.xml") || has("Index/Document.iwa") {
            Seems::OtherOffice
        } else {
            Seems::Archive
        }
    }

    /// `word/header1.xml`, `word/header2.xml`… in the order of their names.
    pub(crate) fn parts_like(&self, stem: &str) -> Vec<String> {
        let start = format!("word/{stem}");
        let is_part = |name: &&str| {
            let number = name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(".xml"));
            number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let mut parts: Vec<String> = self.archive.file_names().filter(is_part).map(str::to_owned).collect();
        parts.sort_by_key(|name| (name.len(), name.clone()));
        parts
    }

    /// XML parts whose names begin with one of these.
    pub(crate) fn parts_under(&self, starts: &[&str]) -> Vec<String> {
        let is_part = |name: &&str| name.ends_with(".xml") && starts.iter().any(|start| name.starts_with(start));
        let mut parts: Vec<String> = self.archive.file_names().filter(is_part).map(str::to_owned).collect();
        parts.sort();
        parts
    }

    /// The parts that another part refers to, by the names that it has for them. What lies outside the archive
    /// is left there.
    pub(crate) fn relations_of(&mut self, part: &str) -> Result<HashMap<String, String>, Refusal> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let mut relations = HashMap::new();
        if let Some(xml) = self.optional(&format!("{folder}/_rels/{name}.rels"))? {
            each_start(&xml, |element, start, _| {
                let inside = value_of(start, "TargetMode").as_deref() != Some("External");
                if let ("Relationship", true, Some(id), Some(target)) =
                    (element, inside, value_of(start, "Id"), value_of(start, "Target"))
                {
                    let path = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
                    relations.insert(id, path);
                }
            });
        }
        Ok(relations)
    }

    /// A part that may be missing.
    pub(crate) fn optional(&mut self, part: &str) -> Result<Option<String>, Refusal> {
        self.archive.index_for_name(part).is_some().then(|| self.read(part)).transpose()
    }

    /// One part as text, counted against what all parts together may inflate to.
    pub(crate) fn read(&mut self, part: &str) -> Result<String, Refusal> {
        let entry = self.archive.by_name(part).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::EncryptedDocx,
            _ => Refusal::CorruptDocx,
        })?;
        let by_ratio = entry.compressed_size().saturating_mul(MAX_INFLATION_RATIO).max(RATIO_FREE_BYTES);
        let allowed = by_ratio.min(MAX_INFLATED_BYTES - self.inflated);
        let mut content = Vec::new();
        entry.take(allowed + 1).read_to_end(&mut content).map_err(|error| match error.kind() {
            ErrorKind::OutOfMemory => Refusal::TooMuchMemory,
            _ => Refusal::CorruptDocx,
        })?;
        let length = content.len() as u64;
        if length > allowed {
            return Err(Refusal::TooLargeUnpacked);
        }
        self.inflated += length;
        decode_xml(content)
    }
}

/// How many entries the end of the directory says there are (APPNOTE, section 4.3.16); `None` when it says that
/// another record does.
fn entries_claimed(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = u16::from_le_bytes([*bytes.get(end + 10)?, *bytes.get(end + 11)?]);
    (count != u16::MAX).then_some(usize::from(count))
}

/// A name that leads nowhere but into the archive.
fn is_plain(name: &str) -> bool {
    let rooted = name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':');
    let climbs = name.split(['/', '\\']).any(|step| step == "..");
    !rooted && !climbs && !name.chars().any(char::is_control)
}

/// XML parts are UTF-8 or, with a byte-order mark, UTF-16 (XML 1.0, section 4.3.3).
fn decode_xml(content: Vec<u8>) -> Result<String, Refusal> {
    match Encoding::for_bom(&content) {
        Some((encoding, mark)) if encoding != UTF_8 => {
            let (text, had_errors) = encoding.decode_without_bom_handling(&content[mark..]);
            if had_errors { Err(Refusal::CorruptDocx) } else { Ok(text.into_owned()) }
        }
        _ => String::from_utf8(content).map_err(|_| Refusal::CorruptDocx),
    }
}

fn main_part_of(relations: &str) -> Option<String> {
    let mut found = None;
    each_start(relations, |_, start, _| {
        if found.is_none() && value_of(start, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
            found = value_of(start, "Target").map(|target| target.trim_start_matches('/').to_owned());
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn names_that_lead_out_are_told() {
        assert!(["word/document.xml", "a..b/c", "[Content_Types].xml"].into_iter().all(is_plain));
        assert!(
            !["../x", "word/../../x", "/etc/passwd", "c:\\x", "\\\\host\\x", "a\\..\\b", "a\nb"]
                .into_iter()
                .any(is_plain)
        );
    }
}
