//! The nearest wording: approximate matching of a quotation in a text, by characters.
//!
//! [`nearest`] finds where a pattern stands in a text with the fewest insertions, deletions and replacements, the text
//! before and after it being free: the dynamic programme of P. H. Sellers (The theory and computation of evolutionary
//! distances: pattern recognition, *Journal of Algorithms* 1, 1980) with the cut-off of E. Ukkonen (Finding
//! approximate patterns in strings, *Journal of Algorithms* 6, 1985), as in G. Navarro's survey (A guided tour to
//! approximate string matching, *ACM Computing Surveys* 33, 2001, section 5.1). Expected time is the length of the text times the
//! bound. [`plainest`] then aligns the pattern with the stretch that ends there, in a band as wide as the distance.

/// One step of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The same character in both.
    Same,
    /// Another character.
    Replace,
    /// A character that only the pattern has.
    Extra,
    /// A character that only the text has.
    Missing,
}

/// Where `pattern` stands in `text` with at most `bound` edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Near {
    /// The least number of edits.
    pub(super) distance: usize,
    /// The first place after its last character that has this distance.
    pub(super) end: usize,
    /// The last of the places next to it that have it, too.
    pub(super) last: usize,
}

/// Where `pattern` stands in `text` with at most `bound` edits: with the fewest, and among equals the first place.
pub(super) fn nearest(pattern: &[char], text: &[char], bound: usize) -> Option<Near> {
    let length = pattern.len();
    if length == 0 {
        return None;
    }
    let mut bound = bound.min(length);
    let mut column: Vec<usize> = (0..=length).collect();
    // The last row that is within the bound; rows below it cannot matter.
    let mut last = (bound + 1).min(length);
    let mut best: Option<Near> = None;
    for (at, &c) in text.iter().enumerate() {
        let (mut diagonal, mut new) = (0, 0);
        for row in 1..=last {
            let old = column[row];
            new = if pattern[row - 1] == c { diagonal } else { 1 + diagonal.min(new).min(old) };
            diagonal = old;
            column[row] = new;
        }
        while column[last] > bound {
            last -= 1;
        }
        if last == length {
            let distance = column[length];
            match &mut best {
                Some(near) if near.distance == distance => {
                    if near.last == at {
                        near.last = at + 1;
                    }
                }
                _ => best = Some(Near { distance, end: at + 1, last: at + 1 }),
            }
            bound = distance;
            while column[last] > bound {
                last -= 1;
            }
        }
        // What the row below holds is from an earlier column, and above the bound as it was when it was cut off.
        if last < length {
            last += 1;
        }
    }
    best
}

/// Ends that are tried for the plainest alignment.
const ENDS: usize = 4;

/// How `pattern` becomes a stretch of `text` where it is near: the stretch, and the steps. Of several ways, all equally
/// short, the one that leaves out and adds least: `1[9→0]0` rather than `1[-9]0`.
pub(super) fn plainest(pattern: &[char], text: &[char], near: Near) -> (std::ops::Range<usize>, Vec<Step>) {
    let shifted = |steps: &[Step]| steps.iter().filter(|step| matches!(step, Step::Extra | Step::Missing)).count();
    let (mut start, mut steps) = script(pattern, text, near.end, near.distance);
    let mut end = near.end;
    for other in (near.end + 1..=near.last).take(ENDS) {
        let (from, tried) = script(pattern, text, other, near.distance);
        if shifted(&tried) < shifted(&steps) {
            (start, end, steps) = (from, other, tried);
        }
    }
    (start..end, steps)
}

