//! Labels of what a document says about itself (`发文字号：国发〔2019〕5号`): the one table, and the one way to find them.
//!
//! The table is `data/labels.tsv`. It stands here and not with the notices because the readers of files need it too, to
//! tell the table of metadata of a page from its text, and only this module lies below both.
//!
//! A line has labels when it begins with one: `索 引 号：000014349 主题分类：综合政务`, `【发布日期】2022-01-02`. Blanks and
//! brackets in and around a label do not count; either script and either width will do.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::{fold, fold_char};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The document number 文號.
    Number,
    /// The title.
    Title,
    /// Who issued it 發文機關.
    Issuer,
    /// The day of issue 成文日期.
    Issued,
    /// The day of publication 發布日期.
    Published,
    /// Where it was found.
    Url,
    /// Keywords 主題詞.
    Keywords,
    /// Index number, topic, source, counters: of no use here, and no text either.
    Other,
}

impl Field {
    fn from_name(name: &str) -> Option<Field> {
        Some(match name {
            "number" => Field::Number,
            "title" => Field::Title,
            "issuer" => Field::Issuer,
            "issued" => Field::Issued,
            "published" => Field::Published,
            "url" => Field::Url,
            "keywords" => Field::Keywords,
            "other" => Field::Other,
            _ => return None,
        })
    }

    /// Whether what it announces is a day.
    #[must_use]
    pub fn is_day(self) -> bool {
        matches!(self, Field::Issued | Field::Published)
    }
}

/// What must stand behind a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// A colon, or the end of a table's cell (a tab): among the lines of a page any word may stand alone.
    Marked,
    /// A colon; behind a label of three characters and more, or of two that are set wide, also a blank or the end of the
    /// line.
    Blank,
}

static TABLE: &str = include_str!("../../data/labels.tsv");

static LABELS: LazyLock<Labels> = LazyLock::new(|| Labels::read(TABLE));

#[derive(Debug, Default)]
struct Labels {
    /// Folded, by their first characters.
    by_first: HashMap<char, Vec<(Vec<char>, Field)>>,
    /// Keys at the beginning of Markdown alone, folded.
    front: HashMap<String, Field>,
}

impl Labels {
    /// Reads the table. What is no line of it is left out; a test sees to it that there is none.
    fn read(table: &str) -> Labels {
        let mut labels = Labels::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(label), Some(field)) = (cells.next(), cells.next().and_then(Field::from_name)) else { continue };
            if cells.next() == Some("front") {
                labels.front.insert(fold(label), field);
            } else if let [first, ..] = fold(label).chars().collect::<Vec<char>>()[..] {
                labels.by_first.entry(first).or_default().push((fold(label).chars().collect(), field));
            }
        }
        labels
    }

    /// The labels that `chars` begins with, with their lengths.
    fn at(&self, chars: &[Char]) -> impl Iterator<Item = (usize, Field)> {
        let known = chars.first().and_then(|first| self.by_first.get(&first.folded)).map_or(&[][..], Vec::as_slice);
        known
            .iter()
            .filter(move |(label, _)| {
                label.len() <= chars.len() && label.iter().zip(chars).all(|(&c, char)| c == char.folded)
            })
            .map(|(label, field)| (label.len(), *field))
    }
}

/// A character of a line that is no filler.
#[derive(Debug, Clone, Copy)]
struct Char {
    folded: char,
    start: usize,
    end: usize,
}

/// Characters of a line in which labels are looked for.
const LONGEST: usize = 400;

/// Whether `c` stands in and around labels without meaning.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜' | '[' | ']' | '【' | '】' | '［' | '］' | '•' | '·')
}

