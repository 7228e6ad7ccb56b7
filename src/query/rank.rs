//! What makes a passage better than another: named weights, each with its reason.

/// The weights of the parts of a score. All parts are BM25 scores (Robertson and Zaragoza, "The Probabilistic
/// Relevance Framework", 2009; k1 = 1.2, b = 0.75) over different fields, or factors on their sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Characters: bigrams and exact runs. They find everything, and are the base of the score.
    pub grams: f32,
    /// Words as jieba cut them: 本 in 本田 is no word there, so words tell a mention from a coincidence.
    pub words: f32,
    /// The title of the case or law: what a text is about.
    pub title: f32,
    /// The whole of an unquoted run standing in a row, which is what was typed.
    pub whole: f32,
    /// Added for words that stand close together, at most.
    pub proximity: f32,
    /// A factor for headings, which are short and would otherwise come before the text they announce.
    pub heading: f32,
    /// A factor for entries of lists and tables of contents, which only repeat a title.
    pub listing: f32,
    /// For such words and pairs of the law as the lay words of a question lead to, which nobody typed.
    pub legal: f32,
    /// For questions that no passage answers with all its words: how well the best other passages of the same case
    /// answer. A law with five near articles is more likely the law that is asked about than one with a single one.
    pub witnesses: f32,
    /// For such questions: the logarithm of the number of passages of the case, in parts of the best score.
    pub size: f32,
    /// For such questions: the logarithm of the number of passages that name the case, in parts of the best score.
    pub mentions: f32,
}

impl Weights {
    /// The weights in use; `benches/relevance.md` and `tests/rank` show what they were chosen by.
    pub const DEFAULT: Weights = Weights {
        grams: 1.0,
        words: 1.0,
        title: 0.6,
        whole: 1.0,
        proximity: 2.0,
        heading: 0.75,
        listing: 0.5,
        legal: 0.35,
        witnesses: 0.5,
        size: 0.05,
        mentions: 0.04,
    };

    /// What the score of a passage is multiplied by: of a heading, or of what only a search of everything looks at.
    #[must_use]
    pub(crate) fn of_kind(&self, heading: bool, unsearched: bool) -> f32 {
        match (heading, unsearched) {
            (true, _) => self.heading,
            (false, true) => self.listing,
            (false, false) => 1.0,
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Weights::DEFAULT
    }
}

/// How close together the given places stand, from 0 (far, or only one kind) to 1 (touching).
///
/// `kinds` holds for each string its sorted starts and its length in characters. The smallest window that has one
/// place of each kind is found by the usual sweep; closeness is the share of the window that the strings fill.
#[must_use]
pub(crate) fn closeness(kinds: &[(Vec<u32>, u32)]) -> f32 {
    let present: Vec<&(Vec<u32>, u32)> = kinds.iter().filter(|(starts, _)| !starts.is_empty()).collect();
    if present.len() < 2 {
        return 0.0;
    }
    let mut events: Vec<(u32, usize)> = present
        .iter()
        .enumerate()
        .flat_map(|(kind, (starts, _))| starts.iter().map(move |&start| (start, kind)))
        .collect();
    events.sort_unstable();
    let mut last: Vec<Option<u32>> = vec![None; present.len()];
    let mut best = u32::MAX;
    for &(start, kind) in &events {
        last[kind] = Some(start);
        if let Some(earliest) = last.iter().copied().try_fold(u32::MAX, |least, at| Some(least.min(at?))) {
            best = best.min(start + present[kind].1 - earliest);
        }
    }
    let filled: u32 = present.iter().map(|(_, len)| len).sum();
    if best == u32::MAX { 0.0 } else { (filled as f32 / best.max(filled) as f32).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::closeness;

    #[test]
    fn closer_is_more() {
        let apart = |gap: u32| closeness(&[(vec![0], 2), (vec![2 + gap], 2)]);
        assert!((apart(0) - 1.0).abs() < 1e-6);
        assert!(apart(1) < apart(0) && apart(10) < apart(1) && apart(10) > 0.0);
        assert_eq!(closeness(&[(vec![0, 5], 2)]), 0.0);
        assert_eq!(closeness(&[(vec![0, 5], 2), (vec![], 2)]), 0.0);
        // The best window counts, wherever it is.
        assert_eq!(closeness(&[(vec![0, 50], 2), (vec![52], 2)]), 1.0);
    }
}
