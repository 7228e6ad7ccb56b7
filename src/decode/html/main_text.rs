//! Which lines of a page are the document, and which the site around it.
//!
//! Prose has punctuation and few links, and most of a page's prose lies in one element. That element is the main text;
//! within it only lists of links are set aside. Outside it three things belong to the document: more prose, the title,
//! and labelled metadata. Where a page has no prose at all, everything that a browser would show does. Nothing that a
//! browser would show is lost: what is set aside stays where it stands, neighbours together on a line.

use std::ops::Range;

use super::super::allowance::Allowance;
use super::super::document::ReadError;
use super::super::format::Format;
use super::labels;
use super::render::render;
use super::tree::{Id, Item, Kind, NONE, Page};
use crate::text::sentence::Pauses;

/// The share of a page's prose that its main element holds.
const MAIN_SHARE: f64 = 0.75;

/// A line of the document.
pub(super) struct Line {
    /// The items of the line, or of each cell of a table row that makes a line.
    pub(super) cells: Vec<Part>,
    /// The level of the heading it is; 0 for none.
    pub(super) heading: u8,
    /// Whether it is the site's and not the document's.
    pub(super) aside: bool,
    /// Whether it stands in the element with the main text.
    pub(super) main: bool,
}

/// A line, or the part of one that is a cell of a table.
pub(super) struct Part {
    pub(super) items: Range<usize>,
    /// The cell it stands in; [`NONE`] outside tables, and for what is the site's.
    pub(super) cell: Id,
}

/// What [`choose`] finds.
pub(super) struct Chosen {
    pub(super) lines: Vec<Line>,
    /// Hidden elements with links to other pages.
    pub(super) hidden_links: usize,
}

/// A line of the page, before the choice.
struct Candidate {
    items: Range<usize>,
    element: Id,
    /// Characters without blanks.
    chars: usize,
    /// Those of them that are in links to other pages.
    linked: usize,
    /// Characters of prose.
    prose: usize,
    text: String,
}

/// Chooses the lines of `page`, whose source is `source`.
///
/// # Errors
///
/// [`ReadError`] when that takes longer than `allowance` allows.
pub(super) fn choose(source: &str, page: &Page, allowance: &Allowance) -> Result<Chosen, ReadError> {
    let (shown, hidden): (Vec<Candidate>, Vec<Candidate>) = candidates(source, page, allowance)?;
    let sum = |lines: &[Candidate]| lines.iter().map(|line| line.prose).sum::<usize>();
    let hidden_links = hidden_links(page, &hidden);
    // Some sites hide the text itself until a script shows it.
    let mut lines = if sum(&shown) * 4 < sum(&hidden) {
        let mut all: Vec<Candidate> = shown.into_iter().chain(hidden).collect();
        all.sort_by_key(|line| line.items.start);
        all
    } else {
        shown
    };
    // What a class or an id calls navigation is no prose, unless a page calls its text so.
    let is_navigation = |line: &Candidate| page.elements[line.element as usize].navigation;
    let inside: usize = lines.iter().filter(|line| is_navigation(line)).map(|line| line.prose).sum();
    if inside * 2 <= sum(&lines) {
        lines.iter_mut().filter(|line| is_navigation(line)).for_each(|line| line.prose = 0);
    }
    let sums = Sums::of(page, &lines);
    let main = sums.main(page);
    let mut kept: Vec<(usize, bool)> = Vec::new();
    let title = title(source, page, &lines, &sums, main);
    for (i, line) in lines.iter().enumerate() {
        let element = &page.elements[line.element as usize];
        let is_title = title == Some(i);
        let keep = if sums.inside[line.element as usize] == Place::Main {
            !(sums.links_only[line.element as usize] || element.navigation && line.prose == 0)
        } else {
            line.prose > 0 && !element.navigation && !sums.links_only[line.element as usize]
                || is_title
                || !labels::pairs(&line.text).is_empty()
        };
        if keep {
            kept.push((i, is_title));
        }
    }
    if kept.is_empty() {
        kept = (0..lines.len()).map(|i| (i, false)).collect();
    }
    keep_values(page, &lines, &mut kept);
    Ok(Chosen { lines: rows(page, &lines, &kept, &sums), hidden_links })
}

/// Bytes of source of the longest title.
const LONGEST_TITLE: usize = 4096;

/// The text of a title's source in one line, for comparisons; empty for what is too long to be one.
pub(super) fn plain(source: &str) -> String {
    let mut out = String::new();
    if source.len() <= LONGEST_TITLE
        && let Ok(page) = super::tree::parse(source, &Allowance::plain(source.len()))
    {
        render(source, &page.items, &page, &mut out);
    }
    out
}

/// The lines of the page with text, shown and hidden.
fn candidates(source: &str, page: &Page, allowance: &Allowance) -> Result<(Vec<Candidate>, Vec<Candidate>), ReadError> {
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    let mut from = 0;
    while from < page.items.len() {
        allowance.step(Format::Html)?;
        let len = page.items[from..].iter().position(|item| matches!(item, Item::Break));
        let to = from + len.unwrap_or(page.items.len() - from);
        if let Some(line) = candidate(source, page, from..to) {
            let list = if page.elements[line.element as usize].hidden { &mut hidden } else { &mut shown };
            list.push(line);
        }
        from = to + 1;
    }
    Ok((shown, hidden))
}

