//! A case that was found, and where it ends: at a heading of its own level or above, or where the notice goes on.
//!
//! What a line means depends on what the other cases have. Parts of a notice are numbered as sections of a case are
//! (二、审理难点 under 一、典型案例, 二、主要做法 in every case), so a number goes on either with those outside or with those
//! inside the case, and what stands in several cases is a section of each and ends none.

use std::collections::HashMap;
use std::ops::Range;

use super::about::is_section_of_a_plan;
use super::bodies::ends_as_body;
use super::context::{Head, TITLE, is_group, is_text};
use super::ending::ends_as_document;
use super::families::Shape;
use super::issuer::{issuer_in_title, signed_at};
use super::lawsuit::{decor, marked};
use super::lines::Line;
use super::number;
use super::numbering::Kind;
use super::outline::bare_name;
use super::title::joined;
use crate::lexicon::words::{CASE_AFTER, CASE_AFTER_NEXT, CASE_AFTER_WORD};

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

/// A line such as `附件2`, alone or before what it names.
fn is_annex(line: &Line<'_>) -> bool {
    let Some(rest) = line.key.strip_prefix("附件") else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    line.len() <= 60 && (rest.is_empty() || rest.starts_with([':', '.', '、']))
}

/// The level of the file's headings that the cases have; 0 for none.
fn level(lines: &[Line<'_>], found: &[Found]) -> u8 {
    let levels = found.iter().map(|case| lines[case.title_lines.start].level);
    let lowest = levels.clone().max().unwrap_or(0);
    if levels.clone().any(|level| level == 0) { 0 } else { lowest }
}

/// Sets where each of the cases ends; `shape` is that of their titles, if they are of one.
pub(super) fn set_ends(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    shape: Option<Shape>,
    found: &mut [Found],
) {
    let starts: Vec<usize> = found.iter().skip(1).map(|case| case.title_lines.start).chain([lines.len()]).collect();
    let ranges: Vec<Range<usize>> =
        found.iter().zip(&starts).map(|(case, &next)| case.title_lines.end..next.max(case.title_lines.end)).collect();
    let habits = Habits::of(lines, head, &ranges);
    let mut outer = Numbers::default();
    let first = found.first().map_or(0, |case| case.title_lines.start);
    outer.follow(lines, head.title_lines.end.min(first)..first);
    let level = level(lines, found);
    let depth = shape.and_then(Shape::depth);
    let count = found.len();
    for (i, (case, range)) in found.iter_mut().zip(&ranges).enumerate() {
        let of: String = case.title.chars().take(2).map(crate::text::fold_char).collect();
        let here = Place { of: &of, level, depth, number: case.number, last: i + 1 == count, alone: count == 1 };
        case.end = end(lines, head, groups, range, &here, &outer, &habits).max(range.start);
        outer.follow(lines, case.end..range.end);
    }
}

/// Of a case: what its end depends on.
struct Place<'c> {
    /// How its title begins: with a place or a party.
    of: &'c str,
    level: u8,
    depth: Option<u8>,
    number: Option<u32>,
    last: bool,
    alone: bool,
}

/// The last numbers of each kind.
#[derive(Debug, Default, Clone)]
struct Numbers(HashMap<Kind, u32>);

