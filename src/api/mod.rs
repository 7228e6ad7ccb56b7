//! The seam: every question as a [`Request`], every answer as an [`Answer`], and the trait [`Backend`] that turns one
//! into the other.
//!
//! All of it is plain data: typed values, spans that say which text they belong to, no strings that somebody compares.
//! Whoever asks (the command line; a server, a protocol) builds a request and hands the answer on to be shown; whoever
//! answers (the engine on tantivy in [`search`](crate::search)) is a backend. A request holds contents or ids, never a
//! path of the machine that answers it: reading files is for those who ask. A new question is one variant here.
//!
//! | file | what |
//! | --- | --- |
//! | `request.rs` | the questions, with what they share: [`Selection`], [`Page`] |
//! | `field.rs` | the one table of fields and of kinds of figures, and [`Filter`] |
//! | `order.rs` | the orders of what is listed |
//! | `choice.rs`, `choice_tables.rs` | the enums whose values people write, with their names in both languages |
//! | `page.rs` | which rows |
//! | `budget.rs` | what an answer may cost |
//! | `plain.rs` | how spans, enums and numbers stand in JSON |
//! | `names.rs` | the enums that stand in JSON by their names |
//! | `schema.rs` | the JSON Schema of all of it |
//! | `hits.rs` | passages and cases that were found, with marks and repairs |
//! | the others | the answer to one question each |

mod budget;
mod check;
mod choice;
mod choice_tables;
pub mod draft;
mod export;
pub mod facts;
mod field;
mod hits;
pub mod inspected;
pub mod kwic;
mod listing;
mod names;
mod order;
mod page;
pub mod pivot;
mod plain;
pub mod request;
pub mod saved;
pub mod schema;
pub mod similar;
pub mod source;
pub mod table;
pub mod timeline;
mod verification;
pub mod versions;
pub mod why_not;

pub use budget::Budget;
pub use check::Report;
pub use choice::{Choice, Choices};
pub use export::Exported;
pub use export::ExportedPassage;
pub use facts::{FactHit, FactSort};
pub use field::{Field, FigureKind, Filter};
pub use hits::{
    CaseHit, CaseInfo, CellPlace, Corrected, Exact, Facet, FacetValue, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho,
    Repair, Response, RunWords, ScorePart, TableCell,
};
pub use inspected::{Inspected, Listed, ListedMember};
pub use kwic::{KwicLine, KwicSort};
pub use listing::{AddressOf, CaseListing, Citation, Cited, Listing, NoticeListing, Shown, ShownPassage};
pub use order::{CaseSort, KeywordSort, ListSort, TableSort, ValueSort};
pub(crate) use order::{LargestFirst, in_order};
pub use page::{Limit, Page};
pub use plain::{Message, Value};
pub use request::{By, Extra, Request, Scope, Search, Selection, Sort, Subject, Within};
pub use verification::{Change, ChangeKind, FigurePair, NearWording, Piece, QuotePlace, Verification};

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Error, Lang, Result};
use crate::messages;

/// The version of the answers' JSON.
pub const VERSION: u32 = 1;

/// The answer to a [`Request`], in a variant of the same name. In JSON it is not tagged: who asks knows what was asked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Answer {
    /// To [`Request::Search`].
    Search(Response),
    /// To [`Request::List`].
    List(Listing),
    /// To [`Request::Show`].
    Show(Shown),
    /// To [`Request::Facets`]: a response without hits.
    Facets(Response),
    /// To [`Request::Facts`].
    Facts(facts::Facts),
    /// To [`Request::Table`].
    Table(table::Table),
    /// To [`Request::Timeline`].
    Timeline(timeline::Timeline),
    /// To [`Request::Kwic`].
    Kwic(kwic::Kwic),
    /// To [`Request::WhyNot`].
    WhyNot(why_not::WhyNot),
    /// To [`Request::Verify`].
    Verify(Verification),
    /// To [`Request::VerifyDraft`].
    VerifyDraft(draft::Draft),
    /// To [`Request::Cite`].
    Cite(Cited),
    /// To [`Request::Similar`].
    Similar(similar::Similar),
    /// To [`Request::Groups`].
    Groups(similar::Clusters),
    /// To [`Request::Compare`].
    Compare(similar::Comparison),
    /// To [`Request::Keywords`].
    Keywords(similar::Keywords),
    /// To [`Request::Pivot`].
    Pivot(pivot::Pivot),
    /// To [`Request::Source`].
    Source(source::Sourced),
    /// To [`Request::Inspect`].
    Inspect(Box<Inspected>),
    /// To [`Request::Corpus`].
    Corpus(source::Corpus),
}

