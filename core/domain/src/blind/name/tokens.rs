//! The words of a text as names are looked for in them.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::blind::layout::Page;
use crate::resume::facts::fold;

/// A word of letters, with apostrophes inside.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) bytes: Range<usize>,
    /// In lower case without accents, apostrophes and the "'s" of possession.
    pub(super) folded: String,
    /// What stands before an apostrophe, to which Turkish and others add their endings.
    pub(super) stem: Option<String>,
    /// Whether the "'s" of possession was cut off.
    pub(super) possessive: bool,
    /// Whether it begins with a capital, or in a script that has none.
    pub(super) high: bool,
    pub(super) line: usize,
}

pub(super) fn tokens(page: &Page<'_>) -> Vec<Token> {
    let mut found = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        let words = page.at(&line.bytes);
        let mut start = None;
        for (offset, c) in words.char_indices().chain([(words.len(), ' ')]) {
            let inside = c.is_alphabetic() || is_combining_mark(c) || (start.is_some() && is_inner(&words[offset..]));
            match (inside, start) {
                (true, None) => start = Some(offset),
                (false, Some(from)) => {
                    found.push(token(&words[from..offset], line.bytes.start + from, at));
                    start = None;
                }
                _ => {}
            }
        }
    }
    found
}

/// Whether a text begins with an apostrophe that a letter follows.
fn is_inner(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('\'' | '’' | '`')) && chars.next().is_some_and(char::is_alphabetic)
}

fn token(word: &str, start: usize, line: usize) -> Token {
    let plain = ["'s", "’s", "'S", "’S", "`s"].iter().find_map(|ending| word.strip_suffix(ending));
    let high = word.chars().next().is_some_and(|c| !c.is_lowercase());
    let cut = word.split(['\'', '’']).next().filter(|stem| stem.len() < word.len() && stem.chars().count() >= 3);
    Token {
        stem: cut.map(folded),
        bytes: start..start + word.len(),
        folded: folded(plain.unwrap_or(word)),
        possessive: plain.is_some(),
        high,
        line,
    }
}

/// A word as names are compared.
pub(super) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    fold(word, false).chars().filter(|c| c.is_alphanumeric()).collect()
}
