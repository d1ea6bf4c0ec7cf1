//! Candidates for jobs.

pub mod apply;
pub mod error;
pub mod model;
pub mod service;
