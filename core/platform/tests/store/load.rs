use std::time::Duration;

use domain::ports::Store;
use domain::task::model::{NewTask, QueueName, TaskPayload};
use domain::task::worker::WorkerReport;
use platform::store::Load;

use crate::make::{World, enqueued, id, task};

const LONG: Duration = Duration::from_secs(600);

fn due(load: &Load) -> Vec<(QueueName, u64)> {
    load.queues.iter().map(|line| (line.queue, line.due)).collect()
}

fn report() -> WorkerReport {
    WorkerReport {
        id: id(),
        name: "host-1".to_owned(),
        host: "host".to_owned(),
        version: "1".to_owned(),
        pools: Vec::new(),
        done: 0,
        failed: 0,
    }
}

#[tokio::test]
async fn what_is_due_and_unclaimed_is_counted_and_nothing_else() {
    let world = World::new().await;
    let idle = world.store.load(LONG).await.unwrap();
    assert_eq!(due(&idle), QueueName::ALL.iter().map(|queue| (*queue, 0)).collect::<Vec<_>>());
    assert!(idle.queues.iter().all(|line| line.oldest == 0.0));
    let claimed = enqueued(&world).await;
    enqueued(&world).await;
    world
        .write(async |tx| {
            let later = NewTask { delay: LONG, ..task(TaskPayload::EmbedJob { job: id() }) };
            tx.enqueue(&later).await.unwrap();
        })
        .await;
    world.store.claim(claimed, "worker", LONG).await.unwrap().unwrap();
    let load = world.store.load(LONG).await.unwrap();
    let waiting: Vec<_> = load.queues.iter().filter(|line| line.due > 0).collect();
    assert_eq!((waiting.len(), waiting[0].queue, waiting[0].due), (1, QueueName::Embeddings, 1));
    assert!((0.0..600.0).contains(&waiting[0].oldest), "{load:?}");
}

#[tokio::test]
async fn workers_count_that_were_heard_of_lately() {
    let world = World::new().await;
    world.write(async |tx| tx.put_worker(&report()).await.unwrap()).await;
    assert_eq!(world.store.load(LONG).await.unwrap().workers, 1);
    assert_eq!(world.store.load(Duration::ZERO).await.unwrap().workers, 0);
}
