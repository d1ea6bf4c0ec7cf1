//! A client of the public API that needs no network: requests go straight to the router.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use domain::access::service::SignedIn;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::LoadError;
use super::progress::Progress;
use crate::http::Web;
use crate::sample::SampleResume;

/// How often tasks are looked at.
const LOOK: Duration = Duration::from_millis(250);
/// Ids in one question.
const AT_ONCE: usize = 100;
/// Stands in no rendered file, which all begin with other bytes and are compressed.
const BORDER: &str = "shortlist-sample-3f9d1c7a52e84b60";

const STATES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Task { state } } }";

/// A signed-in client.
pub(super) struct Api {
    web: Web,
    router: Router,
    session: SignedIn,
}

impl Api {
    /// A session of an account that is there.
    pub(super) async fn sign_in(web: &Web, email: &str) -> Result<Self, LoadError> {
        let found = web.store.reads().user_by_email(&email.trim().to_lowercase()).await?;
        let (user, _) = found.ok_or_else(|| LoadError::NoAdministrator(email.to_owned()))?;
        let session = web.services().access.begin_session(user).await?;
        Ok(Self { web: web.clone(), router: web.router(), session })
    }

    /// Ends the session.
    pub(super) async fn sign_out(&self) -> Result<(), LoadError> {
        Ok(self.web.services().access.sign_out(&self.session.viewer).await?)
    }

    /// The `data` of an operation.
    pub(super) async fn execute(&self, query: &str, variables: Value) -> Result<Value, LoadError> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.send("application/json", body.into()).await
    }

    /// The `data` of an upload, by the GraphQL multipart request specification.
    pub(super) async fn upload(&self, query: &str, resume: &SampleResume) -> Result<Value, LoadError> {
        let operations = json!({ "query": query, "variables": { "input": { "file": null } } }).to_string();
        let map = json!({ "0": ["variables.input.file"] }).to_string();
        let mut body = Vec::with_capacity(resume.bytes.len() + 1024);
        for (name, value) in [("operations", operations), ("map", map)] {
            let part = format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--{BORDER}\r\nContent-Disposition: form-data; name=\"0\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            resume.file_name,
            resume.media_type()
        );
        body.extend(head.into_bytes());
        body.extend(&resume.bytes);
        body.extend(format!("\r\n--{BORDER}--\r\n").into_bytes());
        self.send(&format!("multipart/form-data; boundary={BORDER}"), body).await
    }

    async fn send(&self, content_type: &str, body: Vec<u8>) -> Result<Value, LoadError> {
        let request = Request::post("/graphql")
            .header(CONTENT_TYPE, content_type)
            .header(AUTHORIZATION, format!("Bearer {}", self.session.token))
            .header("graphql-require-preflight", "1")
            .body(Body::from(body))
            .expect("the headers are made of plain letters");
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let body = to_bytes(response.into_body(), usize::MAX).await;
        let answer: Value = body.ok().and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or_default();
        match answer["errors"][0]["message"].as_str() {
            Some(message) => Err(LoadError::Refused(message.to_owned())),
            None => Ok(answer["data"].clone()),
        }
    }

    /// Comes back when every task has ended, well or not.
    pub(super) async fn wait(&self, tasks: &[String], progress: &Progress) -> Result<(), LoadError> {
        loop {
            let mut ended = 0;
            for ids in tasks.chunks(AT_ONCE) {
                let answer = self.execute(STATES, json!({ "ids": ids })).await?;
                let nodes = answer["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
                ended += nodes.iter().filter(|node| has_ended(node)).count();
            }
            progress.at(ended);
            if ended >= tasks.len() {
                return Ok(());
            }
            self.web.app.clock.sleep(LOOK).await;
        }
    }
}

/// A task that is no longer there has ended too.
fn has_ended(task: &Value) -> bool {
    !matches!(task["state"].as_str(), Some("PENDING" | "STARTED" | "RETRY"))
}
