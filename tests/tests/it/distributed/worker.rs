//! Starting and ending the real worker.

use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::child::Running;
use crate::server::{Folder, Watchman, program_called, program_on, read_lines, tail};
use crate::wait::{LONG, SOON, until, within};

/// A running worker.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) folder: Arc<Folder>,
    child: Running,
    _watchman: Watchman,
}

impl Worker {
    /// Starts `run` and waits until it says that it works.
    pub(crate) async fn start(args: &[&str], settings: &[(&str, &str)]) -> Self {
        let folder = Folder::new();
        let mut command = program_on(program_called("shortlist-worker"), &folder, args, settings);
        let log = std::fs::File::create(folder.log()).expect("the log can be made");
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("the program can be run");
        let mut lines = read_lines(&mut child);
        let watchman = Watchman::over(child.id(), &folder);
        let working = async {
            while let Some(line) = lines.recv().await {
                if line == "working" {
                    return true;
                }
            }
            false
        };
        let works = within(LONG, "the worker's word", working).await;
        assert!(works, "the worker ended before it worked:\n{}", tail(&folder));
        Self { folder, child: Running::new(child), _watchman: watchman }
    }

    /// How it ended by itself; `None` while it runs.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        self.child.ended()
    }

    /// SIGKILL, as a power cut would.
    pub(crate) fn kill(&self) {
        self.child.kill();
    }

    /// SIGTERM: how it ended, and after what time.
    pub(crate) async fn stop(&self) -> (ExitStatus, Duration) {
        let told = Instant::now();
        self.child.signal(Signal::SIGTERM);
        let status = until(SOON, "the end of the worker", async || self.ended()).await;
        (status, told.elapsed())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("a worker's last lines:\n{}", tail(&self.folder));
        }
        self.child.end(Signal::SIGKILL);
    }
}
