//! Adapters behind the ports of the domain, and what the processes share to run them.

pub mod assembly;
pub mod blob;
pub mod config;
pub mod document;
pub mod embedding;
pub mod events;
pub mod failpoint;
pub mod llm;
pub mod mail;
pub mod postgres;
pub mod process;
pub mod program;
pub mod queue;
pub mod seal;
pub mod store;
pub mod system;
pub mod telemetry;
pub mod tls;
