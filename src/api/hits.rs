//! What a search answers: plain public data, which knows neither tantivy nor JSON.

use super::field::Field;
use crate::decode::Place;
use crate::notice::Role;
use crate::text::{Local, Raw, Rule, Span, Status};

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// The query as it was typed and as it was understood.
    pub query: QueryEcho,
    /// Matching passages, or cases with [`By::Case`](super::By::Case).
    pub total: usize,
    /// Merged, disjoint marks in all matching passages, shown or not.
    pub occurrences: usize,
    /// Distinct cases among the matching passages.
    pub cases: usize,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// Microseconds from the request to the response.
    pub took_us: u64,
    /// The hits asked for.
    pub hits: Hits,
    /// For each facet the values in all matching passages with their counts, most frequent first.
    pub facets: Vec<Facet>,
}

/// The query as it was typed and as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryEcho {
    /// As typed.
    pub input: String,
    /// As understood; parses back to the same query.
    pub parsed: String,
    /// What could be read in another way, or was not understood, or could be searched instead.
    pub hints: Vec<Hint>,
    /// For each unquoted run the folded words that it was cut into, when an explanation was asked for.
    pub tokens: Vec<(String, Vec<String>)>,
}

/// A remark on a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// Bytes of the query that it is about; none when it is about the whole.
    pub at: Option<(usize, usize)>,
    /// What it says, in Chinese.
    pub zh: String,
    /// What it says, in English.
    pub en: String,
    /// A query that can be tried instead.
    pub suggestion: Option<String>,
}

impl Hint {
    /// The characters of `query` that it is about, the first twenty; none when it is about the whole.
    #[must_use]
    pub fn about(&self, query: &str) -> Option<String> {
        const SHOWN: usize = 20;
        let (start, end) = self.at?;
        let about = query.get(start..end).filter(|about| !about.is_empty())?;
        let mut chars = about.chars();
        let mut out: String = chars.by_ref().take(SHOWN).collect();
        if chars.next().is_some() {
            out.push('…');
        }
        Some(out)
    }
}

/// Hits by passage, or grouped by case.
#[derive(Debug, Clone, PartialEq)]
pub enum Hits {
    /// One hit a passage.
    Passages(Vec<Hit>),
    /// One hit a case, with its best passages.
    Cases(Vec<CaseHit>),
}

impl Default for Hits {
    fn default() -> Self {
        Hits::Passages(Vec::new())
    }
}

/// A case with its matching passages.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseHit {
    /// The case.
    pub case: CaseInfo,
    /// The score of its best passage.
    pub score: f32,
    /// Its matching passages, best first.
    pub passages: Vec<Hit>,
}

/// One matching passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The passage's id.
    pub id: String,
    /// The score; comparable within one answer only.
    pub score: f32,
    /// The passage's role.
    pub role: Role,
    /// The section it stands in.
    pub section: Option<String>,
    /// Its case; none outside the cases.
    pub case: Option<CaseInfo>,
    /// Its notice.
    pub notice: NoticeInfo,
    /// The passage's clean text, whole.
    pub text: String,
    /// What matched, sorted and disjoint.
    pub marks: Vec<Mark>,
    /// The repairs of destroyed text in the passage.
    pub repairs: Vec<Repair>,
    /// The file, as it was found.
    pub file: String,
    /// Where in the file the passage begins, when bytes of the file say nothing: the page of a PDF, the paragraph of a
    /// DOCX. The raw spans of marks then count bytes of the extracted text.
    pub place: Option<Place>,
    /// The parts of the score, when they were asked for: what, and how much.
    pub explanation: Vec<(String, f32)>,
}

/// A case, as a hit shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseInfo {
    /// The case's id.
    pub id: String,
    /// Its tier.
    pub tier: Option<String>,
    /// Its number in the tier.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Its city.
    pub city: Option<String>,
    /// Its county.
    pub county: Option<String>,
}

/// A notice, as a hit shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeInfo {
    /// The notice's id.
    pub id: String,
    /// The document number 文號.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Date of issue, `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// Date of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Where it was found on the web.
    pub url: Option<String>,
}

/// A stretch of a passage that matched, and the bytes of the file that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the passage's text.
    pub local: Span<Local>,
    /// Bytes of the file.
    pub raw: Span<Raw>,
}

/// A repair of destroyed text, as a hit shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Where the restored text stands in the passage.
    pub local: Span<Local>,
    /// What the file holds.
    pub raw: String,
    /// What stands in the passage.
    pub restored: String,
    /// By which rule.
    pub rule: Rule,
    /// How sure it is.
    pub status: Status,
}

/// A facet and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// Values with the number of matching passages (cases with [`By::Case`](super::By::Case)), most frequent first.
    pub values: Vec<(String, usize)>,
}
