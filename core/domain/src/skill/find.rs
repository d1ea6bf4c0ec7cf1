//! Finding skills in text: every alias at every place, then borders, case, length and company.

use std::collections::HashMap;
use std::ops::Range;

use super::context::Surroundings;
use super::denial::is_denied;
use super::folded::{Folded, fold};
use super::setting::Settings;
use super::table::{Alias, Rule, automaton, table};
use super::{SkillMention, canonical};
use crate::text::TextIndex;

/// How far apart names may stand to be company for each other, in bytes.
const NEIGHBOURHOOD: usize = 200;

/// The table's skills in a text, in its order, without overlaps: of names that overlap the first
/// wins, and of those that start together the longest (so "JavaScript" is not Java). A name that its
/// sentence denies is no skill there, for whoever asks.
#[must_use]
pub fn find_skills(text: &str) -> Vec<SkillMention> {
    find_with_lists(text, &[])
}

/// As [`find_skills`], where these parts of the text (bytes) are lists of skills whatever stands over them.
pub(crate) fn find_with_lists(text: &str, lists: &[Range<usize>]) -> Vec<SkillMention> {
    find_all(text, lists).told
}

fn find_all(text: &str, lists: &[Range<usize>]) -> Mentions {
    let table = table();
    let places = search(text, lists).into_iter().filter_map(|place| {
        let skill = table.aliases[place.alias].skill?;
        Some((place.bytes, table.names[skill].clone()))
    });
    mentions(text, places)
}

/// The mentions of these skills in a text, in its order, by any of their aliases. A name that the
/// table doesn't know is searched literally, in any case, at word borders; what is found for a name doesn't
/// depend on the others.
#[must_use]
pub fn find_named(text: &str, skills: &[String]) -> Vec<SkillMention> {
    find_named_or_denied(text, skills).told
}

/// As [`find_named`], with the mentions that are denied apart, for who must know what stands in the text at all.
pub(crate) fn find_named_or_denied(text: &str, skills: &[String]) -> Mentions {
    let wanted: Vec<String> = skills.iter().map(|skill| canonical(skill)).collect();
    let (known, unknown): (Vec<_>, Vec<_>) =
        wanted.iter().cloned().partition(|name| table().by_alias(&fold(name)).is_some());
    let mut found = if known.is_empty() { Mentions::default() } else { find_all(text, &[]) };
    let literal = if unknown.is_empty() {
        Mentions::default()
    } else {
        mentions(text, literal_places(text, &unknown).into_iter())
    };
    for (mentions, others) in [(&mut found.told, literal.told), (&mut found.denied, literal.denied)] {
        mentions.retain(|mention| known.contains(&mention.skill));
        mentions.extend(others);
        mentions.sort_by_key(|mention| mention.span);
    }
    found
}

/// What stands in a text, in its order.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub(crate) told: Vec<SkillMention>,
    /// Names that are there to say that the skill isn't.
    pub(crate) denied: Vec<SkillMention>,
}

/// An alias at a place in the original text.
#[derive(Clone, Debug)]
struct Place {
    bytes: Range<usize>,
    alias: usize,
}

/// A place with what its surroundings say, looked up once.
struct Seen {
    place: Place,
    line: usize,
    as_written: bool,
    is_item: bool,
    holds: bool,
}

/// The mentions at these places, those that their sentences deny apart.
fn mentions(text: &str, places: impl Iterator<Item = (Range<usize>, String)>) -> Mentions {
    let index = TextIndex::new(text);
    let mut settings = Settings::new(text);
    let mut found = Mentions::default();
    for (bytes, skill) in places {
        let denied = is_denied(text, &bytes);
        let setting = settings.of(bytes.clone());
        let mention = SkillMention { skill, setting, span: index.span_of_bytes(bytes) };
        if denied { found.denied.push(mention) } else { found.told.push(mention) }
    }
    found
}

