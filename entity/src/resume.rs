//! Files of people.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "resume")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub candidate_id: Option<Uuid>,
    pub job_id: Option<Uuid>,
    pub duplicate_of: Option<Uuid>,
    pub file_name: String,
    pub media_type: String,
    pub byte_size: i32,
    pub sha256: String,
    pub blob_id: Uuid,
    pub status: String,
    pub status_reason: Option<String>,
    pub page_count: Option<i32>,
    pub findings: Json,
    pub inspected: bool,
    pub released_at: Option<DateTimeUtc>,
    pub text_from: String,
    pub task_id: Option<Uuid>,
    pub text: Option<String>,
    pub uploaded_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
