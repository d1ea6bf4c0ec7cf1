//! PDF to text: one reader, and a second one for files that defeat the first.

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::ports::{Extraction, MediaType};

use super::clean::clean;
use super::limits::{Limits, MAX_INFLATED_BYTES};
use super::paragraphs::{mend_hyphens, plain_letters};
use super::pdf_pages::{self, Read};
use super::refusal::Refusal;

/// How far from the end of the file its trailer may lie: some mailers and scanners append rubbish.
const TRAILER_WITHIN: usize = 8 * 1024;

/// A PDF's lines, page by page.
pub(crate) type Pages = Vec<Vec<String>>;

/// The text of a PDF in reading order, all pages.
///
/// # Errors
/// A [`Refusal`]: encrypted, corrupt, no pages, too many, or pages without text.
pub(crate) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extraction, Refusal> {
    if !has_trailer(bytes) {
        return Err(Refusal::CorruptPdf);
    }
    let (read, inspected) = match guarded(|| pdf_pages::read(bytes, limits.max_pages)) {
        Ok(read) if is_legible(&read.pages) => (read, true),
        Err(refusal @ (Refusal::EncryptedPdf | Refusal::TooManyPages { .. } | Refusal::TooComplex)) => {
            return Err(refusal);
        }
        // What the other reader finds may be hidden on a page that shows nothing else, so it isn't asked about
        // pages that the first one has seen through.
        Ok(read) if is_understood(&read) => return Err(needs_ocr(&read.pages)),
        first => match guarded(|| read_again(bytes, limits.max_pages)) {
            Ok(pages) if is_legible(&pages) => (Read { pages, findings: Vec::new() }, false),
            second => return Err(refusal_of(first.map(|read| read.pages), second)),
        },
    };
    let page_count = u32::try_from(read.pages.len()).ok();
    let cleaned = clean(&text_of(read.pages), limits.max_text_bytes)?;
    let findings = [read.findings, cleaned.findings].concat();
    Ok(Extraction { media_type: MediaType::Pdf, text: cleaned.text, page_count, findings, inspected })
}

/// All that is on the pages is known, and none of it is text that a person sees.
fn is_understood(read: &Read) -> bool {
    read.pages.iter().flatten().all(|line| line.trim().is_empty())
}

fn needs_ocr(pages: &Pages) -> Refusal {
    Refusal::NeedsOcr { page_count: u32::try_from(pages.len()).ok() }
}

/// A file that was cut short has lost its trailer. What is left of it can be mended only by guessing.
fn has_trailer(bytes: &[u8]) -> bool {
    let padding = |byte: &u8| matches!(byte, 0 | b' ' | b'\n' | b'\r' | b'\t');
    let end = bytes.iter().rposition(|byte| !padding(byte)).map_or(0, |last| last + 1);
    let tail = &bytes[end.saturating_sub(TRAILER_WITHIN)..end];
    tail.windows(9).any(|window| window == b"startxref") || tail.windows(5).any(|window| window == b"%%EOF")
}

/// Both readers panic on some files.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Refusal::CorruptPdf))
}

/// The other reader: no positions, but it follows some broken structures that the first one doesn't.
fn read_again(bytes: &[u8], max_pages: u32) -> Result<Pages, Refusal> {
    let max_bytes = usize::try_from(MAX_INFLATED_BYTES).unwrap_or(usize::MAX);
    let options = lopdf::LoadOptions { max_decompressed_size: Some(max_bytes), ..Default::default() };
    let document = lopdf::Document::load_mem_with_options(bytes, options).map_err(|_| Refusal::CorruptPdf)?;
    if document.is_encrypted() {
        return Err(Refusal::EncryptedPdf);
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    match numbers.len() {
        0 => Err(Refusal::NoPages),
        pages if pages > max_pages as usize => Err(Refusal::TooManyPages { limit: max_pages }),
        _ => numbers.into_iter().map(|number| lines_of_page(&document, number, max_bytes)).collect(),
    }
}

fn lines_of_page(document: &lopdf::Document, number: u32, max_bytes: usize) -> Result<Vec<String>, Refusal> {
    let chunks = document.extract_text_chunks_with_limit(&[number], max_bytes);
    let text: String = chunks.into_iter().collect::<Result<_, _>>().map_err(|_| Refusal::CorruptPdf)?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// At least half of what is printed are characters, and not placeholders for glyphs without a meaning.
fn is_legible(pages: &Pages) -> bool {
    let printed =
        pages.iter().flatten().flat_map(|line| line.chars()).filter(|c| !c.is_whitespace() && !c.is_control());
    let (all, lost) = printed.fold((0_usize, 0_usize), |(all, lost), character| {
        let private = matches!(character, char::REPLACEMENT_CHARACTER | '\u{e000}'..='\u{f8ff}');
        (all + 1, lost + usize::from(private))
    });
    let unknown_font = pages.iter().flatten().any(|line| line.contains("?Identity-H Unimplemented?"));
    all > 0 && lost * 2 <= all && !unknown_font
}

/// What both readers together say about a file without legible text.
fn refusal_of(first: Result<Pages, Refusal>, second: Result<Pages, Refusal>) -> Refusal {
    match (first, second) {
        (Ok(pages), _) if !pages.is_empty() => needs_ocr(&pages),
        (_, Err(refusal)) => refusal,
        (Err(refusal), Ok(_)) => refusal,
        (Ok(_), Ok(pages)) => needs_ocr(&pages),
    }
}

fn text_of(pages: Pages) -> String {
    let lines: Vec<String> = pages.into_iter().flat_map(|page| page.into_iter().chain([String::new()])).collect();
    plain_letters(&mend_hyphens(&lines).join("\n"))
}
