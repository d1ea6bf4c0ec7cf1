//! How strongly a résumé shows what a criterion asks, 0 to 4, and the sentences that show it.
//!
//! 0 nothing; 1 named only, in a list or as a wish; 2 described once, or only long ago; 3 described in
//! several places, lately, or with ownership and figures; 4 described repeatedly, with ownership and figures.

use crate::evidence::Reading;
use crate::skill::SkillSetting;
use crate::text::{self, SectionKind, Span};

use super::dates::{Age, Dates};
use super::signals;
use super::topics;
use crate::screening::model::{Asks, CriterionRule, Proposed, ProposedQuote, ResumeFacts};

/// The most quotes for one criterion.
const MOST_QUOTES: usize = 3;

/// The most mentions of one skill that are looked at: nobody tells of one thing more often, and a file
/// stuffed with a word must not cost more than another.
const MOST_MENTIONS: usize = 200;

/// A level and the places that show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shown {
    pub(super) level: u8,
    pub(super) places: Vec<Span>,
}

/// A résumé, ready to be asked about.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    reading: &'a Reading<'a>,
    dates: Dates,
    years: Option<f64>,
    /// Sentences that tell of work, which a list of skills doesn't.
    telling: Vec<Span>,
}

/// One sentence that describes a skill at work.
struct Described {
    place: Span,
    age: Age,
    owned: bool,
    figure: bool,
}

impl<'a> Judge<'a> {
    pub(super) fn new(resume: &ResumeFacts<'_>, reading: &'a Reading<'a>) -> Self {
        let lists: Vec<Span> = text::sections(resume.text)
            .into_iter()
            .filter(|section| section.kind == SectionKind::Skills)
            .map(|section| section.span)
            .collect();
        let listed = |place: &Span| {
            let before = lists.partition_point(|list| list.start <= place.start);
            before > 0 && place.start < lists[before - 1].end
        };
        let telling = reading.sentences().iter().copied();
        Self {
            reading,
            dates: Dates::new(resume.text),
            years: resume.years,
            telling: telling.filter(|place| !listed(place)).collect(),
        }
    }

    /// A level for each criterion, with quotes for every level above 0. Years count as far as the work
    /// they were spent on is what the job asks: their level is at most the highest of the other criteria.
    pub(super) fn propose_all(&self, rules: &[CriterionRule]) -> Vec<Proposed> {
        let mut all: Vec<Proposed> = rules.iter().map(|rule| self.propose(rule)).collect();
        let is_years = |rule: &CriterionRule| matches!(rule.asks, Asks::Years(_));
        let others = rules.iter().zip(&all).filter(|(rule, _)| !is_years(rule));
        let Some(most) = others.map(|(_, proposed)| proposed.level).max() else {
            return all;
        };
        for (_, proposed) in rules.iter().zip(&mut all).filter(|(rule, _)| is_years(rule)) {
            proposed.level = proposed.level.min(most);
            if most == 0 {
                proposed.quotes.clear();
            }
        }
        all
    }

    fn propose(&self, rule: &CriterionRule) -> Proposed {
        let shown = match &rule.asks {
            Asks::Skills { names, .. } => self.skills(names),
            Asks::Years(tenths) => self.experience(f64::from(*tenths) / 10.0),
            Asks::Topic(words) => self.topic(words),
        };
        let quotes: Vec<ProposedQuote> = shown
            .places
            .iter()
            .filter_map(|place| self.reading.evidence(*place))
            .map(|evidence| ProposedQuote { text: evidence.quote, start: Some(evidence.span.start) })
            .collect();
        let level = if quotes.is_empty() { 0 } else { shown.level };
        Proposed { criterion: rule.criterion.name.clone(), level, quotes: if level == 0 { Vec::new() } else { quotes } }
    }

