//! Rankings and their reasons.

use std::hash::Hash;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, Interface, Lookahead, Object, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{CandidateId, JobId, ResumeId};
use domain::matching::model::PartKind;
use domain::matching::reasons::Reasons;

use super::application::Application;
use super::candidate::Candidate;
use super::job::Job;
use super::resume::Resume;
use super::{Evidence, Nullable, Skill, nullable, skills};
use crate::graphql::connection::{Listed, connection};
use crate::graphql::loader::{PairOf, SharedFault, Things, Wanted, load, required, wanted};

/// Something in a ranking, with the reasons for its place.
#[derive(Debug, Clone, Interface)]
#[expect(clippy::duplicated_attributes, reason = "each field of the interface names its type")]
#[graphql(
    field(name = "id", ty = "ID", desc = "Of this pair under this question."),
    field(name = "resume", ty = "Resume", desc = "Whose text the evidence points into."),
    field(name = "score", ty = "f64", desc = "0–100, what the list is ordered by: 100 · Σ value·weight / Σ weight."),
    field(name = "similarity", ty = "f64", desc = "Cosine of the two whole-document vectors, −1…1."),
    field(name = "parts", ty = "Vec<MatchPart>", desc = "What the score is made of."),
    field(name = "skills_found", ty = "Vec<SkillFound>", desc = "Skills asked for and shown, with where."),
    field(name = "skills_missing", ty = "Vec<Skill>", desc = "Skills asked for and not shown."),
    field(
        name = "passages",
        ty = "Vec<MatchedPassage>",
        desc = "What in the résumé answers what was asked, best first."
    )
)]
pub enum Match {
    /// A candidate.
    CandidateMatch(CandidateMatch),
    /// A job.
    JobMatch(JobMatch),
}

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq, SimpleObject)]
pub struct MatchPart {
    /// Which.
    pub kind: MatchPartKind,
    /// 0–1.
    pub value: f64,
    /// 0–1; 0 when nothing of this kind was asked.
    pub weight: f64,
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "PartKind")]
pub enum MatchPartKind {
    /// Cosine of the whole-document vectors.
    Semantic,
    /// Full-text rank.
    Lexical,
    /// Asked skills that the résumé shows.
    Skills,
    /// Years of experience beside those asked.
    Experience,
}

/// A skill that was asked for and is shown.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct SkillFound {
    /// The skill.
    pub skill: Skill,
    /// Where it stands.
    pub evidence: Vec<Evidence>,
}

/// A passage that answers something that was asked.
#[derive(Debug, Clone, PartialEq, SimpleObject)]
pub struct MatchedPassage {
    /// What was asked.
    pub asked_text: String,
    /// What answers it.
    pub evidence: Evidence,
    /// Cosine of the two, −1…1.
    pub similarity: f64,
}

fn parts(reasons: &Reasons) -> Vec<MatchPart> {
    reasons
        .parts
        .iter()
        .map(|part| MatchPart { kind: part.kind.into(), value: part.value, weight: part.weight })
        .collect()
}

fn found(reasons: &Reasons) -> Vec<SkillFound> {
    let shown = |found: &domain::matching::SkillFound| SkillFound {
        skill: Skill { name: found.skill.clone() },
        evidence: found.evidence.iter().cloned().map(Into::into).collect(),
    };
    reasons.found.iter().map(shown).collect()
}

fn passages(reasons: &Reasons) -> Vec<MatchedPassage> {
    let shown = |passage: &domain::matching::Passage| MatchedPassage {
        asked_text: passage.asked_text.clone(),
        evidence: passage.evidence.clone().into(),
        similarity: passage.similarity,
    };
    reasons.passages.iter().map(shown).collect()
}

/// What a match can't be without, where it was asked for together with the list.
#[derive(Debug, Clone)]
struct Known<T> {
    subject: Option<T>,
    resume: Option<Resume>,
}

impl<T> Known<T> {
    const NOTHING: Self = Self { subject: None, resume: None };

    async fn resume(&self, ctx: &Context<'_>, reasons: &Reasons) -> Result<Resume> {
        match &self.resume {
            Some(known) => Ok(known.clone()),
            None => required(ctx, reasons.resume_id).await.map(Resume),
        }
    }
}

/// Makes an object of a row.
type Wrap<K, T> = fn(<Things as Loader<K>>::Value) -> T;

/// Loads the `subject` of a match, by the name of its field, and the résumé, as far as they are asked for;
/// `None` when one of them is gone.
async fn known<K, T>(
    ctx: &Context<'_>,
    asked: &Lookahead<'_>,
    (field, key, wrap): (&str, K, Wrap<K, T>),
    reasons: &Reasons,
) -> Result<Option<Known<T>>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Things: Loader<K, Error = SharedFault>,
{
    let subject = wanted(ctx, asked.field(field).exists(), key);
    let resume = wanted::<ResumeId>(ctx, asked.field("resume").exists(), reasons.resume_id);
    Ok(match futures::try_join!(subject, resume)? {
        (Wanted::Gone, _) | (_, Wanted::Gone) => None,
        (subject, resume) => Some(Known { subject: subject.found().map(wrap), resume: resume.found().map(Resume) }),
    })
}

/// A candidate in a ranking.
#[derive(Debug, Clone)]
pub struct CandidateMatch {
    row: domain::matching::reasons::CandidateMatch,
    job: Option<JobId>,
    id: String,
    known: Known<Candidate>,
}

