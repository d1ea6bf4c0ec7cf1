//! Nobody waits behind what is less urgent.

use std::time::{Duration, Instant};

use domain::id::{ApplicationId, ResumeId, TaskId};
use domain::ports::Randomness;
use domain::task::model::{NewTask, TaskFilter, TaskKind, TaskPayload, TaskState};
use platform::system::SystemRandomness;

use super::{Cluster, Server, many, say};
use crate::fakes::{handler, settle_with_effect};
use crate::wait::until;

/// The pools of the default settings.
const POOLS: [&str; 3] = ["high_priority,embeddings=4", "medium_priority=2", "low_priority=1"];

impl Server {
    fn screening(&self) -> TaskPayload {
        let application = ApplicationId(SystemRandomness.uuid(self.deps.now()));
        TaskPayload::ScreenApplication { application, force: false }
    }

    async fn enqueue_children(&self, of: TaskId, count: usize) {
        let mut tx = self.deps.store.begin().await.unwrap();
        for _ in 0..count {
            let child = NewTask { parent: Some(of), ..NewTask::due(self.deps.id(), self.screening(), self.deps.now()) };
            tx.enqueue(&child).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// From its commit to its start.
    async fn wait_of(&self, task: TaskId) -> Duration {
        until("the task starts", async || {
            let events = self.tasks.events(task, 0, 2).await.ok()?;
            let wait = events.get(1)?.at - events.first()?.at;
            wait.to_std().ok()
        })
        .await
    }
}

/// While a long batch is under way and imports saturate their pool, whoever is urgent starts at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j12_a_saturated_pool_holds_up_nobody_of_another_and_urgent_comes_first() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let taking_its_time = handler(|context| async move {
        let time = match context.task.payload.kind() {
            TaskKind::ScreenApplication => Duration::from_secs(1),
            _ => Duration::from_millis(100),
        };
        tokio::time::sleep(time).await;
        settle_with_effect(context).await
    });
    let worker = cluster.worker(&POOLS, taking_its_time).await;
    let batch = server.enqueue_any(1).await[0];
    server.enqueue_children(batch, many(2_000)).await;
    let begun = Instant::now();
    let (mut waits, mut imports) = (Vec::new(), Vec::new());
    while begun.elapsed() < Duration::from_secs(120).mul_f64(f64::from(u32::try_from(many(100)).unwrap()) / 100.0) {
        // The pool of imports always has more than it can do.
        let resume = || TaskPayload::IngestResume { resume: ResumeId(SystemRandomness.uuid(server.deps.now())) };
        imports.extend(server.enqueue((0..20).map(|_| resume())).await);
        let single = server.enqueue([server.screening()]).await[0];
        waits.push(server.wait_of(single).await);
    }
    waits.sort_unstable();
    let done = Some(vec![TaskState::Success]);
    let children = TaskFilter { parent: Some(batch), states: done, ..TaskFilter::default() };
    assert!(server.tasks.count(&children).await.unwrap() > 0, "the batch goes on as well");
    let median = waits[waits.len() / 2];
    assert!(median < Duration::from_secs(5), "{waits:?}");
    let first_import = server.wait_of(imports[0]).await;
    assert!(first_import < Duration::from_secs(25));
    say(
        "J12",
        &format!(
            "single screenings began {} ms after their commit in the median, {} ms at most, beside a batch",
            median.as_millis(),
            waits.last().unwrap().as_millis()
        ),
    );
    worker.drain().await;
}
