//! What must hold between values of the right form. A broken rule names the key to change.

use super::{LlmSettings, Settings, StorageKind};
use crate::mail;
use domain::screening::samples::MOST_SAMPLES;
use secrecy::{ExposeSecret, SecretString};

/// The first rule broken: a key, and what its value should be.
pub(super) fn broken(settings: &Settings) -> Option<(&'static str, &'static str)> {
    let rules = [
        counts(settings),
        sizes_and_times(settings),
        matching(settings),
        models(&settings.llm),
        addresses(settings),
        storage(settings),
    ];
    rules.into_iter().flatten().find(|(_, holds, _)| !holds).map(|(key, _, wanted)| (key, wanted))
}

type Rule = (&'static str, bool, &'static str);

/// PostgreSQL keeps no longer value in one field.
const LARGEST_FILE: u64 = 1 << 30;

const AT_LEAST_ONE: &str = "at least 1";

fn counts(it: &Settings) -> Vec<Rule> {
    vec![
        ("database.max_connections", it.database.max_connections >= 1, AT_LEAST_ONE),
        (
            "database.min_connections",
            it.database.min_connections <= it.database.max_connections,
            "at most database.max_connections",
        ),
        ("embedded.max_connections", it.embedded.max_connections >= 8, "at least 8"),
        ("embedding.dimensions", (1..=2000).contains(&it.embedding.dimensions), "from 1 to 2000"),
        ("embedding.pool_size", it.embedding.pool_size >= 1, AT_LEAST_ONE),
        ("embedding.threads", it.embedding.threads >= 1, AT_LEAST_ONE),
        ("embedding.batch_size", it.embedding.batch_size >= 1, AT_LEAST_ONE),
        ("embedding.chunk_target", it.embedding.chunk_target >= 1, AT_LEAST_ONE),
        ("embedding.chunk_max", it.embedding.chunk_max >= it.embedding.chunk_target, "at least embedding.chunk_target"),
        ("documents.max_pages", it.documents.max_pages >= 1, AT_LEAST_ONE),
        ("documents.parallel", it.documents.parallel >= 1, AT_LEAST_ONE),
        ("access.parallel_hashes", it.access.parallel_hashes >= 1, AT_LEAST_ONE),
        ("tasks.max_losses", it.tasks.max_losses >= 1, AT_LEAST_ONE),
        ("screening.samples", (1..=MOST_SAMPLES).contains(&it.screening.samples), "from 1 to 9"),
        ("intake.max_files", it.intake.max_files >= 1, AT_LEAST_ONE),
        ("tasks.pools", !it.tasks.pools.is_empty(), "at least one pool"),
    ]
}

fn sizes_and_times(it: &Settings) -> Vec<Rule> {
    let (server, tasks) = (&it.server, &it.tasks);
    let intervals = [
        ("server.session_lifetime", server.session_lifetime),
        ("server.file_link_lifetime", server.file_link_lifetime),
        ("server.request_timeout", server.request_timeout),
        ("database.acquire_timeout", it.database.acquire_timeout),
        ("database.statement_timeout", it.database.statement_timeout),
        ("documents.wall_timeout", it.documents.wall_timeout),
        ("tasks.heartbeat", tasks.heartbeat),
        ("tasks.reconcile_interval", tasks.reconcile_interval),
        ("retention.interval", it.retention.interval),
        ("retention.task_events", it.retention.task_events),
        ("retention.merges", it.retention.merges),
        ("tasks.poll_interval", tasks.poll_interval),
        ("tasks.cancel_interval", tasks.cancel_interval),
        ("tasks.progress_interval", tasks.progress_interval),
        ("tasks.time_limit", tasks.time_limit),
        ("distributed.relay_interval", it.distributed.relay_interval),
        ("distributed.push_back_off", it.distributed.push_back_off),
        ("mail.timeout", it.mail.timeout),
        ("intake.link_lifetime", it.intake.link_lifetime),
        ("intake.kept", it.intake.kept),
        ("intake.unpack_timeout", it.intake.unpack_timeout),
        ("storage.s3_timeout", it.storage.s3_timeout),
    ];
    let second = std::time::Duration::from_secs(1);
    let mut rules: Vec<Rule> =
        intervals.into_iter().map(|(key, time)| (key, !time.is_zero(), "longer than 0s")).collect();
    rules.extend([
        ("server.upload_limit", (1..=LARGEST_FILE).contains(&server.upload_limit), "from \"1 B\" to \"1 GiB\""),
        ("intake.limit", it.intake.limit >= 1, "at least \"1 B\""),
        ("server.body_limit", server.body_limit > server.upload_limit, "larger than server.upload_limit"),
        // PostgreSQL's own least.
        ("embedded.shared_buffers", it.embedded.shared_buffers >= 128 << 10, "at least \"128 KiB\""),
        ("documents.memory_limit", it.documents.memory_limit >= 64 << 20, "at least \"64 MiB\""),
        ("documents.max_text", it.documents.max_text >= 1, "at least \"1 B\""),
        // The kernel counts a process's CPU time in whole seconds.
        ("documents.cpu_timeout", it.documents.cpu_timeout >= second, "at least \"1s\""),
        // Half of it must pass without a look, so that the leader renews it in time.
        (
            "tasks.leader_lease",
            tasks.leader_lease >= tasks.reconcile_interval * 3,
            "at least three times tasks.reconcile_interval",
        ),
        (
            "retention.applications",
            it.retention.applications.is_none_or(|time| !time.is_zero()),
            "longer than 0s, or \"\" to keep them for ever",
        ),
        // A lease must outlive one heartbeat that came late.
        ("tasks.lease", tasks.lease >= tasks.heartbeat * 2, "at least twice tasks.heartbeat"),
    ]);
    rules
}

