//! The README's commands, copied out of it and run.

use serde_json::json;

use crate::people::Paper;
use crate::server::{Folder, PASSWORD, shared};
use crate::wait::{SOON, within};

const README: &str = include_str!("../../../README.md");
/// Where the README says that the server listens.
const ADDRESS: &str = "http://127.0.0.1:8080";

/// The fenced `sh` blocks, in order, without the one that builds and starts everything.
fn commands(readme: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut rest = readme;
    while let Some((_, after)) = rest.split_once("```sh\n") {
        let (block, after) = after.split_once("```").expect("every block ends");
        blocks.push(block);
        rest = after;
    }
    blocks.retain(|block| !block.contains("make run"));
    blocks
}

#[tokio::test]
async fn the_commands_of_the_readme_work() {
    let server = shared().await;
    let me = server.admin().await;
    let blocks = commands(README);
    assert!(blocks.iter().any(|it| it.contains("signIn")), "there is a sign-in");
    assert!(blocks.iter().any(|it| it.contains("uploadResume")), "there is an upload");
    let folder = Folder::new();
    let paper = Paper::of("Readme Tester", &["Follows instructions to the letter."]);
    std::fs::write(folder.path().join("resume.pdf"), paper.pdf()).unwrap();
    let script = format!("set -euo pipefail\n{}", blocks.concat()).replace(ADDRESS, &server.url);
    let mut bash = tokio::process::Command::new("bash");
    bash.args(["-c", &script]).env("PASSWORD", PASSWORD).env("no_proxy", "127.0.0.1").current_dir(folder.path());
    let output = within(SOON, "the end of the commands", bash.kill_on_drop(true).output()).await.unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    let answer = stdout.lines().rev().find(|line| line.contains("uploadResume")).expect("the upload is answered");
    let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    let payload = &answer["data"]["uploadResume"];
    assert_eq!(payload["userErrors"], json!([]), "{answer}");
    let task = me.ended(&payload["task"]["id"]).await;
    assert_eq!(task["state"], "SUCCESS");
    let document = "{ candidates(filter: {text: \"Readme Tester\"}) { totalCount } }";
    assert_eq!(me.data(document, json!({})).await["candidates"]["totalCount"], 1);
}

#[test]
fn blocks_are_found() {
    let readme = "a\n```sh\nmake run\n```\nb\n```sh\ncurl x\n```\n```text\nready\n```\n";
    assert_eq!(commands(readme), ["curl x\n"]);
}
