//! Building a statement: text and values side by side, so that what a user typed is always a value
//! and never text.

use domain::page::TimeRange;
use domain::ports::StoreError;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, TryGetable, Value};

use super::error::failed;

/// A statement in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// Text of ours.
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// A value, in its place.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        let place = self.place(value);
        self.push(&place)
    }

    /// What stands for a value in text of ours, wherever that goes.
    pub(super) fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The same with text of ours in front.
    pub(super) fn before(mut self, text: &str) -> Self {
        self.text.insert_str(0, text);
        self
    }

    /// `AND text value`.
    pub(super) fn and(&mut self, text: &str, value: impl Into<Value>) -> &mut Self {
        self.push(" AND ").push(text).push(" ").bind(value)
    }

    /// `AND text`, when it is asked.
    pub(super) fn and_text(&mut self, text: &str) -> &mut Self {
        self.push(" AND ").push(text)
    }

    /// `AND column = ANY(values)`.
    pub(super) fn any_of<T>(&mut self, column: &str, values: Option<Vec<T>>) -> &mut Self
    where
        Vec<T>: Into<Value>,
    {
        match values {
            Some(values) => self.push(" AND ").push(column).push(" = ANY(").bind(values).push(")"),
            None => self,
        }
    }

    /// `AND column @> values`: all of them.
    pub(super) fn all_of(&mut self, column: &str, values: Option<&Vec<String>>) -> &mut Self {
        match values {
            Some(values) => self.push(" AND ").push(column).push(" @> ").bind(values.clone()),
            None => self,
        }
    }

    /// The column's text holds these letters, whatever the case.
    pub(super) fn holds(&mut self, column: &str, letters: Option<&String>) -> &mut Self {
        match letters {
            Some(letters) => self.and(&format!("{column} ILIKE"), pattern(letters)),
            None => self,
        }
    }

    /// Or the column's text holds these letters.
    pub(super) fn or_holds(&mut self, column: &str, letters: &str) -> &mut Self {
        self.push(" OR ").push(column).push(" ILIKE ").bind(pattern(letters))
    }

    /// The column lies in the span of time.
    pub(super) fn within(&mut self, column: &str, range: &TimeRange) -> &mut Self {
        if let Some(from) = range.gte {
            self.and(&format!("{column} >="), from);
        }
        if let Some(to) = range.lt {
            self.and(&format!("{column} <"), to);
        }
        self
    }

    fn statement(self) -> Statement {
        Statement::from_sql_and_values(DbBackend::Postgres, self.text, self.values)
    }

    /// All rows.
    pub(super) async fn all(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, StoreError> {
        db.query_all_raw(self.statement()).await.map_err(failed)
    }

    /// The row, if there is one.
    pub(super) async fn one(self, db: &impl ConnectionTrait) -> Result<Option<QueryResult>, StoreError> {
        db.query_one_raw(self.statement()).await.map_err(failed)
    }

    /// The first column of the only row.
    pub(super) async fn value<T: TryGetable>(self, db: &impl ConnectionTrait) -> Result<T, StoreError> {
        let row = self.one(db).await?.ok_or(StoreError::Corrupt { what: "answer" })?;
        row.try_get_by_index(0).map_err(|_| StoreError::Corrupt { what: "answer" })
    }

    /// How many rows it changed.
    pub(super) async fn run(self, db: &impl ConnectionTrait) -> Result<u64, StoreError> {
        Ok(db.execute_raw(self.statement()).await.map_err(failed)?.rows_affected())
    }
}

/// A statement with all its values at hand: `sql("… $1 … $2", [a.into(), b.into()])`.
pub(super) fn sql(text: &str, values: impl IntoIterator<Item = Value>) -> Sql {
    Sql { text: text.to_owned(), values: values.into_iter().collect() }
}

/// A column of a row.
pub(super) fn get<T: TryGetable>(row: &QueryResult, column: &'static str) -> Result<T, StoreError> {
    row.try_get("", column).map_err(|_| StoreError::Corrupt { what: column })
}

/// A pattern for LIKE that holds these letters and gives none of them a meaning.
fn pattern(letters: &str) -> String {
    let mut pattern = String::with_capacity(letters.len() + 2);
    pattern.push('%');
    for letter in letters.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Ids as the database knows them.
pub(super) fn uuids<T: Copy>(ids: &[T], raw: impl Fn(T) -> uuid::Uuid) -> Vec<uuid::Uuid> {
    ids.iter().map(|id| raw(*id)).collect()
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn letters_with_a_meaning_lose_it() {
        assert_eq!(pattern(r"50%_a\b"), r"%50\%\_a\\b%");
    }
}
