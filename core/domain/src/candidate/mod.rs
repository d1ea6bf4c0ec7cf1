//! People.

pub mod error;
pub(crate) mod feed;
pub mod merge;
pub mod model;
pub mod profile;
pub mod proposals;
pub mod service;
