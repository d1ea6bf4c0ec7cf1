//! Dated entries of a résumé, and whether they tell work.

use std::ops::Range;

use chrono::NaiveDate;

use super::period::{Period, periods};
use super::words::has_title_word;
use crate::text::{SectionKind, byte_sections, is_bullet, start_of};

/// Words of a place where people learn.
const SCHOOLS: &[&str] = &[
    "university",
    "college",
    "school",
    "academy",
    "polytechnic",
    "universität",
    "hochschule",
    "gymnasium",
    "schule",
    "université",
    "lycée",
    "école",
    "universiteit",
    "hogeschool",
    "universidad",
    "universidade",
    "università",
    "liceo",
    "uniwersytet",
    "universitet",
];

/// Words of what people learn for.
const DEGREES: &[&str] = &[
    "bachelor",
    "master of",
    "master's",
    "masters in",
    "master in",
    "bsc",
    "b.sc",
    "msc",
    "m.sc",
    "b.a.",
    "m.a.",
    "b.ed",
    "m.ed",
    "b.com",
    "m.com",
    "b.tech",
    "m.tech",
    "b.eng",
    "m.eng",
    "mba",
    "phd",
    "ph.d",
    "doctorate",
    "degree",
    "diploma",
    "high school",
    "abitur",
    "baccalauréat",
    "licence en",
    "licenciatura",
    "grado en",
    "laurea",
    "a-levels",
    "a levels",
    "gcse",
    "thesis",
];

/// Words of those who learn.
const LEARNERS: &[&str] = &["student", "pupil", "étudiant", "estudiante", "studente", "schüler"];

/// Words of those who work where others learn.
const TEACHERS: &[&str] = &[
    "teacher",
    "lecturer",
    "professor",
    "tutor",
    "lehrer",
    "dozent",
    "docent",
    "leraar",
    "lerares",
    "enseignant",
    "professeur",
    "profesor",
    "maestr",
    "lærer",
    "research",
    "librarian",
    "nurse",
    "head",
    "assistant",
    "caretaker",
];

/// Words of time in which nobody is employed.
const BREAKS: &[&str] = &[
    "parental leave",
    "maternity leave",
    "paternity leave",
    "family leave",
    "career break",
    "sabbatical",
    "gap year",
    "unemployed",
    "between jobs",
    "job search",
    "elternzeit",
    "arbeitssuchend",
    "mutterschutz",
    "congé parental",
    "congé maternité",
    "ouderschapsverlof",
    "zwangerschapsverlof",
    "loopbaanonderbreking",
];

/// Words of work that isn't paid, and of those who are paid to organise it.
const UNPAID: &[&str] =
    &["volunteer", "volunteering", "voluntary", "ehrenamtlich", "bénévole", "vrijwilliger", "voluntario"];
const ORGANISERS: &[&str] =
    &["coordinator", "manager", "organiser", "organizer", "recruiter", "director", "coördinator"];

/// Words of what somebody may do, or belongs to.
const LICENCES: &[&str] = &[
    "licence",
    "license",
    "licensed",
    "registration",
    "registered with",
    "membership",
    "member of",
    "certificate",
    "certification",
    "certified",
    "permit",
    "nmc",
    "führerschein",
    "rijbewijs",
    "carné",
    "permis",
];

/// How much of a line before its dates is looked at, in bytes.
const REACH: usize = 300;

/// A period with the line it stands on and the lines beside that.
pub(super) struct Entry<'a> {
    pub(super) period: Period,
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    line: &'a str,
    /// Where in the line the dates stand.
    dates: Range<usize>,
}

/// The dated entries of the sections of some kinds, in the text's order.
pub(super) fn entries(text: &str, wanted: impl Fn(SectionKind) -> bool, today: NaiveDate) -> Vec<Entry<'_>> {
    let sections = byte_sections(text).into_iter().filter(|(kind, _)| wanted(*kind));
    sections.flat_map(|(_, range)| entries_of(&text[range], today)).collect()
}

/// The jobs among the dated entries: those of the experience sections, and those that stand under a
/// heading after these which a job itself may have: its skills, its achievements.
pub(super) fn jobs(text: &str, today: NaiveDate) -> Vec<Entry<'_>> {
    let mut jobs = Vec::new();
    let mut begun = false;
    for (kind, range) in byte_sections(text) {
        let section = &text[range];
        if kind == SectionKind::Experience {
            begun = true;
            jobs.extend(entries_of(section, today).into_iter().filter(Entry::may_be_work));
        } else if begun && is_of_a_job(kind, section) {
            jobs.extend(entries_of(section, today).into_iter().filter(Entry::is_surely_work));
        }
    }
    jobs
}

