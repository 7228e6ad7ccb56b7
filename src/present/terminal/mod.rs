//! Answers for reading: on a terminal with colour, in a pipe or without colour with marks in brackets. How an answer is
//! laid out is particular to it, so each sort of answer has a file here; what they have in common stands in this one.

mod compare;
mod counts;
mod facts;
mod groups;
mod inspection;
mod similar;
mod table;
mod timeline;
mod verification;

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use super::Lang;
use super::door::Door;
use super::rows::{self, Options};
use super::window::window;
use super::wording::{cell_name, counted, machine_name, part_name, place_name, role_name, short_name, version_line};
use super::wrap::{Wrapped, columns, fitted};
use crate::api::{Answer, CaseHit, Exact, Hit, Hits, NoticeListing, QueryEcho, Response, RunWords, Shown};
use crate::decode::Place;
use crate::notice::Role;
use crate::text::{Local, Span, Status, one_line, sanitize};

pub use inspection::{inspected, listed};

/// How answers look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether escape sequences are written.
    pub color: bool,
    /// Columns of a line.
    pub width: usize,
    /// The language of labels.
    pub lang: Lang,
    /// The number of the first hit.
    pub first: usize,
}

/// Writes an answer.
///
/// # Errors
///
/// What the writer reports.
pub fn answer(out: &mut Door<impl Write>, answer: &Answer, look: &Look, options: Options) -> io::Result<()> {
    match answer {
        Answer::Search(found) => {
            if options.explain {
                understood(out, &found.query, look)?;
            }
            response(out, found, look)
        }
        Answer::List(found) => listing(out, &found.notices, look),
        Answer::Show(found) => shown(out, found, look),
        Answer::Cite(cited) => cited.cited.iter().try_for_each(|found| shown(out, found, look)),
        Answer::Facets(found) => counts::facets(out, found, look),
        Answer::Facts(found) => facts::text(out, found, look),
        Answer::Table(found) => table::text(out, found, look, options.cite),
        Answer::Timeline(found) => timeline::text(out, found, look),
        Answer::Kwic(found) => counts::kwic(out, found, look),
        Answer::WhyNot(why) => counts::why_not(out, why, look),
        Answer::Verify(verification) => verification::text(out, verification, look),
        Answer::VerifyDraft(draft) => verification::draft(out, draft, look),
        Answer::Similar(found) => similar::text(out, found, look),
        Answer::Groups(found) => groups::clusters(out, found, look),
        Answer::Compare(comparison) => compare::text(out, comparison, look),
        Answer::Keywords(found) if found.keywords.is_empty() => Ok(()),
        Answer::Keywords(found) => groups::keywords(out, found, look),
        Answer::Pivot(found) if found.rows.is_empty() => Ok(()),
        Answer::Pivot(_) | Answer::Source(_) | Answer::Corpus(_) => {
            counts::sheet(out, &rows::rows(answer, options), look)
        }
        Answer::Inspect(found) => inspected(out, found, look),
    }
}

/// Lines of text that a hit takes, about.
const LINES: usize = 3;
/// Passages shown of each case when hits are cases.
const PASSAGES_OF_A_CASE: usize = 3;
const INDENT: usize = 3;

const MARK: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))).effects(Effects::BOLD);
const TITLE: Style = Style::new().effects(Effects::BOLD);
const PLACE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const FAINT: Style = Style::new().effects(Effects::DIMMED);
const DOUBT: Style = Style::new().effects(Effects::UNDERLINE);

/// Writes the answer to a search.
fn response(out: &mut Door<impl Write>, response: &Response, look: &Look) -> io::Result<()> {
    match &response.hits {
        Hits::Passages(hits) => {
            for (number, hit) in (look.first..).zip(hits) {
                numbered_head(out, look, Some(number), hit)?;
                passage(out, look, hit, LINES)?;
                explanation(out, look, hit)?;
                writeln!(out)?;
            }
        }
        Hits::Cases(cases) => {
            for (number, case) in (look.first..).zip(cases) {
                of_case(out, look, number, case)?;
                writeln!(out)?;
            }
        }
    }
    summary(out, response, look)
}

/// Writes how a query was understood: as it prints, and how its runs were cut into words.
fn understood(out: &mut Door<impl Write>, query: &QueryEcho, look: &Look) -> io::Result<()> {
    let (parsed, cut) = if look.lang == Lang::Zh { ("读作", "切词") } else { ("read as", "cut into") };
    writeln!(out, "{parsed}: {}", one_line(&query.parsed))?;
    for RunWords { run, words } in &query.tokens {
        writeln!(out, "{cut}: {} → {}", one_line(run), one_line(&words.join(" ")))?;
    }
    writeln!(out)
}

