//! Who may come in.

pub mod error;
pub mod model;
pub mod service;
