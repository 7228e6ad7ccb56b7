//! Facts: the figures, dates, titles, products and firsts of one passage.
//!
//! [`extract`] is a pure function of a passage's clean text. It reads the text folded, one character for one character,
//! so that `14家企業` and `14家企业` give the same fact, and returns spans and words of the text itself. The rules are
//! those of the language (numerals, measure words, words of limitation), never those of one notice; what is counted
//! and what is not is said, with examples, in `tests/gold/README.md`.
//!
//! In reading order: `folded_line` (the folded characters), `number` (how numbers are written), `unit` (what makes a number a
//! figure), `bound` (近, 以上, 不超过), `figure` (all three together), `ratio` (百分之五十, 4:4:2), `date`, `duration`,
//! `quoted_names` (titles and products), `first`, `noun` (which noun a figure is about), `direction` and `purpose`. `values` gives the
//! values alone, for the index; `headed` reads the rows of tables; `columns` says which column of a table a fact belongs in; `whole` where every number begins and ends, for quotations; `parse` reads the figures of a query with the same rules.

mod bound;
pub mod columns;
mod counted;
mod date;
mod direction;
mod duration;
mod figure;
mod first;
mod folded_line;
mod headed;
mod money_words;
mod noun;
mod number;
mod parse;
mod physical;
mod purpose;
mod quoted_names;
mod ratio;
mod sign;
mod unit;
mod unit_words;
mod values;
mod whole;

#[cfg(test)]
mod tests;

pub use crate::text::date::{DateRange, Day};
pub use direction::Direction;
pub use first::Level;
pub use headed::{Headed, measured_in};
pub use parse::{parse_amount, parse_bp, parse_count, parse_date, parse_percent};
pub use physical::physical_figures;
pub use purpose::Purpose;
pub use unit_words::leading_measure;
pub use values::{Measured, measured};
pub use whole::{WholeNumber, whole_numbers};

use serde::{Deserialize, Serialize};

use crate::text::{Local, Span, fold};
use figure::{Figure, Label};
use folded_line::Line;

/// One fact of a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What sort of fact it is.
    pub kind: Kind,
    /// Its place: bytes of the passage. A figure with the words that bound it (`近800萬元`, `500萬元以下`), a title or a
    /// product with its marks, of a first the words that make the claim (`全國首單`).
    pub span: Span<Local>,
    /// The text at [`span`](Fact::span), in the passage's own script.
    pub text: String,
    /// The value, with 萬 and 億 multiplied out: of money in yuan (in its own currency where [`unit`](Fact::unit) names
    /// another), of rates in percent or basis points, of counts in things, of dates the first day as days since
    /// 1970-01-01, of durations in days (a year has 365, a month 30). None for titles, products and firsts.
    pub value: Option<f64>,
    /// The upper end of a range: `30萬至80萬`; of a date its last day, where that is another than the first.
    pub value_max: Option<f64>,
    /// `元`, `%`, `百分點`, `bp`, `天`, another currency, or a count's measure word as it is written. None without a value.
    pub unit: Option<String>,
    /// How the value is bound.
    pub bound: Bound,
    /// Which way it goes, where its clause says so.
    pub direction: Option<Direction>,
    /// The noun or purpose of a figure (質押額, 同比增長, 惠及企業), the name inside the marks of a title or product, or
    /// what is claimed of a first; as in the passage.
    pub what: Option<String>,
    /// What only some kinds have.
    pub detail: Detail,
}

/// What only some kinds of facts have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Nothing more.
    None,
    /// Of a count: what is counted, as in the passage. Its measure word is the fact's unit.
    Count {
        /// The noun, with what qualifies it (`國家高新技術企業`); none where the passage names none.
        noun: Option<String>,
    },
    /// Of a date: its days.
    Date(DateRange),
    /// Of a first: how wide the circle is in which it is one.
    First {
        /// The level; none where only who did it is said (`舟山市首創…`).
        level: Option<Level>,
        /// The level as the passage has it (`全國`, `全省`, `衢州市`).
        scope: Option<String>,
    },
}

