//! The one way through a search: a query is read, planned, collected, and relaxed where nothing has all its words.

use super::collect::{self, Found};
use super::engine::{Engine, MAX_QUERY};
use super::matches::Matches;
use crate::api::{Budget, Filter, Hint, QueryEcho, Scope, Selection, Within};
use crate::error::{Error, Result, Sentence};
use crate::query::{self, Context, Places, Plan, ast};
use crate::text::Span;

/// What a selection found, in no order, and how.
pub(super) struct Sought<F = Vec<Found>> {
    pub(super) query: query::Query,
    pub(super) echo: QueryEcho,
    pub(super) plan: Plan,
    pub(super) found: F,
    /// No passage had every word, and these have some of them.
    pub(super) relaxed: bool,
    /// It is a question, and what has some of its words was found beside what has all of them.
    pub(super) question: bool,
}

/// A query as it was read.
#[derive(Clone)]
pub(super) struct Parsed {
    pub(super) query: query::Query,
    pub(super) echo: QueryEcho,
}

impl Engine {
    /// Finds what `selection` selects; everything where its query is empty.
    pub(super) fn seek(&self, selection: &Selection, places: Places, budget: &Budget) -> Result<Sought> {
        let sought = self.seek_matches(selection, places, budget)?;
        let found = self.scored(&sought.plan, &sought.found)?;
        let Sought { query, echo, plan, relaxed, question, .. } = sought;
        Ok(Sought { query, echo, plan, found, relaxed, question })
    }

    /// The same, and nothing is scored.
    pub(super) fn seek_matches(
        &self,
        selection: &Selection,
        places: Places,
        budget: &Budget,
    ) -> Result<Sought<Matches>> {
        let parsed = self.read(selection, places, budget)?;
        self.seek_read(parsed, selection, (places, false), budget)
    }

    /// The same for a query that was read; what it finds is `ranked` as the answers to a question where it is one.
    pub(super) fn seek_read(
        &self,
        Parsed { query, echo }: Parsed,
        selection: &Selection,
        (places, ranked): (Places, bool),
        budget: &Budget,
    ) -> Result<Sought<Matches>> {
        let context = Context { places, ..self.context(selection, budget) };
        let mut plan = query::plan(&query, &context)?;
        let mut found = self.matches(&plan)?;
        budget.check()?;
        let (mut relaxed, mut question) = (false, false);
        // That a passage has all the words of a question does not make it the answer, and another none.
        if (found.is_empty() || ranked && !context.laws && asks(&query))
            && query.root.is_some()
            && let Some(weaker) = query::relax(&query, &context)?
            && (found.is_empty() || weaker.question)
        {
            plan = weaker;
            question = !found.is_empty();
            found = self.matches(&plan)?;
            relaxed = !found.is_empty() && !question;
            budget.check()?;
        }
        Ok(Sought { query, echo, plan, found, relaxed, question })
    }

    /// The plan for `string` as a phrase.
    pub(super) fn plan_phrase(&self, string: &str, scope: Scope) -> Result<Plan> {
        let query = query::Query { root: Some(ast::Node::Phrase(string.to_owned())) };
        query::plan(&query, &self.context_of(scope, Within::Passage, &[], &Budget::unlimited()))
    }

