//! Points in time as they are written: "2018", "Mar. 2019", "03/2019", "Q1 2019", "2019年4月", "'15".

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::months::months_named;

/// A year or a part of one, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) year: i32,
    /// The year in which it ends: the next one for a school year ("2018/19").
    pub(super) last_year: i32,
    /// The first and the last month meant, from 0; `None` for a year alone.
    pub(super) months: Option<(i32, i32)>,
    /// Whether the year has two digits only, which is little to go by when it stands alone.
    pub(super) short: bool,
    /// Whether those digits may be a day ("Mar 19").
    pub(super) maybe_day: bool,
    /// Whether it is written "2009-12", which can also be two years.
    pub(super) dashed: bool,
    pub(super) bytes: Range<usize>,
}

impl Point {
    /// A year alone stands for its middle.
    pub(super) fn start(&self) -> i32 {
        self.year * 12 + self.months.map_or(6, |(first, _)| first)
    }

    /// The month after the last one.
    pub(super) fn end(&self) -> i32 {
        self.last_year * 12 + self.months.map_or(6, |(_, last)| last + 1)
    }
}

static POINT: LazyLock<Regex> = LazyLock::new(|| {
    let year = r"(?:19|20)\d\d";
    let shapes = [
        format!(r"\b(?P<full>{year})[-./](?P<fullm>0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01])\b"),
        format!(r"\b(?P<school>{year})/(?P<next>\d\d)\b"),
        format!(r"(?P<cjk>{year})\s?[年년](?:\s?(?P<cjkm>\d{{1,2}})\s?[月월])?"),
        format!(r"\b(?P<iso>{year})(?P<dash>[-./]|\.\s)(?P<isom>0[1-9]|1[0-2])\b"),
        format!(r"\b(?P<loose>{year})[./]\s?(?P<loosem>[1-9])\b"),
        format!(r"\b(?P<day>\d{{1,2}})(?:\s?[./]\s?|-)(?P<dmm>\d{{1,2}})(?:\s?[./]\s?|-)(?P<dmy>{year})\b"),
        format!(r"\b(?P<num>0?[1-9]|1[0-2])(?:\s?[./]\s?|-)(?P<numy>{year})\b"),
        format!(r"\bQ(?P<q>[1-4])\s?[-/,'’]?\s?(?P<qy>{year})\b"),
        format!(r"\b(?P<yq>{year})\s?[-/]?\s?Q(?P<yqq>[1-4])\b"),
        format!(
            r"\b(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?)?(?P<word>\p{{L}}{{3,12}})\.?(?:[ ]+\d{{1,2}}(?:st|nd|rd|th)?(?:,|[ ]))?(?:[ \t\u{{a0}}]*,?[ \t\r\u{{a0}}]*\n{{0,2}}[ ]*(?:of\s+|del?\s+|d['’]\s*)?|[ ]?[-/])(?P<wordy>{year}|['’‘]?\d\d)\b"
        ),
        r"\b(?P<mini>0?[1-9]|1[0-2])[/.'’](?P<miniy>\d\d)\b".to_owned(),
        r"\B['’‘](?P<apos>\d\d)\b".to_owned(),
        format!(r"\b(?P<year>{year})\b"),
    ];
    Regex::new(&format!("(?i)(?:{})", shapes.join("|"))).expect("the pattern is fixed")
});

/// A date that can only have its month first, as Americans write them all.
static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:19|20)\d\d\b").expect("the pattern is fixed")
});

/// How a text writes its dates.
#[derive(Clone, Copy)]
struct Style {
    month_first: bool,
    /// Whether it has a "2018/19" that can't be a month.
    school_years: bool,
}

impl Style {
    fn of(text: &str) -> Self {
        let two = |found: &Captures<'_>| Some((found["year"].parse::<i32>().ok()?, found["next"].parse::<i32>().ok()?));
        let mut slashed = SLASHED.captures_iter(text).filter_map(|found| two(&found));
        let school_years = slashed.any(|(year, next)| next > 12 && (year + 1) % 100 == next);
        Self { month_first: MONTH_FIRST.is_match(text), school_years }
    }
}

static SLASHED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?P<year>(?:19|20)\d\d)/(?P<next>\d\d)\b").expect("the pattern is fixed"));

/// The points of a text, in its order.
pub(super) fn points(text: &str, this_year: i32) -> Vec<Point> {
    let style = Style::of(text);
    let mut points = Vec::new();
    let mut at = 0;
    while let Some(found) = POINT.captures_at(text, at) {
        let whole = found.get(0).expect("a match has a whole").range();
        match (Match { found: &found, this_year, style }).point() {
            Some(point) if !goes_on_in_digits(&text[whole.end..], &point) && !is_torn(text, &point) => {
                at = whole.end;
                points.push(point);
            }
            _ => at = past_first_word(text, whole),
        }
    }
    points
}

/// Where to look on after what only looks like a point: behind its first word or number.
fn past_first_word(text: &str, whole: Range<usize>) -> usize {
    let run = text[whole.clone()].chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    let first = text[whole.start..].chars().next().map_or(1, char::len_utf8);
    whole.start + run.max(first)
}

/// Whether two digits taken for a year are the start of a longer number or date.
fn goes_on_in_digits(after: &str, point: &Point) -> bool {
    let mut chars = after.chars();
    let sign = chars.next().is_some_and(|c| matches!(c, '.' | '/' | ',' | '\'' | ':'));
    point.short && sign && chars.next().is_some_and(|c| c.is_ascii_digit())
}

/// Whether a line break parts a month from its year without a dash before it to say that a date ends so.
fn is_torn(text: &str, point: &Point) -> bool {
    let before = text[..point.bytes.start].trim_end();
    let single = point.months.is_some_and(|(first, last)| first == last);
    let whole = single && !point.short && before.ends_with(['-', '–', '—']);
    text[point.bytes.clone()].contains('\n') && !whole
}

