//! From a query to what is looked up: the only place where tantivy queries are made.

mod cases;
mod explain;
mod near;
mod places;
mod question;

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query as IndexQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{DocId, Score, Term};

pub(crate) use self::places::query_of_one_run;
use self::question::Asked;
pub(crate) use self::question::asks;
use super::ast::{FactRange, NearUnit, Node, Query};
use super::clause::{has_no_text, text_alone};
use super::condition::Condition;
use super::context::{Context, Places, role_clauses};
use super::figure::Interval;
use super::gloss::{same_brackets, variants};
use super::matcher::{Clause, Matcher};
use super::pattern::Pattern;
use super::strings::string_query;
use super::title::{self, TitleScores};
use crate::analyze::{Segmenter, Token, Unit, units};
use crate::api::{Budget, Field, Filter, Scope, Within};
use crate::error::Result;
use crate::index::{Index, facet_key};
use crate::text::fold;

/// A query, ready to run.
pub struct Plan {
    /// Finds passages, of every role, and scores them by their characters.
    pub(crate) query: Box<dyn IndexQuery>,
    /// Which of them are searched.
    pub(crate) scope: Scope,
    /// What finding them may take.
    pub(crate) budget: Budget,
    /// Decides what is lit.
    pub(crate) matcher: Arc<Matcher>,
    /// What is scored in addition, of the passages that are found.
    scored: Vec<Scored>,
    /// What is looked for in the titles of cases, in addition.
    titles: title::Parts,
    /// Words that stood for others: as typed, and the others.
    pub(crate) synonyms: Vec<(String, Vec<String>)>,
    /// Lay words of a question, and the words of the law that were scored with them.
    pub(crate) legal: Vec<(String, Vec<String>)>,
    /// Whether it is a question: many words, of which any will do.
    pub(crate) question: bool,
    /// The runs of a question that asks, folded, where no words of the law help to answer it.
    pub(crate) asked: Vec<String>,
    /// Passages that come before all others, each kind before the next: those of the cases of a place, then those that
    /// name it and not only something else that is called after it.
    pub(crate) places: Vec<Box<dyn IndexQuery>>,
    /// Of a query that is one run: the run as it stands, by which passages come first too.
    pub(crate) whole: Option<Whole>,
    /// Whether it is one run, and nothing but that run is looked for.
    pub(crate) only_whole: bool,
    /// How many unquoted words it has.
    pub(crate) words: usize,
}

/// A part of the score.
struct Scored {
    name: String,
    query: Box<dyn IndexQuery>,
    weight: f32,
}

/// A run as it stands.
pub(crate) struct Whole {
    /// The passages where it does.
    pub(crate) query: Box<dyn IndexQuery>,
    /// What is lit of it there.
    pub(crate) matcher: Arc<Matcher>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("matcher", &self.matcher).finish_non_exhaustive()
    }
}

impl Plan {
    /// The parts of the score beside the characters: a query, and what its scores are multiplied by.
    pub(crate) fn scored(&self) -> impl Iterator<Item = (&dyn IndexQuery, f32)> {
        self.scored.iter().map(|part| (part.query.as_ref(), part.weight))
    }

    /// Whether nothing comes before others whatever the scores.
    pub(crate) fn is_flat(&self) -> bool {
        self.places.is_empty() && self.whole.is_none()
    }

    /// Whether several strings are looked for, so that their closeness tells something. It does not for a question,
    /// whose words stand wherever its grammar puts them.
    pub(crate) fn is_several(&self) -> bool {
        self.matcher.strings.len() > 1 && !self.question
    }

    /// The strings that stand in no passage at all.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn missing(&self, index: &Index) -> Result<Vec<String>> {
        let mut out = Vec::new();
        for string in &self.matcher.strings {
            let query = string_query(self.matcher.grams, string);
            let count = query.count(index.searcher())?;
            if count == 0 {
                out.push(string.clone());
            }
        }
        Ok(out)
    }

    /// What the titles of cases add to the scores of their passages.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn titles(&self, index: &Index) -> Result<TitleScores> {
        TitleScores::of(index, self.titles.iter().map(|(_, part)| part.as_ref()))
    }

    /// Calls `each` with every case and notice whose title has something of the query: its segment, itself, and what that
    /// is worth, part by part.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn each_title(&self, index: &Index, each: impl FnMut(u32, DocId, Score)) -> Result<()> {
        title::each(index, self.titles.iter().map(|(_, part)| part.as_ref()), each)
    }
}

