//! What tests share.

pub mod faktory;
pub mod files;
mod guarded;
pub mod ndcg;
mod port;
pub mod postgres;
pub mod redis;

pub use faktory::Faktory;
pub use postgres::TestDatabase;
pub use redis::Redis;
