//! What tests share.

pub mod ndcg;
