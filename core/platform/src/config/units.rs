//! How values are written: sizes, texts that may be empty, and pools.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error};
use std::time::Duration;

/// Reads `"12 MiB"` into bytes.
pub(super) fn bytes<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let text = String::deserialize(from)?;
    match text.parse::<bytesize::ByteSize>() {
        Ok(size) => Ok(size.as_u64()),
        Err(_) => Err(D::Error::custom("expected a size such as \"12 MiB\" or \"2 MB\"")),
    }
}

/// Reads `"15s"`.
pub(super) fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    humantime::parse_duration(&String::deserialize(from)?)
        .map_err(|_| D::Error::custom("expected a duration such as \"15s\" or \"500ms\""))
}

/// Reads a duration where `""` means not set.
pub(super) fn optional_duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let given = text(from)?;
    let read = given.map(|it| humantime::parse_duration(&it)).transpose();
    read.map_err(|_| D::Error::custom("expected a duration such as \"180d\", or \"\" for none"))
}

/// Reads `127.0.0.1:8080`.
pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<std::net::SocketAddr, D::Error> {
    String::deserialize(from)?
        .parse()
        .map_err(|_| D::Error::custom("expected an address and a port such as \"127.0.0.1:8080\""))
}

/// Reads a text where `""` means not set.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(from)?).filter(|it| !it.is_empty()))
}

/// Reads a secret where `""` means not set.
pub(super) fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SecretString>, D::Error> {
    Ok(text(from)?.map(SecretString::from))
}

/// The queues that exist; a pool that names another would wait for ever.
const QUEUES: [&str; 4] = ["high_priority", "embeddings", "medium_priority", "low_priority"];

/// Queues that one group of slots serves, written `high_priority,embeddings=4`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pool {
    /// In strict order: the second is looked at when the first is empty.
    pub queues: Vec<String>,
    /// Tasks at a time, at least 1.
    pub slots: usize,
}

impl TryFrom<String> for Pool {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl std::fmt::Display for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.queues.join(","), self.slots)
    }
}

impl std::str::FromStr for Pool {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("expected pools such as \"high_priority,embeddings=4\", of {}", QUEUES.join(", "));
        let (queues, slots) = text.split_once('=').ok_or_else(wanted)?;
        let queues: Vec<String> = queues.split(',').map(|it| it.trim().to_owned()).collect();
        let slots = slots.trim().parse().map_err(|_| wanted())?;
        if slots == 0 || queues.iter().any(|it| !QUEUES.contains(&it.as_str())) {
            return Err(wanted());
        }
        Ok(Self { queues, slots })
    }
}
