//! Candidates for jobs.

pub mod apply;
pub mod error;
pub mod mail;
pub mod model;
pub mod moving;
mod notify;
pub mod service;
