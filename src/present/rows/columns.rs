//! The columns of rows: what they are called and what stands in them.

use std::borrow::Cow;

use crate::error::Lang;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text of the corpus, or made of it.
    Text,
    /// The name of something: an id, a file, a word of ours.
    Name,
    /// Numbers, or nothing.
    Number,
    /// Days as `2023-03-31`, or less of one.
    Date,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in CSV and JSON.
    pub name: Cow<'static, str>,
    /// Its label in Chinese.
    pub zh: Cow<'static, str>,
    /// Its label in English.
    pub en: Cow<'static, str>,
    /// What stands in it.
    pub kind: Kind,
    /// What its numbers count, where the label does not say it.
    pub unit: Option<&'static str>,
}

impl Column {
    const fn new(kind: Kind, name: &'static str, zh: &'static str, en: &'static str) -> Column {
        Column { name: Cow::Borrowed(name), zh: Cow::Borrowed(zh), en: Cow::Borrowed(en), kind, unit: None }
    }

    /// A column of text.
    pub(crate) const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Column {
        Column::new(Kind::Text, name, zh, en)
    }

    pub(in crate::present) const fn names(name: &'static str, zh: &'static str, en: &'static str) -> Column {
        Column::new(Kind::Name, name, zh, en)
    }

    pub(in crate::present) const fn number(name: &'static str, zh: &'static str, en: &'static str) -> Column {
        Column::new(Kind::Number, name, zh, en)
    }

    pub(in crate::present) const fn date(name: &'static str, zh: &'static str, en: &'static str) -> Column {
        Column::new(Kind::Date, name, zh, en)
    }

    /// The same with numbers of `unit`.
    pub(in crate::present) fn in_unit(self, unit: &'static str) -> Column {
        Column { unit: Some(unit), ..self }
    }

    /// A column that a table of columns defines.
    pub(in crate::present) fn own(name: &str, zh: &str, en: &str, kind: Kind) -> Column {
        Column { name: name.to_owned().into(), zh: zh.to_owned().into(), en: en.to_owned().into(), kind, unit: None }
    }

    /// A column that is called by a text of the corpus.
    pub(crate) fn called(name: String, kind: Kind) -> Column {
        Column { zh: name.clone().into(), en: name.clone().into(), name: name.into(), kind, unit: None }
    }

    /// Its label.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// What stands above it: its label, and the unit of its numbers where the label does not say it.
    #[must_use]
    pub fn heading(&self, lang: Lang) -> String {
        match self.unit {
            Some(unit) => format!("{}（{unit}）", self.label(lang)),
            None => self.label(lang).to_owned(),
        }
    }
}

// Where a case is and which notice it stands in: the same headings in every listing.
const PROVINCE: Column = Column::text("province", "省份", "province");
const CITY: Column = Column::text("city", "城市", "city");
const COUNTY: Column = Column::text("county", "县区", "county");
const NOTICE: Column = Column::names("notice", "通知编号", "notice");
const NOTICE_TITLE: Column = Column::text("notice_title", "通知标题", "title of the notice");
const NOTICE_NUMBER: Column = Column::text("notice_number", "文号", "number of the notice");
const ISSUER: Column = Column::text("issuer", "发文机关", "issuer");
const YEAR: Column = Column::number("year", "年份", "year");
const ISSUED: Column = Column::date("issued", "成文日期", "issued");

/// Of a passage.
pub(in crate::present) const PASSAGE: [Column; 22] = [
    Column::names("id", "编号", "id"),
    Column::number("score", "得分", "score"),
    Column::names("role", "角色", "role"),
    Column::text("section", "章节", "section"),
    Column::names("case", "案例编号", "case"),
    Column::text("tier", "类别", "tier"),
    Column::number("number", "序号", "number"),
    Column::text("case_title", "案例标题", "title of the case"),
    PROVINCE,
    CITY,
    COUNTY,
    NOTICE,
    ISSUED,
    Column::text("marks", "命中", "marks"),
    Column::text("text", "正文", "text"),
    NOTICE_NUMBER,
    Column::names("file", "文件", "file"),
    Column::text("citation", "引文格式", "citation"),
    Column::names("place", "位置", "place"),
    NOTICE_TITLE,
    ISSUER,
    YEAR,
];

