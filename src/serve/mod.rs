//! `anli serve`: a page for people and an API for programs, over HTTP, on one machine.
//!
//! An address, a form or a body becomes a [`Request`](crate::api::Request), and an answer a response: everything that is
//! found out is found out behind the seam ([`api`](crate::api)), every form but the page is made by
//! [`present`](crate::present). Nothing that arrives is written to disk, and no address names a file of the machine.
//!
//! | file | what |
//! | --- | --- |
//! | `held.rs` | the engine in use, and the next one |
//! | `kept.rs` | pages that took long to make |
//! | `gate.rs` | how many questions at a time, and what one may cost |
//! | `guard.rs` | who may ask, and what a browser may do with the answer |
//! | `listen.rs` | connections |
//! | `params.rs`, `endpoints.rs`, `upload.rs` | what was asked, as a request |
//! | `api.rs`, `problem.rs`, `openapi.rs` | answers to programs |
//! | `page/` | answers to people: every state is an address, and nothing needs the script |
//! | `metrics.rs` | counts |

mod api;
mod endpoints;
mod gate;
mod guard;
mod held;
mod kept;
mod listen;
mod metrics;
mod openapi;
mod page;
mod params;
mod problem;
mod upload;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::compression::{CompressionLayer, CompressionLevel};

pub use held::{Held, SavedIn};

use crate::api::saved::Saved;
use crate::error::{Error, Result, Sentence};
use crate::search::Engine;
use crate::text::hash;

/// How often it is looked whether there is a new index.
const LOOK: Duration = Duration::from_secs(1);

/// The largest body of a request as JSON, in bytes.
const LARGEST_REQUEST: usize = 2 << 20;

/// What a form puts around its file, in bytes.
const AROUND: usize = 64 << 10;

impl Shared {
    /// What an answer depends on: the program, the index, and what was asked. The same key has the same answer, but for the
    /// time that it took.
    fn key(&self, path: &str, params: &params::Params) -> String {
        let held = self.gate.held();
        let engine = held.current();
        let generation = engine.index().folder().display();
        // What a group means may change; the page of groups lists all of them.
        let names = path == "/groups" || params.pairs().iter().any(|(_, value)| Saved::is_named_in(value));
        let saved = names.then(|| held.saved().unwrap_or_default());
        format!("{}\0{generation}\0{path}\0{:?}\0{saved:?}", self.build, params.pairs())
    }
}

/// The name of the answer that has this key (RFC 9110, 8.8.3), a weak one.
fn tag(key: &str) -> String {
    format!("W/\"{:016x}\"", hash(key.as_bytes()))
}

/// The answer to somebody who has it already.
fn unchanged(headers: &HeaderMap, tag: &str) -> Option<Response> {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let has = known.flat_map(|value| value.split(',')).any(|value| value.trim() == tag);
    has.then(|| tagged(StatusCode::NOT_MODIFIED.into_response(), Some(tag)))
}

/// `response` by its name.
fn tagged(mut response: Response, tag: Option<&str>) -> Response {
    if let Some(Ok(tag)) = tag.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Where and to whom a server answers.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address that it listens at.
    pub addr: SocketAddr,
    /// Names that it answers to beside those of the loopback; needed where others can reach the address.
    pub hosts: Vec<String>,
    /// Origins whose pages may read answers.
    pub origins: Vec<String>,
    /// Whether language models are answered at `/mcp`.
    pub mcp: bool,
    /// The groups of cases that queries may name.
    pub saved: Option<SavedIn>,
}

/// What is known to everything that answers.
#[derive(Debug)]
struct Shared {
    gate: gate::Gate,
    callers: guard::Callers,
    metrics: metrics::Metrics,
    kept: kept::Kept,
    /// Which program it is: what it answers may differ from what another one does.
    build: String,
}

