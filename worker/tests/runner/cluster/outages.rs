//! Each of the services goes away for a while, and nothing is lost or doubled.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::task::context::HandlerError;
use domain::task::model::{TaskState, Transition};
use futures::StreamExt;
use kit::{Proxy, Target};
use tokio::sync::Semaphore;

use super::{Cluster, Server, many, say};
use crate::fakes::{handler, settle_with_effect};
use crate::wait::{LONG, within};

const POOL: &str = "embeddings=4";
/// How long a service is away. The time is the fault itself; what comes of it is waited for.
const AWAY: Duration = Duration::from_secs(20);

fn away() -> Duration {
    AWAY.mul_f64(f64::from(u32::try_from(many(100)).unwrap()) / 100.0)
}

/// A handler that takes a moment, so that some are under way whenever something goes away.
fn takes_a_moment() -> Arc<dyn worker::registry::Handler> {
    handler(|context| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        settle_with_effect(context).await
    })
}

/// All of these end, once each; answers how long the first took from now on.
async fn all_end_once(server: &Server, tasks: &[domain::id::TaskId], before: usize) -> Duration {
    let back = Instant::now();
    server.until_count(TaskState::Success, (before + 1).min(tasks.len())).await;
    let first = back.elapsed();
    server.until_count(TaskState::Success, tasks.len()).await;
    for task in tasks {
        server.whole_story(*task).await;
    }
    assert_eq!(server.effects().await, tasks.len());
    first
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j14_faktory_goes_away() {
    let mut cluster = Cluster::new().await;
    let server = cluster.server().await;
    let worker = cluster.worker(&[POOL], takes_a_moment()).await;
    let tasks = server.enqueue_any(many(300)).await;
    server.until_count(TaskState::Success, 3).await;
    cluster.faktory.kill().await;
    tokio::time::sleep(away()).await;
    let before = server.count(TaskState::Success).await;
    cluster.faktory.restart().await;
    let first = all_end_once(&server, &tasks, before).await;
    assert!(first < Duration::from_secs(50), "{first:?}");
    say("J14", &format!("Faktory away {:?}: going again {} ms after", away(), first.as_millis()));
    worker.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j14_redis_goes_away() {
    let mut cluster = Cluster::new().await;
    let server = cluster.server().await;
    let worker = cluster.worker(&[POOL], takes_a_moment()).await;
    cluster.redis.kill().await;
    // Without Redis everything goes on, found by looking.
    let tasks = server.enqueue_any(many(300)).await;
    let first = all_end_once(&server, &tasks, 0).await;
    cluster.redis.restart().await;
    assert!(first < Duration::from_secs(50), "{first:?}");
    say("J14", &format!("Redis away: the first task ended {} ms after its commit", first.as_millis()));
    worker.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j14_postgresql_goes_away() {
    let mut cluster = Cluster::new().await;
    let (name, socket) = cluster.database.socket();
    let way = Proxy::to(Target::Socket(socket)).await;
    cluster.database_url = format!("postgres://postgres@127.0.0.1:{}/{name}", way.port());
    let server = cluster.server().await;
    let worker = cluster.worker(&[POOL], takes_a_moment()).await;
    let tasks = server.enqueue_any(many(300)).await;
    server.until_count(TaskState::Success, 3).await;
    way.block().await;
    tokio::time::sleep(away()).await;
    way.open().await;
    let first = all_end_once(&server, &tasks, 3).await;
    assert!(first < Duration::from_secs(50), "{first:?}");
    say("J14", &format!("PostgreSQL away {:?}: going again {} ms after", away(), first.as_millis()));
    worker.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_follower_misses_nothing_while_redis_restarts() {
    let mut cluster = Cluster::new().await;
    let (server, other) = (cluster.server().await, cluster.server().await);
    let (steps, told) = (Arc::new(Semaphore::new(0)), 5);
    let go_on = Arc::clone(&steps);
    let chatty = handler(move |context| {
        let go_on = Arc::clone(&go_on);
        async move {
            for percent in 1..=99 {
                if go_on.acquire().await.is_ok_and(|permit| {
                    permit.forget();
                    true
                }) {
                    let fenced = context.fenced().await?;
                    fenced.commit_with(Transition::progress(percent, "Going on.")).await.map_err(HandlerError::from)?;
                }
                if go_on.is_closed() {
                    break;
                }
            }
            settle_with_effect(context).await
        }
    });
    let worker = cluster.worker(&[POOL], chatty).await;
    let task = server.enqueue_any(1).await[0];
    // Followed on another server than the one that took it in.
    let mut events = other.tasks.follow(&[(task, 0)]).await.unwrap();
    let mut seqs = Vec::new();
    let restarts = many(20);
    for _ in 0..restarts {
        steps.add_permits(told);
        cluster.redis.restart().await;
        steps.add_permits(told);
        let wanted = seqs.len() + 2 * told;
        while seqs.len() < wanted.min(100) {
            let event = within(LONG, "the next event", events.next()).await.unwrap().unwrap();
            seqs.push(event.seq);
        }
    }
    steps.close();
    while let Some(event) = within(LONG, "the end of the task", events.next()).await {
        seqs.push(event.unwrap().seq);
    }
    assert_eq!(seqs, (1..).take(seqs.len()).collect::<Vec<_>>());
    assert_eq!(server.whole_story(task).await.len(), seqs.len());
    say("S2", &format!("{restarts} restarts of Redis: {} events, each once and in order", seqs.len()));
    worker.drain().await;
}
