//! Résumés.

use async_graphql::{Context, Object};
use domain::id::ResumeId;
use domain::resume::service::Upload;

use super::task;
use crate::graphql::app::Request;
use crate::graphql::error::{ApiError, ApiResult, outcome};
use crate::graphql::global_id::{Global, parse, parse_opt};
use crate::graphql::input::write::{
    AssignResumeInput, DeleteResumeInput, ReleaseResumeInput, SetResumeTextInput, UploadResumeInput,
};
use crate::graphql::loader::load;
use crate::graphql::object::candidate::Candidate;
use crate::graphql::object::resume::Resume;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{
    AssignResumePayload, DeleteResumePayload, ReleaseResumePayload, SetResumeTextPayload, UploadResumePayload,
};

/// Résumés.
#[derive(Debug, Default)]
pub struct ResumeMutation;

#[Object]
impl ResumeMutation {
    /// Hands in a résumé (PDF, DOCX or plain text). Its task reads it and makes it searchable.
    async fn upload_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and whose it is.")] input: UploadResumeInput,
    ) -> Nullable<UploadResumePayload> {
        nullable(upload(ctx, input).await.map(Some))
    }
    /// Files a résumé under another candidate. Screenings that judged somebody else by it are removed.
    async fn assign_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and whose it is.")] input: AssignResumeInput,
    ) -> Nullable<AssignResumePayload> {
        nullable(assign(ctx, input).await.map(Some))
    }
    /// Gives the text of a scan, typed by a person or read by a program of theirs. It is marked as such.
    async fn set_resume_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and its text.")] input: SetResumeTextInput,
    ) -> Nullable<SetResumeTextPayload> {
        nullable(set_text(ctx, input).await.map(Some))
    }
    /// Takes a résumé out of NEEDS_REVIEW, after a person has looked at its findings.
    async fn release_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ReleaseResumeInput,
    ) -> Nullable<ReleaseResumePayload> {
        nullable(release(ctx, input).await.map(Some))
    }
    /// Removes a résumé with its file, its text and the screenings that judged by it.
    async fn delete_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: DeleteResumeInput,
    ) -> Nullable<DeleteResumePayload> {
        nullable(delete(ctx, input).await.map(Some))
    }
}

async fn assign(ctx: &Context<'_>, input: AssignResumeInput) -> ApiResult<AssignResumePayload> {
    let (id, to) = (parse("input.id", &input.id)?, parse("input.candidateId", &input.candidate_id)?);
    let (resume, user_errors) = outcome(ctx.services().resumes.assign(id, to).await)?;
    Ok(AssignResumePayload { resume: resume.map(Resume), user_errors })
}

async fn set_text(ctx: &Context<'_>, input: SetResumeTextInput) -> ApiResult<SetResumeTextPayload> {
    let id = parse("input.id", &input.id)?;
    let (taken, user_errors) = outcome(ctx.services().resumes.set_text(id, &input.text).await)?;
    let (resume, id) = taken.unzip();
    Ok(SetResumeTextPayload { resume: resume.map(Resume), task: task(ctx, id).await?, user_errors })
}

async fn release(ctx: &Context<'_>, input: ReleaseResumeInput) -> ApiResult<ReleaseResumePayload> {
    let id = parse("input.id", &input.id)?;
    let (resume, user_errors) = outcome(ctx.services().resumes.release(id).await)?;
    Ok(ReleaseResumePayload { resume: resume.map(Resume), user_errors })
}

async fn delete(ctx: &Context<'_>, input: DeleteResumeInput) -> ApiResult<DeleteResumePayload> {
    let id: ResumeId = parse("input.id", &input.id)?;
    let (gone, user_errors) = outcome(ctx.services().resumes.delete(id).await)?;
    Ok(DeleteResumePayload { deleted_id: gone.map(|()| id.global()), user_errors })
}

async fn upload(ctx: &Context<'_>, input: UploadResumeInput) -> ApiResult<UploadResumePayload> {
    let file = input
        .file
        .value(ctx)
        .map_err(|_| ApiError::bad_input("input.file", "the file is missing from the request's parts"))?;
    let upload = Upload {
        file_name: file.filename,
        media_type: file.content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        bytes: file.content.to_vec(),
        candidate_id: parse_opt("input.candidateId", input.candidate_id.as_ref())?,
        job_id: parse_opt("input.jobId", input.job_id.as_ref())?,
    };
    let (taken, user_errors) = outcome(ctx.services().resumes.upload(upload).await)?;
    let (resume, id) = taken.unzip();
    let candidate = match resume.as_ref().and_then(|resume| resume.candidate_id) {
        Some(id) => load(ctx, id).await?.map(Candidate),
        None => None,
    };
    Ok(UploadResumePayload { resume: resume.map(Resume), candidate, task: task(ctx, id).await?, user_errors })
}
