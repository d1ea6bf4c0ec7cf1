//! One input, one call (row L6): whoever asks, in whichever process, and whoever dies over it.

use domain::id::TaskId;
use domain::screening::record::Ask;
use domain::task::model::TaskState;
use futures::future::join_all;
use kit::ScriptedModel;
use kit::llm::{Behaviour, Question};
use kit::soak::{many, say};
use sea_orm::ConnectionTrait;

use super::{Desk, RESUME, setup};
use crate::office::{Office, PATIENCE};

fn judge(asked: &kit::llm::Asked) -> Behaviour {
    Behaviour::Text(Question::of(asked).all(3).to_string())
}

impl Desk {
    /// As time would, when nobody renews it.
    async fn let_the_claim_end(&self, task: TaskId) {
        let end = format!("UPDATE task_dispatch SET lease_until = now() - interval '1 s' WHERE task_id = '{}'", task.0);
        self.world.database.connect().await.execute_unprepared(&end).await.unwrap();
    }
}

#[tokio::test]
async fn as_many_as_ask_the_same_at_once_cost_one_call() {
    let count = many(100);
    // Slow enough that all have come before it answers.
    let server =
        ScriptedModel::start(|asked| Behaviour::After(std::time::Duration::from_millis(500), Box::new(judge(asked))));
    let desk = Desk::by("ollama", &server).await;
    let others = Office::with_screening(desk.world.another().await, setup("ollama", &server));
    let mut applicants = Vec::new();
    for _ in 0..count {
        applicants.push(desk.applicant(RESUME).await);
    }
    let work = applicants.iter().enumerate().map(|(at, (_, task))| {
        let office = if at % 2 == 0 { &desk.office } else { &others };
        office.run(*task)
    });
    let ended = tokio::time::timeout(PATIENCE, join_all(work)).await.expect("all end");
    assert!(ended.iter().all(|task| task.state == TaskState::Success), "{ended:?}");
    assert_eq!(server.calls(), 1);
    let first = desk.in_force(applicants[0].0).await;
    for (application, _) in &applicants {
        let screening = desk.in_force(*application).await;
        assert_eq!((screening.score, &screening.criteria), (first.score, &first.criteria));
        assert_eq!(screening.samples, first.samples);
    }
    say("L6", &format!("{count} identical at once, in two processes: {} call", server.calls()));
}

#[tokio::test]
async fn who_is_killed_while_asking_gives_the_question_free() {
    let server = ScriptedModel::doing(vec![Behaviour::HangBeforeHeaders]);
    let desk = Desk::by("openai", &server).await;
    let (_, killed) = desk.applicant(RESUME).await;
    let (application, waiting) = desk.applicant(RESUME).await;
    let context = desk.office.claim(killed).await;
    {
        let asking = desk.office.handle(&context);
        let asked = server.until_calls(1, PATIENCE);
        tokio::select! {
            _ = asking => panic!("nobody answers"),
            () = asked => {}
        }
        // Dropped here: the process is gone, and its claim of the task still holds.
    }
    server.behave(judge);
    let context = desk.office.claim(waiting).await;
    let waits = desk.office.handle(&context);
    tokio::pin!(waits);
    tokio::select! {
        _ = &mut waits => panic!("the claim of who was killed still holds"),
        () = desk.let_the_claim_end(killed) => {}
    }
    tokio::time::timeout(PATIENCE, waits).await.expect("it goes on").unwrap();
    assert_eq!(desk.in_force(application).await.score, 75);
    assert_eq!(server.calls(), 2, "the call of who was killed and one more");
}

#[tokio::test]
async fn who_waits_asks_when_the_other_got_no_answer() {
    let server = ScriptedModel::start(|asked| {
        if asked.number == 0 {
            Behaviour::After(std::time::Duration::from_millis(200), Box::new(Behaviour::status(500)))
        } else {
            judge(asked)
        }
    });
    let desk = Desk::by("ollama", &server).await;
    let (_, first) = desk.applicant(RESUME).await;
    let (_, second) = desk.applicant(RESUME).await;
    let (one, other) = tokio::join!(desk.office.run(first), desk.office.run(second));
    let mut states = [one.state, other.state];
    states.sort_by_key(|state| state.as_str());
    assert_eq!(states, [TaskState::Retry, TaskState::Success]);
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn samples_are_kept_and_count_together() {
    let server =
        ScriptedModel::start(|asked| Behaviour::Text(Question::of(asked).all(asked.number as u64 % 5).to_string()));
    let desk = Desk::by("ollama", &server).await;
    let (application, first) = desk.screened(RESUME).await;
    assert_eq!((first.score, first.samples.len()), (0, 1));
    // Two more are asked for, since one is there.
    assert!(desk.ask(application, Ask { force: false, samples: Some(3) }).await.is_some());
    let three = desk.in_force(application).await;
    assert_eq!(three.samples.iter().map(|it| (it.number, it.score)).collect::<Vec<_>>(), [(1, 0), (2, 25), (3, 50)]);
    assert_eq!((three.score, three.unstable), (25, true));
    // Known from here on, for whoever wants as many or fewer.
    for samples in [None, Some(1), Some(3)] {
        assert_eq!(desk.ask(application, Ask { force: false, samples }).await, None);
    }
    let (_, neighbour) = desk.screened(RESUME).await;
    assert_eq!((neighbour.score, neighbour.samples.len()), (25, 3));
    assert_eq!(server.calls(), 3);
    // Asked again, one is added and none is chosen.
    assert!(desk.ask(application, Ask::AGAIN).await.is_some());
    let four = desk.in_force(application).await;
    assert_eq!((four.samples.len(), four.score), (4, 38), "levels 0 to 3, symmetrically trimmed: 37.5 points");
    assert_eq!(server.calls(), 4);
    let replayed = desk.office.services.screenings.replay(four.id).await.unwrap().unwrap().unwrap();
    assert_eq!((replayed.score, replayed.criteria, replayed.unstable), (four.score, four.criteria, true));
    assert!(desk.ask(application, Ask { force: true, samples: Some(9) }).await.is_some());
    let newest = desk.in_force(application).await;
    assert_eq!(newest.samples.iter().map(|it| it.number).collect::<Vec<_>>(), (5..=13).collect::<Vec<u32>>());
    assert_eq!(desk.all(application).await.len(), 4, "none is lost");
}
