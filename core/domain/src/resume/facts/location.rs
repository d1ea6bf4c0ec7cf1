//! Where the person lives: the city and what is wider, never the street.

use std::sync::LazyLock;

use regex::Regex;

use super::name::pieces;
use super::words::{has_title_word, is_city, is_country, words_of_no_name};
use crate::text::{SectionKind, byte_sections, start_of};

/// How many lines of a contact section are looked at.
const LINES: usize = 25;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[|•·\s])(?:(?:home |current |postal )?(?:address|location|residence|city)|adresse|wohnort|anschrift|adres|woonplaats|domicile|ville|dirección|ubicación|domicilio|ciudad|residencia|(?:based|lives|living) in)(?:\s*[:：]\s*|\s+)(?P<place>[^|•·\t]+)")
        .expect("the pattern is fixed")
});

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:[1-9]\d{3}\s?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:[A-Z]{1,2}-)?\d{5}(?:-\d{4})?|(?:[A-Z]{1,2}-)?\d{4}|\d{6}|[A-Z]\d[A-Z]\s\d[A-Z]\d)\b")
        .expect("the pattern is fixed")
});

static STREET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:street|st\.|road|rd\.?|avenue|ave\.?|lane|drive|boulevard|blvd\.?|court|square|way|rue|calle|avenida|plaza|via|apt\.?|apartment|floor|suite|unit|p\.?\s?o\.?\s?box|postbus|postfach)\b|(?:straat|laan|weg|plein|gracht|kade|singel|dijk|strasse|straße|str\.|gasse|platz|allee)(?:\W|$))")
        .expect("the pattern is fixed")
});

/// "City, Country" as far as the contact details tell it: after a label, else a piece of a contact line
/// that ends in a country or state, has a postcode, or is a large city. `name` is no place.
pub(super) fn location(text: &str, name: Option<&str>) -> Option<String> {
    let sections = byte_sections(text);
    let header = sections.iter().filter(|(kind, _)| *kind == SectionKind::Header);
    let lines: Vec<&str> =
        header.flat_map(|(_, range)| text[range.clone()].lines().take(LINES).map(start_of)).collect();
    let labelled = lines.iter().find_map(|line| place(LABEL.captures(line)?.name("place")?.as_str(), true));
    labelled.or_else(|| {
        let pieces = lines.iter().flat_map(|line| pieces(line));
        pieces.filter(|piece| !name.is_some_and(|name| is_about(piece, name))).find_map(|piece| place(piece, false))
    })
}

fn is_about(piece: &str, name: &str) -> bool {
    piece.to_lowercase().contains(&name.to_lowercase())
}

/// Whether a piece of a contact line tells where somebody lives.
pub(crate) fn is_home(piece: &str) -> bool {
    place(piece, false).is_some()
}

/// Whether a piece has a word that streets and flats are told by.
pub(crate) fn has_street(piece: &str) -> bool {
    STREET.is_match(piece)
}

/// A piece without its postcode, and whether it had one.
pub(crate) fn postcode_apart(piece: &str) -> (String, bool) {
    without_postcode(piece)
}

/// A place without street and postcode. `trusted` means that a label says it is one.
fn place(text: &str, trusted: bool) -> Option<String> {
    let text = text.split('(').next().unwrap_or("").trim().trim_end_matches(['.', ',']);
    if text.contains('@') || text.contains("://") || text.chars().count() > 120 {
        return None;
    }
    let mut has_postcode = false;
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !STREET.is_match(part) || is_city(part)) {
        let (bare, coded) = without_postcode(part);
        if is_place_like(&bare) {
            has_postcode |= coded;
            parts.push(bare);
        } else if !part.chars().any(|c| c.is_ascii_digit()) && !bare.is_empty() {
            return None;
        }
    }
    let last = parts.last()?;
    let known = parts.len() <= 4
        && ((parts.len() >= 2 && is_country(last))
            || has_postcode
            || (parts.len() == 1 && (is_city(last) || is_long_country(last))));
    let skip = parts.len().saturating_sub(3);
    (trusted || known).then(|| parts[skip..].join(", "))
}

