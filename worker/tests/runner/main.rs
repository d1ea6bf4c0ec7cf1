//! The runner and the watch over lost claims, on a real PostgreSQL and with handlers that do as a test says.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

mod batches;
mod cancelling;
mod cluster;
mod failing;
mod fakes;
mod leases;
mod losing;
mod pools;
mod progress;
mod wait;
mod world;
