//! Batches of screenings: who takes part, waiting for children, and cancelling thousands.

use std::time::Duration;

use domain::application::model::{ApplicationFilter, ScreeningState, Stage};
use domain::error::{ServiceError, ViolationCode};
use domain::id::{ActorId, ApplicationId, JobId, TaskId};
use domain::page::PageRequest;
use domain::ports::Store;
use domain::screening::model::BatchRequest;
use domain::screening::record::Ask;
use domain::task::model::{QueueName, Task, TaskFilter, TaskState};

use crate::make::{World, application, came_by, candidate, id, job};
use crate::office::Office;

fn all_of(job: JobId) -> BatchRequest {
    BatchRequest { job, applications: None, stages: None, only_stale: false, force: false }
}

/// A job with so many applicants.
async fn crowd(world: &World, count: u32) -> JobId {
    let job = job("Engineer");
    world.write(async |tx| tx.insert_job(&job).await.unwrap()).await;
    world.database.crowd(&job.id.to_string(), count).await;
    job.id
}

async fn applications(world: &World, job: JobId) -> Vec<ApplicationId> {
    let filter = ApplicationFilter { job_id: Some(job), ..ApplicationFilter::default() };
    let page = world.store.reads().list_applications(&filter, Default::default(), &PageRequest::first(100)).await;
    page.unwrap().rows.into_iter().map(|(_, row)| row.id).collect()
}

async fn stage(world: &World, application: ApplicationId, stage: Stage) {
    let actor = ActorId::User(world.recruiter().await);
    world
        .write(async |tx| {
            let mut row = tx.lock_application(application).await.unwrap().unwrap();
            row.stage = stage;
            tx.update_application(&row).await.unwrap();
            tx.insert_stage_change(&came_by(&row, actor, Some("So it is."))).await.unwrap();
        })
        .await;
}

async fn members(world: &World, batch: TaskId) -> Vec<ApplicationId> {
    world.store.reads().untouched_members(batch, 20_000).await.unwrap()
}

async fn task(world: &World, id: TaskId) -> Task {
    world.store.reads().tasks(&[id]).await.unwrap().pop().unwrap()
}

async fn count(world: &World, batch: TaskId, states: &[TaskState]) -> u64 {
    let filter = TaskFilter { parent: Some(batch), states: Some(states.to_vec()), ..TaskFilter::default() };
    world.store.reads().count_tasks(&filter).await.unwrap()
}

async fn children(world: &World, batch: TaskId) -> Vec<TaskId> {
    let filter = TaskFilter { parent: Some(batch), ..TaskFilter::default() };
    let page = world.store.reads().list_tasks(&filter, &PageRequest::first(100)).await.unwrap();
    page.rows.into_iter().map(|(_, task)| task.id).collect()
}

async fn last_message(world: &World, task: TaskId) -> String {
    let events = world.store.reads().task_events(task, 0, 1_000).await.unwrap();
    events.last().unwrap().message.clone().unwrap_or_default()
}

/// Runs the batch's own part.
async fn fan_out(office: &Office, batch: TaskId) {
    let context = office.claim(batch).await;
    office.handle(&context).await.unwrap();
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> (Vec<&'static str>, ViolationCode) {
    match answer.unwrap_err() {
        ServiceError::Refused(mut violations) => violations.pop().map(|it| (it.path, it.code)).unwrap(),
        fault => panic!("{fault:?}"),
    }
}

#[tokio::test]
async fn who_takes_part_is_settled_when_it_is_asked_for() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 4).await;
    let (rejected, hired) = (applications(&world, job).await[0], applications(&world, job).await[1]);
    stage(&world, rejected, Stage::Rejected).await;
    stage(&world, hired, Stage::Hired).await;
    let ask = async |request: &BatchRequest| {
        let batch = office.services.screenings.request_batch(request).await.unwrap();
        members(&world, batch).await
    };
    let all = ask(&all_of(job)).await;
    assert!(all.len() == 3 && !all.contains(&rejected) && all.contains(&hired));
    let by_stage = BatchRequest { stages: Some(vec![Stage::Rejected, Stage::Hired]), ..all_of(job) };
    assert_eq!(ask(&by_stage).await.len(), 2);
    let by_id = BatchRequest { applications: Some(vec![rejected]), ..all_of(job) };
    assert_eq!(ask(&by_id).await, [rejected]);
    let later = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    stage(&world, hired, Stage::Withdrawn).await;
    assert!(members(&world, later).await.contains(&hired), "it was settled before");
}