impl CandidateMatch {
    /// Of a row under a question; `job` is the one asked about, if any.
    #[must_use]
    pub fn of(row: domain::matching::reasons::CandidateMatch, job: Option<JobId>, question: &str) -> Self {
        let id = URL_SAFE_NO_PAD.encode(format!("CandidateMatch:{question}:{}", row.candidate_id));
        Self { row, job, id, known: Known::NOTHING }
    }
}

/// A candidate in a ranking.
#[Object]
impl CandidateMatch {
    /// Of this pair under this question.
    async fn id(&self) -> ID {
        ID(self.id.clone())
    }
    /// Who.
    async fn candidate(&self, ctx: &Context<'_>) -> Result<Candidate> {
        match &self.known.subject {
            Some(known) => Ok(known.clone()),
            None => required(ctx, self.row.candidate_id).await.map(Candidate),
        }
    }
    /// The candidate's application for the job asked about, when there is one.
    async fn application(&self, ctx: &Context<'_>) -> Nullable<Application> {
        let job = self.job?;
        nullable(load(ctx, PairOf(self.row.candidate_id, job)).await.map(|found| found.map(Application::of)))
    }
    /// Whose text the evidence points into.
    async fn resume(&self, ctx: &Context<'_>) -> Result<Resume> {
        self.known.resume(ctx, &self.row.reasons).await
    }
    /// 0–100, what the list is ordered by: 100 · Σ value·weight / Σ weight.
    async fn score(&self) -> f64 {
        self.row.reasons.score
    }
    /// Cosine of the two whole-document vectors, −1…1.
    async fn similarity(&self) -> f64 {
        self.row.reasons.similarity
    }
    /// What the score is made of.
    async fn parts(&self) -> Vec<MatchPart> {
        parts(&self.row.reasons)
    }
    /// Skills asked for and shown, with where.
    async fn skills_found(&self) -> Vec<SkillFound> {
        found(&self.row.reasons)
    }
    /// Skills asked for and not shown.
    async fn skills_missing(&self) -> Vec<Skill> {
        skills(&self.row.reasons.missing)
    }
    /// What in the résumé answers what was asked, best first.
    async fn passages(&self) -> Vec<MatchedPassage> {
        passages(&self.row.reasons)
    }
}

/// A job in a ranking.
#[derive(Debug, Clone)]
pub struct JobMatch {
    row: domain::matching::reasons::JobMatch,
    candidate: CandidateId,
    id: String,
    known: Known<Job>,
}

impl JobMatch {
    /// Of a row for a candidate under a question.
    #[must_use]
    pub fn of(row: domain::matching::reasons::JobMatch, candidate: CandidateId, question: &str) -> Self {
        let id = URL_SAFE_NO_PAD.encode(format!("JobMatch:{question}:{}", row.job_id));
        Self { row, candidate, id, known: Known::NOTHING }
    }
}

/// A job in a ranking.
#[Object]
impl JobMatch {
    /// Of this pair under this question.
    async fn id(&self) -> ID {
        ID(self.id.clone())
    }
    /// Which.
    async fn job(&self, ctx: &Context<'_>) -> Result<Job> {
        match &self.known.subject {
            Some(known) => Ok(known.clone()),
            None => required(ctx, self.row.job_id).await.map(Job),
        }
    }
    /// The candidate's application for it, when there is one.
    async fn application(&self, ctx: &Context<'_>) -> Nullable<Application> {
        nullable(load(ctx, PairOf(self.candidate, self.row.job_id)).await.map(|found| found.map(Application::of)))
    }
    /// Whose text the evidence points into.
    async fn resume(&self, ctx: &Context<'_>) -> Result<Resume> {
        self.known.resume(ctx, &self.row.reasons).await
    }
    /// 0–100, what the list is ordered by: 100 · Σ value·weight / Σ weight.
    async fn score(&self) -> f64 {
        self.row.reasons.score
    }
    /// Cosine of the two whole-document vectors, −1…1.
    async fn similarity(&self) -> f64 {
        self.row.reasons.similarity
    }
    /// What the score is made of.
    async fn parts(&self) -> Vec<MatchPart> {
        parts(&self.row.reasons)
    }
    /// Skills asked for and shown, with where.
    async fn skills_found(&self) -> Vec<SkillFound> {
        found(&self.row.reasons)
    }
    /// Skills asked for and not shown.
    async fn skills_missing(&self) -> Vec<Skill> {
        skills(&self.row.reasons.missing)
    }
    /// What in the résumé answers what was asked, best first.
    async fn passages(&self) -> Vec<MatchedPassage> {
        passages(&self.row.reasons)
    }
}

impl Listed for CandidateMatch {
    async fn present(&self, ctx: &Context<'_>, asked: &Lookahead<'_>) -> Result<Option<Self>> {
        let subject = ("candidate", self.row.candidate_id, Candidate as fn(_) -> _);
        let known = known(ctx, asked, subject, &self.row.reasons).await?;
        Ok(known.map(|known| Self { known, ..self.clone() }))
    }
}

impl Listed for JobMatch {
    async fn present(&self, ctx: &Context<'_>, asked: &Lookahead<'_>) -> Result<Option<Self>> {
        let subject = ("job", self.row.job_id, Job as fn(_) -> _);
        let known = known(ctx, asked, subject, &self.row.reasons).await?;
        Ok(known.map(|known| Self { known, ..self.clone() }))
    }
}

connection! {
    #[doc = "A page of a ranking of candidates, best first."]
    CandidateMatchConnection, CandidateMatchEdge of CandidateMatch, truncated;
    #[doc = "A page of a ranking of jobs, best first."]
    JobMatchConnection, JobMatchEdge of JobMatch, truncated;
}
