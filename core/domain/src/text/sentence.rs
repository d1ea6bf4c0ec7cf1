//! Sentences, lines and bullets: the smallest passages that make sense alone.

use std::ops::Range;

use super::span::{Span, TextIndex};

/// Words that end in a full stop without ending a sentence, in lower case, without the stop.
const ABBREVIATIONS: &[&str] = &[
    "approx", "bzw", "ca", "co", "corp", "dept", "dipl", "dr", "drs", "e.g", "eg", "etc", "fig", "i.e", "ie", "inc",
    "incl", "ing", "ir", "jr", "ltd", "m.sc", "b.sc", "min", "max", "mme", "mr", "mrs", "ms", "nr", "no", "ph.d",
    "prof", "resp", "sr", "st", "tel", "u.a", "vs", "z.b",
];

/// The sentences of a text: a sentence, or a line or bullet that has none, trimmed of blanks and of
/// its bullet sign. A sentence that a line break wraps is one sentence. No span is empty, and each
/// holds at least one letter or digit.
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    let index = TextIndex::new(text);
    pieces(text, 0..text.len())
        .into_iter()
        .map(|piece| without_bullet(text, piece))
        .filter(|piece| text[piece.clone()].chars().any(char::is_alphanumeric))
        .map(|piece| index.span_of_bytes(piece))
        .collect()
}

/// The byte ranges of the sentences and lines in a part of the text. Together they hold each of its
/// characters that isn't blank.
pub(super) fn pieces(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    for paragraph in joined_lines(text, within) {
        split_sentences(text, paragraph, &mut pieces);
    }
    pieces
}

/// The byte ranges of lines, trimmed, blank ones left out.
pub(super) fn lines(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = within.start;
    text[within].split_inclusive(is_line_break).filter_map(move |line| {
        let start = at;
        at += line.len();
        trimmed(text, start..at)
    })
}

/// The lines that aren't blank, trimmed.
pub(crate) fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    lines(text, 0..text.len()).map(|line| &text[line])
}

/// The start of a line, as far as names and addresses reach in one: 300 bytes or a little less.
pub(crate) fn start_of(line: &str) -> &str {
    let mut end = line.len().min(300);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

/// A byte range without the blanks at its ends, if anything else is in it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = start + slice.trim().len();
    (start < end).then_some(start..end)
}

/// Whether a line starts with a sign of a list.
pub(crate) fn is_bullet(line: &str) -> bool {
    bullet_length(line) > 0
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')
}

/// Lines, where one that goes on in the next is joined with it.
fn joined_lines(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    let mut last_line = 0..0;
    for line in lines(text, within) {
        let goes_on = !joined.is_empty() && goes_on(text, last_line.clone(), line.clone());
        match joined.last_mut() {
            Some(last) if goes_on => last.end = line.end,
            _ => joined.push(line.clone()),
        }
        last_line = line;
    }
    joined
}

/// Whether the second line goes on with the first one's sentence: a line break that a layout put
/// there is followed by a small letter and comes after a line of some length.
fn goes_on(text: &str, first: Range<usize>, second: Range<usize>) -> bool {
    let (gap, first, second) = (&text[first.end.min(second.start)..second.start], &text[first], &text[second]);
    let starts_small = second.chars().next().is_some_and(char::is_lowercase);
    let ended = first.ends_with(['.', '!', '?', ':', ';', '|', '•', '·']);
    let one_break = gap.matches('\n').count() <= 1;
    let looks_like_contact = second.contains('@') || second.contains("://") || second.starts_with("www.");
    starts_small
        && !ended
        && one_break
        && first.len() >= 40
        && first.contains(' ')
        && !looks_like_contact
        && !is_bullet(second)
}

fn split_sentences(text: &str, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    let slice = &text[range.clone()];
    for (at, c) in slice.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
            continue;
        }
        let stop = range.start + at;
        let Some(end) = sentence_end(text, start, stop, range.end) else {
            continue;
        };
        pieces.extend(trimmed(text, start..end));
        start = end;
    }
    pieces.extend(trimmed(text, start..range.end));
}

/// Where the sentence ends that has its stop at byte `stop`, or `None` if it doesn't end there.
fn sentence_end(text: &str, start: usize, stop: usize, limit: usize) -> Option<usize> {
    let mark = text[stop..].chars().next().expect("a stop was found here");
    let mut end = stop + mark.len_utf8();
    for closer in text[end..limit].chars().take_while(|c| matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '」'))
    {
        end += closer.len_utf8();
    }
    if matches!(mark, '。' | '！' | '？') {
        return Some(end);
    }
    let rest = &text[end..limit];
    let blank = rest.chars().next().is_none_or(char::is_whitespace);
    let next = rest.trim_start().chars().next();
    let new_start = next.is_none_or(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | '|' | '·' | ')' | '–' | '—'));
    (blank && new_start && !(mark == '.' && is_abbreviation(&text[start..stop]))).then_some(end)
}

