//! People.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "candidate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub email: Option<String>,
    pub other_emails: Vec<String>,
    pub phone: Option<String>,
    pub other_phones: Vec<String>,
    pub location: Option<String>,
    pub headline: Option<String>,
    pub years: Option<f64>,
    pub years_corrected: bool,
    pub skills: Vec<String>,
    pub skills_corrected: bool,
    pub tags: Vec<String>,
    pub external_id: Option<String>,
    pub latest_resume_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
