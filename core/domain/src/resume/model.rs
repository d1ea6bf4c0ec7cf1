//! A file of a person, and what became of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{BlobId, CandidateId, JobId, ResumeId, TaskId};
use crate::page::TimeRange;
use crate::resume::finding::Finding;
use crate::words::word_enum;

word_enum! {
    /// Where the reading of a file stands.
    ResumeStatus {
        /// Stored, not yet looked at.
        Received = "RECEIVED",
        /// Being read.
        Extracting = "EXTRACTING",
        /// Read, searchable, ranked.
        Ready = "READY",
        /// Pages without text: a scan.
        NeedsOcr = "NEEDS_OCR",
        /// Read, with findings that a person should look at.
        NeedsReview = "NEEDS_REVIEW",
        /// The file can't be read.
        Unreadable = "UNREADABLE",
        /// The same bytes were here before.
        Duplicate = "DUPLICATE",
        /// Our own fault.
        Failed = "FAILED",
    }
}

word_enum! {
    /// Who took the text out of a file.
    TextOrigin {
        /// We did.
        File = "FILE",
        /// A person typed it, or ran the file through a reader of their own.
        Person = "PERSON",
    }
}

impl ResumeStatus {
    /// Text, vectors and all: it feeds search, ranking and screening.
    #[must_use]
    pub const fn is_readable(self) -> bool {
        matches!(self, Self::Ready | Self::NeedsReview)
    }

    /// A task is to read it or is at it.
    #[must_use]
    pub const fn is_being_read(self) -> bool {
        matches!(self, Self::Received | Self::Extracting)
    }
}

/// Which résumés a list holds: all conditions together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResumeFilter {
    /// In one of these states.
    pub statuses: Option<Vec<ResumeStatus>>,
    /// Of this candidate.
    pub candidate_id: Option<CandidateId>,
    /// Uploaded for this job, or with an application for it.
    pub job_id: Option<JobId>,
    /// Without a candidate, or with one.
    pub unassigned: Option<bool>,
    /// Uploaded within.
    pub uploaded_at: TimeRange,
}

/// A file of a person. Its text is read apart, since it may be long.
#[derive(Debug, Clone, PartialEq)]
pub struct Resume {
    /// Its id.
    pub id: ResumeId,
    /// Whose it is; of a duplicate, who already has these bytes.
    pub candidate_id: Option<CandidateId>,
    /// The job to apply for once it is read.
    pub job_id: Option<JobId>,
    /// The résumé that already has these bytes.
    pub duplicate_of: Option<ResumeId>,
    /// As uploaded, without folders.
    pub file_name: String,
    /// By content once it is known, before that as the upload said.
    pub media_type: String,
    /// Size of the file in bytes.
    pub byte_size: i32,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// Where the bytes are.
    pub blob_id: BlobId,
    /// Where its reading stands.
    pub status: ResumeStatus,
    /// One sentence for a recruiter; `None` when there is nothing to say.
    pub status_reason: Option<String>,
    /// Pages, where the format has any.
    pub page_count: Option<i32>,
    /// What the file says beside its visible text.
    pub findings: Vec<Finding>,
    /// Somebody looked for hidden text.
    pub inspected: bool,
    /// When a person said that it may be relied on.
    pub released_at: Option<DateTime<Utc>>,
    /// Who took the text out.
    pub text_from: TextOrigin,
    /// The task that reads it.
    pub task_id: Option<TaskId>,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
}

impl Resume {
    /// Whether its text is known to be what a person sees, so that models may be shown it: somebody looked for
    /// what is hidden, or a person released it.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        self.inspected || self.released_at.is_some()
    }

    /// Whether screenings may judge by it and models read it.
    #[must_use]
    pub const fn may_be_judged_by(&self) -> bool {
        self.status.is_readable() && self.is_trusted()
    }

    /// Whether a person gave its text and no task has taken that up yet.
    #[must_use]
    pub fn has_new_text_by_a_person(&self) -> bool {
        self.text_from == TextOrigin::Person && self.status == ResumeStatus::Received
    }
}

