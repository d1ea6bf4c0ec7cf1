//! Telephone numbers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::others::is_of_work;
use crate::text::{SectionKind, byte_sections};

/// A run that may be a number: digits with the signs that people group them with.
static RUN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:\+|\(\+?|\b)\d[\d\u{a0} ().\-–‑/]{5,22}\d(?:,?\s?(?:x|ext(?:ension|n)?\.?|poste|dw|#)\s?:?\s?\d{1,5})?\b",
    )
    .expect("the pattern is fixed")
});

static DATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\(?(?:(?:19|20)\d\d\s*[-–/.]\s*(?:(?:19|20)?\d\d\b.*)|\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d\b.*|\d{1,2}[./-]\d{1,2}[./-]\d\d\b.*|\d{1,2}[./-](?:19|20)\d\d\b.*|(?:19|20)\d\d\s+(?:19|20)\d\d\b.*)$")
        .expect("the pattern is fixed")
});

/// A telephone's label at the end of what stands before a number; a fax alone is none.
static PHONE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:tel|tele?phone|telefoon|telefon|telefono|telefone|téléphone|tél|teléfono|phone|mobile|mobiel|mobil|móvil|cellulare|celular|cell|handy|call|portable|whatsapp|gsm|kom|[tmpc]|тел|телефон|моб|τηλ)\b\.?(?:\s*/\s*fax)?(?:\s*(?:no|nr|number)\b\.?)?(?:\s*\([^)\d]{1,16}\))?\s*[:.#]?|电话|電話|手机|手機|휴대폰|연락처|☎|✆|📞|📱)\s*[:：]?\s*$")
        .expect("the pattern is fixed")
});

static OTHER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:id|bsn|ssn|nif|nie|dni|iban|vat|btw|kvk|npi|big|nmc|licen[cs]e|registration|reg|passport|pin|no|nr|number|fax|telefax|télécopie|facsimile|f|isbn|issn|doi|account|orcid|member|bar|certificate|dob|born|geboren|birth|postcode|zip|plz)\b\.?\s*(?:no\.?|nr\.?|number|#)?\s*[:#]?\s*$|[#€$£]\s*$")
        .expect("the pattern is fixed")
});

/// The first telephone number of the person: one in the contact details, else one with a label or a
/// country code elsewhere, but not among the references. As it is written, with single blanks.
pub(super) fn phone(text: &str, email: Option<&str>) -> Option<String> {
    let sections = byte_sections(text);
    // Among work stand the numbers of employers, unless it is where the person put their address.
    let has_email = |section: &str| email.is_some_and(|email| section.to_lowercase().contains(email));
    let header = sections.iter().filter(|(kind, _)| *kind == SectionKind::Header);
    let elsewhere = sections.iter().filter(|(kind, range)| match kind {
        SectionKind::Header | SectionKind::Other => false,
        kind => !is_of_work(*kind) || has_email(&text[range.clone()]),
    });
    let in_header =
        header.flat_map(|(_, range)| text[range.clone()].lines().take(40)).find_map(|line| phone_in(line, false));
    in_header
        .or_else(|| elsewhere.flat_map(|(_, range)| text[range.clone()].lines()).find_map(|line| phone_in(line, true)))
}

