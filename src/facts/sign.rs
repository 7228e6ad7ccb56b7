//! What stands before a figure and belongs to it: the sign of the number or of its currency, the rate that points are
//! added to.

use super::folded_line::Line;
use super::number;

/// Where the minus sign of the figure at `start` stands. A hyphen behind a figure, a unit or a dash joins, and one that
/// opens a line marks an item of a list.
pub(super) fn minus(line: &Line<'_>, start: usize) -> Option<usize> {
    let at = start.checked_sub(1)?;
    let before = line.before(at);
    match line.get(at) {
        '-' | '−' => {
            let mut left = at;
            while line.before(left) == ' ' {
                left -= 1;
            }
            let joins = |c: char| {
                c.is_ascii_alphanumeric()
                    || number::begins(c)
                    || matches!(
                        c,
                        '%' | '‰'
                            | '-'
                            | '−'
                            | '–'
                            | '—'
                            | '年'
                            | '月'
                            | '日'
                            | '号'
                            | '元'
                            | '倍'
                            | '期'
                            | '\0'
                            | '\n'
                    )
            };
            let unit = MEASURED_BY.contains(line.before(left)) && number::begins(line.before(left.saturating_sub(1)));
            (!joins(line.before(left)) && !unit).then_some(at)
        }
        // 自负30%, 胜负: 负 belongs to the word before it.
        '负' => (!"自胜担肩抱背辜如重亏欠正减".contains(before) || before == '\0').then_some(at),
        _ => None,
    }
}

/// Measure words that may end a figure before a hyphen: 5家-3家.
const MEASURED_BY: &str = "家个件户人笔项次点度吨亩条名份种类级";

/// The start of `LPR+` before a number, or the number's own start.
pub(super) fn base_rate(line: &Line<'_>, start: usize) -> usize {
    if !matches!(line.before(start), '+' | '-') {
        return start;
    }
    let mut i = start - 1;
    while line.before(i).is_ascii_alphabetic() {
        i -= 1;
    }
    if i + 1 < start { i } else { start }
}

/// Whether `c` is the sign of a currency.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c, '¥' | '￥' | '$' | '€' | '£')
}
