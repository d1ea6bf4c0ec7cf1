//! The new text while it is written, and the way back to the old one.

use std::ops::Range;

use super::rebuild::Piece;
use super::{Blinded, PLACEHOLDER};
use crate::text::{Span, TextIndex};

/// What stands beside a piece of a line.
#[derive(Debug, Clone, Copy)]
struct Neighbours {
    gone_before: bool,
    gone_after: bool,
    first: bool,
    last: bool,
}

/// The new text, with the way back.
pub(super) struct Output<'a> {
    original: &'a str,
    index: TextIndex<'a>,
    pub(super) text: String,
    points: u32,
    kept: Vec<(Span, Span)>,
    /// Up to which byte of the original something was kept last.
    kept_to: usize,
    /// Whether a line was written, so that the next one needs a break before it.
    pub(super) begun: bool,
    /// Whether something went without leaving a placeholder.
    pub(super) dropped: bool,
}

impl<'a> Output<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        Self {
            original,
            index: TextIndex::new(original),
            text: String::with_capacity(original.len()),
            points: 0,
            kept: Vec::new(),
            kept_to: 0,
            begun: false,
            dropped: false,
        }
    }

    pub(super) fn line(&mut self, pieces: &[Piece], endings: &[Range<usize>]) {
        let goes_on = pieces.first() == Some(&Piece::Gone) && self.text.ends_with(PLACEHOLDER);
        if self.begun && !goes_on {
            self.push_break();
        }
        self.begun = true;
        for (at, piece) in pieces.iter().enumerate() {
            let neighbours = Neighbours {
                gone_before: at > 0 && pieces[at - 1] == Piece::Gone,
                gone_after: pieces.get(at + 1) == Some(&Piece::Gone),
                first: at == 0,
                last: at + 1 == pieces.len(),
            };
            match piece {
                Piece::Gone => self.placeholder(),
                Piece::Kept(bytes) => self.kept(bytes, neighbours, endings),
            }
        }
    }

    /// What is kept of a line. The blanks beside a placeholder become one: they would tell its width.
    fn kept(&mut self, bytes: &Range<usize>, beside: Neighbours, endings: &[Range<usize>]) {
        let words = &self.original[bytes.clone()];
        let lead = if beside.gone_before { words.len() - words.trim_start().len() } else { 0 };
        let cut = beside.gone_after || (beside.last && !beside.first);
        let end = if cut { words.trim_end().len() } else { words.len() };
        if end <= lead {
            if (beside.gone_before && !beside.last) || (beside.gone_after && !beside.first) {
                self.push(" ");
            }
            return;
        }
        if lead > 0 {
            self.push(" ");
        }
        self.keep_without(bytes.start + lead..bytes.start + end, endings);
        if beside.gone_after && end < words.len() {
            self.push(" ");
        }
    }

    fn placeholder(&mut self) {
        let end = self.text.trim_end_matches(' ').len();
        if self.text[..end].ends_with(PLACEHOLDER) {
            self.points -= u32::try_from(self.text.len() - end).expect("a blank or two");
            self.text.truncate(end);
        } else {
            self.push(PLACEHOLDER);
        }
    }

    fn keep_without(&mut self, bytes: Range<usize>, endings: &[Range<usize>]) {
        let from = endings.partition_point(|ending| ending.end <= bytes.start);
        let mut start = bytes.start;
        for ending in endings[from..].iter().take_while(|ending| ending.start < bytes.end) {
            self.keep(start..ending.start.max(start));
            start = ending.end.min(bytes.end).max(start);
        }
        self.keep(start..bytes.end);
    }

    pub(super) fn keep(&mut self, bytes: Range<usize>) {
        if bytes.is_empty() {
            return;
        }
        let there = self.index.span_of_bytes(bytes.clone());
        let here = Span { start: self.points, end: self.points + there.len() };
        self.text.push_str(&self.original[bytes.clone()]);
        self.points = here.end;
        self.kept_to = bytes.end;
        match self.kept.last_mut() {
            Some((a, b)) if a.end == here.start && b.end == there.start => (a.end, b.end) = (here.end, there.end),
            _ => self.kept.push((here, there)),
        }
    }

    fn push(&mut self, words: &str) {
        self.text.push_str(words);
        self.points += u32::try_from(words.chars().count()).expect("what is put in is short");
    }

    pub(super) fn break_before(&mut self) {
        if self.begun {
            self.push_break();
        }
    }

    /// A line break: the one that stood there, where the line before was kept to its end.
    pub(super) fn push_break(&mut self) {
        let end = self.kept_to;
        if self.original[end..].starts_with('\n') && self.points == self.kept.last().map_or(0, |(here, _)| here.end) {
            self.keep(end..end + 1);
        } else {
            self.push("\n");
        }
    }

    pub(super) fn finish(mut self) -> Blinded {
        if self.dropped {
            let head = if self.text.is_empty() { PLACEHOLDER.to_owned() } else { format!("{PLACEHOLDER}\n") };
            let by = u32::try_from(head.chars().count()).expect("it is short");
            self.text.insert_str(0, &head);
            for (here, _) in &mut self.kept {
                *here = Span { start: here.start + by, end: here.end + by };
            }
        }
        Blinded { text: self.text, kept: self.kept }
    }
}
