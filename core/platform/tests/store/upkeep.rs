//! Who leads, what is due, and what goes when it is kept no longer.

use std::time::Duration;

use domain::application::model::Stage;
use domain::id::{ActorId, TaskId};
use domain::ports::{Store, Tx};
use domain::screening::record::Ask;
use domain::task::model::{TaskFilter, TaskKind, TaskPayload, TaskState, Transition};
use domain::upkeep::error::UpkeepError;
use domain::upkeep::model::{LeaderRole, Leftover, Removal};
use futures::StreamExt;
use platform::store::PgStore;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::make::{World, application, came_by, candidate, enqueued, job, put_readable, screening, task};
use crate::office::{Office, PATIENCE};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

async fn written<T>(store: &PgStore, work: impl AsyncFnOnce(&mut dyn Tx) -> T) -> T {
    let mut tx = store.begin().await.unwrap();
    let answer = work(&mut *tx).await;
    tx.commit().await.unwrap();
    answer
}

async fn lead(store: &PgStore, owner: &str) -> Option<i64> {
    written(store, async |tx| tx.lead(LeaderRole::Scheduler, owner, HOUR).await.unwrap()).await
}

async fn holds(store: &PgStore, term: i64) -> bool {
    written(store, async |tx| tx.hold_lead(LeaderRole::Scheduler, term).await.unwrap()).await
}

