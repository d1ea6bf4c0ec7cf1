//! Writing tasks. Whoever writes locks a task's place in line first and the task after it, so that
//! nobody waits in a circle.

use std::time::Duration;

use async_trait::async_trait;
use domain::id::{NodeRef, TaskId};
use domain::ports::Wake;
use domain::ports::rows::{Answer, TaskWrites};
use domain::task::model::{Claim, NewTask, QueueName, Spend, Task, TaskEvent, TaskState, Transition, Unclaimed};
use sea_orm::DatabaseTransaction;

use super::super::session::Session;
use super::super::sql::{get, sql};
use super::{Counted, Due, EVENT, corrupt, read_event, read_task, seconds};
use crate::failpoint::Step;

impl Session<DatabaseTransaction> {
    pub(in super::super) async fn locked_task(&self, id: TaskId) -> Answer<Task> {
        let row = sql("SELECT * FROM task WHERE id = $1 FOR UPDATE", [id.0.into()]).one(&self.db).await?;
        read_task(&row.ok_or(corrupt("task"))?)
    }

    async fn change_state(&mut self, id: TaskId, transition: &Transition) -> Answer<(TaskEvent, Due)> {
        let update = format!(
            "WITH changed AS (
            UPDATE task SET
                last_seq = last_seq + 1,
                state = $2,
                progress = greatest(progress, coalesce($3, progress)),
                attempt = attempt + $4,
                losses = losses + $5,
                error_code = CASE WHEN $2 = 'SUCCESS' THEN NULL ELSE coalesce($6, error_code) END,
                error_message = CASE WHEN $2 = 'SUCCESS' THEN NULL WHEN $6 IS NULL THEN error_message ELSE $7 END,
                result_kind = coalesce($8, result_kind),
                result_id = coalesce($9, result_id),
                next_attempt_at = CASE WHEN $2 = 'RETRY' THEN clock_timestamp() + make_interval(secs => $10) END,
                started_at = CASE WHEN $2 = 'STARTED' THEN coalesce(started_at, clock_timestamp()) ELSE started_at END,
                attempt_started_at = CASE WHEN $13 THEN clock_timestamp() ELSE attempt_started_at END,
                finished_at = CASE WHEN $11 THEN clock_timestamp() END
            WHERE id = $1 AND finished_at IS NULL
            RETURNING *,
                CASE WHEN $13 THEN (
                    SELECT extract(epoch FROM clock_timestamp() - d.run_at)::float8
                    FROM task_dispatch d WHERE d.task_id = task.id
                ) END AS waited,
                CASE WHEN $11 OR $2 = 'RETRY' THEN (
                    SELECT extract(epoch FROM clock_timestamp() - attempt_started_at)::float8
                    FROM task_dispatch d WHERE d.task_id = task.id AND d.owner IS NOT NULL
                ) END AS ran
        ), told AS (
        INSERT INTO task_event
            (task_id, seq, state, attempt, progress, message, error_code, error_message, next_attempt_at, terminal, at)
        SELECT id, last_seq, state, attempt, progress, $12, $6, $7, next_attempt_at, $11, clock_timestamp()
        FROM changed
        RETURNING {EVENT}
        ) SELECT told.*, kind, waited, ran FROM told CROSS JOIN changed"
        );
        let (result_kind, result_id) = transition.result.map(NodeRef::parts).unzip();
        let (code, message) = transition.error.clone().map(|e| (e.code, e.message)).unzip();
        let values = [
            id.0.into(),
            transition.state.as_str().into(),
            transition.progress.map(i16::from).into(),
            i32::from(transition.spends == Spend::Attempt).into(),
            i32::from(transition.spends == Spend::Loss).into(),
            code.into(),
            message.into(),
            result_kind.into(),
            result_id.into(),
            seconds(transition.retry_after.unwrap_or_default()).into(),
            transition.state.is_terminal().into(),
            transition.message.clone().into(),
            transition.begins.into(),
        ];
        let row = sql(&update, values).one(&self.db).await?.ok_or(corrupt("task that has not ended"))?;
        if let Some(change) = Counted::transition(transition, &row)? {
            self.count(change);
        }
        Ok((read_event(&row)?, get(&row, "next_attempt_at")?))
    }
}

#[async_trait]
impl TaskWrites for Session<DatabaseTransaction> {
    async fn enqueue(&mut self, task: &NewTask) -> Answer<()> {
        self.put_in_line(std::slice::from_ref(task)).await
    }

    async fn enqueue_all(&mut self, tasks: &[NewTask]) -> Answer<()> {
        self.put_in_line(tasks).await
    }

