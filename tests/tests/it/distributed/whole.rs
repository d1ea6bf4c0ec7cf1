//! The main job, with two servers and two workers: what one takes in, the other knows.

use serde_json::json;

use super::Cluster;
use crate::client::{list, text};
use crate::kills::check_events;
use crate::people::{rust_job, three_for_rust};
use crate::socket::Socket;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_and_two_workers_are_one_office() {
    let cluster = Cluster::with_defaults().await;
    let (one, other) = tokio::join!(cluster.server(), cluster.server());
    let (_first, _second) = tokio::join!(cluster.worker(), cluster.worker_with(&["--pool", "medium_priority=1"]));
    let (here, there) = (one.admin().await, other.admin().await);
    let mode = here.data("{ systemInfo { mode } }", json!({})).await;
    assert_eq!(mode["systemInfo"]["mode"], "DISTRIBUTED");
    let job = here.job(rust_job()).await;
    let mut socket = Socket::signed_in(&other.url, &other.token().await).await;
    for (number, person) in three_for_rust("Cluster").iter().enumerate() {
        let sent = here.upload(&format!("{number}.pdf"), &person.pdf(), json!({ "jobId": job })).await;
        // Followed on the other server.
        let id = number.to_string();
        socket.follow(&id, &sent["task"]["id"], 0).await;
        check_events(&socket.all(1).await[&id]);
        assert_eq!(there.resume(&sent["resume"]["id"]).await["status"], "READY");
    }
    let people =
        "{ workers { name pools { queues concurrency } running { id } done failed } queues { name paused pending } }";
    let seen = there.data(people, json!({})).await;
    assert_eq!(list(&seen["workers"]).len(), 2, "{seen}");
    assert!(
        list(&seen["workers"])
            .iter()
            .any(|it| it["pools"] == json!([{ "queues": ["MEDIUM_PRIORITY"], "concurrency": 1 }]))
    );
    assert_eq!(list(&seen["queues"]).len(), 4, "{seen}");
    let document = "query($id: ID!) { matchCandidates(jobId: $id, first: 3) { nodes { candidate { name }
        application { screeningState task: screening { task { state } } } } } }";
    let ranked = there.data(document, json!({ "id": job })).await;
    let ranked = list(&ranked["matchCandidates"]["nodes"]);
    assert_eq!(ranked.len(), 3);
    assert!(text(&ranked[0]["candidate"]["name"]).starts_with("Mira"), "{ranked:?}");
    crate::wait::until(crate::wait::LONG, "all are screened", async || {
        let states = there.data("{ applications(first: 10) { nodes { screeningState } } }", json!({})).await;
        let states = list(&states["applications"]["nodes"]).to_vec();
        (states.len() == 3 && states.iter().all(|it| it["screeningState"] == "DONE")).then_some(())
    })
    .await;
}
