//! Pieces of text to lines, within one block.

use std::borrow::Borrow;

use super::bidi::logical;
use super::glyphs::{Glyph, moved_together};
use super::layout::Piece;

/// A gap wider than this many font sizes is a column of a table, not a space.
const CELL_GAP: f32 = 1.5;
/// A gap narrower than this is kerning or a change of font within a word.
const WORD_GAP: f32 = 0.13;
/// Lines further apart than this many font sizes are separate paragraphs.
const PARAGRAPH_GAP: f32 = 1.75;

/// Pieces on one baseline, from the top, each row from the left. Superscripts stay on their row.
pub(crate) fn rows<P: Borrow<Piece>>(mut pieces: Vec<P>) -> Vec<Vec<P>> {
    pieces.sort_by(|a, b| b.borrow().baseline.total_cmp(&a.borrow().baseline));
    let mut rows: Vec<Vec<P>> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if on_row(row, piece.borrow()) => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.borrow().left.total_cmp(&b.borrow().left));
    }
    rows
}

fn on_row<P: Borrow<Piece>>(row: &[P], piece: &Piece) -> bool {
    row.last().is_some_and(|last| {
        let last = last.borrow();
        last.baseline - piece.baseline < 0.4 * last.size.min(piece.size).max(1.0)
    })
}

/// The block's lines from the top, with a blank line where paragraphs are apart.
pub(crate) fn lines_of(block: Vec<Piece>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before: Option<f32> = None;
    for row in rows(block) {
        let size = row.iter().map(|piece| piece.size).fold(1.0, f32::max);
        let baseline = row[0].baseline;
        if before.is_some_and(|above| above - baseline > PARAGRAPH_GAP * size) {
            lines.push(String::new());
        }
        before = Some(baseline);
        lines.push(line_of(&row));
    }
    lines
}

fn line_of(row: &[Piece]) -> String {
    if let Some(spaced) = moved_together(&glyphs_of(row)) {
        return spaced;
    }
    let mut line = String::new();
    let mut end: Option<f32> = None;
    for piece in row {
        if let Some(end) = end {
            line.push_str(separator(&line, piece, (piece.left - end) / piece.size.max(1.0)));
        }
        line.push_str(&piece.text);
        end = Some(end.map_or(piece.right, |end| end.max(piece.right)));
    }
    logical(&without_padding(&line))
}

/// The characters of a row, with the white between its pieces.
fn glyphs_of(row: &[Piece]) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let mut end = row.first().map_or(0.0, |piece| piece.left);
    for piece in row {
        glyphs.push((' ', piece.left - end));
        let width = (piece.right - piece.left) / f32::from(u16::try_from(piece.text.chars().count()).unwrap_or(1));
        glyphs.extend(piece.text.chars().map(|character| (character, width)));
        end = piece.right;
    }
    glyphs
}

/// Justified text has two spaces where one is meant; three or more are somebody's way to align.
fn without_padding(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut spaces = 0;
    for character in line.chars() {
        if character == ' ' {
            spaces += 1;
            continue;
        }
        match std::mem::take(&mut spaces) {
            0 => {}
            1 | 2 => plain.push(' '),
            _ => plain.push('\t'),
        }
        plain.push(character);
    }
    plain
}

fn separator(line: &str, next: &Piece, gap: f32) -> &'static str {
    let spaced = line.ends_with(char::is_whitespace) || next.text.starts_with(char::is_whitespace);
    if gap > CELL_GAP {
        "\t"
    } else if spaced || gap < WORD_GAP {
        ""
    } else {
        " "
    }
}

/// The median; 0 of nothing.
pub(crate) fn typical(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