/// What the first commit of `ingest_resume` knows.
#[derive(Debug, Clone, PartialEq)]
pub struct ResumeReading {
    /// The visible text, immutable from here on.
    pub text: String,
    /// `application/pdf`, …; `None`: as it is known already.
    pub media_type: Option<&'static str>,
    /// Pages, where the format has any; `None`: as it is known already.
    pub page_count: Option<i32>,
    /// What the file says beside it.
    pub findings: Vec<Finding>,
    /// Somebody looked for hidden text.
    pub inspected: bool,
    /// A remark on what could not be read, for instance the name.
    pub remark: Option<String>,
}

/// A piece of a text with its vector.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbeddedChunk {
    /// Where it stands, in code points.
    pub span: crate::text::Span,
    /// Tokens in it.
    pub tokens: u32,
    /// Unit vector.
    pub vector: Vec<f32>,
}

/// A file name without folders and control characters, at most 255 characters; `résumé` when
/// nothing is left.
#[must_use]
pub fn clean_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = last.chars().filter(|c| !c.is_control()).take(255).collect();
    let clean = clean.trim();
    if clean.is_empty() { "résumé".to_owned() } else { clean.to_owned() }
}

/// A path of clean names, without empty parts and without what leads upwards; `résumé` when nothing is left.
#[must_use]
pub fn clean_path(path: &str) -> String {
    let parts = path.split(['/', '\\']).map(str::trim).filter(|part| !matches!(*part, "" | "." | ".."));
    let clean: Vec<String> = parts.map(clean_file_name).collect();
    if clean.is_empty() { clean_file_name("") } else { clean.join("/") }
}

/// The token-weighted mean of chunk vectors, of length 1: the vector of the whole document
/// (decision 23). `None` without chunks.
#[must_use]
pub fn document_vector(chunks: &[EmbeddedChunk]) -> Option<Vec<f32>> {
    let mut mean = vec![0.0_f64; chunks.first()?.vector.len()];
    for chunk in chunks {
        for (sum, value) in mean.iter_mut().zip(&chunk.vector) {
            *sum += f64::from(*value) * f64::from(chunk.tokens.max(1));
        }
    }
    let length = mean.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length <= f64::EPSILON {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "vectors are stored in single precision")]
    Some(mean.iter().map(|v| (v / length) as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn chunk(tokens: u32, vector: [f32; 2]) -> EmbeddedChunk {
        EmbeddedChunk { span: Span { start: 0, end: 1 }, tokens, vector: vector.to_vec() }
    }

    #[test]
    fn a_document_is_the_token_weighted_mean_of_its_chunks_with_length_one() {
        let vector = document_vector(&[chunk(30, [1.0, 0.0]), chunk(40, [0.0, 1.0])]).unwrap();
        assert!((vector[0] - 0.6).abs() < 1e-6 && (vector[1] - 0.8).abs() < 1e-6, "{vector:?}");
    }

    #[test]
    fn nothing_has_no_vector() {
        assert_eq!(document_vector(&[]), None);
        assert_eq!(document_vector(&[chunk(1, [1.0, 0.0]), chunk(1, [-1.0, 0.0])]), None);
    }

    #[test]
    fn a_file_name_loses_folders_and_control_characters() {
        assert_eq!(clean_file_name("C:\\cvs\\mira.pdf"), "mira.pdf");
        assert_eq!(clean_file_name("../../etc/pass\u{7}wd"), "passwd");
        assert_eq!(clean_file_name("a/"), "résumé");
        assert_eq!(clean_path("/a/../b\\.\\c\u{7}.pdf"), "a/b/c.pdf");
        assert_eq!(clean_path("../"), "résumé");
        assert_eq!(clean_file_name(&"x".repeat(300)).chars().count(), 255);
    }

    #[test]
    fn only_ready_and_reviewed_resumes_are_readable() {
        let readable: Vec<_> = ResumeStatus::ALL.iter().filter(|status| status.is_readable()).collect();
        assert_eq!(readable, [&ResumeStatus::Ready, &ResumeStatus::NeedsReview]);
    }
}
