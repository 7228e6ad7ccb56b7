//! Document numbers 文號: `浙市監知運〔2023〕12號`, `公告2022年第5号`, `国务院令第707号`.

use crate::text::date::{Setting, year};
use crate::text::numeral::{Chars, Numerals, scan};
use crate::text::{fold_char, is_han};

/// A document number found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DocNumber {
    /// As it stands, without blanks.
    pub(super) text: String,
    /// In the form of an id, such as `浙市監知運2023-12`.
    pub(super) id: String,
    /// Its place in the line, in bytes.
    pub(super) range: std::ops::Range<usize>,
}

/// Characters of the longest prefix (the organ's short name, or its full name before 令).
const PREFIX: usize = 24;

/// Documents have been numbered so since.
const FIRST_YEAR: i32 = 1949;

struct Char {
    at: usize,
    own: char,
    folded: char,
}

impl Chars for [Char] {
    fn char_at(&self, at: usize) -> Option<char> {
        Some(self.get(at)?.folded)
    }
}

/// The first document number in `line`; lines of more than a few hundred characters have none of their own.
pub(super) fn find(line: &str) -> Option<DocNumber> {
    if !line.contains(['号', '號']) {
        return None;
    }
    let chars: Vec<Char> = line
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .take(300)
        .map(|(at, own)| Char { at, own, folded: fold_char(own) })
        .collect();
    (0..chars.len()).find_map(|at| match chars[at].folded {
        '〔' | '[' | '(' | '【' | '﹝' | '〈' | '〖' | '「' | '『' | '„' => bracketed(&chars, at),
        '第' => ordinal(&chars, at),
        _ => None,
    })
}

/// The number that is the whole of `line`, brackets around it apart.
pub(super) fn whole(line: &str) -> Option<DocNumber> {
    let number = find(line)?;
    let around = [&line[..number.range.start], &line[number.range.end..]];
    let empty = |c: char| c.is_whitespace() || matches!(fold_char(c), '(' | ')' | '[' | ']' | '【' | '】');
    around.iter().all(|part| part.chars().all(empty)).then_some(number)
}

/// The number that `line` begins with, if the year stands first in it: (78)交公路字412号, (2021)最高法知民终1469号. Where they
/// stand beside a title they are the document's own; elsewhere they are mostly cited.
pub(super) fn year_first(line: &str) -> Option<DocNumber> {
    /// Characters of what stands between the year and the number.
    const ORGAN: usize = 16;
    if !line.contains(['号', '號']) {
        return None;
    }
    let chars: Vec<Char> = line
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .take(60)
        .map(|(at, own)| Char { at, own, folded: fold_char(own) })
        .collect();
    let opens = |c: char| matches!(c, '〔' | '[' | '(' | '【' | '﹝');
    let open = chars.iter().take_while(|c| opens(c.folded)).count().checked_sub(1)?;
    let close = (open + 1..chars.len().min(open + 6)).find(|&at| !chars[at].folded.is_ascii_digit())?;
    let digits = own(&chars[open + 1..close]);
    let year: i32 = digits.chars().map(fold_char).collect::<String>().parse().ok()?;
    let year = match close - open - 1 {
        2 => year + 1900,
        4 => year,
        _ => return None,
    };
    if !(FIRST_YEAR..2100).contains(&year) || !matches!(chars[close].folded, '〕' | ']' | ')' | '】' | '﹞') {
        return None;
    }
    let end = (close + 1..chars.len().min(close + ORGAN + NUMBER)).find(|&at| chars[at].folded == '号')?;
    let count = chars[close + 1..end].iter().rev().take_while(|c| c.folded.is_ascii_digit()).count();
    let organ = &chars[close + 1..end - count];
    let named = organ.iter().all(|c| is_han(c.own) || c.folded.is_ascii_digit());
    let han = organ.iter().filter(|c| is_han(c.own)).count();
    let organ = own(organ);
    let organ = organ.strip_suffix('第').unwrap_or(&organ);
    (named && han >= 2 && (1..=NUMBER).contains(&count))
        .then(|| made(&chars, open, end + 1, &format!("{organ}{year}-{}", own(&chars[end - count..end]))))
}

/// Whether a number that `above` begins, which is the name of an order or a notice, goes on in the line below it:
/// 国家市场监督管理总局令 / 第16号, 某某厅公告 / 2026年第10号; both folded.
pub(super) fn goes_on(above: &str, below: &str) -> bool {
    let bare = below.trim_start_matches(['(', '〔', '[', ' ']);
    let order = above.ends_with(['令', '告']) && bare.starts_with(['第', '1', '2']);
    let name = bare.starts_with("令第") || bare.starts_with("公告第") || bare.starts_with("公告20");
    order || name && !above.contains([':', '。', ','])
}

/// `X〔2023〕12號`; `open` is the bracket.
fn bracketed(chars: &[Char], open: usize) -> Option<DocNumber> {
    let (year, mut at) = year(chars, open + 1, Setting::Text).filter(|(year, _)| *year >= FIRST_YEAR)?;
    at += usize::from(chars.get(at)?.folded == '年');
    if !matches!(chars.get(at)?.folded, '〕' | ']' | ')' | '】' | '﹞' | '〉' | '〗' | '」' | '』' | '‟' | '”')
    {
        return None;
    }
    at += 1;
    at += usize::from(chars.get(at)?.folded == '第');
    let (number, at) = value_at(chars, at)?;
    let start = prefix_start(chars, open);
    (start < open && chars.get(at)?.folded == '号')
        .then(|| made(chars, start, at + 1, &format!("{}{year}-{number}", own(&chars[start..open]))))
}

