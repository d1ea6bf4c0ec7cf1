//! Résumés: writing.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{CandidateId, ResumeId, TaskId};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, ResumeReads, ResumeWrites};
use domain::resume::finding::Finding;
use domain::resume::model::{EmbeddedChunk, Resume, ResumeReading, ResumeStatus};
use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use super::super::error::{accepted, failed};
use super::super::feed::Op;
use super::super::session::Session;
use super::super::sql::{Sql, get, sql, uuids};
use super::super::vector;

mod remove;

const SAME_BYTES: &str = "resume_sha256_key";

fn as_json(findings: &[Finding]) -> Answer<serde_json::Value> {
    serde_json::to_value(findings).map_err(|_| StoreError::Corrupt { what: "findings" })
}

impl Session<DatabaseTransaction> {
    /// Runs a statement that the uniqueness of bytes may refuse, so that the transaction lives on.
    async fn unless_same_bytes(&self, statement: Sql) -> Answer<bool> {
        let savepoint = self.db.begin().await.map_err(failed)?;
        let done = accepted(statement.run(&savepoint).await, SAME_BYTES)?;
        if done { savepoint.commit().await } else { savepoint.rollback().await }.map_err(failed)?;
        Ok(done)
    }

    /// Locks the row that a condition with value `$1` chooses, against everybody but those who only
    /// point at it. The lock comes first: what is read after it is what the last writer left.
    async fn locked(&self, condition: &str, value: sea_orm::Value) -> Answer<Option<Resume>> {
        let lock = format!("SELECT id FROM resume WHERE {condition} FOR NO KEY UPDATE");
        let Some(row) = sql(&lock, [value]).one(&self.db).await? else {
            return Ok(None);
        };
        Ok(self.resumes(&[get::<Uuid>(&row, "id")?.into()]).await?.pop())
    }

    async fn touched(&mut self, id: ResumeId) -> Answer<()> {
        self.note("resume", id.0, Op::Update).await
    }
}

