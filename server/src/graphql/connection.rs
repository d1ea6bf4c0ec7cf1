//! Relay connections, one declaration a type. `totalCount` is counted only when it is asked for.

use std::sync::Arc;

use async_graphql::{Context, Lookahead, Result as Answer, SimpleObject};
use domain::error::ServiceError;
use domain::page::Page;
use futures::future::{BoxFuture, try_join_all};

use super::cursor::ListDigest;
use super::error::ApiResult;

/// Where a page lies in its list.
#[derive(Debug, Clone, Default, SimpleObject)]
pub struct PageInfo {
    /// Rows follow.
    pub has_next_page: bool,
    /// Rows precede.
    pub has_previous_page: bool,
    /// The cursor of the first row.
    pub start_cursor: Option<String>,
    /// The cursor of the last row.
    pub end_cursor: Option<String>,
}

/// Counts a list when somebody asks.
#[derive(Clone)]
pub struct Count(Arc<dyn Fn() -> BoxFuture<'static, Result<u64, ServiceError>> + Send + Sync>);

impl Count {
    /// By a use case.
    pub fn by<F>(count: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<u64, ServiceError>> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(count())))
    }

    /// Known already.
    #[must_use]
    pub fn known(count: u64) -> Self {
        Self::by(move || std::future::ready(Ok(count)))
    }

    pub(crate) async fn get(&self) -> ApiResult<i32> {
        Ok(i32::try_from((self.0)().await?).unwrap_or(i32::MAX))
    }
}

impl std::fmt::Debug for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Count")
    }
}

/// A row of a page.
pub trait Listed: Clone + Send + Sync {
    /// The row together with those of the `asked` things that it can't be without; `None` when one of them
    /// went away since the list was read, and so the row with it. Most rows stand by themselves.
    fn present(&self, _ctx: &Context<'_>, _asked: &Lookahead<'_>) -> impl Future<Output = Answer<Option<Self>>> + Send {
        std::future::ready(Ok(Some(self.clone())))
    }
}

/// A page's rows with their cursors.
#[derive(Debug, Clone)]
pub struct Rows<T> {
    pub(crate) rows: Vec<(String, T)>,
    pub(crate) info: PageInfo,
    pub(crate) count: Count,
    pub(crate) truncated: bool,
}

impl<T> Rows<T> {
    /// Of a page of a list.
    pub fn of<D>(page: Page<D>, list: &ListDigest, count: Count, map: impl Fn(D) -> T) -> Self {
        let rows: Vec<(String, T)> = page.rows.into_iter().map(|(at, row)| (list.cursor(&at), map(row))).collect();
        let info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: rows.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: rows.last().map(|(cursor, _)| cursor.clone()),
        };
        Self { rows, info, count, truncated: false }
    }
}

impl<T: Listed> Rows<T> {
    /// The rows that are still there, looked at all at once; `asked` is the selection on a row.
    pub(crate) async fn present(&self, ctx: &Context<'_>, asked: &Lookahead<'_>) -> Answer<Vec<(String, T)>> {
        let rows = self.rows.iter().map(|(cursor, row)| async {
            let row = row.present(ctx, asked).await?;
            Ok::<_, async_graphql::Error>(row.map(|row| (cursor.clone(), row)))
        });
        Ok(try_join_all(rows).await?.into_iter().flatten().collect())
    }
}

/// Declares a connection and its edge. `truncated` adds the field of that name.
macro_rules! connection {
    ($(#[doc = $doc:literal] $connection:ident, $edge:ident of $node:ty $(, $truncated:ident)?;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone)]
        pub struct $connection(pub $crate::graphql::connection::Rows<$node>);

        /// A row of a page with its cursor.
        #[derive(Debug, Clone, async_graphql::SimpleObject)]
        pub struct $edge {
            /// Where the row stands in the list.
            pub cursor: String,
            /// The row.
            pub node: $node,
        }

        #[doc = $doc]
        #[async_graphql::Object]
        impl $connection {
            /// The rows with their cursors.
            async fn edges(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<Vec<$edge>> {
                let rows = self.0.present(ctx, &ctx.look_ahead().field("node")).await?;
                Ok(rows.into_iter().map(|(cursor, node)| $edge { cursor, node }).collect())
            }
            /// The rows.
            async fn nodes(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<Vec<$node>> {
                let rows = self.0.present(ctx, &ctx.look_ahead()).await?;
                Ok(rows.into_iter().map(|(_, node)| node).collect())
            }
            /// Where the page lies in the list.
            async fn page_info(&self) -> &$crate::graphql::connection::PageInfo {
                &self.0.info
            }
            /// How many rows the whole list has. Counted only when asked for.
            async fn total_count(&self) -> Option<async_graphql::Result<i32>> {
                Some(self.0.count.get().await.map_err(Into::into))
            }
            $(
            /// The pool was too large to be ranked whole: rows beyond the retrieval's depth are left out.
            async fn $truncated(&self) -> bool {
                self.0.truncated
            }
            )?
        }
    )+};
}
pub(crate) use connection;
