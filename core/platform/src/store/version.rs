//! Which version the database is of: its schema, and the extension that compares vectors.

use std::fmt;

use domain::ports::StoreError;
use migration::Migrator;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use super::error::failed;
use super::sql::sql;

/// A version of pgvector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VectorVersion(pub [u16; 3]);

impl VectorVersion {
    /// Of `0.8.5`; what is missing or no number counts as 0.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = text.split('.').map(|part| part.parse().unwrap_or_default());
        Self(std::array::from_fn(|_| parts.next().unwrap_or_default()))
    }
}

impl fmt::Display for VectorVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// The version of pgvector that this database uses or, before it uses any, would use; `None` when the
/// server has none.
///
/// # Errors
/// When the database can't be reached.
pub async fn vector_version(db: &DatabaseConnection) -> Result<Option<VectorVersion>, StoreError> {
    let select = "SELECT coalesce(
        (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
        (SELECT default_version FROM pg_available_extensions WHERE name = 'vector')
    )";
    let found: Option<String> = sql(select, []).value(db).await?;
    Ok(found.map(|text| VectorVersion::parse(&text)))
}

/// Whether the schema has all the changes that this program knows.
///
/// # Errors
/// When the database can't be reached.
pub async fn is_migrated(db: &DatabaseConnection) -> Result<bool, StoreError> {
    let there: bool = sql("SELECT to_regclass('seaql_migrations') IS NOT NULL", []).value(db).await?;
    if !there {
        return Ok(false);
    }
    Ok(Migrator::get_pending_migrations(db).await.map_err(failed)?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::VectorVersion;

    #[test]
    fn versions_compare_by_number() {
        assert!(VectorVersion::parse("0.8.10") > VectorVersion::parse("0.8.5"));
        assert!(VectorVersion::parse("0.8") < VectorVersion::parse("0.8.5"));
        assert_eq!(VectorVersion::parse("0.8.5").to_string(), "0.8.5");
    }
}
