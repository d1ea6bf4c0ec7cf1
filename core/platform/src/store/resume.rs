//! Résumés: reading.

use async_trait::async_trait;
use domain::id::{CandidateId, ResumeId};
use domain::page::{OrderDirection, Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, ResumeReads};
use domain::resume::finding::Finding;
use domain::resume::model::{EmbeddedChunk, Resume, ResumeFilter, ResumeStatus, TextOrigin};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::filter::{of_candidate, resume_conditions};
use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};
use super::vector;

mod write;

/// All but the text, which may be long. A duplicate is of whoever has its bytes.
const COLUMNS: &str =
    "t.id, coalesce(o.candidate_id, t.candidate_id) AS candidate_id, t.job_id, t.duplicate_of, t.file_name,
    t.media_type, t.byte_size, t.sha256, t.blob_id, t.status, t.status_reason, t.page_count,
    t.findings, t.inspected, t.released_at, t.text_from, t.task_id, t.uploaded_at";
const ROWS: &str = "FROM resume t LEFT JOIN resume o ON o.id = t.duplicate_of WHERE true";

fn read(row: &QueryResult) -> Answer<Resume> {
    let id = |column| get::<Option<Uuid>>(row, column);
    Ok(Resume {
        id: get::<Uuid>(row, "id")?.into(),
        candidate_id: id("candidate_id")?.map(Into::into),
        job_id: id("job_id")?.map(Into::into),
        duplicate_of: id("duplicate_of")?.map(Into::into),
        file_name: get(row, "file_name")?,
        media_type: get(row, "media_type")?,
        byte_size: get(row, "byte_size")?,
        sha256: get(row, "sha256")?,
        blob_id: get::<Uuid>(row, "blob_id")?.into(),
        status: ResumeStatus::parse(&get::<String>(row, "status")?).ok_or(StoreError::Corrupt { what: "status" })?,
        status_reason: get(row, "status_reason")?,
        page_count: get(row, "page_count")?,
        findings: findings(get(row, "findings")?)?,
        inspected: get(row, "inspected")?,
        released_at: get(row, "released_at")?,
        text_from: TextOrigin::parse(&get::<String>(row, "text_from")?)
            .ok_or(StoreError::Corrupt { what: "text_from" })?,
        task_id: id("task_id")?.map(Into::into),
        uploaded_at: get(row, "uploaded_at")?,
    })
}

fn findings(stored: serde_json::Value) -> Answer<Vec<Finding>> {
    serde_json::from_value(stored).map_err(|_| StoreError::Corrupt { what: "findings" })
}

fn filtered(filter: &ResumeFilter) -> Sql {
    let mut rows = Sql::new(ROWS);
    resume_conditions(&mut rows, filter);
    rows
}

/// A statement over all résumés that match the condition on `t`, with value `$1`.
fn chosen(condition: &str, value: sea_orm::Value) -> Sql {
    sql(&format!("SELECT {COLUMNS} {ROWS} AND {condition}"), [value])
}

#[async_trait]
impl<C: Connection> ResumeReads for Session<C> {
    async fn resumes(&self, ids: &[ResumeId]) -> Answer<Vec<Resume>> {
        chosen("t.id = ANY($1)", uuids(ids, |id| id.0).into()).all(&self.db).await?.iter().map(read).collect()
    }

    async fn resume_texts(&self, ids: &[ResumeId]) -> Answer<Vec<(ResumeId, String)>> {
        let select = "SELECT id, text FROM resume WHERE id = ANY($1) AND text IS NOT NULL";
        let read = |row: &QueryResult| Ok((get::<Uuid>(row, "id")?.into(), get(row, "text")?));
        sql(select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn list_resumes(&self, filter: &ResumeFilter, page: &PageRequest) -> Answer<Page<Resume>> {
        let list = List {
            columns: COLUMNS.to_owned(),
            rows: filtered(filter),
            key: "t.uploaded_at",
            kind: Key::Time,
            direction: OrderDirection::Desc,
        };
        list.page(&self.db, page, read).await
    }

    async fn newest_resumes(&self, candidates: &[CandidateId], limit: u32) -> Answer<Vec<Resume>> {
        let select = format!(
            "SELECT {COLUMNS} FROM unnest($1::uuid[]) AS asked (candidate_id)
            CROSS JOIN LATERAL (
                SELECT n.id FROM resume n WHERE n.id IN ({}) ORDER BY n.uploaded_at DESC, n.id DESC LIMIT $2
            ) newest
            JOIN resume t ON t.id = newest.id LEFT JOIN resume o ON o.id = t.duplicate_of
            ORDER BY asked.candidate_id, t.uploaded_at DESC, t.id DESC",
            of_candidate("asked.candidate_id")
        );
        let values = [uuids(candidates, |id| id.0).into(), (i64::from(limit) + 1).into()];
        sql(&select, values).all(&self.db).await?.iter().map(read).collect()
    }

    async fn count_resumes(&self, filter: &ResumeFilter) -> Answer<u64> {
        count(&self.db, filtered(filter)).await
    }

    async fn duplicates_of(&self, id: ResumeId) -> Answer<Vec<Resume>> {
        let condition = "t.duplicate_of = $1 AND t.job_id IS NOT NULL ORDER BY t.uploaded_at, t.id";
        chosen(condition, id.0.into()).all(&self.db).await?.iter().map(read).collect()
    }

    async fn latest_readable(&self, candidate: CandidateId) -> Answer<Option<Resume>> {
        let condition = "t.candidate_id = $1 AND t.status IN ('READY', 'NEEDS_REVIEW')
            AND (t.inspected OR t.released_at IS NOT NULL) ORDER BY t.uploaded_at DESC, t.id DESC LIMIT 1";
        chosen(condition, candidate.0.into()).one(&self.db).await?.as_ref().map(read).transpose()
    }

    async fn embedded_chunks(&self, id: ResumeId) -> Answer<Vec<EmbeddedChunk>> {
        vector::embedded_chunks(&self.db, self.model, id).await
    }

    async fn texts_with(
        &self,
        names: &[String],
        after: Option<CandidateId>,
        limit: u64,
    ) -> Answer<Vec<(CandidateId, String)>> {
        let mut select = Sql::new(
            "SELECT c.id, r.text FROM candidate c JOIN resume r ON r.id = c.latest_resume_id
            WHERE r.status IN ('READY', 'NEEDS_REVIEW')",
        );
        select.push(" AND (false");
        for name in names {
            select.push(" OR (true");
            for word in words_of(name) {
                select.holds("r.text", Some(&word));
            }
            select.push(")");
        }
        select.push(")");
        if let Some(after) = after {
            select.and("c.id >", after.0);
        }
        select.push(" ORDER BY c.id LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let read = |row: &QueryResult| Ok((get::<Uuid>(row, "id")?.into(), get(row, "text")?));
        select.all(&self.db).await?.iter().map(read).collect()
    }

    async fn signing_key(&self) -> Answer<Option<Vec<u8>>> {
        let row = sql("SELECT key FROM signing_key", []).one(&self.db).await?;
        row.map(|row| get(&row, "key")).transpose()
    }
}

/// The words of a name, or the name itself when it is all signs.
fn words_of(name: &str) -> Vec<String> {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect();
    if words.is_empty() { vec![name.to_owned()] } else { words }
}
