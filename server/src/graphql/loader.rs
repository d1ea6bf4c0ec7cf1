//! Loaders, made for each request: ids that resolvers ask for one by one reach the store in one
//! statement a kind. A row that is gone is simply absent.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Request};
use domain::access::model::User;
use domain::application::model::{Application, Stage};
use domain::candidate::model::Candidate;
use domain::candidate::proposals::MergeProposal;
use domain::error::ServiceError;
use domain::id::{ApplicationId, CandidateId, ImportBatchId, JobId, ResumeId, ScreeningId, TaskId, UserId};
use domain::intake::model::ImportBatch;
use domain::job::model::Job;
use domain::resume::model::Resume;
use domain::screening::record::Screening;
use domain::services::Services;
use domain::task::model::Task;

use super::batching::{AskedLoads, NoWait};
use super::error::{ApiError, ApiResult};

/// Loads things for one request.
#[derive(Debug)]
pub struct Things(Services);

/// The loader of a request.
pub type ThingLoader = DataLoader<Things>;

/// The request with a fresh loader, whose loads run between the levels of its execution.
#[must_use]
pub fn with_loader(request: Request, services: &Services) -> Request {
    let asked = AskedLoads::default();
    let loader: ThingLoader = DataLoader::new(Things(services.clone()), asked.clone(), NoWait);
    request.data(loader).data(asked)
}

/// A fault that several resolvers share.
#[derive(Debug, Clone)]
pub struct SharedFault(Arc<ServiceError>);

impl From<ServiceError> for SharedFault {
    fn from(error: ServiceError) -> Self {
        Self(Arc::new(error))
    }
}

/// The text of a résumé.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextOf(pub ResumeId);
/// Applications by stage of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CountsOf(pub JobId);
/// The application of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PairOf(pub CandidateId, pub JobId);
/// The newest applications of a candidate, one more than this at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NewestOf(pub CandidateId, pub u32);

/// The newest résumés of a candidate, one more than this at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResumesOf(pub CandidateId, pub u32);

/// Who may be the same person as a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProposalsFor(pub CandidateId);

/// The tasks that a worker of this name is at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RunningUnder(pub String);

macro_rules! load_by_id {
    ($($key:ident => $value:ident by $($call:ident).+;)+) => {$(
        impl Loader<$key> for Things {
            type Value = $value;
            type Error = SharedFault;
            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, SharedFault> {
                let found = self.0.$($call).+(keys).await?;
                Ok(found.into_iter().map(|one| (one.id, one)).collect())
            }
        }
    )+};
}

load_by_id! {
    JobId => Job by jobs.by_ids;
    CandidateId => Candidate by candidates.by_ids;
    ResumeId => Resume by resumes.by_ids;
    ApplicationId => Application by applications.by_ids;
    ScreeningId => Screening by screenings.by_ids;
    TaskId => Task by tasks.by_ids;
    ImportBatchId => ImportBatch by intake.by_ids;
    UserId => User by access.users;
}

impl Loader<TextOf> for Things {
    type Value = String;
    type Error = SharedFault;
    async fn load(&self, keys: &[TextOf]) -> Result<HashMap<TextOf, String>, SharedFault> {
        let ids: Vec<ResumeId> = keys.iter().map(|key| key.0).collect();
        Ok(self.0.resumes.texts(&ids).await?.into_iter().map(|(id, text)| (TextOf(id), text)).collect())
    }
}

impl Loader<CountsOf> for Things {
    type Value = Vec<(Stage, u64)>;
    type Error = SharedFault;
    async fn load(&self, keys: &[CountsOf]) -> Result<HashMap<CountsOf, Self::Value>, SharedFault> {
        let ids: Vec<JobId> = keys.iter().map(|key| key.0).collect();
        let mut counts: HashMap<CountsOf, Self::Value> = HashMap::new();
        for (job, stage, count) in self.0.jobs.application_counts(&ids).await? {
            counts.entry(CountsOf(job)).or_default().push((stage, count));
        }
        Ok(counts)
    }
}

impl Loader<PairOf> for Things {
    type Value = Application;
    type Error = SharedFault;
    async fn load(&self, keys: &[PairOf]) -> Result<HashMap<PairOf, Application>, SharedFault> {
        let pairs: Vec<(CandidateId, JobId)> = keys.iter().map(|key| (key.0, key.1)).collect();
        let found = self.0.applications.of_pairs(&pairs).await?;
        Ok(found.into_iter().map(|one| (PairOf(one.candidate_id, one.job_id), one)).collect())
    }
}

