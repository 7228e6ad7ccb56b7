//! What stands before every answer: whom it is for, how long it may take, and what a browser may do with it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request as Call, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::problem::Problem;
use crate::error::Lang;

/// Time from the head of a request to the head of its answer, its body included.
const TIME: Duration = Duration::from_secs(40);

/// Names of this machine for itself.
const OWN: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What a page may load and do: its own style, script and pictures, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With `no-referrer` a browser would send its own forms from nowhere (`Origin: null`).
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Who may ask.
#[derive(Debug, Clone, Default)]
pub(super) struct Callers {
    /// Names of this server, beside those of the loopback.
    pub(super) hosts: Vec<String>,
    /// Origins whose pages may read answers.
    pub(super) origins: Vec<String>,
}

impl Callers {
    /// Whether the server goes by this name. A page of somebody else whose name leads here (DNS rebinding) has another one.
    fn is_host(&self, name: &str) -> bool {
        let own = OWN.iter().copied().chain(self.hosts.iter().map(String::as_str));
        own.into_iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether a page of this origin may ask: the server's own, or one that was named.
    fn is_origin(&self, origin: &str) -> bool {
        let host = origin.split_once("://").and_then(|(_, rest)| rest.parse::<Authority>().ok());
        self.origins.iter().any(|named| named == origin) || host.is_some_and(|host| self.is_host(host.host()))
    }

    /// Why `call` is not answered, if it is not.
    fn refuses(&self, call: &Call) -> Option<Problem> {
        let headers = call.headers();
        let host = call.uri().authority().cloned().or_else(|| text(headers, &header::HOST)?.parse::<Authority>().ok());
        if !host.is_some_and(|host| self.is_host(host.host())) {
            return Some(Problem::of(
                StatusCode::MISDIRECTED_REQUEST,
                "bad-host",
                Lang::En,
                "服务器没有这个名字；允许的名字由 --allow-host 给出",
                "the server does not go by this name; --allow-host names those that it answers to",
            ));
        }
        let origin = headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or_default());
        let cross = text(headers, &HeaderName::from_static("sec-fetch-site")) == Some("cross-site");
        let foreign = origin.is_some_and(|origin| !self.is_origin(origin));
        // A link from elsewhere may lead here; what is sent from elsewhere is not taken.
        let sends = !matches!(*call.method(), Method::GET | Method::HEAD);
        if foreign || (cross && sends && origin.is_none()) {
            return Some(Problem::of(
                StatusCode::FORBIDDEN,
                "bad-origin",
                Lang::En,
                "不接受来自其他网页的请求",
                "pages of other origins may not ask; --cors names those that may",
            ));
        }
        None
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Lets a request through, bounds the time of its answer, counts it, and tells the browser what it may do with it.
pub(super) async fn guard(State(shared): State<Arc<Shared>>, call: Call, next: Next) -> Response {
    let started = Instant::now();
    let path = call.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let origin = call.headers().get(header::ORIGIN).cloned();
    let preflight =
        call.method() == Method::OPTIONS && call.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match shared.callers.refuses(&call) {
        Some(problem) => problem.into_response(),
        None if preflight => StatusCode::NO_CONTENT.into_response(),
        None => match tokio::time::timeout(TIME, next.run(call)).await {
            Ok(response) => response,
            Err(_) => Problem::of(
                StatusCode::REQUEST_TIMEOUT,
                "slow-request",
                Lang::En,
                "请求发得太慢",
                "the request took too long to arrive or to be answered",
            )
            .into_response(),
        },
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let named = |origin: &HeaderValue| shared.callers.origins.iter().any(|named| named.as_bytes() == origin.as_bytes());
    if let Some(origin) = origin.filter(named) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        headers
            .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
    }
    shared.metrics.count(&path, response.status().as_u16(), started.elapsed());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_server_are_its_names() {
        let callers = Callers { hosts: vec!["anli.example".to_owned()], origins: vec!["https://a.example".to_owned()] };
        for good in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "anli.example"] {
            assert!(callers.is_host(good), "{good}");
        }
        for bad in ["", "evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "127.0.0.2"] {
            assert!(!callers.is_host(bad), "{bad}");
        }
        for good in ["http://localhost:7700", "http://[::1]:7700", "https://a.example", "http://anli.example"] {
            assert!(callers.is_origin(good), "{good}");
        }
        for bad in ["null", "", "http://evil.example", "http://localhost@evil.example", "https://a.example.evil"] {
            assert!(!callers.is_origin(bad), "{bad}");
        }
    }
}
