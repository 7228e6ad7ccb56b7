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
//! | `choice.rs` | the enums whose values people write, with their names in both languages |
//! | `budget.rs` | how long an answer may take |
//! | `hits.rs` | passages and cases that were found, with marks and repairs |
//! | the others | the answer to one question each |

mod budget;
mod check;
mod choice;
mod export;
pub mod facts;
mod field;
mod hits;
pub mod kwic;
mod listing;
pub mod request;
pub mod similar;
pub mod table;
mod verification;
pub mod versions;
pub mod why_not;

pub use budget::Budget;
pub use check::Report;
pub use choice::{Choice, Choices};
pub use export::Exported;
pub use facts::{FactHit, FactSort};
pub use field::{Field, FigureKind, Filter};
pub use hits::{CaseHit, CaseInfo, Facet, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho, Repair, Response};
pub use kwic::{KwicLine, KwicSort};
pub use listing::{CaseListing, Listing, NoticeListing, Shown, ShownPassage};
pub use request::{By, Extra, Limit, Page, Request, Scope, Search, Selection, Sort, Subject, Within};
pub use verification::{Change, ChangeKind, NearWording, QuotePlace, Verification};

use crate::error::{Error, Result};

/// The answer to a [`Request`], in a variant of the same name.
#[derive(Debug, Clone, PartialEq)]
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
    /// To [`Request::Kwic`].
    Kwic(kwic::Kwic),
    /// To [`Request::WhyNot`].
    WhyNot(why_not::WhyNot),
    /// To [`Request::Verify`].
    Verify(Verification),
    /// To [`Request::Cite`]: what each name stands for, in the order of the names.
    Cite(Vec<Shown>),
    /// To [`Request::Similar`].
    Similar(similar::Similar),
    /// To [`Request::Groups`].
    Groups(similar::Clusters),
    /// To [`Request::Compare`].
    Compare(similar::Comparison),
    /// To [`Request::Keywords`].
    Keywords(similar::Keywords),
}

/// One question, with the type of its answer.
pub trait Question: Clone {
    /// What answers it.
    type Answer;

    /// The question as a request.
    fn request(&self) -> Request;

    /// The answer to this question; nothing where `answer` is the answer to another.
    fn of(answer: Answer) -> Option<Self::Answer>;
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
    Kwic => kwic::Kwic,
    WhyNot => why_not::WhyNot,
    Verify => Verification,
    Cite => Vec<Shown>,
    Similar => similar::Similar,
    Groups => similar::Clusters,
    Compare => similar::Comparison,
    Keywords => similar::Keywords,
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
