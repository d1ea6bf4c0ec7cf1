//! Traces: which request led to which work. A request and a task each have a trace of their own, and the task's
//! is linked to the request's, since it may run hours later and many times.
//!
//! Ids are made whether or not traces go anywhere: log lines carry them, and so does a task's row. Without a
//! collector nothing else is kept of a span.

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanContext, TraceContextExt, TracerProvider};
use opentelemetry_otlp::{ExporterBuildError, Protocol, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Registry;
use tracing_subscriber::registry::LookupSpan;

use super::export::Telling;

/// How long the last spans may take to go out.
const FLUSH: Duration = Duration::from_secs(3);
/// How long handing some over may take.
const EXPORT: Duration = Duration::from_secs(5);
/// The W3C's header, which is also its name in the row of a task.
const TRACEPARENT: &str = "traceparent";

/// Where spans go; [`Traces::flush`] sends the last ones.
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
    is_exported: bool,
}

impl Traces {
    /// To a collector's address (`http://…:4318`), or nowhere. Starts threads of its own for a collector.
    ///
    /// # Errors
    /// When the address is none.
    pub fn start(endpoint: Option<&str>, program: &'static str) -> Result<Self, ExporterBuildError> {
        let about = Resource::builder().with_service_name(program).build();
        let builder = SdkTracerProvider::builder().with_resource(about);
        let Some(endpoint) = endpoint else {
            // Not sampled says what is true: nobody keeps it.
            return Ok(Self { provider: builder.with_sampler(Sampler::AlwaysOff).build(), is_exported: false });
        };
        crate::tls::prepare();
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .with_timeout(EXPORT)
            .build()?;
        let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOn));
        let provider = builder.with_sampler(sampler).with_batch_exporter(Telling::over(exporter)).build();
        Ok(Self { provider, is_exported: true })
    }

    pub(super) fn tracer(&self) -> SdkTracer {
        self.provider.tracer("shortlist")
    }

    /// Sends what has not gone yet, for at most a few seconds. It blocks: call it outside of the runtime.
    pub fn flush(self) {
        if self.is_exported
            && let Err(error) = self.provider.shutdown_with_timeout(FLUSH)
        {
            tracing::warn!(error = %error, "the last traces did not go out");
        }
    }
}

/// What a span comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// Nothing before it, or the span around it.
    Here,
    /// A caller's `traceparent`: the span belongs to the caller's trace.
    Caller(Option<&'a str>),
    /// The `traceparent` of who asked for it: the span has a trace of its own, with a link.
    Link(Option<&'a str>),
}

/// Begins a span's trace, so that log lines within it carry its id. A `traceparent` that isn't well-formed counts
/// for nothing.
#[must_use]
pub fn begin(span: Span, origin: Origin<'_>) -> Span {
    match origin {
        Origin::Here => {}
        Origin::Caller(traceparent) => {
            if let Some(caller) = traceparent.and_then(parsed) {
                let _without_a_tracer_there_is_no_trace =
                    span.set_parent(Context::new().with_remote_span_context(caller));
            }
        }
        Origin::Link(traceparent) => {
            if let Some(asked) = traceparent.and_then(parsed) {
                span.add_link(asked);
            }
        }
    }
    note(&span);
    span
}

/// The `traceparent` of the span that we are in; `None` when there is none.
#[must_use]
pub fn current_traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let context = span.span_context();
    context.is_valid().then(|| written(context))
}

/// The id of the trace in a `traceparent`.
#[must_use]
pub fn trace_id(traceparent: &str) -> Option<String> {
    parsed(traceparent).map(|it| it.trace_id().to_string())
}

fn written(context: &SpanContext) -> String {
    format!("00-{}-{}-{:02x}", context.trace_id(), context.span_id(), context.trace_flags())
}

fn parsed(traceparent: &str) -> Option<SpanContext> {
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    let span = context.span();
    Some(span.span_context().clone()).filter(SpanContext::is_valid)
}

/// The id of a span's trace, kept beside the span for log lines.
#[derive(Debug)]
pub(super) struct TraceId(pub(super) String);

fn note(span: &Span) {
    let context = span.context();
    let id = context.span().span_context().trace_id();
    span.with_subscriber(|(span, dispatch)| {
        if context.has_active_span()
            && let Some(span) = dispatch.downcast_ref::<Registry>().and_then(|registry| registry.span(span))
        {
            span.extensions_mut().insert(TraceId(id.to_string()));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry_sdk::error::OTelSdkResult;
    use opentelemetry_sdk::trace::{SpanData, SpanExporter};
    use parking_lot::Mutex;
    use std::sync::Arc;
    use tracing::error_span;
    use tracing_subscriber::layer::SubscriberExt;

    const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[derive(Debug, Clone, Default)]
    struct Kept(Arc<Mutex<Vec<SpanData>>>);

    impl SpanExporter for Kept {
        async fn export(&self, mut batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().append(&mut batch);
            Ok(())
        }
    }

    fn within<T>(tracer: SdkTracer, work: impl FnOnce() -> T) -> T {
        let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_context_activation(false);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work)
    }

    /// Where nobody collects.
    fn traced<T>(work: impl FnOnce() -> T) -> T {
        within(Traces::start(None, "test").unwrap().tracer(), work)
    }

    fn in_a_span(origin: Origin<'_>) -> String {
        begin(error_span!("request"), origin).in_scope(current_traceparent).unwrap()
    }

    #[test]
    fn there_are_ids_although_nobody_collects() {
        traced(|| {
            let (one, other) = (in_a_span(Origin::Here), in_a_span(Origin::Here));
            assert!(one.starts_with("00-") && one.ends_with("-00") && one.len() == CALLER.len(), "{one}");
            assert_ne!(trace_id(&one), trace_id(&other));
        });
    }

    #[test]
    fn spans_within_a_span_are_of_its_trace() {
        traced(|| {
            let request = begin(error_span!("request"), Origin::Here);
            let (outer, inner) = request.in_scope(|| (current_traceparent().unwrap(), in_a_span(Origin::Here)));
            assert_eq!(trace_id(&outer), trace_id(&inner));
            assert_ne!(outer, inner);
        });
    }

    #[test]
    fn a_callers_trace_is_taken_up_when_it_is_well_formed() {
        traced(|| {
            assert_eq!(trace_id(&in_a_span(Origin::Caller(Some(CALLER)))), trace_id(CALLER));
            for broken in ["", "00-1-2-01", &CALLER.to_uppercase(), &format!("{CALLER}-x"), "ada@example.com"] {
                let ours = in_a_span(Origin::Caller(Some(broken)));
                assert!(!ours.contains("4bf92f3577b34da6a3ce929d0e0e4736"), "{broken}: {ours}");
            }
        });
    }

    #[test]
    fn work_has_a_trace_of_its_own_that_is_linked_to_who_asked() {
        let kept = Kept::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(kept.clone()).build();
        let work = within(provider.tracer("test"), || in_a_span(Origin::Link(Some(CALLER))));
        assert_ne!(trace_id(&work), trace_id(CALLER));
        let spans = kept.0.lock();
        let links: Vec<_> = spans[0].links.iter().map(|link| written(&link.span_context)).collect();
        assert_eq!((spans.len(), links), (1, vec![CALLER.to_owned()]));
    }

    #[test]
    fn outside_of_a_trace_there_is_nothing_to_name() {
        assert_eq!(current_traceparent(), None);
        assert_eq!(traced(current_traceparent), None);
        assert_eq!(trace_id("anything"), None);
    }
}