fn candidate(source: &str, page: &Page, items: Range<usize>) -> Option<Candidate> {
    let mut text = String::new();
    render(source, &page.items[items.clone()], page, &mut text);
    if text.trim().is_empty() {
        return None;
    }
    let (mut element, mut linked) = (None, 0);
    for item in &page.items[items.clone()] {
        let &Item::Text { element: id, start, end } = item else { continue };
        let own = &page.elements[id as usize];
        if own.silent || source[start..end].trim().is_empty() {
            continue;
        }
        element.get_or_insert(id);
        if own.link != NONE {
            linked += source[start..end].chars().filter(|c| !c.is_whitespace()).count();
        }
    }
    let chars = text.chars().filter(|c| !c.is_whitespace()).count();
    let free = chars.saturating_sub(linked);
    let sentence = text.contains(|c: char| !c.is_ascii() && Pauses::CLAUSE.has(c));
    let prose = if sentence && free >= 8 && free >= linked { free } else { 0 };
    Some(Candidate { items, element: element?, chars, linked, prose, text })
}

/// How many hidden elements, counted from the outermost, hold links to other pages.
fn hidden_links(page: &Page, hidden: &[Candidate]) -> usize {
    let mut blocks: Vec<Id> = Vec::new();
    for line in hidden.iter().filter(|line| line.linked > 0) {
        let mut id = line.element;
        loop {
            let parent = page.elements[id as usize].parent;
            if parent == NONE || !page.elements[parent as usize].hidden {
                break;
            }
            id = parent;
        }
        // Lines come in the order of the page, so those of one element follow each other.
        if blocks.last() != Some(&id) {
            blocks.push(id);
        }
    }
    blocks.len()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Main,
    Outside,
}

/// What the elements hold together with everything in them.
struct Sums {
    prose: Vec<usize>,
    lines: Vec<usize>,
    /// Whether the element, or one around it, is a list of links and nothing else.
    links_only: Vec<bool>,
    inside: Vec<Place>,
}

impl Sums {
    fn of(page: &Page, lines: &[Candidate]) -> Sums {
        let count = page.elements.len();
        let (mut prose, mut chars, mut linked, mut links, mut held) =
            (vec![0; count], vec![0; count], vec![0; count], vec![0_usize; count], vec![0_usize; count]);
        for line in lines {
            let at = line.element as usize;
            prose[at] += line.prose;
            chars[at] += line.chars;
            linked[at] += line.linked;
            held[at] += 1;
            links[at] += page.items[line.items.clone()]
                .iter()
                .filter_map(|item| match item {
                    Item::Text { element, .. } => Some(page.elements[*element as usize].link),
                    Item::Break => None,
                })
                .filter(|&link| link != NONE)
                .fold((0, NONE), |(n, last), link| (n + usize::from(link != last), link))
                .0;
        }
        // Children come after their parents, so one pass from the end adds everything up.
        for at in (1..count).rev() {
            let up = page.elements[at].parent as usize;
            prose[up] += prose[at];
            chars[up] += chars[at];
            linked[up] += linked[at];
            links[up] += links[at];
            held[up] += held[at];
        }
        let mut links_only = vec![false; count];
        for at in 1..count {
            let own = links[at] >= 3 && prose[at] == 0 && linked[at] * 10 >= chars[at] * 7;
            links_only[at] = links_only[page.elements[at].parent as usize] || own;
        }
        let mut sums = Sums { prose, lines: held, links_only, inside: vec![Place::Outside; count] };
        let main = sums.main(page);
        sums.inside[main as usize] = Place::Main;
        for at in 1..count {
            if sums.inside[page.elements[at].parent as usize] == Place::Main {
                sums.inside[at] = Place::Main;
            }
        }
        sums
    }

    /// The element that holds the main text.
    fn main(&self, page: &Page) -> Id {
        let enough = (self.prose[0] as f64 * MAIN_SHARE).max(1.0);
        // Elements with so much of it lie within one another, so the last is the innermost.
        let mut at = (0..page.elements.len()).rev().find(|&at| self.prose[at] as f64 >= enough).unwrap_or(0);
        // A single long paragraph is not the document.
        while at > 0
            && (self.lines[at] < 3 || !matches!(page.elements[at].kind, Kind::Block | Kind::Cell | Kind::Preformatted))
        {
            at = page.elements[at].parent as usize;
        }
        at as Id
    }
}

/// Characters of the longest line that is a title.
const LONGEST: usize = 200;

/// So many titles are believed that a page states.
const STATED: usize = 8;

