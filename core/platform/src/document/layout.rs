//! Reading order: which pieces of a page's text belong to which column.
//!
//! A PDF places text, it doesn't order it. A strip of white that runs down between text on both sides may be
//! the gutter of two columns, to be read one after the other, or the gap of a table or of right-aligned
//! dates, to be read row by row. The order in which the producer wrote the pieces tells most cases apart;
//! where it wrote line by line, density and length decide. Dates at the ends of lines stay with their lines.

use super::floats::{Tie, ties};
use super::lines::{rows, typical};

/// A run of text on one line, in points from the lower left corner.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) baseline: f32,
    /// Of the font.
    pub(crate) size: f32,
    /// Place in the content stream.
    pub(crate) order: usize,
}

/// Beyond this, a page is no résumé's and is read row by row: the search is quadratic.
const MAX_PIECES: usize = 4_000;
/// Columns within columns within columns.
const MAX_SPLITS: usize = 12;
/// The narrowest gutter, in font sizes. A space between words is about a quarter.
const GUTTER: f32 = 0.7;
/// Two pieces on one line differ by less than this in their baselines, in font sizes.
const SAME_LINE: f32 = 0.3;

/// The page's text in blocks, each to be read row by row, in reading order.
pub(crate) fn blocks(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut found = Vec::new();
    split(pieces, 0, &mut found);
    found
}

fn split(pieces: Vec<Piece>, depth: usize, found: &mut Vec<Vec<Piece>>) {
    if pieces.is_empty() {
        return;
    }
    let searchable = depth < MAX_SPLITS && pieces.len() <= MAX_PIECES;
    match searchable.then(|| best_gutter(&pieces)).flatten() {
        Some(gutter) => {
            for part in gutter.parts(pieces) {
                split(part, depth + 1, found);
            }
        }
        None => found.push(pieces),
    }
}

/// White from `bottom` to `top`, ending at `right_edge` where the right column begins.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    right_edge: f32,
    top: f32,
    bottom: f32,
    score: (usize, usize),
}

impl Gutter {
    /// Above, left, right, below.
    fn parts(self, pieces: Vec<Piece>) -> [Vec<Piece>; 4] {
        let mut parts = [const { Vec::new() }; 4];
        for piece in pieces {
            let place = match &piece {
                piece if piece.baseline >= self.top => 0,
                piece if piece.baseline <= self.bottom => 3,
                piece if piece.left < self.right_edge - 0.5 => 1,
                _ => 2,
            };
            parts[place].push(piece);
        }
        parts
    }
}

fn best_gutter(pieces: &[Piece]) -> Option<Gutter> {
    let size = typical(pieces.iter().map(|piece| piece.size));
    let mut from_top: Vec<&Piece> = pieces.iter().collect();
    from_top.sort_by(|a, b| b.baseline.total_cmp(&a.baseline));
    let mut edges: Vec<f32> = pieces.iter().map(|piece| piece.left).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| *a - *b < 0.5);
    let ties = ties(pieces);
    let found = edges.into_iter().flat_map(|edge| gutters_at(edge, size, &from_top, &ties));
    found.max_by_key(|gutter| gutter.score)
}

/// The gutters that end at `right_edge`: one for each stretch that no text crosses, nor what ties it.
fn gutters_at(right_edge: f32, size: f32, from_top: &[&Piece], ties: &[Tie]) -> Vec<Gutter> {
    let crosses = |left: f32, right: f32| left < right_edge - 0.5 && right > right_edge - GUTTER * size;
    let texts = from_top.iter().filter(|piece| crosses(piece.left, piece.right)).map(|piece| piece.baseline);
    let tied = ties.iter().filter(|tie| crosses(tie.left, tie.right)).map(|tie| tie.baseline);
    let mut crossed: Vec<f32> = texts.chain(tied).collect();
    crossed.sort_by(|a, b| b.total_cmp(a));
    let tops = std::iter::once(f32::INFINITY).chain(crossed.iter().map(|y| y - SAME_LINE * size));
    let bottoms = crossed.iter().map(|y| y + SAME_LINE * size).chain(std::iter::once(f32::NEG_INFINITY));
    let stretches = tops.zip(bottoms).filter(|(top, bottom)| top > bottom);
    stretches.filter_map(|(top, bottom)| gutter_between(right_edge, top, bottom, from_top)).collect()
}

