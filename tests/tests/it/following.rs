//! Subscribers to a task's events: whenever they come, and however often they come back, each sees
//! every event once and in order. Two hundred tasks, each followed in four ways.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::kills::check_events;
use crate::server::Server;
use crate::socket::Socket;

const TRIALS: usize = 200;
const ROUND: usize = 20;

/// What somebody saw of each task, by the task's number in its round.
type Seen = HashMap<String, Vec<Value>>;

/// Jobs with a line of text each: the ids of the tasks that embed them.
async fn start_tasks(me: &Client, round: usize) -> Vec<Value> {
    let one = |number: usize| {
        format!(
            "t{number}: createJob(input: {{title: \"Job {round}.{number}\", description: \"Sorts letters in \
             room {round}.{number}.\"}}) {{ task {{ id }} }}"
        )
    };
    let document = format!("mutation {{ {} }}", (0..ROUND).map(one).collect::<String>());
    let made = me.data(&document, json!({})).await;
    (0..ROUND).map(|number| made[format!("t{number}")]["task"]["id"].clone()).collect()
}

async fn follow_all(socket: &mut Socket, tasks: &[Value]) {
    for (number, task) in tasks.iter().enumerate() {
        socket.follow(&number.to_string(), task, 0).await;
    }
}

/// Follows each task from its beginning, and each again as soon as it is seen running: what the early
/// and what the late ones saw.
async fn early_and_during(server: &Server, tasks: &[Value]) -> (Seen, Seen) {
    let mut early = Socket::signed_in(&server.url, &server.token().await).await;
    let mut during = Socket::signed_in(&server.url, &server.token().await).await;
    follow_all(&mut early, tasks).await;
    let mut seen = Seen::new();
    let mut complete = 0;
    while complete < tasks.len() {
        let (id, data) = early.news().await;
        let Some(data) = data else {
            complete += 1;
            continue;
        };
        let events = seen.entry(id.clone()).or_default();
        events.push(data["taskEvents"].clone());
        let begun = events.iter().filter(|it| it["state"] == "STARTED").count();
        if begun == 1 && events.last().is_some_and(|it| it["state"] == "STARTED") {
            let number: usize = id.parse().unwrap();
            during.follow(&id, &tasks[number], 0).await;
        }
    }
    let seen_during = during.all(tasks.len()).await;
    (seen, seen_during)
}

/// Follows each task, goes away after the first event of each, and comes back for the rest.
async fn away_and_back(server: &Server, tasks: &[Value]) -> Seen {
    let token = server.token().await;
    let mut socket = Socket::signed_in(&server.url, &token).await;
    follow_all(&mut socket, tasks).await;
    let mut seen = Seen::new();
    let mut complete = 0;
    while seen.len() < tasks.len() {
        let (id, data) = socket.news().await;
        match data {
            Some(data) => seen.entry(id).or_default().push(data["taskEvents"].clone()),
            None => complete += 1,
        }
    }
    drop(socket);
    let mut socket = Socket::signed_in(&server.url, &token).await;
    for (number, task) in tasks.iter().enumerate() {
        let last = seen[&number.to_string()].last().unwrap()["seq"].as_u64().unwrap();
        socket.follow(&number.to_string(), task, last).await;
    }
    for (id, rest) in socket.all(tasks.len()).await {
        seen.entry(id).or_default().extend(rest);
    }
    assert!(complete < tasks.len(), "nobody came back before the end");
    seen
}

async fn afterwards(server: &Server, tasks: &[Value]) -> Seen {
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    follow_all(&mut socket, tasks).await;
    socket.all(tasks.len()).await
}

/// Every event of every task, once, in order: as the task itself lists them.
async fn check(me: &Client, tasks: &[Value], who: &str, seen: &Seen) {
    for (number, id) in tasks.iter().enumerate() {
        let events = seen.get(&number.to_string()).unwrap_or_else(|| panic!("{who}: nothing of task {number}"));
        check_events(events);
        let task = me.task(id).await;
        assert_eq!(task["state"], "SUCCESS", "{task}");
        let told: Vec<_> = events.iter().map(|it| (it["seq"].clone(), text(&it["state"]))).collect();
        let kept: Vec<_> = list(&task["events"]).iter().map(|it| (it["seq"].clone(), text(&it["state"]))).collect();
        assert_eq!(told, kept, "{who}: task {number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_tasks_are_followed_in_four_ways() {
    let server = Server::own().await;
    let me = server.admin().await;
    let (mut early_ones, mut late_ones) = (0, 0);
    for round in 0..TRIALS / ROUND {
        let tasks = start_tasks(&me, round).await;
        let ((early, during), back) = futures::join!(early_and_during(&server, &tasks), away_and_back(&server, &tasks));
        let after = afterwards(&server, &tasks).await;
        let all = [("early", &early), ("during", &during), ("back again", &back), ("after", &after)];
        for (who, seen) in all {
            check(&me, &tasks, who, seen).await;
        }
        early_ones += early.len();
        late_ones += during.len();
    }
    assert_eq!((early_ones, late_ones), (TRIALS, TRIALS));
}

#[tokio::test]
async fn one_subscription_follows_many_tasks_and_ends_with_the_last() {
    let server = Server::own().await;
    let me = server.admin().await;
    let tasks = start_tasks(&me, 0).await;
    let positions: Vec<_> = tasks.iter().map(|id| json!({ "id": id })).collect();
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    socket.subscribe("all", crate::socket::EVENTS, json!({ "t": positions })).await;
    let told = socket.all(1).await.remove("all").unwrap();
    for id in &tasks {
        let events: Vec<_> = told.iter().filter(|it| it["taskId"] == *id).cloned().collect();
        check_events(&events);
    }
    let expected: u64 = futures::future::join_all(tasks.iter().map(|id| me.task(id)))
        .await
        .iter()
        .map(|it| it["lastSeq"].as_u64().unwrap())
        .sum();
    assert_eq!(told.len() as u64, expected);
}

#[tokio::test]
async fn a_filter_tells_of_tasks_that_were_not_there_yet() {
    let server = Server::own().await;
    let me = server.admin().await;
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    let document = "subscription($f: TaskFilter) { taskEvents(filter: $f) { taskId seq terminal task { kind } } }";
    socket.subscribe("f", document, json!({ "f": { "kinds": ["EMBED_JOB"] } })).await;
    socket.answer("now it is taken").await;
    let tasks = start_tasks(&me, 0).await;
    let mut seen: HashMap<String, Vec<Value>> = HashMap::new();
    let has_ended = |events: &Vec<Value>| events.last().is_some_and(|it| it["terminal"] == true);
    while seen.values().filter(|it| has_ended(it)).count() < tasks.len() {
        let (_, data) = socket.news().await;
        let event = data.expect("a filter has no end")["taskEvents"].clone();
        assert_eq!(event["task"]["kind"], "EMBED_JOB");
        seen.entry(text(&event["taskId"])).or_default().push(event);
    }
    for events in seen.values() {
        check_events(events);
    }
    assert_eq!(seen.len(), tasks.len());
}

#[tokio::test]
async fn a_task_that_is_not_there_cannot_be_followed() {
    let server = crate::server::shared().await;
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    socket.follow("1", &json!(crate::client::nobody("Task")), 0).await;
    let received = socket.receive().await;
    let crate::socket::Received::Message(message) = &received else { panic!("{received:?}") };
    let errors = if message["type"] == "error" { &message["payload"] } else { &message["payload"]["errors"] };
    assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{message}");
}
