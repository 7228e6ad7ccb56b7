//! Headings as families: lines of one shape that may be the titles of cases, scored over the whole document.
//!
//! A document numbers many things (parts, cases, sections of a case, points of a section), and marks others by where they
//! stand. All headings of one shape are a family; of the families that could be its cases the one counts that says most
//! like cases: its titles name lawsuits or places, they differ, they count up, and text stands below them.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lexicon::place_of;
use crate::text::fold;

use super::about::{About, is_section_of_a_plan};
use super::context::{Head, TITLE, is_group, is_text};
use super::lawsuit::{decor, is_decor, is_lawsuit, marked};
use super::lines::{Line, Pairs, squeeze, strip_marks};
use super::numbering::{Cursor, Kind, Marker, any_number};
use super::outline::section_name;

/// The shape of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// `一、…`, `（一）…`, `1.…` on a line of its own.
    Numbered(Kind),
    /// The same, and the line ends as a sentence does.
    Sentence(Kind),
    /// The same, and the title is the first sentence of a paragraph.
    RunIn(Kind),
    /// `01 …`, `1｜…`: a number that a blank or a bar sets off.
    SetOff,
    /// A number alone, with the title below it.
    Above,
    /// Marked by the file as a heading of this level.
    Level(u8),
    /// A line in bold type.
    Bold,
    /// Named like a lawsuit: …案, …纠纷.
    Lawsuit,
    /// A short line above text, without any mark.
    Plain,
}

impl Shape {
    /// The depth of its numbers; none where the numbers are of no list.
    pub(super) fn depth(self) -> Option<u8> {
        match self {
            Shape::Numbered(kind) | Shape::Sentence(kind) | Shape::RunIn(kind) => kind.depth(),
            _ => None,
        }
    }

    /// Whether its headings have numbers.
    fn counts(self) -> bool {
        !matches!(self, Shape::Level(_) | Shape::Bold | Shape::Lawsuit | Shape::Plain)
    }
}

/// A heading that may be the title of a case.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) number: Option<u32>,
    pub(super) title: String,
    pub(super) lines: Range<usize>,
    /// The title is the first sentence of a paragraph.
    pub(super) run_in: bool,
}

/// The headings of one shape.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) shape: Shape,
    pub(super) headings: Vec<Heading>,
}

/// The family whose headings are the titles of the document's cases.
pub(super) fn cases(lines: &[Line<'_>], head: &Head, groups: &[(usize, String)], about: About) -> Option<Family> {
    let mut families: HashMap<Shape, Vec<Heading>> = HashMap::new();
    // Asked for in few documents, and dear in long ones.
    let once = LazyCell::new(|| once(lines));
    for at in head.title_lines.end..lines.len() {
        for (shape, heading) in heading(lines, head, groups, &|key: &str| once.contains(key), at) {
            families.entry(shape).or_default().push(heading);
        }
    }
    let (numbered, others): (Vec<Family>, Vec<Family>) = families
        .into_iter()
        .map(|(shape, headings)| Family { shape, headings })
        .partition(|family| family.shape.counts());
    let scored = |family: Family| {
        // In a document that is not about cases only lawsuits make any, and few documents have titles of lawsuits.
        if about == About::Other && !family.headings.iter().any(|heading| is_lawsuit(&heading.title)) {
            return None;
        }
        let settled = family.settled(lines, head)?;
        Some((settled.score(about)?, settled))
    };
    let numbered: Vec<(f64, Family)> = numbered.into_iter().filter_map(scored).collect();
    // The second line of a title that is numbered is no title.
    let second = numbered.iter().flat_map(|(_, family)| &family.headings);
    let second: HashSet<usize> = second.flat_map(|heading| heading.lines.clone().skip(1)).collect();
    let others = others.into_iter().filter_map(|mut family| {
        family.headings.retain(|heading| !second.contains(&heading.lines.start));
        scored(family)
    });
    let scored = others.chain(numbered);
    // Of equals the first in the text, so that the order of a map decides nothing.
    let start = |family: &Family| family.headings.first().map_or(0, |heading| heading.lines.start);
    scored.max_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| start(other).cmp(&start(one)))).map(|(_, f)| f)
}

