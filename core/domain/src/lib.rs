//! What Shortlist knows and decides, with no I/O: types, decisions, use cases and the ports that
//! adapters stand behind. Nothing here may depend on a framework, a clock or an environment.

pub mod access;
pub mod application;
pub mod blind;
pub mod candidate;
pub mod deps;
pub mod embed;
pub mod error;
pub mod evidence;
pub mod file;
pub mod id;
pub mod intake;
pub mod job;
pub mod matching;
pub mod page;
pub mod ports;
pub mod resume;
pub mod screening;
pub mod services;
pub mod skill;
pub mod task;
pub mod text;
pub mod upkeep;
mod words;
