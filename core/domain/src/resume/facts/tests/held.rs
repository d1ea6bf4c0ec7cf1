//! A résumé as it comes, and what a careful reader takes out of it.

use chrono::NaiveDate;

use crate::resume::facts::read_facts;

/// A text with the facts that stand in it; an empty one, or no years, stands for a fact that isn't told.
pub(super) struct Held {
    pub(super) name: &'static str,
    pub(super) phone: &'static str,
    pub(super) years: f64,
    pub(super) text: &'static str,
}

/// The text as other programs would write it down: without blank lines, with more of them, with other
/// line ends, indented, with hyphens for dashes.
fn looks(held: &Held) -> impl Iterator<Item = String> {
    let changes = [
        ("", ""),
        ("\n\n", "\n"),
        ("\n", "\n\n"),
        ("\n", "\r\n"),
        ("\n", "  \n  "),
        ("–", "-"),
        (" – ", "\u{a0}–\u{a0}"),
    ];
    changes
        .into_iter()
        .map(|(from, to)| if from.is_empty() { held.text.to_owned() } else { held.text.replace(from, to) })
}

/// Reads them all, in every look, and tells of each that is read otherwise than it should be.
pub(super) fn check(held: &[Held]) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let mut wrong = Vec::new();
    for (Held { name, phone, years, .. }, text) in
        held.iter().flat_map(|held| looks(held).map(move |text| (held, text)))
    {
        let facts = read_facts(&text, today);
        let read = (facts.name.unwrap_or_default(), facts.phone.unwrap_or_default(), facts.years_of_experience);
        let told = ((*name).to_owned(), (*phone).to_owned(), (*years > 0.0).then_some(*years));
        if read != told {
            wrong.push(format!("{told:?}\n   is read as {read:?}\n{text:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), held.len(), wrong.join("\n"));
}
