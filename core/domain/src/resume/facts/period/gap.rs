//! What stands around the points of a period: the dash between them, the word for "goes on" after one.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::months::months_named;

/// The signs between the two ends of a period.
const DASH: &str = r"(?:-*[-–—−‐‑‒―~～〜→➔➝>›»]|至|到|から)";

/// The words between the two ends of a period.
const TO: &str = r"\b(?:to|until|till?|up\s+to|through|thru|bis(?:\s+zum)?|tot(?:\s+en\s+met)?|t/m|à|au|jusqu['’](?:à|en|au)|a|al|ad|hasta(?:\s+(?:el|la))?|até|fino\s+a[dl]?|do|по)\b";

/// The words of a period that goes on.
const NOW: &str = r"(?:(?:the\s+)?present(?:\s+day)?|now|today|current(?:ly)?|ongoing|continuing|date|heute|jetzt|aktuell|laufend|dato|heden|nu|présent|aujourd['’]\s?hui|ce\s+jour|en\s+cours|actuel(?:lement)?|(?:la\s+)?actualidad|(?:el\s+)?presente|hoy|la\s+fecha|en\s+curso|actual(?:mente)?|oggi|in\s+corso|attuale|atualmente|atual|o\s+momento|hoje|nåværende|nuvarande|nå|obecnie|teraz|настоящее\s+время|сейчас|今|现在|現在|현재)";

/// What parts the columns of a table.
const COLUMN: &str = r"(?:\t| {2,}|[ ]*\|)";

/// A dash at the end of a narrow column, the beginning of what stands beside it, and the column's next line.
const WRAPPED: &str = r"[-–—][ ]+[^\n]*\n[ ]*";

fn regex(pattern: &str) -> Regex {
    Regex::new(&format!("(?i){pattern}")).expect("the pattern is fixed")
}

static JOINS: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(r"^[.)]?\s*(?:{DASH}|(?:{COLUMN}|[,;|])?\s*(?:{TO}\s*:?|end(?:\s+date)?\s*:))\s*$"))
});

static JOINS_BROKEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(r"^[ ]*(?:{DASH}|{TO})[ ]*(?:{COLUMN}[^\n]*\n\s*|\s*\n[^\n]*{COLUMN}\s*)$|^{WRAPPED}$"))
});

static IS_COLUMN: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^{COLUMN}[ ]*$")));

static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    let sign = format!(r"(?:{DASH}|{TO})");
    let broken = format!(r"[ ]*{sign}[ ]*(?:{COLUMN}[^\n]*\n\s*|\s*\n[^\n]*{COLUMN}\s*)");
    let onwards = r"[ ]*,?[ ]*(?:and[ ]+)?(?:onwards?\b|on[ ]*(?:$|[\n,;:)]))";
    regex(&format!(
        r"^(?:[.)]?[\s,]*(?:{sign}\s*){{1,2}}{NOW}(?:\W|$)|{broken}{NOW}\s*(?:\n|$|{COLUMN})|{COLUMN}[ ]*{NOW}[ \r]*(?:\n|$|{COLUMN})|{onwards}|{WRAPPED}{NOW}[ ]+)"
    ))
});

static IS_OPEN: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"^[ \u{{a0}}]?{DASH}[ \u{{a0}}]?\)?(?:[ \r]*(?:\n|$)|{COLUMN})")));

static IS_DASH: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^\s*{DASH}")));

static TWO_DIGITS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[ ]?[-–—−‑][ ]?['’]?(?P<year>\d\d)(?:$|[^\w./-]|[./-](?:$|\D))"));

static HAS_TWO_DIGITS: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:19|20)\d\d-(?:1[3-9]|[2-9]\d)(?:$|[^\w./-])"));

static SINCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:since|seit|sinds|vanaf|ab|depuis(?:\s+le|\s+l['’])?|desde(?:\s+el)?|dal|dès|siden|sedan|od|с)\s*:?\s*$",
    )
});

static BETWEEN: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:between|zwischen|tussen|entre)\s+$"));

static AND: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s+(?:and|und|en|et|y|e)\s+$"));

static MONTH_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?:\b(?P<word>\p{{L}}{{3,12}})\.?|(?:^|[\s(])(?P<number>\d{{1,2}})\.?)[ \u{{a0}}]*(?:{DASH}|{TO})[ \u{{a0}}]*$"
    ))
});

static ALONE_BEFORE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|[\n\t|,;:(•·–—]|[ ]-|[ ]{2})[ ]*$"));

static ALONE_AFTER: LazyLock<Regex> = LazyLock::new(|| regex(r"^[ ]*(?:$|[\r\n\t|,;:)•·–—]|-[ ]|[ ]{2})"));

/// How far before or after a point is looked, in bytes.
const REACH: usize = 200;

/// Whether what stands between two points makes a period of them, a line break perhaps among it.
pub(super) fn joins(between: &str) -> bool {
    between.len() <= REACH && JOINS.is_match(between)
}

/// The same where a layout broke the line and a column of text stands between.
pub(super) fn joins_broken(between: &str) -> bool {
    between.len() <= REACH && JOINS_BROKEN.is_match(between)
}

/// Whether two points stand in neighbouring columns of a table's row.
pub(super) fn is_column(between: &str) -> bool {
    between.len() <= REACH && IS_COLUMN.is_match(between)
}

pub(super) fn is_and(between: &str) -> bool {
    between.len() <= REACH && AND.is_match(between)
}

pub(super) fn is_between(before: &str) -> bool {
    BETWEEN.is_match(end_of(before))
}

/// Whether what follows a point says that the period goes on: "– present", "onwards".
pub(super) fn goes_on(after: &str) -> bool {
    GOES_ON.is_match(start_of(after))
}

/// Whether a dash follows a point, and then a line's or a column's end.
pub(super) fn is_open(after: &str) -> bool {
    IS_OPEN.is_match(start_of(after))
}

pub(super) fn is_dash(after: &str) -> bool {
    IS_DASH.is_match(start_of(after))
}

/// Whether the word before a point says that the period goes on from there.
pub(super) fn is_since(before: &str) -> bool {
    SINCE.is_match(end_of(before))
}

/// The two digits after a year and a dash.
pub(super) fn two_digit_end(after: &str) -> Option<i32> {
    TWO_DIGITS.captures(start_of(after))?["year"].parse().ok()
}

/// Whether a text writes "2018-22" somewhere.
pub(super) fn has_two_digit_ends(text: &str) -> bool {
    HAS_TWO_DIGITS.is_match(text)
}

/// The month, from 0, that stands before a dash without its year.
pub(super) fn month_before(before: &str) -> Option<i32> {
    let found = MONTH_BEFORE.captures(end_of(before))?;
    if let Some(word) = found.name("word") {
        let (first, last) = months_named(word.as_str())?;
        return (first == last).then_some(first);
    }
    let number: i32 = found["number"].parse().ok()?;
    (1..=12).contains(&number).then_some(number - 1)
}

/// Whether a point is a piece of its line for itself.
pub(super) fn stands_alone(text: &str, bytes: &Range<usize>) -> bool {
    ALONE_BEFORE.is_match(end_of(&text[..bytes.start])) && ALONE_AFTER.is_match(start_of(&text[bytes.end..]))
}

fn start_of(text: &str) -> &str {
    let mut end = text.len().min(REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn end_of(text: &str) -> &str {
    let mut start = text.len().saturating_sub(REACH / 4);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}
