//! What a name looks like, and what only looks like one.

use std::sync::LazyLock;

use regex::Regex;

use crate::resume::facts::agree;
use crate::resume::facts::words::{has_title_word, is_city, is_country, words_of_no_name};
use crate::skill;

/// Small words within names.
const PARTICLES: &[&str] = &[
    "van", "der", "de", "den", "het", "ter", "ten", "te", "von", "zu", "zur", "zum", "vom", "la", "le", "los", "las",
    "du", "des", "del", "della", "dal", "dalla", "degli", "di", "da", "do", "dos", "das", "e", "y", "el", "al", "ul",
    "bin", "binti", "binte", "ibn", "ben", "bint", "abu", "ap", "af", "av", "am", "'t", "’t", "st", "d'", "op",
];

/// Further titles that come before a name; names that are compared keep them. Degrees come after it: "Md."
/// and "Ma." before one are given names.
const BEFORE: &[&str] = &[
    "dra", "srta", "dipl-ing", "lic", "arq", "eng", "engr", "er", "adv", "rev", "capt", "dott", "avv", "hon", "shri",
    "smt", "sir",
];

/// What must be shown before a shape is taken for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    /// It stood as "Example, Mira", as other pairs of words do too.
    AnyWord,
    /// This part of it may be a place or a firm instead.
    Word(String),
    /// It stood in small letters, as a sentence does, or has a word that names are seldom made of.
    All,
}

/// Words in the shape of a name.
#[derive(Debug)]
pub(super) struct Shaped {
    pub(super) name: String,
    pub(super) needs: Needs,
    /// What followed the name after a comma.
    pub(super) rest: String,
}

impl Shaped {
    pub(super) fn is_plain(&self) -> bool {
        self.needs == Needs::Nothing
    }
}

/// A nickname, pronouns or a maiden name beside the name.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\s*(?:\([^)]*\)?|["“„«][^"”“»]{1,20}["”“»])|[®™]|\s+(?:she/her|he/him|they/them)\b.*$"#)
        .expect("the pattern is fixed")
});

/// A name without its titles and degrees, or `None` if the text can't be one.
pub(super) fn shaped(text: &str) -> Option<Shaped> {
    let plain = ASIDE.replace_all(text, "");
    let parts: Vec<&str> = plain.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let (&first, others) = parts.split_first()?;
    let left: Vec<&str> = others.iter().copied().filter(|part| !are_degrees(first, part)).collect();
    if left.is_empty() {
        return alone(first);
    }
    let turned = if let [given] = left.as_slice() { turned(first, given) } else { None };
    turned.or_else(|| followed(first, &left))
}

/// "M I R A   E X A M P L E" as "MIRA EXAMPLE", as designers space their titles, and "MIRA  EXAMPLE" as one.
pub(super) fn closed_up(line: &str) -> String {
    let spaced = line.split_whitespace().count() >= 5 && line.split_whitespace().all(|word| word.chars().count() == 1);
    let groups: Vec<&str> = line.split("  ").map(str::trim).filter(|group| !group.is_empty()).collect();
    let single = |group: &&str| group.split(' ').count() == 1 && group.chars().all(char::is_uppercase);
    if spaced && groups.len() > 1 {
        return groups.iter().map(|group| group.replace(' ', "")).collect::<Vec<_>>().join(" ");
    }
    if (2..=3).contains(&groups.len()) && groups.iter().all(single) {
        return groups.join(" ");
    }
    line.to_owned()
}

fn alone(text: &str) -> Option<Shaped> {
    let small = !text.chars().any(char::is_uppercase) && text.contains(' ');
    if small && text.chars().any(char::is_lowercase) {
        return Some(Shaped { needs: Needs::All, ..tidy(&each_capitalised(text))? });
    }
    tidy(text)
}

