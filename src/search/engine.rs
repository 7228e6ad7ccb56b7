//! Answering a request.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Instant;

use tantivy::DocAddress;
use tantivy::columnar::StrColumn;

use super::collect::{self, Found};
use super::evidence::Standings;
use super::request::{By, Request, Scope, Sort};
use super::response::{CaseHit, CaseInfo, Facet, Hint, Hit, Hits, Mark, NoticeInfo, QueryEcho, Repair, Response};
use crate::analyze::Segmenter;
use crate::error::{Error, Result};
use crate::index::{CaseRecord, FACETS, Index, NoticeRecord, PassageRecord, Record};
use crate::notice::Role;
use crate::query::{self, Context, Evaluator, Plan, Weights, Within};
use crate::text::{CharSpan, fold};

pub use crate::index::{Freshness, Survey};

/// The longest query that is taken, in characters.
pub const MAX_QUERY: usize = 4096;

/// Hits whose closeness is looked at; deeper ones are ordered by words alone.
const RERANKED: usize = 200;

/// An index, ready to answer.
#[derive(Debug)]
pub struct Engine {
    pub(super) index: Index,
    weights: Weights,
    standings: Standings,
}

impl Engine {
    /// Opens the index in `path`.
    ///
    /// # Errors
    ///
    /// See [`Index::open`].
    pub fn open(path: &Path) -> Result<Engine> {
        Ok(Engine { index: Index::open(path)?, weights: Weights::DEFAULT, standings: Standings::default() })
    }

