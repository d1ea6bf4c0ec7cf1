//! Job postings.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub title: String,
    pub description: String,
    pub status: String,
    pub location: Option<String>,
    pub remote: bool,
    pub min_years: Option<f64>,
    pub salary_min: Option<i32>,
    pub salary_max: Option<i32>,
    pub salary_currency: Option<String>,
    pub given_required_skills: Option<Vec<String>>,
    pub given_preferred_skills: Option<Vec<String>>,
    pub required_skills: Vec<String>,
    pub preferred_skills: Vec<String>,
    pub criteria: Option<Json>,
    pub external_id: Option<String>,
    pub content_hash: String,
    pub facts_hash: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
