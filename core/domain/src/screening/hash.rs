//! One name for everything that a screening depends on, so that the same input is never judged twice and a
//! screening whose job or résumé has changed shows itself as stale.

use sha2::{Digest, Sha256};

use super::model::{Asks, CriterionRule, ScreeningRequest};
use super::provider::Answerer;
use super::rules::RULES_VERSION;

/// SHA-256 in lower-case hex over the version of the rules, provider, model, version and hash of the prompt, the
/// job's title, its asked skills, each criterion (name, description, weight, what the rules look for), what else
/// that provider is told, and the résumé's text as the provider sees it, in this order. Each part is preceded by
/// its length in bytes (64 bits, big endian) and each list by its count, so that no two inputs run into one
/// another.
///
/// A model is told the job's description and the years that the job asks for; the rules are told the résumé's
/// years and not the description, which enters through the criteria that were made of it: a change of wording
/// that no criterion rests on gives them nothing new to judge.
#[must_use]
pub fn input_hash(answerer: &Answerer, request: &ScreeningRequest<'_>) -> String {
    let mut parts = Parts::default();
    parts.text(RULES_VERSION);
    parts.text(&answerer.provider);
    for part in [&answerer.model, &answerer.prompt_version, &answerer.prompt_hash] {
        parts.optional(part.as_deref());
    }
    parts.text(&request.job.title);
    parts.list(&request.job.required_skills);
    parts.list(&request.job.preferred_skills);
    parts.count(request.criteria.len());
    for rule in request.criteria {
        parts.criterion(rule);
    }
    let years = |years: Option<f64>| years.map(|years| years.to_string());
    if answerer.model.is_some() {
        parts.text(&request.job.description);
        parts.optional(years(request.job.min_years).as_deref());
    } else {
        parts.optional(years(request.resume.years).as_deref());
    }
    parts.text(request.resume.text);
    parts.finish()
}

#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_be_bytes());
    }

    fn text(&mut self, part: &str) {
        self.count(part.len());
        self.0.update(part.as_bytes());
    }

    /// An absent part is a list of none, so that it differs from an empty one.
    fn optional(&mut self, part: Option<&str>) {
        self.count(usize::from(part.is_some()));
        if let Some(part) = part {
            self.text(part);
        }
    }

    fn list(&mut self, parts: &[String]) {
        self.count(parts.len());
        for part in parts {
            self.text(part);
        }
    }

    fn criterion(&mut self, rule: &CriterionRule) {
        self.text(&rule.criterion.name);
        self.text(&rule.criterion.description);
        self.text(&rule.criterion.weight_bp.to_string());
        match &rule.asks {
            Asks::Skills { names, required } => {
                self.text(if *required { "required" } else { "preferred" });
                self.list(names);
            }
            Asks::Years(tenths) => self.text(&tenths.to_string()),
            Asks::Topic(words) => self.text(words),
        }
    }

    fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screening::model::{JobFacts, ResumeFacts};
    use crate::screening::rules::criteria_of;

    fn rules() -> Answerer {
        Answerer { provider: "rules".to_owned(), model: None, prompt_version: None, prompt_hash: None }
    }

    fn model() -> Answerer {
        let some = |text: &str| Some(text.to_owned());
        Answerer {
            provider: "ollama".to_owned(),
            model: some("llama"),
            prompt_version: some("v1"),
            prompt_hash: some("0"),
        }
    }

    fn hash(answerer: &Answerer, job: &JobFacts, text: &str, years: Option<f64>) -> String {
        let criteria = criteria_of(job);
        input_hash(answerer, &ScreeningRequest { job, criteria: &criteria, resume: ResumeFacts { text, years } })
    }

    fn clerk() -> JobFacts {
        JobFacts { title: "Clerk".to_owned(), required_skills: vec!["Excel".to_owned()], ..JobFacts::default() }
    }

    fn all_differ(hashes: &[String]) {
        for (at, one) in hashes.iter().enumerate() {
            assert!(one.len() == 64 && one.chars().all(|c| c.is_ascii_hexdigit()));
            assert!(!hashes[..at].contains(one), "{at}");
        }
    }

    #[test]
    fn the_same_input_has_the_same_name_and_any_change_another() {
        let job = clerk();
        let wider = JobFacts { preferred_skills: vec!["Rust".to_owned()], ..job.clone() };
        let renamed = JobFacts { title: "Bookkeeper".to_owned(), ..job.clone() };
        all_differ(&[
            hash(&rules(), &job, "text", None),
            hash(&rules(), &wider, "text", None),
            hash(&rules(), &renamed, "text", None),
            hash(&rules(), &job, "text ", None),
            hash(&rules(), &job, "text", Some(3.0)),
            hash(&model(), &job, "text", None),
            hash(&Answerer { provider: "rule".to_owned(), model: Some("s".to_owned()), ..rules() }, &job, "text", None),
        ]);
        assert_eq!(hash(&rules(), &job, "text", None), hash(&rules(), &job, "text", None));
    }

    #[test]
    fn whatever_a_model_is_told_is_part_of_its_address() {
        let job = clerk();
        let given = |weight_bp| {
            let criterion = |name: &str, weight_bp| crate::screening::model::Criterion {
                name: name.to_owned(),
                description: "Sums.".to_owned(),
                weight_bp,
            };
            JobFacts {
                criteria: Some(vec![criterion("Excel", weight_bp), criterion("Care", 10_000 - weight_bp)]),
                ..job.clone()
            }
        };
        let some = |text: &str| Some(text.to_owned());
        all_differ(&[
            hash(&model(), &job, "text", None),
            hash(&Answerer { model: some("llama2"), ..model() }, &job, "text", None),
            hash(&Answerer { prompt_version: some("v2"), ..model() }, &job, "text", None),
            hash(&Answerer { prompt_hash: some("1"), ..model() }, &job, "text", None),
            hash(&Answerer { provider: "openai".to_owned(), ..model() }, &job, "text", None),
            hash(&model(), &JobFacts { description: "More.".to_owned(), ..job.clone() }, "text", None),
            hash(&model(), &JobFacts { min_years: Some(2.0), ..job.clone() }, "text", None),
            hash(&model(), &given(5_000), "text", None),
            hash(&model(), &given(5_001), "text", None),
            hash(&model(), &job, "texT", None),
        ]);
        // No model is told it.
        assert_eq!(hash(&model(), &job, "text", Some(3.0)), hash(&model(), &job, "text", None));
    }
}
