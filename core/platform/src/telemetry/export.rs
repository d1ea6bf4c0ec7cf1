//! Handing spans to the collector. One that doesn't answer is told once, and costs traces alone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

/// Says when the collector stops taking spans, and when it takes them again.
#[derive(Debug)]
pub(super) struct Telling<E> {
    exporter: E,
    is_failing: AtomicBool,
}

impl<E> Telling<E> {
    pub(super) const fn over(exporter: E) -> Self {
        Self { exporter, is_failing: AtomicBool::new(false) }
    }

    /// The reason is left out, since it quotes the address and whatever stands in it.
    fn tell(&self, fails: bool) {
        match (self.is_failing.swap(fails, Ordering::Relaxed), fails) {
            (false, true) => tracing::warn!(
                "traces are lost, since the collector at OTEL_EXPORTER_OTLP_ENDPOINT doesn't take them; it is tried again"
            ),
            (true, false) => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

impl<E: SpanExporter> SpanExporter for Telling<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let exported = self.exporter.export(batch).await;
        self.tell(exported.is_err());
        exported
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
