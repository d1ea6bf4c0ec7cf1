//! Starting and ending the server that is measured.

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use platform::config::{Settings, process_environment};
use platform::postgres::EmbeddedPostgres;
use platform::store::DatabaseSettings;
use sea_orm::DatabaseConnection;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::client::Client;

const EMAIL: &str = "admin@example.com";
const PASSWORD: &str = "a password for measuring";
/// What of our own environment the server gets: nothing that changes a setting.
const INHERITED: [&str; 3] = ["PATH", "HOME", "TMPDIR"];
const PATIENCE: Duration = Duration::from_secs(120);

/// A program and a data folder of its own, which goes in the end.
#[derive(Debug)]
pub(crate) struct Folder {
    program: PathBuf,
    cache_dir: PathBuf,
    folder: TempDir,
}

impl Folder {
    /// The private PostgreSQL runs as another user when we are root, and must be able to pass the folder.
    pub(crate) fn new(program: PathBuf, settings: &Settings) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("shortlist-bench-").permissions(Permissions::from_mode(0o711)).tempdir()?;
        Ok(Self { program, cache_dir: settings.paths.cache_dir.clone(), folder })
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn command(&self, settings: &[(&str, &str)]) -> Result<Command> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let inherited = process_environment().filter(|(name, _)| INHERITED.contains(&name.as_str()));
        let mut command = Command::new(&self.program);
        command
            .arg("serve")
            .env_clear()
            .envs(inherited)
            .env("SHORTLIST_DATA_DIR", self.data())
            .env("SHORTLIST_CACHE_DIR", &self.cache_dir)
            .env("SHORTLIST_LISTEN", "127.0.0.1:0")
            .env("SHORTLIST_METRICS_LISTEN", "127.0.0.1:0")
            .env("SHORTLIST_ADMIN_EMAIL", EMAIL)
            .env("SHORTLIST_ADMIN_PASSWORD", PASSWORD)
            .envs(settings.iter().copied())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        Ok(command)
    }

    /// The end of the server's log.
    pub(crate) fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }
}

/// A server that answers.
#[derive(Debug)]
pub(crate) struct Server<'a> {
    pub(crate) folder: &'a Folder,
    /// From the start of the process to its ready line.
    pub(crate) took: Duration,
    child: Child,
    client: Client,
    /// Kept open, so that the server can go on writing.
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl<'a> Server<'a> {
    /// Starts the server with these settings in its environment and signs in.
    pub(crate) async fn start(folder: &'a Folder, settings: &[(&str, &str)]) -> Result<Self> {
        let mut command = folder.command(settings)?;
        let begun = Instant::now();
        let mut child = command.spawn().context("the server can't be run")?;
        let stdout = child.stdout.take().context("stdout is piped")?;
        let mut stdout = BufReader::new(stdout).lines();
        let ready = tokio::time::timeout(PATIENCE, ready_line(&mut stdout)).await;
        let Some(url) = ready.context("the server is not ready")?? else {
            bail!("the server ended before it was ready:\n{}", folder.last_words());
        };
        let took = begun.elapsed();
        let client = Client::sign_in(&url, EMAIL, PASSWORD).await?;
        Ok(Self { folder, took, child, client, _stdout: stdout })
    }

    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// A pool of one connection to the server's own database.
    pub(crate) async fn database(&self) -> Result<DatabaseConnection> {
        self.pool(1).await
    }

    /// A pool of so many.
    pub(crate) async fn pool(&self, max_connections: u32) -> Result<DatabaseConnection> {
        let url = EmbeddedPostgres::attach(&self.folder.data()).await?;
        let settings = DatabaseSettings {
            max_connections,
            statement_timeout: None,
            ..DatabaseSettings::new(url.expose_secret(), "shortlist-bench")
        };
        Ok(platform::store::connect(&settings).await?)
    }

    pub(crate) fn pid(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// Ends it as a supervisor would, and waits until its PostgreSQL is gone too.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let pid = i32::try_from(self.pid()?).context("a process id is small")?;
        kill(Pid::from_raw(pid), Signal::SIGTERM)?;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await.context("the server doesn't end")??;
        if !ended.success() {
            bail!("the server ended with {ended}:\n{}", self.folder.last_words());
        }
        Ok(())
    }
}

async fn ready_line(stdout: &mut Lines<BufReader<ChildStdout>>) -> Result<Option<String>> {
    while let Some(line) = stdout.next_line().await? {
        if let Some(url) = line.trim().strip_prefix("ready ") {
            return Ok(Some(url.trim_end_matches('/').to_owned()));
        }
    }
    Ok(None)
}
