//! Dated periods: "2018 - 2025", "Jan 2019 – present", "03/2017–05/2020", "since 2020", on one line or
//! broken over two.

mod gap;
mod months;
mod point;

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use point::{Point, points};

/// Longer than anybody works, in months.
const LONGEST: i32 = 60 * 12;

/// A period in months since year 0, half-open, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: i32,
    pub(super) end: i32,
    /// Where it is written, from its start to its end.
    pub(super) bytes: Range<usize>,
    /// Where its start is written.
    pub(super) from: Range<usize>,
}

/// The periods in a text, none of them before 1950 or after today. A year without its month stands for
/// its middle, a month as an end counts whole, and one year alone ("2020 - 2020") is half a year. A
/// dash with nothing after it goes on only for what began last: elsewhere its end was lost.
pub(super) fn periods(text: &str, today: NaiveDate) -> Vec<Period> {
    let month = i32::try_from(today.month0()).expect("a year has twelve months");
    let now = today.year() * 12 + month + i32::from(today.day() > 15);
    let reader = Reader { text, now, points: points(text, today.year()), two_years: gap::has_two_digit_ends(text) };
    let mut read: Vec<(Period, bool)> = Vec::new();
    let mut at = 0;
    while at < reader.points.len() {
        let (span, used) = reader.span_at(at);
        read.extend(span.and_then(|span| Some((reader.period(&span)?, span.open))));
        at += used;
    }
    let last = read.iter().map(|(period, _)| period.start).max().unwrap_or(0);
    read.into_iter().filter(|(period, open)| !open || period.start >= last).map(|(period, _)| period).collect()
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

/// The two ends of a period as they are written.
struct Span {
    from: Point,
    /// `None` while it goes on.
    till: Option<Point>,
    /// Whether only a dash says that it goes on.
    open: bool,
}

impl Span {
    fn closed(from: Point, till: Point) -> Self {
        Self { from, till: Some(till), open: false }
    }
}

struct Reader<'a> {
    text: &'a str,
    now: i32,
    points: Vec<Point>,
    /// Whether the text writes ends of periods with two digits after a hyphen ("2018-22").
    two_years: bool,
}

impl Reader<'_> {
    /// What begins at a point, and how many points it takes.
    fn span_at(&self, at: usize) -> (Option<Span>, usize) {
        let from = &self.points[at];
        if let Some(till) = self.joined(at) {
            let year = if from.maybe_day && !till.short { till.year } else { from.year };
            return (Some(Span::closed(Point { year, last_year: year, ..from.clone() }, till.clone())), 2);
        }
        let (before, after) = (&self.text[..from.bytes.start], &self.text[from.bytes.end..]);
        let ongoing = |open: bool| Span { from: from.clone(), till: None, open };
        let span = if gap::goes_on(after) {
            Some(ongoing(false))
        } else if from.short {
            None
        } else if gap::is_since(before) && !gap::is_dash(after) {
            Some(ongoing(false))
        } else {
            self.with_two_digits(from)
                .or_else(|| self.with_month_before(from))
                .or_else(|| gap::is_open(after).then(|| ongoing(true)))
                .or_else(|| self.by_itself(from))
        };
        (span, 1)
    }

    /// The point that ends what begins at another. One across a line break is none when it begins a
    /// period of its own, and must be later; so must one in the next column.
    fn joined(&self, at: usize) -> Option<&Point> {
        let (from, till) = (&self.points[at], self.points.get(at + 1)?);
        let between = &self.text[from.bytes.end..till.bytes.start];
        let later = till.end() >= from.start();
        let between_and = gap::is_and(between) && gap::is_between(&self.text[..from.bytes.start]);
        let years = between == "/" && from.months.is_none() && till.months.is_none();
        if years || (gap::joins(between) && !between.contains('\n')) || between_and {
            return Some(till);
        }
        let own = || self.begins_a_period(at + 1);
        let broken = (gap::joins(between) || gap::joins_broken(between)) && later && !own();
        let columns = || gap::is_column(between) && later && !own() && !self.begins_a_period_of_columns(at + 1);
        (broken || columns()).then_some(till)
    }

    fn begins_a_period(&self, at: usize) -> bool {
        let from = &self.points[at];
        let after = &self.text[from.bytes.end..];
        let next = self.points.get(at + 1).map(|next| &self.text[from.bytes.end..next.bytes.start]);
        gap::goes_on(after)
            || self.with_two_digits(from).is_some()
            || next.is_some_and(|between| gap::joins(between) && !between.contains('\n'))
    }

    fn begins_a_period_of_columns(&self, at: usize) -> bool {
        let next = self.points.get(at + 1);
        next.is_some_and(|next| gap::is_column(&self.text[self.points[at].bytes.end..next.bytes.start]))
    }

    /// "2018–25", and "2009-12" where others are written so.
    fn with_two_digits(&self, from: &Point) -> Option<Span> {
        let (year, digits) = if from.dashed && self.two_years {
            (from.year, from.months?.0 + 1)
        } else if from.months.is_none() {
            (from.year, gap::two_digit_end(&self.text[from.bytes.end..])?)
        } else {
            return None;
        };
        let end = year / 100 * 100 + digits;
        let end = if end < year { end + 100 } else { end };
        let alone = |year: i32| Point { year, last_year: year, months: None, ..from.clone() };
        (end > year && end < year + 50).then(|| Span::closed(alone(year), alone(end)))
    }

    /// "March – June 2018".
    fn with_month_before(&self, till: &Point) -> Option<Span> {
        let (last, _) = till.months?;
        let first = gap::month_before(&self.text[..till.bytes.start])?;
        let year = if first <= last { till.year } else { till.year - 1 };
        Some(Span::closed(Point { year, last_year: year, months: Some((first, first)), ..till.clone() }, till.clone()))
    }

    /// "Summer 2019", "Q1 2019" or "2018/19", standing alone.
    fn by_itself(&self, point: &Point) -> Option<Span> {
        let whole_part = point.months.map_or(point.last_year > point.year, |(first, last)| last > first);
        let alone = whole_part && gap::stands_alone(self.text, &point.bytes);
        alone.then(|| Span::closed(point.clone(), point.clone()))
    }

    fn period(&self, span: &Span) -> Option<Period> {
        let from = &span.from;
        let (start, end) = span.till.as_ref().map_or((from.start(), self.now), |till| ends(from, till));
        let start = if end <= start && from.months.is_none() { from.year * 12 } else { start };
        let end = end.min(self.now);
        let last = span.till.as_ref().map_or(from.bytes.end, |till| till.bytes.end);
        let sane = from.year >= 1950 && start < end && end - start <= LONGEST;
        let bytes = from.bytes.start..last.max(from.bytes.end);
        sane.then(|| Period { start, end, bytes, from: from.bytes.clone() })
    }
}

