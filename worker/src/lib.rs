//! Running tasks: claim, beat, handle, settle. The queue that feeds it is somebody else's.

pub mod cli;
mod command;
pub mod handler;
pub mod registry;
pub mod runner;
pub mod watch;
pub mod work;
