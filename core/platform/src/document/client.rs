//! The adapter behind the port: documents in, text or a reason out, nothing parsed here.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream as StdStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{ExtractError, Extraction, Extractor, MediaType};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::Semaphore;

use super::control::{self, Attached};
use super::limits::Limits;
use super::unpack_client::UnpackSettings;
use super::unpack_wire::UnpackOrder;
use super::wire::{Hello, MAX_MESSAGE, Order, Verdict, checked_answer, frame_head, max_answer_bytes};
use crate::process::Spawner;
use crate::telemetry::metrics::catalogue::EXTRACTIONS;

/// How much longer than its wall time a document may take before the zygote itself is taken for stuck.
pub(super) const GRACE: Duration = Duration::from_secs(10);

/// Where the extractor's binary is and what one document may cost.
#[derive(Debug, Clone)]
pub struct ExtractorSettings {
    /// A binary whose `main` calls [`super::zygote::zygote_main`] when it gets `args`.
    pub program: PathBuf,
    /// The hidden argument.
    pub args: Vec<String>,
    /// For each document.
    pub limits: Limits,
    /// For files that hold others.
    pub unpacking: UnpackSettings,
    /// How many documents are read at once; others wait. At least 1.
    pub max_parallel: usize,
}

/// The zygote could not be started.
#[derive(Debug, thiserror::Error)]
#[error("the text extractor {program} could not be started")]
pub struct StartError {
    /// The binary that was tried.
    pub program: String,
    /// What the operating system said.
    #[source]
    pub source: io::Error,
}

/// Takes text out of files in processes of their own. Cancelling an extraction kills its process.
#[derive(Debug)]
pub struct SandboxedExtractor {
    settings: ExtractorSettings,
    spawner: Spawner,
    permits: Semaphore,
    /// Apart from the others: who unpacks waits for what is done with each file.
    unpack_turns: Arc<Semaphore>,
    zygote: Mutex<Arc<Zygote>>,
}

impl SandboxedExtractor {
    /// Starts the zygote.
    ///
    /// # Errors
    /// [`StartError`] when there is no such program or no process to be had.
    pub fn start(settings: ExtractorSettings, spawner: Spawner) -> Result<Self, StartError> {
        let failed = |source| StartError { program: settings.program.display().to_string(), source };
        let zygote = Zygote::start(&settings, &spawner).map_err(failed)?;
        zygote.tell_what_is_missing().map_err(failed)?;
        let permits = Semaphore::new(settings.max_parallel.max(1));
        let unpack_turns = Arc::new(Semaphore::new(settings.max_parallel.max(1)));
        Ok(Self { settings, spawner, permits, unpack_turns, zygote: Mutex::new(Arc::new(zygote)) })
    }

    pub(super) fn unpacking(&self) -> &UnpackSettings {
        &self.settings.unpacking
    }

    pub(super) fn limits(&self) -> Limits {
        self.settings.limits
    }

    pub(super) fn zygote(&self) -> Arc<Zygote> {
        Arc::clone(&self.zygote.lock())
    }

    pub(super) fn unpack_turns(&self) -> Arc<Semaphore> {
        Arc::clone(&self.unpack_turns)
    }

    async fn read_in_child(&self, bytes: &[u8]) -> Result<Extraction, ExtractError> {
        let zygote = Arc::clone(&self.zygote.lock());
        let result = match zygote.open(self.settings.limits) {
            Ok(line) => line.exchange(bytes, &self.settings.limits).await,
            Err(error) => Err(Lost(error.kind().to_string())),
        };
        match result {
            Ok(answer) => answer,
            Err(Lost(detail)) => {
                self.replace(&zygote).await;
                Err(ExtractError::Unavailable { detail })
            }
        }
    }

    /// Starts another zygote, unless somebody else has done so already.
    async fn replace(&self, lost: &Arc<Zygote>) {
        if !Arc::ptr_eq(&self.zygote.lock(), lost) {
            return;
        }
        let (settings, spawner) = (self.settings.clone(), self.spawner.clone());
        let started = tokio::task::spawn_blocking(move || Zygote::start(&settings, &spawner)).await;
        match started {
            Ok(Ok(fresh)) => {
                let mut current = self.zygote.lock();
                if Arc::ptr_eq(&current, lost) {
                    *current = Arc::new(fresh);
                    tracing::warn!("the extractor's zygote was lost and has been started again");
                }
            }
            Ok(Err(error)) => {
                tracing::error!(error = %error, "the extractor's zygote could not be started again")
            }
            Err(error) => {
                tracing::error!(error = %error, "the extractor's zygote could not be started again")
            }
        }
    }
}

#[async_trait]
impl Extractor for SandboxedExtractor {
    async fn extract(&self, bytes: Vec<u8>) -> Result<Extraction, ExtractError> {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let answer = self.read_in_child(&bytes).await;
        EXTRACTIONS.count(labels(&answer));
        answer
    }
}