/// Writes the last line: how much was found.
fn summary(out: &mut Door<impl Write>, response: &Response, look: &Look) -> io::Result<()> {
    let shown = match &response.hits {
        Hits::Passages(hits) => hits.len(),
        Hits::Cases(cases) => cases.len(),
    };
    if shown == 0 && response.total == 0 {
        return Ok(());
    }
    let by_case = matches!(response.hits, Hits::Cases(_));
    let counts = match (look.lang, by_case) {
        (Lang::Zh, false) => {
            format!("{} 处，{} 段，{} 个案例", response.occurrences, response.total, response.cases)
        }
        (Lang::Zh, true) => format!("{} 处，{} 个案例", response.occurrences, response.total),
        (Lang::En, false) => format!(
            "{} in {} of {}",
            counted(response.occurrences, "occurrence"),
            counted(response.total, "passage"),
            counted(response.cases, "case")
        ),
        (Lang::En, true) => {
            format!("{} in {}", counted(response.occurrences, "occurrence"), counted(response.total, "case"))
        }
    };
    let counts = match response.exact.filter(|exact| exact.occurrences < response.occurrences) {
        Some(Exact { occurrences, passages, cases }) => match look.lang {
            Lang::Zh => {
                format!("原样 {occurrences} 处，{passages} 段，{cases} 个案例；连同各词分开的 {counts}")
            }
            Lang::En => format!(
                "as it stands {} in {} of {}; with its words apart {counts}",
                counted(occurrences, "occurrence"),
                counted(passages, "passage"),
                counted(cases, "case")
            ),
        },
        None => counts,
    };
    let part = if shown == 0 {
        let after = look.first.saturating_sub(1);
        match look.lang {
            Lang::Zh => format!("；第 {after} 个以后没有了"),
            Lang::En => format!("; there is none after the first {after}"),
        }
    } else if shown < response.total {
        match look.lang {
            Lang::Zh => format!("；显示 {shown} 个，更多请用 --limit 或 --offset"),
            Lang::En => format!("; {shown} shown, more with --limit or --offset"),
        }
    } else {
        String::new()
    };
    let mut line = Wrapped::new(folded_at(look), 0);
    line.push(&format!("{counts}{part}"), look.color.then_some(FAINT));
    line.write(out)
}

fn head(out: &mut Door<impl Write>, look: &Look, hit: &Hit) -> io::Result<()> {
    numbered_head(out, look, None, hit)
}

/// `3. 優秀2 首推慈城年糕…`, and below it `浙江省 · 寧波市 · 江北區 · 主要做法 · 浙市監知運〔2023〕12號 · …/優秀2#4`. On a narrow line
/// the number of the notice is left out first, which the id has too, then the province.
fn numbered_head(out: &mut Door<impl Write>, look: &Look, number: Option<usize>, hit: &Hit) -> io::Result<()> {
    let case = hit.case.as_ref();
    let title = case.map_or(hit.notice.title.as_str(), |case| case.title.as_str());
    let name = case.and_then(short_name);
    let name = name.map_or_else(String::new, |name| format!("{name} "));
    let number = number.map_or_else(String::new, |number| format!("{number}. "));
    write_styled(out, look, TITLE, &fitted(&format!("{number}{name}{}", sanitize(title)), look.width))?;
    writeln!(out)?;
    let place = |with_province: bool, with_notice: bool| {
        let mut place: Vec<String> = Vec::new();
        if let Some(case) = case {
            place.extend(case.province.iter().filter(|_| with_province).cloned());
            place.extend(case.city.iter().chain(&case.county).cloned());
        }
        place.extend(hit.section.clone());
        if hit.role != Role::Body {
            place.push(role_name(hit.role, look.lang).to_owned());
        }
        place.extend(hit.by_machine.then(|| machine_name(look.lang).to_owned()));
        place.extend(hit.place.as_ref().map(|place| place_name(place, look.lang)));
        // A sheet calls its cells by names of its own.
        let named = matches!(hit.place, Some(Place::Row { .. }));
        if let Some(first) = hit.cells.first().filter(|_| !named) {
            place.push(cell_name(&first.cell, hit.cells.len() == 1, look.lang));
        }
        place.extend(hit.notice.number.iter().filter(|_| with_notice).cloned());
        place.push(hit.id.clone());
        sanitize(&place.join(" · ")).into_owned()
    };
    let width = look.width.saturating_sub(INDENT);
    let ways = [place(true, true), place(true, false), place(false, false)];
    let [.., shortest] = &ways;
    let line = ways.iter().find(|way| columns(way) <= width).unwrap_or(shortest);
    // An id is what one goes on with: it is never cut.
    styled_lines(out, look, PLACE, INDENT, line)
}

