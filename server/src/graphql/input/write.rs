//! What mutations are told.

use async_graphql::{ID, InputObject, MaybeUndefined, Upload};
use domain::candidate::model::CandidateDraft;
use domain::candidate::service::CandidatePatch;
use domain::job::criteria::CriterionDraft;
use domain::job::model::JobDraft;
use domain::job::service::JobPatch;
use domain::matching::model::WeightOverrides;

use super::patch;
use crate::graphql::object::application::{ApplicationSource, Stage};
use crate::graphql::object::job::JobStatus;
use crate::graphql::object::task::QueueName;

/// Who signs in.
#[derive(InputObject)]
pub struct SignInInput {
    /// Their e-mail.
    pub email: String,
    /// Their password.
    pub password: String,
}

impl std::fmt::Debug for SignInInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInInput")
    }
}

/// A job to be made.
#[derive(Debug, InputObject)]
pub struct CreateJobInput {
    /// 1–200 characters.
    pub title: String,
    /// 1–100,000 characters.
    pub description: String,
    /// OPEN when not given.
    pub status: Option<JobStatus>,
    /// City or region.
    pub location: Option<String>,
    /// Can be done from anywhere.
    pub remote: Option<bool>,
    /// Years of experience asked for, 0–60.
    pub min_years_of_experience: Option<f64>,
    /// A year, in salaryCurrency.
    pub salary_min: Option<i32>,
    /// A year, in salaryCurrency.
    pub salary_max: Option<i32>,
    /// ISO 4217.
    pub salary_currency: Option<String>,
    /// Taken out of the description when not given.
    pub required_skills: Option<Vec<String>>,
    /// Skills that are welcome. Taken out of the description when not given.
    pub preferred_skills: Option<Vec<String>>,
    /// The caller's own key, unique among jobs.
    pub external_id: Option<String>,
}

impl From<CreateJobInput> for JobDraft {
    fn from(input: CreateJobInput) -> Self {
        Self {
            title: input.title,
            description: input.description,
            status: input.status.unwrap_or(JobStatus::Open).into(),
            location: input.location,
            remote: input.remote.unwrap_or_default(),
            min_years: input.min_years_of_experience,
            salary_min: input.salary_min,
            salary_max: input.salary_max,
            salary_currency: input.salary_currency,
            required_skills: input.required_skills,
            preferred_skills: input.preferred_skills,
            external_id: input.external_id,
        }
    }
}

/// A change of a job: an absent field keeps its value, null clears it.
#[derive(Debug, InputObject)]
pub struct UpdateJobInput {
    /// Which.
    pub id: ID,
    /// 1–200 characters; can't be cleared.
    pub title: MaybeUndefined<String>,
    /// 1–100,000 characters; can't be cleared.
    pub description: MaybeUndefined<String>,
    /// Can't be cleared.
    pub status: MaybeUndefined<JobStatus>,
    /// City or region.
    pub location: MaybeUndefined<String>,
    /// Can't be cleared.
    pub remote: MaybeUndefined<bool>,
    /// Years of experience asked for.
    pub min_years_of_experience: MaybeUndefined<f64>,
    /// A year, in salaryCurrency.
    pub salary_min: MaybeUndefined<i32>,
    /// A year, in salaryCurrency.
    pub salary_max: MaybeUndefined<i32>,
    /// ISO 4217.
    pub salary_currency: MaybeUndefined<String>,
    /// Cleared: taken out of the description again.
    pub required_skills: MaybeUndefined<Vec<String>>,
    /// Skills that are welcome. Cleared: taken out of the description again.
    pub preferred_skills: MaybeUndefined<Vec<String>>,
    /// The caller's own key.
    pub external_id: MaybeUndefined<String>,
}

impl From<UpdateJobInput> for JobPatch {
    fn from(input: UpdateJobInput) -> Self {
        Self {
            title: patch(input.title),
            description: patch(input.description),
            status: patch(input.status.map_value(Into::into)),
            location: patch(input.location),
            remote: patch(input.remote),
            min_years: patch(input.min_years_of_experience),
            salary_min: patch(input.salary_min),
            salary_max: patch(input.salary_max),
            salary_currency: patch(input.salary_currency),
            required_skills: patch(input.required_skills),
            preferred_skills: patch(input.preferred_skills),
            external_id: patch(input.external_id),
        }
    }
}

/// Which job goes. One with applications stays: CONFLICT.
#[derive(Debug, InputObject)]
pub struct DeleteJobInput {
    /// Which.
    pub id: ID,
}