fn matching(it: &Settings) -> Vec<Rule> {
    let it = &it.matching;
    let of_jobs = [
        ("matching.semantic_weight", it.semantic_weight),
        ("matching.skills_weight", it.skills_weight),
        ("matching.lexical_weight", it.lexical_weight),
        ("matching.experience_weight", it.experience_weight),
    ];
    let of_searches = [
        ("matching.search_semantic_weight", it.search_semantic_weight),
        ("matching.search_skills_weight", it.search_skills_weight),
        ("matching.search_lexical_weight", it.search_lexical_weight),
        ("matching.search_experience_weight", it.search_experience_weight),
    ];
    let mut rules = Vec::new();
    for weights in [of_jobs, of_searches] {
        let in_range = |weight: f64| (0.0..=1.0).contains(&weight);
        rules.extend(weights.map(|(key, weight)| (key, in_range(weight), "from 0 to 1")));
        let counts = weights.iter().any(|(_, weight)| *weight != 0.0);
        rules.push((weights[0].0, counts, "more than 0 when the other weights are 0"));
    }
    rules.push(("matching.depth", it.depth >= 100, "at least 100, the longest page"));
    rules
}

/// The whole of Ollama's context is given to one question, so it must hold more than an answer.
const SMALLEST_CONTEXT: u32 = 2048;
/// Hours of waiting in one attempt at a task would outlast every task.
const MOST_ATTEMPTS: u32 = 10;
/// A question with its answer, at its largest; less would never be enough for one.
const FEWEST_TOKENS: u64 = 50_000;

fn models(it: &LlmSettings) -> Vec<Rule> {
    let longer = "longer than 0s";
    vec![
        ("llm.ollama_model", !it.ollama_model.is_empty(), "the name of a model"),
        ("llm.openai_model", !it.openai_model.is_empty(), "the name of a model"),
        ("llm.ollama_context", it.ollama_context >= SMALLEST_CONTEXT, "at least 2048"),
        ("llm.connect_timeout", !it.connect_timeout.is_zero(), longer),
        ("llm.first_byte_timeout", !it.first_byte_timeout.is_zero(), longer),
        ("llm.timeout", it.timeout >= it.connect_timeout, "at least llm.connect_timeout"),
        ("llm.attempts", (1..=MOST_ATTEMPTS).contains(&it.attempts), "from 1 to 10"),
        ("llm.max_answer", (1..=64 << 20).contains(&it.max_answer), "from \"1 B\" to \"64 MiB\""),
        ("llm.parallel", it.parallel >= 1, AT_LEAST_ONE),
        ("llm.breaker_failures", it.breaker_failures >= 1, AT_LEAST_ONE),
        ("llm.breaker_probe", !it.breaker_probe.is_zero(), longer),
        ("llm.daily_tokens", it.daily_tokens == 0 || it.daily_tokens >= FEWEST_TOKENS, "0, or at least 50000"),
    ]
}

fn storage(it: &Settings) -> Vec<Rule> {
    let it = &it.storage;
    let is_s3 = it.kind == StorageKind::S3;
    let needed = "a value, since storage.kind is \"s3\"";
    let keys = it.s3_access_key_id.is_some() == it.s3_secret_access_key.is_some();
    vec![
        ("storage.s3_bucket", !is_s3 || it.s3_bucket.is_some(), needed),
        ("storage.s3_access_key_id", !is_s3 || it.s3_access_key_id.is_some(), needed),
        ("storage.s3_secret_access_key", !is_s3 || keys, "the key that belongs to storage.s3_access_key_id"),
        (
            "storage.s3_endpoint",
            it.s3_endpoint.as_deref().is_none_or(|url| url.starts_with("http://") || url.starts_with("https://")),
            "an address that starts with http:// or https://",
        ),
    ]
}

fn addresses(it: &Settings) -> Vec<Rule> {
    let starts = |url: Option<&SecretString>, schemes: &[&str]| {
        url.is_none_or(|it| schemes.iter().any(|scheme| it.expose_secret().starts_with(scheme)))
    };
    let web = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    let web_wanted = "an address that starts with http:// or https://";
    vec![
        (
            "database.url",
            starts(it.database.url.as_ref(), &["postgres://", "postgresql://"]),
            "an address that starts with postgres://",
        ),
        (
            "redis.url",
            starts(it.redis.url.as_ref(), &["redis://", "rediss://"]),
            "an address that starts with redis:// or rediss://",
        ),
        (
            "faktory.url",
            starts(it.faktory.url.as_ref(), &["tcp://", "tcp+tls://"]),
            "an address that starts with tcp:// or tcp+tls://",
        ),
        (
            "mail.smtp_url",
            it.mail.smtp_url.as_ref().is_none_or(|url| mail::is_server(url.expose_secret())),
            "an address that starts with smtp:// or smtps://, with no other parameter than tls=required or tls=opportunistic",
        ),
        ("llm.ollama_base_url", web(&it.llm.ollama_base_url), web_wanted),
        ("llm.openai_base_url", web(&it.llm.openai_base_url), web_wanted),
        (
            "telemetry.otlp_endpoint",
            it.telemetry.otlp_endpoint.as_deref().is_none_or(|url| url.starts_with("http://")),
            "an address that starts with http://",
        ),
        ("access.admin_email", it.access.admin_email.contains('@'), "an e-mail address"),
        ("mail.from", mail::is_mailbox(&it.mail.from), "an e-mail address"),
        ("embedding.model", !it.embedding.model.is_empty(), "the name of a model"),
    ]
}
