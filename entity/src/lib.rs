//! Rows, one file per table, and nothing else. The tables of full-text search and the feed of changes
//! have column types that only SQL speaks of, so they have no rows here.

pub mod account;
pub mod application;
pub mod blob;
pub mod candidate;
pub mod candidate_skill;
pub mod candidate_vector;
pub mod custom_skill;
pub mod embedding_model;
pub mod job;
pub mod job_chunk;
pub mod job_chunk_vector;
pub mod job_vector;
pub mod leadership;
pub mod model_day;
pub mod model_reservation;
pub mod queue_pause;
pub mod resume;
pub mod resume_chunk;
pub mod resume_chunk_vector;
pub mod schedule;
pub mod screen_batch_member;
pub mod screening;
pub mod screening_input;
pub mod screening_sample;
pub mod session;
pub mod signing_key;
pub mod stage_change;
pub mod task;
pub mod task_dispatch;
pub mod task_event;
pub mod worker;
