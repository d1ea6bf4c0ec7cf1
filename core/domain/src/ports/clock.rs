//! Time and randomness, injected.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The wall clock. What the database decides by (leases, due times) goes by the database's own.
#[async_trait]
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now, to the microsecond, so that it survives a round trip through PostgreSQL.
    fn now(&self) -> DateTime<Utc>;

    /// Waits.
    async fn sleep(&self, time: Duration);
}

/// Randomness.
pub trait Randomness: Send + Sync + std::fmt::Debug {
    /// A UUIDv7 of the moment.
    fn uuid(&self, at: DateTime<Utc>) -> Uuid;

    /// Secret bytes from the operating system.
    fn secret(&self) -> [u8; 32];

    /// Uniform within −1…1.
    fn jitter(&self) -> f64;
}

/// Hashes and checks passwords (argon2id). Slow on purpose, so it runs off the async threads.
#[async_trait]
pub trait Passwords: Send + Sync + std::fmt::Debug {
    /// A hash in PHC format; `None` when hashing failed.
    async fn hash(&self, password: String) -> Option<String>;

    /// Whether they belong together. With no hash it takes as long and answers no, so that nobody
    /// learns which addresses have an account.
    async fn verify(&self, password: String, hash: Option<String>) -> bool;
}
