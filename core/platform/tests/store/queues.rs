//! Lines of tasks, for people who look after them: their figures, and holding them up, letting them go on and
//! emptying them.

use domain::id::TaskId;
use domain::ports::{Store, Wake};
use domain::resume::model::ResumeStatus;
use domain::screening::model::BatchRequest;
use domain::task::model::{
    QueueName, QueueStatus, Task, TaskError, TaskFailure, TaskPayload, TaskState, Transition, Unclaimed,
};
use domain::task::worker::{PoolPlan, WorkerReport};
use uuid::Uuid;

use crate::make::{World, enqueued, id, job, task};
use crate::office::{Office, PATIENCE};

const LINE: QueueName = QueueName::Embeddings;
const WINDOWS: [(QueueName, u32); 2] = [(LINE, 9), (QueueName::MediumPriority, 9)];

async fn status(world: &World, queue: QueueName) -> QueueStatus {
    let all = world.store.reads().queue_statuses().await.unwrap();
    assert_eq!(all.iter().map(|it| it.name).collect::<Vec<_>>(), QueueName::ALL);
    all.into_iter().find(|it| it.name == queue).unwrap()
}

fn nothing(name: QueueName) -> QueueStatus {
    QueueStatus {
        name,
        paused: false,
        pending: 0,
        scheduled: 0,
        running: 0,
        dead: 0,
        oldest_seconds: None,
        finished_last_hour: 0,
        failed_last_hour: 0,
        mean_seconds: None,
        p95_seconds: None,
    }
}

/// A task of the line that ended so long ago, after a run of so many seconds.
async fn ended(world: &World, state: &str, ago: &str, run: u32, retry_of: Option<Uuid>) -> Uuid {
    let id = id::<TaskId>().0;
    let retry_of = retry_of.map_or("NULL".to_owned(), |id| format!("'{id}'"));
    let statement = format!(
        "INSERT INTO task (id, kind, queue, payload, subject_kind, subject_id, max_attempts, state, attempt, retry_of,
            last_seq, created_at, attempt_started_at, finished_at)
        SELECT '{id}', 'embed_job', 'embeddings', '{{}}', 'job', '{id}', 4, '{state}', 1, {retry_of},
            3, ended - interval '1 day', ended - interval '{run} seconds', ended
        FROM (SELECT now() - interval '{ago}' AS ended) AS it"
    );
    world.database.execute(&statement).await;
    id
}

async fn claim(world: &World, task: TaskId, owner: &str) -> bool {
    world.store.claim(task, owner, PATIENCE).await.unwrap().is_some()
}

async fn due(world: &World, task: TaskId, when: &str) {
    world.database.execute(&format!("UPDATE task_dispatch SET run_at = {when} WHERE task_id = '{}'", task.0)).await;
}

async fn pushed(world: &World) -> Vec<TaskId> {
    let taken = world.store.take_for_push(&WINDOWS, PATIENCE).await.unwrap();
    taken.tasks.into_iter().map(|(task, _)| task).collect()
}

async fn find(world: &World, task: TaskId) -> Task {
    world.store.reads().tasks(&[task]).await.unwrap().pop().unwrap()
}

