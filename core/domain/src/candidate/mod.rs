//! People.

pub mod error;
pub mod model;
pub mod profile;
pub mod service;
