//! Figures of weight, length, area, volume and the like: no facts, but what a draft says with them can be looked up.

use std::sync::LazyLock;

use super::folded_line::{Line, Words, listed};
use super::whole::whole_numbers;
use crate::text::{Local, Span};

/// Units that are taken behind a number in any characters, and those that say so little that they want digits: 三米 may
/// be a name. Letters alone (5G) are none.
static UNITS: LazyLock<Words<bool>> = LazyLock::new(|| {
    let sure = listed(
        "吨 万吨 亿吨 公吨 公斤 千克 毫克 微克 市斤 亩 万亩 亿亩 公顷 平方米 平米 平方公里 平方千米 立方米 立方 公里 千米 厘米 毫米 \
         微米 纳米 海里 毫升 千瓦 兆瓦 千瓦时 兆瓦时 摄氏度 分贝 千卡 赫兹 兆赫 摩尔 kg mg km cm mm ml kwh km2 m2 m3 ㎡ ㎏ ㎜ ㎝ ㎞ ℃ 万平方米 \
         亿立方米 万千瓦 万千瓦时 亿千瓦时",
        false,
    );
    Words::starting(sure.chain(listed("斤 克 米 升 度 顷 瓦 两 里 尺 寸 丈 担 伏", true)))
});

/// The figures of `text` with a physical unit behind them, as bytes of `text`, from the left.
#[must_use]
pub fn physical_figures(text: &str) -> Vec<Span<Local>> {
    let line = Line::new(text);
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    let mut out = Vec::new();
    for whole in whole_numbers(text) {
        let (start, end) = (whole.number.start as usize, whole.number.end as usize);
        let at = if line.get(end) == ' ' { end + 1 } else { end };
        let Some((length, digits)) = UNITS.find(&line, at) else { continue };
        if !digits || line.get(end.saturating_sub(1)).is_ascii_digit() {
            out.push(Span::new(byte(start), byte(at + length)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = physical_figures(text).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_is_weighed_and_measured() {
        check("查扣茶葉420斤，種植1200畝柑橘", &["420斤", "1200畝"]);
        check("含量為每千克128毫克，超過每千克20毫克的限值", &["128毫克", "20毫克"]);
        check("新建厂房2.5万平方米，长 30 公里", &["2.5万平方米", "30 公里"]);
        check("流转土地三千亩，年产十二万吨", &["三千亩", "十二万吨"]);
        check("零下5℃，3㎡，6kg", &["5℃", "3㎡", "6kg"]);
        check("5G网络，三米粥铺，两度获奖，2023年度，100万元，第3条", &[]);
    }
}
