//! What models answered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "screening_sample")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub input_hash: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub provider: String,
    pub model: Option<String>,
    pub prompt_version: Option<String>,
    pub prompt_hash: Option<String>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub answer: Vec<u8>,
    pub prompt_tokens: i32,
    pub answer_tokens: i32,
    pub latency_ms: i32,
    pub task_id: Uuid,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
