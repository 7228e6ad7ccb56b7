//! The figures in a condition on facts, as numbers: `amount>=1億` is 100,000,000 yuan or more.

use super::ast::{Bounds, Comparison, FactRange};
use crate::api::FigureKind;
use crate::facts::{parse_amount, parse_bp, parse_count, parse_date, parse_percent};

/// The longest figure that is read, in bytes; a longer one is none.
const LONGEST: usize = 96;

/// One end of an [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The number.
    pub value: f64,
    /// Whether the number itself is within.
    pub included: bool,
}

/// The values that meet a condition on facts.
///
/// They are in the unit of [`Fact::value`](crate::facts::Fact::value): yuan, percent, basis points, things, and for
/// dates days since 1970-01-01. A month or a year as a bound is all its days: `date<=2022-06` ends with the 30th of June,
/// `date>2022` begins after the 31st of December.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Interval {
    /// The lower end; none where there is none.
    pub low: Option<Limit>,
    /// The upper end; none where there is none.
    pub high: Option<Limit>,
}

impl Interval {
    /// Whether `value` is within.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.meets(value, value)
    }

    /// Whether anything from `min` to `max` is within. 30萬至80萬 meets both `amount>=50萬` and `amount<=50萬`.
    #[must_use]
    pub fn meets(&self, min: f64, max: f64) -> bool {
        let above = |low: Limit| max > low.value || (low.included && max == low.value);
        let below = |high: Limit| min < high.value || (high.included && min == high.value);
        self.low.is_none_or(above) && self.high.is_none_or(below)
    }

    /// Whether nothing can be within.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match (self.low, self.high) {
            (Some(low), Some(high)) => {
                low.value > high.value || (low.value == high.value && !(low.included && high.included))
            }
            _ => false,
        }
    }

    /// What is within both.
    #[must_use]
    pub fn and(&self, other: &Interval) -> Interval {
        let tighter = |a: Option<Limit>, b: Option<Limit>, sign: f64| match (a, b) {
            (Some(a), Some(b)) if a.value == b.value => {
                Some(Limit { value: a.value, included: a.included && b.included })
            }
            (Some(a), Some(b)) => Some(if sign * a.value > sign * b.value { a } else { b }),
            (a, b) => a.or(b),
        };
        Interval { low: tighter(self.low, other.low, 1.0), high: tighter(self.high, other.high, -1.0) }
    }
}

impl FactRange {
    /// The values that meet the condition, whatever noun it names.
    ///
    /// # Errors
    ///
    /// The figure, as typed, that is none.
    pub fn interval(&self) -> Result<Interval, &str> {
        let limit = |value: f64, included: bool| Some(Limit { value, included });
        match &self.bounds {
            Bounds::Compare(comparison, figure) => {
                let (first, last) = span(self.kind, figure)?;
                Ok(match comparison {
                    Comparison::AtLeast => Interval { low: limit(first, true), high: None },
                    Comparison::Over => Interval { low: limit(last, false), high: None },
                    Comparison::AtMost => Interval { low: None, high: limit(last, true) },
                    Comparison::Under => Interval { low: None, high: limit(first, false) },
                    Comparison::Equal => Interval { low: limit(first, true), high: limit(last, true) },
                })
            }
            Bounds::Range(low, high) => Ok(Interval {
                low: low.as_deref().map(|low| span(self.kind, low)).transpose()?.and_then(|span| limit(span.0, true)),
                high: high
                    .as_deref()
                    .map(|high| span(self.kind, high))
                    .transpose()?
                    .and_then(|span| limit(span.1, true)),
            }),
        }
    }
}

/// The first and the last value that `figure` stands for; they differ only for months and years.
fn span(kind: FigureKind, figure: &str) -> Result<(f64, f64), &str> {
    let read = || {
        if figure.len() > LONGEST {
            return None;
        }
        let (first, last) = match kind {
            FigureKind::Amount => twice(parse_amount(figure)?),
            FigureKind::Percent => twice(parse_percent(figure)?),
            FigureKind::Bp => twice(parse_bp(figure)?),
            FigureKind::Count => twice(parse_count(figure)?),
            FigureKind::Date => {
                let range = parse_date(figure)?;
                (f64::from(range.start.number()), f64::from(range.end.number()))
            }
        };
        (first.is_finite() && last.is_finite()).then_some((first, last))
    };
    read().ok_or(figure)
}

