//! Lines that begin as the title of a case does: 典型案例之三：…, 【案例1】….

use crate::text::is_han;

use super::lines::Line;
use super::numbering::{Cursor, any_number};

/// Words that say what kind of collection cases are in. General vocabulary of such notices, not of one.
#[rustfmt::skip]
const QUALIFIERS: [&str; 34] = [
    "典型", "优秀", "入围", "入选", "十大", "十佳", "最佳", "示范", "指导", "指导性", "参考", "经典", "创新", "特色",
    "标杆", "提名", "推荐", "重点", "获奖", "精选", "警示", "违法", "成功", "实践", "应用", "优良", "良好", "公报",
    "改革", "先进", "十大典型", "一等奖", "二等奖", "三等奖",
];

/// A line that begins with 案例 and a number.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) line: usize,
    pub(super) qualifier: Option<String>,
    /// Whether the qualifier is one that is usual, or there is none.
    pub(super) known: bool,
    pub(super) number: u32,
    /// What follows the number, in the text's own characters; empty when the title is on the next line.
    pub(super) rest: String,
}

/// Whether a line begins as the title of a case does: 案例5.
pub(super) fn is_mark(line: &Line<'_>) -> bool {
    mark(std::slice::from_ref(line), 0).is_some_and(|mark| mark.known)
}

/// Reads `典型案例之三：…`, `案例5:…`, `【案例1】…`.
pub(super) fn mark(lines: &[Line<'_>], at: usize) -> Option<Mark> {
    let line = &lines[at];
    if !line.key.chars().take(16).any(|c| matches!(c, '案' | '例')) {
        return None;
    }
    let chars = Cursor::new(&line.key);
    let mut start = 0;
    while chars.peek(start).is_some_and(is_decor) {
        start += 1;
    }
    let noun = |i: usize| match (chars.peek(i), chars.peek(i + 1)) {
        (Some('案' | '事' | '实'), Some('例')) => true,
        (Some('案'), Some('件')) => i > start,
        _ => false,
    };
    let word = (start..start + 6).find(|&i| noun(i))?;
    let qualifier: String = line.key.chars().skip(start).take(word - start).collect();
    let known = qualifier.is_empty() || QUALIFIERS.contains(&qualifier.as_str());
    // 本案例, 上述案例: words of a sentence.
    if !known
        && !qualifier.chars().all(|c| is_han(c) && !"本该此上述这那个各如见在与从等的下前后和以及由对".contains(c))
    {
        return None;
    }
    let mut i = chars.blank(word + 2);
    while chars.peek(i).is_some_and(|c| matches!(c, '之' | '第' | '(' | '【' | '[' | '〔')) {
        i = chars.blank(i + 1);
    }
    let (number, end) = any_number(chars, i)?;
    let digits = chars.peek(i).is_some_and(|c| c.is_ascii_digit());
    i = chars.blank(end);
    i += usize::from(chars.peek(i) == Some('号'));
    let mut set_off = i > end || chars.peek(i).is_none();
    while let Some(c) = chars.peek(i) {
        if !(is_decor(c) || matches!(c, ')' | '】' | ']' | '〕' | ':' | '、' | '.' | '．' | ',' | '》')) {
            break;
        }
        set_off = true;
        i += 1;
    }
    if !set_off {
        // 案例1杭州市… is a title, 案例1中… and 案例2出自 are sentences.
        let next = chars.peek(i)?;
        let sentence = matches!(
            next,
            '中' | '的'
                | '和'
                | '与'
                | '至'
                | '是'
                | '为'
                | '里'
                | '所'
                | '及'
                | '到'
                | '个'
                | '件'
                | '起'
                | '出'
                | '、'
        );
        if !digits || !is_han(next) || sentence {
            return None;
        }
    }
    let rest: String = line.text.chars().skip(i).collect();
    let qualifier: String = line.text.chars().skip(start).take(word - start).collect();
    Some(Mark {
        line: at,
        known,
        qualifier: (!qualifier.is_empty()).then_some(qualifier),
        number,
        rest: rest.trim_end_matches(['】', '*', '》', ' ', '—', '-']).to_owned(),
    })
}

/// Signs that stand before or around a title and say nothing.
pub(super) fn is_decor(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '#' | '*'
                | '【'
                | '['
                | '〖'
                | '('
                | '—'
                | '-'
                | '–'
                | '―'
                | '·'
                | '•'
                | '■'
                | '◆'
                | '●'
                | '★'
                | '▲'
                | '※'
                | '□'
                | '○'
                | '<'
                | '>'
                | '《'
                | '='
        )
}
