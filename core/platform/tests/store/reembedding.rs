//! Another model in the settings: its vectors are made beside the old ones, and rankings go by those until the
//! last new one is there.

use std::sync::Arc;

use domain::candidate::model::CandidateFilter;
use domain::id::{CandidateId, JobId};
use domain::matching::model::WeightOverrides;
use domain::matching::question::{CandidateQuestion, RetrievalDepth, Words};
use domain::matching::service::Ranking;
use domain::page::PageRequest;
use domain::ports::{EmbeddingModel, Store};
use domain::task::model::{QueueName, TaskPayload, TaskState};
use migration::Migrator;
use platform::store::{PgStore, migrate, register_model};
use sea_orm_migration::MigratorTrait;

use crate::make::World;
use crate::office::{Office, PATIENCE};

fn another_model() -> EmbeddingModel {
    EmbeddingModel { name: "another".to_owned(), dimensions: 5, max_tokens: 256 }
}

async fn store_of(world: &World, model: &EmbeddingModel) -> PgStore {
    let db = world.database.connect().await;
    let registered = register_model(&db, model).await.unwrap();
    PgStore::new(db, Arc::clone(&world.heard) as _).with_model(registered)
}

/// A process with the new model.
async fn changed(world: &World) -> Office {
    Office::with_model(store_of(world, &another_model()).await, another_model())
}

fn ranking() -> Ranking<CandidateFilter> {
    Ranking {
        page: PageRequest::first(100),
        min_similarity: None,
        filter: CandidateFilter::default(),
        weights: WeightOverrides::default(),
    }
}

async fn ranked(office: &Office, job: JobId) -> Vec<CandidateId> {
    let found = office.services.matching.candidates_for_job(job, ranking()).await.unwrap().unwrap();
    found.page.rows.into_iter().map(|(_, row)| row.candidate_id).collect()
}

async fn found(office: &Office, text: &str) -> u64 {
    office.services.matching.search(text, ranking()).await.unwrap().total
}

async fn ingested(office: &Office, text: &str) -> CandidateId {
    office.ingest(text).await.candidate_id.unwrap()
}

#[tokio::test]
async fn rankings_go_by_the_old_vectors_until_the_last_new_one_is_there() {
    let world = World::new().await;
    let before = Office::on(world.another().await);
    let job = before.job("Somebody who repairs pumps.").await;
    let ann = ingested(&before, "Ann Berg\nann@example.com\nRepaired pumps.").await;
    assert_eq!(before.services.upkeep.tick("before").await.unwrap(), 0);
    world.database.execute("DELETE FROM leadership").await;

    let after = changed(&world).await;
    assert_eq!(ranked(&after, job).await, [ann], "nobody waits for the new vectors");
    let ben = ingested(&after, "Ben Holm\nben@example.com\nRepaired pumps too.").await;
    assert_eq!(ranked(&after, job).await, [ann], "Ben has only a new vector");
    assert_eq!(found(&after, "pumps").await, 1, "by words, among those who are ranked");
    let by_words = CandidateQuestion {
        vector: None,
        words: Words::Typed("pumps".to_owned()),
        skills: Vec::new(),
        filter: CandidateFilter::default(),
        except: None,
        min_similarity: None,
        depth: RetrievalDepth { exact_up_to: 0, fixed: 400 },
    };
    let store = store_of(&world, &another_model()).await;
    let rows = store.reads().retrieve_candidates(&by_words).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.candidate_id).collect::<Vec<_>>(), [ann]);

    assert_eq!(after.services.upkeep.tick("after").await.unwrap(), 1, "it begins at once");
    assert_eq!(after.services.upkeep.tick("after").await.unwrap(), 0, "and once");
    let due = store.reads().due_tasks(&[QueueName::LowPriority], 9).await.unwrap();
    let ended = after.run(due[0]).await;
    assert_eq!((ended.payload, ended.state), (TaskPayload::ReembedAll, TaskState::Success));
    let mut everybody = ranked(&after, job).await;
    everybody.sort();
    assert_eq!(everybody, [ann, ben]);
    assert_eq!(found(&after, "pumps").await, 2);
    assert_eq!(after.services.upkeep.tick("after").await.unwrap(), 0, "nothing is left to do");
    assert_eq!(ranked(&before, job).await.len(), 2, "every process switches");
}

