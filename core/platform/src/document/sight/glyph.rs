//! A glyph as it stands on the page.

use std::rc::Rc;

use domain::resume::finding::Channel;

use super::canvas::Canvas;
use super::geometry::Point;

/// What was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A letter of a font.
    Letter,
    /// A thin rule. TeX draws its underscores so.
    Rule,
}

/// A glyph on the page.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub(crate) kind: Kind,
    /// What it stands for; `None` when nobody can say.
    pub(crate) letters: Option<Rc<str>>,
    /// Where its baseline begins.
    pub(crate) origin: Point,
    /// From there to its end.
    pub(crate) advance: Point,
    /// From the baseline upwards, as long as the font is high.
    pub(crate) up: Point,
    /// Written from the top down.
    pub(crate) is_vertical: bool,
    /// The number of paints before it.
    pub(crate) order: u32,
    /// Why nobody sees it.
    pub(crate) hidden: Option<Channel>,
}

impl Glyph {
    /// The height of the font, in points.
    pub(crate) fn size(&self) -> f32 {
        self.up.length()
    }

    /// Points that lie where its ink is, more or less.
    pub(crate) fn samples(&self) -> [Point; 3] {
        let Point { x, y } = self.origin;
        let across = if self.is_vertical { Point { x: 0.0, y: 0.0 } } else { self.advance };
        [0.25, 0.5, 0.75]
            .map(|share| Point { x: x + across.x * share + self.up.x * 0.3, y: y + across.y * share + self.up.y * 0.3 })
    }

    pub(crate) fn is_space(&self) -> bool {
        self.letters.as_ref().is_some_and(|letters| letters.chars().all(char::is_whitespace))
    }

    /// Looks once more when the page is finished: something may have been put on top.
    pub(crate) fn look_again(&mut self, canvas: &Canvas) {
        let covered = |point: &Point| canvas.at(*point).is_some_and(|cell| cell.order > self.order);
        if self.hidden.is_none() && self.samples().iter().all(covered) {
            self.hidden = Some(Channel::Covered);
        }
    }
}
