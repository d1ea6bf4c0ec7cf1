//! The server: started part by part, stopped in the reverse order.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::access::model::User;
use domain::deps::Deps;
use domain::error::ServiceError;
use domain::ports::Store;
use domain::services::Services;
use platform::assembly::{Ground, Processes, Program, load_model};
use platform::config::{AccessSettings, Settings};
use platform::failpoint;
use platform::postgres::EmbeddedPostgresError;
use platform::program::{Failure, tell};
use platform::telemetry::metrics::MetricsListener;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::hands::Hands;
use crate::graphql::app::{About, App};
use crate::graphql::object::system::SystemMode;
use crate::http::Web;
use crate::links::FileLinks;

/// A server that answers and works.
#[derive(Debug)]
pub(crate) struct RunningServer {
    ground: Ground,
    hands: Hands,
    /// The routes and what they share.
    pub(crate) web: Web,
    stop: CancellationToken,
    metrics: Option<MetricsListener>,
}

impl RunningServer {
    /// Starts everything but the listener. PostgreSQL starts while the model is loaded.
    pub(crate) async fn start(settings: &Settings, processes: &Processes) -> Result<Self, Failure> {
        failpoint::obey(&settings.paths.data_dir);
        let (ground, embedder) =
            tokio::join!(Ground::start(settings, Program::Server, &processes.spawner), load_model(settings));
        let ground = ground?;
        let embedder = match embedder {
            Ok(embedder) => embedder,
            Err(failure) => {
                ground.leave().await;
                return Err(failure);
            }
        };
        let answer = match ground.deps(settings, Arc::new(embedder), processes.readers.clone()) {
            Ok(deps) => Self::assemble(settings, &ground, deps).await,
            Err(failure) => Err(failure),
        };
        match answer {
            Ok((web, hands, stop)) => Ok(Self { ground, hands, web, stop, metrics: None }),
            Err(failure) => {
                ground.leave().await;
                Err(failure)
            }
        }
    }

    async fn assemble(
        settings: &Settings,
        ground: &Ground,
        deps: Deps,
    ) -> Result<(Web, Hands, CancellationToken), Failure> {
        let services = Services::new(&deps);
        if let Some((user, made_up)) = first_administrator(&services, &settings.access).await? {
            introduce(&user, made_up.as_deref());
        }
        if ground.postgres.is_some() {
            // Nobody else works on this data folder, so whoever held a claim is gone.
            let lost = services.tasks.take_back_all().await.map_err(|error| Failure::of(&error))?;
            if lost > 0 {
                tracing::info!(tasks.lost = lost, "tasks of the previous run are taken up again");
            }
        }
        let stop = CancellationToken::new();
        let web = web(settings, &deps, &services, stop.clone()).await?;
        let hands = Hands::start(&deps, &services, settings, ground)?;
        Ok((web, hands, stop))
    }

    /// Serves metrics until [`Self::stop`], where that is possible.
    pub(crate) async fn serve_metrics(&mut self, settings: &Settings) {
        self.metrics = self.ground.serve_metrics(settings).await;
    }

    /// Answers on the listener until [`Self::stop`].
    pub(crate) fn listen(&self, listener: TcpListener) -> JoinHandle<()> {
        tokio::spawn(self.web.clone().serve(listener))
    }

    /// Comes back only when the database is gone for good.
    pub(crate) async fn failed(&self) -> Arc<EmbeddedPostgresError> {
        match &self.ground.postgres {
            Some(postgres) => postgres.failed().await,
            None => std::future::pending().await,
        }
    }

    /// Takes in nothing new, lets what runs finish within its grace, and stops PostgreSQL.
    pub(crate) async fn stop(self, listening: Option<JoinHandle<()>>, settings: &Settings) {
        self.stop.cancel();
        let answering = async {
            if let Some(listening) = listening {
                let _what_it_answered_no_longer_counts = listening.await;
            }
            self.web.sockets_closed().await;
        };
        let answered = tokio::time::timeout(settings.server.shutdown_grace, answering);
        let (answered, ()) = tokio::join!(answered, self.hands.stop());
        if answered.is_err() {
            tracing::info!("requests that still ran were broken off");
        }
        drop((self.web, self.metrics));
        self.ground.leave().await;
    }
}

