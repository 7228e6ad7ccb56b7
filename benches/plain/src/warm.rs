//! Searches in a process that has the index open.

use std::path::Path;
use std::time::{Duration, Instant};

use anli::api::{Budget, By, Extra, Field, Filter, Search};
use anli::search::Engine;

use super::baseline::Plain;
use super::cost::{median, row};
use super::queries;

/// Prints what single queries take, ours and plain, warm.
pub fn time(folder: &Path, queries: &[&str]) {
    let plain = Plain::open(&folder.join("plain"));
    let engine = Engine::open(&folder.join("anli")).expect("the index of anli is there");
    for query in queries {
        let request = Search::new(*query);
        let mut times: [Vec<f64>; 4] = Default::default();
        for _ in 0..15 {
            let (a, b) = plain.time(query);
            let started = Instant::now();
            let total = engine.search(&request, &Budget::unlimited()).map_or(0, |answer| answer.total);
            let c = started.elapsed();
            std::hint::black_box(total);
            let started = Instant::now();
            std::hint::black_box(engine.ranked_with_all(query, 10).map_or(0, |ranked| ranked.len()));
            for (times, time) in times.iter_mut().zip([a, c, b, started.elapsed()]) {
                times.push(Duration::as_secs_f64(&time) * 1e6);
            }
        }
        let [a, b, c, d] = times.map(median);
        println!("{query}: with counts, plain {a:.0} µs, anli {b:.0} µs; ten best, plain {c:.0} µs, anli {d:.0} µs");
    }
}

/// One query of ours again and again, for a profiler.
pub fn ours(folder: &Path, query: &str, what: &str, times: usize) {
    let engine = Engine::open(&folder.join("anli")).expect("the index of anli is there");
    let request = Search::new(query);
    let started = Instant::now();
    for _ in 0..times {
        match what {
            "best" => drop(std::hint::black_box(engine.ranked_with_all(query, 10).unwrap())),
            _ => drop(std::hint::black_box(engine.search(&request, &Budget::unlimited()).unwrap())),
        }
    }
    println!("{query}: {:.1} µs each", started.elapsed().as_secs_f64() * 1e6 / times as f64);
}

/// What is measured of each query, warm, with its budget.
const MEASURED: [(&str, &str); 6] = [
    ("ten best of all that have all words", "1.0"),
    ("ten best; ours then with some of the words", "1.0"),
    ("hits and counts; ours with marks", "1.3"),
    ("hits and counts; ours with marks and facets", "none"),
    ("hits and counts; ours by case", "none"),
    ("hits and counts; ours with marks, only of one year", "none"),
];

/// One row: a kind of query measured in one way.
pub struct Measured {
    pub kind: &'static str,
    pub what: &'static str,
    pub budget: &'static str,
    /// Microseconds, the median and the 99th of a hundred: plain, then ours.
    pub p50: [f64; 2],
    pub p99: [f64; 2],
}

/// Warm searches: ten hits with texts and a count of all, ours with marks and occurrences besides.
///
/// Of every query the median of `rounds`, ours and plain in turn.
pub fn measure(folder: &Path, corpus: &Path, (count, rounds): (usize, usize)) -> Vec<Measured> {
    let plain = Plain::open(&folder.join("plain"));
    let engine = Engine::open(&folder.join("anli")).expect("the index of anli is there");
    let timed = |work: &dyn Fn()| {
        let started = Instant::now();
        work();
        started.elapsed().as_secs_f64() * 1e6
    };
    let year = common_year(&engine);
    let mut out = Vec::new();
    for (kind, queries) in queries::sample(corpus, count) {
        let mut all: [[Vec<f64>; 2]; MEASURED.len()] = Default::default();
        for query in &queries {
            let searched = Search::new(query.as_str());
            let with_facets = Search { extras: vec![Extra::Facets], ..searched.clone() };
            let by_case = Search { by: By::Case, ..searched.clone() };
            let mut of_a_year = searched.clone();
            of_a_year.selection.filters.push(year.clone());
            let search = |request: &Search| {
                std::hint::black_box(engine.search(request, &Budget::unlimited()).unwrap());
            };
            let mut times: [[Vec<f64>; 2]; MEASURED.len()] = Default::default();
            for _ in 0..rounds {
                let (counted, top) = plain.time(query);
                let [counted, top] = [counted, top].map(|time| time.as_secs_f64() * 1e6);
                let ours = [
                    timed(&|| drop(std::hint::black_box(engine.ranked_with_all(query, 10).unwrap()))),
                    timed(&|| drop(std::hint::black_box(engine.ranked(query, 10).unwrap()))),
                    timed(&|| search(&searched)),
                    timed(&|| search(&with_facets)),
                    timed(&|| search(&by_case)),
                    timed(&|| search(&of_a_year)),
                ];
                for ((times, plain), ours) in
                    times.iter_mut().zip([top, top, counted, counted, counted, counted]).zip(ours)
                {
                    times[0].push(plain);
                    times[1].push(ours);
                }
            }
            for (all, times) in all.iter_mut().zip(times) {
                for (all, times) in all.iter_mut().zip(times) {
                    all.push(median(times));
                }
            }
        }
        let at = |values: &[f64], share: f64| {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            values[((values.len() - 1) as f64 * share) as usize]
        };
        for ((what, budget), [plain, ours]) in MEASURED.into_iter().zip(&all) {
            let of = |share| [at(plain, share), at(ours, share)];
            out.push(Measured { kind, what, budget, p50: of(0.5), p99: of(0.99) });
        }
    }
    out
}

/// The condition that most passages with a year fulfil.
fn common_year(engine: &Engine) -> Filter {
    let request = Search { extras: vec![Extra::Facets], ..Search::new("的") };
    let answer = engine.search(&request, &Budget::unlimited()).unwrap();
    let json = serde_json::to_value(&answer).unwrap();
    let years = json.pointer("/facets/year").and_then(|years| years.as_array().cloned()).unwrap_or_default();
    let best = years.iter().max_by_key(|year| year["count"].as_u64());
    Filter::new(Field::Year, best.and_then(|year| year["value"].as_str()).unwrap_or("2020"))
}

/// Prints them.
pub fn print(measured: &[Measured]) {
    for Measured { kind, what, budget, p50, p99 } in measured {
        row(&format!("warm, {kind}, p50, {what}"), p50[0], p50[1], "µs", budget);
        row(&format!("warm, {kind}, p99, {what}"), p99[0], p99[1], "µs", budget);
    }
}
