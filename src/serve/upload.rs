//! Texts and files that come in a body. They are read from memory as the files of a corpus are, and never written anywhere.

use std::path::{Path, PathBuf};

use axum::body::to_bytes;
use axum::extract::{FromRequest as _, Multipart, Request as Call};
use axum::http::{StatusCode, header};
use serde::Deserialize;

use super::problem::Problem;
use crate::decode::{self, ReadError};
use crate::error::{BadQuote, Error, Incomparable, Lang, Result};
use crate::ingest;

/// The largest file that is taken, in bytes.
pub(super) const LARGEST: usize = 32 << 20;

/// What was sent, with the name that tells of what kind it is.
#[derive(Debug)]
pub(super) struct Upload {
    bytes: Vec<u8>,
    name: PathBuf,
}

impl Upload {
    /// A text that was typed.
    pub(super) fn text(text: String) -> Upload {
        Upload { bytes: text.into_bytes(), name: PathBuf::from("text.txt") }
    }

    /// The file's own text as it is.
    pub(super) fn draft(self) -> Result<String> {
        match decode::read(&self.bytes, &self.name) {
            Ok(document) => Ok(document.text.text),
            Err(ReadError::Empty) => Err(Error::BadQuote(BadQuote::Empty)),
            Err(error) => Err(Error::Unreadable { path: self.name, reason: error.sentence() }),
        }
    }

    /// The file's text, repaired as a notice would be and without what does not belong to it.
    pub(super) fn description(self) -> Result<String> {
        match ingest::document(self.bytes, &self.name) {
            Ok(document) => Ok(document.own_text()),
            Err(ReadError::Empty) => Err(Error::Incomparable(Incomparable::EmptyText)),
            Err(error) => Err(Error::Unreadable { path: self.name, reason: error.sentence() }),
        }
    }
}

/// The JSON that may be sent in the place of a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    text: String,
}

/// Reads the body: a form with the fields `text` and `file`, JSON with a `text`, or the text or file itself, `name` being
/// what it is called.
pub(super) async fn read(call: Call, name: Option<&str>, lang: Lang) -> std::result::Result<Upload, Problem> {
    let kind = call.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        return form(call, lang).await;
    }
    let bytes = to_bytes(call.into_body(), LARGEST).await.map_err(|_| large(lang))?;
    if kind.starts_with("application/json") {
        return match serde_json::from_slice::<Sent>(&bytes) {
            Ok(sent) => Ok(Upload::text(sent.text)),
            Err(error) => Err(malformed(lang, &error.to_string())),
        };
    }
    Ok(Upload { bytes: bytes.into(), name: file_name(name.unwrap_or("text.txt")) })
}

async fn form(call: Call, lang: Lang) -> std::result::Result<Upload, Problem> {
    let bad = |error: &dyn std::fmt::Display| malformed(lang, &error.to_string());
    let mut form = Multipart::from_request(call, &()).await.map_err(|error| bad(&error))?;
    let (mut text, mut file) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| problem_of(&error, lang))? {
        let (name, called) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(|error| problem_of(&error, lang))?;
        match (name.as_str(), called) {
            ("file", Some(called)) if !bytes.is_empty() => {
                file = Some(Upload { bytes: bytes.into(), name: file_name(&called) });
            }
            ("text", _) if !bytes.is_empty() => {
                text = Some(Upload { bytes: bytes.into(), name: PathBuf::from("text.txt") });
            }
            _ => {}
        }
    }
    // A file was chosen after whatever stands in the box.
    Ok(file.or(text).unwrap_or_else(|| Upload::text(String::new())))
}

fn problem_of(error: &axum::extract::multipart::MultipartError, lang: Lang) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { large(lang) } else { malformed(lang, &error.body_text()) }
}

fn large(lang: Lang) -> Problem {
    let most = LARGEST >> 20;
    Problem::of(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        lang,
        &format!("太大；最多 {most} MiB"),
        &format!("too large; at most {most} MiB are taken"),
    )
}

fn malformed(lang: Lang, why: &str) -> Problem {
    let (zh, en) = (format!("读不出发来的内容：{why}"), format!("what was sent cannot be read: {why}"));
    Problem::of(StatusCode::BAD_REQUEST, "bad-body", lang, &zh, &en)
}

/// A name that tells what kind of file it is, and leads nowhere.
fn file_name(name: &str) -> PathBuf {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let last = Path::new(last).file_name().and_then(|name| name.to_str()).unwrap_or("text.txt");
    PathBuf::from(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (name, expected) in [
            ("报告.docx", "报告.docx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\a\\b.docx", "b.docx"),
            ("..", "text.txt"),
            ("", "text.txt"),
        ] {
            assert_eq!(file_name(name), Path::new(expected), "{name}");
        }
    }
}
