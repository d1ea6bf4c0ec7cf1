//! Files that were sent ahead, and imports: writing.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::file::Lies;
use domain::id::{ImportBatchId, TaskId, UploadId};
use domain::intake::model::{ImportBatch, ImportRow, ImportSource, NewImportFile, StagedUpload, UploadState, folded};
use domain::ports::rows::{Answer, IntakeWrites};
use sea_orm::{DatabaseTransaction, Value};
use uuid::Uuid;

use super::super::session::Session;
use super::super::sql::{get, sql, uuids};
use super::{read_row, read_upload, word};

impl Session<DatabaseTransaction> {
    /// Removes files that were sent ahead, and condemns what lies beside the store of them.
    pub(in super::super) async fn remove_uploads(&self, ids: &[Uuid]) -> Answer<()> {
        let parts = "WITH gone AS (DELETE FROM upload_part WHERE upload_id = ANY($1) RETURNING key)
            INSERT INTO file_leftover (key, due_at, condemned) SELECT key, now(), true FROM gone WHERE key IS NOT NULL
            ON CONFLICT (key) DO UPDATE SET condemned = true, due_at = now()";
        sql(parts, [ids.to_vec().into()]).run(&self.db).await?;
        sql("DELETE FROM upload WHERE id = ANY($1)", [ids.to_vec().into()]).run(&self.db).await?;
        Ok(())
    }
}

