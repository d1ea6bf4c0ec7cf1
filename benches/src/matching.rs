//! The first page of a ranking over GraphQL, beside the statements that the store sends for it, sent by hand,
//! and beside the one statement that ranks everything. The three take turns.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use platform::config::Settings;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Arguments;
use crate::capture::Capture;
use crate::client::{Client, data_of, global_id, list, text};
use crate::figures::{median, time};
use crate::fill::rows;
use crate::jobs::Job;
use crate::report::{Report, Row};
use crate::server::Server;
use platform::assembly::weights;

const TABLE: &str = "Matching";
const PAGE: u32 = 10;
const PAGES: u32 = 3;
const MATCH: &str = "query($id: ID!, $after: String) { matchCandidates(jobId: $id, first: 10, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { score candidate { id name } } } }";
const WHOLE_RANKING: &str = include_str!("sql/whole_ranking.sql");

/// Seconds of one job's first page, by each of the three.
#[derive(Debug, Default)]
struct Times {
    api: Vec<f64>,
    statements: Vec<f64>,
    one_statement: Vec<f64>,
}

impl Times {
    fn add(&mut self, other: Self) {
        self.api.extend(other.api);
        self.statements.extend(other.statements);
        self.one_statement.extend(other.one_statement);
    }
}

pub(crate) async fn measure(
    server: &Server<'_>,
    jobs: &[Job],
    settings: &Settings,
    arguments: &Arguments,
    report: &mut Report,
) -> Result<()> {
    let capture = Capture::over(server.database().await?, settings).await?;
    let bench = Bench { client: server.client(), db: server.database().await?, settings };
    let mut all = Times::default();
    for job in jobs {
        let id = bench.id_of(job).await?;
        bench.check(job, id, arguments.candidates).await.with_context(|| job.key.clone())?;
        let statements = capture.first_page(id, PAGE).await?;
        let times = bench.take_turns(job, id, &statements, arguments.rounds).await?;
        let (api, by_hand) = (median(&times.api), median(&times.statements));
        println!("{}: {} against {} in {} statements", job.key, time(api), time(by_hand), statements.len());
        all.add(times);
    }
    let api = median(&all.api);
    let mut row = |what, peer: f64, aim| {
        let (figure, ratio) = (time(api), format!("{:.2}", api / peer));
        report.add(TABLE, Row { what, figure, peer: time(peer), ratio, aim });
    };
    row("`matchCandidates(first: 10)` against the store's own statements", median(&all.statements), "≤ 1.5");
    row("the same against one statement that ranks everything", median(&all.one_statement), "");
    Ok(())
}

struct Bench<'a> {
    client: Client,
    db: DatabaseConnection,
    settings: &'a Settings,
}

impl Bench<'_> {
    async fn id_of(&self, job: &Job) -> Result<Uuid> {
        let found = rows(&self.db, "SELECT id FROM job WHERE external_id = $1", [job.key.as_str().into()]).await?;
        Ok(found.first().context("there is no such job")?.try_get("", "id")?)
    }

    fn whole_ranking(&self, job: Uuid, limit: u32) -> Statement {
        let weights = weights(&self.settings.matching);
        let weights = [weights.semantic, weights.lexical, weights.skills, weights.experience];
        let mut values: Vec<sea_orm::Value> = vec![job.into()];
        values.extend(weights.map(Into::into));
        values.push(i64::from(limit).into());
        Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, WHOLE_RANKING, values)
    }

    /// The first pages are those of the one statement, to the last id, and the list is as long as it should be.
    async fn check(&self, job: &Job, id: Uuid, candidates: usize) -> Result<()> {
        let wanted = self.db.query_all_raw(self.whole_ranking(id, PAGE * PAGES)).await?;
        let wanted: Vec<(String, f64)> = wanted
            .iter()
            .map(|row| Ok((global_id("Candidate", row.try_get("", "id")?), row.try_get("", "score")?)))
            .collect::<Result<_>>()?;
        let (mut shown, mut after) = (Vec::new(), Value::Null);
        for _ in 0..PAGES {
            let page = self.client.data(MATCH, json!({ "id": job.id, "after": after })).await?;
            let page = &page["matchCandidates"];
            for node in list(&page["nodes"])? {
                shown.push((text(&node["candidate"]["id"])?, node["score"].as_f64().context("a score")?));
            }
            ensure!(page["totalCount"].as_u64() >= Some(candidates as u64), "totalCount {}", page["totalCount"]);
            after = page["pageInfo"]["endCursor"].clone();
        }
        let differs = shown.iter().zip(&wanted).find(|(shown, wanted)| shown != wanted);
        ensure!(shown == wanted, "the API and the database differ, first in {differs:?}");
        Ok(())
    }

    async fn take_turns(&self, job: &Job, id: Uuid, statements: &[Statement], rounds: usize) -> Result<Times> {
        let variables = json!({ "id": job.id });
        let whole = self.whole_ranking(id, PAGE);
        let mut times = Times::default();
        // The first turn of each prepares statements and fills caches.
        for round in 0..=rounds.max(1) {
            let begun = Instant::now();
            let answer = self.client.raw(MATCH, &variables).await?;
            let api = begun.elapsed().as_secs_f64();
            data_of(&answer)?;
            let by_hand = self.send(statements.to_vec()).await?;
            let one = self.send(vec![whole.clone()]).await?;
            if round > 0 {
                times.add(Times { api: vec![api], statements: vec![by_hand], one_statement: vec![one] });
            }
        }
        Ok(times)
    }

    /// Seconds that statements take one after the other, with all their rows.
    async fn send(&self, statements: Vec<Statement>) -> Result<f64> {
        let begun = Instant::now();
        for statement in statements {
            self.db.query_all_raw(statement).await?;
        }
        Ok(begun.elapsed().as_secs_f64())
    }
}
