//! What could be searched instead, when nothing was found.

use std::collections::HashMap;

use tantivy::schema::Field;

use crate::api::Hint;
use crate::error::Result;
use crate::index::Index;
use crate::query::{self, Context};
use crate::text::pinyin::usual_reading;

/// Terms looked at, at most: enough for tens of millions of passages, and bounded in time.
const MOST_TERMS: usize = 2_000_000;
/// Suggestions for one string.
pub(super) const MOST: usize = 3;

/// For each of `missing`, folded strings that stand nowhere, the nearest words that the index has.
pub(super) fn suggest(context: &Context<'_>, missing: &[String]) -> Result<Vec<Hint>> {
    let mut out = Vec::new();
    for wanted in missing.iter().take(4) {
        let nearest = nearest(context, wanted)?;
        if nearest.is_empty() {
            continue;
        }
        let (zh, en) = (nearest.join("、"), nearest.join(", "));
        out.push(Hint {
            missing: Some(wanted.clone()),
            suggestion: nearest.first().cloned(),
            ..Hint::new(
                format!("“{wanted}” 没有出现；相近的词有：{zh}"),
                format!("“{wanted}” does not occur; the nearest words are: {en}"),
            )
        });
    }
    Ok(out)
}

/// Words near `wanted`: by sound, by a changed character, or by sharing most characters; the most frequent first.
pub(crate) fn nearest(context: &Context<'_>, wanted: &str) -> Result<Vec<String>> {
    /// Terms that are looked up again, at most.
    const LOOKED_UP: usize = 24;
    let mut near = Nearest::to(wanted);
    each_term(context.index, context.index.fields().words, |term, frequency| near.offer(term, frequency))?;
    let mut out = Vec::new();
    for term in near.best(LOOKED_UP) {
        // What stands only around a text, or is foreign to it, is no suggestion.
        if out.len() < MOST && query::stands(context, &term)? {
            out.push(term);
        }
    }
    Ok(out)
}

/// Collects the words nearest to a string: by sound, by a changed character, or by sharing most characters; among
/// equals the most frequent first.
pub(crate) struct Nearest {
    wanted: String,
    length: usize,
    sound: Option<String>,
    scored: HashMap<String, (u32, u64)>,
}

impl Nearest {
    /// To the folded string `wanted`.
    pub(crate) fn to(wanted: &str) -> Nearest {
        Nearest {
            wanted: wanted.to_owned(),
            length: wanted.chars().count(),
            sound: sound(wanted),
            scored: HashMap::new(),
        }
    }

    /// Whether the string is the initials of the word `term`: zscq of 知识产权.
    fn abbreviates(&self, term: &str) -> bool {
        let initial = |c: char| usual_reading(c).and_then(|read| read.plain().chars().next());
        (2..=8).contains(&self.length)
            && self.wanted.bytes().all(|b| b.is_ascii_lowercase())
            && term.chars().count() == self.length
            && self.wanted.chars().zip(term.chars()).all(|(letter, c)| initial(c) == Some(letter))
    }

    /// Takes note of the folded word `term`, which occurs `frequency` times.
    pub(crate) fn offer(&mut self, term: &str, frequency: u64) {
        let count = term.chars().count();
        if term == self.wanted || count.abs_diff(self.length) > 2 || count < 2 && self.length > 1 {
            return;
        }
        let shared = term.chars().filter(|&c| self.wanted.contains(c)).count();
        let alike = self.sound.is_some() && count == self.length && sound(term) == self.sound;
        let distance = match (alike || self.abbreviates(term), shared) {
            (true, _) => 0,
            (false, 0) => return,
            (false, _) => strsim::levenshtein(term, &self.wanted),
        };
        if distance <= (self.length / 2).max(1) {
            let entry = self.scored.entry(term.to_owned()).or_insert((distance as u32, 0));
            entry.1 += frequency;
        }
    }

    /// The nearest, best first.
    pub(crate) fn best(self, most: usize) -> Vec<String> {
        let mut ranked: Vec<(String, (u32, u64))> = self.scored.into_iter().collect();
        ranked.sort_unstable_by(|a, b| {
            (a.1.0, std::cmp::Reverse(a.1.1), &a.0).cmp(&(b.1.0, std::cmp::Reverse(b.1.1), &b.0))
        });
        ranked.into_iter().take(most).map(|(term, _)| term).collect()
    }
}

/// What is read as the folded run `wanted`, which stands nowhere, and stands somewhere: 加盟费 for 加盟废. Of several the
/// one with the fewest other characters; none where more than a third of them are others.
pub(super) fn read_alike(context: &Context<'_>, wanted: &str) -> Result<Option<String>> {
    /// Characters of a run that is looked at.
    const LENGTHS: std::ops::RangeInclusive<usize> = 3..=12;
    let length = wanted.chars().count();
    if !LENGTHS.contains(&length) || query::stands(context, wanted)? {
        return Ok(None);
    }
    let Some(reading) = sound(wanted) else { return Ok(None) };
    let mut best: Option<(usize, String)> = None;
    for other in query::read_as(context.index, &reading)? {
        let others = other.chars().zip(wanted.chars()).filter(|(a, b)| a != b).count();
        let nearer = best.as_ref().is_none_or(|(least, _)| others < *least);
        if nearer && other.chars().count() == length && others * 3 <= length && query::stands(context, &other)? {
            best = Some((others, other));
        }
    }
    Ok(best.map(|(_, other)| other))
}

/// Whether `to` is what somebody meant who typed `from`: it sounds alike, or one character of three or more differs.
pub(super) fn is_slip(from: &str, to: &str) -> bool {
    let length = from.chars().count();
    let alike = length > 1 && to.chars().count() == length && sound(from).is_some_and(|read| sound(to) == Some(read));
    alike || length > 2 && strsim::levenshtein(from, to) == 1
}

/// The reading of a string without tones; none when it has anything but Chinese characters.
fn sound(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        out.push_str(usual_reading(c)?.plain());
        out.push(' ');
    }
    Some(out)
}

/// Calls `each` with every term of `field` and the number of passages that have it, segment by segment.
pub(crate) fn each_term(index: &Index, field: Field, mut each: impl FnMut(&str, u64)) -> Result<()> {
    let mut left = MOST_TERMS;
    for (at, reader) in index.searcher().segment_readers().iter().enumerate() {
        let inverted = reader.inverted_index(field)?;
        let mut terms = inverted.terms().stream().map_err(tantivy::TantivyError::from)?;
        while left > 0 && terms.advance() {
            left -= 1;
            let passages = index.searcher().in_segment(at, reader, &inverted, terms.value())?;
            if passages > 0
                && let Ok(term) = std::str::from_utf8(terms.key())
            {
                each(term, passages);
            }
        }
    }
    Ok(())
}
