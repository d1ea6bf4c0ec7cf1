//! Words that tell a sex by grammar: pronouns, and endings of job titles.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Marks;
use super::layout::Page;
use crate::resume::facts::has_title_word;

fn fixed(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

/// Pronouns as people declare them.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)\(?\b(?:(?:my\s)?pronouns?(?:\sare)?\s?:?\s?)?(?:she|he|they|ze|xe|sie|er|elle|il|ella|él)\s?/\s?(?:her|him|them|hir|xem|they|she|he|ihr|ihm|elle|elles?|él)(?:\s?/\s?(?:hers|his|theirs|them|her|him|hirs|xyr))?\b\)?",
    )
});

/// English pronouns of a person, and the few of other languages that mean nothing else. Capitals alone are
/// abbreviations: HE is higher education. Borders are looked at apart: borders of all alphabets are slow.
static PERSONAL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?-u:\b)(?:[Ss]/he|[Hh]e/she|[Ss]he/he|[Hh]is/her|[Hh]er/his|[Hh]im/her|[Hh]imself|[Hh]erself|[Ss]he|[Hh]ers|[Hh]er|[Hh]im|[Hh]is|[Hh]e|[Ee]lla|[Ee]lle|[Ee]gli|[Hh]ij)(?-u:\b)(?:['’](?:s|d|ll)(?-u:\b))?|\([Ss]\)he(?-u:\b)|[Éé]l(?-u:\b)",
    )
});

/// "They" of one person: only where somebody tells of themselves in the third person.
static SINGULAR: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"\b(?:[Tt]hey|[Tt]hem|[Tt]heirs?|[Tt]hemsel(?:f|ves))\b(?:['’](?:re|ve|d|ll)\b)?"));

/// A sentence that begins so, in a profile, has nobody else whom it could mean.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| fixed(r"(?:^|[.!?]\s+)(?:They|Their)\s"));

/// Titles that end in a sex.
static ENDING: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i-u:\b(?:chair|sales|business|spokes|camera|police|fire|congress|crafts|trades|sports|service|weather|anchor|council|alder)(?P<ending>man|woman|person)\b|\b(?:steward|host|manager|author|poet)(?P<ess>ess)\b|(?:kauf|fach|putz|amt)(?P<frau>frau|mann)\b)",
    )
});

pub(super) fn find(page: &Page<'_>, marks: &mut Marks) {
    let apart = |bytes: &Range<usize>| {
        let letter = |c: char| c.is_alphabetic();
        !page.text[..bytes.start].ends_with(letter) && !page.text[bytes.end..].starts_with(letter)
    };
    marks.places.extend(PERSONAL.find_iter(page.text).map(|found| found.range()).filter(apart));
    for line in &page.lines {
        let words = page.at(&line.bytes);
        let here = |bytes: Range<usize>| line.bytes.start + bytes.start..line.bytes.start + bytes.end;
        if words.contains('/') {
            marks.places.extend(DECLARED.find_iter(words).map(|found| here(found.range())));
        }
        if line.in_profile() && BEGINS.is_match(words) {
            marks.places.extend(SINGULAR.find_iter(words).map(|found| here(found.range())));
        }
    }
    endings(page.text, marks);
}

fn endings(text: &str, marks: &mut Marks) {
    for found in ENDING.captures_iter(text) {
        let ending = ["ending", "ess", "frau"].iter().find_map(|name| found.name(name));
        marks.endings.extend(ending.map(|ending| ending.range()));
    }
    for (at, ending) in text.match_indices("in") {
        let end = at + ending.len();
        let stem = text[..at].rsplit(|c: char| !c.is_alphabetic() && c != '-').next().unwrap_or("");
        let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        let title =
            ["er", "or", "eur", "ist", "ent", "ar", "at", "ör", "ot", "og"].iter().any(|last| stem.ends_with(last));
        if ends && title && stem.starts_with(char::is_uppercase) && has_title_word(stem) {
            marks.endings.push(at..end);
        }
    }
}
