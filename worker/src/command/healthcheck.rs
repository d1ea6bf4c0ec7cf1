//! Whether a worker on this machine is at work: it reports itself to the database with each heartbeat, which
//! it can't do without a database, nor when it hangs.

use domain::ports::Store;
use platform::assembly::{Ground, worker_silence};
use platform::config::Settings;
use platform::program::{Failure, runtime};
use platform::system::host_name;

pub(crate) fn healthcheck(settings: &Settings) -> Result<(), Failure> {
    runtime()?.block_on(async {
        let ground = Ground::glance(settings).await?;
        let (host, within) = (host_name(), worker_silence(&settings.tasks));
        let alive = ground.store.reads().is_worker_alive(&host, within).await.map_err(|error| Failure::of(&error))?;
        if alive { Ok(()) } else { Err(Failure::fault(format!("no worker on {host} has reported itself of late"))) }
    })
}
