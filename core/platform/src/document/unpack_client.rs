//! The adapter behind the port of unpacking: a file is laid into a folder of ours without a name, a child is
//! handed a descriptor that can only be read, and its pieces are passed on one by one as they are asked for.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{BlobError, Spooled, UnpackError, UnpackLimits, UnpackPass, Unpacked, Unpacker};
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::client::{GRACE, Line, SandboxedExtractor, Zygote};
use super::limits::Limits;
use super::unpack_wire::{LeftOut, MAX_HEAD, Piece, UnpackOrder};
use super::wire::{MAX_MESSAGE, Verdict};

/// Processor time of one unpacking. Two gibibytes take about ten seconds.
const CPU_SECONDS: u64 = 120;

/// Where and how long files are unpacked.
#[derive(Debug, Clone)]
pub struct UnpackSettings {
    /// Made when there is something to unpack.
    pub folder: PathBuf,
    /// For one file that holds others, everything that is done with what is in it included.
    pub wall_time: Duration,
}

/// A file without a name.
#[derive(Debug)]
struct Unnamed {
    file: Arc<OwnedFd>,
    size: u64,
    zygote: Arc<Zygote>,
    limits: Limits,
    turns: Arc<Semaphore>,
}

#[async_trait]
impl Unpacker for SandboxedExtractor {
    async fn spool(
        &self,
        mut parts: BoxStream<'_, Result<Vec<u8>, BlobError>>,
    ) -> Result<Box<dyn Spooled>, UnpackError> {
        let settings = self.unpacking();
        let folder = settings.folder.clone();
        let made = tokio::task::spawn_blocking(move || unnamed(&folder)).await.map_err(|_| unavailable("no thread"))?;
        let (writing, reading) = made.map_err(of_io)?;
        let mut writing = tokio::fs::File::from_std(writing);
        let mut size = 0;
        while let Some(part) = parts.try_next().await? {
            writing.write_all(&part).await.map_err(of_io)?;
            size += part.len() as u64;
        }
        writing.flush().await.map_err(of_io)?;
        let limits = Limits { wall_time: settings.wall_time, cpu_seconds: CPU_SECONDS, ..self.limits() };
        let (zygote, turns) = (self.zygote(), self.unpack_turns());
        Ok(Box::new(Unnamed { file: Arc::new(reading), size, zygote, limits, turns }))
    }
}

/// A new file in this folder that has no name, and a second descriptor of it that can only be read.
fn unnamed(folder: &Path) -> io::Result<(File, OwnedFd)> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let writing = tempfile::tempfile_in(folder)?;
    let reading = File::open(format!("/proc/self/fd/{}", writing.as_raw_fd()))?;
    Ok((writing, reading.into()))
}

fn unavailable(detail: &str) -> UnpackError {
    UnpackError::Unavailable { detail: detail.to_owned() }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn of_io(error: io::Error) -> UnpackError {
    UnpackError::Unavailable { detail: error.kind().to_string() }
}

impl Spooled for Unnamed {
    fn unpack(
        &self,
        name: &str,
        pass: UnpackPass,
        from: u32,
        limits: UnpackLimits,
    ) -> BoxStream<'static, Result<Unpacked, UnpackError>> {
        let is_table = name.to_lowercase().ends_with(".csv");
        let order = UnpackOrder { is_table, pass, from, size: self.size, limits };
        let state = State::Waiting(Waiting {
            file: Arc::clone(&self.file),
            zygote: Arc::clone(&self.zygote),
            limits: self.limits,
            turns: Arc::clone(&self.turns),
            order,
        });
        stream::try_unfold(state, State::next).boxed()
    }
}

/// A child that was not asked for yet.
struct Waiting {
    file: Arc<OwnedFd>,
    zygote: Arc<Zygote>,
    limits: Limits,
    turns: Arc<Semaphore>,
    order: UnpackOrder,
}

/// A child that sends. Dropping it has it killed.
struct Sending {
    line: Line,
    patience: Duration,
    file_bytes: u64,
    _turn: OwnedSemaphorePermit,
    _zygote: Arc<Zygote>,
}

enum State {
    Waiting(Waiting),
    Sending(Sending),
}

impl State {
    async fn next(self) -> Result<Option<(Unpacked, Self)>, UnpackError> {
        let mut sending = match self {
            Self::Waiting(waiting) => waiting.begin().await?,
            Self::Sending(sending) => sending,
        };
        let patience = sending.patience;
        let piece = tokio::time::timeout(patience, sending.piece()).await;
        match piece.map_err(|_| unavailable("no piece in time"))? {
            Ok((Piece::End(None), _)) => Ok(None),
            Ok((Piece::End(Some(left_out)), _)) => Err(UnpackError::Refused { reason: left_out.sentence() }),
            Ok((piece, bytes)) => Ok(piece.unpacked(bytes).map(|unpacked| (unpacked, Self::Sending(sending)))),
            // The zygote knows what became of it.
            Err(_) => Err(sending.verdict().await),
        }
    }
}

impl Waiting {
    async fn begin(self) -> Result<Sending, UnpackError> {
        let turn = self.turns.acquire_owned().await.expect("the semaphore is never closed");
        let line = self.zygote.open_unpack(self.limits, self.order, &self.file).map_err(of_io)?;
        Ok(Sending {
            line,
            patience: self.limits.wall_time + GRACE,
            file_bytes: self.order.limits.file_bytes,
            _turn: turn,
            _zygote: self.zygote,
        })
    }
}

impl Sending {
    async fn piece(&mut self) -> io::Result<(Piece, Vec<u8>)> {
        let head = self.frame(MAX_HEAD as u64).await?;
        let piece: Piece = serde_json::from_slice(&head)?;
        let bytes = match &piece {
            Piece::File { .. } => self.frame(self.file_bytes).await?,
            Piece::End(Some(left_out)) if !left_out.ends_it() => return Err(io::ErrorKind::InvalidData.into()),
            _ => Vec::new(),
        };
        Ok((piece, bytes))
    }

    async fn frame(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let length = u64::from(self.line.document.read_u32_le().await?);
        if length > most {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut content = Vec::new();
        (&mut self.line.document).take(length).read_to_end(&mut content).await?;
        if content.len() as u64 == length { Ok(content) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Why a child broke off.
    async fn verdict(mut self) -> UnpackError {
        let crashed = || UnpackError::Refused { reason: LeftOut::CorruptArchive.sentence() };
        let mut said = Vec::new();
        let mut verdict = (&mut self.line.verdict).take(MAX_MESSAGE as u64);
        let listening = verdict.read_to_end(&mut said);
        match tokio::time::timeout(GRACE, listening).await {
            Ok(Ok(_)) => match serde_json::from_slice(&said) {
                // It broke the rules of its own accord: it may have been taken over.
                Ok(Verdict::Finished) => crashed(),
                Ok(Verdict::Defeated(refusal)) => {
                    UnpackError::Refused { reason: domain::ports::ExtractError::from(refusal).to_string() }
                }
                Ok(Verdict::NotRun { detail }) => UnpackError::Unavailable { detail },
                Err(_) => unavailable("no verdict"),
            },
            _ => unavailable("no verdict in time"),
        }
    }
}
