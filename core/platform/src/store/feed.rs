//! The feed of changes: a row for each write, numbered by its transaction.

use domain::ports::{StoreError, Wake};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::session::Session;
use super::sql::{Sql, get, sql};

/// What happened to a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Op {
    /// It is new.
    Insert,
    /// It is another.
    Update,
    /// It is gone.
    Delete,
}

impl Op {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

impl Session<DatabaseTransaction> {
    /// Notes a write.
    pub(super) async fn note(&mut self, kind: &'static str, id: Uuid, op: Op) -> Result<(), StoreError> {
        let insert = "INSERT INTO change (kind, id, op) VALUES ($1, $2, $3) RETURNING position";
        self.note_by(sql(insert, [kind.into(), id.into(), op.as_str().into()])).await
    }

    /// Notes writes by a statement of one's own, which returns their positions.
    pub(super) async fn note_by(&mut self, insert: Sql) -> Result<(), StoreError> {
        let rows = insert.all(&self.db).await?;
        let positions = rows.iter().map(|row| get::<i64>(row, "position")).collect::<Result<Vec<_>, _>>()?;
        if let Some(position) = positions.into_iter().max() {
            self.wake(Wake::Change { position });
        }
        Ok(())
    }
}
