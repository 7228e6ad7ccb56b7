//! What a query means in this corpus: the second half of reading it, after [`parse`](super::parse()).
//!
//! The parser knows the language and nothing else; here the corpus decides between readings. In this order:
//!
//! 1. Single characters with blanks between them are one run when that stands in the corpus (`質 押`).
//! 2. Words that bind, standing alone between others, are operators: 或 or, 和 and, 不含 not. Inside a run that stands
//!    nowhere, 或 and 不含 are as well (`質押或者保險`).
//! 3. A run with `*` or `?` between Han characters is a pattern, where that stands somewhere.
//! 4. A word that is the name of a place of some case is that place: fulfilled by the text or by the case. So is the
//!    beginning of a run that stands nowhere as it is (`溫嶺貼息比例`). Beside near operators a place is text.
//!
//! Each reading that could surprise comes with a remark. Whatever is quoted is left as it is.

use std::collections::HashMap;

use tantivy::Term;

use super::ast::{Node, Query};
use super::context::{Context, Places, passages, stands};
use super::hint::{Binding, HintKind, QueryHint, quoted_instead};
use super::lex::binding;
use super::{figures, pattern};
use crate::analyze::{Segmenter, is_asking, units};
use crate::api::Field;
use crate::error::Result;
use crate::index::facet_key;
use crate::lexicon::words::{COMMANDING, COMMANDING_CHARACTERS, EXCLUDING, FIRST_CLAIMS, FIRST_LEVELS, OFFERING};
use crate::text::{fold, is_han, other_ways, pinyin};

/// The fields that say where a case is, the widest last.
pub(super) const PLACE_FIELDS: [Field; 3] = [Field::City, Field::County, Field::Province];

/// Characters of the longest name of a place at the beginning of a run.
pub(crate) const LONGEST_PLACE: usize = 9;

/// Passages that are counted to compare two readings, at most.
const FEW: usize = 1000;

/// Characters of the longest run that is read for what binds in it: a longer one is a question told in full, and 或 in it
/// joins what the ranking weighs better.
const LONGEST_RUN: usize = 16;

/// Characters of the longest run whose signs are read.
const LONGEST_SIGNED: usize = 256;

/// Runs that are looked up, at most; what follows is left as the parser has it.
const MOST_RUNS: usize = 64;

/// Reads `query`, which was typed as `input`, as it is meant in this corpus.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub fn interpret(query: &Query, input: &str, context: &Context<'_>) -> Result<(Query, Vec<QueryHint>)> {
    let Some(root) = &query.root else { return Ok((Query::default(), Vec::new())) };
    let mut reader = Reader { input, context, known: HashMap::new(), runs: 0, hints: Vec::new() };
    let root = reader.level(root)?;
    let root = match (root, context.places) {
        // A place alone is a word of the text, unless only what cases say of themselves counts.
        (Some(Node::Place(text)), Places::Named) => {
            let field = reader.field_of(&text)?.unwrap_or(Field::City);
            reader.hint(&text, HintKind::PlaceAlone { field }, Some(&format!("{}:{text}", field.name())));
            Some(Node::Run(text))
        }
        (root, _) => root,
    };
    for text in root.iter().flat_map(texts) {
        reader.ways(text)?;
    }
    Ok((Query { root }, reader.hints))
}

/// The runs and phrases of a query.
fn texts(node: &Node) -> Vec<&str> {
    match node {
        Node::Run(text) | Node::Phrase(text) => vec![text],
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().flat_map(texts).collect(),
        Node::Not(inner) => texts(inner),
        Node::Near { left, right, .. } => texts(left).into_iter().chain(texts(right)).collect(),
        _ => Vec::new(),
    }
}

struct Reader<'r> {
    input: &'r str,
    context: &'r Context<'r>,
    /// Which strings stand in the corpus.
    known: HashMap<String, bool>,
    runs: usize,
    hints: Vec<QueryHint>,
}

