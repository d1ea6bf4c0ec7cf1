//! The life of a child: give up what it doesn't need, read one document, answer, end.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, sigprocmask};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, SysconfVar, fork, getpid, getppid, sysconf};

use super::limits::Limits;
use super::seccomp::{Filters, Missing};
use super::wire::{Order, read_frame, write_frame};
use super::{unpack, worker};

/// The exit status of a child that never came to read its document.
pub(crate) const NOT_READY: i32 = 70;

/// The exit status of a child that found no room for its document or its answer. Where the runtime finds no
/// room it aborts instead, in words of its own.
pub(crate) const OUT_OF_MEMORY: i32 = 71;

/// Where the child keeps the socket to the client.
const DOCUMENT: i32 = 3;
/// Where it keeps a file that is not sent over that.
const INPUT: i32 = 4;

/// What all children of one zygote have in common.
#[derive(Debug)]
pub(crate) struct Cage {
    zygote: Pid,
    filters: Result<Filters, Missing>,
}

impl Cage {
    /// Tries the filters out in a child, since they can't be taken off again: where they don't hold, documents
    /// are read under the other limits, and whoever started us is told.
    pub(crate) fn tried() -> Self {
        let filters = Filters::new().and_then(|filters| hold(&filters).then_some(filters).ok_or(Missing::Kernel));
        Self { zygote: getpid(), filters }
    }

    /// What is not held.
    pub(crate) fn missing(&self) -> Option<Missing> {
        self.filters.as_ref().err().copied()
    }
}

/// Whether a child can put them on.
fn hold(filters: &Filters) -> bool {
    // SAFETY: the zygote has a single thread, so the child's copy of its memory is whole.
    match unsafe { fork() } {
        Ok(ForkResult::Child) => {
            let status = i32::from(filters.apply().is_err());
            // SAFETY: `_exit` only ends the process.
            unsafe { libc::_exit(status) }
        }
        Ok(ForkResult::Parent { child }) => matches!(waitpid(child, None), Ok(WaitStatus::Exited(_, 0))),
        Err(_) => false,
    }
}

/// What a child keeps of all that the zygote holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Descriptors<'a> {
    pub(crate) document: &'a OwnedFd,
    pub(crate) complaints: &'a OwnedFd,
    /// A file that can only be read.
    pub(crate) input: Option<&'a OwnedFd>,
}

/// Runs in a freshly forked child and ends it.
pub(crate) fn run(descriptors: &Descriptors<'_>, cage: &Cage, order: &Order) -> ! {
    // A panic's message can quote the document, so nobody gets to read it.
    std::panic::set_hook(Box::new(|_| {}));
    let status = match confine(descriptors, cage, &order.limits) {
        Ok((socket, input)) => match answer(socket, input.as_ref(), order) {
            Ok(()) => 0,
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => OUT_OF_MEMORY,
            Err(_) => 1,
        },
        Err(_) => NOT_READY,
    };
    // SAFETY: `_exit` only ends the process. Destructors of what the zygote owns must not run here.
    unsafe { libc::_exit(status) }
}

fn answer(mut socket: File, input: Option<&File>, order: &Order) -> io::Result<()> {
    if let (Some(unpack), Some(input)) = (&order.unpack, input) {
        return unpack::run(input, &socket, unpack);
    }
    let limits = &order.limits;
    let bytes = read_frame(&mut socket)?;
    let answer = worker::extract(&bytes, limits);
    write_frame(&mut socket, &serde_json::to_vec(&answer)?)
}

fn confine(descriptors: &Descriptors<'_>, cage: &Cage, limits: &Limits) -> io::Result<(File, Option<File>)> {
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    if getppid() != cage.zygote {
        return Err(io::ErrorKind::NotFound.into());
    }
    prctl::set_no_new_privs()?;
    sigprocmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None)?;
    let kept = keep_only(descriptors)?;
    set_limits(limits)?;
    if let Ok(filters) = &cage.filters {
        filters.apply().map_err(|_| io::Error::from(io::ErrorKind::PermissionDenied))?;
    }
    Ok(kept)
}

/// Leaves `/dev/null` as 0 and 1, the complaints as 2, the document's socket as 3, the input as 4, and nothing else: the
/// sockets of other documents were inherited too.
fn keep_only(descriptors: &Descriptors<'_>) -> io::Result<(File, Option<File>)> {
    let Descriptors { document, complaints, input } = descriptors;
    let null = File::options().read(true).write(true).open("/dev/null")?;
    // The input comes last: it has a number above 3, where something stands in every zygote.
    let input = input.map(|input| (input.as_raw_fd(), INPUT));
    let moves =
        [(complaints.as_raw_fd(), 2), (null.as_raw_fd(), 0), (null.as_raw_fd(), 1), (document.as_raw_fd(), DOCUMENT)];
    for (from, to) in moves.into_iter().chain(input) {
        // SAFETY: `dup2` takes any numbers. What stood at 0 to 4 belongs to the zygote's copy of our
        // memory, whose destructors never run in this process.
        if unsafe { libc::dup2(from, to) } < 0 {
            return Err(io::Error::last_os_error());
        }
    }
    std::mem::forget(null);
    // SAFETY: closes descriptors by number; see above for their owners.
    let closed = unsafe {
        libc::syscall(libc::SYS_close_range, if input.is_some() { INPUT } else { DOCUMENT } + 1, u32::MAX, 0)
    };
    if closed < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: these numbers were made by `dup2` above and have no other owner that will run.
    Ok(unsafe { (File::from_raw_fd(DOCUMENT), input.map(|_| File::from_raw_fd(INPUT))) })
}

fn set_limits(limits: &Limits) -> io::Result<()> {
    // The soft limit sends SIGXCPU, which tells us what happened; the hard one kills.
    setrlimit(Resource::RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)?;
    setrlimit(Resource::RLIMIT_FSIZE, 0, 0)?;
    setrlimit(Resource::RLIMIT_NOFILE, 16, 16)?;
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    let memory = mapped_bytes().saturating_add(limits.memory_bytes);
    setrlimit(Resource::RLIMIT_AS, memory, memory)?;
    Ok(())
}

/// Address space that the zygote maps already, most of it the binary. It differs by build and by binary,
/// so that a limit on the sum would mean something else in each.
fn mapped_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|sizes| sizes.split(' ').next().and_then(|pages| pages.parse::<u64>().ok()));
    let page_bytes = sysconf(SysconfVar::PAGE_SIZE).ok().flatten().and_then(|bytes| u64::try_from(bytes).ok());
    pages.unwrap_or(0) * page_bytes.unwrap_or(4096)
}
