//! Words that tell a name from a title, a heading or a place, read once from the lists beside.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words of job titles that are surnames too.
const SURNAMES: &[&str] = &[
    "baker",
    "butcher",
    "carpenter",
    "cook",
    "cooper",
    "head",
    "judge",
    "lead",
    "mason",
    "page",
    "painter",
    "partner",
    "planner",
    "packer",
    "may",
    "june",
    "april",
    "august",
    "koch",
    "street",
    "rue",
    "maestro",
    "banks",
    "lane",
    "king",
    "farmer",
    "forester",
    "glazier",
    "joiner",
    "keeper",
    "maler",
    "maurer",
    "meister",
    "miner",
    "pastor",
    "priest",
    "sailor",
    "schlosser",
    "schreiner",
    "spengler",
    "steward",
    "tailor",
    "tischler",
    "warden",
];

static TITLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("words/titles.txt").split_whitespace().collect());
static NOT_NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("words/not_names.txt").split_whitespace().collect());
static COUNTRIES: LazyLock<HashSet<String>> = LazyLock::new(|| places(include_str!("words/countries.txt")));
static CITIES: LazyLock<HashSet<String>> = LazyLock::new(|| places(include_str!("words/cities.txt")));

/// Whether a text holds a word of a job title, alone or at the end of a compound.
pub(crate) fn has_title_word(text: &str) -> bool {
    words(text).any(|word| is_title_word(&word))
}

/// How many words of a text are no part of a person's name as a rule.
pub(crate) fn words_of_no_name(text: &str) -> usize {
    let is_none = |word: &String| {
        !SURNAMES.contains(&word.as_str()) && (is_title_word(word) || NOT_NAMES.contains(word.as_str()))
    };
    words(text).filter(is_none).count()
}

/// A country, a region of one, or its short form as it is written in addresses.
pub(crate) fn is_country(text: &str) -> bool {
    let short = text.chars().filter(|c| c.is_alphabetic()).count() <= 3;
    if short { COUNTRIES_AS_WRITTEN.contains(text) } else { COUNTRIES.contains(&text.to_lowercase()) }
}

/// One of the world's large cities.
pub(crate) fn is_city(text: &str) -> bool {
    CITIES.contains(&text.to_lowercase())
}

static COUNTRIES_AS_WRITTEN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| split(include_str!("words/countries.txt")).collect());

fn is_title_word(word: &str) -> bool {
    TITLES.contains(word)
        || (word.chars().count() > 8 && TITLES.iter().any(|title| title.len() >= 6 && word.ends_with(title)))
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn places(list: &str) -> HashSet<String> {
    split(list).map(str::to_lowercase).collect()
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', '\n']).map(str::trim).filter(|place| !place.is_empty())
}