impl Reader<'_> {
    fn hint(&mut self, about: &str, kind: HintKind, instead: Option<&str>) {
        self.hint_within(about, about, kind, instead);
    }

    /// A remark on `about`, a part of `run`; what would be written `instead` stands for the whole run.
    fn hint_within(&mut self, run: &str, about: &str, kind: HintKind, instead: Option<&str>) {
        let place = |text: &str, from: usize| {
            self.input.get(from..).and_then(|rest| rest.find(text)).map(|at| (from + at, from + at + text.len()))
        };
        let whole = place(run, 0).unwrap_or((0, self.input.len()));
        let at = place(about, whole.0).unwrap_or(whole);
        let suggestion =
            instead.map(|instead| format!("{}{instead}{}", &self.input[..whole.0], &self.input[whole.1..]));
        if !self.hints.iter().any(|hint| hint.kind == kind) {
            self.hints.push(QueryHint { at, kind, suggestion });
        }
    }

    /// Remarks on the other ways to write `text` that stand in the corpus.
    fn ways(&mut self, text: &str) -> Result<()> {
        if text.chars().count() > LONGEST_SIGNED {
            return Ok(());
        }
        let mut others = other_ways(text);
        let mut failed = Ok(());
        others.retain(|way| match self.stands(way) {
            Ok(stands) => stands,
            Err(error) => {
                failed = Err(error);
                false
            }
        });
        failed?;
        if !others.is_empty() {
            self.hint(text, HintKind::Ways { text: text.to_owned(), others }, None);
        }
        Ok(())
    }

    /// Whether `text` stands in a passage that is searched.
    fn stands(&mut self, text: &str) -> Result<bool> {
        let folded = fold(text);
        if let Some(&known) = self.known.get(&folded) {
            return Ok(known);
        }
        let found = stands(self.context, &folded)?;
        self.known.insert(folded, found);
        Ok(found)
    }

    /// The field in which a case has `name` as its place.
    fn field_of(&self, name: &str) -> Result<Option<Field>> {
        place_field(self.context, name)
    }

    /// A part of the query outside near operators.
    fn level(&mut self, node: &Node) -> Result<Option<Node>> {
        Ok(match node {
            Node::And(nodes) => self.list(nodes)?,
            Node::Group(inner) => self.level(inner)?,
            Node::Run(_) => self.list(std::slice::from_ref(node))?,
            Node::Or(nodes) => {
                let parts = nodes.iter().map(|node| self.level(node)).collect::<Result<Vec<_>>>()?;
                Node::or(parts.into_iter().flatten().collect())
            }
            Node::Not(inner) => self.level(inner)?.map(Node::not),
            Node::Field { field, values } => {
                self.values(*field, values)?;
                Some(node.clone())
            }
            other => Some(other.clone()),
        })
    }

    /// Parts that stand beside each other.
    fn list(&mut self, nodes: &[Node]) -> Result<Option<Node>> {
        let nodes = self.joined(nodes)?;
        let several = nodes.len() > 1;
        let mut ways: Vec<Vec<Node>> = vec![Vec::new()];
        let mut excluded = false;
        for (at, node) in nodes.iter().enumerate() {
            let last = at + 1 == nodes.len();
            if let Node::Run(text) = node
                && several
                && let Some(binding) = binding(text)
            {
                let first = ways.last().is_none_or(Vec::is_empty) && !excluded;
                match binding {
                    Binding::Or if !first && !last => {
                        self.hint(text, HintKind::Bound { text: text.clone(), binding }, Some(&quoted_instead(text)));
                        ways.push(Vec::new());
                        continue;
                    }
                    Binding::And if !first && !last => {
                        self.hint(text, HintKind::Bound { text: text.clone(), binding }, Some(&quoted_instead(text)));
                        continue;
                    }
                    Binding::Not if !last => {
                        self.hint(text, HintKind::Bound { text: text.clone(), binding }, Some(&quoted_instead(text)));
                        excluded = true;
                        continue;
                    }
                    // With nothing on one side it is a word.
                    _ => {}
                }
            }
            let node = match node {
                Node::Run(text) => self.run(text)?,
                other => self.level(other)?,
            };
            if let (Some(node), Some(way)) = (node, ways.last_mut()) {
                way.push(if std::mem::take(&mut excluded) { Node::not(node) } else { node });
            }
        }
        Ok(Node::or(ways.into_iter().filter_map(Node::and).collect()))
    }

    /// The parts with single characters put together where they stand together in the corpus.
    fn joined(&mut self, nodes: &[Node]) -> Result<Vec<Node>> {
        let mut out: Vec<Node> = Vec::new();
        let mut at = 0;
        while at < nodes.len() {
            let singles = nodes[at..].iter().map_while(single).collect::<Vec<char>>();
            let mut taken = 0;
            // The longest that stands.
            for length in (2..=singles.len().min(MOST_RUNS)).rev() {
                let text: String = singles[..length].iter().collect();
                if self.stands(&text)? {
                    let spaced = singles[..length].iter().map(char::to_string).collect::<Vec<_>>().join(" ");
                    self.hint(&spaced, HintKind::Joined { text: text.clone() }, None);
                    out.push(Node::Run(text));
                    taken = length;
                    break;
                }
            }
            if taken == 0 {
                out.push(nodes[at].clone());
                taken = 1;
            }
            at += taken;
        }
        Ok(out)
    }

    /// An unquoted run.
    fn run(&mut self, text: &str) -> Result<Option<Node>> {
        self.runs += 1;
        let plain = || Ok(Some(Node::Run(text.to_owned())));
        // The question mark of a question is no sign.
        let longest = if text.chars().any(pattern::is_star) { LONGEST_SIGNED } else { LONGEST_RUN };
        if self.runs > MOST_RUNS || text.chars().count() > longest {
            return plain();
        }
        if let Some(rest) = text.strip_prefix(['!', '！']).filter(|rest| rest.chars().any(char::is_alphanumeric)) {
            self.hint(text, HintKind::Bound { text: "!".to_owned(), binding: Binding::Not }, None);
            return Ok(self.run(rest)?.map(Node::not));
        }
        if let Some(bare) = pattern::unsupported(text) {
            self.hint(text, HintKind::NoPattern { text: text.to_owned() }, bare.suggestion.as_deref());
            return plain();
        }
        if pattern::is_pattern(text) {
            return self.pattern(text);
        }
        if self.field_of(text)?.is_some() {
            return Ok(Some(Node::Place(text.to_owned())));
        }
        if !text.chars().any(is_han) {
            self.reading(text)?;
            return plain();
        }
        if text.chars().count() < 3 || self.stands(text)? {
            return plain();
        }
        if let Some(core) = Self::core(text) {
            // Who asks for firsts means all of them, who types 全國首單 these characters.
            let firsts = self.first(&core)?;
            return if firsts.is_some() { Ok(firsts) } else { self.run(&core) };
        }
        if let Some(condition) = figures::in_words(text) {
            self.hint(text, HintKind::FigureInWords { condition: condition.clone() }, Some(&condition));
        }
        if let Some(node) = self.bound_inside(text)? {
            return Ok(Some(node));
        }
        if let Some(node) = self.led_by_place(text)? {
            return Ok(Some(node));
        }
        self.not_required(text);
        plain()
    }

    /// `全國首創` as every claim to be the first in that circle, where more of them stand than the one that was typed.
    fn first(&mut self, text: &str) -> Result<Option<Node>> {
        let folded = fold(text);
        let Some((level, claim)) = folded.split_once('首') else { return Ok(None) };
        if !FIRST_LEVELS.contains(&level) || !FIRST_CLAIMS.contains(&claim) {
            return Ok(None);
        }
        // In the characters that were typed, up to 首.
        let all: String = text.chars().take(level.chars().count() + 1).collect();
        if passages(self.context, &fold(&all), FEW)? <= passages(self.context, &folded, FEW)? {
            return Ok(None);
        }
        self.hint(text, HintKind::First { text: all.clone() }, Some(&quoted_instead(text)));
        Ok(Some(Node::Phrase(all)))
    }

    /// What a command that stands nowhere is about, without the words that only command: `找所有提到質押的案例`; and of a question
    /// for firsts the claim.
    fn core(text: &str) -> Option<String> {
        let folded = fold(text);
        let units = units(&folded, &Segmenter::for_queries());
        // In a command 案例 and 所有 say only what is to be done; in a question told in full they may say what it is about.
        let commands = |text: &str| {
            // 帮我找; a single 要 says nothing of the kind.
            let several = text.chars().nth(1).is_some();
            COMMANDING.contains(&text)
                || several && text.chars().all(|c| COMMANDING_CHARACTERS.iter().any(|word| word.chars().eq([c])))
        };
        let mut places = units.iter().filter(|unit| unit.required && !commands(&unit.text)).filter_map(|unit| {
            let at = folded.find(&unit.text)?;
            Some((at, at + unit.text.len()))
        });
        let first = places.next()?;
        let (start, end) = places.fold(first, |whole, next| (whole.0.min(next.0), whole.1.max(next.1)));
        if (start, end) == (0, folded.len()) {
            return None;
        }
        let (skipped, taken) = (folded[..start].chars().count(), folded[start..end].chars().count());
        let core: String = text.chars().skip(skipped).take(taken).collect();
        let claims = fold(&core).split_once('首').is_some_and(|(level, _)| FIRST_LEVELS.contains(&level));
        let commanded = units.iter().any(|unit| commands(&unit.text));
        // The words that ask need no such reading: nothing requires them.
        (claims || commanded).then_some(core)
    }

    /// Says which single characters of a run are not required though they say something.
    fn not_required(&mut self, text: &str) {
        let left = not_required(text);
        if !left.is_empty() {
            self.hint(text, HintKind::NotRequired { characters: left }, None);
        }
    }

    /// Says that Latin letters that stand nowhere could be a reading.
    fn reading(&mut self, text: &str) -> Result<()> {
        let plain = pinyin::plain(text);
        let letters = plain.len() >= 2 && plain.len() <= 40 && plain.bytes().all(|b| b.is_ascii_lowercase());
        if !letters || self.stands(text)? {
            return Ok(());
        }
        let initials = plain.len() <= 8 && !plain.contains(['a', 'e', 'i', 'o', 'u', 'v']);
        if initials {
            self.hint(text, HintKind::Reading { text: plain, initials: true }, None);
        } else if pinyin::is_reading(&plain) {
            self.hint(
                text,
                HintKind::Reading { text: plain.clone(), initials: false },
                Some(&format!("pinyin:{plain}")),
            );
        }
        Ok(())
    }

    /// Says that no passage has any of `values` in `field`, and which there are.
    fn values(&mut self, field: Field, values: &[String]) -> Result<()> {
        /// Values that are named.
        const MOST: usize = 8;
        // Fields of few values, each of which is a whole.
        use Field::{City, County, Instrument, Object, Province, Tier, Year};
        if !matches!(field, Tier | Province | City | County | Year | Instrument | Object) {
            return Ok(());
        }
        let searcher = self.context.index.searcher();
        let target = self.context.index.fields().of(field);
        for value in values {
            if searcher.doc_freq(&Term::from_field_text(target, &facet_key(value)))? > 0 {
                return Ok(());
            }
        }
        let mut known: Vec<String> = Vec::new();
        for reader in searcher.segment_readers() {
            let Some(column) = reader.fast_fields().str(field.name())? else { continue };
            let mut name = String::new();
            for ord in 0..(column.num_terms() as u64).min(64) {
                name.clear();
                column.ord_to_str(ord, &mut name).map_err(tantivy::TantivyError::from)?;
                let is_there = searcher.doc_freq(&Term::from_field_text(target, &facet_key(&name)))? > 0;
                if is_there && !known.contains(&name) {
                    known.push(name.clone());
                }
            }
        }
        // Those that are written alike come first.
        let wanted = values.first().map(|value| fold(value)).unwrap_or_default();
        known.sort_by_key(|value| strsim::levenshtein(&fold(value), &wanted));
        known.truncate(MOST);
        if !known.is_empty() {
            let value = values.join("、");
            self.hint(&value, HintKind::NoValue { field, value: value.clone(), known }, None);
        }
        Ok(())
    }

    /// A run with `*` or `?`.
    fn pattern(&mut self, text: &str) -> Result<Option<Node>> {
        let pattern = pattern::Pattern::read(text);
        let stands = match &pattern {
            Some(pattern) => pattern.stands(self.context)?,
            None => false,
        };
        if stands {
            self.hint(text, HintKind::Pattern { text: text.to_owned() }, Some(&quoted_instead(text)));
            return Ok(Some(Node::Pattern(text.to_owned())));
        }
        // A question mark ends a question; a sign that is met by nothing stands between words.
        let parts: Vec<&str> = text.split(pattern::is_sign).filter(|part| !part.is_empty()).collect();
        if (pattern.is_some() || text.chars().any(pattern::is_star)) && !parts.is_empty() {
            self.hint(text, HintKind::PatternNowhere { text: text.to_owned() }, None);
            // Single characters say nothing without their order.
            if pattern.is_some() && parts.iter().all(|part| part.chars().count() == 1) {
                return Ok(Some(Node::Pattern(text.to_owned())));
            }
        }
        let mut nodes = Vec::new();
        for part in parts {
            nodes.extend(self.run(part)?);
        }
        Ok(Node::and(nodes))
    }

    /// `質押或者保險`, where it stands nowhere as it is.
    fn bound_inside(&mut self, text: &str) -> Result<Option<Node>> {
        let folded = fold(text);
        // Folding is one character for one, though not one byte for one.
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = folded.chars().collect();
        for (words, binding) in [(OFFERING, Binding::Or), (EXCLUDING, Binding::Not)] {
            for word in words.iter().filter(|word| word.chars().all(is_han)) {
                let word: Vec<char> = word.chars().collect();
                // One character binds only between words; 或 of 或者 is not looked at again.
                let least = if word.len() > 1 { 1 } else { 2 };
                for at in least..folded.len().saturating_sub(word.len() + least - 1) {
                    if folded[at..].starts_with(&word) {
                        let (left, right): (String, String) =
                            (chars[..at].iter().collect(), chars[at + word.len()..].iter().collect());
                        if !(self.stands(&left)? && self.stands_in_parts(&right)?) {
                            continue;
                        }
                        let word: String = chars[at..at + word.len()].iter().collect();
                        let kind = HintKind::Bound { text: word.clone(), binding };
                        self.hint_within(text, &word, kind, Some(&quoted_instead(text)));
                        let (Some(left), Some(right)) = (self.run(&left)?, self.run(&right)?) else { continue };
                        return Ok(match binding {
                            Binding::Or => Node::or(vec![left, right]),
                            Binding::Not | Binding::And => Node::and(vec![left, Node::not(right)]),
                        });
                    }
                }
            }
        }
        Ok(None)
    }

    /// Whether `text` stands as it is or, itself bound, in parts.
    fn stands_in_parts(&mut self, text: &str) -> Result<bool> {
        if self.stands(text)? {
            return Ok(true);
        }
        let folded = fold(text);
        for word in OFFERING.iter().filter(|word| word.chars().all(is_han)) {
            if let Some((left, right)) = folded.split_once(word)
                && !left.is_empty()
                && !right.is_empty()
            {
                return Ok(self.stands(left)? && self.stands(right)?);
            }
        }
        Ok(false)
    }

    /// `溫嶺貼息比例`, where it stands nowhere as it is: the place that it begins with, and the rest.
    fn led_by_place(&mut self, text: &str) -> Result<Option<Node>> {
        let chars: Vec<char> = text.chars().collect();
        for length in (2..=LONGEST_PLACE.min(chars.len().saturating_sub(1))).rev() {
            let name: String = chars[..length].iter().collect();
            if self.field_of(&name)?.is_none() {
                continue;
            }
            let rest: String = chars[length..].iter().collect();
            let rest = rest.trim_start_matches(['的', '市', '縣', '县', '區', '区', '省', '在']);
            if !rest.chars().any(char::is_alphanumeric) {
                return Ok(Some(Node::Place(name)));
            }
            let kind = HintKind::Place { text: name.clone() };
            self.hint_within(text, &name, kind, Some(&quoted_instead(text)));
            return Ok(self.run(rest)?.and_then(|rest| Node::and(vec![Node::Place(name), rest])));
        }
        Ok(None)
    }
}