#[async_trait]
impl IntakeWrites for Session<DatabaseTransaction> {
    async fn insert_upload(&mut self, upload: &StagedUpload) -> Answer<()> {
        let insert = "INSERT INTO upload (id, account_id, file_name, byte_size, state, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            upload.id.0.into(),
            upload.user_id.map(|id| id.0).into(),
            upload.file_name.as_str().into(),
            upload.byte_size.into(),
            word(upload.state).into(),
            upload.expires_at.into(),
        ];
        sql(insert, values).run(&self.db).await?;
        Ok(())
    }

    async fn move_upload(
        &mut self,
        id: UploadId,
        (from, to): (UploadState, UploadState),
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Answer<bool> {
        let update = "UPDATE upload SET state = $3, expires_at = $5 WHERE id = $1 AND state = $2 AND expires_at > $4";
        let values = [id.0.into(), word(from).into(), word(to).into(), now.into(), expires_at.into()];
        Ok(sql(update, values).run(&self.db).await? == 1)
    }

    async fn put_upload_part(&mut self, id: UploadId, position: i32, lies: &Lies) -> Answer<bool> {
        // The place is held, so that upkeep takes it away before or after, and not in between.
        let hold = "SELECT 1 FROM upload WHERE id = $1 AND state = 'RECEIVING' FOR KEY SHARE";
        if sql(hold, [id.0.into()]).one(&self.db).await?.is_none() {
            return Ok(false);
        }
        let (bytes, key) = match lies {
            Lies::Here(bytes) => (Some(bytes.clone()), None),
            Lies::Beside(key) => (None, Some(key.clone())),
        };
        let insert = "INSERT INTO upload_part (upload_id, position, bytes, key) VALUES ($1, $2, $3, $4)";
        sql(insert, [id.0.into(), position.into(), bytes.into(), key.into()]).run(&self.db).await?;
        Ok(true)
    }

    async fn lock_uploads(&mut self, ids: &[UploadId]) -> Answer<Vec<StagedUpload>> {
        let lock = "SELECT * FROM upload WHERE id = ANY($1) ORDER BY id FOR UPDATE";
        sql(lock, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read_upload).collect()
    }

    async fn remove_upload(&mut self, id: UploadId) -> Answer<()> {
        self.remove_uploads(&[id.0]).await
    }

    async fn insert_import(
        &mut self,
        batch: &ImportBatch,
        uploads: &[UploadId],
        kept_until: DateTime<Utc>,
    ) -> Answer<()> {
        let insert = "INSERT INTO import_batch (id, job_id, task_id, created_at) VALUES ($1, $2, $3, $4)";
        let values: [Value; 4] = [
            batch.id.0.into(),
            batch.job_id.map(|id| id.0).into(),
            batch.task_id.map(|id| id.0).into(),
            batch.created_at.into(),
        ];
        sql(insert, values).run(&self.db).await?;
        let sources = "INSERT INTO import_source (batch_id, position, upload_id)
            SELECT $1, place - 1, upload FROM unnest($2::uuid[]) WITH ORDINALITY AS u (upload, place)";
        sql(sources, [batch.id.0.into(), uuids(uploads, |id| id.0).into()]).run(&self.db).await?;
        let used = "UPDATE upload SET batch_id = $1, expires_at = $3 WHERE id = ANY($2)";
        sql(used, [batch.id.0.into(), uuids(uploads, |id| id.0).into(), kept_until.into()]).run(&self.db).await?;
        Ok(())
    }

    async fn set_import_task(&mut self, batch: ImportBatchId, task: TaskId) -> Answer<()> {
        let update = "UPDATE import_batch SET task_id = $2 WHERE id = $1";
        sql(update, [batch.0.into(), task.0.into()]).run(&self.db).await?;
        Ok(())
    }

    async fn lock_import(&mut self, batch: ImportBatchId) -> Answer<bool> {
        let lock = "SELECT 1 FROM import_batch WHERE id = $1 FOR UPDATE";
        Ok(sql(lock, [batch.0.into()]).one(&self.db).await?.is_some())
    }

    async fn update_import_source(&mut self, batch: ImportBatchId, source: &ImportSource) -> Answer<()> {
        let update = "UPDATE import_source SET surveyed = $3, next_entry = $4, done = $5
            WHERE batch_id = $1 AND position = $2";
        let values = [
            batch.0.into(),
            source.position.into(),
            source.surveyed.into(),
            source.next_entry.into(),
            source.done.into(),
        ];
        sql(update, values).run(&self.db).await?;
        Ok(())
    }

    async fn put_import_rows(&mut self, batch: ImportBatchId, rows: &[ImportRow]) -> Answer<()> {
        let insert = "INSERT INTO import_row (batch_id, source, number, name, email, resume_file, path)
            SELECT $1, r.source, r.number, r.name, nullif(r.email, ''), nullif(r.file, ''), nullif(r.path, '')
            FROM unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[])
                AS r (source, number, name, email, file, path)";
        let path = |row: &ImportRow| row.resume_file.as_deref().map(folded).unwrap_or_default();
        let texts = |of: &dyn Fn(&ImportRow) -> String| rows.iter().map(of).collect::<Vec<String>>();
        let values: [Value; 7] = [
            batch.0.into(),
            rows.iter().map(|row| row.source).collect::<Vec<_>>().into(),
            rows.iter().map(|row| row.number).collect::<Vec<_>>().into(),
            texts(&|row| row.name.clone()).into(),
            texts(&|row| row.email.clone().unwrap_or_default()).into(),
            texts(&|row| row.resume_file.clone().unwrap_or_default()).into(),
            texts(&path).into(),
        ];
        sql(insert, values).run(&self.db).await?;
        Ok(())
    }

    async fn take_import_row(&mut self, batch: ImportBatchId, path: &str) -> Answer<Option<ImportRow>> {
        let path = folded(path);
        let last = path.rsplit('/').next().unwrap_or_default().to_owned();
        let take = "DELETE FROM import_row WHERE (batch_id, source, number) IN (
                SELECT batch_id, source, number FROM import_row WHERE batch_id = $1 AND path = ANY($2)
                ORDER BY length(path) DESC, source, number LIMIT 1
            ) RETURNING *";
        sql(take, [batch.0.into(), vec![path, last].into()]).one(&self.db).await?.as_ref().map(read_row).transpose()
    }

    async fn remove_import_row(&mut self, batch: ImportBatchId, row: &ImportRow) -> Answer<()> {
        let delete = "DELETE FROM import_row WHERE batch_id = $1 AND source = $2 AND number = $3";
        sql(delete, [batch.0.into(), row.source.into(), row.number.into()]).run(&self.db).await?;
        Ok(())
    }

    async fn insert_import_file(&mut self, file: &NewImportFile) -> Answer<()> {
        let insert = "INSERT INTO import_file
                (id, batch_id, source, entry, file_name, status, reason, resume_id, candidate_id, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (batch_id, source, entry) DO NOTHING";
        let (status, reason) = file.outcome.clone().map(|(status, reason)| (status.as_str(), reason)).unzip();
        let values = [
            file.id.0.into(),
            file.batch_id.0.into(),
            file.source.into(),
            file.entry.into(),
            file.file_name.clone().into(),
            status.map(str::to_owned).into(),
            reason.into(),
            file.resume_id.map(|id| id.0).into(),
            file.candidate_id.map(|id| id.0).into(),
            file.at.into(),
        ];
        sql(insert, values).run(&self.db).await?;
        Ok(())
    }
}

impl Session<DatabaseTransaction> {
    /// Removes what was sent ahead and whose time is over, at most `limit`; answers how many that were.
    pub(in super::super) async fn remove_expired_uploads(&self, limit: i64) -> Answer<u64> {
        let expired =
            "SELECT id FROM upload WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED";
        let rows = sql(expired, [limit.into()]).all(&self.db).await?;
        let ids = rows.iter().map(|row| get::<Uuid>(row, "id")).collect::<Answer<Vec<_>>>()?;
        self.remove_uploads(&ids).await?;
        Ok(ids.len() as u64)
    }
}
