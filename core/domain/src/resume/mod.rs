//! A résumé: a file of a candidate's with the text taken out of it.

mod disguise;
pub mod duplicates;
pub mod error;
pub mod facts;
pub mod finding;
pub mod ingest;
pub mod instructions;
pub mod mend;
pub mod model;
pub mod review;
pub mod service;
pub mod sketch;
