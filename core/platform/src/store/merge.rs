//! Candidates who may be one person, and merging them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::candidate::merge::{MergeRecord, Moved};
use domain::candidate::proposals::{MergeReason, SharedContact, SharedText};
use domain::id::{CandidateId, ResumeId, TaskId};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, MergeReads, MergeWrites};
use domain::resume::model::ResumeStatus;
use domain::resume::sketch::Sketch;
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::feed::Op;
use super::session::{Connection, Session};
use super::sql::{get, sql, uuids};

mod fold;
mod undo;

const RECORD: StoreError = StoreError::Corrupt { what: "merge" };

fn ids(rows: &[QueryResult]) -> Answer<Vec<Uuid>> {
    rows.iter().map(|row| get(row, "id")).collect()
}

#[async_trait]
impl<C: Connection> MergeReads for Session<C> {
    async fn shared_contacts(&self, ids: &[CandidateId], limit: u32) -> Answer<Vec<SharedContact>> {
        let select = "SELECT asked.id AS candidate, found.id AS other, found.by_email
            FROM unnest($1::uuid[]) AS asked (id) JOIN candidate c ON c.id = asked.id
            CROSS JOIN LATERAL (
                (SELECT o.id, true AS by_email FROM candidate o
                WHERE o.id <> c.id AND (o.email = ANY(c.other_emails || c.email) OR o.other_emails && (c.other_emails || c.email))
                ORDER BY o.created_at, o.id LIMIT $2)
                UNION ALL
                (SELECT o.id, false FROM candidate o WHERE o.id <> c.id AND o.phone_keys && c.phone_keys
                ORDER BY o.created_at, o.id LIMIT $2)
            ) AS found";
        let rows = sql(select, [uuids(ids, |id| id.0).into(), i64::from(limit).into()]).all(&self.db).await?;
        let read = |row: &QueryResult| {
            let by_email: bool = get(row, "by_email")?;
            Ok(SharedContact {
                candidate: get::<Uuid>(row, "candidate")?.into(),
                other: get::<Uuid>(row, "other")?.into(),
                reason: if by_email { MergeReason::SameEmail } else { MergeReason::SamePhone },
            })
        };
        rows.iter().map(read).collect()
    }