/// Of a case in a list.
pub(in crate::present) const LISTED: [Column; 17] = [
    Column::names("case", "案例编号", "case"),
    Column::text("tier", "类别", "tier"),
    Column::number("number", "序号", "number"),
    Column::text("title", "标题", "title"),
    PROVINCE,
    CITY,
    COUNTY,
    Column::number("passages", "段数", "passages"),
    NOTICE,
    NOTICE_TITLE,
    ISSUER,
    ISSUED,
    Column::date("published", "发布日期", "published"),
    Column::names("file", "文件", "file"),
    Column::names("versions", "其他版本", "other versions"),
    NOTICE_NUMBER,
    YEAR,
];

/// Of a value of a facet.
pub(in crate::present) const FACET: [Column; 3] = [
    Column::names("field", "字段", "field"),
    Column::text("value", "值", "value"),
    Column::number("count", "数量", "count"),
];

/// Of a fact.
pub(in crate::present) const FACT: [Column; 26] = [
    Column::names("kind", "类型", "kind"),
    Column::number("value", "数值", "value"),
    Column::number("value_max", "上限", "up to"),
    Column::text("unit", "单位", "unit"),
    Column::names("bound", "界限", "bound"),
    Column::text("text", "原文", "text"),
    Column::text("what", "事项", "what"),
    Column::text("level", "级别", "level"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    CITY,
    Column::names("passage", "段编号", "passage"),
    Column::text("sentence", "句子", "sentence"),
    Column::names("purpose", "用途", "purpose"),
    NOTICE_NUMBER,
    Column::names("file", "文件", "file"),
    Column::names("direction", "增减", "direction"),
    Column::date("date", "日期", "date"),
    Column::text("cell", "单元格", "cell"),
    PROVINCE,
    COUNTY,
    NOTICE,
    NOTICE_TITLE,
    ISSUER,
    YEAR,
    ISSUED,
];

/// Of an occurrence.
pub(in crate::present) const LINE: [Column; 15] = [
    Column::names("id", "段编号", "passage"),
    Column::text("left", "前文", "before"),
    Column::text("keyword", "关键词", "keyword"),
    Column::text("right", "后文", "after"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    PROVINCE,
    CITY,
    COUNTY,
    NOTICE,
    NOTICE_TITLE,
    NOTICE_NUMBER,
    ISSUER,
    YEAR,
    ISSUED,
];

/// Of the notice of a case, behind what is told of the case.
pub(in crate::present) const OF_NOTICE: [Column; 6] = [NOTICE, NOTICE_TITLE, NOTICE_NUMBER, ISSUER, YEAR, ISSUED];

/// Of a case in the table, before the columns of [`api::table`](crate::api::table).
pub(in crate::present) const CASE: [Column; 4] = [
    Column::names("case", "案例编号", "case"),
    Column::text("tier", "类别", "tier"),
    Column::number("number", "序号", "number"),
    Column::text("title", "标题", "title"),
];

/// Of a reason or a difference of a comparable case.
pub(in crate::present) const REASON: [Column; 17] = [
    Column::number("rank", "名次", "rank"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    PROVINCE,
    CITY,
    COUNTY,
    Column::number("score", "得分", "score"),
    Column::names("type", "同异", "type"),
    Column::names("kind", "类型", "kind"),
    Column::text("value", "内容", "value"),
    Column::text("here", "此案", "here"),
    Column::names("here_passages", "此案段编号", "passages here"),
    Column::text("there", "彼案", "there"),
    Column::names("there_passages", "彼案段编号", "passages there"),
    Column::number("elsewhere", "别处次数", "elsewhere"),
    Column::number("elsewhere_cases", "别处案例数", "cases elsewhere"),
    Column::names("query", "核对用的查询", "query"),
];

/// Of a case in its group.
pub(in crate::present) const GROUPED: [Column; 11] = [
    Column::number("cluster", "组", "group"),
    Column::number("size", "组内案例数", "size"),
    Column::number("mean", "平均相似度", "mean"),
    Column::text("common", "共同点", "in common"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    PROVINCE,
    CITY,
    COUNTY,
    Column::names("nearest", "最近的案例", "nearest"),
    Column::number("score", "相似度", "score"),
];

/// Of a figure or quotation of a draft.
pub(in crate::present) const CLAIM: [Column; 8] = [
    Column::names("verdict", "结论", "verdict"),
    Column::text("text", "草稿原文", "text of the draft"),
    Column::names("passage", "段编号", "passage"),
    Column::text("nearest", "最接近的原文", "nearest wording"),
    Column::text("remark", "说明", "remark"),
    Column::number("start", "起", "start"),
    Column::number("end", "止", "end"),
    Column::text("citation", "引文格式", "citation"),
];

/// Of something that a compared case says.
pub(in crate::present) const QUOTE: [Column; 12] = [
    Column::names("row", "行", "row"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    Column::text("text", "原文", "text"),
    Column::text("what", "事项", "what"),
    Column {
        name: Cow::Borrowed("yuan"),
        zh: Cow::Borrowed("金额"),
        en: Cow::Borrowed("sum"),
        kind: Kind::Number,
        unit: Some("元"),
    },
    Column::names("passages", "段编号", "passages"),
    Column::text("sentences", "句子", "sentences"),
    Column::number("cases", "案例数", "cases"),
    PROVINCE,
    CITY,
    COUNTY,
];

/// Of a term.
pub(in crate::present) const KEYWORD: [Column; 8] = [
    Column::text("term", "词", "term"),
    Column::number("g2", "G²", "G²"),
    Column::number("mentions", "此处次数", "mentions"),
    Column::number("cases", "此处案例数", "cases"),
    Column::number("mentions_elsewhere", "别处次数", "mentions elsewhere"),
    Column::number("cases_elsewhere", "别处案例数", "cases elsewhere"),
    Column::names("query", "核对用的查询", "query"),
    Column::number("case_g2", "G²（案例）", "G² of cases"),
];

/// Of a part of a query, seen from one case.
pub(in crate::present) const PART: [Column; 6] = [
    Column::text("text", "查询部分", "part"),
    Column::names("excluded", "排除", "excluded"),
    Column::names("met", "符合", "met"),
    Column::number("occurrences", "次数", "occurrences"),
    Column::names("passages", "段编号", "passages"),
    Column::text("nearest", "相近的有", "nearest"),
];

/// Of a first.
pub(in crate::present) const EVENT: [Column; 13] = [
    Column::date("date", "日期", "date"),
    Column::names("date_of", "日期出处", "date of"),
    Column::text("level", "级别", "level"),
    Column::names("circle", "范围", "circle"),
    Column::text("claim", "首创", "claim"),
    Column::text("who", "机构", "by whom"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    Column::names("passage", "段编号", "passage"),
    Column::text("sentence", "句子", "sentence"),
    PROVINCE,
    CITY,
    COUNTY,
];

/// Of a place where a quotation stands, or of a wording near it.
pub(in crate::present) const PLACE: [Column; 21] = [
    Column::names("verdict", "结果", "verdict"),
    Column::number("distance", "差字数", "distance"),
    Column::names("passage", "段编号", "passage"),
    Column::names("case", "案例编号", "case"),
    Column::text("title", "标题", "title"),
    Column::text("wording", "原文", "wording"),
    Column::text("figures", "不同的数字", "figures that differ"),
    Column::names("rests_on", "所依修复", "rests on"),
    Column::names("file", "文件", "file"),
    Column::number("raw_start", "起始字节", "first byte"),
    Column::number("raw_end", "结束字节", "byte behind"),
    Column::text("citation", "引文格式", "citation"),
    PROVINCE,
    CITY,
    COUNTY,
    NOTICE,
    NOTICE_TITLE,
    NOTICE_NUMBER,
    ISSUER,
    YEAR,
    ISSUED,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_both_labels_and_names_of_their_own() {
        let lists: [&[Column]; 13] = [
            &EVENT, &PASSAGE, &LISTED, &FACET, &FACT, &LINE, &CASE, &REASON, &GROUPED, &QUOTE, &KEYWORD, &PART, &PLACE,
        ];
        for columns in lists {
            let names: std::collections::BTreeSet<&str> = columns.iter().map(|column| &*column.name).collect();
            assert_eq!(names.len(), columns.len());
            assert!(columns.iter().all(|column| !column.zh.is_empty() && !column.en.is_empty()));
        }
    }
}
