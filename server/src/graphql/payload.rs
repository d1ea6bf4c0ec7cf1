//! What mutations answer: what was made or changed, the task that goes on with it, and what the
//! caller can mend.

use async_graphql::{ID, SimpleObject};

use super::date_time::DateTime;
use super::error::UserError;
use super::object::access::Viewer;
use super::object::application::Application;
use super::object::candidate::Candidate;
use super::object::job::Job;
use super::object::queue::QueueStatus;
use super::object::resume::Resume;
use super::object::task::Task;

macro_rules! payloads {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $fdoc:literal])+ $field:ident: $type:ty,)* })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, SimpleObject)]
        pub struct $name {
            $($(#[doc = $fdoc])+ pub $field: $type,)*
            /// What the caller can mend; empty when it is done.
            pub user_errors: Vec<UserError>,
        }
    )+};
}

payloads! {
    /// What signing in answers.
    SignInPayload {
        /// To be sent as "Authorization: Bearer …".
        token: Option<String>,
        /// When it ends by itself.
        expires_at: Option<DateTime>,
        /// Who signed in.
        viewer: Option<Viewer>,
    }
    /// What signing out answers.
    SignOutPayload {}
    /// What making a job answers.
    CreateJobPayload {
        /// The job.
        job: Option<Job>,
        /// The task that embeds it.
        task: Option<Task>,
    }
    /// What changing a job answers.
    UpdateJobPayload {
        /// The job.
        job: Option<Job>,
        /// The task that embeds it; null when the text didn't change.
        task: Option<Task>,
    }
    /// What setting a job's criteria answers.
    SetJobCriteriaPayload {
        /// The job.
        job: Option<Job>,
    }
    /// What deleting a job answers.
    DeleteJobPayload {
        /// Which is gone.
        deleted_id: Option<ID>,
    }
    /// What making a candidate answers.
    CreateCandidatePayload {
        /// The candidate.
        candidate: Option<Candidate>,
    }
    /// What changing a candidate answers.
    UpdateCandidatePayload {
        /// The candidate.
        candidate: Option<Candidate>,
    }
    /// What erasing a candidate answers.
    EraseCandidatePayload {
        /// Who is gone.
        erased_id: Option<ID>,
    }
    /// What merging two candidates answers.
    MergeCandidatesPayload {
        /// The one who was kept.
        candidate: Option<Candidate>,
    }
    /// What undoing a merge answers.
    UndoMergePayload {
        /// The one who was kept, without what the merge gave them.
        candidate: Option<Candidate>,
    }
    /// What handing in a résumé answers.
    UploadResumePayload {
        /// The résumé.
        resume: Option<Resume>,
        /// Whose it is, where that is known already.
        candidate: Option<Candidate>,
        /// The task that reads it.
        task: Option<Task>,
    }
    /// What filing a résumé under another candidate answers.
    AssignResumePayload {
        /// The résumé.
        resume: Option<Resume>,
    }
    /// What giving a résumé's text answers.
    SetResumeTextPayload {
        /// The résumé.
        resume: Option<Resume>,
        /// The task that makes it searchable.
        task: Option<Task>,
    }
    /// What releasing a résumé answers.
    ReleaseResumePayload {
        /// The résumé.
        resume: Option<Resume>,
    }
    /// What removing a résumé answers.
    DeleteResumePayload {
        /// What is gone.
        deleted_id: Option<ID>,
    }
    /// What making an application answers.
    CreateApplicationPayload {
        /// The application: the new one, or with ALREADY_EXISTS the old one.
        application: Option<Application>,
        /// The task that screens it; null without a readable résumé.
        task: Option<Task>,
    }
    /// What changing a stage answers.
    ChangeStagePayload {
        /// The application.
        application: Option<Application>,
        /// The task that tells the candidate; null when nobody asked for it.
        task: Option<Task>,
    }
    /// What asking for a place for a file answers.
    CreateUploadPayload {
        /// To name the file by in importResumes.
        upload_id: Option<ID>,
        /// Where to PUT the file, once. It works without a token, and ends with the session.
        url: Option<String>,
        /// When the place is given up.
        expires_at: Option<DateTime>,
    }
    /// What importing files answers.
    ImportResumesPayload {
        /// The task that takes them in and ends when all of them are read.
        task: Option<Task>,
    }
    /// What asking for a screening answers.
    ScreenApplicationPayload {
        /// The application.
        application: Option<Application>,
        /// The task that screens it; null when the answer is known.
        task: Option<Task>,
    }
    /// What asking for the screening of many applications answers.
    ScreenJobPayload {
        /// The task that puts a task for each application in line and ends when all of these have ended.
        task: Option<Task>,
    }
    /// What cancelling a task answers.
    CancelTaskPayload {
        /// The task.
        task: Option<Task>,
    }
    /// What bringing a task back answers.
    RetryTaskPayload {
        /// The new task, which names the old one, or with CONFLICT the one that was there already.
        task: Option<Task>,
    }
    /// What pausing a line of tasks answers.
    PauseQueuePayload {
        /// The line after it.
        queue: Option<QueueStatus>,
    }
    /// What resuming a line of tasks answers.
    ResumeQueuePayload {
        /// The line after it.
        queue: Option<QueueStatus>,
    }
    /// What emptying a line of tasks answers.
    PurgeQueuePayload {
        /// The line after it.
        queue: Option<QueueStatus>,
        /// How many tasks were cancelled.
        revoked_count: Option<i32>,
    }
}
