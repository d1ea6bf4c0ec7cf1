//! Archives and tables to files and rows. The adapter parses nothing in this process (invariant 6).

use async_trait::async_trait;
use futures::stream::BoxStream;

use super::blobs::BlobError;

/// What is looked for in a file that holds others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum UnpackPass {
    /// Tables, and their rows.
    Rows,
    /// Files; tables are passed over.
    Files,
}

/// A line of a table of people.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SheetRow {
    /// Which row of all tables of the file, from 0.
    pub number: u32,
    /// As written; empty when the table doesn't say.
    pub name: String,
    /// As written; empty when the table doesn't say.
    pub email: String,
    /// The file that holds their résumé; empty when the table doesn't say.
    pub resume_file: String,
}

impl std::fmt::Debug for SheetRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetRow").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Something found in a file that holds others.
#[derive(Clone, PartialEq, Eq)]
pub enum Unpacked {
    /// The file holds no others: it is one itself.
    Whole,
    /// A line of a table.
    Row(SheetRow),
    /// A table that can't be read, or a remark on one that can: its name, and a sentence.
    Remark {
        /// The table's name, with its folders.
        name: String,
        /// One sentence.
        sentence: String,
    },
    /// A file.
    File {
        /// Its place, from 0; each larger than the one before.
        entry: u32,
        /// Its name, with its folders.
        name: String,
        /// Its bytes, or one sentence on why it was not unpacked.
        content: Result<Vec<u8>, String>,
    },
}

impl std::fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self {
            Self::Whole => "Whole",
            Self::Row(_) => "Row",
            Self::Remark { .. } => "Remark",
            Self::File { .. } => "File",
        };
        f.write_str(what)
    }
}

/// Why unpacking ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// The file is at fault: no further attempt will help.
    #[error("{reason}")]
    Refused {
        /// One sentence that a recruiter understands.
        reason: String,
    },
    /// Our own fault, worth another try.
    #[error("files could not be unpacked: {detail}")]
    Unavailable {
        /// What went wrong, for the log; never content.
        detail: String,
    },
    /// The parts of the file could not be fetched.
    #[error("the parts of the file could not be fetched")]
    Fetch(#[from] BlobError),
}

/// What a file that holds others may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UnpackLimits {
    /// Bytes of one file in it.
    pub file_bytes: u64,
    /// Bytes of all files in it, unpacked.
    pub all_bytes: u64,
    /// Files in it.
    pub files: u32,
}

/// A file that lies where it can be unpacked, until it is dropped.
pub trait Spooled: Send + Sync + std::fmt::Debug {
    /// What is in it, from this entry on. It may be dropped at any time.
    fn unpack(
        &self,
        name: &str,
        pass: UnpackPass,
        from: u32,
        limits: UnpackLimits,
    ) -> BoxStream<'static, Result<Unpacked, UnpackError>>;
}

/// Unpacks files, each in a process of its own.
#[async_trait]
pub trait Unpacker: Send + Sync + std::fmt::Debug {
    /// Lays a file, given part by part, where it can be unpacked.
    ///
    /// # Errors
    /// When a part can't be fetched, or there is no room.
    async fn spool(&self, parts: BoxStream<'_, Result<Vec<u8>, BlobError>>) -> Result<Box<dyn Spooled>, UnpackError>;
}

/// Unpacks nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoUnpacker;

#[async_trait]
impl Unpacker for NoUnpacker {
    async fn spool(&self, _parts: BoxStream<'_, Result<Vec<u8>, BlobError>>) -> Result<Box<dyn Spooled>, UnpackError> {
        Err(UnpackError::Unavailable { detail: "this process unpacks nothing".to_owned() })
    }
}
