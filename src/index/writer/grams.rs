//! The characters of texts until they fill the memory they may take, and then the lists of their pairs and of single
//! characters. Every character begins a pair, so pairs are sorted by number and not looked up one by one in a table.

use std::io;

use super::lists::{Lists, Runs};
use crate::analyze::{SENTENCE_END, ends_sentence, is_counted, second};

/// Code points that there can be.
const CODES: usize = 0x11_0000;
/// Characters between two entries of the index from places to texts.
const STRIDE: usize = 64;
/// Bits that are sorted by at a time.
const DIGIT: u32 = 11;

/// A text, or what is left of one whose beginning was written out.
#[derive(Debug, Clone, Copy)]
struct Text {
    doc: u32,
    /// Its first character among all.
    start: u32,
    /// Which of the document's that is.
    position: u32,
}

/// The characters of texts, folded.
#[derive(Debug)]
pub(super) struct Grams {
    /// The field of the pairs.
    pairs: u8,
    /// The field of single characters, where there is one.
    characters: Option<u8>,
    /// Characters that are written out at a time.
    full: usize,
    chars: Vec<char>,
    texts: Vec<Text>,
    /// By code point, 0 but while lists are written.
    ranks: Vec<u32>,
}

impl Grams {
    pub(super) fn new(pairs: u8, characters: Option<u8>, full: usize) -> Grams {
        Grams { pairs, characters, full, chars: Vec::new(), texts: Vec::new(), ranks: Vec::new() }
    }

    /// Adds the only text of a document; `folded` is its characters. Gives how many there are, how many of them are
    /// counted, and how many end a sentence.
    pub(super) fn add(
        &mut self,
        doc: u32,
        folded: impl Iterator<Item = char>,
        runs: &mut Runs,
        lists: &mut Lists,
    ) -> io::Result<[u64; 3]> {
        let mut lengths = [0; 3];
        self.texts.push(Text { doc, start: self.chars.len() as u32, position: 0 });
        for c in folded {
            lengths[0] += 1;
            lengths[1] += u64::from(is_counted(c));
            lengths[2] += u64::from(ends_sentence(c));
            self.chars.push(c);
            if self.chars.len() >= 2 * self.full {
                self.write_up_to(self.chars.len() - 1, runs, lists)?;
            }
        }
        if self.chars.len() >= self.full { self.write(runs, lists) } else { Ok(()) }.map(|()| lengths)
    }

    /// Writes all of them out and forgets them.
    pub(super) fn write(&mut self, runs: &mut Runs, lists: &mut Lists) -> io::Result<()> {
        self.write_up_to(self.chars.len(), runs, lists)
    }

    /// Writes out what begins with the first `end` characters. What is left belongs to the last text.
    fn write_up_to(&mut self, end: usize, runs: &mut Runs, lists: &mut Lists) -> io::Result<()> {
        if end == 0 {
            return Ok(());
        }
        self.ranks.resize(CODES, 0);
        let mut distinct = Vec::new();
        for &c in &self.chars {
            let rank = &mut self.ranks[c as usize];
            if *rank == 0 {
                *rank = 1;
                distinct.push(c);
            }
        }
        distinct.sort_unstable();
        for (rank, &c) in distinct.iter().enumerate() {
            self.ranks[c as usize] = rank as u32 + 1;
        }
        self.write_pairs(end, &distinct, runs, lists)?;
        if let Some(field) = self.characters {
            self.write_characters(field, end, &distinct, runs, lists)?;
        }
        for &c in &distinct {
            self.ranks[c as usize] = 0;
        }
        let last = self.texts.last().copied();
        self.texts.clear();
        if let (Some(last), true) = (last, end < self.chars.len()) {
            self.texts.push(Text { start: 0, position: last.position + (end as u32 - last.start), ..last });
        }
        self.chars.drain(..end);
        Ok(())
    }

    /// The last character that belongs to the text `at`, and one more, of those before `end`.
    fn end_of(&self, at: usize, end: usize) -> usize {
        self.texts.get(at + 1).map_or(end, |next| next.start as usize)
    }

