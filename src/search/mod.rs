//! The façade: [`Request`] in, [`Response`] out.
//!
//! The terminal, the web page and the tools of other programs all ask an [`Engine`] and get plain public data. Nothing
//! that leaves this module knows tantivy, and nothing that enters it knows flags, URLs or JSON.

mod collect;
mod engine;
mod names;
mod request;
mod response;
mod suggest;

pub use engine::{Engine, Freshness, MAX_QUERY};
pub use names::{CaseListing, Listing, NoticeListing, Shown, ShownPassage};
pub use request::{By, Request, Scope, Sort};
pub use response::{CaseHit, CaseInfo, Facet, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho, Repair, Response};

pub use crate::query::Within;
