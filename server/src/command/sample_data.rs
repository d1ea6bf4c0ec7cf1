//! Fills an empty data folder from beside the server that runs on it, or with one started for it.

use platform::config::Settings;

use super::{check_supported, runtime, start_logging};
use crate::embedded::{Ground, Processes, RunningServer, web_for_rows};
use crate::failure::Failure;
use crate::http::Web;
use crate::load_sample::{self, LoadError, Loaded};
use crate::tell;

pub(crate) fn sample_data(settings: &Settings) -> Result<(), Failure> {
    check_supported(settings)?;
    start_logging(settings)?;
    let processes = Processes::start(settings)?;
    let loaded = runtime()?.block_on(async {
        match Ground::attached(settings).await? {
            Some(ground) => beside_the_server(settings, ground).await,
            None => with_a_server(settings, &processes).await,
        }
    })?;
    tell::say(&loaded.to_string());
    Ok(())
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
