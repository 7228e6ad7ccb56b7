//! Patterns in an unquoted run: `質*押` and `質?押`.
//!
//! `*` is up to [`GAP`] characters of the same sentence, none included; `?` between Han characters is exactly one. What
//! lies between the parts is lit with them, the shortest stretch from each beginning. At an edge `*` says nothing.

use tantivy::query::{BooleanQuery, Occur, Query as IndexQuery};

use super::context::{Context, count, role_clauses};
use super::matcher::{Clause, Matcher};
use crate::error::Result;
use crate::text::{fold, is_han};

/// Characters that `*` stands for, at most.
pub(super) const GAP: u32 = 10;

/// Parts of a pattern, at most.
const MOST: usize = 8;

pub(super) fn is_star(c: char) -> bool {
    matches!(c, '*' | '＊' | '﹡')
}

fn is_mark(c: char) -> bool {
    matches!(c, '?' | '？' | '﹖')
}

pub(super) fn is_sign(c: char) -> bool {
    is_star(c) || is_mark(c)
}

/// Whether a run could be a pattern: it has a sign, and a letter on a side of it where that matters.
pub(super) fn is_pattern(text: &str) -> bool {
    text.chars().any(is_sign) && text.chars().any(char::is_alphanumeric)
}

/// What another language would call a pattern.
pub(super) struct Unsupported {
    /// What can be written instead.
    pub(super) suggestion: Option<String>,
}

/// `[質抵]押`, `/質.押/`, `質押^2`, `質押~5`.
pub(super) fn unsupported(text: &str) -> Option<Unsupported> {
    if !text.chars().any(is_han) {
        return None;
    }
    // One of these characters.
    if let Some((before, rest)) = text.split_once('[')
        && let Some((inside, after)) = rest.split_once(']')
        && (2..=8).contains(&inside.chars().count())
        && inside.chars().all(is_han)
        && before.chars().chain(after.chars()).all(is_han)
        && !(before.is_empty() && after.is_empty())
    {
        let ways: Vec<String> = inside.chars().map(|c| format!("{before}{c}{after}")).collect();
        return Some(Unsupported { suggestion: Some(format!("({})", ways.join(" OR "))) });
    }
    if text.len() > 2 && text.starts_with('/') && text.ends_with('/') {
        return Some(Unsupported { suggestion: None });
    }
    let (word, rest) = text.split_at(text.find(['^', '~'])?);
    let number = rest[1..].chars().all(|c| c.is_ascii_digit() || c == '.');
    (number && word.chars().all(is_han)).then(|| Unsupported { suggestion: Some(word.to_owned()) })
}

/// A pattern: strings in order, each at most so many characters behind the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Folded, with the least and the most characters between each and the one before it.
    parts: Vec<(u32, u32, String)>,
}

impl Pattern {
    /// Reads a run; none when its signs stand at places where they say nothing.
    pub(super) fn read(text: &str) -> Option<Pattern> {
        let folded: Vec<char> = text.chars().flat_map(|c| fold(&c.to_string()).chars().collect::<Vec<_>>()).collect();
        let mut parts: Vec<(u32, u32, String)> = Vec::new();
        let (mut least, mut most) = (0_u32, 0_u32);
        let mut open = false;
        for (at, &c) in folded.iter().enumerate() {
            if is_star(c) {
                most = most.max(least + GAP);
                open = false;
            } else if is_mark(c) {
                // Between Han characters only; elsewhere it ends a question.
                let beside =
                    |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(|&c| is_han(c) || is_sign(c));
                if !(beside(at.checked_sub(1)) && beside(Some(at + 1))) {
                    return None;
                }
                least += 1;
                most = most.max(least) + u32::from(most > least);
                open = false;
            } else {
                match parts.last_mut() {
                    Some((.., part)) if open => part.push(c),
                    _ => {
                        let gap = if parts.is_empty() { (0, 0) } else { (least, most) };
                        parts.push((gap.0, gap.1, c.to_string()));
                    }
                }
                (least, most, open) = (0, 0, true);
            }
        }
        (!parts.is_empty() && parts.len() <= MOST).then_some(Pattern { parts })
    }

    /// The condition that it is, with its strings in `matcher`.
    pub(super) fn clause(&self, matcher: &mut Matcher) -> Clause {
        let parts: Vec<(u32, u32, usize)> =
            self.parts.iter().map(|(least, most, part)| (*least, *most, matcher.string(part))).collect();
        match parts[..] {
            [(.., only)] => Clause::Text(only),
            _ => Clause::Sentence(Box::new(Clause::Pattern(parts))),
        }
    }

    /// Whether it stands in a passage that is searched.
    pub(super) fn stands(&self, context: &Context<'_>) -> Result<bool> {
        let mut matcher = Matcher::new(context);
        matcher.root = self.clause(&mut matcher);
        let query = std::sync::Arc::new(matcher).query(1.0);
        let mut clauses: Vec<(Occur, Box<dyn IndexQuery>)> = vec![(Occur::Must, query)];
        clauses.extend(role_clauses(context));
        Ok(count(context, &BooleanQuery::new(clauses), 1)? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(u32, u32, String)>> {
        Pattern::read(text).map(|pattern| pattern.parts)
    }

    #[test]
    fn parts_and_gaps() {
        let part = |least, most, text: &str| (least, most, text.to_owned());
        assert_eq!(read("質*押"), Some(vec![part(0, 0, "质"), part(0, 10, "押")]));
        assert_eq!(read("質?押"), Some(vec![part(0, 0, "质"), part(1, 1, "押")]));
        assert_eq!(read("質??押"), Some(vec![part(0, 0, "质"), part(2, 2, "押")]));
        assert_eq!(read("全国首*"), Some(vec![part(0, 0, "全国首")]));
        assert_eq!(read("*质押"), Some(vec![part(0, 0, "质押")]));
        assert_eq!(read("质押*融资"), Some(vec![part(0, 0, "质押"), part(0, 10, "融资")]));
        assert_eq!(read("什么是质押?"), None);
        assert_eq!(read("*"), None);
        assert_eq!(read("?*?*"), None);
        assert_eq!(read("质?*押").map(|parts| parts[1].1), Some(11));
    }

    #[test]
    fn what_other_languages_call_a_pattern() {
        let suggestion = |text| unsupported(text).map(|found| found.suggestion.unwrap_or_default());
        assert_eq!(suggestion("[质抵]押").as_deref(), Some("(质押 OR 抵押)"));
        assert_eq!(suggestion("质押^2").as_deref(), Some("质押"));
        assert_eq!(suggestion("质押~5").as_deref(), Some("质押"));
        assert_eq!(suggestion("/质.押/").as_deref(), Some(""));
        for plain in ["质押", "LPR+180BP", "[2023]12号", "a~5", "质~押"] {
            assert!(unsupported(plain).is_none(), "{plain}");
        }
    }
}
