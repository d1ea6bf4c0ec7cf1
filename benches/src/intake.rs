//! From the upload of a résumé to READY, over HTTP, one after the other.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::json;
use server::sample::{DEFAULT_SEED, SampleResume, sample_set};

use crate::client::{Client, text};
use crate::figures::{largest, median, time};
use crate::report::{Report, Row};
use crate::server::Server;
use crate::{Arguments, Part};

const UPLOAD: &str = "mutation($i: UploadResumeInput!) { uploadResume(input: $i) {
    resume { id } task { id } userErrors { message } } }";
/// It completes with the task's last event.
const FOLLOW: &str = "subscription($id: ID!) { taskEvents(tasks: [{ id: $id, afterSeq: 0 }]) { state } }";
const RESUME: &str = "query($id: ID!) { resume(id: $id) { status pageCount } }";
/// Until the model, the child processes and the connections have run once.
const WARM_UP: usize = 3;
/// So many are enough.
const COUNTED: usize = 20;

/// Uploads the sample's résumés; they are also what the other measurements are made of.
pub(crate) async fn measure(server: &Server<'_>, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let client = server.client();
    let mut times = Vec::new();
    for (place, resume) in sample_set(DEFAULT_SEED).resumes.into_iter().take(arguments.resumes).enumerate() {
        let (pages, seconds) = ingest(&client, resume).await?;
        if place >= WARM_UP && pages == Some(1) && times.len() < COUNTED {
            times.push(seconds);
        }
    }
    if arguments.wants(Part::Intake) {
        let count = times.len();
        report.add(
            "Intake",
            Row {
                what: "a one-page PDF from upload to `READY`",
                figure: format!("median {}, worst {} of {count}", time(median(&times)), time(largest(&times))),
                aim: "≤ 2 s",
                ..Row::default()
            },
        );
    }
    Ok(())
}

/// Pages and seconds of one.
async fn ingest(client: &Client, resume: SampleResume) -> Result<(Option<u64>, f64)> {
    let begun = Instant::now();
    let uploaded = client.upload(UPLOAD, &resume.file_name, resume.bytes).await?["uploadResume"].take();
    let events = client.events(FOLLOW, &json!({ "id": text(&uploaded["task"]["id"])? })).await?;
    let read = client.data(RESUME, json!({ "id": text(&uploaded["resume"]["id"])? })).await?;
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(read["resume"]["status"] == "READY", "{} is {read} after {events}", resume.key);
    Ok((read["resume"]["pageCount"].as_u64(), seconds))
}
