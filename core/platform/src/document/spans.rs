//! Glyphs to pieces of text: what stands on one line without a gap, with blanks where words are apart.

use super::bidi::is_from_the_right;
use super::glyphs::{accented, is_accent, moved_together};
use super::layout::Piece;
use super::sight::{Glyph, Kind, Point};
use unicode_normalization::char::is_combining_mark;

/// Glyphs further apart than this many font sizes may belong to different columns.
const APART: f32 = 0.7;
/// A new glyph that begins further back than this is somewhere else.
const BACK: f32 = 0.6;
/// A gap wider than this is a blank, if the letters don't all stand apart.
const BLANK: f32 = 0.13;
/// Letters whose usual gap is wider than this stand apart for looks.
const TRACKED: f32 = 0.1;
/// And then a gap is a blank that is wider than the usual one by this.
const WIDER: f32 = 0.15;
/// How far above the baseline of its letter an accent may be put, in font sizes.
const ACCENT_RISE: f32 = 0.6;
/// Accents that are looked for on one page.
const MAX_ACCENTS: usize = 2_000;

/// A page's text before it has an order.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    /// Level text.
    pub(crate) pieces: Vec<Piece>,
    /// Turned and vertical text, line by line.
    pub(crate) turned: Vec<String>,
}

/// Puts what is seen into pieces.
pub(crate) fn spans_of(mut glyphs: Vec<Glyph>) -> Spans {
    make_level(&mut glyphs);
    let glyphs = underscores(glyphs);
    let glyphs = accents_in_place(glyphs);
    let vertical = glyphs.iter().filter(|glyph| glyph.is_vertical).count();
    if vertical * 2 > glyphs.len() {
        return Spans { pieces: Vec::new(), turned: from_the_top(glyphs) };
    }
    let mut spans = Spans::default();
    let mut run = Run::default();
    let mut other = Run::default();
    for (order, glyph) in glyphs.into_iter().enumerate() {
        let is_level =
            glyph.advance.x >= 0.0 && glyph.advance.y.abs() <= 0.05 * glyph.advance.x.max(glyph.size() * 0.01);
        if is_level && !glyph.is_vertical {
            if !run.takes(&glyph) {
                spans.pieces.extend(std::mem::take(&mut run).piece());
            }
            run.push(glyph, order);
        } else {
            if !other.goes_on(&glyph) {
                spans.turned.extend(std::mem::take(&mut other).line());
            }
            other.push(glyph, order);
        }
    }
    spans.pieces.extend(run.piece());
    spans.turned.extend(other.line());
    spans
}

/// Turns the page so that most of its text is level.
fn make_level(glyphs: &mut [Glyph]) {
    let quarter = |glyph: &Glyph| {
        let Point { x, y } = glyph.advance;
        if x.abs() >= y.abs() {
            if x >= 0.0 { 0 } else { 2 }
        } else if y > 0.0 {
            1
        } else {
            3
        }
    };
    let mut counts = [0_usize; 4];
    glyphs.iter().filter(|glyph| !glyph.is_vertical).for_each(|glyph| counts[quarter(glyph)] += 1);
    let most = (0..4).max_by_key(|place| (counts[*place], 4 - place)).unwrap_or(0);
    let turn = |Point { x, y }: Point| match most {
        1 => Point { x: y, y: -x },
        2 => Point { x: -x, y: -y },
        3 => Point { x: -y, y: x },
        _ => Point { x, y },
    };
    if most != 0 {
        for glyph in glyphs {
            (glyph.origin, glyph.advance, glyph.up) = (turn(glyph.origin), turn(glyph.advance), turn(glyph.up));
        }
    }
}

fn right_of(glyph: &Glyph) -> f32 {
    glyph.origin.x + glyph.advance.x
}

/// Rules that fill the gap between two letters of a line are underscores; the others are no text.
fn underscores(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let is_letter = |glyph: &&Glyph| glyph.kind == Kind::Letter;
    let mut found = Vec::new();
    for (place, rule) in glyphs.iter().enumerate().filter(|(_, glyph)| glyph.kind == Kind::Rule) {
        let before = glyphs[..place].iter().rev().take(3).find(is_letter).cloned();
        let after = glyphs[place + 1..].iter().take(3).find(is_letter).cloned();
        if let (Some(before), Some(after)) = (before, after)
            && is_underscore(rule, &before, &after)
        {
            found.push((place, before));
        }
    }
    let mut found = found.into_iter().peekable();
    let mut text = Vec::with_capacity(glyphs.len());
    for (place, glyph) in glyphs.into_iter().enumerate() {
        match (glyph.kind, found.next_if(|(at, _)| *at == place)) {
            (Kind::Letter, _) => text.push(glyph),
            (Kind::Rule, Some((_, before))) => {
                let origin = Point { x: glyph.origin.x, y: before.origin.y };
                text.push(Glyph { kind: Kind::Letter, origin, up: before.up, ..glyph });
            }
            (Kind::Rule, None) => {}
        }
    }
    text
}