impl Loader<ProposalsFor> for Things {
    type Value = Vec<MergeProposal>;
    type Error = SharedFault;
    async fn load(&self, keys: &[ProposalsFor]) -> Result<HashMap<ProposalsFor, Self::Value>, SharedFault> {
        let ids: Vec<CandidateId> = keys.iter().map(|key| key.0).collect();
        let mut proposals: HashMap<ProposalsFor, Self::Value> = HashMap::new();
        for proposal in self.0.candidates.merge_proposals(&ids).await? {
            proposals.entry(ProposalsFor(proposal.candidate)).or_default().push(proposal);
        }
        Ok(proposals)
    }
}

impl Loader<RunningUnder> for Things {
    type Value = Vec<Task>;
    type Error = SharedFault;
    async fn load(&self, keys: &[RunningUnder]) -> Result<HashMap<RunningUnder, Self::Value>, SharedFault> {
        let names: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let mut running: HashMap<RunningUnder, Self::Value> = HashMap::new();
        for (name, task) in self.0.tasks.running_under(&names).await? {
            running.entry(RunningUnder(name)).or_default().push(task);
        }
        Ok(running)
    }
}

impl Loader<NewestOf> for Things {
    type Value = Vec<Application>;
    type Error = SharedFault;
    async fn load(&self, keys: &[NewestOf]) -> Result<HashMap<NewestOf, Self::Value>, SharedFault> {
        let most = keys.iter().map(|key| key.1).max().unwrap_or_default();
        let ids: Vec<CandidateId> = keys.iter().map(|key| key.0).collect();
        let found = self.0.applications.newest_of(&ids, most).await?;
        let of = |key: &NewestOf| {
            found.iter().filter(|one| one.candidate_id == key.0).take(key.1 as usize + 1).cloned().collect()
        };
        Ok(keys.iter().map(|key| (*key, of(key))).collect())
    }
}

impl Loader<ResumesOf> for Things {
    type Value = Vec<Resume>;
    type Error = SharedFault;
    async fn load(&self, keys: &[ResumesOf]) -> Result<HashMap<ResumesOf, Self::Value>, SharedFault> {
        let most = keys.iter().map(|key| key.1).max().unwrap_or_default();
        let ids: Vec<CandidateId> = keys.iter().map(|key| key.0).collect();
        let found = self.0.resumes.newest_of(&ids, most).await?;
        let of = |key: &ResumesOf| {
            found.iter().filter(|one| one.candidate_id == Some(key.0)).take(key.1 as usize + 1).cloned().collect()
        };
        Ok(keys.iter().map(|key| (*key, of(key))).collect())
    }
}

/// Something that an answer can't be without, where it was asked for.
#[derive(Debug, Clone)]
pub enum Wanted<T> {
    /// Nobody asked.
    NotAsked,
    /// Here.
    Found(T),
    /// Deleted.
    Gone,
}

impl<T> Wanted<T> {
    /// The thing, when it was asked for and is there.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(thing) => Some(thing),
            Self::NotAsked | Self::Gone => None,
        }
    }
}

/// Loads one thing when it is asked for.
///
/// # Errors
/// Faults of the store.
pub async fn wanted<K>(ctx: &Context<'_>, is_asked: bool, key: K) -> ApiResult<Wanted<<Things as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Things: Loader<K, Error = SharedFault>,
{
    if !is_asked {
        return Ok(Wanted::NotAsked);
    }
    Ok(load(ctx, key).await?.map_or(Wanted::Gone, Wanted::Found))
}

/// Loads one thing that must be there.
///
/// # Errors
/// Faults of the store, and when it was deleted while the answer was made.
pub async fn required<K>(ctx: &Context<'_>, key: K) -> async_graphql::Result<<Things as Loader<K>>::Value>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Things: Loader<K, Error = SharedFault>,
{
    let gone = || ApiError {
        code: "INTERNAL_SERVER_ERROR",
        message: "This was deleted while the answer was made: ask again.".to_owned(),
    };
    Ok(load(ctx, key).await?.ok_or_else(gone)?)
}

/// Loads one thing through the request's loader; `None` when it isn't there.
///
/// # Errors
/// Faults of the store.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> ApiResult<Option<<Things as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Things: Loader<K, Error = SharedFault>,
{
    let loader = ctx.data_unchecked::<ThingLoader>();
    loader.load_one(key).await.map_err(|fault| ApiError::internal(&*fault.0))
}
