//! Many files at once, as an archive: from its sending until all of them can be found.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kit::files::{Packed, archive};
use platform::config::Settings;
use serde_json::{Value, json};

use crate::Arguments;
use crate::client::{Client, list, text};
use crate::figures::count;
use crate::people::applicants;
use crate::processor;
use crate::report::{Report, Row};
use crate::server::{Folder, Server};

const PLACE: &str =
    "mutation($i: CreateUploadInput!) { createUpload(input: $i) { uploadId url userErrors { message } } }";
const IMPORT: &str =
    "mutation($i: ImportResumesInput!) { importResumes(input: $i) { task { id } userErrors { message } } }";
const COUNTS: &str = "query($id: ID!) { task(id: $id) { state error { code message }
    subject { ... on ImportBatch { counts { status count } } } } }";
const FOUND: &str = "query($text: String!) { searchCandidates(text: $text, first: 1) { totalCount } }";
/// Often enough for who counts in seconds, and no load to speak of.
const LOOK: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(1_200);

pub(crate) async fn measure(settings: &Settings, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let folder = Folder::new(arguments.program()?, settings)?;
    let server = Server::start(&folder, &[]).await?;
    let client = server.client();
    // The model, a child and each kind of statement have run once.
    import(&client, &applicants(arguments.imported + WARM_UP)?[arguments.imported..], None).await?;
    let files = applicants(arguments.imported)?;
    let (computed, begun) = (processor::seconds()?, Instant::now());
    import(&client, &files, None).await?;
    let (seconds, computed) = (begun.elapsed().as_secs_f64(), processor::seconds()? - computed);
    let found = client.data(FOUND, json!({ "text": "payment services" })).await?;
    let all = files.len() + WARM_UP;
    ensure!(found["searchCandidates"]["totalCount"].as_u64() == u64::try_from(all).ok(), "{found} of {all} are found");
    server.stop().await?;
    let files = count(files.len());
    report.add(
        "Import",
        Row {
            what: "an archive of different résumés from its sending until all can be found",
            figure: format!(
                "{files:.0} files in {seconds:.1} s and {computed:.1} s of processor time: {:.1} files/s, {:.1} files for each second of \
                 processor time",
                files / seconds,
                files / computed
            ),
            ..Row::default()
        },
    );
    Ok(())
}

/// A few.
const WARM_UP: usize = 10;

/// Sends the files as one archive and waits until each of them is ready.
pub(crate) async fn import(client: &Client, files: &[(String, Vec<u8>)], job: Option<&str>) -> Result<()> {
    let packed: Vec<Packed> = files.iter().map(|(name, bytes)| Packed::file(name, bytes)).collect();
    let packed = archive(&packed);
    let place = json!({ "i": { "fileName": "resumes.zip", "byteSize": packed.len() } });
    let place = client.data(PLACE, place).await?["createUpload"].take();
    client.put(&text(&place["url"])?, packed).await?;
    let input = json!({ "i": { "uploadIds": [place["uploadId"]], "jobId": job } });
    let task = client.data(IMPORT, input).await?["importResumes"].take();
    let counts = ended(client, &task["task"]["id"]).await?;
    let ready = list(&counts)?.iter().find(|of| of["status"] == "READY").and_then(|of| of["count"].as_u64());
    ensure!(ready == u64::try_from(files.len()).ok(), "of {} files became {counts}", files.len());
    Ok(())
}

/// The files of an import by their states, once it has ended.
async fn ended(client: &Client, task: &Value) -> Result<Value> {
    let begun = Instant::now();
    loop {
        let mut found = client.data(COUNTS, json!({ "id": task })).await?["task"].take();
        match text(&found["state"])?.as_str() {
            "SUCCESS" => return Ok(found["subject"]["counts"].take()),
            "FAILURE" | "REVOKED" => anyhow::bail!("the import ended as {found}"),
            _ => ensure!(begun.elapsed() < PATIENCE, "the import doesn't end: {found}"),
        }
        tokio::time::sleep(LOOK).await;
    }
}
