//! What the server has done, in the text form of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the times that are counted, in milliseconds.
const BOUNDS: [u64; 9] = [1, 2, 5, 10, 50, 100, 500, 1000, 5000];

/// Counts of answers.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    routes: Mutex<BTreeMap<(String, u16), Route>>,
    pub(super) open: AtomicUsize,
    pub(super) switches: AtomicUsize,
    pub(super) refused: AtomicUsize,
}

/// Of one route and status.
#[derive(Debug, Default, Clone)]
struct Route {
    count: u64,
    seconds: f64,
    below: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Counts an answer of the route `path`.
    pub(super) fn count(&self, path: &str, status: u16, took: Duration) {
        // What is counted is whole at any time.
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let route = routes.entry((path.to_owned(), status)).or_default();
        route.count += 1;
        route.seconds += took.as_secs_f64();
        for (bound, below) in BOUNDS.iter().zip(&mut route.below) {
            *below += u64::from(took <= Duration::from_millis(*bound));
        }
    }

    /// All counts; `passages` are those of the index in use.
    pub(super) fn text(&self, passages: usize) -> String {
        let mut out = String::new();
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        out.push_str("# HELP anli_requests_total Requests that were answered.\n# TYPE anli_requests_total counter\n");
        for ((path, status), route) in &routes {
            let _ = writeln!(out, "anli_requests_total{{route=\"{path}\",status=\"{status}\"}} {}", route.count);
        }
        out.push_str("# HELP anli_request_seconds Time from a request to the head of its answer.\n");
        out.push_str("# TYPE anli_request_seconds histogram\n");
        let mut by_path: BTreeMap<&str, Route> = BTreeMap::new();
        for ((path, _), route) in &routes {
            let all = by_path.entry(path).or_default();
            all.count += route.count;
            all.seconds += route.seconds;
            all.below.iter_mut().zip(&route.below).for_each(|(all, one)| *all += one);
        }
        for (path, route) in by_path {
            for (bound, below) in BOUNDS.iter().zip(&route.below) {
                let seconds = Duration::from_millis(*bound).as_secs_f64();
                let _ = writeln!(out, "anli_request_seconds_bucket{{route=\"{path}\",le=\"{seconds}\"}} {below}");
            }
            let _ = writeln!(out, "anli_request_seconds_bucket{{route=\"{path}\",le=\"+Inf\"}} {}", route.count);
            let _ = writeln!(out, "anli_request_seconds_sum{{route=\"{path}\"}} {}", route.seconds);
            let _ = writeln!(out, "anli_request_seconds_count{{route=\"{path}\"}} {}", route.count);
        }
        for (name, kind, what, value) in [
            ("anli_connections", "gauge", "Connections that are open.", self.open.load(Ordering::Relaxed)),
            (
                "anli_index_switches_total",
                "counter",
                "New indexes taken into use.",
                self.switches.load(Ordering::Relaxed),
            ),
            (
                "anli_index_refused_total",
                "counter",
                "New indexes that were not whole.",
                self.refused.load(Ordering::Relaxed),
            ),
            ("anli_passages", "gauge", "Passages in the index in use.", passages),
        ] {
            let _ = writeln!(out, "# HELP {name} {what}\n# TYPE {name} {kind}\n{name} {value}");
        }
        out
    }
}
