//! Cursors and page arguments. A cursor is base64url of JSON: version, sort key, id, and a digest of
//! the list it belongs to, so that a cursor of another query is refused rather than misread.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Datelike;
use domain::page::{DEFAULT_PAGE, MAX_PAGE, PageRequest, Position, SortKey, Take};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{ApiError, ApiResult};

#[derive(Serialize, Deserialize)]
struct Cursor {
    v: u8,
    #[serde(flatten)]
    at: Position,
    d: String,
}

/// Names a list: which one, under which filter and order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDigest(String);

impl ListDigest {
    /// Of a list's name and everything that decides what it holds and in which order.
    pub fn of(list: &str, what: &impl Serialize) -> Self {
        let json = serde_json::to_string(what).expect("filters and orders are plain data");
        let hash = Sha256::digest(format!("{list}\n{json}"));
        Self(URL_SAFE_NO_PAD.encode(&hash[..9]))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The cursor of a row.
    #[must_use]
    pub fn cursor(&self, at: &Position) -> String {
        let cursor = Cursor { v: 1, at: at.clone(), d: self.0.clone() };
        URL_SAFE_NO_PAD.encode(serde_json::to_string(&cursor).expect("a position is plain data"))
    }

    fn position(&self, argument: &str, cursor: &str) -> ApiResult<Position> {
        let wrong = || {
            ApiError::bad_input(argument, "this is not a cursor of this list; take one from an edge of the same query")
        };
        let json = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
        let cursor: Cursor = serde_json::from_slice(&json).map_err(|_| wrong())?;
        if cursor.v != 1 || cursor.d != self.0 || !can_be_stored(&cursor.at.key) {
            return Err(wrong());
        }
        Ok(cursor.at)
    }
}

/// Cursors are ours, but not signed: somebody may write one that no row can have, and that PostgreSQL
/// can't even compare.
fn can_be_stored(key: &SortKey) -> bool {
    match key {
        SortKey::Text(text) => !text.contains('\0'),
        SortKey::Time(time) => (0..=9999).contains(&time.year()),
        SortKey::Number(_) => true,
    }
}

/// The four arguments of a connection.
#[derive(Debug, Clone, Default)]
pub struct PageArguments {
    /// The first so many, 1–100.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// The last so many, 1–100.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
}

impl PageArguments {
    /// Whether they ask for the beginning of the list.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.after.is_none() && self.last.is_none() && self.before.is_none()
    }

    /// The page that they ask for.
    ///
    /// # Errors
    /// BAD_USER_INPUT naming the argument that is wrong.
    pub fn request(&self, list: &ListDigest) -> ApiResult<PageRequest> {
        let (limit, take) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(ApiError::bad_input("last", "give first or last, not both"));
            }
            (Some(first), None) => (limit("first", first)?, Take::First),
            (None, Some(last)) => (limit("last", last)?, Take::Last),
            (None, None) => (DEFAULT_PAGE, Take::First),
        };
        let position = |argument: &str, cursor: &Option<String>| {
            cursor.as_deref().map(|cursor| list.position(argument, cursor)).transpose()
        };
        Ok(PageRequest {
            limit,
            take,
            after: position("after", &self.after)?,
            before: position("before", &self.before)?,
        })
    }
}

fn limit(argument: &str, value: i32) -> ApiResult<u32> {
    let within = u32::try_from(value).ok().filter(|value| (1..=MAX_PAGE).contains(value));
    within.ok_or_else(|| ApiError::bad_input(argument, format_args!("a page has 1 to {MAX_PAGE} entries, not {value}")))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let (mine, other) = (ListDigest::of("jobs", &1), ListDigest::of("jobs", &2));
        let at = Position { key: SortKey::Number(Some(80.123_456)), id: Uuid::from_u128(3) };
        let arguments = PageArguments { after: Some(mine.cursor(&at)), ..PageArguments::default() };
        assert_eq!(arguments.request(&mine).unwrap().after, Some(at));
        assert_eq!(arguments.request(&other).unwrap_err().code, "BAD_USER_INPUT");
    }

    #[test]
    fn a_cursor_holds_nothing_that_no_row_can_hold() {
        let list = ListDigest::of("candidates", &1);
        for key in [SortKey::Text("A\0".to_owned()), SortKey::Time(DateTime::<Utc>::MAX_UTC)] {
            let at = Position { key, id: Uuid::from_u128(3) };
            let arguments = PageArguments { before: Some(list.cursor(&at)), ..PageArguments::default() };
            assert_eq!(arguments.request(&list).unwrap_err().code, "BAD_USER_INPUT", "{at:?}");
        }
    }

    #[test]
    fn a_page_has_one_to_a_hundred_entries() {
        let list = ListDigest::of("jobs", &0);
        for (first, good) in [(0, false), (-1, false), (101, false), (1, true), (100, true)] {
            let arguments = PageArguments { first: Some(first), ..PageArguments::default() };
            assert_eq!(arguments.request(&list).is_ok(), good, "first: {first}");
        }
    }
}
