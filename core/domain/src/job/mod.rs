//! Job postings.

pub mod embed;
pub mod error;
pub mod model;
mod reading;
pub mod service;