/// How `pattern` becomes the stretch of `text` that ends before `end`, at `distance`: the place where the stretch
/// begins, and the steps.
fn script(pattern: &[char], text: &[char], end: usize, distance: usize) -> (usize, Vec<Step>) {
    const FAR: u32 = u32::MAX / 2;
    let (rows, width) = (pattern.len(), 2 * distance + 1);
    // Cell (row, d) stands for `row` characters of the pattern and text up to `origin + row + d`.
    let origin = end as isize - rows as isize - distance as isize;
    let place = |row: usize, d: usize| origin + (row + d) as isize;
    let mut cells = vec![FAR; (rows + 1) * width];
    for (d, cell) in cells.iter_mut().enumerate().take(width) {
        let at = place(0, d);
        if at >= 0 && at <= text.len() as isize {
            *cell = 0;
        }
    }
    for row in 1..=rows {
        for d in 0..width {
            let at = place(row, d);
            if at < 0 || at > end as isize {
                continue;
            }
            let mut cost = FAR;
            if at > 0 {
                let differs = u32::from(pattern[row - 1] != text[at as usize - 1]);
                cost = cells[(row - 1) * width + d] + differs;
                if d > 0 {
                    cost = cost.min(cells[row * width + d - 1] + 1);
                }
            }
            if d + 1 < width {
                cost = cost.min(cells[(row - 1) * width + d + 1] + 1);
            }
            cells[row * width + d] = cost.min(FAR);
        }
    }
    let (mut row, mut d) = (rows, distance);
    let mut steps = Vec::with_capacity(rows + distance);
    while row > 0 {
        let cost = cells[row * width + d];
        let at = place(row, d);
        if at > 0 {
            let same = pattern[row - 1] == text[at as usize - 1];
            if cells[(row - 1) * width + d] + u32::from(!same) == cost {
                steps.push(if same { Step::Same } else { Step::Replace });
                row -= 1;
                continue;
            }
            if d > 0 && cells[row * width + d - 1] + 1 == cost {
                steps.push(Step::Missing);
                d -= 1;
                continue;
            }
        }
        steps.push(Step::Extra);
        row -= 1;
        // The last column has no neighbour; it is reached only by steps above.
        d = (d + 1).min(width - 1);
    }
    steps.reverse();
    (usize::try_from(place(0, d)).unwrap_or(0), steps)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// The whole table, without any cut-off.
    fn brute(pattern: &[char], text: &[char]) -> usize {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut best = pattern.len();
        for &c in text {
            let mut diagonal = 0;
            for row in 1..=pattern.len() {
                let old = column[row];
                let differs = usize::from(pattern[row - 1] != c);
                column[row] = (diagonal + differs).min(column[row - 1] + 1).min(old + 1);
                diagonal = old;
            }
            best = best.min(column[pattern.len()]);
        }
        best
    }

    fn shown(pattern: &str, text: &str) -> String {
        let (pattern, text) = (chars(pattern), chars(text));
        let Some(near) = nearest(&pattern, &text, pattern.len()) else { return String::new() };
        let (place, steps) = plainest(&pattern, &text, near);
        let (mut p, mut t) = (0, place.start);
        let mut out = String::new();
        for step in steps {
            match step {
                Step::Same => out.push(text[t]),
                Step::Replace => out.push_str(&format!("[{}→{}]", pattern[p], text[t])),
                Step::Extra => out.push_str(&format!("[-{}]", pattern[p])),
                Step::Missing => out.push_str(&format!("[+{}]", text[t])),
            }
            p += usize::from(step != Step::Missing);
            t += usize::from(step != Step::Extra);
        }
        out
    }

    #[test]
    fn differences_are_where_one_sees_them() {
        assert_eq!(shown("达9.3亿元", "登记金额达9.2亿元,创新高"), "达9.[3→2]亿元");
        assert_eq!(shown("金额达九亿", "金额达五亿"), "金额达[九→五]亿");
        assert_eq!(shown("质押登记", "质押的登记"), "质押[+的]登记");
        assert_eq!(shown("质押的登记", "开展质押登记项目"), "质押[-的]登记");
        assert_eq!(shown("X质押", "甲质押"), "[X→甲]质押");
        assert_eq!(shown("质押X", "质押甲乙"), "质押[X→甲]");
        assert_eq!(shown("达1X0", "达1000元"), "达1[X→0]0");
    }

    proptest! {
        #[test]
        fn the_distance_is_the_least(pattern in "[甲乙丙]{1,12}", text in "[甲乙丙丁]{0,40}", bound in 0..13_usize) {
            let (pattern, text) = (chars(&pattern), chars(&text));
            let least = brute(&pattern, &text);
            let found = nearest(&pattern, &text, bound);
            if text.is_empty() || least > bound {
                prop_assert_eq!(found, None);
            } else {
                let Some(near) = found else { return Err(TestCaseError::fail("nothing found")) };
                prop_assert_eq!(near.distance, least);
                let (place, steps) = plainest(&pattern, &text, near);
                let cost = steps.iter().filter(|&&step| step != Step::Same).count();
                prop_assert_eq!(cost, least);
                // The steps lead from the pattern to the text.
                let (mut p, mut t) = (0, place.start);
                for step in steps {
                    match step {
                        Step::Same => prop_assert_eq!(pattern[p], text[t]),
                        Step::Replace => prop_assert_ne!(pattern[p], text[t]),
                        Step::Extra | Step::Missing => {}
                    }
                    p += usize::from(step != Step::Missing);
                    t += usize::from(step != Step::Extra);
                }
                prop_assert_eq!((p, t), (pattern.len(), place.end));
            }
        }
    }
}