#[async_trait]
impl ResumeWrites for Session<DatabaseTransaction> {
    async fn insert_resume(&mut self, resume: &Resume) -> Answer<bool> {
        let insert =
            "INSERT INTO resume (id, candidate_id, job_id, duplicate_of, file_name, media_type, byte_size, sha256,
                blob_id, status, status_reason, page_count, task_id, uploaded_at, findings, inspected, released_at, text_from)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
        // A duplicate is of whoever has its bytes, now and later; nothing of it is kept here.
        let candidate = resume.candidate_id.filter(|_| resume.duplicate_of.is_none());
        let values = [
            resume.id.0.into(),
            candidate.map(|id| id.0).into(),
            resume.job_id.map(|id| id.0).into(),
            resume.duplicate_of.map(|id| id.0).into(),
            resume.file_name.as_str().into(),
            resume.media_type.as_str().into(),
            resume.byte_size.into(),
            resume.sha256.as_str().into(),
            resume.blob_id.0.into(),
            resume.status.as_str().into(),
            resume.status_reason.clone().into(),
            resume.page_count.into(),
            resume.task_id.map(|id| id.0).into(),
            resume.uploaded_at.into(),
            as_json(&resume.findings)?.into(),
            resume.inspected.into(),
            resume.released_at.into(),
            resume.text_from.as_str().into(),
        ];
        if !self.unless_same_bytes(sql(insert, values)).await? {
            return Ok(false);
        }
        self.note("resume", resume.id.0, Op::Insert).await?;
        Ok(true)
    }

    async fn lock_resume(&mut self, id: ResumeId) -> Answer<Option<Resume>> {
        self.locked("id = $1", id.0.into()).await
    }

    async fn lock_resume_by_sha256(&mut self, sha256: &str) -> Answer<Option<Resume>> {
        self.locked("sha256 = $1 AND status NOT IN ('UNREADABLE', 'FAILED', 'DUPLICATE')", sha256.into()).await
    }

    async fn set_resume_status(&mut self, id: ResumeId, status: ResumeStatus, reason: Option<&str>) -> Answer<bool> {
        let update = sql(
            "UPDATE resume SET status = $2, status_reason = $3 WHERE id = $1",
            [id.0.into(), status.as_str().into(), reason.map(str::to_owned).into()],
        );
        if !self.unless_same_bytes(update).await? {
            return Ok(false);
        }
        self.touched(id).await?;
        Ok(true)
    }

    async fn put_resume_reading(
        &mut self,
        id: ResumeId,
        candidate: CandidateId,
        reading: &ResumeReading,
    ) -> Answer<()> {
        let update = "UPDATE resume SET candidate_id = $2, text = $3, media_type = coalesce($4, media_type),
            page_count = coalesce($5, page_count), status_reason = $6, findings = $7, inspected = $8 WHERE id = $1";
        let values = [
            id.0.into(),
            candidate.0.into(),
            reading.text.as_str().into(),
            reading.media_type.map(str::to_owned).into(),
            reading.page_count.into(),
            reading.remark.clone().into(),
            as_json(&reading.findings)?.into(),
            reading.inspected.into(),
        ];
        sql(update, values).run(&self.db).await?;
        self.touched(id).await
    }

    async fn set_resume_shape(
        &mut self,
        id: ResumeId,
        media_type: Option<&str>,
        page_count: Option<i32>,
    ) -> Answer<()> {
        let update = "UPDATE resume SET media_type = coalesce($2, media_type), page_count = coalesce($3, page_count) WHERE id = $1";
        sql(update, [id.0.into(), media_type.map(str::to_owned).into(), page_count.into()]).run(&self.db).await?;
        self.touched(id).await
    }

    async fn set_resume_candidate(&mut self, id: ResumeId, candidate: CandidateId) -> Answer<()> {
        let update = "UPDATE resume SET candidate_id = $2 WHERE id = $1";
        sql(update, [id.0.into(), candidate.0.into()]).run(&self.db).await?;
        self.touched(id).await
    }

    async fn release_resume(&mut self, id: ResumeId, at: DateTime<Utc>) -> Answer<()> {
        sql("UPDATE resume SET released_at = $2 WHERE id = $1", [id.0.into(), at.into()]).run(&self.db).await?;
        self.touched(id).await
    }

    async fn put_text_by_a_person(&mut self, id: ResumeId, text: &str, findings: &[Finding]) -> Answer<bool> {
        let update = "UPDATE resume SET text = $2, findings = $3, inspected = true, text_from = 'PERSON',
            status = 'RECEIVED', status_reason = NULL WHERE id = $1";
        let values = [id.0.into(), text.into(), as_json(findings)?.into()];
        if !self.unless_same_bytes(sql(update, values)).await? {
            return Ok(false);
        }
        self.touched(id).await?;
        Ok(true)
    }

    async fn delete_resume(&mut self, id: ResumeId, at: DateTime<Utc>) -> Answer<()> {
        remove::resume(self, id, at).await
    }

    async fn part_resume_from(&mut self, id: ResumeId, candidate: CandidateId, at: DateTime<Utc>) -> Answer<()> {
        remove::part_from(self, id, candidate, at).await
    }

    async fn set_duplicates(
        &mut self,
        first: ResumeId,
        status: ResumeStatus,
        reason: &str,
        task: Option<TaskId>,
    ) -> Answer<()> {
        let update = "UPDATE resume SET status = $2, status_reason = $3, task_id = coalesce($4, task_id)
            WHERE duplicate_of = $1 RETURNING id";
        let values = [first.0.into(), status.as_str().into(), reason.into(), task.map(|id| id.0).into()];
        for row in sql(update, values).all(&self.db).await? {
            self.touched(get::<Uuid>(&row, "id")?.into()).await?;
        }
        Ok(())
    }

    async fn hold_jobs_of(&mut self, resumes: &[ResumeId]) -> Answer<()> {
        let hold = "SELECT 1 FROM job WHERE id IN (
                SELECT job_id FROM resume WHERE id = ANY($1) UNION SELECT job_id FROM resume WHERE duplicate_of = ANY($1)
            ) ORDER BY id FOR KEY SHARE";
        sql(hold, [uuids(resumes, |id| id.0).into()]).all(&self.db).await?;
        Ok(())
    }

    async fn fail_resumes(&mut self, given_up: &[(ResumeId, TaskId)], reason: &str) -> Answer<()> {
        let update = "WITH given_up (resume, task) AS (SELECT * FROM unnest($1::uuid[], $2::uuid[])), failed AS (
                UPDATE resume r SET status = 'FAILED', status_reason = $3
                FROM given_up g WHERE r.id = g.resume AND r.status IN ('RECEIVED', 'EXTRACTING')
                RETURNING r.id, g.task
            ), followed AS (
                UPDATE resume r SET status = 'FAILED', status_reason = $3, task_id = f.task
                FROM failed f WHERE r.duplicate_of = f.id
                RETURNING r.id
            )
            INSERT INTO change (kind, id, op)
            SELECT 'resume', id, 'UPDATE' FROM (SELECT id FROM failed UNION ALL SELECT id FROM followed) AS changed
            RETURNING position";
        let (resumes, tasks) = (uuids(given_up, |it| it.0.0), uuids(given_up, |it| it.1.0));
        self.note_by(sql(update, [resumes.into(), tasks.into(), reason.into()])).await
    }

    async fn set_resume_task(&mut self, id: ResumeId, task: TaskId) -> Answer<()> {
        sql("UPDATE resume SET task_id = $2 WHERE id = $1", [id.0.into(), task.0.into()]).run(&self.db).await?;
        self.touched(id).await
    }

    async fn put_resume_chunks(&mut self, id: ResumeId, chunks: &[EmbeddedChunk], at: DateTime<Utc>) -> Answer<()> {
        vector::put_chunks(&self.db, self.model, vector::Owner::Resume(id), chunks, at).await
    }

    async fn put_signing_key(&mut self, key: &[u8]) -> Answer<Vec<u8>> {
        let insert = "INSERT INTO signing_key (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
        sql(insert, [key.to_vec().into()]).run(&self.db).await?;
        let row = sql("SELECT key FROM signing_key", []).one(&self.db).await?;
        get(&row.ok_or(StoreError::Corrupt { what: "signing key" })?, "key")
    }
}