/// Whether the words before a full stop end in an abbreviation, an initial or a list's number.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let previous = before[..before.len() - word.len()].split_whitespace().next_back().unwrap_or("");
    let after_small = previous.starts_with(char::is_lowercase);
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_initial = is_letter && !(matches!(word, "C" | "R" | "I") && after_small);
    let is_number = word.len() == before.trim().len() && word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    is_initial || is_number || (word.len() <= 6 && ABBREVIATIONS.contains(&word.to_lowercase().as_str()))
}

fn without_bullet(text: &str, piece: Range<usize>) -> Range<usize> {
    let start = piece.start + bullet_length(&text[piece.clone()]);
    trimmed(text, start..piece.end).unwrap_or(piece)
}

/// The bytes that a bullet sign and the blanks after it take at the start of a line.
fn bullet_length(line: &str) -> usize {
    let mut chars = line.chars();
    let Some(sign) = chars.next() else { return 0 };
    let strong = matches!(
        sign,
        '•' | '·'
            | '●'
            | '○'
            | '◦'
            | '▪'
            | '▫'
            | '■'
            | '□'
            | '‣'
            | '➢'
            | '➤'
            | '►'
            | '▸'
            | '✓'
            | '✔'
            | '❖'
            | '◆'
            | '\u{f0b7}'
            | '\u{f0a7}'
    );
    let weak = matches!(sign, '-' | '–' | '—' | '*' | 'o' | '+' | '>');
    let rest = chars.as_str();
    let blank = rest.chars().next().is_some_and(char::is_whitespace);
    if strong || (weak && blank) { line.len() - rest.trim_start().len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<&str> {
        let index = TextIndex::new(text);
        sentences(text).into_iter().map(|span| index.slice(span)).collect()
    }

    #[test]
    fn sentences_lines_and_bullets_are_told_apart() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \n\t\n", &[]),
            ("One. Two! Three? Four", &["One.", "Two!", "Three?", "Four"]),
            (
                "Built ASP.NET and Node.js services. Led 3.5 teams.",
                &["Built ASP.NET and Node.js services.", "Led 3.5 teams."],
            ),
            (
                "Worked with Dr. Example, e.g. on audits. Then left.",
                &["Worked with Dr. Example, e.g. on audits.", "Then left."],
            ),
            ("J. R. Example wrote it.", &["J. R. Example wrote it."]),
            ("• Led a ward\n- Taught nurses\n* Wrote plans\n● ", &["Led a ward", "Taught nurses", "Wrote plans"]),
            ("Skills\nRust, Go\n\nEnd", &["Skills", "Rust, Go", "End"]),
            ("1. First thing\n2. Second thing", &["1. First thing", "2. Second thing"]),
            ("He said \"Stop.\" Then he left.", &["He said \"Stop.\"", "Then he left."]),
            ("東京で働いた。大阪に移った。", &["東京で働いた。", "大阪に移った。"]),
            ("-----\nTitle\n=====", &["Title"]),
            ("I wrote it in C. Then in R. It worked.", &["I wrote it in C.", "Then in R.", "It worked."]),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_wrapped_sentence_is_one_sentence() {
        let text =
            "Built distributed ledger services in Rust on PostgreSQL and\nmoved them to Kubernetes. Then wrote docs.";
        assert_eq!(
            read(text)[0],
            "Built distributed ledger services in Rust on PostgreSQL and\nmoved them to Kubernetes."
        );
        let apart = "Built distributed ledger services in Rust on PostgreSQL\n\nmoved on";
        assert_eq!(read(apart).len(), 2);
    }

    proptest! {
        #[test]
        fn pieces_hold_everything_once(text in "[A-Za-z .!?\n\r•é𝒳。-]{0,300}") {
            let mut end = 0;
            let mut kept = String::new();
            for piece in pieces(&text, 0..text.len()) {
                prop_assert!(piece.start >= end && piece.end > piece.start);
                end = piece.end;
                kept.push_str(&text[piece]);
            }
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(solid(&kept), solid(&text));
        }

        #[test]
        fn sentences_are_in_range_and_in_order(text in "\\PC{0,200}") {
            let length = TextIndex::new(&text).len();
            let mut end = 0;
            for span in sentences(&text) {
                prop_assert!(span.start >= end && span.end > span.start && span.end <= length);
                end = span.end;
            }
        }
    }
}
