//! Telling candidates of a change of stage: what is taken back, what goes, and what is written of it.

use domain::application::mail::OwnWords;
use domain::application::model::{Application, Stage, StageChange};
use domain::application::moving::StageMove;
use domain::candidate::model::Candidate;
use domain::error::{ServiceError, ViolationCode};
use domain::id::{ActorId, ApplicationId, StageChangeId, TaskId, UserId};
use domain::page::PageRequest;
use domain::ports::{MailError, Sent, Store, StoreError, Tx};
use domain::task::context::HandlerError;
use domain::task::model::{Task, TaskPayload, TaskState};

use crate::make::{World, application, at, candidate, job, task};
use crate::office::{Office, somebody_waits};

/// An office with somebody's application for a job, and what a test asks of it.
struct Case {
    world: World,
    office: Office,
    person: Candidate,
    application: Application,
    recruiter: UserId,
}

impl Case {
    async fn of(email: Option<&str>) -> Self {
        let world = World::new().await;
        let office = Office::on(world.another().await);
        let person = Candidate { email: email.map(str::to_owned), ..candidate("Ida\nQuetzal") };
        let job = job("Keeper of  birds");
        let application = application(person.id, job.id);
        world
            .write(async |tx| {
                tx.insert_candidate(&person).await.unwrap();
                tx.insert_job(&job).await.unwrap();
                assert!(tx.insert_application(&application).await.unwrap());
            })
            .await;
        let recruiter = world.recruiter().await;
        Self { world, office, person, application, recruiter }
    }

    async fn new() -> Self {
        Self::of(Some("ida@example.com")).await
    }

    fn to(&self, stage: Stage, notify: bool) -> StageMove {
        let reason = Some("So it is.".to_owned());
        StageMove { application_id: self.application.id, stage, reason, notify, words: OwnWords::default() }
    }

    async fn go(&self, to: StageMove) -> Result<Option<TaskId>, ServiceError> {
        self.office.services.applications.change_stage(to, ActorId::User(self.recruiter)).await.map(|(_, task)| task)
    }

    /// A change that tells the candidate: the task.
    async fn tell(&self, stage: Stage) -> TaskId {
        self.go(self.to(stage, true)).await.unwrap().expect("a task")
    }

    async fn history(&self) -> Vec<StageChange> {
        let page = PageRequest::first(50);
        let page = self.world.store.reads().list_stage_changes(self.application.id, &page).await.unwrap();
        page.rows.into_iter().map(|(_, change)| change).collect()
    }

    /// How many mails were handed over, and which of the changes were told.
    async fn told(&self) -> (usize, Vec<bool>) {
        let history = self.history().await;
        (self.office.post.mails.lock().len(), history.iter().map(|change| change.notified).collect())
    }

    async fn task(&self, id: TaskId) -> Task {
        self.world.store.reads().tasks(&[id]).await.unwrap().pop().unwrap()
    }

    async fn events(&self, id: TaskId) -> Vec<(TaskState, Option<String>)> {
        let events = self.world.store.reads().task_events(id, 0, 100).await.unwrap();
        assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "{events:?}");
        events.into_iter().map(|event| (event.state, event.message)).collect()
    }
}

