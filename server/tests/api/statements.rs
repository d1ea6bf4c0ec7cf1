//! A page is loaded in a handful of statements, however many rows it has: no loader asks row by row.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::world::World;

const MOST_STATEMENTS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_resumes_of_a_page_of_candidates_take_one_statement() {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let world = World::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    })
    .await;
    let resumes =
        "{ candidates(first: 20) { nodes { resumes(first: 2) { nodes { fileName } pageInfo { hasNextPage } } } } }";
    let taken = async |query: &str| {
        statements.store(0, Ordering::SeqCst);
        let data = world.ask(query).await;
        (data, statements.load(Ordering::SeqCst))
    };
    let (data, with) = taken(resumes).await;
    let (_, without) = taken("{ candidates(first: 20) { nodes { name } } }").await;
    for node in data["candidates"]["nodes"].as_array().unwrap() {
        assert_eq!(node["resumes"]["nodes"].as_array().unwrap().len(), 1, "{node}");
        assert_eq!(node["resumes"]["pageInfo"]["hasNextPage"], false, "{node}");
    }
    assert_eq!(with, without + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_of_twenty_candidates_with_what_hangs_on_them_takes_at_most_six_statements() {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let world = World::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    })
    .await;
    let query = "{ candidates(first: 20) { nodes { name skills { name } latestResume { fileName text task { state } }
        applications(first: 5) { nodes { stage job { title } } } } pageInfo { hasNextPage } } }";
    for _ in 0..20 {
        statements.store(0, Ordering::SeqCst);
        let data = world.ask(query).await;
        let nodes = data["candidates"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 20);
        for node in nodes {
            assert_eq!(node["applications"]["nodes"][0]["job"]["title"], "Engineer", "{node}");
            assert_eq!(node["latestResume"]["task"]["state"], "SUCCESS", "{node}");
        }
        let taken = statements.load(Ordering::SeqCst);
        assert!((3..=MOST_STATEMENTS).contains(&taken), "{taken} statements");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_may_be_whom_takes_three_statements_a_page() {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let world = World::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    })
    .await;
    world.database.execute("UPDATE candidate SET phone = '+31 20 555 0100'").await;
    let taken = async |query: &str| {
        statements.store(0, Ordering::SeqCst);
        let data = world.ask(query).await;
        (data, statements.load(Ordering::SeqCst))
    };
    let proposals = "{ candidates(first: 10) { nodes { mergeProposals { candidate { name } reasons similarity } } } }";
    let (data, with) = taken(proposals).await;
    let (_, without) = taken("{ candidates(first: 10) { nodes { name } } }").await;
    for node in data["candidates"]["nodes"].as_array().unwrap() {
        let reasons = &node["mergeProposals"][0]["reasons"];
        assert_eq!(reasons, &serde_json::json!(["SAME_PHONE"]), "{node}");
    }
    assert_eq!(with, without + 3, "addresses and numbers, texts, and who they are");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_all_workers_are_at_takes_one_statement_besides_the_workers() {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let world = World::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    })
    .await;
    for (name, done) in [("one", 3), ("three", 5), ("two", 8)] {
        let report = format!(
            r#"INSERT INTO worker (id, name, host, version, pools, done)
            VALUES (gen_random_uuid(), '{name}', 'here', '1', '[{{"queues": ["embeddings"], "slots": 4}}]', {done})"#
        );
        world.database.execute(&report).await;
    }
    let hold = "UPDATE task_dispatch SET owner = CASE row % 3 WHEN 0 THEN 'one' ELSE 'two' END, lease_until = now() + interval '1 hour'
        FROM (SELECT task_id AS id, row_number() OVER () AS row FROM task_dispatch) AS it WHERE id = task_id AND row <= 9";
    world.database.execute(hold).await;
    statements.store(0, Ordering::SeqCst);
    let data =
        world.ask("{ workers { name done pools { queues concurrency } running { state } } queues { name } }").await;
    let taken = statements.load(Ordering::SeqCst);
    let seen = |worker: &serde_json::Value| {
        let running = worker["running"].as_array().unwrap().len();
        (worker["name"].as_str().unwrap().to_owned(), worker["done"].as_i64().unwrap(), running)
    };
    let workers: Vec<_> = data["workers"].as_array().unwrap().iter().map(seen).collect();
    assert_eq!(workers, [("one".to_owned(), 3, 3), ("three".to_owned(), 5, 0), ("two".to_owned(), 8, 6)]);
    assert_eq!(data["workers"][0]["pools"][0], serde_json::json!({ "queues": ["EMBEDDINGS"], "concurrency": 4 }));
    assert_eq!(data["queues"].as_array().unwrap().len(), 4);
    assert_eq!(taken, 3);
}
