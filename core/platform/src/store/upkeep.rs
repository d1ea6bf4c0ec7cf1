//! Leading, the schedule, and removing what is kept no longer.

use std::time::Duration;

use async_trait::async_trait;
use domain::id::{CandidateId, JobId, ResumeId};
use domain::ports::rows::{Answer, UpkeepReads, UpkeepWrites};
use domain::task::model::TaskKind;
use domain::upkeep::model::{LeaderRole, Leftover, Removal};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::asked;
use super::model::serve;
use super::session::{Connection, Session};
use super::sql::{get, sql};

/// Latest readable résumés `r` of candidates `c` that have no vector of the model `$1` made from them.
const RESUMES_TO_EMBED: &str = "FROM candidate c JOIN resume r ON r.id = c.latest_resume_id
    WHERE r.status IN ('READY', 'NEEDS_REVIEW') AND (r.inspected OR r.released_at IS NOT NULL) AND r.text IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM candidate_vector v WHERE v.candidate_id = c.id AND v.model_id = $1 AND v.resume_id = r.id)";
/// Jobs `j` that have no vector of the model `$1` made from their present text.
const JOBS_TO_EMBED: &str = "FROM job j WHERE NOT EXISTS (
    SELECT 1 FROM job_vector v WHERE v.job_id = j.id AND v.model_id = $1 AND v.content_hash = j.content_hash)";

fn limit_of(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn ids(rows: &[QueryResult]) -> Answer<Vec<Uuid>> {
    rows.iter().map(|row| get(row, "id")).collect()
}

#[async_trait]
impl<C: Connection> UpkeepReads for Session<C> {
    async fn is_any_open(&self, kind: TaskKind) -> Answer<bool> {
        let select = "SELECT 1 FROM task WHERE kind = $1 AND state IN ('PENDING', 'STARTED', 'RETRY') LIMIT 1";
        Ok(sql(select, [kind.as_str().into()]).one(&self.db).await?.is_some())
    }

    async fn count_to_embed(&self) -> Answer<u64> {
        let count = format!("SELECT (SELECT count(*) {RESUMES_TO_EMBED}) + (SELECT count(*) {JOBS_TO_EMBED})");
        let count: i64 = sql(&count, [self.model.id.into()]).value(&self.db).await?;
        Ok(count.unsigned_abs())
    }

    async fn resumes_to_embed(
        &self,
        after: Option<CandidateId>,
        limit: u64,
    ) -> Answer<Vec<(CandidateId, ResumeId, String)>> {
        let select = format!(
            "SELECT c.id, r.id AS resume, r.text {RESUMES_TO_EMBED} AND ($2::uuid IS NULL OR c.id > $2) ORDER BY c.id LIMIT $3"
        );
        let read = |row: &QueryResult| {
            Ok((get::<Uuid>(row, "id")?.into(), get::<Uuid>(row, "resume")?.into(), get(row, "text")?))
        };
        let values = [self.model.id.into(), after.map(|id| id.0).into(), limit_of(limit).into()];
        sql(&select, values).all(&self.db).await?.iter().map(read).collect()
    }

    async fn jobs_to_embed(&self, after: Option<JobId>, limit: u64) -> Answer<Vec<JobId>> {
        let select = format!("SELECT j.id {JOBS_TO_EMBED} AND ($2::uuid IS NULL OR j.id > $2) ORDER BY j.id LIMIT $3");
        let values = [self.model.id.into(), after.map(|id| id.0).into(), limit_of(limit).into()];
        Ok(ids(&sql(&select, values).all(&self.db).await?)?.into_iter().map(JobId::from).collect())
    }
}

#[async_trait]
impl UpkeepWrites for Session<DatabaseTransaction> {
    async fn lead(&mut self, role: LeaderRole, owner: &str, lease: Duration) -> Answer<Option<i64>> {
        // Most of the time there is nothing to write: the lease is renewed when half of it is over.
        let firm = "SELECT term FROM leadership
            WHERE role = $1 AND owner = $2 AND lease_until > clock_timestamp() + make_interval(secs => $3 / 2)";
        let take = "INSERT INTO leadership AS l (role, owner, lease_until, term)
            VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3), 1)
            ON CONFLICT (role) DO UPDATE SET
                owner = excluded.owner,
                lease_until = excluded.lease_until,
                term = l.term + CASE WHEN l.owner = excluded.owner THEN 0 ELSE 1 END
            WHERE l.owner = excluded.owner OR l.lease_until < clock_timestamp()
            RETURNING term";
        let values = || -> [Value; 3] { [role.as_str().into(), owner.into(), lease.as_secs_f64().into()] };
        let held = match sql(firm, values()).one(&self.db).await? {
            Some(row) => Some(row),
            None => sql(take, values()).one(&self.db).await?,
        };
        held.as_ref().map(|row| get(row, "term")).transpose()
    }

    async fn hold_lead(&mut self, role: LeaderRole, term: i64) -> Answer<bool> {
        let lock = "SELECT 1 FROM leadership WHERE role = $1 AND term = $2 FOR UPDATE";
        Ok(sql(lock, [role.as_str().into(), term.into()]).one(&self.db).await?.is_some())
    }

    async fn is_due(&mut self, name: &str, first: Duration, every: Duration) -> Answer<bool> {
        let select = "SELECT next_at <= now() AS due, next_at > now() + make_interval(secs => $2) AS too_far
            FROM schedule WHERE name = $1";
        let put = "INSERT INTO schedule (name, next_at) VALUES ($1, now() + make_interval(secs => $2))
            ON CONFLICT (name) DO UPDATE SET next_at = least(schedule.next_at, excluded.next_at)";
        let values = |after: Duration| -> [Value; 2] { [name.into(), after.as_secs_f64().into()] };
        let after = match sql(select, values(every)).one(&self.db).await? {
            Some(row) if !get::<bool>(&row, "too_far")? => return get(&row, "due"),
            Some(_) => every,
            None => first,
        };
        sql(put, values(after)).run(&self.db).await?;
        Ok(after.is_zero())
    }

    async fn take_turn(&mut self, name: &str, every: Duration) -> Answer<bool> {
        let put_off =
            "UPDATE schedule SET next_at = now() + make_interval(secs => $2) WHERE name = $1 AND next_at <= now()";
        Ok(sql(put_off, [name.into(), every.as_secs_f64().into()]).run(&self.db).await? == 1)
    }

    async fn remove(&mut self, removal: &Removal, limit: u64) -> Answer<u64> {
        let limit = limit_of(limit);
        let sessions = "DELETE FROM session WHERE id IN (
            SELECT id FROM session WHERE expires_at < now() - make_interval(secs => $1)
            ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
        let merges = "DELETE FROM candidate_merge WHERE id IN (
            SELECT id FROM candidate_merge WHERE merged_at < now() - make_interval(secs => $1)
            ORDER BY merged_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
        match removal.what {
            Leftover::Sessions => sql(sessions, values(removal, limit)).run(&self.db).await,
            Leftover::TaskEvents => self.remove_task_events(removal, limit).await,
            Leftover::Files => self.remove_left_files(removal, limit).await,
            Leftover::Uploads => self.remove_expired_uploads(limit).await,
            // They lie elsewhere: the list of them is worked off by the use case.
            Leftover::Objects => Ok(0),
            Leftover::Questions => asked::remove_unused(&self.db, removal.older_than, limit).await,
            Leftover::Merges => sql(merges, values(removal, limit)).run(&self.db).await,
            Leftover::Applications => self.remove_applications(removal, limit).await,
        }
    }

    async fn serve_model_in_use(&mut self) -> Answer<()> {
        serve(&self.db, self.model).await
    }
}

