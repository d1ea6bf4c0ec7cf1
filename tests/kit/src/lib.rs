//! What tests share.

mod crowd;
pub mod files;
pub mod ndcg;
pub mod postgres;

pub use postgres::TestDatabase;
