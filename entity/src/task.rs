//! Background work: its history.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub queue: String,
    pub payload: Json,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub state: String,
    pub attempt: i32,
    pub max_attempts: i32,
    pub losses: i32,
    pub progress: i16,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    pub result_kind: Option<String>,
    pub result_id: Option<Uuid>,
    pub parent_id: Option<Uuid>,
    pub retry_of: Option<Uuid>,
    pub last_seq: i32,
    pub next_attempt_at: Option<DateTimeUtc>,
    pub traceparent: Option<String>,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub attempt_started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