/// The sorts of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A sum of money.
    Money,
    /// A percentage, or a difference of percentages.
    Percent,
    /// Basis points, hundredths of a percentage point.
    Bp,
    /// So many of a thing.
    Count,
    /// A day, month, year or span of days.
    Date,
    /// A document's title 《…》.
    Title,
    /// A quoted name of a product or mechanism.
    Product,
    /// A claim to be the first.
    First,
    /// A term, a period, a time limit.
    Duration,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 9] = [
        Kind::Money,
        Kind::Percent,
        Kind::Bp,
        Kind::Count,
        Kind::Date,
        Kind::Title,
        Kind::Product,
        Kind::First,
        Kind::Duration,
    ];

    /// The kind's name in JSON and in `--kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Money => "money",
            Kind::Percent => "percent",
            Kind::Bp => "bp",
            Kind::Count => "count",
            Kind::Date => "date",
            Kind::Title => "title",
            Kind::Product => "product",
            Kind::First => "first",
            Kind::Duration => "duration",
        }
    }

    /// The kind whose [`name`](Kind::name) is `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How a value is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Bound {
    /// As it stands.
    #[default]
    Exact,
    /// 近, 約, 左右.
    About,
    /// 以上, 不低於, 至少.
    AtLeast,
    /// 超, 多, 余, 突破.
    Over,
    /// 以下, 不超過, 最高.
    AtMost,
    /// 不足, 不到, 低於.
    Under,
}

impl Bound {
    /// All bounds.
    pub const ALL: [Bound; 6] = [Bound::Exact, Bound::About, Bound::AtLeast, Bound::Over, Bound::AtMost, Bound::Under];

    /// The bound's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::About => "about",
            Bound::AtLeast => "at_least",
            Bound::Over => "over",
            Bound::AtMost => "at_most",
            Bound::Under => "under",
        }
    }

    /// The bound whose [`name`](Bound::name) is `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Bound> {
        Bound::ALL.into_iter().find(|bound| bound.name() == name)
    }
}

impl Fact {
    /// The days of a date.
    #[must_use]
    pub fn days(&self) -> Option<DateRange> {
        match self.detail {
            Detail::Date(range) => Some(range),
            _ => None,
        }
    }

    /// The sum in yuan; none for other kinds and other currencies.
    #[must_use]
    pub fn yuan(&self) -> Option<f64> {
        self.value.filter(|_| self.kind == Kind::Money && self.unit.as_deref() == Some("元"))
    }

    /// Of a count, what is counted, as in the passage.
    #[must_use]
    pub fn noun(&self) -> Option<&str> {
        match &self.detail {
            Detail::Count { noun } => noun.as_deref(),
            _ => None,
        }
    }

    /// Whether this is a count of `noun`: the counted noun ends in it, folded (高新技術企業 counts 企业).
    ///
    /// A measure word is no noun: 1649家次 counts no 企業.
    #[must_use]
    pub fn counts(&self, noun: &str) -> bool {
        match &self.detail {
            Detail::Count { noun: Some(found) } => fold(found).ends_with(&fold(noun)),
            _ => false,
        }
    }
}

/// The facts of `text`, sorted by their spans; those of one kind are disjoint.
///
/// Total: any text gives facts or none. What looks like a figure and cannot be one (`2023年13月45日`, more than 10^18 of
/// anything) is left out.
#[must_use]
pub fn extract(text: &str) -> Vec<Fact> {
    extract_plain(text)
}

