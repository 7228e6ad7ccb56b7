//! Where two texts that are nearly the same differ.
//!
//! Runs of characters that stand once in either text tie the two together, as far as their order is the same (B. Cohen's
//! patience diff, on runs of characters in place of lines): long runs first, then shorter ones in what lies between. What
//! is then left between two ties is compared by characters when it is short, and differs as a whole when it is not. The
//! work is bounded by the length of the texts, whatever they say.

use std::collections::HashMap;
use std::ops::Range;

/// A place where two texts differ; on either side it may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) here: Range<usize>,
    pub(super) there: Range<usize>,
}

impl Hunk {
    fn size(&self) -> usize {
        self.here.len().max(self.there.len())
    }
}

/// Lengths of the runs that tie texts together.
const RUNS: [usize; 3] = [16, 6, 3];
/// Cells of the largest table by which two stretches are compared by characters.
const CELLS: usize = 1 << 14;
/// How often a character is looked at for ties.
const LOOKS: usize = 32;
/// Characters between two differences that do not make them two, if the differences are longer.
const CHANCE: usize = 2;

/// The places where `here` and `there` differ, in order. Between them both are the same.
pub(super) fn differences(here: &[char], there: &[char]) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::new();
    let mut looks = LOOKS * (here.len() + there.len());
    let mut stack = vec![(0..here.len(), 0..there.len(), 0)];
    while let Some((mut a, mut b, level)) = stack.pop() {
        while !a.is_empty() && !b.is_empty() && here[a.start] == there[b.start] {
            (a.start, b.start) = (a.start + 1, b.start + 1);
        }
        while !a.is_empty() && !b.is_empty() && here[a.end - 1] == there[b.end - 1] {
            (a.end, b.end) = (a.end - 1, b.end - 1);
        }
        if a.is_empty() && b.is_empty() {
            continue;
        }
        if !a.is_empty() && !b.is_empty() && a.len().saturating_mul(b.len()) <= CELLS {
            by_characters(here, there, a, b, &mut out);
            continue;
        }
        let Some(&run) = RUNS.get(level).filter(|&&run| a.len().min(b.len()) >= run && looks >= a.len() + b.len())
        else {
            out.push(Hunk { here: a, there: b });
            continue;
        };
        looks -= a.len() + b.len();
        let ties = ties(&here[a.clone()], &there[b.clone()], run);
        if ties.is_empty() {
            stack.push((a, b, level + 1));
            continue;
        }
        // The last gap goes on the stack first, so that the first is taken next.
        let (mut a_end, mut b_end) = (a.end, b.end);
        for &(i, j, length) in ties.iter().rev() {
            let (i, j) = (a.start + i, b.start + j);
            stack.push((i + length..a_end, j + length..b_end, level));
            (a_end, b_end) = (i, j);
        }
        stack.push((a.start..a_end, b.start..b_end, level));
    }
    joined(out)
}

/// The longest row of runs that stand once in either text and in the same order in both, as long as they go: the starts
/// of each and its length.
fn ties(here: &[char], there: &[char], run: usize) -> Vec<(usize, usize, usize)> {
    const SEVERAL: usize = usize::MAX;
    let mut places: HashMap<&[char], (Option<usize>, Option<usize>)> = HashMap::new();
    for (at, run) in here.windows(run).enumerate() {
        let place = &mut places.entry(run).or_default().0;
        *place = Some(if place.is_some() { SEVERAL } else { at });
    }
    for (at, run) in there.windows(run).enumerate() {
        if let Some((_, place)) = places.get_mut(run) {
            *place = Some(if place.is_some() { SEVERAL } else { at });
        }
    }
    let once = |place: Option<usize>| place.filter(|&at| at != SEVERAL);
    let mut pairs: Vec<(usize, usize)> = places.into_values().filter_map(|(a, b)| Some((once(a)?, once(b)?))).collect();
    pairs.sort_unstable();
    let mut out: Vec<(usize, usize, usize)> = Vec::new();
    let (mut a_end, mut b_end) = (0, 0);
    for (i, j) in increasing(&pairs) {
        if i < a_end || j < b_end {
            continue;
        }
        let before = (i - a_end).min(j - b_end);
        let back = (1..=before).take_while(|back| here[i - back] == there[j - back]).count();
        let length = here[i..].iter().zip(&there[j..]).take_while(|(a, b)| a == b).count();
        out.push((i - back, j - back, length + back));
        (a_end, b_end) = (i + length, j + length);
    }
    out
}

/// A longest row of `pairs`, which are sorted by their first numbers, in which the second ones grow too.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last of the best row of each length, and what comes before each in its row.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, &(_, second)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|&tail| pairs[tail].1 < second);
        before.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut out = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        out.push(pairs[at]);
        next = before[at];
    }
    out.reverse();
    out
}