fn ends(from: &Point, till: &Point) -> (i32, i32) {
    let whole_year = from.year == till.last_year && from.months.is_none() && till.months.is_none();
    if whole_year { (from.year * 12 + 3, from.year * 12 + 9) } else { (from.start(), till.end()) }
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

    /// Texts, and the months of each period in them.
    const SHAPES: &[(&str, &[i32])] = &[
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
        ("2019–22", &[36]),
        ("2012-18, then 2009-12", &[72, 36]),
        ("1998–02", &[48]),
        ("2009-12", &[]),
        ("2019 → 2021", &[24]),
        ("2019 ~ 2021", &[24]),
        ("2019 ‒ 2021", &[24]),
        ("since 2019", &[78]),
        ("from 2019 until now", &[78]),
        ("2019 till date", &[78]),
        ("2019 to date", &[78]),
        ("2019 onwards", &[78]),
        ("2019–", &[78]),
        ("2019 – current", &[78]),
        ("2019 – aujourd’hui", &[78]),
        ("dal 2019 ad oggi", &[78]),
        ("03/19 - 05/21", &[27]),
        ("Mar '19 – May '21", &[27]),
        ("Jan 19 - present", &[84]),
        ("March, 2019 – Sept 2019", &[7]),
        ("Jan 15 – Mar 20, 2020", &[3]),
        ("Spring 2019 - Summer 2020", &[18]),
        ("Intern, Summer 2019", &[3]),
        ("in the Summer 2019 campaign", &[]),
        ("Q1 2019 – Q3 2019", &[9]),
        ("mid-2019 – late 2019", &[8]),
        ("March – June 2018", &[4]),
        ("Nov – Feb 2018", &[4]),
        ("03 – 08/2019", &[6]),
        ("Aug2019-Sep2021", &[26]),
        ("2015/2018", &[36]),
        ("2015--2018", &[36]),
        ("von 03/2015 bis 02/2018", &[36]),
        ("July 2016 – December\n2018", &[30]),
        ("a day in May\n2016 – 2018", &[24]),
        ("May 2015 - Jul 2018 (3 years 3 months)", &[39]),
        ("2010/11 - 2016/17", &[84]),
        ("Teacher, 2018/19", &[12]),
        ("2015/03/01 - 2016/02/28", &[12]),
        ("2015-03-01 – 2016-02-28", &[12]),
        ("2010/11 - 2011/03", &[5]),
        ("2015. 03. – 2018. 02. operator", &[36]),
        ("2019. 3. ~ 2021. 12.", &[34]),
        ("between 2015 and 2018", &[36]),
        ("in 2015 and 2018", &[]),
        ("01/2010\t12/2013\tfitter", &[48]),
        ("Jan 2019 –\nMar 2022", &[39]),
        ("Jan 2019\n–\nMar 2022", &[39]),
        ("Jan 2019 –\nPresent", &[84]),
        ("2019 –\tNurse\n2022\tA ward", &[36]),
        ("Nurse\t2019 –\nUtrecht\t2022", &[36]),
        ("2020– Data engineer, Flow\nPresent Builds pipelines\n2016–2020 Analyst", &[66, 48]),
        ("2016– Analyst, a bank\n2020 Wrote reports", &[48]),
        ("2019– Analyst, a bank\n2015–2019 Clerk", &[48]),
        ("2019 –\n2015 – 2018 Clerk", &[78, 36]),
        ("2012 –\tClerk\n2015 – 2018 Nurse", &[36]),
        ("04/01/2019 - 06/30/2019", &[3]),
        ("2016年7月至2021年6月", &[60]),
        ("2016年7月至今", &[114]),
        ("Marketing 2019 - 2020", &[12]),
        ("2025 - 2018", &[]),
        ("2030 - 2031", &[]),
        ("In 2019 we moved", &[]),
        ("ISO 9001", &[]),
        ("+31 20 555 0100", &[]),
        ("1880 - 1970", &[]),
        ("1950 - 2024", &[]),
    ];

    #[test]
    fn periods_of_many_shapes() {
        let wrong: Vec<_> = SHAPES.iter().filter(|(line, expected)| months(line) != *expected).collect();
        let read: Vec<_> = wrong.iter().map(|(line, _)| (months(line), points(line, 2026))).collect();
        assert!(wrong.is_empty(), "{wrong:#?} read as {read:?}");
    }

    #[test]
    fn an_overlap_counts_once() {
        assert_eq!(months_covered(vec![(0, 12), (6, 18), (24, 30), (25, 26)]), 24);
        assert_eq!(months_covered(vec![]), 0);
    }
}
