//! Answers as rows: what CSV, Markdown tables and spreadsheets are made of, once for all answers.
//!
//! A [`Sheet`] is a list of columns, each with its name in JSON and CSV, its label in both languages, its type and its
//! unit, and of rows with a cell a column. A new question says here what its rows are; a new form of output writes sheets
//! and knows nothing of questions.

mod asked;
mod book;
pub(crate) mod columns;
mod files;
mod found;
mod labels;
mod similar;

use std::borrow::Cow;

use crate::api::Answer;
use crate::error::Lang;
use crate::facts::Bound;
use crate::text::{Local, Span};

pub(super) use asked::{asked, called};
pub use book::{Book, Chart, Link, Page, book};
pub use columns::{Column, Kind};
pub(super) use found::{bars, joined, shown};

/// Rows under columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// What each cell of a row is.
    pub columns: Vec<Column>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a row under a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as it is.
    Text(String),
    /// Text in which some bytes of it are marked.
    Marked(String, Vec<Span<Local>>),
    /// A word of ours: its name in JSON and CSV, and what it is called in Chinese.
    Word(&'static str, &'static str),
    /// Several texts.
    List(Vec<String>),
    /// Several texts, each with where it stands.
    Noted(Vec<(String, String)>),
    /// A title, and the name of what it is the title of.
    Named(String, String),
    /// A whole number.
    Count(usize),
    /// A number with so many digits behind the point.
    Decimal(f64, usize),
    /// A year.
    Year(usize),
    /// A figure of the corpus.
    Figure(Figure),
}

/// A figure of the corpus, in the unit of its column or its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its value in that unit.
    pub value: f64,
    /// Its own unit; empty where the column says it.
    pub unit: String,
    /// How the text bounds it.
    pub bound: Bound,
}

impl Figure {
    /// The sign that a bounded figure has before it.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        match self.bound {
            Bound::Exact => "",
            Bound::About => "约",
            Bound::AtLeast => "≥",
            Bound::Over => "＞",
            Bound::AtMost => "≤",
            Bound::Under => "＜",
        }
    }
}

impl Cell {
    /// The cell as one text; several stand on a line each.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Marked(text, _) => Cow::Borrowed(text),
            Cell::Word(name, _) => Cow::Borrowed(name),
            Cell::Noted(texts) => {
                Cow::Owned(texts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n"))
            }
            Cell::List(texts) => Cow::Owned(texts.join("\n")),
            Cell::Named(title, name) => Cow::Owned(format!("{title} {name}")),
            Cell::Count(number) => Cow::Owned(number.to_string()),
            Cell::Decimal(number, digits) => Cow::Owned(format!("{number:.digits$}")),
            Cell::Year(year) => Cow::Owned(year.to_string()),
            Cell::Figure(figure) => Cow::Owned(format!("{}{}{}", figure.sign(), figure.value, figure.unit)),
        }
    }
}

impl Sheet {
    /// The same for people: words of ours as they are called in `lang`.
    #[must_use]
    pub fn told(mut self, lang: Lang) -> Sheet {
        for cell in self.rows.iter_mut().flatten() {
            if let Cell::Word(name, zh) = cell {
                *cell = match lang {
                    Lang::Zh => (*zh).into(),
                    Lang::En => name.replace('_', " ").into(),
                };
            }
        }
        self
    }

    /// The same without the columns in which nothing stands.
    #[must_use]
    pub(super) fn filled(self) -> Sheet {
        let used = |&at: &usize| self.rows.iter().any(|row| row.get(at).is_some_and(|cell| *cell != Cell::Empty));
        let places: Vec<usize> = (0..self.columns.len()).filter(used).collect();
        self.of(&places)
    }

    /// The columns at `places`.
    #[must_use]
    pub(super) fn of(&self, places: &[usize]) -> Sheet {
        let pick = |row: &Vec<Cell>| places.iter().map(|&at| row.get(at).cloned().unwrap_or_default()).collect();
        Sheet {
            columns: places.iter().filter_map(|&at| self.columns.get(at).cloned()).collect(),
            rows: self.rows.iter().map(pick).collect(),
        }
    }
}

/// A text in pieces, none of them empty, each with whether it is marked. The marks are sorted.
pub(super) fn pieces<'t>(text: &'t str, marks: &[Span<Local>]) -> Vec<(bool, &'t str)> {
    let mut out = Vec::new();
    let mut push = |marked: bool, piece: Option<&'t str>| {
        out.extend(piece.filter(|piece| !piece.is_empty()).map(|piece| (marked, piece)));
    };
    let mut at = 0;
    for mark in marks {
        push(false, text.get(at..mark.start));
        push(true, text.get(mark.range()));
        at = mark.end.max(at);
    }
    push(false, text.get(at..));
    out
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        text.as_str().into()
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Cell {
        Cell::Count(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// How rows are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether each entry of a cell of the table of cases has the id of its passage behind it.
    pub cite: bool,
    /// Whether a pivot tells the shares of its rows and columns.
    pub shares: bool,
    /// Whether a search says how its query was understood.
    pub explain: bool,
    /// The language of what is no text of the corpus.
    pub lang: Lang,
}

/// The rows of an answer.
#[must_use]
pub fn rows(answer: &Answer, options: Options) -> Sheet {
    match answer {
        Answer::Search(response) => found::passages(response.hits.passages()),
        Answer::Show(shown) => found::passages(shown.passages.iter()),
        Answer::Cite(cited) => found::passages(cited.cited.iter().flat_map(|shown| &shown.passages)),
        Answer::List(listing) => found::cases(&listing.notices),
        Answer::Facets(response) => found::facets(&response.facets),
        Answer::Facts(facts) => found::facts(&facts.facts),
        Answer::Timeline(timeline) => found::events(&timeline.events),
        Answer::Kwic(kwic) => found::lines(&kwic.lines),
        Answer::Table(table) => found::table(table, options.cite),
        Answer::Similar(similar) => similar::reasons(&similar.hits),
        Answer::Groups(groups) => similar::groups(&groups.clusters),
        Answer::Compare(comparison) => similar::quotes(comparison),
        Answer::Keywords(keywords) => similar::keywords(&keywords.keywords),
        Answer::Pivot(pivot) => found::pivot(pivot, options),
        Answer::WhyNot(why) => found::parts(&why.parts),
        Answer::Verify(verification) => found::places(verification),
        Answer::VerifyDraft(draft) => found::claims(draft, options.lang),
        Answer::Source(source) => files::pieces(&source.passages),
        Answer::Inspect(inspected) => files::findings(&inspected.findings, options.lang),
        Answer::Corpus(corpus) => files::files(&corpus.files, options.lang),
    }
}
