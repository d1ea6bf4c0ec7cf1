//! Runs tasks until stopped.

use std::sync::Arc;

use domain::services::Services;
use platform::assembly::{Ground, Processes, Program, load_model};
use platform::config::Settings;
use platform::failpoint;
use platform::program::{Failure, Signals, check_supported, runtime, start_telemetry, tell};
use platform::telemetry::metrics::MetricsListener;

use crate::work::{Source, Work};

pub(crate) fn run(settings: &Settings) -> Result<(), Failure> {
    check_supported(settings)?;
    let traces = start_telemetry(settings, "shortlist-worker")?;
    let processes = Processes::start(settings)?;
    let end = runtime()?.block_on(work(settings, &processes));
    traces.flush();
    end
}

async fn work(settings: &Settings, processes: &Processes) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    failpoint::obey(&settings.paths.data_dir);
    let (work, metrics) = tokio::select! {
        started = start(settings, processes) => started?,
        () = signals.next() => return Ok(()),
    };
    tell::say("working");
    signals.next().await;
    tracing::info!("the worker stops");
    tokio::select! {
        () = work.drain() => {
            drop(metrics);
            Ok(())
        }
        () = signals.next() => Err(Failure::fault("stopped at once; what was under way runs again when its lease is over")),
    }
}

/// The work, and what it tells of itself.
async fn start(settings: &Settings, processes: &Processes) -> Result<(Work, Option<MetricsListener>), Failure> {
    let ground = Ground::start(settings, Program::Worker, &processes.spawner);
    let (ground, embedder) = tokio::try_join!(ground, load_model(settings))?;
    let deps = ground.deps(settings, Arc::new(embedder), processes.readers.clone())?;
    let services = Services::new(&deps);
    let metrics = ground.serve_metrics(settings).await;
    let source = ground.faktory.clone().map_or(Source::Store, Source::Faktory);
    Ok((Work::start(&deps, &services, &settings.tasks, &source), metrics))
}
