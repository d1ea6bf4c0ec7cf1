//! What an operation may ask for. Nobody is signed in here: what is within the limits is refused for that
//! alone, and reaches no store.

use std::time::{Duration, Instant};

use async_graphql::{Request, Variables};
use serde_json::{Value, json};
use server::graphql::builder;

const WITHIN: &str = "UNAUTHENTICATED";
const BEYOND: &str = "QUERY_TOO_COMPLEX";

async fn answer(query: &str, variables: Value) -> Value {
    let request = Request::new(query).variables(Variables::from_json(variables));
    serde_json::to_value(builder().finish().execute(request).await).unwrap()
}

async fn code_with(query: &str, variables: Value) -> String {
    let answer = answer(query, variables).await;
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn code(query: &str) -> String {
    code_with(query, json!({})).await
}

#[tokio::test]
async fn a_bomb_of_fragments_is_refused_in_no_time() {
    for levels in [12, 20, 28] {
        let fragment = |n: usize| format!("fragment f{n} on Query {{ ...f{} ...f{} }}\n", n + 1, n + 1);
        let fragments: String = (0..levels).map(fragment).collect();
        let bomb = format!("{{ ...f0 }}\n{fragments}fragment f{levels} on Query {{ viewer {{ roles }} }}");
        let begun = Instant::now();
        assert_eq!(code(&bomb).await, BEYOND);
        assert!(begun.elapsed() < Duration::from_secs(1), "{levels} levels took {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn the_largest_documents_are_validated_in_no_time() {
    let fields: String = (0..90).map(|n| format!("a{n}: __typename ")).collect();
    let many: String = (0..90).map(|n| format!("fragment x{n} on Query {{ ...large }} ")).collect();
    let used: String = (0..18).map(|n| format!("...x{n} ")).collect();
    let documents = [
        format!("{{ {} }}", "viewer { roles } ".repeat(900)),
        format!("{{ ...large }} fragment large on Query {{ {fields} }} {many}"),
        format!("{{ {used} }} fragment large on Query {{ {fields} }} {many}"),
        format!("{{ a(b: {}) }}", "[".repeat(40) + &"]".repeat(40)),
        format!("{{ a(b: [{}]) }}", "1,".repeat(16_000)),
    ];
    for document in documents {
        let begun = Instant::now();
        answer(&document, json!({})).await;
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}: {document:.60}", begun.elapsed());
    }
}

#[tokio::test]
async fn deep_documents_end_nothing_but_themselves() {
    for (open, close) in [("{ viewer ", "}"), ("{ job(id: [", "])}"), ("{ ... ", "}")] {
        let deep = open.repeat(20_000) + &close.repeat(20_000);
        assert_eq!(code(&deep).await, BEYOND, "{open}");
    }
    let types = format!("query($a: {}ID{}) {{ job(id: $a) {{ id }} }}", "[".repeat(9_000), "]".repeat(9_000));
    assert_eq!(code(&types).await, BEYOND);
}

#[tokio::test]
async fn pages_within_pages_cost_their_product() {
    let jobs = |first: &str, applications: &str| {
        format!(
            "{{ jobs({first}) {{ edges {{ node {{ applications({applications}) {{ edges {{ node {{ id }} }} }} }} }} }} }}"
        )
    };
    assert_eq!(code(&jobs("first: 100", "first: 10")).await, WITHIN);
    assert_eq!(code(&jobs("first: 10", "last: 100")).await, WITHIN);
    assert_eq!(code(&jobs("first: 100", "first: 100")).await, BEYOND);
    assert_eq!(code(&jobs("last: 100", "last: 100")).await, BEYOND);
    // Twenty rows when nothing is said.
    let three = "{ jobs { nodes { applications { nodes { stageChanges { nodes { id } } } } } } }";
    assert_eq!(code(three).await, WITHIN);
    let four = "{ jobs { nodes { applications { nodes { candidate { applications { nodes { stageChanges { nodes { id } } } } } } } } } }";
    assert_eq!(code(four).await, BEYOND);
    let events =
        "{ tasks(first: 100) { nodes { id state error { code } events(first: 100) { seq terminal state } } } }";
    assert_eq!(code(events).await, WITHIN);
}

#[tokio::test]
async fn a_page_that_a_variable_names_counts_as_well() {
    let query = "query($n: Int, $m: Int = 100) { jobs(first: $n) { nodes { ...more } } }
        fragment more on Job { applications(first: $m) { nodes { id stage } } }";
    assert_eq!(code_with(query, json!({ "n": 10 })).await, WITHIN);
    assert_eq!(code_with(query, json!({ "n": 100 })).await, BEYOND);
    assert_eq!(code_with(query, json!({ "n": 100, "m": 5 })).await, WITHIN);
    assert_eq!(code_with(query, json!({ "m": null })).await, WITHIN);
    let ids = vec!["x"; 100];
    let nodes =
        "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Job { applications(first: 100) { nodes { id stage } } } } }";
    assert_eq!(code_with(nodes, json!({ "ids": ids[..10] })).await, WITHIN);
    assert_eq!(code_with(nodes, json!({ "ids": ids })).await, BEYOND);
}

#[tokio::test]
async fn names_rankings_and_changes_have_an_end() {
    let repeated = |times: usize, field: &str| -> String { (0..times).map(|n| format!("a{n}: {field} ")).collect() };
    let viewers = |times| format!("{{ {} }}", repeated(times, "viewer { roles }"));
    assert_eq!(code(&viewers(200)).await, WITHIN);
    assert_eq!(code(&viewers(201)).await, BEYOND);
    let rankings =
        |times| format!("{{ {} }}", repeated(times, "matchCandidates(jobId: \"a\", first: 5) { totalCount }"));
    assert_eq!(code(&rankings(20)).await, WITHIN);
    assert_eq!(code(&rankings(60)).await, BEYOND);
}

#[tokio::test]
async fn an_operation_signs_in_once() {
    let sign_in = "signIn(input: {email: \"a@example.com\", password: \"b\"}) { token }";
    for twice in [
        format!("mutation {{ a: {sign_in} b: {sign_in} }}"),
        format!("mutation {{ {sign_in} {sign_in} }}"),
        format!("mutation {{ ...a ... {{ {sign_in} }} }} fragment a on Mutation {{ {sign_in} }}"),
    ] {
        assert_eq!(code(&twice).await, BEYOND, "{twice}");
    }
}

#[tokio::test]
async fn the_schema_can_be_asked_for_but_not_without_end() {
    let kind = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
        kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
    let usual = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
            subscriptionType {{ name kind }} types {{ ...FullType }}
            directives {{ name description locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
        fragment FullType on __Type {{ kind name description specifiedByURL
            fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
                type {{ ...TypeRef }} isDeprecated deprecationReason }}
            inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
            possibleTypes {{ ...TypeRef }} }}
        fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue }}
        fragment TypeRef on __Type {{ {kind} }}"
    );
    assert_eq!(code(&usual).await, WITHIN);
    let endless = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(code(endless).await, BEYOND);
    let endless = "{ __type(name: \"Job\") { possibleTypes { interfaces { fields { name } } } } }";
    assert_eq!(code(endless).await, BEYOND);
}