fn gutter_between(right_edge: f32, top: f32, bottom: f32, from_top: &[&Piece]) -> Option<Gutter> {
    let (left, right) = sides(right_edge, top, bottom, from_top)?;
    let bottom = above_stray_heading(bottom, &left, &right);
    let (left, right) = sides(right_edge, top, bottom, from_top)?;
    let lines = (left.lines.len().min(right.lines.len()), left.lines.len() + right.lines.len());
    columns(&left, &right).then_some(Gutter { right_edge, top, bottom, score: lines })
}

/// What stands on both sides between two heights; `None` when it can't be two columns.
fn sides(right_edge: f32, top: f32, bottom: f32, from_top: &[&Piece]) -> Option<(Side, Side)> {
    let first = from_top.partition_point(|piece| piece.baseline >= top);
    let end = from_top.partition_point(|piece| piece.baseline > bottom);
    let within = from_top.get(first..end).filter(|within| within.len() >= 4)?;
    let (left, right): (Vec<&Piece>, Vec<&Piece>) = within.iter().partition(|piece| piece.left < right_edge - 0.5);
    (left.len() >= 2 && right.len() >= 2).then(|| (Side::of(left), Side::of(right)))
}

/// A heading that stands alone below the columns, over a full line of text, belongs to what follows.
/// The bottom of the gutter is moved above it.
fn above_stray_heading(bottom: f32, left: &Side, right: &Side) -> f32 {
    let ([.., before, last], [.., lowest]) = (left.lines.as_slice(), right.lines.as_slice()) else {
        return bottom;
    };
    let usual = typical(left.lines.windows(2).map(|pair| pair[0].baseline - pair[1].baseline));
    let gap = before.baseline - last.baseline;
    let follows_closely = last.baseline - bottom < gap * 1.2;
    if last.baseline < lowest.baseline && follows_closely && gap > usual * 1.5 {
        f32::midpoint(before.baseline.min(lowest.baseline), last.baseline)
    } else {
        bottom
    }
}

#[derive(Debug)]
struct SideLine {
    baseline: f32,
    size: f32,
    characters: usize,
}

/// One side of a gutter.
#[derive(Debug)]
struct Side {
    /// From the top.
    lines: Vec<SideLine>,
    orders: Vec<usize>,
}

impl Side {
    fn of(pieces: Vec<&Piece>) -> Self {
        let orders = pieces.iter().map(|piece| piece.order).collect();
        let line_of = |row: Vec<&Piece>| SideLine {
            baseline: row[0].baseline,
            size: row.iter().map(|piece| piece.size).fold(0.0, f32::max),
            characters: row.iter().map(|piece| piece.text.chars().count()).sum(),
        };
        Self { lines: rows(pieces).into_iter().map(line_of).collect(), orders }
    }

    /// Lines follow each other as in running text, not as rows with air between them.
    fn is_dense(&self) -> bool {
        let leading = self.lines.windows(2).map(|pair| (pair[0].baseline - pair[1].baseline) / pair[1].size.max(1.0));
        typical(leading) <= 1.5
    }

    fn mean_characters(&self) -> usize {
        self.lines.iter().map(|line| line.characters).sum::<usize>() / self.lines.len().max(1)
    }

    /// How many of the lines stand level with one of the other side, in percent.
    fn level_with(&self, other: &Self) -> usize {
        let level = |line: &&SideLine| {
            let near = |far: &SideLine| (far.baseline - line.baseline).abs() < SAME_LINE * line.size;
            other.lines.iter().any(near)
        };
        self.lines.iter().filter(level).count() * 100 / self.lines.len().max(1)
    }
}

/// Whether the two sides are columns rather than the cells of rows.
fn columns(left: &Side, right: &Side) -> bool {
    let (fewer, more) = if left.lines.len() < right.lines.len() { (left, right) } else { (right, left) };
    if fewer.lines.len() < 2 {
        return false;
    }
    // Written one side after the other: nobody writes a table like that.
    if switches(left, right) * 2 <= fewer.lines.len() {
        return true;
    }
    let enough = fewer.lines.len() >= 4 && fewer.lines.len() * 5 >= more.lines.len() * 2;
    let running = left.is_dense() && right.is_dense();
    let apart = fewer.level_with(more) < 70;
    enough && running && (apart || right.mean_characters() >= 15)
}

/// How often the producer went from one side to the other.
fn switches(left: &Side, right: &Side) -> usize {
    let mark = |side: &Side, is_left: bool| side.orders.iter().map(|order| (*order, is_left)).collect::<Vec<_>>();
    let mut sequence = [mark(left, true), mark(right, false)].concat();
    sequence.sort_unstable();
    sequence.windows(2).filter(|pair| pair[0].1 != pair[1].1).count()
}
