//! What two cases share, each with the query that counts it.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use tantivy::Term;

use super::super::engine::Engine;
use super::candidates::{self, Word};
use super::case_counts::{Counts, Limits, Tally};
use super::case_text::{Material, surface};
use super::differences::things;
use super::measure::Neighbourhood;
use crate::analyze::{Segmenter, Token, word_frequency};
use crate::api::Budget;
use crate::api::similar::{Count, Elsewhere, Reason, ReasonKind};
use crate::error::Result;
use crate::index::{facet_id, key};
use crate::lexicon::TagKind;
use crate::query::ast::{Node, Query};
use crate::text::sentence::Pauses;
use crate::text::{fold, fold_char};

/// Reasons of each sort.
const THINGS: usize = 4;
const WORDS: usize = 6;
const SENTENCES: usize = 2;
/// Words that all cases have, where nothing better is shared.
const USUAL_WORDS: usize = 3;
/// Pairs of sentences that are tried for them.
const TRIED: usize = 20;
/// A word is usual when one case in so many has it.
const USUAL: u64 = 4;
/// The shortest sentence, and the shortest run that makes two of them close, in characters.
const SHORTEST: usize = 10;
const SHORTEST_RUN: usize = 5;
/// Words of the texts that the dictionary was counted on, roughly: only the order of what is computed with it matters.
const LANGUAGE: f32 = 1e8;
/// Sentences that are compared letter by letter are no longer than this.
const LONGEST: usize = 400;
/// A longer sentence is shown in part, in characters.
const SHOWN: usize = 160;
/// A run of characters that two sentences share is no longer.
const LONGEST_RUN: usize = 40;
/// What may be counted elsewhere: less than a millisecond for one thing, a few for an answer.
const COUNTED: Limits = Limits { each: 20_000, all: 20_000 };

/// Writes the reasons of one case against others.
pub(super) struct Writer<'e> {
    engine: &'e Engine,
    here: &'e Material,
    cases: &'e Neighbourhood,
    words: Vec<Word>,
    /// Cases of the corpus.
    total: u64,
    sentences: Vec<Sentence<'e>>,
    pairs: Pairs,
    tally: Tally<'e>,
    /// What is known of a query; nothing where it is too frequent.
    known: HashMap<String, Option<Counts>>,
}

/// A sentence with its folded characters.
struct Sentence<'t> {
    text: &'t str,
    folded: Vec<char>,
    /// Where its words begin and end, in characters.
    words: OnceCell<Vec<(usize, usize)>>,
}

impl<'t> Sentence<'t> {
    fn new(text: &'t str) -> Sentence<'t> {
        Sentence { text, folded: text.chars().map(fold_char).take(LONGEST).collect(), words: OnceCell::new() }
    }

    fn words(&self) -> &[(usize, usize)] {
        self.words.get_or_init(|| {
            let text: String = self.folded.iter().collect();
            let mut tokens: Vec<Token> = Vec::new();
            Segmenter::for_queries().words(&text, &mut tokens);
            let mut words = Vec::with_capacity(tokens.len());
            let (mut byte, mut at) = (0, 0);
            // Of words that overlap the first.
            for token in tokens {
                if token.start >= byte {
                    at += text[byte..token.start].chars().count();
                    let count = text[token.start..token.end].chars().count();
                    words.push((at, at + count));
                    (byte, at) = (token.end, at + count);
                }
            }
            words
        })
    }

    /// The part of a run of `length` characters from `start` that is whole words, without single characters at either
    /// end: 有效路徑 of 的有效路徑, 萬元 of 000萬元 in 2000萬元.
    fn whole_words(&self, start: usize, length: usize) -> (usize, usize) {
        let parts = self.folded[start..start + length].split(|c| !c.is_alphanumeric());
        // The longest part without a mark: what two clauses happen to end and begin with is no phrase.
        let mut from = start;
        let part = parts.map(|part| {
            let span = (from, from + part.len());
            from = span.1 + 1;
            span
        });
        let (start, end) = part.max_by_key(|(from, to)| (to - from, usize::MAX - from)).unwrap_or((start, start));
        let within = |&&(from, to): &&(usize, usize)| from >= start && to <= end && to - from > 1;
        let (first, last) = (self.words().iter().find(within), self.words().iter().rev().find(within));
        match (first, last) {
            (Some(&(from, _)), Some(&(_, to))) => (from, to - from),
            _ => (start, 0),
        }
    }
}

/// The pairs of characters in the sentences of a case.
#[derive(Default)]
struct Pairs {
    numbers: HashMap<[char; 2], usize>,
    /// idf by number, over passages.
    idf: Vec<f32>,
    /// For each sentence the numbers of its pairs, sorted, each once.
    sentences: Vec<Vec<usize>>,
}

impl Pairs {
    fn new(engine: &Engine, sentences: &[Sentence<'_>]) -> Result<Pairs> {
        let mut out = Pairs::default();
        let index = engine.index();
        let all = index.searcher().num_docs() as f32;
        for sentence in sentences {
            let mut own = Vec::with_capacity(sentence.folded.len());
            for pair in sentence.folded.windows(2) {
                let &[a, b] = pair else { continue };
                let number = match out.numbers.get(&[a, b]) {
                    Some(&number) => number,
                    None => {
                        let term = Term::from_field_text(index.fields().grams, &String::from_iter([a, b]));
                        out.idf.push((all / index.searcher().doc_freq(&term)?.max(1) as f32).max(1.0).ln());
                        out.numbers.insert([a, b], out.idf.len() - 1);
                        out.idf.len() - 1
                    }
                };
                own.push(number);
            }
            own.sort_unstable();
            own.dedup();
            out.sentences.push(own);
        }
        Ok(out)
    }

    /// For each of the case's sentences the idf of the pairs that it shares with `other`, added up.
    fn shared<'p>(&'p self, other: &[char]) -> impl Iterator<Item = f32> + use<'p> {
        let mut has = vec![false; self.idf.len()];
        for pair in other.windows(2) {
            let known = <[char; 2]>::try_from(pair).ok().and_then(|pair| self.numbers.get(&pair));
            known.into_iter().for_each(|&number| has[number] = true);
        }
        // Added up in the order of the numbers, so that an answer is always the same.
        self.sentences.iter().map(move |own| own.iter().filter(|&&pair| has[pair]).map(|&pair| self.idf[pair]).sum())
    }
}

