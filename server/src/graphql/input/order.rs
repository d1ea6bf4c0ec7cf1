//! What lists are ordered by.

use async_graphql::{Enum, InputObject};

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::page::OrderDirection")]
pub enum OrderDirection {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// What jobs are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::job::model::JobOrderField")]
pub enum JobOrderField {
    /// When they were made.
    CreatedAt,
    /// When they last changed.
    UpdatedAt,
    /// Their title.
    Title,
}

/// What candidates are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::candidate::model::CandidateOrderField")]
pub enum CandidateOrderField {
    /// When they were first seen.
    CreatedAt,
    /// When they last changed.
    UpdatedAt,
    /// Their name.
    Name,
    /// Years of experience, those unknown last.
    YearsOfExperience,
}

/// What applications are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::application::model::ApplicationOrderField")]
pub enum ApplicationOrderField {
    /// When they were made.
    CreatedAt,
    /// When they last changed.
    UpdatedAt,
    /// When they came into their stage.
    StageChangedAt,
    /// By the score in force, those without one last.
    ScreeningScore,
}

/// The order of a list of jobs.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct JobOrder {
    /// By what.
    pub field: JobOrderField,
    /// Which way.
    pub direction: OrderDirection,
}

/// The order of a list of candidates.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct CandidateOrder {
    /// By what.
    pub field: CandidateOrderField,
    /// Which way.
    pub direction: OrderDirection,
}

/// The order of a list of applications.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct ApplicationOrder {
    /// By what.
    pub field: ApplicationOrderField,
    /// Which way.
    pub direction: OrderDirection,
}

macro_rules! into_domain {
    ($($name:ident => $domain:path;)+) => {$(
        impl From<$name> for $domain {
            fn from(order: $name) -> Self {
                Self { field: order.field.into(), direction: order.direction.into() }
            }
        }
    )+};
}

into_domain! {
    JobOrder => domain::job::model::JobOrder;
    CandidateOrder => domain::candidate::model::CandidateOrder;
    ApplicationOrder => domain::application::model::ApplicationOrder;
}
