//! Birth, age, sex, nationality, family, religion, ethnicity and photographs: after labels, as clauses of their
//! own among the personal details, and in sentences that people describe themselves by.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Marks;
use super::layout::{Line, Page, clauses, trimmed};
use super::words::{is_label, is_personal, labels_pattern, person_pattern};
use crate::resume::facts::has_title_word;
use crate::text::SectionKind;

fn fixed(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

/// How a clause begins with a label of a kind; the colon is told apart.
fn label(kind: &str) -> Regex {
    fixed(&format!(r"(?i)^(?:{})\b\.?(?P<colon>\s*(?:[:：]|[-–—]\s))?(?P<rest>\s*.*)$", labels_pattern(kind)))
}

static STRONG: LazyLock<Regex> = LazyLock::new(|| label("strong"));
static COLON: LazyLock<Regex> = LazyLock::new(|| label("colon"));
static VALUE: LazyLock<Regex> = LazyLock::new(|| label("value"));

/// Another label after a value on the same line: "Name: Mira Example Title: Engineer".
static NEXT_LABEL: LazyLock<Regex> = LazyLock::new(|| fixed(r"\s(?P<label>\p{Lu}[\p{L}-]+(?:\s\p{L}+)?)[:：]\s"));

/// "1. August 1988" and "May 12, 1985" after the border that their stop or comma made.
static REST_OF_A_DATE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^(?:\p{L}{3,9}\.?\s)?(?:\d{1,2}\.?\s)?(?:\p{L}{3,9}\.?)?\s?\d{0,4}(?:\s(?:in|à|a|en|te)\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)?$",
    )
});

pub(super) fn find(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.heading && line.in_zone() && is_label("heading", &lower(page, &line.bytes)) {
            marks.add(trimmed(page.text, line.bytes.clone()));
            continue;
        }
        for place in 0..line.cells.len() {
            labelled(page, at, place, marks);
        }
        if line.in_zone() {
            alone(page, line, marks);
        }
        if line.in_profile() {
            told(page, line, marks);
        }
        anywhere(page, line, marks);
    }
}

fn lower(page: &Page<'_>, bytes: &Range<usize>) -> String {
    page.at(&trimmed(page.text, bytes.clone())).to_lowercase()
}

/// Clauses that begin with a label, with what follows it: the clause, a date's year after a comma, the next
/// cell, or the next line.
fn labelled(page: &Page<'_>, at: usize, place: usize, marks: &mut Marks) {
    let line = &page.lines[at];
    let cell = &line.cells[place];
    let mut dated = false;
    for clause in clauses(page.text, cell) {
        let words = page.at(&clause);
        if dated && REST_OF_A_DATE.is_match(words) {
            marks.add(clause);
            continue;
        }
        dated = false;
        let Some(bare) = labels(line, words) else { continue };
        marks.add(clause);
        dated = true;
        if bare {
            beside(page, at, place, marks);
        }
    }
    if line.in_zone() {
        valued(page, at, place, marks);
    }
}

/// Whether a clause is labelled, and whether it is nothing but the label.
fn labels(line: &Line, words: &str) -> Option<bool> {
    let of_work = matches!(
        line.kind,
        SectionKind::Experience
            | SectionKind::Education
            | SectionKind::Projects
            | SectionKind::Skills
            | SectionKind::Certifications
    );
    let short = |rest: &str, most: usize| rest.split_whitespace().count() <= most;
    if let Some(found) = STRONG.captures(words) {
        let rest = found["rest"].trim();
        let holds = found.name("colon").is_some() || (line.in_zone() && short(rest, 6));
        return holds.then_some(rest.is_empty());
    }
    let found = COLON.captures(words)?;
    let rest = found["rest"].trim();
    (found.name("colon").is_some() && !of_work && short(rest, 5)).then_some(rest.is_empty())
}

