//! What tests share.

pub mod ndcg;
pub mod postgres;

pub use postgres::TestDatabase;
