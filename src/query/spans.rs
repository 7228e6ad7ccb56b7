//! Where strings stand in a passage, read from the positions in the index, or from its text.
//!
//! By the index: character *i* of a passage begins the bigram at position *i*, so the places of a string are the
//! positions that its bigrams share. A single character would be the union of all bigrams that begin with it, a
//! thousand lists for a common one; there the text is folded and looked through.

use memchr::memmem::Finder;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::analyze::SENTENCE_END;
use crate::error::Result;
use crate::index::{Stored, characters_of};
use crate::text::sentence::Pauses;
use crate::text::{CharSpan, fold_char};

/// The bigrams that a string of at least two characters is found by, each with its offset in the string. Every
/// character is covered, and no bigram more than is needed.
#[must_use]
pub(super) fn covering_bigrams(folded: &str) -> Vec<(u32, String)> {
    let chars: Vec<char> = folded.chars().collect();
    let last = chars.len().saturating_sub(2);
    (0..=last)
        .filter(|offset| offset % 2 == 0 || *offset == last)
        .map(|offset| (offset as u32, chars[offset..(offset + 2).min(chars.len())].iter().collect()))
        .collect()
}

/// The occurrences of one folded string in the passages of one segment.
///
/// Passages must be asked for in ascending order.
pub(crate) struct StringPostings {
    len: u32,
    lists: Lists,
    positions: Vec<u32>,
    scratch: Vec<u32>,
}

enum Lists {
    /// All must have the string's place, each shifted by its offset.
    All(Vec<(u32, SegmentPostings)>),
    /// Some bigram does not occur at all.
    Nowhere,
}

impl StringPostings {
    /// Opens the lists of `folded`, of two characters or more, in `field`, which must be indexed by bigrams.
    pub(crate) fn open(reader: &SegmentReader, field: Field, folded: &str) -> Result<StringPostings> {
        let inverted = reader.inverted_index(field)?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let io = |error: std::io::Error| tantivy::TantivyError::from(error);
        let len = folded.chars().count() as u32;
        let mut lists = Vec::new();
        let mut complete = len > 1;
        for (offset, bigram) in covering_bigrams(folded) {
            match inverted.read_postings(&Term::from_field_text(field, &bigram), option).map_err(io)? {
                Some(postings) => lists.push((offset, postings)),
                None => {
                    complete = false;
                    break;
                }
            }
        }
        let lists = if complete { Lists::All(lists) } else { Lists::Nowhere };
        Ok(StringPostings { len, lists, positions: Vec::new(), scratch: Vec::new() })
    }

    /// The string's occurrences in `doc`, from the left and without overlap, appended to `out`.
    pub(crate) fn spans(&mut self, doc: DocId, out: &mut Vec<CharSpan>) {
        self.positions.clear();
        match &mut self.lists {
            Lists::Nowhere => return,
            Lists::All(lists) => {
                if !lists.iter_mut().all(|(_, list)| seek(list, doc)) {
                    return;
                }
                for (index, (offset, list)) in lists.iter_mut().enumerate() {
                    if index == 0 {
                        list.positions(&mut self.positions);
                    } else {
                        list.positions(&mut self.scratch);
                        intersect_shifted(&mut self.positions, &self.scratch, *offset);
                    }
                    if self.positions.is_empty() {
                        return;
                    }
                }
            }
        }
        let mut free = 0;
        for &start in &self.positions {
            if start >= free {
                free = start + self.len;
                out.push(CharSpan::new(start, free));
            }
        }
    }
}

