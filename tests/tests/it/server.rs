//! Starting and ending the real server.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;

use nix::sys::signal::Signal;
use tempfile::TempDir;
use tokio::sync::{OnceCell, mpsc};

use crate::child::Running;
use crate::client::Client;
use crate::wait::{LONG, SOON, until, within};

pub(crate) const EMAIL: &str = "admin@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// What of our own environment a server gets: where programs and the cache are, and nothing that could
/// change a setting.
const INHERITED: [&str; 5] = ["PATH", "HOME", "SHORTLIST_CACHE_DIR", "XDG_CACHE_HOME", "TMPDIR"];

/// A folder that goes when it is dropped. The private PostgreSQL must be able to pass it.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Arc<Self> {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o711);
        let made = tempfile::Builder::new().prefix("shortlist-e2e-").permissions(mode).tempdir();
        Arc::new(Self(made.expect("a temporary folder can be made")))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path().join("server.log")
    }
}

fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a test's own surroundings, not a setting of the product")]
    std::env::var(name).ok()
}

/// The program under test: as `SHORTLIST_SERVER_BIN` says, else the one built beside this test.
pub(crate) fn program() -> PathBuf {
    if let Some(path) = variable("SHORTLIST_SERVER_BIN") {
        return path.into();
    }
    program_called("shortlist-server")
}

/// A program built beside this test.
pub(crate) fn program_called(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    let built = test.parent().and_then(Path::parent).expect("tests lie in deps/");
    let path = built.join(name);
    assert!(path.is_file(), "there is no {}: run `make test`, which builds it", path.display());
    path
}

/// A command of the program on a folder, with ports and settings that disturb nobody.
pub(crate) fn command(folder: &Folder, args: &[&str], settings: &[(&str, &str)]) -> Command {
    program_on(program(), folder, args, settings)
}

/// The same for another program.
pub(crate) fn program_on(program: PathBuf, folder: &Folder, args: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program);
    command.args(args).env_clear();
    for name in INHERITED {
        if let Some(value) = variable(name) {
            command.env(name, value);
        }
    }
    command
        .env("SHORTLIST_DATA_DIR", folder.data())
        .env("SHORTLIST_LISTEN", "127.0.0.1:0")
        .env("SHORTLIST_METRICS_LISTEN", "127.0.0.1:0")
        .env("SHORTLIST_ADMIN_EMAIL", EMAIL)
        .env("SHORTLIST_ADMIN_PASSWORD", PASSWORD)
        .envs(settings.iter().copied())
        .current_dir(folder.path())
        .stdin(Stdio::null());
    command
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command to its end.
pub(crate) async fn run(folder: &Folder, args: &[&str], settings: &[(&str, &str)]) -> Ended {
    end_of(command(folder, args, settings)).await
}

/// Runs a program to its end.
pub(crate) async fn end_of(command: Command) -> Ended {
    let mut command = tokio::process::Command::from(command);
    let output = within(SOON, "the end of a command", command.kill_on_drop(true).output()).await;
    let output = output.expect("the program can be run");
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) folder: Arc<Folder>,
    pub(crate) url: String,
    child: Running,
    lines: tokio::sync::Mutex<mpsc::UnboundedReceiver<String>>,
    token: OnceCell<String>,
    _watchman: Watchman,
}

impl Server {
    /// Starts `serve` on a folder and waits until it answers.
    ///
    /// # Panics
    /// When it ends instead.
    pub(crate) async fn start(folder: &Arc<Folder>, args: &[&str], settings: &[(&str, &str)]) -> Self {
        let started = Self::try_start(folder, args, settings).await;
        started.unwrap_or_else(|ended| panic!("the server ended before it was ready ({ended}):\n{}", tail(folder)))
    }

