//! Pages of lists: where a page starts, which way it runs, and what came back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The value a list is ordered by, of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum SortKey {
    /// A moment, to the microsecond.
    Time(DateTime<Utc>),
    /// A text.
    Text(String),
    /// A number; rows without one come last whichever the direction.
    Number(Option<f64>),
}

/// A row's place in an ordered list: its sort key, then its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The ordering value.
    #[serde(rename = "k")]
    pub key: SortKey,
    /// The row's id, which makes the order total.
    pub id: Uuid,
}

/// Which end of the window a page takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The first so many.
    First,
    /// The last so many.
    Last,
}

/// A window on a list: at most `limit` rows (1–100) strictly between two positions.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRequest {
    /// 1–100.
    pub limit: u32,
    /// Which end.
    pub take: Take,
    /// Only rows after this one.
    pub after: Option<Position>,
    /// Only rows before this one.
    pub before: Option<Position>,
}

/// The most rows of one page.
pub const MAX_PAGE: u32 = 100;
/// Rows of a page when nothing is said.
pub const DEFAULT_PAGE: u32 = 20;

impl PageRequest {
    /// The first so many rows of a list.
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { limit, take: Take::First, after: None, before: None }
    }
}

/// A page in list order.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows with their positions.
    pub rows: Vec<(Position, T)>,
    /// Rows follow.
    pub has_next: bool,
    /// Rows precede.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(|(at, row)| (at, f(row))).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderDirection {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// A span of time, half open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRange {
    /// At or after.
    pub gte: Option<DateTime<Utc>>,
    /// Before.
    pub lt: Option<DateTime<Utc>>,
}

/// Whether an update says something about a field: absent keeps it, null clears it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Patch<T> {
    /// Not mentioned.
    #[default]
    Keep,
    /// Set to null.
    Clear,
    /// Set.
    Set(T),
}

impl<T> Patch<T> {
    /// Sets what is given, keeps what isn't.
    pub fn given(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }

    /// The field after the update.
    pub fn over(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Clear => None,
            Self::Set(new) => Some(new),
        }
    }
}
