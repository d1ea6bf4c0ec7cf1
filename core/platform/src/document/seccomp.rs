//! What a child may ask of the kernel: memory, its clock, and the sockets it already holds. No network, no file,
//! no program, no process.
//!
//! Two filters are laid over each other, since one filter knows two answers only. The first lets pass what is
//! on the list and ends the process at anything else. The second turns what libraries try in good faith
//! (looking at a file of the system, starting a thread) into a plain refusal, with which they get along.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
use serde::{Deserialize, Serialize};

/// Why the kernel doesn't hold children to the list. It is told once, in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Missing {
    /// The list is written for x86-64 and 64-bit ARM.
    Architecture,
    /// The kernel was built without filters, or whoever runs us doesn't let us have one.
    Kernel,
}

impl Missing {
    /// What an operator reads.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Architecture => "there is no filter of system calls for this processor",
            Self::Kernel => "the kernel accepts no filter of system calls",
        }
    }
}

/// What a process that only computes needs. Reading and writing reach no further than the descriptors it holds.
#[rustfmt::skip]
const NEEDED: &[c_long] = &[
    libc::SYS_read, libc::SYS_write, libc::SYS_readv, libc::SYS_writev, libc::SYS_pread64, libc::SYS_lseek,
    libc::SYS_fstat, libc::SYS_close, libc::SYS_ppoll,
    libc::SYS_brk, libc::SYS_mmap, libc::SYS_munmap, libc::SYS_mremap, libc::SYS_mprotect, libc::SYS_madvise,
    libc::SYS_futex, libc::SYS_sched_yield, libc::SYS_membarrier, libc::SYS_rseq, libc::SYS_set_robust_list,
    libc::SYS_clock_gettime, libc::SYS_clock_nanosleep, libc::SYS_nanosleep, libc::SYS_gettimeofday,
    libc::SYS_getrandom, libc::SYS_getpid, libc::SYS_gettid, libc::SYS_getrusage,
    libc::SYS_rt_sigaction, libc::SYS_rt_sigprocmask, libc::SYS_rt_sigreturn, libc::SYS_sigaltstack,
    libc::SYS_restart_syscall, libc::SYS_exit, libc::SYS_exit_group,
];

/// What libraries try and do without. Signals are among them but for one that a process sends itself, by
/// which the runtime aborts.
#[rustfmt::skip]
const REFUSED: &[c_long] = &[
    libc::SYS_openat, libc::SYS_newfstatat, libc::SYS_statx, libc::SYS_readlinkat, libc::SYS_faccessat,
    libc::SYS_faccessat2, libc::SYS_getcwd, libc::SYS_getdents64, libc::SYS_fcntl, libc::SYS_ioctl,
    libc::SYS_clone, libc::SYS_clone3, libc::SYS_sched_getaffinity, libc::SYS_prctl, libc::SYS_prlimit64,
    libc::SYS_seccomp,
    libc::SYS_sysinfo, libc::SYS_uname, libc::SYS_getuid, libc::SYS_geteuid, libc::SYS_getgid, libc::SYS_getegid,
];

/// Older calls that 64-bit ARM never had.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
const OLDER: &[c_long] = &[
    libc::SYS_open, libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_readlink, libc::SYS_fork,
    libc::SYS_vfork,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[c_long] = &[];

/// The filters, made once and put on in every child.
#[derive(Debug)]
pub(crate) struct Filters {
    refusing: BpfProgram,
    ending: BpfProgram,
}

impl Filters {
    /// Makes them for this machine.
    ///
    /// # Errors
    /// [`Missing::Architecture`] on another processor.
    pub(crate) fn new() -> Result<Self, Missing> {
        let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|_| Missing::Architecture)?;
        let refused = [REFUSED, OLDER].concat();
        let errno = u32::try_from(libc::EACCES).expect("an error's number is positive");
        let refusing = program(&refused, SeccompAction::Allow, SeccompAction::Errno(errno), arch);
        // `tgkill` only reaches this process: there is no other in its thread group, and its rights don't
        // matter for a process that may not find anybody else's number.
        let passing = [NEEDED, &refused, &[libc::SYS_tgkill]].concat();
        let ending = program(&passing, SeccompAction::KillProcess, SeccompAction::Allow, arch);
        Ok(Self { refusing: refusing?, ending: ending? })
    }

    /// Holds this process to them, for good.
    ///
    /// # Errors
    /// [`Missing::Kernel`] when the kernel doesn't.
    pub(crate) fn apply(&self) -> Result<(), Missing> {
        // In this order: the second refuses to put on further ones.
        apply_filter(&self.ending).and_then(|()| apply_filter(&self.refusing)).map_err(|_| Missing::Kernel)
    }
}

fn program(
    calls: &[c_long],
    other: SeccompAction,
    listed: SeccompAction,
    arch: TargetArch,
) -> Result<BpfProgram, Missing> {
    let rules: BTreeMap<c_long, _> = calls.iter().map(|call| (*call, Vec::new())).collect();
    let filter = SeccompFilter::new(rules, other, listed, arch).map_err(|_| Missing::Architecture)?;
    filter.try_into().map_err(|_| Missing::Architecture)
}

#[cfg(test)]
mod tests {
    use nix::sys::signal::Signal;
    use nix::sys::wait::{WaitStatus, waitpid};
    use nix::unistd::{ForkResult, fork};

    use super::*;

    /// How a process ends that is held to the list and then does this. Between fork and end it may only make
    /// calls of the system: other threads of this one may have held locks.
    fn end_of(deed: fn() -> i32) -> WaitStatus {
        let filters = Filters::new().unwrap();
        // SAFETY: the child allocates nothing and takes no lock.
        match unsafe { fork() }.unwrap() {
            ForkResult::Child => {
                let status = if filters.apply().is_ok() { deed() } else { 99 };
                // SAFETY: `_exit` only ends the process.
                unsafe { libc::_exit(status) }
            }
            ForkResult::Parent { child } => waitpid(child, None).unwrap(),
        }
    }

    #[test]
    fn the_network_and_programs_end_the_process() {
        // SAFETY: plain calls of the system, in a process that is to end by them.
        let socket = || unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
        // SAFETY: as above.
        let local = || unsafe { libc::socket(libc::AF_UNIX, libc::SOCK_DGRAM, 0) };
        // SAFETY: as above; both texts end in zero, and the list in null.
        let program = || unsafe { libc::execv(c"/bin/true".as_ptr(), [std::ptr::null()].as_ptr()) };
        // SAFETY: as above.
        let trace = || i32::from(unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) } != 0);
        for deed in [socket as fn() -> i32, local, program, trace] {
            let end = end_of(deed);
            assert!(matches!(end, WaitStatus::Signaled(_, Signal::SIGSYS, _)), "{end:?}");
        }
    }

    #[test]
    fn files_and_processes_are_refused_and_computing_goes_on() {
        // SAFETY: the name ends in zero.
        let open = || i32::from(unsafe { libc::open(c"/etc/passwd".as_ptr(), libc::O_RDONLY) } >= 0);
        // SAFETY: it is refused, and if it weren't both would only end.
        let fork = || i32::from(unsafe { libc::fork() } >= 0);
        let map = || {
            let (access, kind) = (libc::PROT_READ, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
            // SAFETY: fresh memory that nobody uses.
            i32::from(unsafe { libc::mmap(std::ptr::null_mut(), 4096, access, kind, -1, 0) } == libc::MAP_FAILED)
        };
        for deed in [open as fn() -> i32, fork, map] {
            let end = end_of(deed);
            assert!(matches!(end, WaitStatus::Exited(_, 0)), "{end:?}");
        }
    }
}
