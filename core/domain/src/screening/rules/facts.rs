//! What summary and questions are made of: facts about the work, and nothing else of the person.

use crate::evidence::Reading;

use super::criteria::distinct;
use super::levels::Judge;
use crate::screening::model::{Asks, CriterionAssessment, ScreeningRequest};

/// How a résumé stands to one skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::screening) struct SkillFact {
    pub(super) name: String,
    pub(super) required: bool,
    /// Whether the text names it anywhere.
    pub(super) mentioned: bool,
    /// 0 to 4 by the rules.
    pub(super) level: u8,
    /// The criterion that weighs it.
    pub(super) criterion: Option<String>,
}

impl SkillFact {
    pub(super) fn described(&self) -> bool {
        self.level >= 2
    }
}

/// How a résumé stands to one passage of the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::screening) struct TopicFact {
    pub(super) words: String,
    pub(super) criterion: String,
    pub(super) level: u8,
}

/// Years asked for and years shown.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::screening) struct YearsFact {
    pub(super) asked: f64,
    pub(super) criterion: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::screening) struct Facts {
    pub(super) title: String,
    pub(super) skills: Vec<SkillFact>,
    pub(super) topics: Vec<TopicFact>,
    pub(super) asked_years: Option<YearsFact>,
    pub(super) years: Option<f64>,
    /// Criteria with evidence, of how many.
    pub(super) supported: (usize, usize),
}

impl Facts {
    /// Reads them off a request and its assessed criteria, which are in the same order.
    pub(in crate::screening) fn new(
        request: &ScreeningRequest<'_>,
        reading: &Reading<'_>,
        assessed: &[CriterionAssessment],
    ) -> Self {
        let supported = assessed.iter().filter(|one| one.level > 0);
        Self {
            title: request.job.title.trim().to_owned(),
            skills: skills(request, reading),
            topics: topics(request, assessed),
            asked_years: asked_years(request),
            years: request.resume.years.filter(|years| years.is_finite() && *years > 0.0),
            supported: (supported.count(), assessed.len()),
        }
    }
}

fn skills(request: &ScreeningRequest<'_>, reading: &Reading<'_>) -> Vec<SkillFact> {
    let required = distinct(&request.job.required_skills, &[]);
    let preferred = distinct(&request.job.preferred_skills, &required);
    let judge = Judge::new(&request.resume, reading);
    let weighed_by = |skill: &String| {
        request.criteria.iter().find_map(|rule| match &rule.asks {
            Asks::Skills { names, .. } if names.contains(skill) => Some(rule.criterion.name.clone()),
            _ => None,
        })
    };
    let fact = |name: String, required| SkillFact {
        mentioned: reading.mentions(&name),
        level: judge.skill(&name).level,
        criterion: weighed_by(&name),
        name,
        required,
    };
    let required = required.into_iter().map(|name| fact(name, true));
    let preferred = preferred.into_iter().map(|name| fact(name, false));
    required.chain(preferred).collect()
}

fn topics(request: &ScreeningRequest<'_>, assessed: &[CriterionAssessment]) -> Vec<TopicFact> {
    let pairs = request.criteria.iter().zip(assessed);
    pairs
        .filter_map(|(rule, assessment)| match &rule.asks {
            Asks::Topic(words) => Some(TopicFact {
                words: words.clone(),
                criterion: rule.criterion.name.clone(),
                level: assessment.level,
            }),
            _ => None,
        })
        .collect()
}

fn asked_years(request: &ScreeningRequest<'_>) -> Option<YearsFact> {
    request.criteria.iter().find_map(|rule| match rule.asks {
        Asks::Years(tenths) => {
            Some(YearsFact { asked: f64::from(tenths) / 10.0, criterion: rule.criterion.name.clone() })
        }
        _ => None,
    })
}
