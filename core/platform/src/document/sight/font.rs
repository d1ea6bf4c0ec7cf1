//! Fonts: codes to letters, widths and the size that letters really have.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pdf_oxide::fonts::{Encoding, FontInfo, MappingProvenance};

use super::ink::Ink;
use super::source::{Dict, Source};

/// A usual letter is about half as wide as its font is high.
const WIDTH_OF_A_LETTER: f32 = 0.5;

/// A font of the file.
#[derive(Debug)]
pub(crate) struct Font {
    info: FontInfo,
    ink: Ink,
    letters: RefCell<HashMap<u32, Option<Rc<str>>>>,
    /// How many codes' bytes belong together.
    grouping: Grouping,
    /// Whether there is any way from its codes to letters.
    is_mapped: bool,
    pub(crate) is_type3: bool,
    /// How high a font of size 1 is, in text space: 1 unless glyphs are drawn by content streams.
    pub(crate) em: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    One,
    Two,
    ShiftJis,
    Utf8,
}

impl Font {
    /// From its dictionary.
    pub(crate) fn of(dict: &Dict, source: &Source<'_>) -> Option<Self> {
        let object = pdf_oxide::object::Object::Dictionary(dict.clone());
        let info = FontInfo::from_dict(&object, source.document).ok()?;
        let is_type3 = info.subtype == "Type3";
        let em = if is_type3 { em_by_widths(&info) } else { 1.0 };
        let is_mapped = is_type3 || info.best_mapping_provenance() != MappingProvenance::Fallback;
        let ink = if is_type3 { Ink::of_streams(dict, source) } else { Ink::of_program(&info) };
        Some(Self { grouping: grouping(&info), ink, letters: RefCell::default(), is_mapped, is_type3, em, info })
    }

    pub(crate) fn is_vertical(&self) -> bool {
        self.info.wmode == 1
    }

    /// The codes in a string, and how many bytes each has.
    pub(crate) fn codes<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = (u32, usize)> + use<'a> {
        let grouping = self.grouping;
        let mut rest = bytes;
        std::iter::from_fn(move || {
            let length = grouping.length(rest)?;
            let (code, after) = rest.split_at(length);
            rest = after;
            Some((code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)), length))
        })
    }

    /// The letters that a code stands for; `None` when nobody can say.
    pub(crate) fn letters(&self, code: u32) -> Option<Rc<str>> {
        self.letters.borrow_mut().entry(code).or_insert_with(|| self.look_up(code)).clone()
    }

    fn look_up(&self, code: u32) -> Option<Rc<str>> {
        if !self.is_mapped {
            return None;
        }
        let found = self.info.char_to_unicode(code)?;
        let known: String =
            found.chars().filter(|c| *c != char::REPLACEMENT_CHARACTER && (*c >= ' ' || *c == '\t')).collect();
        (!known.is_empty()).then(|| known.into())
    }

    /// How far the pen moves, in text space for a font of size 1.
    pub(crate) fn width(&self, code: u32) -> f32 {
        let code = u16::try_from(code).unwrap_or(0);
        let unit = if self.is_type3 { self.info.font_matrix_a } else { 0.001 };
        self.info.get_glyph_width(code) * unit
    }

    /// In vertical writing: how far the pen moves down, and from where to where the glyph is shifted.
    pub(crate) fn descent(&self, code: u32) -> (f32, f32, f32) {
        let metrics = self.info.get_vertical_metrics(u16::try_from(code).unwrap_or(0));
        (metrics.w1y / 1000.0, metrics.v_x / 1000.0, metrics.v_y / 1000.0)
    }

    /// Whether a code's glyph is known to draw nothing.
    pub(crate) fn is_blank(&self, code: u32) -> bool {
        self.ink.is_blank(&self.info, code)
    }
}

impl Grouping {
    fn length(self, rest: &[u8]) -> Option<usize> {
        let first = *rest.first()?;
        let wanted = match self {
            Self::One => 1,
            Self::Two => 2,
            Self::ShiftJis if matches!(first, 0x81..=0x9f | 0xe0..=0xfc) => 2,
            Self::ShiftJis => 1,
            Self::Utf8 => match first {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => 1,
            },
        };
        Some(wanted.min(rest.len()))
    }
}

/// Which bytes make a code (ISO 32000-1, section 9.7.6.2), by the names of the usual maps.
fn grouping(info: &FontInfo) -> Grouping {
    if info.subtype != "Type0" {
        return Grouping::One;
    }
    let Encoding::Standard(name) = &info.encoding else { return Grouping::Two };
    let lower = name.to_ascii_lowercase();
    if lower.contains("utf8") || lower.contains("utf-8") {
        Grouping::Utf8
    } else if info.to_unicode.as_ref().is_some_and(|map| map.code_width() == 2) {
        Grouping::Two
    } else if name.contains("RKSJ") {
        Grouping::ShiftJis
    } else if name.contains("OneByteIdentity") {
        Grouping::One
    } else {
        const TWO: [&str; 10] = ["Identity", "UCS2", "UTF16", "EUC", "GBK", "GBpc", "GB-", "CNS", "B5", "KSC"];
        let two = matches!(name.as_str(), "H" | "V") || TWO.iter().any(|part| name.contains(part));
        if two { Grouping::Two } else { Grouping::One }
    }
}

/// A font whose glyphs are drawings may count in any unit, so its size is told by how wide its letters are. Where
/// that is near the usual size it is the usual one: Chinese letters are twice as wide.
fn em_by_widths(info: &FontInfo) -> f32 {
    let widths: Vec<f32> = info.widths.iter().flatten().copied().filter(|width| *width > 0.0).collect();
    if widths.is_empty() {
        return 1.0;
    }
    let mean = widths.iter().sum::<f32>() / widths.len() as f32;
    let em = (mean * info.font_matrix_a / WIDTH_OF_A_LETTER).abs();
    if (0.4..2.5).contains(&em) { 1.0 } else { em }
}
