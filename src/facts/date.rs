//! Dates with a year: `2022年`, `2023年3月底`, `2022年6月23日`, `二〇二三年六月`, `2018—2035年`, `2023-07-08`.
//!
//! A date without a year of its own (`6月底`) is none, unless it carries on one: `2022年3月至5月`, `2022年3月、5月`.

use super::Bound;
use super::folded_line::Line;
use super::number;
use crate::text::date::{DateRange, Day, Setting, day, month_length, ordinal, year};
use crate::text::numeral::Numerals;
use crate::text::sentence::Pauses;

/// A date in the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) range: DateRange,
    pub(super) bound: Bound,
}

/// What a look at one place gave.
pub(super) enum Seen {
    /// One date, or several that share a year.
    Dates(Vec<Found>),
    /// Something written like a date that is none (2023年13月45日); read on at the index.
    Not(usize),
}

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    end: usize,
    range: DateRange,
    part: Part,
    year: i32,
    month: u32,
}

/// The dates that begin at `i`.
pub(super) fn at(line: &Line<'_>, i: usize) -> Option<Seen> {
    let (year, end) = year_at(line, i).or_else(|| short_year(line, i))?;
    if let Some(seen) = months_between(line, i, year, end) {
        return Some(seen);
    }
    if let Some(seen) = signed(line, i, end) {
        return Some(seen);
    }
    let mark = line.skip_blank(end);
    if line.get(mark) != '年' || mark - end > 1 {
        return years(line, i, year, end);
    }
    // 2020年代 is a decade; 2023年第12号 and 2023年12号 number a document.
    if line.get(mark + 1) == '代' {
        return Some(Seen::Not(mark + 2));
    }
    let number = line.skip_blank(mark + 1 + usize::from(line.get(mark + 1) == '第'));
    if line.get(number).is_ascii_digit() {
        let (past, _) = number::read(line, number);
        if line.get(line.skip_blank(past)) == '号' {
            return Some(Seen::Not(past));
        }
    }
    match rest(line, year, mark + 1) {
        Some(point) => Some(Seen::Dates(carried(line, i, point))),
        None => Some(Seen::Not(mark + 1)),
    }
}

/// The year that begins at `i`.
fn year_at(line: &Line<'_>, i: usize) -> Option<(i32, usize)> {
    year(line, i, Setting::Text)
}

/// The year that begins at `i` without its century, where a month follows: 23年6月. A term of years and months is none.
fn short_year(line: &Line<'_>, i: usize) -> Option<(i32, usize)> {
    let digits = (0..3).take_while(|k| line.get(i + k).is_ascii_digit()).count();
    let before = line.before(i);
    if digits != 2 || line.get(i + 2) != '年' || before.is_ascii_alphanumeric() || matches!(before, '.' | '第' | '/')
    {
        return None;
    }
    marked(line, i + 3, "月").filter(|&(month, _)| (1..=12).contains(&month))?;
    let year = (line.get(i).to_digit(10)? * 10 + line.get(i + 1).to_digit(10)?) as i32;
    let century = match year {
        0..40 => 2000,
        70.. => 1900,
        _ => return None,
    };
    (!is_term(line, i)).then_some((century + year, i + 2))
}

/// Whether the words right before a date without a century say that it is a duration: 有期徒刑10年6月.
fn is_term(line: &Line<'_>, start: usize) -> bool {
    const REACH: usize = 8;
    let words = ["刑", "期", "役", "管制", "权利", "满", "年限", "工龄", "历时", "长达", "共", "近", "约", "超", "逾"];
    (start.saturating_sub(REACH)..start)
        .rev()
        .take_while(|&at| !Pauses::CLAUSE.has(line.get(at)))
        .any(|at| words.iter().any(|word| line.reads(at, word)))
}

/// `2023.06—2023.12`, `2023/6至2023/12`, `2023.06—12`, whose first year ends at `end`. A month alone may be a number.
fn months_between(line: &Line<'_>, start: usize, year: i32, end: usize) -> Option<Seen> {
    let sign = line.get(end);
    if !matches!(sign, '.' | '/' | '-') {
        return None;
    }
    let (month, after) = ordinal(line, end + 1)?;
    let next = separator(line, after)?;
    let (last, last_end) = match year_at(line, next) {
        Some((last, at)) if line.get(at) == sign => (last, at + 1),
        None if sign == '.' && line.get(next + 1).is_ascii_digit() => (year, next),
        _ => return None,
    };
    let (last_month, end) = ordinal(line, last_end)?;
    let goes_on = matches!(line.get(end), '.' | '/' | '-' | '%' | '元') || line.get(end).is_ascii_alphanumeric();
    let last_day = Day::new(last, last_month, month_length(last, last_month))?;
    let range = DateRange::new(Day::new(year, month, 1)?, last_day).filter(|_| !goes_on)?;
    Some(Seen::Dates(vec![Found { start, end, range, bound: bound(line, end) }]))
}

