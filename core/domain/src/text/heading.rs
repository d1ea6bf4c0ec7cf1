//! The headings that people put over the parts of a résumé, in five languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::section::SectionKind;
use super::sentence::is_bullet;

/// The headings of the list beside this file, by what `fold` makes of them.
static HEADINGS: LazyLock<HashMap<&'static str, SectionKind>> = LazyLock::new(|| entries().collect());

/// The words of the other list beside this file. `None` is a word that only goes with others.
static WORDS: LazyLock<HashMap<&'static str, Option<Kind>>> = LazyLock::new(|| words_with_kinds().collect());

/// What a word makes of its heading.
#[derive(Clone, Copy)]
enum Kind {
    /// It says what is under the heading.
    Strong(SectionKind),
    /// It says so where nothing else does: "Work history", but "Career objective".
    Weak(SectionKind),
    /// It says so whatever else there is: "Volunteer experience" is no employment.
    Unpaid(SectionKind),
}

impl Kind {
    fn named(line: &str) -> Option<Self> {
        let of = |prefix: &str| line.strip_prefix(prefix).and_then(|name| kind_named(&format!("[{name}")));
        let (weak, unpaid) = (of("[Weak ").map(Self::Weak), of("[Unpaid ").map(Self::Unpaid));
        weak.or(unpaid).or_else(|| kind_named(line).map(Self::Strong))
    }

    /// Which of several kinds counts first, lowest, and what it is.
    fn order(self) -> (u8, SectionKind) {
        match self {
            Self::Unpaid(kind) => (0, kind),
            Self::Strong(kind) => (1, kind),
            Self::Weak(kind) => (2, kind),
        }
    }
}

fn words_with_kinds() -> impl Iterator<Item = (&'static str, Option<Kind>)> {
    let mut kind = None;
    let lines = include_str!("heading_words.txt").lines().filter(|line| !line.starts_with("//"));
    lines.flat_map(move |line| {
        if line.starts_with('[') {
            kind = Kind::named(line);
        }
        let names = if line.starts_with('[') { "" } else { line };
        names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(move |name| (name, kind))
    })
}

fn entries() -> impl Iterator<Item = (&'static str, SectionKind)> {
    let mut kind = SectionKind::Other;
    let lines = include_str!("headings.txt").lines().filter(|line| !line.starts_with("//"));
    lines.flat_map(move |line| {
        kind = kind_named(line).unwrap_or(kind);
        let names = if line.starts_with('[') { "" } else { line };
        names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(move |name| (name, kind))
    })
}

fn kind_named(line: &str) -> Option<SectionKind> {
    Some(match line {
        "[Header]" => SectionKind::Header,
        "[Summary]" => SectionKind::Summary,
        "[Experience]" => SectionKind::Experience,
        "[Education]" => SectionKind::Education,
        "[Skills]" => SectionKind::Skills,
        "[Projects]" => SectionKind::Projects,
        "[Certifications]" => SectionKind::Certifications,
        "[Languages]" => SectionKind::Languages,
        "[Other]" => SectionKind::Other,
        _ => return None,
    })
}

/// Headings that also open a section when what they head follows on the same line.
const INLINE: &[&str] = &[
    "skills",
    "technical skills",
    "key skills",
    "core skills",
    "languages",
    "education",
    "certifications",
    "summary",
    "profile",
    "kenntnisse",
    "sprachen",
    "ausbildung",
    "competences",
    "langues",
    "formation",
    "vaardigheden",
    "talen",
    "opleiding",
    "habilidades",
    "idiomas",
    "formacion",
];

/// A heading has few words: a longer line is a sentence.
pub(super) const LONGEST: usize = 60;

/// More words than these make a sentence.
const MOST_WORDS: usize = 7;

/// The kind of section that a line opens by being a heading and nothing else.
pub(super) fn heading(line: &str) -> Option<SectionKind> {
    if line.len() > LONGEST * 2 || line.chars().count() > LONGEST {
        return None;
    }
    let folded = fold(line);
    let known = kind_of(&folded).or_else(|| kind_of(&without_letter_spaces(&folded)?));
    known.or_else(|| if is_bullet(line) { None } else { kind_by_words(&folded) })
}

/// A heading that no list has whole, by its words: "Clinical experience and employment".
fn kind_by_words(folded: &str) -> Option<SectionKind> {
    let words: Vec<&str> = folded.split([' ', ',', '|', ':']).filter(|word| !word.is_empty()).collect();
    if !(2..=MOST_WORDS).contains(&words.len()) {
        return None;
    }
    let kinds: Option<Vec<Option<Kind>>> = words.iter().map(|word| WORDS.get(word).copied()).collect();
    let first = kinds?.into_iter().flatten().map(Kind::order).min_by_key(|(order, _)| *order);
    first.map(|(_, kind)| kind)
}