#[tokio::test]
async fn it_is_taken_up_where_it_was_cut_short() {
    let world = World::new().await;
    let before = Office::on(world.another().await);
    let job = before.job("Somebody who repairs pumps.").await;
    ingested(&before, "Ann Berg\nann@example.com\nRepaired pumps.").await;
    world.database.crowd(&job.to_string(), 80).await;
    let (after, watcher) = (changed(&world).await, store_of(&world, &another_model()).await);
    after.services.upkeep.tick("after").await.unwrap();
    let due = watcher.reads().due_tasks(&[QueueName::LowPriority], 9).await.unwrap();
    let left = async || watcher.reads().count_to_embed().await.unwrap();
    assert_eq!(left().await, 82);

    let context = after.claim(due[0]).await;
    let some_are_done = async {
        while left().await > 70 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = after.handle(&context) => panic!("it came to its end"),
        done = tokio::time::timeout(PATIENCE, some_are_done) => done.expect("it gets on"),
    }
    let kept = left().await;
    assert!((1..=70).contains(&kept), "{kept}");
    assert!(watcher.reads().serves_another_model().await.unwrap());
    after.services.tasks.give_back(&context.claim).await.unwrap();
    let ended = after.run(due[0]).await;
    assert_eq!(ended.state, TaskState::Success);
    let events = watcher.reads().task_events(due[0], 0, 1_000).await.unwrap();
    let told = events.last().unwrap().message.clone().unwrap();
    assert_eq!(told, format!("Rankings go by the new model; {kept} texts were embedded."));
    assert_eq!((left().await, ranked(&after, job).await.len()), (0, 81));
}

#[tokio::test]
async fn a_model_that_fails_changes_nothing() {
    let world = World::new().await;
    let before = Office::on(world.another().await);
    let job = before.job("Somebody who repairs pumps.").await;
    let ann = ingested(&before, "Ann Berg\nann@example.com\nRepaired pumps.").await;
    let after = changed(&world).await;
    after.services.upkeep.tick("after").await.unwrap();
    after.model_fails(true);
    let due = world.store.reads().due_tasks(&[QueueName::LowPriority], 9).await.unwrap();
    assert_eq!(after.run(due[0]).await.state, TaskState::Retry);
    assert_eq!(ranked(&after, job).await, [ann]);
    assert!(found(&after, "pumps").await == 1, "what is typed needs no model meanwhile");
}

#[tokio::test]
async fn where_there_is_no_vector_yet_the_new_model_serves_at_once() {
    let world = World::new().await;
    let after = changed(&world).await;
    let store = store_of(&world, &another_model()).await;
    assert!(!store.reads().serves_another_model().await.unwrap());
    assert_eq!(after.services.upkeep.tick("after").await.unwrap(), 0);
    let job = after.job("Somebody who repairs pumps.").await;
    let ann = ingested(&after, "Ann Berg\nann@example.com\nRepaired pumps.").await;
    assert_eq!(ranked(&after, job).await, [ann]);
}

#[tokio::test]
async fn vectors_that_are_there_survive_the_change_of_the_schema_both_ways() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = office.job("Somebody who repairs pumps.").await;
    let ann = ingested(&office, "Ann Berg\nann@example.com\nRepaired pumps.").await;
    let passages = async || {
        let found = office.services.matching.candidates_for_job(job, ranking()).await.unwrap().unwrap();
        found.page.rows.into_iter().map(|(_, row)| (row.candidate_id, row.reasons.passages.len())).collect::<Vec<_>>()
    };
    let before = passages().await;
    assert_eq!(before, [(ann, 1)]);
    let last_step = "m20261126_000005_serving_model";
    let steps = Migrator::migrations().iter().rev().position(|it| it.name() == last_step).unwrap() + 1;
    Migrator::down(world.store.database(), Some(u32::try_from(steps).unwrap())).await.unwrap();
    migrate(world.store.database()).await.unwrap();
    assert_eq!(passages().await, before);
}
