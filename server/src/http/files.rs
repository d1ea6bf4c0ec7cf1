//! Files of résumés, for whoever holds a link that we signed.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::id::ResumeId;
use domain::resume::model::Resume;
use serde::Deserialize;

use super::Web;
use crate::graphql::error::ApiError;
use crate::graphql::global_id::{Global, split};
use crate::links::LinkError;

/// Types that say what they are; whatever else a sender claimed is just bytes.
const KNOWN_TYPES: [&str; 3] =
    ["application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain"];

/// The signed part of a link.
#[derive(Debug, Deserialize)]
pub(super) struct Signed {
    expires: i64,
    signature: String,
}

type Told = (StatusCode, String);

/// The file, always as a download and never as a page of ours.
pub(super) async fn download(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Result<Query<Signed>, QueryRejection>,
) -> Response<Body> {
    let answer = async {
        let id = checked(&web, &id, signed.ok())?;
        let found = web.services().resumes.file(id).await.map_err(|fault| {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", ApiError::internal(&fault).message))
        })?;
        let (resume, bytes) =
            found.ok_or_else(|| (StatusCode::NOT_FOUND, "This file is no longer here.\n".to_owned()))?;
        Ok(attachment(&resume, bytes))
    };
    answer.await.unwrap_or_else(|told: Told| told.into_response())
}

fn checked(web: &Web, id: &str, signed: Option<Query<Signed>>) -> Result<ResumeId, Told> {
    let id = split(id).filter(|(kind, _)| kind == ResumeId::TYPE).map(|(_, id)| ResumeId(id));
    let link = id.zip(signed).ok_or(LinkError::Wrong);
    let verified = link.and_then(|(id, Query(signed))| {
        web.app.links.verify(id, signed.expires, &signed.signature, web.app.now()).map(|()| id)
    });
    verified.map_err(|error| {
        let status = match error {
            LinkError::Wrong => StatusCode::FORBIDDEN,
            LinkError::Expired => StatusCode::GONE,
        };
        (status, format!("{error}\n"))
    })
}

fn attachment(resume: &Resume, bytes: Vec<u8>) -> Response<Body> {
    let kind = KNOWN_TYPES.into_iter().find(|known| *known == resume.media_type).unwrap_or("application/octet-stream");
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let disposition = HeaderValue::from_str(&disposition(&resume.file_name));
    headers.insert(CONTENT_DISPOSITION, disposition.expect("only plain characters are left in it"));
    response
}

/// The name twice (RFC 6266): in letters that everybody reads, and as it is (RFC 5987).
fn disposition(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || ".-_ ()".contains(c) { c } else { '_' }
    };
    let plain: String = name.chars().map(plain).collect();
    let exact: String = name.bytes().map(encoded).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_plainly_and_exactly() {
        assert_eq!(
            disposition("Zoë \"CV\".pdf"),
            "attachment; filename=\"Zo_ _CV_.pdf\"; filename*=UTF-8''Zo%C3%AB%20%22CV%22.pdf"
        );
        assert!(!disposition("a\r\nSet-Cookie: b").contains('\n'));
    }
}
