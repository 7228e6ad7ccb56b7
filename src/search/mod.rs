//! The façade: [`Request`] in, [`Response`] out.
//!
//! The terminal, the web page and the tools of other programs all ask an [`Engine`] and get plain public data. Nothing
//! that leaves this module knows tantivy, and nothing that enters it knows flags, URLs or JSON.

mod audit;
mod collect;
mod engine;
mod evidence;
mod export;
mod facts;
mod kwic;
mod names;
mod ranked;
mod request;
mod response;
pub mod similar;
mod suggest;
mod table;
mod verify;
mod versions;
mod why_not;

pub use audit::Report;
pub use engine::{Engine, Freshness, MAX_QUERY, Survey};
pub use export::Exported;
pub use facts::{FactHit, FactSort, Facts};
pub use kwic::{Kwic, KwicLine, KwicSort};
pub use names::{CaseListing, Listing, NoticeListing, Shown, ShownPassage};
pub use ranked::Ranked;
pub use request::{By, Request, Scope, Sort};
pub use response::{CaseHit, CaseInfo, Facet, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho, Repair, Response};
pub use table::{Column, Entry, Row, Table};

pub use verify::{Change, ChangeKind, MAX_QUOTE, NearWording, QuotePlace, Verification};
pub use versions::{Difference, Otherwise, Version};
pub use why_not::{Part, WhyNot};

pub use crate::query::Within;
