//! One child as its zygote sees it: a process, a clock, what it complains of, and who waits for it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::{Signal, kill};
use nix::sys::time::TimeSpec;
use nix::sys::timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::refusal::Refusal;
use super::sandbox::{NOT_READY, OUT_OF_MEMORY};
use super::wire::Verdict;

/// How much of the end of the complaints is kept: enough for the runtime's last words.
const KEPT_COMPLAINTS: usize = 4 * 1024;
/// What a pipe holds on Linux (`pipe(7)`): after a child's end, at most this much is left to read.
const PIPE_CAPACITY: usize = 64 * 1024;

/// A running child.
#[derive(Debug)]
pub(crate) struct Child {
    pid: Pid,
    verdict: File,
    complaints: File,
    said: Vec<u8>,
    clock: TimerFd,
    out_of_time: bool,
    /// Its number may belong to somebody else from now on.
    reaped: bool,
}

impl Child {
    /// Watches a child that has just been forked.
    pub(crate) fn watch(pid: Pid, verdict: OwnedFd, complaints: OwnedFd, wall_time: Duration) -> io::Result<Self> {
        fcntl(&complaints, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        let clock = TimerFd::new(ClockId::CLOCK_MONOTONIC, TimerFlags::TFD_CLOEXEC | TimerFlags::TFD_NONBLOCK)?;
        let deadline = TimeSpec::from(wall_time.max(Duration::from_millis(1)));
        clock.set(Expiration::OneShot(deadline), TimerSetTimeFlags::empty())?;
        let child = Self {
            pid,
            verdict: verdict.into(),
            complaints: complaints.into(),
            said: Vec::new(),
            clock,
            out_of_time: false,
            reaped: false,
        };
        Ok(child)
    }

    /// The client's end: it hangs up when nobody waits any more.
    pub(crate) fn client(&self) -> BorrowedFd<'_> {
        self.verdict.as_fd()
    }

    /// Becomes readable at the deadline.
    pub(crate) fn clock(&self) -> BorrowedFd<'_> {
        self.clock.as_fd()
    }

    /// What the child writes to its standard error.
    pub(crate) fn complaints(&self) -> BorrowedFd<'_> {
        self.complaints.as_fd()
    }

    /// Ends the child because of its deadline.
    pub(crate) fn time_out(&mut self) {
        self.out_of_time = true;
        self.kill();
    }

    /// Ends the child. Its number can't have passed to another process: nobody else reaps it.
    pub(crate) fn kill(&self) {
        if !self.reaped {
            // It may be ending by itself at this moment; then there is nothing to do.
            let _ = kill(self.pid, Signal::SIGKILL);
        }
    }

    /// Takes in complaints, so that a talkative child never waits for us. A child that closes its standard
    /// error while it runs is up to something, and is ended.
    pub(crate) fn listen(&mut self) {
        let mut part = [0; KEPT_COMPLAINTS];
        // Bounded, so that one child can't keep us from the others.
        for _ in 0..PIPE_CAPACITY / KEPT_COMPLAINTS {
            match self.complaints.read(&mut part) {
                Ok(0) => return self.kill(),
                Ok(length) => self.keep(&part[..length]),
                Err(_) => return,
            }
        }
    }

    fn keep(&mut self, said: &[u8]) {
        self.said.extend_from_slice(said);
        let surplus = self.said.len().saturating_sub(KEPT_COMPLAINTS);
        self.said.drain(..surplus);
    }

    /// Whether the child has ended; its client has been told then.
    pub(crate) fn reap(&mut self) -> bool {
        match waitpid(self.pid, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) => false,
            Ok(status) => {
                self.reaped = true;
                self.listen();
                self.tell(&self.verdict_on(status));
                true
            }
            Err(_) => true,
        }
    }

    fn tell(&self, verdict: &Verdict) {
        let message = serde_json::to_vec(verdict).expect("a verdict has only plain fields");
        // A client that is gone has nobody to tell.
        let _ = (&self.verdict).write_all(&message);
    }

    fn verdict_on(&self, status: WaitStatus) -> Verdict {
        if self.out_of_time {
            return Verdict::Defeated(Refusal::TooSlow);
        }
        match status {
            WaitStatus::Exited(_, 0) => Verdict::Finished,
            WaitStatus::Exited(_, NOT_READY) => {
                Verdict::NotRun { detail: "the process for the document could not confine itself".to_owned() }
            }
            WaitStatus::Exited(_, OUT_OF_MEMORY) => Verdict::Defeated(Refusal::TooMuchMemory),
            WaitStatus::Signaled(_, Signal::SIGXCPU, _) => Verdict::Defeated(Refusal::TooSlow),
            WaitStatus::Signaled(_, Signal::SIGSYS, _) => Verdict::Defeated(Refusal::Forbidden),
            // The runtime's own words, which hold nothing of the document.
            WaitStatus::Signaled(_, Signal::SIGABRT, _) if self.has_said("memory allocation of") => {
                Verdict::Defeated(Refusal::TooMuchMemory)
            }
            WaitStatus::Signaled(_, Signal::SIGABRT, _) if self.has_said("has overflowed its stack") => {
                Verdict::Defeated(Refusal::TooDeep)
            }
            _ => Verdict::Defeated(Refusal::Crashed),
        }
    }

    fn has_said(&self, words: &str) -> bool {
        self.said.windows(words.len()).any(|window| window == words.as_bytes())
    }
}

/// Tells a client that its document got no process at all.
pub(crate) fn refuse(verdict: OwnedFd, error: &io::Error) {
    let verdict_sent = Verdict::NotRun { detail: format!("no process for the document: {}", error.kind()) };
    let message = serde_json::to_vec(&verdict_sent).expect("a verdict has only plain fields");
    let _ = File::from(verdict).write_all(&message);
}
