//! Who isn't signed in is refused field by field: the rest of the operation is answered.

use async_graphql::Request;
use serde_json::{Value, json};
use server::graphql::builder;

async fn answer(query: &str) -> Value {
    serde_json::to_value(builder().finish().execute(Request::new(query)).await).unwrap()
}

#[tokio::test]
async fn a_refused_field_is_null_and_its_error_says_which() {
    let answer =
        answer("{ __typename mine: jobs { totalCount } ...more } fragment more on Query { tasks { totalCount } }")
            .await;
    assert_eq!(answer["data"], json!({ "__typename": "Query", "mine": null, "tasks": null }));
    let errors = answer["errors"].as_array().unwrap();
    let mut paths: Vec<String> = errors.iter().map(|error| error["path"].to_string()).collect();
    paths.sort();
    assert_eq!(paths, ["[\"mine\"]", "[\"tasks\"]"]);
    for error in errors {
        assert_eq!(error["extensions"]["code"], "UNAUTHENTICATED", "{error}");
        assert_eq!(error["locations"].as_array().unwrap().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn what_cannot_be_null_takes_the_answer_along() {
    let answer = answer("{ __schema { queryType { name } } }").await;
    assert!(answer["data"].is_null(), "{answer}");
    assert_eq!(answer["errors"][0]["path"], json!(["__schema"]));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}