/// Compares `a` of `here` with `b` of `there` by the fewest characters to change, add or drop.
fn by_characters(here: &[char], there: &[char], a: Range<usize>, b: Range<usize>, out: &mut Vec<Hunk>) {
    let (rows, columns) = (a.len() + 1, b.len() + 1);
    let mut cells = vec![0_u32; rows * columns];
    for row in 0..rows {
        for column in 0..columns {
            cells[row * columns + column] = match (row, column) {
                (0, more) | (more, 0) => more as u32,
                _ => {
                    let differs = u32::from(here[a.start + row - 1] != there[b.start + column - 1]);
                    let cell = |row: usize, column: usize| cells[row * columns + column];
                    (cell(row - 1, column - 1) + differs).min(cell(row - 1, column) + 1).min(cell(row, column - 1) + 1)
                }
            };
        }
    }
    let (mut row, mut column) = (rows - 1, columns - 1);
    let mut found: Vec<Hunk> = Vec::new();
    while row > 0 || column > 0 {
        let cell = cells[row * columns + column];
        let diagonal = (row > 0 && column > 0).then(|| cells[(row - 1) * columns + column - 1]);
        let same = diagonal.is_some() && here[a.start + row - 1] == there[b.start + column - 1];
        let (up, left) = if diagonal.is_some_and(|diagonal| diagonal + u32::from(!same) == cell) {
            (1, 1)
        } else if row > 0 && cells[(row - 1) * columns + column] + 1 == cell {
            (1, 0)
        } else {
            (0, 1)
        };
        (row, column) = (row - up, column - left);
        let (i, j) = (a.start + row, b.start + column);
        match found.last_mut() {
            _ if (up, left) == (1, 1) && same => {}
            Some(last) if (last.here.start, last.there.start) == (i + up, j + left) => {
                (last.here.start, last.there.start) = (i, j);
            }
            _ => found.push(Hunk { here: i..i + up, there: j..j + left }),
        }
    }
    out.extend(found.into_iter().rev());
}

/// `hunks` with those put together that only a character or two keep apart, which are the same by chance.
fn joined(hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::with_capacity(hunks.len());
    for hunk in hunks {
        match out.last_mut() {
            Some(last)
                if {
                    let between = hunk.here.start - last.here.end;
                    between == 0 || between <= CHANCE && between < last.size().max(hunk.size())
                } =>
            {
                (last.here.end, last.there.end) = (hunk.here.end, hunk.there.end);
            }
            _ => out.push(hunk),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn shown(here: &str, there: &str) -> Vec<(String, String)> {
        let (here, there) = (chars(here), chars(there));
        let text = |text: &[char], range: Range<usize>| text[range].iter().collect::<String>();
        differences(&here, &there).into_iter().map(|hunk| (text(&here, hunk.here), text(&there, hunk.there))).collect()
    }

    fn pair(here: &str, there: &str) -> (String, String) {
        (here.to_owned(), there.to_owned())
    }

    #[test]
    fn differences_are_where_one_sees_them() {
        assert_eq!(shown("达9.2亿元", "达9.2亿元"), []);
        assert_eq!(shown("达9.2亿元", "达9.9亿元"), [pair("2", "9")]);
        assert_eq!(shown("甲乙丙", ""), [pair("甲乙丙", "")]);
        assert_eq!(
            shown("出质人海宁青松机械有限公司质权人海宁农商银行", "出质人桐乡白鹭纺织有限公司质权人桐乡农商银行"),
            [pair("海宁青松机械", "桐乡白鹭纺织"), pair("海宁", "桐乡")]
        );
        assert_eq!(shown("张三的李四", "王五的赵六"), [pair("张三的李四", "王五的赵六")], "one character by chance");
    }

    #[test]
    fn a_paragraph_more_and_a_figure_in_a_long_text() {
        let code = |at: u32| char::from_u32(0x4E00 + at * at % 4099).unwrap_or('一');
        let text: String = (0..4000).map(code).collect();
        let at = text.char_indices().nth(1000).map_or(0, |(at, _)| at);
        let other = format!("{}另有一段{}万", &text[..at], &text[at..]);
        assert_eq!(shown(&text, &other), [pair("", "另有一段"), pair("", "万")]);
        assert_eq!(shown(&other, &text), [pair("另有一段", ""), pair("万", "")]);
    }

    #[test]
    fn work_is_bounded_whatever_the_texts_say() {
        // Nothing ties these together, and every character stands everywhere.
        let (here, there) = ("甲乙".repeat(50_000), "乙甲甲".repeat(40_000));
        assert!(!shown(&here, &there).is_empty());
    }

    /// Texts that share stretches.
    fn texts() -> impl Strategy<Value = (String, String)> {
        let stretch = || "[甲乙丙丁]{0,30}|[甲-龥]{0,60}";
        let piece = (stretch(), stretch(), prop::bool::weighted(0.7));
        prop::collection::vec(piece, 0..12).prop_map(|pieces| {
            let (mut here, mut there) = (String::new(), String::new());
            for (a, b, same) in pieces {
                here.push_str(&a);
                there.push_str(if same { &a } else { &b });
            }
            (here, there)
        })
    }

    proptest! {
        /// Between the differences both texts are the same, and the differences are in order.
        #[test]
        fn the_rest_is_the_same((here, there) in texts()) {
            let (here, there) = (chars(&here), chars(&there));
            let (mut a, mut b) = (0, 0);
            for hunk in differences(&here, &there) {
                prop_assert!(hunk.here.start >= a && hunk.there.start >= b && hunk.size() > 0);
                prop_assert_eq!(&here[a..hunk.here.start], &there[b..hunk.there.start]);
                (a, b) = (hunk.here.end, hunk.there.end);
            }
            prop_assert_eq!(&here[a..], &there[b..]);
        }
    }
}
