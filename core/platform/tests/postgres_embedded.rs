//! The private PostgreSQL starts, stops, is held by one server, and survives that server's death.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use platform::config::EmbeddedSettings;
use platform::postgres::{EmbeddedPostgres, EmbeddedPostgresError, EmbeddedPostgresSettings};
use platform::process::Spawner;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

/// When set, [`holder`] plays the server that is killed, on the data folder named here.
const HOLDER: &str = "SHORTLIST_TEST_POSTGRES_HOLDER";
/// An ordinary user that every Linux knows by name, as `initdb` demands, and another than `nobody`.
const ORDINARY_USER: &str = "daemon";

#[expect(clippy::disallowed_methods, reason = "tests find the cache where `make setup` puts it")]
fn cache_dir() -> PathBuf {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    variable("SHORTLIST_CACHE_DIR").unwrap_or_else(|| {
        if nix::unistd::geteuid().is_root() {
            return PathBuf::from("/var/cache/shortlist");
        }
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        cache.unwrap().join("shortlist")
    })
}

fn settings(data_dir: &Path) -> EmbeddedPostgresSettings {
    EmbeddedPostgresSettings {
        embedded: EmbeddedSettings {
            postgres_dir: cache_dir().join("postgres-18.4-0.8.5"),
            shared_buffers: 32 << 20,
            max_connections: 20,
            start_timeout: Duration::from_secs(120),
            stop_timeout: Duration::from_secs(60),
        },
        data_dir: data_dir.to_path_buf(),
        new_password: SecretString::from("a pass/word?"),
    }
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    folder
}

