//! What a person is called in addresses of theirs, which tells their name from other lines.

use std::sync::LazyLock;

use regex::Regex;

use super::shape::{Needs, Shaped, is_particle};
use crate::resume::facts::agree::fold;

/// Local parts that name nobody.
const NOBODY: &[&str] = &[
    "admin",
    "career",
    "careers",
    "contact",
    "cv",
    "email",
    "hello",
    "hi",
    "hr",
    "info",
    "job",
    "jobs",
    "mail",
    "me",
    "office",
    "recruitment",
    "resume",
    "sales",
    "team",
    "work",
];

static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:linkedin\.com/(?:in|pub)/|github\.com/|gitlab\.com/|xing\.com/profile/)(?P<slug>[\p{L}\d_.-]+)")
        .expect("the pattern is fixed")
});

/// Names of more words than these aren't compared letter by letter.
const MOST_WORDS: usize = 6;

/// How many profiles of a text are looked at.
const MOST: usize = 5;

/// The local part of the e-mail address and the names of profiles, each as its words.
pub(super) struct Handles(Vec<Vec<String>>);

impl Handles {
    pub(super) fn new(text: &str, email: Option<&str>) -> Self {
        let local = email.and_then(|email| email.split(['@', '+']).next());
        let slugs = PROFILE.captures_iter(text).take(MOST).filter_map(|found| Some(found.name("slug")?.as_str()));
        let handles = local.into_iter().chain(slugs).map(words_of);
        Self(handles.filter(|words| !words.iter().all(|word| NOBODY.contains(&word.as_str()))).collect())
    }

    /// How well the addresses confirm a name: 4 when one of them is made of all its words, two at
    /// least, or their initials, 3 when of some of them, 2 when it holds a long word of it, 1 when it holds a short one or
    /// begins one, 0 when none does, or not as well as this name needs.
    pub(super) fn strength(&self, shaped: &Shaped, name: &str) -> u8 {
        let strength = self.of_words(name);
        match &shaped.needs {
            Needs::Nothing | Needs::AnyWord => strength,
            Needs::Word(word) => {
                if self.of_words(word) > 0 {
                    strength
                } else {
                    0
                }
            }
            Needs::All => {
                if strength == 4 {
                    strength
                } else {
                    0
                }
            }
        }
    }

    /// The same, whatever the name needs.
    pub(super) fn of_words(&self, name: &str) -> u8 {
        let forms = [forms(name, false), forms(name, true)];
        let all = self.0.iter().flat_map(|handle| forms.iter().map(move |words| strength(handle, words)));
        all.max().unwrap_or(0)
    }
}

/// A handle's words without the numbers that made it free.
fn words_of(handle: &str) -> Vec<String> {
    let words =
        handle.split(|c: char| !c.is_alphanumeric()).map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    words
        .filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit()))
        .map(|word| fold(word, false))
        .collect()
}

/// A name's words as letters only, with its particles.
fn forms(name: &str, spelled: bool) -> Vec<String> {
    let words = name
        .split([' ', '-'])
        .map(|word| fold(word, spelled).chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    words.filter(|word| !word.is_empty()).collect()
}

fn strength(handle: &[String], words: &[String]) -> u8 {
    let letters = handle.concat();
    let telling = || words.iter().filter(|word| !is_particle(word));
    let needed = words.iter().enumerate().filter(|(_, word)| !is_particle(word)).map(|(at, _)| 1 << at).sum();
    if telling().count() >= 2 && words.len() <= MOST_WORDS && covers(&letters, words, 0, needed) {
        return 4;
    }
    if words.len() <= MOST_WORDS && covers(&letters, words, 0, 0) {
        return 3;
    }
    let length = |word: &String| word.chars().count();
    if telling().any(|word| length(word) >= 4 && letters.contains(word.as_str())) {
        return 2;
    }
    let short = |word: &String| {
        length(word) >= 3
            && (handle.contains(word) || letters.starts_with(word.as_str()) || letters.ends_with(word.as_str()))
    };
    let begun = |word: &String| handle.iter().any(|part| length(part) >= 3 && word.starts_with(part.as_str()));
    u8::from(telling().any(|word| short(word) || begun(word)))
}

/// Whether letters are made of these words and their initials, each at most once, at least one whole and
/// none of those needed left out. `used` and `needed` are sets of places.
fn covers(letters: &str, words: &[String], used: u32, needed: u32) -> bool {
    if letters.is_empty() {
        return used & needed == needed && used >> MOST_WORDS > 0;
    }
    words.iter().enumerate().filter(|(at, _)| used & (1 << at) == 0).any(|(at, word)| {
        let used = used | 1 << at;
        let long = word.chars().count() >= 3 || words.len() == 2;
        let whole = if long { used | 1 << MOST_WORDS } else { used };
        let all = letters.strip_prefix(word.as_str());
        let initial = word.chars().next().and_then(|first| letters.strip_prefix(first));
        all.is_some_and(|rest| covers(rest, words, whole, needed))
            || initial.is_some_and(|rest| covers(rest, words, used, needed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_confirms_a_name() {
        let cases = [
            ("mira.example@example.com", "Mira Example", 4),
            ("mexample85@example.com", "Mira Example", 4),
            ("example.m@example.com", "Mira Zoë Example", 3),
            ("mira@example.com", "Mira Example", 3),
            ("juergen.mueller@example.com", "Jürgen Müller", 4),
            ("j.vandenberg@example.com", "Jan van den Berg", 4),
            ("mira.strong@example.com", "Mira Example", 2),
            ("alex.strong@example.com", "Alexander Example", 1),
            ("mira.example@example.com", "Paris Hilton", 0),
            ("martin@example.com", "Art Example", 0),
            ("info@example.com", "Info Example", 0),
        ];
        for (email, name, strength) in cases {
            assert_eq!(Handles::new("", Some(email)).of_words(name), strength, "{email} · {name}");
        }
        let profile = Handles::new("https://www.linkedin.com/in/mira-example-9b123", None);
        assert_eq!(profile.of_words("Mira Example"), 4);
    }
}
