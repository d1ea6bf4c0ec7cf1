//! The schema's history, one change a file, each forward and back. Constraints say what is true of
//! the data, so that no fault of a program can make it untrue. Indexes on vectors are not here: they
//! belong to a model and are built when it is registered.

mod change;
mod m20261123_000001_vector;
mod m20261123_000002_account;
mod m20261123_000003_task;
mod m20261123_000004_job;
mod m20261123_000005_candidate;
mod m20261123_000006_resume;
mod m20261123_000007_embedding;
mod m20261123_000008_search;
mod m20261123_000009_skill;
mod m20261123_000010_application;
mod m20261123_000011_screening;
mod m20261123_000012_change;
mod m20261123_000013_signing_key;
mod m20261125_000001_custom_skill_looked_for;
mod m20261125_000002_task_event_xid;
mod m20261126_000001_task_run;
mod m20261126_000002_status_mail;
mod m20261126_000003_screen_batch;
mod m20261126_000004_upkeep;
mod m20261126_000005_dispatch_order;
mod m20261126_000005_serving_model;
mod m20261126_000006_queue_pause;
mod m20261126_000007_worker;
mod m20261127_000001_people_decide;
mod m20261127_000002_resume_review;
mod m20261127_000101_model_budget;
mod m20261127_000201_job_criteria;
mod m20261127_000202_screening_record;
mod m20261127_000301_file;
mod m20261127_000302_intake;
mod m20261127_000401_merge;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Runs the history.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_vector::CHANGE),
            Box::new(m20261123_000002_account::CHANGE),
            Box::new(m20261123_000003_task::CHANGE),
            Box::new(m20261123_000004_job::CHANGE),
            Box::new(m20261123_000005_candidate::CHANGE),
            Box::new(m20261123_000006_resume::CHANGE),
            Box::new(m20261123_000007_embedding::CHANGE),
            Box::new(m20261123_000008_search::CHANGE),
            Box::new(m20261123_000009_skill::CHANGE),
            Box::new(m20261123_000010_application::CHANGE),
            Box::new(m20261123_000011_screening::CHANGE),
            Box::new(m20261123_000012_change::CHANGE),
            Box::new(m20261123_000013_signing_key::CHANGE),
            Box::new(m20261125_000001_custom_skill_looked_for::CHANGE),
            Box::new(m20261125_000002_task_event_xid::CHANGE),
            Box::new(m20261126_000001_task_run::CHANGE),
            Box::new(m20261126_000002_status_mail::CHANGE),
            Box::new(m20261126_000003_screen_batch::CHANGE),
            Box::new(m20261126_000004_upkeep::CHANGE),
            Box::new(m20261126_000005_dispatch_order::CHANGE),
            Box::new(m20261126_000005_serving_model::CHANGE),
            Box::new(m20261126_000006_queue_pause::CHANGE),
            Box::new(m20261126_000007_worker::CHANGE),
            Box::new(m20261127_000001_people_decide::CHANGE),
            Box::new(m20261127_000002_resume_review::CHANGE),
            Box::new(m20261127_000101_model_budget::CHANGE),
            Box::new(m20261127_000201_job_criteria::CHANGE),
            Box::new(m20261127_000202_screening_record::CHANGE),
            Box::new(m20261127_000301_file::CHANGE),
            Box::new(m20261127_000302_intake::CHANGE),
            Box::new(m20261127_000401_merge::CHANGE),
        ]
    }
}
