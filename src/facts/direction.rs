//! Which way a figure goes, where its clause says so: 同比下降5%, 节约成本800万元, 低于同类利率50个BP.

use std::sync::LazyLock;

use super::Kind;
use super::figure::Figure;
use super::folded_line::{Line, Words, listed};
use crate::text::sentence::Pauses;

/// Which way a figure goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// 增长, 提高, 高于.
    Up,
    /// 下降, 节约, 低于.
    Down,
}

impl Direction {
    /// Both.
    pub const ALL: [Direction; 2] = [Direction::Up, Direction::Down];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

static WORDS: LazyLock<Words<Direction>> = LazyLock::new(|| {
    let up = "增长 增加 增幅 涨幅 上升 上涨 上浮 上调 提高 提升 高于 攀升 同比增 环比增 多于 增收 扩大";
    let down = "负增长 下降 降低 减少 减免 减轻 减负 节约 节省 节支 降幅 下调 下浮 下滑 回落 低于 缩短 压缩 缩减 压减 降本 让利 少于 减税 降费 \
                跌幅 下跌 同比降 环比降";
    Words::ending(listed(up, Direction::Up).chain(listed(down, Direction::Down)))
});

/// Nouns behind a figure that say the same: 20%的降幅.
static NOUNS: LazyLock<Words<Direction>> = LazyLock::new(|| {
    let up = listed("的增长 的增幅 的涨幅 的提升", Direction::Up);
    Words::starting(up.chain(listed("的降幅 的下降 的减少 的降低 的减免", Direction::Down)))
});

/// Which way `figure` goes; `floor` is the end of the figure before it.
pub(super) fn of(line: &Line<'_>, figure: &Figure, floor: usize) -> Option<Direction> {
    const REACH: usize = 20;
    if let Some((_, direction)) = NOUNS.find(line, figure.end) {
        return Some(direction);
    }
    // 提高到30% is a level.
    if matches!(line.before(figure.start), '至' | '到' | '为') {
        return None;
    }
    let from = floor.max(figure.start.saturating_sub(REACH));
    for end in (from..=figure.start).rev() {
        if let Some((len, direction)) = WORDS.find(line, end) {
            let start = end - len;
            // 不低于岗位总量的30% sets a bound; 不断提高 does not.
            let bound = matches!(line.before(start), '不' | '得' | '应' | '能') && line.get(end - 1) == '于';
            return (start >= from && !bound).then_some(direction);
        }
        if end > from && Pauses::CLAUSE.has(line.before(end)) {
            return None;
        }
    }
    None
}

/// Whether a figure of this kind can go up or down.
pub(super) fn applies(kind: Kind) -> bool {
    matches!(kind, Kind::Money | Kind::Percent | Kind::Bp | Kind::Count)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use crate::facts::extract;

    #[track_caller]
    fn check(text: &str, expected: &[Option<&str>]) {
        let found: Vec<_> = extract(text).iter().map(|fact| fact.direction.map(super::Direction::name)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn said_in_the_clause() {
        check("同比下降5.2%", &[Some("down")]);
        check("節約融資成本近800萬元", &[Some("down")]);
        check("貸款利率低於同類信貸利率50個BP", &[Some("down")]);
        check("質押額增長62.71%", &[Some("up")]);
        check("同比增長31.7%和25%", &[Some("up"), None]);
        check("實現20%的降幅", &[Some("down")]);
    }

    #[test]
    fn levels_and_bounds_have_none() {
        check("補貼比例提高至30%", &[None]);
        check("降低成本，累計放款3億元", &[None]);
        check("不得低於崗位總量的30%", &[None]);
        check("授信20萬元", &[None]);
    }
}
