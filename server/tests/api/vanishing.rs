//! What goes away between a list and what its rows point at takes its row along, and no other.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::CandidateId;
use platform::events::InProcessBus;
use platform::store::{DatabaseSettings, PgStore};
use serde_json::Value;

use crate::world::{CANDIDATES, World, services_on};

/// Erases somebody, on a thread and a connection of its own, before it comes back.
fn erase(url: &str, candidate: CandidateId) {
    let url = url.to_owned();
    let erase = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let bus = InProcessBus::default();
            let settings = DatabaseSettings::new(&url, "erasing");
            let store = PgStore::connect(&settings, Arc::new(bus.clone())).await.unwrap();
            let services = services_on(store, &bus).await;
            services.candidates.erase(candidate, "asked to").await.unwrap();
        });
    };
    std::thread::spawn(erase).join().unwrap();
}

/// The answer while somebody is erased after the `nth` statement (from 1) of it.
async fn ask_while_erasing(nth: usize, query: impl Fn(&World) -> String) -> (Value, CandidateId) {
    let plan: Arc<OnceLock<(String, CandidateId)>> = Arc::default();
    let (planned, sent) = (Arc::clone(&plan), AtomicUsize::new(0));
    let world = World::new(move || {
        let Some((url, candidate)) = planned.get() else { return };
        if sent.fetch_add(1, Ordering::SeqCst) + 1 == nth {
            erase(url, *candidate);
        }
    })
    .await;
    let victim = world.candidates[3];
    plan.set((world.database.url().to_owned(), victim)).unwrap();
    (world.ask(&query(&world)).await, victim)
}

fn global(kind: &str, id: impl std::fmt::Display) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{id}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_goes_with_its_candidate() {
    let query = "{ applications(first: 50) { nodes { stage candidate { id name } job { title } } edges { node { candidate { id } } } } }";
    let (data, victim) = ask_while_erasing(1, |_| query.to_owned()).await;
    let gone = global("Candidate", victim);
    let page = &data["applications"];
    let nodes = page["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), CANDIDATES - 1);
    assert!(nodes.iter().all(|node| node["candidate"]["id"] != gone && node["job"]["title"] == "Engineer"));
    assert_eq!(page["edges"].as_array().unwrap().len(), CANDIDATES - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_match_goes_with_its_candidate_whenever_that_goes() {
    for nth in 1..=8 {
        let query = |world: &World| {
            let job = global("Job", world.job);
            format!(
                "{{ matchCandidates(jobId: \"{job}\", first: 50) {{ nodes {{ score candidate {{ id }} resume {{ text }} }} }} }}"
            )
        };
        let (data, victim) = ask_while_erasing(nth, query).await;
        let gone = global("Candidate", victim);
        let nodes = data["matchCandidates"]["nodes"].as_array().unwrap();
        assert!(nodes.len() >= CANDIDATES - 1, "after statement {nth} only {} are left", nodes.len());
        let half = |node: &&Value| node["candidate"]["id"] == gone && node["resume"]["text"].is_null();
        assert_eq!(nodes.iter().filter(half).count(), 0, "after statement {nth}");
    }
}
