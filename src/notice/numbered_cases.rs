//! Cases that are only numbered: 一、杭州市…, （一）…, 1.…, in a document that says it is about cases.
//!
//! Such documents number many things: groups, cases, sections of a case, measures in a section. Which numbering is that
//! of the cases is decided by what its headings say: they name places or lawsuits, they differ from each other, and
//! text stands below them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lexicon::place_of;
use crate::text::fold;

use super::case_end::{Found, TITLE, is_group, with_ends};
use super::context::{Head, is_text};
use super::lines::{Line, squeeze};
use super::numbering::{Kind, marker};
use super::outline::section_name;

/// Whether a title says that what follows is a collection of cases.
pub(super) fn is_about_cases(title: &str) -> bool {
    const CASES: [&str; 12] = [
        "案例",
        "事例",
        "实例",
        "典型经验",
        "经验做法",
        "典型做法",
        "优秀做法",
        "创新做法",
        "十大案件",
        "典型案件",
        "优秀案件",
        "大案件",
    ];
    const OTHER: [&str; 12] =
        ["征集", "申报", "办法", "规定", "报送", "评选", "遴选", "推荐", "方案", "指引", "规则", "标准"];
    let title = fold(title);
    CASES.iter().any(|word| title.contains(word)) && !OTHER.iter().any(|word| title.contains(word))
}

