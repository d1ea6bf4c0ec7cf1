//! The transport: GraphQL over HTTP, WebSocket and SSE, files by signed links, probes and pages.

mod accept;
mod faults;
mod files;
mod graphiql;
mod graphql;
mod measure;
mod observe;
mod operation;
mod pages;
mod probe;
mod receive;
mod refusal;
mod reply;
pub(crate) mod report;
mod serve;
mod sse;
mod uploads;
mod ws;

use std::sync::Arc;

use async_graphql::{Request, Response};
use axum::Router;
use axum::http::header::{HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::middleware;
use axum::routing::{get, put};
use domain::access::model::Viewer;
use domain::ports::Store;
use domain::services::Services;
use futures::{Stream, StreamExt, stream};
use platform::config::ServerSettings;
use platform::telemetry::metrics::Interned;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::set_header::SetResponseHeaderLayer;

use self::measure::Measured;
use self::receive::Bounds;
use crate::graphql::app::App;
use crate::graphql::{ApiSchema, builder, loader};

/// What the routes share.
#[derive(Clone)]
pub struct Web {
    schema: ApiSchema,
    pub(crate) app: App,
    pub(crate) store: Arc<dyn Store>,
    bounds: Bounds,
    stop: CancellationToken,
    sockets: TaskTracker,
    operation_names: Arc<Interned>,
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Web").field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

impl Web {
    /// Over these use cases; the store answers for readiness. Sockets and event streams end with `stop`.
    #[must_use]
    pub fn new(app: App, store: Arc<dyn Store>, settings: &ServerSettings, stop: CancellationToken) -> Self {
        let sockets = TaskTracker::new();
        sockets.close();
        Self {
            schema: builder().data(app.clone()).finish(),
            app,
            store,
            bounds: Bounds {
                bytes: usize::try_from(settings.body_limit).unwrap_or(usize::MAX),
                patience: settings.request_timeout,
            },
            stop,
            sockets,
            operation_names: Arc::new(measure::names()),
        }
    }

    /// All routes.
    pub fn router(&self) -> Router {
        let header =
            |name: HeaderName, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
        Router::new()
            .route("/", get(pages::start))
            .route("/graphql", get(graphql::get).post(graphql::post))
            .route("/graphiql", get(graphiql::index))
            .route("/graphiql/", get(graphiql::index))
            .route("/graphiql/{*path}", get(graphiql::asset))
            .route("/files/{id}", get(files::download))
            .route("/files/reports/{id}", get(files::report))
            .route("/files/uploads/{id}", put(uploads::put))
            .route("/health", get(probe::health))
            .route("/livez", get(probe::health))
            .route("/readyz", get(probe::ready))
            .fallback(pages::not_found)
            .layer(middleware::from_fn(faults::caught))
            .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(REFERRER_POLICY, "same-origin"))
            .layer(middleware::from_fn(observe::observed))
            .with_state(self.clone())
    }

    /// Answers on the listener until it is to stop and the last request has been answered.
    pub async fn serve(self, listener: TcpListener) {
        serve::serve(listener, self.router(), self.bounds.patience, self.stop).await;
    }

    /// Comes back when the last socket has closed.
    pub async fn sockets_closed(&self) {
        self.sockets.wait().await;
    }

    pub(crate) fn services(&self) -> &Services {
        &self.app.services
    }

    /// The answers to a request. A fault that nobody expected is the last of them.
    fn answers(&self, request: Request, mut measured: Measured) -> impl Stream<Item = Response> + Send + use<> {
        let span = measured.span();
        let mut answers = Box::pin(faults::ended(self.schema.execute_stream(request)));
        let answers = stream::poll_fn(move |context| span.in_scope(|| answers.poll_next_unpin(context)));
        answers.inspect(move |answer| measured.answered(answer))
    }

    /// The request with what every resolver is given: who asks, and loaders of its own.
    fn equipped(&self, request: Request, viewer: Option<Viewer>) -> Request {
        let request = loader::with_loader(request, self.services());
        match viewer {
            Some(viewer) => request.data(viewer),
            None => request,
        }
    }
}
