//! Lines that begin as the title of a case does: 典型案例之三：…, 【案例1】….

use crate::text::is_han;

use super::lawsuit::{is_decor, is_lawsuit, marked};
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
    pub(super) noun: Noun,
    /// What follows the number, in the text's own characters; empty when the title is on the next line.
    pub(super) rest: String,
}

/// What a case is called, and how surely a number behind the word makes it one.
#[rustfmt::skip]
const NOUNS: [(&str, Noun); 11] = [
    ("案例", Noun::Case), ("事例", Noun::Case), ("实例", Noun::Case), ("案件", Noun::Case), ("检例", Noun::Case),
    ("经验做法", Noun::Practice), ("典型做法", Noun::Practice), ("典型经验", Noun::Practice), ("做法", Noun::Practice),
    ("例", Noun::Short), ("案", Noun::Short),
];

/// How a mark names its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Noun {
    /// 案例, which is nothing else.
    Case,
    /// 例一, 第一例: one character.
    Short,
    /// 经验做法一, which may be a section of a case as well.
    Practice,
}

/// Whether a line begins as the title of a case does: 案例5.
pub(super) fn is_mark(line: &Line<'_>) -> bool {
    mark(std::slice::from_ref(line), 0).is_some_and(|mark| mark.known && mark.noun == Noun::Case)
}

