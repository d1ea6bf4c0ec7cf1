//! Years of experience told or asked for in words: "at least four years", "5+ years", "3-5 years".

use std::sync::LazyLock;

use regex::Regex;

/// Number words in English, German, French, Dutch and Spanish, as far as they are told apart.
const NUMBERS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("zwei", 2.0),
    ("drei", 3.0),
    ("vier", 4.0),
    ("fünf", 5.0),
    ("sechs", 6.0),
    ("sieben", 7.0),
    ("acht", 8.0),
    ("neun", 9.0),
    ("zehn", 10.0),
    ("twee", 2.0),
    ("drie", 3.0),
    ("vijf", 5.0),
    ("zes", 6.0),
    ("zeven", 7.0),
    ("negen", 9.0),
    ("tien", 10.0),
    ("deux", 2.0),
    ("trois", 3.0),
    ("quatre", 4.0),
    ("cinq", 5.0),
    ("sept", 7.0),
    ("huit", 8.0),
    ("neuf", 9.0),
    ("dix", 10.0),
    ("dos", 2.0),
    ("tres", 3.0),
    ("cuatro", 4.0),
    ("cinco", 5.0),
    ("seis", 6.0),
    ("siete", 7.0),
    ("ocho", 8.0),
    ("nueve", 9.0),
    ("diez", 10.0),
];

/// More years than these aren't anybody's experience but an age, or a firm's history.
const MOST: f64 = 60.0;

static SPAN_OF_YEARS: LazyLock<Regex> = LazyLock::new(|| {
    let word = NUMBERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("|");
    let number = format!(r"(?:\d{{1,2}}(?:[.,]\d)?|{word})");
    let pattern = format!(
        r"(?i)\b(?P<from>{number})\b\s*(?P<plus>\+|plus\b|or\s+more|of\s+meer|oder\s+mehr)?\s*(?:\(\d{{1,2}}\)\s*)?(?P<to>(?:-|–|—|to|bis|tot|à|a|or)\s*{number}\b\s*\+?)?\s*-?(?P<unit>years?|yrs?\b\.?|months?|jahren?|jahre|jaren|jaar|monate?n?|maanden|ans\b|années|mois|años|meses)['’]?",
    );
    Regex::new(&pattern).expect("the pattern is fixed")
});

static LOWER_LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(at least|minimum(?: of)?|min\.?|more than|over|no less than|not less than|mindestens|über|minimaal|ten minste|minstens|au moins|minimum de|al menos|mínimo(?: de)?|más de|plus de|meer dan)(?: (?:of|the|a|an))?\s*$")
        .expect("the pattern is fixed")
});

static EXPERIENCE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:(?:of|in|as|with|using|working|building|writing|experience|de|in|als|an|werk|berufs)\b|\S{0,12}erfahrung|\S{0,8}ervaring|(?:\S+\s+){0,4}(?:experience|erfahrung|berufserfahrung|ervaring|werkervaring|expérience|experiencia)\b)")
        .expect("the pattern is fixed")
});

static NOT_A_PERSONS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*-?\s*(?:old\b|ago\b|of age|later\b|from now|in business|warranty|contract\b|fixed|plan\b|history of|alt\b|oud\b|geleden|degree|bachelor|master|program|project\b|anniversary)").expect("the pattern is fixed")
});

static NOT_A_PERSONS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(\b(?:last|past|next|first|coming|every|within|founded|established|aged?|we have|we've|our|company|us|in|after)(?: the| than| over| for)?(?: of)?(?: over| more than)?\s*)$")
        .expect("the pattern is fixed")
});

static FIRM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:we|our|company|firm|founded|market|business|organisation|organization)\b[^.\n]{0,40}(?:for|has|have|with)\s+(?:over|more than|about|nearly)?\s*$")
        .expect("the pattern is fixed")
});

/// The years of experience that a job description asks for: the lower end of a range, months as parts
/// of a year; the first limit ("at least four years", "5+ years"), else the first plain amount of
/// experience ("two years of experience"). `None` where nothing is asked.
#[must_use]
pub fn asked_years(text: &str) -> Option<f64> {
    let amounts = amounts(text);
    let first = |limit: bool| amounts.iter().find(|amount| amount.limit == limit).map(|amount| amount.years);
    first(true).or_else(|| first(false))
}

/// The years of experience that a résumé claims in words: the largest amount, since people also tell
/// parts of the whole ("twelve years in care, three of them on nights"). `None` where none is told.
#[must_use]
pub fn claimed_years(text: &str) -> Option<f64> {
    amounts(text).iter().map(|amount| amount.years).reduce(f64::max)
}

