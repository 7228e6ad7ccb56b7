//! The document's own data: number, title, issuer, dates, address; and which lines are furniture of the page.
//!
//! Everything that speaks for a value is a claim, and `evidence` weighs them. Here the claims are gathered.

use std::ops::Range;

use super::bodies::is_site;
use super::context::{HEAD_LINES, Head, is_text};
use super::date::{days, field_day, whole_day};
use super::enactment::{enacted, enacting_body, lone_day, ordered_on};
use super::ending::ends_as_document;
use super::evidence::{Claim, Source, weigh};
use super::issuer::{
    Signature, closing, government_in_title, issuer_in_number, issuer_in_title, issuer_of_collection, name_below,
    names_at_the_end, signature,
};
use super::labels::{Furniture, furniture, labelled, may_be_anywhere};
use super::lines::{Line, likeness, squeeze};
use super::number::{self, DocNumber};
use super::title::{self, byline, is_day};
use super::{Metadata, Stated};
use crate::text::fold;
use crate::text::label::{Field, is_nothing, is_placeholder};

/// Characters of the longest number, title, issuer (there may be thirty together) and address that are believed. All of
/// them stand with every passage or with every answer, and none is a page long.
const NUMBER: usize = 100;
const TITLE: usize = 500;
const ISSUER: usize = 500;
const URL: usize = 2000;

/// What is said of a field, by what, and in which lines.
#[derive(Debug)]
struct Said {
    field: Field,
    value: String,
    source: Source,
    lines: Range<usize>,
}

impl Said {
    /// Whether it says something, and no more than can be believed.
    fn is_believed(&self) -> bool {
        let most = match self.field {
            Field::Number => NUMBER,
            Field::Title => TITLE,
            Field::Issuer => ISSUER,
            Field::Url => URL,
            Field::Issued | Field::Published => 100,
            Field::Keywords | Field::Other => 0,
        };
        !is_nothing(&self.value) && !is_placeholder(&self.value) && self.value.chars().nth(most).is_none()
    }
}

