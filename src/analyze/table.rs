//! The dictionary as a double array (Aoe 1989, "An Efficient Digital Search Algorithm by Using a Double-Array
//! Structure"), character by character: for many texts. It is made of the finite-state map in the binary when it is first
//! asked for, which takes as long as cutting a few megabytes by the map does.

use std::sync::LazyLock;

use super::dictionary;

/// A place in the dictionary: the beginning of words.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// What follows it with the character of code `c` stands at `base + c`.
    base: u32,
    /// What it follows, and 1 more; 0 where nothing stands here.
    after: u32,
    /// Which of the logarithms its frequency has, and 1 more; 0 where no word ends here.
    log: u32,
}

/// The words of the dictionary.
pub(super) struct Table {
    /// Codes of characters, from 1, by code point; 0 for those that no word has.
    codes: Vec<u16>,
    nodes: Vec<Node>,
    /// The logarithms of frequencies.
    logs: Vec<f64>,
}

impl Table {
    /// The table of the dictionary.
    pub(super) fn whole() -> &'static Table {
        static WHOLE: LazyLock<Table> = LazyLock::new(|| Table::of(|each| dictionary::words(each)));
        &WHOLE
    }

    /// The table of the words that `words` calls its argument with, in byte order, each with its frequency.
    fn of(words: impl Fn(&mut dyn FnMut(&str, usize))) -> Table {
        let (mut chars, mut ends) = (Vec::new(), Vec::with_capacity(dictionary::WORDS));
        let mut frequencies = Vec::with_capacity(dictionary::WORDS);
        let mut seen: Vec<u32> = Vec::new();
        words(&mut |word, frequency| {
            for c in word.chars() {
                let at = c as usize;
                if at >= seen.len() {
                    seen.resize(at + 1, 0);
                }
                seen[at] += 1;
                chars.push(c);
            }
            ends.push(chars.len());
            frequencies.push(frequency);
        });
        // Frequent characters have small codes, so that what follows a place lies close together.
        let mut order: Vec<usize> = (0..seen.len()).filter(|&at| seen[at] > 0).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(seen[at]));
        let mut codes = vec![0; seen.len()];
        // There are far fewer characters than 65,536.
        for (code, at) in (1..=u16::MAX).zip(order) {
            codes[at] = code;
        }
        let mut known = frequencies.clone();
        known.sort_unstable();
        known.dedup();
        let logs = known.iter().map(|&frequency| (frequency as f64).ln()).collect();
        let mut table = Table { codes, nodes: vec![Node::default()], logs };
        let log = |frequency: usize| known.binary_search(&frequency).map_or(0, |at| at as u32 + 1);
        let start = |word: usize| if word == 0 { 0 } else { ends[word - 1] };
        // A place, the words that begin so, and how many characters that is.
        let mut open = vec![(0_usize, 0..ends.len(), 0_usize)];
        let (mut search, mut next) = (1, Vec::new());
        while let Some((node, mut range, depth)) = open.pop() {
            while range.start < range.end && start(range.start) + depth == ends[range.start] {
                table.nodes[node].log = log(frequencies[range.start]);
                range.start += 1;
            }
            next.clear();
            while range.start < range.end {
                let c = chars[start(range.start) + depth];
                let same = range.clone().take_while(|&word| chars[start(word) + depth] == c).count();
                next.push((table.code(c), range.start..range.start + same));
                range.start += same;
            }
            if next.is_empty() {
                continue;
            }
            let base = table.room(next.iter().map(|(code, _)| *code), &mut search);
            table.nodes[node].base = base;
            for (code, range) in next.drain(..) {
                let at = (base + code) as usize;
                table.nodes[at].after = node as u32 + 1;
                open.push((at, range, depth + 1));
            }
        }
        table
    }

    /// A base at which places for all of `codes` are free. `search` is where to look for one first.
    fn room(&mut self, codes: impl Iterator<Item = u32> + Clone, search: &mut usize) -> u32 {
        let Some(least) = codes.clone().min() else { return 0 };
        let mut at = (*search).max(least as usize + 1);
        let (mut tried, first) = (0_usize, at);
        loop {
            if self.nodes.len() <= at + usize::from(u16::MAX) {
                self.nodes.resize(at + 2 * usize::from(u16::MAX), Node::default());
            }
            if self.nodes[at].after == 0 {
                let base = at as u32 - least;
                if codes.clone().all(|code| self.nodes[(base + code) as usize].after == 0) {
                    // Where next to nothing is free, nobody looks again.
                    if (at - first + 1) * 19 < (tried + at - first + 1) * 20 && at - first > 64 {
                        *search = at;
                    }
                    return base;
                }
            } else {
                tried += 1;
            }
            at += 1;
        }
    }

    /// The number that stands for a character here.
    #[inline]
    pub(super) fn code(&self, c: char) -> u32 {
        u32::from(self.codes.get(c as usize).copied().unwrap_or(0))
    }

    /// Calls `each` for the words that the characters with these [`codes`](Table::code) begin with, shortest first, with
    /// how many characters a word has and the logarithm of its frequency.
    #[inline]
    pub(super) fn words_at(&self, codes: &[u32], mut each: impl FnMut(usize, f64)) {
        let mut node = 0_usize;
        for (at, &code) in codes.iter().enumerate() {
            let next = (self.nodes[node].base + code) as usize;
            if code == 0 || self.nodes.get(next).is_none_or(|next| next.after != node as u32 + 1) {
                return;
            }
            node = next;
            if let Some(log) = self.nodes[node].log.checked_sub(1) {
                each(at + 1, self.logs[log as usize]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_every_word_and_no_other() {
        let table = Table::whole();
        let found = |text: &str| {
            let mut found = Vec::new();
            let codes: Vec<u32> = text.chars().map(|c| table.code(c)).collect();
            table.words_at(&codes, |count, log| found.push((count, log)));
            found
        };
        let mut expected = Vec::new();
        dictionary::words(|word, _| {
            expected.clear();
            dictionary::words_at(word, |len, frequency| {
                expected.push((word[..len].chars().count(), (frequency as f64).ln()));
            });
            assert_eq!(found(word), expected, "{word}");
            let longer = format!("{word}\u{E000}");
            assert_eq!(found(&longer), expected, "{longer}");
        });
        assert_eq!(table.nodes.iter().filter(|node| node.log > 0).count(), dictionary::WORDS);
        assert_eq!(found("\u{E000}"), []);
    }
}