/// `X2022年第5號`, `X令第707號`, `X第16號令`; `at` is 第.
fn ordinal(chars: &[Char], at: usize) -> Option<DocNumber> {
    let (number, end) = value_at(chars, at + 1)?;
    if chars.get(end)?.folded != '号' {
        return None;
    }
    let end = end + 1;
    // 第16號令
    if chars.get(end).is_some_and(|c| c.folded == '令') {
        let start = prefix_start(chars, at);
        let id = format!("{}{}{number}", own(&chars[start..at]), chars[end].own);
        return Some(made(chars, start, end + 1, &id));
    }
    let before = at.checked_sub(1)?;
    match chars[before].folded {
        '令' | '告' => {
            let start = prefix_start(chars, at);
            let named = chars[before].folded == '令' || before > start && chars[before - 1].folded != '报';
            named.then(|| made(chars, start, end, &format!("{}{number}", own(&chars[start..at]))))
        }
        '年' => {
            let (year, _) =
                year(chars, before.checked_sub(4)?, Setting::Text).filter(|(year, _)| *year >= FIRST_YEAR)?;
            let start = prefix_start(chars, before - 4);
            let prefix = own(&chars[start..before - 4]);
            let behind = own(chars.get(end..(end + 2).min(chars.len())).unwrap_or(&[]));
            if start == before - 4 && matches!(behind.as_str(), "公告" | "通告") {
                return Some(made(chars, start, end + 2, &format!("{behind}{year}-{number}")));
            }
            (start < before - 4).then(|| made(chars, start, end, &format!("{prefix}{year}-{number}")))
        }
        _ => None,
    }
}

fn prefix_start(chars: &[Char], end: usize) -> usize {
    let run = chars[..end].iter().rev().take(PREFIX).take_while(|c| is_han(c.own)).count();
    end - run
}

/// The number of a document is not longer, in characters.
const NUMBER: usize = 8;

fn value_at(chars: &[Char], at: usize) -> Option<(u32, usize)> {
    let found = scan(chars, at, Numerals::COUNTING).filter(|found| found.end - at <= NUMBER)?;
    Some((u32::try_from(found.value).ok()?, found.end))
}

fn own(chars: &[Char]) -> String {
    chars.iter().map(|c| c.own).collect()
}

fn made(chars: &[Char], start: usize, end: usize, id: &str) -> DocNumber {
    let last = &chars[end - 1];
    DocNumber {
        text: own(&chars[start..end]),
        id: id.to_owned(),
        range: chars[start].at..last.at + last.own.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(line: &str, text: &str, id: &str) {
        let found = find(line).unwrap();
        assert_eq!((found.text.as_str(), found.id.as_str()), (text, id), "{line}");
    }

    #[test]
    fn numbers() {
        check("浙市監知運〔2023〕12號", "浙市監知運〔2023〕12號", "浙市監知運2023-12");
        check("浙市監知運[2023]12號《浙江省", "浙市監知運[2023]12號", "浙市監知運2023-12");
        check("文号：国办发（2022）5号", "国办发（2022）5号", "国办发2022-5");
        check("国办函 〔2018〕 71 号", "国办函〔2018〕71号", "国办函2018-71");
        check("国办发〔2022〕第5号", "国办发〔2022〕第5号", "国办发2022-5");
        check("国家知识产权局公告2022年第5号", "国家知识产权局公告2022年第5号", "国家知识产权局公告2022-5");
        check("中华人民共和国国务院令第707号", "中华人民共和国国务院令第707号", "中华人民共和国国务院令707");
        check("国家市场监督管理总局令 第七十三号", "国家市场监督管理总局令第七十三号", "国家市场监督管理总局令73");
        check("公安部第159号令", "公安部第159号令", "公安部令159");
    }

    #[test]
    fn no_numbers() {
        for line in ["〔2023〕12号", "第4626号提案", "一号文件", "（2023）", "国办发〔1823〕5号", "号", "12號"]
        {
            assert_eq!(find(line), None, "{line}");
        }
    }

    #[test]
    fn the_year_first() {
        for (line, text, id) in [
            ("((78)交公路字412号)", "(78)交公路字412号", "交公路字1978-412"),
            ("〔1989〕国函字第3号", "〔1989〕国函字第3号", "国函字1989-3"),
            ("（2021）最高法知民终1469号 上诉人：某公司", "（2021）最高法知民终1469号", "最高法知民终2021-1469"),
            ("(2019)川01民初5號", "(2019)川01民初5號", "川01民初2019-5"),
        ] {
            let found = year_first(line).unwrap();
            assert_eq!((found.text.as_str(), found.id.as_str()), (text, id), "{line}");
        }
        for line in ["(3)一号文件", "(2021)5号", "〔2021〕号", "国办发〔2022〕5号", "(123)交公路字4号", "(2021)年的号"]
        {
            assert_eq!(year_first(line), None, "{line}");
        }
    }

    #[test]
    fn alone_on_its_line() {
        assert!(whole("（国办发〔2022〕5号）").is_some());
        assert!(whole("按照国办发〔2022〕5号文件").is_none());
    }
}