pub(super) fn read(lines: &[Line<'_>], meta: &Metadata) -> Head {
    let mut head = Head { furniture: vec![false; lines.len()], ..Head::default() };
    let mut said = stated(lines, meta);
    // The head ends where running text begins.
    let first_text = lines.iter().position(is_text).unwrap_or(lines.len()).min(HEAD_LINES);
    let tail =
        lines.len() - lines.iter().rev().take(HEAD_LINES).take_while(|line| line.foreign || !is_text(line)).count();
    read_labels(lines, 0..first_text, &mut said, &mut head.furniture, Edge::Head);
    read_labels(lines, tail.max(first_text)..lines.len(), &mut said, &mut head.furniture, Edge::Tail);
    mark_furniture(lines, first_text, tail, &mut head.furniture);
    said.retain(Said::is_believed);

    let titles = said.iter().filter(|said| said.field == Field::Title);
    let titles: Vec<title::Stated> = titles.map(|said| (said.value.clone(), said.source)).collect();
    title::find(lines, &mut head, &titles);
    if let Some((end, _)) = head.title.char_indices().nth(TITLE) {
        head.title.truncate(end);
    }
    mark_copies_above(lines, &mut head);
    // Where the title stands below the letter that encloses its document, the signature stands above.
    let body = if head.title_lines.start > first_text { first_text } else { head.title_lines.end };
    head.text_end = (0..lines.len()).rev().find(|&at| !head.furniture[at] && !lines[at].foreign).map_or(0, |at| at + 1);
    head.signed_at = closing(lines, body, head.text_end);

    let numbers = numbers(lines, &head, &said);
    if let Some((claim, reading)) = weigh(&numbers, lines) {
        // A table of labels is no line of the document, a number beside its title is.
        head.number_lines = if reading.source == Source::Line { claim.lines } else { 0..0 };
        (head.number, head.readings.number) = (Some(claim.value), Some(reading));
    }
    let signature = signature(lines, body, &head.furniture);
    if let Some((claim, reading)) = weigh(&days_of_issue(lines, &head, body, &said, signature.as_ref()), lines) {
        (head.issued, head.readings.issued) = (Some(claim.value), Some(reading));
    }
    if let Some((claim, reading)) = weigh(&days_of_publication(lines, &head, &said), lines) {
        (head.published, head.readings.published) = (Some(claim.value), Some(reading));
    }
    if let Some((claim, reading)) = weigh(&issuers(lines, &head, body, &said, signature.as_ref()), lines) {
        (head.issuer, head.readings.issuer) = (Some(claim.value), Some(reading));
    }
    head.url = said.iter().find(|said| said.field == Field::Url).map(|said| said.value.trim().to_owned());
    head
}

/// What the file says outside its text.
fn stated(lines: &[Line<'_>], meta: &Metadata) -> Vec<Said> {
    let at = |stated: &Stated| {
        let Some(span) = stated.at else { return 0..0 };
        let from = lines.partition_point(|line| line.span.end <= span.start);
        from..lines.partition_point(|line| line.span.start < span.end).max(from)
    };
    let told = meta.told.iter().map(|told| Said {
        field: told.field,
        value: told.value.trim().to_owned(),
        source: told.source,
        lines: at(told),
    });
    let believed = [
        (Field::Number, &meta.number),
        (Field::Title, &meta.title),
        (Field::Issuer, &meta.issuer),
        (Field::Issued, &meta.issued),
        (Field::Published, &meta.published),
        (Field::Url, &meta.url),
    ];
    let believed = believed.into_iter().filter_map(|(field, value)| {
        let value = value.as_deref()?.trim().to_owned();
        Some(Said { field, value, source: Source::Label, lines: 0..0 })
    });
    believed.chain(told).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Head,
    Tail,
}

/// Reads labelled fields; a label without a value takes the next line.
fn read_labels(lines: &[Line<'_>], range: Range<usize>, said: &mut Vec<Said>, furniture: &mut [bool], edge: Edge) {
    let mut at = range.start;
    while at < range.end {
        let line = &lines[at];
        let found = if line.foreign { Vec::new() } else { labelled(line) };
        let mut used = 1;
        for (i, &(field, value)) in found.iter().enumerate() {
            let mut value = value;
            let next =
                lines.get(at + 1).filter(|next| at + 1 < range.end && !next.foreign && labelled(next).is_empty());
            if let (true, true, Some(next)) = (value.is_empty(), i + 1 == found.len() && found.len() == 1, next) {
                // An empty list of keywords may have the title behind it; keywords have blanks between them.
                let takes = match field {
                    Field::Keywords => next.text.chars().any(char::is_whitespace) || next.len() <= 4,
                    Field::Other => next.len() <= 40 && !ends_as_document(next.text),
                    Field::Issued | Field::Published => !days(&next.key).is_empty(),
                    Field::Url => next.text.starts_with("http"),
                    Field::Number => number::find(next.text).is_some(),
                    Field::Title | Field::Issuer => true,
                };
                if takes {
                    value = next.text;
                    used = 2;
                }
            }
            if !matches!(field, Field::Keywords | Field::Other) {
                said.push(Said { field, value: value.to_owned(), source: Source::Label, lines: at..at + used });
            }
        }
        // Below the text, labels such as 名稱: may be part of it; only what sites append is furniture there.
        let site = |(field, _): &(Field, &str)| {
            edge == Edge::Head || matches!(field, Field::Url | Field::Other | Field::Published | Field::Keywords)
        };
        if !found.is_empty() && found.iter().all(site) {
            furniture[at..at + used].fill(true);
        }
        at += used;
    }
}

fn mark_furniture(lines: &[Line<'_>], first_text: usize, tail: usize, marks: &mut [bool]) {
    let mut tail_open = false;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.foreign) {
        let below = at >= tail;
        // Nearly every line is in the middle, where only a few things are furniture.
        if at >= first_text && !below && !may_be_anywhere(line) {
            continue;
        }
        match furniture(line) {
            Some(Furniture::Anywhere) => marks[at] = true,
            Some(Furniture::AtTheEdges) if at < first_text || below => marks[at] = true,
            Some(Furniture::OpensTail) if below && at > 0 => {
                marks[at] = true;
                tail_open = true;
            }
            _ if tail_open => marks[at] = true,
            _ => {}
        }
    }
}

/// Lines above the title that repeat it, with the number or with the name of the site, are furniture.
fn mark_copies_above(lines: &[Line<'_>], head: &mut Head) {
    let title = squeeze(&head.title);
    if title.chars().count() < 8 {
        return;
    }
    for (line, furniture) in lines[..head.title_lines.start].iter().zip(&mut head.furniture) {
        if line.foreign || line.text.len() > 3 * 200 {
            continue;
        }
        let copy = squeeze(line.text);
        let extra = copy.chars().count().saturating_sub(title.chars().count());
        if (copy.contains(&title) && extra <= 40) || likeness(&copy, &title) > 0.9 {
            *furniture = true;
        }
    }
}

fn stated_number(stated: &str) -> Option<DocNumber> {
    number::find(stated).or_else(|| {
        let text: String = stated.chars().filter(|c| !c.is_whitespace()).collect();
        let id = text.replace(['/', '#'], "-");
        text.contains(|c: char| c.is_numeric()).then_some(DocNumber { range: 0..0, text, id })
    })
}

/// What says which number the document has: a label, a line of its own near the title, the title with it in brackets or
/// before it.
fn numbers(lines: &[Line<'_>], head: &Head, said: &[Said]) -> Vec<Claim<DocNumber>> {
    let claim = |number: DocNumber, source, weight, lines| Claim {
        key: fold(&number.id),
        value: number,
        source,
        weight,
        lines,
    };
    let labelled = said.iter().filter(|said| said.field == Field::Number).filter_map(|said| {
        let weight = if number::find(&said.value).is_some() { 9.0 } else { 5.0 };
        Some(claim(stated_number(&said.value)?, Source::Label, weight, said.lines.clone()))
    });
    let mut claims: Vec<Claim<DocNumber>> = labelled.collect();
    let first = (0..lines.len()).find(|&at| !lines[at].foreign && !head.furniture[at]).unwrap_or(0);
    let near = lines.len().min(head.title_lines.end.max(4) + 12).min(HEAD_LINES + 12).max(first.min(lines.len()));
    let mut previous: Option<&Line<'_>> = None;
    for (at, line) in lines[..near].iter().enumerate() {
        if line.foreign && !(line.aside && at < first) || line.len() > 60 {
            continue;
        }
        let far = at.abs_diff(head.title_lines.start.min(at)).min(40) as f32;
        let above = previous.replace(line);
        let inside = head.title_lines.contains(&at);
        let weight = 8.0 - 0.05 * far - if line.aside { 1.0 } else { 0.0 };
        // 国家市场监督管理总局令 / 第16号
        let both = above.filter(|above| above.len() <= 30 && number::goes_on(&above.key, &line.key));
        let both = both.and_then(|above| number::whole(&format!("{}{}", above.text, line.text)));
        if let Some(number) = both {
            claims.push(claim(number, Source::Line, weight + 0.1, at.saturating_sub(1)..at + 1));
        } else if let Some(number) = number::whole(line.text).filter(|_| !inside) {
            claims.push(claim(number, Source::Line, weight, at..at + 1));
        }
    }
    // (2021)最高法知民终1469号, (78)交公路字412号: beside the title.
    let beside = own_lines(lines, head).filter(|at| !head.title_lines.contains(at));
    for (at, number) in beside.filter_map(|at| Some((at, number::year_first(lines[at].text)?))) {
        if next_to_title(lines, head, at) {
            claims.push(claim(number, Source::Line, 6.5, at..at + 1));
        }
    }
    if let Some((number, _, at)) = dated_number(lines, head) {
        claims.push(claim(number, Source::Line, 7.5, at..at + 1));
    }
    if let Some(number) = head.number_in_title.clone() {
        claims.push(claim(number, Source::Title, 7.0, head.title_lines.clone()));
    }
    // 文號《題目》, as sites head their pages.
    let begins = |line: &&Line<'_>| !line.foreign && line.text.len() < 600;
    if let Some(line) = lines.iter().take(near).find(begins)
        && let Some(number) = number::find(line.text).filter(|number| number.range.start == 0)
    {
        claims.push(claim(number, Source::Title, 6.0, 0..1));
    }
    claims
}

/// The lines in which the title, its copies, and what stands beside them are looked for.
fn own_lines(lines: &[Line<'_>], head: &Head) -> impl Iterator<Item = usize> {
    let end = lines.len().min(HEAD_LINES).min(head.title_lines.end + 24);
    (0..end).filter(|&at| !lines[at].foreign && !head.furniture[at])
}

/// Whether the line above or below line `at` is the end or the beginning of the title, or a copy of it.
fn next_to_title(lines: &[Line<'_>], head: &Head, at: usize) -> bool {
    let title = squeeze(&head.title);
    let copy = |at: usize| {
        head.title_lines.contains(&at)
            || title.chars().count() >= 6 && lines.get(at).is_some_and(|line| squeeze(line.text) == title)
    };
    at.checked_sub(1).is_some_and(copy) || copy(at + 1)
}

/// The day and the number that stand in brackets below a title: (2009年9月16日 深发〔2009〕11号).
fn dated_number(lines: &[Line<'_>], head: &Head) -> Option<(DocNumber, String, usize)> {
    own_lines(lines, head).filter(|&at| at >= head.title_lines.end).find_map(|at| {
        let line = &lines[at];
        if line.len() > 60 || !line.key.starts_with('(') {
            return None;
        }
        let day = days(&line.key).into_iter().next()?;
        let rest: String =
            line.text.chars().enumerate().filter(|(i, _)| !day.place.contains(i)).map(|(_, c)| c).collect();
        let number = number::whole(rest.replace([',', '，', '、', ';', '；'], "").trim())?;
        next_to_title(lines, head, at).then_some((number, day.iso, at))
    })
}

fn days_of_issue(
    lines: &[Line<'_>],
    head: &Head,
    body: usize,
    said: &[Said],
    signature: Option<&Signature>,
) -> Vec<Claim<String>> {
    let claim = |day: String, source, weight, lines| Claim { key: day.clone(), value: day, source, weight, lines };
    let mut claims: Vec<Claim<String>> = labelled_days(said, Field::Issued);
    if let Some(signature) = signature {
        claims.push(claim(signature.day.clone(), Source::Signature, 7.5, signature.lines.clone()));
    }
    if let Some(day) = ordered_on(lines, head) {
        claims.push(claim(day, Source::Line, 7.0, 0..0));
    }
    if let Some((_, day, at)) = dated_number(lines, head) {
        claims.push(claim(day, Source::Line, 6.5, at..at + 1));
    }
    if let Some(day) = enacted(lines, body) {
        claims.push(claim(day, Source::History, 6.0, 0..0));
    }
    // The day that the text ends with, without a name.
    let end = (body..head.text_end).rev().take(4).find_map(|at| Some((whole_day(&lines[at].key)?, at)));
    if let Some((day, at)) = end.filter(|(_, at)| lines[*at].len() <= 24) {
        claims.push(claim(day, Source::Line, 5.0, at..at + 1));
    }
    if let Some(day) = lone_day(lines, body, &head.furniture) {
        claims.push(claim(day, Source::Line, 4.0, 0..0));
    }
    claims
}

fn labelled_days(said: &[Said], field: Field) -> Vec<Claim<String>> {
    let of = said.iter().filter(|said| said.field == field);
    let claim = |said: &Said| {
        let day = field_day(&said.value)?;
        let weight = if said.source == Source::Label { 9.0 } else { 6.0 };
        Some(Claim { key: day.clone(), value: day, source: said.source, weight, lines: said.lines.clone() })
    };
    of.filter_map(claim).collect()
}

fn days_of_publication(lines: &[Line<'_>], head: &Head, said: &[Said]) -> Vec<Claim<String>> {
    let mut claims = labelled_days(said, Field::Published);
    // 某某网 2021-08-12, right below the title or above it.
    let from = head.title_lines.start.saturating_sub(2);
    for (at, line) in lines.iter().enumerate().take(head.title_lines.end + 4).skip(from) {
        if let Some(day) = byline(line).filter(|_| !line.foreign || line.aside) {
            claims.push(Claim { key: day.clone(), value: day, source: Source::Byline, weight: 4.0, lines: at..at + 1 });
        } else if let Some(day) = dated_source(line) {
            claims.push(Claim { key: day.clone(), value: day, source: Source::Byline, weight: 3.5, lines: at..at + 1 });
        }
    }
    claims
}

/// The only day of a line that says where a text is from or who edited it: 来源：某某网编辑：某某2023-11-23阅读量：3.
fn dated_source(line: &Line<'_>) -> Option<String> {
    const SAYS: [&str; 7] = ["来源", "信息来源", "文章来源", "稿源", "作者", "编辑", "责任编辑"];
    if line.len() > 80 {
        return None;
    }
    let [day] = &days(&line.key)[..] else { return None };
    // 2022-06-21 08:27 来源:某省生态环境厅 has the day first.
    let at = line.key.char_indices().nth(day.place.end).map_or(line.key.len(), |(at, _)| at);
    let first = if day.place.start == 0 { &line.key[at..] } else { line.key.as_str() };
    let first = first.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | ':' | '\u{3000}' | '|'));
    let says = SAYS.iter().any(|word| first.starts_with(word));
    let behind = line.key.chars().skip(day.place.end).any(|c| c == '。');
    (says && !behind && !line.key.contains(['年', '效', '止'])).then(|| day.iso.clone())
}

fn issuers(
    lines: &[Line<'_>],
    head: &Head,
    body: usize,
    said: &[Said],
    signature: Option<&Signature>,
) -> Vec<Claim<String>> {
    let mut claims: Vec<Claim<String>> = Vec::new();
    let mut claim = |name: &str, source, weight, lines| {
        let name = without_country(name.trim());
        // 中华人民共和国财政部 is 财政部, however it is joined to others.
        claims.push(Claim { value: name.to_owned(), key: squeeze(name), source, weight, lines });
    };
    // The signature comes first: where names are written apart there, the value is.
    if let Some(signature) = signature {
        claim(&signature.names, Source::Signature, 6.5, signature.lines.clone());
    }
    for said in said.iter().filter(|said| said.field == Field::Issuer && !is_site(&said.value)) {
        claim(&said.value, Source::Label, 9.0, said.lines.clone());
    }
    if let Some(name) = issuer_in_title(&head.title) {
        claim(&name, Source::Title, 6.0, head.title_lines.clone());
    }
    if let Some(name) = issuer_of_collection(&head.title) {
        claim(&name, Source::Title, 3.0, head.title_lines.clone());
    }
    if let Some(name) = government_in_title(&head.title) {
        claim(&name, Source::Title, 2.5, head.title_lines.clone());
    }
    if let Some(name) = name_below(lines, head.title_lines.end).filter(|_| !head.title_lines.is_empty()) {
        claim(name, Source::Line, 3.5, head.title_lines.end..head.title_lines.end + 1);
    }
    // 某县统计局 / (2023年5月): names above a day or a month, before the text begins.
    let dated = (head.title_lines.end..lines.len().min(head.title_lines.end + 12))
        .take_while(|&at| lines[at].foreign || !is_text(&lines[at]))
        .find(|&at| at + 1 < lines.len() && is_day(&lines[at + 1].key) && name_below(lines, at).is_some());
    if let Some((name, at)) = dated.and_then(|at| Some((name_below(lines, at)?, at))) {
        claim(name, Source::Line, 3.5, at..at + 1);
    }
    // Above the title of a document that has a page's own lines above it.
    let above = head.title_lines.start.checked_sub(1).filter(|&at| (0..at).any(|at| !lines[at].foreign));
    // 视频中心 and what stands twice there is of a menu.
    let menu = |at: usize| {
        let line = &lines[at];
        line.len() <= 4 && line.key.ends_with("中心") || at > 0 && lines[at - 1].key == line.key
    };
    if let Some((name, at)) = above.filter(|&at| !menu(at)).and_then(|at| Some((name_below(lines, at)?, at))) {
        claim(name, Source::Line, 2.0, at..at + 1);
    }
    // A page that repeats the title above its document may have the name there.
    let title = squeeze(&head.title);
    let copies = (0..lines.len().min(HEAD_LINES)).filter(|&at| {
        at + 1 < lines.len()
            && !lines[at].foreign
            && !head.title_lines.contains(&at)
            && squeeze(lines[at].text) == title
    });
    for at in copies.filter(|_| title.chars().count() >= 6) {
        if let Some(name) = name_below(lines, at + 1).filter(|_| !head.title_lines.contains(&(at + 1))) {
            claim(name, Source::Line, 3.5, at + 1..at + 2);
        } else if let Some(name) = at.checked_sub(1).and_then(|above| name_below(lines, above)) {
            claim(name, Source::Line, 3.0, at - 1..at);
        }
    }
    if let Some(name) = head.number.as_ref().and_then(|number| issuer_in_number(&number.text)) {
        // Who orders signs for what others have passed: 某市人民政府令 beside 市政府第12次常务会议通过.
        let weight = if name_orders(head) { 5.5 } else { 4.0 };
        claim(&name, Source::Number, weight, head.number_lines.clone());
    }
    if let Some(name) = enacting_body(lines, body, &head.title) {
        claim(&name, Source::History, 5.0, 0..0);
    }
    if let Some((name, at)) = names_at_the_end(lines, body, head.text_end) {
        claim(&name, Source::Signature, 4.0, at);
    }
    claims
}

/// Whether the document's number is that of an order.
fn name_orders(head: &Head) -> bool {
    head.number.as_ref().is_some_and(|number| number.text.contains('令'))
}

/// The name of a body of the state without the name of the state.
fn without_country(name: &str) -> &str {
    let short = name.strip_prefix("中华人民共和国").or_else(|| name.strip_prefix("中華人民共和國"));
    short.filter(|short| short.chars().count() >= 3).unwrap_or(name)
}
