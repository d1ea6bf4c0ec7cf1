//! Fills an empty data folder with invented people and jobs. Everything goes through the public API, as a
//! client would send it, so the sample data prove that the way in works.

mod api;
mod known;
mod progress;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use domain::error::ServiceError;
use domain::ports::StoreError;
use serde_json::{Value, json};

use crate::http::Web;
use crate::sample::{DEFAULT_SEED, SampleSet, graphql_variables, sample_set};
use api::Api;
use known::{Known, Marker};
use progress::Progress;

/// Applications made for each job, of those whom the facts say to invite.
const APPLICATIONS_A_JOB: usize = 3;

const CREATE_JOB: &str =
    "mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } task { id } userErrors { message } } }";
const UPLOAD: &str = "mutation ($input: UploadResumeInput!) { uploadResume(input: $input) { resume { id } task { id } userErrors { message } } }";
const APPLY: &str = "mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } task { id } userErrors { message code } } }";
const CANDIDATES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Resume { candidate { id } } } }";

/// Why no sample data were loaded, or not all of them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// Somebody's data are there.
    #[error(
        "the sample data only fill an empty data folder, and this one holds data already: set SHORTLIST_DATA_DIR to another folder"
    )]
    NotEmpty,
    /// In whose name?
    #[error("there is no account {0} to load the sample data as: set SHORTLIST_ADMIN_EMAIL to an administrator's")]
    NoAdministrator(String),
    /// The API refused something.
    #[error("the sample data were refused: {0}")]
    Refused(String),
    /// A fault of ours.
    #[error("the sample data could not be loaded")]
    Service(#[from] ServiceError),
    /// The same.
    #[error("the sample data could not be loaded")]
    Store(#[from] StoreError),
    /// The data folder can't be written to.
    #[error("the sample data could not be loaded")]
    Io(#[from] std::io::Error),
}

/// What was loaded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loaded {
    resumes: usize,
    jobs: usize,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sample data: {} résumés, {} jobs", self.resumes, self.jobs)
    }
}

/// Loads the whole set and waits until everything is read, embedded and screened. A load that was
/// broken off in this data folder is taken up where it stopped.
pub(crate) async fn load(web: &Web, administrator: &str, data: &Path) -> Result<Loaded, LoadError> {
    let marker = Marker::in_folder(data);
    let is_unfinished = marker.is_set();
    if !is_unfinished {
        check_empty(web).await?;
    }
    let rendered = tokio::task::spawn_blocking(|| sample_set(DEFAULT_SEED)).await;
    let set = rendered.map_err(|_| LoadError::Refused("the files could not be rendered".to_owned()))?;
    let api = Api::sign_in(web, administrator).await?;
    marker.set()?;
    let known = if is_unfinished { Known::ask(&api).await? } else { Known::default() };
    let loader = Loader { api: &api, set: &set, known };
    let loaded = loader.run().await?;
    marker.clear()?;
    api.sign_out().await?;
    Ok(loaded)
}

async fn check_empty(web: &Web) -> Result<(), LoadError> {
    let services = web.services();
    let jobs = services.jobs.count(Default::default()).await?;
    let candidates = services.candidates.count(Default::default()).await?;
    let resumes = services.resumes.count(&Default::default()).await?;
    if jobs + candidates + resumes > 0 { Err(LoadError::NotEmpty) } else { Ok(()) }
}

struct Loader<'a> {
    api: &'a Api,
    set: &'a SampleSet,
    known: Known,
}

/// Ids by the keys of the sample set.
type Ids = HashMap<String, String>;