/// Adds to `out` the passages that have every bigram of `folded`, ascending: all that hold it, and few more.
pub(super) fn likely(reader: &SegmentReader, field: Field, folded: &str, out: &mut Vec<DocId>) -> Result<()> {
    let option = IndexRecordOption::Basic;
    if folded.chars().nth(1).is_none() {
        out.extend(union(single(reader, field, folded, option)?).into_iter().map(|(doc, _)| doc));
        return Ok(());
    }
    let inverted = reader.inverted_index(field)?;
    let mut lists = Vec::new();
    for (_, bigram) in covering_bigrams(folded) {
        let read = inverted.read_postings(&Term::from_field_text(field, &bigram), option);
        let Some(list) = read.map_err(tantivy::TantivyError::from)? else { return Ok(()) };
        lists.push(list);
    }
    // The shortest list leads.
    lists.sort_by_key(SegmentPostings::doc_freq);
    let Some((first, others)) = lists.split_first_mut() else { return Ok(()) };
    let mut doc = first.doc();
    while doc != TERMINATED {
        if others.iter_mut().all(|list| seek(list, doc)) {
            out.push(doc);
        }
        doc = first.advance();
    }
    Ok(())
}

/// Blocks of the store that are kept: texts are read in the order of the segment, so one after the other.
const BLOCKS: usize = 4;

/// Looks strings up in the texts of one segment's passages.
pub(crate) struct ScannedTexts {
    /// None where the text is given.
    texts: Option<Stored>,
    /// Of each string, which is on one line; a string with a line break stands nowhere.
    finders: Vec<Option<Finder<'static>>>,
    lengths: Vec<u32>,
    folded: String,
}

impl ScannedTexts {
    /// Opens the texts of `reader` for `strings`, which are folded.
    pub(crate) fn open(reader: &SegmentReader, strings: &[String]) -> Result<ScannedTexts> {
        Ok(ScannedTexts { texts: Some(Stored::open(reader, BLOCKS)?), ..ScannedTexts::given(strings) })
    }

    /// The same for texts that are known.
    pub(crate) fn given(strings: &[String]) -> ScannedTexts {
        let finder = |string: &String| {
            let searched = !string.is_empty() && !string.contains('\n');
            searched.then(|| Finder::new(string.as_bytes()).into_owned())
        };
        ScannedTexts {
            texts: None,
            finders: strings.iter().map(finder).collect(),
            lengths: strings.iter().map(|string| string.chars().count() as u32).collect(),
            folded: String::new(),
        }
    }

    /// Takes `text`, which is not folded, for that of the next passage.
    pub(crate) fn take(&mut self, text: &str) {
        self.folded.clear();
        self.folded.extend(text.chars().map(fold_char));
    }

    /// Reads the text of the passage `doc` where it was not given. Returns the steps that looking through it takes.
    pub(crate) fn read(&mut self, doc: DocId) -> Result<usize> {
        let ScannedTexts { texts, folded, .. } = self;
        if let Some(texts) = texts {
            folded.clear();
            texts.with_text(doc, |text| folded.extend(text.chars().map(fold_char)))?;
        }
        // A character takes a step to fold; to look for strings, many take one.
        Ok(self.folded.len() / 3 + self.folded.len() * self.finders.len() / 64)
    }

    /// The occurrences of the string with this index in the text that was read, from the left and without overlap,
    /// appended to `out`.
    pub(crate) fn spans(&self, string: usize, out: &mut Vec<CharSpan>) {
        let Some(finder) = &self.finders[string] else { return };
        // Bytes and characters up to the last occurrence.
        let (mut bytes, mut chars) = (0, 0);
        for at in finder.find_iter(self.folded.as_bytes()) {
            chars += self.folded[bytes..at].chars().count() as u32;
            bytes = at;
            out.push(CharSpan::new(chars, chars + self.lengths[string]));
        }
    }

    /// The sentences of the text that was read; see [`Sentences::windows`].
    pub(crate) fn sentences(&self) -> Vec<CharSpan> {
        let ends = self.folded.chars().zip(0..).filter(|&(c, _)| Pauses::SENTENCE.has(c)).map(|(_, at)| at);
        windows(ends)
    }
}

