//! Where metrics answer: a listener of its own, so that they are never public by accident.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use metrics_process::Collector;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::task::AbortOnDropHandle;

use super::catalogue;
use super::instrument::{Kind, Metric};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4");
/// How often values of histograms are put into their classes although nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);
/// How long whoever asks may take to do so.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is looked up when somebody asks, since it changes by itself.
pub type Look = Arc<dyn Fn() + Send + Sync>;

/// Serves metrics until it is dropped.
#[derive(Debug)]
pub struct MetricsListener {
    _serving: AbortOnDropHandle<()>,
}

/// What an answer is made from.
#[derive(Clone)]
struct Source {
    recorded: PrometheusHandle,
    process: Collector,
    look: Look,
}

impl MetricsListener {
    /// Begins to record and to serve. Several servers on one machine are common, and a server is of use without
    /// metrics: when the address can't be had, a warning says so and nothing is recorded.
    pub async fn start(address: SocketAddr, look: Look) -> Option<Self> {
        let listener = match TcpListener::bind(address).await {
            Ok(listener) => listener,
            Err(error) => {
                tracing::warn!(error = %error, "there are no metrics, since {address} can't be listened on: set SHORTLIST_METRICS_LISTEN to another address");
                return None;
            }
        };
        let recorder = recorder();
        let source = Source { recorded: recorder.handle(), process: Collector::default(), look };
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("there are no metrics, since this process serves them already");
            return None;
        }
        describe(&source.process);
        if let Ok(address) = listener.local_addr() {
            tracing::info!(metrics.address = %address, "metrics answer at http://{address}/metrics");
        }
        Some(Self { _serving: AbortOnDropHandle::new(tokio::spawn(serve(listener, source))) })
    }
}

fn recorder() -> PrometheusRecorder {
    let with_buckets = |builder: PrometheusBuilder, metric: &Metric| {
        let name = Matcher::Full(metric.name.to_owned());
        builder.set_buckets_for_metric(name, metric.buckets).expect("a histogram of ours has classes")
    };
    let histograms = catalogue::OURS.iter().filter(|it| it.kind == Kind::Histogram);
    histograms.fold(PrometheusBuilder::new(), with_buckets).build_recorder()
}

fn describe(process: &Collector) {
    for metric in catalogue::OURS {
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, metric.help),
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
            Kind::Histogram => metrics::describe_histogram!(metric.name, metric.help),
        }
    }
    process.describe();
}

async fn serve(listener: TcpListener, source: Source) {
    let mut upkeep = tokio::time::interval(UPKEEP);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(answer(stream, source.clone()));
                }
                // There are no more files to be had, for instance; the next tick comes before the next try.
                Err(_) => {
                    upkeep.tick().await;
                }
            },
            Some(_ended) = connections.join_next() => {}
            _ = upkeep.tick() => source.recorded.run_upkeep(),
        }
    }
}

async fn answer(stream: TcpStream, source: Source) {
    let respond = service_fn(move |request: Request<Incoming>| {
        let response = response(request.method(), request.uri().path(), &source);
        async move { Ok::<_, Infallible>(response) }
    });
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let _whoever_asked_has_gone = builder.serve_connection(TokioIo::new(stream), respond).await;
}

fn response(method: &Method, path: &str, source: &Source) -> Response<String> {
    if method != Method::GET || path != "/metrics" {
        let mut response = Response::new("Metrics are at /metrics.\n".to_owned());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    source.process.collect();
    (source.look)();
    let mut response = Response::new(source.recorded.render());
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(record: impl FnOnce()) -> String {
        let recorder = recorder();
        let source = Source { recorded: recorder.handle(), process: Collector::default(), look: Arc::new(|| {}) };
        metrics::with_local_recorder(&recorder, || {
            describe(&source.process);
            record();
            response(&Method::GET, "/metrics", &source).into_body()
        })
    }

    #[test]
    fn what_is_recorded_is_told_in_its_classes() {
        let text = recorded(|| {
            catalogue::TASK_RUN.took(Duration::from_millis(300), ["embed_job"]);
            catalogue::TASKS_ENDED.count(["embed_job", "SUCCESS"]);
            drop(catalogue::SOCKETS.hold([]));
        });
        for line in [
            "shortlist_task_run_seconds_bucket{kind=\"embed_job\",le=\"0.25\"} 0",
            "shortlist_task_run_seconds_bucket{kind=\"embed_job\",le=\"0.5\"} 1",
            "shortlist_tasks_ended_total{kind=\"embed_job\",state=\"SUCCESS\"} 1",
            "shortlist_graphql_sockets 0",
            "# TYPE shortlist_task_run_seconds histogram",
        ] {
            assert!(text.lines().any(|it| it == line), "no {line} in\n{text}");
        }
    }

    #[test]
    fn figures_of_the_process_stand_in_the_catalogue() {
        let text = recorded(|| {});
        let types: Vec<_> = text.lines().filter_map(|it| it.strip_prefix("# TYPE ")).collect();
        assert!(types.len() >= 5, "{text}");
        for line in types {
            let known = catalogue::all().any(|it| line == format!("{} {}", it.name, it.kind.name()));
            assert!(known, "{line} is not in the catalogue");
        }
    }

    #[test]
    fn nothing_else_answers() {
        let recorder = recorder();
        let source = Source { recorded: recorder.handle(), process: Collector::default(), look: Arc::new(|| {}) };
        for (method, path) in [(Method::POST, "/metrics"), (Method::GET, "/"), (Method::GET, "/metrics/")] {
            assert_eq!(response(&method, path, &source).status(), StatusCode::NOT_FOUND, "{method} {path}");
        }
    }

    #[test]
    fn without_a_recorder_recording_does_nothing() {
        catalogue::CLAIMS_LOST.add(3, []);
        catalogue::WORKERS.set(2.0, []);
        drop(catalogue::GRAPHQL_IN_FLIGHT.hold([]));
    }
}
