//! Whether a glyph draws anything: a font can be made whose letters are all empty.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use pdf_oxide::fonts::FontInfo;
use pdf_oxide::object::Object;
use ttf_parser::{Face, GlyphId, OutlineBuilder, cff};

use super::source::{Dict, Source, number_of};

/// Glyphs of one font whose streams are looked at.
const MAX_STREAMS: usize = 256;

/// What draws a font's glyphs.
#[derive(Debug)]
pub(crate) enum Ink {
    /// Nothing in the file: the viewer has the font.
    Elsewhere,
    /// A font program, and what was found out about its codes.
    Program { data: Arc<Vec<u8>>, known: RefCell<HashMap<u32, bool>> },
    /// Streams, and whether each draws anything.
    Streams { drawn: HashMap<u32, bool> },
}

impl Ink {
    pub(crate) fn of_program(info: &FontInfo) -> Self {
        match &info.embedded_font_data {
            Some(data) if !data.is_empty() => Self::Program { data: Arc::clone(data), known: RefCell::default() },
            _ => Self::Elsewhere,
        }
    }

    /// Of a Type 3 font: its glyphs are content streams.
    pub(crate) fn of_streams(font: &Dict, source: &Source<'_>) -> Self {
        let streams = source.dict(font, "CharProcs").unwrap_or_default();
        let encoding = source.dict(font, "Encoding").unwrap_or_default();
        let differences = source.get(&encoding, "Differences");
        let mut drawn = HashMap::new();
        let mut code = 0;
        for entry in differences.as_ref().and_then(Object::as_array).into_iter().flatten().take(MAX_STREAMS) {
            match (number_of(entry), entry.as_name()) {
                (Some(number), _) => code = number as u32,
                (None, Some(name)) => {
                    let draws = streams.get(name).is_some_and(|stream| draws(&source.resolve(stream), source));
                    drawn.insert(code, draws);
                    code += 1;
                }
                _ => {}
            }
        }
        Self::Streams { drawn }
    }

    /// Whether a code's glyph is known to draw nothing.
    pub(crate) fn is_blank(&self, info: &FontInfo, code: u32) -> bool {
        match self {
            Self::Elsewhere => false,
            Self::Streams { drawn } => drawn.get(&code) == Some(&false),
            Self::Program { data, known } => {
                *known.borrow_mut().entry(code).or_insert_with(|| is_empty(data, info, code).unwrap_or(false))
            }
        }
    }
}

/// Whether a stream has an operator that paints. It is looked at word by word, since drawings are long and only
/// this is asked.
fn draws(stream: &Object, source: &Source<'_>) -> bool {
    const PAINTS: [&[u8]; 15] =
        [b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Do", b"BI", b"sh", b"Tj", b"TJ", b"'"];
    let Some(content) = source.content(stream) else { return true };
    content.split(u8::is_ascii_whitespace).any(|word| PAINTS.contains(&word))
}

/// `None` when the program can't be asked.
fn is_empty(data: &[u8], info: &FontInfo, code: u32) -> Option<bool> {
    let mut pen = Pen::default();
    if let Ok(face) = Face::parse(data, 0) {
        let glyph = glyph_of(&face, info, code)?;
        if glyph.0 >= face.number_of_glyphs() || face.tables().svg.is_some() || face.tables().sbix.is_some() {
            return None;
        }
        face.outline_glyph(glyph, &mut pen);
        return Some(!pen.has_drawn);
    }
    let table = cff::Table::parse(data)?;
    let code = u16::try_from(code).ok()?;
    let glyph = match (&info.cff_cid_to_gid, &info.cff_gid_map) {
        (Some(by_cid), _) if info.subtype == "Type0" => *by_cid.get(&code)?,
        (None, _) if info.subtype == "Type0" => code,
        (_, Some(by_code)) => *by_code.get(&u8::try_from(code).ok()?)?,
        _ => return None,
    };
    // What it can't draw, it says; then nobody knows.
    match table.outline(GlyphId(glyph), &mut pen) {
        Ok(_) => Some(!pen.has_drawn),
        // The kind of error has no public name.
        Err(error) if format!("{error:?}") == "ZeroBBox" => Some(true),
        Err(_) => None,
    }
}

fn glyph_of(face: &Face<'_>, info: &FontInfo, code: u32) -> Option<GlyphId> {
    if info.subtype == "Type0" {
        let cid = u16::try_from(code).ok()?;
        let by_charset = info.cff_cid_to_gid.as_ref().and_then(|map| map.get(&cid).copied());
        let gid = by_charset.or_else(|| info.cid_to_gid_map.as_ref().map(|map| map.get_gid(cid)));
        return Some(GlyphId(gid.unwrap_or(cid)));
    }
    let maps = face.tables().cmap?.subtables;
    // Symbolic fonts keep their codes in a private area (ISO 32000-1, section 9.6.6.4).
    let by_code = maps.into_iter().find_map(|map| {
        map.glyph_index(0xf000 + code)
            .or_else(|| (map.platform_id == ttf_parser::PlatformId::Macintosh).then(|| map.glyph_index(code)).flatten())
    });
    let by_letter = || face.glyph_index(info.char_to_unicode(code)?.chars().next()?);
    by_code.or_else(by_letter).filter(|glyph| glyph.0 != 0)
}

/// Notes whether anything was drawn.
#[derive(Debug, Default)]
struct Pen {
    has_drawn: bool,
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, _: f32, _: f32) {}

    fn line_to(&mut self, _: f32, _: f32) {
        self.has_drawn = true;
    }

    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.has_drawn = true;
    }

    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.has_drawn = true;
    }

    fn close(&mut self) {}
}