/// `strict` asks for a label or a country code.
fn phone_in(line: &str, strict: bool) -> Option<String> {
    let written = &line[phone_places(line, strict).next()?];
    Some(balanced(&written.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// Where in a line telephone numbers stand, in bytes. `strict` asks for a label or a country code.
pub(crate) fn phone_places(line: &str, strict: bool) -> impl Iterator<Item = Range<usize>> {
    RUN.find_iter(line).filter_map(move |run| {
        let before = last_part(&line[..run.start()]);
        let labelled = PHONE_LABEL.is_match(before);
        let written = run.as_str().trim_end_matches(['-', '.', '/', '(']).trim();
        let other = !labelled && (OTHER_LABEL.is_match(before) || in_address(before) || in_iban(before));
        let whole = !strict && is_piece(before, &line[run.end()..]);
        let good = (is_number(written, labelled, strict) || (whole && is_bare_number(written))) && !other;
        good.then(|| run.start()..run.start() + written.len())
    })
}

/// Where in a line runs of digits stand that could be telephone numbers if they were known to be, in bytes.
pub(crate) fn digit_runs(line: &str) -> impl Iterator<Item = Range<usize>> {
    RUN.find_iter(line).map(|run| run.range())
}

/// The end of a line's start, as far as a label reaches.
fn last_part(before: &str) -> &str {
    let mut start = before.len().saturating_sub(48);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    &before[start..]
}

/// Whether a run of digits goes on in an e-mail or web address.
fn in_address(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    word.ends_with(['@', '_', '/', '=']) || (word.contains(['/', '@']) && word.contains('.')) || word.contains("://")
}

/// Whether a number stands between separators, as the details under a name do.
fn is_piece(before: &str, after: &str) -> bool {
    let ends = |c: char| matches!(c, '|' | '•' | '·' | ',' | ';' | '\t' | '/' | '–' | '—');
    let (before, after) = (before.trim_end_matches(' '), after.trim_start_matches(' '));
    (before.is_empty() || before.ends_with(ends)) && (after.is_empty() || after.starts_with(ends))
}

/// Ten digits without an area's zero, as they are written in India and America, or eleven of a Chinese
/// mobile.
fn is_bare_number(written: &str) -> bool {
    let digits = written.chars().all(|c| c.is_ascii_digit());
    let chinese = written.len() == 11 && written.starts_with('1') && !written.starts_with("10");
    digits && ((written.len() == 10 && written.starts_with(|c: char| ('2'..='9').contains(&c))) || chinese)
}

/// Whether a bank account's number has begun before a run of digits.
fn in_iban(before: &str) -> bool {
    before.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("iban"))
}

fn is_number(written: &str, labelled: bool, strict: bool) -> bool {
    let number = written.split(|c: char| c.is_alphabetic() || c == '#').next().unwrap_or("");
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let international = written.starts_with('+')
        || written.starts_with("(+")
        || (written.starts_with("00") && !written.starts_with("000"));
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
            ("carlos.ibanez@example.com | +34 612 345 678", "+34 612 345 678"),
            ("M: +31 6 1234 5678", "+31 6 1234 5678"),
            ("T. 020 555 0100 / F. 020 555 0101", "020 555 0100"),
            ("Fax: 020 555 0101 Tel: 020 555 0100", "020 555 0100"),
            ("Phone/Fax: 020 555 0100", "020 555 0100"),
            ("Cell #: 415-555-0132", "415-555-0132"),
            ("Phone (home): 555-0132", "555-0132"),
            ("415-555-0132, extension 24", "415-555-0132, extension 24"),
            ("mira@example.com | 9812345678", "9812345678"),
            ("2015 - 2020 | 0612345678", "0612345678"),
            ("Utrecht 3511 AB, 06-12345678", "06-12345678"),
            ("手机：13812345678", "13812345678"),
            ("Born 12.05.1987 · 0711 555 01 00", "0711 555 01 00"),
        ];
        for (text, expected) in cases {
            assert_eq!(phone(text, None).as_deref(), Some(expected), "{text}");
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
            "(2018 – 2020)",
            "03/19 - 05/21",
            "01.03.2019 - 30.05.2021",
            "01 02 1990",
            "Fax: 020 555 0101",
            "F: 020 555 0101",
            "Telefax 020 555 0101",
            "ORCID 0000-0002-1825-0097",
            "orcid.org/0000-0002-1694-2330",
            "linkedin.com/in/mira-0612345678",
            "Passport: 0123456789",
            "Employee 9812345678 of the year",
            "",
            "Experience\n2018 - 2025 Engineer of 0205550100 things",
            "Jo Example\nReferences\nOtto, +31 20 555 0100",
        ] {
            assert_eq!(phone(text, None), None, "{text}");
        }
    }

    #[test]
    fn contact_details_come_first_wherever_they_stand() {
        let text = "Jo Example\nSkills\nRust\nContact\n020 555 0100\n";
        assert_eq!(phone(text, None).as_deref(), Some("020 555 0100"));
    }
}
