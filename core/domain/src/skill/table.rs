//! The curated table of skills, read once from the lists beside this file.
//!
//! One skill a line: `Name: alias, alias`. A sign before a name or an alias says how it is read:
//! none in any case, `^` only as it is written, `~` as it is written and only in company, which
//! `context` defines. `not_skills.txt` lists phrases that hold a skill's name and mean something else.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::folded::fold;

/// The lists by field, each sorted.
const LISTS: &[(&str, &str)] = &[
    ("software", include_str!("table/software.txt")),
    ("data", include_str!("table/data.txt")),
    ("cloud", include_str!("table/cloud.txt")),
    ("design", include_str!("table/design.txt")),
    ("health", include_str!("table/health.txt")),
    ("finance", include_str!("table/finance.txt")),
    ("logistics", include_str!("table/logistics.txt")),
    ("law", include_str!("table/law.txt")),
    ("teaching", include_str!("table/teaching.txt")),
    ("marketing", include_str!("table/marketing.txt")),
    ("people", include_str!("table/people.txt")),
    ("building", include_str!("table/building.txt")),
    ("hospitality", include_str!("table/hospitality.txt")),
    ("office", include_str!("table/office.txt")),
];

const NOT_SKILLS: &str = include_str!("table/not_skills.txt");

/// How an alias is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// In any case, anywhere.
    Plain,
    /// As it is written; in any case where it stands as an item of a list of skills.
    Cased,
    /// As `Cased`, and only in the company of other signs that a skill is meant.
    InCompany,
}

/// One spelling of a skill, or of something that isn't one.
#[derive(Debug)]
pub(super) struct Alias {
    /// As it is written in the table.
    pub(super) text: String,
    pub(super) rule: Rule,
    /// The index of the skill's name; `None` for a phrase that isn't a skill.
    pub(super) skill: Option<usize>,
}

/// The table, ready to search with.
pub(super) struct Table {
    pub(super) names: Vec<String>,
    pub(super) aliases: Vec<Alias>,
    /// Finds the folded aliases, each by its index in `aliases`.
    pub(super) automaton: AhoCorasick,
    by_alias: HashMap<String, usize>,
}

impl Table {
    /// The canonical name of a folded alias.
    pub(super) fn by_alias(&self, folded: &str) -> Option<&str> {
        self.by_alias.get(folded).map(|&skill| self.names[skill].as_str())
    }
}

/// The table.
pub(super) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(read);
    &TABLE
}

fn read() -> Table {
    let mut names = Vec::new();
    let mut aliases = Vec::new();
    for line in LISTS.iter().flat_map(|(_, list)| entries(list)) {
        let skill = Some(names.len());
        let (name, others) = line.split_once(':').unwrap_or((line, ""));
        names.push(without_sign(name).1.to_owned());
        for alias in std::iter::once(name).chain(others.split(',')).filter(|alias| !alias.trim().is_empty()) {
            let (rule, text) = without_sign(alias);
            aliases.push(Alias { text: text.to_owned(), rule, skill });
        }
    }
    for phrase in entries(NOT_SKILLS) {
        aliases.push(Alias { text: phrase.to_owned(), rule: Rule::Plain, skill: None });
    }
    let by_alias = aliases.iter().filter_map(|alias| Some((fold(&alias.text), alias.skill?))).collect();
    let automaton = automaton(aliases.iter().map(|alias| fold(&alias.text)));
    Table { names, aliases, automaton, by_alias }
}

/// A searcher for folded names that reports each of them at each of its places.
pub(super) fn automaton(names: impl Iterator<Item = String>) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(names)
        .expect("the names are far fewer and shorter than an automaton's limit")
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

fn without_sign(alias: &str) -> (Rule, &str) {
    let alias = alias.trim();
    match alias.chars().next() {
        Some('^') => (Rule::Cased, &alias[1..]),
        Some('~') => (Rule::InCompany, &alias[1..]),
        _ => (Rule::Plain, alias),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_large_and_every_alias_has_one_owner() {
        let table = table();
        assert!(table.names.len() >= 400, "{}", table.names.len());
        let mut owners = HashMap::new();
        for alias in &table.aliases {
            let folded = fold(&alias.text);
            assert!(!folded.is_empty());
            let before = owners.insert(folded, alias.text.clone());
            assert_eq!(before, None, "claimed twice");
        }
    }

    #[test]
    fn each_list_is_sorted() {
        for (field, list) in LISTS {
            let names: Vec<String> =
                entries(list).map(|line| without_sign(line.split(':').next().unwrap()).1.to_lowercase()).collect();
            assert!(names.len() >= 20, "{field}");
            for pair in names.windows(2) {
                assert!(pair[0] < pair[1], "{field}: {} before {}", pair[0], pair[1]);
            }
        }
    }
}
