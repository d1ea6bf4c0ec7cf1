//! What models were asked, by content address.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "screening_input")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub input_hash: String,
    pub application_id: Uuid,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub record: Vec<u8>,
    pub wanted: i32,
    pub asked_by: Uuid,
    pub asked_claim: i64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
