//! Years of experience and the latest job, from the dated entries of a résumé.

use std::ops::Range;

use chrono::NaiveDate;

use super::period::{Period, months_covered, periods};
use super::words::has_title_word;
use crate::text::{SectionKind, byte_sections, claimed_years};

/// Words of an entry that tells learning, not work.
const LEARNING: &[&str] = &[
    "university",
    "college",
    "school of",
    "high school",
    "bachelor",
    "master of",
    "bsc",
    "msc",
    "degree",
    "diploma",
    "universität",
    "hochschule",
    "gymnasium",
    "université",
    "lycée",
    "universiteit",
    "hogeschool",
    "universidad",
    "phd",
];

/// Years worked, rounded to a tenth: what the dated entries of the experience sections cover, each
/// month once; without such entries what the text claims in words; without that, dated lines that
/// hold a job title under no heading; else `None`.
pub(super) fn years_of_experience(text: &str, today: NaiveDate) -> Option<f64> {
    let entries = entries(text, SectionKind::Experience, today);
    years(entries.iter().map(|entry| &entry.period)).or_else(|| claimed_years(text)).or_else(|| {
        let entries = self::entries(text, SectionKind::Header, today);
        years(entries.iter().filter(|entry| is_work(&text[entry.line.clone()])).map(|entry| &entry.period))
    })
}

/// The title of the latest job: a piece with a title word on the dated line, or on the one before or
/// after it.
pub(super) fn latest_title(text: &str, today: NaiveDate) -> Option<String> {
    let mut entries = entries(text, SectionKind::Experience, today);
    entries.sort_by_key(|entry| (std::cmp::Reverse(entry.period.end), std::cmp::Reverse(entry.period.start)));
    let latest = entries.first()?;
    let line = &text[latest.line.clone()];
    let dated = [&line[..latest.period.bytes.start], &line[latest.period.bytes.end..]];
    let before = text[..latest.line.start].trim_end().rsplit('\n').next().unwrap_or("");
    let after = text[latest.line.end..].trim_start().split('\n').next().unwrap_or("");
    let neighbours = [before, after].into_iter().filter(|line| periods(line, today).is_empty());
    dated.into_iter().chain(neighbours).find_map(title_in)
}

/// A dated line.
struct Entry {
    line: Range<usize>,
    period: Period,
}

fn entries(text: &str, kind: SectionKind, today: NaiveDate) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (_, section) in byte_sections(text).into_iter().filter(|(found, _)| *found == kind) {
        let mut at = section.start;
        for line in text[section].split_inclusive('\n') {
            let range = at..at + line.trim_end().len();
            at += line.len();
            if line.len() <= 300 {
                let found = periods(&text[range.clone()], today);
                entries.extend(found.into_iter().map(|period| Entry { line: range.clone(), period }));
            }
        }
    }
    entries
}

fn years<'a>(periods: impl Iterator<Item = &'a Period>) -> Option<f64> {
    let months = months_covered(periods.map(|period| (period.start, period.end)).collect());
    (months > 0).then(|| (f64::from(months) / 12.0 * 10.0).round() / 10.0)
}

fn is_work(line: &str) -> bool {
    let lower = line.to_lowercase();
    has_title_word(line) && !LEARNING.iter().any(|word| lower.contains(word))
}

/// The first piece of a line that reads as a job title: short, with a title word, no sentence.
fn title_in(line: &str) -> Option<String> {
    if line.trim_end().ends_with('.') || line.split_whitespace().count() > 14 {
        return None;
    }
    let spaced = line.replace('\t', " | ").replace("  ", " | ");
    let parted = [" at ", " @ ", " bei ", " bij ", " chez ", " - ", " – ", " — ", "•", "·", ";", ",", "(", ")"]
        .iter()
        .fold(spaced, |line, sign| line.replace(sign, "|"));
    let pieces = parted.split('|').map(|piece| piece.trim_matches(|c: char| !c.is_alphanumeric()));
    pieces.filter(|piece| piece.split_whitespace().count() <= 6 && has_title_word(piece)).map(ToOwned::to_owned).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
    }

    #[test]
    fn years_come_from_entries_then_from_words() {
        let cases = [
            ("Experience\n2018 - 2025  Engineer\nBuilt things.", Some(7.0)),
            ("Experience\n2018 - 2022  Engineer\n2020 - 2025  Lead", Some(7.0)),
            ("Experience\n03/2017–05/2020 Engineer\n\nEducation\n2010 - 2016 University", Some(3.3)),
            ("Education\n2010 - 2016 University", None),
            ("Summary\nSeven years of Rust.\n\nEducation\n2010 - 2016 University", Some(7.0)),
            ("Berufserfahrung\nseit 2020  Entwicklerin", Some(5.5)),
            ("Jo Example\n2015 - 2020 Nurse, a hospital\n2010 - 2014 BSc Nurse, University of Example", Some(5.0)),
            ("Jo Example\nno dates", None),
        ];
        for (text, years) in cases {
            assert_eq!(years_of_experience(text, today()), years, "{text:?}");
        }
    }

    #[test]
    fn the_latest_title_stands_by_its_dates() {
        let cases = [
            (
                "Experience\n2010 - 2018 Clerk, a bank\n2018 - 2025  Senior engineer, a card processor",
                Some("Senior engineer"),
            ),
            ("Experience\nHead nurse at Example Hospital\n2019 - present\nLed a ward.", Some("Head nurse")),
            ("Experience\n2019 - present | Example Ltd | Financial controller", Some("Financial controller")),
            ("Experience\nExample Ltd\n2019 - present\nBuilt for the engineer team.", None),
            ("Experience\nWorked a lot.", None),
        ];
        for (text, title) in cases {
            assert_eq!(latest_title(text, today()).as_deref(), title, "{text:?}");
        }
    }
}
