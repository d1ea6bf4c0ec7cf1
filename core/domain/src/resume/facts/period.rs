//! Dated periods: "2018 - 2025", "Jan 2019 – present", "03/2017–05/2020", "since 2020".

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::{Captures, Regex};

/// The first letters of months in English, German, French, Dutch and Spanish, without accents.
const MONTHS: &[(&str, i32)] = &[
    ("jan", 0),
    ("ene", 0),
    ("feb", 1),
    ("fev", 1),
    ("mar", 2),
    ("mrt", 2),
    ("maa", 2),
    ("apr", 3),
    ("avr", 3),
    ("abr", 3),
    ("may", 4),
    ("mai", 4),
    ("mei", 4),
    ("jun", 5),
    ("juin", 5),
    ("jul", 6),
    ("juil", 6),
    ("aug", 7),
    ("aou", 7),
    ("ago", 7),
    ("sep", 8),
    ("oct", 9),
    ("okt", 9),
    ("nov", 10),
    ("dec", 11),
    ("dez", 11),
    ("dic", 11),
];

/// The words of a period that goes on.
const PRESENT: &str = "present|now|today|current(?:ly)?|ongoing|date|to\\s+date|heute|jetzt|aktuell|laufend|heden|nu|présent|aujourd['’]hui|ce\\s+jour|actuel(?:lement)?|actualidad|presente|hoy|la\\s+fecha";

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    let point = |tag: char| {
        format!(
            r"(?:(?P<{tag}m>[\p{{L}}]{{3,10}})\b\.?,?\s+|(?:\d{{1,2}}[./-])?(?P<{tag}n>0?[1-9]|1[0-2])\s?[/.-]\s?)?\b(?P<{tag}y>(?:19|20)\d\d)\b(?:[-/.](?P<{tag}i>0[1-9]|1[0-2])\b(?:[-/.]\d\d\b)?)?"
        )
    };
    let between = r"\s*(?:[-–—−‑]+|\b(?:to|until|till|through|bis|tot|tot en met|t/m|à|au|a|al|hasta)\b)\s*";
    let (first, last) = (point('a'), point('b'));
    Regex::new(&format!(
        r"(?i)(?:(?P<since>\b(?:since|seit|sinds|depuis|desde)\s+(?:le\s+|el\s+)?)?{first})(?:{between}(?:{last}|(?P<now>(?:à\s+|to\s+)?(?:{PRESENT})\b)|(?P<short>\d\d)\b|(?P<open>\)?\s*$)))?"
    ))
    .expect("the pattern is fixed")
});

/// A period in months since year 0, half-open, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) bytes: Range<usize>,
}

/// The periods on one line, none of them before 1950 or after today. A year without its month stands
/// for its middle, a month as an end counts whole, and one year alone ("2020 - 2020") is half a year.
pub(super) fn periods(line: &str, today: NaiveDate) -> Vec<Period> {
    PERIOD.captures_iter(line).filter_map(|found| period(&found, today)).collect()
}

/// How many months the periods cover together.
pub(super) fn months_covered(mut periods: Vec<(i32, i32)>) -> i32 {
    periods.sort_unstable();
    let mut covered = 0;
    let mut reached = i32::MIN;
    for (start, end) in periods {
        covered += (end - start.max(reached)).max(0);
        reached = reached.max(end);
    }
    covered
}

/// A month or a year, as it is written.
#[derive(Clone, Copy)]
struct Point {
    year: i32,
    month: Option<i32>,
}

fn period(found: &Captures<'_>, today: NaiveDate) -> Option<Period> {
    let now = today.year() * 12 + i32::try_from(today.month0()).ok()? + i32::from(today.day() > 15);
    let from = point(found, "ay", "am", "an", "ai")?;
    let till = point(found, "by", "bm", "bn", "bi").or_else(|| short_year(found, from));
    let goes_on = ["now", "open", "since"].iter().any(|name| found.name(name).is_some());
    let (start, end) = match till {
        Some(till) => span(from, till),
        None if goes_on => (from.start(), now),
        None => return None,
    };
    let start = if end <= start && from.month.is_none() { from.year * 12 } else { start };
    let end = end.min(now);
    let whole = found.get(0)?;
    (from.year >= 1950 && start < end).then(|| Period { start, end, bytes: whole.range() })
}

