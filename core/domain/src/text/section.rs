//! The sections of a résumé, found by their headings.

use serde::{Deserialize, Serialize};

use super::heading::{heading, inline_heading};
use super::heading_end::heading_by_end;
use super::sentence::lines;
use super::span::{Span, TextIndex};

/// What a section of a résumé tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SectionKind {
    /// What stands before the first heading, or under "Contact".
    Header,
    /// A profile or objective.
    Summary,
    /// Work done for others.
    Experience,
    /// Schools and degrees.
    Education,
    /// Skills, mostly as a list.
    Skills,
    /// Projects of one's own.
    Projects,
    /// Certificates, licences and courses.
    Certifications,
    /// Languages spoken.
    Languages,
    /// Interests, references and the like.
    Other,
}

/// A section with its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it tells.
    pub kind: SectionKind,
    /// From its heading to its last character that isn't blank.
    pub span: Span,
}

/// The sections in the order of the text. Every character that isn't blank stands in exactly one.
/// A text without headings is one `Header`; a blank text has none.
#[must_use]
pub fn sections(text: &str) -> Vec<Section> {
    let index = TextIndex::new(text);
    byte_sections(text).into_iter().map(|(kind, range)| Section { kind, span: index.span_of_bytes(range) }).collect()
}

/// As `sections`, in bytes.
pub(crate) fn byte_sections(text: &str) -> Vec<(SectionKind, std::ops::Range<usize>)> {
    let mut found: Vec<(SectionKind, std::ops::Range<usize>)> = Vec::new();
    let mut last_end = 0;
    for line in lines(text, 0..text.len()) {
        let after_blank = text[last_end..line.start].matches('\n').count() > 1;
        last_end = line.end;
        let current = found.last().map(|(kind, _)| *kind);
        match opened_by(&text[line.clone()], current, after_blank) {
            Some(kind) => found.push((kind, line)),
            None if found.is_empty() => found.push((SectionKind::Header, line)),
            None => found.last_mut().expect("it isn't empty").1.end = line.end,
        }
    }
    found
}

/// The section that a line opens. A label with its list of skills on the same line belongs to the job
/// it stands under, unless a blank line parts them.
fn opened_by(line: &str, current: Option<SectionKind>, after_blank: bool) -> Option<SectionKind> {
    let in_entries = matches!(current, Some(SectionKind::Experience | SectionKind::Projects | SectionKind::Education));
    let of_an_entry = |kind: &SectionKind| matches!(kind, SectionKind::Skills | SectionKind::Languages);
    let apart = after_blank
        || line.chars().all(|c| !c.is_lowercase())
        || (!line.contains(' ') && current != Some(SectionKind::Skills));
    heading(line)
        .or_else(|| if apart { heading_by_end(line) } else { None })
        .or_else(|| inline_heading(line).filter(|kind| !in_entries || after_blank || !of_an_entry(kind)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(SectionKind, &str)> {
        let index = TextIndex::new(text);
        sections(text).into_iter().map(|section| (section.kind, index.slice(section.span))).collect()
    }

    #[test]
    fn sections_hold_their_headings() {
        let text = "Mira Example\n\nSummary\nEngineer.\n\nExperience\n2018 - 2025  Engineer\nSkills: Rust\n\nSkills: Rust, Go\nLanguages: Dutch\n";
        assert_eq!(
            read(text),
            [
                (SectionKind::Header, "Mira Example"),
                (SectionKind::Summary, "Summary\nEngineer."),
                (SectionKind::Experience, "Experience\n2018 - 2025  Engineer\nSkills: Rust"),
                (SectionKind::Skills, "Skills: Rust, Go"),
                (SectionKind::Languages, "Languages: Dutch"),
            ]
        );
    }

    #[test]
    fn a_label_of_schools_ends_the_jobs_and_one_of_skills_does_not() {
        let text = "Experience\n2018 - 2025  Engineer\nSkills: Rust\nEducation: a university, 2010 - 2014";
        let kinds: Vec<_> = sections(text).into_iter().map(|section| section.kind).collect();
        assert_eq!(kinds, [SectionKind::Experience, SectionKind::Education]);
    }

    #[test]
    fn blank_and_plain_texts() {
        assert_eq!(read(" \n\n"), []);
        assert_eq!(read("only a line"), [(SectionKind::Header, "only a line")]);
    }

    proptest! {
        #[test]
        fn sections_cover_the_text_in_order(words in prop::collection::vec("Skills|Experience|Education|[a-zé]{1,9}|\n\n|:|,", 0..60)) {
            let text = words.join("\n");
            let mut kept = String::new();
            let mut end = 0;
            for section in sections(&text) {
                prop_assert!(section.span.start >= end);
                end = section.span.end;
                kept.push_str(TextIndex::new(&text).slice(section.span));
            }
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(solid(&kept), solid(&text));
        }
    }
}
