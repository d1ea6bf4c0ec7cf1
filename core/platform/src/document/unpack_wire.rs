//! What a child that unpacks sends: one piece after another, each a frame of JSON, and after a file's the frame
//! of its bytes. As with texts, it says why something was left out by a word of a closed list, never by a
//! sentence of its own making.

use domain::ports::{SheetRow, UnpackLimits, UnpackPass, Unpacked};
use serde::{Deserialize, Serialize};

/// The longest frame of JSON, in bytes.
pub(crate) const MAX_HEAD: usize = 64 * 1024;
/// The longest name of a file with its folders, in characters.
const MAX_PATH: usize = 500;

/// What is to be unpacked, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnpackOrder {
    /// It is called a table, and not an archive.
    pub(crate) is_table: bool,
    pub(crate) pass: UnpackPass,
    /// Entries before this one are known already.
    pub(crate) from: u32,
    /// Its length in bytes.
    pub(crate) size: u64,
    pub(crate) limits: UnpackLimits,
}

/// Why something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LeftOut {
    /// An archive in an archive.
    Nested,
    /// It needs a password.
    Encrypted,
    /// It points at another file.
    Link,
    /// It is larger than one file may be.
    TooLarge { limit: u64 },
    /// It unpacks to a hundred times its size.
    Swells,
    /// It is packed in a way that we don't know.
    Method,
    /// It can't be unpacked.
    Corrupt,
    /// The archive can't be read.
    CorruptArchive,
    /// Its files lie over each other.
    Overlapping,
    /// There is more in it than an archive may hold.
    TooMany { limit: u32 },
    /// All together is more than an archive may hold.
    TooLargeTogether { limit: u64 },
    /// A table without a column that we know.
    NoColumns,
    /// A table that can't be read.
    CorruptTable,
    /// Columns that we don't know.
    Columns { count: u32 },
}

impl LeftOut {
    /// One sentence that a recruiter understands.
    pub(crate) fn sentence(self) -> String {
        match self {
            Self::Nested => "This is an archive within an archive: please send its files by themselves.".to_owned(),
            Self::Encrypted => "This file is encrypted with a password: please send it without one.".to_owned(),
            Self::Link => "This is a link to another file and no file itself.".to_owned(),
            Self::TooLarge { limit } => {
                format!("A file has at most {}; this one is larger.", bytesize::ByteSize(limit))
            }
            Self::Swells => "This file unpacks to far more data than a résumé holds, so it was left out.".to_owned(),
            Self::Method => {
                "This file is packed in a way that is not known here: please pack it again as a usual ZIP.".to_owned()
            }
            Self::Corrupt => "This file is damaged: please pack it again.".to_owned(),
            Self::CorruptArchive => "This archive is damaged or incomplete: please pack it again.".to_owned(),
            Self::Overlapping => "The files of this archive lie over each other, so it was not unpacked.".to_owned(),
            Self::TooMany { limit } => format!("An archive holds at most {limit} files; the rest was left out."),
            Self::TooLargeTogether { limit } => {
                format!(
                    "The files of an archive have at most {} together; the rest was left out.",
                    bytesize::ByteSize(limit)
                )
            }
            Self::NoColumns => "This table has no column called name, email or resume_file.".to_owned(),
            Self::CorruptTable => "This table can't be read: please export it again as CSV.".to_owned(),
            Self::Columns { count } => {
                format!("{count} columns of this table are not name, email or resume_file and were ignored.")
            }
        }
    }

    /// It is said of the archive, and nothing follows.
    pub(crate) fn ends_it(self) -> bool {
        matches!(self, Self::CorruptArchive | Self::Overlapping | Self::TooMany { .. } | Self::TooLargeTogether { .. })
    }
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Piece {
    /// The file holds no others.
    Whole,
    Row(SheetRow),
    Remark {
        name: String,
        left_out: LeftOut,
    },
    /// Its bytes follow.
    File {
        entry: u32,
        name: String,
    },
    LeftOut {
        entry: u32,
        name: String,
        left_out: LeftOut,
    },
    /// All that is in it was sent, or all that may be.
    End(Option<LeftOut>),
}

impl Piece {
    /// The piece as the domain knows it; `bytes` are those of a file. `None` for the end.
    pub(crate) fn unpacked(self, bytes: Vec<u8>) -> Option<Unpacked> {
        Some(match self {
            Self::Whole => Unpacked::Whole,
            Self::Row(row) => Unpacked::Row(row),
            Self::Remark { name, left_out } => {
                Unpacked::Remark { name: clean_path(&name), sentence: left_out.sentence() }
            }
            Self::File { entry, name } => Unpacked::File { entry, name: clean_path(&name), content: Ok(bytes) },
            Self::LeftOut { entry, name, left_out } => {
                Unpacked::File { entry, name: clean_path(&name), content: Err(left_out.sentence()) }
            }
            Self::End(_) => return None,
        })
    }
}

/// A path that leads nowhere but down: without empty parts, dots, drives and control characters.
pub(crate) fn clean_path(path: &str) -> String {
    let plain: String = path.chars().map(|c| if c == '\\' { '/' } else { c }).filter(|c| !c.is_control()).collect();
    let parts = plain.split('/').map(str::trim).filter(|part| !matches!(*part, "" | "." | ".."));
    let path = parts.filter(|part| !part.ends_with(':')).collect::<Vec<_>>().join("/");
    let surplus = path.chars().count().saturating_sub(MAX_PATH);
    let path: String = path.chars().skip(surplus).collect();
    if path.is_empty() { "file".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_but_down() {
        assert_eq!(clean_path("../../etc/passwd"), "etc/passwd");
        assert_eq!(clean_path("/abs/./cv.pdf"), "abs/cv.pdf");
        assert_eq!(clean_path("C:\\Users\\..\\cv\u{7}.pdf"), "Users/cv.pdf");
        assert_eq!(clean_path("../.."), "file");
        assert_eq!(clean_path(&"x".repeat(900)).len(), MAX_PATH);
    }
}
