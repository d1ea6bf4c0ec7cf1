//! Removing a person: rows, files, tasks and what the feed says of them. What stays is one line of
//! the feed that says that somebody is gone.

use domain::id::{CandidateId, TaskId};
use domain::ports::Wake;
use domain::ports::rows::Answer;
use sea_orm::{DatabaseTransaction, QueryResult, TransactionTrait};
use uuid::Uuid;

use super::error::failed;
use super::feed::Op;
use super::session::Session;
use super::sql::{get, sql};

/// What hangs on a person.
struct Belongings {
    resumes: Vec<Uuid>,
    blobs: Vec<Uuid>,
    applications: Vec<Uuid>,
    /// With whether each has not ended.
    tasks: Vec<(Uuid, bool)>,
    /// Copies of them and of those who were merged into them, and into those.
    merges: Vec<Uuid>,
    /// Ids of everything that the feed may name.
    named: Vec<Uuid>,
}

pub(super) async fn candidate(
    session: &mut Session<DatabaseTransaction>,
    id: CandidateId,
) -> Answer<Option<Vec<TaskId>>> {
    let Some(held) = hold(&session.db, id).await? else {
        return Ok(None);
    };
    for (task, open) in &held.tasks {
        if *open {
            session.wake(Wake::Cancel((*task).into()));
        }
    }
    let tasks: Vec<Uuid> = held.tasks.iter().map(|(task, _)| *task).collect();
    let db = &session.db;
    sql("DELETE FROM application WHERE id = ANY($1)", [held.applications.into()]).run(db).await?;
    sql("DELETE FROM resume WHERE id = ANY($1)", [held.resumes.into()]).run(db).await?;
    sql("DELETE FROM candidate WHERE id = $1", [id.0.into()]).run(db).await?;
    sql("DELETE FROM candidate_merge WHERE id = ANY($1)", [held.merges.into()]).run(db).await?;
    sql("DELETE FROM task WHERE id = ANY($1)", [tasks.clone().into()]).run(db).await?;
    session.remove_files(&held.blobs).await?;
    sql("DELETE FROM change WHERE id = ANY($1)", [held.named.into()]).run(db).await?;
    session.note("candidate", id.0, Op::Delete).await?;
    Ok(Some(tasks.into_iter().map(Into::into).collect()))
}

impl Belongings {
    fn open_tasks(&self) -> Vec<Uuid> {
        self.tasks.iter().filter(|(_, open)| *open).map(|(task, _)| *task).collect()
    }
}

/// Locks a person and what hangs on them, so that nothing is added any more; `None` when they aren't
/// there. Who works on a task locks its place in line first and what it works on after it, and so does
/// this. Which places those are is only certain once the person is locked; when there is one more by
/// then, the locks are given back and taken anew.
async fn hold(db: &DatabaseTransaction, id: CandidateId) -> Answer<Option<Belongings>> {
    loop {
        let savepoint = db.begin().await.map_err(failed)?;
        let foreseen = belongings(&savepoint, id).await?.open_tasks();
        let places = "SELECT 1 FROM task_dispatch WHERE task_id = ANY($1) ORDER BY task_id FOR UPDATE";
        sql(places, [foreseen.clone().into()]).all(&savepoint).await?;
        let person = "SELECT 1 FROM candidate WHERE id = $1 FOR UPDATE";
        if sql(person, [id.0.into()]).one(&savepoint).await?.is_none() {
            return Ok(None);
        }
        for table in ["resume", "application"] {
            let rows = format!("SELECT 1 FROM {table} WHERE candidate_id = $1 ORDER BY id FOR UPDATE");
            sql(&rows, [id.0.into()]).all(&savepoint).await?;
        }
        let held = belongings(&savepoint, id).await?;
        if held.open_tasks().iter().all(|task| foreseen.contains(task)) {
            savepoint.commit().await.map_err(failed)?;
            return Ok(Some(held));
        }
        savepoint.rollback().await.map_err(failed)?;
    }
}

async fn belongings(db: &DatabaseTransaction, id: CandidateId) -> Answer<Belongings> {
    let resumes = sql(
        "WITH RECURSIVE theirs AS (
            SELECT id, blob_id FROM resume WHERE candidate_id = $1
            UNION SELECT r.id, r.blob_id FROM resume r JOIN theirs t ON r.duplicate_of = t.id
        ) SELECT id, blob_id FROM theirs",
        [id.0.into()],
    )
    .all(db)
    .await?;
    let applications = sql("SELECT id FROM application WHERE candidate_id = $1", [id.0.into()]).all(db).await?;
    let column = |rows: &[QueryResult], column: &'static str| {
        rows.iter().map(|row| get::<Uuid>(row, column)).collect::<Answer<Vec<_>>>()
    };
    let (resumes, blobs) = (column(&resumes, "id")?, column(&resumes, "blob_id")?);
    let applications = column(&applications, "id")?;
    let screenings =
        sql("SELECT id FROM screening WHERE application_id = ANY($1)", [applications.clone().into()]).all(db).await?;
    let changes = sql("SELECT id FROM stage_change WHERE application_id = ANY($1)", [applications.clone().into()])
        .all(db)
        .await?;
    let (merges, mut named) = merged_into(db, id).await?;
    named.push(id.0);
    named.extend(resumes.iter().chain(&applications));
    named.extend(column(&screenings, "id")?);
    named.extend(column(&changes, "id")?);
    let tasks = sql(
        "SELECT id, finished_at IS NULL AS open FROM task WHERE subject_id = ANY($1) OR result_id = ANY($1) ORDER BY id",
        [named.clone().into()],
    )
    .all(db)
    .await?;
    let tasks = tasks.iter().map(|row| Ok((get(row, "id")?, get(row, "open")?))).collect::<Answer<Vec<_>>>()?;
    Ok(Belongings { resumes, blobs, applications, tasks, merges, named })
}

/// The merges that led to a person, with the ids of who went in them and of the applications that did.
async fn merged_into(db: &DatabaseTransaction, id: CandidateId) -> Answer<(Vec<Uuid>, Vec<Uuid>)> {
    let merges = "WITH RECURSIVE theirs AS (
            SELECT id, other_id, record FROM candidate_merge WHERE kept_id = $1
            UNION SELECT m.id, m.other_id, m.record FROM candidate_merge m JOIN theirs t ON m.kept_id = t.other_id
        )
        SELECT id, array(
            SELECT (folded -> 'application' ->> 'id')::uuid FROM jsonb_array_elements(record -> 'moved' -> 'folded') AS folded
        ) || other_id AS named FROM theirs";
    let rows = sql(merges, [id.0.into()]).all(db).await?;
    let mut found = (Vec::new(), Vec::new());
    for row in &rows {
        found.0.push(get(row, "id")?);
        found.1.extend(get::<Vec<Uuid>>(row, "named")?);
    }
    Ok(found)
}