/// An amount of experience in a text.
struct Amount {
    years: f64,
    /// Whether it is told as a lower limit or a range.
    limit: bool,
}

fn amounts(text: &str) -> Vec<Amount> {
    SPAN_OF_YEARS.captures_iter(text).filter_map(|found| amount(text, &found)).collect()
}

fn amount(text: &str, found: &regex::Captures<'_>) -> Option<Amount> {
    let whole = found.get(0).expect("a match has a whole");
    let before = context_before(text, whole.start());
    let after = context_after(text, whole.end());
    let lower_limit = LOWER_LIMIT.is_match(before);
    let foreign = NOT_A_PERSONS.is_match(after) || NOT_A_PERSONS_BEFORE.is_match(before) || FIRM.is_match(before);
    if foreign || before.ends_with(['€', '$', '-', '/', '.']) {
        return None;
    }
    let limit = lower_limit || found.name("plus").is_some() || found.name("to").is_some();
    let for_years = before.trim_end().to_lowercase().ends_with(" for");
    let months = found["unit"].to_lowercase().starts_with('m');
    if !limit && !for_years && (months || !EXPERIENCE_AFTER.is_match(after)) && !whole.as_str().ends_with(['\'', '’'])
    {
        return None;
    }
    let number = number(&found["from"])?;
    let years = if months { (number / 12.0 * 10.0).round() / 10.0 } else { number };
    (years > 0.0 && years <= MOST).then_some(Amount { years, limit })
}

/// Up to 60 bytes of the same line before a place.
fn context_before(text: &str, end: usize) -> &str {
    let mut start = end.saturating_sub(60);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let line = text[start..end].rfind('\n').map_or(start, |at| start + at + 1);
    &text[line..end]
}

/// Up to 80 bytes of the same sentence after a place.
fn context_after(text: &str, start: usize) -> &str {
    let mut end = text.len().min(start + 80);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[start..end].split(['\n', '.', ';']).next().unwrap_or("")
}

fn number(word: &str) -> Option<f64> {
    let word = word.to_lowercase();
    NUMBERS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
        .or_else(|| word.replace(',', ".").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_job_asks_for() {
        let cases: &[(&str, Option<f64>)] = &[
            ("You have built distributed systems for at least four years and like to mentor.", Some(4.0)),
            ("5+ years of experience", Some(5.0)),
            ("5 + years' experience in care", Some(5.0)),
            ("3-5 years", Some(3.0)),
            ("3 – 5 years of Rust", Some(3.0)),
            ("two to four years in a law firm", Some(2.0)),
            ("Minimum of 2 years", Some(2.0)),
            ("min. 3 years of nursing", Some(3.0)),
            ("three or more years teaching", Some(3.0)),
            ("at least 18 months", Some(1.5)),
            ("six years of experience as a nurse", Some(6.0)),
            ("seven years' professional experience", Some(7.0)),
            ("Mindestens drei Jahre Berufserfahrung", Some(3.0)),
            ("minimaal 4 jaar ervaring", Some(4.0)),
            ("au moins cinq ans d'expérience", Some(5.0)),
            ("al menos 3 años de experiencia", Some(3.0)),
            ("at least 2.5 years", Some(2.5)),
            ("five (5) years of experience", Some(5.0)),
            ("We were founded 20 years ago.", None),
            ("Founded 20 years ago, we ask for at least 3 years.", Some(3.0)),
            ("You are 18 years old", None),
            ("You must be at least 18 years old", None),
            ("Our firm has served clients for over 30 years.", None),
            ("a two-year contract", None),
            ("In the last five years we grew.", None),
            ("A team of seven", None),
            ("2018 - 2025", None),
            ("", None),
        ];
        for (text, years) in cases {
            assert_eq!(asked_years(text), *years, "{text:?}");
        }
    }

    #[test]
    fn what_a_resume_claims() {
        let cases: &[(&str, Option<f64>)] = &[
            ("Backend engineer with seven years of Rust and PostgreSQL in payments.", Some(7.0)),
            ("12+ years' experience, three years of it on nights", Some(12.0)),
            ("Python, Django and Redis for five years.", Some(5.0)),
            ("I am 34 years old", None),
            ("Over ten years in logistics", Some(10.0)),
            ("nothing", None),
        ];
        for (text, years) in cases {
            assert_eq!(claimed_years(text), *years, "{text:?}");
        }
    }
}
