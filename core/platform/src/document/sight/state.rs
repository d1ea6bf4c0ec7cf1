//! What a content stream has set so far.

use std::rc::Rc;

use super::canvas::{Canvas, Clip};
use super::color::{Rgb, Space};
use super::font::Font;
use super::geometry::Matrix;
use super::glyph::Glyph;

/// What is painted with.
#[derive(Debug, Clone)]
pub(crate) struct Ink {
    pub(crate) space: Rc<Space>,
    /// `None` when nobody can tell.
    pub(crate) color: Option<Rgb>,
    /// Leaves no trace: a pattern without paint in it, an ink called None.
    pub(crate) is_nothing: bool,
}

impl Ink {
    fn black() -> Self {
        Self { space: Rc::new(Space::Gray), color: Some(Rgb::BLACK), is_nothing: false }
    }

    pub(crate) fn plain(space: Space, numbers: &[f32]) -> Self {
        Self { color: space.color(numbers), is_nothing: false, space: Rc::new(space) }
    }
}

/// A soft mask: what it shows decides what is seen.
#[derive(Debug)]
pub(crate) struct Mask {
    pub(crate) canvas: Canvas,
    /// By where there is paint, and not by how light it is.
    pub(crate) by_alpha: bool,
    /// Text that it is cut in the shape of.
    pub(crate) glyphs: Vec<Glyph>,
}

/// The graphics state (ISO 32000-1, sections 8.4 and 9.3).
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) matrix: Matrix,
    pub(crate) clip: Clip,
    pub(crate) fill: Ink,
    pub(crate) stroke: Ink,
    pub(crate) fill_alpha: f32,
    pub(crate) stroke_alpha: f32,
    /// Of the groups around.
    pub(crate) group_alpha: f32,
    pub(crate) mask: Option<Rc<Mask>>,
    pub(crate) shows_through: bool,
    pub(crate) line_width: f32,
    pub(crate) character_space: f32,
    pub(crate) word_space: f32,
    /// Horizontal scaling; 1 of none.
    pub(crate) stretch: f32,
    pub(crate) leading: f32,
    pub(crate) font: Option<Rc<Font>>,
    pub(crate) size: f32,
    pub(crate) mode: u8,
    pub(crate) rise: f32,
    /// The glyphs that were made a clip, by their places among all glyphs.
    pub(crate) text_clip: Option<Rc<Vec<usize>>>,
}

impl State {
    pub(crate) fn new(matrix: Matrix, clip: Clip) -> Self {
        Self {
            matrix,
            clip,
            fill: Ink::black(),
            stroke: Ink::black(),
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            group_alpha: 1.0,
            mask: None,
            shows_through: false,
            line_width: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            font: None,
            size: 0.0,
            mode: 0,
            rise: 0.0,
            text_clip: None,
        }
    }
}
