//! Cutting a text by the dictionary in the binary, as jieba cuts it with the same dictionary and without its HMM.
//!
//! Of all ways to cut a run into words the likeliest is taken: the one with the largest product of the shares that its
//! words have of the corpus the dictionary was counted on. A query is a few characters long, and for those the
//! finite-state map is asked directly; for documents there is a table of it, which takes a while to make.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::dictionary;
use super::table::Table;

/// Whether jieba looks for words with this Chinese character at all; any other is a token of its own.
fn is_cut(c: char) -> bool {
    matches!(u32::from(c),
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x2_A6DF | 0x2_A700..=0x2_EBEF | 0x2_F800..=0x2_FA1F)
}

/// Calls `emit` with the first byte and the end of each word of `run`, which is folded and of Chinese characters only: the
/// words of the likeliest cut, and the shorter words inside them. The words are those of `table`, or without one those of
/// the map in the binary, which are the same.
pub(super) fn cut(run: &str, table: Option<&Table>, mut emit: impl FnMut(usize, usize)) {
    SCRATCH.with_borrow_mut(|scratch| {
        let mut at = 0;
        for block in run.split_inclusive(|c| !is_cut(c)) {
            let last = block.chars().next_back().filter(|&c| !is_cut(c)).map_or(0, char::len_utf8);
            let end = at + block.len() - last;
            scratch.cut_block(&run[at..end], table, |from, to| emit(at + from, at + to));
            if last > 0 {
                emit(end, end + last);
            }
            at += block.len();
        }
    });
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A word that begins at some character: where it ends, in characters, and the logarithm of its frequency.
type Edge = (usize, f64);

/// What is worked out of a block, kept for the next one.
#[derive(Default)]
struct Scratch {
    /// The first byte of each character, and the end of the last.
    starts: Vec<usize>,
    /// What the table calls each character.
    codes: Vec<u32>,
    edges: Vec<Edge>,
    /// The edges of character `i` are those from `first[i]` to `first[i + 1]`.
    first: Vec<usize>,
    /// The likeliest cut of the rest from each character on, and where its first word ends.
    route: Vec<(f64, usize)>,
}

impl Scratch {
    fn cut_block(&mut self, block: &str, table: Option<&Table>, mut emit: impl FnMut(usize, usize)) {
        let Scratch { starts, codes, edges, first, route } = self;
        starts.clear();
        codes.clear();
        for (at, c) in block.char_indices() {
            starts.push(at);
            codes.push(table.map_or(0, |table| table.code(c)));
        }
        let count = starts.len();
        starts.push(block.len());
        edges.clear();
        first.clear();
        first.push(0);
        for i in 0..count {
            match table {
                Some(table) => table.words_at(&codes[i..], |len, log| edges.push((i + len, log))),
                None => {
                    let mut end = i;
                    dictionary::words_at(&block[starts[i]..], |len, frequency| {
                        while starts[end] < starts[i] + len {
                            end += 1;
                        }
                        edges.push((end, (frequency as f64).ln()));
                    });
                }
            }
            first.push(edges.len());
        }
        let edges = |i: usize| &edges[first[i]..first[i + 1]];
        // From the end.
        let total = *TOTAL;
        route.clear();
        route.resize(count + 1, (0.0_f64, count));
        for i in (0..count).rev() {
            let ways = edges(i).iter().map(|&(end, log)| (log - total + route[end].0, end));
            // Of two that are as likely the longer word; a character that begins no word counts as seen once.
            let best = ways.reduce(|best, way| if way >= best { way } else { best });
            route[i] = best.unwrap_or((0.0 - total + route[i + 1].0, i + 1));
        }
        let mut i = 0;
        while i < count {
            let end = route[i].1;
            for from in i..end {
                for &(to, _) in edges(from) {
                    // Shorter words of two characters and more.
                    if to <= end && to - from >= 2 && to - from < end - i {
                        emit(starts[from], starts[to]);
                    }
                }
            }
            emit(starts[i], starts[end]);
            i = end;
        }
    }
}

/// The logarithm of all frequencies together.
static TOTAL: LazyLock<f64> = LazyLock::new(|| (dictionary::TOTAL as f64).ln());
