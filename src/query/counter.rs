//! How much is lit in a passage, where its positions need not be read to tell.
//!
//! An answer says how often its words occur in all passages that match. The strings that are lit are mostly words of
//! two characters, each one term of the index, and as long as no two of them can share a character, the frequencies in
//! the index are the numbers of marks.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, SegmentReader, Term};

use super::blocks;
use super::matcher::{Clause, Evaluator, Matcher};
use super::spans::{covering_bigrams, likely};
use crate::api::Budget;
use crate::error::Result;
use crate::index::characters_of;

/// Counts the marks of the matching passages of one segment.
pub(crate) struct Counter {
    /// Each string is told by lists of its own.
    lists: Vec<BlockSegmentPostings>,
    budget: Budget,
}

impl Counter {
    /// Opens the lists of `reader` that tell how much `matcher` lights; `None` when only positions tell.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn open(matcher: &Matcher, reader: &SegmentReader) -> Result<Option<Counter>> {
        let Some(terms) = Counter::terms(matcher, reader)? else { return Ok(None) };
        let mut lists = Vec::new();
        for term in &terms {
            lists.extend(blocks::list(reader, term)?);
        }
        Ok(Some(Counter { lists, budget: matcher.budget.clone() }))
    }

    /// The terms whose frequencies in `reader` tell how much `matcher` lights; `None` when only positions tell.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn terms(matcher: &Matcher, reader: &SegmentReader) -> Result<Option<Vec<Term>>> {
        let inverted = reader.inverted_index(matcher.grams)?;
        let is_term = |gram: &str| inverted.get_term_info(&Term::from_field_text(matcher.grams, gram));
        // Of a run that stands nowhere as a whole, the words alone are lit.
        let absent = |string: &str| -> Result<bool> {
            for (_, gram) in covering_bigrams(string) {
                if is_term(&gram).map_err(tantivy::TantivyError::from)?.is_none() {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let mut lit = Vec::new();
        if !lit_strings(&matcher.root, &matcher.strings, &absent, &mut lit)? {
            return Ok(None);
        }
        lit.sort_unstable();
        lit.dedup();
        let strings: Vec<&str> = lit.iter().map(|&string| matcher.strings[string].as_str()).collect();
        let chars: Vec<Vec<char>> = strings.iter().map(|string| string.chars().collect()).collect();
        if chars.iter().any(|string| string.is_empty() || string.len() > 2) || any_overlap(&chars) {
            return Ok(None);
        }
        let characters = characters_of(reader.schema(), matcher.grams);
        let mut terms = Vec::with_capacity(strings.len());
        for (string, chars) in strings.iter().zip(&chars) {
            let field = match (chars.len(), characters) {
                (1, Some(characters)) => characters,
                (1, None) => return Ok(None),
                _ => matcher.grams,
            };
            terms.push(Term::from_field_text(field, string));
        }
        Ok(Some(terms))
    }

    /// How many marks the matching passages `docs`, which ascend, have together.
    ///
    /// # Errors
    ///
    /// Those of [`Budget::spend`].
    pub(crate) fn sum(&mut self, docs: &[DocId]) -> Result<usize> {
        let mut sum = 0;
        for list in &mut self.lists {
            blocks::meet(list, docs, &self.budget, |_, count| sum += count as usize)?;
        }
        Ok(sum)
    }

    /// All passages that hold any of the strings, with the number of marks in each, ascending.
    fn all(self) -> Result<Vec<(DocId, u32)>> {
        let mut out = Vec::new();
        let only = self.lists.len() == 1;
        for mut list in self.lists {
            blocks::walk(&mut list, &self.budget, |doc, count| out.push((doc, count)))?;
        }
        if !only {
            out.sort_unstable();
            out.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0 };
                same
            });
        }
        Ok(out)
    }
}

/// Calls `each` with the passages of `reader` that hold any of the strings of `matcher`, ascending, and with the number
/// of marks in each: what a search finds before it looks at roles. False, and nothing is called, when the matcher asks
/// for more than that.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(crate) fn each_count(
    matcher: &Matcher,
    reader: &SegmentReader,
    mut each: impl FnMut(DocId, usize),
) -> Result<bool> {
    let is_text = |clause: &Clause| matches!(clause, Clause::Text(_));
    match &matcher.root {
        Clause::Text(_) => {}
        Clause::Or(parts) if parts.iter().all(is_text) => {}
        _ => return Ok(false),
    }
    if let Some(counter) = Counter::open(matcher, reader)? {
        counter.all()?.into_iter().for_each(|(doc, count)| each(doc, count as usize));
        return Ok(true);
    }
    let mut docs = Vec::new();
    for string in &matcher.strings {
        likely(reader, matcher.grams, string, &mut docs)?;
    }
    docs.sort_unstable();
    docs.dedup();
    let mut evaluator = Evaluator::open(matcher, reader)?;
    for doc in docs {
        let marks = evaluator.marks(doc)?.unwrap_or_default().len();
        if marks > 0 {
            each(doc, marks);
        }
    }
    Ok(true)
}

/// Collects the strings of which every occurrence is lit in a passage that matches; false when for some it depends on
/// where they stand, or on what else the passage holds.
fn lit_strings(
    clause: &Clause,
    strings: &[String],
    absent: &impl Fn(&str) -> Result<bool>,
    out: &mut Vec<usize>,
) -> Result<bool> {
    Ok(match clause {
        Clause::Text(string) => {
            out.push(*string);
            true
        }
        Clause::Filter(_) | Clause::Not(_) => true,
        Clause::And(parts) => {
            for part in parts {
                if !lit_strings(part, strings, absent, out)? {
                    return Ok(false);
                }
            }
            true
        }
        // A part that does not hold lights nothing, though some of its strings may stand in the passage.
        Clause::Or(parts) => {
            for part in parts {
                match part {
                    Clause::Text(string) => out.push(*string),
                    Clause::Filter(_) => {}
                    _ => return Ok(false),
                }
            }
            true
        }
        Clause::Run { whole, words } => {
            out.extend(words);
            absent(&strings[*whole])?
        }
        Clause::Sentence(_) | Clause::Near { .. } | Clause::Figure(_) | Clause::Pattern(_) | Clause::Free { .. } => {
            false
        }
    })
}

/// Whether any two occurrences of these strings, which are all different, can share a character.
fn any_overlap(strings: &[Vec<char>]) -> bool {
    let meets = |a: &[char], b: &[char], shift: usize| a[shift..].iter().zip(b).all(|(x, y)| x == y);
    strings.iter().enumerate().any(|(i, a)| {
        strings.iter().enumerate().any(|(j, b)| (usize::from(i == j)..a.len()).any(|shift| meets(a, b, shift)))
    })
}

#[cfg(test)]
mod tests {
    use super::any_overlap;

    #[test]
    fn strings_that_can_share_a_character() {
        let check = |strings: &[&str], expected: bool| {
            let strings: Vec<Vec<char>> = strings.iter().map(|string| string.chars().collect()).collect();
            assert_eq!(any_overlap(&strings), expected, "{strings:?}");
        };
        check(&["质押", "保险"], false);
        check(&["质押"], false);
        check(&["人人"], true);
        check(&["质押", "押融"], true);
        check(&["押融", "质押"], true);
        check(&["质押", "押"], true);
        check(&["质", "质押"], true);
        check(&["质", "押"], false);
    }
}