fn is_of_a_job(kind: SectionKind, section: &str) -> bool {
    let achievements = || holds(first_line(section), &["achievement", "accomplishment", "erfolge", "réalisations"]);
    matches!(kind, SectionKind::Skills | SectionKind::Summary) || (kind == SectionKind::Other && achievements())
}

fn entries_of(section: &str, today: NaiveDate) -> Vec<Entry<'_>> {
    periods(section, today).into_iter().map(|period| Entry::new(section, period)).collect()
}

impl<'a> Entry<'a> {
    fn new(section: &'a str, period: Period) -> Self {
        let start = period.bytes.start - last_line(&section[..period.bytes.start]).len();
        let end = period.bytes.start + first_line(&section[period.bytes.start..]).len();
        let line = section[start..end].trim_end();
        let last = if period.bytes.end <= end { period.bytes.end } else { period.from.end };
        let dates = period.bytes.start - start..last.min(start + line.len()) - start;
        let before = last_line(section[..start].trim_end());
        let after = first_line(section[end.max(period.bytes.end)..].trim_start());
        Self { period, before, after, line, dates }
    }

    /// The line's text before and after the dates.
    pub(super) fn around_the_dates(&self) -> [&'a str; 2] {
        [&self.line[..self.dates.start], &self.line[self.dates.end..]]
    }

    /// Whether an entry among jobs is one: no schooling, no licence, no leave, and no detail of a job's bullet.
    fn may_be_work(&self) -> bool {
        !self.is_detail() && !is_off_work(&self.own_words()) && !self.is_schooling()
    }

    /// Whether an entry that stands anywhere tells a job: it has a job's title and no school's name.
    pub(super) fn is_surely_work(&self) -> bool {
        let words = if self.is_bare() { format!("{} {}", self.before, self.line) } else { self.line.to_owned() };
        let learning = holds(&words, DEGREES) || (holds(&words, SCHOOLS) && !holds(&words, TEACHERS));
        has_title_word(&words) && !learning && !is_off_work(&words) && !self.is_detail()
    }

    fn is_schooling(&self) -> bool {
        let words = self.own_words();
        let learning = holds(&words, DEGREES) || (holds(&words, SCHOOLS) && holds(&words, LEARNERS));
        let titled =
            has_title_word(&words) || (self.is_bare() && !is_bullet(self.before) && has_title_word(self.before));
        (learning || holds(&words, LICENCES)) && !titled
    }

    /// The words of the line, with those of the next one where the line has its dates only.
    fn own_words(&self) -> String {
        let goes_on = self.is_bare() && !is_bullet(self.after);
        if goes_on { format!("{} {}", self.line, self.after) } else { self.line.to_owned() }
    }

    /// Whether the line holds nothing but dates.
    fn is_bare(&self) -> bool {
        self.around_the_dates().iter().all(|words| words.chars().filter(|c| c.is_alphabetic()).count() < 3)
    }

    /// Whether the dates go on with a bullet's words, where a job's details are told. A sign or a gap parts
    /// the dates of a job from its title.
    fn is_detail(&self) -> bool {
        let [before, _] = self.around_the_dates();
        let told = before.chars().filter(|c| c.is_alphabetic()).count() > 2;
        let runs_on = before.trim_end().ends_with(char::is_alphanumeric) && !before.ends_with(['\t', '\u{3000}']);
        let parted = !runs_on || before.ends_with("  ") || has_title_word(before);
        is_bullet(self.line.trim_start()) && told && !parted
    }
}

/// The last line of a text, as far as is looked.
fn last_line(text: &str) -> &str {
    let mut start = text.len().saturating_sub(REACH);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text[start..].rsplit('\n').next().unwrap_or("")
}

/// The first line of a text, as far as is looked.
fn first_line(text: &str) -> &str {
    start_of(text).split('\n').next().unwrap_or("")
}

fn is_off_work(words: &str) -> bool {
    holds(words, BREAKS) || (holds(words, UNPAID) && !holds(words, ORGANISERS))
}

/// Whether a text holds one of these; a short one only as a word, since "Mumbai" is no MBA.
fn holds(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| {
        let mut places = lower.match_indices(word);
        places.any(|(at, _)| word.len() > 5 || stands_apart(&lower, at..at + word.len()))
    })
}

fn stands_apart(text: &str, place: Range<usize>) -> bool {
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}
