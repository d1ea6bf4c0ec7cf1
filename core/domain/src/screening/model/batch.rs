//! Which applications a batch screens.

use crate::application::model::Stage;
use crate::id::{ApplicationId, JobId, TaskId};

/// The most applications that can be named one by one.
pub const MAX_NAMED: usize = 10_000;

/// A batch that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRequest {
    /// The job they applied for.
    pub job: JobId,
    /// Only these.
    pub applications: Option<Vec<ApplicationId>>,
    /// Only those in one of these stages.
    pub stages: Option<Vec<Stage>>,
    /// Only those without a screening in force, or with one made from something older.
    pub only_stale: bool,
    /// Ask again although the answer is known.
    pub force: bool,
}

/// Where the members of a batch are taken from, all of them at the moment it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchMembers {
    /// Applications of a job.
    Chosen(BatchChoice),
    /// Members of another batch that were not screened by it.
    NotScreenedBy(TaskId),
}

/// Applications of a job: all conditions together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchChoice {
    /// The job.
    pub job: JobId,
    /// One of these.
    pub applications: Option<Vec<ApplicationId>>,
    /// In one of these stages.
    pub stages: Option<Vec<Stage>>,
    /// Without a screening in force, or with a stale one.
    pub only_stale: bool,
}

impl BatchRequest {
    /// What it comes to. Who was rejected or withdrew takes part only when named, by stage or by id.
    #[must_use]
    pub fn choice(&self) -> BatchChoice {
        let stages = match (&self.stages, &self.applications) {
            (Some(named), _) => Some(named.clone()),
            (None, Some(_)) => None,
            (None, None) => {
                let open = |stage: &Stage| !matches!(stage, Stage::Rejected | Stage::Withdrawn);
                Some(Stage::ALL.iter().copied().filter(open).collect())
            }
        };
        BatchChoice { job: self.job, applications: self.applications.clone(), stages, only_stale: self.only_stale }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn request(applications: Option<Vec<ApplicationId>>, stages: Option<Vec<Stage>>) -> BatchRequest {
        BatchRequest { job: JobId(Uuid::nil()), applications, stages, only_stale: false, force: false }
    }

    #[test]
    fn who_is_out_takes_part_only_when_named() {
        let all = request(None, None).choice().stages.unwrap();
        assert!(all.contains(&Stage::Hired) && all.len() == Stage::ALL.len() - 2, "{all:?}");
        assert!(!all.contains(&Stage::Rejected) && !all.contains(&Stage::Withdrawn));
        let by_stage = request(None, Some(vec![Stage::Rejected])).choice();
        assert_eq!(by_stage.stages, Some(vec![Stage::Rejected]));
        let by_id = request(Some(vec![ApplicationId(Uuid::nil())]), None).choice();
        assert_eq!(by_id.stages, None);
    }
}