/// The value of a label that stands alone: the next cell, else the next line.
fn beside(page: &Page<'_>, at: usize, place: usize, marks: &mut Marks) {
    let line = &page.lines[at];
    let next_cell = line.cells.get(place + 1).cloned();
    let next_line = || {
        let next = page.lines.get(at + 1).filter(|next| line.in_zone() && !next.heading)?;
        Some(next.cells.get(place).cloned().unwrap_or_else(|| next.bytes.clone()))
    };
    let Some(value) = next_cell.or_else(next_line).map(|value| trimmed(page.text, value)) else { return };
    let words = page.at(&value);
    let lower = words.to_lowercase();
    let is_another = ["strong", "colon", "contact"].iter().any(|kind| is_label(kind, &lower));
    if !is_another && words.split_whitespace().count() <= 6 && !has_title_word(words) {
        marks.add(value);
    }
}

/// "Name: …", "Address: …": the whole cell, up to a label of another kind.
fn valued(page: &Page<'_>, at: usize, place: usize, marks: &mut Marks) {
    let cell = trimmed(page.text, page.lines[at].cells[place].clone());
    let words = page.at(&cell);
    let Some(found) = VALUE.captures(words) else { return };
    let rest = found["rest"].trim();
    if rest.is_empty() {
        if place + 1 < page.lines[at].cells.len() || words.chars().count() > 3 {
            beside(page, at, place, marks);
        }
    } else if found.name("colon").is_some() {
        let other = NEXT_LABEL.captures_iter(words).find_map(|found| {
            let label = found.name("label")?;
            let known =
                ["contact", "strong", "colon"].iter().any(|kind| is_label(kind, &label.as_str().to_lowercase()));
            (!known).then_some(label.start())
        });
        marks.add(cell.start..cell.start + other.unwrap_or(words.len()));
    }
}

/// Clauses among the personal details that hold nothing but such a fact. Two nationalities in a row are rather
/// the languages that somebody speaks.
fn alone(page: &Page<'_>, line: &Line, marks: &mut Marks) {
    let clauses: Vec<Range<usize>> = line.cells.iter().flat_map(|cell| clauses(page.text, cell)).collect();
    let personal: Vec<&Range<usize>> = clauses.iter().filter(|clause| is_personal(&lower(page, clause))).collect();
    let nations = personal.iter().filter(|clause| NATION_ALONE.is_match(page.at(clause))).count();
    for clause in personal {
        if nations <= 1 || !NATION_ALONE.is_match(page.at(clause)) {
            marks.add(clause.clone());
        }
    }
}

static NATION_ALONE: LazyLock<Regex> = LazyLock::new(|| fixed(&format!(r"(?i)^(?:{})$", person_pattern("nation"))));

