//! How a résumé is scored for what was asked. Pure arithmetic on facts of one pair, so a score never
//! moves because another candidate arrived.

use std::cmp::Ordering;

use uuid::Uuid;

use crate::skill::{canonical_names, same};

pub use super::weights::{PartKind, WeightOverrides, Weights, WeightsError};

/// What is asked of a résumé. Build it with [`Asked::new`], so that skills are canonical and each stands
/// once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// Canonical names of what is required.
    pub required_skills: Vec<String>,
    /// Canonical names of what is welcome; none of them is required as well.
    pub preferred_skills: Vec<String>,
    /// Years of experience; `None` or 0 when none are asked.
    pub min_years: Option<f64>,
    /// Whether there are words to search for.
    pub words: bool,
}

impl Asked {
    /// What is asked, with skills made canonical. A skill that is required and preferred is required.
    #[must_use]
    pub fn new(required: &[String], preferred: &[String], min_years: Option<f64>, words: bool) -> Self {
        let required_skills = canonical_names(required);
        let known = |name: &String| required_skills.iter().any(|required| same(required, name));
        let preferred_skills = canonical_names(preferred).into_iter().filter(|name| !known(name)).collect();
        Self { required_skills, preferred_skills, min_years, words }
    }

    fn years(&self) -> Option<f64> {
        self.min_years.filter(|years| years.is_finite() && *years > 0.0)
    }

    fn asks(&self, kind: PartKind) -> bool {
        match kind {
            PartKind::Semantic => true,
            PartKind::Lexical => self.words,
            PartKind::Skills => !self.required_skills.is_empty() || !self.preferred_skills.is_empty(),
            PartKind::Experience => self.years().is_some(),
        }
    }
}

/// What is known of one résumé beside one question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PairFacts {
    /// Cosine of the two whole-document vectors, −1 to 1.
    pub similarity: f64,
    /// Full-text rank, 0 to 1 (PostgreSQL's `ts_rank_cd` with normalisation 32).
    pub lexical: f64,
    /// Years of experience, when they are known.
    pub years: Option<f64>,
    /// Canonical skill names, each with whether it stands in described work and not only in a list.
    pub skills: Vec<(String, bool)>,
}

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Which.
    pub kind: PartKind,
    /// 0 to 1.
    pub value: f64,
    /// 0 to 1; 0 when nothing of this kind was asked.
    pub weight: f64,
}

/// A score and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// `100 · Σ value·weight / Σ weight`, 0 to 100, with six decimals. 0 when nothing that was asked has a
    /// weight.
    pub score: f64,
    /// All four parts, in the order of [`PartKind::ALL`].
    pub parts: Vec<Part>,
}

/// Scores one résumé. Depends on this pair alone.
#[must_use]
pub fn score(asked: &Asked, pair: &PairFacts, weights: &Weights) -> Score {
    let parts = parts(asked, pair, weights);
    Score { score: total(&parts), parts: parts.to_vec() }
}

/// The least and the most that [`score`] gives for this pair, whatever its lexical part turns out to be.
/// Each step of the sum only grows with a part's value, rounding included, so they hold to the last digit.
#[must_use]
pub fn bounds(asked: &Asked, pair: &PairFacts, weights: &Weights) -> (f64, f64) {
    let mut parts = parts(asked, pair, weights);
    let mut with = |value| {
        parts.iter_mut().filter(|part| part.kind == PartKind::Lexical).for_each(|part| part.value = value);
        total(&parts)
    };
    (with(0.0), with(1.0))
}

fn parts(asked: &Asked, pair: &PairFacts, weights: &Weights) -> [Part; 4] {
    PartKind::ALL.map(|kind| Part {
        kind,
        value: value(kind, asked, pair),
        weight: if asked.asks(kind) { weights.of(kind) } else { 0.0 },
    })
}

fn total(parts: &[Part]) -> f64 {
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let sum: f64 = parts.iter().map(|part| part.value * part.weight).sum();
    six_decimals(if total > 0.0 { (100.0 * sum / total).clamp(0.0, 100.0) } else { 0.0 })
}

/// The order of a ranking: the higher score (to six decimals) first, then the smaller id.
#[must_use]
pub fn order(a: (f64, Uuid), b: (f64, Uuid)) -> Ordering {
    six_decimals(b.0).total_cmp(&six_decimals(a.0)).then_with(|| a.1.cmp(&b.1))
}

fn value(kind: PartKind, asked: &Asked, pair: &PairFacts) -> f64 {
    match kind {
        PartKind::Semantic => fraction(pair.similarity),
        PartKind::Lexical if asked.words => fraction(pair.lexical),
        PartKind::Lexical => 0.0,
        PartKind::Skills => skills_value(asked, &pair.skills),
        PartKind::Experience => match (asked.years(), pair.years) {
            (Some(asked), Some(years)) => fraction(years / asked),
            _ => 0.0,
        },
    }
}

/// `(2·required found + preferred found) / (2·required + preferred)`, where a skill that is only listed
/// counts half of one that is described: a list costs nothing to write.
fn skills_value(asked: &Asked, held: &[(String, bool)]) -> f64 {
    let found = |names: &[String]| -> f64 { names.iter().map(|name| credit(name, held)).sum() };
    let most = 2 * asked.required_skills.len() + asked.preferred_skills.len();
    if most == 0 {
        return 0.0;
    }
    let got = 2.0 * found(&asked.required_skills) + found(&asked.preferred_skills);
    fraction(got / f64::from(u32::try_from(most).unwrap_or(u32::MAX)))
}

fn credit(name: &str, held: &[(String, bool)]) -> f64 {
    held.iter()
        .filter(|(skill, _)| skill.eq_ignore_ascii_case(name))
        .map(|(_, described)| if *described { 1.0 } else { 0.5 })
        .fold(0.0, f64::max)
}

/// Into 0–1; what is not a number is 0, so that one bad vector can't poison an order.
fn fraction(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}

fn six_decimals(value: f64) -> f64 {
    // Adding 0 turns −0 into 0, which would otherwise sort apart.
    (value * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests;
