//! The facts of a row of a table: each cell is read by itself, as if its heading stood before it.
//!
//! 1200 under 金额（万元） says what 金额（万元）：1200 says, so that is what is read, by the rules for any other text. A
//! figure begins and ends in its cell, whatever stands in the next one.
//!
//! What says the unit of a whole table (单位：万元) heads all its columns, and counts where nothing nearer says what a plain
//! number is: not under 增长率, 序号, 企业数.

use std::borrow::Cow;
use std::ops::Range;

use super::values::{Measured, measured};
use super::{Detail, Fact, Kind, extract_plain, number};
use crate::text::{CharSpan, Local, Span, fold_char};

/// A cell of a table in a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headed<'t> {
    /// Where it stands in the passage.
    pub span: Span<Local>,
    /// What heads its column and its row, what is nearest and tells most first.
    pub headings: Vec<&'t str>,
}

/// A piece of a passage, with what it is read under.
struct Piece<'t> {
    /// Its bytes of the passage.
    range: Range<usize>,
    /// The heading, a colon, and the piece.
    text: Cow<'t, str>,
    /// The bytes of the heading and the colon.
    prefix: usize,
    /// What a figure in it is about that says nothing else: the words of its heading.
    about: Option<String>,
    /// Whether the heading is a unit alone, so that its words name nothing.
    is_unit: bool,
}

impl Piece<'_> {
    /// The facts that stand in the piece and not in its heading, in bytes of its text.
    fn facts(&self) -> Vec<Fact> {
        let mut facts = extract_plain(&self.text);
        facts.retain(|fact| fact.span.start >= self.prefix);
        let about = self.about.as_deref();
        for fact in &mut facts {
            if !matches!(fact.kind, Kind::Money | Kind::Percent | Kind::Bp | Kind::Count) {
                continue;
            }
            fact.what = fact.what.take().filter(|_| !self.is_unit).or_else(|| about.map(str::to_owned));
            if let Detail::Count { noun: noun @ None } = &mut fact.detail {
                // 企业数（家） counts 企业.
                let counted = about.map(|name| {
                    ["数量", "數量", "总数", "總數", "数", "數"]
                        .iter()
                        .find_map(|n| name.strip_suffix(n))
                        .unwrap_or(name)
                });
                *noun = counted.filter(|name| !name.is_empty()).map(str::to_owned);
            }
        }
        facts
    }
}

