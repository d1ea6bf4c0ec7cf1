//! Log lines, set up once for a process. They go to stderr, because stdout carries the ready line
//! that scripts wait for.

use crate::config::{LogFormat, LogSettings};
use std::io::IsTerminal;
use tracing_subscriber::{
    EnvFilter, Layer, filter::ParseError, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Crates whose INFO lines are about themselves; naming one in the filter brings it back.
const NOISY: [&str; 8] = ["h2", "hyper_util", "ort", "pdf_oxide", "reqwest", "sea_orm_migration", "sqlx", "tokenizers"];

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
    /// Logging was set up before, in this process.
    #[error("logging was already set up")]
    Again(#[source] tracing_subscriber::util::TryInitError),
}

/// Starts logging to stderr for the whole process.
///
/// # Errors
/// See [`TelemetryError`].
pub fn init(settings: &LogSettings) -> Result<(), TelemetryError> {
    let human = match settings.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let subscriber = subscriber(&settings.filter, human, std::io::stderr)?;
    subscriber.try_init().map_err(TelemetryError::Again)
}

fn subscriber<W>(filter: &str, human: bool, writer: W) -> Result<impl SubscriberInitExt, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = quiet(filter)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = if human {
        lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).boxed()
    } else {
        lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
    };
    Ok(tracing_subscriber::registry().with(lines.with_filter(filter)))
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
        let guard = subscriber(filter, human, move || writer.clone()).unwrap().set_default();
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
    fn a_wrong_filter_is_refused_by_name() {
        let error = quiet("info,domain=loud").unwrap_err();
        assert!(error.to_string().starts_with("log.filter is \"info,domain=loud\""), "{error}");
    }
}
