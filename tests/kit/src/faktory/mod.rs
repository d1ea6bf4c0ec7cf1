//! Faktory for tests.
//!
//! Faktory can't be had from every mirror, so a test takes what there is, in this order: the server that
//! `FAKTORY_TEST_URL` names, a `faktory` on PATH, and else a stand-in that speaks the same protocol. One
//! contract suite holds the stand-in to the real server, so that a test need not know which it has.

mod installed;
mod stand_in;
mod wire;

use std::sync::{Arc, LazyLock};

use installed::Installed;
use stand_in::StandIn;
use tokio::sync::{Mutex, OwnedMutexGuard};
pub use wire::{Answer, Wire};

/// Any would do; that there is one makes sure that programs prove that they know it.
const PASSWORD: &str = "faktory-of-a-test";

/// A server that somebody named has one set of queues, so one test at a time has it.
static NAMED: LazyLock<Arc<Mutex<()>>> = LazyLock::new(Arc::default);

/// A Faktory with a password. It ends with this value, and with the test process in whatever way that
/// ends; one that `FAKTORY_TEST_URL` names stays.
#[derive(Debug)]
pub struct Faktory {
    which: Which,
}

#[derive(Debug)]
enum Which {
    Named { url: String, version: String, _turn: OwnedMutexGuard<()> },
    Installed(Installed),
    StandIn(StandIn),
}

impl Faktory {
    /// The first that there is of: a named one, an installed one, the stand-in. Its queues are empty.
    ///
    /// # Panics
    /// When one is there and does not start or answer; the message says why.
    pub async fn start() -> Self {
        match Self::named().await {
            Some(named) => named,
            None => Self::start_own().await,
        }
    }

    /// As [`Faktory::start`], but never the named one: for a test that kills it.
    ///
    /// # Panics
    /// When there is an installed one and it does not start; the message says why.
    pub async fn start_own() -> Self {
        match Self::installed().await {
            Some(installed) => installed,
            None => Self::stand_in().await,
        }
    }

    /// The real server that `FAKTORY_TEST_URL` names, emptied, once no other test of this process has it.
    ///
    /// # Panics
    /// When it can't be reached.
    #[expect(clippy::disallowed_methods, reason = "the kit's settings are the environment's")]
    pub async fn named() -> Option<Self> {
        let url = std::env::var("FAKTORY_TEST_URL").ok()?;
        let turn = NAMED.clone().lock_owned().await;
        let mut wire = Wire::open(&url, None).await;
        // A flush would leave the queues' names, and who is paused.
        for command in ["QUEUE REMOVE *", "FLUSH"] {
            assert!(wire.ask(command).await.is_ok(), "the named Faktory can be emptied");
        }
        let version = wire.ask("INFO").await.json()["server"]["faktory_version"].as_str().map(str::to_owned);
        let version = version.expect("Faktory tells its version");
        Some(Self { which: Which::Named { url, version, _turn: turn } })
    }

    /// The real server that is on PATH, if one is.
    ///
    /// # Panics
    /// When it does not start; the message says why.
    pub async fn installed() -> Option<Self> {
        Installed::start().await.map(|it| Self { which: Which::Installed(it) })
    }

    /// The stand-in, whatever else there is.
    ///
    /// # Panics
    /// When it can't listen.
    pub async fn stand_in() -> Self {
        Self { which: Which::StandIn(StandIn::start().await) }
    }

    /// `tcp://:password@127.0.0.1:port`, the same after a restart.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.which {
            Which::Named { url, .. } => url.clone(),
            Which::Installed(it) => it.url(),
            Which::StandIn(it) => it.url(),
        }
    }

    /// A sentence for the end of a test run.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.which {
            Which::Named { version, .. } => format!("Faktory: the real server {version} that FAKTORY_TEST_URL names"),
            Which::Installed(it) => format!("Faktory: the real server {} on PATH", it.version()),
            Which::StandIn(_) => "Faktory: the stand-in of the test kit".to_owned(),
        }
    }

    /// Ends it by `SIGKILL`, with everything it held, and returns when nobody listens there any more.
    ///
    /// # Panics
    /// When it is a named one, which is not the test's to kill.
    pub async fn kill(&mut self) {
        match &mut self.which {
            Which::Named { .. } => panic!("a test that kills Faktory takes one of its own: Faktory::start_own"),
            Which::Installed(it) => it.kill().await,
            Which::StandIn(it) => it.kill().await,
        }
    }

    /// Starts it again on the same port, empty; kills it before when it runs.
    ///
    /// # Panics
    /// When it does not start, or is a named one.
    pub async fn restart(&mut self) {
        match &mut self.which {
            Which::Named { .. } => panic!("a test that restarts Faktory takes one of its own: Faktory::start_own"),
            Which::Installed(it) => it.restart().await,
            Which::StandIn(it) => it.restart().await,
        }
    }

    /// What it says about itself: sizes of queues at `faktory.queues`, of sets at `faktory.sets`.
    ///
    /// # Panics
    /// When it doesn't answer.
    pub async fn info(&self) -> serde_json::Value {
        Wire::open(&self.url(), None).await.ask("INFO").await.json()
    }

    /// Tells a worker, at its next beat, to be `quiet` or to `terminate`, as somebody would in Faktory's
    /// own pages. There is no way back.
    ///
    /// # Panics
    /// When no worker of that id is connected.
    pub async fn tell_worker(&self, id: &str, state: &str) {
        let beat = serde_json::json!({ "wid": id, "current_state": state });
        let answer = Wire::open(&self.url(), None).await.ask(&format!("BEAT {beat}")).await;
        assert!(matches!(answer, Answer::Bulk(_)), "Faktory has no such worker: {answer:?}");
    }
}

fn url_at(port: u16) -> String {
    format!("tcp://:{PASSWORD}@127.0.0.1:{port}")
}
