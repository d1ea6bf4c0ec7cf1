//! One file a kind of task. A handler is one call of a use case.

pub mod cleanup;
pub mod embed_job;
pub mod import_batch;
pub mod ingest_resume;
pub mod reembed_all;
pub mod screen_application;
pub mod screen_batch;
pub mod send_status_email;
