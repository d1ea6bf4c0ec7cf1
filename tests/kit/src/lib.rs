//! What tests share.

mod apart;
mod crowd;
pub mod faktory;
pub mod files;
mod guarded;
mod http;
pub mod letter;
pub mod llm;
pub mod ndcg;
mod port;
pub mod postgres;
mod proxy;
pub mod redis;
mod s3;
pub mod smtp;
pub mod soak;
pub mod words;

pub use faktory::Faktory;
pub use http::http;
pub use letter::Letter;
pub use llm::ScriptedModel;
pub use postgres::TestDatabase;
pub use proxy::{Proxy, Target};
pub use redis::Redis;
pub use s3::S3;
pub use smtp::Smtp;
