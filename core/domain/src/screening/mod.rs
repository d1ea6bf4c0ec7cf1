//! Judging one application: a provider proposes levels with quotes, this area verifies and computes.

mod batch;
pub mod error;
pub mod hash;
pub mod model;
pub mod record;
pub mod rules;
pub mod service;
pub mod settle;

pub use hash::{HashInput, input_hash};
pub use model::{
    Asks, Criterion, CriterionAssessment, CriterionRule, Evidence, JobFacts, Proposal, Proposed, ProposedQuote,
    Question, ResumeFacts, Screened, ScreeningRequest, score_of,
};
pub use rules::{RULES_VERSION, RulesScreener, criteria_of, screen_by_rules};
pub use settle::settle;
