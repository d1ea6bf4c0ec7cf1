//! Where the Unix socket lies: inside the private folder when its path is short enough, else in a
//! private folder under `/tmp`.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;
use tempfile::TempDir;

use super::error::EmbeddedPostgresError as Error;
use super::folder::Folder;

/// `sun_path` holds 108 bytes with the closing zero (`unix(7)`), and PostgreSQL adds
/// `/.s.PGSQL.5432`.
const MAX_FOLDER_BYTES: usize = 107 - "/.s.PGSQL.5432".len();
const TEMPORARY: &str = "/tmp";
const PREFIX: &str = "shortlist-postgres-";

/// The folder of the socket, removed with this value when it is a temporary one.
#[derive(Debug)]
pub(super) enum SocketFolder {
    Inside(PathBuf),
    Temporary(TempDir),
}

impl SocketFolder {
    pub(super) fn make(folder: &Folder) -> Result<Self, Error> {
        let inside = folder.private().join("run");
        // PostgreSQL takes a list, with commas between and quotes around.
        let is_plain = !inside.to_string_lossy().contains([',', '"']);
        if is_plain && inside.as_os_str().len() <= MAX_FOLDER_BYTES {
            fs::create_dir_all(&inside).map_err(|source| Error::io(&inside, source))?;
            folder.hand_over(&inside, 0o700)?;
            return Ok(Self::Inside(inside));
        }
        let temporary = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(TEMPORARY)
            .map_err(|source| Error::io(Path::new(TEMPORARY), source))?;
        folder.hand_over(temporary.path(), 0o700)?;
        Ok(Self::Temporary(temporary))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Inside(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

/// Removes the temporary folder that a killed server left, if `path` is one of ours.
pub(super) fn remove_leftover(path: &str, folder: &Folder) {
    let path = Path::new(path);
    let owner = folder.account.map_or(geteuid().as_raw(), |account| account.uid);
    let is_ours = path.parent() == Some(Path::new(TEMPORARY))
        && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
        && fs::symlink_metadata(path).is_ok_and(|data| data.is_dir() && data.uid() == owner);
    if is_ours {
        let _left_for_the_next_boot = fs::remove_dir_all(path);
    }
}
