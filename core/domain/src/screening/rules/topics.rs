//! What a job's description asks beside skills and years: its sentences about the work, and how much of
//! one a résumé speaks of.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::Reading;
use crate::skill::{self, SkillMention};
use crate::text::{self, Span};

use super::words::keywords;

/// The most passages of a description that become criteria.
pub(super) const MOST_TOPICS: usize = 3;
/// Fewer words than this don't make a topic.
const LEAST_KEYWORDS: usize = 3;
/// More words than this don't make a passage more of a topic.
const ENOUGH_KEYWORDS: usize = 8;

/// Headings under which a description speaks of the employer, not of the work.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?: about\ (?:us|the\ company) | who\ we\ are | our\ (?:company|values|culture|mission) | what\ we\ offer
        | we\ offer | benefits? | perks | compensation | salary | how\ to\ apply | application\ process | equal\ opportunit\w* )\W*$",
    )
    .expect("the pattern is valid")
});

/// Headings under which it speaks of the work.
static DUTIES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?: (?:key\ |your\ |main\ )?(?:responsibilities|duties|tasks) | what\ you(?:'ll|\ will)\ do | the\ (?:role|work|job)
        | your\ role | your\ work )\W*$",
    )
    .expect("the pattern is valid")
});

/// Sentences that are no work to be judged by: terms of employment, and what must never be judged.
static NO_TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?: we\ offer | benefits? | salary | salaries | bonus | pension | holidays? | vacation | perks | insurance\ plan
        | full[\ -]time | part[\ -]time | permanent | hybrid | remote | on-?site | apply | applicants? | equal\ opportunit\w*
        | gender | sex | sexual | male | female | man | woman | men | women | race | racial | ethnic\w* | religio\w* | nationalit\w*
        | citizen\w* | disabilit\w* | disabled | pregnan\w* | married | marital | age | aged | young | youthful | native\ speaker )\b",
    )
    .expect("the pattern is valid")
});

/// The passages that say most about the work, each on one line, at most [`MOST_TOPICS`], in the order of
/// the description.
pub(super) fn topics_of(description: &str) -> Vec<String> {
    let reading = Reading::new(description, &[]);
    let skills = skill::find_skills(description);
    let mut candidates: Vec<(usize, usize, String)> = Vec::new();
    let mut seen: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    let mut heading = Heading::None;
    for (at, sentence) in reading.sentences().iter().enumerate() {
        let words = one_line(reading.slice(*sentence));
        heading = heading.after(&words);
        let keys = keywords(&words);
        let asks = keywords(&without_skills(&reading, &skills, *sentence)).len();
        let fits = heading != Heading::Aside
            && asks >= LEAST_KEYWORDS
            && text::asked_years(&words).is_none()
            && !NO_TOPIC.is_match(&words);
        if fits && !seen.contains(&keys) {
            let bonus = if heading == Heading::Duties { 4 } else { 0 };
            candidates.push((at, asks.min(ENOUGH_KEYWORDS) + bonus, words));
            seen.insert(keys);
        }
    }
    candidates.sort_by_key(|(at, weight, _)| (std::cmp::Reverse(*weight), *at));
    candidates.truncate(MOST_TOPICS);
    candidates.sort_by_key(|(at, _, _)| *at);
    candidates.into_iter().map(|(_, _, words)| words).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    None,
    Duties,
    Aside,
}

impl Heading {
    fn after(self, line: &str) -> Self {
        if ASIDE.is_match(line) {
            Self::Aside
        } else if DUTIES.is_match(line) {
            Self::Duties
        } else if line.ends_with(':') && line.split_whitespace().count() <= 5 {
            Self::None
        } else {
            self
        }
    }
}

fn without_skills(reading: &Reading<'_>, skills: &[SkillMention], sentence: Span) -> String {
    let mut words = String::new();
    let mut from = sentence.start;
    for mention in skills {
        let inside = mention.span.start >= from && mention.span.end <= sentence.end;
        if inside {
            words.push_str(reading.slice(Span { start: from, end: mention.span.start }));
            words.push(' ');
            from = mention.span.end;
        }
    }
    words.push_str(reading.slice(Span { start: from, end: sentence.end }));
    words
}

/// On one line, without the bullet.
fn one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_start_matches(|c: char| !c.is_alphanumeric() && !"\"“('.#".contains(c)).to_owned()
}

/// How much of a topic a résumé speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Covered {
    pub(super) level: u8,
    pub(super) places: Vec<Span>,
}

/// Takes, one after the other, the sentence that says most of what is still unsaid of the topic. A
/// sentence counts from two of its words on, so that one common word is no evidence.
pub(super) fn covered(topic: &str, sentences: &[(Span, &str)], most: usize) -> Covered {
    let asked = keywords(topic);
    let said: Vec<(Span, BTreeSet<String>)> = sentences
        .iter()
        .map(|(place, words)| (*place, &keywords(words) & &asked))
        .filter(|(_, common)| common.len() >= asked.len().clamp(1, 2))
        .collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut places: Vec<Span> = Vec::new();
    while places.len() < most {
        let gain = |common: &BTreeSet<String>| common.difference(&known).count();
        let best = said.iter().rev().max_by_key(|(_, common)| gain(common)).filter(|(_, common)| gain(common) > 0);
        let Some((place, common)) = best else { break };
        places.push(*place);
        known.extend(common.iter().cloned());
    }
    Covered { level: coverage_level(known.len(), asked.len()), places }
}

/// From a fifth of the words on 1, a third 2, a half 3, two thirds 4; one or two words alone can't make
/// a high level.
fn coverage_level(known: usize, asked: usize) -> u8 {
    let level = match 60 * known {
        0 => 0,
        sixtieths if sixtieths >= 40 * asked => 4,
        sixtieths if sixtieths >= 30 * asked => 3,
        sixtieths if sixtieths >= 20 * asked => 2,
        sixtieths if sixtieths >= 12 * asked => 1,
        _ => 0,
    };
    if asked < 3 { level.min(2) } else { level }
}