#[tokio::test]
async fn a_batch_of_nobody_or_of_strangers_is_refused() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (job, empty) = (crowd(&world, 1).await, crowd(&world, 0).await);
    let ask = async |request: BatchRequest| refusal(office.services.screenings.request_batch(&request).await);
    assert_eq!(ask(all_of(empty)).await, (vec!["jobId"], ViolationCode::NotPossible));
    assert_eq!(ask(all_of(id())).await, (vec!["jobId"], ViolationCode::NotFound));
    let strangers = BatchRequest { applications: Some(vec![id()]), ..all_of(job) };
    assert_eq!(ask(strangers).await, (vec!["applicationIds"], ViolationCode::NotFound));
    let of_another = BatchRequest { applications: Some(applications(&world, job).await), ..all_of(empty) };
    assert_eq!(ask(of_another).await, (vec!["applicationIds"], ViolationCode::NotFound));
    let none = BatchRequest { stages: Some(vec![]), ..all_of(job) };
    assert_eq!(ask(none).await.1, ViolationCode::NotPossible);
    assert_eq!(world.store.reads().count_tasks(&TaskFilter::default()).await.unwrap(), 0, "nothing stays of it");
}

#[tokio::test]
async fn only_what_is_missing_or_stale_is_screened_again_when_asked_so() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 3).await;
    let first = applications(&world, job).await[0];
    let (_, task) = office.services.screenings.request(first, Ask::default()).await.unwrap();
    assert_eq!(office.run(task.unwrap()).await.state, TaskState::Success);
    let stale = BatchRequest { only_stale: true, ..all_of(job) };
    let batch = office.services.screenings.request_batch(&stale).await.unwrap();
    assert!(members(&world, batch).await.len() == 2 && !members(&world, batch).await.contains(&first));
    world
        .write(async |tx| {
            let mut row = tx.lock_job(job).await.unwrap().unwrap();
            row.draft.min_years = Some(3.0);
            tx.update_job(&row).await.unwrap();
        })
        .await;
    let batch = office.services.screenings.request_batch(&stale).await.unwrap();
    assert_eq!(members(&world, batch).await.len(), 3, "the job asks something else now");
}

#[tokio::test]
async fn a_batch_waits_for_its_children_and_holds_no_slot() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 3).await;
    let nobody = candidate("Without a résumé");
    world
        .write(async |tx| {
            tx.insert_candidate(&nobody).await.unwrap();
            assert!(tx.insert_application(&application(nobody.id, job)).await.unwrap());
        })
        .await;
    let single = applications(&world, job).await[0];
    let (_, under_way) = office.services.screenings.request(single, Ask::default()).await.unwrap();
    let batch = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    assert_eq!(world.store.reads().due_tasks(&[QueueName::LowPriority], 9).await.unwrap(), [batch]);
    fan_out(&office, batch).await;

    assert_eq!(task(&world, batch).await.state, TaskState::Started);
    let waiting = children(&world, batch).await;
    assert_eq!(waiting.len(), 2, "one has no résumé, and one is being screened");
    let due = world.store.reads().due_tasks(&[QueueName::LowPriority], 9).await.unwrap();
    assert!(due.len() == 2 && !due.contains(&batch), "nobody can take what waits");
    assert!(office.services.tasks.claim(batch, "eager").await.unwrap().is_none());
    assert_eq!(office.services.tasks.take_back_all().await.unwrap(), 0, "a start of the server leaves it alone");
    assert!(due.iter().all(|child| waiting.contains(child) && Some(*child) != under_way));

    let other = Office::on(world.another().await);
    for child in waiting {
        assert_eq!(office.run(child).await.state, TaskState::Success);
        let (one, two) = tokio::join!(office.services.tasks.reconcile(), other.services.tasks.reconcile());
        assert_eq!((one.unwrap(), two.unwrap()), (0, 0));
    }
    let ended = task(&world, batch).await;
    assert_eq!((ended.state, ended.progress), (TaskState::Success, 100));
    let message = last_message(&world, batch).await;
    assert!(message.starts_with("2 of 4 screened, 2 left out"), "{message}");
    let events = world.store.reads().task_events(batch, 0, 99).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.terminal).count(), 1);
}

#[tokio::test]
async fn a_batch_whose_children_all_fail_has_failed() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 2).await;
    let batch = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    fan_out(&office, batch).await;
    for child in children(&world, batch).await {
        office.services.tasks.cancel(child).await.unwrap();
    }
    office.services.tasks.reconcile().await.unwrap();
    let dead = task(&world, batch).await;
    assert_eq!((dead.state, dead.error.unwrap().code.as_str()), (TaskState::Failure, "CHILDREN_FAILED"));
}