impl Numbers {
    fn follow(&mut self, lines: &[Line<'_>], range: Range<usize>) {
        for line in lines[range].iter().filter(|line| !line.foreign) {
            if let Some(marker) = marked(line) {
                self.0.insert(marker.kind, marker.number);
            }
        }
    }
}

/// What several cases have.
struct Habits {
    /// In how many cases a short line stands, by its name without a number.
    names: HashMap<String, (usize, usize)>,
    /// In how many cases a numbering begins with 1.
    begun: HashMap<Kind, (usize, usize)>,
    /// In how many cases a signature stands, not counting the one the text ends with.
    signed: usize,
    /// In how many cases the file marks headings.
    marked: usize,
    /// In how many cases a paragraph speaks as closing words do.
    closes: usize,
}

/// What a short line is called: without number, brackets and what stands behind a colon.
fn name(line: &Line<'_>) -> Option<String> {
    let key: String = line.key.chars().skip(decor(line)).take(40).collect();
    let own = key.trim_start_matches(['【', '〖', '(', '[']);
    let end = own.find(['】', '〗', ':', ']']).filter(|&at| own[..at].chars().count() <= 12);
    let own = match end {
        Some(at) => &own[..at],
        None if line.len() <= 24 => own,
        None => return None,
    };
    let name = bare_name(own);
    (!name.is_empty()).then_some(name)
}

impl Habits {
    fn of(lines: &[Line<'_>], head: &Head, ranges: &[Range<usize>]) -> Habits {
        let mut habits = Habits { names: HashMap::new(), begun: HashMap::new(), signed: 0, marked: 0, closes: 0 };
        fn once<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, (usize, usize)>, key: K, case: usize) {
            let count = counts.entry(key).or_insert((0, usize::MAX));
            if count.1 != case {
                *count = (count.0 + 1, case);
            }
        }
        for (i, range) in ranges.iter().enumerate() {
            let (mut signed, mut marks, mut closes) = (false, false, false);
            for at in range.clone().filter(|&at| !lines[at].foreign) {
                let line = &lines[at];
                if let Some(name) = name(line) {
                    once(&mut habits.names, name, i);
                }
                if let Some(marker) = marked(line).filter(|marker| marker.number == 1) {
                    once(&mut habits.begun, marker.kind, i);
                }
                signed |= at < head.signed_at && signed_at(lines, range.start, at).is_some();
                marks |= line.level > 0;
                closes |= speaks_in_closing(line);
            }
            habits.signed += usize::from(signed);
            habits.marked += usize::from(marks);
            habits.closes += usize::from(closes);
        }
        habits
    }

