//! The pages. Each is made on the server from the answers to a few questions, and is the whole of what its address says:
//! it can be sent to somebody else, goes back and forth, and is read without a script.

mod case;
mod compare;
mod corpus;
mod draft;
mod help;
mod layout;
mod lists;
mod search;
mod sheet;
mod similar;
mod stats;
mod table;
mod text;
mod view;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{Path, Query, Request as Call, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use self::view::View;
use super::Shared;
use super::gate::{Asker, Cost};
use super::params::Params;
use super::problem::Problem;
use super::upload::{self, Upload};
use crate::error::{Error, Lang, Result};
use crate::text::{hash, sanitize};

/// A file that pages need.
#[derive(Debug)]
pub(super) struct Asset {
    name: &'static str,
    kind: &'static str,
    pub(super) text: &'static str,
}

static STYLE: Asset =
    Asset { name: "style.css", kind: "text/css; charset=utf-8", text: include_str!("../assets/style.css") };
static SCRIPT: Asset =
    Asset { name: "script.js", kind: "text/javascript; charset=utf-8", text: include_str!("../assets/script.js") };
static ICON: Asset = Asset { name: "icon.svg", kind: "image/svg+xml", text: include_str!("../assets/icon.svg") };

/// All of them.
pub(super) static ASSETS: [&Asset; 3] = [&STYLE, &SCRIPT, &ICON];

impl Asset {
    /// Where it is: its bytes are part of the address, so it may be kept for ever.
    fn address(&self) -> &'static str {
        static ADDRESSES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
            let of =
                |asset: &&Asset| (asset.name, format!("/assets/{:016x}/{}", hash(asset.text.as_bytes()), asset.name));
            ASSETS.iter().map(of).collect()
        });
        ADDRESSES.iter().find(|known| known.0 == self.name).map_or("", |known| known.1.as_str())
    }
}

/// A page: its title and what stands in it.
type Made = Result<(String, Markup)>;

/// What makes a page.
type Make = fn(&Asker, &View) -> Made;

/// The pages.
pub(super) fn router() -> Router<Arc<Shared>> {
    /// A page at this address, which may cost so much.
    macro_rules! page {
        ($cost:ident, $make:path) => {
            get(|State(shared): State<Arc<Shared>>, uri: Uri, Query(pairs): Query<Vec<(String, String)>>| async move {
                made(&shared, &uri, pairs, Cost::$cost, $make).await
            })
        };
    }
    Router::new()
        .route("/", page!(Quick, search::page))
        .route("/show/{*id}", get(show))
        .route("/compare", page!(Slow, compare::page))
        .route("/table", page!(Slow, table::page))
        .route("/stats", page!(Slow, stats::page))
        .route("/facts", page!(Slow, lists::facts))
        .route("/kwic", page!(Quick, lists::kwic))
        .route("/keywords", page!(Slow, lists::keywords))
        .route("/similar", page!(Slow, similar::page).post(nearest))
        .route("/groups", page!(Slow, similar::groups))
        .route("/why-not", page!(Slow, lists::why_not))
        .route("/draft", page!(Quick, draft::page).post(checked))
        .route("/verify", page!(Quick, draft::quotation))
        .route("/cite", page!(Quick, lists::cite))
        .route("/corpus", page!(Quick, corpus::page))
        .route("/inspect/{*id}", get(inspect))
        .route("/help", page!(Quick, help::queries))
        .route("/openapi", page!(Quick, help::api))
        .route("/assets/{hash}/{name}", get(asset))
        .fallback(missing)
}

async fn show(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    Path(id): Path<String>,
    Query(mut pairs): Query<Vec<(String, String)>>,
) -> Response {
    pairs.retain(|pair| pair.0 != "id");
    let path = format!("/show/{}", view::path(&id));
    named(&shared, &uri, (path, id), pairs, case::page).await
}

async fn inspect(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    Path(id): Path<String>,
    Query(mut pairs): Query<Vec<(String, String)>>,
) -> Response {
    pairs.retain(|pair| pair.0 != "id");
    let path = format!("/inspect/{}", view::path(&id));
    named(&shared, &uri, (path, id), pairs, corpus::inspected).await
}

