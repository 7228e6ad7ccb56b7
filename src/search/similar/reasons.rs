//! What two cases share, each with the query that counts it.

use std::collections::{HashMap, HashSet};

use tantivy::{DocAddress, Term};

use super::super::collect;
use super::super::engine::Engine;
use super::super::request::Scope;
use super::candidates::{self, Word};
use super::differences::things;
use super::material::{Material, surface};
use super::measure::Neighbourhood;
use crate::analyze::is_sentence_end;
use crate::error::Result;
use crate::index::facet_id;
use crate::lexicon::TagKind;
use crate::query::ast::{Node, Query};
use crate::query::{self, Within};
use crate::text::{fold, fold_char};

/// A sort of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// Both deal with a thing of the vocabulary.
    Shared(TagKind),
    /// Both use a distinctive word.
    Word,
    /// Two of their sentences are close.
    Sentence,
}

impl ReasonKind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ReasonKind::Shared(kind) => kind.name(),
            ReasonKind::Word => "word",
            ReasonKind::Sentence => "sentence",
        }
    }
}

/// Something that two cases share.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What sort of thing it is.
    pub kind: ReasonKind,
    /// The thing: the name in the vocabulary, in the script of the other case; the word; the characters that two
    /// sentences share.
    pub value: String,
    /// The query that finds it: `anli search --count QUERY --filter case:ID` prints the counts below.
    pub query: String,
    /// In the case that was asked for.
    pub here: Count,
    /// In the other case.
    pub there: Count,
    /// In all others; none where it is so frequent that counting would take long.
    pub elsewhere: Option<Elsewhere>,
    /// Of close sentences: both, of a very long one the part around what they share.
    pub sentences: Option<(String, String)>,
}

/// How often something occurs in a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Occurrences, as a search counts them.
    pub occurrences: usize,
    /// The passages, by id; none for a text.
    pub passages: Vec<String>,
}

/// How often something occurs outside the two cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Occurrences, passages outside all cases included.
    pub occurrences: usize,
    /// Cases that have it.
    pub cases: usize,
}

/// Reasons of each sort.
const THINGS: usize = 4;
const WORDS: usize = 6;
const SENTENCES: usize = 2;
/// Pairs of sentences that are tried for them.
const TRIED: usize = 20;
/// A word is usual when one case in so many has it.
const USUAL: u64 = 4;
/// The shortest sentence, and the shortest run that makes two of them close, in characters.
const SHORTEST: usize = 10;
const SHORTEST_RUN: usize = 5;
/// Sentences that are compared letter by letter are no longer than this.
const LONGEST: usize = 400;
/// A longer sentence is shown in part, in characters.
const SHOWN: usize = 160;
/// A run of characters that two sentences share is no longer.
const LONGEST_RUN: usize = 40;
/// Passages that may hold something that is counted elsewhere.
const COUNTED: u64 = 20_000;

/// Writes the reasons of one case against others.
pub(super) struct Writer<'e> {
    engine: &'e Engine,
    here: &'e Material,
    cases: &'e Neighbourhood,
    words: Vec<Word>,
    /// Cases of the corpus.
    total: u64,
    sentences: Vec<Sentence<'e>>,
    /// idf of pairs of characters of `here`.
    pairs: HashMap<[char; 2], f32>,
    /// What is known of a query: occurrences of each case and outside, or nothing where it is too frequent.
    known: HashMap<String, Option<HashMap<Option<u64>, usize>>>,
}

/// A sentence with its folded characters.
struct Sentence<'t> {
    text: &'t str,
    folded: Vec<char>,
}