/// Whether the document's title, or a short line that stands alone before its cases, says so.
pub(super) fn document_is_about_cases(lines: &[Line<'_>], head: &Head) -> bool {
    is_about_cases(&head.title)
        || lines.iter().any(|line| {
            !line.foreign
                && (4..=40).contains(&line.len())
                && line.is_title_like(40)
                && !line.key.contains([':', '。', ','])
                && marker(&line.key).is_none()
                && is_about_cases(line.text)
        })
}

/// A heading that may be the title of a case.
struct Heading {
    number: u32,
    title: String,
    lines: Range<usize>,
    /// The title is the first sentence of a paragraph.
    run_in: bool,
}

/// The cases of a document that is about cases, whose headings are only numbered.
pub(super) fn plain_numbers(lines: &[Line<'_>], head: &Head, groups: &[(usize, String)]) -> Vec<Found> {
    if !document_is_about_cases(lines, head) {
        return Vec::new();
    }
    let mut once: HashMap<&str, bool> = HashMap::new();
    for line in lines.iter().filter(|line| line.len() <= TITLE) {
        once.entry(line.key.as_str()).and_modify(|once| *once = false).or_insert(true);
    }
    let once: HashSet<&str> = once.into_iter().filter(|(_, once)| *once).map(|(key, _)| key).collect();
    let levels = [Kind::Chinese, Kind::ChineseParen, Kind::Digit, Kind::DigitParen];
    let found = levels.map(|kind| with_text(lines, headings(lines, head, groups, &once, kind)));
    let candidates = || found.iter().filter(|level| counts_up(level) && differ(level));
    let told = candidates().find(|level| share(level, tells) >= 0.5);
    // Otherwise the outermost numbering whose headings are no names of sections and no short words.
    let chosen = told.or_else(|| {
        candidates().find(|level| {
            share(level, |title| title.chars().count() >= 8) > 0.5
                && level.iter().all(|heading| !heading.run_in && !is_section_of_a_plan(&heading.title))
        })
    });
    let Some(chosen) = chosen else { return Vec::new() };
    let titles = chosen.iter().map(|heading| (Some(heading.number), heading.title.clone(), heading.lines.clone()));
    let mut cases = with_ends(lines, head, groups, titles.collect());
    let mut starts = Vec::with_capacity(cases.len());
    for (case, heading) in cases.iter_mut().zip(chosen) {
        case.run_in = heading.run_in;
        // The heading of a theme stands right above the first case under it.
        let Some(above) = heading.lines.start.checked_sub(1) else {
            starts.push(0);
            continue;
        };
        let depth = |line: &Line<'_>| marker(&line.key).and_then(|marker| marker.kind.depth());
        let theme = heading.number == 1 && depth(&lines[above]) < depth(&lines[above + 1]);
        starts.push(above + usize::from(!theme || depth(&lines[above]).is_none()));
    }
    for (case, start) in cases.iter_mut().zip(starts.into_iter().skip(1)) {
        case.end = case.end.min(start.max(case.title_lines.end));
    }
    cases
}

/// Characters of the longest first sentence that is a title.
const RUN_IN: usize = 50;

fn headings(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    once: &HashSet<&str>,
    kind: Kind,
) -> Vec<Heading> {
    (head.title_lines.end..lines.len())
        .filter(|&at| !lines[at].foreign && !head.furniture[at] && !is_group(groups, at))
        .filter_map(|at| {
            let line = &lines[at];
            let marker = marker(&line.key).filter(|marker| marker.kind == kind)?;
            let rest: String = line.text.chars().skip(marker.skip).take(RUN_IN + 1).collect();
            let heading = |title: String, lines, run_in| Heading { number: marker.number, title, lines, run_in };
            if line.is_title_like(TITLE) {
                let more = more_of_title(lines, head, once, at);
                let title: String = line.text.chars().skip(marker.skip).collect();
                let title = if more { format!("{title}{}", lines[at + 1].text) } else { title };
                return Some(heading(title, at..at + 1 + usize::from(more), false));
            }
            let end = rest.find('。').filter(|&end| end >= 9)?;
            let alone = line.whole && rest[end..].chars().count() == 1;
            Some(heading(rest[..end].to_owned(), at..at + 1, !alone))
        })
        .collect()
}

/// Whether the line below a title belongs to it: short, of no use of its own, and text or a section follows.
fn more_of_title(lines: &[Line<'_>], head: &Head, once: &HashSet<&str>, at: usize) -> bool {
    let Some(more) = lines.get(at + 1) else { return false };
    lines[at].len() >= 14
        && !more.foreign
        && !head.furniture[at + 1]
        && (2..=30).contains(&more.len())
        && more.is_title_like(30)
        && more.last() != Some(':')
        && !more.key.starts_with(['(', '【', '—', '-'])
        && marker(&more.key).is_none()
        && section_name(more).is_none()
        && lines.get(at + 2).is_some_and(|below| is_text(below) || section_name(below).is_some())
        // A word that stands on several lines is the name of a section.
        && once.contains(more.key.as_str())
}

/// The headings with text below them; the entries of a list follow each other.
fn with_text(lines: &[Line<'_>], headings: Vec<Heading>) -> Vec<Heading> {
    let nexts: Vec<usize> = headings.iter().skip(1).map(|next| next.lines.start).chain([lines.len()]).collect();
    headings
        .into_iter()
        .zip(nexts)
        .filter(|(heading, next)| heading.run_in || lines[heading.lines.end..*next].iter().any(is_text))
        .map(|(heading, _)| heading)
        .collect()
}

/// Whether there are several headings, and their numbers count up from 1, again and again where there are groups.
fn counts_up(level: &[Heading]) -> bool {
    level.len() >= 2
        && level[0].number == 1
        && level.windows(2).all(|pair| pair[1].number == pair[0].number + 1 || pair[1].number == 1)
}

/// Whether nearly every heading is another: sections of cases have the same names again and again.
fn differ(level: &[Heading]) -> bool {
    let distinct: HashSet<String> = level.iter().map(|heading| squeeze(&heading.title)).collect();
    distinct.len() * 10 >= level.len() * 9
}

fn share(level: &[Heading], is: impl Fn(&str) -> bool) -> f64 {
    level.iter().filter(|heading| is(&heading.title)).count() as f64 / level.len() as f64
}

/// Whether a title names a place or a lawsuit, as the titles of cases do.
fn tells(title: &str) -> bool {
    let lawsuit = fold(title);
    let lawsuit = lawsuit.trim_end_matches([')', '》', '”', ' ']);
    title.chars().count() >= 5
        && (lawsuit.ends_with('案')
            || lawsuit.ends_with("纠纷")
            || place_of(title, None).is_some_and(|place| place.city.is_some() || place.county.is_some()))
}

/// Whether a title is that of a section of a plan or a notice, which may be about cases too.
fn is_section_of_a_plan(title: &str) -> bool {
    const WORDS: [&str; 14] = [
        "要求", "目标", "原则", "保障", "时间", "安排", "报送", "申报", "任务", "范围", "条件", "程序", "材料", "组织",
    ];
    let title = fold(title);
    title.chars().count() <= 16 && WORDS.iter().any(|word| title.contains(word))
}
