//! Files that were sent ahead of their use, and what became of many files that came together.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{CandidateId, ImportBatchId, ImportFileId, JobId, ResumeId, TaskId, UploadId, UserId};
use crate::ports::UnpackLimits;
use crate::resume::model::ResumeStatus;
use crate::task::model::{LastTold, Transition};

/// Putting all files in line counts so many percent; their ends count the rest.
const FAN_OUT: u64 = 10;

/// How much may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntakeLimits {
    /// Bytes of one file that is sent ahead, and of all files of one import, packed and unpacked.
    pub bytes: u64,
    /// Files of one import.
    pub files: u32,
    /// How long a place to send a file to waits for it.
    pub patience: Duration,
    /// How long a file that was sent ahead is kept.
    pub kept: Duration,
}

impl Default for IntakeLimits {
    /// As the settings come.
    fn default() -> Self {
        Self { bytes: 2 << 30, files: 5_000, patience: Duration::from_secs(3_600), kept: Duration::from_secs(86_400) }
    }
}

impl IntakeLimits {
    /// What one file that holds others may cost.
    #[must_use]
    pub fn of_one(&self, file_bytes: usize) -> UnpackLimits {
        UnpackLimits { file_bytes: file_bytes as u64, all_bytes: self.bytes, files: self.files }
    }
}

/// Where a file that is sent ahead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Nothing has come.
    Open,
    /// It comes, or broke off.
    Receiving,
    /// It is here.
    Complete,
}

/// A file that is sent ahead of its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedUpload {
    /// Its id.
    pub id: UploadId,
    /// Who sends it; `None` for Shortlist's own command.
    pub user_id: Option<UserId>,
    /// As the sender calls it, without folders.
    pub file_name: String,
    /// What the sender said it has.
    pub byte_size: i64,
    /// Where it stands.
    pub state: UploadState,
    /// The import that uses it.
    pub batch_id: Option<ImportBatchId>,
    /// When it goes by itself.
    pub expires_at: DateTime<Utc>,
}

/// Many files that are taken in together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportBatch {
    /// Its id.
    pub id: ImportBatchId,
    /// The job to apply for with each.
    pub job_id: Option<JobId>,
    /// The task that takes them in.
    pub task_id: Option<TaskId>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// A file that was sent ahead, as a part of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportSource {
    /// Its place in the import.
    pub position: i32,
    /// The file.
    pub upload_id: UploadId,
    /// Its tables were read.
    pub surveyed: bool,
    /// The first file in it that was not taken in yet.
    pub next_entry: i32,
    /// All that is in it was taken in.
    pub done: bool,
}

/// What became of one file of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportFile {
    /// Its id.
    pub id: ImportFileId,
    /// As it was called, with folders.
    pub file_name: String,
    /// Where its reading stands.
    pub status: ResumeStatus,
    /// One sentence for a recruiter; `None` when there is nothing to say.
    pub reason: Option<String>,
    /// What it became.
    pub resume_id: Option<ResumeId>,
    /// Whose it is.
    pub candidate_id: Option<CandidateId>,
}

/// A file of an import that is about to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct NewImportFile {
    /// Its id.
    pub id: ImportFileId,
    /// Of which import.
    pub batch_id: ImportBatchId,
    /// From which file that was sent ahead.
    pub source: i32,
    /// Its place there; no two have the same.
    pub entry: i32,
    /// As it was called, when no résumé says so.
    pub file_name: Option<String>,
    /// Where it stands and why, when no résumé says so.
    pub outcome: Option<(ResumeStatus, String)>,
    /// What it became.
    pub resume_id: Option<ResumeId>,
    /// Whom it made or belongs to, when no résumé says so.
    pub candidate_id: Option<CandidateId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A line of a table that came with an import.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// From which file that was sent ahead.
    pub source: i32,
    /// Its place among the rows of that file.
    pub number: i32,
    /// Not empty.
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// The file that holds their résumé.
    pub resume_file: Option<String>,
}

impl std::fmt::Debug for ImportRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportRow").field("source", &self.source).field("number", &self.number).finish_non_exhaustive()
    }
}

/// Entries from here on are rows of tables, so that both can be counted within one source.
pub const FIRST_ROW: i32 = 1_000_000;
/// Remarks on tables.
pub const FIRST_REMARK: i32 = 2_000_000;
/// What is said of a whole file that was sent ahead.
pub const OF_THE_WHOLE: i32 = 3_000_000;

/// Which files of an import a list holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportFileFilter {
    /// Of this import.
    pub batch_id: ImportBatchId,
    /// In one of these states.
    pub statuses: Option<Vec<ResumeStatus>>,
}

/// How far an import is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportStanding {
    /// Files by state, those that there are.
    pub counts: Vec<(ResumeStatus, u64)>,
    /// Files whose reading has not ended.
    pub open: u64,
    /// Files that were sent ahead.
    pub sources: u64,
    /// Of these, how many are used up.
    pub sources_done: u64,
    /// Rows of tables that nobody was made of yet.
    pub rows_left: u64,
}

