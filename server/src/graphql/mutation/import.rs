//! Many files at once.

use async_graphql::{Context, Object};
use domain::intake::service::ImportRequest;

use super::task;
use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::global_id::{Global, parse, parse_opt};
use crate::graphql::input::write::{CreateUploadInput, ImportResumesInput};
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{CreateUploadPayload, ImportResumesPayload};
use crate::links::{Asker, Deed};

/// Many files at once.
#[derive(Debug, Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Gives a place to send one large file to: PUT its bytes to the url, once.
    async fn create_upload(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: CreateUploadInput,
    ) -> Nullable<CreateUploadPayload> {
        nullable(create_upload(ctx, input).await.map(Some))
    }
    /// Takes in files that were sent ahead: résumés, ZIP archives of them, and tables (CSV) with the columns name,
    /// email and resume_file. Each file comes to a state of its own; the task's subject says which.
    async fn import_resumes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The files.")] input: ImportResumesInput,
    ) -> Nullable<ImportResumesPayload> {
        nullable(import(ctx, input).await.map(Some))
    }
}

async fn create_upload(ctx: &Context<'_>, input: CreateUploadInput) -> ApiResult<CreateUploadPayload> {
    let asker = Asker::from(ctx.viewer()?);
    let made =
        ctx.services().intake.create_upload(Some(asker.user), &input.file_name, i64::from(input.byte_size)).await;
    let (made, user_errors) = outcome(made)?;
    let Some(upload) = made else {
        return Ok(CreateUploadPayload { user_errors, ..CreateUploadPayload::default() });
    };
    Ok(CreateUploadPayload {
        upload_id: Some(upload.id.global()),
        url: Some(ctx.app().links.url(Deed::Send(upload.id), asker, upload.expires_at)),
        expires_at: Some(upload.expires_at.into()),
        user_errors,
    })
}

async fn import(ctx: &Context<'_>, input: ImportResumesInput) -> ApiResult<ImportResumesPayload> {
    let uploads = input.upload_ids.iter().map(|id| parse("input.uploadIds", id)).collect::<ApiResult<_>>()?;
    let request = ImportRequest {
        user: Some(ctx.viewer()?.user.id),
        uploads,
        job: parse_opt("input.jobId", input.job_id.as_ref())?,
    };
    let (id, user_errors) = outcome(ctx.services().intake.request(request).await)?;
    Ok(ImportResumesPayload { task: task(ctx, id).await?, user_errors })
}
