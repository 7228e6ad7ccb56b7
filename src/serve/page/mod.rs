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
use std::time::Instant;

use axum::Router;
use axum::extract::{Path, Query, Request as Call, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use self::view::View;
use super::gate::{Asker, Cost};
use super::kept::WORTH;
use super::params::Params;
use super::problem::Problem;
use super::upload::{self, Upload};
use super::{Shared, tag, tagged, unchanged};
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

/// What an address asks for after its question mark.
type Pairs = Query<Vec<(String, String)>>;

/// The pages.
pub(super) fn router() -> Router<Arc<Shared>> {
    /// A page at this address, which may cost so much.
    macro_rules! page {
        ($cost:ident, $make:path) => {
            get(|State(shared): State<Arc<Shared>>, uri: Uri, Query(pairs): Pairs, headers: HeaderMap| async move {
                made(&shared, uri.path().to_owned(), pairs, &headers, Cost::$cost, $make).await
            })
        };
    }
    /// A page about something that stands in the path behind these words.
    macro_rules! named {
        ($before:literal, $make:path) => {
            get(
                |State(shared): State<Arc<Shared>>, Path(id): Path<String>, Query(pairs): Pairs, headers: HeaderMap| async move {
                    let path = format!(concat!($before, "{}"), view::path(&id));
                    let make = move |asker: &Asker, view: &View| $make(asker, view, &id);
                    made(&shared, path, pairs, &headers, Cost::Quick, make).await
                },
            )
        };
    }
    /// What a page says of a text or file that its form sends.
    macro_rules! sent {
        ($make:path) => {
            |State(shared): State<Arc<Shared>>, uri: Uri, Query(pairs): Pairs, call: Call| async move {
                sent(&shared, uri.path().to_owned(), pairs, call, $make).await
            }
        };
    }
    Router::new()
        .route("/", page!(Quick, search::page))
        .route("/show/{*id}", named!("/show/", case::page))
        .route("/compare", page!(Slow, compare::page))
        .route("/table", page!(Slow, table::page))
        .route("/stats", page!(Slow, stats::page))
        .route("/facts", page!(Slow, lists::facts))
        .route("/timeline", page!(Slow, lists::timeline))
        .route("/kwic", page!(Quick, lists::kwic))
        .route("/keywords", page!(Slow, lists::keywords))
        .route("/similar", page!(Slow, similar::page).post(sent!(similar::nearest)))
        .route("/groups", page!(Slow, similar::groups))
        .route("/why-not", page!(Slow, lists::why_not))
        .route("/draft", page!(Quick, draft::page).post(sent!(draft::checked)))
        .route("/verify", page!(Quick, draft::quotation))
        .route("/cite", page!(Quick, lists::cite))
        .route("/corpus", page!(Quick, corpus::page))
        .route("/inspect/{*id}", named!("/inspect/", corpus::inspected))
        .route("/help", page!(Quick, help::queries))
        .route("/openapi", page!(Quick, help::api))
        .route("/assets/{hash}/{name}", get(asset))
        .fallback(missing)
}

/// Makes the page that one comes to, so that the first who comes need not wait for its counts.
pub(super) async fn prepare(shared: &Arc<Shared>) {
    let _ = made(shared, "/".to_owned(), Vec::new(), &HeaderMap::new(), Cost::Quick, search::page).await;
}

/// How the reader wants to see the page at `path`, or the page that says why that means nothing.
#[expect(clippy::result_large_err, reason = "either is answered at once")]
fn seen(path: String, pairs: Vec<(String, String)>) -> std::result::Result<View, Response> {
    let params = Params::new(pairs);
    View::new(path.clone(), params.clone()).map_err(|error| failed(&View::plain(path, params), &error))
}

/// The page at `path` that `make` makes, unless the reader has it, or it is kept.
async fn made(
    shared: &Arc<Shared>,
    path: String,
    pairs: Vec<(String, String)>,
    headers: &HeaderMap,
    cost: Cost,
    make: impl FnOnce(&Asker, &View) -> Made + Send + 'static,
) -> Response {
    let view = match seen(path, pairs) {
        Ok(view) => view,
        Err(response) => return response,
    };
    let key = shared.key(&view.path, &view.params);
    let tag = tag(&key);
    if let Some(response) = unchanged(headers, &tag) {
        return response;
    }
    if let Some(page) = shared.kept.get(&key) {
        return whole(StatusCode::OK, page.to_string(), Some(&tag));
    }
    let cost = cost.max(Cost::of_words(view.params.query()));
    let (own, shown) = (Arc::clone(shared), view.clone());
    let page = shared.gate.run(cost, move |asker| {
        // Somebody may have asked for it while this one waited for its turn.
        if let Some(page) = own.kept.get(&key) {
            return Ok(page);
        }
        let started = Instant::now();
        let (title, body) = make(asker, &shown)?;
        let page = Arc::<str>::from(text(&layout::page(&shown, &title, &body)));
        if started.elapsed() >= WORTH {
            own.kept.keep(key, &page);
        }
        Ok(page)
    });
    match page.await {
        Ok(page) => whole(StatusCode::OK, page.to_string(), Some(&tag)),
        Err(error) => failed(&view, &error),
    }
}

/// What `make` says of what a form sent.
async fn sent(
    shared: &Shared,
    path: String,
    pairs: Vec<(String, String)>,
    call: Call,
    make: fn(&Asker, &View, Upload) -> Made,
) -> Response {
    let view = match seen(path, pairs) {
        Ok(view) => View { is_sent: true, ..view },
        Err(response) => return response,
    };
    let leave = match shared.gate.body().await {
        Ok(leave) => leave,
        Err(error) => return failed(&View { is_sent: false, ..view }, &error),
    };
    let upload = match upload::read(call, view.params.get("name"), view.lang).await {
        Ok(upload) => upload,
        Err(problem) => return trouble(&View { is_sent: false, ..view }, &problem),
    };
    let shown = view.clone();
    let made = shared.gate.run(Cost::Slow, move |asker| make(asker, &shown, upload)).await;
    drop(leave);
    match made {
        Ok((title, body)) => whole(StatusCode::OK, text(&layout::page(&view, &title, &body)), None),
        // That page has no form which could send it again.
        Err(error) => failed(&View { is_sent: false, ..view }, &error),
    }
}

/// Whatever was typed or stands in a file leaves by here: what nobody sees, or what turns a line around, does not.
fn text(page: &Markup) -> String {
    sanitize(&page.0).into_owned()
}

fn whole(status: StatusCode, page: String, tag: Option<&str>) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    tagged((status, headers, page).into_response(), tag)
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
            p.actions {
                // Where a form stands, it can be sent again.
                @if matches!(view.path.as_str(), "/draft" | "/similar") {
                    a href=(view.link(&view.path, [])) { (view.say("再试一次", "Try again")) }
                }
                a href=(view.link("/", [])) { (view.say("回到首页", "Back to the start")) }
            }
        }
    };
    whole(problem.status, text(&layout::page(view, &view.say("没有做成", "That did not work"), &body)), None)
}

/// What is said of an error, in the reader's language.
fn said(error: &Error, view: &View) -> String {
    Problem::new(error, view.lang).detail
}

async fn missing(uri: Uri, Query(pairs): Pairs) -> Response {
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
