//! Years of experience and the latest job, from the dated entries of a résumé.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::entry::{entries, jobs};
use super::period::{Period, months_covered, periods};
use super::words::has_title_word;
use crate::text::{SectionKind, byte_sections, claimed_years};

/// Years worked, rounded to a tenth: what the dated entries of the experience sections cover, each
/// month once; without such entries what the text claims in words; without that, dated lines that
/// tell a job where no heading says what they are; else `None`.
pub(super) fn years_of_experience(text: &str, today: NaiveDate) -> Option<f64> {
    let jobs = jobs(text, today);
    years(jobs.iter().map(|job| &job.period)).or_else(|| claimed(text)).or_else(|| {
        let others = entries(text, is_unsorted, today);
        years(others.iter().filter(|entry| entry.is_surely_work()).map(|entry| &entry.period))
    })
}

/// The title of the latest job: a piece with a title word on the dated line, or on the one before or
/// after it.
pub(super) fn latest_title(text: &str, today: NaiveDate) -> Option<String> {
    let jobs = jobs(text, today);
    let latest = jobs.iter().min_by_key(|job| (Reverse(job.period.end), Reverse(job.period.start)))?;
    let neighbours = [latest.before, latest.after].into_iter().filter(|line| periods(line, today).is_empty());
    latest.around_the_dates().into_iter().chain(neighbours).find_map(title_in)
}

/// Sections whose heading doesn't say that something other than work is told in them, as where the
/// heading of the jobs isn't known.
fn is_unsorted(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Header | SectionKind::Summary | SectionKind::Skills)
}

/// The largest claim outside the sections that tell of schools, hobbies and other people.
fn claimed(text: &str) -> Option<f64> {
    let sections = byte_sections(text).into_iter();
    let own = sections.filter(|(kind, _)| is_unsorted(*kind) || *kind == SectionKind::Experience);
    own.filter_map(|(_, range)| claimed_years(&text[range])).reduce(f64::max)
}

fn years<'a>(periods: impl Iterator<Item = &'a Period>) -> Option<f64> {
    let months = months_covered(periods.map(|period| (period.start, period.end)).collect());
    (months > 0).then(|| (f64::from(months) / 12.0 * 10.0).round() / 10.0)
}

/// The first piece of a line that reads as a job title: short, with a title word, no sentence.
fn title_in(line: &str) -> Option<String> {
    if line.trim_end().ends_with('.') || line.split_whitespace().count() > 14 {
        return None;
    }
    let spaced = line.replace('\t', " | ").replace("  ", " | ");
    let parted = [" at ", " @ ", " bei ", " bij ", " chez ", " - ", " – ", " — ", "•", "·", ":", ";", ",", "(", ")"]
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
            ("Experience\n2010 - 2014 BSc Biology\n2015 - 2018 Lab technician", Some(3.0)),
            ("Experience\n2010 - 2014\nBSc Biology\n2015 - 2018\nLab technician", Some(3.0)),
            ("Experience\n2010 - 2014 Lecturer, BSc Biology programme", Some(4.0)),
            ("Experience\n2015 - 2018 Nurse\n2018 - 2020 Maternity leave", Some(3.0)),
            ("Experience\n2015 - 2018 Nurse\n• Moved files of 1990-1999 to the cloud", Some(3.0)),
            (
                "Experience\n2018 - 2020 Engineer\nKey achievements\nBuilt it.\n2015 - 2018 Clerk\nSkills\nRust\n2012 - 2015 Baker",
                Some(8.0),
            ),
            ("Experience\n2018 - 2020 Engineer\nVolunteering\n2015 - 2018 Coach", Some(2.0)),
            ("Experience\n• Buyer, Acme (2015 - 2018): bought steel for ships", Some(3.0)),
            ("Experience\n• 2015 - 2018: Nurse\n• Clerk, 2018 - 2020", Some(5.0)),
            ("Jo Example\nWhere I was\nNurse, a hospital\n2015 - 2020\nUniversity of Example\n2010 - 2014", Some(5.0)),
            ("Skills\nTriage\n\nWhere I was\n2015 - 2020 Nurse, a hospital", Some(5.0)),
            ("Experience\n2015 - 2018 Volunteer, a kitchen\n2018 - 2020 Volunteer coordinator", Some(2.0)),
            ("Experience\n2015 - 2018 Tata Motors, Mumbai", Some(3.0)),
            ("Experience\n2010 - 2014 Student, University of Example\n2015 - 2018 Working student, a bank", Some(3.0)),
            ("Jo Example\n2015 - 2020 Teacher, Example primary school", Some(5.0)),
            ("Summary\nA nurse.\n\nInterests\nChess for 20 years.", None),
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
            ("Experience\nJob title: Paralegal\n2019 - present", Some("Paralegal")),
            ("Experience\n2019 –\tSenior planner, a port\n2022\tPlanned berths.", Some("Senior planner")),
            ("Experience\n2019 onwards: Teacher", Some("Teacher")),
            ("Experience\nExample Ltd\n2019 - present\nBuilt for the engineer team.", None),
            ("Experience\nWorked a lot.", None),
        ];
        for (text, title) in cases {
            assert_eq!(latest_title(text, today()).as_deref(), title, "{text:?}");
        }
    }
}
