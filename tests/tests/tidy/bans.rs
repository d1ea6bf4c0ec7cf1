//! The calls that clippy refuses, because time, chance and the environment are injected. Taking a line
//! out of that list would go unnoticed by clippy itself.

use super::{expect_none, tree};
use toml::Table;

const BANNED: [&str; 12] = [
    "chrono::Local::now",
    "chrono::Utc::now",
    "rand::random",
    "rand::rng",
    "reqwest::Client::new",
    "std::env::var",
    "std::env::var_os",
    "std::env::vars",
    "std::env::vars_os",
    "std::time::SystemTime::now",
    "uuid::Uuid::new_v4",
    "uuid::Uuid::now_v7",
];

/// Bans that are gone, or that don't say what to use instead.
fn missing(clippy: &Table) -> Vec<String> {
    let bans = clippy.get("disallowed-methods").and_then(|it| it.as_array()).cloned().unwrap_or_default();
    let stands = |path: &str| {
        let is_it = |ban: &&toml::Value| ban.get("path").and_then(|it| it.as_str()) == Some(path);
        let reason = bans.iter().find(is_it).and_then(|it| it.get("reason")?.as_str());
        reason.is_some_and(|it| !it.is_empty())
    };
    BANNED.iter().filter(|it| !stands(it)).map(ToString::to_string).collect()
}

/// An exception to a lint says why, and goes when it is no longer needed: `expect` does both.
fn silenced(text: &tree::Text) -> Vec<String> {
    let lines = text
        .text
        .lines()
        .filter(|it| it.trim_start().starts_with("#[allow(") || it.trim_start().starts_with("#![allow("));
    lines.map(|it| format!("{}: {}", text.path, it.trim())).collect()
}

#[test]
fn every_ban_stands_with_its_reason() {
    let clippy = std::fs::read_to_string(tree::root().join("clippy.toml")).unwrap();
    expect_none("clippy.toml no longer bans:", &missing(&clippy.parse().unwrap()));
}

#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    let manifests = tree::texts().into_iter().filter(|it| it.path.ends_with("/Cargo.toml"));
    let lacks = |it: &tree::Text| !it.text.contains("[lints]\nworkspace = true");
    let found: Vec<_> = manifests.filter(lacks).map(|it| it.path).collect();
    expect_none("these don't say `[lints] workspace = true`:", &found);
}

#[test]
fn nothing_is_allowed_silently() {
    let rust = tree::texts().into_iter().filter(|it| it.path.ends_with(".rs"));
    let found: Vec<_> = rust.flat_map(|it| silenced(&it)).collect();
    expect_none("write #[expect(…, reason = \"…\")] instead:", &found);
}

#[test]
fn a_ban_that_is_gone_or_silent_is_found() {
    let ban = |path: &&str| format!("{{ path = \"{path}\", reason = \"inject it\" }}");
    let all = format!("disallowed-methods = [{}]", BANNED.iter().map(ban).collect::<Vec<_>>().join(", "));
    assert!(missing(&all.parse().unwrap()).is_empty());
    let silent = all.replacen("inject it", "", 1);
    assert_eq!(missing(&silent.parse().unwrap()), BANNED[..1]);
    assert_eq!(missing(&Table::new()).len(), BANNED.len());
    let text = tree::Text { path: "a.rs".into(), text: "#[allow(dead_code)]\nfn a() {}".into() };
    assert_eq!(silenced(&text).len(), 1);
}
