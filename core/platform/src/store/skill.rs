//! The skills that rankings count, and those that jobs ask beside the built-in table.

use domain::candidate::model::RankedSkill;
use domain::id::CandidateId;
use domain::ports::rows::Answer;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use super::sql::{get, sql};

pub(super) async fn ranked(db: &impl ConnectionTrait, id: CandidateId) -> Answer<Vec<RankedSkill>> {
    let select = "SELECT skill, described FROM candidate_skill WHERE candidate_id = $1 ORDER BY skill";
    let read = |row: &QueryResult| Ok(RankedSkill { skill: get(row, "skill")?, described: get(row, "described")? });
    sql(select, [id.0.into()]).all(db).await?.iter().map(read).collect()
}

/// Adds skills; one that is there stays described if it was.
pub(super) async fn add(db: &DatabaseTransaction, id: CandidateId, skills: &[RankedSkill]) -> Answer<()> {
    let insert = "INSERT INTO candidate_skill (candidate_id, skill, described)
        SELECT $1, skill, bool_or(described) FROM unnest($2::text[], $3::boolean[]) AS given (skill, described)
        WHERE EXISTS (SELECT 1 FROM candidate WHERE id = $1)
        GROUP BY skill
        ON CONFLICT (candidate_id, skill) DO UPDATE SET described = candidate_skill.described OR excluded.described";
    let names: Vec<String> = skills.iter().map(|skill| skill.skill.clone()).collect();
    let described: Vec<bool> = skills.iter().map(|skill| skill.described).collect();
    sql(insert, [id.0.into(), names.into(), described.into()]).run(db).await?;
    Ok(())
}

pub(super) async fn replace(db: &DatabaseTransaction, id: CandidateId, skills: &[RankedSkill]) -> Answer<()> {
    sql("DELETE FROM candidate_skill WHERE candidate_id = $1", [id.0.into()]).run(db).await?;
    add(db, id, skills).await
}

pub(super) async fn custom(db: &impl ConnectionTrait) -> Answer<Vec<String>> {
    let rows = sql("SELECT name FROM custom_skill ORDER BY name", []).all(db).await?;
    rows.iter().map(|row| get(row, "name")).collect()
}

/// Answers those that are new.
pub(super) async fn add_custom(db: &DatabaseTransaction, names: &[String]) -> Answer<Vec<String>> {
    let insert =
        "INSERT INTO custom_skill (name) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING name";
    let rows = sql(insert, [names.to_vec().into()]).all(db).await?;
    rows.iter().map(|row| get(row, "name")).collect()
}
