//! What the child does: bytes in, text or a reason out. Runs in a process that may be killed at any
//! point, so it does no more than that.

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::ports::{Extraction, MediaType};
use domain::resume::finding::Finding;

use super::clean::{Cleaned, clean};
use super::docx::Docx;
use super::limits::Limits;
use super::refusal::Refusal;
use super::sniff::{Kind, kind_of};
use super::{docx, pdf, text};
use crate::failpoint;

/// Takes the text out of one file, in this process. Only for a process that may die of it: everything
/// else asks [`super::SandboxedExtractor`].
///
/// # Errors
/// A [`Refusal`] that says why there is no text.
pub fn extract(bytes: &[u8], limits: &Limits) -> Result<Extraction, Refusal> {
    failpoint::swallow(bytes);
    catch_unwind(AssertUnwindSafe(|| extract_unguarded(bytes, limits))).unwrap_or(Err(Refusal::Crashed))
}

fn extract_unguarded(bytes: &[u8], limits: &Limits) -> Result<Extraction, Refusal> {
    match kind_of(bytes) {
        Kind::Pdf => pdf::extract(bytes, limits),
        Kind::Zip => {
            let Docx { text, findings } = docx::extract(bytes, limits.max_text_bytes)?;
            finish(MediaType::Docx, &text, findings, limits)
        }
        Kind::Text => {
            let raw = text::decode(bytes)?;
            finish(MediaType::Text, &raw, Vec::new(), limits)
        }
        Kind::EncryptedOffice => Err(Refusal::EncryptedDocx),
        Kind::Other(seems) => Err(Refusal::WrongType(seems)),
    }
}

fn finish(media_type: MediaType, raw: &str, hidden: Vec<Finding>, limits: &Limits) -> Result<Extraction, Refusal> {
    let Cleaned { text, findings } = clean(raw, limits.max_text_bytes)?;
    let findings = [hidden, findings].concat();
    Ok(Extraction { media_type, text, page_count: None, findings, inspected: true })
}