/// Plans `query`.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub fn plan(query: &Query, context: &Context<'_>) -> Result<Plan> {
    Planner::new(context, false).plan(query)
}

/// Plans `query` so that any of its unquoted words will do; `None` when it has no more than one and asks nothing. Phrases, fields and
/// exclusions stay as they are.
///
/// # Errors
///
/// As [`plan`].
pub fn relax(query: &Query, context: &Context<'_>) -> Result<Option<Plan>> {
    let mut planner = Planner::new(context, true);
    let plan = planner.plan_relaxed(query)?;
    Ok((planner.words > 1 || plan.question).then_some(plan))
}

pub(super) struct Planner<'c> {
    pub(super) context: &'c Context<'c>,
    pub(super) matcher: Matcher,
    /// Scored in addition to the strings of the matcher.
    scoring: Vec<Scored>,
    titles: title::Parts,
    /// Words that stood for others: as typed, and the others.
    synonyms: Vec<(String, Vec<String>)>,
    pub(super) relaxed: bool,
    /// Unquoted words seen.
    pub(super) words: usize,
    /// What is scored of a relaxed query.
    asked: Asked,
    /// The passages of the cases of each place, and those that name it freely.
    places: Vec<[Box<dyn IndexQuery>; 2]>,
}

impl<'c> Planner<'c> {
    pub(super) fn new(context: &'c Context<'c>, relaxed: bool) -> Planner<'c> {
        let matcher = Matcher::new(context);
        Planner {
            context,
            matcher,
            scoring: Vec::new(),
            titles: Vec::new(),
            synonyms: Vec::new(),
            relaxed,
            words: 0,
            asked: Asked::default(),
            places: Vec::new(),
        }
    }

    fn plan(mut self, query: &Query) -> Result<Plan> {
        self.root(query)
    }

    fn plan_relaxed(&mut self, query: &Query) -> Result<Plan> {
        self.root(query)
    }

    fn root(&mut self, query: &Query) -> Result<Plan> {
        let query_root = query.root.as_ref();
        let bare = query.root.as_ref().is_some_and(is_bare) && self.context.filters.is_empty();
        let mut clause = match &query.root {
            Some(node) if self.context.within == Within::Case => self.case_clause(node)?,
            Some(node) => self.clause(node, true)?,
            // Nothing asked for: everything.
            None => Clause::And(Vec::new()),
        };
        if self.context.within == Within::Sentence {
            clause = Clause::Sentence(Box::new(clause));
        }
        let mut all = vec![clause];
        for Filter { field, values } in self.context.filters {
            let clause = self.field(*field, &values.iter().map(String::as_str).collect::<Vec<_>>())?;
            all.push(clause);
        }
        self.matcher.root = if all.len() == 1 { all.remove(0) } else { Clause::And(all) };
        let matcher = Arc::new(self.matcher.clone());
        let question = self.is_question();
        let asked = if question { self.asked_runs() } else { Vec::new() };
        let legal = if question && self.context.laws { self.score_legal() } else { Vec::new() };
        // The strings of a question are its words, which are scored as such: counted twice, they would drown the pairs.
        let strings = if question {
            let strings = matcher.query(1.0);
            // What the law calls a thing may stand for its lay name where nothing else is asked for.
            self.admitted(strings, if bare && self.context.within == Within::Passage { &legal } else { &[] }, &asked)?
        } else {
            matcher.query(self.context.weights.grams)
        };
        let scored = std::mem::take(&mut self.scoring);
        // The title of a law is seldom what a question names.
        let titles = if question { Vec::new() } else { std::mem::take(&mut self.titles) };
        let query = match self.passages_only() {
            Some(passages) => Box::new(BooleanQuery::new(vec![(Occur::Must, strings), passages])),
            None => strings,
        };
        let (scope, budget) = (self.context.scope, self.context.budget.clone());
        let synonyms = std::mem::take(&mut self.synonyms);
        // Of a single word nothing comes before or after.
        let run = query_of_one_run(query_root);
        let only_whole = run.is_some() && text_alone(&matcher.root);
        let whole = run.filter(|_| !only_whole && !self.relaxed).map(|run| self.whole(run));
        let places = self.ranked_places();
        Ok(Plan {
            query,
            scope,
            budget,
            matcher,
            scored,
            titles,
            synonyms,
            legal,
            question,
            asked,
            places,
            whole,
            only_whole,
            words: self.words,
        })
    }

    /// What keeps out roles that are not searched. Their lists are short, those of the others are not.
    pub(super) fn scope_clauses(&self) -> Vec<(Occur, Box<dyn IndexQuery>)> {
        let mut out = role_clauses(self.context);
        out.extend(self.passages_only());
        out
    }

    /// What keeps out cases and notices, which have documents of their own and are no hits, where nothing but filters and
    /// exclusions is asked for.
    fn passages_only(&self) -> Option<(Occur, Box<dyn IndexQuery>)> {
        has_no_text(&self.matcher.root).then(|| {
            let kind = self.context.index.fields().kind;
            let passages = ConstScoreQuery::new(term_query(Term::from_field_text(kind, "passage")), 0.0);
            (Occur::Must, Box::new(passages) as Box<dyn IndexQuery>)
        })
    }

    /// The condition that `node` is. `positive` is false inside an exclusion, where nothing is scored.
    pub(super) fn clause(&mut self, node: &Node, positive: bool) -> Result<Clause> {
        Ok(match node {
            Node::Run(text) => self.run(text, positive)?,
            Node::Phrase(text) => self.phrase(text, positive),
            Node::Place(text) => self.place(text, positive)?,
            Node::Pattern(text) => match Pattern::read(text) {
                Some(pattern) => pattern.clause(&mut self.matcher),
                None => self.run(text, positive)?,
            },
            Node::Group(inner) => self.clause(inner, positive)?,
            Node::And(nodes) if self.relaxed && positive => self.relaxed_and(nodes)?,
            Node::And(nodes) => Clause::And(self.clauses(nodes, positive)?),
            Node::Or(nodes) => Clause::Or(self.clauses(nodes, positive)?),
            Node::Not(inner) => Clause::Not(Box::new(self.clause(inner, false)?)),
            Node::Near { unit, ordered, left, right } => self.near(*unit, *ordered, left, right, positive)?,
            Node::Field { field, values } => {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                self.field(*field, &values)?
            }
            Node::Pinyin(reading) => {
                let strings = super::reading::strings(self.context.index, reading)?;
                self.any(&strings, positive)
            }
            Node::Synonym(text) => {
                let mut strings = vec![fold(text)];
                let others = self.context.index.lexicon().synonyms(text);
                strings.extend(others.iter().map(|form| fold(form)));
                self.synonyms.push((text.clone(), others.to_vec()));
                self.any(&strings, positive)
            }
            // What is no figure is met by nothing; the parser has said so.
            Node::Fact(fact) => fact.interval().map_or_else(|_| Clause::Or(Vec::new()), |i| self.figure(fact, i)),
        })
    }

    fn clauses(&mut self, nodes: &[Node], positive: bool) -> Result<Vec<Clause>> {
        nodes.iter().map(|node| self.clause(node, positive)).collect()
    }

    /// Unquoted words become alternatives; everything else is required as before.
    fn relaxed_and(&mut self, nodes: &[Node]) -> Result<Clause> {
        let mut words = Vec::new();
        let mut required = Vec::new();
        for node in nodes {
            match node {
                Node::Run(text) => words.push(self.run(text, true)?),
                node => required.push(self.clause(node, true)?),
            }
        }
        if !words.is_empty() {
            required.push(Clause::Or(words));
        }
        Ok(Clause::And(required))
    }

    /// An unquoted run, as it is and without the readings in it.
    fn run(&mut self, text: &str, positive: bool) -> Result<Clause> {
        let forms = variants(text);
        let mut clauses: Vec<Clause> = Vec::new();
        for variant in forms {
            let folded = fold(&variant);
            let segmenter = Segmenter::for_queries();
            let parts = units(&folded, &segmenter);
            if positive {
                self.score_run(&folded, &parts, &segmenter);
            }
            let whole = self.matcher.string(&folded);
            let mut required: Vec<String> = Vec::new();
            for unit in parts.iter().filter(|unit| unit.required) {
                // A long word that stands in few passages is looked for in parts; alone, it is as it stands as well.
                let shorter =
                    if unit.text == folded { Vec::new() } else { self.shorter_words(&unit.text, &segmenter)? };
                if shorter.is_empty() { required.push(unit.text.clone()) } else { required.extend(shorter) }
            }
            self.words += required.len();
            let strings: Vec<usize> = required.iter().map(|text| self.matcher.string(text)).collect();
            clauses.push(match (&strings[..], self.relaxed && positive) {
                ([], _) => Clause::Text(whole),
                ([one], _) if *one == whole => match self.shorter_words(&folded, &segmenter)? {
                    words if words.is_empty() => Clause::Text(whole),
                    words => {
                        self.words += words.len().saturating_sub(1);
                        let words: Vec<usize> = words.iter().map(|word| self.matcher.string(word)).collect();
                        match self.relaxed && positive {
                            true => Clause::Or(words.into_iter().chain([whole]).map(Clause::Text).collect()),
                            false => Clause::Run { whole, words },
                        }
                    }
                },
                (strings, true) => Clause::Or(strings.iter().map(|&string| Clause::Text(string)).collect()),
                (strings, false) => Clause::Run { whole, words: strings.to_vec() },
            });
        }
        Ok(if clauses.len() == 1 { clauses.remove(0) } else { Clause::Or(clauses) })
    }

    fn phrase(&mut self, text: &str, positive: bool) -> Clause {
        let strings: Vec<String> = variants(text).iter().map(|variant| fold(variant)).collect();
        self.any(&strings, positive)
    }

    /// A figure within `interval`, of what `fact` counts.
    fn figure(&mut self, fact: &FactRange, interval: Interval) -> Clause {
        let noun = fact.noun.as_deref().map(|noun| self.matcher.string(&fold(noun)));
        Clause::Figure(self.matcher.condition(Condition { kind: fact.kind.of_facts(), interval, noun }))
    }

    /// Any of these strings, exactly.
    fn any(&mut self, strings: &[String], positive: bool) -> Clause {
        let mut clauses: Vec<Clause> = Vec::new();
        for folded in strings {
            if positive {
                self.score_title(folded);
            }
            clauses.push(Clause::Text(self.matcher.string(folded)));
        }
        if clauses.len() == 1 { clauses.remove(0) } else { Clause::Or(clauses) }
    }

    /// A field with any of `values`.
    fn field(&mut self, field: Field, values: &[&str]) -> Result<Clause> {
        let fields = *self.context.index.fields();
        let folded: Vec<String> = values.iter().map(|value| fold(value.trim())).collect();
        let contained = |target: IndexField| {
            holding(self.context.index, target, |value| {
                folded.iter().any(|wanted| !wanted.is_empty() && value.contains(wanted))
            })
        };
        let coded = |target: IndexField| -> Box<dyn IndexQuery> {
            any_query(values.iter().map(|value| term_query(Term::from_field_text(target, &facet_key(value)))).collect())
        };
        let query = match field {
            Field::Notice => {
                let wanted: Vec<String> = folded.iter().map(|value| same_brackets(value)).collect();
                holding(self.context.index, fields.number, |value| {
                    let value = same_brackets(value);
                    wanted.iter().any(|wanted| !wanted.is_empty() && value.contains(wanted))
                })?
            }
            Field::Issuer => contained(fields.issuer)?,
            Field::Title => title::filter(self.context.index, &folded)?,
            Field::Section => contained(fields.section)?,
            Field::Actor => contained(fields.actor)?,
            Field::Tier => coded(fields.tier),
            Field::Province => coded(fields.province),
            Field::City => coded(fields.city),
            Field::County => coded(fields.county),
            Field::Instrument => coded(fields.instrument),
            Field::Object => coded(fields.object),
            Field::Role => coded(fields.role),
            Field::Year => coded(fields.year),
            Field::Case => {
                let keys = cases::named(self.context.index, values)?;
                case_query(fields.case, keys)
            }
        };
        Ok(Clause::Filter(self.matcher.filter(query)))
    }

    /// The condition that the case of a passage meets `node`, and the passage has a part in it.
    fn case_clause(&mut self, node: &Node) -> Result<Clause> {
        let cases = cases::matching(self, node)?;
        let filter = self.matcher.filter(case_query(self.context.index.fields().case, cases));
        let mut leaves = Vec::new();
        positive_leaves(node, &mut leaves);
        let mut clauses = Vec::new();
        for leaf in leaves {
            match self.clause(leaf, true)? {
                // In a case, the words of a run may stand in different passages.
                Clause::Run { words, .. } => clauses.extend(words.into_iter().map(Clause::Text)),
                clause => clauses.push(clause),
            }
        }
        let mut all = vec![Clause::Filter(filter)];
        if !clauses.is_empty() {
            all.push(Clause::Or(clauses));
        }
        Ok(Clause::And(all))
    }

    /// Adds to the score what an unquoted run is worth beyond its characters.
    fn score_run(&mut self, folded: &str, parts: &[Unit], segmenter: &Segmenter) {
        if self.relaxed {
            self.score_asked(folded, segmenter);
        } else {
            self.score_words(folded, segmenter);
        }
        if parts.len() > 1 {
            self.add(
                format!("in a row {folded}"),
                string_query(self.context.index.fields().grams, folded),
                self.context.weights.whole,
            );
        }
        for unit in parts.iter().filter(|unit| unit.required) {
            self.score_title(&unit.text);
        }
    }

    fn score_words(&mut self, folded: &str, segmenter: &Segmenter) {
        let mut tokens: Vec<Token> = Vec::new();
        segmenter.tokens(folded, &mut tokens);
        let mut seen = HashSet::new();
        for token in tokens {
            let word = &folded[token.start..token.end];
            if seen.insert(word) {
                self.add(format!("word {word}"), self.word(word), self.context.weights.words);
            }
        }
    }

    fn score_title(&mut self, folded: &str) {
        let weight = self.context.weights.title;
        if weight > 0.0 {
            self.titles.push(title::part(self.context.index, folded, weight));
        }
    }

    pub(super) fn add(&mut self, name: String, query: Box<dyn IndexQuery>, weight: f32) {
        if weight > 0.0 {
            self.scoring.push(Scored { name, query, weight });
        }
    }
}

