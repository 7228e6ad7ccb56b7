//! Headings and the sections they open.
//!
//! Chapters, Markdown headings, 【…】 and the usual names of sections always open one. Numbered headings open one when
//! nothing stronger is open, and the outermost numbering wins: under 二、主要做法 a heading （一）… stays in 主要做法.
//! A heading that runs into its paragraph (一、总体要求。以…) opens the section, but the passage is text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::text::is_han;

use super::context::is_text;
use super::ending::ends_as_document;
use super::lines::{Line, NO_TITLE, strip_marks};
use super::numbering::{Kind, Marker, marker};

/// What a line is in the outline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    pub(super) heading: bool,
    pub(super) section: Option<String>,
}

/// The names that sections usually have when they carry no number, folded. General vocabulary of case collections
/// and judgments.
#[rustfmt::skip]
const NAMES: [&str; 75] = [
    "基本案情", "案情简介", "简要案情", "案情", "案情回顾", "案件事实", "案件基本信息", "基本情况", "案例简介",
    "案例概述", "案例背景", "案例介绍", "项目背景", "工作背景", "背景", "背景情况", "主要做法", "做法", "基本事实",
    "典型意义", "裁判结果", "裁判要点", "裁判要旨", "裁判理由", "法院认为", "判决结果", "处理结果", "查处结果",
    "处罚结果", "案例分析", "案例评析", "案例点评", "专家点评", "点评", "评析", "法官说法", "法官解读", "法官寄语",
    "律师点评", "相关法条", "法律依据", "适用法律", "主要成效", "工作成效", "取得成效", "实施成效", "应用成效",
    "成效", "经验启示", "经验做法", "典型经验", "启示", "创新点", "创新做法", "推广价值", "下一步", "下一步计划",
    "下一步打算", "存在问题", "工作举措", "主要措施", "案件启示", "仲裁结果", "裁决结果", "申请人请求",
    "原告诉讼请求", "争议焦点", "调解结果", "社会效果", "示范意义", "指导意义", "目录", "前言", "引言", "结语",
];

/// How firmly a heading opens its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// The title of an annex; numbered headings open sections below it.
    Title,
    /// A chapter or a named section.
    Firm,
    /// A numbered heading; 0 is outermost.
    List(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Alone,
    RunIn,
}

#[derive(Debug)]
struct Heading {
    rank: Rank,
    form: Form,
    /// Without the number; `None` where a numbered paragraph has no name.
    name: Option<String>,
}

/// The outline of `lines[range]`, one entry a line.
///
/// `own` are further names of sections; `titles` says whether the titles of annexes are headings here.
pub(super) fn outline(lines: &[Line<'_>], range: Range<usize>, own: &HashSet<String>, titles: Titles) -> Vec<Entry> {
    let mut open: Option<(Rank, Option<String>)> = None;
    let mut entries = Vec::with_capacity(range.len());
    for at in range.clone() {
        let next = lines.get(at + 1).filter(|_| at + 1 < range.end);
        let heading = heading(&lines[at], next, own, titles);
        if let Some(heading) = &heading {
            let opens = match (heading.rank, open.as_ref().map(|(rank, _)| *rank)) {
                (Rank::List(_), Some(Rank::Firm)) => false,
                (Rank::List(depth), Some(Rank::List(above))) => depth <= above,
                _ => true,
            };
            if opens {
                open = Some((heading.rank, heading.name.clone()));
            }
        }
        entries.push(Entry {
            heading: heading.is_some_and(|heading| heading.form == Form::Alone),
            section: open.as_ref().and_then(|(_, name)| name.clone()),
        });
    }
    entries
}

/// Whether lines that are named like documents are headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Titles {
    /// Outside cases they are the titles of annexes.
    Headings,
    /// Inside a case they are not.
    Text,
}

