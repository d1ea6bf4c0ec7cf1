//! The first reader of PDFs: its spans carry positions, from which we make the reading order ourselves.

use std::collections::HashMap;

use pdf_oxide::document::PdfDocument;
use pdf_oxide::error::Error;
use pdf_oxide::layout::{TextChar, TextSpan};

use super::glyphs::{is_accent, moved_together, with_accents};
use super::layout::{Piece, blocks};
use super::lines::lines_of;
use super::pdf::Pages;
use super::refusal::Refusal;

/// How far above the baseline of its letter an accent may be put, in font sizes.
const ACCENT_RISE: f32 = 0.6;

/// The lines of every page.
///
/// # Errors
/// `EncryptedPdf`, `TooManyPages`, `NoPages`, or `CorruptPdf` when any page can't be read: a résumé of
/// which a page is missing would be a guess.
pub(crate) fn read(bytes: &[u8], max_pages: u32) -> Result<Pages, Refusal> {
    let document = PdfDocument::from_bytes(bytes.to_vec()).map_err(|error| refusal_of(&error))?;
    if document.is_encrypted() && !document.is_authenticated() {
        return Err(Refusal::EncryptedPdf);
    }
    let pages = count_pages(&document, max_pages)?;
    if pages == 0 {
        return Err(Refusal::NoPages);
    }
    (0..pages).map(|page| lines_of_page(&document, page).map_err(|error| refusal_of(&error))).collect()
}

/// The count that a file declares may be too low, and then pages would be missing without a word.
fn count_pages(document: &PdfDocument, max_pages: u32) -> Result<usize, Refusal> {
    let most = max_pages as usize;
    let declared = document.page_count().map_err(|error| refusal_of(&error))?;
    let further = (declared..=most).take_while(|page| document.get_page(*page).is_ok());
    match declared + further.count() {
        pages if pages > most => Err(Refusal::TooManyPages { limit: max_pages }),
        pages => Ok(pages),
    }
}

fn refusal_of(error: &Error) -> Refusal {
    match error {
        Error::EncryptedPdf => Refusal::EncryptedPdf,
        _ => Refusal::CorruptPdf,
    }
}

fn lines_of_page(document: &PdfDocument, page: usize) -> Result<Vec<String>, Error> {
    // A page whose content can't be unpacked yields no spans rather than an error, so it is unpacked first.
    document.get_page_content_data(page)?;
    let mut spans = document.extract_spans(page)?;
    let has_loose_accents = spans.iter().any(|span| span.text.contains(is_accent))
        && draws_accents_over_letters(&document.extract_chars(page)?);
    if has_loose_accents {
        spans = accents_in_place(spans);
    }
    if !reads_from_the_left(&spans) {
        let text = document.extract_text(page)?;
        return Ok(text.lines().map(str::to_owned).collect());
    }
    let (level, turned): (Vec<TextSpan>, Vec<TextSpan>) =
        spans.into_iter().partition(|span| span.rotation_degrees.abs() < 1.0);
    let mut lines: Vec<String> = Vec::new();
    for block in blocks(without_shadows(level)) {
        lines.extend(lines_of(block));
        lines.push(String::new());
    }
    lines.extend(turned.into_iter().map(|span| span.text));
    Ok(if has_loose_accents { lines.iter().map(|line| with_accents(line)).collect() } else { lines })
}

/// Whether some accent is a glyph of its own, drawn where a letter is. Elsewhere the same characters are
/// quotes and apostrophes.
fn draws_accents_over_letters(characters: &[TextChar]) -> bool {
    let letters = || characters.iter().filter(|other| other.char.is_alphabetic());
    characters.iter().filter(|accent| is_accent(accent.char)).any(|accent| {
        let middle = accent.bbox.x + accent.bbox.width / 2.0;
        letters().any(|letter| {
            let in_letter = (middle - letter.bbox.x) / letter.bbox.width.max(1.0);
            let rise = (accent.origin_y - letter.origin_y).abs() / letter.font_size.max(1.0);
            (0.2..0.8).contains(&in_letter) && rise < ACCENT_RISE
        })
    })
}

