//! Giving back what changed hands in a merge.

use chrono::{DateTime, Utc};
use domain::application::model::{Application, Stage};
use domain::candidate::merge::{Folded, Moved};
use domain::id::{ApplicationId, CandidateId, ResumeId, StageChangeId};
use domain::ports::rows::{Answer, ApplicationWrites};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::feed::Op;
use super::super::session::Session;
use super::super::sql::{sql, uuids};
use super::ids;

/// As far as each thing is still there and in the hands of the one who was kept: what was filed elsewhere since, or
/// removed, stays so.
pub(super) async fn give_back(
    session: &mut Session<DatabaseTransaction>,
    moved: &Moved,
    kept: CandidateId,
    other: CandidateId,
    at: DateTime<Utc>,
) -> Answer<()> {
    let resumes = "UPDATE resume SET candidate_id = $3 WHERE id = ANY($1) AND candidate_id = $2 RETURNING id";
    let theirs = uuids(&moved.resumes, |id: ResumeId| id.0);
    let back = ids(&sql(resumes, [theirs.into(), kept.0.into(), other.0.into()]).all(&session.db).await?)?;
    session.note_all("resume", &back, Op::Update).await?;
    let lock = "SELECT id FROM application WHERE candidate_id = $1 ORDER BY id FOR UPDATE";
    sql(lock, [kept.0.into()]).all(&session.db).await?;
    let applications = "UPDATE application SET candidate_id = $3, updated_at = $4
        WHERE id = ANY($1) AND candidate_id = $2 RETURNING id";
    let theirs = uuids(&moved.applications, |id: ApplicationId| id.0);
    let values = [theirs.into(), kept.0.into(), other.0.into(), at.into()];
    let back = ids(&sql(applications, values).all(&session.db).await?)?;
    session.note_all("application", &back, Op::Update).await?;
    for folded in &moved.folded {
        unfold(session, folded, other, at).await?;
    }
    Ok(())
}

/// Takes an application out of the one that it went into. One that a person rejected needs the line of its history
/// that says so; when that is gone, so is the application. So is one whose job is gone.
async fn unfold(
    session: &mut Session<DatabaseTransaction>,
    folded: &Folded,
    other: CandidateId,
    at: DateTime<Utc>,
) -> Answer<()> {
    if !is_possible(session, folded).await? {
        return Ok(());
    }
    if folded.gave_external_id {
        let take = "UPDATE application SET external_id = NULL, updated_at = $3 WHERE id = $1 AND external_id = $2";
        let values = [folded.into.0.into(), folded.application.external_id.clone().into(), at.into()];
        sql(take, values).run(&session.db).await?;
    }
    let again = Application { candidate_id: other, updated_at: at, ..restored(session, folded).await? };
    if !session.insert_application(&again).await? {
        return Ok(());
    }
    let changes = uuids(&folded.stage_changes, |id: StageChangeId| id.0);
    let screenings = uuids(&folded.screenings, |id| id.0);
    for (table, ids) in [("stage_change", changes), ("screening", screenings)] {
        let update = format!("UPDATE {table} SET application_id = $2 WHERE id = ANY($1)");
        sql(&update, [ids.into(), again.id.0.into()]).run(&session.db).await?;
    }
    session.note("application", folded.into.0, Op::Update).await
}

async fn is_possible(session: &Session<DatabaseTransaction>, folded: &Folded) -> Answer<bool> {
    let hold = "SELECT 1 FROM job WHERE id = $1 FOR KEY SHARE";
    let job = sql(hold, [folded.application.job_id.0.into()]).one(&session.db).await?;
    let said = "SELECT 1 FROM stage_change WHERE id = ANY($1) AND to_stage = 'REJECTED' LIMIT 1";
    let changes = uuids(&folded.stage_changes, |id: StageChangeId| id.0);
    let rejected =
        folded.application.stage != Stage::Rejected || sql(said, [changes.into()]).one(&session.db).await?.is_some();
    Ok(job.is_some() && rejected)
}

/// The copy without references to what is gone, and without a key that another application has by now.
async fn restored(session: &Session<DatabaseTransaction>, folded: &Folded) -> Answer<Application> {
    let mut again = folded.application.clone();
    let is_there = async |table: &str, id: Option<Uuid>| -> Answer<bool> {
        let select = format!("SELECT 1 FROM {table} WHERE id = $1");
        Ok(sql(&select, [id.into()]).one(&session.db).await?.is_some())
    };
    if !is_there("resume", again.resume_id.map(|id| id.0)).await? {
        again.resume_id = None;
    }
    if !is_there("screening", again.screening_id.map(|id| id.0)).await? {
        again.screening_id = None;
    }
    if !is_there("task", again.screening_task_id.map(|id| id.0)).await? {
        again.screening_task_id = None;
    }
    let taken = "SELECT 1 FROM application WHERE external_id = $1";
    if sql(taken, [again.external_id.clone().into()]).one(&session.db).await?.is_some() {
        again.external_id = None;
    }
    Ok(again)
}
