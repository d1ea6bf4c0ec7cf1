//! Imports.

use async_graphql::{Context, ID, Object};
use domain::id::ImportBatchId;
use domain::intake::model::ImportFileFilter;

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::loader::load;
use crate::graphql::object::import::{ImportBatch, ImportFile, ImportFileConnection};
use crate::graphql::object::resume::ResumeStatus;
use crate::graphql::object::{Nullable, nullable};

/// Imports.
#[derive(Debug, Default)]
pub struct ImportQuery;

#[Object]
impl ImportQuery {
    /// An import by its id.
    async fn import_batch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Nullable<ImportBatch> {
        nullable(find(ctx, &id).await)
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<ImportBatch>> {
    Ok(load::<ImportBatchId>(ctx, parse("id", id)?).await?.map(ImportBatch))
}

/// A page of the files of an import.
///
/// # Errors
/// BAD_USER_INPUT for wrong page arguments.
pub async fn list_files(
    ctx: &Context<'_>,
    page: PageArguments,
    batch_id: ImportBatchId,
    statuses: Option<Vec<ResumeStatus>>,
) -> ApiResult<ImportFileConnection> {
    let statuses = statuses.map(|all| all.into_iter().map(Into::into).collect());
    let filter = ImportFileFilter { batch_id, statuses };
    let digest = ListDigest::of("import files", &filter);
    let intake = &ctx.services().intake;
    let found = intake.list(&filter, &page.request(&digest)?).await?;
    let intake = intake.clone();
    let count = Count::by(move || {
        let (intake, filter) = (intake.clone(), filter.clone());
        async move { intake.count(&filter).await }
    });
    Ok(ImportFileConnection(Rows::of(found, &digest, count, ImportFile)))
}
