//! What may be said when, by the protocol's text (enisdenjo/graphql-ws, PROTOCOL.md). No input or output
//! here, so that every rule has a test.

use std::borrow::Cow;
use std::collections::HashSet;

use async_graphql::{Request, Response, ServerError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The protocol's name in the handshake.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: Cow<'static, str>,
}

impl Close {
    pub(super) const GOING_AWAY: Self = Self::of(1001, "Going away");
    pub(super) const UNAUTHORIZED: Self = Self::of(4401, "Unauthorized");
    pub(super) const FORBIDDEN: Self = Self::of(4403, "Forbidden");
    pub(super) const SUBPROTOCOL: Self = Self::of(4406, "Subprotocol not acceptable");
    pub(super) const INIT_TIMEOUT: Self = Self::of(4408, "Connection initialisation timeout");
    pub(super) const INIT_AGAIN: Self = Self::of(4429, "Too many initialisation requests");
    pub(super) const FAULT: Self = Self::of(4500, "Internal server error");

    const fn of(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    pub(super) const fn malformed() -> Self {
        Self::of(4400, "Invalid message")
    }

    fn already_running(id: &str) -> Self {
        // A close frame holds 123 bytes of reason.
        let id: String = id.chars().take(20).collect();
        Self { code: 4409, reason: format!("Subscriber for {id} already exists").into() }
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Heard {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Box<Request>,
    },
    Complete {
        id: String,
    },
}

/// What the server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said<'a> {
    ConnectionAck,
    Ping,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Value>>,
    },
    Next {
        id: &'a str,
        payload: &'a Response,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

impl Said<'_> {
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("messages are made of JSON's own types")
    }
}

/// What is to be done about a message.
#[derive(Debug)]
pub(super) enum Step {
    /// Check the token, then call [`Protocol::acknowledged`].
    Authenticate(Option<String>),
    /// Send this.
    Reply(String),
    /// Begin an operation; call [`Protocol::ended`] at its end.
    Start { id: String, request: Box<Request> },
    /// End an operation and say nothing more of it.
    Cancel(String),
    /// Nothing.
    Nothing,
    /// Close the socket.
    Close(Close),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Opened,
    Initialising,
    Acknowledged,
}

/// Where a conversation stands.
#[derive(Debug)]
pub(super) struct Protocol {
    phase: Phase,
    running: HashSet<String>,
}

impl Protocol {
    pub(super) fn new() -> Self {
        Self { phase: Phase::Opened, running: HashSet::new() }
    }

    pub(super) fn is_acknowledged(&self) -> bool {
        self.phase == Phase::Acknowledged
    }

    pub(super) fn acknowledged(&mut self) {
        self.phase = Phase::Acknowledged;
    }

    pub(super) fn ended(&mut self, id: &str) {
        self.running.remove(id);
    }

    pub(super) fn hear(&mut self, text: &str) -> Step {
        match serde_json::from_str(text) {
            Ok(Heard::ConnectionInit { payload }) => self.initialise(payload.as_ref()),
            Ok(Heard::Ping { payload }) => Step::Reply(Said::Pong { payload }.text()),
            Ok(Heard::Pong {}) => Step::Nothing,
            Ok(Heard::Subscribe { id, payload }) => self.subscribe(id, payload),
            Ok(Heard::Complete { id }) if self.running.remove(&id) => Step::Cancel(id),
            Ok(Heard::Complete { .. }) => Step::Nothing,
            Err(_) => Step::Close(Close::malformed()),
        }
    }

    fn initialise(&mut self, payload: Option<&Map<String, Value>>) -> Step {
        if self.phase != Phase::Opened {
            return Step::Close(Close::INIT_AGAIN);
        }
        self.phase = Phase::Initialising;
        let named = payload.into_iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        Step::Authenticate(named.and_then(|(_, value)| value.as_str()).map(str::to_owned))
    }

    fn subscribe(&mut self, id: String, request: Box<Request>) -> Step {
        if !self.is_acknowledged() {
            return Step::Close(Close::UNAUTHORIZED);
        }
        if !self.running.insert(id.clone()) {
            return Step::Close(Close::already_running(&id));
        }
        Step::Start { id, request }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INIT: &str = r#"{"type":"connection_init","payload":{"Authorization":"Bearer t"}}"#;
    const SUBSCRIBE: &str = r#"{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":{"n":1}}}"#;

    fn acknowledged() -> Protocol {
        let mut protocol = Protocol::new();
        assert!(matches!(protocol.hear(INIT), Step::Authenticate(Some(token)) if token == "Bearer t"));
        protocol.acknowledged();
        protocol
    }

    fn code(step: &Step) -> Option<u16> {
        match step {
            Step::Close(close) => Some(close.code),
            _ => None,
        }
    }

    #[test]
    fn an_operation_waits_for_the_acknowledgement() {
        let mut protocol = Protocol::new();
        assert_eq!(code(&protocol.hear(SUBSCRIBE)), Some(4401));
        let mut protocol = Protocol::new();
        protocol.hear(INIT);
        assert_eq!(code(&protocol.hear(SUBSCRIBE)), Some(4401));
        let step = acknowledged().hear(SUBSCRIBE);
        assert!(matches!(step, Step::Start { id, request } if id == "1" && request.query == "{ a }"));
    }

    #[test]
    fn a_second_init_is_too_many() {
        assert_eq!(code(&acknowledged().hear(INIT)), Some(4429));
        let mut protocol = Protocol::new();
        assert!(matches!(protocol.hear(r#"{"type":"connection_init"}"#), Step::Authenticate(None)));
        assert_eq!(code(&protocol.hear(INIT)), Some(4429));
    }

    #[test]
    fn an_id_is_taken_until_its_operation_ends() {
        let mut protocol = acknowledged();
        protocol.hear(SUBSCRIBE);
        assert_eq!(code(&protocol.hear(SUBSCRIBE)), Some(4409));
        protocol.ended("1");
        assert!(matches!(protocol.hear(SUBSCRIBE), Step::Start { .. }));
        let complete = r#"{"id":"1","type":"complete"}"#;
        assert!(matches!(protocol.hear(complete), Step::Cancel(id) if id == "1"));
        assert!(matches!(protocol.hear(complete), Step::Nothing));
        assert!(matches!(protocol.hear(SUBSCRIBE), Step::Start { .. }));
    }

    #[test]
    fn pings_are_answered_with_what_they_carry() {
        let mut protocol = Protocol::new();
        let step = protocol.hear(r#"{"type":"ping","payload":{"a":1}}"#);
        assert!(matches!(step, Step::Reply(text) if text == r#"{"type":"pong","payload":{"a":1}}"#));
        assert!(matches!(protocol.hear(r#"{"type":"pong"}"#), Step::Nothing));
    }

    #[test]
    fn what_is_no_message_closes_the_socket() {
        for text in [
            "",
            "{",
            "[]",
            "{}",
            r#"{"type":"other"}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#,
        ] {
            assert_eq!(code(&acknowledged().hear(text)), Some(4400), "{text}");
        }
    }

    #[test]
    fn a_reason_fits_into_its_frame() {
        assert!(Close::already_running(&"𝒳".repeat(200)).reason.len() <= 123);
    }
}