impl ImportStanding {
    /// All files.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// What to write about an import that waits for its readings: its end when all have ended, else how far it
    /// is, when that changed and was not told within the interval.
    #[must_use]
    pub fn next(&self, told: LastTold, interval: Duration) -> Option<Transition> {
        self.end().or_else(|| told.then_worth(interval, self.percent(), || self.message()))
    }

    /// The end of the import, when all of its files have come to theirs. It is a success whatever they came
    /// to: each says so itself.
    #[must_use]
    pub fn end(&self) -> Option<Transition> {
        let ended = self.all_in_line() && self.open == 0;
        ended.then(|| Transition::success(None, Some(self.summary())))
    }

    fn all_in_line(&self) -> bool {
        self.sources_done == self.sources && self.rows_left == 0
    }

    /// 0–99, the more the further it is.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let percent = match self.all_in_line() {
            false => FAN_OUT * self.sources_done / self.sources.max(1),
            true => FAN_OUT + (100 - FAN_OUT) * (self.files() - self.open.min(self.files())) / self.files().max(1),
        };
        u8::try_from(percent.min(99)).unwrap_or(99)
    }

    /// How far it is, for people.
    #[must_use]
    pub fn message(&self) -> String {
        match self.all_in_line() {
            false => format!("{} files are in line.", self.files()),
            true => format!("{} of {} files are done.", self.files() - self.open.min(self.files()), self.files()),
        }
    }

    /// What became of the files, in numbers.
    #[must_use]
    pub fn summary(&self) -> String {
        let of = |status: ResumeStatus| self.counts.iter().find(|(it, _)| *it == status).map_or(0, |(_, count)| *count);
        let words = [
            (ResumeStatus::Ready, "ready"),
            (ResumeStatus::NeedsReview, "to be reviewed"),
            (ResumeStatus::NeedsOcr, "scans"),
            (ResumeStatus::Duplicate, "duplicates"),
            (ResumeStatus::Unreadable, "unreadable"),
            (ResumeStatus::Failed, "failed"),
        ];
        let counted: Vec<String> = words
            .into_iter()
            .filter(|(status, _)| of(*status) > 0)
            .map(|(status, word)| format!("{} {word}", of(status)))
            .collect();
        match counted.is_empty() {
            true => "There was no file in it.".to_owned(),
            false => format!("{} files: {}.", self.files(), counted.join(", ")),
        }
    }
}

/// Whether a name that a table gives is that of this file: the same path, or the same name without folders;
/// upper and lower case are one.
#[must_use]
pub fn is_named(given: &str, path: &str) -> bool {
    let (given, path) = (folded(given), folded(path));
    given == path || (!given.contains('/') && path.rsplit('/').next() == Some(given.as_str()))
}

/// A path as names are compared: slashes, no leading dots or slashes, lower case.
#[must_use]
pub fn folded(path: &str) -> String {
    let slashes = path.replace('\\', "/").to_lowercase();
    let parts = slashes.split('/').map(str::trim).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::model::TaskState;

    fn standing(counts: &[(ResumeStatus, u64)], open: u64) -> ImportStanding {
        ImportStanding { counts: counts.to_vec(), open, sources: 2, sources_done: 2, rows_left: 0 }
    }

    #[test]
    fn it_ends_when_every_file_has_and_says_what_became_of_them_in_numbers() {
        let counts = [(ResumeStatus::Ready, 7), (ResumeStatus::Unreadable, 2), (ResumeStatus::Duplicate, 1)];
        let told = LastTold { progress: 99, ago: Duration::ZERO };
        assert_eq!(standing(&counts, 1).end(), None);
        let end = standing(&counts, 0).next(told, Duration::from_secs(1)).unwrap();
        assert_eq!(end.state, TaskState::Success);
        assert_eq!(end.message.unwrap(), "10 files: 7 ready, 1 duplicates, 2 unreadable.");
        assert_eq!(standing(&[], 0).end().unwrap().message.unwrap(), "There was no file in it.");
    }

    #[test]
    fn it_does_not_end_before_all_is_in_line_and_its_progress_never_falls() {
        let on_the_way = ImportStanding { sources_done: 1, ..standing(&[(ResumeStatus::Ready, 9)], 0) };
        assert!(on_the_way.end().is_none() && on_the_way.percent() == 5);
        let rows = ImportStanding { rows_left: 1, ..standing(&[(ResumeStatus::Ready, 9)], 0) };
        assert!(rows.end().is_none() && rows.percent() == 10);
        let reading = standing(&[(ResumeStatus::Ready, 5), (ResumeStatus::Received, 5)], 5);
        assert_eq!((reading.percent(), reading.message().as_str()), (55, "5 of 10 files are done."));
        assert_eq!(standing(&[(ResumeStatus::Received, 1)], 1).percent(), 10);
    }

    #[test]
    fn a_table_names_a_file_by_its_path_or_by_its_name_alone() {
        assert!(is_named("Ada.PDF", "cvs/2026/ada.pdf"));
        assert!(is_named("cvs\\ada.pdf", "./cvs/ada.pdf"));
        assert!(!is_named("cvs/ada.pdf", "old/ada.pdf"));
        assert!(!is_named("da.pdf", "cvs/ada.pdf"));
        assert_eq!(folded("../../a//B.pdf"), "a/b.pdf");
    }
}