impl Answer {
    /// Puts remarks, of which JSON has one language, into `lang`.
    pub fn in_lang(&mut self, lang: Lang) {
        let query = match self {
            Answer::Search(answer) | Answer::Facets(answer) => &mut answer.query,
            Answer::Facts(answer) => &mut answer.query,
            Answer::Table(answer) => &mut answer.query,
            Answer::Timeline(answer) => &mut answer.query,
            Answer::Kwic(answer) => &mut answer.query,
            Answer::Pivot(answer) => {
                answer.remarks.iter_mut().for_each(|remark| remark.in_lang(lang));
                &mut answer.query
            }
            Answer::Verify(answer) => {
                answer.remarks.iter_mut().for_each(|remark| remark.message.in_lang(lang));
                return;
            }
            Answer::VerifyDraft(answer) => {
                answer
                    .claims
                    .iter_mut()
                    .filter_map(|claim| claim.remark.as_mut())
                    .for_each(|one| one.message.in_lang(lang));
                return;
            }
            Answer::Inspect(answer) => {
                answer.remarks.iter_mut().for_each(|remark| remark.in_lang(lang));
                answer.findings.iter_mut().for_each(|finding| finding.note.in_lang(lang));
                return;
            }
            Answer::Corpus(answer) => {
                answer.files.iter_mut().filter_map(|file| file.problem.as_mut()).for_each(|one| one.in_lang(lang));
                return;
            }
            _ => return,
        };
        query.hints.iter_mut().for_each(|hint| hint.message.in_lang(lang));
    }
}

/// An answer with the version of its JSON.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Versioned<T> {
    /// [`VERSION`].
    pub version: u32,
    /// The answer.
    #[serde(flatten)]
    pub answer: T,
}

impl<T> Versioned<T> {
    /// `answer` in this version.
    pub fn new(answer: T) -> Versioned<T> {
        Versioned { version: VERSION, answer }
    }
}

/// What stands in the place of an answer when something went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failure {
    /// What went wrong.
    pub error: FailureError,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FailureError {
    /// A code, which does not change with what is said of it.
    pub code: String,
    /// What is said of it to a person.
    pub message: Message,
}

impl Failure {
    /// What `error` is.
    #[must_use]
    pub fn new(error: &Error, lang: Lang) -> Failure {
        let mut message = Message::from(messages::sentence(error));
        message.in_lang(lang);
        Failure { error: FailureError { code: error.code().to_owned(), message } }
    }
}

/// One question, with the type of its answer.
pub trait Question: Clone {
    /// What answers it.
    type Answer;

    /// The question as a request.
    fn request(&self) -> Request;

    /// The answer to this question; nothing where `answer` is the answer to another.
    fn of(answer: Answer) -> Option<Self::Answer>;

    /// The answer to this question as one of all answers.
    fn told(answer: Self::Answer) -> Answer;
}

/// Asks `question` and gives its answer.
///
/// # Errors
///
/// What [`Backend::answer`] says; [`Error::WrongAnswer`] when a backend gives the answer to another question.
pub fn ask<Q: Question>(backend: &impl Backend, question: &Q, budget: &Budget) -> Result<Q::Answer> {
    Q::of(backend.answer(&question.request(), budget)?).ok_or(Error::WrongAnswer)
}

macro_rules! questions {
    ($($question:ident => $answer:ty),+ $(,)?) => {
        $(impl Question for request::$question {
            type Answer = $answer;

            fn request(&self) -> Request {
                Request::$question(self.clone())
            }

            fn of(answer: Answer) -> Option<$answer> {
                match answer {
                    Answer::$question(answer) => Some(answer),
                    _ => None,
                }
            }

            fn told(answer: $answer) -> Answer {
                Answer::$question(answer)
            }
        })+
    };
}

questions! {
    Search => Response,
    List => Listing,
    Show => Shown,
    Facets => Response,
    Facts => facts::Facts,
    Table => table::Table,
    Timeline => timeline::Timeline,
    Kwic => kwic::Kwic,
    WhyNot => why_not::WhyNot,
    Verify => Verification,
    VerifyDraft => draft::Draft,
    Cite => Cited,
    Similar => similar::Similar,
    Groups => similar::Clusters,
    Compare => similar::Comparison,
    Keywords => similar::Keywords,
    Pivot => pivot::Pivot,
    Source => source::Sourced,
    Inspect => Box<Inspected>,
    Corpus => source::Corpus,
}

/// What answers requests.
pub trait Backend {
    /// Answers `request` within `budget`.
    ///
    /// # Errors
    ///
    /// What is wrong with the request, such as a name that nobody has or a query without words, and what keeps the
    /// backend from answering it: damaged files, an exhausted budget.
    fn answer(&self, request: &Request, budget: &Budget) -> Result<Answer>;
}
