//! The process that forks one child for each document.
//!
//! It is the server's or the worker's own binary, called with a hidden argument before any thread exists:
//! only a process with a single thread can fork and go on using its memory. It waits for orders on its
//! standard input, keeps the wall clock of every child, and ends when its client does. Children run side by
//! side; each has limits of its own, since the processor's is counted per process, and none can see another's
//! document.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, sigprocmask};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::unistd::{ForkResult, fork, pipe};

use super::control::{self, Attached};
use super::reaper::{Child, refuse};
use super::sandbox::{self, Cage, Descriptors};
use super::warm;
use super::wire::{Hello, Order};

/// Runs the zygote until its client closes the socket on our standard input. Call it first thing in `main`,
/// before tokio, logging or anything else that starts a thread.
#[must_use]
pub fn zygote_main() -> ExitCode {
    match Zygote::new().and_then(Zygote::serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

#[derive(Debug)]
struct Zygote {
    control: io::Stdin,
    deaths: SignalFd,
    cage: Cage,
    children: Vec<Child>,
}

/// What happened to one child since the last look.
#[derive(Debug, Clone, Copy)]
struct Happened {
    hung_up: bool,
    timed_out: bool,
    complained: bool,
}

impl Zygote {
    fn new() -> io::Result<Self> {
        let deaths_only = SigSet::from(Signal::SIGCHLD);
        sigprocmask(SigmaskHow::SIG_BLOCK, Some(&deaths_only), None)?;
        let deaths = SignalFd::with_flags(&deaths_only, SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC)?;
        let (control, cage) = (io::stdin(), Cage::tried());
        warm::up();
        refuse_threads()?;
        control::greet(control.as_fd(), Hello { missing: cage.missing() })?;
        Ok(Self { control, deaths, cage, children: Vec::new() })
    }

    fn serve(mut self) -> io::Result<()> {
        loop {
            let (ordered, happened) = self.wait()?;
            for (child, happened) in self.children.iter_mut().zip(happened) {
                attend(child, happened);
            }
            while let Ok(Some(_)) = self.deaths.read_signal() {}
            self.children.retain_mut(|child| !child.reap());
            if ordered && !self.take_order()? {
                self.children.iter().for_each(Child::kill);
                return Ok(());
            }
        }
    }

    /// Waits until something happens: whether there is an order, and what happened to each child.
    fn wait(&self) -> io::Result<(bool, Vec<Happened>)> {
        let mut watched = vec![
            PollFd::new(self.control.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.deaths.as_fd(), PollFlags::POLLIN),
        ];
        for child in &self.children {
            watched.push(PollFd::new(child.client(), PollFlags::empty()));
            watched.push(PollFd::new(child.clock(), PollFlags::POLLIN));
            watched.push(PollFd::new(child.complaints(), PollFlags::POLLIN));
        }
        match poll(&mut watched, PollTimeout::NONE) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let any = |entry: &PollFd<'_>| entry.any().unwrap_or(true);
        let happened = watched[2..].chunks_exact(3).map(|of_child| Happened {
            hung_up: any(&of_child[0]),
            timed_out: any(&of_child[1]),
            complained: any(&of_child[2]),
        });
        Ok((any(&watched[0]), happened.collect()))
    }

    /// Forks a child for the next order; false when the client is gone.
    fn take_order(&mut self) -> io::Result<bool> {
        match control::receive(self.control.as_fd()) {
            Ok(Some((order, attached))) => {
                self.start(order, attached);
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(true),
            Err(error) => Err(error),
        }
    }

    fn start(&mut self, order: Order, attached: Attached) {
        let Attached { document, verdict, input } = attached;
        // Kept for a refusal, since the watch takes the socket itself.
        let spare = verdict.try_clone();
        match fork_child(order, &document, input.as_ref(), &self.cage).and_then(|forked| forked.watch(verdict, order)) {
            Ok(child) => self.children.push(child),
            Err(error) => {
                if let Ok(spare) = spare {
                    refuse(spare, &error);
                }
            }
        }
    }
}

/// A reader that began a thread while it was warmed up would leave children with locks that nobody gives back.
fn refuse_threads() -> io::Result<()> {
    let threads = std::fs::read_dir("/proc/self/task").map_or(1, Iterator::count);
    if threads > 1 { Err(io::Error::other("a reader of documents began a thread")) } else { Ok(()) }
}

fn attend(child: &mut Child, happened: Happened) {
    if happened.complained {
        child.listen();
    }
    if happened.timed_out {
        child.time_out();
    }
    if happened.hung_up {
        child.kill();
    }
}

struct Forked {
    pid: nix::unistd::Pid,
    complaints: OwnedFd,
}

impl Forked {
    fn watch(self, verdict: OwnedFd, order: Order) -> io::Result<Child> {
        Child::watch(self.pid, verdict, self.complaints, order.limits.wall_time)
    }
}

fn fork_child(order: Order, document: &OwnedFd, input: Option<&OwnedFd>, cage: &Cage) -> io::Result<Forked> {
    let (complaints, to_complain) = pipe()?;
    // SAFETY: this process has a single thread, so the child's copy of its memory is whole: no lock is
    // held by a thread that isn't there.
    match unsafe { fork() }? {
        ForkResult::Child => sandbox::run(&Descriptors { document, complaints: &to_complain, input }, cage, &order),
        ForkResult::Parent { child } => Ok(Forked { pid: child, complaints }),
    }
}
