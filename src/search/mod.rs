//! The engine on tantivy: the local [`Backend`](crate::api::Backend).
//!
//! Whoever asks, the terminal, a page, another program, builds a [`Request`](crate::api::Request) and gets an
//! [`Answer`](crate::api::Answer). Nothing that leaves this module knows tantivy, and nothing that enters it knows flags,
//! URLs or JSON. Every search goes one way (`seek`): read, planned, collected, relaxed.

mod answers;
mod audit;
mod backend;
mod bounds;
mod case_evidence;
mod collect;
mod described;
mod engine;
mod export;
mod facet;
mod facts;
mod infos;
mod kwic;
mod lengths;
mod matches;
mod names;
mod once;
mod one_term;
mod order;
mod parts;
mod passages;
mod pivot;
mod ranked;
mod seek;
mod segments;
pub mod similar;
mod source;
mod suggest;
mod table;
mod timeline;
mod titles;
mod top;
mod verify;
mod versions;
mod why_not;

pub use engine::{Engine, Freshness, MAX_QUERY, Survey};
pub use ranked::Ranked;
pub use verify::{MAX_DRAFT, MAX_QUOTE};
