//! Files that were sent ahead, and imports: reading.

use async_trait::async_trait;
use domain::file::Lies;
use domain::id::{ImportBatchId, UploadId};
use domain::intake::model::{
    ImportBatch, ImportFile, ImportFileFilter, ImportRow, ImportSource, ImportStanding, StagedUpload, UploadState,
};
use domain::page::{OrderDirection, Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, IntakeReads};
use domain::resume::model::ResumeStatus;
use sea_orm::QueryResult;
use uuid::Uuid;

use super::file::read_lies;
use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};

mod write;

fn word(state: UploadState) -> &'static str {
    match state {
        UploadState::Open => "OPEN",
        UploadState::Receiving => "RECEIVING",
        UploadState::Complete => "COMPLETE",
    }
}

fn read_upload(row: &QueryResult) -> Answer<StagedUpload> {
    let state: String = get(row, "state")?;
    let states = [UploadState::Open, UploadState::Receiving, UploadState::Complete];
    Ok(StagedUpload {
        id: get::<Uuid>(row, "id")?.into(),
        user_id: get::<Option<Uuid>>(row, "account_id")?.map(Into::into),
        file_name: get(row, "file_name")?,
        byte_size: get(row, "byte_size")?,
        state: states.into_iter().find(|it| word(*it) == state).ok_or(StoreError::Corrupt { what: "upload state" })?,
        batch_id: get::<Option<Uuid>>(row, "batch_id")?.map(Into::into),
        expires_at: get(row, "expires_at")?,
    })
}

fn read_batch(row: &QueryResult) -> Answer<ImportBatch> {
    Ok(ImportBatch {
        id: get::<Uuid>(row, "id")?.into(),
        job_id: get::<Option<Uuid>>(row, "job_id")?.map(Into::into),
        task_id: get::<Option<Uuid>>(row, "task_id")?.map(Into::into),
        created_at: get(row, "created_at")?,
    })
}

fn read_source(row: &QueryResult) -> Answer<ImportSource> {
    Ok(ImportSource {
        position: get(row, "position")?,
        upload_id: get::<Uuid>(row, "upload_id")?.into(),
        surveyed: get(row, "surveyed")?,
        next_entry: get(row, "next_entry")?,
        done: get(row, "done")?,
    })
}

fn read_row(row: &QueryResult) -> Answer<ImportRow> {
    Ok(ImportRow {
        source: get(row, "source")?,
        number: get(row, "number")?,
        name: get(row, "name")?,
        email: get(row, "email")?,
        resume_file: get(row, "resume_file")?,
    })
}

fn status(row: &QueryResult) -> Answer<ResumeStatus> {
    ResumeStatus::parse(&get::<String>(row, "status")?).ok_or(StoreError::Corrupt { what: "status" })
}

fn read_file(row: &QueryResult) -> Answer<ImportFile> {
    Ok(ImportFile {
        id: get::<Uuid>(row, "id")?.into(),
        file_name: get(row, "file_name")?,
        status: status(row)?,
        reason: get(row, "reason")?,
        resume_id: get::<Option<Uuid>>(row, "resume_id")?.map(Into::into),
        candidate_id: get::<Option<Uuid>>(row, "candidate_id")?.map(Into::into),
    })
}

/// Of a file that became a résumé, the résumé says all that can change; a duplicate is of whoever has its bytes.
const FILE: &str = "t.id, coalesce(t.file_name, r.file_name) AS file_name, coalesce(r.status, t.status) AS status,
    CASE WHEN r.id IS NULL THEN t.reason ELSE r.status_reason END AS reason, t.resume_id,
    coalesce(o.candidate_id, r.candidate_id, t.candidate_id) AS candidate_id";
const FILES: &str = "FROM import_file t LEFT JOIN resume r ON r.id = t.resume_id
    LEFT JOIN resume o ON o.id = r.duplicate_of WHERE true";

fn filtered(filter: &ImportFileFilter) -> Sql {
    let statuses = filter.statuses.as_ref().map(|all| all.iter().map(|it| it.as_str().to_owned()).collect());
    let mut rows = Sql::new(FILES);
    rows.and("t.batch_id =", filter.batch_id.0).any_of("coalesce(r.status, t.status)", statuses);
    rows
}