/// Phrases by which people tell such facts of themselves.
static PHRASES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let (nation, religion, ethnicity) =
        (person_pattern("nation"), person_pattern("religion"), person_pattern("ethnicity"));
    let child = r"(?:kids?|child(?:ren)?|boys?|girls?|sons?|daughters?|toddlers?|teenagers?|twins|kindern?|enfants?|hijos?|kinderen)";
    let count = r"(?:a|an|one|two|three|four|five|six|seven|\d|zwei|drei|deux|trois|dos|tres|twee|drie)";
    [
        format!(r"(?i)\b(?:(?:proud|single|working|devoted|loving|new|stolze[r]?)\s)?(?:mother|father|mum|mom|mummy|dad|parent|grandmother|grandfather|vater|mutter|mère|père|madre|padre|moeder|vader)\s(?:of|to|von|de|van)\s(?:{count}|twins)\b(?:\s(?:small|young|grown|grown-up|school-age|teenage|adult|little|wonderful|lovely|beautiful)){{0,2}}(?:\s{child})?\b"),
        format!(r"(?i)\b(?:(?:happily|recently|newly)\s)?(?:married|divorced|widowed|verheiratet|marié|mariée|casado|casada|getrouwd|gehuwd)(?:,?\s(?:(?:with|to|and|mit|avec|con|met|for)\s)?(?:{count}|no|my|the)\s(?:\w+\s)?(?:{child}|wife|husband|years))?\b"),
        format!(r"(?i)\bwith\s{count}\s(?:(?:small|young|grown)\s)?(?:children|kids)\b"),
        format!(r"(?i)\b(?:of\s|dual\s|an?\s)?(?:{nation})(?:(?:/|-|\sand\s|\s)(?:{nation}))?[\s-](?:citizens?|citizenship|nationals?|nationality|passport(?:\sholder)?|origins?|descent|heritage|roots|ancestry|born|expat|immigrant|by\sbirth)\b"),
        r"\b(?:[Cc]itizen|[Nn]ational|[Nn]ative|[Rr]esident)\sof\s(?:the\s)?\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)*".to_owned(),
        r"\b(?:[Oo]riginally\sfrom|[Bb]orn\sand\sraised\sin|[Bb]orn\sin|[Rr]aised\sin|[Gg]rew\sup\sin|[Hh]ailing\sfrom)\s(?:the\s)?\p{Lu}[\p{L}-]+(?:,?\s\p{Lu}[\p{L}-]+)*".to_owned(),
        r"(?i)\b(?:born|geboren|nacid[oa]|nat[oa]|nascid[oa])\s(?:(?:on|in|am|el|il|em|op)\s)?(?:the\s)?(?:\d{1,2}(?:st|nd|rd|th|\.)?[\s./-](?:of\s)?(?:\p{L}{3,9}\.?|\d{1,2})[\s,./-]+\d{2,4}|\p{L}{3,9}\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\p{L}{3,9}\s\d{4}|(?:19|20)\d\d)".to_owned(),
        format!(r"(?i)\b(?:(?:practi[sc]ing|devout|committed|proud|observant)\s(?:{religion})|(?:{religion})\s(?:faith|believer|by\sfaith))\b"),
        format!(r"(?i)\b(?:{ethnicity})\s(?:wom[ae]n|m[ae]n|male|female|lady|person|origin|descent|heritage|ancestry|ethnicity)\b|\b(?:wom[ae]n|m[ae]n|person)\sof\scolou?r\b"),
        r"(?i)\b(?:transgender|non-?binary|lesbian|bisexual|heterosexual|homosexual|gay\s(?:man|woman))\b".to_owned(),
    ]
    .iter()
    .map(|pattern| fixed(pattern))
    .collect()
});

static AGE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)(?P<before>\p{L}+\s)?\b(?P<age>aged?\s(?:of\s)?[1-9]\d\b|[1-9]\d[\s-]years?[\s-](?:old|young|of\sage)\b|[1-9]\d\s?y\.?/?o\.?\b|[1-9]\d\sjahre\s(?:alt|jung)\b|[1-9]\d\sjaar\soud\b|[1-9]\d\sans\s*(?:$|[.,;|)])|[1-9]\d\saños\sde\sedad\b|[1-9]\d\sanni\s*(?:$|[.,;|)]))(?P<after>\s\p{L}+)?",
    )
});

/// What has an age without being the person.
const OTHERS_OF_AGE: &[&str] = &[
    "code",
    "codebase",
    "system",
    "systems",
    "monolith",
    "application",
    "app",
    "company",
    "firm",
    "business",
    "building",
    "product",
    "platform",
    "database",
    "legacy",
    "server",
    "patients",
    "patient",
    "child",
    "children",
    "people",
    "students",
    "pupils",
    "adults",
    "those",
    "clients",
    "residents",
    "persons",
    "kids",
    "learners",
    "users",
    "software",
    "bridge",
    "plant",
    "machine",
    "machines",
    "house",
    "hotel",
    "restaurant",
    "school",
    "family",
    "brand",
    "service",
];

static GENDER: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)(?P<before>[-\p{L}]+\s)?\b(?P<word>male|female|man|woman|lady|gentleman)\b(?P<after>[\s-]\p{L}+|['’]s)?",
    )
});