/// The labels of `line` with what stands behind each, up to the next one; empty unless the line begins with a label. A
/// value may be empty.
#[must_use]
pub fn pairs(line: &str, closing: Closing) -> Vec<(Field, &str)> {
    // Of a list: - 发布日期：2023-07-08.
    let item = ["- ", "* ", "+ ", "– "].iter().find_map(|mark| line.trim_start().strip_prefix(mark));
    let line = item.unwrap_or(line);
    let trimmed = line.trim_start_matches(is_filler);
    if !trimmed.chars().next().is_some_and(|c| LABELS.by_first.contains_key(&fold_char(c))) {
        return Vec::new();
    }
    let chars: Vec<Char> = line
        .char_indices()
        .filter(|&(_, c)| !is_filler(c))
        .map(|(start, c)| Char { folded: fold_char(c), start, end: start + c.len_utf8() })
        .take(LONGEST)
        .collect();
    // Where each label begins, and where its value does.
    let mut found: Vec<(Field, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        // A label opens the line or stands behind a filler.
        let opens = at == 0
            || chars[at].start > chars[at - 1].end
            || found.last().is_some_and(|last| last.2 == chars[at].start);
        match opens.then(|| closed(line, &chars, at, closing)).flatten() {
            Some((field, end)) => {
                let value = chars.get(end).map_or(line.len(), |char| char.start);
                found.push((field, chars[at].start, value));
                at = end;
            }
            None if found.is_empty() => return Vec::new(),
            None => at += 1,
        }
    }
    let ends = found.iter().skip(1).map(|&(_, start, _)| start).chain([line.len()]);
    found.iter().zip(ends).map(|(&(field, _, value), end)| (field, line[value..end].trim_matches(is_filler))).collect()
}

/// The label at `at` that something closes, and the number of the character behind both.
fn closed(line: &str, chars: &[Char], at: usize, closing: Closing) -> Option<(Field, usize)> {
    LABELS.at(&chars[at..]).find_map(|(len, field)| {
        let end = at + len;
        let next = chars.get(end);
        if next.is_some_and(|next| next.folded == ':') {
            return Some((field, end + 1));
        }
        let gap = &line[chars[end - 1].end..next.map_or(line.len(), |next| next.start)];
        let is_closed = match closing {
            Closing::Marked => gap.contains('\t'),
            // 主 旨 is set wide, as labels are.
            Closing::Blank => {
                // 分 类 管 理 办 法 is a title that is set wide as a whole.
                let apart = |at: usize| chars.get(at + 1).is_none_or(|next| chars[at].end < next.start);
                let wide = len >= 2 && apart(at) && !gap.is_empty() && next.is_some() && !apart(end);
                (next.is_none() || !gap.is_empty()) && (len >= 3 || wide) && field != Field::Keywords
            }
        };
        is_closed.then_some((field, end))
    })
}

/// What a key of the block at the beginning of Markdown announces.
#[must_use]
pub fn front_matter_field(key: &str) -> Option<Field> {
    let key: String = key.chars().filter(|&c| !is_filler(c)).map(fold_char).collect();
    let chars: Vec<Char> = key.chars().map(|folded| Char { folded, start: 0, end: 0 }).collect();
    let label = || LABELS.at(&chars).find(|&(len, _)| len == chars.len()).map(|(_, field)| field);
    LABELS.front.get(&key).copied().or_else(label)
}

/// Whether a value says that there is none.
#[must_use]
pub fn is_nothing(value: &str) -> bool {
    matches!(value, "" | "无" | "無" | "暂无" | "暫無" | "-" | "—" | "——" | "/")
}