async fn rows(world: &World, table: &str) -> i64 {
    let count = Statement::from_string(DbBackend::Postgres, format!("SELECT count(*) FROM {table}"));
    world.store.database().query_one_raw(count).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn cleanups(world: &World) -> u64 {
    let filter = TaskFilter { kinds: Some(vec![TaskKind::Cleanup]), ..TaskFilter::default() };
    world.store.reads().count_tasks(&filter).await.unwrap()
}

#[tokio::test]
async fn one_leads_until_its_lease_is_over_and_the_next_has_another_term() {
    let world = World::new().await;
    let other = world.another().await;
    let (one, two) = tokio::join!(lead(&world.store, "one"), lead(&other, "two"));
    assert!(one.is_some() != two.is_some(), "{one:?} {two:?}");
    let (leader, led) = if one.is_some() { ("one", "two") } else { ("two", "one") };
    assert_eq!(lead(&world.store, leader).await, Some(1), "who leads goes on to lead");
    assert_eq!(lead(&world.store, led).await, None);
    world.database.execute("UPDATE leadership SET lease_until = now() + interval '1 minute'").await;
    assert_eq!(lead(&world.store, leader).await, Some(1));
    world.database.execute("UPDATE leadership SET lease_until = lease_until - interval '1 minute'").await;
    assert_eq!(lead(&world.store, led).await, None, "it was renewed for an hour");
    world.database.execute("UPDATE leadership SET lease_until = now() - interval '1 second'").await;
    assert_eq!(lead(&world.store, led).await, Some(2));
    assert_eq!((holds(&world.store, 1).await, holds(&world.store, 2).await), (false, true));
    assert_eq!(lead(&world.store, leader).await, None);
}

#[tokio::test]
async fn what_is_due_comes_in_line_once_whoever_leads() {
    let world = World::new().await;
    let (one, two) = (Office::on(world.another().await), Office::on(world.another().await));
    let tick = async |office: &Office, owner: &str| match office.services.upkeep.tick(owner).await {
        Ok(count) => count,
        Err(UpkeepError::LedByAnother) => 0,
        Err(fault) => panic!("{fault:?}"),
    };
    let both = async || {
        let (first, second) = tokio::join!(tick(&one, "one"), tick(&two, "two"));
        first + second
    };
    assert_eq!(both().await, 0, "the first time comes after one interval");
    world.database.execute("UPDATE schedule SET next_at = now()").await;
    assert_eq!((both().await, cleanups(&world).await), (1, 1));
    assert_eq!(both().await, 0);
    world.database.execute("UPDATE schedule SET next_at = now()").await;
    assert_eq!((both().await, cleanups(&world).await), (0, 1), "the last one has not ended");
    let waiting = world.store.reads().due_tasks(&[domain::task::model::QueueName::LowPriority], 1).await.unwrap();
    assert_eq!(one.run(waiting[0]).await.state, TaskState::Success);
    assert_eq!(both().await, 0, "its turn was used up");
    world.database.execute("UPDATE schedule SET next_at = now()").await;
    world.database.execute("UPDATE leadership SET lease_until = now() - interval '1 second', owner = 'dead'").await;
    assert_eq!((both().await, cleanups(&world).await), (1, 2));
}

#[tokio::test]
async fn an_interval_that_was_made_shorter_counts_at_once() {
    let world = World::new().await;
    let due = async |every| written(&world.store, async |tx| tx.is_due("work", every, every).await.unwrap()).await;
    assert!(!due(DAY).await && !due(HOUR).await);
    world.database.execute("UPDATE schedule SET next_at = next_at - interval '61 minutes'").await;
    assert!(due(HOUR).await, "it would not be due for a day");
}

async fn end(world: &World, id: TaskId) {
    world
        .write(async |tx| {
            tx.transition(id, &Transition::success(None, None)).await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn a_history_goes_as_a_whole_and_who_follows_it_is_not_kept_waiting() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (old, young, open) = (enqueued(&world).await, enqueued(&world).await, enqueued(&world).await);
    end(&world, old).await;
    end(&world, young).await;
    // One event of the old task is young, and of the open one all are old.
    let age = |id: TaskId, condition: &str| {
        format!("UPDATE task_event SET at = at - interval '2 days' WHERE task_id = '{id}' AND {condition}")
    };
    world.database.execute(&age(old, "terminal")).await;
    world.database.execute(&age(open, "true")).await;
    world.database.execute(&age(young, "NOT terminal")).await;
    let removal = Removal { what: Leftover::TaskEvents, older_than: DAY };
    assert_eq!(written(&world.store, async |tx| tx.remove(&removal, 9).await.unwrap()).await, 1);
    let count = async |id| world.store.reads().task_events(id, 0, 9).await.unwrap().len();
    assert_eq!((count(old).await, count(young).await, count(open).await), (0, 2, 1));
    assert_eq!(world.store.reads().tasks(&[old]).await.unwrap()[0].state, TaskState::Success, "the task stays");
    for after in [0, 1, 7] {
        let events = office.services.tasks.follow(&[(old, after), (young, 0)]).await.unwrap();
        let told = tokio::time::timeout(PATIENCE, events.collect::<Vec<_>>()).await.expect("it ends");
        assert!(told.len() == 2 && told.iter().all(|event| event.as_ref().unwrap().task_id == young));
    }
}

#[tokio::test]
async fn files_without_a_resume_and_sessions_that_ended_go_when_they_are_old() {
    let world = World::new().await;
    let mut person = candidate("Ann");
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            put_readable(tx, &mut person, 1, "text").await;
            tx.put_blob(crate::make::id(), b"left behind").await.unwrap();
        })
        .await;
    world.database.execute("UPDATE blob SET created_at = created_at - interval '2 days'").await;
    world.write(async |tx| tx.put_blob(crate::make::id(), b"an upload under way").await.unwrap()).await;
    world.recruiter().await;
    let sessions = "INSERT INTO session (id, account_id, token_hash, created_at, expires_at)
        SELECT gen_random_uuid(), id, n::text, now() - interval '9 days', now() + n * interval '1 day'
        FROM account, generate_series(-3, 3) n";
    world.database.execute(sessions).await;
    let remove = async |what, older_than| {
        written(&world.store, async |tx| tx.remove(&Removal { what, older_than }, 9).await.unwrap()).await
    };
    assert_eq!((remove(Leftover::Files, DAY).await, rows(&world, "blob").await), (1, 2));
    assert_eq!((remove(Leftover::Sessions, HOUR).await, rows(&world, "session").await), (3, 4));
    let two_at_most = Removal { what: Leftover::Sessions, older_than: Duration::ZERO };
    world.database.execute("UPDATE session SET expires_at = now() - interval '1 hour'").await;
    assert_eq!(written(&world.store, async |tx| tx.remove(&two_at_most, 2).await.unwrap()).await, 2);
}

#[tokio::test]
async fn applications_that_ended_go_with_their_screenings_and_decisions_and_no_others_do() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let jobs: Vec<_> = ["A", "B", "C", "D", "E"].map(job).to_vec();
    let mut person = candidate("Ann");
    let stages = [Stage::Rejected, Stage::Withdrawn, Stage::Hired, Stage::Rejected, Stage::Rejected];
    let mut applied = Vec::new();
    let work = task(TaskPayload::Cleanup);
    let actor = ActorId::User(world.recruiter().await);
    world
        .write(async |tx| {
            tx.insert_candidate(&person).await.unwrap();
            let read = put_readable(tx, &mut person, 1, "text").await;
            for (job, stage) in jobs.iter().zip(stages) {
                tx.insert_job(job).await.unwrap();
                let mut row = application(person.id, job.id);
                row.stage = stage;
                assert!(tx.insert_application(&row).await.unwrap());
                tx.insert_stage_change(&came_by(&row, actor, Some("So it is."))).await.unwrap();
                tx.insert_screening(&screening(row.id, read, job, 50)).await.unwrap();
                applied.push(row);
            }
            tx.enqueue(&work).await.unwrap();
        })
        .await;
    // The fourth has come to its end only now, and somebody works on the fifth.
    world
        .database
        .execute(&format!("UPDATE application SET stage_changed_at = now() WHERE id = '{}'", applied[3].id))
        .await;
    let (_, screened) = office.services.screenings.request(applied[4].id, Ask::AGAIN).await.unwrap();
    let context = office.claim(screened.unwrap()).await;

    let ended = office.run(work.id).await;
    assert_eq!(ended.state, TaskState::Success);
    let told = world.store.reads().task_events(work.id, 0, 99).await.unwrap();
    assert_eq!(told.last().unwrap().message.as_deref(), Some("Removed: 2 applications that had ended."));
    let ids: Vec<_> = applied.iter().map(|row| row.id).collect();
    let left = world.store.reads().applications(&ids).await.unwrap();
    assert!(left.len() == 3 && left.iter().all(|row| !ids[..2].contains(&row.id)), "{left:?}");
    assert_eq!(rows(&world, "screening").await, 3);
    assert_eq!(rows(&world, &format!("change WHERE id = '{}'", ids[0])).await, 1, "one line says that it is gone");
    office.handle(&context).await.unwrap();
    let again = task(TaskPayload::Cleanup);
    world.write(async |tx| tx.enqueue(&again).await.unwrap()).await;
    office.run(again.id).await;
    assert_eq!(world.store.reads().applications(&ids).await.unwrap().len(), 2, "nobody works on it any more");
}
