//! Reading for rankings. Numbers of many rows come as columns of arrays in one row: a row each would
//! take longer to read than to find.

use async_trait::async_trait;
use domain::id::{CandidateId, JobId, ResumeId};
use domain::matching::question::{
    CandidateQuestion, CandidateRow, JobQuestion, JobRow, ResumeBasis, Retrieved, StoredChunk, Words,
};
use domain::ports::rows::{Answer, MatchingReads};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::model::{ModelInUse, SERVING, serving};
use super::session::{Connection, Session};
use super::sql::{get, sql, uuids};
use super::vector;

mod candidates;
mod jobs;
mod pool;

#[async_trait]
impl<C: Connection> MatchingReads for Session<C> {
    async fn retrieve_candidates(&self, question: &CandidateQuestion) -> Answer<Retrieved<CandidateRow>> {
        candidates::retrieve(&self.db, serving(&self.db).await?, question).await
    }

    async fn lexical(&self, words: &Words, ids: &[CandidateId]) -> Answer<Vec<(CandidateId, f64)>> {
        candidates::lexical(&self.db, words, ids).await
    }

    async fn retrieve_jobs(&self, question: &JobQuestion) -> Answer<Retrieved<JobRow>> {
        jobs::retrieve(&self.db, serving(&self.db).await?, question).await
    }

    async fn job_vector(&self, id: JobId, content_hash: &str) -> Answer<Option<Vec<f32>>> {
        let select = format!(
            "SELECT embedding FROM job_vector WHERE job_id = $1 AND model_id = {SERVING} AND content_hash = $2"
        );
        let row = sql(&select, [id.0.into(), content_hash.into()]).one(&self.db).await?;
        row.map(|row| vector::read(&row, "embedding")).transpose()
    }

    async fn candidate_vector(&self, id: CandidateId) -> Answer<Option<Vec<f32>>> {
        let select = format!("SELECT embedding FROM candidate_vector WHERE candidate_id = $1 AND model_id = {SERVING}");
        let row = sql(&select, [id.0.into()]).one(&self.db).await?;
        row.map(|row| vector::read(&row, "embedding")).transpose()
    }

    async fn resume_basis(&self, ids: &[CandidateId]) -> Answer<Vec<ResumeBasis>> {
        let select = format!(
            "SELECT v.candidate_id, r.id, r.text FROM candidate_vector v JOIN resume r ON r.id = v.resume_id
            WHERE v.candidate_id = ANY($1) AND v.model_id = {SERVING} AND r.text IS NOT NULL"
        );
        let read = |row: &QueryResult| {
            Ok(ResumeBasis {
                candidate_id: get::<Uuid>(row, "candidate_id")?.into(),
                resume_id: get::<Uuid>(row, "id")?.into(),
                text: get(row, "text")?,
            })
        };
        sql(&select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn resume_chunks(&self, ids: &[ResumeId]) -> Answer<Vec<StoredChunk>> {
        let condition = "c.resume_id = ANY($1)";
        let values = [uuids(ids, |id| id.0).into()];
        vector::stored_chunks(&self.db, ("resume_chunk", "resume_id"), condition, values).await
    }

    async fn job_chunks(&self, jobs: &[(JobId, String)]) -> Answer<Vec<StoredChunk>> {
        let (ids, hashes): (Vec<Uuid>, Vec<String>) = jobs.iter().map(|(id, hash)| (id.0, hash.clone())).unzip();
        // The vector says which text the chunks were cut from: it is written together with them.
        let condition = "(c.job_id, v.model_id) IN (
            SELECT d.job_id, d.model_id FROM unnest($1::uuid[], $2::text[]) AS asked (job_id, content_hash)
            JOIN job_vector d ON d.job_id = asked.job_id AND d.content_hash = asked.content_hash)";
        vector::stored_chunks(&self.db, ("job_chunk", "job_id"), condition, [ids.into(), hashes.into()]).await
    }

    async fn serves_another_model(&self) -> Answer<bool> {
        let serving = serving(&self.db).await?;
        Ok(serving != self.model && serving != ModelInUse::NONE && self.model != ModelInUse::NONE)
    }

    async fn skills_among(&self, ids: &[CandidateId], skills: &[String]) -> Answer<Vec<(CandidateId, String, bool)>> {
        let select = "SELECT candidate_id, skill, described FROM candidate_skill WHERE candidate_id = ANY($1) AND skill = ANY($2)";
        let read = |row: &QueryResult| {
            Ok((get::<Uuid>(row, "candidate_id")?.into(), get(row, "skill")?, get(row, "described")?))
        };
        sql(select, [uuids(ids, |id| id.0).into(), skills.to_vec().into()])
            .all(&self.db)
            .await?
            .iter()
            .map(read)
            .collect()
    }
}
