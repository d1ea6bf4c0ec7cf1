//! The GraphQL server.

pub mod graphql;
pub mod links;
pub mod sample;
