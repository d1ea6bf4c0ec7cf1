//! Ranking candidates for a question by vectors and words, with reasons. No model speaks here.

mod cut;
pub mod error;
pub mod explain;
pub mod model;
pub mod passages;
pub mod question;
pub mod reasons;
pub mod service;
pub mod weights;

pub use explain::{Explained, SkillFound, explain_skills};
pub use model::{Asked, PairFacts, Part, PartKind, Score, WeightOverrides, Weights, WeightsError, order, score};
pub use passages::{ChunkVector, Passage, passages};
