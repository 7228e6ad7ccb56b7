//! The addresses for programs: an address or a body becomes a request, the answer is written in the form that was asked for.

use std::io::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{MatchedPath, Path, Query, Request as Call, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::endpoints::{ENDPOINTS, Endpoint};
use super::gate::Cost;
use super::params::Params;
use super::problem::Problem;
use super::upload::{self, Upload};
use super::{Shared, tag, tagged, unchanged};
use crate::api::{Answer, Request, Subject, request};
use crate::cite::{self, Style};
use crate::error::{Error, Lang, Result};
use crate::present::door::Door;
use crate::present::rows::Options;
use crate::present::terminal::Look;
use crate::present::{self, Convert, Form, Manner, Script};

/// Columns of answers for reading.
const WIDTH: usize = 100;

/// How an answer is to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    form: Form,
    bom: bool,
    lang: Lang,
    script: Script,
    explain: bool,
    shares: bool,
    style: Option<Style>,
}

impl Wanted {
    fn read(params: &Params) -> Result<Wanted> {
        Ok(Wanted {
            form: params.choice("format", Form::Json)?,
            bom: params.flag("bom")?,
            lang: params.lang(Lang::default())?,
            script: params.script()?,
            explain: params.flag("explain")?,
            shares: params.flag("shares")?,
            style: params.chosen("style")?,
        })
    }
}

/// An answer as it is sent.
pub(super) struct Written {
    bytes: Vec<u8>,
    kind: String,
    /// The ending of its file, where it is one to be kept.
    ending: Option<&'static str>,
}

/// Citations in the script that was asked for.
fn shown(references: Vec<cite::Reference>, script: Script) -> Vec<cite::Reference> {
    references.into_iter().map(|one| one.shown(|text| script.show(text).into_owned())).collect()
}

/// Writes `answer`; `names` are those that a citation was asked for by.
fn written(mut answer: Answer, wanted: Wanted, names: &[String]) -> Result<Written> {
    let Wanted { form, bom, lang, script, explain, shares, style } = wanted;
    answer.in_lang(lang);
    let mut answer = answer.in_script(script);
    if let Answer::Cite(cited) = &mut answer {
        let references = shown(cite::of_cited(cited, names), script);
        cited.citations = references.iter().zip(names).map(|(one, name)| one.told(name)).collect();
    }
    let mut bytes = Vec::new();
    let (kind, ending) = match (&answer, style) {
        (Answer::Cite(cited), Some(style)) => {
            bytes.extend_from_slice(cite::cite_all(&shown(cite::of_cited(cited, names), script), style).as_bytes());
            ("text/plain; charset=utf-8".to_owned(), None)
        }
        (Answer::Search(found), Some(style)) => {
            bytes.extend_from_slice(cite::cite_all(&shown(cite::of_hits(&found.hits), script), style).as_bytes());
            ("text/plain; charset=utf-8".to_owned(), None)
        }
        _ => {
            let look = Look { color: false, width: WIDTH, lang, first: 1 };
            let options = Options { cite: false, explain, shares, lang };
            let manner = Manner { form, look, bom, options };
            let mut out = if form == Form::Text { Door::guarded(&mut bytes) } else { Door::open(&mut bytes) };
            let result = present::write(&mut out, &answer, &manner).and_then(|()| out.flush());
            drop(out);
            // Nothing keeps memory from being written.
            result.map_err(|error| Error::Engine(error.into()))?;
            let kind = form.media_type();
            // Text is told its encoding; what is looked at in a browser gets no name of a file.
            let ending = Some(form.name()).filter(|_| !matches!(form, Form::Text | Form::Json));
            match kind.strip_prefix("text/") {
                Some(_) => (format!("{kind}; charset=utf-8"), ending),
                None => (kind.to_owned(), ending),
            }
        }
    };
    Ok(Written { bytes, kind, ending })
}

impl Written {
    fn respond(self, name: &str, tag: Option<&str>) -> Response {
        let mut response = self.bytes.into_response();
        let headers = response.headers_mut();
        if let Ok(kind) = HeaderValue::try_from(self.kind) {
            headers.insert(header::CONTENT_TYPE, kind);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let file = self.ending.map(|ending| format!("attachment; filename=\"anli-{name}.{ending}\""));
        if let Some(Ok(file)) = file.map(HeaderValue::try_from) {
            headers.insert(header::CONTENT_DISPOSITION, file);
        }
        tagged(response, tag)
    }
}

/// The language of what is said to a program that asked with `params`.
fn lang_of(params: &Params) -> Lang {
    params.lang(Lang::default()).unwrap_or_default()
}

/// `GET` of an address of the table.
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    Query(pairs): Query<Vec<(String, String)>>,
    id: Option<Path<String>>,
    call: Call,
) -> Response {
    let matched = call.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let headers = call.headers().clone();
    drop(call);
    let Some(endpoint) = matched.as_deref().and_then(of_path) else { return missing().into_response() };
    let mut pairs = pairs;
    let names_id = pairs.iter().any(|pair| pair.0 == "id");
    if let Some(Path(id)) = id.filter(|_| endpoint.path.contains("{id}") && !names_id) {
        pairs.push(("id".to_owned(), id));
    }
    let params = Params::new(pairs);
    let lang = lang_of(&params);
    match answer(&shared, endpoint, &params, &headers).await {
        Ok(response) => response,
        Err(error) => Problem::new(&error, lang).into_response(),
    }
}

