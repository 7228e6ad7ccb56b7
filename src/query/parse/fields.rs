//! Reads what begins with a name: fields with their values, facts with their bounds, readings.

use super::Parser;
use crate::api::{Field, FigureKind};
use crate::query::ast::{FactRange, Node};
use crate::query::hint::{HintKind, nearest_field};
use crate::query::lex::{
    bare_word, bounds, closing_quote, comparison, is_bar, is_blank, is_close, is_colon, is_comma, is_open, is_sign,
    near_operator, short,
};
use crate::text::fold;

/// Years that a range of years stands for beyond the first, at most.
const MOST_YEARS: u32 = 200;

impl Parser<'_> {
    /// `name:value`, `name>=figure`; `None` when no field begins here, `Some(None)` when one does and says nothing.
    pub(super) fn field(&mut self) -> Option<Option<Node>> {
        let start = self.at;
        let word = self.bare_word();
        let Some(sign) = word.find(is_sign) else {
            // `amount >= 1億`
            let kind = FigureKind::from_name(short(word)?)?;
            let rest = self.input[start + word.len()..].trim_start_matches(is_blank);
            comparison(rest)?;
            self.at = self.input.len() - rest.len();
            return Some(self.fact(kind, start));
        };
        let name = short(&word[..sign])?;
        if let Some(kind) = FigureKind::from_name(name) {
            self.at += sign;
            return Some(self.fact(kind, start));
        }
        let colon = word[sign..].chars().next().filter(|&c| is_colon(c));
        let field = Field::from_name(name);
        let place = (start, start + sign);
        let Some(colon) = colon else {
            if let Some(field) = field {
                self.hint_at(place, HintKind::NotComparable(field.name().to_owned()), None);
            }
            return None;
        };
        let after = sign + colon.len_utf8();
        if let Some(field) = field {
            self.at += after;
            let mut values = self.values();
            if field == Field::Year {
                values = self.years(values, start);
            }
            if values.is_empty() {
                self.hint(start, HintKind::Empty);
                return Some(None);
            }
            return Some(Some(Node::Field { field, values }));
        }
        if matches!(fold(name).as_str(), "pinyin" | "拼音") {
            self.at += after;
            let values = self.values();
            if values.is_empty() {
                self.hint(start, HintKind::Empty);
            }
            return Some(values.into_iter().next().map(Node::Pinyin));
        }
        let identifier = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !word[after..].is_empty()
            && !word[after..].starts_with('/');
        let nearest = nearest_field(name);
        // In Chinese a colon follows many a word; only one that is nearly a field's name is remarked on.
        if identifier || (nearest.is_some() && !name.is_ascii()) {
            let kind = HintKind::UnknownField { name: name.to_owned(), nearest: nearest.clone() };
            self.hint_at(place, kind, nearest.as_deref());
        }
        None
    }

    /// Values separated by commas, quoted or not.
    fn values(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        loop {
            if self.peek_raw().is_none_or(is_blank) {
                let Some(at) = self.value_after_blanks() else {
                    return out;
                };
                self.at = at;
            }
            let value = match self.peek_raw().and_then(closing_quote) {
                Some(_) => self.quoted(),
                None => Some(self.word(is_comma).to_owned()).filter(|value| !value.is_empty()),
            };
            if value.is_some() && !out.is_empty() && !self.takes_leaf(self.at) {
                return out;
            }
            out.extend(value);
            if self.peek_raw().is_some_and(is_comma) {
                self.bump();
            } else {
                return out;
            }
        }
    }

    /// `2021..2023` among the values as the years it stands for.
    fn years(&mut self, values: Vec<String>, start: usize) -> Vec<String> {
        let year = |text: &str| text.trim_end_matches('年').parse().ok().filter(|year| (1000..=9999).contains(year));
        let mut out = Vec::new();
        for value in values {
            let range = value.split_once("..").and_then(|(low, high)| Some((year(low)?, year(high)?)));
            match range {
                Some((low, high)) if high < low => {
                    self.hint(start, HintKind::EmptyRange(value.clone()));
                    out.push(value);
                }
                Some((low, high)) => {
                    for year in low..=u32::min(high, low + MOST_YEARS) {
                        if !out.is_empty() && !self.takes_leaf(start) {
                            return out;
                        }
                        out.push(year.to_string());
                    }
                }
                None => out.push(value),
            }
        }
        out
    }

    /// What follows the name of a kind of fact: `>=1億`, `:50..100`, `:企業>100`.
    fn fact(&mut self, kind: FigureKind, start: usize) -> Option<Node> {
        let mut typed = self.bare_word().to_owned();
        self.at += typed.len();
        // `amount>= 1億`: a sign takes the next word.
        if typed.ends_with(is_sign)
            && let Some(at) = self.value_after_blanks()
        {
            self.at = at;
            let figure = self.bare_word();
            self.at += figure.len();
            typed.push_str(figure);
        }
        match bounds(&typed) {
            Some((noun, bounds)) => {
                let fact = FactRange { kind, noun, bounds };
                match fact.interval() {
                    Err(figure) => self.hint(start, HintKind::NotAFigure(figure.to_owned())),
                    Ok(interval) if interval.is_empty() => self.hint(start, HintKind::EmptyRange(fact.to_string())),
                    Ok(_) => {}
                }
                Some(Node::Fact(fact))
            }
            None => {
                self.hint(start, HintKind::NoBounds(kind.name().to_owned()));
                None
            }
        }
    }

    /// Where a value begins after blanks: the next word or phrase, when it is nothing but that.
    fn value_after_blanks(&self) -> Option<usize> {
        let rest = self.rest().trim_start_matches(is_blank);
        let c = rest.chars().next()?;
        let word = bare_word(rest);
        let other = is_open(c)
            || is_close(c)
            || is_bar(c)
            || matches!(c, '-' | '－' | '~' | '～')
            || matches!(word, "OR" | "AND" | "NOT")
            || near_operator(word).is_some()
            || word.contains(is_sign);
        (!other).then_some(self.input.len() - rest.len())
    }
}
