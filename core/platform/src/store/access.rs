//! Accounts and sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::model::{Role, Session as SignIn, User};
use domain::id::{SessionId, UserId};
use domain::ports::StoreError;
use domain::ports::rows::{AccessReads, AccessWrites, Answer};
use entity::{account, session};
use sea_orm::{DatabaseTransaction, FromQueryResult, QueryResult};

use super::session::{Connection, Session};
use super::sql::{get, sql, uuids};

fn user(row: &QueryResult) -> Answer<User> {
    let row = account::Model::from_query_result(row, "").map_err(|_| StoreError::Corrupt { what: "account" })?;
    let roles = row
        .roles
        .iter()
        .map(|role| Role::parse(role).ok_or(StoreError::Corrupt { what: "role" }))
        .collect::<Answer<_>>()?;
    Ok(User {
        id: row.id.into(),
        name: row.name,
        email: row.email,
        roles,
        active: row.active,
        created_at: row.created_at,
        last_sign_in_at: row.last_sign_in_at,
    })
}

fn sign_in(row: session::Model) -> SignIn {
    SignIn {
        id: row.id.into(),
        user_id: row.account_id.into(),
        token_hash: row.token_hash,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

#[async_trait]
impl<C: Connection> AccessReads for Session<C> {
    async fn users(&self, ids: &[UserId]) -> Answer<Vec<User>> {
        let ids = uuids(ids, |id| id.0);
        sql("SELECT * FROM account WHERE id = ANY($1)", [ids.into()]).all(&self.db).await?.iter().map(user).collect()
    }

    async fn user_by_email(&self, email: &str) -> Answer<Option<(User, String)>> {
        let row = sql("SELECT * FROM account WHERE email = $1", [email.into()]).one(&self.db).await?;
        row.map(|row| Ok((user(&row)?, get(&row, "password_hash")?))).transpose()
    }

    async fn session(&self, token_hash: &str, now: DateTime<Utc>) -> Answer<Option<(SignIn, User)>> {
        let select = "SELECT a.*, s.id AS s_id, s.account_id AS s_account_id, s.token_hash AS s_token_hash,
                s.created_at AS s_created_at, s.expires_at AS s_expires_at
            FROM session s JOIN account a ON a.id = s.account_id
            WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.active";
        let row = sql(select, [token_hash.into(), now.into()]).one(&self.db).await?;
        row.map(|row| {
            let found =
                session::Model::from_query_result(&row, "s_").map_err(|_| StoreError::Corrupt { what: "session" })?;
            Ok((sign_in(found), user(&row)?))
        })
        .transpose()
    }

    async fn user_of_session(&self, id: SessionId, now: DateTime<Utc>) -> Answer<Option<User>> {
        let select = "SELECT a.* FROM session s JOIN account a ON a.id = s.account_id
            WHERE s.id = $1 AND s.expires_at > $2 AND a.active";
        sql(select, [id.0.into(), now.into()]).one(&self.db).await?.as_ref().map(user).transpose()
    }

    async fn count_users(&self) -> Answer<u64> {
        Ok(sql("SELECT count(*) FROM account", []).value::<i64>(&self.db).await?.unsigned_abs())
    }
}

#[async_trait]
impl AccessWrites for Session<DatabaseTransaction> {
    async fn insert_user(&mut self, user: &User, password_hash: &str) -> Answer<bool> {
        let insert = "INSERT INTO account (id, name, email, password_hash, roles, active, created_at, last_sign_in_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING";
        let roles: Vec<String> = user.roles.iter().map(|role| role.as_str().to_owned()).collect();
        let values = [
            user.id.0.into(),
            user.name.as_str().into(),
            user.email.as_str().into(),
            password_hash.into(),
            roles.into(),
            user.active.into(),
            user.created_at.into(),
            user.last_sign_in_at.into(),
        ];
        Ok(sql(insert, values).run(&self.db).await? == 1)
    }

    async fn insert_session(&mut self, session: &SignIn) -> Answer<()> {
        let insert =
            "INSERT INTO session (id, account_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
        let values = [
            session.id.0.into(),
            session.user_id.0.into(),
            session.token_hash.as_str().into(),
            session.created_at.into(),
            session.expires_at.into(),
        ];
        sql(insert, values).run(&self.db).await?;
        let update = "UPDATE account SET last_sign_in_at = $2 WHERE id = $1";
        sql(update, [session.user_id.0.into(), session.created_at.into()]).run(&self.db).await?;
        Ok(())
    }

    async fn delete_session(&mut self, id: SessionId) -> Answer<()> {
        sql("DELETE FROM session WHERE id = $1", [id.0.into()]).run(&self.db).await?;
        Ok(())
    }
}
