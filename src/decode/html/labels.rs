//! What the labelled lines of a page say: `发文字号：国发〔2019〕5号`.

use super::super::Metadata;
use crate::text::to_hans;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Number,
    Title,
    Issuer,
    Issued,
    Published,
    /// A label of which nothing is kept, though its line is no running text.
    Other,
}

impl Label {
    pub(super) fn is_date(self) -> bool {
        matches!(self, Label::Issued | Label::Published)
    }
}

/// The labels of the metadata tables that government sites use, simplified and without blanks.
const LABELS: &[(&str, Label)] = &[
    ("发文字号", Label::Number),
    ("发文文号", Label::Number),
    ("发布文号", Label::Number),
    ("文件编号", Label::Number),
    ("公文编号", Label::Number),
    ("公文文号", Label::Number),
    ("发文号", Label::Number),
    ("文件号", Label::Number),
    ("文号", Label::Number),
    ("文件标题", Label::Title),
    ("文件名称", Label::Title),
    ("信息名称", Label::Title),
    ("公文名称", Label::Title),
    ("标题", Label::Title),
    ("名称", Label::Title),
    ("发文机关", Label::Issuer),
    ("发布机关", Label::Issuer),
    ("发布机构", Label::Issuer),
    ("发文机构", Label::Issuer),
    ("发文单位", Label::Issuer),
    ("发布单位", Label::Issuer),
    ("制发机关", Label::Issuer),
    ("制定机关", Label::Issuer),
    ("公开机关", Label::Issuer),
    ("公开主体", Label::Issuer),
    ("信息公开主体", Label::Issuer),
    ("成文日期", Label::Issued),
    ("成文时间", Label::Issued),
    ("发文日期", Label::Issued),
    ("发文时间", Label::Issued),
    ("生成日期", Label::Issued),
    ("生成时间", Label::Issued),
    ("制发日期", Label::Issued),
    ("印发日期", Label::Issued),
    ("印发时间", Label::Issued),
    ("签发日期", Label::Issued),
    ("发布日期", Label::Published),
    ("发布时间", Label::Published),
    ("公开日期", Label::Published),
    ("公开时间", Label::Published),
    ("公布日期", Label::Published),
    ("上网日期", Label::Published),
    ("日期", Label::Published),
    ("时间", Label::Published),
    ("索引号", Label::Other),
    ("信息索引号", Label::Other),
    ("统一编号", Label::Other),
    ("登记号", Label::Other),
    ("主题分类", Label::Other),
    ("组配分类", Label::Other),
    ("体裁分类", Label::Other),
    ("主题词", Label::Other),
    ("关键词", Label::Other),
    ("分类", Label::Other),
    ("公开类别", Label::Other),
    ("公开方式", Label::Other),
    ("公开范围", Label::Other),
    ("有效性", Label::Other),
    ("效力状态", Label::Other),
    ("时效性", Label::Other),
    ("实施日期", Label::Other),
    ("施行日期", Label::Other),
    ("生效日期", Label::Other),
    ("失效日期", Label::Other),
    ("废止日期", Label::Other),
    ("来源", Label::Other),
    ("信息来源", Label::Other),
    ("文章来源", Label::Other),
    ("作者", Label::Other),
    ("编辑", Label::Other),
    ("责任编辑", Label::Other),
    ("浏览次数", Label::Other),
    ("浏览量", Label::Other),
    ("阅读次数", Label::Other),
    ("访问次数", Label::Other),
    ("点击数", Label::Other),
    ("点击量", Label::Other),
    ("字体", Label::Other),
    ("字号", Label::Other),
    ("内容概述", Label::Other),
];

/// Characters of the longest label.
const LONGEST: usize = 6;

/// Characters in which a label ends with its colon, blanks that spread it over a cell included.
const REACH: usize = 64;

/// The labels of a line with their values; empty unless the line begins with a label. A value may be empty.
pub(super) fn pairs(line: &str) -> Vec<(Label, &str)> {
    let mut found: Vec<(Label, usize, usize)> = Vec::new();
    let mut border = true;
    // What stands before the first label is passed over at once.
    let mut at = line.len() - line.trim_start_matches(is_filler).len();
    while at < line.len() {
        if border && let Some((label, len)) = label(&line[at..]) {
            found.push((label, at, at + len));
            at += len;
            border = true;
            continue;
        }
        if found.is_empty() {
            // The line begins with something else: a sentence, which may well hold `时间：`.
            return Vec::new();
        }
        let Some(c) = line[at..].chars().next() else { break };
        border = is_filler(c);
        at += c.len_utf8();
    }
    let ends = found.iter().skip(1).map(|&(_, start, _)| start).chain([line.len()]);
    found.iter().zip(ends).map(|(&(label, _, start), end)| (label, line[start..end].trim_matches(is_filler))).collect()
}

fn is_filler(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜' | '[' | ']' | '【' | '】' | '•' | '·')
}

