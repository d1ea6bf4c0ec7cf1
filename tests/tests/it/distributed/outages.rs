//! What the API says while its database is away.

use std::time::Instant;

use kit::{Proxy, Target};
use serde_json::json;

use super::{Cluster, say};
use crate::wait::{SOON, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j14_without_its_database_the_api_answers_with_a_code_and_goes_on_after() {
    let cluster = Cluster::new().await;
    let (name, socket) = cluster.database.socket();
    let way = Proxy::to(Target::Socket(socket)).await;
    let url = format!("postgres://postgres@127.0.0.1:{}/{name}", way.port());
    let cluster = cluster.and(&[("DATABASE_URL", &url), ("SHORTLIST__DATABASE__ACQUIRE_TIMEOUT", "1s")]);
    let server = cluster.server().await;
    let _worker = cluster.worker().await;
    let me = server.admin().await;
    let jobs = "{ jobs(first: 1) { totalCount } }";
    me.data(jobs, json!({})).await;
    way.block().await;
    let (code, message) = me.error(jobs, json!({})).await;
    assert_eq!(code, "INTERNAL_SERVER_ERROR");
    assert!(!message.contains("postgres"), "{message}");
    until(SOON, "the server says that it isn't ready", async || (me.get("/readyz").await.0 == 503).then_some(())).await;
    assert_eq!(me.get("/livez").await.0, 200, "nobody need restart it");
    way.open().await;
    let back = Instant::now();
    until(SOON, "the server is ready again", async || (me.get("/readyz").await.0 == 200).then_some(())).await;
    let made = me.done("createJob", "task { id }", json!({ "title": "Baker", "description": "Bakes bread." })).await;
    assert_eq!(me.ended(&made["task"]["id"]).await["state"], "SUCCESS");
    say("J14", &format!("a task was done {} ms after PostgreSQL was back", back.elapsed().as_millis()));
}