/// The facts of `text`, which has `cells`, sorted and disjoint.
pub(super) fn extract(text: &str, cells: &[Headed<'_>]) -> Vec<Fact> {
    let mut out = Vec::new();
    for piece in pieces(text, cells) {
        out.extend(piece.facts().into_iter().map(|fact| {
            let moved = |at: usize| at - piece.prefix + piece.range.start;
            Fact { span: Span::new(moved(fact.span.start), moved(fact.span.end)), ..fact }
        }));
    }
    out
}

/// The values of a passage in which `cells` of a table stand: those of [`extract_in`](super::extract_in). A unit or noun
/// that stands in the heading has no place in the passage.
#[must_use]
pub fn measured_in(text: &str, cells: &[Headed<'_>]) -> Vec<Measured> {
    if cells.is_empty() {
        return measured(text);
    }
    let mut out = Vec::new();
    // Pieces are in order, so characters are counted once.
    let (mut byte, mut chars) = (0, 0);
    for piece in pieces(text, cells) {
        chars += text[byte..piece.range.start].chars().count() as u32;
        byte = piece.range.start;
        let prefix = piece.text[..piece.prefix].chars().count() as u32;
        let moved = |span: CharSpan| CharSpan::new(span.start - prefix + chars, span.end - prefix + chars);
        let own = measured(&piece.text).into_iter().filter(|figure| figure.chars.start >= prefix);
        out.extend(own.map(|figure| {
            let inside = |span: Option<CharSpan>| span.filter(|span| span.start >= prefix).map(moved);
            let (unit, noun) = (inside(figure.unit), inside(figure.noun));
            Measured { chars: moved(figure.chars), unit, noun, ..figure }
        }));
    }
    out.sort_by_key(|measured| (measured.kind, measured.chars));
    out
}

/// The cells of `text` and what stands between them, in order, without the blanks around them.
fn pieces<'t>(text: &'t str, cells: &[Headed<'_>]) -> Vec<Piece<'t>> {
    let mut out = Vec::new();
    let plain = |range: Range<usize>| {
        let inner = &text[range.clone()];
        let start = range.start + (inner.len() - inner.trim_start().len());
        let range = start..start + inner.trim().len();
        let text = Cow::Borrowed(&text[range.clone()]);
        (!range.is_empty()).then_some(Piece { text, range, prefix: 0, about: None, is_unit: false })
    };
    let mut at = 0;
    for cell in cells {
        let Some(own) = text.get(cell.span.range()).filter(|_| cell.span.start >= at) else { continue };
        out.extend(plain(at..cell.span.start));
        at = cell.span.end;
        let Some(whole) = plain(cell.span.range()) else { continue };
        // Only a figure has something to gain.
        let figures = own.chars().any(|c| number::begins(fold_char(c)));
        out.push(if figures { under(whole, &cell.headings) } else { whole });
    }
    out.extend(plain(at..text.len()));
    out
}

/// `cell` under the first of `headings` with which it has more facts than with those before it and alone. What its figures
/// are about is the first heading that is no year.
fn under<'t>(cell: Piece<'t>, headings: &[&str]) -> Piece<'t> {
    let mut best = (cell.facts().len(), None);
    let mut read = |prefix: String, is_unit: bool| {
        let text = Cow::Owned(format!("{prefix}{}", cell.text));
        let piece = Piece { range: cell.range.clone(), text, prefix: prefix.len(), about: None, is_unit };
        let count = piece.facts().len();
        if count > best.0 {
            best = (count, Some(piece));
        }
        best.0
    };
    let (units, own): (Vec<&str>, Vec<&str>) =
        headings.iter().copied().partition(|heading| unit_of_table(heading).is_some());
    let mut count = 0;
    for heading in &own {
        count = read(prefix(heading), false);
    }
    if count == 0
        && let Some(unit) = units.first().and_then(|heading| unit_of_table(heading))
        && takes_unit(&cell.text, &own, &unit)
    {
        read(format!("({unit}):"), true);
    }
    let is_words = |name: &&str| !name.starts_with(|c: char| c.is_numeric());
    let about = own.iter().map(|heading| name(heading)).find(|name| is_words(&name.as_str()));
    Piece { about: about.filter(|name| !name.is_empty()), ..best.1.unwrap_or(cell) }
}

/// The unit that a line says that heads a whole table: 万元 of 单位：万元.
fn unit_of_table(heading: &str) -> Option<String> {
    let folded: String = bare(heading).chars().map(fold_char).collect();
    let unit = folded.strip_prefix("单位:")?;
    let unit = unit.strip_prefix("人民币").unwrap_or(unit);
    (!unit.is_empty()).then(|| unit.to_owned())
}

/// Whether `cell` has the unit of its table: a number and no more, under headings of which none says that it is something
/// else, and of which one says what it is.
fn takes_unit(cell: &str, headings: &[&str], unit: &str) -> bool {
    let digits: String = cell.chars().map(fold_char).collect();
    let digits = digits.trim_start_matches(['-', '+', '−']);
    let number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
        // 0101 is a code.
        && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."));
    number && !headings.is_empty() && !headings.iter().any(|heading| says_another(heading, unit))
}

/// Whether a heading says that what stands under it is no amount in `unit`: an ordinal, a day, a code, a ratio, a number of
/// things, or something in a unit of its own.
fn says_another(heading: &str, unit: &str) -> bool {
    #[rustfmt::skip]
    const OTHERS: [&str; 39] = [
        "序号", "编号", "文号", "证号", "单号", "行号", "账号", "编码", "代码", "邮编", "电话", "行次", "栏次", "名次", "排名", "得分",
        "分数", "指数", "年份", "年度", "月份", "日期", "时间", "期限", "年限", "率", "比", "比例", "比重", "倍数", "增幅", "降幅",
        "增长", "下降", "增减", "面积", "数量", "页码", "备注",
    ];
    /// Of what ends in 数 these are amounts: 预算数, 本年累计数.
    #[rustfmt::skip]
    const AMOUNTS: [&str; 18] = [
        "预算数", "决算数", "执行数", "调整数", "完成数", "支出数", "收入数", "合计数", "累计数", "本年数", "上年数", "本期数", "上期数",
        "本月数", "期初数", "期末数", "年初数", "年末数",
    ];
    let folded: String = bare(heading).chars().map(fold_char).collect();
    let counted = folded.ends_with('数') && !AMOUNTS.iter().any(|amount| folded.ends_with(amount));
    // 2023年度 is when, 年度 is what.
    let dated = folded.starts_with(|c: char| c.is_ascii_digit());
    // What is counted in the table's own unit: 人数 where it says 单位：人.
    let own = counted && !unit.ends_with('元');
    let bracket = folded.contains(['(', '/', '%', '‰']);
    bracket || !own && counted || !dated && OTHERS.iter().any(|other| folded.ends_with(other)) || folded == "号"
}

/// A heading without marks and blanks: of one in two lines the two together.
fn bare(heading: &str) -> String {
    let bare: String = heading.chars().filter(|&c| !c.is_whitespace() && !matches!(c, '*' | '|')).collect();
    bare.trim_end_matches(|c| fold_char(c) == ':').to_owned()
}

/// What a heading says before the unit that it gives behind a stroke: 金额/万元.
fn unit_behind(bare: &str) -> Option<(&str, &str)> {
    let (name, unit) = bare.rsplit_once(|c| fold_char(c) == '/')?;
    (!name.is_empty() && (1..=4).contains(&unit.chars().count())).then_some((name, unit))
}

/// A heading as it would stand before its value: 金额/万元 as 金额(万元):.
fn prefix(heading: &str) -> String {
    let bare = bare(heading);
    match unit_behind(&bare) {
        Some((name, unit)) => format!("{name}({unit}):"),
        None => format!("{bare}:"),
    }
}

/// The words of a heading, without its unit.
fn name(heading: &str) -> String {
    let bare = bare(heading);
    if let Some((name, _)) = unit_behind(&bare) {
        return name.to_owned();
    }
    let open = bare.rfind(|c| fold_char(c) == '(').filter(|&at| at > 0 && bare.ends_with(|c| fold_char(c) == ')'));
    open.map_or(bare.as_str(), |at| &bare[..at]).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::super::extract_in;
    use super::*;

    /// The facts of a row of cells, each written with its headings before it: `金额（万元）>1200`.
    #[track_caller]
    fn check(cells: &[&str], expected: &[(&str, f64, &str, Option<&str>)]) {
        let mut text = String::new();
        let mut headed = Vec::new();
        for cell in cells {
            if !text.is_empty() {
                text.push('\t');
            }
            let mut parts: Vec<&str> = cell.split('>').collect();
            let own = parts.pop().unwrap();
            headed.push(Headed { span: Span::new(text.len(), text.len() + own.len()), headings: parts });
            text.push_str(own);
        }
        let facts = extract_in(&text, &headed);
        let found: Vec<_> = facts
            .iter()
            .map(|fact| (fact.text.as_str(), fact.value.unwrap(), fact.unit.as_deref().unwrap(), fact.what.as_deref()))
            .collect();
        assert_eq!(found, expected, "{text}");
        for fact in &facts {
            assert_eq!(&text[fact.span.range()], fact.text);
        }
        // The index keeps the same values at the same places.
        let mut ours: Vec<(usize, f64)> =
            facts.iter().map(|fact| (text[..fact.span.start].chars().count(), fact.value.unwrap())).collect();
        let kept = measured_in(&text, &headed);
        let mut theirs: Vec<(usize, f64)> = kept.iter().map(|one| (one.chars.start as usize, one.value)).collect();
        ours.sort_by_key(|one| one.0);
        theirs.sort_by_key(|one| one.0);
        assert_eq!(theirs, ours, "{text}");
    }

    #[test]
    fn units_in_headings() {
        check(&["金额（万元）>1200"], &[("1200", 12_000_000.0, "元", Some("金额"))]);
        check(&["金额/亿元>1.5"], &[("1.5", 150_000_000.0, "元", Some("金额"))]);
        check(&["授信金额\n（万元）>1,200.5"], &[("1,200.5", 12_005_000.0, "元", Some("授信金额"))]);
        check(&["增长率(%)>5.2"], &[("5.2", 5.2, "%", Some("增长率"))]);
        check(&["企业数（家）>14"], &[("14", 14.0, "家", Some("企业数"))]);
        // The nearest heading that has the unit.
        check(&["2022年>融资金额（万元）>300"], &[("300", 3_000_000.0, "元", Some("融资金额"))]);
    }

    #[test]
    fn what_a_figure_is_about() {
        check(&["质押金额>1200万元"], &[("1200万元", 12_000_000.0, "元", Some("质押金额"))]);
        check(&["贷款金额（万元）>1200元"], &[("1200元", 1200.0, "元", Some("贷款金额"))]);
    }

    #[test]
    fn the_unit_of_a_table() {
        let amount = |what| [("1,200", 12_000_000.0, "元", Some(what))];
        check(&["预算数>单位：万元>1,200"], &amount("预算数"));
        check(&["2023年>單位：萬元>農業支出>1,200"], &amount("農業支出"));
        check(&["2023年度>金额>单位：万元>1,200"], &amount("金额"));
        check(&["支出>单位：人民币元>12"], &[("12", 12.0, "元", Some("支出"))]);
        check(&["参保人数>单位：人>320"], &[("320", 320.0, "人", Some("参保人数"))]);
        // What is nearer says more.
        check(&["支出（亿元）>单位：万元>12"], &[("12", 1_200_000_000.0, "元", Some("支出"))]);
        check(&["支出>单位：万元>12亿元"], &[("12亿元", 1_200_000_000.0, "元", Some("支出"))]);
        check(&["企业>单位：万元>14家"], &[("14家", 14.0, "家", Some("企业"))]);
        check(&["占比>单位：万元>5%"], &[("5%", 5.0, "%", Some("占比"))]);
        for cell in [
            "序号>单位：万元>12",
            "年份>单位：万元>2023",
            "年度>单位：万元>2023",
            "增长率>单位：万元>5.2",
            "企业数>单位：万元>14",
            "2023年>单位：万元>占比>5",
            "面积（公顷）>单位：万元>12",
            "文号>单位：万元>12",
            "科目编码>单位：万元>201",
            "科目>单位：万元>0101",
            "支出>单位：万元>12-14",
            "支出>单位：某某局>12",
            "支出>单位：元、家>12",
            "单位：万元>12",
        ] {
            check(&[cell], &[]);
        }
    }

    #[test]
    fn cells_are_apart() {
        check(&["甲项>3", "乙项>企业5家"], &[("5家", 5.0, "家", Some("企业"))]);
        check(&["序号>1", "2000", "万元"], &[]);
        check(&["序号>1", "年份>2023"], &[]);
        check(&["金额（万元）>—", "金额（万元）>12"], &[("12", 120_000.0, "元", Some("金额"))]);
    }
}
