//! Texts and files that come in a body. They are read from memory as the files of a corpus are, and never written anywhere.

use std::path::{Path, PathBuf};

use axum::body::to_bytes;
use axum::extract::{FromRequest as _, Multipart, Request as Call};
use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::problem::Problem;
use crate::decode::{self, ReadError, Remark};
use crate::error::{BadQuote, Error, Incomparable, Lang, Result};
use crate::ingest;

/// The largest file that is taken, in bytes.
pub(super) const LARGEST: usize = 32 << 20;

/// What JSON puts around a file, which it writes in base64: four characters for three bytes.
const LARGEST_JSON: usize = LARGEST / 3 * 4 + (64 << 10);

/// What was sent, with the name that tells of what kind it is.
#[derive(Debug)]
pub(super) struct Upload {
    bytes: Vec<u8>,
    name: PathBuf,
}

/// The text of a draft, and what could not be read of its file.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) remarks: Vec<Remark>,
}

impl Upload {
    /// A text that was typed.
    pub(super) fn text(text: String) -> Upload {
        Upload { bytes: text.into_bytes(), name: PathBuf::from("text.txt") }
    }

    /// A file of this media type; where its name does not tell of what kind it is, the type does.
    fn file(bytes: Vec<u8>, name: Option<&str>, kind: &str) -> Upload {
        let mut name = file_name(name.unwrap_or_default());
        if name.extension().is_none() {
            name.set_extension(ending(kind));
        }
        Upload { bytes, name }
    }

    /// The file's own text as it is.
    pub(super) fn draft(self) -> Result<Draft> {
        match decode::read(&self.bytes, &self.name) {
            Ok(document) => Ok(Draft { text: document.text.text, remarks: document.text.remarks }),
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

/// The JSON that may be sent: a text, or a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    text: Option<String>,
    /// Its bytes in base64.
    file: Option<String>,
    name: Option<String>,
}

impl Sent {
    fn upload(self, name: Option<&str>) -> std::result::Result<Upload, String> {
        match self {
            Sent { text: Some(text), file: None, name: None } => Ok(Upload::text(text)),
            Sent { text: None, file: Some(file), name: called } => {
                let bytes = BASE64_STANDARD.decode(file).map_err(|error| error.to_string())?;
                Ok(Upload::file(bytes, called.as_deref().or(name), ""))
            }
            _ => Err(r#"{"text": …} or {"file": BASE64, "name": …}"#.to_owned()),
        }
    }
}

/// Reads the body: a form with the fields `text` and `file`, JSON with a `text` or with a `file` in base64 and its `name`,
/// or the text or file itself, `name` being what it is called.
pub(super) async fn read(call: Call, name: Option<&str>, lang: Lang) -> std::result::Result<Upload, Problem> {
    let kind = call.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        return form(call, lang).await;
    }
    if kind.starts_with("application/json") {
        let bytes = to_bytes(call.into_body(), LARGEST_JSON).await.map_err(|_| large(lang))?;
        let sent = serde_json::from_slice::<Sent>(&bytes).map_err(|error| malformed(lang, &error.to_string()))?;
        drop(bytes);
        return sent.upload(name).map_err(|why| malformed(lang, &why));
    }
    let bytes = to_bytes(call.into_body(), LARGEST).await.map_err(|_| large(lang))?;
    Ok(Upload::file(bytes.into(), name, &kind))
}

async fn form(call: Call, lang: Lang) -> std::result::Result<Upload, Problem> {
    let bad = |error: &dyn std::fmt::Display| malformed(lang, &error.to_string());
    let mut form = Multipart::from_request(call, &()).await.map_err(|error| bad(&error))?;
    let (mut text, mut file) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| problem_of(&error, lang))? {
        let (name, called) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let kind = field.content_type().unwrap_or_default().to_ascii_lowercase();
        let bytes = field.bytes().await.map_err(|error| problem_of(&error, lang))?;
        match (name.as_str(), called) {
            ("file", Some(called)) if !bytes.is_empty() => {
                file = Some(Upload::file(bytes.into(), Some(&called), &kind));
            }
            ("text", _) if !bytes.is_empty() => {
                text = Some(Upload::file(bytes.into(), Some("text.txt"), ""));
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
    let last = Path::new(last).file_name().and_then(|name| name.to_str()).unwrap_or("text");
    PathBuf::from(last)
}

/// How a file of this media type is called; what a DOCX or a PDF is, its own bytes tell.
fn ending(kind: &str) -> &'static str {
    match kind.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => "html",
        "text/markdown" => "md",
        "multipart/related" | "message/rfc822" => "mhtml",
        _ => "txt",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (name, kind, expected) in [
            ("报告.docx", "", "报告.docx"),
            ("../../etc/passwd", "", "passwd.txt"),
            ("C:\\a\\b.docx", "text/plain", "b.docx"),
            ("..", "", "text.txt"),
            ("", "text/html; charset=gbk", "text.html"),
            ("记录", "text/markdown", "记录.md"),
        ] {
            assert_eq!(Upload::file(Vec::new(), Some(name), kind).name, Path::new(expected), "{name}");
        }
    }

    #[test]
    fn json_is_a_text_or_a_file() {
        let read = |text: &str| {
            serde_json::from_str::<Sent>(text).map_err(|_| ()).and_then(|sent| sent.upload(None).map_err(|_| ()))
        };
        assert_eq!(read(r#"{"text": "a"}"#).unwrap().bytes, b"a");
        let file = read(r#"{"file": "YQ==", "name": "a.md"}"#).unwrap();
        assert_eq!((file.bytes, file.name), (b"a".to_vec(), PathBuf::from("a.md")));
        for wrong in [
            "{}",
            r#"{"text": "a", "name": "b"}"#,
            r#"{"text": "a", "file": "YQ=="}"#,
            r#"{"path": "/etc"}"#,
            "[]",
            r#"{"file": "?"}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
