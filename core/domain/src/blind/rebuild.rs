//! A text put together again without what was marked, so that nothing of its shape tells what stood there.

use std::ops::Range;

use super::layout::{Line, Page};
use super::output::Output;
use super::words::{is_label, is_word_of_labels};
use super::{Blinded, Marks};

/// The text without the marked places, and the way back.
pub(super) fn rebuild(page: &Page<'_>, marks: Marks) -> Blinded {
    let Marks { places, mut endings } = marks;
    let places = merged(page.text, places);
    endings.retain(|ending| !places.iter().any(|place| place.start < ending.end && ending.start < place.end));
    endings.sort_by_key(|ending| ending.start);
    let mut out = Output::new(page.text);
    let mut gap = Gap::default();
    for line in &page.lines {
        let marked = within(&places, &line.bytes);
        let words = page.at(&line.bytes);
        if words.trim().is_empty() {
            gap.blank(line.bytes.clone());
            continue;
        }
        let pieces = if marked.is_empty() && !all_labels(page, line) {
            vec![Piece::Kept(line.bytes.clone())]
        } else {
            pieces(page, line, marked)
        };
        if pieces.is_empty() {
            gap.vanish();
            out.dropped = true;
            continue;
        }
        out.dropped |= shortened(&pieces, line, page);
        gap.close(&mut out);
        out.line(&pieces, &endings);
    }
    gap.end(&mut out);
    out.finish()
}

/// Whether a line holds nothing but marked places and their labels.
pub(super) fn goes_whole(page: &Page<'_>, line: &Line, places: &[Range<usize>]) -> bool {
    let here: Vec<Range<usize>> =
        places.iter().filter(|place| place.start < line.bytes.end && line.bytes.start < place.end).cloned().collect();
    let here = merged(page.text, here);
    !here.is_empty() && pieces(page, line, &here).is_empty()
}

/// Places in order, those that touch or have only signs between them as one. None reaches over a line's end.
fn merged(text: &str, places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        let mut start = place.start;
        for part in text[place.clone()].split('\n') {
            if !part.trim().is_empty() {
                all.push(start..start + part.len());
            }
            start += part.len() + 1;
        }
    }
    all.sort_by_key(|place| (place.start, place.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for place in all {
        match merged.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            Some(last) if is_glue(&text[last.end..place.start]) => last.end = place.end,
            _ => merged.push(place),
        }
    }
    merged
}

/// What may stand between two places without parting them.
fn is_glue(between: &str) -> bool {
    let words = between.trim_matches(|c: char| c.is_whitespace());
    !between.contains('\n')
        && !between.contains('\t')
        && !between.contains("  ")
        && words.chars().all(|c| {
            matches!(
                c,
                ',' | '('
                    | ')'
                    | '['
                    | ']'
                    | '/'
                    | '&'
                    | '.'
                    | ':'
                    | ';'
                    | '-'
                    | '_'
                    | '\''
                    | '’'
                    | '"'
                    | '“'
                    | '”'
                    | '*'
                    | '+'
                    | '<'
                    | '>'
            ) || c.is_whitespace()
        })
}

fn within<'p>(places: &'p [Range<usize>], line: &Range<usize>) -> &'p [Range<usize>] {
    let from = places.partition_point(|place| place.end <= line.start);
    let to = places.partition_point(|place| place.start < line.end);
    &places[from..to.max(from)]
}

/// What is written of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Kept(Range<usize>),
    Gone,
}

/// The pieces of a line that has marks: none when nothing but marks and labels stands in it, else its cells that
/// hold more, with their separators.
fn pieces(page: &Page<'_>, line: &Line, marked: &[Range<usize>]) -> Vec<Piece> {
    let states = states(page, line, marked);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut written: Option<usize> = None;
    for (at, cell) in line.cells.iter().enumerate().filter(|(at, _)| states[*at] == State::Stays) {
        match written {
            // A cell that stood between two others goes with the separator before it.
            Some(before) => pieces.push(Piece::Kept(line.cells[at - 1].end.max(line.cells[before].end)..cell.start)),
            None if at == 0 || states[..at].iter().all(|state| *state == State::Empty) => {
                pieces.push(Piece::Kept(line.bytes.start..cell.start));
            }
            None => pieces.push(Piece::Kept(leading(page, line))),
        }
        in_cell(page, line, cell, marked, &mut pieces);
        written = Some(at);
    }
    pieces.retain(|piece| !matches!(piece, Piece::Kept(bytes) if bytes.is_empty()));
    if written.is_none() { Vec::new() } else { pieces }
}

