//! What holds for every answer: security headers, and no changes asked for by other sites.

use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERER, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::halt::{Halt, Said};
use crate::reports;
use crate::session::{frame_of, secret_of};

/// What pages may use of the device: passkeys, and nothing else.
const FEATURES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
                        midi=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      report-uri /bao-cao-csp; report-to csp";

/// Refuses changes that another site asks for, and sets the headers of every answer.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let (path, secret) = (request.uri().path().to_owned(), secret_of(request.headers(), app.https));
    let report = path == reports::PATH;
    let mut response = if changes && !report && !from_our_pages(request.headers()) {
        Halt::Stale.into_response()
    } else if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        // No name or id of ours has one, and databases refuse it.
        Halt::NotFound(String::new()).into_response()
    } else {
        framed(&app, &path, secret, with_page(next.run(request).await)).await
    };
    let kept = asset && (response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED);
    let headers = response.headers_mut();
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("reporting-endpoints"), "csp=\"/bao-cao-csp\""),
        (HeaderName::from_static("permissions-policy"), FEATURES),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (CACHE_CONTROL, if kept { "public, max-age=3600" } else { "no-store" }),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// A refusal keeps the frame of whoever is signed in: name, menu, who helps.
async fn framed(app: &App, path: &str, secret: Option<String>, response: Response) -> Response {
    if response.status().is_server_error() {
        return response;
    }
    let (Some(told), Some(secret)) = (response.extensions().get::<Said>().cloned(), secret) else { return response };
    match frame_of(app, &secret, path, told.title()).await {
        Some(page) => told.within(page, response.status()),
        None => response,
    }
}

/// What the router refuses by itself has no page: an address that cannot be read, a method that a page does not have.
fn with_page(response: Response) -> Response {
    let status = response.status();
    if !matches!(status, StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED) {
        return response;
    }
    let mut page = Halt::NotFound(String::new()).into_response();
    *page.status_mut() = status;
    if let Some(allowed) = response.headers().get(ALLOW) {
        page.headers_mut().insert(ALLOW, allowed.clone());
    }
    page
}

/// Browsers say where a request comes from; those too old for it name the origin of a form, and the oldest the page that it is on.
fn from_our_pages(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let (Some(from), Some(host)) = (text(&ORIGIN).or_else(|| text(&REFERER)), text(&HOST)) else { return false };
    let named = from.split_once("://").and_then(|(_, address)| address.split('/').next());
    named == Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        assert!(from_our_pages(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(from_our_pages(&headers(&[("origin", "http://portal:8080"), ("host", "portal:8080")])));
        assert!(from_our_pages(&headers(&[("referer", "http://portal:8080/dang-nhap"), ("host", "portal:8080")])));
        for foreign in [
            headers(&[("sec-fetch-site", "cross-site"), ("origin", "http://portal"), ("host", "portal")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("origin", "http://evil"), ("host", "portal")]),
            headers(&[("origin", "null"), ("host", "portal")]),
            headers(&[("origin", "http://evil"), ("referer", "http://portal/"), ("host", "portal")]),
            headers(&[("referer", "http://evil/portal"), ("host", "portal")]),
            headers(&[("referer", "http://portal@evil/"), ("host", "portal")]),
            headers(&[]),
        ] {
            assert!(!from_our_pages(&foreign), "{foreign:?}");
        }
    }
}