/// "Example, Mira". A family name in capitals says so itself; one of several words may be a whole name
/// with a place after it.
fn turned(family: &str, given: &str) -> Option<Shaped> {
    let few = |part: &str| (1..=3).contains(&part.split_whitespace().filter(|word| !is_particle(word)).count());
    let place = is_country(given) || is_city(family) || is_city(given);
    if !few(family) || !few(given) || place || (given.contains('.') && given.len() > 2) {
        return None;
    }
    let shaped = tidy(&format!("{given} {family}"))?;
    let words = family.split_whitespace().filter(|word| !is_particle(word)).count();
    let needs = match words {
        _ if !shaped.is_plain() => Needs::All,
        _ if is_capital(family) && !is_capital(given) => Needs::Nothing,
        1 => Needs::AnyWord,
        _ => Needs::Word(given.to_owned()),
    };
    Some(Shaped { needs, ..shaped })
}

/// "Mira Example, Senior Engineer", "Mira Example, Utrecht".
fn followed(first: &str, others: &[&str]) -> Option<Shaped> {
    let other = |part: &&str| has_title_word(part) || is_city(part) || is_country(part) || part.contains(['@', '+']);
    let whole = first.split_whitespace().count() >= 2 && others.iter().any(other);
    let shaped = if whole { tidy(first)? } else { return None };
    Some(Shaped { rest: others.join(" | "), ..shaped })
}

/// Whether a part after a comma holds degrees and licences only. Beside a name that isn't all in
/// capitals itself, short capitals are some.
fn are_degrees(name: &str, part: &str) -> bool {
    let beside = name.split_whitespace().count() >= 2 && !is_capital(name) && !is_country(part);
    part.split_whitespace().all(|word| is_title(word) || (beside && is_licence(word)))
}

fn is_licence(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let signs = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '/'));
    (2..=7).contains(&letters)
        && signs
        && word.chars().filter(|c| c.is_uppercase()).count() >= 2
        && letters_are_high(word)
}

/// All capitals, as "LCSW", or with single small ones, as "M.Ed." and "PhD".
fn letters_are_high(word: &str) -> bool {
    word.split(['.', '-', '/']).all(|part| part.chars().filter(|c| c.is_lowercase()).count() <= 1)
}

/// A name without its titles, or `None` if the text can't be one.
fn tidy(plain: &str) -> Option<Shaped> {
    let found = |name: String, needs: Needs| Shaped { name, needs, rest: String::new() };
    if is_east_asian(plain) {
        return is_east_asian_name(plain).then(|| found(plain.to_owned(), Needs::Nothing));
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mixed = plain.chars().any(char::is_lowercase);
    let before = words.iter().take_while(|word| is_title_before(word, mixed)).count();
    let ends = |word: &&&str| is_title(word) || (mixed && is_unspeakable(word));
    let after = words.iter().skip(before).rev().take_while(ends).count();
    let words = &words[before..words.len() - after];
    let name = words.join(" ");
    let full = words
        .iter()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !is_particle(word))
        .count();
    let plausible = (1..=6).contains(&words.len())
        && full >= 1
        && name.chars().count() <= 60
        && words.iter().all(|word| is_name_word(word))
        && !is_particle(words[words.len() - 1])
        && !is_place(&name)
        && !is_skill(&name);
    let needs = match words_of_no_name(&name) {
        0 => Needs::Nothing,
        1 if full >= 2 => Needs::All,
        _ => return None,
    };
    plausible.then(|| found(in_title_case(&name), needs))
}

/// Capitals without a vowel, as "LCSW": letters after a name.
fn is_unspeakable(word: &str) -> bool {
    let speakable = |c: char| "AEIOUY".contains(c) || !c.is_ascii_uppercase();
    word.len() >= 3 && !word.chars().any(speakable)
}

/// "New York", and "Paris Texas".
fn is_place(name: &str) -> bool {
    is_city(name) || is_country(name) || name.split(' ').all(|word| is_city(word) || is_country(word))
}

/// A title before a name, or letters in capitals before one in small letters: "CPA Mira Example".
fn is_title_before(word: &str, mixed: bool) -> bool {
    let plain = letters_of(word);
    let lettered = mixed && is_title(word) && is_capital(word) && !matches!(plain.as_str(), "md" | "ma");
    let whole = plain.len() > 3 || matches!(plain.as_str(), "smt" | "sir");
    let titled = (agree::is_title(&plain) || BEFORE.contains(&plain.as_str()))
        && (word.ends_with('.') || whole || is_title(word));
    titled || lettered
}

