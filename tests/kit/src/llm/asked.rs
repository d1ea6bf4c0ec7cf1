//! One question to a scripted model.

use std::time::Instant;

use serde_json::Value;

/// Whose interface a question came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interface {
    /// `POST /api/chat`.
    Ollama,
    /// `POST /v1/chat/completions`.
    Openai,
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Counted from 0.
    pub number: usize,
    /// When it had come.
    pub at: Instant,
    /// By which interface.
    pub interface: Interface,
    /// The request's headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    pub body: Value,
}

impl Asked {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The turns, as who speaks and the words.
    #[must_use]
    pub fn turns(&self) -> Vec<(&str, &str)> {
        let turns = self.body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        turns.iter().filter_map(|it| Some((it["role"].as_str()?, it["content"].as_str()?))).collect()
    }

    /// The words of all turns, one after the other.
    #[must_use]
    pub fn prompt(&self) -> String {
        self.turns().iter().map(|(_, words)| *words).collect::<Vec<_>>().join("\n")
    }

    /// The words of the last turn.
    #[must_use]
    pub fn last(&self) -> &str {
        self.turns().last().map(|(_, words)| *words).unwrap_or_default()
    }

    /// The schema that the answer is to keep to, by either interface.
    #[must_use]
    pub fn schema(&self) -> &Value {
        match self.interface {
            Interface::Ollama => &self.body["format"],
            Interface::Openai => &self.body["response_format"]["json_schema"]["schema"],
        }
    }

    /// Whether the client wants the answer piece by piece. Ollama does so unless it is told not to.
    pub(super) fn is_streamed(&self) -> bool {
        self.body["stream"].as_bool().unwrap_or(self.interface == Interface::Ollama)
    }

    pub(super) fn model(&self) -> &str {
        self.body["model"].as_str().unwrap_or_default()
    }
}
