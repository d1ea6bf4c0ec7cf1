//! What a résumé tells of other people: its references.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{SectionKind, byte_sections, start_of};

static REFEREES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:refere|referen|professional refer|character refer)").expect("the pattern is fixed")
});

/// Whether a section, given with its heading, lists the people who can be asked about the person.
pub(super) fn is_of_others(kind: SectionKind, section: &str) -> bool {
    kind == SectionKind::Other && REFEREES.is_match(start_of(section))
}

/// The text without those sections.
pub(super) fn own_text(text: &str) -> String {
    let sections = byte_sections(text).into_iter().map(|(kind, range)| (kind, &text[range]));
    let own = sections.filter(|(kind, section)| !is_of_others(*kind, section)).map(|(_, section)| section);
    own.collect::<Vec<_>>().join("\n")
}
