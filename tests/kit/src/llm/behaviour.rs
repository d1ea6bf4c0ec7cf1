//! What a scripted model can do with a question.

use std::time::Duration;

/// One way to answer, or not to.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// Says this, in the interface's own wrapping: piece by piece when the client asked for that.
    Text(String),
    /// Says this, with these counts of tokens, the prompt's and the answer's.
    Counted {
        /// The words.
        text: String,
        /// Tokens of the question.
        prompt: u64,
        /// Tokens of the answer.
        answer: u64,
    },
    /// Says this and ends the connection before the answer is complete.
    BreakOff(String),
    /// Says this, and then tells of a fault of its own in the middle of the answer.
    Fault(String),
    /// A body of these bytes and nothing around them.
    Bytes(Vec<u8>),
    /// A refusal.
    Status {
        /// The HTTP status.
        status: u16,
        /// A header `Retry-After`.
        retry_after: Option<String>,
        /// The body.
        body: String,
    },
    /// Reads the question and answers nothing.
    HangBeforeHeaders,
    /// Answers with headers and nothing else.
    HangAfterHeaders,
    /// Begins to say this, and stops in the middle.
    HangInBody(String),
    /// Takes so long before it does the other.
    After(Duration, Box<Behaviour>),
}

impl Behaviour {
    /// A refusal with a status and a body as the interfaces have it.
    #[must_use]
    pub fn status(status: u16) -> Self {
        let body = r#"{"error":{"message":"no","type":"server_error","code":null}}"#.to_owned();
        Self::Status { status, retry_after: None, body }
    }

    /// The same with a `Retry-After`.
    #[must_use]
    pub fn retry_after(status: u16, retry_after: &str) -> Self {
        let retry_after = Some(retry_after.to_owned());
        Self::Status { status, retry_after, body: String::new() }
    }
}
