//! What a résumé tells of others: of referees, employers and schools.

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

/// Whether a section tells of employers, customers and schools, whose addresses may stand there.
pub(super) fn is_of_work(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Experience | SectionKind::Projects | SectionKind::Education)
}

/// The text without the referees, in two: what tells of the person alone, and what tells of work too.
pub(super) fn own_text(text: &str) -> (String, String) {
    let sections = byte_sections(text).into_iter().map(|(kind, range)| (kind, &text[range]));
    let own = sections.filter(|(kind, section)| !is_of_others(*kind, section));
    let (work, person): (Vec<_>, Vec<_>) = own.partition(|(kind, _)| is_of_work(*kind));
    let joined = |sections: Vec<(SectionKind, &str)>| {
        sections.into_iter().map(|(_, section)| section).collect::<Vec<_>>().join("\n")
    };
    (joined(person), joined(work))
}
