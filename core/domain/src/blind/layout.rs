//! A text as lines and their cells, with what is known of each before anything is taken out.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::{SectionKind, byte_sections, is_heading};

/// What parts the cells of a line: signs, tabs, wide gaps, and dashes and slashes between blanks.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[ \u{a0}]*(?:[|•·●▪■◦‣;–—\t]|[ \u{a0}]-[ \u{a0}]|[ \u{a0}]/[ \u{a0}]|[ \u{a0}]{2,})[ \u{a0}\t|•·●▪■◦‣;–—]*",
    )
    .expect("the pattern is fixed")
});

/// A line without its break.
#[derive(Debug)]
pub(super) struct Line {
    /// Where it stands, in bytes.
    pub(super) bytes: Range<usize>,
    /// What its section tells.
    pub(super) kind: SectionKind,
    /// Its parts between separators; at least one.
    pub(super) cells: Vec<Range<usize>>,
    /// Whether it is a heading.
    pub(super) heading: bool,
}

impl Line {
    /// Whether it stands where people put their contact and personal details.
    pub(super) fn in_zone(&self) -> bool {
        self.kind == SectionKind::Header
    }

    /// Whether it stands where people describe themselves.
    pub(super) fn in_profile(&self) -> bool {
        matches!(self.kind, SectionKind::Header | SectionKind::Summary)
    }
}

/// A text and its lines.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Vec<Line>,
}

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let sections = byte_sections(text);
        let mut at = 0;
        let mut section = 0;
        let mut lines = Vec::new();
        for line in text.split('\n') {
            let bytes = at..at + line.len();
            at = bytes.end + 1;
            let start = bytes.start + (line.len() - line.trim_start().len());
            while section + 1 < sections.len() && sections[section + 1].1.start <= start {
                section += 1;
            }
            let kind = sections.get(section).map_or(SectionKind::Header, |(kind, _)| *kind);
            lines.push(Line { cells: cells(text, &bytes), heading: is_heading(line.trim()), bytes, kind });
        }
        Self { text, lines }
    }

    /// The words at a range of bytes.
    pub(super) fn at(&self, bytes: &Range<usize>) -> &'a str {
        &self.text[bytes.clone()]
    }
}

/// The parts of a line between separators. Those before the first and after the last may be empty.
fn cells(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = line.start;
    for separator in SEPARATOR.find_iter(&text[line.clone()]) {
        cells.push(start..line.start + separator.start());
        start = line.start + separator.end();
    }
    cells.push(start..line.end);
    cells
}

/// The parts of a cell between commas and sentence ends, trimmed, in bytes.
pub(super) fn clauses(text: &str, cell: &Range<usize>) -> Vec<Range<usize>> {
    static END: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r",\s+|;\s*|\.\s+|，|、|\s+and\s+").expect("the pattern is fixed"));
    let mut clauses = Vec::new();
    let mut start = cell.start;
    for end in END.find_iter(&text[cell.clone()]) {
        clauses.push(trimmed(text, start..cell.start + end.start()));
        start = cell.start + end.end();
    }
    clauses.push(trimmed(text, start..cell.end));
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// A range without the blanks, brackets and stops at its ends.
pub(super) fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let outer = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '(' | ')' | '[' | ']' | '*' | '_' | ':' | '"');
    let slice = &text[bytes.clone()];
    let start = bytes.start + (slice.len() - slice.trim_start_matches(outer).len());
    let end = bytes.start + slice.trim_end_matches(outer).len();
    start..end.max(start)
}