/// Names of sections in this collection, folded: short lines that stand alone in several of the cases, with a colon
/// those that stand before text (`做法成效：…`).
pub(super) fn shared_names(lines: &[Line<'_>], cases: &[Range<usize>]) -> HashSet<String> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (i, range) in cases.iter().enumerate() {
        for line in lines[range.clone()].iter().filter(|line| !line.foreign) {
            let short = |name: &str| (2..=10).contains(&name.chars().count()) && name.chars().all(is_han);
            let colon = line.key.char_indices().take(11).find(|(_, c)| *c == ':').map(|(at, _)| at);
            let name = match colon {
                Some(at) if short(&line.key[..at]) => &line.key[..=at],
                None if line.len() <= 10 && short(&line.key) => line.key.as_str(),
                _ => continue,
            };
            let count = counts.entry(name).or_insert((0, usize::MAX));
            if count.1 != i {
                *count = (count.0 + 1, i);
            }
        }
    }
    let enough = (cases.len() / 3).max(2);
    counts.into_iter().filter(|(_, (count, _))| *count >= enough).map(|(name, _)| name.to_owned()).collect()
}

/// The name of the section that a line opens by its number, brackets or name, whatever stands below it.
pub(super) fn section_name(line: &Line<'_>) -> Option<String> {
    let heading = heading(line, None, &HashSet::new(), Titles::Text)?;
    match heading.rank {
        Rank::Firm | Rank::List(0) => heading.name,
        Rank::Title | Rank::List(_) => None,
    }
}

fn heading(line: &Line<'_>, next: Option<&Line<'_>>, own: &HashSet<String>, titles: Titles) -> Option<Heading> {
    if line.literal {
        return None;
    }
    let first = line.key.chars().next()?;
    match first {
        '#' => {
            let rank = if line.key.starts_with("# ") { Rank::Title } else { Rank::Firm };
            return Some(Heading { rank, form: Form::Alone, name: Some(marked_name(line.text)) });
        }
        '【' | '〖' => return bracketed(line),
        '*' if line.len() <= 24 && line.key.starts_with("**") && line.key.ends_with("**") => {
            return Some(Heading { rank: Rank::Firm, form: Form::Alone, name: Some(bare_name(line.text)) });
        }
        _ => {}
    }
    if let Some(marker) = marker(&line.key) {
        return numbered(line, marker, next);
    }
    named(line, own).or_else(|| {
        let title = titles == Titles::Headings
            && (4..=50).contains(&line.len())
            && line.is_title_like(50)
            && !line.key.contains(':')
            && !line.key.starts_with(['(', '《', '“'])
            && !line.key.starts_with("附件")
            && ends_as_document(line.text);
        title.then(|| Heading { rank: Rank::Title, form: Form::Alone, name: Some(bare_name(line.text)) })
    })
}

/// 【基本案情】, alone or before its paragraph.
fn bracketed(line: &Line<'_>) -> Option<Heading> {
    let chars: Vec<char> = line.text.chars().take(18).collect();
    let close = chars.iter().position(|c| matches!(c, '】' | '〗'))?;
    let name: String = chars[1..close].iter().filter(|c| !c.is_whitespace()).collect();
    let named = name.chars().count() >= 2 && name.chars().all(is_han);
    let form = if line.len() == close + 1 { Form::Alone } else { Form::RunIn };
    named.then_some(Heading { rank: Rank::Firm, form, name: Some(name) })
}

