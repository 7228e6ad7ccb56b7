//! A case that was found, and where it ends.

use std::ops::Range;

use super::context::Head;
use super::lines::Line;

/// A case: which lines, and what its title says.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) tier: Option<String>,
    pub(super) number: Option<u32>,
    /// The title without its number, its lines joined.
    pub(super) title: String,
    pub(super) title_lines: Range<usize>,
    /// The line after the last.
    pub(super) end: usize,
    /// The title and the text are one paragraph.
    pub(super) run_in: bool,
}

/// Characters of the longest line of a title.
pub(super) const TITLE: usize = 60;

/// Whether line `at` is the heading of a group; `groups` is in the order of the text, as everywhere.
pub(super) fn is_group(groups: &[(usize, String)], at: usize) -> bool {
    groups.binary_search_by_key(&at, |(line, _)| *line).is_ok()
}

/// Where the case that begins above `from` ends: at the next case, a group, an annex, the closing signature, or `next`.
pub(super) fn end_of_case(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    from: usize,
    next: usize,
) -> usize {
    let group = groups.get(groups.partition_point(|(at, _)| *at < from)).map_or(next, |(at, _)| *at);
    let annex = (from..next).find(|&at| is_annex(&lines[at])).unwrap_or(next);
    // Who issued the notice, and when, is no part of its last case.
    let tail = head.signed_at.max(from);
    group.min(annex).min(next).min(tail)
}

/// A line such as `附件2`.
fn is_annex(line: &Line<'_>) -> bool {
    line.len() <= 6
        && line
            .key
            .strip_prefix("附件")
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == ':' || c.is_whitespace()))
}

/// Cases from their titles, each up to where the next begins at the latest.
pub(super) fn with_ends(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    titles: Vec<(Option<u32>, String, Range<usize>)>,
) -> Vec<Found> {
    let starts: Vec<usize> = titles.iter().skip(1).map(|t| t.2.start).chain([lines.len()]).collect();
    titles
        .into_iter()
        .zip(starts)
        .map(|((number, title, title_lines), next)| {
            let end = end_of_case(lines, head, groups, title_lines.end, next);
            Found { tier: None, number, title, title_lines, end, run_in: false }
        })
        .collect()
}
