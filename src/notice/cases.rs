//! Which lines are the titles of cases, which only repeat them, and which group them into tiers.
//!
//! Collections of cases differ: `案例5:…`, `【案例1】…`, `典型案例之三`, `1.…`, `一、…`, or bare titles above a section such
//! as 基本案情. Numbered marks with the word 案例 are tried first, then the sections that repeat, then plain numbers in a
//! document whose title speaks of cases. A title that stands several times is a case only where text follows it.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::is_han;

use super::about::{About, about};
use super::case_end::{Found, set_ends};
use super::case_title::{Mark, Noun, mark, tier_of};
use super::context::{Head, TITLE, is_group};
use super::families::{self, Heading};
use super::lawsuit::{is_decor, is_lawsuit};
use super::lines::{Line, Pairs, squeeze, strip_marks};
use super::numbering::{Kind, marker};
use super::outline::{bare_name, section_name};
use super::table::rows;
use super::title::joined;

/// The cases of a document and what surrounds them.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub(super) found: Vec<Found>,
    /// Lines that repeat a case's title, with the index of the case.
    pub(super) listings: Vec<(Range<usize>, usize)>,
    /// Headings above several cases: 一、典型案例.
    pub(super) groups: Vec<usize>,
}

pub(super) fn find(lines: &[Line<'_>], head: &Head) -> Cases {
    let usable = |at: usize| !lines[at].foreign && !head.furniture[at];
    let marks: Vec<Mark> = (0..lines.len())
        .filter(|&at| usable(at) && !lines[at].literal && !head.title_lines.contains(&at))
        .filter_map(|at| mark(lines, at))
        .collect();
    let marks = of_one_kind(recurring(marks, &head.title));
    let groups: Vec<(usize, String)> = (0..lines.len())
        .filter(|&at| usable(at) && !head.title_lines.contains(&at))
        .filter_map(|at| Some((at, group(&lines[at])?)))
        .collect();
    let about = about(lines, head);
    let mut shape = None;
    let mut found = numbered_marks(lines, head, &marks);
    if found.is_empty() {
        found = repeated_sections(lines, head, &groups, about);
        let family = families::cases(lines, head, &groups, about);
        // Titles above a section that all cases begin with, unless there are more than those.
        if let Some(family) = family.filter(|family| found.is_empty() || family.headings.len() > found.len()) {
            shape = Some(family.shape);
            found = family.headings.into_iter().map(Found::from).collect();
        }
    }
    if found.is_empty() {
        found = rows(lines, head, about);
        if found.is_empty() {
            return Cases::default();
        }
    } else {
        set_ends(lines, head, &groups, shape, &mut found);
    }
    let listings = listings(lines, head, &found);
    assign_tiers(lines, &mut found, &listings, &groups);
    let groups = groups.into_iter().map(|(at, _)| at).filter(|at| !in_a_case(&found, *at)).collect();
    Cases { found, listings, groups }
}

impl From<Heading> for Found {
    fn from(heading: Heading) -> Found {
        let Heading { number, title, lines, run_in } = heading;
        Found { tier: None, number, title, end: lines.end, title_lines: lines, run_in }
    }
}

/// The marks of the surest kind; 经验做法一 in every case is a section of each.
fn of_one_kind(marks: Vec<Mark>) -> Vec<Mark> {
    let of = |noun: Noun| marks.iter().filter(move |mark| mark.noun == noun);
    if of(Noun::Case).next().is_some() {
        return marks.into_iter().filter(|mark| mark.noun == Noun::Case).collect();
    }
    for noun in [Noun::Short, Noun::Practice] {
        let numbers: Vec<u32> = of(noun).map(|mark| mark.number).collect();
        let restarts = numbers.windows(2).filter(|pair| pair[1] <= pair[0]).count();
        // A list of them may stand before them, once.
        if numbers.len() >= 2 && numbers[0] == 1 && restarts <= 1 {
            return marks.into_iter().filter(|mark| mark.noun == noun).collect();
        }
    }
    Vec::new()
}

/// `found` is in the order of the text.
fn in_a_case(found: &[Found], line: usize) -> bool {
    let before = found.partition_point(|case| case.title_lines.start <= line);
    before.checked_sub(1).is_some_and(|at| line < found[at].end)
}

/// The marks without those whose qualifier is neither usual nor that of another number in this document nor its title.
fn recurring(marks: Vec<Mark>, title: &str) -> Vec<Mark> {
    if marks.iter().all(|mark| mark.known) {
        return marks;
    }
    let title = squeeze(title);
    let mut numbers: HashMap<String, (u32, bool)> = HashMap::new();
    for mark in marks.iter().filter(|mark| !mark.known) {
        let entry = numbers.entry(mark.qualifier.clone().unwrap_or_default()).or_insert((mark.number, false));
        entry.1 |= entry.0 != mark.number;
    }
    let recurs = |mark: &Mark| mark.qualifier.as_ref().and_then(|q| numbers.get(q)).is_some_and(|entry| entry.1);
    let titled = |qualifier: &str| qualifier.chars().count() > LONGEST_TIER && title.contains(&squeeze(qualifier));
    let marks =
        marks.into_iter().filter(|mark| mark.known || recurs(mark) || mark.qualifier.as_deref().is_some_and(titled));
    // What is longer than a tier is the title of the whole.
    let tier = |mark: Mark| {
        let long = mark.qualifier.as_ref().is_some_and(|qualifier| qualifier.chars().count() > LONGEST_TIER);
        if long { Mark { qualifier: mark.qualifier.as_deref().and_then(tier_of), ..mark } } else { mark }
    };
    marks.map(tier).collect()
}

/// Characters of the longest tier.
const LONGEST_TIER: usize = 8;

/// The tier that a heading above several cases names: 典型 in 一、典型案例(共10個) or ——典型案例——.
fn group(line: &Line<'_>) -> Option<String> {
    if line.len() > 24 || !line.key.contains('例') {
        return None;
    }
    let marker = marker(&line.key).filter(|m| !matches!(m.kind, Kind::Article | Kind::DigitParen));
    let skip = marker.map_or(0, |m| m.skip);
    let pairs: Vec<(char, char)> = line.text.chars().zip(line.key.chars()).skip(skip).collect();
    let mut start = 0;
    while pairs.get(start).is_some_and(|&(_, c)| is_decor(c)) {
        start += 1;
    }
    let folded: String = pairs[start..].iter().map(|&(_, c)| c).collect();
    let at = ["案例", "事例", "实例"].iter().filter_map(|word| folded.find(word)).min()?;
    let count = folded[..at].chars().count();
    let tail: String = folded.chars().skip(count + 2).collect();
    let mut tail = tail.trim();
    for word in ["篇", "部分", "名单", "目录"] {
        tail = tail.strip_prefix(word).unwrap_or(tail).trim();
    }
    let closed = tail.starts_with('(') && tail.ends_with(')')
        || tail.chars().all(|c| is_decor(c) || matches!(c, '】' | ']' | ':' | '〗'));
    // 共10個 in brackets may say more, but a sentence after the word does not make a heading.
    let most = if start > 0 || skip > 0 { 8 } else { 4 };
    let name = &pairs[start..start + count];
    let plain = name.iter().all(|&(c, _)| is_han(c));
    (closed && plain && (2..=most).contains(&count)).then(|| name.iter().map(|&(c, _)| c).collect())
}

/// A contents line may end in dots and a page number: 案例1:…………3.
pub(super) fn without_page(title: &str) -> &str {
    let stem = title.trim_end_matches(|c: char| c.is_ascii_digit());
    let dots = stem.trim_end_matches(['.', '…', '·', ' ', '\t', '\u{A0}', '\u{3000}', '．', '-']);
    let between = &stem[dots.len()..];
    if stem.len() < title.len() && (between.len() >= 3 || between.contains('\t')) { dots } else { title }
}

/// Cases that are marked with the word 案例 and a number.
fn numbered_marks(lines: &[Line<'_>], head: &Head, marks: &[Mark]) -> Vec<Found> {
    if marks.is_empty() {
        return Vec::new();
    }
    // Titles in lists, to know where a title on two lines ends.
    let listed: HashMap<String, usize> =
        numbered_titles(lines).map(|(at, title)| (squeeze(without_page(&title)), at)).collect();
    let mut candidates: Vec<(Found, usize)> = Vec::new();
    for (i, mark) in marks.iter().enumerate() {
        let next = marks.get(i + 1).map_or(lines.len(), |next| next.line);
        let (title, title_lines, run_in) = title_of(lines, head, mark, next, &listed);
        let own = lines[title_lines.end.min(next)..next].iter().zip(&head.furniture[title_lines.end.min(next)..next]);
        let bytes: usize =
            own.filter(|(line, furniture)| !line.foreign && !**furniture).map(|(line, _)| line.text.len()).sum();
        // The text that stands in the line of the title.
        let bytes = bytes + if run_in { lines[mark.line].text.len() } else { 0 };
        let end = next.max(title_lines.end);
        let found = Found { tier: mark.qualifier.clone(), number: Some(mark.number), title, title_lines, end, run_in };
        candidates.push((found, bytes));
    }
    // The last entry of a list has the text behind it that the list announces.
    let bare: Vec<bool> = candidates.iter().map(|(_, bytes)| *bytes == 0).collect();
    let listed_last = |at: usize| at >= 1 && bare[at - 1] && !bare[at];
    // Of the places where one title stands, the case is the one with the most text, but not the last entry of a list.
    let mut best: Vec<(Found, usize, String, Pairs)> = Vec::new();
    let mut numbered: HashMap<Option<u32>, Vec<usize>> = HashMap::new();
    let count = candidates.len();
    for (at, (found, bytes)) in candidates.into_iter().enumerate() {
        if bytes == 0 {
            continue;
        }
        let weight = if listed_last(at) { 1 } else { bytes + 1 };
        let title = squeeze(without_page(&found.title));
        let pairs = Pairs::of(&title);
        let same_number = numbered.entry(found.number).or_default();
        let twin = same_number.iter().rev().take(TWINS).copied().find(|&at| {
            let (_, _, other, others): &(_, _, String, Pairs) = &best[at];
            pairs.likeness(others) >= 0.6
                || title == *other
                || (title.len() >= 18 && other.starts_with(&title))
                || (other.len() >= 18 && title.starts_with(other))
        });
        match twin {
            Some(at) if weight >= best[at].1 => best[at] = (found, weight, title, pairs),
            Some(_) => {}
            None => {
                same_number.push(best.len());
                best.push((found, weight, title, pairs));
            }
        }
    }
    // A mere list of titles, the last of which has the rest of the document behind it, is no collection of cases.
    if best.is_empty() || (best.len() == 1 && count > 2) {
        return Vec::new();
    }
    let mut found: Vec<Found> = best.into_iter().map(|(found, ..)| found).collect();
    found.sort_by_key(|case| case.title_lines.start);
    found
}

/// Cases of one number that a title is compared with: as many as there may be tiers and copies.
const TWINS: usize = 32;

/// The lines of `mark`'s title, and the title.
fn title_of(
    lines: &[Line<'_>],
    head: &Head,
    mark: &Mark,
    next: usize,
    listed: &HashMap<String, usize>,
) -> (String, Range<usize>, bool) {
    // What a section begins below is a title, however long: 赵某与某公司纠纷案——残疾人可依法主张误工费.
    let section = lines.get(mark.line + 1).filter(|_| mark.line + 1 < next).and_then(section_name).is_some();
    let whole = section && !mark.rest.contains('。') && mark.rest.chars().count() <= 2 * TITLE;
    if !whole && mark.rest.chars().count() > TITLE || mark.rest.contains('。') {
        let stop = mark.rest.find('。').filter(|&at| mark.rest[..at].chars().count() <= TITLE);
        let end = stop.or_else(|| mark.rest.find(['。', '，', ',', ':', '：'])).unwrap_or(mark.rest.len());
        let title: String = mark.rest[..end].chars().take(TITLE).collect();
        return (title, mark.line..mark.line + 1, true);
    }
    let mut title = mark.rest.clone();
    let mut end = mark.line + 1;
    while end < next && end <= mark.line + 3 && !lines[end].foreign && !head.furniture[end] {
        let more = &lines[end];
        // 案例一 / 一、罗某与某公司劳动争议案: the number again, in another form.
        if let Some(again) = marker(&more.key).filter(|_| title.is_empty() && is_lawsuit(more.text)) {
            title = more.text.chars().skip(again.skip).collect();
            end += 1;
            continue;
        }
        let fits = more.is_title_like(TITLE)
            && more.last() != Some(':')
            && marker(&more.key).is_none()
            && section_name(more).is_none()
            && !more.key.starts_with(['(', '【']);
        if !fits {
            break;
        }
        let longer = format!("{title}{}", strip_marks(more.text));
        let joins = if title.is_empty() {
            true
        } else if is_lawsuit(&title) {
            false
        } else if is_lawsuit(more.text) && more.len() <= 30 {
            true
        } else if listed.contains_key(&squeeze(&title)) && !listed.contains_key(&squeeze(&longer)) {
            false
        } else {
            // Otherwise a second line belongs to the title when a section begins right below it.
            listed.contains_key(&squeeze(&longer))
                || lines.get(end + 1).is_some_and(|below| end + 1 < next && section_name(below).is_some())
        };
        if !joins {
            break;
        }
        title = longer;
        end += 1;
    }
    (title, mark.line..end, false)
}

/// Short lines with a number before them, as lists and contents have: line and title.
fn numbered_titles<'l>(lines: &'l [Line<'_>]) -> impl Iterator<Item = (usize, String)> + 'l {
    (0..lines.len()).filter_map(|at| {
        let line = &lines[at];
        if !line.is_title_like(TITLE + 20) {
            return None;
        }
        if let Some(mark) = mark(lines, at) {
            return Some((at, mark.rest));
        }
        let marker = marker(&line.key)?;
        Some((at, line.text.chars().skip(marker.skip).collect()))
    })
}

/// Names of first sections that only accounts of cases have, folded. General vocabulary of case collections.
#[rustfmt::skip]
const OPENINGS: [&str; 12] = [
    "基本案情", "案情简介", "简要案情", "案情", "案情回顾", "案件事实", "案件基本信息", "案例简介", "案例概述", "案例背景",
    "案例介绍", "基本事实",
];

/// Names of first sections that reports of other kinds have too; they count where the title speaks of cases.
#[rustfmt::skip]
const PLAIN_OPENINGS: [&str; 9] = [
    "基本情况", "项目背景", "工作背景", "背景", "背景情况", "主要做法", "做法", "具体做法", "申报单位",
];

/// The name of the section that a line opens, if cases may begin with such a section; folded. In a document that is
/// about cases any short name may be one.
fn opening(line: &Line<'_>, about_cases: bool) -> Option<String> {
    if line.len() > 24 && !line.key.starts_with('【') {
        return None;
    }
    let name = section_name(line).unwrap_or_else(|| bare_name(line.text));
    let name = crate::text::fold(&name);
    let short = || (2..=8).contains(&name.chars().count()) && name.chars().all(is_han);
    let known = OPENINGS.contains(&name.as_str());
    (known || about_cases && (PLAIN_OPENINGS.contains(&name.as_str()) || short())).then_some(name)
}

/// Cases whose titles stand right above a section that every one of them begins with.
fn repeated_sections(lines: &[Line<'_>], head: &Head, groups: &[(usize, String)], about: About) -> Vec<Found> {
    let about_cases = about == About::Title;
    let mut starts: HashMap<String, Vec<usize>> = HashMap::new();
    for at in (head.title_lines.end..lines.len()).filter(|&at| !lines[at].foreign && !head.furniture[at]) {
        if let Some(name) = opening(&lines[at], about_cases) {
            starts.entry(name).or_default().push(at);
        }
    }
    // The section that cases begin with is the first of those that repeat, and has titles above it.
    let mut starts: Vec<Vec<usize>> = starts.into_values().filter(|starts| starts.len() >= 2).collect();
    starts.sort_unstable();
    let titles = starts.iter().take(OPENED).map(|starts| titles_above(lines, head, groups, starts));
    let found = titles.zip(&starts).find(|(titles, starts)| titles.len() >= 2 && titles.len() * 2 > starts.len());
    let made = |(number, title, lines): (Option<u32>, String, Range<usize>)| {
        Found::from(Heading { number, title, lines, run_in: false })
    };
    found.map_or_else(Vec::new, |(titles, _)| titles.into_iter().map(made).collect())
}

/// Names of sections that are tried as the first one of a case.
const OPENED: usize = 40;

/// The titles right above the lines `starts`: number, title and lines.
fn titles_above(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    starts: &[usize],
) -> Vec<(Option<u32>, String, Range<usize>)> {
    let mut titles: Vec<(Option<u32>, String, Range<usize>)> = Vec::new();
    let mut floor = head.title_lines.end;
    for &start in starts {
        let mut top = start;
        let mut number = None;
        while top > floor && start - top < 3 {
            let line = &lines[top - 1];
            let above = line.is_title_like(TITLE)
                && !line.foreign
                && !head.furniture[top - 1]
                && !is_group(groups, top - 1)
                && section_name(line).is_none_or(|_| marker(&line.key).is_some_and(|m| m.kind != Kind::Chapter));
            if !above || ends_a_list(lines, top - 1) {
                break;
            }
            top -= 1;
            if let Some(marker) = marker(&line.key) {
                number = Some(marker.number);
                break;
            }
        }
        // Without a title it is a second account within the same case.
        if top < start {
            let text = joined(lines, top..start);
            let skip = marker(&lines[top].key).map_or(0, |m| m.skip);
            let title = if number.is_some() { text.chars().skip(skip).collect() } else { text };
            titles.push((number, title, top..start));
            floor = start + 1;
        }
    }
    titles
}

/// Whether line `at` is the last of a numbered list of titles: the entry before stands right above.
fn ends_a_list(lines: &[Line<'_>], at: usize) -> bool {
    let number = |at: usize| lines.get(at).and_then(|line| marker(&line.key)).map(|m| (m.kind, m.number));
    let before = at.checked_sub(1).and_then(number);
    number(at).is_some_and(|(kind, number)| before.is_some_and(|before| before == (kind, number.wrapping_sub(1))))
}

/// Titles that are compared with others, in one document.
const COMPARISONS: usize = 200_000;

/// Lines outside the cases that repeat the title of one.
fn listings(lines: &[Line<'_>], head: &Head, found: &[Found]) -> Vec<(Range<usize>, usize)> {
    let titles: Vec<String> = found.iter().map(|case| squeeze(&case.title)).collect();
    let exact: HashMap<&str, usize> = titles.iter().enumerate().map(|(i, title)| (title.as_str(), i)).collect();
    let pairs: Vec<Pairs> = titles.iter().map(|title| Pairs::of(title)).collect();
    let mut listings = Vec::new();
    // Comparing titles is dear; what is left of it keeps a page of titles alone from taking for ever.
    let mut comparisons = COMPARISONS;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        let before = found.partition_point(|case| case.title_lines.start <= at);
        if let Some(case) = before.checked_sub(1).map(|i| &found[i]).filter(|case| at < case.end) {
            at = case.end;
            continue;
        }
        if line.foreign || head.furniture[at] || head.title_lines.contains(&at) || line.len() > TITLE + 20 {
            at += 1;
            continue;
        }
        let (title, numbered) = match mark(lines, at) {
            Some(mark) => (mark.rest, true),
            None => {
                let marker = marker(&line.key);
                (line.text.chars().skip(marker.map_or(0, |m| m.skip)).collect(), marker.is_some())
            }
        };
        let own = squeeze(without_page(&title));
        let two = lines.get(at + 1).map(|next| format!("{own}{}", squeeze(without_page(next.text))));
        if let Some(&case) = exact.get(own.as_str()).filter(|_| own.chars().count() >= 4) {
            listings.push((at..at + 1, case));
        } else if let Some(&case) = two.as_deref().and_then(|two| exact.get(two)).filter(|_| own.chars().count() >= 2) {
            listings.push((at..at + 2, case));
            at += 1;
        } else if numbered && own.chars().count() >= 8 && comparisons >= titles.len() {
            comparisons -= titles.len();
            let own = Pairs::of(&own);
            let near = pairs.iter().enumerate().map(|(i, title)| (own.likeness(title), i));
            let near = near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness >= 0.75);
            if let Some((_, case)) = near {
                listings.push((at..at + 1, case));
            }
        }
        at += 1;
    }
    listings
}

/// Tiers: what the mark itself says, else the group above the case's entry in a list, else the group above the case.
fn assign_tiers(
    lines: &[Line<'_>],
    found: &mut [Found],
    listings: &[(Range<usize>, usize)],
    groups: &[(usize, String)],
) {
    let above = |line: usize| groups.partition_point(|(at, _)| *at < line).checked_sub(1).map(|at| &groups[at]);
    let mut listed_at: HashMap<usize, Vec<usize>> = HashMap::new();
    for (range, of) in listings {
        listed_at.entry(*of).or_default().push(range.start);
    }
    let last_listed = listings.iter().map(|(range, _)| range.end).max().unwrap_or(0);
    for (i, case) in found.iter_mut().enumerate() {
        if case.tier.is_some() {
            continue;
        }
        let listed = listed_at.get(&i).into_iter().flatten().find_map(|&start| above(start));
        let own = above(case.title_lines.start).filter(|(at, _)| *at >= last_listed.min(lines.len()));
        case.tier = own.or(listed).or_else(|| above(case.title_lines.start)).map(|(_, tier)| tier.clone());
    }
}