/// `2023-07-08`, `2023/7/8`, `2023.7.8`, whose year ends at `end`.
fn signed(line: &Line<'_>, start: usize, end: usize) -> Option<Seen> {
    let found = matches!(line.get(end), '-' | '/' | '.').then(|| day(line, start, Setting::Text))??;
    let range = found.day.and_then(|day| DateRange::new(day, day));
    Some(match range {
        Some(range) => Seen::Dates(vec![Found { start, end: found.end, range, bound: Bound::Exact }]),
        None => Seen::Not(found.end),
    })
}

/// A month or a day before one of `marks`, with the index after the mark.
fn marked(line: &Line<'_>, i: usize, marks: &str) -> Option<(u32, usize)> {
    let (value, end) = ordinal(line, line.skip_blank(i))?;
    let end = line.skip_blank(end);
    marks.contains(line.get(end)).then_some((value, end + 1))
}

/// What follows `year年`; none where month or day is not in the calendar.
fn rest(line: &Line<'_>, year: i32, i: usize) -> Option<Point> {
    if let Some((first, last, end)) = month_span(line, i) {
        let range = DateRange::months(year, first, last)?;
        return Some(Point { end, range, part: Part::Month, year, month: last });
    }
    match marked(line, i, "月") {
        Some((month, end)) => month_rest(line, year, month, end),
        None => {
            let point = Point { end: i, range: DateRange::year(year)?, part: Part::Year, year, month: 12 };
            Some(part_of_year(line, point))
        }
    }
}

/// `1—6月` behind a year: two months that share the mark.
fn month_span(line: &Line<'_>, i: usize) -> Option<(u32, u32, usize)> {
    let (first, end) = ordinal(line, line.skip_blank(i))?;
    let next = separator(line, end)?;
    let (last, end) = marked(line, next, "月")?;
    (first < last && last <= 12 && first > 0).then_some((first, last, end))
}

fn month_rest(line: &Line<'_>, year: i32, month: u32, end: usize) -> Option<Point> {
    let whole = DateRange::month(year, month)?;
    if let Some((day, end)) = marked(line, end, "日号") {
        let range = DateRange::day(year, month, day)?;
        return Some(Point { end, range, part: Part::Day, year, month });
    }
    let last = month_length(year, month);
    let part = |first: u32, last: u32| DateRange::new(Day::new(year, month, first)?, Day::new(year, month, last)?);
    let end = end + usize::from(line.get(end) == '份');
    let (range, len) = match (line.get(end), line.get(end + 1)) {
        ('底' | '末', _) => (part(last, last)?, 1),
        ('初', _) => (part(1, 1)?, 1),
        ('上', '旬') => (part(1, 10)?, 2),
        ('中', '旬') => (part(11, 20)?, 2),
        ('下', '旬') => (part(21, last)?, 2),
        _ => (whole, 0),
    };
    Some(Point { end: end + len, range, part: Part::Month, year, month })
}

/// 年底, 年初, 上半年, 第一季度, 年度.
fn part_of_year(line: &Line<'_>, point: Point) -> Point {
    let Point { end, year, .. } = point;
    let quarter = |i: usize| -> Option<(u32, usize)> {
        let i = i + usize::from(line.get(i) == '第');
        let digit = match line.get(i) {
            c @ '1'..='4' => c.to_digit(10)?,
            c => Numerals::COUNTING.digit(c)?,
        };
        ((1..=4).contains(&digit) && line.reads(i + 1, "季度")).then_some((digit, i + 3))
    };
    let (range, end) = match (line.get(end), line.get(end + 1), line.get(end + 2)) {
        ('底' | '末' | '终', _, _) => (DateRange::day(year, 12, 31), end + 1),
        ('初', next, _) if !matches!(next, '步' | '始' | '级' | '次') => (DateRange::day(year, 1, 1), end + 1),
        ('上', '半', '年') => (DateRange::months(year, 1, 6), end + 3),
        ('下', '半', '年') => (DateRange::months(year, 7, 12), end + 3),
        ('前', '三', '季') if line.get(end + 3) == '度' => (DateRange::months(year, 1, 9), end + 4),
        ('度', _, _) => return Point { end: end + 1, ..point },
        _ => match quarter(end) {
            Some((quarter, end)) => (DateRange::months(year, quarter * 3 - 2, quarter * 3), end),
            None => return point,
        },
    };
    range.map_or(point, |range| Point { end, range, ..point })
}

