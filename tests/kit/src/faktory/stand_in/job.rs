//! A job as Faktory stores it. The names are the protocol's; what a client sends beyond them is dropped.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How often Faktory tries again when the client doesn't say.
const DEFAULT_RETRIES: i64 = 25;
const LONGEST_RESERVATION: i64 = 86_400;
const SHORTEST_JID: usize = 8;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Job {
    pub(super) retry: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Map<String, Value>>,
    pub(super) jid: String,
    pub(super) queue: String,
    jobtype: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    created_at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) enqueued_at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    at: String,
    args: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) reserve_for: i64,
    #[serde(skip_serializing_if = "is_zero")]
    backtrace: i64,
}

/// What Faktory notes of a job that failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Failure {
    pub(super) failed_at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) next_at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) message: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) errtype: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) backtrace: Vec<String>,
    pub(super) retry_count: i64,
    pub(super) remaining: i64,
}

impl Job {
    /// What a push makes of the job, or why it refuses it.
    pub(super) fn accepted(mut self, now: DateTime<Utc>) -> Result<Self, String> {
        if self.jid.len() < SHORTEST_JID {
            return Err("jobs must have a reasonable jid parameter".into());
        }
        if self.jobtype.is_empty() {
            return Err("jobs must have a jobtype parameter".into());
        }
        if self.args.is_none() {
            return Err("jobs must have an args parameter".into());
        }
        if self.reserve_for > LONGEST_RESERVATION {
            return Err("jobs cannot be reserved for more than one day".into());
        }
        self.retry.get_or_insert(DEFAULT_RETRIES);
        if self.created_at.is_empty() {
            self.created_at = stamp(now);
        }
        if self.queue.is_empty() {
            self.queue = "default".into();
        }
        Ok(self)
    }

    /// When the job is wanted, if the client said so.
    pub(super) fn due(&self) -> Result<Option<DateTime<Utc>>, String> {
        if self.at.is_empty() {
            return Ok(None);
        }
        let parsed = DateTime::parse_from_rfc3339(&self.at);
        let parsed = parsed.map_err(|error| format!("invalid timestamp for 'at': {:?}: {error}", self.at))?;
        Ok(Some(parsed.with_timezone(&Utc)))
    }
}

/// A time as the protocol writes it.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_zero(value: &i64) -> bool {
    *value == 0
}