fn values(removal: &Removal, limit: i64) -> [Value; 2] {
    [removal.older_than.as_secs_f64().into(), limit.into()]
}

impl Session<DatabaseTransaction> {
    async fn remove_left_files(&self, removal: &Removal, limit: i64) -> Answer<u64> {
        let left = "SELECT b.id FROM blob b WHERE b.created_at < now() - make_interval(secs => $1)
                AND NOT EXISTS (SELECT 1 FROM resume r WHERE r.blob_id = b.id)
            LIMIT $2 FOR UPDATE SKIP LOCKED";
        let left = ids(&sql(left, values(removal, limit)).all(&self.db).await?)?;
        self.remove_files(&left).await?;
        Ok(left.len() as u64)
    }

    /// A follower counts on a history without gaps, so a task loses all of its events at once. Nothing is
    /// written any more to one that has ended.
    async fn remove_task_events(&self, removal: &Removal, limit: i64) -> Answer<u64> {
        let ended = "SELECT task_id AS id FROM task_event WHERE terminal AND at < now() - make_interval(secs => $1)
            ORDER BY at LIMIT $2";
        let tasks = ids(&sql(ended, values(removal, limit)).all(&self.db).await?)?;
        let count = tasks.len() as u64;
        sql("DELETE FROM task_event WHERE task_id = ANY($1)", [tasks.into()]).run(&self.db).await?;
        Ok(count)
    }

    /// Applications that somebody works on stay until that is over. Once they are locked nobody begins to:
    /// whoever asks for a screening locks the application first.
    async fn remove_applications(&mut self, removal: &Removal, limit: i64) -> Answer<u64> {
        let is_worked_on = "EXISTS (SELECT 1 FROM task k JOIN task_dispatch d ON d.task_id = k.id
            WHERE k.subject_id = a.id AND k.subject_kind = 'application')";
        let lock = format!(
            "SELECT a.id FROM application a
            WHERE a.stage IN ('REJECTED', 'WITHDRAWN') AND a.stage_changed_at < now() - make_interval(secs => $1)
                AND NOT {is_worked_on}
            ORDER BY a.stage_changed_at, a.id LIMIT $2 FOR UPDATE OF a SKIP LOCKED"
        );
        let locked = ids(&sql(&lock, values(removal, limit)).all(&self.db).await?)?;
        let free = format!("SELECT a.id FROM application a WHERE a.id = ANY($1) AND NOT {is_worked_on}");
        let gone = ids(&sql(&free, [locked.into()]).all(&self.db).await?)?;
        self.forget_applications(&gone).await?;
        Ok(gone.len() as u64)
    }

    /// Removes them with all that hangs on them, and with what the feed says of them but for their end.
    async fn forget_applications(&mut self, gone: &[Uuid]) -> Answer<()> {
        let theirs = "SELECT id FROM screening WHERE application_id = ANY($1)
            UNION ALL SELECT id FROM stage_change WHERE application_id = ANY($1)
            UNION ALL SELECT unnest($1)";
        let named = ids(&sql(theirs, [gone.to_vec().into()]).all(&self.db).await?)?;
        let db = &self.db;
        sql("DELETE FROM application WHERE id = ANY($1)", [gone.to_vec().into()]).run(db).await?;
        let tasks = "DELETE FROM task WHERE subject_id = ANY($1) OR result_id = ANY($1)";
        sql(tasks, [named.clone().into()]).run(db).await?;
        sql("DELETE FROM change WHERE id = ANY($1)", [named.into()]).run(db).await?;
        let tell = "INSERT INTO change (kind, id, op) SELECT 'application', id, 'DELETE' FROM unnest($1) AS g (id)
            RETURNING position";
        self.note_by(sql(tell, [gone.to_vec().into()])).await
    }
}
