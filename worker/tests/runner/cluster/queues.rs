//! Nobody waits behind what is less urgent.

use std::time::{Duration, Instant};

use domain::id::{ApplicationId, ResumeId, StageChangeId, TaskId};
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
        TaskPayload::ScreenApplication { application, force: false, samples: None }
    }

    async fn enqueue_children(&self, of: TaskId, count: usize) {
        let mut tx = self.deps.store.begin().await.unwrap();
        for _ in 0..count {
            let child = NewTask { parent: Some(of), ..NewTask::due(self.deps.id(), self.screening(), self.deps.now()) };
            tx.enqueue(&child).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    fn mail(&self) -> TaskPayload {
        let id = |now| SystemRandomness.uuid(now);
        let now = self.deps.now();
        TaskPayload::SendStatusEmail { application: ApplicationId(id(now)), stage_change: StageChangeId(id(now)) }
    }

    fn import(&self) -> TaskPayload {
        TaskPayload::IngestResume { resume: ResumeId(SystemRandomness.uuid(self.deps.now())) }
    }

    /// From their commits to their starts.
    async fn waits_of(&self, tasks: &[Vec<TaskId>]) -> Vec<Duration> {
        let mut waits = Vec::new();
        for task in tasks.iter().flatten() {
            waits.push(self.wait_of(*task).await);
        }
        waits
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
            TaskKind::SendStatusEmail => Duration::from_millis(50),
            _ => Duration::from_millis(100),
        };
        tokio::time::sleep(time).await;
        settle_with_effect(context).await
    });
    let worker = cluster.worker(&POOLS, taking_its_time).await;
    let batch = server.enqueue_any(1).await[0];
    server.enqueue_children(batch, many(2_000)).await;
    let begun = Instant::now();
    let (mut singles, mut imports, mut mails) = (Vec::new(), Vec::new(), Vec::new());
    let cleanup = server.enqueue([TaskPayload::Cleanup]).await[0];
    while begun.elapsed() < Duration::from_secs(120).mul_f64(f64::from(u32::try_from(many(100)).unwrap()) / 100.0) {
        // The pool of mails and imports always has more of both than it can do at once.
        mails.push(server.enqueue((0..10).map(|_| server.mail())).await);
        imports.push(server.enqueue((0..5).map(|_| server.import())).await);
        let single = server.enqueue([server.screening()]).await[0];
        singles.push(server.wait_of(single).await);
        // Not more than it can do in all.
        server.wait_of(*mails.last().unwrap().last().unwrap()).await;
    }
    let children = TaskFilter { parent: Some(batch), states: Some(vec![TaskState::Success]), ..TaskFilter::default() };
    let done = server.tasks.count(&children).await.unwrap();
    assert!(done > 0, "the batch goes on as well");
    server.wait_of(cleanup).await;
    let figures = [
        ("a single screening", singles, Duration::from_secs(2)),
        ("a mail", server.waits_of(&mails).await, Duration::from_secs(1)),
        ("an import", server.waits_of(&imports).await, Duration::from_secs(5)),
    ];
    for (what, mut waits, wanted) in figures {
        waits.sort_unstable();
        let (median, most) = (waits[waits.len() / 2], *waits.last().unwrap());
        assert!(most < wanted * 5, "{what} waited {most:?}");
        let (median, most, wanted) = (median.as_millis(), most.as_millis(), wanted.as_millis());
        say(
            "J12",
            &format!("{what} began {median} ms after its commit in the median, {most} ms at most, of {wanted} wanted"),
        );
    }
    say("J12", &format!("meanwhile {done} children of the batch were done, and the upkeep ran"));
    worker.drain().await;
}
