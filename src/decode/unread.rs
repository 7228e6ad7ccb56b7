//! What stands in a file and is not read.

use std::fmt;

/// Parts of a file that were not read, each with how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unread {
    /// Comments of editors.
    pub comments: usize,
    /// Diagrams.
    pub charts: usize,
    /// Pictures.
    pub pictures: usize,
    /// Files of other programs.
    pub embedded: usize,
    /// Collections of macros.
    pub macros: usize,
    /// Headers and footers of pages.
    pub running: usize,
    /// Drawn boxes with text.
    pub boxes: usize,
    /// Formulas whose value the file does not have.
    pub formulas: usize,
    /// Notes of a speaker.
    pub notes: usize,
    /// Pieces of text that are deleted, or hidden.
    pub hidden: usize,
}

impl Unread {
    /// What there is, in Chinese, and in English for one and for several.
    fn parts(self) -> impl Iterator<Item = (usize, [&'static str; 3])> {
        let all = [
            (self.comments, ["条批注", "comment", "comments"]),
            (self.charts, ["个图表", "chart", "charts"]),
            (self.pictures, ["张图片", "picture", "pictures"]),
            (self.embedded, ["个嵌入的文件", "embedded file", "embedded files"]),
            (self.macros, ["个宏工程", "macro project", "macro projects"]),
            (self.running, ["处页眉页脚", "header or footer", "headers and footers"]),
            (self.boxes, ["个文本框", "text box", "text boxes"]),
            (self.formulas, ["个没有存值的公式", "formula without a stored value", "formulas without stored values"]),
            (self.notes, ["页备注", "page of notes", "pages of notes"]),
            (
                self.hidden,
                ["处隐藏或删除的文字", "hidden or deleted piece of text", "hidden or deleted pieces of text"],
            ),
        ];
        all.into_iter().filter(|&(count, _)| count > 0)
    }

    pub(super) fn in_chinese(self) -> String {
        let parts: Vec<String> = self.parts().map(|(count, [zh, ..])| format!("{count} {zh}")).collect();
        format!("未读入：{}", parts.join("、"))
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not read: ")?;
        for (i, (count, [_, one, several])) in self.parts().enumerate() {
            let between = if i > 0 { ", " } else { "" };
            write!(f, "{between}{count} {}", if count == 1 { one } else { several })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_is_named() {
        let some = Unread { comments: 1, pictures: 2, ..Unread::default() };
        assert_eq!(some.to_string(), "not read: 1 comment, 2 pictures");
        assert_eq!(some.in_chinese(), "未读入：1 条批注、2 张图片");
    }
}