    /// Whether the index still says what its corpus says, with the vocabulary whose table is `lexicon`; see
    /// [`Manifest::survey`](crate::index::Manifest::survey).
    #[must_use]
    pub fn survey(&self, lexicon: Option<&str>) -> Survey {
        self.index.manifest().survey(self.index.path(), lexicon)
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Answers `request`.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyQuery`] and [`Error::LongQuery`] for queries that cannot be searched, [`Error::Invalid`] for a
    /// filter whose field does not exist, [`Error::Damaged`] and [`Error::Engine`] when the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Response> {
        let started = Instant::now();
        let parsed = self.parse(&request.query)?;
        let context = self.context(request.scope, request.within, &request.filters);
        let mut plan = query::plan(&parsed.query, &context)?;
        let mut found = self.collect(&plan)?;
        let mut relaxed = false;
        if found.is_empty()
            && let Some(weaker) = query::relax(&parsed.query, &context)?
        {
            plan = weaker;
            found = self.collect(&plan)?;
            relaxed = !found.is_empty();
        }
        let mut response = self.respond(request, &plan, found)?;
        response.relaxed = relaxed;
        response.query = parsed.echo;
        if request.explain {
            parsed.query.root.iter().for_each(|root| tokens(root, &mut response.query.tokens));
        }
        response.query.hints.extend(plan.synonyms.iter().map(|(word, others)| synonyms(word, others)));
        if relaxed && !plan.legal.is_empty() {
            response.query.hints.push(legal_words(&plan.legal));
        }
        if response.total == 0 || relaxed {
            let hints = super::suggest::suggest(&self.index, &plan.missing(&self.index)?)?;
            response.query.hints.extend(hints);
        }
        response.took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(response)
    }

    /// What has all the words of the query, ranked, and then what has some of them. A question of many words is ranked
    /// as one: whether a passage happens to have all of them says little more than their scores do.
    pub(super) fn ranking(&self, request: &Request) -> Result<Vec<Found>> {
        let parsed = self.parse(&request.query)?;
        let context = self.context(request.scope, request.within, &request.filters);
        let relaxed = query::relax(&parsed.query, &context)?;
        let mut out = Vec::new();
        if !relaxed.as_ref().is_some_and(|plan| plan.question) {
            let plan = query::plan(&parsed.query, &context)?;
            let strict = self.collect(&plan)?;
            out = self.rank(request, &plan, strict)?;
        }
        if out.len() < request.limit
            && let Some(plan) = relaxed
        {
            let known: HashSet<DocAddress> = out.iter().map(|found| found.address).collect();
            let found = self.collect(&plan)?;
            let ranked = self.rank(request, &plan, found)?;
            let mut rest: Vec<Found> = ranked.into_iter().filter(|found| !known.contains(&found.address)).collect();
            // The two were scored by different plans; scores that go down are what readers of rankings rely on.
            if let (Some(last), Some(first)) = (out.last(), rest.first()) {
                let above = (first.score - last.score).max(0.0);
                rest.iter_mut().for_each(|found| found.score -= above);
            }
            out.extend(rest);
        }
        Ok(out)
    }

    /// The plan for `string` as a phrase.
    pub(super) fn plan_phrase(&self, string: &str, scope: Scope) -> Result<Plan> {
        let query = query::Query { root: Some(query::ast::Node::Phrase(string.to_owned())) };
        query::plan(&query, &self.context(scope, Within::Passage, &[]))
    }

    pub(super) fn context<'c>(&'c self, scope: Scope, within: Within, filters: &'c [(String, String)]) -> Context<'c> {
        Context { index: &self.index, weights: &self.weights, scope: scope == Scope::All, within, filters }
    }

    pub(super) fn collect(&self, plan: &Plan) -> Result<Vec<Found>> {
        let searcher = self.index.searcher();
        let mut found = collect::collect(searcher, plan.query.as_ref())?;
        collect::add_titles(searcher, &plan.titles(&self.index)?, &mut found)?;
        Ok(found)
    }

    /// Counts the values of facets in what `request` finds; in everything when its query is empty.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken.
    pub fn facets(&self, request: &Request) -> Result<Response> {
        let request = Request { limit: 0, facets: true, ..request.clone() };
        if !request.query.trim().is_empty() {
            return self.search(&request);
        }
        let query = query::Query::default();
        let plan = query::plan(&query, &self.context(request.scope, request.within, &request.filters))?;
        let found = self.collect(&plan)?;
        self.respond(&request, &plan, found)
    }

    fn respond(&self, request: &Request, plan: &Plan, found: Vec<Found>) -> Result<Response> {
        let searcher = self.index.searcher();
        let mut response = Response::default();
        let found: Vec<Found> = match request.by {
            By::Passage => found,
            By::Case => found.into_iter().filter(|found| found.case.is_some()).collect(),
        };
        let mut lit = collect::lit(searcher, &plan.matcher, &found)?;
        response.occurrences = lit.occurrences;
        response.cases = collect::cases(&found);
        if request.facets {
            for field in FACETS {
                let values = collect::facet(searcher, field, &found, request.by == By::Case)?;
                response.facets.push(Facet { field, values });
            }
        }
        response.total = if request.by == By::Case { response.cases } else { found.len() };
        let ranked = self.rank(request, plan, found)?;
        let page = |len: usize| request.offset.min(len)..request.offset.saturating_add(request.limit).min(len);
        response.hits = match request.by {
            By::Passage => {
                let shown = &ranked[page(ranked.len())];
                Hits::Passages(self.hits(request, plan, shown, &mut lit.marks)?)
            }
            By::Case => {
                let groups = by_case(&ranked);
                let shown = &groups[page(groups.len())];
                let flat: Vec<Found> = shown.iter().flat_map(|(_, passages)| passages).copied().collect();
                let mut hits = self.hits(request, plan, &flat, &mut lit.marks)?.into_iter();
                let mut out = Vec::new();
                for (_, passages) in shown {
                    let passages: Vec<Hit> = hits.by_ref().take(passages.len()).collect();
                    let Some(best) = passages.first() else { continue };
                    let Some(case) = best.case.clone() else { continue };
                    out.push(CaseHit { case, score: best.score, passages });
                }
                Hits::Cases(out)
            }
        };
        Ok(response)
    }

    /// Sorts what was found as the request wants it.
    fn rank(&self, request: &Request, plan: &Plan, mut found: Vec<Found>) -> Result<Vec<Found>> {
        let searcher = self.index.searcher();
        let by_score = Found::by_score;
        match request.sort {
            Sort::Order => collect::sort_by_place(searcher, &mut found)?,
            Sort::Relevance => {
                if plan.question {
                    self.standings.weigh(&self.index, &self.weights, &mut found)?;
                }
                let depth = RERANKED.max(request.offset.saturating_add(request.limit)).min(found.len());
                if depth < found.len() {
                    found.select_nth_unstable_by(depth, by_score);
                }
                self.adjust(plan, &mut found[..depth])?;
                found.sort_unstable_by(by_score);
                // What of a case is shown is not known yet.
                let shown =
                    if request.by == By::Case { usize::MAX } else { request.offset.saturating_add(request.limit) };
                collect::settle_ties(searcher, &mut found, shown)?;
            }
            Sort::Date | Sort::Amount => {
                let field = if request.sort == Sort::Date { "issued" } else { "amount" };
                let mut keyed = Vec::with_capacity(found.len());
                for passage in found {
                    let reader = searcher.segment_reader(passage.address.segment_ord);
                    let column = reader.fast_fields().u64_lenient(field)?;
                    let key = column.and_then(|(column, _)| column.values_for_doc(passage.address.doc_id).max());
                    keyed.push((key, passage));
                }
                keyed.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| by_score(&a.1, &b.1)));
                found = keyed.into_iter().map(|(_, passage)| passage).collect();
            }
        }
        Ok(found)
    }

    /// Adds what the words of the index do not tell: closeness, and what kind of passage it is.
    fn adjust(&self, plan: &Plan, found: &mut [Found]) -> Result<()> {
        found.sort_unstable_by_key(|found| found.address);
        let searcher = self.index.searcher();
        for of_segment in found.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let reader = searcher.segment_reader(first.address.segment_ord);
            let roles = reader.fast_fields().str("role")?;
            let factors = roles.as_ref().map(|roles| self.role_factors(roles)).transpose()?.unwrap_or_default();
            let mut evaluator = plan.is_several().then(|| Evaluator::open(&plan.matcher, reader)).transpose()?;
            for passage in of_segment {
                let doc = passage.address.doc_id;
                if let Some(evaluator) = &mut evaluator {
                    passage.score += self.weights.proximity * evaluator.closeness(doc);
                }
                let role = roles.as_ref().and_then(|roles| roles.term_ords(doc).next());
                passage.score *= role.and_then(|ord| factors.get(ord as usize)).copied().unwrap_or(1.0);
            }
        }
        Ok(())
    }

    /// What a score is multiplied by for each role that `roles` has, in the column's order.
    fn role_factors(&self, roles: &StrColumn) -> Result<Vec<f32>> {
        let mut name = String::new();
        (0..roles.num_terms() as u64)
            .map(|ord| {
                name.clear();
                roles.ord_to_str(ord, &mut name).map_err(tantivy::TantivyError::from)?;
                Ok(match Role::from_name(&name) {
                    Some(Role::Heading) => self.weights.heading,
                    Some(Role::Listing | Role::Boilerplate | Role::Foreign) => self.weights.listing,
                    Some(Role::Body) | None => 1.0,
                })
            })
            .collect()
    }

    /// The hits for `shown`, in its order. `marks` has those that are known already.
    fn hits(
        &self,
        request: &Request,
        plan: &Plan,
        shown: &[Found],
        marks: &mut HashMap<DocAddress, Vec<CharSpan>>,
    ) -> Result<Vec<Hit>> {
        let unknown = shown.iter().map(|found| found.address).filter(|address| !marks.contains_key(address));
        let mut addresses: Vec<DocAddress> = unknown.collect();
        addresses.sort_unstable();
        collect::each_marks(self.index.searcher(), &plan.matcher, &addresses, |address, found| {
            marks.insert(address, found);
        })?;
        let mut infos = Infos::new(&self.index);
        shown
            .iter()
            .map(|found| {
                let Record::Passage(passage) = self.index.record(found.address)? else {
                    return Err(self.damaged("a passage is missing"));
                };
                let marks = marks.remove(&found.address).unwrap_or_default();
                let mut hit = infos.hit(&passage, &marks)?;
                hit.score = found.score;
                if request.explain {
                    let known = found.evidence.parts();
                    hit.explanation = plan.explain(&self.index, found.address, found.score, &known)?;
                }
                Ok(hit)
            })
            .collect()
    }

    pub(super) fn damaged(&self, reason: &str) -> Error {
        Error::Damaged { path: self.index.path().to_path_buf(), reason: reason.to_owned() }
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
        Hint { at: Some(hint.at), zh, en, suggestion: hint.suggestion }
    }
}

/// A remark, in both languages, with the characters that it is about.
fn pointed(input: &str, hint: query::QueryHint) -> (String, String) {
    let hint = Hint::from(hint);
    let about = hint.about(input).map_or_else(String::new, |about| format!("{about} ← "));
    (format!("{about}{}", hint.zh), format!("{about}{}", hint.en))
}

/// The unquoted runs of `node` with the words that each was cut into.
fn tokens(node: &query::ast::Node, out: &mut Vec<(String, Vec<String>)>) {
    use query::ast::Node;
    match node {
        Node::Run(text) => {
            let folded = fold(text);
            let mut words = Vec::new();
            Segmenter::for_text(&folded).tokens(&folded, &mut words);
            let words = words.iter().map(|word| folded[word.start..word.end].to_owned()).collect();
            out.push((text.clone(), words));
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| tokens(node, out)),
        Node::Not(inner) => tokens(inner, out),
        Node::Near { left, right, .. } => {
            tokens(left, out);
            tokens(right, out);
        }
        Node::Phrase(_) | Node::Synonym(_) | Node::Pinyin(_) | Node::Field { .. } | Node::Fact(_) => {}
    }
}

/// Says which other words were searched.
fn synonyms(word: &str, others: &[String]) -> Hint {
    let (zh, en) = match others {
        [] => (format!("词表里没有 “{word}” 的同义词"), format!("the vocabulary has no synonyms of “{word}”")),
        _ => (
            format!("“{word}” 也查了：{}", others.join("、")),
            format!("“{word}” was searched as these too: {}", others.join(", ")),
        ),
    };
    Hint { at: None, zh, en, suggestion: None }
}

/// Says which words of the law were looked for with the lay words of a question.
fn legal_words(legal: &[(String, Vec<String>)]) -> Hint {
    let led = |join: &str, between: &str| {
        let each = legal.iter().map(|(typed, legal)| format!("{typed} → {}", legal.join(join)));
        each.collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (led("、", "；"), led(", ", "; "));
    Hint {
        at: None,
        zh: format!("也按法律用语排序：{zh}"),
        en: format!("ranked by words of the law too: {en}"),
        suggestion: None,
    }
}

/// A query that was read.
pub(super) struct Parsed {
    pub(super) query: query::Query,
    pub(super) echo: QueryEcho,
}

/// Whether the query has nothing but unquoted punctuation, which nobody means to search for.
fn only_punctuation(node: &query::ast::Node) -> bool {
    use query::ast::Node;
    match node {
        Node::Run(text) => !text.chars().any(char::is_alphanumeric),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(only_punctuation),
        Node::Not(inner) => only_punctuation(inner),
        _ => false,
    }
}

/// Groups ranked passages by case; cases in the order of their best passage.
fn by_case(ranked: &[Found]) -> Vec<(u64, Vec<Found>)> {
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut out: Vec<(u64, Vec<Found>)> = Vec::new();
    for found in ranked {
        let Some(case) = found.case else { continue };
        let place = *places.entry(case).or_insert_with(|| {
            out.push((case, Vec::new()));
            out.len() - 1
        });
        out[place].1.push(*found);
    }
    out
}

/// Cases and notices of hits, each read once.
pub(super) struct Infos<'i> {
    index: &'i Index,
    cases: HashMap<u64, CaseRecord>,
    notices: HashMap<u64, NoticeRecord>,
}

impl<'i> Infos<'i> {
    pub(super) fn new(index: &'i Index) -> Infos<'i> {
        Infos { index, cases: HashMap::new(), notices: HashMap::new() }
    }

    pub(super) fn case(&mut self, key: u64) -> Result<&CaseRecord> {
        Ok(match self.cases.entry(key) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(self.index.case(key)?),
        })
    }

    pub(super) fn notice(&mut self, key: u64) -> Result<&NoticeRecord> {
        Ok(match self.notices.entry(key) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(self.index.notice(key)?),
        })
    }

    /// The hit that shows `passage` with `marks`.
    pub(super) fn hit(&mut self, passage: &PassageRecord, marks: &[CharSpan]) -> Result<Hit> {
        let offsets = passage.offsets();
        let marks = CharSpan::to_local(marks, &passage.text)
            .into_iter()
            .map(|local| Mark { local, raw: offsets.map(local) })
            .collect();
        let repairs = passage
            .repairs
            .iter()
            .map(|repair| Repair {
                local: repair.local(),
                raw: repair.raw.clone(),
                restored: passage.text.get(repair.local().range()).unwrap_or_default().to_owned(),
                rule: repair.rule().name(),
                status: repair.status().name(),
            })
            .collect();
        let case = passage.case.map(|key| self.case(key).map(CaseInfo::from)).transpose()?;
        let notice = self.notice(passage.notice)?;
        Ok(Hit {
            id: passage.id.clone(),
            score: 0.0,
            role: passage.role().name(),
            section: passage.section.clone(),
            case,
            file: notice.file.clone(),
            place: passage.place,
            notice: NoticeInfo::from(notice),
            text: passage.text.clone(),
            marks,
            repairs,
            explanation: Vec::new(),
        })
    }
}

impl From<&CaseRecord> for CaseInfo {
    fn from(record: &CaseRecord) -> Self {
        CaseInfo {
            id: record.id.clone(),
            tier: record.tier.clone(),
            number: record.number,
            title: record.title.clone(),
            city: record.city.clone(),
            county: record.county.clone(),
        }
    }
}

impl From<&NoticeRecord> for NoticeInfo {
    fn from(record: &NoticeRecord) -> Self {
        NoticeInfo {
            id: record.id.clone(),
            number: record.number.clone(),
            title: record.title.clone(),
            issuer: record.issuer.clone(),
            issued: record.issued.clone(),
            published: record.published.clone(),
            url: record.url.clone(),
        }
    }
}
