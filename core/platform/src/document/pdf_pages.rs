//! The first reader of PDFs: it watches each page being painted, and makes the reading order from the places
//! where text came to stand.

use std::collections::{HashMap, HashSet};

use domain::resume::finding::Finding;
use pdf_oxide::document::PdfDocument;
use pdf_oxide::error::Error;
use pdf_oxide::object::Object;

use super::layout::{Piece, blocks};
use super::lines::lines_of;
use super::notes::Notes;
use super::pdf::Pages;
use super::pdf_extras;
use super::refusal::Refusal;
use super::sight::{Area, Dict, Fault, Fonts, Glyph, Layers, Source, Watcher};
use super::spans::spans_of;

/// Running headers and footers stand within this share of a page's height from its edges.
const EDGE: f32 = 0.12;

/// What the pages show, and what they don't.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) pages: Pages,
    pub(crate) findings: Vec<Finding>,
}

/// The lines of every page, and what is hidden.
///
/// # Errors
/// `EncryptedPdf`, `TooManyPages`, `NoPages`, `TooComplex`, or `CorruptPdf` when any page can't be read: a
/// résumé of which a page is missing would be a guess.
pub(crate) fn read(bytes: &[u8], max_pages: u32) -> Result<Read, Refusal> {
    let document = open(bytes)?;
    let count = count_pages(&document, max_pages)?;
    if count == 0 {
        return Err(Refusal::NoPages);
    }
    let source = Source { document: &document };
    let layers = Layers::of(&source);
    let mut reader =
        Reader { source, layers: &layers, fonts: Fonts::new(), running: HashSet::new(), notes: Notes::default() };
    let pages = (0..count).map(|page| reader.page(page)).collect::<Result<Pages, Refusal>>()?;
    pdf_extras::properties(&source, &mut reader.notes);
    Ok(Read { pages, findings: reader.notes.findings() })
}

/// What is protected by its owner's password only, everybody may read; then its parts must be unlocked first.
fn open(bytes: &[u8]) -> Result<PdfDocument, Refusal> {
    let document = PdfDocument::from_bytes(bytes.to_vec()).map_err(|error| refusal_of(&error))?;
    if !document.is_encrypted() {
        return Ok(document);
    }
    if !document.is_authenticated() {
        return Err(Refusal::EncryptedPdf);
    }
    let mut locked = lopdf::Document::load_mem(bytes).map_err(|_| Refusal::CorruptPdf)?;
    if locked.is_encrypted() {
        locked.decrypt("").map_err(|_| Refusal::EncryptedPdf)?;
    }
    let mut unlocked = Vec::new();
    locked.save_to(&mut unlocked).map_err(|_| Refusal::CorruptPdf)?;
    PdfDocument::from_bytes(unlocked).map_err(|error| refusal_of(&error))
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

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::TooComplex => Self::TooComplex,
            Fault::Corrupt => Self::CorruptPdf,
        }
    }
}

struct Reader<'a> {
    source: Source<'a>,
    layers: &'a Layers,
    fonts: Fonts,
    /// What stood at the edges of pages before, and where.
    running: HashSet<(String, i64, i64)>,
    notes: Notes,
}

