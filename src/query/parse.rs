//! Text to a query. It never fails: what cannot be read one way is read another, with a remark.
//!
//! Near operators bind tighter than juxtaposition, which binds tighter than `OR`; exclusion binds tightest. Time and
//! memory are linear in the length of the query, and nesting is bounded.

use pinyin::ToPinyinMulti;

use super::ast::{Bounds, Comparison, FactKind, FactRange, Field, NearUnit, Node, Query};
use super::hint::{HintKind, QueryHint, nearest_field};
use crate::text::is_han;

/// Groups may be nested so deep; the brackets of deeper ones are left out.
const DEEPEST: usize = 64;

/// Reads `input`. The remarks are in the order of their places.
#[must_use]
pub fn parse(input: &str) -> (Query, Vec<QueryHint>) {
    let mut parser = Parser { input, at: 0, depth: 0, skipped: 0, hints: Vec::new() };
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
    if let Some(Node::Not(_)) = root {
        parser.hint(0, HintKind::OnlyExclusion);
    }
    parser.hints.sort_by_key(|hint| hint.at);
    (Query { root }, parser.hints)
}

/// `text` as it is, and without the brackets in it that look like an injected reading (`質(zhì)押` and `質押`), each
/// once.
#[must_use]
pub fn gloss_variants(text: &str) -> Vec<String> {
    let mut without = String::with_capacity(text.len());
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let gloss = before
            .filter(|&c| is_han(c))
            .and_then(|c| gloss_len(&text[at..]).filter(|&len| is_reading(c, &text[at..at + len])));
        match gloss {
            Some(len) => at += len,
            None => {
                without.push(c);
                before = Some(c);
                at += c.len_utf8();
            }
        }
    }
    if without == text { vec![without] } else { vec![text.to_owned(), without] }
}

/// Whether `bracket` holds a reading: letters with a tone mark, or the character's own reading without one. `施(FTO)`
/// is none.
fn is_reading(c: char, bracket: &str) -> bool {
    let letters: String = bracket.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let toned = |c: char| "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ".contains(c);
    letters.chars().any(toned)
        || c.to_pinyin_multi().is_some_and(|readings| readings.into_iter().any(|known| known.plain() == letters))
}

/// The length in bytes of a bracket at the start of `text` that looks like a reading: Latin letters, tone marks and
/// blanks, at most 12 characters.
fn gloss_len(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    chars.next().filter(|&(_, c)| is_open(c))?;
    let mut letters = 0;
    for (count, (at, c)) in chars.enumerate() {
        match c {
            ')' | '）' => return (letters > 0).then_some(at + c.len_utf8()),
            ' ' if letters > 0 => {}
            c if c.is_alphabetic() && !is_han(c) && (c as u32) < 0x0400 => letters += 1,
            _ => return None,
        }
        if count > 12 {
            return None;
        }
    }
    None
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜')
}

/// Blanks, and characters that show nothing: zero-width ones, marks of direction, control characters.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The mark that closes what `c` opens, when it opens a phrase.
fn closing_quote(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '＂' => Some('＂'),
        '“' => Some('”'),
        _ => None,
    }
}