#[tokio::test]
async fn a_line_without_tasks_has_figures_too() {
    let world = World::new().await;
    let all = world.store.reads().queue_statuses().await.unwrap();
    assert_eq!(all, QueueName::ALL.iter().copied().map(nothing).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_waits_and_what_runs_is_counted_by_when_it_is_due() {
    let world = World::new().await;
    let tasks = [enqueued(&world).await, enqueued(&world).await, enqueued(&world).await];
    let [later, running, batch] = [enqueued(&world).await, enqueued(&world).await, enqueued(&world).await];
    assert!(claim(&world, running, "worker").await);
    due(&world, tasks[1], "now() - interval '500 seconds'").await;
    due(&world, later, "now() + interval '1 hour'").await;
    due(&world, batch, "'infinity'").await;
    let line = status(&world, LINE).await;
    let oldest = line.oldest_seconds.unwrap();
    assert!((500.0..560.0).contains(&oldest), "{oldest}");
    let counted = QueueStatus { pending: 3, scheduled: 1, running: 1, oldest_seconds: Some(oldest), ..nothing(LINE) };
    assert_eq!(line, counted, "what waits for its children is in none of them");
    assert_eq!(status(&world, QueueName::LowPriority).await, nothing(QueueName::LowPriority));
    for task in tasks {
        due(&world, task, "'infinity'").await;
    }
    assert_eq!(status(&world, LINE).await.oldest_seconds, None);
}

#[tokio::test]
async fn the_last_hour_is_told_by_what_ended_in_it() {
    let world = World::new().await;
    for run in 1..=20 {
        ended(&world, "SUCCESS", "59 minutes", run, None).await;
    }
    ended(&world, "SUCCESS", "61 minutes", 900, None).await;
    ended(&world, "REVOKED", "1 minute", 900, None).await;
    let never_ran = ended(&world, "SUCCESS", "1 minute", 900, None).await;
    world.database.execute(&format!("UPDATE task SET attempt_started_at = NULL WHERE id = '{never_ran}'")).await;
    let batch = ended(&world, "SUCCESS", "1 minute", 900, None).await;
    let child = ended(&world, "REVOKED", "1 minute", 900, None).await;
    world.database.execute(&format!("UPDATE task SET parent_id = '{batch}' WHERE id = '{child}'")).await;
    let back = ended(&world, "FAILURE", "2 hours", 900, None).await;
    let dead = ended(&world, "FAILURE", "30 minutes", 900, Some(back)).await;
    let line = status(&world, LINE).await;
    assert_eq!((line.finished_last_hour, line.failed_last_hour, line.dead), (22, 1, 1));
    let (mean, p95) = (line.mean_seconds.unwrap(), line.p95_seconds.unwrap());
    assert!((mean - 10.5).abs() < 1e-6 && (p95 - 19.05).abs() < 1e-6, "{mean} {p95}");
    ended(&world, "SUCCESS", "2 hours", 1, Some(dead)).await;
    assert_eq!(status(&world, LINE).await.dead, 0, "both were brought back");
}

#[tokio::test]
async fn a_paused_line_hands_out_nothing_and_keeps_what_runs() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let [running, waiting] = [enqueued(&world).await, enqueued(&world).await];
    let elsewhere = task(TaskPayload::ScreenApplication { application: id(), force: false, samples: None });
    world.write(async |tx| tx.enqueue(&elsewhere).await.unwrap()).await;
    assert!(claim(&world, running, "worker").await);

    for _ in 0..2 {
        let line = office.services.tasks.pause_queue(LINE).await.unwrap();
        assert_eq!((line.name, line.paused, line.pending, line.running), (LINE, true, 1, 1));
    }
    assert!(!status(&world, QueueName::MediumPriority).await.paused);
    assert_eq!(world.store.reads().due_tasks(QueueName::ALL, 9).await.unwrap(), [elsewhere.id]);
    assert!(!claim(&world, waiting, "worker").await);
    assert_eq!(pushed(&world).await, [elsewhere.id]);
    let ended = Transition::success(None, None);
    world.write(async |tx| assert!(tx.transition(running, &ended).await.unwrap().terminal)).await;

    let line = office.services.tasks.resume_queue(LINE).await.unwrap();
    assert_eq!((line.paused, line.pending, line.finished_last_hour), (false, 1, 1));
    assert_eq!(pushed(&world).await, [waiting]);
    assert!(claim(&world, waiting, "worker").await);
    assert!(!office.services.tasks.resume_queue(LINE).await.unwrap().paused, "it was not paused");
}

#[tokio::test]
async fn what_was_pushed_in_vain_before_the_pause_is_pushed_again_after_it() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let [claimed, waiting] = [enqueued(&world).await, enqueued(&world).await];
    assert_eq!(pushed(&world).await, [claimed, waiting]);
    assert!(claim(&world, claimed, "worker").await);
    office.services.tasks.pause_queue(LINE).await.unwrap();
    office.services.tasks.resume_queue(LINE).await.unwrap();
    assert_eq!(pushed(&world).await, [waiting], "whose claim was in vain; long before its push would be repeated");
    world.write(async |tx| tx.resume_queue(LINE).await.unwrap()).await;
    assert!(world.heard.0.lock().contains(&Wake::Due(LINE)), "whoever hands out tasks hears of it");
}

async fn purged(office: &Office) -> (QueueStatus, u64) {
    let purged = office.services.tasks.purge_queue(LINE).await.unwrap();
    (purged.queue, purged.revoked)
}

