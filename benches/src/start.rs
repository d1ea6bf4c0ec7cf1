//! Starting on a full data folder, and what the server holds while nobody asks anything.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::Arguments;
use crate::figures::{largest, median, time};
use crate::memory::resident;
use crate::report::{Report, Row};
use crate::server::{Folder, Server};

const TABLE: &str = "Start and size";
/// After this long nothing that a request set off is still going on.
const IDLE: Duration = Duration::from_secs(5);

pub(crate) async fn measure(folder: &Folder, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let mut starts = Vec::new();
    for _ in 0..arguments.starts.max(1) {
        let server = Server::start(folder, &[]).await?;
        starts.push(server.took.as_secs_f64());
        server.stop().await?;
    }
    report.add(
        TABLE,
        Row {
            what: "warm start to the ready line",
            figure: format!("median {}, worst {} of {}", time(median(&starts)), time(largest(&starts)), starts.len()),
            aim: "≤ 3 s",
            ..Row::default()
        },
    );
    let server = Server::start(folder, &[]).await?;
    // The model has run once, and so holds what it goes on holding.
    let search = "{ searchCandidates(text: \"nights on a surgical ward\", first: 1) { nodes { score } } }";
    server.client().data(search, json!({})).await?;
    tokio::time::sleep(IDLE).await;
    let resident = resident(server.pid()?)?;
    server.stop().await?;
    let row =
        |what, mebibytes: f64| Row {
            what, figure: format!("{mebibytes:.0} MiB"), aim: "≤ 400 MiB", ..Row::default()
        };
    report.add(TABLE, row("resident, idle: the server's process", resident.server));
    report.add(TABLE, row("resident, idle: all its processes, with PostgreSQL", resident.all));
    Ok(())
}
