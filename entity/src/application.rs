//! Candidates for jobs.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub candidate_id: Uuid,
    pub job_id: Uuid,
    pub resume_id: Option<Uuid>,
    pub stage: String,
    pub stage_changed_at: DateTimeUtc,
    pub source: String,
    pub source_name: Option<String>,
    pub external_id: Option<String>,
    pub screening_id: Option<Uuid>,
    pub screening_task_id: Option<Uuid>,
    pub applied_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
