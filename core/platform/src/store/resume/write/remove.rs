//! Taking a résumé away: altogether, or from somebody whose it isn't.

use chrono::{DateTime, Utc};
use domain::id::{CandidateId, ResumeId};
use domain::ports::rows::Answer;
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::super::super::feed::Op;
use super::super::super::session::Session;
use super::super::super::sql::{get, sql};

/// Removes it, the further uploads of the same bytes, and the screenings that judged by it.
pub(super) async fn resume(session: &mut Session<DatabaseTransaction>, id: ResumeId, at: DateTime<Utc>) -> Answer<()> {
    let theirs = "WITH RECURSIVE theirs AS (
            SELECT id, blob_id FROM resume WHERE id = $1
            UNION SELECT r.id, r.blob_id FROM resume r JOIN theirs t ON r.duplicate_of = t.id
        ) SELECT id, blob_id FROM theirs";
    let rows = sql(theirs, [id.0.into()]).all(&session.db).await?;
    let (resumes, blobs) = (column(&rows, "id")?, column(&rows, "blob_id")?);
    unjudge(session, "s.resume_id = ANY($1)", resumes.clone().into(), at).await?;
    sql("DELETE FROM resume WHERE id = ANY($1)", [resumes.clone().into()]).run(&session.db).await?;
    session.remove_files(&blobs).await?;
    for gone in resumes {
        session.note("resume", gone, Op::Delete).await?;
    }
    Ok(())
}

/// Has a candidate's applications go by their latest, and removes screenings that judged them by it.
pub(super) async fn part_from(
    session: &mut Session<DatabaseTransaction>,
    id: ResumeId,
    candidate: CandidateId,
    at: DateTime<Utc>,
) -> Answer<()> {
    let part = "UPDATE application SET resume_id = NULL, updated_at = $3
        WHERE candidate_id = $2 AND resume_id = $1 RETURNING id";
    let parted = sql(part, [id.0.into(), candidate.0.into(), at.into()]).all(&session.db).await?;
    for application in column(&parted, "id")? {
        session.note("application", application, Op::Update).await?;
    }
    unjudge(session, "s.resume_id = $1", id.0.into(), at).await
}

/// Removes screenings that a condition with value `$1` chooses, and what applications know of them. One that is
/// being made anew goes on.
async fn unjudge(
    session: &mut Session<DatabaseTransaction>,
    condition: &str,
    value: Value,
    at: DateTime<Utc>,
) -> Answer<()> {
    let out_of_force = format!(
        "UPDATE application a SET screening_id = NULL, updated_at = $2, screening_task_id = (
            SELECT t.id FROM task t WHERE t.id = a.screening_task_id AND t.finished_at IS NULL)
        FROM screening s WHERE s.id = a.screening_id AND {condition} RETURNING a.id"
    );
    let applications = sql(&out_of_force, [value.clone(), at.into()]).all(&session.db).await?;
    for application in column(&applications, "id")? {
        session.note("application", application, Op::Update).await?;
    }
    let remove = format!("DELETE FROM screening s WHERE {condition} RETURNING s.id");
    let removed = sql(&remove, [value]).all(&session.db).await?;
    for screening in column(&removed, "id")? {
        session.note("screening", screening, Op::Delete).await?;
    }
    Ok(())
}

fn column(rows: &[QueryResult], column: &'static str) -> Answer<Vec<Uuid>> {
    rows.iter().map(|row| get(row, column)).collect()
}
