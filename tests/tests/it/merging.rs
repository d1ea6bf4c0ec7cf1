//! Two candidates who are one person: proposed, merged, and two again.

use serde_json::{Value, json};

use crate::client::{Client, list};
use crate::people::{Paper, rust_job};
use crate::server::shared;

const STORY: &[&str] = &[
    "Platform engineer",
    "Experience",
    "Platform engineer, Vela, 2015 - 2024",
    "Built the settlement engine in Rust and ran it for nine years with two colleagues and one pager.",
    "Moved three hundred tables to PostgreSQL without a lost row, and wrote down how for those who came after.",
    "Skills: Rust, PostgreSQL, Kafka",
];

const WHO: &str = "query($id: ID!) { candidate(id: $id) {
    name email otherEmails otherPhones tags resumes { totalCount }
    applications { nodes { id job { id } } }
    mergeProposals { candidate { id } reasons similarity }
} }";

async fn who(me: &Client, id: &Value) -> Value {
    me.data(WHO, json!({ "id": id })).await["candidate"].clone()
}

#[tokio::test]
async fn a_proposal_is_merged_and_undone() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let first = me.ingest("first.pdf", &Paper::of("Ottoline Bramblewick", STORY).pdf()).await;
    let second = me.ingest("second.docx", &Paper::of("Otti Brambles", STORY).docx()).await;
    let (keep, other) = (&first["candidate"]["id"], &second["candidate"]["id"]);
    let application = me.apply(other, &job).await;
    let before = who(&me, keep).await;
    let proposal =
        list(&before["mergeProposals"]).iter().find(|it| it["candidate"]["id"] == *other).expect("they are alike");
    assert_eq!(proposal["reasons"], json!(["SIMILAR_TEXT"]));
    assert!(proposal["similarity"].as_f64().is_some_and(|share| share > 0.7), "{proposal}");

    let both = json!({ "keepId": keep, "otherId": other });
    let merged = me.done("mergeCandidates", "candidate { id name }", both.clone()).await;
    assert_eq!(merged["candidate"], json!({ "id": keep, "name": "Ottoline Bramblewick" }));
    let one = who(&me, keep).await;
    assert_eq!(
        (&one["resumes"]["totalCount"], &one["otherEmails"]),
        (&json!(2), &json!(["otti.brambles@example.com"]))
    );
    assert_eq!(one["applications"]["nodes"], json!([{ "id": application, "job": { "id": job } }]));
    assert!(list(&one["mergeProposals"]).iter().all(|it| it["candidate"]["id"] != *other));
    let gone =
        me.data("query($id: ID!) { candidate(id: $id) { id } node(id: $id) { id } }", json!({ "id": other })).await;
    assert!(gone["candidate"].is_null() && gone["node"].is_null());
    let again = me.refused("mergeCandidates", both).await;
    assert_eq!(again, (vec!["input".to_owned(), "otherId".to_owned()], "NOT_FOUND".to_owned()));

    me.done("undoMerge", "candidate { id }", json!({ "candidateId": keep })).await;
    let (restored, back) = (who(&me, keep).await, who(&me, other).await);
    assert_eq!(restored, before);
    assert_eq!((&back["name"], &back["resumes"]["totalCount"]), (&json!("Otti Brambles"), &json!(1)));
    assert_eq!(back["applications"]["nodes"][0]["id"], application);
    let twice = me.refused("undoMerge", json!({ "candidateId": keep })).await;
    assert_eq!(twice, (vec!["input".to_owned(), "candidateId".to_owned()], "NOT_POSSIBLE".to_owned()));
}
