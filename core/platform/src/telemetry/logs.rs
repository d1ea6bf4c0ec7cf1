//! Log lines, set up once for a process. They go to stderr, because stdout carries the ready line
//! that scripts wait for.

use std::fmt;
use std::io::IsTerminal;

use opentelemetry_otlp::ExporterBuildError;
use opentelemetry_sdk::trace::SdkTracer;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::filter::{ParseError, filter_fn};
use tracing_subscriber::fmt::format::{Format, Json, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::traces::{TraceId, Traces};
use crate::config::{LogFormat, LogSettings};

/// Crates whose INFO lines are about themselves; naming one in the filter brings it back.
const NOISY: [&str; 8] = ["h2", "hyper_util", "ort", "pdf_oxide", "reqwest", "sea_orm_migration", "sqlx", "tokenizers"];

/// Crates whose lines repeat what they read and can't make sense of: answers of language models. No filter brings
/// them back.
const TALKATIVE: [&str; 2] = ["async_openai", "eventsource_stream"];

/// Why logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not one; exit code 2.
    #[error("log.filter is {given:?}, but it should be a level, or levels by module such as \"info,domain=debug\"")]
    Filter {
        /// The filter given.
        given: String,
        /// What the parser missed.
        #[source]
        source: ParseError,
    },
    /// The collector's address is none; exit code 2.
    #[error("OTEL_EXPORTER_OTLP_ENDPOINT is no address that traces could go to")]
    Collector(#[from] ExporterBuildError),
    /// Logging was set up before, in this process.
    #[error("logging was already set up")]
    Again(#[source] tracing_subscriber::util::TryInitError),
}

/// Our crates, whose spans are traces. Those of others tell of statements and addresses.
const TRACED: [&str; 4] = ["domain", "platform", "server", "worker"];

/// Starts logging to stderr for the whole process, and tracing with it unless this is a command that ends soon.
///
/// # Errors
/// See [`TelemetryError`].
pub fn init(settings: &LogSettings, traces: Option<&Traces>) -> Result<(), TelemetryError> {
    let human = match settings.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let subscriber = subscriber(&settings.filter, human, traces.map(Traces::tracer), std::io::stderr)?;
    subscriber.try_init().map_err(TelemetryError::Again)
}

fn subscriber<W>(
    filter: &str,
    human: bool,
    tracer: Option<SdkTracer>,
    writer: W,
) -> Result<impl SubscriberInitExt, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = quiet(filter)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = if human {
        lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).boxed()
    } else {
        lines
            .json()
            .map_event_format(|json| WithTrace(json.flatten_event(true).with_current_span(true).with_span_list(false)))
            .boxed()
    };
    let traced = tracer.map(|tracer| {
        let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_context_activation(false);
        layer
            .with_location(false)
            .with_threads(false)
            .with_level(false)
            .with_target(false)
            .with_filter(filter_fn(is_traced))
    });
    let lines = lines.with_filter(filter_fn(|about| !is_talkative(about))).with_filter(filter);
    Ok(tracing_subscriber::registry().with(traced).with(lines))
}

fn crate_of<'a>(about: &Metadata<'a>) -> &'a str {
    about.target().split("::").next().unwrap_or_default()
}

fn is_talkative(about: &Metadata<'_>) -> bool {
    TALKATIVE.contains(&crate_of(about))
}

/// Log lines stay out of traces: they carry the trace's id instead.
fn is_traced(about: &Metadata<'_>) -> bool {
    about.is_span() && TRACED.contains(&crate_of(about))
}

/// Lines of JSON with the id of the trace that they belong to, as `trace_id`.
struct WithTrace(Format<Json>);

impl<S, N> FormatEvent<S, N> for WithTrace
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        match (trace_of(context), line.trim_end().strip_suffix('}')) {
            (Some(id), Some(open)) => writeln!(writer, "{open},\"trace_id\":\"{id}\"}}"),
            _ => writer.write_str(&line),
        }
    }
}

fn trace_of<S, N>(context: &FmtContext<'_, S, N>) -> Option<String>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    let mut spans = context.lookup_current()?.scope();
    spans.find_map(|span| span.extensions().get::<TraceId>().map(|id| id.0.clone()))
}

/// The filter, with noisy crates at WARN unless it speaks of them itself.
fn quiet(filter: &str) -> Result<EnvFilter, TelemetryError> {
    let mut full: Vec<String> = NOISY
        .into_iter()
        .filter(|name| !filter.split(',').any(|it| it.trim().starts_with(name)))
        .map(|name| format!("{name}=warn"))
        .collect();
    full.push(filter.to_owned());
    EnvFilter::builder()
        .parse(full.join(","))
        .map_err(|source| TelemetryError::Filter { given: filter.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::traces;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(filter: &str, human: bool) -> String {
        let captured = Captured::default();
        let writer = captured.clone();
        let guard = subscriber(filter, human, None, move || writer.clone()).unwrap().set_default();
        tracing::info!(task.id = 7, "Task 7 started.");
        tracing::info!(target: "sqlx::query", "select something");
        drop(guard);
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn json_lines_are_one_object_each_with_dotted_fields() {
        let line: serde_json::Value = serde_json::from_str(logged("info", false).trim()).unwrap();
        assert_eq!((&line["message"], &line["task.id"]), (&"Task 7 started.".into(), &7.into()));
        assert_eq!(line["level"], "INFO");
    }

    #[test]
    fn lines_within_a_span_carry_its_trace_and_its_fields() {
        let captured = Captured::default();
        let (writer, traces) = (captured.clone(), Traces::start(None, "test").unwrap());
        let guard = subscriber("warn", false, Some(traces.tracer()), move || writer.clone()).unwrap().set_default();
        let span = traces::begin(tracing::error_span!("task", task.attempt = 2), traces::Origin::Here);
        let traceparent = span.in_scope(|| {
            tracing::warn!("The attempt failed.");
            traces::current_traceparent().unwrap()
        });
        drop(guard);
        let bytes = captured.0.lock().unwrap().clone();
        let line: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(line["trace_id"].as_str().map(ToOwned::to_owned), traces::trace_id(&traceparent), "{line}");
        assert_eq!((&line["span"]["name"], &line["span"]["task.attempt"]), (&"task".into(), &2.into()));
    }

    #[test]
    fn human_lines_are_no_json() {
        let text = logged("info", true);
        assert!(text.contains("Task 7 started.") && !text.starts_with('{'), "{text}");
    }

    #[test]
    fn noisy_crates_are_quiet_until_named() {
        assert!(!logged("info", true).contains("select something"));
        assert!(logged("info,sqlx=info", true).contains("select something"));
        assert!(!logged("debug", true).contains("select something"));
    }

    #[test]
    fn no_filter_brings_back_lines_that_repeat_what_was_read() {
        let captured = Captured::default();
        let writer = captured.clone();
        let subscriber = subscriber("trace,async_openai=trace", false, None, move || writer.clone()).unwrap();
        let guard = subscriber.set_default();
        tracing::error!(target: "async_openai::error", "failed deserialization of: Ada Lovelace");
        drop(guard);
        assert!(captured.0.lock().unwrap().is_empty());
    }

    #[test]
    fn a_wrong_filter_is_refused_by_name() {
        let error = quiet("info,domain=loud").unwrap_err();
        assert!(error.to_string().starts_with("log.filter is \"info,domain=loud\""), "{error}");
    }
}
