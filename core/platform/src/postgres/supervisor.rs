//! Keeps PostgreSQL running: when it ends by itself it is started again, since connections come back by
//! themselves; when it keeps ending, the server is told and gives up, since no work can be done.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::error::EmbeddedPostgresError as Error;
use super::postmaster::{Launcher, Running};
use super::predecessor;

/// A PostgreSQL that lived this long starts with a clean record.
const STABLE_AFTER: Duration = Duration::from_secs(60);
const MAX_RESTARTS: u32 = 3;

/// What has become of PostgreSQL.
#[derive(Debug, Clone)]
pub(super) enum State {
    Running,
    Stopped,
    Failed(Arc<Error>),
}

#[derive(Debug)]
pub(super) struct Supervisor {
    pub(super) launcher: Launcher,
    pub(super) socket_folder: PathBuf,
    pub(super) stop: CancellationToken,
    pub(super) stop_timeout: Duration,
    pub(super) state: watch::Sender<State>,
}

impl Supervisor {
    pub(super) async fn run(self, mut running: Running) {
        let mut restarts = 0;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => {
                    running.shut_down(self.stop_timeout).await;
                    self.state.send_replace(State::Stopped);
                    return;
                }
                () = until_exit(&running, &mut restarts) => {}
            }
            restarts += 1;
            match self.restart(restarts).await {
                Ok(again) => running = again,
                Err(error) => {
                    self.state.send_replace(State::Failed(Arc::new(error)));
                    return;
                }
            }
        }
    }

    async fn restart(&self, restarts: u32) -> Result<Running, Error> {
        if restarts > MAX_RESTARTS {
            return Err(Error::KeepsEnding { times: restarts, log: self.launcher.folder.log() });
        }
        tracing::error!(restarts, "PostgreSQL ended by itself; starting it again");
        let cluster = self.launcher.folder.cluster();
        predecessor::wait_until_gone(&cluster, self.stop_timeout).await?;
        self.launcher.start(&self.socket_folder).await
    }
}

async fn until_exit(running: &Running, restarts: &mut u32) {
    if tokio::time::timeout(STABLE_AFTER, running.exited()).await.is_err() {
        *restarts = 0;
        running.exited().await;
    }
}
