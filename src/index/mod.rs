//! The index on disk: schema, records, generations, building and opening.
//!
//! An index folder holds generations, `gen-1`, `gen-2`, …, each a complete tantivy index with a manifest, and the
//! file `CURRENT` with the name of the one in use. A build writes a new generation beside the current one and renames
//! `CURRENT` when it is complete, so a build that is killed leaves the old index working. A generation never changes
//! after that: readers take no lock and need no right to write (`directory`), and the manifest has a checksum of each of
//! its files, and `CURRENT` the manifest's. What a build may touch and remove in a folder, `folder` says.
//!
//! A build walks through the corpus (`walk`), decides what to do with each file (`changes`), reads what is new on several
//! threads, as much at a time as the memory allows (`work`, `pool`), and tells which files say, word for word, what another
//! one says too (`copies`): such a notice is indexed once, and the other files are linked to it. What is new becomes a
//! segment (`writer`), and what has not changed keeps its own (`settle`); what was taken out of a segment counts no longer
//! (`searcher`). A file that cannot be read is reported and counted; the others go on.

mod bare;
mod build;
mod changes;
mod containment;
mod copies;
mod directory;
mod documents;
mod facets;
mod failure;
mod figures;
mod files;
mod fingerprint;
mod folder;
mod ids;
mod keys;
mod manifest;
mod members;
mod names;
mod open;
mod own;
mod paths;
mod pool;
mod recent;
mod record;
mod schema;
mod searcher;
mod settle;
mod stored;
mod walk;
mod work;
mod writer;

pub use bare::{LoosePassage, build_loose};
pub use build::{MEMORY, Options, WantedLexicon, build};
pub use changes::{Built, Progress, Trust};
pub use facets::{facet_counts, facet_id};
pub use figures::{FIGURES, FigurePlace, ROWS};
pub use files::Stamp;
pub use fingerprint::Fingerprint;
pub use folder::{Patience, generation, leftovers};
pub(crate) use keys::{KeyMap, KeySet};
pub use manifest::{
    Depends, Freshness, Holds, Manifest, Part, Seen, SourceEntry, Survey, Unreadable, is_without_machine,
    recorded_corpus,
};
pub(crate) use open::Keys;
pub use open::{Index, verify_files};
pub(crate) use own::{Arranged, BREAK, arranged, is_all, is_own, length, reduce};
pub use record::{CaseRecord, CellRecord, NoticeRecord, PassageRecord, Record, RepairRecord, key, number_key};
pub(crate) use schema::characters_of;
pub use schema::{FACETS, FORMAT, Fields, facet_key, schema};
pub use searcher::Searcher;
pub(crate) use stored::Stored;