/// A page about something that the path names.
async fn named(
    shared: &Shared,
    uri: &Uri,
    (path, id): (String, String),
    pairs: Vec<(String, String)>,
    make: fn(&Asker, &View, &str) -> Made,
) -> Response {
    let view = match View::new(path, Params::new(pairs.clone())) {
        Ok(view) => view,
        Err(error) => return failed(&View::plain(uri.path().to_owned(), Params::new(pairs)), &error),
    };
    let seen = view.clone();
    send(&view, shared.gate.run(Cost::Quick, move |asker| make(asker, &seen, &id)).await)
}

async fn made(shared: &Shared, uri: &Uri, pairs: Vec<(String, String)>, cost: Cost, make: Make) -> Response {
    let view = match View::new(uri.path().to_owned(), Params::new(pairs.clone())) {
        Ok(view) => view,
        Err(error) => return failed(&View::plain(uri.path().to_owned(), Params::new(pairs)), &error),
    };
    // A single character costs as much as any list.
    let short = uri.path() == "/" && view.params.query().split_whitespace().any(|word| word.chars().count() == 1);
    let cost = if short { Cost::Slow } else { cost };
    let seen = view.clone();
    send(&view, shared.gate.run(cost, move |asker| make(asker, &seen)).await)
}

fn send(view: &View, made: Made) -> Response {
    match made {
        Ok((title, body)) => whole(StatusCode::OK, &layout::page(view, &title, &body)),
        Err(error) => failed(view, &error),
    }
}

fn whole(status: StatusCode, page: &Markup) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    // Whatever was typed or stands in a file leaves by here: what nobody sees, or what turns a line around, does not.
    (status, headers, sanitize(&page.0).into_owned()).into_response()
}

/// The page that says what went wrong, with what may have been meant.
fn failed(view: &View, error: &Error) -> Response {
    trouble(view, &Problem::new(error, view.lang))
}

fn trouble(view: &View, problem: &Problem) -> Response {
    let body = html! {
        section.trouble {
            h1 { (view.say("没有做成", "That did not work")) }
            p { (problem.detail) }
            @if !problem.candidates().is_empty() {
                p { (view.say("也许是：", "Perhaps one of these:")) }
                ul { @for id in problem.candidates() { li { a href=(view.show(id)) { (id) } } } }
            }
            p { a href=(view.link("/", [])) { (view.say("回到首页", "Back to the start")) } }
        }
    };
    whole(problem.status, &layout::page(view, &view.say("没有做成", "That did not work"), &body))
}

/// What is said of an error, in the reader's language.
fn said(error: &Error, view: &View) -> String {
    Problem::new(error, view.lang).detail
}

async fn missing(uri: Uri, Query(pairs): Query<Vec<(String, String)>>) -> Response {
    if uri.path().starts_with("/api/") {
        return super::api::missing().into_response();
    }
    let view = View::plain(uri.path().to_owned(), Params::new(pairs));
    let (zh, en) = ("没有这个页面。", "There is no such page.");
    trouble(&view, &Problem::of(StatusCode::NOT_FOUND, "no-such-address", Lang::Zh, zh, en))
}

async fn asset(Path((_, name)): Path<(String, String)>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => {
            let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
            let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)), (header::CACHE_CONTROL, keep)];
            (headers, asset.text).into_response()
        }
        None => super::api::missing().into_response(),
    }
}

/// `POST /draft`.
async fn checked(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    Query(pairs): Query<Vec<(String, String)>>,
    call: Call,
) -> Response {
    sent(&shared, &uri, pairs, call, draft::checked).await
}

/// `POST /similar`.
async fn nearest(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    Query(pairs): Query<Vec<(String, String)>>,
    call: Call,
) -> Response {
    sent(&shared, &uri, pairs, call, similar::nearest).await
}

async fn sent(
    shared: &Shared,
    uri: &Uri,
    pairs: Vec<(String, String)>,
    call: Call,
    make: fn(&Asker, &View, Upload) -> Made,
) -> Response {
    let view = match View::new(uri.path().to_owned(), Params::new(pairs.clone())) {
        Ok(view) => view,
        Err(error) => return failed(&View::plain(uri.path().to_owned(), Params::new(pairs)), &error),
    };
    let leave = match shared.gate.body().await {
        Ok(leave) => leave,
        Err(error) => return failed(&view, &error),
    };
    let upload = match upload::read(call, view.params.get("name"), view.lang).await {
        Ok(upload) => upload,
        Err(problem) => return trouble(&view, &problem),
    };
    let seen = view.clone();
    let made = shared.gate.run(Cost::Slow, move |asker| make(asker, &seen, upload)).await;
    drop(leave);
    send(&view, made)
}
