//! Words that carry meaning, folded so that "managed", "managing" and "manages" are one.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

/// Words of a description or a résumé that say nothing about the work itself.
const EMPTY: &str = "\
    about above across after all also and any are around because been before being below between \
    both but can candidate company could day days did does doing during each etc every excellent \
    experience experienced for from get good great had has have help her here high him his how \
    including into its job join just knowledge like looking make many month months more most must \
    need needs new not one only other our out over own people per plus role same seek seeking \
    several she should skill skills some strong such team teams than that the their them then there \
    these they this those three through too two under until use used using various very was well \
    were what when where which while who will with within without work worked working would year \
    years you your";

static EMPTY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| EMPTY.split(' ').collect());

/// Endings that are taken off, the longest first, where at least four letters stay.
const ENDINGS: &[&str] = &[
    "ations", "ation", "ements", "ement", "ments", "ment", "ities", "ings", "ions", "ing", "ies", "ied", "ers", "ors",
    "ion", "ity", "ed", "er", "or", "es", "ly", "al", "s", "e", "y",
];

/// The folded words of a text that carry meaning.
pub(super) fn keywords(text: &str) -> BTreeSet<String> {
    text.unicode_words().map(str::to_lowercase).filter(|word| is_keyword(word)).map(|word| fold(&word)).collect()
}

fn is_keyword(word: &str) -> bool {
    word.chars().count() >= 3 && word.chars().all(char::is_alphabetic) && !EMPTY_WORDS.contains(word)
}

fn fold(word: &str) -> String {
    let stem = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|stem| stem.chars().count() >= 4)
        .unwrap_or(word);
    undoubled(stem).to_owned()
}

/// "plann" of "planning" is "plan".
fn undoubled(stem: &str) -> &str {
    let mut back = stem.char_indices().rev();
    match (back.next(), back.next()) {
        (Some((at, last)), Some((_, before)))
            if last == before && stem.chars().count() > 4 && !"aeiousl".contains(last) =>
        {
            &stem[..at]
        }
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one() {
        for (a, b) in [
            ("managed", "managing"),
            ("planned", "planning"),
            ("plans", "planning"),
            ("patients", "patient"),
            ("deployment", "deployed"),
            ("invoices", "invoicing"),
            ("budgets", "budgeting"),
            ("teachers", "teaching"),
        ] {
            assert_eq!(keywords(a), keywords(b), "{a} and {b}");
        }
    }

    #[test]
    fn words_that_say_nothing_are_left_out() {
        assert!(keywords("You will work with the team for 5 years").is_empty());
    }
}
