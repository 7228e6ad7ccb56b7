//! The words for what several forms show: names of cases, labels of kinds, reasons and differences in a line.

use std::borrow::Cow;

use super::Lang;
use super::wrap::fitted;
use crate::api::similar::{Comparison, Count, Difference, DifferenceKind, Group, Quote, Reason, ReasonKind, RowKind};
use crate::api::versions::{self, Version};
use crate::api::{CaseInfo, CellPlace};
use crate::decode::Place;
use crate::lexicon::TagKind;
use crate::notice::{Role, Source, Sureness};
use crate::text::{Rule, Status, sanitize};

/// Differences of a version that are shown, and columns of either side of one.
const DIFFERENCES: usize = 3;
const DIFFERENCE: usize = 40;

/// `典型5`, of a case that has a number.
pub(crate) fn short_name(case: &CaseInfo) -> Option<String> {
    Some(format!("{}{}", case.tier.as_deref().unwrap_or("案例"), case.number?))
}

/// `典型5`, or the id of a case without a tier.
pub(crate) fn case_name(case: &CaseInfo) -> String {
    case.tier.as_ref().and_then(|_| short_name(case)).unwrap_or_else(|| case.id.clone())
}

/// `典型5#7` of a passage's id.
pub(crate) fn passage_name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// `#3` of a passage's id; the title has no number.
pub(crate) fn reference(id: &str) -> &str {
    id.rfind('#').map_or("題", |at| &id[at..])
}

fn references(ids: &[String]) -> String {
    let shown: Vec<_> = ids.iter().take(4).map(|id| reference(id)).collect();
    if shown.is_empty() {
        return String::new();
    }
    let more = if ids.len() > shown.len() { " …" } else { "" };
    format!(" ({}{more})", shown.join(" "))
}

/// `第 3 页`: where in a file without bytes that one could point at.
pub(crate) fn place_name(place: &Place, lang: Lang) -> String {
    let cell = place.cell();
    match (place, lang) {
        (Place::Page(n), Lang::Zh) => format!("第 {n} 页"),
        (Place::Page(n), Lang::En) => format!("page {n}"),
        (Place::Paragraph(n), Lang::Zh) => format!("第 {n} 段"),
        (Place::Paragraph(n), Lang::En) => format!("paragraph {n}"),
        (Place::Slide(n), Lang::Zh) => format!("第 {n} 张幻灯片"),
        (Place::Slide(n), Lang::En) => format!("slide {n}"),
        (Place::Row { sheet, row, .. }, lang) => match (cell, lang) {
            (Some(cell), Lang::Zh) => format!("工作表“{sheet}”{cell}"),
            (Some(cell), Lang::En) => format!("sheet {sheet}, cell {cell}"),
            (None, Lang::Zh) => format!("工作表“{sheet}”第 {row} 行"),
            (None, Lang::En) => format!("sheet {sheet}, row {row}"),
        },
    }
}

/// What is said of a passage that was read by machine.
pub(crate) fn machine_name(lang: Lang) -> &'static str {
    lang.pick("机器识读", "read by machine")
}

/// `表 1 第 3 行第 2 列`: where a cell lies; without a column the row.
pub(crate) fn cell_name(cell: &CellPlace, with_column: bool, lang: Lang) -> String {
    let CellPlace { table, row, column, .. } = cell;
    match (with_column, lang) {
        (true, Lang::Zh) => format!("表 {table} 第 {row} 行第 {column} 列"),
        (false, Lang::Zh) => format!("表 {table} 第 {row} 行"),
        (true, Lang::En) => format!("table {table}, row {row}, column {column}"),
        (false, Lang::En) => format!("table {table}, row {row}"),
    }
}

/// What a role of passages is called.
pub(crate) fn role_name(role: Role, lang: Lang) -> &'static str {
    let zh = match role {
        Role::Body => "正文",
        Role::Heading => "标题",
        Role::Listing => "目录",
        Role::Boilerplate => "网页套话",
        Role::Foreign => "无关内容",
    };
    lang.pick(zh, role.name())
}

/// `3 cases`, `1 case`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `賠付金額 6268元 (#9)`
pub(crate) fn quote_text(quote: &Quote) -> String {
    let text = match &quote.what {
        Some(what) if what.contains(&quote.text) => what.clone(),
        Some(what) if !quote.text.contains(what.as_str()) => format!("{what} {}", quote.text),
        _ => quote.text.clone(),
    };
    match quote.cases {
        // Of a group it matters how many say so; who does is in the other forms.
        Some(cases) if cases > 1 => format!("{text} ×{cases}"),
        Some(_) => {
            let case = quote.passages.first().map(|id| id.rsplit('/').next().unwrap_or(id));
            let case = case.and_then(|id| id.split('#').next()).map(|case| format!(" ({case})"));
            format!("{text}{}", case.unwrap_or_default())
        }
        _ => format!("{text}{}", references(&quote.passages)),
    }
}

