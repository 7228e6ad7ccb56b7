//! The integration tests, in one binary: one link, one set of helpers.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop at the line")]
#![allow(unreachable_pub, reason = "helpers of one binary")]
#![allow(clippy::print_stderr, reason = "what is measured is shown")]

/// A corpus that is another, is away, or is not known any more.
mod absent;
/// Files that hold files.
mod archives;
/// Pages of answers, cases and facets, against the whole.
mod best;
/// Small files that stand for huge ones.
#[cfg(unix)]
mod bombs;
/// A real browser by its driver.
mod browser;
/// Citations and exports, as committed texts.
mod cite;
/// What a user of the command line sees.
mod cli;
/// Running the real programs in a folder of their own.
mod common;
/// Cases side by side, and the terms that set cases apart.
mod compare;
/// What a program reads: the JSON Schema of every answer, and errors.
mod contract;
/// A corpus is a folder: copies, bad files, links, names, damaged indexes.
mod corpus;
/// Damaged pages: found as their undamaged twins are, and the report on them.
mod damage;
/// Questions that take long, stopped by their work.
mod deadlines;
/// What documents of many shapes say of themselves.
mod documents;
/// What leaves the programs: nothing that a terminal obeys, and an error where it cannot be written.
#[cfg(unix)]
mod door;
/// The promises of exactness and of marks, on the notice and on generated text.
mod exact;
/// Figures, dates and firsts: conditions, lists, the table of cases.
mod facts;
/// Fields and facets against their filters, the vocabulary, why-not.
mod fields;
/// Files of every office format, written by different programs.
mod files;
/// Damaged files of an index.
mod flips;
/// Text in every export that would like to be more than text.
mod forged;
/// Folders of files of all kinds, good and bad.
mod formats;
/// The folder of an index: what is somebody else's, what cannot be read, what is killed.
mod index_folder;
/// Builds whose system calls are made to fail.
mod injected;
/// The query language, against readings by brute force.
mod language;
/// The same options everywhere, and nothing cut off in silence.
mod limits;
/// Pages without text, read by machine.
#[cfg(unix)]
mod machine;
/// A language model's tools, by the protocol and by a client of somebody else's.
mod mcp;
/// What people type who do not know the query language.
mod natural;
/// Near operators on generated passages, against every pair of places by brute force.
mod near;
/// Workbooks, documents and pages, read back by other programs.
mod office;
/// What is installed: packages, manual pages, what a shell proposes.
mod packages;
/// The pages in a real browser.
mod pages;
/// Counts by two fields, against facets and by brute force.
mod pivot;
/// The ranking on the notice, as committed files.
mod rank;
/// What a person reads: language, script, names and settings.
mod reader;
/// Messages with attachments, and files of records.
mod records;
/// The server: the same answers as the command line, in good order whatever it is sent.
#[cfg(unix)]
mod serve;
/// A server in a folder, and a client that sends bytes as they are.
mod server;
/// What people type, quote and write, as committed sets with their shares.
mod sets;
/// Comparable cases: against judgements, and every reason against a search.
mod similar;
/// The table of cases under the columns of its field.
mod table;
/// The structure of the source tree itself.
mod tidy;
/// What was the first of its kind, in order.
mod timeline;
/// Updates of an index, and the memory of a build.
mod updates;
/// Files that are sent to the server.
mod uploads;
/// Quotations and figures: what stands, and what is nearest to what does not.
mod verify;
/// Copies and versions: what says something else is found, and told.
mod versions;
/// A folder as it is found in the wild: everything that goes wrong with a file at once.
#[cfg(unix)]
mod wild;
