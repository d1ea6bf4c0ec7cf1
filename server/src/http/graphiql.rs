//! The playground, bundled and compiled in: nothing is loaded from elsewhere.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use include_dir::{Dir, File, include_dir};

use super::pages;

static BUNDLE: Dir<'_> = include_dir!("$GRAPHIQL_DIST");

/// As the page itself asks for, and that nobody frames it, which only a header can ask for.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const NO_CACHE: &str = "no-cache";
/// Names of assets carry a hash of their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page.
pub(super) async fn index() -> Response<Body> {
    match BUNDLE.get_file("index.html") {
        Some(page) => served(page, NO_CACHE),
        None => pages::no_playground(),
    }
}

/// What the page loads.
pub(super) async fn asset(Path(path): Path<String>) -> Response<Body> {
    let cache = if path.starts_with("assets/") { FOR_EVER } else { NO_CACHE };
    match BUNDLE.get_file(&path) {
        Some(file) => served(file, cache),
        None => pages::not_found().await,
    }
}

fn served(file: &'static File<'static>, cache: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(file.contents()));
    let headers = response.headers_mut();
    let extension = file.path().extension().and_then(|it| it.to_str());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(extension)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn media_type(extension: Option<&str>) -> &'static str {
    match extension {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("md") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}
