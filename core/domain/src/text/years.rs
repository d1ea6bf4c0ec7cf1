//! Years of experience told or asked for in words: "at least four years", "5+ years", "3-5 years".

use std::sync::LazyLock;

use regex::Regex;

/// Number words in English, German, French, Dutch and Spanish, as far as they are told apart.
const NUMBERS: &[(&str, f64)] = &[
    ("a", 1.0),
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
    ("cinque", 5.0),
    ("sei", 6.0),
    ("sette", 7.0),
    ("otto", 8.0),
    ("dieci", 10.0),
    ("sete", 7.0),
    ("oito", 8.0),
    ("dez", 10.0),
];

/// More years than these aren't anybody's experience but an age, or a firm's history.
const MOST: f64 = 60.0;

static SPAN_OF_YEARS: LazyLock<Regex> = LazyLock::new(|| {
    let word = NUMBERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("|");
    let number = format!(r"(?:\d{{1,2}}(?:[.,]\d)?|{word})");
    let pattern = format!(
        r"(?i)\b(?P<from>{number})\b\s*(?P<plus>\+|plus\b|or\s+more|of\s+meer|oder\s+mehr)?\s*(?:\(\d{{1,2}}\)\s*)?(?P<to>(?:-|–|—|to|bis|tot|à|a|or)\s*{number}\b\s*\+?)?\s*-?(?P<unit>years?|yrs?\b\.?|months?|jahren?|jahre|jaren|jaar|monate?n?|maanden|ans\b|années|mois|años|meses|anni|mesi|anos|decades?)['’]?",
    );
    Regex::new(&pattern).expect("the pattern is fixed")
});

static LOWER_LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(at least|minimum(?: of)?|min\.?|more than|over|no less than|not less than|mindestens|über|minimaal|ten minste|minstens|au moins|minimum de|al menos|mínimo(?: de)?|más de|plus de|meer dan)(?: (?:of|the|a|an))?\s*$")
        .expect("the pattern is fixed")
});

static EXPERIENCE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:(?:of|in|as|with|using|working|building|writing|experience|de|di|in|als|an|werk|berufs)\b|\S{0,12}erfahrung|\S{0,8}ervaring|(?:\S+\s+){0,4}(?:experience|erfahrung|berufserfahrung|ervaring|werkervaring|expérience|experiencia|esperienza|experiência)\b)")
        .expect("the pattern is fixed")
});

static NOT_A_PERSONS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*-?\s*(?:old\b|ago\b|of age|later\b|from now|in business|warranty|contract\b|fixed|plan\b|history of|alt\b|oud\b|geleden|degree|bachelor|master|program|project\b|anniversary)").expect("the pattern is fixed")
});

static NOT_A_PERSONS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(\b(?:last|past|next|first|coming|every|within|founded|established|aged?|we have|we've|our|company|us|in|after)(?: the| than| over| for)?(?: of)?(?: over| more than)?\s*)$")
        .expect("the pattern is fixed")
});

/// A firm that has the years: "a company in Leiden with over 20", but not "company secretary with 20".
static A_FIRMS: LazyLock<Regex> =
    LazyLock::new(|| somebody_elses("we|they|company|firm|founded|market|business|organi[sz]ation"));

/// Others who have the years in a résumé. A job description asks for them with the same words.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    somebody_elses(
        "team|agency|group|staff|colleagues|startup|start-up|employer|partners|manufacturer|supplier|unternehmen|firma|bedrijf|entreprise|empresa|équipe|equipo",
    )
});

fn somebody_elses(nouns: &str) -> Regex {
    let place = r"(?:\s+(?:of|in|from|at|based|that|which|who)\b[^.,;\n]{0,40}?)?";
    let has = r"(?:(?:has|have)\s+[^.\n]{0,40}\bfor|has|have|with|having|of)";
    Regex::new(&format!(
        r"(?i)\b(?:{nouns}){place}\s+{has}\s+(?:a\s+)?(?:over|more\s+than|about|nearly|almost|some)?\s*$"
    ))
    .expect("the pattern is fixed")
}

/// A sentence about somebody else.
static RELATIVES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:my|our|his|her|their)\s+(?:late\s+)?(?:father|mother|parents?|grandfather|grandmother|uncle|aunt|brother|sister|husband|wife|partner|boss|mentor|client|clients)\b[^.\n]*$")
        .expect("the pattern is fixed")
});

/// What follows the years of several people together.
static OF_MANY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^[^.,\n]{0,40}\b(?:combined|collective|cumulative|joint|together|between them|zusammen|gezamenlijk)\b",
    )
    .expect("the pattern is fixed")
});

/// What stands before a claim that needs no word after it: "Experience: 8 years", "worked there for over 8".
static CLAIMED_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:experience|erfahrung|berufserfahrung|ervaring|werkervaring|expérience|experiencia|esperienza)\b[^.\n]{0,20}$|\bfor\s+(?:over|more\s+than|at\s+least|about|nearly|almost)?\s*$")
        .expect("the pattern is fixed")
});

static MONTHS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^,?\s*(?:and\s+)?(?P<months>\d{1,2})\s*(?:months?|mos?)\b").expect("the pattern is fixed")
});