fn is_underscore(rule: &Glyph, before: &Glyph, after: &Glyph) -> bool {
    let size = before.size();
    let below = before.origin.y - rule.origin.y;
    let level = (before.origin.y - after.origin.y).abs() < 0.1 * size;
    let near = |gap: f32| gap.abs() < 0.25 * size;
    let fills = near(rule.origin.x - right_of(before)) && near(after.origin.x - right_of(rule));
    level && fills && (0.15..1.2).contains(&(rule.advance.x / size)) && (-0.15..0.35).contains(&(below / size))
}

/// Joins accents that are glyphs of their own with the letters under them. Elsewhere the same characters are
/// quotes and apostrophes.
fn accents_in_place(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let accent_of = |glyph: &Glyph| {
        let mut letters = glyph.letters.as_deref()?.chars();
        letters.next().filter(|c| is_accent(*c) && letters.next().is_none())
    };
    let accents: Vec<(usize, char)> = glyphs
        .iter()
        .enumerate()
        .filter_map(|(place, glyph)| Some((place, accent_of(glyph)?)))
        .take(MAX_ACCENTS)
        .collect();
    let mut joined = Vec::new();
    for (place, accent) in accents {
        if let Some(letter) = letter_under(&glyphs, place)
            && let Some(whole) = single(&glyphs[letter]).and_then(|letter| accented(letter, accent))
        {
            glyphs[letter].letters = Some(whole.to_string().into());
            joined.push(place);
        }
    }
    let mut place = 0;
    glyphs.retain(|_| {
        place += 1;
        joined.binary_search(&(place - 1)).is_err()
    });
    glyphs
}

fn single(glyph: &Glyph) -> Option<char> {
    let mut letters = glyph.letters.as_deref()?.chars();
    letters.next().filter(|_| letters.next().is_none())
}

fn letter_under(glyphs: &[Glyph], accent: usize) -> Option<usize> {
    let mark = &glyphs[accent];
    let middle = mark.origin.x + mark.advance.x / 2.0;
    let fits = |letter: &Glyph| {
        let within = (middle - letter.origin.x) / letter.advance.x.max(1.0);
        let rise = (mark.origin.y - letter.origin.y) / letter.size().max(1.0);
        single(letter).is_some_and(char::is_alphabetic)
            && (0.2..0.8).contains(&within)
            && (-0.1..ACCENT_RISE).contains(&rise)
    };
    glyphs.iter().position(fits)
}

/// Columns of vertical writing, from the right.
fn from_the_top(mut glyphs: Vec<Glyph>) -> Vec<String> {
    glyphs.sort_by(|a, b| b.origin.x.total_cmp(&a.origin.x).then(b.origin.y.total_cmp(&a.origin.y)));
    let near = |a: &Glyph, b: &Glyph| (a.origin.x - b.origin.x).abs() < 0.4 * a.size();
    let mut columns = Vec::new();
    for column in glyphs.chunk_by_mut(near) {
        column.sort_by(|a, b| b.origin.y.total_cmp(&a.origin.y));
        columns.push(column.iter().filter_map(|glyph| glyph.letters.as_deref()).collect());
    }
    columns
}

/// Glyphs that follow each other.
#[derive(Debug, Default)]
struct Run {
    glyphs: Vec<Glyph>,
    order: usize,
    left: f32,
    right: f32,
    spaces: usize,
}

impl Run {
    fn takes(&self, next: &Glyph) -> bool {
        let Some(last) = self.glyphs.last() else { return true };
        let size = last.size().max(1.0);
        let same_line = (last.origin.y - next.origin.y).abs() < 0.1 * size;
        let same_size = (0.85..1.18).contains(&(next.size() / size));
        if !same_line || !same_size || self.spaces >= 3 && !next.is_space() {
            return false;
        }
        let (before, after) = (self.left - right_of(next), next.origin.x - self.right);
        let near = |gap: f32| (-BACK * size..APART * size).contains(&gap);
        let mark = next.letters.as_deref().is_some_and(|letters| letters.chars().all(is_combining_mark));
        let from_the_right = || self.has_right() && (next.is_space() || is_right(next));
        near(after) || mark && next.origin.x > self.left - size || from_the_right() && near(before)
    }

    /// For turned text: the next begins where the last ended.
    fn goes_on(&self, next: &Glyph) -> bool {
        let Some(last) = self.glyphs.last() else { return true };
        let (x, y) = (next.origin.x - last.origin.x - last.advance.x, next.origin.y - last.origin.y - last.advance.y);
        x.hypot(y) < APART * last.size().max(1.0)
    }