async fn connect(url: &SecretString) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.expose_secret());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn value(connection: &DatabaseConnection, query: &str) -> String {
    let statement = Statement::from_string(DbBackend::Postgres, query);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn run(connection: &DatabaseConnection, statement: &str) {
    connection.execute_unprepared(statement).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_there_after_a_stop_and_a_start() {
    let base = folder();
    let spawner = Spawner::start();
    let data_dir = base.path().join("data");
    let postgres = EmbeddedPostgres::start(settings(&data_dir), &spawner).await.unwrap();
    let connection = connect(postgres.url()).await;
    run(&connection, "CREATE EXTENSION vector; CREATE TABLE kept AS SELECT 'still here' AS word").await;
    let version = value(&connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'");
    assert_eq!(version.await, "0.8.5");
    assert_eq!(value(&connection, "SHOW fsync").await, "on");
    assert_eq!(value(&connection, "SHOW listen_addresses").await, "");
    assert_eq!(value(&connection, "SELECT lower('ÄÖ')").await, "äö");
    postgres.stop().await;

    let postgres = EmbeddedPostgres::start(settings(&data_dir), &spawner).await.unwrap();
    let connection = connect(postgres.url()).await;
    assert_eq!(value(&connection, "SELECT word FROM kept").await, "still here");
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_has_one_server_and_others_attach() {
    let base = folder();
    let spawner = Spawner::start();
    let attached = EmbeddedPostgres::attach(base.path()).await;
    assert!(matches!(attached, Err(EmbeddedPostgresError::NotRunning(_))));
    let postgres = EmbeddedPostgres::start(settings(base.path()), &spawner).await.unwrap();
    let second = EmbeddedPostgres::start(settings(base.path()), &spawner).await;
    let refusal = second.unwrap_err();
    assert!(matches!(refusal, EmbeddedPostgresError::Locked(_)));
    assert!(refusal.to_string().starts_with("another server is already using"));

    let url = EmbeddedPostgres::attach(base.path()).await.unwrap();
    assert_eq!(url.expose_secret(), postgres.url().expose_secret());
    assert_eq!(value(&connect(&url).await, "SELECT 'in'").await, "in");
    postgres.stop().await;
    let attached = EmbeddedPostgres::attach(base.path()).await;
    assert!(matches!(attached, Err(EmbeddedPostgresError::NotRunning(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_asks_for_the_password_and_is_nobody_elses_to_enter() {
    let base = folder();
    let spawner = Spawner::start();
    let postgres = EmbeddedPostgres::start(settings(base.path()), &spawner).await.unwrap();
    let wrong = postgres.url().expose_secret().replace("a%20pass%2Fword%3F", "guess");
    assert_ne!(wrong, postgres.url().expose_secret());
    assert!(Database::connect(wrong).await.is_err());
    for (name, mode) in [("postgres", 0o700), ("postgres/run", 0o700), ("postgres/password", 0o600)] {
        let found = std::fs::metadata(base.path().join(name)).unwrap().permissions();
        assert_eq!(found.mode() & 0o777, mode, "{name}");
    }
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_path_still_gets_a_socket() {
    let base = folder();
    let data_dir = base.path().join("a-rather-long-name-of-a-folder/".repeat(4));
    let spawner = Spawner::start();
    let postgres = EmbeddedPostgres::start(settings(&data_dir), &spawner).await.unwrap();
    assert_eq!(value(&connect(postgres.url()).await, "SELECT 'in'").await, "in");
    let url = EmbeddedPostgres::attach(&data_dir).await.unwrap();
    assert_eq!(url.expose_secret(), postgres.url().expose_secret());
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_back_when_it_is_killed() {
    let base = folder();
    let spawner = Spawner::start();
    let postgres = EmbeddedPostgres::start(settings(base.path()), &spawner).await.unwrap();
    let connection = connect(postgres.url()).await;
    run(&connection, "CREATE TABLE kept AS SELECT 'still here' AS word").await;
    let first = postmaster_pid(base.path()).unwrap();
    nix::sys::signal::kill(first, nix::sys::signal::Signal::SIGKILL).unwrap();
    let query = Statement::from_string(DbBackend::Postgres, "SELECT word FROM kept");
    let back = async {
        // A child of the killed one may still answer for a moment, so another has to be there first.
        while postmaster_pid(base.path()).is_none_or(|pid| pid == first) {
            tokio::task::yield_now().await;
        }
        // The pool connects again by itself once there is somebody to connect to.
        while connection.query_one_raw(query.clone()).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), back).await.unwrap();
    assert_ne!(postmaster_pid(base.path()), Some(first));
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_folders_and_versions_are_told() {
    let base = folder();
    let spawner = Spawner::start();
    let mut no_programs = settings(base.path());
    no_programs.embedded.postgres_dir = base.path().join("nothing");
    let error = EmbeddedPostgres::start(no_programs, &spawner).await.unwrap_err();
    assert!(error.to_string().ends_with("run `make setup`"));

    let occupied = base.path().join("file");
    std::fs::write(&occupied, "").unwrap();
    assert!(EmbeddedPostgres::start(settings(&occupied.join("data")), &spawner).await.is_err());

    let old = base.path().join("old");
    std::fs::create_dir_all(old.join("postgres/cluster")).unwrap();
    std::fs::write(old.join("postgres/cluster/PG_VERSION"), "17\n").unwrap();
    let error = EmbeddedPostgres::start(settings(&old), &spawner).await.unwrap_err();
    assert!(error.to_string().contains("written by PostgreSQL 17"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_of_the_server_the_next_one_starts() {
    let base = folder();
    assert_survives_kill(base.path(), Command::new(std::env::current_exe().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_user_needs_nothing_but_a_folder() {
    let base = folder();
    let mut program = std::env::current_exe().unwrap();
    if nix::unistd::geteuid().is_root() {
        // The test binary may lie where an ordinary user can't go.
        let copy = base.path().join("test-binary");
        std::fs::copy(&program, &copy).unwrap();
        program = copy;
    }
    let data_dir = base.path().join("data");
    std::fs::create_dir(&data_dir).unwrap();
    let user = nix::unistd::geteuid().is_root().then(|| nix::unistd::User::from_name(ORDINARY_USER).unwrap().unwrap());
    if let Some(user) = &user {
        chown(&data_dir, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
    }
    // The second one waits for what the first one left behind.
    for _ in 0..2 {
        let mut command = Command::new(&program);
        if let Some(user) = &user {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        let mut server = hold(&data_dir, command);
        server.kill().unwrap();
        server.wait().unwrap();
    }
    let lock_file = data_dir.join("postgres/cluster/postmaster.pid");
    let gone = async {
        while lock_file.exists() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), gone).await.unwrap();
}

/// Starts a server that writes, kills it, and starts on its folder.
async fn assert_survives_kill(data_dir: &Path, command: Command) {
    let mut server = hold(data_dir, command);
    server.kill().unwrap();
    server.wait().unwrap();
    let spawner = Spawner::start();
    let postgres = EmbeddedPostgres::start(settings(data_dir), &spawner).await.unwrap();
    let connection = connect(postgres.url()).await;
    assert_eq!(value(&connection, "SELECT word FROM kept").await, "acknowledged");
    postgres.stop().await;
}

/// Runs [`holder`] in a process of its own until it has written.
fn hold(data_dir: &Path, mut command: Command) -> Child {
    let mut server = command
        .args(["--exact", "holder", "--nocapture"])
        .env(HOLDER, data_dir)
        .env("SHORTLIST_CACHE_DIR", cache_dir())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let written = lines.map_while(Result::ok).any(|line| line == "written");
    assert!(written, "the server wrote nothing");
    server
}

/// Nothing on its own; re-run by the tests above, the server that they kill.
#[tokio::test(flavor = "multi_thread")]
async fn holder() {
    #[expect(clippy::disallowed_methods, reason = "the test tells its own copy what to play")]
    let Some(data_dir) = std::env::var_os(HOLDER) else {
        return;
    };
    let spawner = Spawner::start();
    let postgres = EmbeddedPostgres::start(settings(Path::new(&data_dir)), &spawner).await.unwrap();
    let connection = connect(postgres.url()).await;
    run(&connection, "CREATE TABLE IF NOT EXISTS kept AS SELECT 'acknowledged' AS word").await;
    println!("\nwritten");
    postgres.failed().await;
}

/// The process that the lock file names; `None` while there is none or it is being written.
fn postmaster_pid(data_dir: &Path) -> Option<nix::unistd::Pid> {
    let text = std::fs::read_to_string(data_dir.join("postgres/cluster/postmaster.pid")).ok()?;
    Some(nix::unistd::Pid::from_raw(text.lines().next()?.parse().ok()?))
}