/// Reads `典型案例之三：…`, `案例5:…`, `【案例1】…`, `第一例`, `检例第84号：…`, `1.指导案例24号：…`.
pub(super) fn mark(lines: &[Line<'_>], at: usize) -> Option<Mark> {
    let line = &lines[at];
    if let Some(mark) = after_title(line, at) {
        return Some(mark);
    }
    if !line.key.chars().take(20).any(|c| matches!(c, '案' | '例' | '做' | '验' | '起' | '宗')) {
        return None;
    }
    let chars = Cursor::new(&line.key);
    let mut start = 0;
    while chars.peek(start).is_some_and(is_decor) {
        start += 1;
    }
    if let Some(mark) = ordinal(line, at, chars, start).or_else(|| named(line, at, chars, start)) {
        return Some(mark);
    }
    // 1.检例第84号:…
    let skip = marked(line)?.skip;
    (skip > start).then(|| named(line, at, chars, skip))?.filter(|mark| mark.noun == Noun::Case && mark.known)
}

/// The title of the collection with a number behind it, as the heading of a case: 2022年某省行政执法典型案例之一.
fn after_title(line: &Line<'_>, at: usize) -> Option<Mark> {
    const NUMBERED: [&str; 3] = ["案例之", "案件之", "事例之"];
    if !line.whole || !line.key.contains('之') {
        return None;
    }
    let (own, word) = NUMBERED.iter().find_map(|word| Some((line.key.rfind(word)?, word)))?;
    let count = line.key[..own].chars().count();
    let numeral = line.key[own + word.len()..].trim_end_matches(['】', ')', '*', ' ']);
    let (number, end) = any_number(Cursor::new(numeral), 0)?;
    let named = (5..=50).contains(&count) && !line.key[..own].contains([',', '。', ':', ';', '、']);
    (named && end == numeral.chars().count()).then(|| Mark {
        line: at,
        qualifier: Some(line.text.chars().take(count).collect()),
        known: false,
        number,
        noun: Noun::Case,
        rest: String::new(),
    })
}

/// The usual word that a qualifier ends with: 典型 of 2022年某省行政执法典型.
pub(super) fn tier_of(qualifier: &str) -> Option<String> {
    let key = crate::text::fold(qualifier);
    let word = QUALIFIERS.iter().filter(|word| key.ends_with(**word)).max_by_key(|word| word.len())?;
    let skip = key.chars().count() - word.chars().count();
    Some(qualifier.chars().skip(skip).collect())
}

/// 第一例：…, 第3起, 第二案　….
fn ordinal(line: &Line<'_>, at: usize, chars: Cursor<'_>, start: usize) -> Option<Mark> {
    if chars.peek(start) != Some('第') {
        return None;
    }
    let (number, end) = any_number(chars, chars.blank(start + 1))?;
    let end = chars.blank(end);
    let len = match (chars.peek(end)?, chars.peek(end + 1)) {
        ('个' | '则' | '号', Some('案')) if chars.peek(end + 2) == Some('例') => 3,
        ('案', Some('例')) => 2,
        ('例' | '案' | '起' | '宗' | '则', _) => 1,
        _ => return None,
    };
    let (rest, set_off) = behind(chars, end + len);
    (set_off && (line.whole || chars.peek(end + len) != Some(' '))).then(|| Mark {
        line: at,
        qualifier: None,
        known: true,
        number,
        noun: Noun::Short,
        rest: tidied(line, rest),
    })
}

/// Past what sets the number off from the title, and whether anything does.
fn behind(chars: Cursor<'_>, from: usize) -> (usize, bool) {
    let mut i = chars.blank(from);
    let mut set_off = i > from || chars.peek(i).is_none();
    while let Some(c) = chars.peek(i) {
        let closes = matches!(
            c,
            ')' | '】'
                | ']'
                | '〕'
                | ':'
                | '、'
                | '.'
                | '．'
                | ','
                | '》'
                | '|'
                | '｜'
                | '丨'
                | '/'
                | '〗'
                | '」'
                | '』'
                | '>'
        );
        // A book mark or a quotation opens the title.
        if !(closes || is_decor(c) && c != '《' && c != '(' && c != '<') {
            break;
        }
        set_off = true;
        i += 1;
    }
    (i, set_off)
}

/// The text from character `from`, without what stands around a title.
fn tidied(line: &Line<'_>, from: usize) -> String {
    let rest: String = line.text.chars().skip(from).collect();
    let rest = rest.trim_end_matches(['】', '*', ' ', '—', '-', '#', '」', '』']);
    // The number of an entry in a database of cases behind the title.
    let own = rest.find('【').map(|at| rest[..at].trim_end()).filter(|own| is_lawsuit(own));
    let own = own.unwrap_or(rest);
    let open = own.chars().filter(|&c| c == '《').count();
    let close = own.chars().filter(|&c| c == '》').count();
    (if close > open { own.trim_end_matches('》') } else { own }).to_owned()
}

fn named(line: &Line<'_>, at: usize, chars: Cursor<'_>, start: usize) -> Option<Mark> {
    let opening: Vec<char> = line.key.chars().skip(start).take(14).collect();
    let is = |i: usize, noun: &str| opening.iter().skip(i).copied().take(noun.chars().count()).eq(noun.chars());
    let (word, (noun_text, noun)) =
        (0..8.min(opening.len())).find_map(|i| NOUNS.iter().find(|(noun, _)| is(i, noun)).map(|noun| (i, *noun)))?;
    let qualifier: String = opening[..word].iter().collect();
    // 案件, 例 and 做法 say little by themselves.
    let known = qualifier.is_empty() || QUALIFIERS.contains(&qualifier.as_str());
    if noun != Noun::Case && !known {
        return None;
    }
    // 本案例, 上述案例: words of a sentence.
    if !known
        && !qualifier.chars().all(|c| is_han(c) && !"本该此上述这那个各如见在与从等的下前后和以及由对".contains(c))
    {
        return None;
    }
    let after = start + word + noun_text.chars().count();
    let mut i = chars.blank(after);
    let joins =
        |c: char| matches!(c, '之' | '第' | '(' | '【' | '[' | '〔' | '|' | '丨' | '｜' | '·' | '#' | '-' | '—');
    while chars.peek(i).is_some_and(joins) {
        i = chars.blank(i + 1);
    }
    if chars.peek(i) == Some('n') && chars.peek(i + 1) == Some('o') {
        i = chars.skip_any(i + 2, &['.', ':']);
    }
    let (number, end) = any_number(chars, i)?;
    let digits = chars.peek(i).is_some_and(|c| c.is_ascii_digit());
    let blank = chars.blank(end);
    let numbered = chars.peek(blank) == Some('号');
    let from = if numbered { blank + 1 } else { end };
    let (rest, set_off) = behind(chars, from);
    if !set_off && !numbered {
        // 案例1杭州市… is a title, 案例1中… and 案例2出自 are sentences.
        let next = chars.peek(rest)?;
        const SENTENCE: &str = "中的和与至是为里所及到个件起出、";
        if noun != Noun::Case || !digits || !is_han(next) || SENTENCE.contains(next) {
            return None;
        }
    }
    let chars_of: String = line.text.chars().skip(start).take(word).collect();
    let tier =
        if noun_text == "检例" { Some("检例".to_owned()) } else { Some(chars_of).filter(|own| !own.is_empty()) };
    // 典型做法 and 典型经验 are words of their own.
    Some(Mark { line: at, known, qualifier: tier, number, noun, rest: tidied(line, rest) })
}
