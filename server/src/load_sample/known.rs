//! What of the sample data is there already, when an earlier load was broken off.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::api::Api;
use super::{Ids, LoadError};
use crate::sample::SampleResume;

/// The whole set fits on one page.
const KNOWN: &str =
    "query { jobs(first: 100) { nodes { id externalId } } resumes(first: 100) { nodes { id sha256 task { id } } } }";

/// A file in the data folder, there for as long as a load lasts.
#[derive(Debug)]
pub(super) struct Marker(PathBuf);

impl Marker {
    pub(super) fn in_folder(data: &Path) -> Self {
        Self(data.join("sample-data-unfinished"))
    }

    /// Whether a load was broken off.
    pub(super) fn is_set(&self) -> bool {
        self.0.exists()
    }

    pub(super) fn set(&self) -> Result<(), LoadError> {
        if let Some(folder) = self.0.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(&self.0, "")?)
    }

    pub(super) fn clear(&self) -> Result<(), LoadError> {
        Ok(std::fs::remove_file(&self.0)?)
    }
}

/// Jobs by key, résumés and their tasks by the digest of their bytes.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) jobs: Ids,
    resumes: HashMap<String, (String, Option<String>)>,
}

impl Known {
    /// What an earlier load sent.
    pub(super) async fn ask(api: &Api) -> Result<Self, LoadError> {
        let answer = api.execute(KNOWN, json!({})).await?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let nodes = |list: &str| answer[list]["nodes"].as_array().cloned().unwrap_or_default();
        let job = |job: &Value| Some((text(&job["externalId"])?, text(&job["id"])?));
        let resume = |resume: &Value| {
            let known = (text(&resume["id"])?, text(&resume["task"]["id"]));
            Some((text(&resume["sha256"])?, known))
        };
        Ok(Self {
            jobs: nodes("jobs").iter().filter_map(job).collect(),
            resumes: nodes("resumes").iter().filter_map(resume).collect(),
        })
    }

    /// A résumé that was sent before, and the task that reads it.
    pub(super) fn resume(&self, resume: &SampleResume) -> Option<&(String, Option<String>)> {
        self.resumes.get(&hex::encode(Sha256::digest(&resume.bytes)))
    }
}
