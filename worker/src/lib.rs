//! Running tasks: claim, beat, handle, settle. The queue that feeds it is somebody else's.

pub mod handler;
pub mod reconcile;
pub mod registry;
pub mod runner;
pub mod schedule;
pub mod watch;
