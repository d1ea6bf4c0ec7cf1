//! What figures are recorded with. The number of a metric's labels is part of its type, so that none of them
//! can be left out.

use std::time::Duration;

use metrics::{Key, Label, Level, Metadata, with_recorder};

/// How a figure behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Values, counted by size.
    Histogram,
}

impl Kind {
    /// As Prometheus calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// What there is to know of a metric.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Its name, with the unit and, for a counter, `_total`.
    pub name: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// What it is counted by; each has few values.
    pub labels: &'static [&'static str],
    /// For a histogram: the upper borders of its classes, in its unit.
    pub buckets: &'static [f64],
    /// One sentence.
    pub help: &'static str,
}

impl Metric {
    /// What it is measured in; counts are of what the name says.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        let name = self.name.strip_suffix("_total").unwrap_or(self.name);
        ["seconds", "bytes"].into_iter().find(|unit| name.ends_with(unit)).unwrap_or("1")
    }

    fn key<const N: usize>(&self, values: [&'static str; N]) -> Key {
        let labels = self.labels.iter().zip(values).map(|(name, value)| Label::from_static_parts(name, value));
        Key::from_parts(self.name, labels.collect::<Vec<_>>())
    }
}

/// Nobody chooses recorders by where a figure comes from, so all come from here.
const FROM: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// A figure that only grows, counted by `N` labels.
#[derive(Debug, Clone, Copy)]
pub struct Counter<const N: usize>(pub(super) Metric);

impl<const N: usize> Counter<N> {
    /// One more.
    pub fn count(&self, labels: [&'static str; N]) {
        self.add(1, labels);
    }

    /// So many more.
    pub fn add(&self, more: u64, labels: [&'static str; N]) {
        with_recorder(|it| it.register_counter(&self.0.key(labels), &FROM)).increment(more);
    }
}

/// A figure that goes up and down, told apart by `N` labels.
#[derive(Debug, Clone, Copy)]
pub struct Gauge<const N: usize>(pub(super) Metric);

impl<const N: usize> Gauge<N> {
    /// It is this now.
    pub fn set(&self, value: f64, labels: [&'static str; N]) {
        self.of(labels).set(value);
    }

    /// One more, until the answer is dropped.
    #[must_use]
    pub fn hold(&self, labels: [&'static str; N]) -> Held {
        let gauge = self.of(labels);
        gauge.increment(1.0);
        Held(gauge)
    }

    fn of(&self, labels: [&'static str; N]) -> metrics::Gauge {
        with_recorder(|it| it.register_gauge(&self.0.key(labels), &FROM))
    }
}

/// One of what a gauge counts; dropping it takes it off.
pub struct Held(metrics::Gauge);

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// Values counted by size, told apart by `N` labels.
#[derive(Debug, Clone, Copy)]
pub struct Histogram<const N: usize>(pub(super) Metric);

impl<const N: usize> Histogram<N> {
    /// One of this size, in the unit of the name.
    pub fn record(&self, value: f64, labels: [&'static str; N]) {
        with_recorder(|it| it.register_histogram(&self.0.key(labels), &FROM)).record(value);
    }

    /// One that took so long.
    pub fn took(&self, time: Duration, labels: [&'static str; N]) {
        self.record(time.as_secs_f64(), labels);
    }
}