    async fn shared_texts(&self, ids: &[CandidateId], limit: u32) -> Answer<Vec<SharedText>> {
        let select =
            "SELECT asked.id AS candidate, found.candidate_id AS other, s.signature AS own, found.signature AS others
            FROM unnest($1::uuid[]) AS asked (id)
            JOIN resume r ON r.candidate_id = asked.id AND r.status IN ('READY', 'NEEDS_REVIEW')
            JOIN resume_sketch s ON s.resume_id = r.id
            CROSS JOIN LATERAL (
                SELECT o.candidate_id, t.signature FROM resume_sketch t JOIN resume o ON o.id = t.resume_id
                WHERE t.bands && s.bands AND o.candidate_id <> asked.id AND o.status IN ('READY', 'NEEDS_REVIEW')
                ORDER BY o.uploaded_at, o.id LIMIT $2
            ) AS found";
        let rows = sql(select, [uuids(ids, |id| id.0).into(), i64::from(limit).into()]).all(&self.db).await?;
        let sketch = |row: &QueryResult, column: &'static str| {
            Sketch::from_bytes(&get::<Vec<u8>>(row, column)?).ok_or(StoreError::Corrupt { what: "sketch" })
        };
        let read = |row: &QueryResult| {
            Ok(SharedText {
                candidate: get::<Uuid>(row, "candidate")?.into(),
                other: get::<Uuid>(row, "other")?.into(),
                own: sketch(row, "own")?,
                others: sketch(row, "others")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn latest_merge(&self, kept: CandidateId) -> Answer<Option<MergeRecord>> {
        let select = "SELECT record FROM candidate_merge WHERE kept_id = $1 ORDER BY merged_at DESC, id DESC LIMIT 1";
        let Some(row) = sql(select, [kept.0.into()]).one(&self.db).await? else {
            return Ok(None);
        };
        let record: serde_json::Value = get(&row, "record")?;
        serde_json::from_value(record).map(Some).map_err(|_| RECORD)
    }

    async fn tasks_that_a_merge_ends(&self, from: CandidateId, to: CandidateId) -> Answer<Vec<TaskId>> {
        // Of the applications themselves and of what hangs on them: a mail's subject may be a line of the history.
        let select = "SELECT k.id FROM task k JOIN task_dispatch d ON d.task_id = k.id WHERE k.subject_id IN (
                SELECT a.id FROM application a JOIN application b ON b.job_id = a.job_id AND b.candidate_id = $2
                WHERE a.candidate_id = $1
                UNION ALL
                SELECT s.id FROM stage_change s JOIN application a ON a.id = s.application_id
                JOIN application b ON b.job_id = a.job_id AND b.candidate_id = $2 WHERE a.candidate_id = $1
            ) ORDER BY k.id";
        let rows = sql(select, [from.0.into(), to.0.into()]).all(&self.db).await?;
        Ok(ids(&rows)?.into_iter().map(Into::into).collect())
    }
}

#[async_trait]
impl MergeWrites for Session<DatabaseTransaction> {
    async fn put_resume_sketch(&mut self, id: ResumeId, sketch: Option<&Sketch>) -> Answer<()> {
        let put = "INSERT INTO resume_sketch (resume_id, signature, bands) VALUES ($1, $2, $3)
            ON CONFLICT (resume_id) DO UPDATE SET signature = excluded.signature, bands = excluded.bands";
        match sketch {
            Some(sketch) => {
                sql(put, [id.0.into(), sketch.to_bytes().into(), sketch.bands().into()]).run(&self.db).await?
            }
            None => sql("DELETE FROM resume_sketch WHERE resume_id = $1", [id.0.into()]).run(&self.db).await?,
        };
        Ok(())
    }

    async fn lock_resumes_of(&mut self, id: CandidateId) -> Answer<Vec<(ResumeId, ResumeStatus)>> {
        let lock = "SELECT id, status FROM resume WHERE candidate_id = $1 ORDER BY id FOR NO KEY UPDATE";
        let read = |row: &QueryResult| {
            let status = ResumeStatus::parse(&get::<String>(row, "status")?);
            Ok((get::<Uuid>(row, "id")?.into(), status.ok_or(StoreError::Corrupt { what: "status" })?))
        };
        sql(lock, [id.0.into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn move_belongings(&mut self, from: CandidateId, to: CandidateId, at: DateTime<Utc>) -> Answer<Moved> {
        let resumes = self.move_resumes(from, to).await?;
        let lock = "SELECT id FROM application WHERE candidate_id IN ($1, $2) ORDER BY id FOR UPDATE";
        sql(lock, [from.0.into(), to.0.into()]).all(&self.db).await?;
        let folded = fold::all(self, from, to, at).await?;
        let applications = self.move_applications(from, to, at).await?;
        Ok(Moved { resumes, applications, folded })
    }

    async fn remove_merged(&mut self, id: CandidateId) -> Answer<()> {
        sql("DELETE FROM candidate WHERE id = $1", [id.0.into()]).run(&self.db).await?;
        self.note("candidate", id.0, Op::Delete).await
    }

    async fn put_merge(&mut self, record: &MergeRecord) -> Answer<()> {
        let insert =
            "INSERT INTO candidate_merge (id, kept_id, other_id, record, merged_at) VALUES ($1, $2, $3, $4, $5)";
        let values = [
            record.id.into(),
            record.kept_before.id.0.into(),
            record.other_before.id.0.into(),
            serde_json::to_value(record).map_err(|_| RECORD)?.into(),
            record.at.into(),
        ];
        sql(insert, values).run(&self.db).await?;
        Ok(())
    }

    async fn give_back(
        &mut self,
        moved: &Moved,
        kept: CandidateId,
        other: CandidateId,
        at: DateTime<Utc>,
    ) -> Answer<()> {
        undo::give_back(self, moved, kept, other, at).await
    }

    async fn remove_merge(&mut self, id: Uuid) -> Answer<()> {
        sql("DELETE FROM candidate_merge WHERE id = $1", [id.into()]).run(&self.db).await?;
        Ok(())
    }
}

impl Session<DatabaseTransaction> {
    async fn move_resumes(&mut self, from: CandidateId, to: CandidateId) -> Answer<Vec<ResumeId>> {
        let update = "UPDATE resume SET candidate_id = $2 WHERE candidate_id = $1 RETURNING id";
        let moved = ids(&sql(update, [from.0.into(), to.0.into()]).all(&self.db).await?)?;
        self.note_all("resume", &moved, Op::Update).await?;
        Ok(moved.into_iter().map(Into::into).collect())
    }

    async fn move_applications(
        &mut self,
        from: CandidateId,
        to: CandidateId,
        at: DateTime<Utc>,
    ) -> Answer<Vec<domain::id::ApplicationId>> {
        let update = "UPDATE application SET candidate_id = $2, updated_at = $3 WHERE candidate_id = $1 RETURNING id";
        let moved = ids(&sql(update, [from.0.into(), to.0.into(), at.into()]).all(&self.db).await?)?;
        self.note_all("application", &moved, Op::Update).await?;
        Ok(moved.into_iter().map(Into::into).collect())
    }

    /// Notes the same of many rows.
    async fn note_all(&mut self, kind: &'static str, ids: &[Uuid], op: Op) -> Answer<()> {
        let insert =
            "INSERT INTO change (kind, id, op) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS g (id) RETURNING position";
        self.note_by(sql(insert, [kind.into(), ids.to_vec().into(), op.as_str().into()])).await
    }
}