    fn has_right(&self) -> bool {
        self.glyphs.iter().rev().take(3).any(is_right)
    }

    fn push(&mut self, glyph: Glyph, order: usize) {
        let (left, right) = (glyph.origin.x.min(right_of(&glyph)), glyph.origin.x.max(right_of(&glyph)));
        if self.glyphs.is_empty() {
            (self.order, self.left, self.right) = (order, left, right);
        }
        if self.glyphs.iter().rev().take(2).any(|last| is_shadow(last, &glyph)) {
            return;
        }
        (self.left, self.right) = (self.left.min(left), self.right.max(right));
        self.spaces = if glyph.is_space() { self.spaces + 1 } else { 0 };
        self.glyphs.push(glyph);
    }

    fn piece(mut self) -> Option<Piece> {
        let first = self.glyphs.iter().find(|glyph| !glyph.is_space())?;
        // Broken matrices make places that are no numbers, which have no order.
        let finite = |number: f32| if number.is_finite() { number } else { 0.0 };
        let (baseline, size) = (finite(first.origin.y), finite(first.size()).max(1.0));
        if self.glyphs.iter().any(is_right) {
            self.glyphs.sort_by(|a, b| a.origin.x.total_cmp(&b.origin.x));
        }
        let real = |glyph: &&Glyph| !glyph.is_space();
        let left = self.glyphs.iter().find(real).map_or(self.left, |glyph| glyph.origin.x);
        let right = self.glyphs.iter().rev().find(real).map_or(self.right, right_of);
        let text = self.text(size);
        Some(Piece { text, left: finite(left), right: finite(right.max(left)), baseline, size, order: self.order })
    }

    fn text(&self, size: f32) -> String {
        let spread: Vec<(char, f32)> =
            self.glyphs.iter().filter_map(|glyph| Some((single(glyph)?, glyph.advance.x))).collect();
        if spread.len() == self.glyphs.len()
            && let Some(together) = moved_together(&spread)
        {
            return together;
        }
        let gap = |pair: &[Glyph]| (pair[1].origin.x - right_of(&pair[0])) / size;
        let between = |pair: &&[Glyph]| !pair[0].is_space() && !pair[1].is_space();
        let mut gaps: Vec<f32> = self.glyphs.windows(2).filter(between).map(gap).collect();
        gaps.sort_by(f32::total_cmp);
        let usual = if gaps.len() >= 4 { gaps[gaps.len() / 2] } else { 0.0 };
        let blank = if usual > TRACKED { usual + WIDER } else { BLANK };
        let mut text = String::new();
        for (place, glyph) in self.glyphs.iter().enumerate() {
            if place > 0 {
                let pair = &self.glyphs[place - 1..=place];
                if between(&pair) && gap(pair) > blank {
                    text.push(' ');
                }
            }
            text.push_str(&letters_of(glyph));
        }
        text
    }

    fn line(self) -> Option<String> {
        let size = self.glyphs.first()?.size().max(1.0);
        let mut line = String::new();
        for (place, glyph) in self.glyphs.iter().enumerate() {
            if let Some(last) = place.checked_sub(1).map(|at| &self.glyphs[at]) {
                let (x, y) =
                    (glyph.origin.x - last.origin.x - last.advance.x, glyph.origin.y - last.origin.y - last.advance.y);
                if x.hypot(y) > BLANK * size && !glyph.is_space() && !last.is_space() {
                    line.push(' ');
                }
            }
            line.push_str(&letters_of(glyph));
        }
        (!line.trim().is_empty()).then_some(line)
    }
}

fn is_right(glyph: &Glyph) -> bool {
    glyph.letters.as_deref().is_some_and(|letters| letters.chars().any(is_from_the_right))
}

/// Bold is sometimes made by printing twice, a hair apart.
fn is_shadow(one: &Glyph, other: &Glyph) -> bool {
    let near = 0.15 * one.size();
    let by = |a: f32, b: f32| (a - b).abs() < near;
    one.letters == other.letters
        && !one.is_space()
        && by(one.origin.x, other.origin.x)
        && by(one.origin.y, other.origin.y)
}

/// As they are seen from left to right: a ligature of Arabic holds its letters in the order of reading.
fn letters_of(glyph: &Glyph) -> String {
    match glyph.letters.as_deref() {
        Some(letters) if is_right(glyph) && !letters.chars().any(is_combining_mark) => letters.chars().rev().collect(),
        Some(letters) => letters.to_owned(),
        None => char::REPLACEMENT_CHARACTER.to_string(),
    }
}
