//! anli: full-text search over Chinese government case notices, damaged scrapes included.

pub mod analyze;
pub mod clean;
pub mod cli;
pub mod decode;
pub mod error;
pub mod facts;
pub mod index;
pub mod lexicon;
pub mod notice;
pub mod present;
pub mod query;
pub mod search;
pub mod text;
