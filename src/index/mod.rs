//! The index on disk: schema, records, generations, building and opening.
//!
//! An index folder holds generations, `gen-1`, `gen-2`, …, each a complete tantivy index with a manifest, and the
//! file `CURRENT` with the name of the one in use. A build writes a new generation beside the current one and renames
//! `CURRENT` when it is complete, so a build that is killed leaves the old index working.
//!
//! A build walks through the corpus (`walk`), decides what to do with each file (`plan`), reads what is new in batches
//! of bounded size, and tells which files hold a notice that another one holds too (`copies`): such a notice is indexed
//! once, and the other files are linked to it. A file that cannot be read is reported and counted; the others go on.

mod build;
mod copies;
mod ingest;
mod inspect;
mod loose;
mod manifest;
mod open;
mod paths;
mod plan;
mod record;
mod schema;
mod walk;

pub use build::{Built, Options, Progress, build};
pub use copies::Print;
pub use ingest::{Document, document};
pub use inspect::{Finding, Inspection, Place, inspect};
pub use loose::{LoosePassage, build_loose};
pub use manifest::{Freshness, Manifest, SourceEntry};
pub use open::{Index, recorded_corpus};
pub use record::{CaseRecord, NoticeRecord, PassageRecord, Record, RepairRecord, key, number_key};
pub use schema::{FACETS, FORMAT, Fields, facet_key, schema};