#[tokio::test]
async fn a_text_with_a_null_character_is_refused_by_its_argument() {
    let searched = "query($t: String!, $f: CandidateFilter) { searchCandidates(text: $t, filter: $f) { totalCount } }";
    let cases = [
        (searched, json!({ "t": "a\0b" }), "text"),
        (searched, json!({ "t": "a", "f": { "skills": ["Rust", "\0"] } }), "filter"),
        ("{ jobs(filter: {text: \"a\\u0000\"}) { totalCount } }", json!({}), "filter"),
        ("query($t: String = \"\\u0000\") { jobs(filter: {text: $t}) { totalCount } }", json!({}), "filter"),
        ("{ job(id: \"\0\") { id } }", json!({}), "id"),
        (
            "mutation { signOut { userErrors { code } } deleteJob(input: {id: \"a\"}) { deletedId } }
             fragment never on Job { applications(after: \"\\u0000\") { totalCount } }",
            json!({}),
            "",
        ),
    ];
    for (query, variables, argument) in cases {
        let answer = answer(query, variables).await;
        let error = &answer["errors"][0];
        if argument.is_empty() {
            assert_ne!(error["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
            continue;
        }
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{query}: {answer}");
        assert!(error["message"].as_str().unwrap().starts_with(argument), "{query}: {answer}");
    }
}

#[tokio::test]
async fn a_file_is_one_that_came_along() {
    let upload = "mutation($i: UploadResumeInput!) { uploadResume(input: $i) { userErrors { code } } }";
    for place in ["#__graphql_file__:0", "#__graphql_file__:x", "#__graphql_file__:18446744073709551616"] {
        let answer = answer(upload, json!({ "i": { "file": place } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    }
    let literal = "mutation { uploadResume(input: {file: \"#__graphql_file__:x\"}) { userErrors { code } } }";
    assert_eq!(code(literal).await, "BAD_USER_INPUT");
}
