//! What belongs to one machine must not be committed: it breaks on every other, and tells about the
//! first. Packages come from the public registries, so that anybody can build.

use super::{
    expect_none,
    tree::{Text, texts},
};

/// Folders that exist on somebody's machine only.
const MACHINE: [&str; 4] = ["/root/", "/Users/", "/opt/", "/tmp/target"];
/// How a private package registry gets into a file.
const REGISTRIES: [&str; 5] = ["index-url", "extra-index", "replace-with", "registry=http", "GOPROXY="];
/// What Cargo's lock file calls the public one. That of npm names none at all.
const PUBLIC: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn leaks(file: &Text) -> Vec<String> {
    // This file names what it looks for.
    if file.path == "tests/tests/tidy/leaks.rs" {
        return vec![];
    }
    let is_private = |line: &str| {
        let source = line.trim().trim_start_matches("\"resolved\": \"").trim_start_matches("source = \"");
        let is_locked = source != line.trim() && file.path.contains("lock");
        is_locked && !source.starts_with(PUBLIC)
    };
    let is_leak = |line: &str| MACHINE.iter().chain(&REGISTRIES).any(|it| line.contains(it)) || is_private(line);
    let lines = file.text.lines().enumerate().filter(|(_, line)| is_leak(line));
    lines.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim())).collect()
}

#[test]
fn nothing_of_one_machine_is_committed() {
    let found: Vec<_> = texts().iter().flat_map(leaks).collect();
    expect_none("this belongs to one machine:", &found);
}

#[test]
fn paths_and_private_registries_are_found() {
    for (path, text) in [
        ("Makefile", "cp a /root/b"),
        ("frontend/.npmrc", "registry=http://packages.local/npm"),
        ("Cargo.lock", "source = \"registry+https://packages.local/index\""),
        ("package-lock.json", "  \"resolved\": \"https://packages.local/a.tgz\","),
    ] {
        let file = Text { path: path.into(), text: text.into() };
        assert_eq!(leaks(&file).len(), 1, "{path}: {text}");
    }
    let public = format!("source = \"{}\"", PUBLIC);
    assert!(leaks(&Text { path: "Cargo.lock".into(), text: public }).is_empty());
}