/// The line before the main text that is the page's title, if the main text does not begin with it.
fn title(source: &str, page: &Page, lines: &[Candidate], sums: &Sums, main: Id) -> Option<usize> {
    if main == 0 {
        return None;
    }
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut titles: Vec<String> = page.title.clone().map(|range| bare(&plain(&source[range]))).into_iter().collect();
    let stated = page.meta.iter().filter(|(key, value)| key == "articletitle" && value.len() <= LONGEST_TITLE);
    titles.extend(stated.take(STATED).map(|(_, value)| bare(value)));
    let inside = |line: &Candidate| sums.inside[line.element as usize] == Place::Main;
    let first = lines.iter().position(inside)?;
    // Only as much of a line as a title may have: every line above is looked for in it.
    let begin = |line: &Candidate| line.text.chars().filter(|c| !c.is_whitespace()).take(LONGEST).collect::<String>();
    let opening: String = lines[first..].iter().filter(|line| inside(line)).take(6).map(begin).collect();
    lines[..first]
        .iter()
        .enumerate()
        .filter(|(_, line)| line.linked == 0 && (6..LONGEST).contains(&line.chars))
        .map(|(i, line)| (i, bare(&line.text)))
        .filter(|(_, text)| titles.iter().any(|title| title.contains(text)) && !opening.contains(text))
        .max_by_key(|(_, text)| text.len())
        .map(|(i, _)| i)
}

/// Keeps, with each label that has no value of its own, the next line in the same row or list: it is the value.
fn keep_values(page: &Page, lines: &[Candidate], kept: &mut Vec<(usize, bool)>) {
    let mut more = Vec::new();
    for &(i, _) in kept.iter() {
        let Some(next) = lines.get(i + 1) else { continue };
        // Both in one row, or in items of one list.
        let near = |a: Id, b: Id| {
            let up = |id: Id| {
                std::iter::successors(Some(id), |&id| Some(page.elements[id as usize].parent).filter(|&up| up != NONE))
            };
            up(a).take(4).any(|id| up(b).take(4).any(|other| other == id))
        };
        if near(lines[i].element, next.element)
            && labels::pairs(&lines[i].text).last().is_some_and(|pair| pair.1.is_empty())
        {
            more.push((i + 1, false));
        }
    }
    kept.extend(more);
    kept.sort_by_key(|&(i, _)| i);
    kept.dedup_by_key(|&mut (i, _)| i);
}

/// Makes one line of each table row whose cells have one line each, and of neighbours that were not `kept`.
fn rows(page: &Page, lines: &[Candidate], kept: &[(usize, bool)], sums: &Sums) -> Vec<Line> {
    /// Characters of the longest line that is put together.
    const LONGEST: usize = 1000;
    /// Characters of the shortest line that is a title.
    const ALONE: usize = 5;
    // Where the main text begins.
    let first = lines.iter().position(|line| sums.inside[line.element as usize] == Place::Main).unwrap_or(0);
    let outside = |line: &Candidate| Part { items: line.items.clone(), cell: NONE };
    let within = |i: usize| Part { items: lines[i].items.clone(), cell: page.elements[lines[i].element as usize].cell };
    let mut out = Vec::new();
    let mut rest = kept;
    let mut at = 0;
    while at < lines.len() {
        let next = rest.first().map_or(lines.len(), |&(i, _)| i);
        if at < next {
            // A line above the text that leads nowhere may be its title or its number, and stays one.
            let alone = |line: &Candidate| line.linked == 0 && (ALONE..=LONGEST).contains(&line.chars) && at < first;
            if alone(&lines[at]) {
                let heading = page.elements[lines[at].element as usize].heading;
                out.push(Line { cells: vec![outside(&lines[at])], heading, aside: true, main: false });
                at += 1;
                continue;
            }
            // Navigation is a word here and a word there.
            let mut chars = 0;
            let count = lines[at..next].iter().take_while(|line| {
                chars += line.chars;
                chars <= LONGEST && !alone(line)
            });
            let end = at + count.count().max(1);
            let cells = lines[at..end].iter().map(outside).collect();
            out.push(Line { cells, heading: 0, aside: true, main: false });
            at = end;
            continue;
        }
        let is_title = rest.first().is_some_and(|&(_, is_title)| is_title);
        let place = |i: usize| &page.elements[lines[i].element as usize];
        let main = sums.inside[lines[at].element as usize] == Place::Main;
        let row = place(at).row;
        let len = match row {
            NONE => 1,
            _ => rest.iter().zip(at..).take_while(|&(&(i, _), n)| i == n && place(i).row == row).count(),
        };
        let together = at..at + len;
        rest = &rest[len..];
        at += len;
        let one_each =
            together.clone().zip(together.start + 1..together.end).all(|(i, next)| place(i).cell != place(next).cell);
        let chars: usize = lines[together.clone()].iter().map(|line| line.chars).sum();
        if len > 1 && one_each && chars <= LONGEST {
            let cells = together.map(within).collect();
            out.push(Line { cells, heading: 0, aside: false, main });
        } else {
            out.extend(together.map(|i| Line {
                cells: vec![within(i)],
                heading: if is_title { 1 } else { place(i).heading },
                aside: false,
                main,
            }));
        }
    }
    out
}
