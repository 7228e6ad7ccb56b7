//! The index on disk: schema, records, generations, building and opening.
//!
//! An index folder holds generations, `gen-1`, `gen-2`, …, each a complete tantivy index with a manifest, and the
//! file `CURRENT` with the name of the one in use. A build writes a new generation beside the current one and renames
//! `CURRENT` when it is complete, so a build that is killed leaves the old index working.

mod build;
mod facets;
mod ingest;
mod inspect;
mod loose;
mod manifest;
mod open;
mod record;
mod schema;

pub use build::{Built, Options, Progress, build};
pub use facets::{facet_counts, facet_id};
pub use ingest::{Document, document};
pub use inspect::{Finding, Inspection, Place, inspect};
pub use loose::{LoosePassage, build_loose};
pub use manifest::{Freshness, Manifest, SourceEntry};
pub use open::Index;
pub use record::{CaseRecord, NoticeRecord, PassageRecord, Record, RepairRecord, key, number_key};
pub use schema::{FACETS, FORMAT, Fields, facet_key, schema};
