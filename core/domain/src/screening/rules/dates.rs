//! When something was done. A résumé's lines of work stand under date ranges; the nearest range above a
//! sentence dates it.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Span, TextIndex};

/// Work that ended this many years before the newest year in the résumé is long ago.
const LONG_AGO: u32 = 8;
/// Work that ended at most this many years before the newest year in the résumé is recent.
const RECENT: u32 = 2;

static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) (?: \b(?:19|20)\d{2} \s* (?:-|–|—|to|until|till) \s* (?:\p{L}{3,9}\.?\s+ | \d{1,2}\s*[/.]\s*)? | \b(?P<since>since) \s+ (?:\p{L}{3,9}\.?\s+)? )
        (?P<end> (?:19|20)\d{2} | present | now | today | current | ongoing | date )\b",
    )
    .expect("the pattern is valid")
});

static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:19|20)\d{2}\b").expect("the pattern is valid"));

/// How long ago something was done, by the résumé's own newest year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Under a range that is open or ended lately.
    Recent,
    /// In between, or undated.
    Middle,
    /// Under a range that ended long ago.
    Old,
}

/// The date ranges of a text.
#[derive(Debug)]
pub(super) struct Dates {
    ranges: Vec<(Span, Option<u32>)>,
    newest: u32,
}

impl Dates {
    pub(super) fn new(text: &str) -> Self {
        let years = YEAR.find_iter(text).filter_map(|year| year.as_str().parse().ok());
        Self { newest: years.max().unwrap_or(0), ranges: ranges(text) }
    }

    /// Where the ranges stand, in order.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.ranges.iter().map(|(span, _)| *span)
    }

    /// The age of what stands at a place.
    pub(super) fn age(&self, place: Span) -> Age {
        let above = self.ranges.partition_point(|(span, _)| span.start < place.end);
        match above.checked_sub(1).map(|at| self.ranges[at].1) {
            Some(None) => Age::Recent,
            Some(Some(end)) if end + RECENT >= self.newest => Age::Recent,
            Some(Some(end)) if end + LONG_AGO <= self.newest => Age::Old,
            _ => Age::Middle,
        }
    }
}

/// Spans in code points, with the year in which each range ended; `None` while it lasts.
fn ranges(text: &str) -> Vec<(Span, Option<u32>)> {
    let index = TextIndex::new(text);
    RANGE
        .captures_iter(text)
        .map(|found| {
            let whole = found.get(0).expect("group 0 is the match");
            let span = index.span_of_bytes(whole.range());
            let lasting = found.name("since").is_some();
            (span, found["end"].parse().ok().filter(|_| !lasting))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "😀 Engineer, 2019 – Present\nBuilt A.\nClerk, 03/2004 to 12/2008\nBuilt B.\n";

    fn age_of(text: &str, words: &str) -> Age {
        let start = text.find(words).unwrap();
        let index = TextIndex::new(text);
        Dates::new(text).age(index.span_of_bytes(start..start + words.len()))
    }

    #[test]
    fn the_range_above_dates_a_sentence() {
        assert_eq!(age_of(TEXT, "Built A."), Age::Recent);
        assert_eq!(age_of(TEXT, "Built B."), Age::Old);
        assert_eq!(age_of("Built C.", "Built C."), Age::Middle);
    }

    #[test]
    fn spans_are_code_points() {
        let index = TextIndex::new(TEXT);
        let words: Vec<&str> = Dates::new(TEXT).spans().map(|span| index.slice(span)).collect();
        assert_eq!(words, ["2019 – Present", "2004 to 12/2008"]);
    }
}
