//! A private PostgreSQL, for the embedded mode: nothing to install, the same SQL as everywhere else.
//!
//! The programs come from the cache folder (`make setup`); the data lie in the data folder. It listens
//! on a Unix socket only, which nobody else can open, and asks for a password. It ends with the server,
//! however that ends, and the next server waits for it.

mod error;
mod folder;
mod postmaster;
mod predecessor;
mod socket;
mod supervisor;

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use error::EmbeddedPostgresError;
use error::EmbeddedPostgresError as Error;
use folder::Folder;
use postmaster::{Launcher, Running, USER};
use predecessor::Postmaster;
use socket::SocketFolder;
use supervisor::{State, Supervisor};

use crate::config::EmbeddedSettings;
use crate::process::Spawner;
use crate::store::ensure_database;

const DATABASE: &str = "shortlist";
/// The major version of the programs that `make setup` fetches.
const MAJOR_VERSION: &str = "18";
const POLL: Duration = Duration::from_millis(20);

/// What a private PostgreSQL is started with.
#[derive(Debug, Clone)]
pub struct EmbeddedPostgresSettings {
    /// The section `[embedded]`: programs, memory, connections and time-outs.
    pub embedded: EmbeddedSettings,
    /// The data folder; made when it isn't there.
    pub data_dir: PathBuf,
    /// The password that a *new* cluster gets, one line of text; an old one keeps its own.
    pub new_password: SecretString,
}

/// A running private PostgreSQL. Dropping it asks it to shut down; [`EmbeddedPostgres::stop`] also
/// waits for it.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    url: SecretString,
    stop: DropGuard,
    state: watch::Receiver<State>,
    supervisor: JoinHandle<()>,
    socket_folder: SocketFolder,
    _lock: File,
}

impl EmbeddedPostgres {
    /// Takes the lock on the data folder, makes a cluster if there is none, waits for the PostgreSQL of
    /// a server that was killed, starts ours and makes the database `shortlist`.
    ///
    /// # Errors
    /// See [`EmbeddedPostgresError`]: each says in one sentence what to do.
    pub async fn start(settings: EmbeddedPostgresSettings, spawner: &Spawner) -> Result<Self, EmbeddedPostgresError> {
        let data_dir =
            std::path::absolute(&settings.data_dir).map_err(|source| Error::io(&settings.data_dir, source))?;
        Self::start_in(&data_dir, settings, spawner).await.map_err(|error| error.or_full_disk(&data_dir))
    }

    async fn start_in(
        data_dir: &Path,
        settings: EmbeddedPostgresSettings,
        spawner: &Spawner,
    ) -> Result<Self, EmbeddedPostgresError> {
        let launcher = Launcher::new(&settings.embedded, data_dir, spawner);
        let stop_timeout = settings.embedded.stop_timeout;
        launcher.check_binaries()?;
        let lock = launcher.folder.lock()?;
        launcher.folder.prepare()?;
        clear_up(&launcher.folder, stop_timeout).await?;
        ensure_cluster(&launcher, &settings.new_password).await?;
        let password = read_password(&launcher.folder)?;
        let socket_folder = SocketFolder::make(&launcher.folder)?;
        let running = launcher.start(socket_folder.path()).await?;
        let url = |database| url_of(socket_folder.path(), &password, database);
        ensure_database(url("postgres").expose_secret(), DATABASE).await.map_err(Error::Database)?;
        let url = url(DATABASE);
        let supervised = supervise(launcher, socket_folder.path(), running, stop_timeout);
        let (stop, state, supervisor) = supervised;
        Ok(Self { url, stop, state, supervisor, socket_folder, _lock: lock })
    }

