//! The lists beside this file, read once: labels, words that say who somebody is, and names that are words.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A file of comma-separated words under headings in square brackets.
struct Lists(HashMap<&'static str, HashSet<&'static str>>);

impl Lists {
    fn read(file: &'static str) -> Self {
        let mut lists: HashMap<&str, HashSet<&str>> = HashMap::new();
        let mut current = "";
        for line in file.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(heading) => current = heading,
                None => lists
                    .entry(current)
                    .or_default()
                    .extend(line.split(',').map(str::trim).filter(|word| !word.is_empty())),
            }
        }
        Self(lists)
    }

    fn has(&self, list: &str, word: &str) -> bool {
        self.0.get(list).is_some_and(|words| words.contains(word))
    }

    /// The words of a list, the longest first, so that an alternation of them takes the longest.
    fn sorted(&self, list: &str) -> Vec<&'static str> {
        let mut words: Vec<&str> = self.0.get(list).map(|words| words.iter().copied().collect()).unwrap_or_default();
        words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
        words
    }
}

static LABELS: LazyLock<Lists> = LazyLock::new(|| Lists::read(include_str!("words/labels.txt")));
static PERSON: LazyLock<Lists> = LazyLock::new(|| Lists::read(include_str!("words/person.txt")));
static NAMES: LazyLock<Lists> = LazyLock::new(|| Lists::read(include_str!("words/names.txt")));

/// An alternation of the labels of a kind, for a pattern.
pub(super) fn labels_pattern(kind: &str) -> String {
    alternation(&LABELS, kind)
}

/// An alternation of the personal words of a kind, for a pattern.
pub(super) fn person_pattern(kind: &str) -> String {
    alternation(&PERSON, kind)
}

fn alternation(lists: &Lists, kind: &str) -> String {
    let words = lists.sorted(kind).into_iter();
    words.map(|word| regex::escape(word).replace(' ', r"\s")).collect::<Vec<_>>().join("|")
}

/// Whether words, in lower case, are a label of a kind.
pub(super) fn is_label(kind: &str, words: &str) -> bool {
    LABELS.has(kind, words)
}

/// Whether words, in lower case, say who somebody is when they stand alone.
pub(super) fn is_personal(words: &str) -> bool {
    ["status", "gender", "religion", "ethnicity", "photo", "nation"].iter().any(|kind| PERSON.has(kind, words))
}

/// Whether a word, in lower case, is one of these: "word" (a name that is a word too), "human" (what only
/// people do), "verb" (what people do, and things too).
pub(super) fn is_name_word(kind: &str, word: &str) -> bool {
    NAMES.has(kind, word)
}

/// Words that a label is made of, for cells of labels alone.
pub(super) fn is_word_of_labels(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let all = ["contact", "strong", "colon"].into_iter().flat_map(|kind| LABELS.sorted(kind));
        let words = all.flat_map(|label| label.split(|c: char| !c.is_alphanumeric()));
        let words = words.filter(|word| !word.is_empty());
        words
            .chain(["or", "and", "ext", "nr", "work", "office", "private", "primary", "dr", "geb", "née", "né"])
            .collect()
    });
    WORDS.contains(word)
}
