//! Candidates.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::candidate::model::{Candidate, CandidateFilter, CandidateOrder, CandidateOrderField, RankedSkill};
use domain::id::{CandidateId, ResumeId, TaskId};
use domain::page::{Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, CandidateReads, CandidateWrites};
use entity::candidate;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel, QueryResult};

use super::erase;
use super::error::failed;
use super::feed::Op;
use super::filter::candidate_conditions;
use super::model::SERVING;
use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};
use super::{search, skill, vector};

fn columns() -> String {
    let vector = format!(
        "(SELECT v.embedded_at FROM candidate_vector v WHERE v.candidate_id = t.id AND v.model_id = {SERVING})"
    );
    format!("t.*, {vector} AS embedded_at")
}

fn read(row: &QueryResult) -> Answer<Candidate> {
    let embedded_at = get(row, "embedded_at")?;
    let row = candidate::Model::from_query_result(row, "").map_err(|_| StoreError::Corrupt { what: "candidate" })?;
    Ok(Candidate {
        id: row.id.into(),
        name: row.name,
        email: row.email,
        other_emails: row.other_emails,
        phone: row.phone,
        other_phones: row.other_phones,
        location: row.location,
        headline: row.headline,
        years: row.years,
        years_corrected: row.years_corrected,
        skills: row.skills,
        skills_corrected: row.skills_corrected,
        tags: row.tags,
        external_id: row.external_id,
        latest_resume_id: row.latest_resume_id.map(Into::into),
        embedded_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn row(candidate: &Candidate) -> candidate::ActiveModel {
    let candidate = candidate.clone();
    candidate::Model {
        id: candidate.id.0,
        name: candidate.name,
        email: candidate.email,
        other_emails: candidate.other_emails,
        phone: candidate.phone,
        other_phones: candidate.other_phones,
        location: candidate.location,
        headline: candidate.headline,
        years: candidate.years,
        years_corrected: candidate.years_corrected,
        skills: candidate.skills,
        skills_corrected: candidate.skills_corrected,
        tags: candidate.tags,
        external_id: candidate.external_id,
        latest_resume_id: candidate.latest_resume_id.map(|id| id.0),
        created_at: candidate.created_at,
        updated_at: candidate.updated_at,
    }
    .into_active_model()
    .reset_all()
}

fn filtered(filter: &CandidateFilter) -> Sql {
    let mut rows = Sql::new("FROM candidate t WHERE true");
    candidate_conditions(&mut rows, filter);
    rows
}

#[async_trait]
impl<C: Connection> CandidateReads for Session<C> {
    async fn candidates(&self, ids: &[CandidateId]) -> Answer<Vec<Candidate>> {
        let select = format!("SELECT {} FROM candidate t WHERE t.id = ANY($1)", columns());
        sql(&select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn list_candidates(
        &self,
        filter: &CandidateFilter,
        order: CandidateOrder,
        page: &PageRequest,
    ) -> Answer<Page<Candidate>> {
        let (key, kind) = match order.field {
            CandidateOrderField::CreatedAt => ("t.created_at", Key::Time),
            CandidateOrderField::UpdatedAt => ("t.updated_at", Key::Time),
            CandidateOrderField::Name => (r#"lower(t.name) COLLATE "C""#, Key::Text),
            CandidateOrderField::YearsOfExperience => ("t.years", Key::Number),
        };
        let list = List { columns: columns(), rows: filtered(filter), key, kind, direction: order.direction };
        list.page(&self.db, page, read).await
    }

    async fn count_candidates(&self, filter: &CandidateFilter) -> Answer<u64> {
        count(&self.db, filtered(filter)).await
    }

    async fn candidates_by_email(&self, email: &str) -> Answer<Vec<Candidate>> {
        let select = format!(
            "SELECT {} FROM candidate t WHERE t.email = $1 OR t.other_emails @> ARRAY[$1] ORDER BY t.created_at, t.id",
            columns()
        );
        sql(&select, [email.into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn ranked_skills(&self, id: CandidateId) -> Answer<Vec<RankedSkill>> {
        skill::ranked(&self.db, id).await
    }
}

#[async_trait]
impl CandidateWrites for Session<DatabaseTransaction> {
    async fn insert_candidate(&mut self, candidate: &Candidate) -> Answer<()> {
        candidate::Entity::insert(row(candidate)).exec_without_returning(&self.db).await.map_err(failed)?;
        self.note("candidate", candidate.id.0, Op::Insert).await
    }

    async fn update_candidate(&mut self, candidate: &Candidate) -> Answer<()> {
        candidate::Entity::update(row(candidate)).exec(&self.db).await.map_err(failed)?;
        self.note("candidate", candidate.id.0, Op::Update).await
    }

    async fn lock_candidate(&mut self, id: CandidateId) -> Answer<Option<Candidate>> {
        let select = format!("SELECT {} FROM candidate t WHERE t.id = $1 FOR UPDATE OF t", columns());
        sql(&select, [id.0.into()]).one(&self.db).await?.as_ref().map(read).transpose()
    }

    async fn hold_candidate(&mut self, id: CandidateId) -> Answer<bool> {
        let hold = "SELECT 1 FROM candidate WHERE id = $1 FOR KEY SHARE";
        Ok(sql(hold, [id.0.into()]).one(&self.db).await?.is_some())
    }

    async fn lock_email(&mut self, email: &str) -> Answer<()> {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        sql(lock, [email.into()]).one(&self.db).await?;
        Ok(())
    }

    async fn erase_candidate(&mut self, id: CandidateId) -> Answer<Option<Vec<TaskId>>> {
        erase::candidate(self, id).await
    }

    async fn put_ranked_skills(&mut self, id: CandidateId, skills: &[RankedSkill]) -> Answer<()> {
        skill::replace(&self.db, id, skills).await
    }

    async fn add_ranked_skills(&mut self, id: CandidateId, skills: &[RankedSkill]) -> Answer<()> {
        skill::add_read(&self.db, id, skills).await
    }

    async fn put_candidate_search(&mut self, id: CandidateId, headline: &str, body: &str) -> Answer<()> {
        let put = "INSERT INTO candidate_search (candidate_id, document)
            VALUES ($1, setweight(to_tsvector('english', $2), 'A') || to_tsvector('english', $3))
            ON CONFLICT (candidate_id) DO UPDATE SET document = excluded.document";
        search::put(&self.db, body, |body| sql(put, [id.0.into(), headline.into(), body.into()])).await
    }

    async fn remove_candidate_vectors(&mut self, id: CandidateId) -> Answer<()> {
        sql("DELETE FROM candidate_vector WHERE candidate_id = $1", [id.0.into()]).run(&self.db).await?;
        Ok(())
    }

    async fn put_candidate_vector(
        &mut self,
        id: CandidateId,
        resume: ResumeId,
        content_hash: &str,
        vector: &[f32],
        at: DateTime<Utc>,
    ) -> Answer<()> {
        let put = "INSERT INTO candidate_vector (candidate_id, model_id, resume_id, content_hash, embedding, embedded_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (candidate_id, model_id) DO UPDATE SET resume_id = excluded.resume_id,
                content_hash = excluded.content_hash, embedding = excluded.embedding, embedded_at = excluded.embedded_at";
        let values = [
            id.0.into(),
            self.model.id.into(),
            resume.0.into(),
            content_hash.into(),
            vector::value(self.model, vector)?,
            at.into(),
        ];
        sql(put, values).run(&self.db).await?;
        self.note("candidate", id.0, Op::Update).await
    }
}