#[tokio::test]
async fn emptying_a_line_ends_what_waits_and_what_hangs_on_it() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (read, reading) = office.upload("Under way").await;
    let under_way = office.claim(reading).await;
    let (unread, waiting) = office.upload("Somebody").await;
    let (again, _) = office.upload("Somebody").await;
    let (_, delayed) = office.upload("Somebody else").await;
    let failed = office.claim(delayed).await;
    let busy = TaskFailure::Retry(TaskError::new("BUSY", "Busy."));
    office.services.tasks.settle_failure(&failed, &busy).await.unwrap();
    let embedding = enqueued(&world).await;
    office.services.tasks.pause_queue(LINE).await.unwrap();
    let of_another_line = task(TaskPayload::ScreenApplication { application: id(), force: false, samples: None });
    world.write(async |tx| tx.enqueue(&of_another_line).await.unwrap()).await;

    let before = status(&world, LINE).await;
    assert_eq!((before.running, before.scheduled), (1, 1));
    let (line, revoked) = purged(&office).await;
    assert_eq!(revoked, before.pending + before.scheduled);
    assert_eq!(line, QueueStatus { paused: true, running: 1, ..nothing(LINE) });
    for (task, told) in [(waiting, 2), (delayed, 4), (embedding, 2)] {
        let events = world.store.reads().task_events(task, 0, 9).await.unwrap();
        assert_eq!(events.iter().map(|it| it.seq).collect::<Vec<_>>(), (1..=told).collect::<Vec<_>>());
        let last = events.last().unwrap();
        assert_eq!((last.state, last.terminal, last.next_attempt_at), (TaskState::Revoked, true, None));
        let found = find(&world, task).await;
        assert!(found.state == TaskState::Revoked && found.last_seq == told && found.finished_at.is_some());
    }
    for resume in [unread.id, again.id] {
        let resume = office.resume(resume).await;
        assert_eq!((resume.status, resume.task_id), (ResumeStatus::Failed, Some(waiting)));
        assert!(resume.status_reason.unwrap().contains("cancelled"));
    }
    assert_eq!(find(&world, of_another_line.id).await.state, TaskState::Pending);
    office.handle(&under_way).await.unwrap();
    assert_eq!(office.resume(read.id).await.status, ResumeStatus::Ready, "what runs goes on");
    assert_eq!(purged(&office).await.1, 0);
}

#[tokio::test]
async fn a_batch_that_waits_for_its_children_goes_with_them() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = job("Engineer");
    world.write(async |tx| tx.insert_job(&job).await.unwrap()).await;
    world.database.crowd(&job.id.to_string(), 3).await;
    let everybody = BatchRequest { job: job.id, applications: None, stages: None, only_stale: false, force: false };
    let batch = office.services.screenings.request_batch(&everybody).await.unwrap();
    let context = office.claim(batch).await;
    office.handle(&context).await.unwrap();
    let low = QueueName::LowPriority;
    let line = status(&world, low).await;
    assert_eq!((line.pending, line.scheduled, line.running), (3, 0, 0));
    assert_eq!(office.services.tasks.purge_queue(low).await.unwrap().revoked, 4);
    assert_eq!(find(&world, batch).await.state, TaskState::Revoked);
}

#[tokio::test]
async fn what_comes_while_a_line_is_emptied_stays() {
    let world = World::new().await;
    let old = enqueued(&world).await;
    let until = world.store.reads().time().await.unwrap();
    let new = enqueued(&world).await;
    let mut tx = world.store.begin().await.unwrap();
    let locked = tx.lock_unclaimed(Unclaimed::InQueue { queue: LINE, until }, 9).await.unwrap();
    assert_eq!(locked.iter().map(|it| it.id).collect::<Vec<_>>(), [old]);
    let until = tx.time().await.unwrap();
    assert_eq!(tx.lock_unclaimed(Unclaimed::InQueue { queue: LINE, until }, 9).await.unwrap().len(), 2);
    assert_eq!(tx.lock_unclaimed(Unclaimed::InQueue { queue: LINE, until }, 1).await.unwrap().len(), 1);
    drop(tx);
    assert_eq!(find(&world, new).await.state, TaskState::Pending);
}