/// The width at which lines of names and counts are wrapped: programs look for them in one piece, and so they are left to
/// the terminal where it is wide.
fn folded_at(look: &Look) -> usize {
    const WIDE: usize = 80;
    if look.width < WIDE { look.width } else { usize::MAX }
}

/// Writes `text`, set in and wrapped, in one style.
fn styled_lines(out: &mut Door<impl Write>, look: &Look, style: Style, indent: usize, text: &str) -> io::Result<()> {
    let mut lines = Wrapped::new(folded_at(look), indent);
    lines.push(text, look.color.then_some(style));
    lines.write(out)
}

fn of_case(out: &mut Door<impl Write>, look: &Look, number: usize, case: &CaseHit) -> io::Result<()> {
    for (index, hit) in case.passages.iter().take(PASSAGES_OF_A_CASE).enumerate() {
        if index == 0 {
            numbered_head(out, look, Some(number), hit)?;
        }
        passage(out, look, hit, LINES - 1)?;
        explanation(out, look, hit)?;
    }
    let more = case.passages.len().saturating_sub(PASSAGES_OF_A_CASE);
    if more > 0 {
        let text = match look.lang {
            Lang::Zh => format!("另有 {more} 段"),
            Lang::En => format!("{} more", counted(more, "passage")),
        };
        write!(out, "{:INDENT$}", "")?;
        write_styled(out, look, FAINT, &text)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The best window of the passage, marks lit.
fn passage(out: &mut Door<impl Write>, look: &Look, hit: &Hit, lines: usize) -> io::Result<()> {
    let marks: Vec<Span<Local>> = hit.marks.iter().map(|mark| mark.local).collect();
    let width = look.width.saturating_sub(INDENT).max(10);
    // Room for the ellipses and, without colour, for the brackets around marks.
    let shown = window(&hit.text, &marks, (width * lines).saturating_sub(8).max(10));
    body(out, look, hit, shown.span, (shown.cut_before, shown.cut_after))
}

/// A part of a passage, wrapped, with marks and doubtful repairs.
fn body(
    out: &mut Door<impl Write>,
    look: &Look,
    hit: &Hit,
    span: Span<Local>,
    (cut_before, cut_after): (bool, bool),
) -> io::Result<()> {
    let mut text = Wrapped::new(look.width, INDENT);
    if cut_before {
        text.push("…", None);
    }
    let mut at = span.start;
    // Marks and doubtful repairs each begin and end somewhere; between two such places everything looks alike.
    let doubts: Vec<Span<Local>> =
        hit.repairs.iter().filter(|r| r.status == Status::Suggested).map(|r| r.local).collect();
    let marks: Vec<Span<Local>> = hit.marks.iter().map(|mark| mark.local).collect();
    let mut bounds: Vec<usize> = marks
        .iter()
        .chain(&doubts)
        .flat_map(|span| [span.start, span.end])
        .chain([span.end])
        .filter(|&bound| bound > span.start && bound <= span.end)
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    for bound in bounds {
        let piece = &hit.text[at..bound];
        let mark = covering(&marks, at, bound);
        let doubt = covering(&doubts, at, bound);
        match (look.color, mark, doubt) {
            (true, Some(_), Some(_)) => text.push(piece, Some(MARK.underline())),
            (true, Some(_), None) => text.push(piece, Some(MARK)),
            (true, None, Some(_)) => text.push(piece, Some(DOUBT)),
            (true, None, None) => text.push(piece, None),
            (false, mark, doubt) => {
                // A mark that the window cuts is bracketed where the window cuts it.
                if mark.is_some_and(|mark| mark.start.max(span.start) == at) {
                    text.push("【", None);
                }
                text.push(piece, None);
                if doubt.is_some_and(|doubt| doubt.end.min(span.end) == bound) {
                    text.push("[?]", None);
                }
                if mark.is_some_and(|mark| mark.end.min(span.end) == bound) {
                    text.push("】", None);
                }
            }
        }
        at = bound;
    }
    if cut_after {
        text.push("…", None);
    }
    text.write(out)
}

/// The one of `spans`, which are sorted and disjoint, that covers the bytes from `start` to `end`.
fn covering(spans: &[Span<Local>], start: usize, end: usize) -> Option<Span<Local>> {
    let after = spans.partition_point(|span| span.start <= start);
    let span = *spans.get(after.checked_sub(1)?)?;
    (end <= span.end).then_some(span)
}

fn explanation(out: &mut Door<impl Write>, look: &Look, hit: &Hit) -> io::Result<()> {
    if hit.explanation.is_empty() {
        return Ok(());
    }
    let parts: Vec<String> =
        hit.explanation.iter().map(|part| format!("{} {:.2}", part_name(&part.part, look.lang), part.score)).collect();
    let mut text = Wrapped::new(look.width, INDENT);
    text.push(&format!("{:.2} = {}", hit.score, parts.join(" + ")), look.color.then_some(FAINT));
    text.write(out)
}

fn write_styled(out: &mut Door<impl Write>, look: &Look, style: Style, text: &str) -> io::Result<()> {
    if !look.color {
        return write!(out, "{text}");
    }
    out.wear(style)?;
    write!(out, "{text}")?;
    out.bare(style)
}

/// Writes the notices and their cases.
fn listing(out: &mut Door<impl Write>, listing: &[NoticeListing], look: &Look) -> io::Result<()> {
    let show = |text: &str| sanitize(text).into_owned();
    for notice in listing {
        write_styled(out, look, TITLE, &fitted(&show(&notice.notice.title), look.width))?;
        writeln!(out)?;
        let about: Vec<String> = [
            notice.notice.number.clone(),
            notice.notice.issuer.as_deref().map(show),
            notice.notice.issued.clone(),
            Some(match look.lang {
                Lang::Zh => format!("{} 段", notice.passages),
                Lang::En => counted(notice.passages, "passage"),
            }),
            notice
                .notice
                .untitled
                .then(|| look.lang.pick("无标题，以文件名代之", "no title; its file's name stands in").to_owned()),
            Some(notice.file.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        styled_lines(out, look, FAINT, INDENT, &about.join(" · "))?;
        for copy in &notice.copies {
            let copy = format!("{}: {copy}", look.lang.pick("副本", "copy"));
            styled_lines(out, look, FAINT, INDENT, &copy)?;
        }
        for version in &notice.versions {
            styled_lines(out, look, DOUBT, INDENT, &version_line(version, look.lang))?;
        }
        // A document that is one case is that case; it needs no second line.
        for case in notice.cases.iter().filter(|case| case.case.id != notice.notice.id) {
            let name = short_name(&case.case).unwrap_or_default();
            let name = show(&name);
            let place: Vec<String> = case.case.city.iter().chain(&case.case.county).map(|place| show(place)).collect();
            let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(columns(text)));
            let place = place.join(" ");
            let (name_pad, place_pad) = (pad(&name, 7), pad(&place, 14));
            write!(out, "{:INDENT$}{name}{name_pad} ", "")?;
            write_styled(out, look, PLACE, &place)?;
            let room = look.width.saturating_sub(INDENT + 7 + 1 + columns(&place).max(14) + 1).max(10);
            writeln!(out, "{place_pad} {}", fitted(&show(&case.case.title), room))?;
        }
    }
    Ok(())
}

/// Writes a case, notice or passage whole.
fn shown(out: &mut Door<impl Write>, shown: &Shown, look: &Look) -> io::Result<()> {
    let show = |text: &str| sanitize(text).into_owned();
    if let Some(case) = &shown.case {
        let name = short_name(case).map_or_else(String::new, |name| format!("{} ", show(&name)));
        styled_lines(out, look, TITLE, 0, &format!("{name}{}", show(&case.title)))?;
        let mut place: Vec<String> = case.city.iter().chain(&case.county).map(|place| show(place)).collect();
        place.push(sanitize(&case.id).into_owned());
        styled_lines(out, look, PLACE, 0, &place.join(" · "))?;
    }
    let about: Vec<String> = [
        Some(show(&shown.notice.title)),
        shown.notice.number.clone(),
        shown.notice.issuer.as_deref().map(show),
        shown.notice.issued.clone(),
        Some(shown.file.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    styled_lines(out, look, FAINT, 0, &about.join(" · "))?;
    for version in &shown.versions {
        styled_lines(out, look, DOUBT, 0, &version_line(version, look.lang))?;
    }
    let mut said = None;
    for hit in &shown.passages {
        let is_title = shown.case.as_ref().is_some_and(|case| case.id == hit.id);
        // The title stands above, and what does not belong to the page stays out.
        if is_title || hit.role == Role::Foreign {
            continue;
        }
        writeln!(out)?;
        // Once a page.
        let machine = hit.place.as_ref().filter(|_| hit.by_machine);
        if let Some(place) = machine.filter(|place| said != Some(*place)) {
            let line = format!("{} · {}", machine_name(look.lang), place_name(place, look.lang));
            styled_lines(out, look, DOUBT, 0, &line)?;
        }
        said = machine;
        if hit.role == Role::Heading {
            styled_lines(out, look, TITLE, 0, &hit.text)?;
        } else {
            body(out, look, hit, Span::new(0, hit.text.len()), (false, false))?;
        }
    }
    Ok(())
}
