//! The catalogue as people read it.

use std::fmt::Write;

use super::catalogue;
use super::instrument::Metric;

const HEAD: &str = "# Metrics

Server and worker serve these at `http://127.0.0.1:9464/metrics` (`SHORTLIST_METRICS_LISTEN`), each its own, in
Prometheus's text format. Labels have few values: an operation's name is one of the first hundred seen, else `other`
(`anonymous` without a name, `unresolved` when the document could not be read); a route is its template; a status
that we don't give is `other`. No label holds personal data. What two servers both say of the database is the same
figure, so take its maximum, not its sum. A metric appears once it has been recorded; screening by rules calls no
language model.

This file is made from the catalogue in the code, by `make schema`.

| name | kind | unit | labels | what it says |
|---|---|---|---|---|
";

/// The file `deploy/prometheus/metrics.md`.
#[must_use]
pub fn table() -> String {
    catalogue::all().fold(HEAD.to_owned(), |mut table, metric| {
        line(&mut table, metric).expect("a text takes everything");
        table
    })
}

fn line(table: &mut String, metric: &Metric) -> std::fmt::Result {
    let labels = metric.labels.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" ");
    let (name, kind, unit, help) = (metric.name, metric.kind.name(), metric.unit(), metric.help);
    writeln!(table, "| `{name}` | {kind} | {unit} | {labels} | {help} |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_people_read_is_the_catalogue() {
        let kept = include_str!("../../../../../deploy/prometheus/metrics.md");
        assert!(kept == table(), "deploy/prometheus/metrics.md is out of date: run `make schema`");
    }
}
