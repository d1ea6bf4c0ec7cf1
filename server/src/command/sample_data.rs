//! Fills an empty data folder from beside the server that runs on it, or with one started for it.

use platform::assembly::{Ground, Processes};
use platform::config::{Mode, Settings};
use platform::process::Spawner;
use platform::program::{Failure, check_supported, runtime, start_logging, tell};

use super::processes;
use crate::http::Web;
use crate::load_sample::{self, LoadError, Loaded};
use crate::running::{RunningServer, web_for_rows};

pub(crate) fn sample_data(settings: &Settings) -> Result<(), Failure> {
    check_supported(settings)?;
    start_logging(settings)?;
    let processes = processes(settings)?;
    let loaded = runtime()?.block_on(async {
        match running_ground(settings, &processes.spawner).await? {
            Some(ground) => beside_the_server(settings, ground).await,
            None => with_a_server(settings, &processes).await,
        }
    })?;
    tell::say(&loaded.to_string());
    Ok(())
}

/// The database of whoever does the work: other processes, or the server that runs on the data folder.
pub(super) async fn running_ground(settings: &Settings, spawner: &Spawner) -> Result<Option<Ground>, Failure> {
    match settings.mode() {
        Ok(Mode::Distributed(_)) => Ground::for_command(settings, spawner).await.map(Some),
        _ => Ground::attached(settings).await,
    }
}

/// What is uploaded here is worked on by the server that runs.
async fn beside_the_server(settings: &Settings, ground: Ground) -> Result<Loaded, Failure> {
    let web = web_for_rows(settings, &ground).await?;
    let loaded = load(&web, settings).await;
    drop(web);
    ground.leave().await;
    loaded
}

async fn with_a_server(settings: &Settings, processes: &Processes) -> Result<Loaded, Failure> {
    let server = RunningServer::start(settings, processes).await?;
    let loaded = load(&server.web, settings).await;
    server.stop(None, settings).await;
    loaded
}

async fn load(web: &Web, settings: &Settings) -> Result<Loaded, Failure> {
    load_sample::load(web, &settings.access.admin_email, &settings.paths.data_dir)
        .await
        .map_err(|error: LoadError| Failure::of(&error))
}
