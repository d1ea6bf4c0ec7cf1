//! The numbers of candidates for a question.

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
    candidate_conditions(sql, &question.filter);
    if let Some(except) = question.except {
        sql.and("t.id <>", except.0);
    }
}

fn push_similarity(sql: &mut Sql, model: ModelInUse, question: &CandidateQuestion) -> Answer<()> {
    match &question.vector {
        Some(asked) => sql.push("(1 - (v.embedding <=> ").bind(vector::value(model, asked)?).push("))"),
        None => sql.push("0::double precision"),
    };
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
    match &question.vector {
        Some(asked) => sql
            .push(&format!(" AND v.model_id = {id} ORDER BY v.embedding::vector({dimensions}) <=> "))
            .bind(vector::value(model, asked)?)
            .push(&format!("::vector({dimensions}) LIMIT "))
            .bind(depth)
            .push(")"),
        None => sql.push(" AND false)"),
    };
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

/// Reads the pool that a statement has named so, with the asked skills of each. Rows are numbered, so that a
/// skill names its owner by a small number; the place of a skill that is only listed is negative.
async fn numbers(db: &impl ConnectionTrait, mut sql: Sql, question: &CandidateQuestion) -> Answer<Vec<CandidateRow>> {
    sql.push(", kept AS (SELECT *, (row_number() OVER ())::integer AS number FROM pool WHERE true");
    if let Some(least) = question.min_similarity {
        sql.and("similarity >=", least);
    }
    sql.push("), numbers AS (SELECT array_agg(number) AS numbers, array_agg(id) AS ids, array_agg(similarity) AS similarities,")
        .push(" array_agg(coalesce(years, 'NaN')) AS years FROM kept), skills AS (")
        .push("SELECT array_agg(p.number) AS owners,")
        .push(" array_agg(CASE WHEN k.described THEN a.place ELSE -a.place END::integer) AS places FROM unnest(")
        .bind(question.skills.clone())
        .push("::text[]) WITH ORDINALITY AS a (skill, place) JOIN candidate_skill k ON k.skill = a.skill JOIN kept p ON p.id = k.candidate_id")
        .push(") SELECT * FROM numbers, skills");
    let row = sql.one(db).await?.ok_or(StoreError::Corrupt { what: "pool" })?;
    let numbers: Vec<i32> = list(&row, "numbers")?;
    let mut skills = asked_skills(&row, &question.skills, numbers.len())?;
    let years: Vec<f64> = list(&row, "years")?;
    let similarities: Vec<f64> = list(&row, "similarities")?;
    let ids: Vec<Uuid> = list(&row, "ids")?;
    let read = |(((number, id), similarity), years): (((i32, Uuid), f64), f64)| {
        let skills = std::mem::take(counted(&mut skills, number)?);
        let years = Some(years).filter(|years| !years.is_nan());
        let facts = PairFacts { similarity, lexical: 0.0, years, skills };
        Ok(CandidateRow { candidate_id: id.into(), facts })
    };
    numbers.into_iter().zip(ids).zip(similarities).zip(years).map(read).collect()
}

/// The skills of so many rows by their numbers, each with whether it is described.
fn asked_skills(row: &QueryResult, asked: &[String], rows: usize) -> Answer<Vec<Vec<(String, bool)>>> {
    let owners: Vec<i32> = list(row, "owners")?;
    let places: Vec<i32> = list(row, "places")?;
    let mut asked = asked.to_vec();
    let mut skills = vec![Vec::new(); rows];
    for (owner, place) in owners.into_iter().zip(places) {
        let skill = counted(&mut asked, place.abs())?.clone();
        counted(&mut skills, owner)?.push((skill, place > 0));
    }
    Ok(skills)
}

/// The one with this number, counted from 1 as the database does.
fn counted<T>(list: &mut [T], number: i32) -> Answer<&mut T> {
    let index = usize::try_from(number - 1).map_err(|_| StoreError::Corrupt { what: "number" })?;
    list.get_mut(index).ok_or(StoreError::Corrupt { what: "number" })
}

/// A column of an array; none of anything is no array at all.
fn list<T>(row: &QueryResult, column: &'static str) -> Answer<Vec<T>>
where
    Option<Vec<T>>: sea_orm::TryGetable,
{
    Ok(get::<Option<Vec<T>>>(row, column)?.unwrap_or_default())
}
