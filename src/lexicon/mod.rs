//! The field's vocabulary as data: instruments, objects, actors, mechanisms, synonyms and places.
//!
//! Knows nothing of notices or indexes: text in, names out, in simplified characters. The vocabulary is
//! `data/lexicon.tsv`, which a researcher can edit and replace ([`Lexicon::from_tsv`]); the gazetteer is
//! `data/places.tsv`.
//!
//! **What is tagged.** In each kind the leftmost and longest term wins, so a term inside a longer one of its kind is
//! not tagged again: 集体商标 is tagged as 集体商标 and not as 商标. That a 集体商标 is a 商标 is known too, by
//! [`Lexicon::broader`], for those who want to find it by the general word. Kinds do not hide each other (专利 in
//! 专利质押 is an object, 质押 an instrument), but the name of an institution hides what is inside it: the 保险 of
//! 平安财产保险股份有限公司 is no instrument.

mod actors;
mod legal_terms;
mod places;
mod table;
#[cfg(test)]
mod tests;
mod trie;
pub mod words;

pub use legal_terms::{LayWord, lay_words};
pub use places::{Place, place_names, place_of};

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::error::Result;
use crate::text::{Local, Span, fold, fold_char};

use actors::Ending;
use table::{Row, RowKind};
use trie::Trie;

static BUILTIN_TSV: &str = include_str!("../../data/lexicon.tsv");

static BUILTIN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::from_tsv(BUILTIN_TSV).unwrap_or_else(|_| Lexicon::from_rows(&[])));

/// What a passage can be tagged with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TagKind {
    /// An instrument 工具: 质押融资, 保险.
    Instrument,
    /// An object 客體: 专利, 商标.
    Object,
    /// A mechanism 機制: 白名单, 风险分担.
    Mechanism,
    /// An actor 機構: 泰隆银行, 市场监督管理局.
    Actor,
    /// What else makes cases comparable 側面: who takes part, for whom, on what terms: 夫妻, 小微企业, 利息. No field of
    /// the index has it.
    Aspect,
}

impl TagKind {
    /// All kinds.
    pub const ALL: [TagKind; 5] =
        [TagKind::Instrument, TagKind::Object, TagKind::Mechanism, TagKind::Actor, TagKind::Aspect];

    /// The kind's name in the table and as a field.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TagKind::Instrument => "instrument",
            TagKind::Object => "object",
            TagKind::Mechanism => "mechanism",
            TagKind::Actor => "actor",
            TagKind::Aspect => "aspect",
        }
    }
}

/// A term of the vocabulary in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'l> {
    /// What kind of thing it is.
    pub kind: TagKind,
    /// The value, in simplified characters; for an institution that the vocabulary does not list, its name.
    pub value: Cow<'l, str>,
    /// Where it stands, in bytes of the text that was tagged.
    pub span: Span<Local>,
}

/// The vocabulary.
#[derive(Debug, Clone)]
pub struct Lexicon {
    values: Vec<Value>,
    by_name: HashMap<(TagKind, String), usize>,
    terms: Trie<Term>,
    /// Words that end before a name, backwards.
    cuts: Trie<()>,
    /// Words of names that hold a cut character, forwards.
    keeps: Trie<()>,
    /// Folded.
    generic: HashSet<String>,
    /// Folded form to the other forms of its groups.
    synonyms: HashMap<String, Vec<String>>,
    stops: Vec<String>,
}

#[derive(Debug, Clone)]
struct Value {
    kind: TagKind,
    value: String,
    forms: Vec<String>,
    broader: Option<usize>,
}

/// What a form in the text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Value(usize),
    Nothing,
    Ending(Ending),
}

/// A character of the text: where it begins, and its folded form.
#[derive(Debug, Clone, Copy)]
struct Char {
    at: usize,
    folded: char,
}