fn twice(value: f64) -> (f64, f64) {
    (value, value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;
    use crate::facts::Day;
    use crate::query::ast::Node;
    use crate::query::parse;

    fn fact(query: &str) -> FactRange {
        match parse(query).0.root {
            Some(Node::Fact(fact)) => fact,
            other => panic!("{query} is {other:?}"),
        }
    }

    fn within(query: &str, value: f64) -> bool {
        fact(query).interval().unwrap().contains(value)
    }

    #[test]
    fn figures_are_read_in_their_units() {
        for (query, inside, outside) in [
            ("amount>=1億", 1e8, 9.9e7),
            ("amount>1億", 1e8 + 1.0, 1e8),
            ("金額<=100億元", 1e10, 1e10 + 1.0),
            ("amount<三千萬", 2.9e7, 3e7),
            ("amount:1.5萬", 15_000.0, 15_001.0),
            ("amount:100億..", 1e12, 9e9),
            ("amount:..10萬", 0.0, 100_001.0),
            ("percent:50..100", 100.0, 100.1),
            ("percent>=50%", 50.0, 49.9),
            ("bp>=100BP", 100.0, 99.0),
            ("count:企業>100", 101.0, 100.0),
            ("count:企業:100..200", 200.0, 201.0),
        ] {
            assert!(within(query, inside), "{query} {inside}");
            assert!(!within(query, outside), "{query} {outside}");
        }
    }

    #[test]
    fn months_and_years_are_all_their_days() {
        let day = |year, month, day| f64::from(Day::new(year, month, day).unwrap().number());
        for (query, inside, outside) in [
            ("date>=2022-06", day(2022, 6, 1), day(2022, 5, 31)),
            ("date>2022-06", day(2022, 7, 1), day(2022, 6, 30)),
            ("date<=2022-06", day(2022, 6, 30), day(2022, 7, 1)),
            ("date<2022-06", day(2022, 5, 31), day(2022, 6, 1)),
            ("date:2022", day(2022, 12, 31), day(2023, 1, 1)),
            ("date:2022年3月..2023", day(2023, 12, 31), day(2022, 2, 28)),
            ("date=2023-06-30", day(2023, 6, 30), day(2023, 6, 29)),
        ] {
            assert!(within(query, inside), "{query} {inside}");
            assert!(!within(query, outside), "{query} {outside}");
        }
    }

    #[test]
    fn what_is_no_figure_is_named() {
        for (query, figure) in [
            ("amount>=abc", "abc"),
            ("amount:1億..abc", "abc"),
            ("date>=2023年13月45日", "2023年13月45日"),
            ("date>=2023-02-30", "2023-02-30"),
            ("percent>=零分之一", "零分之一"),
            ("amount>=1e308", "1e308"),
        ] {
            assert_eq!(fact(query).interval(), Err(figure), "{query}");
        }
        let long = format!("amount>={}", "9".repeat(1000));
        assert!(fact(&long).interval().is_err());
    }

    fn interval() -> impl Strategy<Value = Interval> {
        let limit = || proptest::option::of((0..6_i32, any::<bool>()));
        (limit(), limit()).prop_map(|(low, high)| {
            let limit = |(value, included): (i32, bool)| Limit { value: f64::from(value), included };
            Interval { low: low.map(limit), high: high.map(limit) }
        })
    }

    proptest! {
        #[test]
        fn both_is_both(a in interval(), b in interval(), value in 0..12_i32) {
            let value = f64::from(value) / 2.0;
            prop_assert_eq!(a.and(&b).contains(value), a.contains(value) && b.contains(value));
            if a.is_empty() {
                prop_assert!(!a.contains(value));
            }
        }
    }
}
