//! Background work: tasks, their events, claims and failures.

pub mod context;
pub mod error;
pub mod follow;
pub mod model;
mod progress;
pub mod service;
pub mod worker;

#[cfg(test)]
mod tests;