fn number(row: &QueryResult, column: &'static str) -> Answer<u64> {
    Ok(get::<i64>(row, column)?.unsigned_abs())
}

#[async_trait]
impl<C: Connection> IntakeReads for Session<C> {
    async fn staged_uploads(&self, ids: &[UploadId]) -> Answer<Vec<StagedUpload>> {
        let select = "SELECT * FROM upload WHERE id = ANY($1)";
        sql(select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read_upload).collect()
    }

    async fn upload_part(&self, id: UploadId, position: i32) -> Answer<Option<Lies>> {
        let select = "SELECT bytes, key FROM upload_part WHERE upload_id = $1 AND position = $2";
        sql(select, [id.0.into(), position.into()]).one(&self.db).await?.as_ref().map(read_lies).transpose()
    }

    async fn import_batches(&self, ids: &[ImportBatchId]) -> Answer<Vec<ImportBatch>> {
        let select = "SELECT * FROM import_batch WHERE id = ANY($1)";
        sql(select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read_batch).collect()
    }

    async fn import_sources(&self, batch: ImportBatchId) -> Answer<Vec<ImportSource>> {
        let select = "SELECT * FROM import_source WHERE batch_id = $1 ORDER BY position";
        sql(select, [batch.0.into()]).all(&self.db).await?.iter().map(read_source).collect()
    }

    async fn import_standing(&self, batch: ImportBatchId) -> Answer<ImportStanding> {
        // A duplicate has its state at once, and still a task that applies for the job.
        let files = "SELECT coalesce(r.status, t.status) AS status, count(*) AS files,
                count(*) FILTER (WHERE r.status IN ('RECEIVED', 'EXTRACTING') OR k.finished_at IS NULL AND k.id IS NOT NULL)
                    AS open
            FROM import_file t LEFT JOIN resume r ON r.id = t.resume_id LEFT JOIN task k ON k.id = r.task_id
            WHERE t.batch_id = $1 GROUP BY 1 ORDER BY 1";
        let sources = "SELECT count(*) AS sources, count(*) FILTER (WHERE done) AS done,
                (SELECT count(*) FROM import_row WHERE batch_id = $1) AS rows_left
            FROM import_source WHERE batch_id = $1";
        let files = sql(files, [batch.0.into()]).all(&self.db).await?;
        let sources = sql(sources, [batch.0.into()]).one(&self.db).await?;
        let sources = sources.ok_or(StoreError::Corrupt { what: "import standing" })?;
        let mut standing = ImportStanding {
            sources: number(&sources, "sources")?,
            sources_done: number(&sources, "done")?,
            rows_left: number(&sources, "rows_left")?,
            ..ImportStanding::default()
        };
        for row in &files {
            standing.counts.push((status(row)?, number(row, "files")?));
            standing.open += number(row, "open")?;
        }
        Ok(standing)
    }

    async fn import_rows(&self, batch: ImportBatchId, limit: u64) -> Answer<Vec<ImportRow>> {
        let select = "SELECT * FROM import_row WHERE batch_id = $1 ORDER BY source, number LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        sql(select, [batch.0.into(), limit.into()]).all(&self.db).await?.iter().map(read_row).collect()
    }

    async fn list_import_files(&self, filter: &ImportFileFilter, page: &PageRequest) -> Answer<Page<ImportFile>> {
        let list = List {
            columns: FILE.to_owned(),
            rows: filtered(filter),
            key: "t.at",
            kind: Key::Time,
            direction: OrderDirection::Desc,
        };
        list.page(&self.db, page, read_file).await
    }

    async fn count_import_files(&self, filter: &ImportFileFilter) -> Answer<u64> {
        count(&self.db, filtered(filter)).await
    }

    async fn import_files(&self, batch: ImportBatchId) -> Answer<Vec<ImportFile>> {
        let select = format!("SELECT {FILE} {FILES} AND t.batch_id = $1 ORDER BY t.source, t.entry");
        sql(&select, [batch.0.into()]).all(&self.db).await?.iter().map(read_file).collect()
    }
}