    /// Of several skills the mean level, rounded half up; at least 1 when one is there.
    fn skills(&self, names: &[String]) -> Shown {
        let each: Vec<Shown> = names.iter().map(|name| self.skill(name)).collect();
        let sum: usize = each.iter().map(|shown| usize::from(shown.level)).sum();
        let mean = (2 * sum + each.len()) / (2 * each.len()).max(1);
        let least = usize::from(sum > 0);
        let mut strongest: Vec<&Shown> = each.iter().collect();
        strongest.sort_by_key(|shown| std::cmp::Reverse(shown.level));
        let take = if names.len() == 1 { MOST_QUOTES } else { 1 };
        let mut places: Vec<Span> = Vec::new();
        for place in strongest.iter().flat_map(|shown| shown.places.iter().take(take)) {
            if !places.contains(place) {
                places.push(*place);
            }
        }
        places.truncate(MOST_QUOTES.max(names.len().min(2 * MOST_QUOTES)));
        Shown { level: u8::try_from(mean.max(least)).unwrap_or(u8::MAX), places }
    }

    /// The level of one skill.
    pub(super) fn skill(&self, name: &str) -> Shown {
        let mut listed: Vec<Span> = Vec::new();
        let mut described: Vec<Described> = Vec::new();
        for mention in self.reading.mentions_of(name).iter().take(MOST_MENTIONS) {
            let place = self.reading.around(mention.span);
            let sentence = self.reading.slice(place);
            let told = mention.setting == SkillSetting::Described && !signals::is_wish(sentence);
            if !told {
                listed.push(place);
            } else if described.last().is_none_or(|last| last.place != place) {
                described.push(self.described(place, sentence));
            }
        }
        listed.dedup();
        skill_shown(&described, listed)
    }

    fn described(&self, place: Span, sentence: &str) -> Described {
        Described {
            place,
            age: self.dates.age(place),
            owned: signals::owns(sentence),
            figure: signals::has_figure(sentence),
        }
    }

    /// Years of experience beside those asked. The quotes are what the résumé says of years, else its
    /// date ranges.
    fn experience(&self, asked: f64) -> Shown {
        let Some(years) = self.years.filter(|years| *years > 0.0) else {
            return Shown::default();
        };
        let level = match years / asked {
            ratio if ratio >= 1.0 => 4,
            ratio if ratio >= 0.75 => 3,
            ratio if ratio >= 0.5 => 2,
            _ => 1,
        };
        Shown { level, places: self.places_of_years() }
    }

    fn places_of_years(&self) -> Vec<Span> {
        let stated = |place: &&Span| {
            let sentence = self.reading.slice(**place);
            text::claimed_years(sentence).is_some()
        };
        let mut places: Vec<Span> =
            self.telling.iter().filter(stated).map(|place| self.reading.around(*place)).take(1).collect();
        for range in self.dates.spans() {
            let place = self.reading.around(range);
            if places.len() < MOST_QUOTES && !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// How much of a passage of the description the résumé's sentences speak of.
    fn topic(&self, words: &str) -> Shown {
        let sentences: Vec<(Span, &str)> =
            self.telling.iter().map(|place| (*place, self.reading.slice(*place))).collect();
        let covered = topics::covered(words, &sentences, MOST_QUOTES);
        let old = |place: &Span| self.dates.age(*place) == Age::Old;
        let most = if covered.places.iter().all(old) { 2 } else { 4 };
        Shown {
            level: covered.level.min(most),
            places: covered.places.iter().map(|place| self.reading.around(*place)).collect(),
        }
    }
}

fn skill_shown(described: &[Described], listed: Vec<Span>) -> Shown {
    if described.is_empty() {
        return Shown { level: u8::from(!listed.is_empty()), places: listed.into_iter().take(MOST_QUOTES).collect() };
    }
    let mut strongest: Vec<&Described> = described.iter().collect();
    strongest.sort_by_key(|one| {
        let signs = u8::from(one.owned) + u8::from(one.figure) + u8::from(one.age == Age::Recent);
        std::cmp::Reverse(signs)
    });
    Shown {
        level: described_level(described),
        places: strongest.iter().take(MOST_QUOTES).map(|one| one.place).collect(),
    }
}

fn described_level(described: &[Described]) -> u8 {
    let any = |test: fn(&Described) -> bool| described.iter().any(test);
    if described.iter().all(|one| one.age == Age::Old) {
        return 2;
    }
    let several = described.len() > 1;
    let recent = any(|one| one.age == Age::Recent);
    let substantial = any(|one| one.owned) && any(|one| one.figure);
    match (several, substantial, recent) {
        (true, true, _) | (false, true, true) => 4,
        (false, false, false) => 2,
        _ => 3,
    }
}
