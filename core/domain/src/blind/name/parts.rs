//! A person's names in their parts, and what else each of these means.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::tokens::{Token, folded};
use crate::blind::words;
use crate::resume::facts::{
    fold, has_title_word, is_city, is_country, is_particle, is_title_or_degree, words_of_no_name,
};
use crate::skill;

/// What a part of a name means besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing: it goes wherever it stands with a capital.
    None,
    /// A word: it goes where a sentence uses it as a name.
    Word,
    /// A place, a month, a firm: what has a capital anywhere.
    Proper,
    /// A skill.
    Skill,
}

#[derive(Debug)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) meaning: Meaning,
    /// Whether it goes when it stands alone. A part of a name that only the text tells, and that isn't the
    /// known one, doesn't.
    pub(super) alone: bool,
}

/// All names of a person.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) parts: Vec<Part>,
    /// By the ways that a part is written.
    by_form: HashMap<String, usize>,
    initials: HashSet<char>,
    particles: HashSet<String>,
    /// Names without their blanks, as handles and files have them.
    joined: HashSet<String>,
    /// Initials with a whole part, which only handles are.
    handles: HashSet<String>,
    /// All initials of a name, in order.
    monograms: HashSet<String>,
    /// Names in scripts that are written without blanks, as they stand.
    unspaced: Vec<String>,
}

impl Names {
    /// The known names, and the one that the text tells. Without a known one, that one counts as known.
    pub(super) fn new(known: &[String], read: Option<&str>) -> Self {
        let mut names = Self::default();
        for name in known {
            names.add(name, true);
        }
        let Some(read) = read else { return names };
        if known.iter().all(|name| name.trim().is_empty()) {
            names.add(read, true);
        } else if words_in(read).any(|word| names.by_form.contains_key(&folded(word))) {
            // What the text tells beyond the known names, and could be a word, is rather misread: "I am Mira".
            let sure =
                |word: &&str| names.part_of(&folded(word)).is_some() || meaning(word, &folded(word)) == Meaning::None;
            let sure: Vec<&str> = words_in(read).filter(|word| !is_particle(word)).filter(sure).collect();
            names.add(&sure.join(" "), true);
        } else {
            names.add(read, false);
        }
        names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.unspaced.is_empty()
    }

    fn add(&mut self, name: &str, alone: bool) {
        let mut forms: Vec<[String; 2]> = Vec::new();
        for word in words_in(name) {
            if word.chars().any(is_unspaced) {
                self.unspaced.extend((word.chars().count() >= 2).then(|| word.to_owned()));
                continue;
            }
            let plain = folded(word);
            if plain.is_empty() || (is_title_or_degree(&plain) && word.chars().count() > 2) {
                continue;
            }
            self.initials.extend(plain.chars().next());
            if is_particle(word) && word.starts_with(char::is_lowercase) {
                self.particles.insert(plain);
            } else if plain.chars().count() > 1 {
                let spelled = fold(word, true).chars().filter(|c| c.is_alphanumeric()).collect();
                self.add_part(word, [&plain, &spelled], alone);
                forms.push([plain, spelled]);
            }
        }
        self.add_unspaced(name);
        self.add_joined(&forms);
    }

    fn add_part(&mut self, word: &str, forms: [&String; 2], alone: bool) {
        let at = self.by_form.get(forms[0]).copied().unwrap_or(self.parts.len());
        if at == self.parts.len() {
            self.parts.push(Part { text: forms[0].clone(), meaning: meaning(word, forms[0]), alone });
        } else {
            self.parts[at].alone |= alone;
        }
        for form in forms {
            self.by_form.entry(form.clone()).or_insert(at);
        }
    }

    /// "山田 太郎" is written without its blank as well.
    fn add_unspaced(&mut self, name: &str) {
        let solid: String = name.chars().filter(|c| !c.is_whitespace() && *c != '·').collect();
        if solid.chars().count() >= 2 && solid.chars().all(is_unspaced) {
            self.unspaced.push(solid);
        }
    }

