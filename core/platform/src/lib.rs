//! Adapters behind the ports of the domain, and what the processes share to run them.

pub mod config;
pub mod process;
pub mod telemetry;