    async fn claim(&mut self, id: TaskId, owner: &str, lease: Duration) -> Answer<Option<(Claim, Task)>> {
        let update = "UPDATE task_dispatch
            SET claim = claim + 1, owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
            WHERE task_id = $1 AND ((owner IS NULL AND run_at <= now()) OR lease_until < now())
                AND NOT EXISTS (SELECT 1 FROM queue_pause p WHERE p.queue = task_dispatch.queue)
            RETURNING claim";
        let row = sql(update, [id.0.into(), owner.into(), seconds(lease).into()]).one(&self.db).await?;
        let Some(row) = row else { return Ok(None) };
        self.does(Step::Claim);
        let claim = Claim { task_id: id, number: get(&row, "claim")? };
        Ok(Some((claim, self.locked_task(id).await?)))
    }

    async fn extend_lease(&mut self, claim: &Claim, lease: Duration) -> Answer<bool> {
        let update = "UPDATE task_dispatch SET lease_until = clock_timestamp() + make_interval(secs => $3)
            WHERE task_id = $1 AND claim = $2 AND owner IS NOT NULL";
        Ok(sql(update, [claim.task_id.0.into(), claim.number.into(), seconds(lease).into()]).run(&self.db).await? == 1)
    }

    async fn release(&mut self, id: TaskId, only_lost: bool) -> Answer<Option<Task>> {
        // It keeps its place in line, so that it runs again soon. Who loses one worker after another steps
        // behind a few others each time: it may be what kills them, and those who ran beside it shall not meet
        // it again and again.
        let update = "UPDATE task_dispatch d
            SET owner = NULL, lease_until = NULL, pushed_at = NULL, pushes = 0,
                run_at = CASE WHEN t.losses = 0 THEN d.run_at ELSE coalesce((
                    SELECT o.run_at + interval '1 microsecond' FROM task_dispatch o
                    WHERE o.queue = d.queue AND o.of_batch = d.of_batch AND o.owner IS NULL
                        AND o.run_at > d.run_at AND o.run_at <= now()
                    ORDER BY o.run_at OFFSET t.losses * 8 - 1 LIMIT 1
                ), clock_timestamp()) END
            FROM task t
            WHERE d.task_id = $1 AND t.id = d.task_id AND d.owner IS NOT NULL AND (NOT $2 OR d.lease_until < now())
            RETURNING d.queue";
        let row = sql(update, [id.0.into(), only_lost.into()]).one(&self.db).await?;
        let Some(row) = row else { return Ok(None) };
        let queue = QueueName::parse(&get::<String>(&row, "queue")?).ok_or(corrupt("task queue"))?;
        self.does(Step::TakeBack);
        let task = self.locked_task(id).await?;
        // Nothing is new in its events, but whoever hands out tasks, in whichever process, must hear of it.
        self.wake(Wake::Task { id, seq: task.last_seq });
        self.wake(Wake::Due(queue));
        Ok(Some(task))
    }

    async fn lock_open_task(&mut self, id: TaskId) -> Answer<Option<Task>> {
        let lock = "SELECT 1 FROM task_dispatch WHERE task_id = $1 FOR UPDATE";
        match sql(lock, [id.0.into()]).one(&self.db).await? {
            Some(_) => Ok(Some(self.locked_task(id).await?)),
            None => Ok(None),
        }
    }

    async fn transition(&mut self, id: TaskId, transition: &Transition) -> Answer<TaskEvent> {
        let (event, due) = self.change_state(id, transition).await?;
        if transition.state.is_terminal() {
            sql("DELETE FROM task_dispatch WHERE task_id = $1", [id.0.into()]).run(&self.db).await?;
        } else if transition.state == TaskState::Retry {
            let back = "UPDATE task_dispatch
                SET owner = NULL, lease_until = NULL, run_at = $2, pushed_at = NULL, pushes = 0 WHERE task_id = $1";
            sql(back, [id.0.into(), due.into()]).run(&self.db).await?;
        } else if transition.waits {
            let wait = "UPDATE task_dispatch
                SET owner = NULL, lease_until = NULL, run_at = 'infinity', pushed_at = NULL, pushes = 0 WHERE task_id = $1";
            sql(wait, [id.0.into()]).run(&self.db).await?;
        }
        self.wake(Wake::Task { id, seq: event.seq });
        if transition.state == TaskState::Revoked {
            self.wake(Wake::Cancel(id));
        }
        Ok(event)
    }

    async fn lock_unclaimed(&mut self, which: Unclaimed, limit: u64) -> Answer<Vec<Task>> {
        self.lock_places(which, limit).await
    }

    async fn revoke_all(&mut self, ids: &[TaskId]) -> Answer<()> {
        self.revoke_locked(ids).await
    }
}
