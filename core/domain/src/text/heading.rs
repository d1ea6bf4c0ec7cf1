//! The headings that people put over the parts of a résumé, in five languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::section::SectionKind;

/// The headings of the list beside this file, by what `fold` makes of them.
static HEADINGS: LazyLock<HashMap<&'static str, SectionKind>> = LazyLock::new(|| entries().collect());

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
const LONGEST: usize = 60;

/// The kind of section that a line opens by being a heading and nothing else.
pub(super) fn heading(line: &str) -> Option<SectionKind> {
    if line.len() > LONGEST * 2 || line.chars().count() > LONGEST {
        return None;
    }
    let folded = fold(line);
    kind_of(&folded).or_else(|| kind_of(&without_letter_spaces(&folded)?))
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
fn fold(line: &str) -> String {
    let plain: String = line.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let lower = plain.to_lowercase().replace('&', " and ").replace(['’', '/', '(', ')'], " ");
    let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
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
        ];
        for (line, kind) in cases {
            assert_eq!(heading(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_heading() {
        for line in ["Experience with Rust", "My skills are many.", "Rust", "", "Senior engineer"] {
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
    }
}
