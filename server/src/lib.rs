//! The GraphQL server: the API, its transport, and the processes around it.

#[cfg(not(feature = "embedded"))]
compile_error!("this version runs in the embedded mode only: build with the feature `embedded`");

mod cli;
mod command;
mod embedded;
mod failure;
pub mod graphql;
pub mod http;
pub mod links;
mod load_sample;
pub mod sample;
mod tell;

pub use cli::run;
