//! What a search answers: plain public data, which knows nothing of tantivy. As it serialises, it is the contract.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::field::Field;
use super::plain::Message;
use crate::decode::Place;
use crate::error::Sentence;
use crate::facts::{Fact, Headed, extract_in};
use crate::notice::Role;
use crate::text::{Local, Raw, Rule, Span, Status, Typed};

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
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
    /// How much of it is the run as it stands, where the query is one unquoted run, places and filters aside, that stands
    /// somewhere as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<Exact>,
    /// What was searched where what was typed stands nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// Microseconds from the request to the response.
    pub took_us: u64,
    /// The hits asked for.
    pub hits: Hits,
    /// For each facet the values in all matching passages with their counts, most frequent first; facets without a value
    /// are left out in JSON.
    #[serde(serialize_with = "by_field")]
    #[schemars(with = "BTreeMap<Field, Vec<FacetValue>>")]
    pub facets: Vec<Facet>,
}

/// An object with a member for each field.
fn by_field<S: Serializer>(facets: &[Facet], serializer: S) -> Result<S::Ok, S::Error> {
    let used = facets.iter().filter(|facet| !facet.values.is_empty());
    serializer.collect_map(used.map(|facet| (facet.field, &facet.values)))
}

/// How much is found of a run as it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exact {
    /// Occurrences.
    pub occurrences: usize,
    /// Passages.
    pub passages: usize,
    /// Distinct cases.
    pub cases: usize,
}

/// A string that stands nowhere, and what was searched in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Corrected {
    /// As typed.
    pub from: String,
    /// As searched.
    pub to: String,
}

/// The query as it was typed and as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QueryEcho {
    /// As typed.
    pub input: String,
    /// As understood; parses back to the same query.
    pub parsed: String,
    /// What could be read in another way, or was not understood, or could be searched instead.
    pub hints: Vec<Hint>,
    /// For each unquoted run the folded words that it was cut into, when an explanation was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<RunWords>,
}

/// A run of characters without blanks, and how it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RunWords {
    /// As typed.
    pub run: String,
    /// The words that it was cut into, folded.
    pub words: Vec<String>,
}

/// A remark on a query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hint {
    /// Bytes of the query that it is about; none when it is about the whole.
    #[serde(flatten)]
    pub at: Option<Span<Typed>>,
    /// What it says.
    pub message: Message,
    /// The folded string that stands nowhere, where it says that and suggests another.
    #[serde(skip)]
    pub missing: Option<String>,
    /// A query that can be tried instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Hint {
    /// A remark on the whole.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Hint {
        Hint { at: None, message: Sentence::new(zh, en).into(), missing: None, suggestion: None }
    }

    /// The characters of `query` that it is about, the first twenty; none when it is about the whole.
    #[must_use]
    pub fn about(&self, query: &str) -> Option<String> {
        const SHOWN: usize = 20;
        let about = query.get(self.at?.range()).filter(|about| !about.is_empty())?;
        let mut chars = about.chars();
        let mut out: String = chars.by_ref().take(SHOWN).collect();
        if chars.next().is_some() {
            out.push('…');
        }
        Some(out)
    }
}

/// Hits by passage, or grouped by case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Hits {
    /// One hit a passage.
    Passages(Vec<Hit>),
    /// One hit a case, with its best passages.
    Cases(Vec<CaseHit>),
}

impl Hits {
    /// How many hits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Hits::Passages(hits) => hits.len(),
            Hits::Cases(cases) => cases.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The passages, those of a case together.
    pub fn passages(&self) -> impl Iterator<Item = &Hit> {
        let (passages, cases) = match self {
            Hits::Passages(hits) => (hits.as_slice(), &[][..]),
            Hits::Cases(cases) => (&[][..], cases.as_slice()),
        };
        passages.iter().chain(cases.iter().flat_map(|case| &case.passages))
    }
}

impl Default for Hits {
    fn default() -> Self {
        Hits::Passages(Vec::new())
    }
}

