//! anli (案例, "cases"): full-text search over Chinese government case notices, damaged scrapes included.
//!
//! Mirror sites republish such notices converted to traditional characters, with a reading injected after many of
//! them (`質(zhì)押`) and some bytes destroyed. This library reads a page as it lies on disk, repairs it with a record
//! of every edit, finds its cases and passages, and answers queries with marks that point back to the bytes of the
//! file.
//!
//! # The way of a text
//!
//! ```text
//! file or member of one → bytes → decode → text → clean → clean text + edits + offset map → notice → cases, sections, passages
//!      → analyze → words and bigrams → index/
//! flags → Request → Backend → Answer → in a script → rows and blocks → terminal | JSON | CSV | Markdown
//!      (in the engine: query → parse → tree (+ hints) → plan → tantivy query + matcher → hits, marks, facets)
//! ```
//!
//! # Reading order
//!
//! Dependencies point one way; each module imports only from those before it, and a test says so.
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`error`] | the one error type; below everything because everything may fail with it |
//! | [`text`] | offsets as types, edits, offset maps that compose and invert, the folding table, the hash, and the one scanner each for scripts, ends of sentences, numerals, dates, pinyin and labels. Folding lives here, not with the analyzer, because the vocabulary and the repairs compare folded too |
//! | [`decode`] | files to text: encodings, web pages, DOCX, PDF; what they say of themselves; the way back into them |
//! | [`lexicon`] | the field's vocabulary and the places, as data |
//! | [`unpack`] | files that hold files: archives, messages, records; above the encodings, below whoever reads files, and apart from the readers because a member is a file like any other |
//! | [`analyze`] | the one analyzer for documents and queries: jieba, numbers, bigrams |
//! | [`clean`] | the repairs |
//! | [`notice`] | a clean text as a notice with cases and passages |
//! | [`facts`] | the figures, dates, titles, products and firsts of a passage |
//! | [`ingest`] | a file in, a parsed document out |
//! | [`messages`] | what is said of errors, in both languages; command lines and options are named here alone |
//! | [`api`] | the seam: every question as a [`api::Request`], every answer as an [`api::Answer`], the trait [`api::Backend`], the one table of fields, the JSON Schema. Answers serialise as they are: their JSON is the contract |
//! | [`cite`] | citations of what is found; below the engine, because a place where a quotation stands is answered with its citation |
//! | [`index`] | the index on disk: schema, records, generations |
//! | [`query`] | the query language, the planner, the matcher, the weights |
//! | [`search`] | the engine on tantivy, a backend |
//! | [`eval`] | the ranking measured on a test collection |
//! | [`present`] | an answer as rows and blocks, and one file a form that is made of them. A terminal has a layout for each sort of answer, as what is read line by line has little in common from one sort to the next |
//! | [`mcp`] | the tools of a language model: calls to requests, answers in which every text is quoted with its id |
//! | [`serve`] | the page and the API over HTTP: addresses, forms and bodies to requests, answers to responses |
//! | [`cli`] | flags, exit codes, the one error printer |
//!
//! # Invariants
//!
//! * **Two coordinates, two types.** A [`text::Span`] belongs to one text by its type, and only a
//!   [`text::OffsetMap`] or its [`text::Inverse`] leads from one text to another.
//! * **Reading never fails on content.** Decoding, cleaning, parsing of notices and of queries give a value and
//!   remarks for any input.
//! * **Nothing is lost.** Undoing the edits gives back the decoded text; passages and the gaps between them are the
//!   clean text; every passage is indexed whatever its role.
//! * **Exactness.** Every character of a passage begins one term of the field `grams`, so any run of characters is
//!   found where it stands, and nowhere else ([`analyze`] and [`query`] say how). Segmentation decides ranking, never
//!   recall.
//! * **One analyzer.** Documents and queries are cut by the same code with the same dictionary; its version is stored
//!   in the index.
//! * **One seam.** Whoever asks builds a [`api::Request`] and shows an [`api::Answer`]; neither knows tantivy, and no
//!   request holds a path of the machine that answers it. Only `present` knows CSV, Markdown and terminals.
//! * **One server.** Only `serve` knows HTTP, HTML and clocks of connections; what comes in over the network is bounded in
//!   size, time and number before it is looked at, is never written to disk, starts no program, and names no file. Its Markdown and CSV are
//!   those of `present`; pages are put together by `maud`, which escapes every text.
//! * **One door.** All output leaves by [`present::door::Door`], which only [`cli`] puts before the two streams: no text
//!   makes a terminal do anything, whatever the form. In every export text stays text.
//!
//! # An example
//!
//! ```
//! # fn main() -> anli::error::Result<()> {
//! # let folder = std::env::temp_dir().join(format!("anli-doc-{}", std::process::id()));
//! # let _ = std::fs::remove_dir_all(&folder);
//! # std::fs::create_dir_all(folder.join("corpus")).map_err(anli::error::Error::io(&folder))?;
//! # let file = folder.join("corpus/a.txt");
//! # std::fs::write(&file, "甲區開展專利質押融資。\n").map_err(anli::error::Error::io(&file))?;
//! use anli::index::{Options, build};
//! use anli::api::{Budget, Hits, Search, ask};
//! use anli::search::Engine;
//!
//! let options =
//!     Options::new(folder.join("corpus"), folder.join("index"));
//! build(&options, &|_done, _total, _passages| {})?;
//! let response = ask(&Engine::open(&options.index)?, &Search::new("质押"), &Budget::unlimited())?;
//! let Hits::Passages(hits) = &response.hits else { unreachable!("hits are passages unless cases are asked for") };
//! let mark = hits[0].marks[0];
//! assert_eq!(&hits[0].text[mark.local.range()], "質押");
//! # let _ = std::fs::remove_dir_all(&folder);
//! # Ok(())
//! # }
//! ```

pub mod analyze;
pub mod api;
pub mod cite;
pub mod clean;
pub mod cli;
pub mod decode;
pub mod error;
pub mod eval;
pub mod facts;
pub mod index;
pub mod ingest;
pub mod lexicon;
pub mod mcp;
pub mod messages;
pub mod notice;
pub mod present;
pub mod query;
pub mod search;
pub mod serve;
pub mod text;
pub mod unpack;

#[cfg(test)]
mod shared;
