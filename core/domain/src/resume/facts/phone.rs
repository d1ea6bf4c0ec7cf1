//! Telephone numbers.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{SectionKind, byte_sections};

/// A run that may be a number: digits with the signs that people group them with.
static RUN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+|\(\+?|\b)\d[\d\u{a0} ().\-–‑/]{5,22}\d(?:\s?(?:x|ext\.?)\s?\d{1,5})?\b")
        .expect("the pattern is fixed")
});

static DATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:19|20)\d\d\s*[-–/.]\s*(?:(?:19|20)?\d\d\b.*)|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b.*|\d{1,2}[./-](?:19|20)\d\d\b.*|(?:19|20)\d\d\s+(?:19|20)\d\d\b.*)$")
        .expect("the pattern is fixed")
});

static PHONE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:tel|tele?phone|telefoon|telefon|téléphone|teléfono|phone|mobile|mobiel|mobil|móvil|cell|handy|call|portable|whatsapp|gsm|[tmpc])\b\.?(?:\s*(?:no|nr|number)\.?)?\s*[:.]?|☎|✆|📞|📱)\s*$")
        .expect("the pattern is fixed")
});

static OTHER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:id|bsn|ssn|nif|nie|dni|iban|vat|btw|kvk|npi|big|nmc|licen[cs]e|registration|reg|passport|pin|no|nr|number|fax|isbn|issn|doi|account|orcid|member|bar|certificate|dob|born|geboren|birth)\b\.?\s*(?:no\.?|nr\.?|number|#)?\s*[:#]?\s*$|[#€$£]\s*$")
        .expect("the pattern is fixed")
});

/// The first telephone number of the person: one in the contact details, else one with a label or a
/// country code elsewhere, but not among the references. As it is written, with single blanks.
pub(super) fn phone(text: &str) -> Option<String> {
    let sections = byte_sections(text);
    let header = sections.iter().filter(|(kind, _)| *kind == SectionKind::Header);
    let elsewhere = sections.iter().filter(|(kind, _)| !matches!(kind, SectionKind::Header | SectionKind::Other));
    let in_header =
        header.flat_map(|(_, range)| text[range.clone()].lines().take(40)).find_map(|line| phone_in(line, false));
    in_header
        .or_else(|| elsewhere.flat_map(|(_, range)| text[range.clone()].lines()).find_map(|line| phone_in(line, true)))
}

/// `strict` asks for a label or a country code.
fn phone_in(line: &str, strict: bool) -> Option<String> {
    RUN.find_iter(line).find_map(|run| {
        let before = last_part(&line[..run.start()]);
        let labelled = PHONE_LABEL.is_match(before);
        let written = run.as_str().trim_end_matches(['-', '.', '/', '(']).trim();
        let other = !labelled && (OTHER_LABEL.is_match(before) || before.ends_with(['@', '_', '/']) || in_iban(before));
        let good = is_number(written, labelled, strict) && !other;
        good.then(|| balanced(&written.split_whitespace().collect::<Vec<_>>().join(" ")))
    })
}

/// The end of a line's start, as far as a label reaches.
fn last_part(before: &str) -> &str {
    let mut start = before.len().saturating_sub(48);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    &before[start..]
}

/// Whether a bank account's number has begun before a run of digits.
fn in_iban(before: &str) -> bool {
    before.to_uppercase().contains("IBAN")
}

fn is_number(written: &str, labelled: bool, strict: bool) -> bool {
    let digits = written.split(['x', 'e']).next().unwrap_or("").chars().filter(char::is_ascii_digit).count();
    let international = written.starts_with('+') || written.starts_with("(+") || written.starts_with("00");
    if DATES.is_match(written) || written.contains("..") {
        return false;
    }
    if international {
        return (8..=15).contains(&digits);
    }
    if labelled {
        return (7..=15).contains(&digits);
    }
    let national = written.starts_with('0') || written.starts_with('(');
    let grouped = written.contains(|c: char| !c.is_ascii_digit());
    !strict
        && (9..=11).contains(&digits)
        && (national || (grouped && digits == 10) || (grouped && written.starts_with('1')) || digits == 9 && grouped)
}

/// Drops a bracket that opens and never closes.
fn balanced(number: &str) -> String {
    if number.matches('(').count() == number.matches(')').count() {
        number.to_owned()
    } else {
        number.replace(['(', ')'], "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_shapes() {
        let cases = [
            ("mira@example.com | +31 20 555 0100 | Utrecht, Netherlands", "+31 20 555 0100"),
            ("Tel.: 020-555 01 00", "020-555 01 00"),
            ("Phone: (415) 555-0132", "(415) 555-0132"),
            ("415-555-0132", "415-555-0132"),
            ("415.555.0132", "415.555.0132"),
            ("+1 (415) 555-0132", "+1 (415) 555-0132"),
            ("(+44) 20 7946 0958", "(+44) 20 7946 0958"),
            ("+44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
            ("0049 30 901820", "0049 30 901820"),
            ("030 / 90 18 20 33", "030 / 90 18 20 33"),
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("Mobile 0612345678", "0612345678"),
            ("+919812345678", "+919812345678"),
            ("M: 612 34 56", "612 34 56"),
            ("Born 12.05.1987 · 0711 555 01 00", "0711 555 01 00"),
        ];
        for (text, expected) in cases {
            assert_eq!(phone(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn dates_years_and_ids_are_no_numbers() {
        for text in [
            "2018 - 2025",
            "2018-2025",
            "01/2019 - 05/2020",
            "12.05.1987",
            "1987-05-12",
            "BSN: 123456782",
            "NPI 1234567890",
            "ID: 020-555 01 00",
            "License no. 0123456789",
            "3511 AB Utrecht",
            "1,200,000 euros",
            "IBAN NL91 ABNA 0417 1643 00",
            "2018 2019 2020",
            "",
            "Experience\n2018 - 2025 Engineer of 0205550100 things",
            "Jo Example\nReferences\nOtto, +31 20 555 0100",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn contact_details_come_first_wherever_they_stand() {
        let text = "Jo Example\nSkills\nRust\nContact\n020 555 0100\n";
        assert_eq!(phone(text).as_deref(), Some("020 555 0100"));
    }
}