/// 至, 到 or a dash, with blanks around it; the index after it.
pub(super) fn separator(line: &Line<'_>, i: usize) -> Option<usize> {
    let at = line.skip_blank(i);
    let mut end = at;
    while matches!(line.get(end), '至' | '到' | '-' | '~' | '–' | '—' | '―' | '─') && end - at < 2 {
        end += 1;
    }
    (end > at).then(|| line.skip_blank(end))
}

/// The date with what carries it on: a span (`2022年3月至5月`), or more months of the same year (`3月、5月`).
fn carried(line: &Line<'_>, start: usize, first: Point) -> Vec<Found> {
    let mut last = first;
    let mut range = first.range;
    if let Some(next) = separator(line, first.end)
        && let Some(end) = point_after(line, next, first)
        && let Some(span) = DateRange::new(first.range.start, end.range.end)
    {
        (last, range) = (end, span);
    }
    let mut found = vec![Found { start, end: last.end, range, bound: Bound::Exact }];
    // More months, or days, behind 、 or 和.
    while found.len() < 12 && last.part != Part::Year && matches!(line.get(last.end), '、' | '和' | '及') {
        let at = last.end + 1;
        let next = match last.part {
            _ if line.get(at + 4) == '年' => None,
            Part::Day if marked(line, at, "日").is_some() => marked(line, at, "日").and_then(|(day, end)| {
                let range = DateRange::day(last.year, last.month, day)?;
                Some(Point { end, range, ..last })
            }),
            _ => marked(line, at, "月").and_then(|(month, end)| month_rest(line, last.year, month, end)),
        };
        let Some(next) = next else { break };
        found.push(Found { start: at, end: next.end, range: next.range, bound: Bound::Exact });
        last = next;
    }
    if let Some(date) = found.last_mut() {
        date.bound = bound(line, date.end);
    }
    found
}

/// The second point of a span: a date of its own, or a month or a day of the first one's year or month.
fn point_after(line: &Line<'_>, i: usize, first: Point) -> Option<Point> {
    if let Some((year, end)) = year_at(line, i).or_else(|| short_year(line, i)) {
        let mark = line.skip_blank(end);
        return (line.get(mark) == '年').then(|| rest(line, year, mark + 1)).flatten();
    }
    match first.part {
        Part::Year => None,
        Part::Month | Part::Day if marked(line, i, "月").is_some() => {
            marked(line, i, "月").and_then(|(month, end)| month_rest(line, first.year, month, end))
        }
        Part::Month => None,
        Part::Day => marked(line, i, "日号").and_then(|(day, end)| {
            let range = DateRange::day(first.year, first.month, day)?;
            Some(Point { end, range, ..first })
        }),
    }
}

/// Years that share one 年: `2018—2035年`, `2021、2022年`.
fn years(line: &Line<'_>, start: usize, year: i32, end: usize) -> Option<Seen> {
    if let Some(next) = separator(line, end) {
        let (last, after) = year_at(line, next)?;
        let mark = line.skip_blank(after);
        if line.get(mark) != '年' {
            return None;
        }
        let range = DateRange::new(Day::new(year, 1, 1)?, Day::new(last, 12, 31)?)?;
        let end = mark + 1 + usize::from(line.get(mark + 1) == '度');
        return Some(Seen::Dates(vec![Found { start, end, range, bound: bound(line, end) }]));
    }
    let mut found = vec![(start, end, year)];
    let mut at = end;
    while matches!(line.get(at), '、' | '和' | '及' | '与') && found.len() < 12 {
        let Some((year, end)) = year_at(line, at + 1) else { break };
        found.push((at + 1, end, year));
        at = end;
    }
    // The last one has the mark and is read as a date of its own.
    let (_, at, _) = found.pop()?;
    if found.is_empty() || line.get(line.skip_blank(at)) != '年' {
        return None;
    }
    let dates = found.into_iter().filter_map(|(start, end, year)| {
        Some(Found { start, end, range: DateRange::year(year)?, bound: Bound::Exact })
    });
    Some(Seen::Dates(dates.collect()))
}