/// A part of an address without its postcode, and whether it had one. A number that is a year as well is
/// one only beside a city that we know.
fn without_postcode(part: &str) -> (String, bool) {
    let code = POSTCODE.find(part).map_or("", |code| code.as_str());
    let rest = part.replacen(code, " ", usize::from(!code.is_empty()));
    let bare = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = bare.trim_matches(|c: char| matches!(c, '-' | '–' | '/' | '.') || c.is_whitespace()).to_owned();
    let is_year = code.len() == 4 && (code.starts_with("19") || code.starts_with("20"));
    let coded = !code.is_empty() && (!is_year || is_city(&bare)) && words_of_no_name(&bare) == 0;
    (bare, coded)
}

/// Small words within names of places.
const SMALL: &[&str] = &[
    "of", "the", "upon", "on", "am", "an", "aan", "bei", "der", "den", "de", "do", "da", "del", "la", "le", "les",
    "sur", "sous", "en", "y", "und", "and", "di", "ob", "im", "in", "op", "près",
];

fn is_long_country(part: &str) -> bool {
    part.chars().count() > 3 && is_country(part)
}

/// One to four capitalised words of letters without a job title.
fn is_place_like(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let letters = part.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '/'));
    let high = words.iter().all(|word| !word.starts_with(char::is_lowercase) || SMALL.contains(word) || *word == "'s");
    (1..=5).contains(&words.len())
        && letters
        && high
        && !words.last().is_some_and(|word| SMALL.contains(word))
        && part.chars().next().is_some_and(|c| !c.is_lowercase() || part.starts_with("'s"))
        && !has_title_word(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_many_shapes() {
        let cases = [
            ("mira@example.com | +31 20 555 0100 | Utrecht, Netherlands", "Utrecht, Netherlands"),
            ("Location: Ghent, Belgium", "Ghent, Belgium"),
            ("Address: Voorbeeldstraat 12, 3511 AB Utrecht, Netherlands", "Utrecht, Netherlands"),
            ("Adresse: Musterstraße 1, 10115 Berlin", "Berlin"),
            ("Musterstraße 1, 10115 Berlin, Deutschland", "Berlin, Deutschland"),
            ("12 Example Street, Springfield, IL 62701", "Springfield, IL"),
            ("Austin, TX · 415-555-0132", "Austin, TX"),
            ("3511 AB Utrecht", "Utrecht"),
            ("Wohnort: Musterhausen", "Musterhausen"),
            ("Based in Nairobi", "Nairobi"),
            ("London SW1A 1AA, UK", "London, UK"),
            ("São Paulo, Brasil", "São Paulo, Brasil"),
            ("Amsterdam", "Amsterdam"),
            ("8001 Zürich", "Zürich"),
            ("2000 Antwerp", "Antwerp"),
            ("Ballarat VIC 3350, Australia", "Ballarat VIC, Australia"),
            ("Musterstraße 5 | 61440 Oberursel am Taunus", "Oberursel am Taunus"),
            ("Stratford-upon-Avon CV37 6QW", "Stratford-upon-Avon"),
            ("Lyon, France (willing to relocate)", "Lyon, France"),
            ("Springfield, Illinois, United States", "Springfield, Illinois, United States"),
            ("'s-Hertogenbosch, Netherlands", "'s-Hertogenbosch, Netherlands"),
        ];
        for (text, place) in cases {
            assert_eq!(location(text, None).as_deref(), Some(place), "{text}");
        }
    }

    #[test]
    fn what_is_no_place() {
        for text in [
            "Mira Example",
            "mira@example.com",
            "12 Example Street",
            "Backend engineer",
            "Senior nurse, Example",
            "2018 - 2025",
            "Experience\nUtrecht, Netherlands",
            "Phone No: +60 12-345 6789",
            "T: +233 24 555 0101",
            "Fax: 415-555-0100",
            "Tel/Fax: 020 555 0100",
            "Date of birth: 12/05/1987",
            "ORCID 0000-0002-1825-0097",
            "電話 090-1234-5678",
            "Driving licence since 2008",
            "Born in 1999, at school from 2005 to 2017.",
            "March 2019",
            "Spring 2019",
            "I worked in Utrecht, the Netherlands, for a year and moved.",
            "",
        ] {
            assert_eq!(location(text, None), None, "{text}");
        }
        assert_eq!(location("Mira Example, MA", Some("Mira Example")), None);
    }
}
