//! PostgreSQL behind the domain's store port. SQL is here and nowhere else; rows become types of the
//! domain before they leave.

mod access;
mod application;
mod asked;
mod batch;
mod candidate;
mod connect;
mod dispatch;
mod erase;
mod error;
mod feed;
mod file;
mod filter;
mod intake;
mod job;
mod load;
mod matching;
mod merge;
mod model;
mod model_budget;
mod page;
mod queue;
mod resume;
mod screening;
mod search;
mod session;
mod skill;
mod sql;
mod task;
mod upkeep;
mod vector;
mod version;
mod words;

pub(crate) use connect::ensure_database;
pub use connect::{DatabaseSettings, MIGRATION_LOCK, connect, migrate};
pub use error::DatabaseFault;
pub use load::{Line, Load};
pub use model::{ModelInUse, register_model};
pub use session::PgStore;
pub use version::{VectorVersion, is_migrated, vector_version};