/// 主要做法, 主要做法：, 案情简介：2019年…, or 案情简介　2019年…
fn named(line: &Line<'_>, own: &HashSet<String>) -> Option<Heading> {
    let colon = line.key.char_indices().take(14).find(|(_, c)| *c == ':').map(|(at, _)| at);
    let usual = |stem: &str| NAMES.contains(&stem);
    let blank = || {
        let at = line.key.find(char::is_whitespace)?;
        (line.len() > 20 && usual(&line.key[..at])).then_some(at)
    };
    let stem = match colon.or_else(blank) {
        Some(end) => &line.key[..end],
        None if line.len() <= 14 => line.key.as_str(),
        None => return None,
    };
    let name: String = stem.chars().filter(|c| !c.is_whitespace()).collect();
    let alone = stem.len() == line.key.len() || colon.is_some_and(|at| at + 1 == line.key.len()) && line.whole;
    let shared = || {
        let before_text = colon.is_some() && own.contains(&line.key[..=stem.len()]);
        before_text || alone && own.contains(&name)
    };
    let known = usual(&name) || shared();
    let form = if alone { Form::Alone } else { Form::RunIn };
    let count = stem.chars().count();
    let text: String = line.text.chars().take(count).filter(|c| !c.is_whitespace()).collect();
    known.then_some(Heading { rank: Rank::Firm, form, name: Some(text) })
}

/// Characters of the longest numbered heading, by depth.
const LONGEST: [usize; 4] = [44, 44, 32, 24];

fn numbered(line: &Line<'_>, mark: Marker, next: Option<&Line<'_>>) -> Option<Heading> {
    let name = || Some(bare_name(line.text));
    let Some(depth) = mark.kind.depth() else {
        let chapter = mark.kind == Kind::Chapter && line.is_title_like(44) && line.len() > mark.skip;
        return chapter.then(|| Heading { rank: Rank::Firm, form: Form::Alone, name: name() });
    };
    let rank = Rank::List(depth);
    let rest: Vec<char> = line.key.chars().skip(mark.skip).collect();
    let stop = rest.iter().position(|&c| c == '。' || (c == ':' && depth > 0));
    let at_end = stop.is_none_or(|at| at + 1 == rest.len());
    let followed_by_sibling = next
        .and_then(|next| marker(&next.key))
        .is_some_and(|next| next.kind == mark.kind && next.number == mark.number + 1);
    let closes = rest.last().copied().is_some_and(|c| NO_TITLE.has(c));
    let alone = line.len() <= LONGEST[usize::from(depth)] + mark.skip
        && !rest.is_empty()
        && at_end
        && match rest.last() {
            Some('。') => rest.len() <= 24 && next.is_some() && !followed_by_sibling,
            _ => !closes,
        }
        && match depth {
            0 => true,
            1 => !followed_by_sibling,
            // Items of a list look like headings; a heading has text below it.
            _ => !followed_by_sibling && next.is_some_and(|next| is_text(next) || marker(&next.key).is_some()),
        };
    if alone {
        return Some(Heading { rank, form: Form::Alone, name: name() });
    }
    if depth > 0 {
        return None;
    }
    // 一、总体要求。以…: the first sentence names the section, unless it is a sentence of the text.
    let name = stop
        .filter(|&at| (2..=30).contains(&at))
        .map(|at| line.text.chars().skip(mark.skip).take(at).collect::<String>());
    Some(Heading { rank, form: Form::RunIn, name: name.filter(|name| !name.contains(['，', ','])) })
}

/// Characters of the longest name of a section: every passage below its heading has it.
const LONGEST_NAME: usize = 80;

/// The name of a heading that a mark makes one, however long it is.
fn marked_name(text: &str) -> String {
    let end = text.char_indices().nth(2 * LONGEST_NAME).map_or(text.len(), |(at, _)| at);
    bare_name(&text[..end]).chars().take(LONGEST_NAME).collect()
}

/// The name of a heading without its number, marks and layout blanks: `第一章 總 則` → `總則`.
pub(super) fn bare_name(text: &str) -> String {
    let text = strip_marks(text);
    let key = crate::text::fold(text);
    let skip = marker(&key).map_or(0, |m| m.skip);
    let rest: String = text.chars().skip(skip).collect();
    let rest = rest.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '。' | '：' | ':' | '—' | '-' | '―' | '【' | '】' | '*' | '＊')
    });
    let spaced = rest.split_whitespace().all(|word| word.chars().count() == 1);
    if spaced { rest.split_whitespace().collect() } else { rest.to_owned() }
}