impl Point {
    fn start(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(6)
    }

    fn end(self) -> i32 {
        self.year * 12 + self.month.map_or(6, |month| month + 1)
    }
}

fn span(from: Point, till: Point) -> (i32, i32) {
    let whole_year = from.year == till.year && from.month.is_none() && till.month.is_none();
    if whole_year { (from.year * 12 + 3, from.year * 12 + 9) } else { (from.start(), till.end()) }
}

fn point(found: &Captures<'_>, year: &str, word: &str, number: &str, iso: &str) -> Option<Point> {
    let year = found.name(year)?.as_str().parse().ok()?;
    let numeric = found.name(number).or_else(|| found.name(iso)).and_then(|month| month.as_str().parse::<i32>().ok());
    let month = numeric.map(|month| month - 1).or_else(|| month_of(found.name(word)?.as_str()));
    Some(Point { year, month })
}

/// "2018–25": two digits that can't be a month.
fn short_year(found: &Captures<'_>, from: Point) -> Option<Point> {
    let year = found.name("short")?.as_str().parse::<i32>().ok()? + from.year / 100 * 100;
    (year > from.year).then_some(Point { year, month: None })
}

fn month_of(word: &str) -> Option<i32> {
    let plain: String = word.to_lowercase().replace(['é', 'è'], "e").replace(['û', 'ù'], "u").replace('ä', "a");
    MONTHS
        .iter()
        .filter(|(start, _)| plain.starts_with(start))
        .max_by_key(|(start, _)| start.len())
        .map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
    }

    fn months(line: &str) -> Vec<i32> {
        periods(line, today()).iter().map(|period| period.end - period.start).collect()
    }

    #[test]
    fn periods_of_many_shapes() {
        let cases: &[(&str, &[i32])] = &[
            ("2018 - 2025  Senior engineer, a card processor", &[84]),
            ("2018-2025", &[84]),
            ("2018–25", &[84]),
            ("2020 – 2020", &[6]),
            ("Jan 2019 – present", &[84]),
            ("January 2019 to December 2019", &[12]),
            ("03/2017–05/2020", &[39]),
            ("03.2017 bis 05.2020", &[39]),
            ("01.03.2017 - 31.05.2020", &[39]),
            ("2017-03 - 2020-05", &[39]),
            ("März 2017 – heute", &[106]),
            ("mars 2017 à aujourd'hui", &[106]),
            ("maart 2017 – heden", &[106]),
            ("enero 2019 - actualidad", &[84]),
            ("août 2019 – juin 2020", &[11]),
            ("juillet 2019 – juin 2020", &[12]),
            ("since 2020", &[66]),
            ("seit Januar 2020", &[72]),
            ("2020 –", &[66]),
            ("from 2018 to 2020", &[24]),
            ("Sept. 2018 — Sep 2019", &[13]),
            ("Engineer (2018 - 2020), later lead (2020 - 2025)", &[24, 60]),
            ("Utrecht 2018 - 2020", &[24]),
            ("2018 - Mar 2018", &[3]),
            ("2024 - 2030", &[18]),
            ("2025 - 2018", &[]),
            ("2030 - 2031", &[]),
            ("In 2019 we moved", &[]),
            ("ISO 9001", &[]),
            ("+31 20 555 0100", &[]),
        ];
        for (line, expected) in cases {
            assert_eq!(months(line), *expected, "{line}");
        }
    }

    #[test]
    fn an_overlap_counts_once() {
        assert_eq!(months_covered(vec![(0, 12), (6, 18), (24, 30), (25, 26)]), 24);
        assert_eq!(months_covered(vec![]), 0);
    }
}
