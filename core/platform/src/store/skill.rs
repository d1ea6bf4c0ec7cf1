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

/// Adds skills that were read. Where a person said which skills there are, none is added, and none where
/// the person was erased.
pub(super) async fn add_read(db: &DatabaseTransaction, id: CandidateId, skills: &[RankedSkill]) -> Answer<()> {
    let lock = "SELECT 1 FROM candidate WHERE id = $1 FOR UPDATE";
    if sql(lock, [id.0.into()]).one(db).await?.is_none() {
        return Ok(());
    }
    let update = "UPDATE candidate
        SET skills = skills || ARRAY(SELECT name FROM unnest($2::text[]) AS given (name) WHERE name <> ALL (skills))
        WHERE id = $1 AND NOT skills_corrected";
    let names: Vec<String> = skills.iter().map(|skill| skill.skill.clone()).collect();
    sql(update, [id.0.into(), names.clone().into()]).run(db).await?;
    let held =
        "SELECT held.skill FROM candidate, unnest(skills) AS held (skill) WHERE id = $1 AND held.skill = ANY($2)";
    let rows = sql(held, [id.0.into(), names.into()]).all(db).await?;
    let held: Vec<String> = rows.iter().map(|row| get(row, "skill")).collect::<Answer<_>>()?;
    let skills: Vec<RankedSkill> = skills.iter().filter(|skill| held.contains(&skill.skill)).cloned().collect();
    add(db, id, &skills).await
}

/// Adds skills; one that is there stays described if it was.
async fn add(db: &DatabaseTransaction, id: CandidateId, skills: &[RankedSkill]) -> Answer<()> {
    let insert = "INSERT INTO candidate_skill (candidate_id, skill, described)
        SELECT $1, skill, bool_or(described) FROM unnest($2::text[], $3::boolean[]) AS given (skill, described)
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

/// Answers those that were not yet looked for.
pub(super) async fn add_custom(db: &DatabaseTransaction, names: &[String]) -> Answer<Vec<String>> {
    let insert = "INSERT INTO custom_skill (name) SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING";
    sql(insert, [names.to_vec().into()]).run(db).await?;
    let new = "SELECT name FROM custom_skill WHERE name = ANY($1) AND NOT looked_for ORDER BY name";
    let rows = sql(new, [names.to_vec().into()]).all(db).await?;
    rows.iter().map(|row| get(row, "name")).collect()
}

pub(super) async fn looked_for(db: &DatabaseTransaction, names: &[String]) -> Answer<()> {
    sql("UPDATE custom_skill SET looked_for = true WHERE name = ANY($1)", [names.to_vec().into()]).run(db).await?;
    Ok(())
}
