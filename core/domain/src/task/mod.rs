//! Background work: tasks, their events, claims and failures.

mod batch;
pub mod context;
pub mod error;
pub mod follow;
pub mod model;
pub(crate) mod open;
mod progress;
pub mod queues;
mod revoke;
pub mod service;
pub mod worker;

#[cfg(test)]
mod tests;