/// A case with its matching passages.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CaseHit {
    /// The case.
    pub case: CaseInfo,
    /// The score of its best passage.
    pub score: f32,
    /// Its matching passages, best first.
    pub passages: Vec<Hit>,
}

/// One matching passage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
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
    /// DOCX, the row of a sheet with the cell of the first mark. Marks have no raw span then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The line in which it begins, of a text file.
    #[serde(skip)]
    pub line: Option<u32>,
    /// Whether the page was read by machine (text recognition): its characters are likely, and not certain.
    #[serde(rename = "machine", skip_serializing_if = "std::ops::Not::not")]
    pub by_machine: bool,
    /// The cells of tables in the passage, which is a row or the text of a cell; sorted and disjoint.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<TableCell>,
    /// The parts of the score, when they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<ScorePart>,
}

impl Hit {
    /// The facts of the passage.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        extract_in(&self.text, &self.cells.iter().map(TableCell::headed).collect::<Vec<_>>())
    }

    /// Where in the file `span` of the passage stands, when bytes of the file say nothing.
    #[must_use]
    pub fn place_at(&self, span: Span<Local>) -> Option<Place> {
        let place = self.place.as_ref()?;
        Some(self.cell_at(span).map_or_else(|| place.clone(), |cell| place.in_cell(cell.row, cell.column)))
    }

    /// The cell of a table in which `span` of the passage stands.
    #[must_use]
    pub fn cell_at(&self, span: Span<Local>) -> Option<&CellPlace> {
        self.cells.iter().find(|cell| cell.local.contains(span)).map(|cell| &cell.cell)
    }
}

/// A cell of a table in a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TableCell {
    /// Bytes of the passage's text.
    #[serde(flatten)]
    pub local: Span<Local>,
    /// Where it lies in its table.
    #[serde(flatten)]
    pub cell: CellPlace,
}

impl TableCell {
    /// As its facts are read: under what heads its column first.
    fn headed(&self) -> Headed<'_> {
        let CellPlace { column_headings, row_heading, .. } = &self.cell;
        Headed { span: self.local, headings: column_headings.iter().chain(row_heading).map(String::as_str).collect() }
    }
}

/// Where a cell lies in a table, and what heads it. Of a merged cell the first row and column that it covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CellPlace {
    /// Which table of the file, from 1.
    pub table: u32,
    /// Its row, from 1.
    pub row: u32,
    /// Its column, from 1.
    pub column: u32,
    /// Whether it heads a column itself.
    #[serde(rename = "heading")]
    pub is_heading: bool,
    /// The headings of its column, from the nearest upwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub column_headings: Vec<String>,
    /// The heading of its row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_heading: Option<String>,
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScorePart {
    /// What it is for.
    pub part: String,
    /// How much it adds.
    pub score: f32,
}

/// A case, as a hit shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CaseInfo {
    /// The case's id.
    pub id: String,
    /// Its tier.
    pub tier: Option<String>,
    /// Its number in the tier.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Its province.
    pub province: Option<String>,
    /// Its city.
    pub city: Option<String>,
    /// Its county.
    pub county: Option<String>,
}

/// A notice, as a hit shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
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
    #[serde(skip)]
    pub url: Option<String>,
    /// Whether it has no title, and the name of its file stands in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub untitled: bool,
}

impl NoticeInfo {
    /// When it was issued, or where that is not known published.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.issued.as_deref().or(self.published.as_deref())
    }
}

/// A stretch of a passage that matched, and the bytes of the file that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// Bytes of the passage's text.
    #[serde(flatten)]
    pub local: Span<Local>,
    /// Bytes of the file; none where bytes of the file say nothing.
    #[serde(flatten)]
    pub raw: Option<Span<Raw>>,
}

/// A repair of destroyed text, as a hit shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Repair {
    /// Where the restored text stands in the passage.
    #[serde(flatten)]
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
    pub values: Vec<FacetValue>,
    /// How many values there are beyond these.
    pub more: usize,
}

/// A value of a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// How many passages or cases have it.
    pub count: usize,
}
