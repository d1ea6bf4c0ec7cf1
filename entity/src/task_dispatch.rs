//! A task's place in line and its lease; gone when the task has ended.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task_dispatch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: Uuid,
    pub queue: String,
    pub run_at: DateTimeUtc,
    pub pushed_at: Option<DateTimeUtc>,
    pub pushes: i32,
    pub claim: i64,
    pub owner: Option<String>,
    pub lease_until: Option<DateTimeUtc>,
    pub of_batch: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
