//! Text to a query. It never fails: what cannot be read one way is read another, with a remark.
//!
//! Near operators bind tighter than juxtaposition, which binds tighter than `OR`; exclusion binds tightest. Time and
//! memory are linear in the length of the query, and nesting is bounded.

mod fields;

use super::ast::{FactRange, Node, Query};
use super::figure::Interval;
use super::gloss::bracket_len;
use super::hint::{HintKind, QueryHint, quoted_instead};
use super::lex::{
    bare_word, binding, closing_quote, comparison, ends_word, is_bar, is_blank, is_close, is_open, near_operator,
};
use crate::text::{is_han, is_invisible};

/// Groups may be nested so deep; the brackets of deeper ones are left out.
const DEEPEST: usize = 64;

/// So many parts may be joined by near operators in a row; further operators are left out. Like [`DEEPEST`] it bounds
/// the depth of the tree, which is printed, planned and dropped by recursion.
const LONGEST_CHAIN: usize = 16;

/// So many words, phrases, values and other leaves are read; what follows is left out.
const MOST_LEAVES: usize = 1024;

/// The longest query for which a remark says what could be written instead, in bytes.
const LONGEST_CORRECTED: usize = 4096;

/// Remarks kept, at most. Nobody reads more, and a query of a million brackets must not make a million.
const MOST_HINTS: usize = 32;

/// Reads `input`. The remarks are in the order of their places.
#[must_use]
pub fn parse(input: &str) -> (Query, Vec<QueryHint>) {
    let mut parser = Parser { input, at: 0, depth: 0, skipped: 0, leaves: 0, full: false, hints: Vec::new() };
    let mut parts = Vec::new();
    loop {
        parts.extend(parser.alternatives());
        match parser.peek() {
            None => break,
            // A closing bracket that closes nothing.
            Some(_) => {
                let start = parser.at;
                parser.bump();
                parser.hint(start, HintKind::LoneBracket);
            }
        }
    }
    let root = Node::and(parts);
    if root.as_ref().is_some_and(only_excludes) {
        parser.full = false;
        parser.hint(0, HintKind::OnlyExclusion);
    }
    parser.hints.sort_by_key(|hint| hint.at);
    (Query { root }, parser.hints)
}

/// Whether nothing in `node` asks for anything.
fn only_excludes(node: &Node) -> bool {
    match node {
        Node::Not(_) => true,
        Node::Group(inner) => only_excludes(inner),
        Node::And(parts) | Node::Or(parts) => parts.iter().all(only_excludes),
        _ => false,
    }
}

/// How many near operators stand in a row at the left edge of `node`.
fn chain_length(mut node: &Node) -> usize {
    let mut length = 0;
    while let Node::Near { left, .. } = node {
        length += 1;
        node = left;
    }
    length
}

struct Parser<'i> {
    input: &'i str,
    at: usize,
    depth: usize,
    /// Brackets left out because they are nested too deep, still to be closed.
    skipped: usize,
    leaves: usize,
    /// No more leaves are taken; what is said about the rest would only confuse.
    full: bool,
    hints: Vec<QueryHint>,
}

