//! What is answered when something went wrong: problem details (RFC 9457) with the error's code.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::api::Failure;
use crate::error::{Error, Lang, Sentence};
use crate::text::sanitize;

/// Seconds after which it is worth while to ask again.
const AGAIN: u64 = 5;

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    code: String,
    pub(super) detail: String,
    candidates: Option<Vec<String>>,
}

impl Problem {
    /// What `error` is to somebody who asked over the network.
    pub(super) fn new(error: &Error, lang: Lang) -> Problem {
        let failure = Failure::new(error, lang);
        let candidates = match error {
            Error::AmbiguousId { candidates, .. } => Some(candidates.clone()),
            Error::UnknownId { nearest, .. } if !nearest.is_empty() => Some(nearest.clone()),
            _ => None,
        };
        let Sentence { zh, en } = failure.error.message.sentence;
        Problem {
            status: status(error),
            code: failure.error.code,
            detail: sanitize(lang.pick(&zh, &en)).into_owned(),
            candidates,
        }
    }

    /// Something that is wrong with a request before it becomes a question.
    pub(super) fn of(status: StatusCode, code: &str, lang: Lang, zh: &str, en: &str) -> Problem {
        Problem { status, code: code.to_owned(), detail: lang.pick(zh, en).to_owned(), candidates: None }
    }

    /// Ids that may be meant.
    pub(super) fn candidates(&self) -> &[String] {
        self.candidates.as_deref().unwrap_or_default()
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "type": format!("/openapi#{}", self.code),
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        if let Some(candidates) = &self.candidates {
            body["candidates"] = json!(candidates);
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body().to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(AGAIN));
        }
        response
    }
}

/// The status that says what `error` is.
fn status(error: &Error) -> StatusCode {
    match error {
        Error::UnknownId { .. } | Error::NoCase { .. } | Error::UnknownSchema { .. } => StatusCode::NOT_FOUND,
        Error::AmbiguousId { .. } => StatusCode::CONFLICT,
        Error::EmptyQuery { .. }
        | Error::LongQuery { .. }
        | Error::BadQuote(_)
        | Error::NoName
        | Error::UnknownField { .. }
        | Error::UnknownColumn { .. }
        | Error::Columns(_)
        | Error::NotCounted { .. }
        | Error::NoPurpose
        | Error::BadFilter { .. }
        | Error::Invalid { .. } => StatusCode::BAD_REQUEST,
        Error::Incomparable(_) | Error::Unreadable { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::OutOfTime | Error::Cancelled => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
