//! A client of the public API.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use uuid::Uuid;

const ANSWER: &str = "application/graphql-response+json";
const EVENTS: &str = "text/event-stream";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Client {
    pub(crate) async fn sign_in(url: &str, email: &str, password: &str) -> Result<Self> {
        let http = kit::http().build()?;
        let mut client = Self { http, url: format!("{url}/graphql"), token: None };
        let document = "mutation($i: SignInInput!) { signIn(input: $i) { token userErrors { message } } }";
        let input = json!({ "i": { "email": email, "password": password } });
        let signed_in = client.data(document, input).await?;
        client.token = Some(text(&signed_in["signIn"]["token"])?);
        Ok(client)
    }

    /// Where sockets are opened, and what is said first on them.
    pub(crate) fn socket(&self) -> (String, Value) {
        let authorization = self.token.as_ref().map(|token| format!("Bearer {token}"));
        (self.url.replacen("http", "ws", 1), json!({ "Authorization": authorization }))
    }

    fn post(&self, accept: &str) -> RequestBuilder {
        let request = self.http.post(&self.url).header("Accept", accept).header("apollo-require-preflight", "1");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The answer as it came, for who measures: reading it is not the server's time.
    pub(crate) async fn raw(&self, document: &str, variables: &Value) -> Result<String> {
        let body = json!({ "query": document, "variables": variables });
        Ok(self.post(ANSWER).json(&body).send().await?.text().await?)
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, document: &str, variables: Value) -> Result<Value> {
        data_of(&self.raw(document, &variables).await?)
    }

    /// Sends a file to the place that was made for it.
    pub(crate) async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<()> {
        let url = self.url.replacen("/graphql", path, 1);
        self.http.put(url).body(bytes).send().await?.error_for_status()?;
        Ok(())
    }

    /// A subscription's events, once it is over.
    pub(crate) async fn events(&self, document: &str, variables: &Value) -> Result<String> {
        let body = json!({ "query": document, "variables": variables });
        Ok(self.post(EVENTS).json(&body).send().await?.text().await?)
    }

    /// An upload by the multipart request specification; the file is the variable `i.file`.
    pub(crate) async fn upload(&self, document: &str, file_name: &str, bytes: Vec<u8>) -> Result<Value> {
        let operations = json!({ "query": document, "variables": { "i": { "file": null } } });
        let form = Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({ "0": ["variables.i.file"] }).to_string())
            .part("0", Part::bytes(bytes).file_name(file_name.to_owned()));
        data_of(&self.post(ANSWER).multipart(form).send().await?.text().await?)
    }
}

/// The data of an answer, which must have no errors.
pub(crate) fn data_of(answer: &str) -> Result<Value> {
    let mut answer: Value = serde_json::from_str(answer).with_context(|| format!("not JSON: {answer}"))?;
    ensure!(answer["errors"].is_null(), "{}", answer["errors"]);
    Ok(answer["data"].take())
}

pub(crate) fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().with_context(|| format!("not a text: {value}"))?.to_owned())
}

pub(crate) fn list(value: &Value) -> Result<&[Value]> {
    Ok(value.as_array().with_context(|| format!("not a list: {value}"))?)
}

/// The id that the API gives to a row.
pub(crate) fn global_id(kind: &str, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{id}"))
}
