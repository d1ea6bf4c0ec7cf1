//! Text: where each glyph comes to stand, and whether anybody sees it.

use std::rc::Rc;

use domain::resume::finding::Channel;
use pdf_oxide::content::Operator;

use super::font::Font;
use super::geometry::{Matrix, Point};
use super::glyph::{Glyph, Kind};
use super::interpreter::{Frame, Watcher};
use super::state::{Ink, State};

/// Text of a smaller font isn't read by anybody, in points.
const SMALLEST: f32 = 1.99;
/// Nor is text that is squeezed so that a font of that size would be narrower than this.
const NARROWEST: f32 = 1.2;
/// Less opaque than this is transparent.
const LEAST_ALPHA: f32 = 0.1;

impl Frame {
    /// Obeys an operator that sets how text is written; gives back the others.
    pub(super) fn set_text(&mut self, operator: Operator) -> Option<Operator> {
        match operator {
            Operator::Td { tx, ty } => self.move_line(tx, ty),
            Operator::TD { tx, ty } => {
                self.state.leading = -ty;
                self.move_line(tx, ty);
            }
            Operator::Tm { a, b, c, d, e, f } => {
                self.line = Matrix { a, b, c, d, e, f };
                self.text = self.line;
            }
            Operator::TStar => self.next_line(),
            Operator::Tc { char_space } => self.state.character_space = char_space,
            Operator::Tw { word_space } => self.state.word_space = word_space,
            Operator::Tz { scale } => self.state.stretch = scale / 100.0,
            Operator::TL { leading } => self.state.leading = leading,
            Operator::Tr { render } => self.state.mode = render,
            Operator::Ts { rise } => self.state.rise = rise,
            other => return Some(other),
        }
        None
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::shift(x, y).then(&self.line);
        self.text = self.line;
    }

    pub(super) fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    /// Moves the pen by thousandths of the font's size.
    pub(super) fn skip(&mut self, offset: f32) {
        let distance = -offset / 1000.0 * self.state.size;
        let vertical = self.state.font.as_ref().is_some_and(|font| font.is_vertical());
        let (x, y) = if vertical { (0.0, distance) } else { (distance * self.state.stretch, 0.0) };
        self.text = Matrix::shift(x, y).then(&self.text);
    }
}

impl Watcher<'_> {
    pub(super) fn write(&mut self, frame: &mut Frame, bytes: &[u8]) {
        let Some(font) = frame.state.font.clone() else { return };
        let is_off = frame.is_off();
        for (code, length) in font.codes(bytes) {
            let State { size, stretch, rise, character_space, word_space, .. } = frame.state;
            let spacing = character_space + if length == 1 && code == 32 { word_space } else { 0.0 };
            let to_page = frame.text.then(&frame.state.matrix);
            let to_font = Matrix { a: size * stretch, b: 0.0, c: 0.0, d: size, e: 0.0, f: rise }.then(&to_page);
            let glyph = place(&font, code, &to_font, self.order);
            let moved = if font.is_vertical() {
                (0.0, font.descent(code).0 * size + spacing)
            } else {
                ((font.width(code) * size + spacing) * stretch, 0.0)
            };
            frame.text = Matrix::shift(moved.0, moved.1).then(&frame.text);
            let hidden = if is_off {
                Some(Channel::InvisibleMode)
            } else {
                self.why_hidden(&glyph, &to_font, code, &frame.state)
            };
            if frame.state.mode >= 4 {
                frame.clipping.push(self.glyphs.len());
            }
            self.glyphs.push(Glyph { hidden, ..glyph });
        }
    }

    fn why_hidden(&self, glyph: &Glyph, to_font: &Matrix, code: u32, state: &State) -> Option<Channel> {
        let font = state.font.as_ref()?;
        let across = to_font.turn(font.em, 0.0).length();
        if matches!(state.mode, 3 | 7) {
            return Some(Channel::InvisibleMode);
        }
        if glyph.size() < SMALLEST || across < NARROWEST {
            return Some(Channel::TinyText);
        }
        let samples = glyph.samples();
        if samples.iter().all(|point| !state.clip.holds(*point)) {
            return Some(Channel::OffPage);
        }
        if !glyph.is_space() && font.is_blank(code) {
            return Some(Channel::InvisibleMode);
        }
        let fill = (&state.fill, state.fill_alpha * state.group_alpha);
        let stroke = (&state.stroke, state.stroke_alpha * state.group_alpha);
        let inks: &[(&Ink, f32)] = match state.mode {
            1 | 5 => &[stroke],
            2 | 6 => &[fill, stroke],
            _ => &[fill],
        };
        self.why_unseen(&samples, inks, state)
    }

    /// Seen when one of the inks is, at one of the points.
    fn why_unseen(&self, samples: &[Point], inks: &[(&Ink, f32)], state: &State) -> Option<Channel> {
        let mask = |point: Point| state.mask.as_ref().map_or(1.0, |mask| mask.at(point));
        let mut why = Channel::Transparent;
        for (ink, alpha) in inks.iter().filter(|(ink, _)| !ink.is_nothing) {
            for point in samples {
                let alpha = alpha * mask(*point);
                if alpha < LEAST_ALPHA {
                    continue;
                }
                let below = self.canvas.at(*point).map(|cell| cell.color);
                match (ink.color, below) {
                    (_, None) => {}
                    (Some(color), Some(Some(below))) if !below.under(color, alpha).stands_out(below) => {
                        why = Channel::LowContrast;
                    }
                    _ => return None,
                }
            }
        }
        Some(why)
    }

    /// Paint that fills text which was made a clip shows that text.
    pub(super) fn reveal(&mut self, state: &State, ink: &Ink, alpha: f32) -> bool {
        let Some(clip) = &state.text_clip else { return false };
        let clip = Rc::clone(clip);
        for place in clip.iter() {
            let Some(glyph) = self.glyphs.get(*place) else { continue };
            if glyph.hidden == Some(Channel::InvisibleMode) {
                let hidden = self.why_unseen(&glyph.samples(), &[(ink, alpha)], state);
                self.glyphs[*place].hidden = hidden;
            }
        }
        true
    }
}

fn place(font: &Rc<Font>, code: u32, to_font: &Matrix, order: u32) -> Glyph {
    let is_vertical = font.is_vertical();
    let (origin, advance) = if is_vertical {
        let (down, x, y) = font.descent(code);
        (to_font.apply(-x, -y), to_font.turn(0.0, down))
    } else {
        (to_font.apply(0.0, 0.0), to_font.turn(font.width(code), 0.0))
    };
    let up = to_font.turn(0.0, font.em);
    Glyph { kind: Kind::Letter, letters: font.letters(code), origin, advance, up, is_vertical, order, hidden: None }
}
