//! Arguments out of range, ids and cursors that are none: BAD_USER_INPUT, naming the argument.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::client::{list, nobody, text};
use crate::people::Paper;
use crate::server::shared;

#[tokio::test]
async fn arguments_out_of_range_are_named() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(json!({ "title": "Clockmaker", "description": "Repairs clocks." })).await;
    let ranked = |arguments: &str| format!("{{ matchCandidates(jobId: {job}, {arguments}) {{ totalCount }} }}");
    let listed = |arguments: &str| format!("{{ candidates({arguments}) {{ totalCount }} }}");
    let cases = [
        (ranked("first: 0"), "first"),
        (ranked("first: -1"), "first"),
        (ranked("first: 101"), "first"),
        (listed("first: 0"), "first"),
        (listed("first: -1"), "first"),
        (listed("first: 101"), "first"),
        (listed("last: 101"), "last"),
        (listed("first: 2, last: 2"), "last"),
        (ranked("minSimilarity: 7"), "minSimilarity"),
        (ranked("minSimilarity: -1.5"), "minSimilarity"),
        (ranked("weights: {semantic: -0.1}"), "weights"),
        (ranked("weights: {semantic: 2}"), "weights"),
        (ranked("weights: {semantic: 0, lexical: 0, skills: 0, experience: 0}"), "weights"),
        ("{ searchCandidates(text: \"  \") { totalCount } }".to_owned(), "text"),
        (ranked("after: \"not a cursor\""), "after"),
        (listed("after: \"bm90IGEgY3Vyc29y\""), "after"),
        (listed("last: 3, before: \"\""), "before"),
        (listed(&format!("filter: {{ text: \"{}\" }}", "q ".repeat(6_000))), "filter"),
        (listed(&format!("filter: {{ skills: [{}] }}", "\"knots\" ".repeat(1_001))), "filter"),
    ];
    for (document, argument) in cases {
        let (code, message) = me.error(&document, json!({})).await;
        assert_eq!(code, "BAD_USER_INPUT", "{document}: {message}");
        assert!(message.contains(argument), "{document}: {message}");
    }
}

#[tokio::test]
async fn ids_that_are_none_are_refused_everywhere() {
    let server = shared().await;
    let me = server.admin().await;
    let ids = ["", "nonsense", "Sm9iOm5vdC1hLXV1aWQ", &nobody("Candidate"), &nobody("Screening")];
    for id in ids {
        let documents = [
            ("query($id: ID!) { job(id: $id) { id } }", json!({ "id": id })),
            ("query($id: ID!) { matchCandidates(jobId: $id) { totalCount } }", json!({ "id": id })),
            (
                "mutation($i: DeleteJobInput!) { deleteJob(input: $i) { deletedId userErrors { code } } }",
                json!({ "i": { "id": id } }),
            ),
        ];
        for (document, variables) in documents {
            let (code, message) = me.error(document, variables).await;
            assert_eq!(code, "BAD_USER_INPUT", "{id}, {document}: {message}");
        }
    }
}

#[tokio::test]
async fn nothing_is_found_for_an_unknown_id() {
    let server = shared().await;
    let me = server.admin().await;
    for (field, argument, kind) in [
        ("job", "id", "Job"),
        ("candidate", "id", "Candidate"),
        ("resume", "id", "Resume"),
        ("application", "id", "Application"),
        ("screening", "id", "Screening"),
        ("task", "id", "Task"),
        ("node", "id", "Job"),
        ("matchCandidates", "jobId", "Job"),
        ("matchJobs", "candidateId", "Candidate"),
        ("similarCandidates", "candidateId", "Candidate"),
    ] {
        let document = format!("{{ {field}({argument}: \"{}\") {{ __typename }} }}", nobody(kind));
        let data = me.data(&document, json!({})).await;
        assert!(data[field].is_null(), "{document}: {data}");
    }
    let document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let data = me.data(document, json!({ "ids": [nobody("Job"), nobody("Task")] })).await;
    assert_eq!(data["nodes"], json!([null, null]));
}

#[tokio::test]
async fn a_cursor_belongs_to_its_question() {
    let server = shared().await;
    let me = server.admin().await;
    for name in ["Xenia Yilmaz", "Yusuf Yilmaz", "Zehra Yilmaz"] {
        me.ingest(&format!("{name}.txt"), &Paper::of(name, &["Watchmaker in Basel."]).txt()).await;
    }
    let document = "query($a: String, $f: CandidateFilter, $o: CandidateOrder) {
        candidates(first: 1, after: $a, filter: $f, orderBy: $o) { pageInfo { endCursor } nodes { id name } } }";
    let by_name = json!({ "field": "NAME", "direction": "ASC" });
    let filter = json!({ "text": "Yilmaz" });
    let page = me.data(document, json!({ "f": filter, "o": by_name })).await["candidates"].clone();
    let cursor = page["pageInfo"]["endCursor"].clone();
    assert_eq!(page["nodes"][0]["name"], "Xenia Yilmaz");
    let next = me.data(document, json!({ "a": cursor, "f": filter, "o": by_name })).await;
    assert_eq!(next["candidates"]["nodes"][0]["name"], "Yusuf Yilmaz");

    let other_direction = json!({ "field": "NAME", "direction": "DESC" });
    let others = [
        json!({ "a": cursor, "f": { "text": "Yusuf" }, "o": by_name }),
        json!({ "a": cursor, "f": filter, "o": other_direction }),
        json!({ "a": cursor }),
    ];
    for variables in others {
        let (code, message) = me.error(document, variables.clone()).await;
        assert_eq!(code, "BAD_USER_INPUT", "{variables}: {message}");
    }
    let (code, _) =
        me.error("query($a: String) { jobs(first: 1, after: $a) { totalCount } }", json!({ "a": cursor })).await;
    assert_eq!(code, "BAD_USER_INPUT");
}

