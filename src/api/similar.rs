//! Comparable cases, cases side by side, groups of cases, and the terms that set cases apart.

use schemars::JsonSchema;
use serde::Serialize;

use super::hits::{CaseInfo, NoticeInfo};
use crate::lexicon::TagKind;

/// The cases that are nearest to a case or a text.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Similar {
    /// The case; none for a text.
    pub case: Option<CaseInfo>,
    /// How many cases it was measured against.
    pub compared: usize,
    /// Microseconds from the request to the answer.
    pub took_us: u64,
    /// The nearest, best first.
    pub hits: Vec<SimilarHit>,
}

/// A comparable case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SimilarHit {
    /// The case.
    pub case: CaseInfo,
    /// Its notice.
    pub notice: NoticeInfo,
    /// How near it is, with the parts of the score.
    #[serde(flatten)]
    pub score: Score,
    /// What both have.
    pub reasons: Vec<Reason>,
    /// In what they differ.
    pub differences: Vec<Difference>,
}

/// A score with its parts.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, JsonSchema)]
pub struct Score {
    /// The mean of the parts, 1 for a case and itself; of a text their weighted mean.
    #[serde(rename = "score")]
    pub total: f32,
    /// What it is the mean of.
    pub parts: ScoreParts,
}

/// The parts of a [`Score`].
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, JsonSchema)]
pub struct ScoreParts {
    /// Agreement of the vocabulary, 1 at most.
    pub facets: f32,
    /// Agreement of pairs of characters, from 0 to 1.
    pub pairs: f32,
    /// Agreement of phrases, from 0 to 1.
    pub phrases: f32,
}

/// A sort of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// Both deal with a thing of the vocabulary.
    Shared(TagKind),
    /// Both use a distinctive word.
    Word,
    /// Two of their sentences are close.
    Sentence,
}

impl ReasonKind {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = ReasonKind> {
        TagKind::ALL.into_iter().map(ReasonKind::Shared).chain([ReasonKind::Word, ReasonKind::Sentence])
    }

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ReasonKind::Shared(kind) => kind.name(),
            ReasonKind::Word => "word",
            ReasonKind::Sentence => "sentence",
        }
    }
}

/// Something that two cases share.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// What sort of thing it is.
    pub kind: ReasonKind,
    /// The thing: the name in the vocabulary, in the script of the other case; the word; the characters that two
    /// sentences share.
    pub value: String,
    /// The query that finds it: `anli search --count QUERY --filter case:ID` prints the counts below.
    pub query: String,
    /// In the case that was asked for.
    pub here: Count,
    /// In the other case.
    pub there: Count,
    /// In all others; none where it is so frequent that counting would take long.
    pub elsewhere: Option<Elsewhere>,
    /// Of close sentences: both, of a very long one the part around what they share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentences: Option<(String, String)>,
}

/// How often something occurs in a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// Occurrences, as a search counts them.
    pub occurrences: usize,
    /// The passages, by id; none for a text.
    pub passages: Vec<String>,
}

/// How often something occurs outside the two cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Elsewhere {
    /// Occurrences, passages outside all cases included.
    pub occurrences: usize,
    /// Cases that have it.
    pub cases: usize,
}

/// A sort of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// Where.
    Place,
    /// The tier in its notice.
    Tier,
    /// The largest sums of money.
    Amount,
    /// Things of the vocabulary that only one of the two has.
    Only(TagKind),
}

impl DifferenceKind {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = DifferenceKind> {
        let fixed = [DifferenceKind::Place, DifferenceKind::Tier, DifferenceKind::Amount];
        fixed.into_iter().chain(TagKind::ALL.into_iter().map(DifferenceKind::Only))
    }

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DifferenceKind::Place => "place",
            DifferenceKind::Tier => "tier",
            DifferenceKind::Amount => "amount",
            DifferenceKind::Only(kind) => kind.name(),
        }
    }
}

/// A difference: what stands on either side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// What it is about.
    pub kind: DifferenceKind,
    /// Of the case that was asked for.
    pub here: Vec<Quote>,
    /// Of the other.
    pub there: Vec<Quote>,
}

/// Something that a case says, and where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Quote {
    /// The words of the text; for things of the vocabulary their name, in the script of the case.
    pub text: String,
    /// What it is about: of a figure its noun.
    pub what: Option<String>,
    /// The passages, by id; none for what is known of the case as a whole.
    pub passages: Vec<String>,
    /// For each of the passages the first sentence in it that says so.
    pub sentences: Vec<String>,
    /// The sum in yuan, of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yuan: Option<f64>,
    /// Of a group: how many of its cases say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<usize>,
}