/// So many résumés that wait to be read. Written by the database itself: one by one they would take longer
/// than what is tested on them.
async fn pile(world: &World, count: u32) {
    let statement = format!(
        "WITH paper AS (
            SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS blob, gen_random_uuid() AS task
            FROM generate_series(1, {count}) n
        ), file AS (
            INSERT INTO blob (id, bytes) SELECT blob, 'file' FROM paper
        ), reading AS (
            INSERT INTO task (id, kind, queue, payload, subject_kind, subject_id, max_attempts, last_seq, created_at)
            SELECT task, 'ingest_resume', 'embeddings', jsonb_build_object('kind', 'ingest_resume', 'resume', id),
                'resume', id, 4, 1, now() FROM paper
        ), lined AS (
            INSERT INTO task_dispatch (task_id, queue, run_at) SELECT task, 'embeddings', now() FROM paper
        ), told AS (
            INSERT INTO task_event (task_id, seq, state, attempt, progress, terminal, at)
            SELECT task, 1, 'PENDING', 0, 0, false, now() FROM paper
        )
        INSERT INTO resume (id, file_name, media_type, byte_size, sha256, blob_id, status, task_id, uploaded_at)
        SELECT id, 'cv.txt', 'text/plain', 4, encode(sha256(id::text::bytea), 'hex'), blob, 'RECEIVED', task, now()
        FROM paper"
    );
    world.database.execute(&statement).await;
}

#[tokio::test]
async fn twenty_thousand_are_cancelled_in_seconds() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    pile(&world, 20_000).await;
    // A statement or two for each would take minutes.
    let emptying = tokio::time::timeout(PATIENCE, purged(&office));
    let (line, revoked) = emptying.await.expect("in time");
    assert_eq!((line, revoked), (nothing(LINE), 20_000));
    let failed =
        domain::resume::model::ResumeFilter { statuses: Some(vec![ResumeStatus::Failed]), ..Default::default() };
    assert_eq!(world.store.reads().count_resumes(&failed).await.unwrap(), 20_000);
}

#[tokio::test]
async fn who_is_at_what_is_told_for_all_workers_at_once() {
    let world = World::new().await;
    let report = |name: &str| WorkerReport {
        id: id::<TaskId>().0,
        name: name.to_owned(),
        host: "here".to_owned(),
        version: "1".to_owned(),
        pools: vec![PoolPlan { queues: vec![LINE, QueueName::LowPriority], slots: 3 }],
        done: 0,
        failed: 0,
    };
    let (busy, idle) = (report("busy"), WorkerReport { done: 7, failed: 2, ..report("idle") });
    world
        .write(async |tx| {
            tx.put_worker(&idle).await.unwrap();
            tx.put_worker(&busy).await.unwrap();
        })
        .await;
    let tasks = [enqueued(&world).await, enqueued(&world).await, enqueued(&world).await, enqueued(&world).await];
    for (task, owner) in [(tasks[2], "busy"), (tasks[0], "busy"), (tasks[1], "gone")] {
        assert!(claim(&world, task, owner).await);
    }
    let names = ["busy".to_owned(), "idle".to_owned()];
    let held = world.store.reads().tasks_held_by(&names).await.unwrap();
    let held: Vec<_> = held.iter().map(|(name, task)| (name.as_str(), task.id, task.state)).collect();
    assert_eq!(held, [("busy", tasks[2], TaskState::Started), ("busy", tasks[0], TaskState::Started)]);

    let office = Office::on(world.another().await);
    let all: Vec<_> = office.services.tasks.workers().await.unwrap().into_iter().map(|it| it.report).collect();
    assert_eq!(all, [busy, idle]);
    world.database.execute("UPDATE worker SET beat_at = now() - interval '61 seconds' WHERE name = 'busy'").await;
    assert_eq!(office.services.tasks.workers().await.unwrap().len(), 1, "it was silent for too long");
    assert_eq!(office.services.tasks.running_under(&[]).await.unwrap(), []);
    world.database.execute("UPDATE worker SET beat_at = now() - interval '25 hours' WHERE name = 'idle'").await;
    let newcomer = report("newcomer");
    world.write(async |tx| tx.put_worker(&newcomer).await.unwrap()).await;
    let kept = world.store.reads().workers(std::time::Duration::from_secs(1_000_000)).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|it| it.report.name.as_str()).collect();
    assert_eq!(kept, ["busy", "newcomer"], "reports of the long dead go");
}