/// The aliases that hold, phrases that aren't skills among them.
fn search(text: &str, lists: &[Range<usize>]) -> Vec<Place> {
    let aliases = &table().aliases;
    let surroundings = Surroundings::new(text, lists);
    let places =
        without_overlaps(bordered_places(text), |place| may_stand(&surroundings, &aliases[place.alias], place));
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
            (as_written && !surroundings.is_part_of_a_sign(&place.bytes)) || surroundings.is_item(&place.bytes)
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
    let mut seen = look_at(surroundings, places);
    for _ in 0..2 {
        let joined: Vec<usize> =
            (0..seen.len()).filter(|&at| !seen[at].holds && has_company(surroundings, &seen, at)).collect();
        for at in joined {
            seen[at].holds = true;
        }
    }
    let kept = seen.into_iter().filter(|seen| seen.holds && table().aliases[seen.place.alias].skill.is_some());
    kept.map(|seen| seen.place).collect()
}

fn look_at(surroundings: &Surroundings<'_>, places: Vec<Place>) -> Vec<Seen> {
    let (mut line, mut read) = (0, 0);
    let places = places.into_iter().map(|place| {
        line += surroundings.lines_between(read..place.bytes.start);
        read = place.bytes.start;
        let alias = &table().aliases[place.alias];
        let as_written = surroundings.is_written_as(&place.bytes, &alias.text);
        let is_item = alias.rule != Rule::Plain && surroundings.is_item(&place.bytes);
        let holds = holds_alone(surroundings, alias.rule, &place, as_written);
        Seen { place, line, as_written, is_item, holds }
    });
    places.collect()
}

fn holds_alone(surroundings: &Surroundings<'_>, rule: Rule, place: &Place, as_written: bool) -> bool {
    match rule {
        Rule::Plain => true,
        Rule::Cased => as_written || surroundings.is_skills_item(&place.bytes),
        Rule::InCompany => {
            surroundings.is_skills_item(&place.bytes) || (as_written && surroundings.has_cue(&place.bytes))
        }
    }
}

/// Whether a neighbour on the same line makes an ambiguous name a skill: as items of one list, or
/// close by in a sentence where the name isn't the sentence's own first word.
fn has_company(surroundings: &Surroundings<'_>, seen: &[Seen], at: usize) -> bool {
    let name = &seen[at];
    let may_join = name.is_item || (name.as_written && !surroundings.opens_a_sentence(&name.place.bytes));
    let mut neighbours = near(seen, at).filter(|other| table().aliases[other.place.alias].skill.is_some());
    neighbours.any(|other| (other.holds && may_join) || (name.as_written && name.is_item && other.is_item))
}

/// The places around one, at most four each way, on its line and within reach.
fn near(seen: &[Seen], at: usize) -> impl Iterator<Item = &Seen> {
    let place = &seen[at];
    let around = (at.saturating_sub(4)..seen.len().min(at + 5)).filter(move |&other| other != at);
    around.map(|other| &seen[other]).filter(move |other| {
        let gap = if other.place.bytes.start < place.place.bytes.start {
            place.place.bytes.start - other.place.bytes.end
        } else {
            other.place.bytes.start - place.place.bytes.end
        };
        other.line == place.line && gap <= NEIGHBOURHOOD
    })
}

/// Without places of a name that overlap another of the same name. Names don't hide each other: what is
/// found for one must not depend on which others are looked for.
fn apart_by_name(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by_key(|place| (place.bytes.start, std::cmp::Reverse(place.bytes.end)));
    let mut ends: HashMap<usize, usize> = HashMap::new();
    places.retain(|place| {
        let end = ends.entry(place.alias).or_default();
        let free = place.bytes.start >= *end;
        if free {
            *end = place.bytes.end;
        }
        free
    });
    places
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
    let places = apart_by_name(places);
    places.into_iter().map(|place| (place.bytes, names[place.alias].clone())).collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
