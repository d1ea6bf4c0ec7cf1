//! Writing tasks. Whoever writes locks a task's place in line first and the task after it, so that
//! nobody waits in a circle.

use std::time::Duration;

use async_trait::async_trait;
use domain::id::{NodeRef, TaskId};
use domain::ports::Wake;
use domain::ports::rows::{Answer, TaskWrites};
use domain::task::model::{Claim, NewTask, QueueName, Spend, Task, TaskEvent, TaskState, Transition, Unclaimed};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::super::session::Session;
use super::super::sql::{get, sql};
use super::{Counted, EVENT, corrupt, read_event, read_task, seconds};
use crate::failpoint::Step;

impl Session<DatabaseTransaction> {
    pub(in super::super) async fn locked_task(&self, id: TaskId) -> Answer<Task> {
        let row = sql("SELECT * FROM task WHERE id = $1 FOR UPDATE", [id.0.into()]).one(&self.db).await?;
        read_task(&row.ok_or(corrupt("task"))?)
    }
}

/// How a task's place in line follows a change of its state, as a part of the statement that `changed` it.
fn follows(transition: &Transition) -> Option<&'static str> {
    if transition.state.is_terminal() {
        return Some("DELETE FROM task_dispatch USING changed WHERE task_id = changed.id");
    }
    if transition.state == TaskState::Retry {
        return Some(
            "UPDATE task_dispatch
            SET owner = NULL, lease_until = NULL, run_at = changed.next_attempt_at, pushed_at = NULL, pushes = 0
            FROM changed WHERE task_id = changed.id",
        );
    }
    transition.waits.then_some(
        "UPDATE task_dispatch
        SET owner = NULL, lease_until = NULL, run_at = 'infinity', pushed_at = NULL, pushes = 0
        FROM changed WHERE task_id = changed.id",
    )
}

/// How many attempts a change adds. The event still tells of the attempt that was given back.
fn attempts(spends: Spend) -> i32 {
    match spends {
        Spend::Attempt => 1,
        Spend::GivesBack => -1,
        Spend::Nothing | Spend::Loss => 0,
    }
}

/// Writes a change of state, its event and what follows for the task's place in line, which whoever calls has
/// locked. With the number of a claim it is locked here, if it is that claim's. `None` when it isn't, or when
/// the task has ended.
async fn change_state(
    db: &impl ConnectionTrait,
    id: TaskId,
    claim: Option<i64>,
    transition: &Transition,
) -> Answer<Option<Changed>> {
    let (held, of_held) = match claim {
        None => ("", ""),
        Some(_) => (
            "held AS (
                SELECT task_id FROM task_dispatch WHERE task_id = $1 AND claim = $14 AND owner IS NOT NULL FOR UPDATE
            ), ",
            "FROM held",
        ),
    };
    let follows = follows(transition).map(|what| format!(", followed AS ({what})")).unwrap_or_default();
    let update = format!(
        "WITH {held}changed AS (
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
            {of_held} WHERE id = $1 AND finished_at IS NULL
            RETURNING id, kind, last_seq, state, attempt, progress, next_attempt_at,
                CASE WHEN $13 THEN (
                    SELECT extract(epoch FROM clock_timestamp() - d.run_at)::float8
                    FROM task_dispatch d WHERE d.task_id = task.id
                ) END AS waited,
                CASE WHEN $11 OR $2 = 'RETRY' THEN (
                    SELECT extract(epoch FROM clock_timestamp() - attempt_started_at)::float8
                    FROM task_dispatch d WHERE d.task_id = task.id AND d.owner IS NOT NULL
                ) END AS ran
        ){follows}, told AS (
            INSERT INTO task_event
                (task_id, seq, state, attempt, progress, message, error_code, error_message, next_attempt_at, terminal, at)
            SELECT id, last_seq, state, attempt - least($4, 0), progress, $12, $6, $7, next_attempt_at, $11,
                clock_timestamp()
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
        attempts(transition.spends).into(),
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
    let values = values.into_iter().chain(claim.map(Into::into));
    let row = sql(&update, values).one(db).await?;
    row.map(|row| Ok(Changed { event: read_event(&row)?, counted: Counted::transition(transition, &row)? })).transpose()
}

/// A change of state that was written.
pub(in super::super) struct Changed {
    pub(in super::super) event: TaskEvent,
    pub(in super::super) counted: Option<Counted>,
}

/// See [`domain::ports::Store::write_fenced`].
pub(in super::super) async fn write_fenced(
    db: &impl ConnectionTrait,
    claim: &Claim,
    transition: &Transition,
) -> Answer<Option<Changed>> {
    // Held by the join: a task whose place isn't this claim's is not found, and nothing is written.
    change_state(db, claim.task_id, Some(claim.number), transition).await
}

/// See [`domain::ports::Store::claim`]. The place in line is taken first and the task after it; who waits for
/// another at the place then sees what that one made of it.
pub(in super::super) async fn claim(
    db: &impl ConnectionTrait,
    id: TaskId,
    owner: &str,
    lease: Duration,
) -> Answer<Option<(Claim, Task, Counted)>> {
    let statement = "WITH taken AS (
            UPDATE task_dispatch
            SET claim = claim + 1, owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
            WHERE task_id = $1 AND ((owner IS NULL AND run_at <= now()) OR lease_until < now())
                AND NOT EXISTS (SELECT 1 FROM queue_pause p WHERE p.queue = task_dispatch.queue)
            RETURNING task_id, claim, run_at
        ), begun AS (
            UPDATE task SET
                last_seq = last_seq + 1,
                state = 'STARTED',
                attempt = attempt + CASE WHEN state = ANY($4) THEN 0 ELSE 1 END,
                next_attempt_at = NULL,
                started_at = coalesce(started_at, clock_timestamp()),
                attempt_started_at = clock_timestamp()
            FROM taken WHERE id = taken.task_id AND finished_at IS NULL
            RETURNING task.*, taken.claim,
                extract(epoch FROM clock_timestamp() - taken.run_at)::float8 AS waited,
                (SELECT b.state <> ALL($4) FROM task b WHERE b.id = taken.task_id) AS is_new
        ), told AS (
            INSERT INTO task_event (task_id, seq, state, attempt, progress, terminal, at)
            SELECT id, last_seq, state, attempt, progress, false, clock_timestamp() FROM begun
        )
        SELECT * FROM begun";
    let uncounted = TaskState::ALL.iter().filter(|it| Transition::started(**it).spends == Spend::Nothing);
    let uncounted: Vec<String> = uncounted.map(|it| it.as_str().to_owned()).collect();
    let values = [id.0.into(), owner.into(), seconds(lease).into(), uncounted.into()];
    let Some(row) = sql(statement, values).one(db).await? else { return Ok(None) };
    let claim = Claim { task_id: id, number: get(&row, "claim")? };
    Ok(Some((claim, read_task(&row)?, Counted::begun(&row)?)))
}

#[async_trait]
impl TaskWrites for Session<DatabaseTransaction> {
    async fn enqueue(&mut self, task: &NewTask) -> Answer<()> {
        self.put_in_line(std::slice::from_ref(task)).await
    }

    async fn enqueue_all(&mut self, tasks: &[NewTask]) -> Answer<()> {
        self.put_in_line(tasks).await
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
        self.wake(Wake::Task { id, seq: 0 });
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
        let changed = change_state(&self.db, id, None, transition).await?;
        let Changed { event, counted } = changed.ok_or(corrupt("task that has not ended"))?;
        if let Some(counted) = counted {
            self.count(counted);
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