    /// Finds the PostgreSQL that a running server has on the data folder, and answers its URL.
    ///
    /// # Errors
    /// [`EmbeddedPostgresError::NotRunning`] when there is none.
    pub async fn attach(data_dir: &Path) -> Result<SecretString, EmbeddedPostgresError> {
        let not_running = || Error::NotRunning(data_dir.to_path_buf());
        let root = data_dir.canonicalize().map_err(|_| not_running())?;
        let folder = Folder::new(&root, None);
        let cluster = folder.cluster();
        loop {
            let postmaster =
                Postmaster::read(&cluster).filter(|postmaster| postmaster.runs(&cluster)).ok_or_else(not_running)?;
            if postmaster.ready {
                let password = read_password(&folder)?;
                let socket_folder = Path::new(&postmaster.socket_folder);
                return Ok(url_of(socket_folder, &password, DATABASE));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// The URL of the database, with its password: never to be logged.
    #[must_use]
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// Comes back only when PostgreSQL ended and could not be brought back; the server has to end then.
    pub async fn failed(&self) -> Arc<EmbeddedPostgresError> {
        let mut state = self.state.clone();
        loop {
            if let State::Failed(error) = &*state.borrow_and_update() {
                return Arc::clone(error);
            }
            if state.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Shuts PostgreSQL down and gives the data folder free. Open connections are closed.
    pub async fn stop(self) {
        drop(self.stop);
        let _a_panic_was_logged = self.supervisor.await;
        drop(self.socket_folder);
    }
}

type Supervised = (DropGuard, watch::Receiver<State>, JoinHandle<()>);

fn supervise(launcher: Launcher, socket_folder: &Path, running: Running, stop_timeout: Duration) -> Supervised {
    let stop = CancellationToken::new();
    let (state, watched) = watch::channel(State::Running);
    let supervisor =
        Supervisor { launcher, socket_folder: socket_folder.to_path_buf(), stop: stop.clone(), stop_timeout, state };
    let task = tokio::spawn(supervisor.run(running));
    (stop.drop_guard(), watched, task)
}

/// Waits for what a killed server left running and removes what it left lying.
async fn clear_up(folder: &Folder, patience: Duration) -> Result<(), Error> {
    let cluster = folder.cluster();
    let left = Postmaster::read(&cluster);
    predecessor::wait_until_gone(&cluster, patience).await?;
    if let Some(left) = left {
        socket::remove_leftover(&left.socket_folder, folder);
    }
    Ok(())
}

/// Makes the cluster beside its place and renames it, so that a cluster in its place is whole.
async fn ensure_cluster(launcher: &Launcher, new_password: &SecretString) -> Result<(), Error> {
    let folder = &launcher.folder;
    let cluster = folder.cluster();
    if cluster.exists() {
        return check_version(&cluster);
    }
    let half_made = folder.half_made_cluster();
    if half_made.exists() {
        fs::remove_dir_all(&half_made).map_err(|source| Error::io(&half_made, source))?;
    }
    tracing::info!("making the database cluster");
    write_password(folder, new_password)?;
    launcher.initdb(&half_made).await?;
    fs::rename(&half_made, &cluster)
        .and_then(|()| File::open(folder.private())?.sync_all())
        .map_err(|source| Error::io(&cluster, source))
}

fn check_version(cluster: &Path) -> Result<(), Error> {
    let path = cluster.join("PG_VERSION");
    let found = fs::read_to_string(&path).map_err(|source| Error::io(&path, source))?;
    if found.trim() == MAJOR_VERSION {
        return Ok(());
    }
    Err(Error::WrongVersion { path: cluster.to_path_buf(), found: found.trim().to_owned(), expected: MAJOR_VERSION })
}

fn write_password(folder: &Folder, password: &SecretString) -> Result<(), Error> {
    let path = folder.password_file();
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(password.expose_secret().as_bytes())?;
            file.sync_all()
        })
        .map_err(|source| Error::io(&path, source))?;
    folder.hand_over(&path, 0o600)
}

fn read_password(folder: &Folder) -> Result<SecretString, Error> {
    let path = folder.password_file();
    match fs::read_to_string(&path) {
        Ok(text) => Ok(SecretString::from(text.trim_end())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::PasswordMissing(path)),
        Err(source) => Err(Error::io(&path, source)),
    }
}

fn url_of(socket_folder: &Path, password: &SecretString, database: &str) -> SecretString {
    let host = percent_encoded(&socket_folder.to_string_lossy());
    let password = percent_encoded(password.expose_secret());
    SecretString::from(format!("postgres://{USER}:{password}@{host}:5432/{database}"))
}

/// Everything but letters and digits as `%XX`, which is right in any part of a URL (RFC 3986, 2.1).
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
