//! Children of the spawner live in a group of their own and end with the process that started them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpgid, getpgrp};
use platform::process::{SpawnOptions, Spawner};

/// When set, [`holder`] plays the process that is killed.
const HOLDER: &str = "SHORTLIST_TEST_HOLDER";

fn sleeper() -> Command {
    let mut command = Command::new("sleep");
    command.arg("600");
    command
}

fn pid_of(child: &std::process::Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).unwrap())
}

#[test]
fn a_child_has_a_process_group_of_its_own() {
    let mut child = Spawner::start().spawn(sleeper()).unwrap();
    let group = getpgid(Some(pid_of(&child))).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(group, pid_of(&child));
    assert_ne!(group, getpgrp());
}

#[test]
fn a_child_outlives_the_thread_that_asked_for_it() {
    let spawner = Spawner::start();
    let mut child = std::thread::spawn(move || spawner.spawn(sleeper())).join().unwrap().unwrap();
    // Handle and asker are gone: a signal sent for either would have reached the child by the time
    // that another one has come and gone.
    let spawner = Spawner::start();
    spawner.spawn(Command::new("true")).unwrap().wait().unwrap();
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let error = Spawner::start().spawn(Command::new("/no/such/program")).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_child_dies_with_its_parent() {
    assert_child_dies_with_parent(None);
}

#[test]
fn a_child_of_another_user_dies_with_its_parent() {
    if nix::unistd::geteuid().is_root() {
        assert_child_dies_with_parent(Some(65_534));
    } else {
        // Only root can choose another user: anybody else is told so.
        let options = SpawnOptions { uid: Some(0), ..SpawnOptions::default() };
        let error = Spawner::start().spawn_with(sleeper(), options).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
    }
}

fn assert_child_dies_with_parent(uid: Option<u32>) {
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "holder", "--nocapture"])
        .env(HOLDER, uid.map_or(String::new(), |uid| uid.to_string()))
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let grandchild = BufReader::new(parent.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("sleeper ")?.parse().ok())
        .map(Pid::from_raw)
        .unwrap();
    assert!(is_running(grandchild));
    parent.kill().unwrap();
    parent.wait().unwrap();
    wait_until("the grandchild ends", || !is_running(grandchild));
}

/// Nothing on its own; re-run by the tests above, the parent that they kill.
#[test]
fn holder() {
    #[expect(clippy::disallowed_methods, reason = "the test tells its own copy what to play")]
    let Ok(uid) = std::env::var(HOLDER) else {
        return;
    };
    let options = SpawnOptions { uid: uid.parse().ok(), ..SpawnOptions::default() };
    let mut child = Spawner::start().spawn_with(sleeper(), options).unwrap();
    println!("\nsleeper {}", child.id());
    child.wait().unwrap();
}

/// A zombie, which only waits for init to reap it, does not run.
fn is_running(pid: Pid) -> bool {
    kill(pid, None::<Signal>).is_ok()
        && std::fs::read_to_string(format!("/proc/{pid}/stat"))
            .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or("").starts_with(" Z"))
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::yield_now();
    }
}
