//! From the words that people ask with to the words that the law answers with: 老板 to 用人单位, 房东 to 出租人.
//!
//! The vocabulary is `data/lay.tsv`, written by hand from general knowledge of the law, area by area. It serves
//! ranking alone: what it leads to is welcome in an answer, never required and never lit. It is read the first time a
//! question needs it (well under a millisecond) and not at all for other searches.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

static TABLE: &str = include_str!("../../data/lay.tsv");

static LAY: LazyLock<Lay> = LazyLock::new(|| Lay::read(TABLE));

/// A lay word in a question, and what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayWord<'q> {
    /// The word as it stands in the question.
    pub typed: &'q str,
    /// Words of the law, folded.
    pub legal: &'static [String],
}

/// The lay words in `folded`, which is folded text, in the order of their starts. A word inside a longer one is left
/// out; words that overlap otherwise are all in.
#[must_use]
pub fn lay_words(folded: &str) -> Vec<LayWord<'_>> {
    LAY.find(folded)
}

#[derive(Debug)]
struct Lay {
    /// Folded lay word to its words of the law.
    forms: HashMap<String, Vec<String>>,
    /// Of the longest lay word, in characters.
    longest: usize,
}

impl Lay {
    /// Reads the table: lay words, a tab, words of the law, both divided by `|`. What is no such line is left out; a
    /// test sees to it that there is none.
    fn read(table: &str) -> Lay {
        let mut forms: HashMap<String, Vec<String>> = HashMap::new();
        let mut longest = 0;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let Some((lay, legal)) = line.split_once('\t') else { continue };
            let legal: Vec<String> = legal.split('|').map(fold).collect();
            for form in lay.split('|').map(fold) {
                longest = longest.max(form.chars().count());
                let known = forms.entry(form).or_default();
                known.extend(legal.iter().filter(|word| !known.contains(word)).cloned().collect::<Vec<_>>());
            }
        }
        Lay { forms, longest }
    }

    fn find<'q>(&'static self, folded: &'q str) -> Vec<LayWord<'q>> {
        let mut out = Vec::new();
        let mut covered = 0;
        for (start, _) in folded.char_indices() {
            let ends = folded[start..].char_indices().map(|(at, c)| start + at + c.len_utf8()).take(self.longest);
            let longest = ends
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .find_map(|end| Some((end, self.forms.get(&folded[start..end])?)));
            if let Some((end, legal)) = longest
                && end > covered
            {
                covered = end;
                out.push(LayWord { typed: &folded[start..end], legal });
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut seen = std::collections::HashSet::new();
        for (number, line) in TABLE.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [lay, legal] = columns[..] else { panic!("line {}: {} columns", number + 1, columns.len()) };
            let words = || lay.split('|').chain(legal.split('|'));
            assert!(words().all(|word| !word.is_empty() && word.trim() == word), "line {}: {line}", number + 1);
            for word in lay.split('|') {
                assert!(seen.insert((word, legal)), "line {}: {word} twice", number + 1);
                assert!(!LAY.forms[&fold(word)].is_empty());
            }
        }
        assert!(seen.len() > 1000);
    }

    #[test]
    fn lay_words_lead_to_words_of_the_law() {
        let found = lay_words("老板拖欠工资怎么办?");
        let legal = |typed: &str| found.iter().find(|word| word.typed == typed).map(|word| word.legal);
        assert!(legal("老板").unwrap().contains(&"用人单位".to_owned()), "{found:?}");
        assert!(legal("拖欠工资").unwrap().contains(&"劳动报酬".to_owned()), "{found:?}");
        // 工资 stands only inside 拖欠工资.
        assert_eq!(legal("工资"), None);
        assert_eq!(lay_words("知识产权"), []);
        assert_eq!(lay_words(""), []);
        // Traditional characters meet the same words.
        assert_eq!(lay_words(&fold("房東"))[0].legal, lay_words("房东")[0].legal);
    }
}