/// The endpoint at this path of the router.
fn of_path(path: &str) -> Option<&'static Endpoint> {
    let path = path.strip_prefix("/api/")?.replace("{*id}", "{id}");
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path)
}

async fn answer(
    shared: &Arc<Shared>,
    endpoint: &'static Endpoint,
    params: &Params,
    headers: &HeaderMap,
) -> Result<Response> {
    let request = endpoint.read(params)?;
    let mut wanted = Wanted::read(params)?;
    if endpoint.command == "cite" && params.get("format").is_none() {
        wanted.style = wanted.style.or(Some(Style::Gbt2015));
    }
    let tag = tag(&shared.key(endpoint.path, params));
    if let Some(response) = unchanged(headers, &tag) {
        return Ok(response);
    }
    let name = endpoint.command;
    let written = ask(shared, request, wanted).await?;
    Ok(written.respond(name, Some(&tag)))
}

async fn ask(shared: &Shared, request: Request, wanted: Wanted) -> Result<Written> {
    let names = match &request {
        Request::Cite(cite) => cite.names.clone(),
        _ => Vec::new(),
    };
    shared.gate.run(Cost::of(&request), move |asker| written(asker.answer(&request)?, wanted, &names)).await
}

/// `POST /api/answer`: any request, as JSON.
pub(super) async fn any(
    State(shared): State<Arc<Shared>>,
    Query(pairs): Query<Vec<(String, String)>>,
    body: Bytes,
) -> Response {
    let params = Params::new(pairs);
    let lang = lang_of(&params);
    let read = || -> Result<(Request, Wanted)> {
        params.only(&["format", "bom", "lang", "script", "style"], false)?;
        let request = serde_json::from_slice(&body).map_err(|error| {
            super::params::invalid("request", format!("不是可以回答的请求：{error}"), format!("is no request: {error}"))
        })?;
        Ok((request, Wanted::read(&params)?))
    };
    let answer = match read() {
        Ok((request, wanted)) => ask(&shared, request, wanted).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(written) => written.respond("answer", None),
        Err(error) => Problem::new(&error, lang).into_response(),
    }
}

/// `POST /api/verify`: every figure and quotation of the draft that is the body.
pub(super) async fn draft(
    State(shared): State<Arc<Shared>>,
    Query(pairs): Query<Vec<(String, String)>>,
    call: Call,
) -> Response {
    uploaded(shared, pairs, call, "verify-draft", |upload, _| {
        Ok(Request::VerifyDraft(request::VerifyDraft { text: upload.draft()?.text }))
    })
    .await
}

/// `POST /api/similar`: the cases that are nearest to the text that is the body.
pub(super) async fn similar(
    State(shared): State<Arc<Shared>>,
    Query(pairs): Query<Vec<(String, String)>>,
    call: Call,
) -> Response {
    uploaded(shared, pairs, call, "similar", |upload, params| {
        super::endpoints::similar(params, Subject::Text(upload.description()?))
    })
    .await
}

async fn uploaded(
    shared: Arc<Shared>,
    pairs: Vec<(String, String)>,
    call: Call,
    name: &'static str,
    request: impl FnOnce(Upload, &Params) -> Result<Request> + Send + 'static,
) -> Response {
    let params = Params::new(pairs);
    let lang = lang_of(&params);
    let read = || -> Result<Wanted> {
        params.only(&["format", "bom", "lang", "script", "limit", "name"], false)?;
        Wanted::read(&params)
    };
    let wanted = match read() {
        Ok(wanted) => wanted,
        Err(error) => return Problem::new(&error, lang).into_response(),
    };
    let leave = match shared.gate.body().await {
        Ok(leave) => leave,
        Err(error) => return Problem::new(&error, lang).into_response(),
    };
    let upload = match upload::read(call, params.get("name"), lang).await {
        Ok(upload) => upload,
        Err(problem) => return problem.into_response(),
    };
    let asked = shared.gate.run(Cost::Slow, move |asker| {
        let request = request(upload, &params)?;
        written(asker.answer(&request)?, wanted, &[])
    });
    let answer = asked.await;
    drop(leave);
    match answer {
        Ok(written) => written.respond(name, None),
        Err(error) => Problem::new(&error, lang).into_response(),
    }
}

/// What is answered at an address that is none.
pub(super) fn missing() -> Problem {
    Problem::of(
        StatusCode::NOT_FOUND,
        "no-such-address",
        Lang::En,
        "没有这个地址",
        "there is nothing at this address; /openapi.json lists the addresses",
    )
}
