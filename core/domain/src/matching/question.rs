//! What a ranking asks of the store, and what the store answers: numbers per pair, which
//! [`super::model::score`] turns into an order.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::PairFacts;
use crate::candidate::model::CandidateFilter;
use crate::id::{CandidateId, JobId, ResumeId};
use crate::job::model::JobFilter;
use crate::skill;

/// The words of a question for full-text search.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Words {
    /// None: the lexical part weighs nothing.
    #[default]
    None,
    /// Any of these words or phrases helps: a job's title and skills.
    AnyOf(Vec<String>),
    /// As a person typed it into a search box.
    Typed(String),
}

/// A ranking of candidates. Only candidates with a vector take part.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateQuestion {
    /// Unit vector of what is asked; `None` when it has none of the model that rankings go by, and then only
    /// words, skills and years tell.
    pub vector: Option<Vec<f32>>,
    /// Its words.
    pub words: Words,
    /// Canonical names of the skills asked for.
    pub skills: Vec<String>,
    /// Hard conditions.
    pub filter: CandidateFilter,
    /// Never this one: the candidate that others are compared with.
    pub except: Option<CandidateId>,
    /// Hard: cosine at least.
    pub min_similarity: Option<f64>,
    /// Limits of the retrieval.
    pub depth: RetrievalDepth,
}

/// A ranking of jobs for one candidate. Only jobs with a vector take part.
#[derive(Debug, Clone, PartialEq)]
pub struct JobQuestion {
    /// For whom.
    pub candidate_id: CandidateId,
    /// Hard conditions.
    pub filter: JobFilter,
    /// Hard: cosine at least.
    pub min_similarity: Option<f64>,
    /// Limits of the retrieval.
    pub depth: RetrievalDepth,
}

/// When a pool is scanned exactly, and how deep else (decision 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrievalDepth {
    /// Up to so many rows that pass the filters are all scored.
    pub exact_up_to: u64,
    /// Beyond: so many by vector and so many by words.
    pub fixed: u64,
}

impl Default for RetrievalDepth {
    fn default() -> Self {
        Self { exact_up_to: 20_000, fixed: 400 }
    }
}

/// What the store found, not yet ordered.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrieved<T> {
    /// One entry a row.
    pub rows: Vec<T>,
    /// The pool was too large for the exact scan, so rows beyond the depth are left out.
    pub truncated: bool,
}

/// The numbers of one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateRow {
    /// Who.
    pub candidate_id: CandidateId,
    /// Similarity, years, skills asked for and found; the lexical part is 0 until it is read.
    pub facts: PairFacts,
}

/// The numbers of one job for the candidate at hand.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Which.
    pub job_id: JobId,
    /// What the job asks.
    pub required_skills: Vec<String>,
    /// What it prefers.
    pub preferred_skills: Vec<String>,
    /// Years it asks.
    pub min_years: Option<f64>,
    /// Similarity, words, years, skills asked for and found.
    pub facts: PairFacts,
}

/// A stored chunk with its vector.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredChunk {
    /// The résumé or job it belongs to.
    pub owner: Uuid,
    /// Where it stands in the text.
    pub span: crate::text::Span,
    /// Unit vector.
    pub vector: Vec<f32>,
}

/// What the reasons of a match are made from: the résumé behind a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct ResumeBasis {
    /// Whose.
    pub candidate_id: CandidateId,
    /// Which.
    pub resume_id: ResumeId,
    /// Its text.
    pub text: String,
}

/// The words a job is searched by: its title and the skills it asks. Both directions of matching use
/// them, so that a pair has one lexical part.
#[must_use]
pub fn words_of_job(job: &crate::job::model::Job) -> Words {
    let skills = job.required_skills.iter().chain(&job.preferred_skills);
    let words: Vec<String> = std::iter::once(&job.draft.title).chain(skills).cloned().collect();
    if words.iter().all(|word| word.trim().is_empty()) { Words::None } else { Words::AnyOf(words) }
}

/// The skills that a typed text asks. Whoever types "Go" or "node, R" and nothing else means the skill,
/// though in prose such a name would need company to be one.
#[must_use]
pub fn typed_skills(text: &str) -> Vec<String> {
    let tidy = |item: &str| item.trim().trim_end_matches('.').to_owned();
    if skill::is_known(text) {
        return vec![skill::canonical(text)];
    }
    let items = text.split(',').map(tidy).filter(|item| skill::is_known(item));
    let found = skill::names_of(&skill::find_skills(text));
    let all: Vec<String> = items.chain(found).collect();
    skill::canonical_names(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_alone_or_between_commas_is_a_skill() {
        let cases: &[(&str, &[&str])] = &[
            ("Go", &["Go"]),
            ("R", &["R"]),
            (" C ", &["C"]),
            ("node", &["Node.js"]),
            ("go, r", &["Go", "R"]),
            ("C, Zorblang, k8s.", &["C", "Kubernetes"]),
            ("node, a developer for Python services", &["Node.js", "Python"]),
            ("Python, Java", &["Python", "Java"]),
            ("let's go", &[]),
            ("No Java, but Python", &["Python"]),
            ("somebody who excels", &[]),
            (",", &[]),
        ];
        for (text, skills) in cases {
            assert_eq!(typed_skills(text), *skills, "{text}");
        }
    }
}
