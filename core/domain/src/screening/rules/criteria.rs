//! What a job's résumés are judged by, made of the job alone: its skills, its years, and what its
//! description says of the work.

use crate::skill;
use crate::text;

use super::phrases::{clipped, joined, listed, years_phrase};
use super::topics::topics_of;
use super::words::keywords;
use crate::screening::model::{Asks, Criterion, CriterionRule, JobFacts, WEIGHT_SUM};

/// The most criteria of one job.
pub const MOST_CRITERIA: usize = 12;
/// Required skills are grouped beyond this many, since more single ones would each weigh nothing.
const MOST_REQUIRED: usize = 6;
/// Preferred skills are one criterion beyond this many.
const MOST_PREFERRED: usize = 2;
/// The longest name of a criterion, in characters.
const LONGEST_NAME: usize = 70;

/// How a score is shared among the kinds that a job has. Required skills are half: they are what the
/// employer wrote down as decisive.
const REQUIRED_SHARE: u64 = 50;
const PREFERRED_SHARE: u64 = 12;
const YEARS_SHARE: u64 = 18;
const TOPICS_SHARE: u64 = 20;

/// One criterion before its weight is known.
struct Draft {
    name: String,
    description: String,
    asks: Asks,
    /// Its kind's share, and which part of that, as a fraction.
    share: (u64, u64, u64),
}

/// The criteria of a job: those that a person gave, else those that its text proposes. 1 to [`MOST_CRITERIA`],
/// names unique, weights summing to [`WEIGHT_SUM`]. The same job has the same criteria, always.
#[must_use]
pub fn criteria_of(job: &JobFacts) -> Vec<CriterionRule> {
    match &job.criteria {
        Some(given) => given.iter().map(|criterion| rule_of(criterion.clone())).collect(),
        None => proposed(job),
    }
}

/// What the rules look for, where a person said what is judged: the skills that the criterion names, else the
/// years that it asks for, else work of which its words speak.
fn rule_of(criterion: Criterion) -> CriterionRule {
    let words = format!("{}. {}", criterion.name, criterion.description);
    let skills = skill::names_of(&skill::find_skills(&words));
    let names = distinct(&skills, &[]);
    let years = text::asked_years(&words).map(tenths).filter(|tenths| *tenths > 0);
    let asks = match years {
        _ if !names.is_empty() => Asks::Skills { names, required: true },
        Some(tenths) => Asks::Years(tenths),
        None => Asks::Topic(words),
    };
    CriterionRule { criterion, asks }
}

fn proposed(job: &JobFacts) -> Vec<CriterionRule> {
    let required = distinct(&job.required_skills, &[]);
    let preferred = distinct(&job.preferred_skills, &required);
    let mut drafts = skills(&required, MOST_REQUIRED, true);
    let groups = if preferred.len() > MOST_PREFERRED { 1 } else { MOST_PREFERRED };
    drafts.extend(skills(&preferred, groups, false));
    drafts.extend(years(job));
    let topics = topics(job, drafts.is_empty());
    drafts.extend(topics);
    weighted(drafts)
}

pub(super) fn distinct(names: &[String], taken: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        let name = skill::canonical(name);
        let known = |other: &String| skill::same(other, &name);
        if !name.is_empty() && !taken.iter().any(known) && !kept.iter().any(known) {
            kept.push(name);
        }
    }
    kept
}

/// At most `most` criteria, each of as many skills as any other or one more.
fn skills(names: &[String], most: usize, required: bool) -> Vec<Draft> {
    let groups = names.len().min(most);
    let share = if required { REQUIRED_SHARE } else { PREFERRED_SHARE };
    let mut rest = names;
    (0..groups)
        .map(|group| {
            let (these, others) = rest.split_at(rest.len().div_ceil(groups - group));
            rest = others;
            Draft {
                name: joined(these, "and"),
                description: skills_description(these, required),
                asks: Asks::Skills { names: these.to_vec(), required },
                share: (share, these.len() as u64, names.len() as u64),
            }
        })
        .collect()
}

fn skills_description(names: &[String], required: bool) -> String {
    let kind = if required { "Required" } else { "Welcome" };
    let names = listed(names, "and");
    format!("{kind}: work with {names}, told with what was done, for how long and how much of it.")
}

fn years(job: &JobFacts) -> Option<Draft> {
    let years = job.min_years.or_else(|| text::asked_years(&job.description)).filter(|years| years.is_finite())?;
    let tenths = tenths(years);
    (tenths > 0).then(|| Draft {
        name: "Years of experience".to_owned(),
        description: format!("At least {} of experience in this kind of work.", years_phrase(f64::from(tenths) / 10.0)),
        asks: Asks::Years(tenths),
        share: (YEARS_SHARE, 1, 1),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is clamped to 0–1000 first")]
fn tenths(years: f64) -> u32 {
    (years * 10.0).round().clamp(0.0, 1000.0) as u32
}

/// What the description says of the work; without that, the job's title, so that a job always has
/// something to be judged by.
fn topics(job: &JobFacts, needed: bool) -> Vec<Draft> {
    let mut passages = topics_of(&job.description);
    let title = job.title.trim();
    if passages.is_empty() && (needed || !keywords(title).is_empty()) {
        passages.push(title.to_owned());
    }
    let count = passages.len() as u64;
    passages
        .into_iter()
        .map(|passage| Draft {
            name: clipped(passage.trim_end_matches(['.', ';', ':', ',']), LONGEST_NAME),
            description: format!("Work like this: {}", clipped(&passage, 400)),
            asks: Asks::Topic(passage),
            share: (TOPICS_SHARE, 1, count),
        })
        .collect()
}

fn weighted(drafts: Vec<Draft>) -> Vec<CriterionRule> {
    let common: u64 = drafts.iter().map(|draft| draft.share.2).fold(1, lcm);
    let units: Vec<u64> = drafts.iter().map(|draft| draft.share.0 * draft.share.1 * (common / draft.share.2)).collect();
    let mut names: Vec<String> = Vec::new();
    drafts
        .into_iter()
        .zip(apportioned(&units))
        .map(|(draft, weight_bp)| {
            let name = unique(&draft.name, &names);
            names.push(name.clone());
            CriterionRule { criterion: Criterion { name, description: draft.description, weight_bp }, asks: draft.asks }
        })
        .collect()
}

fn unique(name: &str, taken: &[String]) -> String {
    let name = if name.is_empty() { "The work as a whole" } else { name };
    (1..)
        .map(|count| match count {
            1 => name.to_owned(),
            _ => format!("{name} ({count})"),
        })
        .find(|name| !taken.contains(name))
        .expect("some count is free")
}

fn lcm(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}

/// Shares [`WEIGHT_SUM`] by units, with the largest remainders rounded up, the earlier first.
fn apportioned(units: &[u64]) -> Vec<u32> {
    let total: u64 = units.iter().sum::<u64>().max(1);
    let whole = u64::from(WEIGHT_SUM);
    let mut shares: Vec<u64> = units.iter().map(|unit| unit * whole / total).collect();
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(units[*at] * whole % total), *at));
    let left = whole - shares.iter().sum::<u64>();
    for at in order.into_iter().cycle().take(usize::try_from(left).unwrap_or(0)) {
        shares[at] += 1;
    }
    shares.into_iter().map(|share| u32::try_from(share).expect("at most the whole")).collect()
}
