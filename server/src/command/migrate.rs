//! Brings the database to the version that this program knows.

use platform::assembly::Ground;
use platform::config::Settings;
use platform::process::Spawner;
use platform::program::{Failure, runtime, start_logging, tell};

pub(crate) fn migrate(settings: &Settings) -> Result<(), Failure> {
    start_logging(settings)?;
    let spawner = Spawner::start();
    runtime()?.block_on(async {
        let ground = Ground::for_command(settings, &spawner).await?;
        ground.leave().await;
        tell::say("The database is up to date.");
        Ok(())
    })
}
