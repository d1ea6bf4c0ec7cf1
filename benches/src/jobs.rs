//! The sample's jobs, which the measurements rank for.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;
use server::sample::{DEFAULT_SEED, graphql_variables, sample_set};

use crate::client::{Client, text};

const CREATE: &str =
    "mutation($input: CreateJobInput!) { createJob(input: $input) { job { id } userErrors { message } } }";
const STATE: &str = "query($id: ID!) { job(id: $id) { hasEmbedding } tasks(filter: { subjectId: $id }) { nodes { state error { code message } } } }";
const PATIENCE: Duration = Duration::from_secs(120);

/// A job that has its vector.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) key: String,
    /// As the API gives it.
    pub(crate) id: String,
}

pub(crate) async fn create(client: &Client) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for job in sample_set(DEFAULT_SEED).jobs {
        let made = client.data(CREATE, graphql_variables(&job)).await?;
        jobs.push(Job { key: job.key, id: text(&made["createJob"]["job"]["id"])? });
    }
    for job in &jobs {
        wait_for_vector(client, job).await?;
    }
    Ok(jobs)
}

async fn wait_for_vector(client: &Client, job: &Job) -> Result<()> {
    let begun = Instant::now();
    loop {
        let found = client.data(STATE, json!({ "id": job.id })).await?;
        if found["job"]["hasEmbedding"] == true {
            return Ok(());
        }
        ensure!(begun.elapsed() < PATIENCE, "the job {} still has no vector: {found}", job.key);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
