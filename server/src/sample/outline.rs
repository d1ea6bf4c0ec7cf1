//! A person's facts put into the order and the headings of a résumé, before any page is drawn.

use rand::Rng;
use rand::rngs::StdRng;

use super::Arrangement;
use super::facts::{Month, PersonFacts, Role};

/// What a page shows, from the top down.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) name: String,
    pub(super) headline: String,
    pub(super) contact: Vec<String>,
    /// The narrow column, where there is one.
    pub(super) aside: Vec<Section>,
    pub(super) main: Vec<Section>,
    pub(super) arrangement: Arrangement,
    pub(super) airy: bool,
}

#[derive(Debug)]
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) body: Body,
    pub(super) new_page: bool,
}

#[derive(Debug)]
pub(super) enum Body {
    Text(String),
    Bullets(Vec<String>),
    Lines(Vec<String>),
    Words(Vec<String>),
    Entries(Vec<Entry>),
}

/// One employment as it is shown.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) employer: String,
    pub(super) dates: String,
    pub(super) points: Vec<String>,
}

/// The choices that a seed makes: how somebody names sections, writes dates, picks a colour.
#[derive(Debug)]
pub(super) struct Wording {
    index: usize,
    headings: [&'static str; 6],
    dates: DateStyle,
    pub(super) accent: (u8, u8, u8),
    pub(super) font: &'static str,
    pub(super) letterhead: bool,
    file_style: u8,
}

#[derive(Debug, Clone, Copy)]
enum DateStyle {
    Words,
    Numbers,
    Years,
}

/// Summary, work, skills, education, languages, contact.
const HEADINGS: [[&str; 6]; 4] = [
    ["Profile", "Work experience", "Skills", "Education", "Languages", "Contact"],
    ["Summary", "Experience", "Key skills", "Education and training", "Languages", "Contact details"],
    ["About me", "Employment history", "Skills and tools", "Education", "Languages", "Contact"],
    ["Personal statement", "Career history", "Core skills", "Qualifications", "Languages", "Contact"],
];
const ACCENTS: [(u8, u8, u8); 7] =
    [(31, 78, 121), (30, 90, 70), (110, 45, 60), (60, 60, 60), (86, 60, 120), (150, 80, 20), (0, 95, 115)];
const FONTS: [&str; 4] = ["Calibri", "Cambria", "Arial", "Georgia"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Wording {
    /// Draws the choices for the person at `index`.
    pub(super) fn draw(index: usize, rng: &mut StdRng) -> Self {
        Self {
            index,
            headings: HEADINGS[rng.random_range(0..HEADINGS.len())],
            dates: [DateStyle::Words, DateStyle::Numbers, DateStyle::Years][rng.random_range(0..3)],
            accent: ACCENTS[rng.random_range(0..ACCENTS.len())],
            font: FONTS[rng.random_range(0..FONTS.len())],
            letterhead: rng.random_bool(0.3),
            file_style: rng.random_range(0..6),
        }
    }

    /// A file name such as people give.
    pub(super) fn file_name(&self, person: &PersonFacts) -> String {
        let ending = match person.format {
            super::Format::Pdf => "pdf",
            super::Format::Docx => "docx",
        };
        let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
        let initial: String = first.chars().take(1).collect();
        let plain = person.key.replace('-', "_");
        let stem = match self.file_style {
            0 => format!("cv_{plain}"),
            1 => format!("Resume - {initial}. {last}"),
            2 => format!("{} CV 2026", person.name),
            3 => format!("{plain}_resume_final"),
            4 => format!("CV {last}, {first}"),
            _ => format!("{}-CV", person.key),
        };
        format!("{stem}.{ending}")
    }

    /// A number out of a range that the country keeps for fiction, or a British one of that kind.
    fn phone(&self, person: &PersonFacts) -> String {
        let n = self.index % 100;
        match person.country() {
            "USA" => format!("+1 (503) 555-01{n:02}"),
            "Canada" => format!("+1 (613) 555-01{n:02}"),
            "France" => format!("+33 1 99 00 {n:02} 4{}", n % 10),
            "Germany" => format!("+49 30 23125 {n:03}"),
            "Sweden" => format!("+46 8 465 004 {n:02}"),
            _ if n.is_multiple_of(2) => format!("+44 20 7946 0{:03}", 200 + n),
            _ => format!("+44 7700 900{:03}", 100 + n),
        }
    }

    fn dates(&self, role: &Role) -> String {
        let from = self.month(role.from);
        role.to.map_or_else(|| format!("{from} – present"), |to| format!("{from} – {}", self.month(to)))
    }

    fn month(&self, at: Month) -> String {
        match self.dates {
            DateStyle::Words => format!("{} {}", MONTHS[usize::from(at.month) - 1], at.year),
            DateStyle::Numbers => format!("{:02}/{}", at.month, at.year),
            DateStyle::Years => at.year.to_string(),
        }
    }
}

impl Outline {
    /// Orders a person's facts for their arrangement.
    pub(super) fn of(person: &PersonFacts, wording: &Wording) -> Self {
        let contact = vec![person.email(), wording.phone(person), person.place.clone()];
        let (aside, main) = match person.arrangement {
            Arrangement::TwoColumns => two_columns(person, wording, &contact),
            Arrangement::OneColumn | Arrangement::Tables => (Vec::new(), one_column(person, wording)),
        };
        Self {
            name: person.name.clone(),
            headline: person.headline.clone(),
            contact,
            aside,
            main,
            arrangement: person.arrangement,
            airy: person.airy,
        }
    }
}

fn two_columns(person: &PersonFacts, wording: &Wording, contact: &[String]) -> (Vec<Section>, Vec<Section>) {
    let mut aside = vec![section(wording.headings[5], Body::Lines(contact.to_vec()))];
    aside.extend(skills(person, wording));
    aside.extend(education(person, wording));
    aside.extend(languages(person, wording));
    let mut main = vec![summary(person, wording), work(person, wording)];
    main.extend(extras(person));
    (aside, main)
}

fn one_column(person: &PersonFacts, wording: &Wording) -> Vec<Section> {
    let mut main = vec![summary(person, wording)];
    let skills_first = wording.index.is_multiple_of(2);
    if skills_first {
        main.extend(skills(person, wording));
    }
    main.push(work(person, wording));
    main.extend(education(person, wording));
    if !skills_first {
        main.extend(skills(person, wording));
    }
    main.extend(languages(person, wording));
    main.extend(extras(person));
    main
}

fn section(heading: &str, body: Body) -> Section {
    Section { heading: heading.to_owned(), body, new_page: false }
}

fn summary(person: &PersonFacts, wording: &Wording) -> Section {
    section(wording.headings[0], Body::Text(person.summary.clone()))
}

fn work(person: &PersonFacts, wording: &Wording) -> Section {
    let entries = person.role.iter().map(|role| Entry {
        title: role.title.clone(),
        employer: role.employer.clone(),
        dates: wording.dates(role),
        points: role.points.clone(),
    });
    section(wording.headings[1], Body::Entries(entries.collect()))
}

/// What is told in other words stays out of the list: that is the point of it. A skill that the
/// third page alone shows stays out as well.
fn skills(person: &PersonFacts, wording: &Wording) -> Option<Section> {
    let on_page_three = |skill: &str| {
        let decisive = person.extra.iter().filter(|extra| extra.decisive);
        decisive.flat_map(|extra| &extra.items).any(|item| item.contains(skill))
    };
    let known = person.described.iter().chain(&person.listed);
    let mut known: Vec<(&String, &f64)> = known.filter(|(skill, _)| !on_page_three(skill)).collect();
    known.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let names: Vec<String> = known.into_iter().map(|(skill, _)| skill.clone()).collect();
    (!names.is_empty()).then(|| section(wording.headings[2], Body::Words(names)))
}

fn education(person: &PersonFacts, wording: &Wording) -> Option<Section> {
    let lines = person.education.iter();
    let lines = lines.map(|item| format!("{}, {}, {}", item.what, item.school, item.year));
    (!person.education.is_empty()).then(|| section(wording.headings[3], Body::Lines(lines.collect())))
}

fn languages(person: &PersonFacts, wording: &Wording) -> Option<Section> {
    let spoken = &person.languages;
    (!spoken.is_empty()).then(|| section(wording.headings[4], Body::Words(spoken.clone())))
}

fn extras(person: &PersonFacts) -> impl Iterator<Item = Section> {
    person.extra.iter().map(|extra| Section {
        heading: extra.heading.clone(),
        body: Body::Bullets(extra.items.clone()),
        new_page: extra.new_page,
    })
}
