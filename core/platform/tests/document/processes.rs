//! The processes themselves: what happens to them, and what happens when they end.

use std::fs;
use std::time::{Duration, Instant};

use domain::ports::{ExtractError, Extractor};
use futures::FutureExt;
use kit::files::docx;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use platform::document::{ExtractorSettings, Limits, SandboxedExtractor, UnpackSettings};
use platform::process::Spawner;

use crate::reading::{extractor, runtime, trials};

trials!(
    documents_are_read_side_by_side,
    a_child_that_hangs_is_killed_at_its_deadline,
    cancelling_kills_the_child,
    a_lost_zygote_is_started_again,
    a_missing_program_is_named,
    the_zygote_ends_with_its_client,
);

/// Far longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(30);

/// A file that keeps its child busy for longer than it takes to find and stop it.
fn long_file() -> (Vec<u8>, Limits) {
    let file = "Zo\u{eb} Example, na\u{ef}ve caf\u{e9} owner\n".chars().map(|c| u8::try_from(u32::from(c)).unwrap());
    let limits = Limits { memory_bytes: 8 << 30, cpu_seconds: 120, max_text_bytes: 256 << 20, ..Limits::default() };
    (file.collect::<Vec<u8>>().repeat(1 << 20), limits)
}

/// Waits until `look` finds something.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < DEADLINE, "waited in vain until {what}");
        std::thread::yield_now();
    }
}

/// The zygote whose command line ends in `mark`: our own child, not one of the zygote's.
fn zygote_of(mark: &str) -> Option<Pid> {
    let ending = format!("\0{mark}\0");
    let mut processes = fs::read_dir("/proc").unwrap().flatten();
    processes.find_map(|process| {
        let pid: i32 = process.file_name().to_str()?.parse().ok()?;
        let command = fs::read_to_string(process.path().join("cmdline")).ok()?;
        let ours = command.ends_with(&ending) && parent_of(pid)? == std::process::id();
        ours.then(|| Pid::from_raw(pid))
    })
}

/// The zygote once it reads documents: its first child of all tries out what the kernel can do.
fn ready(extractor: &SandboxedExtractor, mark: &str) -> Pid {
    assert!(runtime().block_on(extractor.extract(docx(&["first"]))).is_ok());
    until("the zygote runs", || zygote_of(mark))
}

fn parent_of(pid: i32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok())
}

fn children_of(pid: Pid) -> Option<Vec<Pid>> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    Some(children.split_whitespace().map(|child| Pid::from_raw(child.parse().unwrap())).collect())
}

fn is_running(pid: Pid) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat"));
    state.is_ok_and(|stat| !stat.rsplit(") ").next().unwrap().starts_with('Z'))
}

fn documents_are_read_side_by_side() {
    let extractor = extractor(Limits::default(), "parallel");
    let all = (0..40).map(|number| {
        let extractor = &extractor;
        async move { (number, extractor.extract(docx(&[&format!("document {number}")])).await.unwrap().text) }
    });
    for (number, text) in runtime().block_on(futures::future::join_all(all)) {
        assert_eq!(text, format!("document {number}\n"));
    }
}

fn a_child_that_hangs_is_killed_at_its_deadline() {
    let (file, limits) = long_file();
    let extractor = extractor(Limits { wall_time: Duration::from_secs(3), ..limits }, "hangs");
    let zygote = ready(&extractor, "hangs");
    let stopper = std::thread::spawn(move || {
        let child = until("there is a child", || children_of(zygote)?.first().copied());
        kill(child, Signal::SIGSTOP).unwrap();
        child
    });
    let error = runtime().block_on(extractor.extract(file)).unwrap_err();
    assert!(error.to_string().contains("takes too long"), "{error:?}");
    assert!(!is_running(stopper.join().unwrap()));
    assert!(runtime().block_on(extractor.extract(docx(&["next"]))).is_ok());
}

fn cancelling_kills_the_child() {
    let (file, limits) = long_file();
    let extractor = extractor(Limits { wall_time: Duration::from_secs(600), ..limits }, "cancelled");
    let zygote = ready(&extractor, "cancelled");
    let child = runtime().block_on(async {
        let mut reading = Box::pin(extractor.extract(file));
        loop {
            assert!((&mut reading).now_or_never().is_none(), "the file was read before its child was found");
            if let Some(child) = children_of(zygote).and_then(|children| children.first().copied()) {
                break child;
            }
        }
    });
    until("the child is gone", || (!is_running(child)).then_some(()));
    assert!(runtime().block_on(extractor.extract(docx(&["next"]))).is_ok());
}

fn a_lost_zygote_is_started_again() {
    let extractor = extractor(Limits::default(), "lost");
    let first = until("the zygote runs", || zygote_of("lost"));
    assert!(runtime().block_on(extractor.extract(docx(&["before"]))).is_ok());
    kill(first, Signal::SIGKILL).unwrap();
    until("the zygote is gone", || (!is_running(first)).then_some(()));
    let lost = runtime().block_on(extractor.extract(docx(&["meanwhile"])));
    assert!(matches!(lost, Err(ExtractError::Unavailable { .. })), "{lost:?}");
    assert_eq!(runtime().block_on(extractor.extract(docx(&["after"]))).unwrap().text, "after\n");
    assert_ne!(until("another zygote runs", || zygote_of("lost")), first);
}

fn a_missing_program_is_named() {
    let settings = ExtractorSettings {
        program: "/nowhere/extractor".into(),
        args: Vec::new(),
        limits: Limits::default(),
        max_parallel: 1,
        unpacking: UnpackSettings { folder: std::env::temp_dir(), wall_time: Duration::from_secs(60) },
    };
    let error = SandboxedExtractor::start(settings, Spawner::start()).unwrap_err();
    assert!(error.to_string().contains("/nowhere/extractor"), "{error}");
}

fn the_zygote_ends_with_its_client() {
    let extractor = extractor(Limits::default(), "left-alone");
    let zygote = until("the zygote runs", || zygote_of("left-alone"));
    drop(extractor);
    until("the zygote is gone", || (!is_running(zygote)).then_some(()));
}