    pub(super) fn context<'c>(&'c self, selection: &'c Selection, budget: &'c Budget) -> Context<'c> {
        self.context_of(selection.scope, selection.within, &selection.filters, budget)
    }

    pub(super) fn context_of<'c>(
        &'c self,
        scope: Scope,
        within: Within,
        filters: &'c [Filter],
        budget: &'c Budget,
    ) -> Context<'c> {
        Context {
            index: self.index(),
            weights: &self.weights,
            scope,
            within,
            filters,
            places: Places::Named,
            laws: self.laws(),
            budget,
        }
    }

    /// The passages that match `plan`.
    pub(super) fn matches(&self, plan: &Plan) -> Result<Matches> {
        Matches::of(self.index(), &self.segments, plan)
    }

    /// Every passage that matches `plan`, with its score, in the order of the segments.
    pub(super) fn collect(&self, plan: &Plan) -> Result<Vec<Found>> {
        self.scored(plan, &self.matches(plan)?)
    }

    /// The same of those that are known to match.
    pub(super) fn scored(&self, plan: &Plan, matches: &Matches) -> Result<Vec<Found>> {
        let searcher = self.index().searcher();
        let mut found = matches.scored(self.index(), &self.segments, plan)?;
        for place in &plan.places {
            collect::tell_apart(searcher, place.as_ref(), 2, &mut found)?;
        }
        if let Some(whole) = &plan.whole {
            collect::tell_apart(searcher, whole.query.as_ref(), 1, &mut found)?;
        }
        Ok(found)
    }

    /// Reads the query of `selection` as it is meant in this corpus.
    pub(super) fn read(&self, selection: &Selection, places: Places, budget: &Budget) -> Result<Parsed> {
        if selection.query.trim().is_empty() {
            return Ok(Parsed { query: query::Query::default(), echo: QueryEcho::default() });
        }
        let Parsed { query, mut echo } = self.parse(&selection.query)?;
        let context = Context { places, ..self.context(selection, budget) };
        let (query, hints) = query::interpret(&query, &selection.query, &context)?;
        echo.parsed = query.to_string();
        echo.hints.extend(hints.into_iter().map(Hint::from));
        Ok(Parsed { query, echo })
    }

    pub(super) fn parse(&self, input: &str) -> Result<Parsed> {
        let length = input.chars().count();
        if length > MAX_QUERY {
            return Err(Error::LongQuery { found: length, limit: MAX_QUERY });
        }
        let (query, hints) = query::parse(input);
        if query.root.as_ref().is_none_or(only_punctuation) {
            const MOST: usize = 3;
            let remarks = hints.into_iter().take(MOST).map(|hint| pointed(input, hint)).collect();
            return Err(Error::EmptyQuery { punctuation: !input.trim().is_empty(), remarks });
        }
        let hints = hints.into_iter().map(Hint::from).collect();
        let echo = QueryEcho { input: input.to_owned(), parsed: query.to_string(), hints, tokens: Vec::new() };
        Ok(Parsed { query, echo })
    }
}

impl From<query::QueryHint> for Hint {
    fn from(hint: query::QueryHint) -> Hint {
        let (zh, en) = hint.kind.message();
        let at = Some(Span::new(hint.at.0, hint.at.1.max(hint.at.0)));
        Hint { at, suggestion: hint.suggestion, ..Hint::new(zh, en) }
    }
}

/// A remark, in both languages, with the characters that it is about.
fn pointed(input: &str, hint: query::QueryHint) -> (String, String) {
    let hint = Hint::from(hint);
    let about = hint.about(input).map_or_else(String::new, |about| format!("{about} ← "));
    let Sentence { zh, en } = &hint.message.sentence;
    (format!("{about}{zh}"), format!("{about}{en}"))
}

/// Whether unquoted words of the query ask something.
fn asks(query: &query::Query) -> bool {
    use ast::Node;
    fn any(node: &Node) -> bool {
        match node {
            Node::Run(text) => query::asks(text),
            Node::And(nodes) => nodes.iter().any(any),
            _ => false,
        }
    }
    query.root.as_ref().is_some_and(any)
}

/// Says which other words were searched.
pub(super) fn synonyms(word: &str, others: &[String]) -> Hint {
    let (zh, en) = match others {
        [] => (format!("词表里没有 “{word}” 的同义词"), format!("the vocabulary has no synonyms of “{word}”")),
        _ => (
            format!("“{word}” 也查了：{}", others.join("、")),
            format!("“{word}” was searched as these too: {}", others.join(", ")),
        ),
    };
    Hint::new(zh, en)
}

/// Says which words of the law were looked for with the lay words of a question.
pub(super) fn legal_words(legal: &[(String, Vec<String>)]) -> Hint {
    let led = |join: &str, between: &str| {
        let each = legal.iter().map(|(typed, legal)| format!("{typed} → {}", legal.join(join)));
        each.collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (led("、", "；"), led(", ", "; "));
    Hint::new(format!("也按法律用语排序：{zh}"), format!("ranked by words of the law too: {en}"))
}

/// Whether the query has nothing but unquoted punctuation, which nobody means to search for.
fn only_punctuation(node: &ast::Node) -> bool {
    use ast::Node;
    match node {
        Node::Run(text) => !text.chars().any(char::is_alphanumeric),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(only_punctuation),
        Node::Not(inner) => only_punctuation(inner),
        _ => false,
    }
}