/// The label that `text` begins with, and how many bytes it takes with its colon. A tab, which ends a table cell, may
/// stand in for the colon.
fn label(text: &str) -> Option<(Label, usize)> {
    let mut name = String::new();
    let mut count = 0;
    for (at, c) in text.char_indices().take(REACH) {
        match c {
            '：' | ':' => return Some((known(&name)?, at + c.len_utf8())),
            '\t' if count > 0 && known(&name).is_some() => {
                // `索引号<tab>：` has its colon still to come.
                let fillers = text[at..].chars().take(REACH).take_while(|&c| is_filler(c)).map(char::len_utf8);
                let end = at + fillers.sum::<usize>();
                let colon = text[end..].chars().next().filter(|c| matches!(c, '：' | ':')).map_or(0, char::len_utf8);
                return Some((known(&name)?, end + colon));
            }
            _ if is_filler(c) => {}
            _ if count == LONGEST => return None,
            _ => {
                name.push(c);
                count += 1;
            }
        }
    }
    None
}

fn known(name: &str) -> Option<Label> {
    let name = to_hans(name);
    LABELS.iter().find(|(label, _)| *label == name).map(|&(_, label)| label)
}

/// Enters a labelled value, unless one is there already.
pub(super) fn enter(meta: &mut Metadata, label: Label, value: &str) {
    // Values that say that there is none.
    if matches!(value, "" | "无" | "無" | "暂无" | "-" | "—" | "——" | "/") {
        return;
    }
    let (slot, value) = match label {
        Label::Number => (&mut meta.number, Some(value.to_owned())),
        Label::Title => (&mut meta.title, Some(value.to_owned())),
        Label::Issuer => (&mut meta.issuer, Some(value.to_owned())),
        Label::Issued => (&mut meta.issued, date(value)),
        Label::Published => (&mut meta.published, date(value)),
        Label::Other => return,
    };
    if slot.is_none() {
        *slot = value;
    }
}

/// The first date in `text` as `YYYY-MM-DD`: `2018年11月06日`, `2018-11-06 10:00`, `2018/11/6`, `二〇一八年十一月六日`.
pub(super) fn date(text: &str) -> Option<String> {
    let mut numbers: Vec<u32> = Vec::new();
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || CHINESE_DIGITS.contains(c) || "十廿卅".contains(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            let expected = if numbers.is_empty() { 1900..=2200 } else { 1..=31 };
            match number(&run).filter(|n| expected.contains(n)) {
                Some(n) => numbers.push(n),
                None => numbers.clear(),
            }
            run.clear();
            if let [year, month, day] = numbers[..] {
                if is_date(year, month, day) {
                    return Some(format!("{year:04}-{month:02}-{day:02}"));
                }
                numbers.clear();
            }
        }
        if !(c.is_whitespace() || "年月日-/.．—".contains(c)) {
            numbers.clear();
        }
    }
    None
}

/// Each digit stands at three times its value and one of its forms.
const CHINESE_DIGITS: &str = "〇一二三四五六七八九零○";

fn number(run: &str) -> Option<u32> {
    if run.bytes().all(|b| b.is_ascii_digit()) {
        return run.parse().ok();
    }
    let digit = |c: char| match c {
        '零' | '○' => Some(0),
        _ => {
            c.to_digit(10).or_else(|| CHINESE_DIGITS.chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok()))
        }
    };
    let run = run.replace('廿', "二十").replace('卅', "三十");
    match run.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { single(tens, digit)? };
            let ones = if ones.is_empty() { 0 } else { single(ones, digit)? };
            Some(tens * 10 + ones)
        }
        None => run.chars().try_fold(0_u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?)),
    }
}

fn single(text: &str, digit: impl Fn(char) -> Option<u32>) -> Option<u32> {
    let mut chars = text.chars();
    digit(chars.next()?).filter(|_| chars.next().is_none())
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn labels_of_a_row() {
        let row = "索 引 号：\t000014349/2018-00206\t主题分类：\t科技、教育\\知识产权";
        let found = pairs(row);
        assert_eq!(found, [(Label::Other, "000014349/2018-00206"), (Label::Other, "科技、教育\\知识产权")]);
        assert_eq!(pairs("標　　題：专利代理条例"), [(Label::Title, "专利代理条例")]);
        assert_eq!(pairs("发文字号\t国令第706号"), [(Label::Number, "国令第706号")]);
        assert_eq!(
            pairs("来源：浙江日报 发布时间：2023-07-08 浏览次数："),
            [(Label::Other, "浙江日报"), (Label::Published, "2023-07-08"), (Label::Other, "")]
        );
        assert_eq!(pairs("会议确定 时间：下周一"), []);
        assert_eq!(pairs("各省、自治区、直辖市人民政府："), []);
        assert_eq!(pairs(""), []);
    }

    #[test]
    fn dates() {
        for (text, expected) in [
            ("2018年11月06日", Some("2018-11-06")),
            ("2018-11-06 10:00:00", Some("2018-11-06")),
            ("2018/1/6", Some("2018-01-06")),
            ("二〇一八年十一月二十六日", Some("2018-11-26")),
            ("二○○四年四月廿七日", Some("2004-04-27")),
            ("二零二三年十月十日", Some("2023-10-10")),
            ("2023年13月45日", None),
            ("2023-02-29", None),
            ("2024-02-29", Some("2024-02-29")),
            ("第12号，2023年6月30日", Some("2023-06-30")),
            ("99999999999999999999年1月1日", None),
            ("", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
    }
}