impl Reader<'_> {
    fn page(&mut self, number: usize) -> Result<Vec<String>, Refusal> {
        let page = self.source.document.get_page(number).map_err(|error| refusal_of(&error))?;
        let page = page.as_dict().ok_or(Refusal::CorruptPdf)?.clone();
        let (left, bottom, right, top) =
            self.source.document.get_page_visible_box(number).unwrap_or((0.0, 0.0, 595.0, 842.0));
        let area = Area { left, bottom, right, top };
        let content = self.content(&page)?;
        let resources = self.source.dict(&page, "Resources").unwrap_or_default();
        let shown = u32::try_from(number + 1).ok();
        let mut watcher = Watcher::new(area, self.source, self.layers, &mut self.fonts);
        watcher.watch(&content, resources)?;
        pdf_extras::annotations(&page, &mut watcher, &self.source, self.layers, shown, &mut self.notes)?;
        let (seen, hidden): (Vec<Glyph>, Vec<Glyph>) =
            watcher.finish().into_iter().partition(|glyph| glyph.hidden.is_none());
        note_hidden(&without_doubles(hidden, &seen), shown, &mut self.notes);
        Ok(self.lines(seen, &area))
    }

    /// The page's own content: one stream, or several that are one.
    fn content(&self, page: &Dict) -> Result<Vec<u8>, Refusal> {
        let parts = match self.source.get(page, "Contents") {
            None => return Ok(Vec::new()),
            Some(Object::Array(parts)) => parts.iter().map(|part| self.source.resolve(part)).collect(),
            Some(one) => vec![one],
        };
        let mut content = Vec::new();
        for part in parts.iter().filter(|part| !part.is_null()) {
            content.extend(self.source.content(part).ok_or(Refusal::CorruptPdf)?);
            content.push(b'\n');
        }
        Ok(content)
    }

    fn lines(&mut self, seen: Vec<Glyph>, area: &Area) -> Vec<String> {
        let spans = spans_of(seen);
        let mut lines = Vec::new();
        for block in blocks(self.without_running(without_shadows(spans.pieces), area)) {
            lines.extend(lines_of(block));
            lines.push(String::new());
        }
        lines.extend(spans.turned);
        lines
    }

    /// Headers and footers once: the same words at the same place near an edge of an earlier page.
    fn without_running(&mut self, pieces: Vec<Piece>, area: &Area) -> Vec<Piece> {
        let (low, high) = (area.bottom + EDGE * area.height(), area.top - EDGE * area.height());
        let mut here = HashSet::new();
        let new = |piece: &Piece| {
            if (low..high).contains(&piece.baseline) {
                return true;
            }
            let key = (
                piece.text.trim().to_owned(),
                (piece.left / 2.0).round() as i64,
                (piece.baseline / 2.0).round() as i64,
            );
            let known = self.running.contains(&key);
            here.insert(key);
            !known
        };
        let kept = pieces.into_iter().filter(new).collect();
        self.running.extend(here);
        kept
    }
}

/// Without what is seen at the same place all the same: browsers put transparent text over text that they paint
/// by other means, so that it can be selected.
fn without_doubles(hidden: Vec<Glyph>, seen: &[Glyph]) -> Vec<Glyph> {
    let cell = |glyph: &Glyph| (glyph.origin.x.round() as i64, glyph.origin.y.round() as i64);
    let places: HashSet<(i64, i64, &str)> =
        seen.iter().filter_map(|glyph| Some((cell(glyph).0, cell(glyph).1, glyph.letters.as_deref()?))).collect();
    let is_double = |glyph: &Glyph| {
        let ((x, y), Some(letters)) = (cell(glyph), glyph.letters.as_deref()) else { return false };
        (-1..=1).any(|dx| (-1..=1).any(|dy| places.contains(&(x + dx, y + dy, letters))))
    };
    hidden.into_iter().filter(|glyph| !is_double(glyph)).collect()
}

/// Hidden text as it was written, with blanks where the pen was moved.
fn note_hidden(hidden: &[Glyph], page: Option<u32>, notes: &mut Notes) {
    for run in hidden.chunk_by(|a, b| a.hidden == b.hidden && follows(a, b)) {
        let text: String = run.iter().map(|glyph| glyph.letters.as_deref().unwrap_or("\u{fffd}")).collect();
        if let Some(channel) = run[0].hidden
            && run[0].kind == super::sight::Kind::Letter
        {
            notes.add(channel, page, &text);
        }
    }
}

fn follows(one: &Glyph, next: &Glyph) -> bool {
    let gap = (next.origin.x - one.origin.x - one.advance.x).hypot(next.origin.y - one.origin.y - one.advance.y);
    gap < 0.2 * one.size().max(0.01) && one.kind == next.kind
}

/// Bold is sometimes made by printing twice, a hair apart.
fn without_shadows(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
    for piece in pieces {
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
