//! Résumés.

use async_graphql::{Context, Object};
use domain::resume::service::Upload;

use super::task;
use crate::graphql::app::Request;
use crate::graphql::error::{ApiError, ApiResult, outcome};
use crate::graphql::global_id::parse_opt;
use crate::graphql::input::write::UploadResumeInput;
use crate::graphql::loader::load;
use crate::graphql::object::candidate::Candidate;
use crate::graphql::object::resume::Resume;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::UploadResumePayload;

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
