//! Where somebody lives, told among their contact details or in a sentence about themselves.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::layout::{Line, Page, clauses, trimmed};
use super::{Identity, Marks};
use crate::resume::facts::{
    fold, has_street, has_title_word, is_city, is_country, is_home, postcode_apart, words_of_no_name,
};
use crate::skill;

/// "Based in Utrecht", "living in the east of Ghent".
static LIVES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:(?:[Cc]urrently|[Pp]resently)\s)?(?:[Bb]ased|[Ll]iv(?:es|ing)|[Rr]esid(?:es|ing)|[Rr]esident|[Ll]ocated|[Ww]ohnhaft|[Ww]oonachtig|[Dd]omiciliée?)\s(?:in|at|near|à)\s(?:the\s)?(?P<place>(?:St\.\s)?\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’-]+)*)(?P<wider>(?:,\s\p{Lu}[\p{L}.-]+(?:\s\p{Lu}[\p{L}-]+)*)*)")
        .expect("the pattern is fixed")
});

/// A number of a house with the name of its street before or after it, whatever the street is called.
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:no|nr|nº|n°|house|plot|flat|unit|apt|apartment|block|door|building|bldg|tower|villa|h\.?\s?no|suite|room|shop|#)\.?\s?#?\s?\d+[\w/-]*\b.*|\d{1,5}[a-z]?(?:[-/]\d{1,5}[a-z]?)?,?\s\p{L}[\p{L}'’.\s-]{2,40}|\p{L}[\p{L}'’.\s-]{2,40}\s\d{1,5}\s?[a-z]?(?:[-/]\d{1,4}\s?[a-z]?)?(?:,?\s(?:\d{1,2}(?:er|º|ª|th|st|nd|rd|\.)?.{0,12}))?)$")
        .expect("the pattern is fixed")
});

/// A Chinese, Japanese or Korean address.
static EAST_ASIAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{Han}\p{Hangul}]{1,8}(?:省|市|区|區|县|縣|都|道|府|시|구|동|로|길)[\p{Han}\p{Hangul}\d\s-]*")
        .expect("the pattern is fixed")
});

pub(super) fn find(page: &Page<'_>, identity: &Identity, marks: &mut Marks) {
    let known: HashSet<String> = identity
        .locations
        .iter()
        .flat_map(|place| place.split(','))
        .map(key)
        .filter(|place| place.chars().count() > 1)
        .collect();
    for line in &page.lines {
        if line.in_zone() {
            for cell in &line.cells {
                in_a_cell(page, line, cell, &known, marks);
            }
        }
        if line.in_profile() {
            let words = page.at(&line.bytes);
            marks.places.extend(LIVES.captures_iter(words).map(|found| {
                let (place, wider) =
                    (found.name("place").expect("it has one"), found.name("wider").expect("it has one"));
                let parts = wider.as_str().split_inclusive(',').skip(1);
                let parts = parts.take_while(|part| is_known_place(part.trim_matches([',', ' ', '.'])));
                let more: usize = parts.map(str::len).sum();
                let comma = usize::from(more > 0);
                line.bytes.start + place.start()..line.bytes.start + place.end() + comma + more
            }));
        }
    }
    between(page, marks);
}

fn key(place: &str) -> String {
    fold(place.trim(), false)
}

/// A cell that tells an address, or the clauses of it that do.
fn in_a_cell(page: &Page<'_>, line: &Line, cell: &Range<usize>, known: &HashSet<String>, marks: &mut Marks) {
    let cell = trimmed(page.text, cell.clone());
    let words = page.at(&cell);
    if words.is_empty() || words.chars().count() > 140 || line.heading {
        return;
    }
    if let Some(found) = EAST_ASIAN.find(words) {
        marks.add(cell.start + found.start()..cell.start + found.end());
    }
    if is_home(words) && !has_title_word(words) {
        marks.add(cell);
        return;
    }
    let all = clauses(page.text, &cell);
    let (home, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|clause| is_of_an_address(page.at(clause), known));
    let marked =
        |clause: &Range<usize>| marks.places.iter().any(|place| place.start <= clause.start && clause.end <= place.end);
    if !home.is_empty() && others.iter().all(|clause| marked(clause) || may_belong_to_an_address(page.at(clause))) {
        marks.add(cell);
    } else {
        marks.places.extend(home);
    }
}

fn is_known_place(words: &str) -> bool {
    is_city(words) || is_country(words)
}

/// Whether a few words could be the part of an address that no rule knows: a district, a building.
fn may_belong_to_an_address(words: &str) -> bool {
    let few = words.split_whitespace().count() <= 4;
    let named = words_of_no_name(words) == 0 || has_street(words);
    few && named && !has_title_word(words) && !skill::is_known(words) && !is_told_in_years(words)
}

fn is_of_an_address(clause: &str, known: &HashSet<String>) -> bool {
    let words = clause.split_whitespace().count();
    let digits = clause.chars().filter(char::is_ascii_digit).count();
    if words > 9 || is_year(clause) {
        return false;
    }
    if known.contains(&key(clause)) || is_city(clause) || is_country(clause) || is_home(clause) {
        return true;
    }
    let (bare, coded) = postcode_apart(clause);
    let place = is_city(&bare) || is_country(&bare) || known.contains(&key(&bare));
    let only_code = coded && bare.is_empty() && digits >= 4;
    let other = has_title_word(clause) || skill::is_known(clause) || words_of_no_name(clause) > 1;
    let street = digits > 0 && has_street(clause);
    let house = digits > 0 && HOUSE.is_match(clause) && words_of_no_name(clause) == 0 && !is_told_in_years(clause);
    (coded && place) || only_code || (!other && (street || house))
}

fn is_year(clause: &str) -> bool {
    clause.len() == 4 && (clause.starts_with("19") || clause.starts_with("20"))
}

/// "9 years", "10 certificates": a number with a plain small word is no house, and a month with its year neither.
fn is_told_in_years(clause: &str) -> bool {
    static NOT_HOUSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:years?|yrs?|months?|jahre|jaar|ans|años|anni|%|hours?|weeks?|days?|people|users|points?|level|grade|class|version|iso|windows|office|page|since|from|until|19\d\d|20\d\d)\b|^\d+\s(?-i:\p{Ll})").expect("the pattern is fixed")
    });
    NOT_HOUSE.is_match(clause)
}

/// A short line between two that go as a whole, among the contact details, is the rest of an address.
fn between(page: &Page<'_>, marks: &mut Marks) {
    let mut gone = vec![false; page.lines.len()];
    for (at, line) in page.lines.iter().enumerate().filter(|(_, line)| line.in_zone()) {
        gone[at] = super::rebuild::goes_whole(page, line, &marks.places);
    }
    for at in 1..page.lines.len().saturating_sub(1) {
        let line = &page.lines[at];
        if gone[at] || !gone[at - 1] || !gone[at + 1] || line.heading || line.cells.len() > 1 {
            continue;
        }
        let words = page.at(&line.bytes).trim();
        let few = (1..=5).contains(&words.split_whitespace().count());
        let high = words.chars().next().is_some_and(|c| !c.is_lowercase());
        let other = has_title_word(words) || words_of_no_name(words) > 0 || !skill::find_skills(words).is_empty();
        if few && high && !other && !words.ends_with(['.', ':', '!']) && !is_told_in_years(words) {
            marks.add(trimmed(page.text, line.bytes.clone()));
        }
    }
}