    fn write_pairs(&self, end: usize, distinct: &[char], runs: &mut Runs, lists: &mut Lists) -> io::Result<()> {
        // A number for what follows nothing is needed too.
        let bits = usize::BITS - distinct.len().leading_zeros();
        let mut keys = Vec::with_capacity(end);
        let mut ends = Vec::new();
        for at in 0..self.texts.len() {
            let (start, stop) = (self.texts[at].start as usize, self.end_of(at, end));
            // The last one of a text that goes on has a character after it.
            let after = self.end_of(at, self.chars.len());
            for place in start..stop {
                let c = self.chars[place];
                let next = second(c, self.chars[..after].get(place + 1).copied());
                let next = next.map_or(0, |next| self.ranks[next as usize]);
                keys.push(u64::from((self.ranks[c as usize] - 1) << bits | next) << 32 | place as u64);
                if ends_sentence(c) {
                    ends.push(place as u64);
                }
            }
        }
        sort(&mut keys, 32, 32 + 2 * bits);
        let owners = self.owners(end);
        let mut term = String::new();
        let mut ends = Some(ends).filter(|ends| !ends.is_empty());
        for same in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
            let key = same[0] >> 32;
            term.clear();
            term.push(distinct[(key >> bits) as usize]);
            let next = (key & ((1 << bits) - 1)) as usize;
            term.extend(next.checked_sub(1).map(|next| distinct[next]));
            if let Some(ends) = ends.take_if(|_| term.as_str() > SENTENCE_END) {
                self.write_places(SENTENCE_END, &ends, &owners, runs, lists)?;
            }
            self.write_places(&term, same, &owners, runs, lists)?;
        }
        if let Some(ends) = ends {
            self.write_places(SENTENCE_END, &ends, &owners, runs, lists)?;
        }
        lists.close(runs)
    }

    /// Of every so many characters, the text that they belong to.
    fn owners(&self, end: usize) -> Vec<u32> {
        let mut owner = 0;
        (0..end)
            .step_by(STRIDE)
            .map(|place| {
                while self.end_of(owner, end) <= place {
                    owner += 1;
                }
                owner as u32
            })
            .collect()
    }

    /// The list of a term that stands at these places, which the lower halves of `places` tell in order.
    fn write_places(
        &self,
        term: &str,
        places: &[u64],
        owners: &[u32],
        runs: &mut Runs,
        lists: &mut Lists,
    ) -> io::Result<()> {
        lists.begin(runs, self.pairs)?;
        let mut rest = places;
        while let Some(&first) = rest.first() {
            let place = first as u32;
            let mut owner = owners[place as usize / STRIDE] as usize;
            while self.texts.get(owner + 1).is_some_and(|next| next.start <= place) {
                owner += 1;
            }
            let stop = self.texts.get(owner + 1).map_or(u32::MAX, |next| next.start);
            let count = rest.iter().take_while(|&&place| (place as u32) < stop).count();
            let text = self.texts[owner];
            lists.doc(text.doc, count as u32);
            for &place in &rest[..count] {
                lists.position(text.position + (place as u32 - text.start));
            }
            rest = &rest[count..];
        }
        lists.end(runs, term.as_bytes())
    }

    fn write_characters(
        &self,
        field: u8,
        end: usize,
        distinct: &[char],
        runs: &mut Runs,
        lists: &mut Lists,
    ) -> io::Result<()> {
        let mut counts = vec![0_u32; distinct.len()];
        // How many texts have each, then where its list begins.
        let mut starts = vec![0_u32; distinct.len() + 1];
        let mut found: Vec<(u32, u32, u32)> = Vec::new();
        let mut own = Vec::new();
        for (at, text) in self.texts.iter().enumerate() {
            for &c in &self.chars[text.start as usize..self.end_of(at, end)] {
                if !is_counted(c) {
                    continue;
                }
                let rank = self.ranks[c as usize] - 1;
                if counts[rank as usize] == 0 {
                    own.push(rank);
                }
                counts[rank as usize] += 1;
            }
            for rank in own.drain(..) {
                found.push((rank, text.doc, std::mem::take(&mut counts[rank as usize])));
                starts[rank as usize + 1] += 1;
            }
        }
        for at in 0..distinct.len() {
            starts[at + 1] += starts[at];
        }
        let mut sorted = vec![(0, 0); found.len()];
        let mut next = starts.clone();
        for (rank, doc, count) in found {
            let place = &mut next[rank as usize];
            sorted[*place as usize] = (doc, count);
            *place += 1;
        }
        for (rank, c) in distinct.iter().enumerate() {
            let list = &sorted[starts[rank] as usize..starts[rank + 1] as usize];
            if list.is_empty() {
                continue;
            }
            lists.begin(runs, field)?;
            list.iter().for_each(|&(doc, count)| lists.doc(doc, count));
            lists.end(runs, c.encode_utf8(&mut [0; 4]).as_bytes())?;
        }
        lists.close(runs)
    }
}

/// Sorts `keys` by their bits from `low` to `high`; those that are alike there keep their order.
fn sort(keys: &mut Vec<u64>, low: u32, high: u32) {
    let mut other = vec![0; keys.len()];
    let mut low = low;
    while low < high {
        let width = DIGIT.min(high - low);
        let digit = |key: u64| (key >> low) as usize & ((1 << width) - 1);
        let mut places = [0_u32; 1 << DIGIT];
        keys.iter().for_each(|&key| places[digit(key)] += 1);
        let mut sum = 0;
        for place in &mut places {
            sum += std::mem::replace(place, sum);
        }
        for &key in keys.iter() {
            let place = &mut places[digit(key)];
            other[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut other);
        low += width;
    }
}
