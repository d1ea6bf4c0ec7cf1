//! The numbers of candidates for a question.

use std::collections::HashMap;

use domain::id::CandidateId;
use domain::matching::model::PairFacts;
use domain::matching::question::{CandidateQuestion, CandidateRow, Retrieved, Words};
use domain::ports::StoreError;
use domain::ports::rows::Answer;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::super::filter::candidate_conditions;
use super::super::model::ModelInUse;
use super::super::session::Connection;
use super::super::sql::{Sql, get, uuids};
use super::super::vector;
use super::super::words::push_query;
use super::pool::{deep, too_large};
use sea_orm::TransactionSession;

pub(super) async fn retrieve<C: Connection>(
    db: &C,
    model: ModelInUse,
    question: &CandidateQuestion,
) -> Answer<Retrieved<CandidateRow>> {
    let mut rows = Sql::default();
    push_rows(&mut rows, model, question);
    if !too_large(db, model, "candidate_vector", &rows, question.depth).await? {
        let mut sql = Sql::new("WITH pool AS MATERIALIZED (");
        push_numbers(&mut sql, model, question)?;
        push_rows(&mut sql, model, question);
        sql.push(")");
        return Ok(Retrieved { rows: numbers(db, sql, question).await?, truncated: false });
    }
    let tx = deep(db, question.depth).await?;
    let found = numbers(&tx, by_depth(model, question)?, question).await?;
    tx.commit().await.map_err(super::super::error::failed)?;
    Ok(Retrieved { rows: found, truncated: true })
}

/// The lexical part of these candidates. The query is made once and not once a row.
pub(super) async fn lexical(
    db: &impl ConnectionTrait,
    words: &Words,
    ids: &[CandidateId],
) -> Answer<Vec<(CandidateId, f64)>> {
    let mut sql = Sql::new("WITH asked AS MATERIALIZED (SELECT ");
    push_query(&mut sql, words);
    sql.push(" AS query), ranked AS (SELECT w.candidate_id AS id,")
        .push(" ts_rank_cd(w.document, (SELECT query FROM asked), 32)::double precision AS lexical")
        .push(" FROM candidate_search w WHERE w.candidate_id = ANY(")
        .bind(uuids(ids, |id| id.0))
        .push(")) SELECT array_agg(id) AS ids, array_agg(lexical) AS lexicals FROM ranked");
    let row = sql.one(db).await?.ok_or(StoreError::Corrupt { what: "lexical" })?;
    let ids: Vec<Uuid> = list(&row, "ids")?;
    let lexicals: Vec<f64> = list(&row, "lexicals")?;
    Ok(ids.into_iter().map(CandidateId::from).zip(lexicals).collect())
}

/// The candidates that take part.
fn push_rows(sql: &mut Sql, model: ModelInUse, question: &CandidateQuestion) {
    push_joined_rows(sql, "", model, question);
}

/// The same beside a further table.
fn push_joined_rows(sql: &mut Sql, join: &str, model: ModelInUse, question: &CandidateQuestion) {
    sql.push("FROM candidate_vector v JOIN candidate t ON t.id = v.candidate_id")
        .push(join)
        .push(&format!(" WHERE v.model_id = {}", model.id));
    candidate_conditions(sql, &question.filter, model);
    if let Some(except) = question.except {
        sql.and("t.id <>", except.0);
    }
}

fn push_similarity(sql: &mut Sql, model: ModelInUse, question: &CandidateQuestion) -> Answer<()> {
    sql.push("(1 - (v.embedding <=> ").bind(vector::value(model, &question.vector)?).push("))");
    Ok(())
}

/// `SELECT` the numbers of a row.
fn push_numbers(sql: &mut Sql, model: ModelInUse, question: &CandidateQuestion) -> Answer<()> {
    sql.push("SELECT t.id, t.years, ");
    push_similarity(sql, model, question)?;
    sql.push(" AS similarity ");
    Ok(())
}

