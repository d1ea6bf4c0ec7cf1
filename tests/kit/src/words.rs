//! How many of a text's words were read.

use std::collections::HashMap;

fn counted(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '+').filter(|word| !word.is_empty());
    // Chinese and Japanese have no blanks, so that each character counts as a word.
    let dense = |c: char| matches!(c, '\u{3040}'..='\u{9fff}');
    for word in words {
        if word.chars().any(dense) {
            word.chars().for_each(|c| *counts.entry(c.to_string()).or_default() += 1);
        } else {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    counts
}

/// The harmonic mean of precision and recall over words, 0 to 1.
#[must_use]
pub fn word_f1(found: &str, known: &str) -> f64 {
    let (found, known) = (counted(found), counted(known));
    let common: usize = found.iter().map(|(word, count)| (*count).min(known.get(word).copied().unwrap_or(0))).sum();
    let all: usize = found.values().chain(known.values()).sum();
    let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    2.0 * number(common) / number(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_as_often_as_they_stand_there() {
        assert_eq!(word_f1("Rust, Rust and C++", "rust and Rust C++"), 1.0);
        assert_eq!(word_f1("Rust", "Rust Rust Rust"), 0.5);
        assert_eq!(word_f1("経験", "験経"), 1.0);
        assert_eq!(word_f1("", "Rust"), 0.0);
    }
}
