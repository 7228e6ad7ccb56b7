//! What pages put around a document: labelled fields (`成文日期：…`), counters, links, and the rest of the furniture.

use super::lines::Line;
use crate::text::label::{self, Closing, Field};

/// The fields that a line announces with their values, which may be empty; empty for a line that begins with no label.
pub(super) fn labelled<'t>(line: &Line<'t>) -> Vec<(Field, &'t str)> {
    label::pairs(line.text, Closing::Blank)
}

/// How surely a line is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    /// Wherever it stands.
    Anywhere,
    /// Above the first paragraph or below the last.
    AtTheEdges,
    /// Below the last paragraph, and whatever follows is furniture too.
    OpensTail,
}

/// Whether a line begins as furniture does that stands [`Anywhere`](Furniture::Anywhere).
pub(super) fn may_be_anywhere(line: &Line<'_>) -> bool {
    line.key.starts_with(['<', '-', '扫', '本', '版', 'c', '浏', '打', '【'])
}

/// Whether a line is furniture of the page rather than text of the document.
pub(super) fn furniture(line: &Line<'_>) -> Option<Furniture> {
    if !line.whole {
        return None;
    }
    let key: String = line.key.chars().filter(|c| !c.is_whitespace()).collect();
    let starts = |words: &[&str]| words.iter().any(|word| key.starts_with(word));
    if (key.starts_with("<!--") && key.ends_with("-->")) || key == "-->" || key == "<!--" {
        return Some(Furniture::Anywhere);
    }
    if starts(&[
        "扫一扫",
        "本文链接:",
        "本文关键词:",
        "版权所有",
        "copyright",
        "浏览次数:",
        "浏览量:",
        "打印本页",
        "【打印",
    ]) {
        return Some(Furniture::Anywhere);
    }
    #[rustfmt::skip]
    const TAIL: [&str; 16] = [
        "最新政策", "相关政策", "相关阅读", "相关链接", "相关文章", "相关文件", "相关解读", "相关新闻", "相关信息",
        "推荐阅读", "热门文章", "热门政策", "最新文章", "猜你喜欢", "上一篇", "下一篇",
    ];
    let stem = key.trim_end_matches([':', '>', '》', '+']);
    if TAIL.contains(&stem) || starts(&["上一篇:", "下一篇:", "上一条:", "下一条:"]) {
        return Some(Furniture::OpensTail);
    }
    #[rustfmt::skip]
    const EDGE_WORDS: [&str; 18] = [
        "打印", "关闭", "收藏", "分享", "返回", "返回顶部", "顶部", "top", "首页", "纠错", "打印关闭", "关闭窗口",
        "字体", "字号", "大中小", "网站首页", "加入收藏", "手机版",
    ];
    let edge = EDGE_WORDS.contains(&stem)
        || starts(&[
            "分享到",
            "责任编辑",
            "责编:",
            "编辑:",
            "审核:",
            "校对:",
            "当前位置",
            "您的位置",
            "您现在的位置",
            "首页>",
            "主办单位:",
            "承办单位:",
            "技术支持",
            "网站标识码",
            "网站地图",
            "联系我们",
            "来源:",
            "作者:",
            "阅读:",
            "点击:",
        ])
        || (key.chars().count() <= 40
            && ["公众号", "官方微信", "官方微博", "微信扫一扫", "icp备案"].iter().any(|word| key.ends_with(word)))
        || key.contains("icp备")
        || key.contains("公网安备");
    edge.then_some(Furniture::AtTheEdges)
}
