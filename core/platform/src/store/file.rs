//! Where files lie: in a table here, or beside the store, with the list of what is to be removed there.

use async_trait::async_trait;
use domain::file::Lies;
use domain::id::BlobId;
use domain::ports::StoreError;
use domain::ports::rows::{Answer, FileReads, FileWrites};
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::session::{Connection, Session};
use super::sql::{get, sql};

/// What lies beside the store for so long without a row that names it was left behind.
const EXPECTED_FOR: &str = "interval '1 day'";

/// The columns `bytes` and `key` of a row, one of which is null.
pub(super) fn read_lies(row: &QueryResult) -> Answer<Lies> {
    match (get::<Option<Vec<u8>>>(row, "bytes")?, get::<Option<String>>(row, "key")?) {
        (Some(bytes), None) => Ok(Lies::Here(bytes)),
        (None, Some(key)) => Ok(Lies::Beside(key)),
        _ => Err(StoreError::Corrupt { what: "file" }),
    }
}

#[async_trait]
impl<C: Connection> FileReads for Session<C> {
    async fn blob(&self, id: BlobId) -> Answer<Option<Lies>> {
        let row = sql("SELECT bytes, key FROM blob WHERE id = $1", [id.0.into()]).one(&self.db).await?;
        row.as_ref().map(read_lies).transpose()
    }
}

#[async_trait]
impl FileWrites for Session<DatabaseTransaction> {
    async fn put_blob(&mut self, id: BlobId, bytes: &[u8]) -> Answer<()> {
        // The update locks the row: who removes a file waits, and then sees that somebody refers to it.
        let insert = "INSERT INTO blob (id, bytes) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET created_at = now()";
        sql(insert, [id.0.into(), bytes.to_vec().into()]).run(&self.db).await?;
        Ok(())
    }

    async fn put_blob_beside(&mut self, id: BlobId, key: &str) -> Answer<bool> {
        let insert = "INSERT INTO blob (id, key) VALUES ($1, $2)
            ON CONFLICT (id) DO UPDATE SET created_at = now() RETURNING coalesce(key = $2, false)";
        sql(insert, [id.0.into(), key.into()]).value(&self.db).await
    }

    async fn expect_file(&mut self, key: &str) -> Answer<()> {
        let insert = format!("INSERT INTO file_leftover (key, due_at) VALUES ($1, now() + {EXPECTED_FOR})");
        sql(&insert, [key.into()]).run(&self.db).await?;
        Ok(())
    }

    async fn keep_file(&mut self, key: &str) -> Answer<bool> {
        let delete = "DELETE FROM file_leftover WHERE key = $1 AND NOT condemned";
        Ok(sql(delete, [key.into()]).run(&self.db).await? == 1)
    }

    async fn leave_files(&mut self, keys: &[String]) -> Answer<()> {
        let insert = "INSERT INTO file_leftover (key, due_at, condemned) SELECT key, now(), true FROM unnest($1::text[]) AS k (key)
            ON CONFLICT (key) DO UPDATE SET condemned = true, due_at = now()";
        sql(insert, [keys.to_vec().into()]).run(&self.db).await?;
        Ok(())
    }

    async fn condemn_files(&mut self, limit: u64) -> Answer<Vec<String>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let update = "UPDATE file_leftover SET condemned = true WHERE key IN (
                SELECT key FROM file_leftover WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
            ) RETURNING key";
        sql(update, [limit.into()]).all(&self.db).await?.iter().map(|row| get(row, "key")).collect()
    }

    async fn forget_files(&mut self, keys: &[String]) -> Answer<()> {
        sql("DELETE FROM file_leftover WHERE key = ANY($1)", [keys.to_vec().into()]).run(&self.db).await?;
        Ok(())
    }
}

impl Session<DatabaseTransaction> {
    /// Removes those of these files that nothing refers to any more. They are locked first: what is read after
    /// it is what the last writer left.
    pub(super) async fn remove_files(&self, files: &[Uuid]) -> Answer<()> {
        let lock = "SELECT 1 FROM blob WHERE id = ANY($1) ORDER BY id FOR UPDATE";
        sql(lock, [files.to_vec().into()]).all(&self.db).await?;
        let delete = "WITH gone AS (
                DELETE FROM blob b WHERE b.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM resume r WHERE r.blob_id = b.id)
                RETURNING key
            )
            INSERT INTO file_leftover (key, due_at, condemned) SELECT key, now(), true FROM gone WHERE key IS NOT NULL
            ON CONFLICT (key) DO UPDATE SET condemned = true, due_at = now()";
        sql(delete, [files.to_vec().into()]).run(&self.db).await?;
        Ok(())
    }
}
