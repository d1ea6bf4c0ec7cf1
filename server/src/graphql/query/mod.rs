//! Asking.

pub mod application;
pub mod candidate;
pub mod import;
pub mod job;
pub mod matching;
pub mod resume;
pub mod screening;
pub mod system;
pub mod task;

use async_graphql::MergedObject;

/// What can be asked.
#[derive(Default, MergedObject)]
pub struct Query(
    system::SystemQuery,
    job::JobQuery,
    candidate::CandidateQuery,
    resume::ResumeQuery,
    import::ImportQuery,
    application::ApplicationQuery,
    screening::ScreeningQuery,
    task::TaskQuery,
    matching::MatchingQuery,
);

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Query")
    }
}