/// The blanks and the bullet that a line begins with.
fn leading(page: &Page<'_>, line: &Line) -> Range<usize> {
    let first = line.cells.iter().find(|cell| !cell.is_empty()).map_or(line.bytes.start, |cell| cell.start);
    let words = page.at(&line.cells[0]);
    if line.cells[0].is_empty() || words.trim().is_empty() {
        line.bytes.start..first
    } else {
        line.bytes.start..line.bytes.start
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing stands in it.
    Empty,
    Stays,
    Vanishes,
}

fn states(page: &Page<'_>, line: &Line, marked: &[Range<usize>]) -> Vec<State> {
    let mut states: Vec<State> = line
        .cells
        .iter()
        .map(|cell| {
            let marks = within(marked, cell);
            let words = page.at(cell);
            if marks.is_empty() {
                if words.chars().any(char::is_alphanumeric) { State::Stays } else { State::Empty }
            } else if is_no_news(line, &rest(page, cell, marks)) {
                State::Vanishes
            } else {
                State::Stays
            }
        })
        .collect();
    let labels: Vec<bool> = line.cells.iter().map(|cell| is_bare_label(page, cell)).collect();
    let only_labels = line.in_zone() && (0..states.len()).all(|at| labels[at] || states[at] != State::Stays);
    for at in 0..states.len() {
        let beside = states.get(at + 1) == Some(&State::Vanishes) || (at > 0 && states[at - 1] == State::Vanishes);
        if labels[at] && (only_labels || beside) {
            states[at] = State::Vanishes;
        }
    }
    states
}

fn all_labels(page: &Page<'_>, line: &Line) -> bool {
    line.in_zone()
        && line.cells.iter().any(|cell| is_bare_label(page, cell))
        && line.cells.iter().all(|cell| is_bare_label(page, cell) || !page.at(cell).chars().any(char::is_alphanumeric))
}

fn is_bare_label(page: &Page<'_>, cell: &Range<usize>) -> bool {
    let words = page.at(cell).trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    is_label("contact", &words) || is_label("strong", &words)
}

/// The words of a cell beside its marks, in lower case.
fn rest(page: &Page<'_>, cell: &Range<usize>, marks: &[Range<usize>]) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = cell.start;
    let ends = marks.iter().map(|mark| (mark.start.max(cell.start), mark.end.min(cell.end)));
    for (start, end) in ends.chain([(cell.end, cell.end)]) {
        let between = &page.text[at..start.max(at)];
        let found = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.extend(found.map(str::to_lowercase));
        at = end.max(at);
    }
    words
}

/// Whether words say nothing beside what was taken out: a label's, among the contact details also several
/// labels' and a title.
fn is_no_news(line: &Line, words: &[String]) -> bool {
    let title = |word: &str| matches!(word, "dr" | "prof");
    let joined = || words.join(" ");
    words.is_empty()
        || is_label("contact", &joined())
        || is_label("strong", &joined())
        || (line.in_zone() && words.iter().all(|word| is_word_of_labels(word) || title(word)))
}

/// A cell's words with placeholders. Among the contact details, marks at its ends go with their commas.
fn in_cell(page: &Page<'_>, line: &Line, cell: &Range<usize>, marked: &[Range<usize>], pieces: &mut Vec<Piece>) {
    let mut marks = within(marked, cell);
    let (mut start, mut end) = (cell.start, cell.end);
    if line.in_zone() {
        if let Some(first) = marks.first()
            && page.text[start..first.start.max(start)].trim().is_empty()
        {
            let after = &page.text[first.end.min(end)..end];
            let cut = after.trim_start();
            if let Some(cut) = cut.strip_prefix(',') {
                start = end - cut.trim_start().len();
                marks = &marks[1..];
            }
        }
        if let Some(last) = marks.last()
            && page.text[last.end.min(end)..end].trim_matches([' ', '.', ')']).is_empty()
            && let Some(before) = page.text[start..last.start.max(start)].trim_end().strip_suffix(',')
        {
            end = start + before.trim_end().len();
            marks = &marks[..marks.len() - 1];
        }
    }
    for mark in marks {
        if mark.start > start {
            pieces.push(Piece::Kept(start..mark.start));
        }
        pieces.push(Piece::Gone);
        start = mark.end.max(start);
    }
    if start < end {
        pieces.push(Piece::Kept(start..end));
    }
}

/// Whether a cell or the end of one went without leaving a placeholder.
fn shortened(pieces: &[Piece], line: &Line, page: &Page<'_>) -> bool {
    let kept: usize = pieces.iter().map(|piece| if let Piece::Kept(bytes) = piece { bytes.len() } else { 0 }).sum();
    !pieces.contains(&Piece::Gone) && kept < page.at(&line.bytes).trim_end().len()
}

/// Blank lines since the last line that was written, between lines that went as a whole.
#[derive(Debug, Default)]
struct Gap {
    /// Of the longest run of blank lines.
    longest: Vec<Range<usize>>,
    current: Vec<Range<usize>>,
    vanished: bool,
}

impl Gap {
    fn blank(&mut self, bytes: Range<usize>) {
        self.current.push(bytes);
    }

    fn vanish(&mut self) {
        self.vanished = true;
        self.settle();
    }

    fn settle(&mut self) {
        let current = std::mem::take(&mut self.current);
        if current.len() > self.longest.len() {
            self.longest = current;
        }
    }

    /// Writes the blank lines before the next line: as they are, or, where lines went, the longest run of them,
    /// without any at the top.
    fn close(&mut self, out: &mut Output<'_>) {
        self.settle();
        let lines = std::mem::take(&mut self.longest);
        if !(self.vanished && out.text.is_empty()) {
            for line in lines {
                let blank = if self.vanished { line.start..line.start } else { line };
                out.break_before();
                out.keep(blank);
                out.begun = true;
            }
        }
        self.vanished = false;
    }

    /// The text's end: blank lines after lines that went go too, but for its last line break.
    fn end(mut self, out: &mut Output<'_>) {
        if self.vanished {
            let ended = !self.current.is_empty();
            self.longest.clear();
            self.current.clear();
            if ended && out.begun {
                out.push_break();
            }
            return;
        }
        self.close(out);
    }
}
