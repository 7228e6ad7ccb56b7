//! Which column of a file of records is what: as somebody named it, or by common names.

use serde::{Deserialize, Serialize};

use crate::error::Sentence;
use crate::text::fold;
use crate::text::label::{Field, front_matter_field};

/// What a column of records holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The text of the document.
    Text,
    /// Its title.
    Title,
    /// Where it was found.
    Url,
    /// Its day of publication 發布日期.
    Published,
    /// Its day of issue 成文日期.
    Issued,
    /// Who issued it.
    Issuer,
    /// Its number 文號.
    Number,
    /// What tells it from the other records.
    Id,
}

impl Column {
    /// All of them.
    pub const ALL: [Column; 8] = [
        Column::Text,
        Column::Title,
        Column::Url,
        Column::Published,
        Column::Issued,
        Column::Issuer,
        Column::Number,
        Column::Id,
    ];

    /// Its name in `anli.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Column::Text => "text",
            Column::Title => "title",
            Column::Url => "url",
            Column::Published => "date",
            Column::Issued => "issued",
            Column::Issuer => "issuer",
            Column::Number => "number",
            Column::Id => "id",
        }
    }

    /// Names that crawlers give it, beside those that are labels in documents; compared without case, blanks, `_` and `-`.
    /// Of several the one that stands first.
    fn common(self) -> &'static [&'static str] {
        match self {
            Column::Text => &[
                "text",
                "content",
                "正文",
                "内容",
                "全文",
                "fulltext",
                "body",
                "article",
                "正文内容",
                "文章内容",
                "文本",
                "articlecontent",
                "contenttext",
                "maintext",
                "rawcontent",
                "html",
                "contenthtml",
            ],
            Column::Title => &["title", "标题", "headline", "题目", "名称", "subject"],
            Column::Url => {
                &["url", "link", "href", "网址", "链接", "原文链接", "来源链接", "sourceurl", "pageurl", "地址"]
            }
            Column::Published => &[
                "date",
                "published",
                "publishdate",
                "publishtime",
                "pubdate",
                "pubtime",
                "publisheddate",
                "publishedat",
                "发布日期",
                "发布时间",
                "日期",
                "时间",
                "time",
                "datetime",
            ],
            Column::Issued => &["issued", "issuedate", "成文日期", "印发日期", "发文日期"],
            Column::Issuer => &[
                "issuer",
                "agency",
                "department",
                "发文机关",
                "发布机构",
                "发文单位",
                "发布单位",
                "机构",
                "organization",
                "publisher",
            ],
            Column::Number => &["number", "docnumber", "documentnumber", "docno", "文号", "发文字号", "文件编号"],
            Column::Id => &["id", "docid", "uuid", "guid", "articleid", "recordid"],
        }
    }

    /// What documents call it.
    pub(super) fn label(self) -> Option<Field> {
        Some(match self {
            Column::Text | Column::Id => return None,
            Column::Title => Field::Title,
            Column::Url => Field::Url,
            Column::Published => Field::Published,
            Column::Issued => Field::Issued,
            Column::Issuer => Field::Issuer,
            Column::Number => Field::Number,
        })
    }
}

/// The columns that somebody named: the table `[records]` of `anli.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "as in `Column`")]
pub struct NamedColumns {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl NamedColumns {
    fn of(&self, column: Column) -> Option<&str> {
        let named = match column {
            Column::Text => &self.text,
            Column::Title => &self.title,
            Column::Url => &self.url,
            Column::Published => &self.date,
            Column::Issued => &self.issued,
            Column::Issuer => &self.issuer,
            Column::Number => &self.number,
            Column::Id => &self.id,
        };
        named.as_deref()
    }

    fn of_mut(&mut self, column: Column) -> &mut Option<String> {
        match column {
            Column::Text => &mut self.text,
            Column::Title => &mut self.title,
            Column::Url => &mut self.url,
            Column::Published => &mut self.date,
            Column::Issued => &mut self.issued,
            Column::Issuer => &mut self.issuer,
            Column::Number => &mut self.number,
            Column::Id => &mut self.id,
        }
    }

    /// What is named here, and where it is not, in `other`.
    #[must_use]
    pub fn or(mut self, other: &NamedColumns) -> NamedColumns {
        for column in Column::ALL {
            let named = self.of_mut(column);
            if named.is_none() {
                *named = other.of(column).map(str::to_owned);
            }
        }
        self
    }

    /// Each column that is named, with its name.
    pub fn named(&self) -> impl Iterator<Item = (Column, &str)> {
        Column::ALL.into_iter().filter_map(|column| Some((column, self.of(column)?)))
    }
}

/// The columns that the records of a file are read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// What it holds, its name in the file, and whether somebody named it.
    chosen: Vec<(Column, String, bool)>,
}