/// The heads of the columns of a comparison: the name of a case with its title, or of a group with how many cases it has.
pub(crate) fn heads(comparison: &Comparison, lang: Lang) -> Vec<(String, String)> {
    if comparison.groups.is_empty() {
        return comparison.cases.iter().map(|case| (case_name(case), case.title.clone())).collect();
    }
    let group = |group: &Group| {
        let cases = group.cases.len();
        (group.name.clone(), lang.pick(&format!("{cases} 个案例"), &counted(cases, "case")).to_owned())
    };
    comparison.groups.iter().map(group).collect()
}

/// A reason in a line, with its counts.
pub(crate) fn reason_line(reason: &Reason, lang: Lang) -> String {
    let kind = reason_label(reason.kind, lang);
    let count = |count: &Count| format!("{}{}", count.occurrences, references(&count.passages));
    let (here, there) = (count(&reason.here), count(&reason.there));
    let elsewhere = match (reason.elsewhere, lang) {
        (None, _) => String::new(),
        (Some(e), Lang::Zh) if e.occurrences == 0 => "，别处没有".to_owned(),
        (Some(e), Lang::En) if e.occurrences == 0 => ", nowhere else".to_owned(),
        (Some(e), Lang::Zh) if e.cases == 0 => format!("，案例之外 {} 次", e.occurrences),
        (Some(e), Lang::En) if e.cases == 0 => format!(", elsewhere {} outside the cases", e.occurrences),
        (Some(e), Lang::Zh) => format!("，别处 {} 次（{} 个案例）", e.occurrences, e.cases),
        (Some(e), Lang::En) => format!(", elsewhere {} in {}", e.occurrences, counted(e.cases, "case")),
    };
    // A value that is searched as it stands is shown as its query, in quotes; any other is followed by its query.
    let (value, query) = if reason.query == format!("\"{}\"", reason.value) {
        (reason.query.as_str(), String::new())
    } else {
        (reason.value.as_str(), format!(" ‹{}›", reason.query))
    };
    let counts = match lang {
        Lang::Zh => format!("此 {here} 次，彼 {there} 次{elsewhere}{query}"),
        Lang::En => format!("{here} here, {there} there{elsewhere}{query}"),
    };
    match &reason.sentences {
        Some((a, b)) => format!("= {kind} “{a}” ~ “{b}” → {value}: {counts}"),
        None => format!("= {kind} {value}: {counts}"),
    }
}

/// A difference in a line.
pub(crate) fn difference_line(difference: &Difference, lang: Lang) -> String {
    let kind = difference_label(difference.kind, lang);
    let side = |quotes: &[Quote]| {
        let quotes: Vec<String> = quotes.iter().map(quote_text).collect();
        if quotes.is_empty() { "–".to_owned() } else { quotes.join(lang.pick("、", ", ")) }
    };
    format!("≠ {kind}: {} | {}", side(&difference.here), side(&difference.there))
}

/// What a sort of reason is called.
pub(crate) fn reason_label(kind: ReasonKind, lang: Lang) -> &'static str {
    match kind {
        ReasonKind::Shared(kind) => tag_label(kind, lang),
        ReasonKind::Word => lang.pick("用词", "word"),
        ReasonKind::Sentence => lang.pick("句子", "sentence"),
    }
}

/// What a sort of difference is called.
pub(crate) fn difference_label(kind: DifferenceKind, lang: Lang) -> &'static str {
    match kind {
        DifferenceKind::Place => lang.pick("地点", "place"),
        DifferenceKind::Tier => lang.pick("类别", "tier"),
        DifferenceKind::Amount => lang.pick("金额", "amount"),
        DifferenceKind::Only(kind) => tag_label(kind, lang),
    }
}

/// What a kind of thing of the vocabulary is called.
fn tag_label(kind: TagKind, lang: Lang) -> &'static str {
    match kind {
        TagKind::Instrument => lang.pick("工具", "instrument"),
        TagKind::Object => lang.pick("客体", "object"),
        TagKind::Mechanism => lang.pick("机制", "mechanism"),
        TagKind::Actor => lang.pick("机构", "actor"),
        TagKind::Aspect => lang.pick("侧面", "aspect"),
    }
}

/// What a row of a comparison is called.
pub(crate) fn row_label(kind: RowKind, lang: Lang) -> &'static str {
    match kind {
        RowKind::Place => lang.pick("地点", "place"),
        RowKind::Tier => lang.pick("类别", "tier"),
        RowKind::Instruments => tag_label(TagKind::Instrument, lang),
        RowKind::Objects => tag_label(TagKind::Object, lang),
        RowKind::Partners => lang.pick("合作方", "partners"),
        RowKind::Mechanisms => tag_label(TagKind::Mechanism, lang),
        RowKind::Aspects => tag_label(TagKind::Aspect, lang),
        RowKind::Amounts => lang.pick("金额", "amounts"),
        RowKind::Subsidies => lang.pick("补助", "subsidies"),
        RowKind::Outcomes => lang.pick("成效", "outcomes"),
        RowKind::Figures => lang.pick("其他数字", "figures"),
    }
}

