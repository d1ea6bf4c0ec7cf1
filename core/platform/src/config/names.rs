//! The names that variables go by, and the nearest one to a name that does not exist.

/// Variables that people know from elsewhere, with the key that each sets.
pub(super) const SHORT_NAMES: [(&str, &str); 21] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("FAKTORY_URL", "faktory.url"),
    ("SHORTLIST_LISTEN", "server.listen"),
    ("SHORTLIST_DATA_DIR", DATA_DIR),
    ("SHORTLIST_CACHE_DIR", CACHE_DIR),
    ("SHORTLIST_METRICS_LISTEN", "server.metrics_listen"),
    ("SHORTLIST_ADMIN_EMAIL", "access.admin_email"),
    ("SHORTLIST_ADMIN_PASSWORD", "access.admin_password"),
    ("LLM_PROVIDER", "llm.provider"),
    ("OLLAMA_BASE_URL", "llm.ollama_base_url"),
    ("OLLAMA_MODEL", "llm.ollama_model"),
    ("OPENAI_BASE_URL", "llm.openai_base_url"),
    ("OPENAI_API_KEY", "llm.openai_api_key"),
    ("OPENAI_MODEL", "llm.openai_model"),
    ("AWS_ACCESS_KEY_ID", "storage.s3_access_key_id"),
    ("AWS_SECRET_ACCESS_KEY", "storage.s3_secret_access_key"),
    ("SMTP_URL", "mail.smtp_url"),
    ("MAIL_FROM", "mail.from"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry.otlp_endpoint"),
    ("RUST_LOG", "log.filter"),
];

pub(super) const DATA_DIR: &str = "paths.data_dir";
pub(super) const CACHE_DIR: &str = "paths.cache_dir";

/// Keys that are never shown. Service addresses are among them because they hold passwords.
pub(super) const SECRETS: [&str; 9] = [
    "access.admin_password",
    "database.url",
    "faktory.url",
    "llm.answer_key",
    "llm.openai_api_key",
    "mail.smtp_url",
    "redis.url",
    "storage.s3_access_key_id",
    "storage.s3_secret_access_key",
];

/// What every long name starts with.
pub(super) const PREFIX: &str = "SHORTLIST__";

/// The long name of a key: `SHORTLIST__SECTION__KEY`.
pub(super) fn long_name(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// The name among `known` that was probably meant: the same key of another section, or one with a
/// slip or two of the fingers.
pub(super) fn likely<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let last = |name: &str| name.rsplit(['.', '_']).next().unwrap_or_default().to_owned();
    let same_key = |it: &str| it.contains('.') && given.contains('.') && last(it) == last(given);
    known
        .into_iter()
        .map(|it| (strsim::normalized_damerau_levenshtein(given, it) + f64::from(u8::from(same_key(it))) / 4.0, it))
        .filter(|(closeness, _)| *closeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, it)| it.to_owned())
}