/// So many by vector and so many by words, each after all conditions.
fn by_depth(model: ModelInUse, question: &CandidateQuestion) -> Answer<Sql> {
    let depth = i64::try_from(question.depth.fixed).unwrap_or(i64::MAX);
    let ModelInUse { id, dimensions } = model;
    let mut sql = Sql::new("WITH near AS MATERIALIZED (SELECT t.id ");
    push_rows(&mut sql, model, question);
    sql.push(&format!(" AND v.model_id = {id} ORDER BY v.embedding::vector({dimensions}) <=> "))
        .bind(vector::value(model, &question.vector)?)
        .push(&format!("::vector({dimensions}) LIMIT "))
        .bind(depth)
        .push(")");
    let mut found = "SELECT id FROM near";
    if question.words != Words::None {
        found = "SELECT id FROM near UNION SELECT id FROM named";
        sql.push(", named AS MATERIALIZED (SELECT t.id ");
        push_joined_rows(&mut sql, " JOIN candidate_search w ON w.candidate_id = t.id", model, question);
        sql.push(" AND w.document @@ ");
        push_query(&mut sql, &question.words);
        push_least(&mut sql, model, question)?;
        sql.push(" ORDER BY ts_rank_cd(w.document, ");
        push_query(&mut sql, &question.words);
        sql.push(", 32) DESC, t.id LIMIT ").bind(depth).push(")");
    }
    sql.push(", pool AS MATERIALIZED (");
    push_numbers(&mut sql, model, question)?;
    push_rows(&mut sql, model, question);
    sql.push(&format!(" AND t.id IN ({found}))"));
    Ok(sql)
}

fn push_least(sql: &mut Sql, model: ModelInUse, question: &CandidateQuestion) -> Answer<()> {
    if let Some(least) = question.min_similarity {
        sql.push(" AND ");
        push_similarity(sql, model, question)?;
        sql.push(" >= ").bind(least);
    }
    Ok(())
}

/// Reads the pool that a statement has named so, with the asked skills of each.
async fn numbers(db: &impl ConnectionTrait, mut sql: Sql, question: &CandidateQuestion) -> Answer<Vec<CandidateRow>> {
    sql.push(", kept AS (SELECT * FROM pool WHERE true");
    if let Some(least) = question.min_similarity {
        sql.and("similarity >=", least);
    }
    sql.push("), numbers AS (SELECT array_agg(id) AS ids, array_agg(similarity) AS similarities,")
        .push(" array_agg(coalesce(years, 'NaN')) AS years FROM kept), skills AS (")
        .push("SELECT array_agg(k.candidate_id) AS owners, array_agg(a.place::integer) AS places, array_agg(k.described) AS described")
        .push(" FROM unnest(")
        .bind(question.skills.clone())
        .push("::text[]) WITH ORDINALITY AS a (skill, place) JOIN candidate_skill k ON k.skill = a.skill JOIN kept p ON p.id = k.candidate_id")
        .push(") SELECT * FROM numbers, skills");
    let row = sql.one(db).await?.ok_or(StoreError::Corrupt { what: "pool" })?;
    let mut skills = asked_skills(&row, &question.skills)?;
    let years: Vec<f64> = list(&row, "years")?;
    let similarities: Vec<f64> = list(&row, "similarities")?;
    let ids: Vec<Uuid> = list(&row, "ids")?;
    let read = |((id, similarity), years): ((Uuid, f64), f64)| CandidateRow {
        candidate_id: id.into(),
        facts: PairFacts {
            similarity,
            lexical: 0.0,
            years: Some(years).filter(|years| !years.is_nan()),
            skills: skills.remove(&id).unwrap_or_default(),
        },
    };
    Ok(ids.into_iter().zip(similarities).zip(years).map(read).collect())
}

/// The skills of each candidate, with whether they are described.
fn asked_skills(row: &QueryResult, asked: &[String]) -> Answer<HashMap<Uuid, Vec<(String, bool)>>> {
    let owners: Vec<Uuid> = list(row, "owners")?;
    let places: Vec<i32> = list(row, "places")?;
    let described: Vec<bool> = list(row, "described")?;
    let mut skills: HashMap<Uuid, Vec<(String, bool)>> = HashMap::new();
    for ((owner, place), described) in owners.into_iter().zip(places).zip(described) {
        let asked = usize::try_from(place - 1)
            .ok()
            .and_then(|place| asked.get(place))
            .ok_or(StoreError::Corrupt { what: "skill" })?;
        skills.entry(owner).or_default().push((asked.clone(), described));
    }
    Ok(skills)
}

/// A column of an array; none of anything is no array at all.
fn list<T>(row: &QueryResult, column: &'static str) -> Answer<Vec<T>>
where
    Option<Vec<T>>: sea_orm::TryGetable,
{
    Ok(get::<Option<Vec<T>>>(row, column)?.unwrap_or_default())
}
