//! Terms that are looked up by their bytes, with the documents that have them, until they fill the memory they may take.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::lists::{Lists, Runs};
use std::io;

/// Terms with numbers of their own, and where each occurs.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// Numbers of terms, and one more, by hash; 0 where there is none. A power of two, half of them free at least.
    slots: Vec<u32>,
    hashes: Vec<u32>,
    /// The bytes of all terms.
    bytes: Vec<u8>,
    /// Where each term ends in them.
    ends: Vec<u32>,
    /// The field of each.
    fields: Vec<u8>,
    /// A term and a document, the later documents behind.
    occurrences: Vec<(u32, u32)>,
}

impl Terms {
    /// The number of the term `bytes` of a field, until they are written out.
    pub(super) fn number(&mut self, field: u8, bytes: &[u8]) -> u32 {
        if self.slots.len() <= 2 * self.ends.len() {
            self.grow();
        }
        let hash = xxh3_64_with_seed(bytes, u64::from(field)) as u32;
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                known => {
                    let known = known - 1;
                    if self.hashes[known as usize] == hash && self.term(known) == (field, bytes) {
                        return known;
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
        let number = self.ends.len() as u32;
        self.slots[slot] = number + 1;
        self.hashes.push(hash);
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len() as u32);
        self.fields.push(field);
        number
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1 << 10);
        self.slots.clear();
        self.slots.resize(size, 0);
        for (number, &hash) in self.hashes.iter().enumerate() {
            let mut slot = hash as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = number as u32 + 1;
        }
    }

    fn term(&self, number: u32) -> (u8, &[u8]) {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        (self.fields[at], &self.bytes[start..self.ends[at] as usize])
    }

    /// The document has the term with this number.
    pub(super) fn occurs(&mut self, number: u32, doc: u32) {
        self.occurrences.push((number, doc));
    }

    /// Bytes that they take, about, with what [`Terms::write`] takes.
    pub(super) fn size(&self) -> usize {
        self.occurrences.len() * 12 + self.bytes.len() + self.ends.len() * 25
    }

    /// Writes them out and forgets them.
    pub(super) fn write(&mut self, runs: &mut Runs, lists: &mut Lists) -> io::Result<()> {
        let count = self.ends.len();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_unstable_by(|&a, &b| self.term(a).cmp(&self.term(b)));
        let mut starts = vec![0_u32; count + 1];
        for &(number, _) in &self.occurrences {
            starts[number as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut docs = vec![0_u32; self.occurrences.len()];
        let mut next = starts.clone();
        for &(number, doc) in &self.occurrences {
            let place = &mut next[number as usize];
            docs[*place as usize] = doc;
            *place += 1;
        }
        for number in order {
            let own = &docs[starts[number as usize] as usize..starts[number as usize + 1] as usize];
            let (field, term) = self.term(number);
            lists.begin(runs, field)?;
            for same in own.chunk_by(|a, b| a == b) {
                lists.doc(same[0], same.len() as u32);
            }
            lists.end(runs, term)?;
        }
        lists.close(runs)?;
        self.slots.fill(0);
        self.hashes.clear();
        self.bytes.clear();
        self.ends.clear();
        self.fields.clear();
        self.occurrences.clear();
        Ok(())
    }
}