impl Lexicon {
    /// The vocabulary in the program.
    #[must_use]
    pub fn builtin() -> &'static Lexicon {
        &BUILTIN
    }

    /// The built-in vocabulary as a table, to be edited.
    #[must_use]
    pub fn builtin_tsv() -> &'static str {
        BUILTIN_TSV
    }

    /// Reads a vocabulary from a tab-separated table; its comments say what the columns mean.
    ///
    /// # Errors
    ///
    /// [`Error::Vocabulary`](crate::error::Error::Vocabulary), which names the line and the column, when the table cannot
    /// be understood, has a line that nothing would read, or a circle of broader values.
    pub fn from_tsv(tsv: &str) -> Result<Lexicon> {
        Ok(Lexicon::from_rows(&table::read(tsv)?))
    }

    fn from_rows(rows: &[Row]) -> Lexicon {
        let mut lexicon = Lexicon {
            values: Vec::new(),
            by_name: HashMap::new(),
            terms: Trie::new(),
            cuts: Trie::new(),
            keeps: Trie::new(),
            generic: HashSet::new(),
            synonyms: HashMap::new(),
            stops: Vec::new(),
        };
        for row in rows {
            lexicon.add(row);
        }
        for row in rows {
            if let (RowKind::Tag(kind), Some(broader)) = (row.kind, &row.broader) {
                let broader = lexicon.by_name.get(&(kind, fold(broader))).copied();
                if let Some(&value) = lexicon.by_name.get(&(kind, fold(&row.value))) {
                    lexicon.values[value].broader = broader;
                }
            }
        }
        lexicon
    }

    fn add(&mut self, row: &Row) {
        let chars = |form: &str| fold(form).chars().collect::<Vec<char>>();
        match row.kind {
            RowKind::Tag(kind) => {
                let next = self.values.len();
                let value = *self.by_name.entry((kind, fold(&row.value))).or_insert(next);
                if value == next {
                    self.values.push(Value { kind, value: row.value.clone(), forms: Vec::new(), broader: None });
                }
                self.values[value].forms.extend(row.forms.iter().cloned());
                for form in &row.forms {
                    self.terms.insert(chars(form).into_iter(), Term::Value(value));
                }
                if kind == TagKind::Actor {
                    self.add_group(row);
                }
            }
            RowKind::None => {
                for form in &row.forms {
                    self.terms.insert(chars(form).into_iter(), Term::Nothing);
                }
            }
            RowKind::Ending => {
                let Some(ending) = Ending::from_name(&row.value) else { return };
                for form in &row.forms {
                    self.terms.insert(chars(form).into_iter(), Term::Ending(ending));
                }
            }
            RowKind::Cut => {
                for form in &row.forms {
                    self.cuts.insert(chars(form).into_iter().rev(), ());
                }
            }
            RowKind::Keep => {
                for form in &row.forms {
                    self.keeps.insert(chars(form).into_iter(), ());
                }
            }
            RowKind::Generic => self.generic.extend(row.forms.iter().map(|form| fold(form))),
            RowKind::Synonym => self.add_group(row),
            RowKind::Stop => self.stops.extend(row.forms.iter().cloned()),
        }
    }

    fn add_group(&mut self, row: &Row) {
        for form in &row.forms {
            let folded = fold(form);
            let group = self.synonyms.entry(folded.clone()).or_default();
            for other in row.forms.iter().filter(|other| fold(other) != folded) {
                if !group.contains(other) {
                    group.push(other.clone());
                }
            }
        }
    }

    /// The terms in `text`, in the order of their starts.
    #[must_use]
    pub fn tags(&self, text: &str) -> Vec<Tag<'_>> {
        let chars: Vec<Char> = text.char_indices().map(|(at, c)| Char { at, folded: fold_char(c) }).collect();
        let mut tags: Vec<Tag<'_>> = Vec::new();
        // For each kind, the first character that is not inside a term of the kind.
        let mut free = [0_usize; TagKind::ALL.len()];
        for start in 0..chars.len() {
            if !self.terms.may_begin(chars[start].folded) {
                continue;
            }
            self.tags_at(text, &chars, start, &mut free, &mut tags);
        }
        hide_inside_names(&mut tags);
        tags
    }

    fn tags_at<'l>(
        &'l self,
        text: &str,
        chars: &[Char],
        start: usize,
        free: &mut [usize; TagKind::ALL.len()],
        tags: &mut Vec<Tag<'l>>,
    ) {
        // The longest term of each kind; what is no term at all counts for every kind.
        let mut best: [Option<(usize, Term)>; TagKind::ALL.len()] = [None; TagKind::ALL.len()];
        self.terms.words(chars[start..].iter().map(|c| c.folded), |length, terms| {
            if !stands_alone(chars, start, start + length) {
                return;
            }
            for &term in terms {
                match term {
                    Term::Value(value) => best[self.values[value].kind as usize] = Some((length, term)),
                    Term::Ending(_) => best[TagKind::Actor as usize] = Some((length, term)),
                    Term::Nothing => best = [Some((length, term)); TagKind::ALL.len()],
                }
            }
        });
        for (kind, found) in best.into_iter().enumerate() {
            let Some((length, term)) = found.filter(|_| start >= free[kind]) else { continue };
            let end = start + length;
            let tag = match term {
                Term::Nothing => {
                    // 保险公司 is no 保险, but it may end the name of one.
                    free[kind] = free[kind].max(if kind == TagKind::Actor as usize { start } else { end });
                    continue;
                }
                Term::Value(value) if self.values[value].kind == TagKind::Actor => {
                    let (from, to) = self.widened(chars, start, end, free[kind]);
                    Some((from, to, Cow::Borrowed(self.values[value].value.as_str())))
                }
                Term::Value(value) => Some((start, end, Cow::Borrowed(self.values[value].value.as_str()))),
                Term::Ending(ending) => self
                    .name_ending(text, chars, start, end, ending, free[kind])
                    .map(|name| (name.start, name.end, Cow::Owned(name.value))),
            };
            free[kind] = end;
            if let Some((from, to, value)) = tag {
                free[kind] = to;
                let byte = |at: usize| chars.get(at).map_or(text.len(), |c| c.at);
                tags.push(Tag { kind: TagKind::ALL[kind], value, span: Span::new(byte(from), byte(to)) });
            }
        }
    }

    /// The more general value of the same kind: 商标 for 集体商标. Values of names that were found by rule have none.
    #[must_use]
    pub fn broader(&self, kind: TagKind, value: &str) -> Option<&str> {
        let value = *self.by_name.get(&(kind, fold(value)))?;
        self.values[value].broader.map(|broader| self.values[broader].value.as_str())
    }

    /// How texts say `value`, as the table has it; empty for names that were found by rule.
    #[must_use]
    pub fn forms(&self, kind: TagKind, value: &str) -> &[String] {
        self.by_name.get(&(kind, fold(value))).map_or(&[], |&value| self.values[value].forms.as_slice())
    }

    /// All values of a kind, in the order of the table.
    pub fn values(&self, kind: TagKind) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |value| value.kind == kind).map(|value| value.value.as_str())
    }

    /// The other words for `term`, compared folded; empty when there are none.
    #[must_use]
    pub fn synonyms(&self, term: &str) -> &[String] {
        self.synonyms.get(&fold(term.trim())).map_or(&[], Vec::as_slice)
    }

    /// Stock phrases of the genre that say little about a text, simplified.
    #[must_use]
    pub fn stop_phrases(&self) -> &[String] {
        &self.stops
    }

    /// The place that `text` is about; see [`place_of`].
    #[must_use]
    pub fn place_of(&self, text: &str) -> Option<Place> {
        place_of(text, None)
    }
}

/// Latin words and figures are terms only when they stand alone: ABS is no part of ABSOLUTE.
fn stands_alone(chars: &[Char], start: usize, end: usize) -> bool {
    let latin = |at: usize| chars.get(at).is_some_and(|c| c.folded.is_ascii_alphanumeric());
    !(latin(start) && start > 0 && latin(start - 1) || latin(end - 1) && latin(end))
}

/// Leaves out the terms inside the names of institutions, and sorts.
fn hide_inside_names(tags: &mut Vec<Tag<'_>>) {
    let names: Vec<Span<Local>> = tags.iter().filter(|tag| tag.kind == TagKind::Actor).map(|tag| tag.span).collect();
    if !names.is_empty() {
        tags.retain(|tag| {
            let after = names.partition_point(|name| name.end <= tag.span.start);
            let hidden = names.get(after).is_some_and(|name| name.contains(tag.span));
            // That a company takes part is what its name says, not what the name hides.
            matches!(tag.kind, TagKind::Actor | TagKind::Aspect) || !hidden
        });
    }
    tags.sort_by_key(|tag| (tag.span.start, tag.span.end, tag.kind));
}
