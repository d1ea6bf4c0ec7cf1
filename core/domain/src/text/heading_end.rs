//! Headings that are known by their last word, or their first, whatever the others say.

use super::heading::{LONGEST, fold, unpaid};
use super::section::SectionKind;
use super::sentence::is_bullet;

/// What comes before "experience" in the name of a trade.
const MADE_FOR: &[&str] = &[
    "user",
    "customer",
    "guest",
    "digital",
    "employee",
    "client",
    "patient",
    "developer",
    "member",
    "player",
    "brand",
    "visitor",
    "passenger",
    "student",
    "shopping",
];

/// Words that end the heading of a section whatever words come before, and ends of such compounds.
const ENDS: &[(&str, SectionKind)] = &[
    ("experience", SectionKind::Experience),
    ("experiences", SectionKind::Experience),
    ("employment", SectionKind::Experience),
    ("internships", SectionKind::Experience),
    ("erfahrung", SectionKind::Experience),
    ("erfahrungen", SectionKind::Experience),
    ("tatigkeit", SectionKind::Experience),
    ("tatigkeiten", SectionKind::Experience),
    ("ervaring", SectionKind::Experience),
    ("ervaringen", SectionKind::Experience),
    ("erfaring", SectionKind::Experience),
    ("erfarenhet", SectionKind::Experience),
    ("ausbildung", SectionKind::Education),
    ("ausbildungen", SectionKind::Education),
    ("opleiding", SectionKind::Education),
    ("opleidingen", SectionKind::Education),
    ("utdanning", SectionKind::Education),
    ("utbildning", SectionKind::Education),
];

/// Words that begin the heading of a section in Romance languages.
const BEGINNINGS: &[(&str, SectionKind)] = &[
    ("experiencia", SectionKind::Experience),
    ("experiencias", SectionKind::Experience),
    ("esperienza", SectionKind::Experience),
    ("esperienze", SectionKind::Experience),
    ("formacion", SectionKind::Education),
    ("formacao", SectionKind::Education),
    ("formazione", SectionKind::Education),
];

/// The kind of section that a line opens which stands apart and ends as a heading does: "Law Enforcement
/// Experience", "Zusatzausbildungen".
pub(super) fn heading_by_end(line: &str) -> Option<SectionKind> {
    if line.len() > LONGEST || is_bullet(line) {
        return None;
    }
    let folded = fold(line);
    let words: Vec<&str> = folded.split(' ').collect();
    let (last, others) = words.split_last()?;
    let high = line.split_whitespace().all(|word| !word.starts_with(char::is_lowercase) || word.chars().count() <= 3);
    let native = last.is_ascii() && ENDS[..4].iter().any(|(end, _)| end == last);
    let plain = line.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '&' | '-' | '/' | ':' | '’' | '\''));
    let unpaid = words.iter().find_map(|word| unpaid(word));
    if !plain || words.len() > 5 || (native && !high) || others.last().is_some_and(|word| MADE_FOR.contains(word)) {
        return None;
    }
    let ends = ENDS.iter().find(|(end, _)| if native { last == end && !others.is_empty() } else { ends_in(last, end) });
    let begins = || BEGINNINGS.iter().find(|(beginning, _)| words[0] == *beginning);
    ends.or_else(begins).map(|(_, kind)| unpaid.unwrap_or(*kind))
}

/// Whether a word is another or a compound that ends in it.
fn ends_in(word: &str, end: &str) -> bool {
    word.strip_suffix(end).is_some_and(|first| first.is_empty() || first.chars().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_line_that_stands_apart_makes_it_a_heading() {
        let cases = [
            ("Law Enforcement Experience", Some(SectionKind::Experience)),
            ("CUSTOMER SERVICE EXPERIENCE", Some(SectionKind::Experience)),
            ("Banking & Finance Experience:", Some(SectionKind::Experience)),
            ("Nebenberufliche Tätigkeiten", Some(SectionKind::Experience)),
            ("Zusatzausbildungen", Some(SectionKind::Education)),
            ("Experiencia en hostelería", Some(SectionKind::Experience)),
            ("Community Theatre Experience", Some(SectionKind::Other)),
            ("Customer Experience", None),
            ("Rich banking experience", None),
            ("Experience", None),
            ("5 Years Experience", None),
            ("Senior engineer", None),
        ];
        for (line, kind) in cases {
            assert_eq!(heading_by_end(line), kind, "{line}");
        }
    }
}
