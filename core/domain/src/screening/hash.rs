//! One name for everything that a screening depends on, so that the same input is never judged twice and a
//! screening whose job or résumé has changed shows itself as stale.

use sha2::{Digest, Sha256};

use super::model::{Asks, CriterionRule, ScreeningRequest};
use super::rules::RULES_VERSION;

/// What is hashed beside the request: who answers.
#[derive(Debug, Clone, Copy)]
pub struct HashInput<'a> {
    /// `rules`, `ollama` or `openai`.
    pub provider: &'a str,
    /// The model, where there is one.
    pub model: Option<&'a str>,
    /// The prompt's version, where there is one.
    pub prompt_version: Option<&'a str>,
    /// Job, criteria and résumé.
    pub request: ScreeningRequest<'a>,
}

/// SHA-256 in lower-case hex over the version of the rules, provider, model, prompt version, the job's
/// title, its asked skills, each criterion (name, description, weight, what the rules
/// look for), the résumé's years and its visible
/// text, in this order. Each part is preceded by its length in bytes (64 bits, big endian) and each list by
/// its count, so that no two inputs run into one another. The job's description enters through the
/// criteria that were made of it, so a change of wording that no criterion rests on makes nothing stale.
#[must_use]
pub fn input_hash(input: &HashInput<'_>) -> String {
    let mut parts = Parts::default();
    parts.text(RULES_VERSION);
    parts.text(input.provider);
    parts.optional(input.model);
    parts.optional(input.prompt_version);
    let request = &input.request;
    parts.text(&request.job.title);
    parts.list(&request.job.required_skills);
    parts.list(&request.job.preferred_skills);
    parts.count(request.criteria.len());
    for rule in request.criteria {
        parts.criterion(rule);
    }
    let years = request.resume.years.map(|years| years.to_string());
    parts.optional(years.as_deref());
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

    fn hash(job: &JobFacts, provider: &str, model: Option<&str>, text: &str, years: Option<f64>) -> String {
        let criteria = criteria_of(job);
        input_hash(&HashInput {
            provider,
            model,
            prompt_version: None,
            request: ScreeningRequest { job, criteria: &criteria, resume: ResumeFacts { text, years } },
        })
    }

    #[test]
    fn the_same_input_has_the_same_name_and_any_change_another() {
        let job =
            JobFacts { title: "Clerk".to_owned(), required_skills: vec!["Excel".to_owned()], ..JobFacts::default() };
        let wider = JobFacts { preferred_skills: vec!["Rust".to_owned()], ..job.clone() };
        let renamed = JobFacts { title: "Bookkeeper".to_owned(), ..job.clone() };
        let hashes = [
            hash(&job, "rules", None, "text", None),
            hash(&wider, "rules", None, "text", None),
            hash(&renamed, "rules", None, "text", None),
            hash(&job, "ollama", None, "text", None),
            hash(&job, "rules", Some(""), "text", None),
            hash(&job, "rules", None, "text ", None),
            hash(&job, "rules", None, "text", Some(3.0)),
            hash(&job, "rule", Some("s"), "text", None),
        ];
        for (at, one) in hashes.iter().enumerate() {
            assert!(one.len() == 64 && one.chars().all(|c| c.is_ascii_hexdigit()));
            assert!(!hashes[..at].contains(one));
        }
        assert_eq!(hashes[0], hash(&job, "rules", None, "text", None));
    }
}