impl<'e> Writer<'e> {
    pub(super) fn new(
        engine: &'e Engine,
        here: &'e Material,
        cases: &'e Neighbourhood,
        words: Vec<Word>,
        budget: &Budget,
    ) -> Result<Writer<'e>> {
        let sentences = sentences(here);
        let pairs = Pairs::new(engine, &sentences)?;
        let index = engine.index();
        let total = index.searcher().doc_freq(&Term::from_field_text(index.fields().kind, "case"))?;
        let tally = Tally::new(engine, COUNTED, budget);
        Ok(Writer { engine, here, cases, words, total, sentences, pairs, tally, known: HashMap::new() })
    }

    /// What `here` and `there` share: things of the vocabulary, words, sentences; of each sort the strongest first.
    pub(super) fn reasons(&mut self, there: &Material) -> Result<Vec<Reason>> {
        let mut out = Vec::new();
        for kind in TagKind::ALL {
            self.things(there, kind, &mut out)?;
        }
        let words = self.shared_words(there);
        self.words(&words, there, WORDS, true, &mut out)?;
        self.close_sentences(there, &mut out)?;
        if out.is_empty() {
            // Better a usual word than no reason: the count elsewhere shows what it is worth.
            self.words(&words, there, USUAL_WORDS, false, &mut out)?;
        }
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

    /// The words that both have, the strongest first, as the case that was asked for writes them.
    fn shared_words(&self, there: &Material) -> Vec<String> {
        let theirs = candidates::word_counts(there);
        // Too few cases show nothing of what is usual; then what is rare in any text counts.
        let rarity = |word: &Word| if self.total < 2 * USUAL { unusual(&word.text) } else { word.idf };
        let stops = self.engine.index().lexicon().stop_phrases();
        // What both say often, and few passages say.
        let mut ranked: Vec<(f32, &str, u32, u32)> = self
            .words
            .iter()
            .filter(|one| !stops.contains(&one.text))
            .filter_map(|one| {
                let &other = theirs.get(&one.text)?;
                let both = 1.0 + (one.count.min(other) as f32).ln();
                Some((both * one.idf * rarity(one), one.text.as_str(), one.count, other))
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
        chosen.into_iter().map(|(word, ..)| surface(self.here, word).unwrap_or_else(|| word.to_owned())).collect()
    }

    /// Up to `limit` of `words` as reasons, only rare ones with `rare`.
    fn words(
        &mut self,
        words: &[String],
        there: &Material,
        limit: usize,
        rare: bool,
        out: &mut Vec<Reason>,
    ) -> Result<()> {
        let mut left = limit;
        for word in words {
            if left == 0 {
                break;
            }
            let reason = self.reason(ReasonKind::Word, word, std::slice::from_ref(word), there)?;
            if let Some(reason) = reason
                && (!rare || self.is_rare(&reason)?)
            {
                out.push(reason);
                left -= 1;
            }
        }
        Ok(())
    }

    fn close_sentences(&mut self, there: &Material, out: &mut Vec<Reason>) -> Result<()> {
        let theirs = sentences(there);
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for (j, other) in theirs.iter().enumerate() {
            for (i, (shared, sentence)) in self.pairs.shared(&other.folded).zip(&self.sentences).enumerate() {
                let length = (sentence.folded.len() * other.folded.len()) as f32;
                pairs.push((shared / length.sqrt(), i, j));
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
            let (start, length) = ours.whole_words(start, length.min(LONGEST_RUN));
            let run: String = ours.text.chars().skip(start).take(length).collect();
            let letters = run.chars().filter(|c| c.is_alphabetic()).count();
            if letters < SHORTEST_RUN || out.iter().any(|known| known.sentences.is_some() && known.value == run) {
                continue;
            }
            let both = (around(ours, &run), around(theirs, &run));
            let reason = self.reason(ReasonKind::Sentence, &run, std::slice::from_ref(&run), there)?;
            if let Some(reason) = reason
                && self.is_rare(&reason)?
            {
                used.insert(i);
                used_there.insert(j);
                out.push(Reason { sentences: Some(both), ..reason });
            }
        }
        Ok(())
    }

    /// A word or a run that a quarter of the cases have distinguishes nothing: it is a stock phrase of the genre. What was
    /// not counted is rare when not even so many passages may hold it.
    fn is_rare(&self, reason: &Reason) -> Result<bool> {
        let most = match reason.elsewhere {
            Some(other) => other.cases as u64,
            None => self.tally.most(&reason.value)?,
        };
        Ok(most * USUAL <= self.total)
    }

    /// The reason that any of `forms` stands in both; none when it does not stand in both.
    fn reason(&mut self, kind: ReasonKind, value: &str, forms: &[String], there: &Material) -> Result<Option<Reason>> {
        let mut phrases: Vec<Node> = forms.iter().map(|form| Node::Phrase(form.clone())).collect();
        let root = match phrases.len() {
            0 => return Ok(None),
            1 => phrases.remove(0),
            _ => Node::Or(phrases),
        };
        let query = Query { root: Some(root) };
        let (here, there_count) = (scan(self.here, forms), scan(there, forms));
        if here.occurrences == 0 || there_count.occurrences == 0 {
            return Ok(None);
        }
        let text = query.to_string();
        let elsewhere = self.elsewhere(&query, &text, forms, there)?;
        Ok(Some(Reason {
            kind,
            value: value.to_owned(),
            query: text,
            here,
            there: there_count,
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
            let counts = self.tally.count(query, forms)?;
            self.known.insert(text.to_owned(), counts);
        }
        let Some(Some(counts)) = self.known.get(text) else { return Ok(None) };
        let two: Vec<u64> =
            [self.here, there].into_iter().filter_map(|one| one.record().map(|record| key(&record.id))).collect();
        let mut out = Elsewhere { occurrences: counts.outside, cases: 0 };
        for (_, occurrences) in counts.cases.iter().filter(|(case, _)| !two.contains(case)) {
            out.occurrences += occurrences;
            out.cases += 1;
        }
        Ok(Some(out))
    }
}

/// How often any of `forms` occurs in a case or text, as a search counts it: from the left, without overlap, joined
/// where two forms share characters.
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
        let (mut end, mut found) = (0, 0);
        for (from, to) in marks {
            found += usize::from(from >= end);
            end = end.max(to);
        }
        if found > 0 {
            out.occurrences += found;
            out.passages.extend(Some(&passage.id).filter(|id| !id.is_empty()).cloned());
        }
    }
    out
}

/// How rare a folded word is in texts of any kind, as a logarithm. What the dictionary does not have is rarest.
fn unusual(word: &str) -> f32 {
    -((word_frequency(word).unwrap_or(0) + 1) as f32 / LANGUAGE).ln()
}

fn has(material: &Material, form: &str) -> bool {
    let form = fold(form);
    material.passages.iter().any(|passage| passage.folded().contains(&form))
}

/// The sentences of a case that are long enough to say something.
fn sentences(material: &Material) -> Vec<Sentence<'_>> {
    material
        .passages
        .iter()
        .flat_map(|passage| passage.text.split(|c| Pauses::SENTENCE.has(c)))
        .map(str::trim)
        .filter(|text| text.chars().count() >= SHORTEST)
        .map(Sentence::new)
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
    fn runs_end_where_words_do() {
        let run = |text: &str, run: &str| {
            let start = text[..text.find(run).unwrap_or_default()].chars().count();
            let (start, length) = Sentence::new(text).whole_words(start, run.chars().count());
            text.chars().skip(start).take(length).collect::<String>()
        };
        assert_eq!(run("探索质押融资的有效路径,推广", "的有效路径"), "有效路径");
        assert_eq!(run("发放贷款2000万元", "000万元"), "万元");
        assert_eq!(run("推动知识产权在企业运用", "知识产权在"), "知识产权");
        assert_eq!(run("对", "对"), "");
        assert_eq!(run("余额达10亿元,同比增长5%", "亿元,同比增长"), "同比增长");
        assert_eq!(run("把“知产”变“资产”,推广", "知产”变“资产"), "知产");
    }

    #[test]
    fn forms_that_share_characters_are_one_occurrence() {
        let text = Material::of_text("质押融资与质押。\n质押");
        let forms = ["质押融资".to_owned(), "质押".to_owned()];
        assert_eq!(scan(&text, &forms).occurrences, 3);
    }
}
