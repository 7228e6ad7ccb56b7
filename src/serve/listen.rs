//! Connections: taken, bounded, and ended in good order.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::Shared;

/// Time that a client has to send the head of a request, and that a connection may stand idle.
const HEAD: Duration = Duration::from_secs(15);

/// Bytes of the head of a request: of a query, therefore, too.
const LARGEST_HEAD: usize = 64 << 10;

/// Connections that are open at a time; the others wait until one closes.
const MOST: usize = 4096;

/// Time that answers have which are under way when the server is told to stop.
const LAST: Duration = Duration::from_secs(15);

/// Lets the process have as many open files, and so connections, as the system allows it.
#[cfg(unix)]
pub(super) fn make_room() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where it may not, there are fewer, and the others wait.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// Answers on `listener` until `stop` comes, then lets what is under way end.
pub(super) async fn serve(listener: TcpListener, router: Router, shared: Arc<Shared>, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST));
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        // Too many open files, or a client that went away at once: neither lasts.
        let Some((stream, place)) = accepted else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // An answer that is small goes at once.
        let _ = stream.set_nodelay(true);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(LARGEST_HEAD)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        shared.metrics.open.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // A client that breaks off is no error of ours.
            let _ = connection.await;
            shared.metrics.open.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST, graceful.shutdown()).await;
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    Some((stream, place))
}