/// A candidate to be made by hand.
#[derive(Debug, InputObject)]
pub struct CreateCandidateInput {
    /// 1–200 characters.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// City and country.
    pub location: Option<String>,
    /// What they say they are.
    pub headline: Option<String>,
    /// 0–70.
    pub years_of_experience: Option<f64>,
    /// Their skills.
    pub skills: Option<Vec<String>>,
    /// The office's own labels.
    pub tags: Option<Vec<String>>,
    /// The caller's own key, unique among candidates.
    pub external_id: Option<String>,
}

impl From<CreateCandidateInput> for CandidateDraft {
    fn from(input: CreateCandidateInput) -> Self {
        Self {
            name: input.name,
            email: input.email,
            phone: input.phone,
            location: input.location,
            headline: input.headline,
            years: input.years_of_experience,
            skills: input.skills,
            tags: input.tags.unwrap_or_default(),
            external_id: input.external_id,
        }
    }
}

/// A change of a candidate: an absent field keeps its value, null clears it.
#[derive(Debug, InputObject)]
pub struct UpdateCandidateInput {
    /// Who.
    pub id: ID,
    /// 1–200 characters; can't be cleared.
    pub name: MaybeUndefined<String>,
    /// Their address.
    pub email: MaybeUndefined<String>,
    /// Their telephone number.
    pub phone: MaybeUndefined<String>,
    /// City and country.
    pub location: MaybeUndefined<String>,
    /// What they say they are.
    pub headline: MaybeUndefined<String>,
    /// No résumé overwrites what is set here; cleared, the next one fills it.
    pub years_of_experience: MaybeUndefined<f64>,
    /// No résumé overwrites what is set here; cleared, the next one fills it.
    pub skills: MaybeUndefined<Vec<String>>,
    /// The office's own labels.
    pub tags: MaybeUndefined<Vec<String>>,
    /// The caller's own key.
    pub external_id: MaybeUndefined<String>,
}

impl From<UpdateCandidateInput> for CandidatePatch {
    fn from(input: UpdateCandidateInput) -> Self {
        Self {
            name: patch(input.name),
            email: patch(input.email),
            phone: patch(input.phone),
            location: patch(input.location),
            headline: patch(input.headline),
            years: patch(input.years_of_experience),
            skills: patch(input.skills),
            tags: patch(input.tags),
            external_id: patch(input.external_id),
        }
    }
}

/// Who is erased, with files, text, vectors and applications.
#[derive(Debug, InputObject)]
pub struct EraseCandidateInput {
    /// Who.
    pub id: ID,
    /// Why.
    pub reason: String,
}

/// Two candidates who are one person.
#[derive(Debug, InputObject)]
pub struct MergeCandidatesInput {
    /// Who is kept, with all that they have.
    pub keep_id: ID,
    /// Who goes, and whose résumés, applications, addresses and labels the other gets.
    pub other_id: ID,
}

/// A merge that was a mistake.
#[derive(Debug, InputObject)]
pub struct UndoMergeInput {
    /// Who was kept in it. Of several merges the last is undone first.
    pub candidate_id: ID,
}

/// A résumé that is handed in.
#[derive(InputObject)]
pub struct UploadResumeInput {
    /// The file: PDF, DOCX or plain text, at most 10 MiB.
    pub file: Upload,
    /// Whose it is; without it, the candidate is made from the résumé.
    pub candidate_id: Option<ID>,
    /// Apply for this job in the same step.
    pub job_id: Option<ID>,
}

impl std::fmt::Debug for UploadResumeInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UploadResumeInput")
    }
}

/// Whose a résumé is.
#[derive(Debug, InputObject)]
pub struct AssignResumeInput {
    /// The résumé.
    pub id: ID,
    /// Whose it is from now on.
    pub candidate_id: ID,
}

/// The text of a file that no machine could read.
#[derive(Debug, InputObject)]
pub struct SetResumeTextInput {
    /// The résumé: NEEDS_OCR, UNREADABLE, FAILED, or in NEEDS_REVIEW because nobody could inspect it.
    pub id: ID,
    /// What a person sees in it, at most 2 MiB.
    pub text: String,
}

/// A résumé that somebody has looked at.
#[derive(Debug, InputObject)]
pub struct ReleaseResumeInput {
    /// The résumé.
    pub id: ID,
}

/// A résumé to be removed.
#[derive(Debug, InputObject)]
pub struct DeleteResumeInput {
    /// The résumé.
    pub id: ID,
}

/// An application to be made.
#[derive(Debug, InputObject)]
pub struct CreateApplicationInput {
    /// Who.
    pub candidate_id: ID,
    /// For what.
    pub job_id: ID,
    /// With which résumé; the latest when not given.
    pub resume_id: Option<ID>,
    /// DIRECT when not given. SOURCED: the stage is SOURCED too.
    pub source: Option<ApplicationSource>,
    /// Which agency, who named them.
    pub source_name: Option<String>,
    /// The caller's own key, unique among applications.
    pub external_id: Option<String>,
}

