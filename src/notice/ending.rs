//! What the names of documents end with.

/// Words that documents' names end with, and that end the title of a notice that is about something (關於…的通知).
#[rustfmt::skip]
const STRONG: [&str; 33] = [
    "通知", "意见", "办法", "规定", "条例", "细则", "方案", "公告", "通告", "通报", "决定", "决议", "命令", "批复", "函", "答复",
    "报告", "请示", "纪要", "令", "解释", "公报", "讲话", "建议", "规划", "计划",
    "决定书", "判决书", "裁定书", "调解书", "告知书", "通知书", "意见书",
];

/// Words that documents' names end with, but that may also end a line in the middle of a title.
#[rustfmt::skip]
const WEAK: [&str; 43] = [
    "纲要", "指南", "指引", "标准", "规则", "规程", "章程", "制度", "清单", "目录", "名单", "措施", "政策", "案例", "案例集", "规范",
    "说明", "要点", "汇编", "预案", "解读", "法", "若干问题", "安排", "守则", "准则", "行动",
    "摘要", "综述", "白皮书", "公示", "启事", "须知", "简报",
    "汇总", "整理", "合集", "选编", "盘点", "名录", "一览", "案件", "裁判要点",
];

/// The last word of a document's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Strong,
    Weak,
}

/// How `text` ends, closing brackets and `（试行）` apart.
pub(super) fn ending(text: &str) -> Option<Ending> {
    // The last characters of all those words, and what may stand behind them; most lines end in something else.
    const LAST: &str =
        "知见法定例则案告报议令复函示要释话划纲南引准规程章度单录施策集范明点编读解题排守动总理选盘览件书述事)》”\"> ";
    if !text.chars().next_back().is_some_and(|c| LAST.contains(crate::text::fold_char(c))) {
        return None;
    }
    let mut folded: String = crate::text::fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    while let Some(open) = folded.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        folded.truncate(open);
    }
    let stem = folded.trim_end_matches(['》', '”', '"', '>']);
    let has = |words: &[&str]| words.iter().any(|word| stem.ends_with(word));
    if has(&STRONG) {
        Some(Ending::Strong)
    } else if has(&WEAK) {
        Some(Ending::Weak)
    } else {
        None
    }
}

/// Whether `text` ends as the name of a document does; closing brackets and `（试行）` do not count.
pub(super) fn ends_as_document(text: &str) -> bool {
    ending(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_documents() {
        for word in STRONG.iter().chain(&WEAK) {
            assert!(ends_as_document(word), "{word}");
        }
        for text in ["关于印发的通知", "管理办法（试行）", "《专利法》", "批 复", "某某条例（2020修订）"]
        {
            assert!(ends_as_document(text), "{text}");
        }
        for text in ["国务院办公厅", "关于印发", "", "（）"] {
            assert!(!ends_as_document(text), "{text}");
        }
    }
}