/// A word's letters and hyphens, in lower case.
fn letters_of(word: &str) -> String {
    word.chars().filter(|c| c.is_alphabetic() || *c == '-').flat_map(char::to_lowercase).collect()
}

fn is_title(word: &str) -> bool {
    let plain = letters_of(word);
    agree::is_title_or_degree(&plain)
        && (word.ends_with('.') || plain.len() > 2 || word.chars().all(|c| c.is_uppercase() || c == '.'))
        || matches!(plain.as_str(), "dr" | "mr" | "ms" | "mw")
}

/// Whether the words name a skill where one is looked for: "Machine Learning" is nobody's name.
fn is_skill(name: &str) -> bool {
    let mentions = skill::find_skills(&format!("Skills: {name}"));
    mentions.iter().any(|mention| skill::same(&mention.skill, name))
}

pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

pub(super) fn starts_with_particle(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| is_particle(word) && word.chars().all(char::is_lowercase))
}

fn is_capital(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// A word with a capital first, of letters, hyphens, apostrophes and a stop after initials only.
fn is_name_word(word: &str) -> bool {
    let first_is_high =
        word.trim_start_matches(['\'', '’']).chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let letters = word.chars().all(|c| {
        c.is_alphabetic()
            || matches!(c, '-' | '‐' | '‑' | '\'' | '’' | '.' | '`')
            || unicode_normalization::char::is_combining_mark(c)
    });
    let prefixed = ["d'", "d’", "l'", "l’", "al-", "el-", "'t"].iter().any(|prefix| word.starts_with(prefix));
    let stopped = word.trim_end_matches('.');
    let stop_fits = stopped.len() == word.len() || stopped.chars().count() <= 4 || stopped.contains('.');
    let inner_stops = stopped.rsplit('.').skip(1).all(|part| (1..=2).contains(&part.chars().count()));
    letters && stop_fits && inner_stops && (first_is_high || prefixed || is_particle(word))
}

/// "MIRA VAN DER BERG" as "Mira van der Berg", "Mira EXAMPLE" as "Mira Example". Short capitals
/// beside small letters are initials and stay.
fn in_title_case(name: &str) -> String {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let capital = is_capital(name);
    if capital && letters(name) < 4 {
        return name.to_owned();
    }
    let words = name.split(' ').enumerate().map(|(at, word)| match word {
        _ if !is_capital(word) => word.to_owned(),
        _ if at > 0 && letters(word) >= 2 && is_particle(word) => word.to_lowercase(),
        _ if at > 0 && capital && is_particle(word) => word.to_lowercase(),
        _ if capital || letters(word) >= 4 => capitalised(word),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn capitalised(word: &str) -> String {
    if let Some(rest) = word.strip_prefix("MC").filter(|rest| rest.chars().count() >= 3) {
        return format!("Mc{}", capitalised(rest));
    }
    let mut start = true;
    let mut out = String::new();
    for c in word.chars() {
        if start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    out
}

/// "mira van den berg" as "Mira van den Berg".
fn each_capitalised(text: &str) -> String {
    let words = text.split_whitespace().enumerate().map(|(at, word)| {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if at == 0 || !is_particle(word) => first.to_uppercase().chain(chars).collect(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn is_east_asian(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

/// Two to six characters of Han, kana or hangul, in one or two words, and no word for a résumé.
fn is_east_asian_name(text: &str) -> bool {
    let solid: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '・').collect();
    let no_name = [
        "履歴",
        "经历",
        "經歷",
        "简历",
        "簡歷",
        "職務",
        "经验",
        "經驗",
        "学歴",
        "教育",
        "技能",
        "이력서",
        "경력",
        "학력",
        "住所",
        "電話",
        "资料",
        "大学",
        "大學",
        "株式",
        "자기소개",
        "연락처",
        "个人",
    ];
    (2..=6).contains(&solid.len())
        && text.split_whitespace().count() <= 2
        && solid.iter().all(|c| is_east_asian(&c.to_string()))
        && !no_name.iter().any(|word| text.contains(word))
}