/// "Years of experience: 8".
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\byears?(?:\s+of)?(?:\s+\w+)?\s+experience\s*[:–-]\s*(?P<years>\d{1,2}(?:[.,]\d)?)\b")
        .expect("the pattern is fixed")
});

/// The years of experience that a job description asks for: the lower end of a range, months as parts
/// of a year; the first limit ("at least four years", "5+ years"), else the first plain amount of
/// experience ("two years of experience"). `None` where nothing is asked.
#[must_use]
pub fn asked_years(text: &str) -> Option<f64> {
    let amounts = amounts(text, false);
    let first = |limit: bool| amounts.iter().find(|amount| amount.limit == limit).map(|amount| amount.years);
    first(true).or_else(|| first(false))
}

/// The years of experience that a résumé claims in words: the largest amount, since people also tell
/// parts of the whole ("twelve years in care, three of them on nights"). `None` where none is told.
#[must_use]
pub fn claimed_years(text: &str) -> Option<f64> {
    let labelled = LABELLED.captures_iter(text).filter_map(|found| number(&found["years"]));
    let told = amounts(text, true).into_iter().map(|amount| amount.years);
    told.chain(labelled.filter(|years| *years > 0.0 && *years <= MOST)).reduce(f64::max)
}

/// An amount of experience in a text.
struct Amount {
    years: f64,
    /// Whether it is told as a lower limit or a range.
    limit: bool,
}

/// The amounts of a text. Those of a résumé, unlike a job description's, must be said to be experience.
fn amounts(text: &str, claimed: bool) -> Vec<Amount> {
    SPAN_OF_YEARS.captures_iter(text).filter_map(|found| amount(text, &found, claimed)).collect()
}

fn amount(text: &str, found: &regex::Captures<'_>, claimed: bool) -> Option<Amount> {
    let whole = found.get(0).expect("a match has a whole");
    let before = context_before(text, whole.start());
    let after = context_after(text, whole.end());
    let others = || OTHERS.is_match(before) || RELATIVES.is_match(before) || OF_MANY.is_match(after);
    if is_foreign(before, after) || (claimed && others()) {
        return None;
    }
    let unit = found["unit"].to_lowercase();
    let (months, decades) = (unit.starts_with('m'), unit.starts_with("decade"));
    if found["from"].eq_ignore_ascii_case("a") && !decades {
        return None;
    }
    let limit = LOWER_LIMIT.is_match(before) || found.name("plus").is_some() || found.name("to").is_some();
    let experience = !months && EXPERIENCE_AFTER.is_match(after);
    let told =
        experience || whole.as_str().ends_with(['\'', '’']) || before.trim_end().to_lowercase().ends_with(" for");
    if !(told || if claimed { CLAIMED_BEFORE.is_match(before) } else { limit }) {
        return None;
    }
    let number = number(&found["from"])?;
    let more = MONTHS_AFTER.captures(after).filter(|_| claimed).and_then(|found| found["months"].parse::<f64>().ok());
    let years = match (months, decades) {
        (true, _) => tenths(number / 12.0),
        (_, true) => number * 10.0,
        _ => tenths(number + more.filter(|months| *months < 12.0).unwrap_or(0.0) / 12.0),
    };
    (years > 0.0 && years <= MOST).then_some(Amount { years, limit })
}

/// Whether what stands around an amount says that it is no person's experience.
fn is_foreign(before: &str, after: &str) -> bool {
    NOT_A_PERSONS.is_match(after)
        || NOT_A_PERSONS_BEFORE.is_match(before)
        || A_FIRMS.is_match(before)
        || before.ends_with(['€', '$', '-', '/', '.'])
}

fn tenths(years: f64) -> f64 {
    (years * 10.0).round() / 10.0
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
            ("Sales staff with 3 years of experience", Some(3.0)),
            ("Business analyst with 5 years of experience", Some(5.0)),
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
            ("Business analyst with ten years of experience", Some(10.0)),
            ("Team leader with 12 years of experience", Some(12.0)),
            ("Company secretary with over 20 years of experience", Some(20.0)),
            ("Over a decade of experience in care", Some(10.0)),
            ("Two decades of experience", Some(20.0)),
            ("Dieci anni di esperienza", Some(10.0)),
            ("a company with 20 years of experience", None),
            ("a family-owned company in Leiden with over 20 years of experience", None),
            ("part of a team with 30 years combined experience", None),
            ("our partners bring 40 years of combined experience", None),
            ("in a team that has 30 years of experience", None),
            ("HR business partner with ten years of experience", Some(10.0)),
            ("Healthcare provider with ten years of experience", Some(10.0)),
            ("Total experience: 8 years", Some(8.0)),
            ("Experience: 8 yrs", Some(8.0)),
            ("Years of experience: 8", Some(8.0)),
            ("8 years 6 months of experience", Some(8.5)),
            ("Worked there for over 10 years", Some(10.0)),
            ("My father ran our firm for 40 years.", None),
            ("Cut costs by 20% over 3 years", None),
            ("a three-year programme, 3-5 years long", None),
            ("nothing", None),
        ];
        for (text, years) in cases {
            assert_eq!(claimed_years(text), *years, "{text:?}");
        }
    }
}
