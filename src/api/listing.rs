//! Notices and their cases: listed, and shown whole.

use schemars::JsonSchema;
use serde::Serialize;

use super::hits::{CaseInfo, Hit, NoticeInfo};
use super::versions::Version;

/// Notices with their cases, in the order of the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listing {
    /// How many notices there are in all.
    pub total: usize,
    /// Those asked for.
    pub notices: Vec<NoticeListing>,
}

/// A notice with its cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoticeListing {
    /// The notice.
    #[serde(flatten)]
    pub notice: NoticeInfo,
    /// The file, as it was found.
    pub file: String,
    /// Other files that say the same, word for word; they are not indexed.
    pub copies: Vec<String>,
    /// Notices that are nearly the same and say something else, the nearest first: at most 8, and 2 where more than 64
    /// have its number or its title and date.
    pub versions: Vec<Version>,
    /// How many passages it has.
    pub passages: usize,
    /// Its cases.
    pub cases: Vec<CaseListing>,
}

/// A case in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CaseListing {
    /// The case.
    #[serde(flatten)]
    pub case: CaseInfo,
    /// How many passages it has.
    pub passages: usize,
}

/// A case, a notice or a passage, shown whole.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Shown {
    /// The notice it is or belongs to.
    pub notice: NoticeInfo,
    /// The case it is or belongs to.
    pub case: Option<CaseInfo>,
    /// The file, as it was found.
    pub file: String,
    /// Where the notice was found on the web.
    pub url: Option<String>,
    /// Other versions of the notice, the nearest first, at most 8; of a case or passage only those that differ in it, and
    /// only the differences there.
    pub versions: Vec<Version>,
    /// Its passages in the order of the text.
    pub passages: Vec<ShownPassage>,
}

/// What is to be cited.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Cited {
    /// What each name stands for, in the order of the names.
    pub cited: Vec<Shown>,
    /// The citation of each, ready to be pasted.
    pub citations: Vec<Citation>,
}

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressOf {
    /// A public body's: it ends in `.gov.cn`, `.gov.hk` or `.gov.mo`.
    Issuer,
    /// Somebody else's, who published it again.
    Mirror,
}

impl AddressOf {
    /// Whose `url` is.
    #[must_use]
    pub fn of(url: &str) -> AddressOf {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
        let host = format!(".{}", host.trim_end_matches('.').to_ascii_lowercase());
        let own = [".gov.cn", ".gov.hk", ".gov.mo"].iter().any(|end| host.ends_with(end));
        if own { AddressOf::Issuer } else { AddressOf::Mirror }
    }
}

/// A citation in every style.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Citation {
    /// What it was asked for by.
    pub name: String,
    /// The id of what is cited.
    pub id: String,
    /// Its address, where one is known.
    pub url: Option<String>,
    /// Whose address it is: a mirror's is no proof of what the issuer published.
    pub url_of: Option<AddressOf>,
    /// GB/T 7714—2015.
    pub gbt7714: String,
    /// GB/T 7714—2025.
    pub gbt7714_2025: String,
    /// BibTeX.
    pub bibtex: String,
    /// RIS.
    pub ris: String,
    /// CSL-JSON.
    pub csl: serde_json::Value,
}

/// A passage that is shown: a hit without marks.
pub type ShownPassage = Hit;
