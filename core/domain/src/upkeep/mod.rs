//! What nobody asks for and must be done all the same: periodic work, and the removal of what isn't needed
//! any more.

pub mod error;
pub mod model;
mod reembed;
pub mod service;
