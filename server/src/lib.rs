//! The GraphQL server.

pub mod sample;
