//! What keeps the server from starting: one sentence with what to do, and exit code 1 or 2.

use std::process::Command;

use crate::process::sentences;
use crate::server::{Ended, Folder, command, end_of, run, shared};

/// One sentence that holds `words`, and the exit code.
fn check(ended: &Ended, code: i32, words: &[&str]) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert_eq!(sentences(&ended.stderr), 1, "one sentence: {}", ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    assert!(!ended.stdout.contains("ready "), "{}", ended.stdout);
    for word in words {
        assert!(ended.stderr.contains(word), "“{word}” is not in: {}", ended.stderr);
    }
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let server = shared().await;
    let address = server.url.strip_prefix("http://").unwrap();
    let ended = run(&Folder::new(), &["serve"], &[("SHORTLIST_LISTEN", address)]).await;
    check(&ended, 1, &[address]);
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_made() {
    let folder = Folder::new();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let data = file.join("data");
    let ended = run(&folder, &["serve"], &[("SHORTLIST_DATA_DIR", data.to_str().unwrap())]).await;
    assert!([Some(1), Some(2)].contains(&ended.code), "{ended:?}");
    check(&ended, ended.code.unwrap(), &["a-file"]);
}

/// The program with a data folder on a file system of so many megabytes, which nobody else sees.
fn on_a_small_disk(folder: &Folder, megabytes: u32, program: &Command) -> Command {
    let mount = "mount -t tmpfs -o size=\"$0\"m,mode=711 small \"$SHORTLIST_DATA_DIR\" && exec \"$@\"";
    std::fs::create_dir_all(folder.data()).unwrap();
    let mut within = Command::new("unshare");
    within.arg("--mount");
    if !nix::unistd::Uid::effective().is_root() {
        within.args(["--map-current-user", "--keep-caps"]);
    }
    within.args(["sh", "-c", mount, &megabytes.to_string()]).arg(program.get_program()).args(program.get_args());
    within.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    within.current_dir(folder.path());
    within
}

/// Whether this machine lets us mount at all: containers often don't.
async fn can_mount(folder: &Folder) -> bool {
    let mut nothing = Command::new("true");
    nothing.env("SHORTLIST_DATA_DIR", folder.data()).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    end_of(on_a_small_disk(folder, 1, &nothing)).await.code == Some(0)
}

#[tokio::test]
async fn a_disk_that_is_full() {
    let folder = Folder::new();
    if !can_mount(&folder).await {
        println!("NOT CHECKED: this machine lets nobody mount a small disk, so none was filled");
        return;
    }
    for megabytes in [1, 20] {
        let ended = end_of(on_a_small_disk(&folder, megabytes, &command(&folder, &["serve"], &[]))).await;
        check(&ended, 1, &["full", "free some space"]);
    }
}

#[tokio::test]
async fn a_cache_without_the_model() {
    let folder = Folder::new();
    let empty = folder.path().join("cache");
    std::fs::create_dir(&empty).unwrap();
    let ended = run(&folder, &["serve"], &[("SHORTLIST_CACHE_DIR", empty.to_str().unwrap())]).await;
    check(&ended, 1, &["make setup"]);
    let models = empty.join("models");
    std::fs::create_dir(&models).unwrap();
    let models = models.join("none");
    let ended = run(&folder, &["serve"], &[("SHORTLIST__EMBEDDING__MODEL_DIR", models.to_str().unwrap())]).await;
    check(&ended, 1, &["make setup"]);
}

#[tokio::test]
async fn settings_that_are_none() {
    let folder = Folder::new();
    let ended = run(&folder, &["serve"], &[("SHORTLIST__TASKS__LEASSE", "2s")]).await;
    check(&ended, 2, &["SHORTLIST__TASKS__LEASSE"]);
    let ended = run(&folder, &["serve"], &[("SHORTLIST__TASKS__LEASE", "soon")]).await;
    check(&ended, 2, &["SHORTLIST__TASKS__LEASE"]);
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "[server]\nlisten_on = \"127.0.0.1:0\"\n").unwrap();
    let ended = run(&folder, &["serve", "--config", file.to_str().unwrap()], &[]).await;
    check(&ended, 2, &["server.listen_on"]);
    let ended = run(&folder, &["serve", "--sampledata"], &[]).await;
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("--sampledata"), "{}", ended.stderr);
}

#[tokio::test]
async fn some_of_three_services_name_what_is_missing() {
    let folder = Folder::new();
    let all = [
        ("DATABASE_URL", "postgres://u:p@127.0.0.1:1/d"),
        ("REDIS_URL", "redis://127.0.0.1:1"),
        ("FAKTORY_URL", "tcp://127.0.0.1:1"),
    ];
    for given in [vec![0], vec![1], vec![2], vec![0, 1], vec![0, 2], vec![1, 2]] {
        let settings: Vec<_> = given.iter().map(|at: &usize| all[*at]).collect();
        let missing: Vec<_> = (0..3).filter(|at| !given.contains(at)).map(|at| all[at].0).collect();
        let ended = run(&folder, &["serve"], &settings).await;
        check(&ended, 2, &missing);
        assert!(!ended.stderr.contains("u:p@"), "a password is told: {}", ended.stderr);
    }
}