/// The one Han character of an unquoted run.
fn single(node: &Node) -> Option<char> {
    let Node::Run(text) = node else { return None };
    let mut chars = text.chars();
    let c = chars.next().filter(|&c| is_han(c))?;
    chars.next().is_none().then_some(c)
}

/// The single characters of the run `text` that no passage must have for it, folded: 废 of 加盟废.
pub(crate) fn not_required(text: &str) -> Vec<String> {
    let folded = fold(text);
    units(&folded, &Segmenter::for_queries())
        .into_iter()
        .filter(|unit| !unit.required && !is_asking(&unit.text) && unit.text.chars().all(char::is_alphanumeric))
        .map(|unit| unit.text)
        .filter(|unit| unit.chars().count() == 1)
        .collect()
}

/// The field in which a case of the corpus has `name` as its place: 寧波, 寧波市; none for what no case belongs to.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn place_field(context: &Context<'_>, name: &str) -> Result<Option<Field>> {
    let length = name.chars().count();
    if !(2..=LONGEST_PLACE).contains(&length) || !name.chars().all(is_han) {
        return Ok(None);
    }
    let key = facet_key(name);
    // A name of two characters keeps its suffix: 沛 is no place.
    if key.chars().count() < 2 {
        return Ok(None);
    }
    for field in PLACE_FIELDS {
        let term = Term::from_field_text(context.index.fields().of(field), &key);
        if context.index.searcher().doc_freq(&term)? > 0 {
            return Ok(Some(field));
        }
    }
    Ok(None)
}
