//! Further uploads of the same bytes. They follow the one that stands for the bytes: what becomes of it
//! becomes of them, so that each is listed where somebody who looks for it will look.

use std::collections::BTreeSet;

use crate::id::{JobId, ResumeId, TaskId};
use crate::ports::{StoreError, Tx};
use crate::resume::model::{Resume, ResumeStatus};

/// Where the duplicates of a résumé stand, and what a recruiter is told of them. What never was read, or
/// was not by a fault of ours, has no candidate to point at, and needs the same attention as the first.
#[must_use]
pub fn standing(first: &Resume) -> (ResumeStatus, String) {
    let reason = first.status_reason.as_deref().unwrap_or_default();
    match first.status {
        ResumeStatus::Unreadable | ResumeStatus::Failed => (first.status, reason.to_owned()),
        ResumeStatus::NeedsOcr => (ResumeStatus::Duplicate, format!("This very file was uploaded before. {reason}")),
        _ if first.candidate_id.is_none() => (
            ResumeStatus::Duplicate,
            "This very file was uploaded before and is being read; its candidate will be shown here.".to_owned(),
        ),
        _ => (
            ResumeStatus::Duplicate,
            "This very file was uploaded before; the candidate it belongs to is shown here.".to_owned(),
        ),
    }
}

/// Tells the duplicates of a résumé where it stands now.
pub(crate) async fn tell(tx: &mut dyn Tx, first: ResumeId) -> Result<(), StoreError> {
    tell_with_task(tx, first, None).await
}

/// The same, when another task reads it from now on. Their own tasks have nothing to read.
pub(crate) async fn tell_with_task(tx: &mut dyn Tx, first: ResumeId, task: Option<TaskId>) -> Result<(), StoreError> {
    if let Some(first) = tx.resumes(&[first]).await?.pop() {
        let (status, reason) = standing(&first);
        tx.set_duplicates(first.id, status, &reason, task).await?;
    }
    Ok(())
}

/// Ends readings that will not come to an end by themselves, each with its task: what was not read yet has
/// FAILED for this reason, and its duplicates with it.
pub(crate) async fn break_off(
    tx: &mut dyn Tx,
    readings: &[(ResumeId, TaskId)],
    reason: &str,
) -> Result<(), StoreError> {
    if readings.is_empty() {
        return Ok(());
    }
    let resumes: Vec<ResumeId> = readings.iter().map(|(resume, _)| *resume).collect();
    tx.hold_jobs_of(&resumes).await?;
    tx.fail_resumes(readings, reason).await
}

/// Keeps the jobs that uploads of these bytes named. Who removes a job locks it first and the résumés
/// that name it after it, so this comes before anything is written to them.
pub(crate) async fn hold_jobs(tx: &mut dyn Tx, first: &Resume) -> Result<(), StoreError> {
    let duplicates = tx.duplicates_of(first.id).await?;
    let jobs: BTreeSet<JobId> = duplicates.iter().chain([first]).filter_map(|upload| upload.job_id).collect();
    for job in jobs {
        tx.hold_job(job).await?;
    }
    Ok(())
}
