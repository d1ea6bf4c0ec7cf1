//! Applications of two people for one job, made one.

use chrono::{DateTime, Utc};
use domain::application::model::Application;
use domain::candidate::merge::Folded;
use domain::id::{ApplicationId, CandidateId};
use domain::ports::rows::{Answer, ApplicationReads};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::feed::Op;
use super::super::session::Session;
use super::super::sql::{get, sql};
use super::ids;

/// Has each application of `from` go into that of `to` for the same job; all are locked.
pub(super) async fn all(
    session: &mut Session<DatabaseTransaction>,
    from: CandidateId,
    to: CandidateId,
    at: DateTime<Utc>,
) -> Answer<Vec<Folded>> {
    let pairs = "SELECT a.id, b.id AS into_id FROM application a
        JOIN application b ON b.job_id = a.job_id AND b.candidate_id = $2 WHERE a.candidate_id = $1 ORDER BY a.id";
    let mut folded = Vec::new();
    for row in sql(pairs, [from.0.into(), to.0.into()]).all(&session.db).await? {
        let (id, into) = (get::<Uuid>(&row, "id")?, get::<Uuid>(&row, "into_id")?);
        if let Some(application) = session.applications(&[id.into()]).await?.pop() {
            folded.push(one(session, application, into.into(), at).await?);
        }
    }
    Ok(folded)
}

async fn one(
    session: &mut Session<DatabaseTransaction>,
    application: Application,
    into: ApplicationId,
    at: DateTime<Utc>,
) -> Answer<Folded> {
    let id = application.id.0;
    let mut along = Vec::new();
    for table in ["stage_change", "screening"] {
        let update = format!("UPDATE {table} SET application_id = $2 WHERE application_id = $1 RETURNING id");
        along.push(ids(&sql(&update, [id.into(), into.0.into()]).all(&session.db).await?)?);
    }
    // What a model was asked for it first must not go with it while screenings rest on it.
    let asked = "UPDATE screening_input SET application_id = $2 WHERE application_id = $1";
    sql(asked, [id.into(), into.0.into()]).run(&session.db).await?;
    sql("DELETE FROM application WHERE id = $1", [id.into()]).run(&session.db).await?;
    let key = "UPDATE application SET external_id = $2 WHERE id = $1 AND external_id IS NULL AND $2 IS NOT NULL";
    let given = sql(key, [into.0.into(), application.external_id.clone().into()]).run(&session.db).await?;
    sql("UPDATE application SET updated_at = $2 WHERE id = $1", [into.0.into(), at.into()]).run(&session.db).await?;
    session.note("application", id, Op::Delete).await?;
    session.note("application", into.0, Op::Update).await?;
    let screenings = along.pop().unwrap_or_default().into_iter().map(Into::into).collect();
    let stage_changes = along.pop().unwrap_or_default().into_iter().map(Into::into).collect();
    Ok(Folded { application, into, stage_changes, screenings, gave_external_id: given > 0 })
}
