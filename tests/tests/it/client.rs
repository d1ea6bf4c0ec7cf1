//! A client of the public API over HTTP.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::wait::{LONG, until};

const ACCEPT: &str = "application/graphql-response+json, application/json;q=0.9";

const UPLOAD: &str = "mutation($i: UploadResumeInput!) { uploadResume(input: $i) {
    resume { id status statusReason candidate { id } } candidate { id name email } task { id state }
    userErrors { field message code } } }";
const TASK: &str = "query($id: ID!) { task(id: $id) {
    id kind queue state attempt maxAttempts progress lastSeq nextAttemptAt finishedAt
    error { code message } retryOf { id } subject { id } result { id }
    events { seq state attempt progress terminal } } }";
const RESUME: &str = "query($id: ID!) { resume(id: $id) {
    id fileName mediaType byteSize sha256 status statusReason pageCount text downloadUrl
    task { id state attempt error { code message } events { seq state terminal } }
    candidate { id name email otherEmails phone location headline yearsOfExperience hasEmbedding
      skills { name } } } }";

/// Somebody who uses the API.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) fn new(url: &str, token: Option<&str>) -> Self {
        let http = kit::http().timeout(Duration::from_secs(120));
        Self {
            http: http.build().expect("a client can be built"),
            url: url.to_owned(),
            token: token.map(str::to_owned),
        }
    }

    /// The token of a sign-in.
    pub(crate) async fn sign_in(url: &str, email: &str, password: &str) -> String {
        let payload = Self::new(url, None).try_sign_in(email, password).await;
        let token = payload["token"].as_str();
        token.unwrap_or_else(|| panic!("signIn refused: {payload}")).to_owned()
    }

    /// The payload of `signIn`.
    pub(crate) async fn try_sign_in(&self, email: &str, password: &str) -> Value {
        let document = "mutation($i: SignInInput!) { signIn(input: $i) {
            token expiresAt viewer { roles actor { name } } userErrors { field message code } } }";
        let input = json!({ "i": { "email": email, "password": password } });
        self.data(document, input).await["signIn"].clone()
    }

    /// A plain GET: status and body.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        let response = self.http.get(url).send().await.expect("the server answers");
        let status = response.status().as_u16();
        (status, response.text().await.expect("an answer has a body"))
    }

    fn post(&self) -> reqwest::RequestBuilder {
        let request = self.http.post(format!("{}/graphql", self.url)).header("Accept", ACCEPT);
        let request = request.header("apollo-require-preflight", "1");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The whole answer, or why there was none.
    pub(crate) async fn try_execute(&self, document: &str, variables: Value) -> reqwest::Result<Value> {
        let body = json!({ "query": document, "variables": variables });
        self.post().json(&body).send().await?.json().await
    }

    /// The whole answer: `data` and `errors`.
    pub(crate) async fn execute(&self, document: &str, variables: Value) -> Value {
        self.try_execute(document, variables).await.expect("the server answers")
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, document: &str, variables: Value) -> Value {
        let answer = self.execute(document, variables).await;
        assert!(answer["errors"].is_null(), "{document}: {}", answer["errors"]);
        answer["data"].clone()
    }

    /// Code and message of the first error of an answer that has one.
    pub(crate) async fn error(&self, document: &str, variables: Value) -> (String, String) {
        let answer = self.execute(document, variables).await;
        let first = &answer["errors"][0];
        assert!(first.is_object(), "{document} was answered with {answer}");
        (text(&first["extensions"]["code"]), text(&first["message"]))
    }

    /// The payload of a mutation `name(input: $i)`, which asks for `fields` besides its userErrors.
    pub(crate) async fn mutate(&self, name: &str, fields: &str, input: Value) -> Value {
        let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let document =
            format!("mutation($i: {kind}!) {{ {name}(input: $i) {{ {fields} userErrors {{ field message code }} }} }}");
        self.data(&document, json!({ "i": input })).await[name].clone()
    }

    /// Like [`Self::mutate`], for what must succeed.
    pub(crate) async fn done(&self, name: &str, fields: &str, input: Value) -> Value {
        let payload = self.mutate(name, fields, input).await;
        assert_eq!(payload["userErrors"], json!([]), "{name}");
        payload
    }

    /// Like [`Self::mutate`], for what must be refused: path and code of the first userError.
    pub(crate) async fn refused(&self, name: &str, input: Value) -> (Vec<String>, String) {
        let payload = self.mutate(name, "", input).await;
        let first = &payload["userErrors"][0];
        assert!(!text(&first["message"]).is_empty(), "{name}: {payload}");
        let path = first["field"].as_array().map(Vec::as_slice).unwrap_or_default();
        (path.iter().map(text).collect(), text(&first["code"]))
    }

    /// An upload by the multipart request specification: the whole answer, or why there was none.
    pub(crate) async fn try_upload(&self, name: &str, bytes: &[u8], more: Value) -> reqwest::Result<Value> {
        let mut input = json!({ "file": null });
        for (key, value) in more.as_object().into_iter().flatten() {
            input[key] = value.clone();
        }
        let operations = json!({ "query": UPLOAD, "variables": { "i": input } });
        let form = Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({ "0": ["variables.i.file"] }).to_string())
            .part("0", Part::bytes(bytes.to_vec()).file_name(name.to_owned()));
        self.post().multipart(form).send().await?.json().await
    }

    /// The payload of an upload.
    pub(crate) async fn upload(&self, name: &str, bytes: &[u8], more: Value) -> Value {
        let answer = self.try_upload(name, bytes, more).await.expect("the server answers");
        assert!(answer["errors"].is_null(), "{name}: {}", answer["errors"]);
        answer["data"]["uploadResume"].clone()
    }

    /// A task once it has ended.
    pub(crate) async fn ended(&self, task: &Value) -> Value {
        assert!(task.is_string(), "not the id of a task: {task}");
        until(LONG, "the end of a task", async || {
            let found = self.task(task).await;
            let state = text(&found["state"]);
            ["SUCCESS", "FAILURE", "REVOKED"].contains(&state.as_str()).then_some(found)
        })
        .await
    }

    pub(crate) async fn task(&self, id: &Value) -> Value {
        self.data(TASK, json!({ "id": id })).await["task"].clone()
    }

    pub(crate) async fn resume(&self, id: &Value) -> Value {
        self.data(RESUME, json!({ "id": id })).await["resume"].clone()
    }

    /// Uploads and waits: the résumé as it ended.
    pub(crate) async fn ingest_with(&self, name: &str, bytes: &[u8], more: Value) -> Value {
        let payload = self.upload(name, bytes, more).await;
        assert_eq!(payload["userErrors"], json!([]), "{name}");
        self.ended(&payload["task"]["id"]).await;
        self.resume(&payload["resume"]["id"]).await
    }

    pub(crate) async fn ingest(&self, name: &str, bytes: &[u8]) -> Value {
        self.ingest_with(name, bytes, json!({})).await
    }

    /// Makes a job and waits for its vector: its id.
    pub(crate) async fn job(&self, input: Value) -> Value {
        let made = self.done("createJob", "job { id } task { id }", input).await;
        let task = self.ended(&made["task"]["id"]).await;
        assert_eq!(task["state"], "SUCCESS", "{task}");
        made["job"]["id"].clone()
    }

    /// Applies and waits for the screening: the application's id.
    pub(crate) async fn apply(&self, candidate: &Value, job: &Value) -> Value {
        let input = json!({ "candidateId": candidate, "jobId": job });
        let made = self.done("createApplication", "application { id } task { id }", input).await;
        let task = self.ended(&made["task"]["id"]).await;
        assert_eq!(task["state"], "SUCCESS", "{task}");
        made["application"]["id"].clone()
    }
}

/// A text of an answer; empty when there is none.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A list of an answer.
pub(crate) fn list(value: &Value) -> &[Value] {
    let list = value.as_array();
    list.unwrap_or_else(|| panic!("not a list: {value}"))
}

/// The global id of something that isn't there.
pub(crate) fn nobody(kind: &str) -> String {
    use base64::Engine;
    let plain = format!("{kind}:01890a5d-ac96-774b-bcce-b302099a8057");
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(plain)
}