/// Whether a value is what a script would have put a value for: `{{data.documentNo}}`, `${title}`, `<%=no%>`.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    [("{{", "}}"), ("${", "}"), ("<%", "%>"), ("#{", "}")]
        .iter()
        .any(|(open, close)| value.find(open).is_some_and(|at| value[at..].contains(close)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut seen = HashSet::new();
        for (number, line) in TABLE.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let front = cells.get(2).copied();
            assert!(matches!(front, None | Some("front")) && cells.len() <= 3, "line {}: {line}", number + 1);
            assert!(
                Field::from_name(cells[1]).is_some() && !cells[0].contains(is_filler),
                "line {}: {line}",
                number + 1
            );
            assert!(seen.insert((fold(cells[0]), front)), "line {}: {} twice", number + 1, cells[0]);
            if front.is_none() {
                let field = Field::from_name(cells[1]);
                let line = format!("{}：某某", cells[0]);
                for closing in [Closing::Marked, Closing::Blank] {
                    assert_eq!(pairs(&line, closing).first().copied(), field.map(|field| (field, "某某")), "{line}");
                }
            }
            assert!(front_matter_field(cells[0]).is_some(), "{line}");
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn labels_of_a_line() {
        for (line, expected) in [
            ("發文字號：國辦函〔2018〕71號", &[(Field::Number, "國辦函〔2018〕71號")][..]),
            ("索 引 号： ", &[(Field::Other, "")]),
            ("標　　題：专利代理条例", &[(Field::Title, "专利代理条例")]),
            (
                "瀏覽量: \u{A0}\u{A0} 時間:2023-07-08 09:04:58",
                &[(Field::Other, ""), (Field::Published, "2023-07-08 09:04:58")],
            ),
            ("【发布日期】：2022-01-02", &[(Field::Published, "2022-01-02")]),
            ("本文鏈接:http://example.org/a.html", &[(Field::Url, "http://example.org/a.html")]),
            (
                "来源：浙江日报 | 发布时间：2023-07-08 浏览次数：",
                &[(Field::Other, "浙江日报"), (Field::Published, "2023-07-08"), (Field::Other, "")],
            ),
            ("- 发布日期:2021-07-19", &[(Field::Published, "2021-07-19")]),
            ("-5 发布日期:2021-07-19", &[]),
            ("工作時間:每天", &[]),
            ("会议确定 时间：下周一", &[]),
            ("各省、自治区、直辖市人民政府：", &[]),
            ("標題", &[]),
            ("主题词是什么", &[]),
            ("", &[]),
        ] {
            assert_eq!(pairs(line, Closing::Marked), expected, "{line}");
            assert_eq!(pairs(line, Closing::Blank), expected, "{line}");
        }
    }

    #[test]
    fn what_closes_a_label() {
        for (line, marked, blank) in [
            ("发文字号\t国令第706号", &[(Field::Number, "国令第706号")][..], &[(Field::Number, "国令第706号")][..]),
            ("文号\t国令第706号", &[(Field::Number, "国令第706号")], &[]),
            (
                "索 引 号\t：\t00206\t主题分类：\t综合",
                &[(Field::Other, "00206"), (Field::Other, "综合")],
                &[(Field::Other, "00206"), (Field::Other, "综合")],
            ),
            ("索引号 00204 主题分类 综合政务", &[], &[(Field::Other, "00204"), (Field::Other, "综合政务")]),
            ("【发布日期】2022-01-02", &[], &[(Field::Published, "2022-01-02")]),
            ("成文日期", &[], &[(Field::Issued, "")]),
            ("关键词 质押", &[], &[]),
            ("主 旨　函轉活動一案", &[], &[(Field::Title, "函轉活動一案")]),
            ("主旨 函轉活動一案", &[], &[]),
            ("分 类 管 理 办 法", &[], &[]),
        ] {
            assert_eq!(pairs(line, Closing::Marked), marked, "{line}");
            assert_eq!(pairs(line, Closing::Blank), blank, "{line}");
        }
    }

    #[test]
    fn keys_of_front_matter() {
        for (key, field) in [
            ("Title", Field::Title),
            ("發文機關", Field::Issuer),
            ("author", Field::Issuer),
            ("作者", Field::Other),
            ("date", Field::Issued),
            ("日期", Field::Issued),
            ("上网日期", Field::Published),
            ("公开机关", Field::Issuer),
        ] {
            assert_eq!(front_matter_field(key), Some(field), "{key}");
        }
        assert_eq!(front_matter_field("tags"), None);
    }
}