struct Parser<'i> {
    input: &'i str,
    at: usize,
    depth: usize,
    /// Brackets left out because they are nested too deep, still to be closed.
    skipped: usize,
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
        self.hints.push(QueryHint { at: (start, self.at.max(start)), kind });
    }

    /// Parts joined by `OR`, up to a closing bracket or the end.
    fn alternatives(&mut self) -> Option<Node> {
        let mut parts: Vec<Node> = Vec::new();
        loop {
            let found = self.conjunction();
            let empty = found.is_none();
            parts.extend(found);
            let start = self.at;
            let Some(operator) = self.or_operator() else {
                break;
            };
            let last = self.peek().is_none_or(is_close);
            if empty || last {
                self.hint(start, HintKind::NoOperand(operator));
            }
            if last {
                break;
            }
        }
        Node::or(parts)
    }

    /// `OR`, `|` or a full-width bar, passed over.
    fn or_operator(&mut self) -> Option<String> {
        match self.peek()? {
            c if is_bar(c) => {
                self.bump();
                // `||` is one operator.
                while self.peek_raw().is_some_and(is_bar) {
                    self.bump();
                }
                Some(c.to_string())
            }
            _ if self.bare_word() == "OR" => {
                self.at += 2;
                Some("OR".to_owned())
            }
            _ => None,
        }
    }

    /// The characters up to the next blank, bracket, bar or quotation mark.
    fn bare_word(&self) -> &'i str {
        let rest = self.rest();
        let ends = |c: char| is_blank(c) || is_open(c) || is_close(c) || is_bar(c) || closing_quote(c).is_some();
        &rest[..rest.find(ends).unwrap_or(rest.len())]
    }

    fn conjunction(&mut self) -> Option<Node> {
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
                self.at += 3;
                continue;
            }
            parts.extend(self.near());
        }
        Node::and(parts)
    }

    /// Parts joined by near operators.
    fn near(&mut self) -> Option<Node> {
        let mut left = self.unary();
        while let Some((unit, ordered, len)) = self.near_operator() {
            let start = self.at;
            let operator = self.rest()[..len].to_owned();
            self.at += len;
            let stops = self.peek().is_none_or(|c| is_close(c) || is_bar(c))
                || matches!(self.bare_word(), "OR" | "AND")
                || self.near_operator().is_some();
            let right = if stops { None } else { self.unary() };
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    Some(Node::Near { unit, ordered, left: Box::new(left), right: Box::new(right) })
                }
                // With nothing on one side it is text.
                (left, right) => {
                    self.hint(start, HintKind::NoOperand(operator.clone()));
                    Node::and(left.into_iter().chain([Node::Phrase(operator)]).chain(right).collect())
                }
            };
        }
        left
    }

    /// A near operator here: its unit, whether it is ordered, and its length in bytes.
    fn near_operator(&mut self) -> Option<(NearUnit, bool, usize)> {
        let c = self.peek()?;
        let ordered = match c {
            '/' | '／' => false,
            '+' | '＋' => true,
            _ => return None,
        };
        let word = self.bare_word();
        let unit = match &word[c.len_utf8()..] {
            "s" | "S" => NearUnit::Sentence,
            "p" | "P" => NearUnit::Passage,
            "c" | "C" => NearUnit::Case,
            digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                NearUnit::Chars(digits.parse().unwrap_or(u32::MAX))
            }
            _ => return None,
        };
        Some((unit, ordered, word.len()))
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
        if operator.is_some()
            && (self.peek().is_none_or(|c| is_close(c) || is_bar(c)) || matches!(self.bare_word(), "OR" | "AND"))
        {
            self.hint(start, HintKind::NoOperand(operator.unwrap_or("-").to_owned()));
            return None;
        }
        let node = self.atom()?;
        Some(if excluded { Node::not(node) } else { node })
    }

    fn atom(&mut self) -> Option<Node> {
        let c = self.peek()?;
        let start = self.at;
        if is_open(c) {
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
            return inner;
        }
        if let Some(close) = closing_quote(c) {
            return self.quoted(close).map(Node::Phrase);
        }
        if matches!(c, '~' | '～') {
            self.bump();
            let text = match self.peek_raw().map(|c| (c, closing_quote(c))) {
                Some((_, Some(close))) => self.quoted(close),
                Some((c, None)) if !is_blank(c) && !is_open(c) && !is_close(c) => Some(self.word().to_owned()),
                _ => None,
            };
            if text.is_none() {
                self.hint(start, HintKind::NoOperand(c.to_string()));
            }
            return text.map(Node::Synonym);
        }
        if let Some(node) = self.field() {
            return node;
        }
        if let Some((.., len)) = self.near_operator() {
            // Nothing stands before it, so it is text; as a phrase it stays text wherever it is printed.
            let operator = self.rest()[..len].to_owned();
            self.at += len;
            self.hint(start, HintKind::NoOperand(operator.clone()));
            return Some(Node::Phrase(operator));
        }
        let word = self.word();
        (!word.is_empty()).then(|| Node::Run(word.to_owned()))
    }

    /// A phrase; its opening mark is next, and `close` ends it. None when it is empty.
    fn quoted(&mut self, close: char) -> Option<String> {
        let start = self.at;
        self.bump();
        let mut text = String::new();
        let mut closed = false;
        while let Some(c) = self.peek_raw() {
            self.bump();
            if c == close {
                closed = true;
                break;
            }
            let escaped = (c == '\\').then(|| self.peek_raw()).flatten();
            match escaped {
                Some(next @ ('\\' | '"' | '”' | '＂')) => {
                    self.bump();
                    text.push(next);
                }
                _ => text.push(c),
            }
        }
        if !closed {
            self.hint(start, HintKind::UnclosedPhrase);
        }
        if text.is_empty() {
            self.hint(start, HintKind::Empty);
            return None;
        }
        Some(text)
    }

    /// An unquoted run: up to the next blank, bar, quotation mark or bracket; a bracket that looks like a reading
    /// belongs to the run.
    fn word(&mut self) -> &'i str {
        let start = self.at;
        let mut before = None;
        while let Some(c) = self.peek_raw() {
            if before.is_some_and(is_han)
                && let Some(len) = gloss_len(self.rest())
            {
                self.at += len;
                continue;
            }
            if is_blank(c) || is_open(c) || is_close(c) || is_bar(c) || closing_quote(c).is_some() {
                break;
            }
            before = Some(c);
            self.bump();
        }
        &self.input[start..self.at]
    }

    /// `name:value`, `name>=figure`; `None` when no field begins here, `Some(None)` when one does and says nothing.
    fn field(&mut self) -> Option<Option<Node>> {
        let start = self.at;
        let word = self.bare_word();
        let sign = word.find([':', '：', '>', '<', '=', '≥', '≤', '＞', '＜', '＝'])?;
        let name = &word[..sign];
        let colon = word[sign..].starts_with([':', '：']);
        if let Some(kind) = FactKind::from_name(name) {
            self.at += sign;
            return Some(self.fact(kind, start));
        }
        if !colon {
            return None;
        }
        let after = sign + word[sign..].chars().next().map_or(0, char::len_utf8);
        let pinyin = matches!(name, "pinyin" | "拼音");
        let Some(field) = Field::from_name(name) else {
            if pinyin {
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
            if identifier {
                let kind = HintKind::UnknownField { name: name.to_owned(), nearest: nearest_field(name) };
                self.hints.push(QueryHint { at: (start, start + sign), kind });
            }
            return None;
        };
        self.at += after;
        let values = self.values();
        if values.is_empty() {
            self.hint(start, HintKind::Empty);
            return Some(None);
        }
        Some(Some(Node::Field { field, values }))
    }

    /// Values separated by commas, quoted or not.
    fn values(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        loop {
            let value = match self.peek_raw().and_then(closing_quote) {
                Some(close) => self.quoted(close),
                None => {
                    let word = self.word();
                    let end = word.find([',', '，', '、']).unwrap_or(word.len());
                    self.at -= word.len() - end;
                    (end > 0).then(|| word[..end].to_owned())
                }
            };
            out.extend(value);
            if matches!(self.peek_raw(), Some(',' | '，' | '、')) {
                self.bump();
            } else {
                return out;
            }
        }
    }

    /// What follows the name of a kind of fact: `>=1億`, `:50..100`, `:企業>100`.
    fn fact(&mut self, kind: FactKind, start: usize) -> Option<Node> {
        let word = self.bare_word();
        self.at += word.len();
        // Signs in one form; the figures stay as they are.
        let text: String = word
            .chars()
            .flat_map(|c| {
                match c {
                    '≥' => ">=".chars(),
                    '≤' => "<=".chars(),
                    '＞' => ">".chars(),
                    '＜' => "<".chars(),
                    '＝' => "=".chars(),
                    '：' => ":".chars(),
                    '．' => ".".chars(),
                    _ => "".chars(),
                }
                .chain((!matches!(c, '≥' | '≤' | '＞' | '＜' | '＝' | '：' | '．')).then_some(c))
            })
            .collect();
        let (colon, text) = match text.strip_prefix(':') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let compared = text.find(['>', '<', '=']).and_then(|at| {
            let comparison = Comparison::ALL.into_iter().find(|known| text[at..].starts_with(known.sign()))?;
            Some((at, comparison, &text[at + comparison.sign().len()..]))
        });
        let range = |text: &str| {
            let (low, high) = text.split_once("..")?;
            let side = |side: &str| (!side.is_empty()).then(|| side.to_owned());
            (!low.is_empty() || !high.is_empty()).then(|| Bounds::Range(side(low), side(high)))
        };
        let (noun, bounds) = match compared {
            Some((at, comparison, figure)) if (at == 0 || colon) && !figure.is_empty() => {
                let bounds = match range(figure).filter(|_| comparison == Comparison::Equal) {
                    Some(range) => range,
                    None => Bounds::Compare(comparison, figure.to_owned()),
                };
                (Some(&text[..at]).filter(|noun| !noun.is_empty()), Some(bounds))
            }
            Some(_) => (None, None),
            None if colon => (
                None,
                range(text).or_else(|| (!text.is_empty()).then(|| Bounds::Compare(Comparison::Equal, text.to_owned()))),
            ),
            None => (None, None),
        };
        match bounds {
            Some(bounds) => {
                // Without a noun a range prints with a colon and a figure with a sign, whatever was typed.
                Some(Node::Fact(FactRange { kind, noun: noun.map(str::to_owned), bounds }))
            }
            None => {
                self.hint(start, HintKind::NoBounds(kind.name().to_owned()));
                None
            }
        }
    }
}