    /// Whether a line with this name stands in several cases.
    fn is_shared(&self, line: &Line<'_>) -> bool {
        name(line).and_then(|name| self.names.get(&name)).is_some_and(|&(count, _)| count >= 2)
    }
}

fn end(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    range: &Range<usize>,
    here: &Place<'_>,
    outer: &Numbers,
    habits: &Habits,
) -> usize {
    let mut inner = Numbers::default();
    // Who issued the notice, and when, is no part of its last case.
    let stop = range.end.min(head.signed_at.max(range.start));
    for at in range.start..stop {
        let line = &lines[at];
        if line.foreign || head.furniture[at] {
            continue;
        }
        if is_group(groups, at) || is_annex(line) {
            return at;
        }
        if let Some(start) = another_document(lines, range.start, at) {
            return start;
        }
        if habits.signed <= 1
            && let Some(start) = signed_at(lines, range.start, at)
        {
            return start;
        }
        let shared = habits.is_shared(line);
        if ends_by_level(line, here, habits, shared) || ends_by_number(line, here, outer, &mut inner, habits, shared) {
            return at;
        }
        if !shared && closes(line, here, habits, at + 3 >= range.end) {
            return at;
        }
        // 专利类: the name of what the next cases are about, right above them.
        if at + 1 == range.end && range.end < lines.len() && at > range.start && is_theme(line, &lines[at - 1]) {
            return at;
        }
    }
    stop
}

/// Where another document begins in line `at`: its number, or its title.
fn another_document(lines: &[Line<'_>], from: usize, at: usize) -> Option<usize> {
    let line = &lines[at];
    if line.len() > 70 {
        return None;
    }
    if number::whole(line.text).is_some() {
        let above = (from..at).rev().take(4).take_while(|&at| lines[at].is_title_like(70) && !is_text(&lines[at]));
        let top = above.filter(|&top| ends_as_document(&joined(lines, top..at))).last();
        return Some(top.unwrap_or(at));
    }
    let named = line.is_title_like(70)
        && !line.key.starts_with(['《', '(', '"', '“', '【'])
        && marked(line).is_none()
        && line.key.contains("关于")
        && ends_as_document(line.text)
        && issuer_in_title(line.text).is_some();
    named.then_some(at)
}

fn ends_by_level(line: &Line<'_>, here: &Place<'_>, habits: &Habits, shared: bool) -> bool {
    if line.level == 0 || shared {
        return false;
    }
    // Where the cases are no headings of the file, one that no other case has is the notice's.
    here.level > 0 && line.level <= here.level || here.level == 0 && habits.marked <= 1 && here.last && !here.alone
}

/// Whether the number in front of a line goes on with those outside the case rather than with those in it.
fn ends_by_number(
    line: &Line<'_>,
    here: &Place<'_>,
    outer: &Numbers,
    inner: &mut Numbers,
    habits: &Habits,
    shared: bool,
) -> bool {
    let Some(marker) = marked(line).filter(|marker| marker.kind != Kind::Article) else { return false };
    let (kind, number) = (marker.kind, marker.number);
    let before = inner.0.get(&kind).copied();
    let goes_on = before.is_some_and(|before| before + 1 == number);
    let title_like = line.is_title_like(TITLE);
    let above = match (kind.depth(), here.depth) {
        (None, _) => true,
        (Some(own), Some(of_cases)) if own > of_cases => {
            inner.0.insert(kind, number);
            return false;
        }
        (Some(own), Some(of_cases)) if own == of_cases => {
            // 四、下一步工作 behind the last of three cases, but not the points of a case.
            let next = here.number.is_some_and(|own| own + 1 == number);
            inner.0.insert(kind, number);
            return next && title_like && !goes_on && !shared;
        }
        (Some(_), Some(_)) => true,
        (Some(_), None) => false,
    };
    if shared {
        inner.0.insert(kind, number);
        return false;
    }
    let outside = outer.0.get(&kind).copied();
    if !goes_on && outside.is_some_and(|outside| outside + 1 == number) {
        return true;
    }
    let begun = habits.begun.get(&kind).map_or(0, |&(count, _)| count);
    // 一、工作要求 below the last case, where no other case is numbered so.
    let alone = number == 1 && here.last && !here.alone && begun <= 1 && title_like;
    let outermost = kind.depth().is_none_or(|depth| depth <= 1);
    if alone && outermost && (above || is_section_of_a_plan(&bare_name(line.text))) {
        return true;
    }
    if above && kind.depth().is_none() && begun <= 1 {
        return true;
    }
    inner.0.insert(kind, number);
    false
}

/// Whether a line goes on with the notice: 编者按, 以上案例…, and behind the last case 下一步，…; `late` says whether it is
/// one of the last lines before the next case.
fn closes(line: &Line<'_>, here: &Place<'_>, habits: &Habits, late: bool) -> bool {
    let key: String = line.key.chars().skip(decor(line)).filter(|c| !c.is_whitespace()).collect();
    let key = key.trim_start_matches(['【', '(', '[', '〖']);
    let begins = (here.last || late) && CASE_AFTER.iter().any(|word| key.starts_with(word));
    // What speaks of the case itself is of it.
    let opening = || line.key.chars().take(OPENING).collect::<String>();
    let of_case = || !here.of.is_empty() && opening().contains(here.of);
    begins || here.last && !here.alone && habits.closes <= 1 && speaks_in_closing(line) && !of_case()
}

/// Characters of the opening of a paragraph.
const OPENING: usize = 36;

/// Whether a paragraph speaks for who publishes the cases, and of all of them: 某某局提醒广大消费者…, 全省法院将继续…, or
/// of what comes next: 下一步，….
fn speaks_in_closing(line: &Line<'_>) -> bool {
    if line.len() <= 16 {
        return false;
    }
    let opening: String = line.key.chars().take(OPENING).collect();
    if CASE_AFTER_NEXT.iter().any(|word| opening.starts_with(word)) {
        return true;
    }
    let word = CASE_AFTER_WORD.iter().filter_map(|word| opening.find(word)).min();
    word.is_some_and(|at| {
        let subject = opening[..at].rsplit([',', '。', ';']).next().unwrap_or("");
        let subject = subject.trim_end_matches(['也', '将', '特', '在', '此', '再', '次', '郑', '重']);
        subject.is_empty()
            || ends_as_body(subject)
            || ["部门", "机关", "法院", "各地", "各级", "我局", "我院", "我省", "我市", "全省", "全市"]
                .iter()
                .any(|of| subject.contains(of))
    })
}

/// Whether a short line below a text names what the next cases are about.
fn is_theme(line: &Line<'_>, above: &Line<'_>) -> bool {
    line.len() <= 16
        && line.is_title_like(16)
        && !matches!(line.last(), Some(':'))
        && (is_text(above) || above.last() == Some('。'))
        && line.key.trim_end_matches(['】', ')', '*', '—', '-', ' ']).ends_with(['类', '篇', '组'])
}
