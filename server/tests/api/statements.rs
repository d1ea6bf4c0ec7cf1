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
