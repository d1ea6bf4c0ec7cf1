//! Runs the server from its start to the signal that ends it.

use std::net::SocketAddr;

use platform::assembly::Processes;
use platform::config::Settings;
use platform::program::{Failure, Signals, check_supported, runtime, start_telemetry, tell};
use tokio::net::TcpListener;

use super::healthcheck::reachable;
use super::processes;
use crate::load_sample::{self, LoadError};
use crate::running::{RunningServer, bind};

pub(crate) fn serve(settings: &Settings, sample_data: bool) -> Result<(), Failure> {
    check_supported(settings)?;
    let traces = start_telemetry(settings, "shortlist-server")?;
    let processes = processes(settings)?;
    let end = runtime()?.block_on(run(settings, &processes, sample_data));
    traces.flush();
    end
}

async fn run(settings: &Settings, processes: &Processes, sample_data: bool) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let listener = bind(settings.server.listen).await?;
    let started = tokio::select! {
        started = RunningServer::start(settings, processes) => started,
        () = signals.next() => return Ok(()),
    };
    let mut server = started?;
    server.serve_metrics(settings).await;
    let address = address_of(&listener)?;
    let listening = server.listen(listener);
    tell::say(&format!("ready http://{address}"));
    let end = tokio::select! {
        () = signals.next() => Ok(()),
        error = server.failed() => Err(Failure::of(&*error)),
        () = fill(&server, settings, sample_data) => Ok(()),
    };
    tracing::info!("the server stops");
    tokio::select! {
        () = server.stop(Some(listening), settings) => end,
        () = signals.next() => Err(Failure::fault("stopped at once; what was under way is taken up at the next start")),
    }
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    let address = listener.local_addr();
    address.map(reachable).map_err(|error| Failure::fault(format!("the listener has no address: {error}")))
}

/// Fills an empty data folder when that was asked for, and never comes back: the server goes on.
async fn fill(server: &RunningServer, settings: &Settings, wanted: bool) {
    if wanted {
        let (email, data) = (&settings.access.admin_email, &settings.paths.data_dir);
        match load_sample::load(&server.web, email, data).await {
            Ok(loaded) => tell::say(&loaded.to_string()),
            Err(LoadError::NotEmpty) => tell::say("sample data: none added, since there is data already"),
            Err(error) => tell::complain(&Failure::of(&error).sentence),
        }
    }
    std::future::pending().await
}
