//! The GraphQL API: types, queries, mutations and subscriptions over the use cases of the domain.

pub mod app;
pub mod auth;
pub mod batching;
pub mod connection;
pub mod cursor;
pub mod date_time;
pub mod document;
pub mod error;
pub mod global_id;
pub mod input;
pub mod limits;
pub mod loader;
pub mod mutation;
pub mod object;
pub mod payload;
pub mod query;
pub mod subscription;

use async_graphql::{Schema, SchemaBuilder};

use mutation::Mutation;
use query::Query;
use subscription::Subscription;

/// The whole API.
pub type ApiSchema = Schema<Query, Mutation, Subscription>;

/// The schema without data: what the SDL is exported from, and what a server adds its data to.
#[must_use]
pub fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<object::matching::Match>()
        .extension(limits::Limits)
        .extension(auth::RequireViewer)
        .extension(batching::LoadBetweenLevels)
        .limit_depth(20)
        .disable_suggestions()
}

/// The SDL, sorted, as `schema.graphql` keeps it.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    let schema = builder().finish().sdl_with_options(options);
    format!("{}\n", schema.trim_end())
}
