//! Many people who applied for a job. Written by the database itself, since thousands one by one would take
//! longer than what is tested on them.

use crate::TestDatabase;

impl TestDatabase {
    /// So many candidates, each with a readable résumé of their own and an application for this job, which
    /// is there already.
    ///
    /// # Panics
    /// When PostgreSQL refuses.
    pub async fn crowd(&self, job: &str, count: u32) {
        let statement = format!(
            "WITH person AS (
                SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS resume, gen_random_uuid() AS blob
                FROM generate_series(1, {count}) n
            ), file AS (
                INSERT INTO blob (id, bytes) SELECT blob, 'file' FROM person
            ), somebody AS (
                INSERT INTO candidate (id, name, other_emails, years_corrected, skills, skills_corrected, tags,
                    latest_resume_id, created_at, updated_at)
                SELECT id, 'Person ' || n, '{{}}', false, '{{}}', false, '{{}}', resume, now(), now() FROM person
            ), paper AS (
                INSERT INTO resume (id, candidate_id, file_name, media_type, byte_size, sha256, blob_id, status, inspected, text, uploaded_at)
                SELECT resume, id, 'cv.txt', 'text/plain', 4, encode(sha256(id::text::bytea), 'hex'), blob, 'READY', true,
                    'Person ' || n || E'\\n\\nExperience\\nEngineer, Company ' || n || ', 2015 - 2020\\nBuilt pumps.', now()
                FROM person
            )
            INSERT INTO application (id, candidate_id, job_id, stage, stage_changed_at, source, applied_at, created_at, updated_at)
            SELECT gen_random_uuid(), id, '{job}', 'APPLIED', now(), 'DIRECT', now(), now(), now() FROM person"
        );
        self.execute(&statement).await;
    }
}
