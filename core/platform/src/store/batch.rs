//! Batches of screenings: who takes part, and what became of them.

use std::time::Duration;

use async_trait::async_trait;
use domain::id::{ApplicationId, TaskId};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, BatchReads, BatchWrites};
use domain::screening::model::{BatchChoice, BatchMembers};
use domain::task::model::{BatchStanding, LastTold, Task};
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::application;
use super::filter::stale;
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};

fn count(row: &QueryResult, column: &'static str) -> Answer<u64> {
    u64::try_from(get::<i64>(row, column)?).map_err(|_| StoreError::Corrupt { what: column })
}

fn ids<T: From<Uuid>>(rows: &[QueryResult], column: &'static str) -> Answer<Vec<T>> {
    rows.iter().map(|row| Ok(get::<Uuid>(row, column)?.into())).collect()
}

#[async_trait]
impl<C: Connection> BatchReads for Session<C> {
    async fn batch_standing(&self, batch: TaskId) -> Answer<BatchStanding> {
        let select = "SELECT count(*) AS members,
                count(*) FILTER (WHERE m.child_id IS NULL AND NOT m.left_out) AS untouched,
                count(*) FILTER (WHERE m.left_out) AS left_out,
                count(*) FILTER (WHERE k.state = 'SUCCESS') AS succeeded,
                count(*) FILTER (WHERE k.state = 'FAILURE') AS failed,
                count(*) FILTER (WHERE k.state = 'REVOKED') AS cancelled
            FROM screen_batch_member m LEFT JOIN task k ON k.id = m.child_id WHERE m.task_id = $1";
        let row = sql(select, [batch.0.into()]).one(&self.db).await?;
        let row = row.ok_or(StoreError::Corrupt { what: "batch standing" })?;
        Ok(BatchStanding {
            members: count(&row, "members")?,
            untouched: count(&row, "untouched")?,
            left_out: count(&row, "left_out")?,
            succeeded: count(&row, "succeeded")?,
            failed: count(&row, "failed")?,
            cancelled: count(&row, "cancelled")?,
        })
    }

    async fn untouched_members(&self, batch: TaskId, limit: u64) -> Answer<Vec<ApplicationId>> {
        let select = "SELECT application_id FROM screen_batch_member
            WHERE task_id = $1 AND child_id IS NULL AND NOT left_out ORDER BY application_id LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        ids(&sql(select, [batch.0.into(), limit.into()]).all(&self.db).await?, "application_id")
    }

    async fn waiting_batches(&self, after: Option<TaskId>, limit: u64) -> Answer<Vec<TaskId>> {
        let select = "SELECT task_id FROM task_dispatch
            WHERE run_at = 'infinity' AND owner IS NULL AND ($1::uuid IS NULL OR task_id > $1) ORDER BY task_id LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        ids(&sql(select, [after.map(|id| id.0).into(), limit.into()]).all(&self.db).await?, "task_id")
    }
}

/// The applications as they come into a batch: in one order, since each is locked on the way, and whoever
/// locks several does it in that order.
fn chosen(batch: TaskId, choice: &BatchChoice) -> Sql {
    let mut insert = Sql::new("INSERT INTO screen_batch_member (task_id, application_id) SELECT ");
    insert.bind(batch.0).push(", t.id ").push(&application::rows());
    insert
        .and("t.job_id =", choice.job.0)
        .any_of("t.id", choice.applications.as_deref().map(|ids| uuids(ids, |id| id.0)))
        .any_of("t.stage", choice.stages.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()));
    if choice.only_stale {
        insert.and_text(&format!("(t.screening_id IS NULL OR {})", stale("s")));
    }
    insert.push(" ORDER BY t.id");
    insert
}

#[async_trait]
impl BatchWrites for Session<DatabaseTransaction> {
    async fn put_batch_members(&mut self, batch: TaskId, members: &BatchMembers) -> Answer<u64> {
        let not_screened = "INSERT INTO screen_batch_member (task_id, application_id)
            SELECT $1, m.application_id FROM screen_batch_member m LEFT JOIN task k ON k.id = m.child_id
            WHERE m.task_id = $2 AND k.state IS DISTINCT FROM 'SUCCESS' ORDER BY m.application_id";
        let insert = match members {
            BatchMembers::Chosen(choice) => chosen(batch, choice),
            BatchMembers::NotScreenedBy(other) => sql(not_screened, [batch.0.into(), other.0.into()]),
        };
        insert.run(&self.db).await
    }

    async fn note_children(
        &mut self,
        batch: TaskId,
        members: &[ApplicationId],
        children: &[(ApplicationId, TaskId)],
    ) -> Answer<()> {
        let name = "UPDATE screen_batch_member m SET child_id = g.child
            FROM unnest($2::uuid[], $3::uuid[]) AS g (application, child)
            WHERE m.task_id = $1 AND m.application_id = g.application";
        let values = [batch.0.into(), uuids(children, |it| it.0.0).into(), uuids(children, |it| it.1.0).into()];
        sql(name, values).run(&self.db).await?;
        let leave_out = "UPDATE screen_batch_member SET left_out = true
            WHERE task_id = $1 AND application_id = ANY($2) AND child_id IS NULL";
        sql(leave_out, [batch.0.into(), uuids(members, |id| id.0).into()]).run(&self.db).await?;
        Ok(())
    }

    async fn lock_waiting_batch(&mut self, batch: TaskId) -> Answer<Option<(Task, LastTold)>> {
        let lock = "SELECT 1 FROM task_dispatch
            WHERE task_id = $1 AND run_at = 'infinity' AND owner IS NULL FOR UPDATE SKIP LOCKED";
        if sql(lock, [batch.0.into()]).one(&self.db).await?.is_none() {
            return Ok(None);
        }
        let task = self.locked_task(batch).await?;
        let ago = "SELECT extract(epoch FROM clock_timestamp() - at)::double precision FROM task_event
            WHERE task_id = $1 AND seq = $2";
        let seconds: f64 = sql(ago, [batch.0.into(), task.last_seq.into()]).value(&self.db).await?;
        let told = LastTold { progress: task.progress, ago: Duration::from_secs_f64(seconds.max(0.0)) };
        Ok(Some((task, told)))
    }
}
