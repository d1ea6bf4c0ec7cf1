//! A long line while nobody works.

use serde_json::json;

use super::{Cluster, many, say};
use crate::wait::{LONG, until};

/// Resident memory of a process, in KiB.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the kernel says it");
    line.trim().trim_end_matches(" kB").parse().expect("it is a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j11_a_long_line_costs_no_memory_and_is_worked_off() {
    let cluster = Cluster::new().await;
    let server = cluster.server().await;
    let me = server.admin().await;
    let (tasks, round) = (many(20_000), 50);
    let make = |from: usize| {
        let one = |number: usize| {
            format!(
                "t{number}: createJob(input: {{title: \"Job {number}\", description: \"Sorts letters in room {number}.\"}}) {{ task {{ id }} }}"
            )
        };
        format!("mutation {{ {} }}", (from..from + round).map(one).collect::<String>())
    };
    // The first ones warm everything up.
    for from in (0..10 * round).step_by(round) {
        me.data(&make(from), json!({})).await;
    }
    let before = memory(server.pid());
    for from in (10 * round..tasks).step_by(round) {
        me.data(&make(from), json!({})).await;
    }
    let grown = memory(server.pid()).saturating_sub(before);
    let waiting = "{ tasks(first: 1, filter: {states: [PENDING]}) { totalCount } }";
    assert_eq!(me.data(waiting, json!({})).await["tasks"]["totalCount"], tasks);
    let _worker = cluster.worker().await;
    let done = "{ tasks(first: 1, filter: {states: [SUCCESS]}) { totalCount } }";
    until(LONG * 10, "all are done", async || {
        (me.data(done, json!({})).await["tasks"]["totalCount"] == tasks).then_some(())
    })
    .await;
    say("J11", &format!("{tasks} tasks in line: the server grew by {grown} KiB of 51,200 allowed, and all were done"));
    assert!(grown < 50 << 10, "{grown} KiB");
}
