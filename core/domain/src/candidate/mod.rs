//! People.

pub mod error;
pub(crate) mod feed;
pub mod model;
pub mod profile;
pub mod service;
