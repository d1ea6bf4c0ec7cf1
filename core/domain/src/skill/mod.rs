//! Skills by their names: a curated table with aliases, and finding them in text.
//!
//! A ranking is only as true as its skills: "Go" must not be found in "go to market", nor Java in
//! JavaScript. So the table says which names are plain, which need their case and which need company,
//! and phrases that only look like skills are matched too and win by length.

mod context;
mod denial;
mod find;
mod folded;
mod setting;
mod table;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::text::Span;

pub use find::{find_named, find_skills};
pub(crate) use find::{find_named_or_denied, find_with_lists};

/// A skill told at a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillMention {
    /// Its canonical name.
    pub skill: String,
    /// Where it is told.
    pub span: Span,
    /// How it is told.
    pub setting: SkillSetting,
}

/// How a text tells a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SkillSetting {
    /// It stands in a list: a skills section, names between commas, a certificate or a course.
    Listed,
    /// It stands in a sentence, bullet or line that tells work.
    Described,
}

/// The name that the table gives a skill ("k8s" is "Kubernetes"). A name that the table doesn't know
/// keeps its case and loses outer and doubled blanks.
#[must_use]
pub fn canonical(name: &str) -> String {
    let tidy = name.split_whitespace().collect::<Vec<_>>().join(" ");
    table::table().by_alias(&folded::fold(&tidy)).map_or(tidy, ToOwned::to_owned)
}

/// Canonical names, each once, in the order given. A blank name is left out.
#[must_use]
pub fn canonical_names(names: &[String]) -> Vec<String> {
    let mut known = HashSet::new();
    let named = names.iter().map(|name| canonical(name)).filter(|name| !name.is_empty());
    named.filter(|name| known.insert(folded::fold(name))).collect()
}

/// Whether the table holds a skill of this name.
#[must_use]
pub fn is_known(name: &str) -> bool {
    let tidy = name.split_whitespace().collect::<Vec<_>>().join(" ");
    table::table().by_alias(&folded::fold(&tidy)).is_some()
}

/// Whether two names mean the same skill.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    folded::fold(&canonical(a)) == folded::fold(&canonical(b))
}

/// The skills of mentions, each once, in the order of their first mention.
#[must_use]
pub fn names_of(mentions: &[SkillMention]) -> Vec<String> {
    let mut seen = HashSet::new();
    mentions.iter().filter(|mention| seen.insert(mention.skill.as_str())).map(|mention| mention.skill.clone()).collect()
}