/// The facts of a passage in which `cells` of a table stand, sorted and disjoint: each cell is read by itself, under its
/// headings, as 金额（万元）：1200 would be. Otherwise as [`extract`].
#[must_use]
pub fn extract_in(text: &str, cells: &[Headed<'_>]) -> Vec<Fact> {
    if cells.is_empty() { extract_plain(text) } else { headed::extract(text, cells) }
}

fn extract_plain(text: &str) -> Vec<Fact> {
    let line = Line::new(text);
    let titles = quoted_names::titles(&line);
    Found::read(&line, &titles).into_facts(&line, &titles)
}

/// What has been found, before it is put in order.
#[derive(Default)]
struct Found {
    figures: Vec<Figure>,
    dates: Vec<date::Found>,
    durations: Vec<duration::Found>,
    firsts: Vec<first::First>,
    products: Vec<(usize, usize)>,
}

impl Found {
    /// Everything but the titles, which are known: what stands in them is no figure.
    fn read(line: &Line<'_>, titles: &[(usize, usize)]) -> Found {
        let mut found = Found::default();
        let mut title = titles.iter().peekable();
        let mut i = 0;
        // A straight mark opens and closes by turns.
        let mut quoted = false;
        while i < line.len() {
            let c = line.get(i);
            while title.next_if(|&&(_, end)| end <= i).is_some() {}
            if number::begins(c) {
                i = found.number(line, i, title.peek().is_some_and(|&&(start, _)| start < i));
                continue;
            }
            match c {
                '第' => {
                    let (end, first) = first::ordinal(line, i);
                    found.firsts.extend(first);
                    i = end;
                    continue;
                }
                '首' | '率' => {
                    if let Some(first) = first::at(line, i) {
                        i = first.end.max(i + 1);
                        found.firsts.push(first);
                        continue;
                    }
                }
                '半' => {
                    if let Some(duration) = duration::at(line, i) {
                        i = duration.end.max(i + 1);
                        found.durations.push(duration);
                        continue;
                    }
                }
                '"' => {
                    quoted = !quoted;
                    found.products.extend(quoted.then(|| quoted_names::product(line, i)).flatten());
                }
                '“' | '‘' | '「' | '『' => found.products.extend(quoted_names::product(line, i)),
                _ => {}
            }
            i += 1;
        }
        found
    }

    /// Takes up what begins with the number at `i`; gives the index to read on at.
    fn number(&mut self, line: &Line<'_>, i: usize, in_title: bool) -> usize {
        match date::at(line, i) {
            Some(date::Seen::Dates(dates)) => {
                let end = dates.last().map_or(i + 1, |date| date.end);
                self.dates.extend(dates);
                return end.max(i + 1);
            }
            Some(date::Seen::Not(end)) => return end.max(i + 1),
            None => {}
        }
        if in_title {
            return number::read(line, i).0.max(i + 1);
        }
        if let Some(duration) = duration::at(line, i) {
            self.durations.push(duration);
            return duration.end.max(i + 1);
        }
        let (end, figure) = ratio::at(line, i).unwrap_or_else(|| figure::at(line, i));
        let figure = figure.or_else(|| {
            let last = self.figures.last()?;
            ratio::upper_end(line, i, last).or_else(|| figure::following(line, i, last))
        });
        if let Some(mut figure) = figure {
            if let Some(last) = self.figures.last() {
                // 十多美元3: the currency belongs to the figure before it.
                figure.inner.0 = figure.inner.0.max(last.inner.1);
                figure.start = figure.start.max(last.end).min(figure.inner.0);
                figure.carry_bound(line, last);
            }
            self.figures.push(figure);
        }
        end.max(i + 1)
    }

    fn into_facts(self, line: &Line<'_>, titles: &[(usize, usize)]) -> Vec<Fact> {
        let whats = noun::of_figures(line, &self.figures, &self.dates);
        let mut facts = Vec::with_capacity(self.figures.len() + self.dates.len() + titles.len() + self.firsts.len());
        let mut floor = 0;
        for (figure, what) in self.figures.iter().zip(whats) {
            let mut fact = Fact::new(line, figure.kind, figure.start, figure.end);
            (fact.value, fact.value_max, fact.bound) = (Some(figure.value), figure.max, figure.bound);
            fact.unit = Some(match figure.unit {
                Label::Fixed(name) => name.to_owned(),
                Label::Written(start, end) => line.slice(start, end).to_owned(),
            });
            fact.what = what.what;
            fact.direction = direction::of(line, figure, floor).filter(|_| direction::applies(figure.kind));
            floor = figure.end;
            if figure.kind == Kind::Count {
                fact.detail = Detail::Count { noun: what.noun.map(|(start, end)| line.slice(start, end).to_owned()) };
            }
            facts.push(fact);
        }
        for duration in &self.durations {
            let mut fact = Fact::new(line, Kind::Duration, duration.start, duration.end);
            (fact.value, fact.value_max, fact.bound) = (Some(duration.value), duration.max, duration.bound);
            fact.unit = Some("天".to_owned());
            facts.push(fact);
        }
        for date in &self.dates {
            let mut fact = Fact::new(line, Kind::Date, date.start, date.end);
            let (first, last) = (date.range.start.number(), date.range.end.number());
            fact.value = Some(f64::from(first));
            fact.value_max = (first != last).then(|| f64::from(last));
            fact.bound = date.bound;
            fact.detail = Detail::Date(date.range);
            facts.push(fact);
        }
        let inside = |start: usize, end: usize| Some(line.slice(start + 1, end - 1).to_owned());
        for (kind, list) in [(Kind::Title, titles), (Kind::Product, &self.products)] {
            facts.extend(
                list.iter().map(|&(start, end)| Fact { what: inside(start, end), ..Fact::new(line, kind, start, end) }),
            );
        }
        for first in &self.firsts {
            let mut fact = Fact::new(line, Kind::First, first.start, first.end);
            // A title that a page broke over two lines is one.
            fact.what = Some(line.slice(first.claim.0, first.claim.1).replace('\n', ""));
            let scope = first.scope.map(|(start, end)| line.slice(start, end).to_owned());
            fact.detail = Detail::First { level: first.level, scope };
            facts.push(fact);
        }
        facts.sort_by_key(|fact| (fact.span, fact.kind));
        facts
    }
}

impl Fact {
    fn new(line: &Line<'_>, kind: Kind, start: usize, end: usize) -> Fact {
        Fact {
            kind,
            span: line.span(start, end),
            text: line.slice(start, end).to_owned(),
            value: None,
            value_max: None,
            unit: None,
            bound: Bound::Exact,
            direction: None,
            what: None,
            detail: Detail::None,
        }
    }
}
