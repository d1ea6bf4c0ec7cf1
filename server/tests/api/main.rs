//! The API over a real store, looked at statement by statement.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod described;
mod limits;
mod statements;
mod strangers;
mod vanishing;
mod world;