#[tokio::test]
async fn who_cancels_a_batch_cancels_thousands_that_have_not_begun() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 10_000).await;
    let batch = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    fan_out(&office, batch).await;
    let running = office.claim(children(&world, batch).await[0]).await;

    // Nothing here takes as long as a statement each would.
    let cancelling = office.services.tasks.cancel(batch);
    let cancelled = tokio::time::timeout(Duration::from_secs(30), cancelling).await.expect("in time").unwrap();
    assert_eq!(cancelled.state, TaskState::Revoked);
    assert_eq!(count(&world, batch, &[TaskState::Revoked]).await, 9_999);
    assert_eq!(count(&world, batch, &[TaskState::Started]).await, 1);
    assert!(world.store.reads().due_tasks(QueueName::ALL, 9).await.unwrap().is_empty());
    let dead = children(&world, batch).await.into_iter().find(|child| *child != running.task.id).unwrap();
    let events = world.store.reads().task_events(dead, 0, 9).await.unwrap();
    assert_eq!(events.iter().map(|it| (it.seq, it.terminal)).collect::<Vec<_>>(), [(1, false), (2, true)]);
    let start = domain::screening::record::FeedPosition { xid: 0, position: 0 };
    let ends = world.store.reads().screening_ends(start, Some(job), 20_000).await.unwrap();
    assert_eq!(ends.len(), 9_999, "who waits for a screening hears that it won't come");

    office.handle(&running).await.unwrap();
    assert_eq!(task(&world, running.task.id).await.state, TaskState::Success, "what runs goes on");
    let screened = world.store.reads().applications(&applications(&world, job).await).await.unwrap();
    assert!(screened.iter().any(|it| it.screening_state == ScreeningState::None), "they can be asked for again");
}

#[tokio::test]
async fn a_cancelled_batch_comes_back_with_those_it_had_not_screened() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 3).await;
    let batch = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    fan_out(&office, batch).await;
    office.run(children(&world, batch).await[0]).await;
    office.services.tasks.cancel(batch).await.unwrap();
    let again = office.services.tasks.retry(batch).await.unwrap().task;
    assert_eq!(again.retry_of, Some(batch));
    assert_eq!(members(&world, again.id).await.len(), 2);
    fan_out(&office, again.id).await;
    for child in children(&world, again.id).await {
        office.run(child).await;
    }
    office.services.tasks.cancel(again.id).await.unwrap();
    assert_eq!(refusal(office.services.tasks.retry(again.id).await).1, ViolationCode::NotPossible, "none is left");
}

#[tokio::test]
async fn a_line_can_be_emptied_of_all_that_nobody_works_on() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 1_200).await;
    let batch = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    fan_out(&office, batch).await;
    let running = office.claim(children(&world, batch).await[0]).await;
    let (resume, reading) = office.upload("Somebody else").await;
    assert_eq!(office.services.tasks.purge_queue(QueueName::LowPriority).await.unwrap().revoked, 1_200);
    assert_eq!(count(&world, batch, &[TaskState::Revoked]).await, 1_199);
    assert_eq!(task(&world, batch).await.state, TaskState::Revoked, "it waited in this line too");
    assert_eq!(task(&world, running.task.id).await.state, TaskState::Started);
    assert_eq!(task(&world, reading).await.state, TaskState::Pending);
    assert_eq!(office.services.tasks.purge_queue(QueueName::Embeddings).await.unwrap().revoked, 1);
    assert_eq!(office.resume(resume.id).await.status, domain::resume::model::ResumeStatus::Failed);
}

#[tokio::test]
async fn a_batch_does_not_wait_for_who_was_erased() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let job = crowd(&world, 3).await;
    let batch = office.services.screenings.request_batch(&all_of(job)).await.unwrap();
    let [early, late, _] = applications(&world, job).await[..] else { panic!("three applied") };
    let erase = async |application| {
        let candidate = world.store.reads().applications(&[application]).await.unwrap()[0].candidate_id;
        office.services.candidates.erase(candidate, "They asked for it.").await.unwrap();
    };
    erase(early).await;
    fan_out(&office, batch).await;
    erase(late).await;
    let [child] = children(&world, batch).await[..] else { panic!("one is left") };
    assert_eq!(office.run(child).await.state, TaskState::Success);
    office.services.tasks.reconcile().await.unwrap();
    assert_eq!(last_message(&world, batch).await, "1 of 1 screened.");
}
