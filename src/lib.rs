//! anli: full-text search over Chinese government case notices, damaged scrapes included.

pub mod analyze;
pub mod clean;
pub mod decode;
pub mod lexicon;
pub mod notice;
pub mod search;
pub mod text;