/// One match, as it is taken apart.
struct Match<'a> {
    found: &'a Captures<'a>,
    this_year: i32,
    style: Style,
}

impl Match<'_> {
    fn point(&self) -> Option<Point> {
        self.with_month()
            .or_else(|| self.with_quarter())
            .or_else(|| self.with_word())
            .or_else(|| self.with_two_digits())
    }

    fn number(&self, name: &str) -> Option<i32> {
        self.found.name(name)?.as_str().parse().ok()
    }

    fn whole(&self, year: i32, months: Option<(i32, i32)>) -> Point {
        let bytes = self.found.get(0).expect("a match has a whole").range();
        Point { year, last_year: year, months, short: false, maybe_day: false, dashed: false, bytes }
    }

    /// A year with the number of a month, or alone.
    fn with_month(&self) -> Option<Point> {
        let parts =
            [("full", "fullm"), ("cjk", "cjkm"), ("iso", "isom"), ("numy", "num"), ("loose", "loosem"), ("year", "")];
        let plain = parts.iter().find_map(|(year, part)| {
            let months = self.number(part).and_then(month);
            Some(self.whole(self.number(year)?, months))
        });
        let dashed = self.found.name("dash").is_some_and(|dash| dash.as_str() == "-");
        plain.map(|point| Point { dashed, ..point }).or_else(|| self.with_day()).or_else(|| self.school_year())
    }

    /// "01.03.2019", or "03/15/2019" where the text has its months first.
    fn with_day(&self) -> Option<Point> {
        let (year, first, second) = (self.number("dmy")?, self.number("day")?, self.number("dmm")?);
        let (likely, other) = if self.style.month_first { (first, second) } else { (second, first) };
        Some(self.whole(year, Some(month(likely).or_else(|| month(other))?)))
    }

    /// "2018/19"; "2010/11" is one where others are, else a month.
    fn school_year(&self) -> Option<Point> {
        let (year, next) = (self.number("school")?, self.number("next")?);
        let follows = (year + 1) % 100 == next;
        if follows && (next > 12 || self.style.school_years) {
            return Some(Point { last_year: year + 1, ..self.whole(year, None) });
        }
        Some(self.whole(year, Some(month(next)?)))
    }

    fn with_quarter(&self) -> Option<Point> {
        let year = self.number("qy").or_else(|| self.number("yq"))?;
        let quarter = self.number("q").or_else(|| self.number("yqq"))?;
        Some(self.whole(year, Some((quarter * 3 - 3, quarter * 3 - 1))))
    }

    /// "Mar 2019", "Mar '19". A word that isn't a month's leaves the year to be found by itself.
    fn with_word(&self) -> Option<Point> {
        let months = months_named(self.found.name("word")?.as_str())?;
        let year = self.found.name("wordy")?.as_str();
        let digits = year.trim_start_matches(['\'', '’', '‘']);
        let short = digits.len() == 2;
        let number = digits.parse().ok()?;
        let maybe_day = short && digits.len() == year.len();
        let year = if short { self.in_its_century(number) } else { number };
        Some(Point { short, maybe_day, ..self.whole(year, Some(months)) })
    }

    /// "03/19", "'15".
    fn with_two_digits(&self) -> Option<Point> {
        let year = self.in_its_century(self.number("miniy").or_else(|| self.number("apos"))?);
        Some(Point { short: true, ..self.whole(year, self.number("mini").and_then(month)) })
    }

    /// Two digits are a year of this century until the one after this year, else of the last.
    fn in_its_century(&self, year: i32) -> i32 {
        if year <= self.this_year % 100 + 1 { 2000 + year } else { 1900 + year }
    }
}

fn month(number: i32) -> Option<(i32, i32)> {
    (1..=12).contains(&number).then_some((number - 1, number - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_many_shapes() {
        let march = Some((2, 2));
        let cases = [
            ("2019", 2019, None),
            ("03/2019", 2019, march),
            ("3.2019", 2019, march),
            ("2019-03", 2019, march),
            ("2019-03-01", 2019, march),
            ("01.03.2019", 2019, march),
            ("03/15/2019", 2019, march),
            ("Mar. 2019", 2019, march),
            ("March, 2019", 2019, march),
            ("MARCH 2019", 2019, march),
            ("Mar-2019", 2019, march),
            ("March 1st, 2019", 2019, march),
            ("1 March 2019", 2019, march),
            ("marzo de 2019", 2019, march),
            ("Mar '19", 2019, march),
            ("03/98", 1998, march),
            ("2019年3月", 2019, march),
            ("Mar2019", 2019, march),
            ("2019/3", 2019, march),
            ("2019. 3", 2019, march),
            ("2019. 03.", 2019, march),
            ("2018/19", 2018, None),
            ("2018/03", 2018, march),
            ("Q2 2019", 2019, Some((3, 5))),
            ("2019 Q2", 2019, Some((3, 5))),
            ("Fall 2019", 2019, Some((8, 10))),
            ("Sept 2019", 2019, Some((8, 8))),
            ("'15", 2015, None),
            ("Marketing 2019", 2019, None),
            ("Junior 2019", 2019, None),
        ];
        for (text, year, months) in cases {
            let read: Vec<_> = points(text, 2026).into_iter().map(|point| (point.year, point.months)).collect();
            assert_eq!(read, [(year, months)], "{text}");
        }
    }

    #[test]
    fn what_is_no_point() {
        for text in ["", "ISO 9001", "+31 20 555 0100", "10.12.14.16", "Engineer 12", "1850", "12019", "€ 3.50"] {
            assert!(points(text, 2026).iter().all(|point| point.short), "{text}");
        }
    }
}
