//! A tree of folded words, walked character by character.

/// Characters below this number have their child of the root in a table.
const TABLE: usize = 0x1_0000;

/// A tree of words with values of type `V`; a word may have several.
#[derive(Debug, Clone)]
pub(super) struct Trie<V> {
    /// For every character the node of words that begin with it; 0 for none. Most characters of a text end here.
    roots: Box<[u32]>,
    /// Node 0 is the root.
    nodes: Vec<Node<V>>,
}

#[derive(Debug, Clone)]
struct Node<V> {
    /// Sorted by character.
    children: Vec<(char, u32)>,
    values: Vec<V>,
}

impl<V> Trie<V> {
    pub(super) fn new() -> Self {
        Trie {
            roots: vec![0; TABLE].into_boxed_slice(),
            nodes: vec![Node { children: Vec::new(), values: Vec::new() }],
        }
    }

    /// Adds a word; an empty one is left out.
    pub(super) fn insert(&mut self, word: impl Iterator<Item = char>, value: V) {
        let mut node = 0;
        for c in word {
            node = match self.nodes[node].children.binary_search_by_key(&c, |&(c, _)| c) {
                Ok(found) => self.nodes[node].children[found].1 as usize,
                Err(at) => {
                    let new = self.nodes.len();
                    self.nodes.push(Node { children: Vec::new(), values: Vec::new() });
                    self.nodes[node].children.insert(at, (c, new as u32));
                    if node == 0 && (c as usize) < TABLE {
                        self.roots[c as usize] = new as u32;
                    }
                    new
                }
            };
        }
        if node > 0 {
            self.nodes[node].values.push(value);
        }
    }

    /// Whether some word begins with `c`. (Characters outside the first plane: there may be one.)
    #[inline]
    pub(super) fn may_begin(&self, c: char) -> bool {
        self.roots.get(c as usize).is_none_or(|&node| node != 0)
    }

    /// Calls `each` for every word that `chars` begins with, shortest first: its length in characters, its values.
    pub(super) fn words<'v>(&'v self, chars: impl Iterator<Item = char>, mut each: impl FnMut(usize, &'v [V])) {
        let mut node = 0;
        for (at, c) in chars.enumerate() {
            let children = &self.nodes[node].children;
            node = match self.roots.get(c as usize).filter(|_| at == 0) {
                Some(0) => return,
                Some(&root) => root as usize,
                None => match children.binary_search_by_key(&c, |&(c, _)| c) {
                    Ok(found) => children[found].1 as usize,
                    Err(_) => return,
                },
            };
            let values = &self.nodes[node].values;
            if !values.is_empty() {
                each(at + 1, values);
            }
        }
    }

    /// The length of the longest word that `chars` begins with, 0 for none.
    pub(super) fn longest(&self, chars: impl Iterator<Item = char>) -> usize {
        let mut longest = 0;
        self.words(chars, |length, _| longest = length);
        longest
    }
}
