//! A program of ours that was started, whichever it is.

use std::process::{Child, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A child process.
#[derive(Debug)]
pub(crate) struct Running(Mutex<Child>);

impl Running {
    pub(crate) fn new(child: Child) -> Self {
        Self(Mutex::new(child))
    }

    /// A test that panicked holding it leaves nothing half done.
    fn child(&self) -> MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child().id()
    }

    /// How it ended by itself; `None` while it runs.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        self.child().try_wait().expect("our own child can be waited for")
    }

    /// SIGKILL, as a power cut would.
    pub(crate) fn kill(&self) {
        let mut child = self.child();
        child.kill().expect("our own child can be killed");
        child.wait().expect("our own child can be waited for");
    }

    /// Sends a signal to one that has not been waited for.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).expect("a process id is small");
        kill(Pid::from_raw(pid), signal).expect("our own child can be signalled");
    }

    /// Sends it a signal, unless it has ended, and waits for its end.
    pub(crate) fn end(&self, signal: Signal) {
        if self.ended().is_none() {
            let pid = i32::try_from(self.pid()).expect("a process id is small");
            let _already_gone = kill(Pid::from_raw(pid), signal);
            let _ended = self.child().wait();
        }
    }
}
