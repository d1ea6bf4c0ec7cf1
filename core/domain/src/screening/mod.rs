//! Judging one application: a provider proposes levels with quotes, this area verifies and computes.

pub mod answer;
mod answers;
mod asking;
mod batch;
pub mod error;
mod fallback;
mod following;
pub mod hash;
mod making;
mod matter;
pub mod model;
pub mod prompt;
pub mod provider;
pub mod record;
pub mod replay;
mod replaying;
pub mod rules;
pub mod samples;
pub mod service;
pub mod settle;
pub mod source;

pub use hash::input_hash;
pub use model::{
    Asks, Criterion, CriterionAssessment, CriterionRule, Evidence, JobFacts, Proposal, Proposed, ProposedQuote,
    Question, ResumeFacts, Screened, ScreeningRequest, score_of,
};
pub use rules::{RULES_VERSION, criteria_of, screen_by_rules};
pub use settle::{settle, settle_in};
