//! Files to text. The adapter parses nothing in this process (invariant 6).

use async_trait::async_trait;

use crate::resume::finding::Finding;

/// What a file is, told by its content and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum MediaType {
    /// `application/pdf`
    Pdf,
    /// `application/vnd.openxmlformats-officedocument.wordprocessingml.document`
    Docx,
    /// `text/plain`
    Text,
}

/// What a person sees in a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extraction {
    /// What the content turned out to be.
    pub media_type: MediaType,
    /// The visible text in reading order: lines end in `\n`, no U+0000, NFC.
    pub text: String,
    /// Pages of a PDF; `None` where the format has none.
    pub page_count: Option<u32>,
    /// What is not in `text`, since no person sees it.
    pub findings: Vec<Finding>,
    /// Whether somebody looked for what is hidden. When not, `text` may hold anything, and no model may be
    /// shown it before a person has.
    pub inspected: bool,
}

/// Why a file yields no text. `Display` is one sentence that a recruiter understands and names no
/// content of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum ExtractError {
    /// There are pages but no text on them: a scan or a photo.
    #[error("This file has pages but no text, so it is probably a scan: please upload a version with text in it.")]
    NeedsOcr {
        /// Pages counted, where the format has pages.
        page_count: Option<u32>,
    },
    /// The file itself can't be read, and never will be.
    #[error("{reason}")]
    Unreadable {
        /// One sentence: which of encrypted, corrupt, empty, no pages, too many pages, wrong type, too
        /// large when unpacked, too slow or too memory-hungry to read.
        reason: String,
    },
    /// The extractor could not be run at all: our own fault, worth another try.
    #[error("the text extractor could not be run")]
    Unavailable {
        /// What went wrong, for the log; never content.
        detail: String,
    },
}

/// Takes the text out of files, each in a process of its own.
#[async_trait]
pub trait Extractor: Send + Sync + std::fmt::Debug {
    /// Extracts one file.
    ///
    /// # Errors
    /// See [`ExtractError`]: only `Unavailable` is worth a retry.
    async fn extract(&self, bytes: Vec<u8>) -> Result<Extraction, ExtractError>;
}