fn refusal(error: ServiceError) -> Vec<(&'static str, ViolationCode)> {
    match error {
        ServiceError::Refused(violations) => violations.iter().map(|it| (it.path[0], it.code)).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_mail_says_where_the_application_stands_and_the_change_says_that_it_went() {
    let case = Case::new().await;
    let id = case.tell(Stage::Interview).await;
    let ended = case.office.run(id).await;
    assert_eq!((ended.state, ended.attempt, ended.max_attempts), (TaskState::Success, 1, 6));
    let mail = case.office.post.mails.lock().pop().unwrap();
    assert_eq!((mail.task, mail.to_address.as_str()), (id, "ida@example.com"));
    assert_eq!(mail.subject, "Application update: Keeper of birds");
    assert_eq!(mail.to_name, "Ida Quetzal");
    assert!(mail.paragraphs.iter().any(|it| it.contains("interview")), "{mail:?}");
    assert_eq!(case.told().await, (0, vec![true]));
    let stored = format!("{:?}{:?}", case.task(id).await.payload, case.events(id).await);
    for personal in ["ida", "Ida", "Quetzal", "birds"] {
        assert!(!stored.contains(personal), "{stored}");
    }
}

#[tokio::test]
async fn own_words_lie_with_the_change_and_go_out() {
    let case = Case::new().await;
    let words = OwnWords { subject: Some(" Hello ".to_owned()), body: Some("One.\r\n\r\nTwo.".to_owned()) };
    let id = case.go(StageMove { words, ..case.to(Stage::Offer, true) }).await.unwrap().unwrap();
    let kept = OwnWords { subject: Some("Hello".to_owned()), body: Some("One.\n\nTwo.".to_owned()) };
    assert_eq!(case.history().await[0].words, kept);
    case.office.run(id).await;
    let mail = case.office.post.mails.lock().pop().unwrap();
    assert_eq!((mail.subject.as_str(), mail.paragraphs), ("Hello", vec!["One.".to_owned(), "Two.".to_owned()]));
}

#[tokio::test]
async fn changing_the_stage_again_takes_the_mail_back() {
    let case = Case::new().await;
    let first = case.tell(Stage::Interview).await;
    assert_eq!(case.go(case.to(Stage::Applied, false)).await.unwrap(), None);
    let why = Some("The stage was changed again before the mail went.".to_owned());
    assert_eq!(case.events(first).await, [(TaskState::Pending, None), (TaskState::Revoked, why)]);
    assert!(case.office.services.tasks.claim(first, "test").await.unwrap().is_none());
    let second = case.tell(Stage::Interview).await;
    let third = case.tell(Stage::Offer).await;
    assert_eq!(case.task(second).await.state, TaskState::Revoked);
    assert_eq!(case.office.run(third).await.state, TaskState::Success);
    assert_eq!(case.told().await, (1, vec![false, false, false, true]));
    case.go(case.to(Stage::Applied, false)).await.unwrap();
    assert_eq!(case.told().await, (1, vec![false, false, false, true, false]), "what went stays told");
    assert_eq!(case.task(third).await.state, TaskState::Success);
}

#[tokio::test]
async fn a_refused_change_takes_nothing_back() {
    let case = Case::new().await;
    let mail = case.tell(Stage::Interview).await;
    let refused = case.go(StageMove { reason: None, ..case.to(Stage::Applied, false) }).await.unwrap_err();
    assert_eq!(refusal(refused), [("reason", ViolationCode::Required)]);
    assert_eq!(case.task(mail).await.state, TaskState::Pending);
}

#[tokio::test]
async fn a_worker_whose_mail_was_taken_back_is_fenced() {
    let case = Case::new().await;
    let mail = case.tell(Stage::Interview).await;
    let context = case.office.claim(mail).await;
    case.go(case.to(Stage::Rejected, false)).await.unwrap();
    assert_eq!(case.task(mail).await.state, TaskState::Revoked);
    assert!(matches!(case.office.handle(&context).await, Err(HandlerError::Lost)));
    assert_eq!(case.told().await, (0, vec![false, false]));
}

#[tokio::test]
async fn a_mail_that_comes_in_while_the_stage_changes_is_taken_back_too() {
    let case = Case::new().await;
    let mut neighbour = case.world.store.begin().await.unwrap();
    let held = neighbour.lock_application(case.application.id).await.unwrap().unwrap();
    let ours = case.go(case.to(Stage::Rejected, false));
    let between = async {
        somebody_waits(&case.world).await;
        let (change, mail) = (change_of(&held, Stage::Offer), task(mail_of(&held, StageChangeId(held.id.0))));
        enter(&mut *neighbour, held, &change).await.unwrap();
        neighbour.enqueue(&mail).await.unwrap();
        neighbour.commit().await.unwrap();
        mail.id
    };
    let (changed, mail) = tokio::join!(ours, between);
    assert_eq!(changed.unwrap(), None);
    assert_eq!(case.task(mail).await.state, TaskState::Revoked);
}

fn mail_of(application: &Application, stage_change: StageChangeId) -> TaskPayload {
    TaskPayload::SendStatusEmail { application: application.id, stage_change }
}

fn change_of(application: &Application, to: Stage) -> StageChange {
    StageChange {
        id: StageChangeId(application.id.0),
        application_id: application.id,
        from: Some(application.stage),
        to,
        reason: None,
        actor: ActorId::System,
        words: OwnWords::default(),
        notified: false,
        at: at(60),
    }
}

async fn enter(tx: &mut dyn Tx, mut application: Application, change: &StageChange) -> Result<(), StoreError> {
    (application.stage, application.stage_changed_at) = (change.to, change.at);
    tx.update_application(&application).await?;
    tx.insert_stage_change(change).await
}

#[tokio::test]
async fn a_mail_about_a_stage_that_is_past_is_not_sent() {
    let case = Case::new().await;
    let mail = case.tell(Stage::Interview).await;
    let context = case.office.claim(mail).await;
    // As a program that knows nothing of mails would do it.
    case.world
        .write(async |tx| {
            enter(tx, case.application.clone(), &change_of(&case.application, Stage::Offer)).await.unwrap()
        })
        .await;
    case.office.handle(&context).await.unwrap();
    let (state, message) = case.events(mail).await.pop().unwrap();
    assert_eq!((state, message.as_deref()), (TaskState::Revoked, Some("Not sent: the stage was changed again.")));
    assert_eq!(case.told().await, (0, vec![false, false]));
}

#[tokio::test]
async fn a_temporary_refusal_is_tried_again_and_one_for_good_is_not() {
    let case = Case::new().await;
    let reason = || "The mail server did not take the message this time (status 451).".to_owned();
    case.office.post.answers.lock().push_back(Err(MailError::Temporary { reason: reason() }));
    let first = case.tell(Stage::Interview).await;
    let waiting = case.office.run(first).await;
    let error = waiting.error.unwrap();
    assert_eq!((waiting.state, error.code.as_str(), error.message), (TaskState::Retry, "MAIL_NOT_TAKEN", reason()));
    case.go(case.to(Stage::Rejected, false)).await.unwrap();
    assert_eq!(case.task(first).await.state, TaskState::Revoked, "one that waits to be tried again has not gone");

    case.office.post.answers.lock().push_back(Err(MailError::Permanent { reason: "No.".to_owned() }));
    let second = case.tell(Stage::Offer).await;
    let dead = case.office.run(second).await;
    assert_eq!(
        (dead.state, dead.attempt, dead.error.unwrap().code),
        (TaskState::Failure, 1, "MAIL_REFUSED".to_owned())
    );
    let again = case.office.services.tasks.retry(second).await.unwrap().task;
    assert_eq!(case.office.run(again.id).await.state, TaskState::Success);
    assert_eq!(case.told().await, (3, vec![false, false, true]));
}

#[tokio::test]
async fn a_dead_mail_comes_back_only_while_it_tells_the_truth() {
    let case = Case::new().await;
    case.office.post.answers.lock().push_back(Err(MailError::Permanent { reason: "No.".to_owned() }));
    let mail = case.tell(Stage::Interview).await;
    case.office.run(mail).await;
    case.go(case.to(Stage::Offer, false)).await.unwrap();
    case.go(case.to(Stage::Interview, false)).await.unwrap();
    let refused = case.office.services.tasks.retry(mail).await.unwrap_err();
    assert_eq!(refusal(refused), [("id", ViolationCode::NotPossible)], "the same stage by another change");
}

#[tokio::test]
async fn without_an_address_nothing_is_changed() {
    let case = Case::of(None).await;
    let refused = case.go(case.to(Stage::Interview, true)).await.unwrap_err();
    assert_eq!(refusal(refused), [("notifyCandidate", ViolationCode::NotPossible)]);
    assert!(case.history().await.is_empty());
    let reads = case.world.store.reads();
    assert_eq!(reads.applications(&[case.application.id]).await.unwrap()[0].stage, Stage::Applied);
}

#[tokio::test]
async fn an_address_that_went_away_fails_the_mail() {
    let case = Case::new().await;
    let mail = case.tell(Stage::Interview).await;
    let nowhere = Candidate { email: None, ..case.person.clone() };
    case.world.write(async |tx| tx.update_candidate(&nowhere).await.unwrap()).await;
    let ended = case.office.run(mail).await;
    assert_eq!((ended.state, ended.error.unwrap().code), (TaskState::Failure, "NOT_POSSIBLE".to_owned()));
    assert_eq!(case.told().await, (0, vec![false]));
}

#[tokio::test]
async fn words_for_a_mail_that_nobody_asked_for_are_refused() {
    let case = Case::new().await;
    let words = OwnWords { subject: Some("Hi".to_owned()), body: Some("There.".to_owned()) };
    let refused = case.go(StageMove { words, ..case.to(Stage::Offer, false) }).await.unwrap_err();
    assert_eq!(refusal(refused), [("subject", ViolationCode::Invalid), ("body", ViolationCode::Invalid)]);
    let words = OwnWords { subject: Some("Hi\nBcc: all@example.com".to_owned()), body: None };
    let refused = case.go(StageMove { words, ..case.to(Stage::Offer, true) }).await.unwrap_err();
    assert_eq!(refusal(refused), [("subject", ViolationCode::Invalid)]);
    assert!(case.history().await.is_empty());
}

#[tokio::test]
async fn a_mail_that_was_kept_told_nobody() {
    let case = Case::new().await;
    case.office.post.answers.lock().push_back(Ok(Sent::Kept));
    let mail = case.tell(Stage::Interview).await;
    assert_eq!(case.office.run(mail).await.state, TaskState::Success);
    let (_, message) = case.events(mail).await.pop().unwrap();
    assert!(message.unwrap().contains("was kept as a file"));
    assert_eq!(case.told().await, (1, vec![false]));
}

#[tokio::test]
async fn with_a_person_go_the_words_to_them_and_the_mails_that_were_kept() {
    let case = Case::new().await;
    let words = OwnWords { subject: Some("Quetzal".to_owned()), body: Some("Quetzal".to_owned()) };
    let mail = case.go(StageMove { words, ..case.to(Stage::Offer, true) }).await.unwrap().unwrap();
    case.office.run(mail).await;
    let waiting = case.tell(Stage::Hired).await;
    case.office.services.candidates.erase(case.person.id, "They asked.").await.unwrap();
    let mut gone = case.office.post.forgotten.lock().clone();
    gone.sort_unstable();
    assert_eq!(gone, [mail, waiting]);
    assert!(case.history().await.is_empty());
    assert!(case.world.store.reads().tasks(&[mail, waiting]).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_application_that_is_gone_fails_the_mail() {
    let world = World::new().await;
    let office = Office::on(world.another().await);
    let (nothing, nobody) = (ApplicationId(uuid::Uuid::nil()), StageChangeId(uuid::Uuid::nil()));
    let mail = task(TaskPayload::SendStatusEmail { application: nothing, stage_change: nobody });
    world.write(async |tx| tx.enqueue(&mail).await.unwrap()).await;
    let ended = office.run(mail.id).await;
    assert_eq!((ended.state, ended.error.unwrap().code), (TaskState::Failure, "SUBJECT_GONE".to_owned()));
}