/// What a word of sex beside it makes somebody else's.
const OTHERS_OF_GENDER: &[&str] = &[
    "patients",
    "patient",
    "ward",
    "wards",
    "health",
    "clients",
    "client",
    "customers",
    "prisoners",
    "students",
    "pupils",
    "hours",
    "hour",
    "days",
    "power",
    "made",
    "the",
    "in",
    "month",
    "months",
    "year",
    "years",
    "oriented",
    "residents",
    "offenders",
    "athletes",
    "catheterisation",
    "catheterization",
    "founders",
    "connectors",
    "connector",
];

static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(&format!(
        r"\b(?P<who>(?i:{}|{}))\s(?P<title>\p{{L}}+)",
        person_pattern("nation"),
        person_pattern("ethnicity")
    ))
});

/// Titles before which a nation's name tells a language or a kitchen.
const OF_A_LANGUAGE: &[&str] = &[
    "teacher",
    "tutor",
    "lecturer",
    "translator",
    "interpreter",
    "instructor",
    "professor",
    "linguist",
    "editor",
    "writer",
    "chef",
    "cook",
    "language",
    "speaker",
    "proofreader",
    "lawyer",
    "attorney",
    "counsel",
    "copywriter",
    "educator",
    "trainer",
    "coach",
    "journalist",
    "docent",
    "lehrer",
    "lehrerin",
    "professeur",
    "law",
    "accountant",
    "associate",
    "assistant",
    "support",
    "transcriptionist",
    "solicitor",
    "advocate",
    "nurse's",
];

/// Sentences in which somebody describes themselves.
fn told(page: &Page<'_>, line: &Line, marks: &mut Marks) {
    let words = page.at(&line.bytes);
    let here = |bytes: Range<usize>| line.bytes.start + bytes.start..line.bytes.start + bytes.end;
    for phrase in PHRASES.iter() {
        marks.places.extend(phrase.find_iter(words).map(|found| here(found.range())));
    }
    for (pattern, group, others) in [(&*AGE, "age", OTHERS_OF_AGE), (&*GENDER, "word", OTHERS_OF_GENDER)] {
        let found = pattern.captures_iter(words).filter(|found| {
            let beside = [found.name("before"), found.name("after")].into_iter().flatten();
            let mut beside = beside.map(|word| word.as_str().trim_matches(|c: char| !c.is_alphabetic()).to_lowercase());
            !beside.any(|word| others.contains(&word.as_str()))
        });
        let found = found.filter_map(|found| found.name(group));
        marks.places.extend(found.map(|found| here(trimmed(words, found.range()))));
    }
    for found in TITLED.captures_iter(words) {
        let (who, title) = (found.name("who").expect("it has one"), found["title"].to_lowercase());
        let high = who.as_str().starts_with(char::is_uppercase);
        if high && has_title_word(&title) && !OF_A_LANGUAGE.contains(&title.as_str()) {
            marks.add(here(who.range()));
        }
    }
}

/// What says it in any section: a birth name, and that there is a photograph.
fn anywhere(page: &Page<'_>, line: &Line, marks: &mut Marks) {
    static BIRTH_NAME: LazyLock<Regex> = LazyLock::new(|| fixed(r"\(?\b(?:née|geb\.|geborene)\s\p{Lu}[\p{L}-]+\)?"));
    static PHOTO: LazyLock<Regex> = LazyLock::new(|| {
        fixed(
            r"(?i)\[(?:photo|photograph|picture|image|foto)\]|\b(?:photo(?:graph)?|picture)\s(?:attached|enclosed|available\son\srequest)|\((?:see\s)?(?:attached\s)?(?:photo|foto)\)",
        )
    });
    let words = page.at(&line.bytes);
    let found = BIRTH_NAME.find_iter(words).chain(PHOTO.find_iter(words));
    marks.places.extend(found.map(|found| line.bytes.start + found.start()..line.bytes.start + found.end()));
    if line.in_zone() {
        static YEARS: LazyLock<Regex> = LazyLock::new(|| fixed(r"\([1-9]\d\)"));
        marks.places.extend(
            YEARS.find_iter(words).map(|found| line.bytes.start + found.start()..line.bytes.start + found.end()),
        );
    }
}
