//! Faktory between processes. It only carries ids: PostgreSQL knows what is due, so whatever Faktory loses
//! is pushed again, and whatever it hands out twice is claimed once.

mod address;
mod client;
mod line;
mod slot;

pub use address::FaktoryAddress;
pub use client::{FaktoryClient, FaktoryRefusal};
pub use slot::FaktoryQueue;

/// What Faktory calls the one kind of job that we push; its argument is the id of a task.
const JOB_TYPE: &str = "task";
