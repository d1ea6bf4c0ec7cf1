//! Why the private PostgreSQL can't be had. Each `Display` is one sentence that says what to do.

use std::io;
use std::path::{Path, PathBuf};

use nix::sys::statvfs::statvfs;

/// With less than this, in bytes, PostgreSQL may not even get up: a new cluster takes about 60 MB, and an old
/// one wants its next write-ahead log of 16 MB.
const LITTLE_ROOM: u64 = 64 << 20;

/// What can go wrong with the private PostgreSQL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddedPostgresError {
    /// `make setup` has not been run, or the cache folder is another one.
    #[error("there is no PostgreSQL in {0}: run `make setup`")]
    BinariesMissing(PathBuf),
    /// Another server holds the lock on the data folder.
    #[error("another server is already using {0}: stop it first, or set SHORTLIST_DATA_DIR to another folder")]
    Locked(PathBuf),
    /// The data folder, or something in it, can't be made or written.
    #[error("{path} can't be written to: make it writable, or set SHORTLIST_DATA_DIR to another folder")]
    NotWritable {
        /// What could not be written.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// No room is left.
    #[error("the disk that holds {0} is full or nearly so: free some space, then start again")]
    DiskFull(PathBuf),
    /// We are root, PostgreSQL is not, and it can't get to its files.
    #[error(
        "{folder} can't be entered by the unprivileged user (uid {uid}) that PostgreSQL runs as: allow it with `chmod o+x {folder}`, or choose another folder"
    )]
    Impassable {
        /// The folder that stops it.
        folder: PathBuf,
        /// The user that PostgreSQL would run as.
        uid: u32,
    },
    /// The data were written by another major version.
    #[error(
        "the data in {path} were written by PostgreSQL {found}, and this is PostgreSQL {expected}: use the release of Shortlist that wrote them"
    )]
    WrongVersion {
        /// The cluster.
        path: PathBuf,
        /// Its major version.
        found: String,
        /// Ours.
        expected: &'static str,
    },
    /// The cluster is there but its password isn't.
    #[error("{0} is missing, and without it the database can't be opened: restore it from a backup")]
    PasswordMissing(PathBuf),
    /// A PostgreSQL of an earlier server still works on the data.
    #[error(
        "PostgreSQL (process {pid}) of the previous server is still shutting down: wait until it has ended, then start again"
    )]
    PredecessorRunning {
        /// One of its processes.
        pid: i32,
    },
    /// `initdb` or `postgres` ended at once.
    #[error("PostgreSQL did not start, and its last words were: {last_words}")]
    DidNotStart {
        /// The last line that it wrote.
        last_words: String,
    },
    /// It neither started nor ended.
    #[error("PostgreSQL did not get ready within {seconds} s: see {log} for what holds it up")]
    NotReady {
        /// How long we waited.
        seconds: u64,
        /// Where it writes.
        log: PathBuf,
    },
    /// It ended again and again.
    #[error("PostgreSQL ended {times} times within a minute of being started: see {log} for the reason")]
    KeepsEnding {
        /// How often.
        times: u32,
        /// Where it writes.
        log: PathBuf,
    },
    /// Nothing runs on the data folder, so there is nothing to attach to.
    #[error("no server is using {0}: start one, or set DATABASE_URL")]
    NotRunning(PathBuf),
    /// It runs, and doesn't let us in.
    #[error("the private PostgreSQL refused us")]
    Database(#[source] sea_orm::DbErr),
    /// Anything else that the operating system refuses.
    #[error("{path} can't be used: mend that, or set SHORTLIST_DATA_DIR to another folder")]
    Io {
        /// What it was about.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

impl EmbeddedPostgresError {
    /// Sorts an answer of the operating system about `path` under the sentence that helps.
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NotWritable { path, source },
            _ => Self::Io { path, source },
        }
    }

    /// This error, unless the disk of `folder` is nearly full: PostgreSQL often doesn't name that as the
    /// reason, since in its trouble it meets others.
    pub(super) fn or_full_disk(self, folder: &Path) -> Self {
        let may_want_room =
            matches!(self, Self::DidNotStart { .. } | Self::NotReady { .. } | Self::Database(_) | Self::Io { .. });
        if may_want_room { Self::full_disk(folder).unwrap_or(self) } else { self }
    }

    /// What to say of the disk that holds `folder`, when it is so full that a database can't work on it.
    #[must_use]
    pub fn full_disk(folder: &Path) -> Option<Self> {
        let disk = statvfs(folder).ok()?;
        let room = disk.blocks_available().saturating_mul(disk.fragment_size());
        (room < LITTLE_ROOM).then(|| Self::DiskFull(folder.to_path_buf()))
    }

    /// Sorts what a program of PostgreSQL wrote before it gave up.
    pub(super) fn last_words(output: &str, folder: &Path) -> Self {
        if output.contains("No space left on device") {
            return Self::DiskFull(folder.to_path_buf());
        }
        let telling = |line: &&str| ["FATAL:", "PANIC:", "error:"].iter().any(|w| line.contains(w));
        let last_words = output
            .lines()
            .rev()
            .find(telling)
            .or_else(|| output.lines().rev().find(|line| !line.trim().is_empty()))
            .unwrap_or("none");
        Self::DidNotStart { last_words: last_words.trim().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such() {
        let output = "FATAL:  could not write to file: No space left on device\n";
        let error = EmbeddedPostgresError::last_words(output, Path::new("/data"));
        assert!(matches!(error, EmbeddedPostgresError::DiskFull(_)));
        let error = EmbeddedPostgresError::io(Path::new("/data"), io::ErrorKind::StorageFull.into());
        assert!(matches!(error, EmbeddedPostgresError::DiskFull(_)));
    }

    #[test]
    fn the_line_that_tells_why_is_quoted() {
        let output = "LOG:  starting\nFATAL:  data directory has wrong ownership\nHINT:  none\n\n";
        let error = EmbeddedPostgresError::last_words(output, Path::new("/data"));
        assert!(error.to_string().ends_with("FATAL:  data directory has wrong ownership"));
    }
}
