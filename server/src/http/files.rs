//! Files of résumés and reports of imports, for whoever holds a link that we signed.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::error::ServiceError;
use domain::id::{ImportBatchId, ResumeId};

use super::Web;
use super::report::written;
use crate::graphql::error::ApiError;
use crate::graphql::global_id::{Global, split};
use crate::links::{Asker, Deed, LinkError, Signed};

/// Types that say what they are; whatever else a sender claimed is just bytes.
const KNOWN_TYPES: [&str; 3] =
    ["application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain"];

pub(super) type Told = (StatusCode, String);
pub(super) type Link = Result<Query<Signed>, QueryRejection>;

/// The file of a résumé, always as a download and never as a page of ours.
pub(super) async fn download(State(web): State<Web>, Path(id): Path<String>, signed: Link) -> Response<Body> {
    let answer = async {
        let id: ResumeId = named(&id)?;
        followed(&web, Deed::Read(id), signed).await?;
        let (resume, bytes) = web.services().resumes.file(id).await.map_err(|it| fault(&it))?.ok_or_else(gone)?;
        let known = KNOWN_TYPES.into_iter().find(|known| *known == resume.media_type);
        Ok(attachment(&resume.file_name, known.unwrap_or("application/octet-stream"), bytes))
    };
    answer.await.unwrap_or_else(|told: Told| told.into_response())
}

/// What became of the files of an import, as a table.
pub(super) async fn report(State(web): State<Web>, Path(id): Path<String>, signed: Link) -> Response<Body> {
    let answer = async {
        let id: ImportBatchId = named(&id)?;
        followed(&web, Deed::Report(id), signed).await?;
        let files = web.services().intake.report(id).await.map_err(|it| fault(&it))?.ok_or_else(gone)?;
        Ok(attachment("import.csv", "text/csv; charset=utf-8", written(&files)))
    };
    answer.await.unwrap_or_else(|told: Told| told.into_response())
}

/// The id that a path names.
pub(super) fn named<T: Global>(id: &str) -> Result<T, Told> {
    let id = split(id).filter(|(kind, _)| kind == T::TYPE).map(|(_, id)| T::from(id));
    id.ok_or_else(|| refused(LinkError::Wrong))
}

/// Whose link it is, as long as their session lasts.
pub(super) async fn followed(web: &Web, deed: Deed, signed: Link) -> Result<Asker, Told> {
    let Query(signed) = signed.map_err(|_| refused(LinkError::Wrong))?;
    let asker = web.app.links.verify(deed, &signed, web.app.now()).map_err(refused)?;
    let user = web.services().access.user_of(asker.session).await.map_err(|it| fault(&it))?;
    match user.is_some_and(|user| user.id == asker.user) {
        true => Ok(asker),
        false => Err(refused(LinkError::SignedOut)),
    }
}

fn refused(error: LinkError) -> Told {
    let status = match error {
        LinkError::Wrong | LinkError::SignedOut => StatusCode::FORBIDDEN,
        LinkError::Expired => StatusCode::GONE,
    };
    (status, format!("{error}\n"))
}

fn gone() -> Told {
    (StatusCode::NOT_FOUND, "This file is no longer here.\n".to_owned())
}

pub(super) fn fault(error: &ServiceError) -> Told {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", ApiError::internal(error).message))
}

fn attachment(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let disposition = HeaderValue::from_str(&disposition(name));
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
