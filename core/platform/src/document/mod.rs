//! Files to text, in processes that we can lose.
//!
//! A résumé comes from a stranger, and every parser of PDF and DOCX has files that abort it, hang it or
//! make it eat all memory. So nothing is parsed in the server or the worker: [`SandboxedExtractor`] hands
//! each file to a process of its own, which a small single-threaded [`zygote`] forks for it, with limits on
//! memory, processor time, wall time and files. What comes back is checked like any other input.

mod bidi;
mod clean;
mod client;
mod control;
mod dates;
mod docx;
mod docx_body;
mod docx_frame;
mod docx_look;
mod docx_package;
mod floats;
mod glyphs;
mod invisible;
mod layout;
mod limits;
mod lines;
mod notes;
mod ordinary;
mod paragraphs;
mod pdf;
mod pdf_extras;
mod pdf_pages;
mod reaper;
mod refusal;
mod sandbox;
mod seccomp;
mod sight;
mod sniff;
mod spans;
mod table;
mod text;
mod unpack;
mod unpack_client;
mod unpack_wire;
mod warm;
mod wire;
pub mod worker;
pub mod zygote;

pub use client::{ExtractorSettings, SandboxedExtractor, StartError};
pub use limits::Limits;
pub use refusal::{Refusal, Seems};
pub use unpack_client::UnpackSettings;