/// Whether there is nothing but unquoted words.
fn is_bare(node: &Node) -> bool {
    match node {
        Node::Run(_) | Node::Place(_) => true,
        Node::And(nodes) => nodes.iter().all(is_bare),
        Node::Group(inner) => is_bare(inner),
        _ => false,
    }
}

/// The words, phrases and the like of a query that are asked for, not ruled out.
fn positive_leaves<'n>(node: &'n Node, out: &mut Vec<&'n Node>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| positive_leaves(node, out)),
        Node::Group(inner) => positive_leaves(inner, out),
        Node::Near { unit: NearUnit::Case, ordered: false, left, right } => {
            positive_leaves(left, out);
            positive_leaves(right, out);
        }
        Node::Not(_) | Node::Field { .. } => {}
        leaf => out.push(leaf),
    }
}

fn term_query(term: Term) -> Box<dyn IndexQuery> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// The passages whose `field` has a value that is `meant`. There are few different values.
fn holding(index: &Index, field: IndexField, meant: impl Fn(&str) -> bool) -> Result<Box<dyn IndexQuery>> {
    let mut found = HashSet::new();
    for reader in index.searcher().segment_readers() {
        let inverted = reader.inverted_index(field)?;
        let mut values = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
        while let Some((value, _)) = values.next() {
            let Ok(value) = std::str::from_utf8(value) else { continue };
            if meant(value) {
                found.insert(value.to_owned());
            }
        }
    }
    Ok(Box::new(TermSetQuery::new(found.iter().map(|value| Term::from_field_text(field, value)))))
}

fn any_query(mut queries: Vec<Box<dyn IndexQuery>>) -> Box<dyn IndexQuery> {
    if queries.len() == 1 { queries.remove(0) } else { Box::new(BooleanQuery::union(queries)) }
}

fn case_query(field: IndexField, keys: HashSet<u64>) -> Box<dyn IndexQuery> {
    Box::new(TermSetQuery::new(keys.into_iter().map(|key| Term::from_field_u64(field, key))))
}