/// The cursor with another sort key in it.
fn forged(cursor: &Value, key: &str) -> String {
    let json = URL_SAFE_NO_PAD.decode(text(cursor)).unwrap();
    let parts: Value = serde_json::from_slice(&json).unwrap();
    let forged = String::from_utf8(json).unwrap().replace(&parts["k"].to_string(), key);
    assert!(forged.contains(key), "{forged}");
    URL_SAFE_NO_PAD.encode(forged)
}

#[tokio::test]
async fn a_forged_cursor_is_refused() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(json!({ "title": "Potter", "description": "Makes pots." })).await;
    me.ingest("vera.txt", &Paper::of("Vera Quandt", &["Potter in Delft."]).txt()).await;
    let by = |field: &str| format!("candidates(first: 1, after: $a, orderBy: {{field: {field}, direction: ASC}})");
    let lists = [
        ("time", by("CREATED_AT")),
        ("text", by("NAME")),
        ("number", by("YEARS_OF_EXPERIENCE")),
        ("number", format!("matchCandidates(jobId: {job}, first: 1, after: $a)")),
    ];
    let keys = [
        ("time", r#"{"t":"time","v":"2020-01-01T00:00:00Z"}"#),
        ("text", r#"{"t":"text","v":"a"}"#),
        ("number", r#"{"t":"number","v":7.5}"#),
        ("none", r#"{"t":"number","v":"7"}"#),
        ("none", r#"{"t":"number","v":NaN}"#),
        ("none", r#"{"t":"number","v":1e999}"#),
        ("none", r#"{"t":"word","v":"a"}"#),
        ("none", r#"["a"]"#),
        ("none", "7"),
    ];
    for (kind, list) in lists {
        let document = format!("query($a: String) {{ list: {list} {{ pageInfo {{ endCursor }} }} }}");
        let page = me.data(&document, json!({})).await;
        for (_, key) in keys.iter().filter(|(other, _)| *other != kind) {
            let cursor = forged(&page["list"]["pageInfo"]["endCursor"], key);
            let (code, message) = me.error(&document, json!({ "a": cursor })).await;
            assert_eq!(code, "BAD_USER_INPUT", "{key} in {document}: {message}");
            assert!(message.contains("after"), "{message}");
        }
    }
}

#[tokio::test]
async fn lists_can_be_walked_from_both_ends() {
    let server = shared().await;
    let me = server.admin().await;
    for name in ["Agnes Zeller", "Bruno Zeller", "Carla Zeller", "Dario Zeller"] {
        me.done("createCandidate", "candidate { id }", json!({ "name": name, "tags": ["walked"] })).await;
    }
    let document = "query($f: Int, $a: String, $l: Int, $b: String) {
        candidates(first: $f, after: $a, last: $l, before: $b, filter: {tags: [\"walked\"]}, orderBy: {field: NAME, direction: ASC}) {
          totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { name } } }";
    let walk = async |variables: Value| me.data(document, variables).await["candidates"].clone();
    let names = |page: &Value| -> Vec<String> { list(&page["nodes"]).iter().map(|it| text(&it["name"])).collect() };
    let front = walk(json!({ "f": 2 })).await;
    assert_eq!(names(&front), ["Agnes Zeller", "Bruno Zeller"]);
    assert_eq!((&front["totalCount"], &front["pageInfo"]["hasNextPage"]), (&json!(4), &json!(true)));
    let rest = walk(json!({ "f": 2, "a": front["pageInfo"]["endCursor"] })).await;
    assert_eq!(names(&rest), ["Carla Zeller", "Dario Zeller"]);
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
    let back = walk(json!({ "l": 3 })).await;
    assert_eq!(names(&back), ["Bruno Zeller", "Carla Zeller", "Dario Zeller"]);
    assert_eq!(back["pageInfo"]["hasPreviousPage"], true);
    let first = walk(json!({ "l": 3, "b": back["pageInfo"]["startCursor"] })).await;
    assert_eq!(names(&first), ["Agnes Zeller"]);
    assert_eq!(first["pageInfo"]["hasPreviousPage"], false);
}
