//! Which package may depend on which: the diamond. Cargo refuses cycles, but not a shortcut.

use super::{expect_none, tree};
use serde_json::Value;

/// Each room with the rooms that its code may know. `kit` may know the migrations only, so that a
/// broken adapter can't make its own tests pass; `e2e` knows no code at all, since it drives the
/// programs from outside. `benches` compares everything and stands outside the table.
const ARROWS: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("entity", &[]),
    ("migration", &[]),
    ("platform", &["domain", "entity", "migration"]),
    ("worker", &["domain", "platform"]),
    ("server", &["domain", "platform", "worker"]),
    ("kit", &["migration"]),
    ("e2e", &[]),
];

/// Crates that would let a room do what it may not, whatever its code imports today.
const FORBIDDEN: [(&str, &[&str]); 4] = [
    (
        "domain",
        &[
            "async-graphql",
            "axum",
            "faktory",
            "fastembed",
            "fred",
            "nix",
            "rand",
            "reqwest",
            "sea-orm",
            "sqlx",
            "tokio",
        ],
    ),
    ("entity", &["async-graphql", "axum"]),
    ("server", &["sea-orm", "sea-orm-migration", "sqlx", "fred", "faktory"]),
    ("worker", &["sea-orm", "sea-orm-migration", "sqlx", "fred", "faktory"]),
];

/// One arrow of `cargo metadata`.
struct Arrow {
    from: String,
    to: String,
    is_for_tests: bool,
    is_optional: bool,
    is_ours: bool,
}

fn arrows(metadata: &Value) -> Vec<Arrow> {
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    let of = |package: &Value| {
        let from = package["name"].as_str().unwrap_or_default().to_owned();
        let to = package["dependencies"].as_array().cloned().unwrap_or_default();
        to.into_iter().map(move |it| Arrow {
            from: from.clone(),
            to: it["name"].as_str().unwrap_or_default().to_owned(),
            is_for_tests: it["kind"] == "dev",
            is_optional: it["optional"] == true,
            is_ours: it["path"].is_string(),
        })
    };
    packages.iter().flat_map(of).collect()
}

fn wrong(arrows: &[Arrow]) -> Vec<String> {
    let listed = |table: &[(&str, &[&str])], from: &str, to: &str| {
        table.iter().any(|(room, them)| *room == from && them.contains(&to))
    };
    let is_wrong = |it: &&Arrow| match (it.from.as_str(), it.to.as_str()) {
        ("benches", _) => false,
        (_, "kit") => !it.is_for_tests,
        // The worker inside the server is the embedded mode, which can be built without.
        ("server", "worker") => !it.is_optional,
        (from, to) if it.is_ours => !listed(&ARROWS, from, to),
        (from, to) => !it.is_for_tests && listed(&FORBIDDEN, from, to),
    };
    arrows.iter().filter(is_wrong).map(|it| format!("{} → {}", it.from, it.to)).collect()
}

fn metadata() -> Value {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(tree::root());
    let output = cargo.output().expect("cargo runs, since it runs this test");
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

#[test]
fn no_arrow_leaves_the_diamond() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |it: &Value| it["name"].as_str().unwrap().to_owned();
    let known = |it: &String| it == "benches" || ARROWS.iter().any(|(room, _)| room == it);
    let unknown: Vec<_> = packages.iter().map(name).filter(|it| !known(it)).collect();
    expect_none("a package that no row of the table speaks of:", &unknown);
    expect_none("these packages may not depend on each other:", &wrong(&arrows(&metadata)));
}

#[test]
fn it_fires_on_shortcuts_and_on_crates_that_do_io() {
    let package = |name: &str, to: Value| serde_json::json!({ "name": name, "dependencies": to });
    let ours = |to: &str| serde_json::json!([{ "name": to, "path": "p", "kind": null, "optional": false }]);
    let theirs = |to: &str| serde_json::json!([{ "name": to, "kind": null, "optional": false }]);
    for (from, to) in [
        ("domain", ours("platform")),
        ("migration", ours("entity")),
        ("server", ours("entity")),
        ("server", ours("worker")),
        ("e2e", ours("server")),
        ("kit", ours("platform")),
        ("worker", ours("kit")),
        ("domain", theirs("tokio")),
        ("server", theirs("sqlx")),
    ] {
        let metadata = serde_json::json!({ "packages": [package(from, to.clone())] });
        assert_eq!(wrong(&arrows(&metadata)).len(), 1, "{from} {to}");
    }
    let fine =
        serde_json::json!({ "packages": [package("platform", ours("domain")), package("benches", ours("server"))] });
    assert!(wrong(&arrows(&fine)).is_empty());
}
