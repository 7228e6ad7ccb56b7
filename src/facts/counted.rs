//! Whether a number with a measure word counts something, or numbers it, or only says how large it is.

use super::folded_line::Line;
use super::number::{self, Number, Written};
use super::unit::Unit;
use super::{bound, date};

/// Whether the number at `start` goes on from 数 or 几: 数十, 好几百 say how large, not how many; but in 人数十人以上 the noun
/// ends in 数.
pub(super) fn is_vague(line: &Line<'_>, start: usize) -> bool {
    match line.before(start) {
        '几' => true,
        '数' => {
            matches!(line.get(start), '十' | '百' | '千' | '万') && !"人总次件户个票款".contains(line.before(start - 1))
        }
        _ => false,
    }
}

/// Whether `number` with the measure word `unit` counts something.
pub(super) fn counted(line: &Line<'_>, number: &Number, unit: Unit, start: usize) -> bool {
    if number.formal || is_vague(line, start) || is_ordinal(line, start) {
        return false;
    }
    let one = number.end == number.start + 1;
    let limited = || {
        let bounded = bound::of(line, number.start, unit.end, None, number.implied);
        bounded.start < number.start || bounded.end > unit.end
    };
    match number.written {
        Written::Spelled => false,
        // 上百家, 百余家; but not 百家争鸣 and 千家万户.
        _ if number.implied => {
            number.fuzzy.is_some() || bound::of(line, number.start, unit.end, None, true).start < number.start
        }
        // 一家 is an article, 二次 is an ordinal; where they are bound they count: 一人以上, 不少于二次, 一人至二人.
        Written::Han if one && line.get(start) == '一' => limited() || ranged(line, unit.end),
        Written::Han if one && line.get(start) == '二' => {
            matches!(line.get(unit.start), '人' | '名' | '个' | '家' | '件' | '户' | '份' | '处') || limited()
        }
        Written::Han if one && matches!(line.get(start), '零' | '〇') => false,
        // 十届四次会议 numbers the session.
        Written::Han if line.reads(unit.start, "次") => !"届大协".contains(line.before(start)),
        // 2023起 is a year.
        Written::Arabic if line.get(unit.start) == '起' => !(1900.0..2100.0).contains(&number.plain().unwrap_or(0.0)),
        _ => true,
    }
}

/// Whether 至 and another number follow.
fn ranged(line: &Line<'_>, end: usize) -> bool {
    date::separator(line, end).is_some_and(|at| number::begins(line.get(at)))
}

/// Whether the number at `start` is one of 第十二、十三条, of 前两款, or of 三十至三十二条 behind a 第.
pub(super) fn is_ordinal(line: &Line<'_>, start: usize) -> bool {
    const REACH: usize = 48;
    // 案例1 张家港市… is the first case, and no sheet of paper.
    const LABEL: usize = 8;
    let label = (0..start.min(LABEL)).rev().find(|&i| line.get(i) != ' ').map_or(0, |i| i + 1);
    if start <= LABEL && label >= 2 && line.reads(label - 2, "案例") {
        return true;
    }
    // 第 28 类
    let mark = (0..start).rev().find(|&i| line.get(i) != ' ').map_or('\0', |i| line.get(i));
    match line.before(start) {
        _ if mark == '第' => return true,
        // 前两款 and 前10名, but 目前20家 and 年底前5家.
        '前' => {
            return !matches!(
                line.before(start - 1),
                '目' | '此' | '以' | '之' | '年' | '月' | '日' | '底' | '末' | '先'
            );
        }
        '本' | '上' | '下' | '后' | '该' | '头' | '首' => {
            // 后两款 and 本两条, but 先后两次 and 以上两项.
            let other = matches!(line.before(start - 1), '以' | '先' | '前' | '此');
            return line.get(start) == '两' && line.before(start) != '该' && !other;
        }
        _ => {}
    }
    let mut i = start;
    while i > 0 && start - i < REACH {
        let joint = matches!(line.before(i), '、' | '至' | '和' | '或' | '及' | '与' | '到' | '-' | '—');
        if !joint {
            return false;
        }
        i -= 1;
        // Back over the number before it, perhaps with its own 条 or 项.
        if matches!(
            line.before(i),
            '条' | '款' | '项' | '章' | '节' | '编' | '批' | '期' | '届' | '次' | '号' | '类' | '级'
        ) {
            i -= 1;
        }
        let end = i;
        while i > 0 && number::begins(line.before(i)) {
            i -= 1;
        }
        if i == end {
            return false;
        }
        if line.before(i) == '第' {
            return true;
        }
    }
    false
}
