//! What several processes tell of one piece of work: each its own figures, and one trace that leads to another.

use super::Cluster;
use crate::figures::{address, at_least, metrics, value};
use crate::traces::{Collector, TRACE, hex, job_within_a_trace};

#[tokio::test]
async fn a_worker_has_figures_of_its_own_and_its_work_is_linked_to_the_request() {
    let collector = Collector::start().await;
    let cluster = Cluster::new().await.and(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)]);
    let (server, worker) = (cluster.server().await, cluster.worker().await);
    let (of_server, of_worker) = (address(&server.folder).await, address(&worker.folder).await);
    let task = job_within_a_trace(&server.admin().await).await;
    assert_eq!(task["state"], "SUCCESS", "{task}");

    let ended = ("shortlist_tasks_ended_total", ["kind=\"embed_job\"", "state=\"SUCCESS\""]);
    at_least(&of_worker, 1.0, ended.0, &ended.1).await;
    at_least(&of_worker, 1.0, "shortlist_embedding_chunks_total", &[]).await;
    at_least(&of_server, 1.0, "shortlist_workers", &[]).await;
    at_least(&of_server, 1.0, "shortlist_tasks_enqueued_total", &["kind=\"embed_job\""]).await;
    assert_eq!(value(&metrics(&of_server).await, ended.0, &ended.1), None);

    assert_eq!(worker.stop().await.0.code(), Some(0));
    let work = collector.named("task embed_job").into_iter().next().expect("the work is traced");
    assert_eq!(work.links.iter().map(|link| hex(&link.trace_id)).collect::<Vec<_>>(), [TRACE]);
}