    /// The same for a server that may end before it answers; then how.
    pub(crate) async fn try_start(
        folder: &Arc<Folder>,
        args: &[&str],
        settings: &[(&str, &str)],
    ) -> Result<Self, ExitStatus> {
        let mut command = command(folder, args, settings);
        let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.log());
        command.stdout(Stdio::piped()).stderr(log.expect("the log can be opened"));
        let mut child = command.spawn().expect("the program can be run");
        let mut lines = read_lines(&mut child);
        let watchman = Watchman::over(child.id(), folder);
        let ready = within(LONG, "the ready line", ready_line(&mut lines)).await;
        let Some(url) = ready else {
            return Err(child.wait().expect("our own child can be waited for"));
        };
        Ok(Self {
            folder: Arc::clone(folder),
            url,
            child: Running::new(child),
            lines: tokio::sync::Mutex::new(lines),
            token: OnceCell::new(),
            _watchman: watchman,
        })
    }

    /// A server of one's own on a new folder.
    pub(crate) async fn own() -> Self {
        Self::start(&Folder::new(), &["serve"], &[]).await
    }

    /// The administrator.
    pub(crate) async fn admin(&self) -> Client {
        let sign_in = || async { Client::sign_in(&self.url, EMAIL, PASSWORD).await };
        let token = self.token.get_or_init(sign_in).await;
        Client::new(&self.url, Some(token))
    }

    /// Somebody without a token.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(&self.url, None)
    }

    pub(crate) async fn token(&self) -> String {
        self.admin().await;
        self.token.get().expect("the administrator is signed in").clone()
    }

    /// Waits for a line on stdout that holds `part`.
    pub(crate) async fn line_with(&self, part: &str) -> String {
        let mut lines = self.lines.lock().await;
        let find = async {
            while let Some(line) = lines.recv().await {
                if line.contains(part) {
                    return line;
                }
            }
            panic!("stdout ended without “{part}”:\n{}", tail(&self.folder));
        };
        within(LONG * 2, part, find).await
    }

    /// How the server ended by itself; `None` while it runs.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        self.child.ended()
    }

    /// SIGKILL, as a power cut would.
    pub(crate) fn kill(&self) {
        self.child.kill();
    }

    /// SIGTERM, and how it ended.
    pub(crate) async fn stop(&self) -> ExitStatus {
        if let Some(ended) = self.ended() {
            return ended;
        }
        self.child.signal(Signal::SIGTERM);
        until(SOON, "the end of the server", async || self.ended()).await
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.pid()
    }
}

impl Drop for Server {
    /// Ends the server and shows its last words when the test failed.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the server's last lines:\n{}", tail(&self.folder));
        }
        self.child.end(Signal::SIGTERM);
    }
}

pub(crate) fn read_lines(child: &mut Child) -> mpsc::UnboundedReceiver<String> {
    let stdout = child.stdout.take().expect("stdout is piped");
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _nobody_listens = sender.send(line);
        }
    });
    receiver
}

async fn ready_line(lines: &mut mpsc::UnboundedReceiver<String>) -> Option<String> {
    while let Some(line) = lines.recv().await {
        if let Some(url) = line.trim().strip_prefix("ready ") {
            return Some(url.trim_end_matches('/').to_owned());
        }
    }
    None
}

pub(crate) fn tail(folder: &Folder) -> String {
    let log = std::fs::read_to_string(folder.log()).unwrap_or_default();
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// Ends the server and removes its folder when this process goes without doing so: a shared server is
/// never dropped, and a test run may be killed. It reads a pipe that ends with us.
#[derive(Debug)]
pub(crate) struct Watchman(Child);

impl Watchman {
    pub(crate) fn over(pid: u32, folder: &Folder) -> Self {
        let script = r#"read -r _
kill -TERM "$0" 2>/dev/null && timeout 60 tail --pid="$0" -f /dev/null
case "$1" in */shortlist-e2e-*) rm -rf "$1" ;; esac"#;
        let child = Command::new("sh")
            .args(["-c", script, &pid.to_string()])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.expect("there is a shell"))
    }
}

impl Drop for Watchman {
    fn drop(&mut self) {
        let _already_gone = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// The server that tests share; it says its last lines when a test fails.
#[derive(Debug)]
pub(crate) struct Shared(&'static Server);

impl Deref for Shared {
    type Target = Server;

    fn deref(&self) -> &Server {
        self.0
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the shared server's last lines:\n{}", tail(&self.0.folder));
        }
    }
}

/// The server for tests that don't end it and keep to data of their own.
pub(crate) async fn shared() -> Shared {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    Shared(SERVER.get_or_init(Server::own).await)
}

/// The server with the sample data in it, for tests that change nothing.
pub(crate) async fn with_sample_data() -> Shared {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    let start = || async {
        let server = Server::start(&Folder::new(), &["serve", "--sample-data"], &[]).await;
        let line = server.line_with("sample data:").await;
        assert_eq!(line, "sample data: 60 résumés, 8 jobs");
        server
    };
    Shared(SERVER.get_or_init(start).await)
}