/// Cases side by side: a row for each thing that is compared, in it a cell for each case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The cases, in the order in which they were asked for.
    pub cases: Vec<CaseInfo>,
    /// The notice of each of the cases.
    pub notices: Vec<NoticeInfo>,
    /// The groups, where groups are compared: then a cell is of a group, and lists first what most of its cases have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// What is compared; rows that are empty for all cases are left out.
    pub rows: Vec<Row>,
}

/// Cases that are compared as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// As it was asked for: 城市:宁波.
    pub name: String,
    /// The ids of its cases.
    pub cases: Vec<String>,
}

/// What is compared in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// City and county.
    Place,
    /// The tier in its notice.
    Tier,
    /// Instruments 工具.
    Instruments,
    /// Objects 客體.
    Objects,
    /// Who takes part 合作方.
    Partners,
    /// Mechanisms 機制.
    Mechanisms,
    /// For whom and on what terms 側面.
    Aspects,
    /// Sums of money that are no subsidies.
    Amounts,
    /// Sums and rates of subsidies.
    Subsidies,
    /// What came of it: rates, growth, counts and claims to be the first, as the sections on results have them; where a
    /// case has none, as all but those on the background and on what is to be learned.
    Outcomes,
    /// Every other rate and count.
    Figures,
}

impl RowKind {
    /// All of them, in the order of a comparison.
    pub const ALL: [RowKind; 11] = [
        RowKind::Place,
        RowKind::Tier,
        RowKind::Instruments,
        RowKind::Objects,
        RowKind::Partners,
        RowKind::Mechanisms,
        RowKind::Aspects,
        RowKind::Amounts,
        RowKind::Subsidies,
        RowKind::Outcomes,
        RowKind::Figures,
    ];

    /// Its name in JSON and CSV.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RowKind::Place => "place",
            RowKind::Tier => "tier",
            RowKind::Instruments => "instruments",
            RowKind::Objects => "objects",
            RowKind::Partners => "partners",
            RowKind::Mechanisms => "mechanisms",
            RowKind::Aspects => "aspects",
            RowKind::Amounts => "amounts",
            RowKind::Subsidies => "subsidies",
            RowKind::Outcomes => "outcomes",
            RowKind::Figures => "figures",
        }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// What is compared.
    #[serde(rename = "row")]
    pub kind: RowKind,
    /// For each case, or each group, what it says, with its passages.
    pub cells: Vec<Vec<Quote>>,
}

/// The groups of a corpus.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Clusters {
    /// How near groups must be on average to be joined.
    pub cut: f32,
    /// The groups, the largest first; a case that is like no other is one of its own.
    pub clusters: Vec<Cluster>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Cluster {
    /// The mean similarity of its pairs; none of a single case.
    pub mean: Option<f32>,
    /// Things of the vocabulary that most of its cases deal with and few others do.
    pub common: Vec<String>,
    /// Its cases.
    pub cases: Vec<Clustered>,
}

/// A case in its group.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Clustered {
    /// The case.
    #[serde(flatten)]
    pub case: CaseInfo,
    /// Its notice.
    pub notice: NoticeInfo,
    /// The nearest other case of the corpus, in the group or not.
    pub nearest: Option<Nearest>,
}

/// The nearest other case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Nearest {
    /// Its id.
    pub case: String,
    /// How near it is.
    pub score: f32,
}

/// Distinctive terms of a group of cases.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Keywords {
    /// The cases of the group.
    pub cases: Vec<CaseInfo>,
    /// The cases that a query found, of which the best are the group.
    pub found: usize,
    /// The terms, the most distinctive first.
    pub keywords: Vec<Keyword>,
}

/// A term that the group speaks of more than the rest.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Keyword {
    /// The term, as a case of the group writes it.
    pub term: String,
    /// The query that counts it.
    pub query: String,
    /// The log-likelihood ratio G² of the mentions (Dunning, "Accurate Methods for the Statistics of Surprise and
    /// Coincidence", 1993), in characters of the group and of the rest.
    #[serde(rename = "g2")]
    pub score: f64,
    /// Of a group: the same ratio of the cases that mention it, in the group and in the rest. It puts the terms that many
    /// of its cases share before what one of them says often.
    #[serde(rename = "case_g2", skip_serializing_if = "Option::is_none")]
    pub by_cases: Option<f64>,
    /// Mentions in the group, as a search counts them, and cases of the group that mention it.
    #[serde(flatten)]
    pub here: Mentions,
    /// The same in the rest.
    pub elsewhere: Mentions,
}

/// How often a term is mentioned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mentions {
    /// Mentions.
    pub mentions: usize,
    /// Cases that mention it.
    pub cases: usize,
}
