//! The PostgreSQL of a server that was killed: it is found by what it works on, asked to end, and waited for.
//!
//! The processes of a cluster have it as their working directory, which is proof against reused process
//! numbers, unlike the number in `postmaster.pid`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::error::EmbeddedPostgresError as Error;

const POLL: Duration = Duration::from_millis(20);

/// What PostgreSQL says of itself in `postmaster.pid` (`miscadmin.h`: one thing a line).
#[derive(Debug)]
pub(super) struct Postmaster {
    pub(super) pid: Pid,
    pub(super) socket_folder: String,
    pub(super) ready: bool,
}

impl Postmaster {
    /// `None` where there is no such file, or it is still being written.
    pub(super) fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let socket_folder = lines.nth(3).unwrap_or("").trim().to_owned();
        let ready = lines.nth(2).is_some_and(|state| state.trim() == "ready");
        Some(Self { pid: Pid::from_raw(pid), socket_folder, ready })
    }

    pub(super) fn runs(&self, cluster: &Path) -> bool {
        works_on(self.pid, cluster)
    }
}

fn works_on(pid: Pid, cluster: &Path) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == cluster)
        && fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == "postgres")
}

fn processes_on(cluster: &Path) -> Vec<Pid> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .map(Pid::from_raw)
        .filter(|pid| works_on(*pid, cluster))
        .collect()
}

/// Waits until nothing works on the cluster any more, then removes the lock file that a killed
/// PostgreSQL leaves behind. The caller holds our own lock, so nothing new starts meanwhile.
pub(super) async fn wait_until_gone(cluster: &Path, patience: Duration) -> Result<(), Error> {
    let Ok(cluster) = cluster.canonicalize() else {
        return Ok(());
    };
    if let Some(first) = processes_on(&cluster).first() {
        tracing::info!(process.pid = first.as_raw(), "waiting for the PostgreSQL of the previous server to end");
        ask_to_end(&cluster);
        wait(&cluster, patience).await?;
    }
    let stale = cluster.join("postmaster.pid");
    match fs::remove_file(&stale) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(Error::io(&stale, source)),
        _ => Ok(()),
    }
}

/// A postmaster is asked to shut down; children that lost theirs are told to leave at once.
fn ask_to_end(cluster: &Path) {
    let postmaster = Postmaster::read(cluster).filter(|postmaster| postmaster.runs(cluster));
    if let Some(postmaster) = postmaster {
        let _may_have_ended = kill(postmaster.pid, Signal::SIGINT);
        return;
    }
    for pid in processes_on(cluster) {
        let _may_have_ended = kill(pid, Signal::SIGQUIT);
    }
}

async fn wait(cluster: &Path, patience: Duration) -> Result<(), Error> {
    let gone = async {
        while !processes_on(cluster).is_empty() {
            tokio::time::sleep(POLL).await;
        }
    };
    if tokio::time::timeout(patience, gone).await.is_ok() {
        return Ok(());
    }
    match processes_on(cluster).first() {
        Some(pid) => Err(Error::PredecessorRunning { pid: pid.as_raw() }),
        None => Ok(()),
    }
}