/// `version: 某市監發2023-1-2 (corpus/b.txt), 1 place differs: 9.2億元 ≠ 9.9億元`
pub(crate) fn version_line(version: &Version, lang: Lang) -> String {
    let said = |text: &str| match text {
        "" => lang.pick("（无）", "(nothing)").to_owned(),
        text => fitted(text, DIFFERENCE),
    };
    let pair = |difference: &versions::Difference| format!("{} ≠ {}", said(&difference.here), said(&difference.there));
    let mut pairs: Vec<String> = version.differences.iter().take(DIFFERENCES).map(pair).collect();
    if version.total.is_some_and(|total| total > pairs.len()) {
        pairs.push("…".to_owned());
    }
    let differ = match (version.total, lang) {
        (None, Lang::Zh) => "太长，未作比较".to_owned(),
        (None, Lang::En) => "too long to be compared".to_owned(),
        (Some(total), Lang::Zh) => format!("{total} 处不同：{}", pairs.join("；")),
        (Some(1), Lang::En) => format!("1 place differs: {}", pairs.join("; ")),
        (Some(total), Lang::En) => format!("{total} places differ: {}", pairs.join("; ")),
    };
    let line = match lang {
        Lang::Zh => format!("另一版本：{}（{}），{differ}", version.id, version.file),
        Lang::En => format!("version: {} ({}), {differ}", version.id, version.file),
    };
    sanitize(&line).replace('\n', "")
}

/// The name of a part of a score: what it is, and the word that it is of.
pub(crate) fn part_name(part: &str, lang: Lang) -> Cow<'_, str> {
    if lang == Lang::En {
        return part.into();
    }
    match part {
        "witnesses" => "同案例的旁证".into(),
        "size" => "案例的篇幅".into(),
        "mentions" => "案例里的提及".into(),
        "closeness, kind of passage" => "词的远近、段的类别".into(),
        _ => match (part.strip_prefix("word "), part.strip_prefix("pair "), part.strip_prefix("title ")) {
            (Some(word), ..) => format!("词 {word}").into(),
            (_, Some(pair), _) => format!("字对 {pair}").into(),
            (_, _, Some(word)) => format!("标题 {word}").into(),
            _ => part.into(),
        },
    }
}

/// What a value of a notice is called.
pub(crate) fn field_of_notice(field: &str, lang: Lang) -> &str {
    let zh = match field {
        "title" => "标题",
        "number" => "文号",
        "issuer" => "发文机关",
        "issued" => "成文日期",
        "published" => "发布日期",
        other => other,
    };
    if lang == Lang::Zh { zh } else { field }
}

/// Where a value was read, in words.
pub(crate) fn source_name(source: Source, lang: Lang) -> &'static str {
    let (zh, en) = match source {
        Source::Label => ("标签", "a label"),
        Source::Tag => ("页面的元数据", "metadata of the page"),
        Source::Window => ("窗口标题", "the title of the window"),
        Source::Property => ("文件属性", "a property of the file"),
        Source::Heading => ("标出的标题", "a marked heading"),
        Source::Line => ("单独的一行", "a line of its own"),
        Source::Title => ("标题", "the title"),
        Source::Signature => ("落款", "the signature"),
        Source::History => ("题注", "the history of the law"),
        Source::Number => ("文号", "the number"),
        Source::Byline => ("网站署名行", "the line of the site"),
        Source::File => ("文件名", "the name of the file"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// How sure a value is, in words.
pub(crate) fn sureness_name(sureness: Sureness, lang: Lang) -> &'static str {
    let (zh, en) = match sureness {
        Sureness::Certain => ("确定", "certain"),
        Sureness::Likely => ("很可能", "likely"),
        Sureness::Guess => ("推测", "a guess"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// What a rule of repair does, in words.
pub(crate) fn rule_name(rule: Rule, lang: Lang) -> &'static str {
    let (zh, en) = match rule {
        Rule::Gloss => ("去掉的注音", "readings dropped"),
        Rule::Unaligned => ("错位字节的复原", "misaligned bytes restored"),
        Rule::SplitMark => ("被标点切断的字的复原", "characters cut by a mark restored"),
        Rule::Entity => ("字符实体", "entities decoded"),
        Rule::Escape => ("转义", "escapes decoded"),
        Rule::Invisible => ("去掉的不可见字符", "invisible characters dropped"),
        Rule::Mojibake => ("误读的 UTF-8（乱码）的复原", "UTF-8 read as something else, restored"),
        Rule::Blank => ("去掉的字间空格", "blanks between characters closed up"),
        Rule::LineBreak => ("去掉的段内换行", "line breaks inside paragraphs dropped"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// How sure a repair is, in words.
pub(crate) fn status_name(status: Status, lang: Lang) -> &'static str {
    match (status, lang) {
        (Status::Proven, Lang::Zh) => "得证",
        (Status::Suggested, Lang::Zh) => "推测",
        (status, Lang::En) => status.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_short() {
        assert_eq!(reference("浙市監知運2023-12/典型5#7"), "#7");
        assert_eq!(passage_name("浙市監知運2023-12/典型5#7"), "典型5#7");
    }
}
