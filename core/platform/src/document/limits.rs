//! How much one document may cost.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The most entries of an archive that are looked at. A DOCX from a word processor has 10 to 40, one with
/// hundreds of pictures a few hundred.
pub(crate) const MAX_ARCHIVE_ENTRIES: usize = 1_000;

/// The most bytes that the parts of a DOCX which hold text may inflate to, all together.
pub(crate) const MAX_INFLATED_BYTES: u64 = 64 * 1024 * 1024;

/// How often larger than its compressed form one part may be. Deflate tops out at about 1,030; real
/// documents stay below 50, so that only bombs come near. Small parts are not held to it.
pub(crate) const MAX_INFLATION_RATIO: u64 = 100;

/// Parts up to this size are exempt from [`MAX_INFLATION_RATIO`]: they do no harm.
pub(crate) const RATIO_FREE_BYTES: u64 = 1024 * 1024;

/// The deepest nesting of XML elements. Tables within tables within text boxes reach about 60.
pub(crate) const MAX_XML_DEPTH: usize = 256;

/// The most attributes of one element. The root of a document declares about 35 namespaces.
pub(crate) const MAX_ATTRIBUTES: usize = 256;

/// The most bytes that all entries of an archive may claim to inflate to, read or not.
pub(crate) const MAX_CLAIMED_BYTES: u64 = 1024 * 1024 * 1024;

/// What the process that reads one document may use. Sent along with each document, so that a change of
/// settings needs no new zygote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From the fork to the answer.
    pub wall_time: Duration,
    /// Address space beyond what the zygote itself maps, in bytes.
    pub memory_bytes: u64,
    /// Processor time, in whole seconds.
    pub cpu_seconds: u64,
    /// Pages of a PDF.
    pub max_pages: u32,
    /// UTF-8 bytes of the text taken out.
    pub max_text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall_time: Duration::from_secs(10),
            memory_bytes: 512 * 1024 * 1024,
            cpu_seconds: 10,
            max_pages: 200,
            max_text_bytes: 2 * 1024 * 1024,
        }
    }
}
