//! Job postings.

pub mod criteria;
pub mod embed;
pub mod error;
pub mod model;
mod reading;
pub mod service;