/// What an answer is counted as.
fn labels(answer: &Result<Extraction, ExtractError>) -> [&'static str; 2] {
    const UNKNOWN: &str = "unknown";
    match answer {
        Ok(extraction) => match extraction.media_type {
            MediaType::Pdf => ["pdf", "text"],
            MediaType::Docx => ["docx", "text"],
            MediaType::Text => ["text", "text"],
        },
        Err(ExtractError::NeedsOcr { .. }) => [UNKNOWN, "needs_ocr"],
        Err(ExtractError::Unreadable { .. }) => [UNKNOWN, "unreadable"],
        Err(ExtractError::Unavailable { .. }) => [UNKNOWN, "unavailable"],
    }
}

/// The zygote no longer does its work; the reason is for the log.
#[derive(Debug)]
struct Lost(String);

impl From<io::Error> for Lost {
    fn from(error: io::Error) -> Self {
        Self(error.kind().to_string())
    }
}

#[derive(Debug)]
pub(super) struct Zygote {
    process: Mutex<Child>,
    control: OwnedFd,
}

impl Zygote {
    fn start(settings: &ExtractorSettings, spawner: &Spawner) -> io::Result<Self> {
        let (control, theirs) = control::pair()?;
        let mut command = Command::new(&settings.program);
        // Nothing of the environment: it holds passwords, and the child is the likeliest of all our
        // processes to be taken over.
        command.args(&settings.args).env_clear();
        command.stdin(Stdio::from(theirs)).stdout(Stdio::null());
        let process = Mutex::new(spawner.spawn(command)?);
        Ok(Self { process, control })
    }

    /// Writes to the log what children are not held to on this machine. Waits on a thread of its own, which ends
    /// with the zygote's first word or with the zygote.
    fn tell_what_is_missing(&self) -> io::Result<()> {
        let control = self.control.try_clone()?;
        std::thread::spawn(move || match control::greeting(control.as_fd()) {
            Ok(Hello { missing: Some(missing) }) => tracing::warn!(
                missing = missing.sentence(),
                "files are read with limits on memory, time and files only: what a reader may ask of the system can't \
                 be limited here"
            ),
            Ok(Hello { missing: None }) => tracing::debug!("files are read in processes that can reach nothing"),
            // The first document will find that the zygote is gone, and say so.
            Err(_) => {}
        });
        Ok(())
    }

    /// Has a child forked for one document.
    fn open(&self, limits: Limits) -> io::Result<Line> {
        self.order(Order { limits, unpack: None }, None)
    }

    /// Has a child forked for one file that holds others.
    pub(super) fn open_unpack(&self, limits: Limits, unpack: UnpackOrder, input: &OwnedFd) -> io::Result<Line> {
        self.order(Order { limits, unpack: Some(unpack) }, Some(input.try_clone()?))
    }

    fn order(&self, order: Order, input: Option<OwnedFd>) -> io::Result<Line> {
        let (document, their_document) = StdStream::pair()?;
        let (verdict, their_verdict) = StdStream::pair()?;
        let attached = Attached { document: their_document.into(), verdict: their_verdict.into(), input };
        control::send(self.control.as_fd(), &order, &attached)?;
        Ok(Line { document: watched(document)?, verdict: watched(verdict)? })
    }
}

impl Drop for Zygote {
    fn drop(&mut self) {
        let process = self.process.get_mut();
        // It may have ended by itself; waiting keeps it from staying behind as a zombie.
        let _ = process.kill();
        let _ = process.wait();
    }
}

fn watched(socket: StdStream) -> io::Result<UnixStream> {
    socket.set_nonblocking(true)?;
    UnixStream::from_std(socket)
}

/// The sockets of one document. Dropping them has its child killed.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) document: UnixStream,
    pub(super) verdict: UnixStream,
}

impl Line {
    async fn exchange(self, bytes: &[u8], limits: &Limits) -> Result<Result<Extraction, ExtractError>, Lost> {
        let patience = limits.wall_time + GRACE;
        let talk = self.talk(bytes, limits);
        tokio::time::timeout(patience, talk).await.unwrap_or_else(|_| Err(Lost("no answer in time".to_owned())))
    }

    async fn talk(mut self, bytes: &[u8], limits: &Limits) -> Result<Result<Extraction, ExtractError>, Lost> {
        // A child that dies early doesn't read to the end; the verdict will say why.
        if self.document.write_all(&frame_head(bytes)?).await.is_ok() {
            let _ = self.document.write_all(bytes).await;
        }
        let sent = read_at_most(&mut self.document, max_answer_bytes(limits)).await?;
        drop(self.document);
        let verdict = read_at_most(&mut self.verdict, MAX_MESSAGE).await?;
        let verdict = serde_json::from_slice(&verdict).map_err(|_| Lost("no verdict".to_owned()))?;
        Ok(match verdict {
            Verdict::Finished => checked_answer(&sent, limits).map_err(ExtractError::from),
            Verdict::Defeated(refusal) => Err(refusal.into()),
            Verdict::NotRun { detail } => Err(ExtractError::Unavailable { detail }),
        })
    }
}

/// Reads to the end; what goes beyond `most` is left, so that the answer fails its check.
async fn read_at_most(from: &mut UnixStream, most: usize) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    match from.take(most as u64 + 1).read_to_end(&mut content).await {
        Ok(_) => Ok(content),
        // The other side ended with our bytes unread.
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(content),
        Err(error) => Err(error),
    }
}
