//! What pages put around a document: labelled fields (`成文日期：…`), counters, links, and the rest of the furniture.

use crate::text::fold_char;

use super::lines::Line;

/// A field that a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Number,
    Title,
    Issuer,
    Issued,
    Published,
    Url,
    Keywords,
    /// Index number, topic, source, counters: of no use to us, and no text either.
    Other,
}

/// Labels as sites of public bodies write them, folded and without blanks.
const LABELS: [(&str, Field); 66] = [
    ("发文字号", Field::Number),
    ("文件编号", Field::Number),
    ("发文文号", Field::Number),
    ("文号", Field::Number),
    ("标题", Field::Title),
    ("文件名称", Field::Title),
    ("信息名称", Field::Title),
    ("名称", Field::Title),
    ("发文机关", Field::Issuer),
    ("发文单位", Field::Issuer),
    ("发布机构", Field::Issuer),
    ("发布机关", Field::Issuer),
    ("发布单位", Field::Issuer),
    ("制发机关", Field::Issuer),
    ("制定机关", Field::Issuer),
    ("公开主体", Field::Issuer),
    ("成文日期", Field::Issued),
    ("成文时间", Field::Issued),
    ("发文日期", Field::Issued),
    ("发文时间", Field::Issued),
    ("印发日期", Field::Issued),
    ("签发日期", Field::Issued),
    ("生成日期", Field::Issued),
    ("制定日期", Field::Issued),
    ("发布日期", Field::Published),
    ("发布时间", Field::Published),
    ("公开日期", Field::Published),
    ("公开时间", Field::Published),
    ("公布日期", Field::Published),
    ("更新时间", Field::Published),
    ("日期", Field::Published),
    ("时间", Field::Published),
    ("本文链接", Field::Url),
    ("原文链接", Field::Url),
    ("文章链接", Field::Url),
    ("来源链接", Field::Url),
    ("本文地址", Field::Url),
    ("原文地址", Field::Url),
    ("网址", Field::Url),
    ("本文关键词", Field::Keywords),
    ("主题词", Field::Keywords),
    ("关键词", Field::Keywords),
    ("关键字", Field::Keywords),
    ("索引号", Field::Other),
    ("索引", Field::Other),
    ("主题分类", Field::Other),
    ("信息分类", Field::Other),
    ("体裁分类", Field::Other),
    ("公文种类", Field::Other),
    ("组配分类", Field::Other),
    ("有效性", Field::Other),
    ("效力状态", Field::Other),
    ("信息来源", Field::Other),
    ("来源", Field::Other),
    ("作者", Field::Other),
    ("浏览量", Field::Other),
    ("浏览次数", Field::Other),
    ("阅读次数", Field::Other),
    ("阅读量", Field::Other),
    ("点击次数", Field::Other),
    ("点击数", Field::Other),
    ("点击量", Field::Other),
    ("访问次数", Field::Other),
    ("访问量", Field::Other),
    ("字号", Field::Other),
    ("字体", Field::Other),
];

/// A labelled field in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled<'t> {
    pub(super) field: Field,
    /// What stands behind the colon, up to the next label, without blanks around it; may be empty.
    pub(super) value: &'t str,
}

/// The labelled fields of a line that begins with a label; empty for any other line.
pub(super) fn labelled<'t>(line: &Line<'t>) -> Vec<Labelled<'t>> {
    // The first characters of all labels; brackets may stand before one.
    const FIRST: &str = "发文标信名制公成印签生更日时本原章来网主关索体组有效作浏阅点访字[【";
    if !line.key.starts_with(|c| FIRST.contains(c)) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = line
        .text
        .char_indices()
        .map(|(at, c)| (at, fold_char(c)))
        .filter(|(_, c)| !c.is_whitespace() && !matches!(c, '[' | ']' | '【' | '】'))
        .take(400)
        .collect();
    let mut labels: Vec<(usize, usize, Field)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        // A label opens the line or has a blank or a bracket before it.
        let opens = at == 0 || chars[at].0 > chars[at - 1].0 + chars_len(line.text, chars[at - 1].0);
        match opens.then(|| label_at(line.text, &chars, at)).flatten() {
            Some((end, field)) => {
                let value = chars.get(end).map_or(line.text.len(), |&(byte, _)| byte);
                labels.push((chars[at].0, value, field));
                at = end;
            }
            None if labels.is_empty() => return Vec::new(),
            None => at += 1,
        }
    }
    let ends: Vec<usize> = labels.iter().skip(1).map(|l| l.0).chain([line.text.len()]).collect();
    let trim = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '【' | '】');
    labels
        .iter()
        .zip(ends)
        .map(|(&(_, value, field), end)| Labelled {
            field,
            value: line.text.get(value..end).unwrap_or("").trim_matches(trim),
        })
        .collect()
}

fn chars_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The label at `at` with its colon: where it ends, and its field. A long label may have a blank for its colon, or
/// stand alone on its line, as in a table.
fn label_at(text: &str, chars: &[(usize, char)], at: usize) -> Option<(usize, Field)> {
    LABELS.iter().find_map(|&(label, field)| {
        let mut end = at;
        for c in label.chars() {
            if chars.get(end)?.1 != c {
                return None;
            }
            end += 1;
        }
        let last = chars[end - 1].0;
        let next = chars.get(end);
        if next.is_some_and(|&(_, c)| c == ':') {
            return Some((end + 1, field));
        }
        let blank = next.is_none_or(|&(byte, _)| byte > last + chars_len(text, last));
        (blank && label.chars().count() >= 3 && field != Field::Keywords).then_some((end, field))
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::lines::cut;

    #[track_caller]
    fn check(line: &str, expected: &[(Field, &str)]) {
        let lines = cut(line, &[]);
        let found: Vec<(Field, &str)> =
            lines.iter().flat_map(labelled).map(|labelled| (labelled.field, labelled.value)).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn fields() {
        check("發文字號：國辦函〔2018〕71號", &[(Field::Number, "國辦函〔2018〕71號")]);
        check("索 引 号： ", &[(Field::Other, "")]);
        check("标　　题：关于印发", &[(Field::Title, "关于印发")]);
        check(
            "瀏覽量: \u{A0}\u{A0} 時間:2023-07-08 09:04:58",
            &[(Field::Other, ""), (Field::Published, "2023-07-08 09:04:58")],
        );
        check("【发布日期】2022-01-02", &[(Field::Published, "2022-01-02")]);
        check("本文鏈接:http://example.org/a.html", &[(Field::Url, "http://example.org/a.html")]);
        check("工作時間:每天", &[]);
        check("標題", &[]);
        check(
            "索引号 000014349/2018-00204 主题分类 综合政务",
            &[(Field::Other, "000014349/2018-00204"), (Field::Other, "综合政务")],
        );
        check("成文日期", &[(Field::Issued, "")]);
        check("主题词是什么", &[]);
        for (label, _) in LABELS {
            assert!(!labelled(&cut(&format!("{label}：某某"), &[])[0]).is_empty(), "{label}");
        }
    }
}