/// Short lines that stand in the document once.
fn once<'l>(lines: &'l [Line<'_>]) -> HashSet<&'l str> {
    let mut once: HashMap<&str, bool> = HashMap::new();
    for line in lines.iter().filter(|line| line.len() <= TITLE) {
        once.entry(line.key.as_str()).and_modify(|once| *once = false).or_insert(true);
    }
    once.into_iter().filter(|(_, once)| *once).map(|(key, _)| key).collect()
}

/// Characters of the longest first sentence that is a title.
const RUN_IN: usize = 50;

/// The headings that begin in line `at`, by their shapes.
fn heading(
    lines: &[Line<'_>],
    head: &Head,
    groups: &[(usize, String)],
    once: &dyn Fn(&str) -> bool,
    at: usize,
) -> Vec<(Shape, Heading)> {
    let line = &lines[at];
    if line.foreign || line.literal || head.furniture[at] || is_group(groups, at) {
        return Vec::new();
    }
    let mut out = Vec::new();
    if let Some(marker) = marked(line) {
        out.extend(numbered(lines, head, once, at, marker));
        return out;
    }
    if let Some((number, skip)) = set_off(line) {
        let title = strip_marks(&own(line, skip)).to_owned();
        if title.is_empty() {
            out.extend(below(lines, head, at, number).map(|heading| (Shape::Above, heading)));
        } else {
            let lines = at..at + 1;
            out.push((Shape::SetOff, Heading { number: Some(number), title, lines, run_in: false }));
        }
        return out;
    }
    if !line.is_title_like(TITLE) || line.last() == Some(':') || line.key.contains('\t') || line.len() < 5 {
        return out;
    }
    let title = strip_marks(line.text).trim_matches(|c: char| is_decor(c) && !matches!(c, '(' | '《' | '[')).to_owned();
    let plain = |lines: Range<usize>, title: String| Heading { number: None, title, lines, run_in: false };
    let named = section_name(line).is_some() && line.level == 0 && !line.key.starts_with("**");
    if named {
        return out;
    }
    let lawsuit = is_lawsuit(&title);
    if line.level > 0 {
        out.push((Shape::Level(line.level), plain(at..at + 1, title.clone())));
    } else if line.key.starts_with("**") && line.key.ends_with("**") {
        out.push((Shape::Bold, plain(at..at + 1, title.clone())));
    }
    if lawsuit {
        out.push((Shape::Lawsuit, plain(at..at + 1, title)));
    } else if line.level == 0 && (8..=TITLE).contains(&line.len()) && lines.get(at + 1).is_some_and(is_text) {
        out.push((Shape::Plain, plain(at..at + 1, title)));
    }
    out
}

/// The line's text without its first `skip` characters.
fn own(line: &Line<'_>, skip: usize) -> String {
    line.text.chars().skip(skip).collect()
}

fn numbered(
    lines: &[Line<'_>],
    head: &Head,
    once: &dyn Fn(&str) -> bool,
    at: usize,
    marker: Marker,
) -> Option<(Shape, Heading)> {
    let line = &lines[at];
    marker.kind.depth()?;
    let rest: String = line.text.chars().skip(marker.skip).take(RUN_IN + 1).collect();
    let heading = |title: String, lines, run_in| Heading { number: Some(marker.number), title, lines, run_in };
    if line.len() <= marker.skip {
        return below(lines, head, at, marker.number).map(|heading| (Shape::Above, heading));
    }
    if line.is_title_like(TITLE) {
        let more = more_of_title(lines, head, once, at);
        let mut title = strip_marks(&own(line, marker.skip)).to_owned();
        if more {
            title.push_str(strip_marks(lines[at + 1].text));
        }
        return Some((Shape::Numbered(marker.kind), heading(title, at..at + 1 + usize::from(more), false)));
    }
    let end = rest.find('。').filter(|&end| end >= 9)?;
    let alone = line.whole && rest[end..].chars().count() == 1;
    let shape = if alone { Shape::Sentence(marker.kind) } else { Shape::RunIn(marker.kind) };
    Some((shape, heading(rest[..end].to_owned(), at..at + 1, !alone)))
}

/// A number that a blank or a bar sets off from the title, or that stands alone: `01 …`, `1｜…`, `1`, `NO.1`; and where
/// the title begins.
fn set_off(line: &Line<'_>) -> Option<(u32, usize)> {
    let chars = Cursor::new(&line.key);
    let mut at = decor(line);
    if chars.peek(at) == Some('n') && chars.peek(at + 1) == Some('o') {
        at = chars.skip_any(at + 2, &['.', ':']);
    }
    let (number, end) = any_number(chars, at)?;
    // 2023 年 and 10 起 are no numbers of headings.
    if number == 0 || number > 300 {
        return None;
    }
    let bar = chars.blank(end);
    let behind = if matches!(chars.peek(bar), Some('|' | '丨' | '｜' | '/' | '—' | '-' | '▏' | ':' | '*' | '#')) {
        let mut behind = chars.blank(bar + 1);
        while chars.peek(behind).is_some_and(|c| matches!(c, '*' | '|' | '—' | '-' | ' ' | '#')) {
            behind += 1;
        }
        behind
    } else {
        bar
    };
    let alone = chars.peek(behind).is_none();
    let apart = behind > end && line.is_title_like(TITLE) && line.len() >= behind + 5;
    let letter = chars.peek(behind).is_some_and(|c| c.is_alphabetic() || matches!(c, '“' | '《' | '"' | '「'));
    (line.whole && (alone || apart && letter)).then_some((number, behind))
}

/// The title that stands below the number in line `at`: up to three lines, until text begins.
fn below(lines: &[Line<'_>], head: &Head, at: usize, number: u32) -> Option<Heading> {
    let mut title = String::new();
    let mut end = at + 1;
    while end < lines.len() && end <= at + 3 {
        let line = &lines[end];
        let fits = !line.foreign
            && !head.furniture[end]
            && line.is_title_like(TITLE)
            && line.last() != Some(':')
            && !is_text(line)
            && marked(line).is_none()
            && set_off(line).is_none()
            && section_name(line).is_none();
        // A second line belongs to the title only where that is not whole yet.
        let whole = is_lawsuit(&title) || title.chars().count() >= 28 && !is_lawsuit(line.text);
        if !fits || whole {
            break;
        }
        title.push_str(strip_marks(line.text));
        end += 1;
    }
    let said = title.chars().count() >= 4;
    said.then_some(Heading { number: Some(number), title, lines: at..end, run_in: false })
}

/// Whether the line below a title belongs to it: short, of no use of its own, and text or a section follows.
fn more_of_title(lines: &[Line<'_>], head: &Head, once: &dyn Fn(&str) -> bool, at: usize) -> bool {
    let Some(more) = lines.get(at + 1) else { return false };
    let completes = is_lawsuit(more.text) && !is_lawsuit(lines[at].text);
    (lines[at].len() >= 14 || completes)
        && !is_lawsuit(lines[at].text)
        && !more.foreign
        && !head.furniture[at + 1]
        && (2..=30).contains(&more.len())
        && more.is_title_like(30)
        && more.last() != Some(':')
        && more.level == lines[at].level
        && !more.key.starts_with(['(', '【', '—', '-'])
        && marked(more).is_none()
        && section_name(more).is_none()
        && (completes
            || lines.get(at + 2).is_some_and(|below| is_text(below) || section_name(below).is_some()))
        // A word that stands on several lines is the name of a section.
        && once(more.key.as_str())
}

/// Whether a title names a place or a lawsuit, as the titles of cases do.
fn tells(title: &str) -> bool {
    title.chars().count() >= 5
        && (is_lawsuit(title)
            || place_of(title, None).is_some_and(|place| place.city.is_some() || place.county.is_some()))
}

impl Family {
    /// The family without the entries of lists and without what only looks like its headings; none where less than two
    /// are left.
    fn settled(mut self, lines: &[Line<'_>], head: &Head) -> Option<Family> {
        let lawsuits = self.headings.iter().filter(|heading| is_lawsuit(&heading.title)).count();
        // Points are numbered as cases are; what the cases are called tells them apart.
        if self.shape.counts() && !self.counts_up() && lawsuits >= 2 {
            self.headings.retain(|heading| is_lawsuit(&heading.title));
        }
        self.without_lists(lines, head);
        self.without_ends();
        (self.headings.len() >= 2).then_some(self)
    }

    /// Drops the entries of lists: headings that follow each other without text, and the last of such a list, behind
    /// which the text begins that the list announces.
    fn without_lists(&mut self, lines: &[Line<'_>], head: &Head) {
        if self.headings.is_empty() {
            return;
        }
        let nexts: Vec<usize> =
            self.headings.iter().skip(1).map(|next| next.lines.start).chain([lines.len()]).collect();
        let says = |range: Range<usize>| {
            lines[range.clone()]
                .iter()
                .zip(&head.furniture[range])
                .any(|(line, &furniture)| !furniture && !line.foreign && says_something(line))
        };
        let bodied: Vec<bool> = self
            .headings
            .iter()
            .zip(&nexts)
            .map(|(heading, &next)| heading.run_in || says(heading.lines.end.min(next)..next))
            .collect();
        let mut keep = bodied.clone();
        let last = bodied.len() - 1;
        let mut titles: HashMap<(Option<u32>, String), Vec<usize>> = HashMap::new();
        for (i, heading) in self.headings.iter().enumerate() {
            titles.entry((heading.number, squeeze(&heading.title))).or_default().push(i);
        }
        for i in 0..bodied.len() {
            let listed = i > 0 && !bodied[i - 1];
            if bodied[i] && listed {
                let again =
                    titles[&(self.headings[i].number, squeeze(&self.headings[i].title))].iter().any(|&other| other > i);
                let ends = again || self.restarts_below(i);
                keep[i] = !ends;
            }
            // A single heading whose text is missing, at the end of what was cut off or within.
            let before = i == 0 || bodied[i - 1];
            let after = i == last || bodied[i + 1];
            if !bodied[i] && before && after && bodied.iter().filter(|&&bodied| bodied).count() >= 2 {
                let twin = titles[&(self.headings[i].number, squeeze(&self.headings[i].title))].len() > 1;
                keep[i] = !twin;
            }
        }
        // A mere list with the rest of the document behind its last entry.
        let kept = keep.iter().filter(|&&keep| keep).count();
        if kept == 1 && bodied.len() > 2 {
            keep.fill(false);
        }
        let mut keep = keep.into_iter();
        self.headings.retain(|_| keep.next().unwrap_or(false));
    }

    /// Whether the headings below number `i` count from 1 again with titles that are much like those above.
    fn restarts_below(&self, i: usize) -> bool {
        let Some(next) = self.headings.get(i + 1).filter(|next| next.number == Some(1)) else { return false };
        let first = self.headings[..=i].iter().rev().find(|heading| heading.number == Some(1));
        let pairs = |title: &str| Pairs::of(&squeeze(title));
        first.is_some_and(|first| pairs(&first.title).likeness(&pairs(&next.title)) >= 0.6)
    }

    /// Drops what stands before and behind the cases under numbers of their kind: 一、总体情况, 五、下一步工作.
    fn without_ends(&mut self) {
        let telling = self.headings.iter().filter(|heading| tells(&heading.title)).count();
        let other = |heading: &Heading| {
            !tells(&heading.title) && (is_section_of_a_plan(&heading.title) || heading.title.chars().count() <= 12)
        };
        if telling * 2 < self.headings.len() || telling < 2 {
            let closing = |heading: &Heading| is_section_of_a_plan(&heading.title) && !tells(&heading.title);
            while self.headings.len() > 2 && self.headings.last().is_some_and(closing) && self.shape.counts() {
                self.headings.pop();
            }
            return;
        }
        while self.headings.last().is_some_and(other) {
            self.headings.pop();
        }
        let first = self.headings.iter().position(|heading| !other(heading)).unwrap_or(0);
        self.headings.drain(..first);
    }

    /// Whether the numbers count up, again and again where there are groups; most of the steps have to.
    fn counts_up(&self) -> bool {
        let steps = self.headings.windows(2).filter(|pair| {
            let (a, b) = (pair[0].number.unwrap_or(0), pair[1].number.unwrap_or(0));
            b == a + 1 || b == 1 && a > 0 && self.shape != Shape::SetOff
        });
        let (steps, all) = (steps.count(), self.headings.len().saturating_sub(1));
        steps == all || all >= 4 && steps * 10 >= all * 8
    }

    /// Whether nearly every heading is another: sections of cases have the same names and numbers again and again. Two
    /// cases may have one title.
    fn differs(&self) -> bool {
        let keys: HashSet<(Option<u32>, String)> =
            self.headings.iter().map(|heading| (heading.number, squeeze(&heading.title))).collect();
        let least = if self.shape.counts() { 9 } else { 5 };
        keys.len() * 10 >= self.headings.len() * least && keys.len() >= 2
            || self.headings.len() >= 2 && self.shape == Shape::Lawsuit && keys.len() * 2 >= self.headings.len()
    }

    fn share(&self, is: impl Fn(&str) -> bool) -> f64 {
        self.headings.iter().filter(|heading| is(&heading.title)).count() as f64 / self.headings.len() as f64
    }

    /// How much the headings are like titles of cases; none where they are none.
    fn score(&self, about: About) -> Option<f64> {
        if self.shape.counts() && !self.counts_up() || !self.differs() {
            return None;
        }
        let lawsuits = self.share(is_lawsuit);
        let telling = self.share(tells);
        let sections = self.share(is_section_of_a_plan);
        let long = self.share(|title| title.chars().count() >= 8);
        let marked = !matches!(self.shape, Shape::Plain | Shape::Lawsuit);
        let first = self.headings.first().and_then(|heading| heading.number).unwrap_or(1);
        let whole = self.headings.iter().all(|heading| !heading.run_in);
        // In a law 合同纠纷 is a kind of dispute and no case; a case has parties.
        let parties =
            |title: &str| is_lawsuit(title) && (fold(title).contains(['诉', '某']) || !fold(title).contains("纠纷"));
        let by_name = lawsuits >= 0.5 && (about != About::Other || self.share(parties) >= 0.5);
        // Titles that name nothing known count where the document is about cases and nothing else is so numbered.
        let by_document = match about {
            About::Title => {
                let unnamed = long > 0.5 && sections == 0.0 && whole && self.shape != Shape::Plain && first == 1;
                telling >= 0.5 || unnamed
            }
            About::Text => telling >= 0.5 && self.shape != Shape::Plain,
            About::Other => false,
        };
        let plain = self.shape == Shape::Plain && !(about == About::Title && telling >= 0.7);
        if !(by_name || by_document) || plain || sections > 0.3 {
            return None;
        }
        let depth = f64::from(self.shape.depth().unwrap_or(0));
        let size = (self.headings.len() as f64).min(20.0) / 20.0;
        Some(6.0 * lawsuits + 4.0 * telling + if marked { 1.0 } else { 0.0 } - 0.5 * depth + size)
    }
}

/// Whether a line says something of its own, however short: it ends as a sentence does, or is long.
fn says_something(line: &Line<'_>) -> bool {
    is_text(line)
        || line.last().is_some_and(|c| matches!(c, '。' | ';' | '!' | '…' | '”'))
        || line.key.contains(['。', ','])
        || line.len() > 30
        || section_name(line).is_some()
}
