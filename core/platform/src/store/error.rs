//! What the database's errors mean. A database says which values it refused, and those may be
//! personal data; so nothing of its words goes on, only codes and names of constraints.

use domain::ports::StoreError;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// An error of the database, without the words it used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseFault {
    /// It refused a statement, with this code of five letters (SQLSTATE).
    #[error("the database refused a statement (SQLSTATE {0})")]
    Refused(String),
    /// The connection failed, in this way.
    #[error("the connection to the database failed: {0}")]
    Connection(&'static str),
    /// The library between us failed, in this way.
    #[error("the database library failed: {0}")]
    Library(&'static str),
}

/// The store's word for an error of the database.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(super) fn failed(error: DbErr) -> StoreError {
    match &error {
        DbErr::ConnectionAcquire(_) => unavailable("no connection was free in time"),
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => of_driver(inner),
        DbErr::Conn(_) => unavailable("it was closed"),
        DbErr::RecordNotUpdated | DbErr::RecordNotFound(_) => StoreError::Corrupt { what: "row" },
        DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => StoreError::Corrupt { what: "column" },
        _ => StoreError::Other(Box::new(DatabaseFault::Library("an error without a code"))),
    }
}

pub(super) fn of_driver(error: &SqlxError) -> StoreError {
    match error {
        SqlxError::Database(refused) => of_database(refused.as_ref()),
        SqlxError::Io(_) => unavailable("input or output"),
        SqlxError::Tls(_) => unavailable("encryption"),
        SqlxError::PoolTimedOut => unavailable("no connection was free in time"),
        SqlxError::PoolClosed | SqlxError::WorkerCrashed => unavailable("the pool is closed"),
        SqlxError::ColumnDecode { .. } | SqlxError::Decode(_) => StoreError::Corrupt { what: "column" },
        SqlxError::Configuration(_) => StoreError::Other(Box::new(DatabaseFault::Library("the address can't be read"))),
        _ => StoreError::Other(Box::new(DatabaseFault::Library("an error without a code"))),
    }
}

fn of_database(refused: &dyn DatabaseError) -> StoreError {
    let code = refused.code().unwrap_or_default().into_owned();
    // Class 23 is that of integrity constraints.
    if code.starts_with("23") {
        let named = refused.try_downcast_ref::<PgDatabaseError>().and_then(PgDatabaseError::constraint);
        return StoreError::Constraint { constraint: named.unwrap_or("unnamed").to_owned() };
    }
    let fault = Box::new(DatabaseFault::Refused(code.clone()));
    // Connections (08), resources (53), an operator's hand (57: shutdown, time-out), too many locks
    // in a circle (40): another attempt may help.
    match code.get(..2) {
        Some("08" | "40" | "53" | "57") => StoreError::Unavailable(fault),
        _ => StoreError::Other(fault),
    }
}

/// Whether a value was larger than the database can hold (SQLSTATE 54000).
pub(super) fn exceeds_a_limit(error: &StoreError) -> bool {
    let StoreError::Other(fault) = error else { return false };
    matches!(fault.downcast_ref(), Some(DatabaseFault::Refused(code)) if code == "54000")
}

fn unavailable(how: &'static str) -> StoreError {
    StoreError::Unavailable(Box::new(DatabaseFault::Connection(how)))
}

/// Turns an answer that may be a refusal by one constraint into whether it was accepted.
pub(super) fn accepted(answer: Result<u64, StoreError>, constraint: &str) -> Result<bool, StoreError> {
    match answer {
        Ok(_) => Ok(true),
        Err(StoreError::Constraint { constraint: named }) if named == constraint => Ok(false),
        Err(error) => Err(error),
    }
}
