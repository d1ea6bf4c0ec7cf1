//! Pages of lists by keyset: a page starts at a row's sort key and id, so that rows that come and go
//! elsewhere neither repeat nor skip any. Rows without a key come last whichever the direction.

use domain::page::{OrderDirection, Page, PageRequest, Position, SortKey, Take};
use domain::ports::StoreError;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::sql::{Sql, get};

/// What kind of value a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// `timestamptz`.
    Time,
    /// `text`, in the order of its bytes.
    Text,
    /// `double precision`, or null.
    Number,
}

/// A list: where its rows come from, which of them, in which order.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// What is read of a row, for instance `t.*`.
    pub(super) columns: String,
    /// `FROM … WHERE true AND …`; the table whose id breaks ties is called `t`.
    pub(super) rows: Sql,
    /// The expression ordered by.
    pub(super) key: &'static str,
    /// Its kind.
    pub(super) kind: Key,
    /// Which way.
    pub(super) direction: OrderDirection,
}

#[derive(Clone, Copy)]
enum Side {
    After,
    Before,
}

impl Side {
    /// The argument that says where it begins.
    const fn argument(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Before => "before",
        }
    }
}

impl List {
    /// The page, its rows read by `read`.
    pub(super) async fn page<T>(
        self,
        db: &impl ConnectionTrait,
        request: &PageRequest,
        read: impl Fn(&QueryResult) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let limit = request.limit as usize;
        let mut found = self.window(request)?.all(db).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        if request.take == Take::Last {
            found.reverse();
        }
        let rows = found.iter().map(|row| Ok((self.position(row)?, read(row)?))).collect::<Result<_, StoreError>>()?;
        let (has_previous, has_next) = match request.take {
            Take::First => {
                (self.beyond(db, request, Side::After).await?, more || self.beyond(db, request, Side::Before).await?)
            }
            Take::Last => {
                (more || self.beyond(db, request, Side::After).await?, self.beyond(db, request, Side::Before).await?)
            }
        };
        Ok(Page { rows, has_next, has_previous })
    }

    /// One row more than asked, from the end that is asked.
    fn window(&self, request: &PageRequest) -> Result<Sql, StoreError> {
        let mut sql =
            self.rows.clone().before(&format!("SELECT {}, {} AS sort_key, t.id AS sort_id ", self.columns, self.key));
        if let Some(position) = &request.after {
            sql.push(" AND ");
            self.bound(&mut sql, position, Side::After)?;
        }
        if let Some(position) = &request.before {
            sql.push(" AND ");
            self.bound(&mut sql, position, Side::Before)?;
        }
        let ascending = (self.direction == OrderDirection::Asc) == (request.take == Take::First);
        let way = if ascending { "ASC" } else { "DESC" };
        let nulls = match (self.kind, request.take) {
            (Key::Number, Take::First) => "NULLS LAST",
            (Key::Number, Take::Last) => "NULLS FIRST",
            _ => "",
        };
        sql.push(&format!(" ORDER BY {} {way} {nulls}, t.id {way} LIMIT ", self.key));
        sql.bind(i64::from(request.limit) + 1);
        Ok(sql)
    }

    /// Whether there are rows on the far side of a bound of the request.
    async fn beyond(&self, db: &impl ConnectionTrait, request: &PageRequest, side: Side) -> Result<bool, StoreError> {
        let bound = match side {
            Side::After => &request.after,
            Side::Before => &request.before,
        };
        let Some(position) = bound else {
            return Ok(false);
        };
        let mut sql = self.rows.clone().before("SELECT EXISTS (SELECT 1 ");
        sql.push(" AND NOT coalesce(");
        self.bound(&mut sql, position, side)?;
        sql.push(", false))");
        sql.value(db).await
    }

    /// The condition that a row stands on this side of a position. A position comes from a cursor, which
    /// anybody can write.
    fn bound(&self, sql: &mut Sql, position: &Position, side: Side) -> Result<(), StoreError> {
        let ascending = (self.direction == OrderDirection::Asc) == matches!(side, Side::After);
        let compare = if ascending { ">" } else { "<" };
        let key = self.key;
        let null = matches!(position.key, SortKey::Number(None));
        match (null, side) {
            (false, Side::After) if self.kind == Key::Number => {
                sql.push(&format!("({key} IS NULL OR ({key}, t.id) {compare} ("))
            }
            (true, Side::After) => sql.push(&format!("({key} IS NULL AND t.id {compare} ")),
            (true, Side::Before) => sql.push(&format!("({key} IS NOT NULL OR t.id {compare} ")),
            (false, _) => sql.push(&format!("(({key}, t.id) {compare} (")),
        };
        match (&position.key, self.kind) {
            (SortKey::Number(None), Key::Number) => sql.bind(position.id).push(")"),
            (SortKey::Number(Some(number)), Key::Number) => sql.bind(*number).push(", ").bind(position.id).push("))"),
            (SortKey::Time(time), Key::Time) => sql.bind(*time).push(", ").bind(position.id).push("))"),
            (SortKey::Text(text), Key::Text) => sql.bind(text.clone()).push(", ").bind(position.id).push("))"),
            _ => return Err(StoreError::Position { argument: side.argument() }),
        };
        Ok(())
    }

    fn position(&self, row: &QueryResult) -> Result<Position, StoreError> {
        let key = match self.kind {
            Key::Time => SortKey::Time(get(row, "sort_key")?),
            Key::Text => SortKey::Text(get(row, "sort_key")?),
            Key::Number => SortKey::Number(get(row, "sort_key")?),
        };
        Ok(Position { key, id: get::<Uuid>(row, "sort_id")? })
    }
}

/// How many rows a list holds: `rows` is as in [`List`].
pub(super) async fn count(db: &impl ConnectionTrait, rows: Sql) -> Result<u64, StoreError> {
    let counted: i64 = rows.before("SELECT count(*) ").value(db).await?;
    Ok(counted.unsigned_abs())
}