impl<'e> Writer<'e> {
    pub(super) fn new(engine: &'e Engine, here: &'e Material, cases: &'e Neighbourhood) -> Result<Writer<'e>> {
        let sentences = sentences(here);
        let index = engine.index();
        let passages_in_all = index.searcher().num_docs() as f32;
        let mut pairs = HashMap::new();
        for pair in sentences.iter().flat_map(|sentence| sentence.folded.windows(2)) {
            let &[a, b] = pair else { continue };
            if let std::collections::hash_map::Entry::Vacant(place) = pairs.entry([a, b]) {
                let term = Term::from_field_text(index.fields().grams, &String::from_iter([a, b]));
                let passages = index.searcher().doc_freq(&term)?;
                place.insert((passages_in_all / passages.max(1) as f32).max(1.0).ln());
            }
        }
        let words = candidates::words(engine, here)?;
        let total = index.searcher().doc_freq(&Term::from_field_text(index.fields().kind, "case"))?;
        Ok(Writer { engine, here, cases, words, total, sentences, pairs, known: HashMap::new() })
    }

    /// What `here` and `there` share: things of the vocabulary, words, sentences; of each sort the strongest first.
    pub(super) fn reasons(&mut self, there: &Material) -> Result<Vec<Reason>> {
        let mut out = Vec::new();
        for kind in TagKind::ALL {
            self.things(there, kind, &mut out)?;
        }
        self.shared_words(there, &mut out)?;
        self.close_sentences(there, &mut out)?;
        Ok(out)
    }

    fn things(&mut self, there: &Material, kind: TagKind, out: &mut Vec<Reason>) -> Result<()> {
        let lexicon = self.engine.index().lexicon();
        let ours = things(lexicon, self.here, kind);
        let theirs = things(lexicon, there, kind);
        let shared = ours.iter().filter(|one| theirs.iter().any(|other| other.name == one.name));
        // The rarer among the neighbours the better; actors are in no profile and keep their order.
        let mut ranked: Vec<(usize, &str)> =
            shared.map(|one| (self.cases.frequency(facet_id(kind, &one.name)), one.name.as_str())).collect();
        ranked.sort_by_key(|&(frequency, _)| frequency);
        for (_, name) in ranked.into_iter().take(THINGS) {
            let forms = lexicon.forms(kind, name);
            let forms: Vec<String> = if forms.is_empty() { vec![name.to_owned()] } else { forms.to_vec() };
            let present = forms.iter().filter(|form| has(self.here, form) || has(there, form));
            // In the characters of the other case, which is of the corpus whatever was asked for.
            let present: Vec<String> = present.map(|form| there.named(form)).collect();
            if let Some(reason) = self.reason(ReasonKind::Shared(kind), &there.named(name), &present, there)? {
                out.push(reason);
            }
        }
        Ok(())
    }

    fn shared_words(&mut self, there: &Material, out: &mut Vec<Reason>) -> Result<()> {
        let words = candidates::words(self.engine, there)?;
        let theirs = candidates::counts(&words);
        let ours = candidates::counts(&self.words);
        // What both say often, and few passages say.
        let mut ranked: Vec<(f32, &str, u32, u32)> = theirs
            .iter()
            .filter_map(|(&word, other)| {
                let one = ours.get(word)?;
                let both = 1.0 + (one.count.min(other.count) as f32).ln();
                Some((both * one.idf * one.idf, word, one.count, other.count))
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let mut chosen: Vec<(&str, u32, u32)> = Vec::new();
        for &(_, word, one, other) in &ranked {
            if chosen.len() >= WORDS * 3 {
                break;
            }
            // 德里 is in 马德里 wherever it stands, and tells nothing more; 马德里 stands outside 马德里商标 too.
            let same = |&(known, a, b): &(&str, u32, u32)| (a, b) == (one, other) && known.contains(word);
            if !chosen.iter().any(same) {
                chosen.retain(|&(known, a, b)| (a, b) != (one, other) || !word.contains(known));
                chosen.push((word, one, other));
            }
        }
        let chosen: Vec<String> = chosen.into_iter().map(|(word, ..)| word.to_owned()).collect();
        let mut left = WORDS;
        for word in chosen {
            let shown = surface(self.here, &word).unwrap_or_else(|| word.clone());
            let reason = self.reason(ReasonKind::Word, &shown, std::slice::from_ref(&shown), there)?;
            if let Some(reason) = reason.filter(|reason| self.is_rare(reason)) {
                out.push(reason);
                left -= 1;
                if left == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    fn close_sentences(&mut self, there: &Material, out: &mut Vec<Reason>) -> Result<()> {
        let theirs = sentences(there);
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for (j, other) in theirs.iter().enumerate() {
            let set: HashSet<[char; 2]> =
                other.folded.windows(2).filter_map(|pair| <[char; 2]>::try_from(pair).ok()).collect();
            for (i, sentence) in self.sentences.iter().enumerate() {
                let shared: HashSet<[char; 2]> = sentence
                    .folded
                    .windows(2)
                    .filter_map(|pair| <[char; 2]>::try_from(pair).ok())
                    .filter(|pair| set.contains(pair))
                    .collect();
                // Summed in a fixed order, so that an answer is always the same.
                let mut weights: Vec<f32> = shared.iter().filter_map(|pair| self.pairs.get(pair).copied()).collect();
                weights.sort_by(f32::total_cmp);
                let length = (sentence.folded.len() * other.folded.len()) as f32;
                pairs.push((weights.iter().sum::<f32>() / length.sqrt(), i, j));
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let (mut used, mut used_there) = (HashSet::new(), HashSet::new());
        for (_, i, j) in pairs.into_iter().take(TRIED) {
            if used.len() >= SENTENCES {
                break;
            }
            if used.contains(&i) || used_there.contains(&j) {
                continue;
            }
            let (ours, theirs) = (&self.sentences[i], &theirs[j]);
            let (start, length) = longest_common(&ours.folded, &theirs.folded);
            let length = length.min(LONGEST_RUN);
            let run: String = ours.text.chars().skip(start).take(length).collect();
            if length < SHORTEST_RUN || out.iter().any(|known| known.sentences.is_some() && known.value == run) {
                continue;
            }
            let both = (around(ours, &run), around(theirs, &run));
            let reason = self.reason(ReasonKind::Sentence, &run, std::slice::from_ref(&run), there)?;
            if let Some(reason) = reason.filter(|reason| self.is_rare(reason)) {
                used.insert(i);
                used_there.insert(j);
                out.push(Reason { sentences: Some(both), ..reason });
            }
        }
        Ok(())
    }

    /// A word or a run that a quarter of the cases have distinguishes nothing: it is a stock phrase of the genre.
    fn is_rare(&self, reason: &Reason) -> bool {
        reason.elsewhere.is_some_and(|other| other.cases as u64 * USUAL <= self.total)
    }

    /// The reason that any of `forms` stands in both; none when a search does not find it in both.
    fn reason(&mut self, kind: ReasonKind, value: &str, forms: &[String], there: &Material) -> Result<Option<Reason>> {
        let mut phrases: Vec<Node> = forms.iter().map(|form| Node::Phrase(form.clone())).collect();
        let root = match phrases.len() {
            0 => return Ok(None),
            1 => phrases.remove(0),
            _ => Node::Or(phrases),
        };
        let query = Query { root: Some(root) };
        let theirs = count(self.engine, &query, there)?;
        let ours =
            if self.here.record().is_some() { count(self.engine, &query, self.here)? } else { scan(self.here, forms) };
        if ours.occurrences == 0 || theirs.occurrences == 0 {
            return Ok(None);
        }
        let text = query.to_string();
        let elsewhere = self.elsewhere(&query, &text, forms, there)?;
        Ok(Some(Reason {
            kind,
            value: value.to_owned(),
            query: text,
            here: ours,
            there: theirs,
            elsewhere,
            sentences: None,
        }))
    }

    fn elsewhere(
        &mut self,
        query: &Query,
        text: &str,
        forms: &[String],
        there: &Material,
    ) -> Result<Option<Elsewhere>> {
        if !self.known.contains_key(text) {
            let counts = count_all(self.engine, query, forms)?;
            self.known.insert(text.to_owned(), counts);
        }
        let Some(Some(counts)) = self.known.get(text) else { return Ok(None) };
        let two: Vec<u64> = [self.here, there]
            .into_iter()
            .filter_map(|one| one.record().map(|record| crate::index::key(&record.id)))
            .collect();
        let others = counts.iter().filter(|(case, _)| case.is_none_or(|case| !two.contains(&case)));
        let mut out = Elsewhere::default();
        for (case, occurrences) in others {
            out.occurrences += occurrences;
            out.cases += usize::from(case.is_some());
        }
        Ok(Some(out))
    }
}

/// How often `query` occurs in a case, as a search counts it.
pub(super) fn count(engine: &Engine, query: &Query, material: &Material) -> Result<Count> {
    let plan = query::plan(query, &engine.context(Scope::Default, Within::Passage, &[]))?;
    let mut out = Count::default();
    collect::each_marks(engine.index().searcher(), &plan.matcher, &material.addresses(), |address, marks| {
        if !marks.is_empty() {
            out.occurrences += marks.len();
            out.passages.extend(material.at(address).map(|passage| passage.id.clone()));
        }
    })?;
    Ok(out)
}

/// Occurrences by case, of passages outside the cases under none; nothing at all when `forms` stand in so many passages
/// that counting would take long.
pub(super) fn count_all(
    engine: &Engine,
    query: &Query,
    forms: &[String],
) -> Result<Option<HashMap<Option<u64>, usize>>> {
    let index = engine.index();
    let mut most = 0;
    for form in forms {
        let folded: Vec<char> = fold(form).chars().collect();
        let mut rarest = u64::MAX;
        for pair in folded.windows(2) {
            let term = Term::from_field_text(index.fields().grams, &String::from_iter(pair));
            rarest = rarest.min(index.searcher().doc_freq(&term)?);
        }
        most += rarest.min(index.searcher().num_docs());
    }
    if most > COUNTED {
        return Ok(None);
    }
    let plan = query::plan(query, &engine.context(Scope::Default, Within::Passage, &[]))?;
    let found = engine.collect(&plan)?;
    let cases: HashMap<DocAddress, Option<u64>> = found.iter().map(|found| (found.address, found.case)).collect();
    let mut addresses: Vec<DocAddress> = cases.keys().copied().collect();
    addresses.sort_unstable();
    let mut out: HashMap<Option<u64>, usize> = HashMap::new();
    collect::each_marks(index.searcher(), &plan.matcher, &addresses, |address, marks| {
        *out.entry(cases.get(&address).copied().flatten()).or_default() += marks.len();
    })?;
    Ok(Some(out))
}

/// How often any of `forms` occurs in a text that is in no index: from the left, without overlap, joined where two
/// forms share characters.
fn scan(material: &Material, forms: &[String]) -> Count {
    let mut out = Count::default();
    for passage in &material.passages {
        let folded = passage.folded();
        let mut marks: Vec<(usize, usize)> = forms
            .iter()
            .map(|form| fold(form))
            .flat_map(|form| folded.match_indices(&form).map(|(at, _)| (at, at + form.len())).collect::<Vec<_>>())
            .collect();
        marks.sort_unstable();
        let mut end = 0;
        for (from, to) in marks {
            out.occurrences += usize::from(from >= end);
            end = end.max(to);
        }
    }
    out
}

fn has(material: &Material, form: &str) -> bool {
    let form = fold(form);
    material.passages.iter().any(|passage| passage.folded().contains(&form))
}

/// The sentences of a case that are long enough to say something.
fn sentences(material: &Material) -> Vec<Sentence<'_>> {
    let ends = |c: char| is_sentence_end(fold_char(c));
    material
        .passages
        .iter()
        .flat_map(|passage| passage.text.split(ends))
        .map(str::trim)
        .filter(|text| text.chars().count() >= SHORTEST)
        .map(|text| Sentence { text, folded: text.chars().map(fold_char).take(LONGEST).collect() })
        .collect()
}

/// A sentence for showing: whole, or where it is very long, the part around `run`.
fn around(sentence: &Sentence<'_>, run: &str) -> String {
    let run: Vec<char> = run.chars().map(fold_char).collect();
    let count = sentence.text.chars().count();
    if count <= SHOWN {
        return sentence.text.to_owned();
    }
    let at = sentence.folded.windows(run.len().max(1)).position(|window| window == run).unwrap_or(0);
    let start = at.saturating_sub(SHOWN.saturating_sub(run.len()) / 2);
    let length = SHOWN.max(run.len());
    let part: String = sentence.text.chars().skip(start).take(length).collect();
    let (before, after) = (if start > 0 { "…" } else { "" }, if start + length < count { "…" } else { "" });
    format!("{before}{part}{after}")
}

/// The first longest run that both have: where it starts in `a`, and its length. Runs do not begin or end with
/// punctuation or blanks.
fn longest_common(a: &[char], b: &[char]) -> (usize, usize) {
    let mut before = vec![0_usize; b.len() + 1];
    let (mut end, mut best) = (0, 0);
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![0; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            if x == y {
                row[j + 1] = before[j] + 1;
                if row[j + 1] > best {
                    (end, best) = (i + 1, row[j + 1]);
                }
            }
        }
        before = row;
    }
    let run = &a[end - best..end];
    let lead = run.iter().take_while(|c| !c.is_alphanumeric()).count();
    let trail = run.iter().rev().take_while(|c| !c.is_alphanumeric()).count();
    (end - best + lead, best.saturating_sub(lead + trail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_of_two_sentences() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(longest_common(&chars("投保馬德里商標，"), &chars("對馬德里商標，有")), (2, 5));
        assert_eq!(longest_common(&chars("甲"), &chars("乙")).1, 0);
        assert_eq!(longest_common(&[], &[]).1, 0);
    }

    #[test]
    fn forms_that_share_characters_are_one_occurrence() {
        let text = Material::of_text("质押融资与质押。\n质押");
        let forms = ["质押融资".to_owned(), "质押".to_owned()];
        assert_eq!(scan(&text, &forms).occurrences, 3);
    }
}
