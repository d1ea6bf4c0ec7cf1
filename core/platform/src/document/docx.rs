//! The archive around a DOCX: finding the parts that hold text, and unpacking no more than is reasonable.

use std::io::{Cursor, ErrorKind, Read};

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::docx_body::text_lines;
use super::limits::{MAX_ARCHIVE_ENTRIES, MAX_INFLATED_BYTES, MAX_INFLATION_RATIO, RATIO_FREE_BYTES};
use super::refusal::{Refusal, Seems};

const MAIN_PART: &str = "word/document.xml";

/// The visible text of a DOCX: headers, body, notes, footers; each header and footer once.
///
/// # Errors
/// A [`Refusal`]: another kind of archive, a corrupt or encrypted one, or one that unpacks to too much.
pub(crate) fn extract(bytes: &[u8], max_text_bytes: usize) -> Result<String, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?;
    let mut lines: Vec<String> = Vec::new();
    for header in package.parts_like("header") {
        package.append_once(&header, &mut lines)?;
    }
    lines.extend(package.lines(&main)?);
    for later in ["footnotes", "endnotes", "footer"] {
        for part in package.parts_like(later) {
            package.append_once(&part, &mut lines)?;
        }
    }
    // Checked here too, so that a huge text is not copied once more before it is refused.
    if lines.iter().map(String::len).sum::<usize>() > max_text_bytes {
        return Err(Refusal::TooMuchText { limit: max_text_bytes });
    }
    Ok(lines.join("\n"))
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    inflated: u64,
}

impl<'a> Package<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            let was_word = bytes.windows(5).any(|window| window == b"word/");
            if was_word { Refusal::CorruptDocx } else { Refusal::WrongType(Seems::Archive) }
        })?;
        if archive.len() > MAX_ARCHIVE_ENTRIES {
            return Err(Refusal::TooLargeUnpacked);
        }
        Ok(Self { archive, inflated: 0 })
    }

    /// Nearly always `word/document.xml`; the package's relations say so when it isn't.
    fn main_part(&mut self) -> Result<String, Refusal> {
        if self.archive.index_for_name(MAIN_PART).is_some() {
            return Ok(MAIN_PART.to_owned());
        }
        let related = match self.archive.index_for_name("_rels/.rels") {
            Some(_) => main_part_of(&self.read("_rels/.rels")?),
            None => None,
        };
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
    fn parts_like(&self, stem: &str) -> Vec<String> {
        let start = format!("word/{stem}");
        let is_part = |name: &&str| {
            let number = name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(".xml"));
            number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let mut parts: Vec<String> = self.archive.file_names().filter(is_part).map(str::to_owned).collect();
        parts.sort_by_key(|name| (name.len(), name.clone()));
        parts
    }

    fn append_once(&mut self, part: &str, lines: &mut Vec<String>) -> Result<(), Refusal> {
        let further = self.lines(part)?;
        let known = further.is_empty() || lines.windows(further.len()).any(|window| window == further.as_slice());
        if !known {
            lines.extend(further);
        }
        Ok(())
    }

    fn lines(&mut self, part: &str) -> Result<Vec<String>, Refusal> {
        text_lines(&self.read(part)?)
    }

    /// One part as text, counted against what all parts together may inflate to.
    fn read(&mut self, part: &str) -> Result<String, Refusal> {
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
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event() {
            Ok(Event::Empty(element) | Event::Start(element)) => {
                let value =
                    |name: &str| element.try_get_attribute(name).ok().flatten().map(|found| found.value.into_owned());
                if value("Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
                    return value("Target").map(|target| target.trim_start_matches('/').to_owned());
                }
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}