impl Columns {
    /// Chooses among the columns called `names`; `None` where none of them holds a text.
    pub(super) fn choose(names: &[String], wanted: &NamedColumns) -> Option<Columns> {
        let bare: Vec<String> = names.iter().map(|name| bare(name)).collect();
        let mut columns = Columns::default();
        for column in Column::ALL {
            let named = wanted.of(column).and_then(|name| {
                let exact = names.iter().position(|known| known == name);
                exact.or_else(|| bare.iter().position(|known| *known == self::bare(name)))
            });
            let free = |at: &usize| columns.chosen.iter().all(|(_, name, _)| *name != names[*at]);
            let common = || {
                let by_name = column.common().iter().find_map(|common| bare.iter().position(|name| name == common));
                let by_label = || {
                    let label = column.label()?;
                    names.iter().position(|name| front_matter_field(name) == Some(label))
                };
                by_name.filter(free).or_else(|| by_label().filter(free))
            };
            if let Some(at) = named.or_else(common) {
                columns.chosen.push((column, names[at].clone(), named.is_some()));
            }
        }
        columns.get(Column::Text)?;
        Some(columns)
    }

    /// The name of a column in the file.
    pub(super) fn get(&self, column: Column) -> Option<&str> {
        self.each().find(|(known, _)| *known == column).map(|(_, name)| name)
    }

    /// Each column with its name in the file.
    pub fn each(&self) -> impl Iterator<Item = (Column, &str)> {
        self.chosen.iter().map(|(column, name, _)| (*column, name.as_str()))
    }

    /// Whether somebody named the column of the text.
    pub(super) fn text_is_named(&self) -> bool {
        self.chosen.iter().any(|(column, _, named)| *column == Column::Text && *named)
    }

    /// The names by which a reader comes to the same columns again.
    #[must_use]
    pub fn wanted(&self) -> NamedColumns {
        let mut wanted = NamedColumns::default();
        for (column, name) in self.each() {
            *wanted.of_mut(column) = Some(name.to_owned());
        }
        wanted
    }

    /// Which column is what, and how that is known.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let list = |is_named: bool, between: &str| {
            let chosen = self.chosen.iter().filter(|(.., named)| *named == is_named);
            chosen.map(|(column, name, _)| format!("{} = {name}", column.name())).collect::<Vec<_>>().join(between)
        };
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        if self.chosen.iter().any(|(.., named)| *named) {
            zh.push(format!("{}（设置）", list(true, "，")));
            en.push(format!("{} (as set)", list(true, ", ")));
        }
        if self.chosen.iter().any(|(.., named)| !named) {
            zh.push(format!("{}（按列名推测，可在 anli.toml 的 [records] 中指定）", list(false, "，")));
            en.push(format!("{} (guessed by name; [records] in anli.toml names others)", list(false, ", ")));
        }
        Sentence::new(zh.join("；"), en.join("; "))
    }
}

/// The name of a column as it is compared.
fn bare(name: &str) -> String {
    fold(name)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}'))
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn chosen(names: &[&str], wanted: &NamedColumns) -> Option<Vec<(Column, String)>> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let columns = Columns::choose(&names, wanted)?;
        Some(columns.each().map(|(column, name)| (column, name.to_owned())).collect())
    }

    #[test]
    fn columns_go_by_common_names_and_by_those_that_are_set() {
        let none = NamedColumns::default();
        let own = |pairs: &[(Column, &str)]| Some(pairs.iter().map(|(c, n)| (*c, (*n).to_owned())).collect::<Vec<_>>());
        use Column::{Id, Issuer, Number, Published, Text, Title, Url};
        assert_eq!(
            chosen(&["ID", "Publish_Date", "title", "Content", "url"], &none),
            own(&[(Text, "Content"), (Title, "title"), (Url, "url"), (Published, "Publish_Date"), (Id, "ID")])
        );
        assert_eq!(
            chosen(&["标题", "發文字號", "发布机构", "發布日期", "正文"], &none),
            own(&[
                (Text, "正文"),
                (Title, "标题"),
                (Published, "發布日期"),
                (Issuer, "发布机构"),
                (Number, "發文字號")
            ])
        );
        assert_eq!(chosen(&["地区", "金额"], &none), None);
        let wanted =
            NamedColumns {
                text: Some("段落".to_owned()), title: Some("没有".to_owned()), ..NamedColumns::default()
            };
        assert_eq!(chosen(&["content", "段落", "title"], &wanted), own(&[(Text, "段落"), (Title, "title")]));
        let text = NamedColumns { text: Some("title".to_owned()), ..NamedColumns::default() };
        assert_eq!(chosen(&["title"], &text), own(&[(Text, "title")]), "a column is one thing");
    }

    #[test]
    fn what_was_chosen_is_chosen_again() {
        let names: Vec<String> = ["id", "正文", "date", "url"].map(str::to_owned).to_vec();
        let columns = Columns::choose(&names, &NamedColumns::default()).unwrap();
        let again = Columns::choose(&names, &columns.wanted()).unwrap();
        assert!(columns.each().eq(again.each()));
        assert!(columns.sentence().en.contains("guessed") && again.sentence().en.contains("as set"));
    }
}