/// Whether a word of a heading says that the work under it isn't paid, and what is under it then.
pub(super) fn unpaid(word: &str) -> Option<SectionKind> {
    match WORDS.get(word) {
        Some(Some(Kind::Unpaid(kind))) => Some(*kind),
        _ => None,
    }
}

/// Whether a line is a heading and nothing else.
pub(crate) fn is_heading(line: &str) -> bool {
    heading(line).is_some()
}

/// The kind of section that a line opens with "Skills: Rust, Go".
pub(super) fn inline_heading(line: &str) -> Option<SectionKind> {
    let (label, rest) = line.split_once(':')?;
    if label.len() > LONGEST || rest.trim().is_empty() {
        return None;
    }
    let folded = fold(label);
    if INLINE.contains(&folded.as_str()) { kind_of(&folded) } else { None }
}

fn kind_of(folded: &str) -> Option<SectionKind> {
    HEADINGS.get(folded).copied()
}

/// Lower case, without accents, ornaments and numbering, "&" as "and", blanks folded.
pub(super) fn fold(line: &str) -> String {
    let plain: String = line.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let lower = plain.to_lowercase().replace('&', " and ").replace(['’', '/', '(', ')'], " ");
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches(|c: char| !c.is_alphabetic()).nfc().collect()
}

/// "s k i l l s" as "skills", as designers space their headings.
fn without_letter_spaces(folded: &str) -> Option<String> {
    let spaced = folded.contains(' ') && folded.split(' ').all(|word| word.chars().count() == 1);
    spaced.then(|| folded.replace(' ', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_five_languages() {
        let cases = [
            ("EXPERIENCE", SectionKind::Experience),
            ("Work Experience:", SectionKind::Experience),
            ("E X P E R I E N C E", SectionKind::Experience),
            ("— Skills —", SectionKind::Skills),
            ("3. Education & Training", SectionKind::Education),
            ("Berufserfahrung", SectionKind::Experience),
            ("Persönliche Daten", SectionKind::Header),
            ("Expérience professionnelle", SectionKind::Experience),
            ("Formation", SectionKind::Education),
            ("Werkervaring", SectionKind::Experience),
            ("Formación académica", SectionKind::Education),
            ("Idiomas", SectionKind::Languages),
            ("Résumé", SectionKind::Header),
            ("Clinical Experience & Employment", SectionKind::Experience),
            ("EMPLOYMENT RECORD", SectionKind::Experience),
            ("Professional experience and achievements", SectionKind::Experience),
            ("Career Objective", SectionKind::Summary),
            ("Work background", SectionKind::Experience),
            ("Education & Credentials", SectionKind::Education),
            ("Academic Details", SectionKind::Education),
            ("Community and volunteer experience", SectionKind::Other),
            ("Courses and further training", SectionKind::Certifications),
            ("Esperienze lavorative", SectionKind::Experience),
            ("Formação Acadêmica", SectionKind::Education),
            ("Опыт работы", SectionKind::Experience),
            ("WORKING EXPERIENCE WITH DATES", SectionKind::Experience),
            ("Schools attended with dates", SectionKind::Education),
            ("Organisational Experience", SectionKind::Experience),
            ("Positions Held", SectionKind::Experience),
            ("Previous Employment", SectionKind::Experience),
            ("Berufliche Stationen", SectionKind::Experience),
            ("Career Highlights", SectionKind::Experience),
            ("Employment Details", SectionKind::Experience),
            ("Academic Credentials", SectionKind::Certifications),
            ("Higher Education", SectionKind::Education),
            ("Trainings and Seminars Attended", SectionKind::Education),
            ("Professional Registration", SectionKind::Certifications),
            ("Community Involvement", SectionKind::Other),
            ("職歴", SectionKind::Experience),
            ("학력", SectionKind::Education),
        ];
        for (line, kind) in cases {
            assert_eq!(heading(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_heading() {
        for line in [
            "Experience with Rust",
            "My skills are many.",
            "Rust",
            "",
            "Senior engineer",
            "Project management",
            "Teaching",
            "Employment law",
            "Work in Progress",
            "Management of records",
        ] {
            assert_eq!(heading(line), None, "{line}");
        }
        assert_eq!(inline_heading("Skills: Rust, Go"), Some(SectionKind::Skills));
        assert_eq!(inline_heading("Technologies: Rust, Go"), None);
        assert_eq!(inline_heading("Skills:"), None);
    }

    #[test]
    fn no_heading_is_claimed_twice() {
        let mut names: Vec<_> = entries().map(|(name, _)| name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        let words = words_with_kinds().count();
        assert_eq!(WORDS.len(), words, "a word stands twice");
    }
}