    fn add_joined(&mut self, forms: &[[String; 2]]) {
        for spelling in 0..2 {
            let words: Vec<&str> = forms.iter().map(|form| form[spelling].as_str()).take(6).collect();
            if words.len() < 2 {
                continue;
            }
            self.joined.insert(words.concat());
            self.monograms.insert(words.iter().filter_map(|word| word.chars().next()).collect());
            for (at, one) in words.iter().enumerate() {
                for (_, other) in words.iter().enumerate().filter(|(place, _)| *place != at) {
                    self.joined.insert(format!("{one}{other}"));
                    let initial: String = other.chars().take(1).collect();
                    self.handles.insert(format!("{initial}{one}"));
                    self.handles.insert(format!("{one}{initial}"));
                }
            }
        }
        self.joined.retain(|name| name.chars().count() >= 5);
        self.handles.retain(|name| name.chars().count() >= 4);
    }

    /// The part that a word of a text is, with any ending.
    pub(super) fn part_in(&self, token: &Token) -> Option<usize> {
        self.part_of(&token.folded).or_else(|| self.part_of(token.stem.as_deref()?))
    }

    /// The part that a word is, in one of its forms.
    fn part_of(&self, word: &str) -> Option<usize> {
        let exact = self.by_form.get(word).copied();
        exact.or_else(|| self.by_stem(word)).or_else(|| {
            // German and others write "Marias" for what is Maria's.
            let stem = word.strip_suffix('s').filter(|stem| stem.len() >= 4)?;
            self.by_form.get(stem).copied().filter(|&part| self.parts[part].meaning == Meaning::None)
        })
    }

    /// Whether a word is a part as it is written, without an ending.
    pub(super) fn is_exact(&self, word: &str) -> bool {
        self.by_form.contains_key(word)
    }

    /// Cyrillic names change their ending with their case.
    fn by_stem(&self, word: &str) -> Option<usize> {
        if !word.chars().any(|c| ('а'..='я').contains(&c)) {
            return None;
        }
        self.parts.iter().position(|part| {
            let shared = part.text.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            let (own, other) = (part.text.chars().count(), word.chars().count());
            shared >= 3 && shared + 2 >= own && other <= shared + 3
        })
    }

    pub(super) fn is_initial(&self, letter: char) -> bool {
        self.initials.contains(&letter)
    }

    pub(super) fn is_particle(&self, word: &str) -> bool {
        self.particles.contains(word)
    }

    /// Whether letters are a whole name without its blanks, of two parts at least.
    pub(super) fn is_joined(&self, letters: &str) -> bool {
        self.joined.contains(letters)
    }

    pub(super) fn is_handle(&self, letters: &str) -> bool {
        self.handles.contains(letters)
    }

    pub(super) fn is_monogram(&self, letters: &str) -> bool {
        self.monograms.contains(letters)
    }

    /// Whether letters without blanks are the name, one part or several.
    pub(super) fn are_whole(&self, letters: &str) -> bool {
        let letters = folded(letters);
        self.joined.contains(&letters) || self.by_form.contains_key(&letters)
    }

    /// Calls back with each place of a name that is written without blanks.
    pub(super) fn find_unspaced(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        for name in &self.unspaced {
            text.match_indices(name.as_str()).for_each(|(at, name)| found(at..at + name.len()));
        }
    }
}

fn words_in(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '.' | '-' | '‐' | '‑' | '·' | '(' | ')' | '"' | '“' | '”' | '/' | '_')
    })
    .filter(|word| !word.is_empty())
}

/// Scripts that put no blank between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{e7f}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

fn meaning(word: &str, folded: &str) -> Meaning {
    if skill::is_known(folded) {
        Meaning::Skill
    } else if is_city(word)
        || is_city(folded)
        || is_country(word)
        || is_country(folded)
        || words::is_name_word("proper", folded)
    {
        Meaning::Proper
    } else if words::is_name_word("word", folded) || words_of_no_name(folded) > 0 || has_title_word(folded) {
        Meaning::Word
    } else {
        Meaning::None
    }
}
