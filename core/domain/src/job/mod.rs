//! Job postings.

pub mod embed;
pub mod error;
pub mod model;
pub mod service;
