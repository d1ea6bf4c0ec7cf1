//! Thousands of candidates, put into the database in bulk. Each is a new arrangement of passages out of the
//! résumés that the server took in itself, with the vectors that it made of them: so texts and vectors
//! belong together and lie as close to each other as those of people of like professions do, which
//! vectors drawn at random would not.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, ensure};
use domain::candidate::profile::skills_in;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

const SEED: u64 = 2026;
const PASSAGES: &str = include_str!("sql/passages.sql");
const NEIGHBOURS: &str = include_str!("sql/neighbours.sql");
const CANDIDATES: &str = include_str!("sql/candidates.sql");
/// Passages of one candidate: one to three pages.
const LEAST: usize = 8;
const MOST: usize = 16;

/// Fills up to so many candidates with vectors.
pub(crate) async fn fill(db: &DatabaseConnection, candidates: usize) -> Result<()> {
    let there = rows(db, "SELECT count(*) AS count FROM candidate_vector", []).await?;
    let there = usize::try_from(there[0].try_get::<i64>("", "count")?)?;
    let Some(missing) = candidates.checked_sub(there).filter(|missing| *missing > 0) else {
        return Ok(());
    };
    println!("filling: {missing} candidates beside the {there} that were uploaded");
    db.execute_unprepared(PASSAGES).await?;
    put_skills(db).await?;
    put_people(db, missing).await?;
    put_arrangement(db, missing).await?;
    db.execute_unprepared(CANDIDATES).await?;
    // As the database does by itself within minutes.
    db.execute_unprepared("VACUUM ANALYZE").await?;
    Ok(())
}

/// The skills that each passage shows, found as the product finds them.
async fn put_skills(db: &DatabaseConnection) -> Result<()> {
    let (mut passages, mut names, mut described) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows(db, "SELECT id, text FROM passage", []).await? {
        let id: i32 = row.try_get("", "id")?;
        for skill in skills_in(&row.try_get::<String>("", "text")?, &[]) {
            passages.push(id);
            names.push(skill.skill);
            described.push(skill.described);
        }
    }
    let put = "INSERT INTO passage_skill SELECT * FROM unnest($1::integer[], $2::text[], $3::boolean[])";
    run(db, put, [passages.into(), names.into(), described.into()]).await
}

/// Ids, and years of experience of nine in ten.
async fn put_people(db: &DatabaseConnection, count: usize) -> Result<()> {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut ids =
        || -> Vec<Uuid> { (0..count).map(|_| uuid::Builder::from_random_bytes(random.random()).into_uuid()).collect() };
    let (candidates, resumes, blobs) = (ids(), ids(), ids());
    let years: Vec<f64> =
        (0..count).map(|_| if random.random_bool(0.9) { random.random_range(0.0..25.0) } else { f64::NAN }).collect();
    let put = "INSERT INTO person SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::double precision[])
        WITH ORDINALITY";
    run(db, put, [candidates.into(), resumes.into(), blobs.into(), years.into()]).await
}

/// Which passages each candidate has, and in which order: a share of them from one person and that
/// person's neighbours, the rest from anywhere.
async fn put_arrangement(db: &DatabaseConnection, count: usize) -> Result<()> {
    let mut homes: HashMap<Uuid, Vec<i32>> = HashMap::new();
    for row in rows(db, NEIGHBOURS, []).await? {
        homes.entry(row.try_get("", "home")?).or_default().push(row.try_get("", "passage")?);
    }
    let mut homes: Vec<(Uuid, Vec<i32>)> = homes.into_iter().collect();
    homes.sort_unstable();
    ensure!(!homes.is_empty(), "no résumé has a vector");
    let everywhere: Vec<i32> = homes.iter().flat_map(|(_, passages)| passages.iter().copied()).collect();
    let mut random = StdRng::seed_from_u64(SEED + 1);
    let (mut numbers, mut places, mut passages) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=i32::try_from(count)? {
        let home = homes.choose(&mut random).map(|(_, passages)| passages.as_slice()).unwrap_or_default();
        let share = random.random_range(0.2..1.0);
        let wanted = random.random_range(LEAST..=MOST);
        let mut taken = HashSet::new();
        for place in 0..i32::try_from(wanted)? {
            let pool = if random.random_bool(share) { home } else { &everywhere };
            if let Some(passage) = pool.choose(&mut random).filter(|passage| taken.insert(**passage)) {
                numbers.push(number);
                places.push(place);
                passages.push(*passage);
            }
        }
    }
    let put = "INSERT INTO arrangement SELECT * FROM unnest($1::integer[], $2::integer[], $3::integer[])";
    run(db, put, [numbers.into(), places.into(), passages.into()]).await
}

/// All rows of a statement.
pub(crate) async fn rows(
    db: &DatabaseConnection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>> {
    Ok(db.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?)
}

async fn run(db: &DatabaseConnection, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<()> {
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}
