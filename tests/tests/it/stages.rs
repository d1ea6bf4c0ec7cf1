//! Moving an application through its stages: who did it, when and why stays written.

use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::server::shared;

const HISTORY: &str = "query($id: ID!) { application(id: $id) { stage stageChangedAt appliedAt
    stageChanges { totalCount nodes { from to reason notified at actor { id name } } } } }";

/// An application of somebody without a résumé, in the stage that its source begins with.
async fn applied(me: &Client, name: &str, source: &str) -> Value {
    let made = me.done("createCandidate", "candidate { id }", json!({ "name": name })).await;
    let job = json!({ "title": format!("A job for {name}"), "description": "To be done with care." });
    let job = me.done("createJob", "job { id }", job).await;
    let input = json!({ "candidateId": made["candidate"]["id"], "jobId": job["job"]["id"], "source": source });
    let made = me.done("createApplication", "application { id }", input).await;
    made["application"]["id"].clone()
}

async fn go(me: &Client, id: &Value, stage: &str, reason: Option<&str>) -> Value {
    let input = json!({ "applicationId": id, "stage": stage, "reason": reason });
    me.mutate("changeStage", "application { stage }", input).await
}

#[tokio::test]
async fn the_history_says_who_moved_it_and_why() {
    let server = shared().await;
    let me = server.admin().await;
    let id = applied(&me, "Jette Krogh", "DIRECT").await;
    for stage in ["IN_REVIEW", "INTERVIEW"] {
        let moved = go(&me, &id, stage, None).await;
        assert_eq!((&moved["userErrors"], &moved["application"]["stage"]), (&json!([]), &json!(stage)));
    }
    let back = go(&me, &id, "IN_REVIEW", Some("The certificate is missing.")).await;
    assert_eq!(back["application"]["stage"], "IN_REVIEW", "{back}");
    let found = me.data(HISTORY, json!({ "id": id })).await["application"].clone();
    let changes = list(&found["stageChanges"]["nodes"]);
    assert_eq!(found["stageChanges"]["totalCount"], 4);
    let ways: Vec<_> = changes.iter().map(|it| (text(&it["from"]), text(&it["to"]))).collect();
    let expected = [("", "APPLIED"), ("APPLIED", "IN_REVIEW"), ("IN_REVIEW", "INTERVIEW"), ("INTERVIEW", "IN_REVIEW")];
    assert_eq!(ways, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
    assert_eq!(changes[3]["reason"], "The certificate is missing.");
    let viewer = me.data("{ viewer { actor { id name } } }", json!({})).await["viewer"]["actor"].clone();
    assert!(changes.iter().all(|it| it["actor"] == viewer && it["notified"] == false), "{changes:?}");
    assert_eq!(found["stageChangedAt"], changes[3]["at"]);
    let times: Vec<_> = changes.iter().map(|it| text(&it["at"])).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test]
async fn going_back_needs_a_reason_and_some_ways_do_not_exist() {
    let server = shared().await;
    let me = server.admin().await;
    let id = applied(&me, "Karen Lund", "DIRECT").await;
    go(&me, &id, "INTERVIEW", None).await;
    for (stage, reason, field, code) in [
        ("APPLIED", None, "reason", "REQUIRED"),
        ("APPLIED", Some("   "), "reason", "REQUIRED"),
        ("INTERVIEW", None, "stage", "FORBIDDEN_TRANSITION"),
        ("SOURCED", Some("mistake"), "stage", "FORBIDDEN_TRANSITION"),
    ] {
        let payload = go(&me, &id, stage, reason).await;
        let error = &payload["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(["input", field])), "{stage}: {payload}");
    }
    let found = me.data(HISTORY, json!({ "id": id })).await["application"].clone();
    assert_eq!((&found["stage"], &found["stageChanges"]["totalCount"]), (&json!("INTERVIEW"), &json!(2)));
    for reason in [None, Some(" ")] {
        let payload = go(&me, &id, "REJECTED", reason).await;
        let error = &payload["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("REQUIRED"), &json!(["input", "reason"])), "{payload}");
    }
    assert_eq!(go(&me, &id, "REJECTED", Some("No licence.")).await["application"]["stage"], "REJECTED");
    let payload = go(&me, &id, "OFFER", None).await;
    assert_eq!(payload["userErrors"][0]["code"], "REQUIRED", "out of an end only with a reason");
    assert_eq!(go(&me, &id, "OFFER", Some("We were wrong.")).await["application"]["stage"], "OFFER");
}

#[tokio::test]
async fn who_was_found_has_not_applied_until_they_go_on() {
    let server = shared().await;
    let me = server.admin().await;
    let id = applied(&me, "Liv Moen", "SOURCED").await;
    let found = me.data(HISTORY, json!({ "id": id })).await["application"].clone();
    assert_eq!(found["stage"], "SOURCED");
    assert!(found["appliedAt"].is_null());
    go(&me, &id, "APPLIED", None).await;
    let found = me.data(HISTORY, json!({ "id": id })).await["application"].clone();
    assert!(!found["appliedAt"].is_null());
}
