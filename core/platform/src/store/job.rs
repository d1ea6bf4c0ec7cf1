//! Jobs.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::application::model::Stage;
use domain::id::JobId;
use domain::job::model::{Job, JobDraft, JobFilter, JobOrder, JobOrderField, JobStatus};
use domain::matching::question::words_of_job;
use domain::page::{Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, JobReads, JobWrites};
use domain::resume::model::EmbeddedChunk;
use entity::job;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel, QueryResult};
use uuid::Uuid;

use super::error::failed;
use super::feed::Op;
use super::filter::job_conditions;
use super::model::SERVING;
use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};
use super::words::push_query;
use super::{search, skill, vector};

fn columns() -> String {
    let vector = format!(
        "(SELECT v.embedded_at FROM job_vector v WHERE v.job_id = t.id AND v.model_id = {SERVING} AND v.content_hash = t.content_hash)"
    );
    format!("t.*, {vector} AS embedded_at")
}

fn read(row: &QueryResult) -> Answer<Job> {
    let embedded_at = get(row, "embedded_at")?;
    let row = job::Model::from_query_result(row, "").map_err(|_| StoreError::Corrupt { what: "job" })?;
    let draft = JobDraft {
        title: row.title,
        description: row.description,
        status: JobStatus::parse(&row.status).ok_or(StoreError::Corrupt { what: "job status" })?,
        location: row.location,
        remote: row.remote,
        min_years: row.min_years,
        salary_min: row.salary_min,
        salary_max: row.salary_max,
        salary_currency: row.salary_currency,
        required_skills: row.given_required_skills,
        preferred_skills: row.given_preferred_skills,
        external_id: row.external_id,
    };
    Ok(Job {
        id: row.id.into(),
        draft,
        required_skills: row.required_skills,
        preferred_skills: row.preferred_skills,
        criteria: row
            .criteria
            .map(serde_json::from_value)
            .transpose()
            .map_err(|_| StoreError::Corrupt { what: "job criteria" })?,
        embedded_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn row(job: &Job) -> job::ActiveModel {
    let (content_hash, facts_hash) = (job.content_hash(), job.facts_hash());
    let Job { id, draft, required_skills, preferred_skills, criteria, created_at, updated_at, .. } = job.clone();
    job::Model {
        id: id.0,
        title: draft.title,
        description: draft.description,
        status: draft.status.as_str().to_owned(),
        location: draft.location,
        remote: draft.remote,
        min_years: draft.min_years,
        salary_min: draft.salary_min,
        salary_max: draft.salary_max,
        salary_currency: draft.salary_currency,
        given_required_skills: draft.required_skills,
        given_preferred_skills: draft.preferred_skills,
        required_skills,
        preferred_skills,
        criteria: criteria.map(|criteria| serde_json::json!(criteria)),
        external_id: draft.external_id,
        content_hash,
        facts_hash,
        created_at,
        updated_at,
    }
    .into_active_model()
    .reset_all()
}

fn filtered(filter: &JobFilter) -> Sql {
    let mut rows = Sql::new("FROM job t WHERE true");
    job_conditions(&mut rows, filter);
    rows
}

#[async_trait]
impl<C: Connection> JobReads for Session<C> {
    async fn jobs(&self, ids: &[JobId]) -> Answer<Vec<Job>> {
        let select = format!("SELECT {} FROM job t WHERE t.id = ANY($1)", columns());
        sql(&select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn list_jobs(&self, filter: &JobFilter, order: JobOrder, page: &PageRequest) -> Answer<Page<Job>> {
        let (key, kind) = match order.field {
            JobOrderField::CreatedAt => ("t.created_at", Key::Time),
            JobOrderField::UpdatedAt => ("t.updated_at", Key::Time),
            JobOrderField::Title => (r#"lower(t.title) COLLATE "C""#, Key::Text),
        };
        let list = List { columns: columns(), rows: filtered(filter), key, kind, direction: order.direction };
        list.page(&self.db, page, read).await
    }

    async fn count_jobs(&self, filter: &JobFilter) -> Answer<u64> {
        count(&self.db, filtered(filter)).await
    }

    async fn application_counts(&self, ids: &[JobId]) -> Answer<Vec<(JobId, Stage, u64)>> {
        let select =
            "SELECT job_id, stage, count(*) AS held FROM application WHERE job_id = ANY($1) GROUP BY job_id, stage";
        let read = |row: &QueryResult| {
            let stage = Stage::parse(&get::<String>(row, "stage")?).ok_or(StoreError::Corrupt { what: "stage" })?;
            Ok((get::<Uuid>(row, "job_id")?.into(), stage, get::<i64>(row, "held")?.unsigned_abs()))
        };
        sql(select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn embedded_hash(&self, id: JobId) -> Answer<Option<String>> {
        let select = "SELECT content_hash FROM job_vector WHERE job_id = $1 AND model_id = $2";
        let row = sql(select, [id.0.into(), self.model.id.into()]).one(&self.db).await?;
        row.map(|row| get(&row, "content_hash")).transpose()
    }

    async fn custom_skills(&self) -> Answer<Vec<String>> {
        skill::custom(&self.db).await
    }
}

impl Session<DatabaseTransaction> {
    /// What full text finds a job by, and the query by which it finds candidates.
    async fn put_job_search(&self, job: &Job) -> Answer<()> {
        let first = [vec![job.draft.title.clone()], job.required_skills.clone(), job.preferred_skills.clone()]
            .concat()
            .join("\n");
        search::put(&self.db, &job.draft.description, |description| {
            let mut put = Sql::new("INSERT INTO job_search (job_id, document, query) VALUES (");
            put.bind(job.id.0).push(", setweight(to_tsvector('english', ").bind(first.as_str());
            put.push("), 'A') || to_tsvector('english', ").bind(description).push("), ");
            push_query(&mut put, &words_of_job(job));
            put.push(") ON CONFLICT (job_id) DO UPDATE SET document = excluded.document, query = excluded.query");
            put
        })
        .await
    }
}

#[async_trait]
impl JobWrites for Session<DatabaseTransaction> {
    async fn insert_job(&mut self, job: &Job) -> Answer<()> {
        job::Entity::insert(row(job)).exec_without_returning(&self.db).await.map_err(failed)?;
        self.put_job_search(job).await?;
        self.note("job", job.id.0, Op::Insert).await
    }

    async fn update_job(&mut self, job: &Job) -> Answer<()> {
        job::Entity::update(row(job)).exec(&self.db).await.map_err(failed)?;
        self.put_job_search(job).await?;
        self.note("job", job.id.0, Op::Update).await
    }

    async fn lock_job(&mut self, id: JobId) -> Answer<Option<Job>> {
        // The lock comes first: what is read after it is what the last writer left.
        let lock = "SELECT 1 FROM job WHERE id = $1 FOR UPDATE";
        if sql(lock, [id.0.into()]).one(&self.db).await?.is_none() {
            return Ok(None);
        }
        Ok(self.jobs(&[id]).await?.pop())
    }

    async fn hold_job(&mut self, id: JobId) -> Answer<bool> {
        let hold = "SELECT 1 FROM job WHERE id = $1 FOR KEY SHARE";
        Ok(sql(hold, [id.0.into()]).one(&self.db).await?.is_some())
    }

    async fn delete_job(&mut self, id: JobId) -> Answer<bool> {
        if sql("DELETE FROM job WHERE id = $1", [id.0.into()]).run(&self.db).await? == 0 {
            return Ok(false);
        }
        self.note("job", id.0, Op::Delete).await?;
        Ok(true)
    }

    async fn put_job_vectors(
        &mut self,
        id: JobId,
        content_hash: &str,
        document: &[f32],
        chunks: &[EmbeddedChunk],
        at: DateTime<Utc>,
    ) -> Answer<()> {
        let put = "INSERT INTO job_vector (job_id, model_id, content_hash, embedding, embedded_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (job_id, model_id) DO UPDATE SET content_hash = excluded.content_hash,
                embedding = excluded.embedding, embedded_at = excluded.embedded_at";
        let document = vector::value(self.model, document)?;
        sql(put, [id.0.into(), self.model.id.into(), content_hash.into(), document, at.into()]).run(&self.db).await?;
        vector::put_chunks(&self.db, self.model, vector::Owner::Job(id), chunks, at).await?;
        self.note("job", id.0, Op::Update).await
    }

    async fn add_custom_skills(&mut self, names: &[String]) -> Answer<Vec<String>> {
        skill::add_custom(&self.db, names).await
    }

    async fn custom_skills_looked_for(&mut self, names: &[String]) -> Answer<()> {
        skill::looked_for(&self.db, names).await
    }

    async fn lock_custom_skills(&mut self) -> Answer<Vec<String>> {
        sql("LOCK TABLE custom_skill IN SHARE MODE", []).run(&self.db).await?;
        skill::custom(&self.db).await
    }
}
