//! Letters and their widths. The fonts come from a crate, so that the files look and read the same
//! everywhere; they hold every Latin letter that names are written with.

use std::collections::HashMap;
use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// A cut of the type face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
    Italic,
}

struct Cut {
    font: Font,
    glyphs: HashMap<char, (u32, f32)>,
}

static REGULAR: LazyLock<Cut> = LazyLock::new(|| Cut::new(notosans::REGULAR_TTF));
static BOLD: LazyLock<Cut> = LazyLock::new(|| Cut::new(notosans::BOLD_TTF));
static ITALIC: LazyLock<Cut> = LazyLock::new(|| Cut::new(notosans::ITALIC_TTF));

impl Cut {
    /// Reads the Latin letters and the punctuation; widths are in ems.
    fn new(data: &'static [u8]) -> Self {
        let font = FontRef::new(data).expect("the font of the crate is a font");
        let map = font.charmap();
        let widths = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let letters = ('\u{20}'..='\u{24f}').chain('\u{2010}'..='\u{2044}').chain('\u{20a0}'..='\u{20bf}');
        let glyph = |letter: char| {
            let id = map.map(letter)?;
            Some((letter, (id.to_u32(), widths.advance_width(id)?)))
        };
        Self {
            glyphs: letters.filter_map(glyph).collect(),
            font: Font::new(data.into(), 0).expect("the font of the crate is a font"),
        }
    }

    fn glyph(&self, letter: char) -> (u32, f32) {
        let known = self.glyphs.get(&letter).or_else(|| self.glyphs.get(&'?'));
        *known.expect("the font holds a question mark")
    }
}

impl Face {
    fn cut(self) -> &'static Cut {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
            Self::Italic => &ITALIC,
        }
    }

    /// The font to embed.
    pub(super) fn font(self) -> Font {
        self.cut().font.clone()
    }

    /// Whether the letter can be shown.
    #[cfg(test)]
    pub(super) fn holds(self, letter: char) -> bool {
        self.cut().glyphs.contains_key(&letter)
    }

    /// The width of a text in points.
    pub(super) fn width(self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.cut().glyph(letter).1).sum::<f32>() * size
    }

    /// The glyphs of a line, each tied to its letter, so that the text can be taken out again.
    pub(super) fn glyphs(self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let (id, advance) = self.cut().glyph(letter);
            let range = at..at + letter.len_utf8();
            KrillaGlyph::new(GlyphId::new(id), advance, 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// Breaks a text into lines no wider than `width`; a longer word stands alone.
    pub(super) fn wrap(self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}
