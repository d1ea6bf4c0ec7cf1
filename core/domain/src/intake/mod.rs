//! Many files at once: sent ahead of their use, unpacked, and each taken in as a résumé.

mod add;
pub mod error;
pub mod model;
mod run;
pub mod service;
mod stage;
