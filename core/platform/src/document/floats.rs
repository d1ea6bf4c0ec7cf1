//! Dates and other short pieces that belong to the line they stand level with.
//!
//! Browsers paint floats after the text around them, so the dates at the right of a résumé's jobs come last
//! in the stream, as a column of their own would. Their place and what they say tell them apart.

use super::dates::is_date;
use super::layout::Piece;
use super::lines::rows;

/// Pieces on one row that are no further apart than this, in font sizes, are one run.
const RUN_GAP: f32 = 0.7;
/// Edges that differ by less are aligned, in points.
const ALIGNED: f32 = 2.0;
/// Longer than this, in characters, is text and not a label at the end of a line.
const SHORT: usize = 30;

/// A stretch of a row that is to be read together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tie {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
}

/// What binds dates to their lines, whatever the order in the stream.
pub(super) fn ties(pieces: &[Piece]) -> Vec<Tie> {
    let runs = runs_of(pieces);
    let is_date = |run: &Run| run.is_date;
    let mut found = Vec::new();
    for date in runs.iter().filter(|run| is_date(run)) {
        let at_right = Group::of(is_date, date, &runs, |run| run.right);
        let at_left = Group::of(is_date, date, &runs, |run| run.left);
        let ends_lines = at_right.ends_lines().then(|| at_right.share(|run| run.before));
        let begins_lines = at_left.begins_lines().then(|| at_left.share(|run| run.after));
        let partner = if ends_lines >= begins_lines { date.before } else { date.after };
        if ends_lines.is_some() || begins_lines.is_some() {
            found.extend(partner.into_iter().flat_map(|partner| tied(date, &runs[partner])));
        }
    }
    let is_label = |run: &Run| run.characters <= SHORT && run.before.is_some();
    for label in runs.iter().filter(|run| is_label(run)) {
        let group = Group::of(is_label, label, &runs, |run| run.right);
        if group.ends_lines() && group.is_ragged() && group.is_sparse() {
            found.extend(label.before.into_iter().flat_map(|partner| tied(label, &runs[partner])));
        }
    }
    found
}

/// On both baselines: those of a small date and of its line differ a little.
fn tied(one: &Run, other: &Run) -> [Tie; 2] {
    let (left, right) = (one.left.min(other.left), one.right.max(other.right));
    [one, other].map(|run| Tie { left, right, baseline: run.baseline })
}

/// Pieces that follow each other on a row.
#[derive(Debug)]
struct Run {
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
    characters: usize,
    is_date: bool,
    /// The neighbours on the same row.
    before: Option<usize>,
    after: Option<usize>,
}

impl Run {
    fn of(pieces: &[&Piece]) -> Self {
        let text = pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
        Self {
            left: pieces[0].left,
            right: pieces.iter().map(|piece| piece.right).fold(pieces[0].right, f32::max),
            baseline: pieces[0].baseline,
            size: pieces[0].size,
            characters: text.trim().chars().count(),
            is_date: is_date(&text),
            before: None,
            after: None,
        }
    }

    fn is_level_with(&self, other: &Self) -> bool {
        (self.baseline - other.baseline).abs() < 0.4 * self.size.min(other.size)
    }
}

fn runs_of(pieces: &[Piece]) -> Vec<Run> {
    let visible: Vec<&Piece> = pieces.iter().filter(|piece| !piece.text.trim().is_empty()).collect();
    let mut runs: Vec<Run> = Vec::new();
    for row in rows(visible) {
        let first = runs.len();
        let near = |a: &&Piece, b: &&Piece| b.left - a.right <= RUN_GAP * a.size.max(b.size);
        runs.extend(row.chunk_by(near).map(Run::of));
        for index in first + 1..runs.len() {
            if runs[index - 1].is_level_with(&runs[index]) {
                runs[index].before = Some(index - 1);
                runs[index - 1].after = Some(index);
            }
        }
    }
    runs
}

/// Runs of one kind that are aligned at one edge, and what else begins where they stand.
#[derive(Debug)]
struct Group<'a> {
    members: Vec<&'a Run>,
    rivals: Vec<&'a Run>,
    /// How many lines the runs before the members have, from the first member to the last.
    lines: usize,
}

impl<'a> Group<'a> {
    fn of(is_kind: impl Fn(&Run) -> bool, one: &Run, runs: &'a [Run], edge: impl Fn(&Run) -> f32) -> Self {
        let is_member = |run: &&Run| is_kind(run) && (edge(run) - edge(one)).abs() < ALIGNED;
        let members: Vec<&Run> = runs.iter().filter(is_member).collect();
        let least = |of: fn(&Run) -> f32| members.iter().map(|run| of(run)).fold(f32::INFINITY, f32::min);
        let most = |of: fn(&Run) -> f32| members.iter().map(|run| of(run)).fold(f32::NEG_INFINITY, f32::max);
        let (left, right) = (least(|run| run.left) - ALIGNED, most(|run| run.right));
        let (bottom, top) = (least(|run| run.baseline) - 0.1, most(|run| run.baseline) + 0.1);
        let between = |run: &&Run| (bottom..top).contains(&run.baseline);
        let begins_here = |run: &&Run| (left..right).contains(&run.left) && !is_member(run);
        let rivals = runs.iter().filter(between).filter(begins_here).collect();
        let lines = runs.iter().filter(between).filter(|run| run.left < left).count();
        Self { members, rivals, lines }
    }

    /// How many of the members have a neighbour on that side, in percent.
    fn share(&self, neighbour: impl Fn(&Run) -> Option<usize>) -> usize {
        let with = self.members.iter().filter(|run| neighbour(run).is_some());
        with.count() * 100 / self.members.len().max(1)
    }

    /// Nothing but these at the ends of lines.
    fn ends_lines(&self) -> bool {
        let alone = self.rivals.len() * 3 <= self.members.len();
        self.members.len() >= 2 && alone && self.share(|run| run.before) >= 75
    }

    /// Nothing but these, and headings with nothing beside them, where lines begin.
    fn begins_lines(&self) -> bool {
        let level = self.rivals.iter().filter(|run| run.after.is_some());
        let alone = level.count() * 3 <= self.members.len() && self.rivals.len() <= self.members.len() + 1;
        self.members.len() >= 2 && alone && self.share(|run| run.after) >= 75
    }

    /// Aligned at the right only, as no column of text is.
    fn is_ragged(&self) -> bool {
        let mut lefts: Vec<f32> = self.members.iter().map(|run| run.left).collect();
        lefts.sort_by(f32::total_cmp);
        lefts.dedup_by(|a, b| *a - *b < ALIGNED);
        self.members.len() >= 3 && lefts.len() * 3 >= self.members.len() * 2
    }

    /// Lines without one are between those that have one: not text set to the right.
    fn is_sparse(&self) -> bool {
        self.members.len() * 3 <= self.lines * 2
    }
}