/// A change of stage. Going back needs a reason.
#[derive(Debug, InputObject)]
pub struct ChangeStageInput {
    /// Of which application.
    pub application_id: ID,
    /// Where to.
    pub stage: Stage,
    /// Why.
    pub reason: Option<String>,
    /// Tell the candidate by mail. It waits a while, and until then the next change of stage undoes it.
    pub notify_candidate: Option<bool>,
    /// The mail's subject, in place of the usual one: one line.
    pub subject: Option<String>,
    /// The mail's text, in place of the usual one: plain text, with an empty line between paragraphs.
    pub body: Option<String>,
}

/// A screening to be made.
#[derive(Debug, InputObject)]
pub struct ScreenApplicationInput {
    /// Of which application.
    pub application_id: ID,
    /// Ask again although the answer is known. All answers to one input are kept and count together, so asking
    /// again makes a score steadier and picks none.
    pub force: Option<bool>,
    /// On how many of a model's answers it is to rest, 1 to 9; with force, how many new ones.
    pub samples: Option<i32>,
}

/// What a job's applications are to be judged by.
#[derive(Debug, InputObject)]
pub struct SetJobCriteriaInput {
    /// Of which job.
    pub job_id: ID,
    /// 1–12, each name once.
    pub criteria: Vec<CriterionInput>,
}

/// One thing that résumés are judged by.
#[derive(Debug, InputObject)]
pub struct CriterionInput {
    /// 1–100 characters, unique in the list.
    pub name: String,
    /// More than 0; what counts is its share of the sum of all.
    pub weight: f64,
    /// 1–1,000 characters: what a strong résumé shows.
    pub description: String,
}

impl From<CriterionInput> for CriterionDraft {
    fn from(input: CriterionInput) -> Self {
        Self { name: input.name, weight: input.weight, description: input.description }
    }
}

/// Screenings to be made of applications of a job: all conditions together.
#[derive(Debug, InputObject)]
pub struct ScreenJobInput {
    /// Of which job.
    pub job_id: ID,
    /// Only these applications, at most 10,000.
    pub application_ids: Option<Vec<ID>>,
    /// Only applications in these stages. Without applicationIds, REJECTED and WITHDRAWN take part only when
    /// they stand here.
    pub stages: Option<Vec<Stage>>,
    /// Only applications without a screening in force, or with one made from something older.
    pub only_stale: Option<bool>,
    /// Ask again although the answers are known.
    pub force: Option<bool>,
}

/// A file to be sent ahead of its use.
#[derive(InputObject)]
pub struct CreateUploadInput {
    /// As it is called: "….csv" is a table, the rest is told by its content.
    pub file_name: String,
    /// Its size in bytes, no more and no less.
    pub byte_size: i32,
}

impl std::fmt::Debug for CreateUploadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateUploadInput").field("byte_size", &self.byte_size).finish_non_exhaustive()
    }
}

/// Files that were sent ahead and are taken in.
#[derive(Debug, InputObject)]
pub struct ImportResumesInput {
    /// The files, each once: résumés, ZIP archives of them, tables; at most 1,000.
    pub upload_ids: Vec<ID>,
    /// Apply for this job with each.
    pub job_id: Option<ID>,
}

/// A task that ends.
#[derive(Debug, InputObject)]
pub struct CancelTaskInput {
    /// Which.
    pub id: ID,
}

/// A dead task that comes back as a new one.
#[derive(Debug, InputObject)]
pub struct RetryTaskInput {
    /// Which.
    pub id: ID,
}

/// A line of tasks that is held up.
#[derive(Debug, InputObject)]
pub struct PauseQueueInput {
    /// Which.
    pub name: QueueName,
}

/// A line of tasks that goes on.
#[derive(Debug, InputObject)]
pub struct ResumeQueueInput {
    /// Which.
    pub name: QueueName,
}

/// A line of tasks that is emptied.
#[derive(Debug, InputObject)]
pub struct PurgeQueueInput {
    /// Which.
    pub name: QueueName,
}

/// How much each part of a score counts, each 0–1; what is absent keeps its default.
#[derive(Debug, Clone, Copy, Default, InputObject)]
pub struct MatchWeightsInput {
    /// Of the vectors' cosine.
    pub semantic: Option<f64>,
    /// Of the full-text rank.
    pub lexical: Option<f64>,
    /// Of the skills found.
    pub skills: Option<f64>,
    /// Of the years of experience.
    pub experience: Option<f64>,
}

impl From<MatchWeightsInput> for WeightOverrides {
    fn from(input: MatchWeightsInput) -> Self {
        Self { semantic: input.semantic, lexical: input.lexical, skills: input.skills, experience: input.experience }
    }
}
