//! A trailing slash is the same resource.

use axum::Router;
use axum::extract::Request;
use http::Uri;
use http::uri::PathAndQuery;
use tower::util::MapRequest;

/// Drops one slash at the end of a path, before it is routed.
pub(super) fn trim(router: Router) -> Router {
    Router::new().fallback_service(MapRequest::new(router, |mut request: Request| {
        if let Some(uri) = trimmed(request.uri()) {
            *request.uri_mut() = uri;
        }
        request
    }))
}

fn trimmed(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty())?;
    let path = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}
