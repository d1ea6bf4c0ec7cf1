//! Brings the database to the version that this program knows.

use platform::config::Settings;
use platform::process::Spawner;

use super::{runtime, start_logging};
use crate::embedded::Ground;
use crate::failure::Failure;
use crate::tell;

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