/// Answers until the process is told to stop (`SIGTERM`, `SIGINT`), and then lets what is under way end. `ready` gets the
/// address once connections are taken, `news` what there is to say later on.
///
/// # Errors
///
/// [`Error::Invalid`] for an address that others can reach without a name to answer to; [`Error::Io`] when it is in use.
pub fn run(
    engine: Engine,
    options: &Options,
    ready: impl FnOnce(SocketAddr),
    news: impl Fn(Sentence) + Send + Sync + 'static,
) -> Result<()> {
    if !options.addr.ip().is_loopback() && options.hosts.is_empty() {
        return Err(Error::Invalid {
            place: format!("--addr {}", options.addr),
            reason: Sentence::new(
                "别的机器可以访问这个地址；请用 --allow-host 写明服务器的名字",
                "others can reach this address; name the server with --allow-host NAME",
            ),
        });
    }
    #[cfg(unix)]
    listen::make_room();
    let place = options.addr.to_string();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::io(&place))?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(options.addr).await.map_err(Error::io(&place))?;
        let addr = listener.local_addr().map_err(Error::io(&place))?;
        let stop = stop().map_err(Error::io(&place))?;
        let shared = Arc::new(Shared {
            gate: gate::Gate::new(Arc::new(Held::new(engine, options.saved.clone()))),
            callers: guard::Callers { hosts: options.hosts.clone(), origins: options.origins.clone() },
            metrics: metrics::Metrics::default(),
            kept: kept::Kept::default(),
            build: build(),
        });
        tokio::spawn(watch(Arc::clone(&shared), news));
        let first = Arc::clone(&shared);
        tokio::spawn(async move { page::prepare(&first).await });
        ready(addr);
        listen::serve(listener, router(&shared, options.mcp), shared, stop).await;
        Ok(())
    });
    // What is still at work has nobody who waits for it.
    runtime.shutdown_background();
    served
}

/// A name for this program: its version and what its pages look like.
fn build() -> String {
    let assets = page::ASSETS.iter().map(|asset| hash(asset.text.as_bytes())).fold(0, u64::wrapping_add);
    format!("{}-{assets:016x}", env!("CARGO_PKG_VERSION"))
}

/// Ends when the process is told to stop.
#[cfg(unix)]
fn stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

/// Ends when the process is told to stop.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as elsewhere")]
fn stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Takes a new index into use as soon as there is one.
async fn watch(shared: Arc<Shared>, news: impl Fn(Sentence) + Send + Sync + 'static) {
    let mut refused: Option<String> = None;
    loop {
        tokio::time::sleep(LOOK).await;
        let held = Arc::clone(shared.gate.held());
        match tokio::task::spawn_blocking(move || held.refresh()).await {
            Ok(Ok(true)) => {
                refused = None;
                shared.metrics.switches.fetch_add(1, Ordering::Relaxed);
                news(Sentence::new("已换用新的索引", "a new index is in use"));
                shared.kept.clear();
                page::prepare(&shared).await;
            }
            Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                // What is wrong is said once, however often it is looked at.
                let said = error.to_string();
                if refused.as_ref() != Some(&said) {
                    shared.metrics.refused.fetch_add(1, Ordering::Relaxed);
                    let Sentence { zh, en } = crate::messages::sentence(&error);
                    news(Sentence::new(
                        format!("新的索引没有换用：{zh}"),
                        format!("the new index is not taken into use: {en}"),
                    ));
                    refused = Some(said);
                }
            }
            Err(_) => {}
        }
    }
}

fn router(shared: &Arc<Shared>, mcp: bool) -> Router {
    let mut router = Router::new();
    for endpoint in &endpoints::ENDPOINTS {
        let path = format!("/api/{}", endpoint.path.replace("{id}", "{*id}"));
        let taken = match endpoint.path {
            "verify" => get(api::get).post(api::draft),
            "similar" => get(api::get).post(api::similar),
            _ => get(api::get),
        };
        router = router.route(&path, taken);
    }
    if mcp {
        let held: Arc<Held> = Arc::clone(shared.gate.held());
        router = router.route_service("/mcp", crate::mcp::over_http(held));
    }
    router
        .route("/api/answer", post(api::any).layer(DefaultBodyLimit::max(LARGEST_REQUEST)))
        .route("/openapi.json", get(async || json(&openapi::document())))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .merge(page::router())
        .layer(DefaultBodyLimit::max(upload::LARGEST + AROUND))
        // What is sent once is not worth the time of a thorough compressor.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(shared), guard::guard))
        .with_state(Arc::clone(shared))
}

fn json(value: &serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], value.to_string()).into_response()
}

async fn health() -> &'static str {
    "ok\n"
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let passages = shared.gate.held().current().index().manifest().passages;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], shared.metrics.text(passages)).into_response()
}
