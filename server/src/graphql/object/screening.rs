//! Judgements of applications.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::screening::model::CriterionAssessment as Assessed;
use domain::screening::samples::SampleUse;

use super::application::Application;
use super::resume::Resume;
use super::task::Task;
use super::{Evidence, Nullable, Skill, nullable, skills};
use crate::graphql::connection::{Listed, connection};
use crate::graphql::date_time::DateTime;
use crate::graphql::global_id::Global;
use crate::graphql::loader::{load, required};

/// A judgement of one application, as it was made.
#[derive(Debug, Clone)]
pub struct Screening(pub domain::screening::record::Screening);

/// A question for the interview.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct InterviewQuestion {
    /// Addressed to the candidate.
    pub text: String,
    /// The criterion it is about.
    pub criterion: Option<String>,
    /// Why it is asked, addressed to the recruiter.
    pub reason: Option<String>,
}

/// How a résumé fares by one criterion.
#[derive(Debug, Clone, PartialEq, SimpleObject)]
pub struct CriterionAssessment {
    /// The criterion.
    pub name: String,
    /// Its share of the score, 0–1.
    pub weight: f64,
    /// 0–4: nothing; named only; described once; described in several places or recently; strong. Of several
    /// answers of a model the trimmed mean, rounded; what nothing in the résumé supports is 0.
    pub level: i32,
    /// What it adds to the score.
    pub points: f64,
    /// What the level rests on.
    pub evidence: Vec<Evidence>,
    /// It has evidence, and every quote was found in the text.
    pub verified: bool,
}

/// One answer of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SimpleObject)]
pub struct ScreeningSample {
    /// Its number among the answers to the same input, from 1.
    pub number: i32,
    /// The score that it alone comes to, 0–100.
    pub score: i32,
    /// Tokens of what was asked.
    pub prompt_tokens: i32,
    /// Tokens of what was answered.
    pub answer_tokens: i32,
    /// How long the answer took.
    pub latency_milliseconds: i32,
}

impl From<&SampleUse> for ScreeningSample {
    fn from(sample: &SampleUse) -> Self {
        let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            number: count(sample.number),
            score: i32::from(sample.score),
            prompt_tokens: count(sample.prompt_tokens),
            answer_tokens: count(sample.answer_tokens),
            latency_milliseconds: count(sample.latency_ms),
        }
    }
}

impl From<Assessed> for CriterionAssessment {
    fn from(assessed: Assessed) -> Self {
        Self {
            weight: f64::from(assessed.weight_bp) / 10_000.0,
            level: i32::from(assessed.level),
            points: assessed.points(),
            evidence: assessed.evidence.iter().cloned().map(Into::into).collect(),
            verified: assessed.verified,
            name: assessed.name,
        }
    }
}

/// A judgement of one application, as it was made.
#[Object]
impl Screening {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// What was judged.
    async fn application(&self, ctx: &Context<'_>) -> Result<Application> {
        required(ctx, self.0.application_id).await.map(Application::of)
    }
    /// Whose text the evidence points into.
    async fn resume(&self, ctx: &Context<'_>) -> Result<Resume> {
        required(ctx, self.0.resume_id).await.map(Resume)
    }
    /// 0–100, computed from the criteria, reproducible.
    async fn score(&self) -> i32 {
        i32::from(self.0.score)
    }
    /// 10–500 characters.
    async fn summary(&self) -> &str {
        &self.0.summary
    }
    /// Skills that are asked for and don't stand in the résumé.
    async fn missing_skills(&self) -> Vec<Skill> {
        skills(&self.0.missing_skills)
    }
    /// Exactly three.
    async fn interview_questions(&self) -> Vec<InterviewQuestion> {
        let question = |q: &domain::screening::model::Question| InterviewQuestion {
            text: q.text.clone(),
            criterion: q.criterion.clone(),
            reason: q.reason.clone(),
        };
        self.0.questions.iter().map(question).collect()
    }
    /// What the score is made of.
    async fn criteria(&self) -> Vec<CriterionAssessment> {
        self.0.criteria.iter().cloned().map(Into::into).collect()
    }
    /// Who proposed: rules, ollama or openai.
    async fn provider(&self) -> &str {
        &self.0.provider
    }
    /// The model, where there is one.
    async fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
    }
    /// The prompt's version, where there is one.
    async fn prompt_version(&self) -> Option<&str> {
        self.0.prompt_version.as_deref()
    }
    /// sha256 of the prompt's files, where there is one.
    async fn prompt_hash(&self) -> Option<&str> {
        self.0.prompt_hash.as_deref()
    }
    /// Same input, same screening.
    async fn input_hash(&self) -> &str {
        &self.0.input_hash
    }
    /// Whoever judged saw no identity: no name, address, age or the like.
    async fn blind(&self) -> bool {
        self.0.blind
    }
    /// Single answers of the model came to scores more than 5 points apart.
    async fn unstable(&self) -> bool {
        self.0.unstable
    }
    /// What was set right on the way, a sentence each: quotes that are not in the résumé, providers that could
    /// not be used, text that was not judged.
    async fn notes(&self) -> &[String] {
        &self.0.notes
    }
    /// The model's answers that it rests on; none when it was made by rule.
    async fn samples(&self) -> Vec<ScreeningSample> {
        self.0.samples.iter().map(Into::into).collect()
    }
    /// The job, its criteria or the résumé changed since.
    async fn stale(&self) -> bool {
        self.0.stale
    }
    /// The task that made it.
    async fn task(&self, ctx: &Context<'_>) -> Nullable<Task> {
        let id = self.0.task_id?;
        nullable(load(ctx, id).await.map(|found| found.map(Task)))
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

impl Listed for Screening {}

connection! {
    #[doc = "A page of an application's screenings."]
    ScreeningConnection, ScreeningEdge of Screening;
}
