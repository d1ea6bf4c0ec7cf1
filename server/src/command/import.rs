//! Takes in a folder of résumés, archives of them and tables, from beside the server that runs or with one
//! started for it.

use std::path::{Path, PathBuf};

use domain::id::{JobId, TaskId, UploadId};
use domain::intake::error::ReceiveError;
use domain::intake::service::{BrokenOff, ImportRequest, Incoming};
use domain::services::Services;
use domain::task::model::{TaskPayload, TaskState};
use futures::StreamExt;
use platform::config::Settings;
use platform::program::{Failure, check_supported, runtime, start_logging, tell};
use tokio::io::AsyncReadExt;
use walkdir::WalkDir;

use super::processes;
use super::sample_data::running_ground;
use crate::cli::ImportFolder;
use crate::graphql::global_id::parse;
use crate::http::report::written;
use crate::running::{RunningServer, web_for_rows};

/// Read from a file at a time.
const CHUNK: usize = 1 << 20;

/// A file that was found.
struct Found {
    path: PathBuf,
    /// Within the folder.
    name: String,
    size: u64,
}

pub(crate) fn import(settings: &Settings, wanted: &ImportFolder) -> Result<(), Failure> {
    check_supported(settings)?;
    let job = wanted.job.as_ref().map(|id| parse::<JobId>("--job", &async_graphql::ID(id.clone()))).transpose();
    let job = job.map_err(|error| Failure::setting(error.message))?;
    let found = found_in(&wanted.folder)?;
    start_logging(settings)?;
    let processes = processes(settings)?;
    runtime()?.block_on(async {
        match running_ground(settings, &processes.spawner).await? {
            Some(ground) => {
                let web = web_for_rows(settings, &ground).await?;
                let done = take_in(web.services(), settings, found, job).await;
                drop(web);
                ground.leave().await;
                done
            }
            None => {
                let server = RunningServer::start(settings, &processes).await?;
                let done = take_in(server.web.services(), settings, found, job).await;
                server.stop(None, settings).await;
                done
            }
        }
    })
}

/// All files below a folder, in the order of their names. Links are not followed: they may lead anywhere.
fn found_in(folder: &Path) -> Result<Vec<Found>, Failure> {
    if !folder.is_dir() {
        return Err(Failure::setting(format!("{} is no folder", folder.display())));
    }
    let mut found = Vec::new();
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
    };
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
        let unreadable = |error: walkdir::Error| Failure::fault(format!("the folder can't be read: {error}"));
        let entry = entry.map_err(unreadable)?;
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
        let size = entry.metadata().map_err(unreadable)?.len();
        found.push(Found { path: entry.into_path(), name, size });
    }
    Ok(found)
}

async fn take_in(
    services: &Services,
    settings: &Settings,
    found: Vec<Found>,
    job: Option<JobId>,
) -> Result<(), Failure> {
    let (taken, left): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|file| file.size > 0 && file.size <= settings.intake.limit);
    for file in &left {
        tell::complain(&format!("left out, since it is empty or too large: {}", file.name));
    }
    if taken.is_empty() {
        return Err(Failure::fault("there is no file to take in"));
    }
    let all = taken.len();
    let mut sent = 0;
    let mut failed = false;
    for some in in_imports(taken, settings) {
        let mut uploads = Vec::with_capacity(some.len());
        for file in &some {
            uploads.push(send(services, file).await?);
            sent += 1;
            if sent % 100 == 0 || sent == all {
                tell::complain(&format!("{sent} of {all} files are sent"));
            }
        }
        let request = ImportRequest { user: None, uploads, job };
        let task = services.intake.request(request).await.map_err(refused)?;
        failed |= !followed(services, task).await?;
    }
    if failed { Err(Failure::fault("the import was broken off; what was taken in until then stays")) } else { Ok(()) }
}

/// Parts that an import takes, in their order.
fn in_imports(found: Vec<Found>, settings: &Settings) -> Vec<Vec<Found>> {
    let limits = &settings.intake;
    let (mut imports, mut bytes) = (vec![Vec::new()], 0);
    for file in found {
        bytes += file.size;
        let full = imports.last().is_some_and(|it: &Vec<Found>| it.len() >= limits.max_files as usize);
        if full || bytes > limits.limit {
            bytes = file.size;
            imports.push(Vec::new());
        }
        if let Some(last) = imports.last_mut() {
            last.push(file);
        }
    }
    imports
}

async fn send(services: &Services, file: &Found) -> Result<UploadId, Failure> {
    let unreadable = |error: std::io::Error| Failure::fault(format!("{} can't be read: {error}", file.path.display()));
    let open = tokio::fs::File::open(&file.path).await.map_err(unreadable)?;
    let sent = services.intake.stage(&file.name, file.size, incoming(open)).await;
    sent.map_err(|error| match error {
        ReceiveError::Fault(error) => refused(error),
        other => Failure::fault(format!("{}: {other}", file.path.display())),
    })
}

fn incoming(file: tokio::fs::File) -> Incoming<'static> {
    let next = async |mut file: tokio::fs::File| {
        let mut chunk = Vec::with_capacity(CHUNK);
        match (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some((chunk, file))),
            Err(_) => Err(BrokenOff),
        }
    };
    futures::stream::try_unfold(file, next).boxed()
}

/// Tells how far the import is until it has ended, and then what became of each file; whether it ended well.
async fn followed(services: &Services, task: TaskId) -> Result<bool, Failure> {
    let mut events = services.tasks.follow(&[(task, 0)]).await.map_err(|error| Failure::of(&error))?;
    let mut state = TaskState::Pending;
    while let Some(event) = events.next().await {
        let event = event.map_err(|error| Failure::of(&error))?;
        state = event.state;
        if let Some(message) = event.message.or(event.error.map(|error| error.message)) {
            tell::complain(&message);
        }
    }
    let found = services.tasks.by_ids(&[task]).await.map_err(|error| Failure::of(&error))?.pop();
    if let Some(TaskPayload::ImportBatch { batch }) = found.map(|task| task.payload) {
        let files = services.intake.report(batch).await.map_err(|error| Failure::of(&error))?.unwrap_or_default();
        tell::put(&String::from_utf8_lossy(&written(&files)));
    }
    Ok(state == TaskState::Success)
}

/// A refused flag is named and ends with 2.
fn refused(error: domain::error::ServiceError) -> Failure {
    match error {
        domain::error::ServiceError::Refused(violations) => match violations.into_iter().next() {
            Some(it) if it.path.first() == Some(&"jobId") => Failure::setting(format!("--job: {}", it.message)),
            Some(it) => Failure::fault(it.message),
            None => Failure::fault("the import was refused"),
        },
        fault => Failure::of(&fault),
    }
}
