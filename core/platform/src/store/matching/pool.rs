//! Whether a pool is small enough for the exact scan, and how deep it is searched else.

use domain::matching::question::RetrievalDepth;
use domain::ports::rows::Answer;
use sea_orm::ConnectionTrait;

use super::super::error::failed;
use super::super::model::ModelInUse;
use super::super::session::Connection;
use super::super::sql::{Sql, sql};

/// Whether more rows than the limit take part. `rows` is `FROM … WHERE …` over the pool. The filters
/// are only counted when all rows of the model together would be too many.
pub(super) async fn too_large(
    db: &impl ConnectionTrait,
    model: ModelInUse,
    table: &str,
    rows: &Sql,
    depth: RetrievalDepth,
) -> Answer<bool> {
    let enough = i64::try_from(depth.exact_up_to).unwrap_or(i64::MAX).saturating_add(1);
    let all = format!("SELECT count(*) FROM (SELECT 1 FROM {table} WHERE model_id = $1 LIMIT $2) counted");
    if sql(&all, [model.id.into(), enough.into()]).value::<i64>(db).await? < enough {
        return Ok(false);
    }
    let mut filtered = rows.clone().before("SELECT count(*) FROM (SELECT 1 ");
    filtered.push(" LIMIT ").bind(enough).push(") counted");
    Ok(filtered.value::<i64>(db).await? == enough)
}

/// A transaction in which the vector index goes on until it has found enough rows that pass the
/// filters, in order of distance.
pub(super) async fn deep<C: Connection>(db: &C, depth: RetrievalDepth) -> Answer<C::Transaction> {
    let tx = db.begin().await.map_err(failed)?;
    // The index takes 1 to 1,000 here.
    let breadth = depth.fixed.clamp(400, 1_000);
    for setting in [
        "SET LOCAL hnsw.iterative_scan = strict_order".to_owned(),
        format!("SET LOCAL hnsw.ef_search = {breadth}"),
        "SET LOCAL hnsw.max_scan_tuples = 100000".to_owned(),
    ] {
        Sql::new(setting).run(&tx).await?;
    }
    Ok(tx)
}
