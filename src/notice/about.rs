//! Whether a document is a collection of cases, as its title or its text says.

use crate::text::fold;

use super::context::{Head, is_text};
use super::lines::Line;
use super::numbering::marker;

/// How a document says that it is about cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Its title, or a short line that stands alone, says so.
    Title,
    /// Its text does: 现选取部分典型案例予以公布.
    Text,
    /// It says nothing of the kind.
    Other,
}

/// What the document says of itself.
pub(super) fn about(lines: &[Line<'_>], head: &Head) -> About {
    let alone = |line: &Line<'_>| {
        !line.foreign
            && (4..=40).contains(&line.len())
            && line.is_title_like(40)
            && !line.key.contains([':', '。', ','])
            && marker(&line.key).is_none()
            && is_about_cases(line.text)
    };
    if is_about_cases(&head.title) || lines.iter().any(alone) {
        return About::Title;
    }
    let told = |line: &Line<'_>| !line.foreign && is_text(line) && announces(line.text);
    if lines.iter().take(ANNOUNCED).any(told) { About::Text } else { About::Other }
}

/// Lines in which the cases are announced.
const ANNOUNCED: usize = 40;

/// Whether a paragraph says that cases follow: 现选取部分典型案例予以公布, 现将十起案件通报如下.
fn announces(text: &str) -> bool {
    const CASES: [&str; 6] = ["案例", "案件", "事例", "经验做法", "典型做法", "典型经验"];
    const ACTS: [&str; 10] = ["公布", "发布", "通报", "选取", "梳理", "选编", "介绍如下", "如下", "刊发", "曝光"];
    let folded: String = fold(text).chars().take(600).collect();
    let cases = CASES.iter().filter_map(|word| folded.rfind(word)).max();
    cases.is_some_and(|at| {
        let start = folded[..at].rfind(['。', ';']).map_or(0, |stop| stop);
        ACTS.iter().any(|act| folded[start..].contains(act))
    })
}

/// Whether a title says that what follows is a collection of cases.
pub(super) fn is_about_cases(title: &str) -> bool {
    const CASES: [&str; 15] = [
        "案例",
        "事例",
        "实例",
        "典型经验",
        "经验做法",
        "典型做法",
        "优秀做法",
        "创新做法",
        "十大案件",
        "典型案件",
        "优秀案件",
        "大案件",
        "典型案",
        "违法案件",
        "典型事例",
    ];
    const OTHER: [&str; 14] = [
        "征集",
        "申报",
        "办法",
        "规定",
        "报送",
        "评选",
        "遴选",
        "推荐",
        "方案",
        "指引",
        "规则",
        "标准",
        "工作规程",
        "管理制度",
    ];
    // Most titles have none of these characters.
    if !title.contains(['案', '例', '验', '驗', '做']) {
        return false;
    }
    let title = fold(title);
    CASES.iter().any(|word| title.contains(word)) && !OTHER.iter().any(|word| title.contains(word))
}

/// Whether a title is that of a section of a plan or a notice, which may be about cases too.
pub(super) fn is_section_of_a_plan(title: &str) -> bool {
    const WORDS: [&str; 26] = [
        "要求",
        "目标",
        "原则",
        "保障",
        "时间",
        "安排",
        "报送",
        "申报",
        "任务",
        "范围",
        "条件",
        "程序",
        "材料",
        "组织",
        "下一步",
        "总体情况",
        "基本情况",
        "主要特点",
        "工作建议",
        "意见建议",
        "对策",
        "难点",
        "审理思路",
        "裁判要点",
        "结语",
        "总结",
    ];
    let title = fold(title);
    title.chars().count() <= 16 && WORDS.iter().any(|word| title.contains(word))
}