/// 以来, 起, 后; 前, 以前.
fn bound(line: &Line<'_>, end: usize) -> Bound {
    let at_least = ["以来", "以后", "之后", "及以后", "起"];
    let at_most = ["以前", "之前", "及以前"];
    let next = line.get(end + 1);
    if at_least.iter().any(|word| line.reads(end, word)) {
        // 起草 and 起诉 begin something else.
        return if line.get(end) == '起' && matches!(next, '草' | '诉' | '点') {
            Bound::Exact
        } else {
            Bound::AtLeast
        };
    }
    if at_most.iter().any(|word| line.reads(end, word)) {
        return Bound::AtMost;
    }
    match (line.get(end), next) {
        ('后', ',' | '。' | '、' | ';' | ')' | '的' | '\0') => Bound::AtLeast,
        ('前', '三' | '两' | '几' | '期' | '沿' | '列' | '后' | '1'..='9') => Bound::Exact,
        ('前', _) => Bound::AtMost,
        _ => Bound::Exact,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// The dates of a text, each as `text=range` with `>=` or `<=` for its bound.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let line = Line::new(text);
        let mut found = Vec::new();
        let mut i = 0;
        while i < line.len() {
            match at(&line, i) {
                Some(Seen::Dates(dates)) => {
                    i = dates.last().unwrap().end;
                    found.extend(dates.iter().map(|date| {
                        let sign = match date.bound {
                            Bound::AtLeast => ">=",
                            Bound::AtMost => "<=",
                            _ => "=",
                        };
                        format!("{}{sign}{}", line.slice(date.start, date.end), date.range)
                    }));
                }
                Some(Seen::Not(end)) => i = end,
                None => i += 1,
            }
        }
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn dates() {
        check("2022年,", "2022年=2022");
        check("2022年度", "2022年度=2022");
        check("2023年3月", "2023年3月=2023-03");
        check("2022 年 6 月 23 日", "2022 年 6 月 23 日=2022-06-23");
        check("２０２２年６月", "２０２２年６月=2022-06");
        check("二〇二三年六月三十日", "二〇二三年六月三十日=2023-06-30");
        check("二○○六年", "二○○六年=2006");
        check("时间:2023-07-08 09:04:58", "2023-07-08=2023-07-08");
        check("2023.7.8", "2023.7.8=2023-07-08");
        check("截至2023年3月底", "2023年3月底=2023-03-31");
        check("2022年底", "2022年底=2022-12-31");
        check("2023年上半年", "2023年上半年=2023-01-01..2023-06-30");
        check("2023年第一季度", "2023年第一季度=2023-01-01..2023-03-31");
        check("2023年6月下旬", "2023年6月下旬=2023-06-21..2023-06-30");
    }

    #[test]
    fn spans_and_lists() {
        check("2018—2035年", "2018—2035年=2018-01-01..2035-12-31");
        check("2020年至2022年", "2020年至2022年=2020-01-01..2022-12-31");
        check("1997年10月――1998年2月", "1997年10月――1998年2月=1997-10-01..1998-02-28");
        check("2004年8月5日至8日", "2004年8月5日至8日=2004-08-05..2004-08-08");
        check("2022年3月至5月", "2022年3月至5月=2022-03-01..2022-05-31");
        check("2022年1—6月", "2022年1—6月=2022-01-01..2022-06-30");
        check("2021、2022年", "2021=2021 2022年=2022");
        check("2021年、2022年", "2021年=2021 2022年=2022");
        check("2022年3月、5月", "2022年3月=2022-03 5月=2022-05");
    }

    #[test]
    fn bounds() {
        check("2022年以来", "2022年>=2022");
        check("自2019年1月1日起施行", "2019年1月1日>=2019-01-01");
        check("2020年4月底前", "2020年4月底<=2020-04-30");
        check("2019年前三季度", "2019年前三季度=2019-01-01..2019-09-30");
    }

    #[test]
    fn not_dates() {
        for text in [
            "2023年13月45日",
            "2023年2月30日",
            "近三年",
            "2020年代",
            "2023年第12号",
            "〔2023〕12号",
            "1.0版本",
            "12023年",
            "a2023年",
            "6月底",
            "三千年",
            "2023-13-45",
            "127.0.0.1",
            "2023",
            "二年",
            "20220年",
        ] {
            check(text, "");
        }
    }
}