/// The API over a database that another server works on: for its rows, not for rankings or files.
pub(crate) async fn web_for_rows(settings: &Settings, ground: &Ground) -> Result<Web, Failure> {
    let deps = ground.deps_for_rows(settings)?;
    let services = Services::new(&deps);
    web(settings, &deps, &services, CancellationToken::new()).await
}

async fn web(settings: &Settings, deps: &Deps, services: &Services, stop: CancellationToken) -> Result<Web, Failure> {
    let key = signing_key(deps).await?;
    let app = App {
        services: services.clone(),
        links: Arc::new(FileLinks::new(key, settings.server.file_link_lifetime)),
        clock: Arc::clone(&deps.clock),
        about: about(settings),
    };
    Ok(Web::new(app, Arc::clone(&deps.store), &settings.server, stop))
}

/// Takes the address, before anything else is started for it.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::fault(format!(
            "{address} is already in use: stop what listens there, or set SHORTLIST_LISTEN to another address"
        )),
        _ => {
            Failure::fault(format!("{address} can't be listened on ({error}): set SHORTLIST_LISTEN to another address"))
        }
    })
}

/// The administrator of a first start, and the password when we made it up.
async fn first_administrator(
    services: &Services,
    access: &AccessSettings,
) -> Result<Option<(User, Option<String>)>, Failure> {
    let given = access.admin_password.as_ref().map(|it| it.expose_secret().to_owned());
    let ours = given.is_none();
    match services.access.first_start(&access.admin_email, given).await {
        Ok(made) => Ok(made.map(|(user, password)| (user, ours.then_some(password)))),
        Err(ServiceError::Refused(violations)) => {
            let about = |field: &str| violations.iter().find(|it| it.path == [field]).map(|it| it.message.clone());
            let named = about("password").map(|it| format!("SHORTLIST_ADMIN_PASSWORD: {it}"));
            let named = named.or_else(|| about("email").map(|it| format!("SHORTLIST_ADMIN_EMAIL: {it}")));
            Err(Failure::setting(named.unwrap_or_else(|| "SHORTLIST_ADMIN_EMAIL can't be used".to_owned())))
        }
        Err(error) => Err(Failure::of(&error)),
    }
}

/// Tells the administrator how to sign in. On stdout and never in the log, which is kept.
fn introduce(user: &User, made_up: Option<&str>) {
    match made_up {
        Some(password) => tell::say(&format!(
            "Sign in as {} with the password {password} – it is shown this once and kept only hashed.",
            user.email
        )),
        None => tell::say(&format!("Sign in as {} with the password that you set.", user.email)),
    }
}

async fn signing_key(deps: &Deps) -> Result<Vec<u8>, Failure> {
    let known = deps.store.reads().signing_key().await.map_err(|error| Failure::of(&error))?;
    match known {
        Some(key) => Ok(key),
        None => keep_key(&*deps.store, &deps.random.secret()).await.map_err(|error| Failure::of(&error)),
    }
}

async fn keep_key(store: &dyn Store, key: &[u8]) -> Result<Vec<u8>, domain::ports::StoreError> {
    let mut tx = store.begin().await?;
    let kept = tx.put_signing_key(key).await?;
    tx.commit().await?;
    Ok(kept)
}

fn about(settings: &Settings) -> About {
    About {
        mode: if settings.database.url.is_some() { SystemMode::Distributed } else { SystemMode::Embedded },
        embedding_model: settings.embedding.model.clone(),
        embedding_dimensions: i32::try_from(settings.embedding.dimensions).unwrap_or(i32::MAX),
        llm_provider: settings.llm.provider.name().to_owned(),
        llm_model: settings.llm.model().map(str::to_owned),
    }
}
