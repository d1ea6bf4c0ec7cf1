//! The data folder: who may enter it, what lies where, and who holds it.
//!
//! `lock` is held by the server; `postgres/` belongs to the user that PostgreSQL runs as and to nobody
//! else: `postgres/cluster` is the cluster, `postgres/password` its password, `postgres/log` its log.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use nix::unistd::{User, geteuid};

use super::error::EmbeddedPostgresError as Error;

/// Every Linux gives this number to `nobody` when it has no such name.
const NOBODY: u32 = 65_534;

/// The user that PostgreSQL runs as, when that isn't us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    /// PostgreSQL refuses to run as root, so root lends it `nobody`.
    pub(super) fn for_us() -> Option<Self> {
        geteuid().is_root().then(|| {
            let nobody = User::from_name("nobody").ok().flatten();
            Self {
                uid: nobody.as_ref().map_or(NOBODY, |user| user.uid.as_raw()),
                gid: nobody.as_ref().map_or(NOBODY, |user| user.gid.as_raw()),
            }
        })
    }

    /// The first folder from the root down to `path` that this user can't enter.
    fn first_barrier(self, path: &Path) -> Option<PathBuf> {
        let mut folders: Vec<_> = path.ancestors().collect();
        folders.reverse();
        folders
            .into_iter()
            .find(|folder| fs::metadata(folder).is_ok_and(|data| !self.may_enter(&data)))
            .map(Path::to_path_buf)
    }

    fn may_enter(self, data: &fs::Metadata) -> bool {
        let bit = if data.uid() == self.uid {
            0o100
        } else if data.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        data.mode() & bit != 0
    }

    pub(super) fn check_passable(self, path: &Path) -> Result<(), Error> {
        match self.first_barrier(path) {
            Some(folder) => Err(Error::Impassable { folder, uid: self.uid }),
            None => Ok(()),
        }
    }
}

/// Paths in a data folder.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) root: PathBuf,
    pub(super) account: Option<Account>,
}

impl Folder {
    pub(super) fn new(root: &Path, account: Option<Account>) -> Self {
        Self { root: root.to_path_buf(), account }
    }

    pub(super) fn private(&self) -> PathBuf {
        self.root.join("postgres")
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.private().join("cluster")
    }

    pub(super) fn half_made_cluster(&self) -> PathBuf {
        self.private().join("cluster.new")
    }

    pub(super) fn password_file(&self) -> PathBuf {
        self.private().join("password")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.private().join("log")
    }

    /// Where PostgreSQL writes until its own log is open, and its last words.
    pub(super) fn start_log(&self) -> PathBuf {
        self.log().join("start.log")
    }

    /// Makes the folder and takes the lock, which is held until the file is dropped.
    pub(super) fn lock(&self) -> Result<File, Error> {
        let mode = if self.account.is_some() { 0o711 } else { 0o700 };
        make_folder(&self.root, mode)?;
        let path = self.root.join("lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|source| Error::io(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Error::Locked(self.root.clone())),
            Err(TryLockError::Error(source)) => Err(Error::io(&path, source)),
        }
    }

    /// Makes the private folders and gives them to PostgreSQL's user.
    pub(super) fn prepare(&self) -> Result<(), Error> {
        if let Some(account) = self.account {
            self.let_pass(account)?;
            let path = self.root.canonicalize();
            account.check_passable(path.as_deref().unwrap_or(&self.root))?;
        }
        for folder in [self.private(), self.log()] {
            make_folder(&folder, 0o700)?;
            self.hand_over(&folder, 0o700)?;
        }
        Ok(())
    }

    /// Lets PostgreSQL's user pass through a data folder that was there before us. What lies in it has
    /// modes of its own.
    fn let_pass(&self, account: Account) -> Result<(), Error> {
        let root = &self.root;
        let opened = fs::metadata(root).and_then(|data| {
            if account.may_enter(&data) || data.uid() != geteuid().as_raw() {
                return Ok(());
            }
            fs::set_permissions(root, fs::Permissions::from_mode(data.mode() | 0o011))
        });
        opened.map_err(|source| Error::io(root, source))
    }

    /// Gives a file or folder to PostgreSQL's user, for nobody else to read.
    pub(super) fn hand_over(&self, path: &Path, mode: u32) -> Result<(), Error> {
        let handed_over = match self.account {
            Some(Account { uid, gid }) => chown(path, Some(uid), Some(gid)),
            None => Ok(()),
        };
        handed_over
            .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(mode)))
            .map_err(|source| Error::io(path, source))
    }
}

fn make_folder(path: &Path, mode: u32) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(parent)
        .and_then(|()| fs::DirBuilder::new().mode(mode).create(path))
        .map_err(|source| Error::io(path, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_closed_to_others_is_named() {
        let base = tempfile::tempdir().unwrap();
        fs::set_permissions(base.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let closed = base.path().join("closed");
        fs::create_dir_all(closed.join("data")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        // Nobody has this number, so all that counts is what others may do.
        let stranger = Account { uid: 4_000_000, gid: 4_000_000 };
        assert_eq!(stranger.first_barrier(&closed.join("data")), Some(closed));
        assert_eq!(stranger.first_barrier(base.path()), None);
    }

    #[test]
    fn a_data_folder_that_was_there_is_let_through() {
        let base = tempfile::tempdir().unwrap();
        let stranger = Account { uid: 4_000_000, gid: 4_000_000 };
        let folder = Folder::new(base.path(), Some(stranger));
        folder.let_pass(stranger).unwrap();
        assert!(stranger.may_enter(&fs::metadata(base.path()).unwrap()));
    }

    #[test]
    fn the_lock_is_given_once() {
        let base = tempfile::tempdir().unwrap();
        let folder = Folder::new(base.path(), None);
        let held = folder.lock().unwrap();
        assert!(matches!(folder.lock(), Err(Error::Locked(_))));
        drop(held);
        assert!(folder.lock().is_ok());
    }
}
