//! The index on disk: schema, records, generations, building and opening.
//!
//! An index folder holds generations, `gen-1`, `gen-2`, …, each a complete tantivy index with a manifest, and the
//! file `CURRENT` with the name of the one in use. A build writes a new generation beside the current one and renames
//! `CURRENT` when it is complete, so a build that is killed leaves the old index working.
//!
//! A build walks through the corpus (`walk`), decides what to do with each file (`plan`), reads what is new in batches
//! of bounded size, and tells which files say, word for word, what another one says too (`copies`): such a notice is
//! indexed once, and the other files are linked to it. A file that cannot be read is reported and counted; the others go on.

mod add;
mod build;
mod copies;
mod facets;
mod figures;
mod files;
mod generation;
mod holds;
mod ids;
mod ingest;
mod inspect;
mod keys;
mod loose;
mod manifest;
mod open;
mod own;
mod paths;
mod plan;
mod print;
mod record;
mod schema;
mod walk;

pub use build::{Options, Progress, build};
pub use facets::{facet_counts, facet_id};
pub use figures::{FIGURES, FigurePlace, ROWS};
pub use generation::recorded_corpus;
pub use ingest::{Document, document};
pub use inspect::{Finding, Inspection, Place, TitleCopies, TitleCopy, inspect};
pub(crate) use keys::{KeyMap, KeySet};
pub use loose::{LoosePassage, build_loose};
pub use manifest::{Freshness, Manifest, SourceEntry};
pub use open::Index;
pub(crate) use own::{Arranged, BREAK, arranged, is_all, is_own, length, reduce};
pub use plan::Built;
pub use print::Print;
pub use record::{CaseRecord, NoticeRecord, PassageRecord, Record, RepairRecord, key, number_key};
pub use schema::{FACETS, FORMAT, Fields, facet_key, schema};
