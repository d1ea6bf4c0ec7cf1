//! What tests share.

mod apart;
pub mod faktory;
pub mod files;
mod guarded;
pub mod ndcg;
mod port;
pub mod postgres;
pub mod redis;
pub mod smtp;

pub use faktory::Faktory;
pub use postgres::TestDatabase;
pub use redis::Redis;
pub use smtp::Smtp;