impl<'i> Parser<'i> {
    fn rest(&self) -> &'i str {
        &self.input[self.at..]
    }

    fn peek_raw(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next character that is no blank; blanks are passed over.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_blank).len();
        self.peek_raw()
    }

    fn bump(&mut self) {
        self.at += self.peek_raw().map_or(0, char::len_utf8);
    }

    fn hint(&mut self, start: usize, kind: HintKind) {
        self.hint_at((start, self.at.max(start)), kind, None);
    }

    /// A remark about the bytes `at`, with what may be written instead of them.
    fn hint_at(&mut self, at: (usize, usize), kind: HintKind, instead: Option<&str>) {
        // One remark on depth is enough.
        let again = kind == HintKind::TooDeep && self.hints.iter().any(|hint| hint.kind == kind);
        if self.full || again || self.hints.len() == MOST_HINTS {
            return;
        }
        let instead = instead.filter(|_| self.input.len() <= LONGEST_CORRECTED);
        let suggestion = instead.map(|instead| format!("{}{instead}{}", &self.input[..at.0], &self.input[at.1..]));
        self.hints.push(QueryHint { at, kind, suggestion });
    }

    /// An operator without a part beside it.
    fn lone_operator(&mut self, start: usize, operator: &str) {
        let end = start + operator.len();
        self.hint_at((start, end), HintKind::NoOperand(operator.to_owned()), Some(&quoted_instead(operator)));
    }

    /// Whether one more leaf is taken. When not, the rest of the input is left out.
    fn takes_leaf(&mut self, start: usize) -> bool {
        if self.leaves == MOST_LEAVES {
            let end = self.input.len();
            self.hint_at((start, end), HintKind::TooLong { limit: MOST_LEAVES }, None);
            self.full = true;
            self.at = end;
            return false;
        }
        self.leaves += 1;
        true
    }

    /// Parts joined by `OR`, up to a closing bracket or the end.
    fn alternatives(&mut self) -> Option<Node> {
        let mut parts: Vec<Node> = Vec::new();
        loop {
            let found = self.conjunction();
            let empty = found.is_none();
            parts.extend(found);
            let Some((start, operator)) = self.or_operator() else {
                break;
            };
            let last = self.peek().is_none_or(is_close);
            if empty || last {
                self.lone_operator(start, operator);
            }
            if last {
                break;
            }
        }
        Node::or(parts)
    }

    /// `OR`, `|` or a full-width bar, passed over: where it stands, and what it is.
    fn or_operator(&mut self) -> Option<(usize, &'i str)> {
        let bar = self.peek().is_some_and(is_bar);
        let start = self.at;
        if bar {
            // `||` is one operator.
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(is_bar).len();
        } else if self.bare_word() == "OR" {
            self.at += 2;
        } else {
            return None;
        }
        Some((start, &self.input[start..self.at]))
    }

    /// The characters up to the next blank, bracket, bar or quotation mark.
    fn bare_word(&self) -> &'i str {
        bare_word(self.rest())
    }

    fn conjunction(&mut self) -> Option<Node> {
        self.peek();
        let start = self.at;
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            if is_close(c) {
                if self.skipped == 0 {
                    break;
                }
                self.skipped -= 1;
                self.bump();
                continue;
            }
            if is_bar(c) || self.bare_word() == "OR" {
                break;
            }
            if self.bare_word() == "AND" {
                let start = self.at;
                self.at += 3;
                let stops = self.peek().is_none_or(|c| is_close(c) || is_bar(c)) || self.bare_word() == "OR";
                if parts.is_empty() || stops {
                    self.lone_operator(start, "AND");
                }
                continue;
            }
            self.near(&mut parts);
        }
        let node = Node::and(parts).map(Node::ungrouped);
        if let Some(Node::And(parts)) = &node {
            self.contradictions(start, parts);
        }
        node
    }

    /// Remarks on conditions among `parts`, each of which can be met, that no one figure meets together.
    fn contradictions(&mut self, start: usize, parts: &[Node]) {
        let mut known: Vec<(&FactRange, Interval)> = Vec::new();
        for part in parts {
            let Node::Fact(fact) = part else { continue };
            let Ok(interval) = fact.interval() else { continue };
            if interval.is_empty() {
                continue;
            }
            match known.iter_mut().find(|(other, _)| other.kind == fact.kind && other.noun == fact.noun) {
                None => known.push((fact, interval)),
                Some((other, both)) => {
                    *both = both.and(&interval);
                    if both.is_empty() {
                        let kind = HintKind::Apart { first: other.to_string(), second: fact.to_string() };
                        self.hint(start, kind);
                        return;
                    }
                }
            }
        }
    }

    /// Appends parts joined by near operators.
    fn near(&mut self, parts: &mut Vec<Node>) {
        let mut left = self.unary();
        loop {
            self.peek();
            let start = self.at;
            let operator = self.bare_word();
            let Some((unit, ordered)) = near_operator(operator) else {
                break;
            };
            self.at += operator.len();
            if left.as_ref().is_some_and(|left| chain_length(left) == LONGEST_CHAIN) {
                self.hint(start, HintKind::LongChain { limit: LONGEST_CHAIN });
                break;
            }
            let stops = self.peek().is_none_or(|c| is_close(c) || is_bar(c))
                || matches!(self.bare_word(), "OR" | "AND")
                || near_operator(self.bare_word()).is_some();
            let right = if stops { None } else { self.unary() };
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    let (left, right) = (Box::new(left.ungrouped()), Box::new(right.ungrouped()));
                    Some(Node::Near { unit, ordered, left, right })
                }
                // With nothing on one side it is text.
                (left, right) => {
                    self.lone_operator(start, operator);
                    parts.extend(left);
                    if self.takes_leaf(start) {
                        parts.push(Node::Phrase(operator.to_owned()));
                    }
                    right
                }
            };
        }
        parts.extend(left);
    }

    /// One part, perhaps excluded.
    fn unary(&mut self) -> Option<Node> {
        let mut excluded = false;
        let start = self.at;
        let mut operator = None;
        loop {
            let c = self.peek();
            if matches!(c, Some('-' | '－')) {
                let sign = self.at;
                self.bump();
                let next = self.peek_raw();
                operator = Some("-");
                if next.is_none_or(is_blank) {
                    self.hint(sign, HintKind::NoOperand("-".to_owned()));
                    if excluded {
                        continue;
                    }
                    return None;
                }
                excluded = !excluded;
            } else if c.is_some() && self.bare_word() == "NOT" {
                self.at += 3;
                operator = Some("NOT");
                excluded = !excluded;
            } else {
                break;
            }
        }
        if let Some(operator) = operator
            && (self.peek().is_none_or(|c| is_close(c) || is_bar(c)) || matches!(self.bare_word(), "OR" | "AND"))
        {
            self.hint(start, HintKind::NoOperand(operator.to_owned()));
            return None;
        }
        let node = self.atom()?;
        Some(if excluded { Node::not(node.ungrouped()) } else { node })
    }

    /// A word, with what follows an invisible character inside it: pasted text has zero-width spaces, soft hyphens and
    /// marks of direction in the middle of Chinese words. A word that begins with a Chinese character is no operator;
    /// what is no plain word in the end, such as the name of a field with its value, is left as it was read.
    fn joined(&mut self) -> String {
        let start = self.at;
        let mut word = self.word(|_| false).to_owned();
        let first = self.at;
        loop {
            let rest = self.rest();
            let after = rest.trim_start_matches(is_invisible);
            let follows = after.len() < rest.len() && after.chars().next().is_some_and(char::is_alphanumeric);
            if !follows || !word.chars().next().is_some_and(is_han) {
                break;
            }
            let before = (self.at, word.len());
            self.at += rest.len() - after.len();
            word.push_str(self.word(|_| false));
            if !word.chars().all(char::is_alphanumeric) {
                self.at = before.0;
                word.truncate(before.1);
                break;
            }
        }
        if self.at > first {
            self.hint(start, HintKind::Invisible);
        }
        word
    }

    fn atom(&mut self) -> Option<Node> {
        let c = self.peek()?;
        let start = self.at;
        if is_open(c) {
            return self.group();
        }
        if !self.takes_leaf(start) {
            return None;
        }
        if closing_quote(c).is_some() {
            return self.quoted().map(Node::Phrase);
        }
        if matches!(c, '~' | '～') {
            self.bump();
            let text = match self.peek_raw() {
                Some(c) if closing_quote(c).is_some() => self.quoted(),
                _ => Some(self.word(|_| false).to_owned()).filter(|text| !text.is_empty()),
            };
            if text.is_none() {
                self.hint(start, HintKind::NoOperand(c.to_string()));
            }
            return text.map(Node::Synonym);
        }
        if let Some(node) = self.field() {
            return node;
        }
        let word = self.bare_word();
        if near_operator(word).is_some() {
            // Nothing stands before it, so it is text; as a phrase it stays text wherever it is printed.
            self.at += word.len();
            self.lone_operator(start, word);
            return Some(Node::Phrase(word.to_owned()));
        }
        let word = self.joined();
        match comparison(&word) {
            // As a phrase it does not become a condition when it is printed after the name of a fact.
            Some(_) => Some(Node::Phrase(word)),
            None => Some(Node::Run(word)).filter(|_| self.at > start),
        }
    }

    /// What stands in brackets; the opening one is next.
    fn group(&mut self) -> Option<Node> {
        let start = self.at;
        self.bump();
        if self.depth == DEEPEST {
            self.skipped += 1;
            self.hint(start, HintKind::TooDeep);
            return None;
        }
        self.depth += 1;
        let skipped = std::mem::take(&mut self.skipped);
        let inner = self.alternatives();
        self.skipped = skipped;
        self.depth -= 1;
        match self.peek() {
            Some(c) if is_close(c) => self.bump(),
            _ => self.hint(start, HintKind::LoneBracket),
        }
        if inner.is_none() {
            self.hint(start, HintKind::Empty);
        }
        let binds = |node: &Node| matches!(node, Node::Run(text) if binding(text).is_some());
        inner.map(|node| match &node {
            Node::And(parts) if parts.iter().any(binds) => Node::Group(Box::new(node)),
            _ => node,
        })
    }

    /// A phrase; its opening mark is next. None when it is empty.
    fn quoted(&mut self) -> Option<String> {
        let start = self.at;
        let close = self.peek_raw().and_then(closing_quote)?;
        self.bump();
        let mut text = String::new();
        let mut closed = false;
        while let Some(c) = self.peek_raw() {
            self.bump();
            if c == close {
                closed = true;
                break;
            }
            match (c, self.peek_raw()) {
                ('\\', Some(next @ ('\\' | '"'))) => {
                    self.bump();
                    text.push(next);
                }
                _ => text.push(c),
            }
        }
        if !closed {
            let whole = format!("{}{close}", &self.input[start..]);
            self.hint_at((start, self.at), HintKind::UnclosedPhrase, (!text.is_empty()).then_some(&whole));
        }
        if text.is_empty() {
            self.hint(start, HintKind::Empty);
            return None;
        }
        Some(text)
    }

    /// An unquoted run: up to the next blank, bar, quotation mark or bracket, or where `ends` says; a bracket of Latin
    /// letters after a Chinese character belongs to the run.
    fn word(&mut self, ends: impl Fn(char) -> bool) -> &'i str {
        let start = self.at;
        let mut before = None;
        while let Some(c) = self.peek_raw() {
            if let Some(len) = before.and_then(|before| bracket_len(before, self.rest())) {
                self.at += len;
                before = None;
                continue;
            }
            if ends_word(c) || ends(c) {
                break;
            }
            before = Some(c);
            self.bump();
        }
        &self.input[start..self.at]
    }
}