/// Accents over capitals are apart from the line, on a higher one: each goes before its letter.
fn accents_in_place(spans: Vec<TextSpan>) -> Vec<TextSpan> {
    let is_loose = |span: &TextSpan| span.text.chars().count() == 1 && span.text.chars().all(is_accent);
    let (accents, mut spans): (Vec<TextSpan>, Vec<TextSpan>) = spans.into_iter().partition(is_loose);
    for accent in accents {
        let middle = accent.bbox.x + accent.bbox.width / 2.0;
        let under = |span: &&mut TextSpan| {
            let rise = accent.bbox.y - span.bbox.y;
            let within = span.bbox.x <= middle && middle <= span.bbox.x + span.bbox.width;
            within && (-0.1..ACCENT_RISE).contains(&(rise / span.font_size.max(1.0)))
        };
        match spans.iter_mut().find(under) {
            Some(span) => {
                let at = letter_at(span, middle);
                span.text.insert_str(at, &accent.text);
            }
            None => spans.push(accent),
        }
    }
    spans
}

/// Where in the text of a span, in bytes, the letter at `x` begins. Accents in it take no room: the letters
/// behind them were moved back.
fn letter_at(span: &TextSpan, x: f32) -> usize {
    let count = span.text.chars().count();
    let width = |place: usize, character: char| match span.char_widths.get(place) {
        _ if is_accent(character) => 0.0,
        Some(width) if span.char_widths.len() == count => *width,
        _ => 1.0,
    };
    let total: f32 = span.text.chars().enumerate().map(|(place, character)| width(place, character)).sum();
    let scale = span.bbox.width / total.max(f32::EPSILON);
    let mut right = span.bbox.x;
    for (place, (byte, character)) in span.text.char_indices().enumerate() {
        right += scale * width(place, character);
        if right > x {
            return byte;
        }
    }
    span.text.len()
}

/// Turned pages and scripts that run from the right or downwards are left to the crate's own order.
fn reads_from_the_left(spans: &[TextSpan]) -> bool {
    let other = spans.iter().filter(|span| {
        let from_the_right = span.text.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}'));
        span.wmode == 1 || span.rotation_degrees.abs() >= 1.0 || from_the_right
    });
    other.count() * 2 <= spans.len()
}

/// Bold is sometimes made by printing twice, a hair apart.
fn without_shadows(spans: Vec<TextSpan>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(spans.len());
    let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
    for span in spans {
        let piece = piece_of(span);
        let known = by_text.entry(piece.text.clone()).or_default();
        if !known.iter().any(|index| is_shadow(&kept[*index], &piece)) {
            known.push(kept.len());
            kept.push(piece);
        }
    }
    kept
}

fn is_shadow(one: &Piece, other: &Piece) -> bool {
    let near = 0.15 * one.size;
    (one.left - other.left).abs() < near && (one.baseline - other.baseline).abs() < near
}

fn piece_of(span: TextSpan) -> Piece {
    // Broken matrices make places that are no numbers, which have no order.
    let finite = |number: f32| if number.is_finite() { number } else { 0.0 };
    let left = finite(span.bbox.x);
    Piece {
        left,
        right: left + finite(span.bbox.width),
        baseline: finite(span.bbox.y),
        size: finite(span.font_size).max(1.0),
        order: span.sequence,
        text: spaced_letters(&span).unwrap_or(span.text),
    }
}

/// A heading whose letters stand apart.
fn spaced_letters(span: &TextSpan) -> Option<String> {
    let widths = span.char_widths.iter().copied().chain(std::iter::repeat(0.0));
    moved_together(&span.text.chars().zip(widths).collect::<Vec<_>>())
}
