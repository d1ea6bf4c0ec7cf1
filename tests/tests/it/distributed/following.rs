//! Followers on two servers: whenever they come, and however often they are cut off, each sees every event
//! once and in order.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Cluster, many, say};
use crate::client::Client;
use crate::kills::check_events;
use crate::server::Server;
use crate::socket::Socket;

const ROUND: usize = 20;

/// Jobs with a line of text each: the ids of the tasks that embed them.
async fn start_tasks(me: &Client, round: usize) -> Vec<Value> {
    let one = |number: usize| {
        format!(
            "t{number}: createJob(input: {{title: \"Job {round}.{number}\", description: \"Sorts letters.\"}}) {{ task {{ id }} }}"
        )
    };
    let document = format!("mutation {{ {} }}", (0..ROUND).map(one).collect::<String>());
    let made = me.data(&document, json!({})).await;
    (0..ROUND).map(|number| made[format!("t{number}")]["task"]["id"].clone()).collect()
}

async fn follow_all(server: &Server, tasks: &[Value]) -> Socket {
    let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
    for (number, task) in tasks.iter().enumerate() {
        socket.follow(&number.to_string(), task, 0).await;
    }
    socket
}

fn check_all(seen: &HashMap<String, Vec<Value>>) {
    assert_eq!(seen.len(), ROUND);
    for events in seen.values() {
        check_events(events);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_followers_on_either_server_see_every_event_once_and_in_order() {
    let cluster = Cluster::new().await;
    let (one, other) = tokio::join!(cluster.server(), cluster.server());
    let _worker = cluster.worker().await;
    let me = one.admin().await;
    let rounds = many(1_000) / ROUND;
    for round in 0..rounds {
        let tasks = start_tasks(&me, round).await;
        // At once on one server, a moment later on the other, and after the end on both.
        let (mut early, mut late) = tokio::join!(follow_all(&one, &tasks), follow_all(&other, &tasks));
        let (here, there) = tokio::join!(early.all(ROUND), late.all(ROUND));
        check_all(&here);
        check_all(&there);
        for server in [&one, &other] {
            check_all(&follow_all(server, &tasks).await.all(ROUND).await);
        }
    }
    say(
        "S1",
        &format!("{} tasks, each followed four times on two servers: no event missing, none twice", rounds * ROUND),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_a_follower_that_is_cut_off_goes_on_where_it_was() {
    let cluster = Cluster::new().await;
    let (one, other) = tokio::join!(cluster.server(), cluster.server());
    let _worker = cluster.worker().await;
    let me = one.admin().await;
    let cuts = many(500);
    let (mut cut, mut round) = (0, 10_000);
    while cut < cuts {
        round += 1;
        let tasks = start_tasks(&me, round).await;
        for (number, task) in tasks.iter().enumerate() {
            let mut seen: Vec<Value> = Vec::new();
            // After each event the line is cut, and another server takes over.
            while seen.last().is_none_or(|event| event["terminal"] != true) {
                let server = if (number + seen.len()).is_multiple_of(2) { &one } else { &other };
                let mut socket = Socket::signed_in(&server.url, &server.token().await).await;
                let after = seen.len() as u64;
                socket.follow("it", task, after).await;
                let (_, data) = socket.news().await;
                seen.push(data.expect("something follows what is not the end")["taskEvents"].clone());
                cut += 1;
            }
            check_events(&seen);
        }
    }
    say("S3", &format!("{cut} cuts resumed on the other server: no gap, nothing twice"));
}
