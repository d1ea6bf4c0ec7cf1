//! Child processes that end with us.
//!
//! Linux sends the parent-death signal when the *thread* that forked the child ends, not when the
//! process does (`prctl(2)`, `PR_SET_PDEATHSIG`). A child forked from a tokio worker would so die
//! whenever the runtime retires that thread. Every child is therefore forked from one thread that
//! lives as long as the process.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::mpsc;

use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::{Pid, getpid, getppid};

/// A handle to the thread that forks our children. Clones share the thread.
#[derive(Debug, Clone)]
pub struct Spawner {
    requests: mpsc::Sender<Request>,
}

/// How a child is started.
#[derive(Debug, Clone, Copy)]
pub struct SpawnOptions {
    /// The signal that the kernel sends to the child when this process ends.
    pub death_signal: Signal,
    /// The user that the child runs as; only root can choose another. Supplementary groups are
    /// dropped with it.
    pub uid: Option<u32>,
    /// The group that the child runs as; only root can choose another.
    pub gid: Option<u32>,
}

impl Default for SpawnOptions {
    /// The child keeps our user and group, and is killed when this process ends.
    fn default() -> Self {
        Self { death_signal: Signal::SIGKILL, uid: None, gid: None }
    }
}

#[derive(Debug)]
struct Request {
    command: Command,
    options: SpawnOptions,
    reply: mpsc::SyncSender<io::Result<Child>>,
}

impl Spawner {
    /// Starts the thread. It never ends, because its end would kill every child.
    ///
    /// # Panics
    /// When the operating system refuses a thread.
    #[must_use]
    pub fn start() -> Self {
        let (requests, inbox) = mpsc::channel::<Request>();
        // The thread keeps a sender of its own, so that its inbox never closes.
        let keep_open = requests.clone();
        std::thread::Builder::new()
            .name("spawner".into())
            .spawn(move || {
                let _keep_open = keep_open;
                for request in inbox {
                    let child = fork_and_exec(request.command, request.options);
                    request.reply.send(child).expect("whoever asked waits for the answer");
                }
            })
            .expect("the operating system grants one thread");
        Self { requests }
    }

    /// Starts a child that is killed when this process ends, in a process group of its own (so that
    /// Ctrl-C reaches only us).
    ///
    /// # Errors
    /// What `fork` or `exec` answer, for example `NotFound` when there is no such program.
    pub fn spawn(&self, command: Command) -> io::Result<Child> {
        self.spawn_with(command, SpawnOptions::default())
    }

    /// Like [`Spawner::spawn`], with another signal, user or group.
    ///
    /// # Errors
    /// What `fork`, `setuid` or `exec` answer, for example `PermissionDenied` when a user that is
    /// not root names another one.
    pub fn spawn_with(&self, command: Command, options: SpawnOptions) -> io::Result<Child> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.requests.send(Request { command, options, reply }).expect("the spawner's thread never ends");
        answer.recv().expect("the spawner answers every request")
    }
}

fn fork_and_exec(mut command: Command, options: SpawnOptions) -> io::Result<Child> {
    if let Some(gid) = options.gid {
        command.gid(gid);
    }
    if let Some(uid) = options.uid {
        command.uid(uid);
    }
    command.process_group(0);
    let parent = getpid();
    // SAFETY: between fork and exec the closure only makes the system calls `prctl`, `getppid` and
    // `_exit`, which are safe there, and it touches no memory that another thread could hold.
    unsafe {
        command.pre_exec(move || die_with(parent, options.death_signal));
    }
    command.spawn()
}

/// Runs in the child, after `setuid`, which would have cleared the signal.
fn die_with(parent: Pid, signal: Signal) -> io::Result<()> {
    prctl::set_pdeathsig(signal)?;
    if getppid() == parent {
        return Ok(());
    }
    // The parent ended before the signal was set, so nobody is there to read an error.
    // SAFETY: `_exit` ends the child at once and runs no code of ours.
    unsafe { libc::_exit(1) }
}
