//! The document's own data: number, title, issuer, dates, address; and which lines are furniture of the page.

use std::ops::Range;

use super::Metadata;
use super::context::{HEAD_LINES, Head, is_text};
use super::date::{days, field_day, whole_day};
use super::labels::{Furniture, furniture, labelled, may_be_anywhere};
use super::lines::{Line, likeness, squeeze};
use super::number::{self, DocNumber};
use super::numbering::marker;
use super::title::{self, ends_as_document};
use crate::lexicon::words::BODY;
use crate::text::label::{Field, is_nothing};
use crate::text::numeral::Numerals;

/// Characters of the longest number, title, issuer (there may be thirty together) and address that are believed. All of
/// them stand with every passage or with every answer, and none is a page long.
const NUMBER: usize = 100;
const TITLE: usize = 500;
const ISSUER: usize = 500;
const URL: usize = 2000;

/// What is stated, unless it is empty or longer than `most` characters.
fn believed(stated: Option<&str>, most: usize) -> Option<&str> {
    stated.map(str::trim).filter(|stated| !stated.is_empty() && stated.chars().nth(most).is_none())
}

pub(super) fn read(lines: &[Line<'_>], meta: &Metadata) -> Head {
    let mut head = Head { furniture: vec![false; lines.len()], ..Head::default() };
    let mut fields = Fields::default();
    // The head ends where running text begins.
    let first_text = lines.iter().position(is_text).unwrap_or(lines.len()).min(HEAD_LINES);
    let tail =
        lines.len() - lines.iter().rev().take(HEAD_LINES).take_while(|line| line.foreign || !is_text(line)).count();
    read_labels(lines, 0..first_text, &mut fields, &mut head.furniture, Edge::Head);
    read_labels(lines, tail.max(first_text)..lines.len(), &mut fields, &mut head.furniture, Edge::Tail);
    mark_furniture(lines, first_text, tail, &mut head.furniture);

    let stated = |meta: &Option<String>, field: &Option<String>, most| {
        believed(meta.as_deref(), most).or(believed(field.as_deref(), most)).map(str::to_owned)
    };
    title::find(lines, &mut head, stated(&meta.title, &fields.title, TITLE).as_deref());
    if let Some((end, _)) = head.title.char_indices().nth(TITLE) {
        head.title.truncate(end);
    }
    mark_copies_above(lines, &mut head);
    let body = head.title_lines.end;
    head.text_end = (0..lines.len()).rev().find(|&at| !head.furniture[at] && !lines[at].foreign).map_or(0, |at| at + 1);

    let number = stated(&meta.number, &fields.number, NUMBER);
    head.number = number.as_deref().map(stated_number).or_else(|| own_number(lines, &head));
    let signature = signature(lines, body, &head.furniture);
    head.signed_at = closing(lines, body, head.text_end);
    let day = |text: &Option<String>| text.as_deref().and_then(field_day);
    head.issued = day(&meta.issued)
        .or_else(|| day(&fields.issued))
        .or_else(|| signature.as_ref().map(|(day, _)| day.clone()))
        .or_else(|| ordered_on(lines, &head))
        .or_else(|| enacted(lines, body))
        .or_else(|| lone_day(lines, body));
    head.published = day(&meta.published).or_else(|| day(&fields.published));
    head.issuer = stated(&meta.issuer, &fields.issuer, ISSUER)
        .or_else(|| issuer_in_title(&head.title))
        .or_else(|| signature.and_then(|(_, issuer)| issuer))
        .or_else(|| enacting_body(lines, body, &head.title))
        .map(|issuer| {
            match issuer.strip_prefix("中华人民共和国").or_else(|| issuer.strip_prefix("中華人民共和國"))
            {
                Some(short) if short.chars().count() >= 3 => short.to_owned(),
                _ => issuer,
            }
        });
    head.url = stated(&meta.url, &fields.url, URL);
    head
}

#[derive(Debug, Default)]
struct Fields {
    number: Option<String>,
    title: Option<String>,
    issuer: Option<String>,
    issued: Option<String>,
    published: Option<String>,
    url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Head,
    Tail,
}

/// Reads labelled fields; a label without a value takes the next line.
fn read_labels(lines: &[Line<'_>], range: Range<usize>, fields: &mut Fields, furniture: &mut [bool], edge: Edge) {
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
            let slot = match field {
                Field::Number => &mut fields.number,
                Field::Title => &mut fields.title,
                Field::Issuer => &mut fields.issuer,
                Field::Issued => &mut fields.issued,
                Field::Published => &mut fields.published,
                Field::Url => &mut fields.url,
                Field::Keywords | Field::Other => continue,
            };
            if slot.is_none() && !is_nothing(value) {
                *slot = Some(value.to_owned());
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

fn stated_number(stated: &str) -> DocNumber {
    number::find(stated).unwrap_or_else(|| {
        let text: String = stated.chars().filter(|c| !c.is_whitespace()).collect();
        let id = text.replace(['/', '#'], "-");
        DocNumber { range: 0..0, text, id }
    })
}

/// The number that the document gives itself: on a line of its own near the title, or before the title.
fn own_number(lines: &[Line<'_>], head: &Head) -> Option<DocNumber> {
    let near = lines.len().min(head.title_lines.end.max(4) + 12).min(HEAD_LINES + 12);
    let mut previous: Option<&Line<'_>> = None;
    for line in lines[..near].iter().filter(|line| !line.foreign) {
        if line.len() <= 40 {
            if let Some(number) = number::whole(line.text) {
                return Some(number);
            }
            // 国家市场监督管理总局令 / 第16号
            if let Some(above) = previous.filter(|above| above.len() <= 30 && above.key.ends_with(['令', '告'])) {
                let both = format!("{}{}", above.text, line.text);
                if line.key.starts_with('第') && number::whole(&both).is_some() {
                    return number::whole(&both);
                }
            }
        }
        previous = Some(line);
    }
    let first = lines.iter().find(|line| !line.foreign)?;
    number::find(first.text).filter(|number| number.range.start == 0 && first.text.len() < 600)
}

/// Characters that names of public bodies end with.
fn ends_as_body(key: &str) -> bool {
    let key = key.trim_end_matches([')', ' ']);
    let key = ["(盖章", "(代章", "(公章", "(印章"].iter().find_map(|seal| key.strip_suffix(seal)).unwrap_or(key);
    BODY.iter().any(|body| key.ends_with(body))
}

/// Whether a line is the name of a body and no more, as in a signature.
fn is_name(line: &Line<'_>) -> bool {
    (2..=40).contains(&line.len()) && ends_as_body(&line.key) && marker(&line.key).is_none()
}

/// Whether a line says that the body above it has sealed the document.
fn is_seal(line: &Line<'_>) -> bool {
    matches!(line.key.trim_matches(['(', ')', ' ']), "盖章" | "代章" | "公章" | "印章")
}

/// The name of a body and a day in one line: 某某局 2023年6月30日.
fn signed_in_one(line: &Line<'_>) -> Option<(String, String)> {
    let day = days(&line.key).pop().filter(|day| day.place.end == line.len() && day.place.start >= 2)?;
    let name: String = line.text.chars().take(day.place.start).collect();
    let name = name.trim();
    let signs = line.len() <= 40
        && !line.foreign
        && ends_as_body(&crate::text::fold(name))
        && marker(&line.key).is_none()
        && !line.key.contains([':', ',', '。']);
    signs.then(|| (day.iso, name.to_owned()))
}

/// The most names of a signature.
const NAMES: usize = 6;

/// How many lines above `at` are names of bodies, not above `from`.
fn names_above(lines: &[Line<'_>], from: usize, at: usize) -> usize {
    let names = lines[from..at].iter().rev().take(NAMES).take_while(|line| is_name(line) || is_seal(line)).count();
    if lines[at - names..at].iter().all(is_seal) { 0 } else { names }
}

/// Lines that may stand below a signature: how the document is made public, to whom it is sent, who is to be called.
const BELOW: usize = 8;

/// Where the signature begins that the text ends with, a day under names of bodies, with nothing below it but short
/// lines; `end` where there is none.
fn closing(lines: &[Line<'_>], from: usize, end: usize) -> usize {
    for at in (from + 1..end).rev().take(BELOW) {
        if signed_in_one(&lines[at]).is_some() {
            return at;
        }
        if whole_day(&lines[at].key).is_some() {
            let names = names_above(lines, from, at);
            if names > 0 {
                return at - names;
            }
        }
        if is_text(&lines[at]) {
            break;
        }
    }
    end
}

/// The first signature: a line that is a day, under lines that are names of bodies.
fn signature(lines: &[Line<'_>], from: usize, furniture: &[bool]) -> Option<(String, Option<String>)> {
    for at in from.max(1)..lines.len() {
        if lines[at].len() > 40 || furniture[at] {
            continue;
        }
        let Some(day) = whole_day(&lines[at].key) else {
            if let Some((day, name)) = signed_in_one(&lines[at]) {
                return Some((day, Some(name)));
            }
            continue;
        };
        let names = names_above(lines, from, at);
        if names > 0 {
            let names = lines[at - names..at].iter().filter(|line| !is_seal(line));
            let names: Vec<&str> = names.map(|line| line.text).collect();
            return Some((day, Some(names.join(" "))));
        }
    }
    None
}

/// The last day in the lines below the title that say how a law came about: 通过, 公布, 修订, 批准. When it comes into
/// force is another matter.
fn enacted(lines: &[Line<'_>], from: usize) -> Option<String> {
    const ACTS: [&str; 10] = ["通过", "公布", "修订", "修正", "批准", "发布", "修改", "签署", "印发", "会议"];
    const EFFECTS: [&str; 3] = ["施行", "实施", "生效"];
    let mut last = None;
    for text in history(lines, from) {
        let days = days(&text);
        let nexts = days.iter().skip(1).map(|day| day.place.start).chain([usize::MAX]);
        for (day, next) in days.iter().zip(nexts) {
            let clause: String = text.chars().skip(day.place.end).take(next - day.place.end).collect();
            let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
            if has(&ACTS) || !has(&EFFECTS) {
                last = last.max(Some(day.iso.clone()));
            }
        }
    }
    last
}

/// Characters of a line that are read for the history of a law.
const HISTORY: usize = 600;

/// The lines below the title that tell the history of a law, folded: they begin with a day, and say what was done then,
/// or they put what follows into force.
fn history<'l>(lines: &'l [Line<'_>], from: usize) -> impl Iterator<Item = String> + 'l {
    const WORDS: [&str; 8] = ["通过", "公布", "修订", "修正", "批准", "发布", "施行", "修改"];
    lines[from.min(lines.len())..]
        .iter()
        .filter(|line| !line.foreign)
        .take(24)
        .take_while(|line| marker(&line.key).is_none() && !line.key.starts_with(['#', '<']))
        .map(|line| line.text.chars().take(HISTORY).map(crate::text::fold_char).collect::<String>())
        .filter(|text| {
            let Some(day) = days(text).into_iter().next() else { return false };
            let before =
                text.chars().take(day.place.start).all(|c| matches!(c, '(' | ' ' | '根' | '据' | '经' | '于' | '自'));
            // 2021年5月3日，某公司… is a story.
            let tells = before && !matches!(text.chars().nth(day.place.end), Some(',' | '、'));
            let enforces = ["现予公布", "现予发布", "予以公布"].iter().any(|word| text.contains(word));
            (tells || enforces) && WORDS.iter().any(|word| text.contains(word))
        })
}

/// The day of an order (国务院令) stands between its number and the document that it puts into force.
fn ordered_on(lines: &[Line<'_>], head: &Head) -> Option<String> {
    let number = head.number.as_ref().filter(|number| number.text.contains('令'))?;
    let above = &lines[..head.title_lines.start];
    let line = above.iter().position(|line| number.text.starts_with(line.text) || line.text.contains(&number.text))?;
    above[line..].iter().filter(|line| line.len() <= 24).find_map(|line| whole_day(&line.key))
}

/// A line near the head that is a day and nothing else, without a name above it.
fn lone_day(lines: &[Line<'_>], from: usize) -> Option<String> {
    lines[from.min(lines.len())..].iter().take(8).filter(|line| line.len() <= 24).find_map(|line| whole_day(&line.key))
}

/// The body that passed a law: 台州市第五届人民代表大会常务委员会第二十四次会议通过 → 台州市人民代表大会常务委员会,
/// 国家安全部令第2号公布 → 国家安全部, 民政部第6次部务会议通过 → 民政部; in the characters of the text.
fn enacting_body(lines: &[Line<'_>], from: usize, title: &str) -> Option<String> {
    let folded = history(lines, from).next()?;
    let day = days(&folded).into_iter().next()?;
    // Folding keeps the number of characters, so positions in characters carry over.
    let line = lines[from..].iter().find(|line| folded.starts_with(&line.key))?;
    let skip = |c: &char| c.is_whitespace() || matches!(c, '经' | '經' | '由' | '《' | '〈');
    let own: Vec<char> = line.text.chars().take(HISTORY).skip(day.place.end).skip_while(skip).collect();
    let key: String = own.iter().copied().map(crate::text::fold_char).collect();
    let chars = |byte: usize| key[..byte].chars().count();
    let named = ["常务委员会", "人大常委会", "人民代表大会", "委员会", "国务院"]
        .iter()
        .find_map(|word| key.find(word).map(|at| chars(at + word.len())));
    let ordering = || {
        let at = ["令", "公告", "发布", "公布", "印发", "批准", "第"].iter().filter_map(|word| key.find(word)).min()?;
        ends_as_body(key[..at].trim_end()).then(|| chars(at))
    };
    let count = named.filter(|&count| count <= 40).or_else(ordering).filter(|&count| (2..=40).contains(&count))?;
    let name: String = own[..count].iter().collect();
    let key = crate::text::fold(name.trim_end());
    let name: Vec<char> = name.trim_end().chars().collect();
    let key: Vec<char> = key.chars().collect();
    // 第五届, or 五届 for short.
    let session = key.iter().position(|&c| c == '届').map_or(0..0, |to| {
        let numerals = key[..to].iter().rev().take_while(|&&c| c.is_ascii_digit() || Numerals::COUNTING.has(c)).count();
        let at = to - numerals;
        let at = if at > 0 && key[at - 1] == '第' { at - 1 } else { at };
        if numerals == 0 { 0..0 } else { at..to + 1 }
    });
    let body: String = name.iter().enumerate().filter(|(i, _)| !session.contains(i)).map(|(_, &c)| c).collect();
    // 县人民代表大会: the title says which.
    let unnamed = |c: &char| matches!(crate::text::fold_char(*c), '省' | '市' | '县' | '州');
    let Some(first) = body.chars().next().filter(unnamed) else { return Some(body) };
    let of = title.char_indices().take(15).find(|(_, c)| *c == first).map(|(at, _)| &title[..at]);
    Some(format!("{}{body}", of.unwrap_or("")))
}

/// The issuer at the start of a title: 浙江省市場監督管理局 before 關于.
fn issuer_in_title(title: &str) -> Option<String> {
    let chars: Vec<char> = title.chars().collect();
    let folded: String = crate::text::fold(title);
    let at =
        ["关于", "印发", "转发", "公布", "发布", "对"]
            .iter()
            .filter_map(|word| folded.find(word))
            // 某某局2022年度十大案例
            .chain(folded.match_indices("年").map(|(at, _)| at.saturating_sub(4)).filter(|&at| {
                folded.get(at..at + 4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
            }))
            .map(|byte| folded[..byte].chars().count())
            .filter(|&at| at >= 2)
            .min()?;
    let name: String = chars.get(..at)?.iter().collect();
    let name = name.trim();
    (name.chars().count() <= 60 && ends_as_body(&crate::text::fold(name))).then(|| name.to_owned())
}
