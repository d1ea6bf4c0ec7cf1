//! Finding skills in text: every alias at every place, then borders, case, length and company.

use std::ops::Range;

use super::context::Surroundings;
use super::folded::{Folded, fold};
use super::setting::Settings;
use super::table::{Alias, Rule, automaton, table};
use super::{SkillMention, canonical};
use crate::text::TextIndex;

/// The table's skills in a text, in its order, without overlaps: of names that overlap the first
/// wins, and of those that start together the longest (so "JavaScript" is not Java).
#[must_use]
pub fn find_skills(text: &str) -> Vec<SkillMention> {
    let table = table();
    let places = search(text).into_iter().filter_map(|place| {
        let skill = table.aliases[place.alias].skill?;
        Some((place.bytes, table.names[skill].clone()))
    });
    mentions(text, places)
}

/// The mentions of these skills in a text, in its order, by any of their aliases. A name that the
/// table doesn't know is searched literally, in any case, at word borders.
#[must_use]
pub fn find_named(text: &str, skills: &[String]) -> Vec<SkillMention> {
    let wanted: Vec<String> = skills.iter().map(|skill| canonical(skill)).collect();
    let (known, unknown): (Vec<_>, Vec<_>) = wanted
        .iter()
        .cloned()
        .partition(|name| table().by_alias(&fold(name)).is_some());
    let mut found = if known.is_empty() {
        Vec::new()
    } else {
        find_skills(text)
    };
    found.retain(|mention| known.contains(&mention.skill));
    if !unknown.is_empty() {
        found.extend(mentions(text, literal_places(text, &unknown).into_iter()));
        found.sort_by_key(|mention| mention.span);
    }
    found
}

/// An alias at a place in the original text.
#[derive(Clone, Debug)]
struct Place {
    bytes: Range<usize>,
    alias: usize,
}

fn mentions(text: &str, places: impl Iterator<Item = (Range<usize>, String)>) -> Vec<SkillMention> {
    let index = TextIndex::new(text);
    let settings = Settings::new(text);
    places
        .map(|(bytes, skill)| SkillMention {
            skill,
            setting: settings.of(bytes.clone()),
            span: index.span_of_bytes(bytes),
        })
        .collect()
}

/// The aliases that hold, phrases that aren't skills among them.
fn search(text: &str) -> Vec<Place> {
    let aliases = &table().aliases;
    let surroundings = Surroundings::new(text);
    let places = without_overlaps(bordered_places(text), |place| {
        may_stand(&surroundings, &aliases[place.alias], place)
    });
    in_company(&surroundings, places)
}

fn bordered_places(text: &str) -> Vec<Place> {
    let folded = Folded::new(text);
    table()
        .automaton
        .find_overlapping_iter(&folded.text)
        .map(|found| Place {
            bytes: folded.original(text, found.start(), found.end()),
            alias: found.pattern().as_usize(),
        })
        .filter(|place| Surroundings::has_borders(text, &place.bytes))
        .collect()
}

/// Whether a place holds whatever stands near it, as far as that can be said before overlaps go.
fn may_stand(surroundings: &Surroundings<'_>, alias: &Alias, place: &Place) -> bool {
    let as_written = surroundings.is_written_as(&place.bytes, &alias.text);
    match alias.rule {
        Rule::Plain => true,
        Rule::Cased | Rule::InCompany => {
            (as_written && !surroundings.is_part_of_a_sign(&place.bytes))
                || surroundings.is_item(&place.bytes)
        }
    }
}

fn without_overlaps(mut places: Vec<Place>, keep: impl Fn(&Place) -> bool) -> Vec<Place> {
    places.retain(keep);
    places.sort_by_key(|place| (place.bytes.start, std::cmp::Reverse(place.bytes.end)));
    let mut end = 0;
    places.retain(|place| {
        let free = place.bytes.start >= end;
        if free {
            end = place.bytes.end;
        }
        free
    });
    places
}

/// Drops the ambiguous names that stand alone. A name that holds by itself is company for others.
fn in_company(surroundings: &Surroundings<'_>, places: Vec<Place>) -> Vec<Place> {
    let aliases = &table().aliases;
    let mut holds: Vec<bool> = places
        .iter()
        .map(|place| holds_alone(surroundings, &aliases[place.alias], place))
        .collect();
    for _ in 0..2 {
        let before = holds.clone();
        for (at, holds) in holds.iter_mut().enumerate() {
            *holds = *holds || has_company(surroundings, &places, &before, at);
        }
    }
    let kept = places
        .into_iter()
        .zip(holds)
        .filter(|(place, holds)| *holds && aliases[place.alias].skill.is_some());
    kept.map(|(place, _)| place).collect()
}

fn holds_alone(surroundings: &Surroundings<'_>, alias: &Alias, place: &Place) -> bool {
    let as_written = surroundings.is_written_as(&place.bytes, &alias.text);
    match alias.rule {
        Rule::Plain => true,
        Rule::Cased => as_written || surroundings.is_skills_item(&place.bytes),
        Rule::InCompany => {
            surroundings.is_skills_item(&place.bytes)
                || (as_written && surroundings.has_cue(&place.bytes))
        }
    }
}

/// Whether a neighbour on the same line makes an ambiguous name a skill: as items of one list, or
/// close by in a sentence where the name isn't the sentence's own first word.
fn has_company(
    surroundings: &Surroundings<'_>,
    places: &[Place],
    holds: &[bool],
    at: usize,
) -> bool {
    let aliases = &table().aliases;
    let place = &places[at];
    let as_written = surroundings.is_written_as(&place.bytes, &aliases[place.alias].text);
    let is_item = surroundings.is_item(&place.bytes);
    let mut neighbours = near(places, at).filter(|&other| {
        aliases[places[other].alias].skill.is_some()
            && surroundings.same_line(&place.bytes, &places[other].bytes)
    });
    neighbours.any(|other| {
        let other_item = is_item && surroundings.is_item(&places[other].bytes);
        let held_neighbour = holds[other]
            && (is_item || (as_written && !surroundings.opens_a_sentence(&place.bytes)));
        held_neighbour || (as_written && other_item)
    })
}

/// The indices of the places around one, at most four each way.
fn near(places: &[Place], at: usize) -> impl Iterator<Item = usize> {
    (at.saturating_sub(4)..places.len().min(at + 5)).filter(move |&other| other != at)
}

fn literal_places(text: &str, names: &[String]) -> Vec<(Range<usize>, String)> {
    let names: Vec<&String> = names.iter().filter(|name| !fold(name).is_empty()).collect();
    let folded = Folded::new(text);
    let places = automaton(names.iter().map(|name| fold(name)))
        .find_overlapping_iter(&folded.text)
        .map(|found| Place {
            bytes: folded.original(text, found.start(), found.end()),
            alias: found.pattern().as_usize(),
        })
        .filter(|place| Surroundings::has_borders(text, &place.bytes))
        .collect();
    let places = without_overlaps(places, |_| true);
    places
        .into_iter()
        .map(|place| (place.bytes, names[place.alias].clone()))
        .collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