impl Loader<'_> {
    async fn run(&self) -> Result<Loaded, LoadError> {
        let progress = Progress::new("reading the sample data", self.set.jobs.len() + self.set.resumes.len());
        let (jobs, mut tasks) = self.create_jobs().await?;
        let (resumes, reading) = self.upload_resumes().await?;
        tasks.extend(reading);
        self.api.wait(&tasks, &progress).await?;
        let candidates = self.candidates(&resumes).await?;
        let screening = self.apply(&jobs, &candidates).await?;
        let progress = Progress::new("screening applications", screening.len());
        self.api.wait(&screening, &progress).await?;
        Ok(Loaded { resumes: resumes.len(), jobs: jobs.len() })
    }

    async fn create_jobs(&self) -> Result<(Ids, Vec<String>), LoadError> {
        let (mut jobs, mut tasks) = (Ids::new(), Vec::new());
        for job in &self.set.jobs {
            if let Some(id) = self.known.jobs.get(&job.key) {
                jobs.insert(job.key.clone(), id.clone());
                continue;
            }
            let made = self.api.execute(CREATE_JOB, graphql_variables(job)).await?;
            let made = accepted(&made["createJob"])?;
            jobs.insert(job.key.clone(), text(&made["job"]["id"])?);
            tasks.extend(text(&made["task"]["id"]));
        }
        Ok((jobs, tasks))
    }

    async fn upload_resumes(&self) -> Result<(Ids, Vec<String>), LoadError> {
        let (mut resumes, mut tasks) = (Ids::new(), Vec::new());
        for resume in &self.set.resumes {
            if let Some((id, task)) = self.known.resume(resume) {
                resumes.insert(resume.key.clone(), id.clone());
                tasks.extend(task.clone());
                continue;
            }
            let made = self.api.upload(UPLOAD, resume).await?;
            let made = accepted(&made["uploadResume"])?;
            resumes.insert(resume.key.clone(), text(&made["resume"]["id"])?);
            tasks.extend(text(&made["task"]["id"]));
        }
        Ok((resumes, tasks))
    }

    /// Who came out of which résumé, by the résumé's key.
    async fn candidates(&self, resumes: &Ids) -> Result<Ids, LoadError> {
        let ids: Vec<&String> = resumes.values().collect();
        let answer = self.api.execute(CANDIDATES, json!({ "ids": ids })).await?;
        let nodes = answer["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let owner =
            |node: &Value| Some((node["id"].as_str()?.to_owned(), node["candidate"]["id"].as_str()?.to_owned()));
        let owners: Ids = nodes.iter().filter_map(owner).collect();
        Ok(resumes.iter().filter_map(|(key, id)| Some((key.clone(), owners.get(id)?.clone()))).collect())
    }

    /// The best few of each job apply for it.
    async fn apply(&self, jobs: &Ids, candidates: &Ids) -> Result<Vec<String>, LoadError> {
        let mut tasks = Vec::new();
        for job in &self.set.jobs {
            for key in self.best_for(&job.key) {
                let (Some(job), Some(candidate)) = (jobs.get(&job.key), candidates.get(key)) else {
                    continue;
                };
                let input = json!({ "input": { "candidateId": candidate, "jobId": job, "source": "DIRECT" } });
                let made = self.api.execute(APPLY, input).await?;
                let made = &made["createApplication"];
                // Made by a load that was broken off.
                if made["userErrors"][0]["code"] != "ALREADY_EXISTS" {
                    tasks.extend(text(&accepted(made)?["task"]["id"]));
                }
            }
        }
        Ok(tasks)
    }

    fn best_for(&self, job: &str) -> Vec<&str> {
        let mut fitting: Vec<_> = self.set.relevance.fitting(job).into_iter().flatten().collect();
        // Stable, so that equal grades keep the order of their keys.
        fitting.sort_by_key(|(_, grade)| std::cmp::Reverse(**grade));
        fitting.into_iter().take(APPLICATIONS_A_JOB).map(|(key, _)| key.as_str()).collect()
    }
}

fn accepted(payload: &Value) -> Result<&Value, LoadError> {
    match payload["userErrors"].as_array().and_then(|errors| errors.first()) {
        Some(error) => Err(LoadError::Refused(error["message"].as_str().unwrap_or_default().to_owned())),
        None => Ok(payload),
    }
}

fn text(value: &Value) -> Result<String, LoadError> {
    value.as_str().map(str::to_owned).ok_or_else(|| LoadError::Refused("an id is missing from the answer".to_owned()))
}