/// The lists that tell in which passages the one character of `folded` stands, and how often: its own, or those of all
/// bigrams that begin with it.
pub(super) fn single(
    reader: &SegmentReader,
    field: Field,
    folded: &str,
    option: IndexRecordOption,
) -> Result<Vec<SegmentPostings>> {
    let io = |error: std::io::Error| tantivy::TantivyError::from(error);
    if let Some(characters) = characters_of(reader.schema(), field) {
        let inverted = reader.inverted_index(characters)?;
        let list = inverted.read_postings(&Term::from_field_text(characters, folded), option).map_err(io)?;
        return Ok(list.into_iter().collect());
    }
    let inverted = reader.inverted_index(field)?;
    let mut out = Vec::new();
    let mut terms = inverted.terms().range().ge(folded.as_bytes()).into_stream().map_err(io)?;
    while terms.advance() {
        if !terms.key().starts_with(folded.as_bytes()) {
            break;
        }
        // The mark of a sentence's end is no text.
        if terms.key() == SENTENCE_END.as_bytes() {
            continue;
        }
        out.push(inverted.read_postings_from_terminfo(terms.value(), option).map_err(io)?);
    }
    Ok(out)
}

/// Moves `list` to `doc` if it has it. A list must not be asked to go back.
pub(crate) fn seek(list: &mut SegmentPostings, doc: DocId) -> bool {
    let at = list.doc();
    at == doc || (at < doc && list.seek(doc) == doc)
}

/// Keeps the `starts` for which `start + offset` is in `positions`. Both are sorted.
fn intersect_shifted(starts: &mut Vec<u32>, positions: &[u32], offset: u32) {
    let mut at = 0;
    starts.retain(|start| {
        let wanted = start + offset;
        while positions.get(at).is_some_and(|&position| position < wanted) {
            at += 1;
        }
        positions.get(at) == Some(&wanted)
    });
}

/// The ends of sentences in the passages of one segment.
pub(crate) struct Sentences {
    ends: Option<SegmentPostings>,
    positions: Vec<u32>,
}

impl Sentences {
    /// Opens the list of sentence ends in `field`, which must be indexed by bigrams.
    pub(crate) fn open(reader: &SegmentReader, field: Field) -> Result<Sentences> {
        let inverted = reader.inverted_index(field)?;
        let term = Term::from_field_text(field, SENTENCE_END);
        let ends = inverted
            .read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
            .map_err(tantivy::TantivyError::from)?;
        Ok(Sentences { ends, positions: Vec::new() })
    }

    /// The sentences of `doc` as character spans; the last reaches beyond the end of the passage.
    pub(crate) fn windows(&mut self, doc: DocId) -> Vec<CharSpan> {
        self.positions.clear();
        if let Some(list) = &mut self.ends
            && seek(list, doc)
        {
            list.positions(&mut self.positions);
        }
        windows(self.positions.iter().copied())
    }
}

/// What lies between `ends`, the characters that end sentences.
fn windows(ends: impl Iterator<Item = u32>) -> Vec<CharSpan> {
    let mut start = 0;
    let mut out = Vec::new();
    for end in ends {
        out.push(CharSpan::new(start, end + 1));
        start = end + 1;
    }
    out.push(CharSpan::new(start, u32::MAX));
    out
}

/// The union of the passages in `lists` with how often each has any of them, sorted.
pub(super) fn union(lists: Vec<SegmentPostings>) -> Vec<(DocId, u32)> {
    let only = lists.len() == 1;
    let mut out: Vec<(DocId, u32)> = Vec::new();
    for mut list in lists {
        let mut doc = list.doc();
        while doc != TERMINATED {
            out.push((doc, list.term_freq()));
            doc = list.advance();
        }
    }
    if only {
        return out;
    }
    out.sort_unstable();
    out.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bigrams_cover_a_string() {
        let cover =
            |text: &str| covering_bigrams(text).into_iter().map(|(at, gram)| format!("{at}{gram}")).collect::<Vec<_>>();
        assert_eq!(cover("质押"), ["0质押"]);
        assert_eq!(cover("质押融"), ["0质押", "1押融"]);
        assert_eq!(cover("知识产权"), ["0知识", "2产权"]);
        assert_eq!(cover("知识产权质"), ["0知识", "2产权", "3权质"]);
    }

    #[test]
    fn shifted_intersection() {
        let mut starts = vec![1, 4, 9];
        intersect_shifted(&mut starts, &[3, 5, 11], 2);
        assert_eq!(starts, [1, 9]);
    }
}
