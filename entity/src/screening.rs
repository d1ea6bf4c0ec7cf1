//! Judgements of applications.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "screening")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub resume_id: Uuid,
    pub score: i16,
    pub summary: String,
    pub missing_skills: Vec<String>,
    pub questions: Json,
    pub criteria: Json,
    pub provider: String,
    pub model: Option<String>,
    pub prompt_version: Option<String>,
    pub prompt_hash: Option<String>,
    pub blind: bool,
    pub unstable: bool,
    pub notes: Vec<String>,
    pub samples: Json,
    pub kept_places: Json,
    pub input_hash: String,
    pub job_facts_hash: String,
    pub task_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
