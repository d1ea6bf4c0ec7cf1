//! The numbers of jobs for a candidate: the same as the candidate's for each job, so that a pair has
//! one score whichever side asks.

use std::collections::HashMap;

use domain::id::CandidateId;
use domain::matching::model::PairFacts;
use domain::matching::question::{JobQuestion, JobRow, Retrieved};
use domain::ports::rows::Answer;
use sea_orm::{ConnectionTrait, QueryResult, TransactionSession};
use uuid::Uuid;

use super::super::error::failed;
use super::super::filter::job_conditions;
use super::super::model::ModelInUse;
use super::super::session::Connection;
use super::super::skill;
use super::super::sql::{Sql, get};
use super::pool::{deep, too_large};

/// What is known of the candidate besides the pairs.
struct Person {
    years: Option<f64>,
    /// With whether they are described.
    skills: HashMap<String, bool>,
}

pub(super) async fn retrieve<C: Connection>(
    db: &C,
    model: ModelInUse,
    question: &JobQuestion,
) -> Answer<Retrieved<JobRow>> {
    let Some(person) = person(db, question.candidate_id).await? else {
        return Ok(Retrieved { rows: Vec::new(), truncated: false });
    };
    let mut rows = Sql::default();
    push_rows(&mut rows, model, question);
    if !too_large(db, model, "job_vector", &rows, question.depth).await? {
        let mut sql = Sql::new("WITH asking AS MATERIALIZED (");
        push_asking(&mut sql, model, question);
        sql.push("), pool AS MATERIALIZED (");
        push_numbers(&mut sql, model, question);
        sql.push(")");
        return Ok(Retrieved { rows: numbers(db, sql, question, &person).await?, truncated: false });
    }
    let tx = deep(db, question.depth).await?;
    let found = numbers(&tx, by_depth(model, question), question, &person).await?;
    tx.commit().await.map_err(failed)?;
    Ok(Retrieved { rows: found, truncated: true })
}

async fn person(db: &impl ConnectionTrait, id: CandidateId) -> Answer<Option<Person>> {
    let select = super::sql("SELECT years FROM candidate WHERE id = $1", [id.0.into()]);
    let Some(row) = select.one(db).await? else {
        return Ok(None);
    };
    let skills = skill::ranked(db, id).await?.into_iter().map(|skill| (skill.skill, skill.described)).collect();
    Ok(Some(Person { years: get(&row, "years")?, skills }))
}

/// The candidate's vector and words, once for all jobs.
fn push_asking(sql: &mut Sql, model: ModelInUse, question: &JobQuestion) {
    sql.push("SELECT v.embedding, coalesce(w.document, ''::tsvector) AS document FROM candidate_vector v")
        .push(" LEFT JOIN candidate_search w ON w.candidate_id = v.candidate_id")
        .push(&format!(" WHERE v.model_id = {}", model.id))
        .and("v.candidate_id =", question.candidate_id.0);
}

/// The jobs that take part: those whose vector was made from their present text.
fn push_rows(sql: &mut Sql, model: ModelInUse, question: &JobQuestion) {
    sql.push("FROM job_vector v JOIN job t ON t.id = v.job_id LEFT JOIN job_search w ON w.job_id = t.id")
        .push(&format!(" WHERE v.model_id = {} AND v.content_hash = t.content_hash", model.id));
    job_conditions(sql, &question.filter);
}

const SIMILARITY: &str = "(1 - (v.embedding <=> (SELECT embedding FROM asking)))";
const LEXICAL: &str = "coalesce(ts_rank_cd((SELECT document FROM asking), w.query, 32), 0)";

fn push_numbers(sql: &mut Sql, model: ModelInUse, question: &JobQuestion) {
    sql.push("SELECT t.id, t.required_skills, t.preferred_skills, t.min_years, ")
        .push(&format!("{SIMILARITY} AS similarity, {LEXICAL}::double precision AS lexical "));
    push_rows(sql, model, question);
    sql.push(" AND EXISTS (SELECT 1 FROM asking)");
}

/// So many by vector and so many by words, each after all conditions.
fn by_depth(model: ModelInUse, question: &JobQuestion) -> Sql {
    let depth = i64::try_from(question.depth.fixed).unwrap_or(i64::MAX);
    let dimensions = model.dimensions;
    let mut sql = Sql::new("WITH asking AS MATERIALIZED (");
    push_asking(&mut sql, model, question);
    sql.push("), near AS MATERIALIZED (SELECT t.id ");
    push_rows(&mut sql, model, question);
    sql.push(&format!(
        " ORDER BY v.embedding::vector({dimensions}) <=> (SELECT embedding FROM asking)::vector({dimensions}) LIMIT "
    ))
    .bind(depth)
    .push("), named AS MATERIALIZED (SELECT t.id ");
    push_rows(&mut sql, model, question);
    sql.push(" AND (SELECT document FROM asking) @@ w.query");
    if let Some(least) = question.min_similarity {
        sql.and(&format!("{SIMILARITY} >="), least);
    }
    sql.push(&format!(" ORDER BY {LEXICAL} DESC, t.id LIMIT ")).bind(depth).push("), pool AS MATERIALIZED (");
    push_numbers(&mut sql, model, question);
    sql.push(" AND t.id IN (SELECT id FROM near UNION SELECT id FROM named))");
    sql
}

async fn numbers(
    db: &impl ConnectionTrait,
    mut sql: Sql,
    question: &JobQuestion,
    person: &Person,
) -> Answer<Vec<JobRow>> {
    sql.push(" SELECT * FROM pool WHERE true");
    if let Some(least) = question.min_similarity {
        sql.and("similarity >=", least);
    }
    sql.all(db).await?.iter().map(|row| read(row, person)).collect()
}

fn read(row: &QueryResult, person: &Person) -> Answer<JobRow> {
    let required_skills: Vec<String> = get(row, "required_skills")?;
    let preferred_skills: Vec<String> = get(row, "preferred_skills")?;
    let skills = required_skills
        .iter()
        .chain(&preferred_skills)
        .filter_map(|asked| person.skills.get(asked).map(|described| (asked.clone(), *described)))
        .collect();
    let facts =
        PairFacts { similarity: get(row, "similarity")?, lexical: get(row, "lexical")?, years: person.years, skills };
    Ok(JobRow {
        job_id: get::<Uuid>(row, "id")?.into(),
        required_skills,
        preferred_skills,
        min_years: get(row, "min_years")?,
        facts,
    })
}
