//! How a change is written down: SQL forward, SQL back.

use sea_orm_migration::prelude::{DbErr, MigrationName, MigrationTrait, SchemaManager};
use sea_orm_migration::sea_orm::ConnectionTrait;

/// One change of the schema. Both directions run inside a transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    /// Its place in history; never renamed.
    pub(crate) name: &'static str,
    /// Statements that make it.
    pub(crate) up: &'static str,
    /// Statements that take it back.
    pub(crate) down: &'static str,
}

impl MigrationName for Change {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Change {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.up).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.down).await?;
        Ok(())
    }
}
