//! Handing out tasks: straight from the store within one process, or through Faktory between processes.
//! Either only produces ids of tasks; whether a task may run is decided by its claim.

pub mod faktory;
pub mod in_process;
pub mod measure;
pub mod relay;
pub mod report;
pub mod schedule;
pub mod upkeep;

use std::sync::Arc;

use domain::id::TaskId;
use futures::future::BoxFuture;

/// Runs a task to its end, whatever that is; `false` when it could not be run, so that it is due still.
pub type Run = Arc<dyn Fn(TaskId) -> BoxFuture<'static, bool> + Send + Sync>;
