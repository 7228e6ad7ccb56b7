//! A condition on figures that was typed in words: 金額大於1億, 比例不低于50%.

use super::ast::{Node, Query};
use super::parse::parse;
use crate::api::FigureKind;
use crate::lexicon::words::{ABOVE, BELOW, OVER, UNDER};
use crate::text::{fold, is_han};

/// The condition as it can be typed; none when the words make none.
pub(super) fn in_words(text: &str) -> Option<String> {
    let folded = fold(text);
    let signs = [(ABOVE, ">="), (BELOW, "<="), (OVER, ">"), (UNDER, "<")];
    for (words, sign) in signs {
        for word in words {
            let Some((left, right)) = folded.split_once(word) else { continue };
            // 金額大於1億, or 金額1億以上.
            let (kind, figure) = if right.is_empty() { split_figure(left)? } else { (left, right) };
            let kind = kind_of(kind).or_else(|| kind_by(kind, figure))?;
            let sign = match (right.is_empty(), sign) {
                (true, ">") => ">=",
                (true, "<") => "<=",
                (_, sign) => sign,
            };
            let condition = format!("{kind}{sign}{figure}");
            let (Query { root: Some(Node::Fact(fact)) }, _) = parse(&condition) else { continue };
            if fact.interval().is_ok() {
                return Some(condition);
            }
        }
    }
    None
}

/// The words before the first digit, and the figure.
fn split_figure(text: &str) -> Option<(&str, &str)> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    Some(text.split_at(at)).filter(|(kind, _)| !kind.is_empty())
}

/// The kind of figures that words end with.
fn kind_of(words: &str) -> Option<&'static str> {
    const KINDS: [(&[&str], FigureKind); 5] = [
        (&["金额", "资金", "数额", "额度", "总额", "贷款", "授信", "规模"], FigureKind::Amount),
        (&["比例", "百分比", "占比", "比率", "利率", "增长", "增幅", "增速"], FigureKind::Percent),
        (&["基点"], FigureKind::Bp),
        (&["数量", "家数", "件数", "户数", "个数"], FigureKind::Count),
        (&["日期", "时间"], FigureKind::Date),
    ];
    let words = words.trim_end_matches(['的', '在']);
    KINDS.iter().find(|(names, _)| names.iter().any(|name| words.ends_with(name))).map(|(_, kind)| kind.name_zh())
}

/// The kind that the unit of a figure tells, where something stands before it: 罚款超过100万元.
fn kind_by(words: &str, figure: &str) -> Option<&'static str> {
    if !words.chars().any(is_han) || words.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let kind = match figure {
        figure if figure.ends_with(['元', '万', '亿']) => FigureKind::Amount,
        figure if figure.ends_with('%') || figure.starts_with("百分之") => FigureKind::Percent,
        figure if figure.ends_with("bp") || figure.ends_with("基点") => FigureKind::Bp,
        _ => return None,
    };
    Some(kind.name_zh())
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn conditions_in_words() {
        for (words, condition) in [
            ("金額大於1億", "金额>1亿"),
            ("贷款金额超过500万元", "金额>500万元"),
            ("比例不低于50%", "百分比>=50%"),
            ("金额1亿元以上", "金额>=1亿元"),
            ("数量不超过30", "数量<=30"),
            ("罚款超过100万元", "金额>100万元"),
            ("赔偿不足5万元", "金额<5万元"),
            ("清偿率低于百分之三十", "百分比<百分之三十"),
        ] {
            assert_eq!(in_words(words).as_deref(), Some(condition), "{words}");
        }
        for none in ["金額", "大於1億", "質押融資", "超过", "规模以上企业", "金额大于小于"] {
            assert_eq!(in_words(none), None, "{none}");
        }
    }
}
