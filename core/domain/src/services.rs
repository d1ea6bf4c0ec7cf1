//! All use cases, over one set of ports.

use crate::access::service::AccessService;
use crate::application::service::ApplicationService;
use crate::candidate::service::CandidateService;
use crate::deps::Deps;
use crate::intake::service::IntakeService;
use crate::job::service::JobService;
use crate::matching::service::MatchingService;
use crate::resume::service::ResumeService;
use crate::screening::service::ScreeningService;
use crate::task::service::TaskService;
use crate::upkeep::service::UpkeepService;

/// All use cases.
#[derive(Debug, Clone)]
pub struct Services {
    /// Accounts and sessions.
    pub access: AccessService,
    /// Candidates for jobs.
    pub applications: ApplicationService,
    /// People.
    pub candidates: CandidateService,
    /// Many files at once.
    pub intake: IntakeService,
    /// Postings.
    pub jobs: JobService,
    /// Rankings.
    pub matching: MatchingService,
    /// Files.
    pub resumes: ResumeService,
    /// Judgements.
    pub screenings: ScreeningService,
    /// Background work.
    pub tasks: TaskService,
    /// What nobody asks for.
    pub upkeep: UpkeepService,
}

impl Services {
    /// All of them with these ports.
    #[must_use]
    pub fn new(deps: &Deps) -> Self {
        Self {
            access: AccessService::new(deps.clone()),
            applications: ApplicationService::new(deps.clone()),
            candidates: CandidateService::new(deps.clone()),
            intake: IntakeService::new(deps.clone()),
            jobs: JobService::new(deps.clone()),
            matching: MatchingService::new(deps.clone()),
            resumes: ResumeService::new(deps.clone()),
            screenings: ScreeningService::new(deps.clone()),
            tasks: TaskService::new(deps.clone()),
            upkeep: UpkeepService::new(deps.clone()),
        }
    }
}
