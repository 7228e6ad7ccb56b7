//! The integration tests, in one binary: one link, one set of helpers.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop at the line")]
#![allow(unreachable_pub, reason = "helpers of one binary")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

/// What a user of the command line sees.
mod cli;
/// Running the real programs in a folder of their own.
mod common;
/// A corpus is a folder: copies, bad files, links, names, damaged indexes.
mod corpus;
/// The promises of exactness and of marks, on the notice and on generated text.
mod exact;
/// Folders of files of all kinds, good and bad.
mod formats;
/// The query language, against readings by brute force.
mod language;
/// The ranking on the notice, as committed files.
mod rank;
/// The structure of the source tree itself.
mod tidy;
