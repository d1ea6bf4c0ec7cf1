//! The GraphQL server: the API, its transport, and the processes around it.

mod cli;
mod command;
pub mod graphql;
pub mod http;
pub mod links;
mod load_sample;
mod running;
pub mod sample;

pub use cli::run;
