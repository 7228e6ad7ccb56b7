//! The document's own data: number, title, issuer, dates, address; and which lines are furniture of the page.

use std::ops::Range;

use crate::text::is_han;

use super::Metadata;
use super::date::{days, first_day, whole_day};
use super::labels::{Field, Furniture, furniture, labelled, may_be_anywhere};
use super::lines::{Line, likeness, squeeze};
use super::marker::marker;
use super::number::{self, DocNumber};

/// What the head and the tail of a document say.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) number: Option<DocNumber>,
    pub(super) title: String,
    /// The lines that the title stands on; empty when it stands nowhere.
    pub(super) title_lines: Range<usize>,
    pub(super) issuer: Option<String>,
    pub(super) issued: Option<String>,
    pub(super) published: Option<String>,
    pub(super) url: Option<String>,
    /// For each line, whether it is furniture.
    pub(super) furniture: Vec<bool>,
    /// The line after the last that is neither furniture nor foreign.
    pub(super) text_end: usize,
}

/// The title is looked for in this many lines.
const HEAD_LINES: usize = 60;

/// Characters of a title's longest line.
const TITLE_LINE: usize = 70;

/// Words that documents' names end with.
#[rustfmt::skip]
const DOCUMENTS: [&str; 52] = [
    "通知", "意见", "办法", "规定", "条例", "细则", "方案", "规划", "计划", "纲要", "公告", "通告", "通报", "决定",
    "决议", "命令", "批复", "函", "答复", "报告", "请示", "纪要", "指南", "指引", "标准", "规则", "规程", "章程",
    "制度", "清单", "目录", "名单", "措施", "政策", "案例", "案例集", "解释", "规范", "说明", "公报", "讲话", "要点",
    "汇编", "预案", "解读", "建议", "法", "若干问题", "安排", "守则", "准则", "行动",
];

pub(super) fn read(lines: &[Line<'_>], meta: &Metadata) -> Head {
    let mut head = Head { furniture: vec![false; lines.len()], ..Head::default() };
    let mut fields = Fields::default();
    // The head ends where running text begins.
    let first_text = lines.iter().position(is_text).unwrap_or(lines.len()).min(HEAD_LINES);
    let tail =
        lines.len() - lines.iter().rev().take(HEAD_LINES).take_while(|line| line.foreign || !is_text(line)).count();
    read_labels(lines, 0..first_text, &mut fields, &mut head.furniture, Edge::Head);
    read_labels(lines, tail.max(first_text)..lines.len(), &mut fields, &mut head.furniture, Edge::Tail);
    mark_furniture(lines, first_text, tail, &mut head.furniture);

    find_title(lines, &mut head, meta.title.as_deref().or(fields.title.as_deref()));
    mark_copies_above(lines, &mut head);
    let body = head.title_lines.end;
    head.text_end = (0..lines.len()).rev().find(|&at| !head.furniture[at] && !lines[at].foreign).map_or(0, |at| at + 1);

    let stated = meta.number.as_deref().or(fields.number.as_deref());
    head.number = stated.map(stated_number).or_else(|| own_number(lines, &head));
    let signature = signature(lines, body, &head.furniture);
    let day = |text: &Option<String>| text.as_deref().and_then(first_day);
    head.issued = day(&meta.issued)
        .or_else(|| day(&fields.issued))
        .or_else(|| signature.as_ref().map(|(day, _)| day.clone()))
        .or_else(|| enacted(lines, body))
        .or_else(|| lone_day(lines, body));
    head.published = day(&meta.published).or_else(|| day(&fields.published));
    let nonempty = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    head.issuer = nonempty(&meta.issuer)
        .or_else(|| nonempty(&fields.issuer))
        .or_else(|| issuer_in_title(&head.title))
        .or_else(|| signature.and_then(|(_, issuer)| issuer))
        .or_else(|| enacting_body(lines, body));
    head.url = nonempty(&meta.url).or_else(|| nonempty(&fields.url));
    head
}

/// Whether a line is running text: long, or a whole sentence.
pub(super) fn is_text(line: &Line<'_>) -> bool {
    !line.foreign
        && (line.len() > TITLE_LINE || (line.len() > 16 && matches!(line.last(), Some('。' | '；' | ';'))))
        && labelled(line).is_empty()
}

#[derive(Debug, Default)]
struct Fields {
    number: Option<String>,
    title: Option<String>,
    issuer: Option<String>,
    issued: Option<String>,
    published: Option<String>,
    url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Head,
    Tail,
}

/// Reads labelled fields; a label without a value takes the next line.
fn read_labels(lines: &[Line<'_>], range: Range<usize>, fields: &mut Fields, furniture: &mut [bool], edge: Edge) {
    let mut at = range.start;
    while at < range.end {
        let line = &lines[at];
        let found = if line.foreign { Vec::new() } else { labelled(line) };
        let mut used = 1;
        for (i, label) in found.iter().enumerate() {
            let mut value = label.value;
            let next =
                lines.get(at + 1).filter(|next| at + 1 < range.end && !next.foreign && labelled(next).is_empty());
            if let (true, true, Some(next)) = (value.is_empty(), i + 1 == found.len() && found.len() == 1, next) {
                // An empty list of keywords may have the title behind it; keywords have blanks between them.
                let takes = match label.field {
                    Field::Keywords => next.text.chars().any(char::is_whitespace) || next.len() <= 4,
                    Field::Other => next.len() <= 40 && !ends_as_document(next.text),
                    Field::Issued | Field::Published => !days(&next.key).is_empty(),
                    Field::Url => next.text.starts_with("http"),
                    Field::Number => number::find(next.text).is_some(),
                    Field::Title | Field::Issuer => true,
                };
                if takes {
                    value = next.text;
                    used = 2;
                }
            }
            let slot = match label.field {
                Field::Number => &mut fields.number,
                Field::Title => &mut fields.title,
                Field::Issuer => &mut fields.issuer,
                Field::Issued => &mut fields.issued,
                Field::Published => &mut fields.published,
                Field::Url => &mut fields.url,
                Field::Keywords | Field::Other => continue,
            };
            if slot.is_none() && !value.is_empty() {
                *slot = Some(value.to_owned());
            }
        }
        // Below the text, labels such as 名稱: may be part of it; only what sites append is furniture there.
        let site = |label: &super::labels::Labelled<'_>| {
            edge == Edge::Head || matches!(label.field, Field::Url | Field::Other | Field::Published | Field::Keywords)
        };
        if !found.is_empty() && found.iter().all(site) {
            furniture[at..at + used].fill(true);
        }
        at += used;
    }
}

fn mark_furniture(lines: &[Line<'_>], first_text: usize, tail: usize, marks: &mut [bool]) {
    let mut tail_open = false;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.foreign) {
        let below = at >= tail;
        // Nearly every line is in the middle, where only a few things are furniture.
        if at >= first_text && !below && !may_be_anywhere(line) {
            continue;
        }
        match furniture(line) {
            Some(Furniture::Anywhere) => marks[at] = true,
            Some(Furniture::AtTheEdges) if at < first_text || below => marks[at] = true,
            Some(Furniture::OpensTail) if below && at > 0 => {
                marks[at] = true;
                tail_open = true;
            }
            _ if tail_open => marks[at] = true,
            _ => {}
        }
    }
}

/// Whether `text` ends as the name of a document does; closing brackets and `（试行）` do not count.
pub(super) fn ends_as_document(text: &str) -> bool {
    let mut folded = crate::text::fold(text.trim());
    while let Some(open) = folded.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        folded.truncate(open);
    }
    let stem = folded.trim_end_matches(['》', '”', '"', ' ']);
    DOCUMENTS.iter().any(|word| stem.ends_with(word))
}

fn find_title(lines: &[Line<'_>], head: &mut Head, stated: Option<&str>) {
    let usable = |at: usize| !head.furniture[at] && !lines[at].foreign;
    if let Some(stated) = stated.map(str::trim).filter(|title| !title.is_empty()) {
        let lines_of = standing(lines, stated, 0..lines.len().min(HEAD_LINES), &usable);
        head.title = without_layout(stated);
        head.title_lines = lines_of.unwrap_or(0..0);
        return;
    }
    let first = (0..lines.len()).find(|&at| usable(at));
    let Some(first) = first else { return };
    if let Some(at) = (first..lines.len().min(HEAD_LINES)).find(|&at| usable(at) && lines[at].key.starts_with("# ")) {
        head.title = strip_marks(lines[at].text).to_owned();
        head.title_lines = at..at + 1;
        return;
    }
    let mut at = first;
    while at < lines.len().min(HEAD_LINES) {
        if usable(at) {
            if is_text(&lines[at]) {
                break;
            }
            if let Some(range) = title_at(lines, at, &usable) {
                let text = joined(lines, range.clone());
                // 文號《title》, as sites head their pages: the title itself may follow.
                let inner = numbered_title(&text);
                let again =
                    inner.and_then(|title| standing(lines, title, range.end..lines.len().min(HEAD_LINES), &usable));
                (head.title, head.title_lines) = match (inner, again) {
                    (Some(_), Some(again)) => (joined(lines, again.clone()), again),
                    (Some(title), None) => (title.to_owned(), range),
                    (None, _) => (text, range),
                };
                return;
            }
        }
        at += 1;
    }
    // No name of a document: the first line, if it looks like a title at all.
    let line = &lines[first];
    if line.is_title_like(TITLE_LINE) {
        head.title = strip_marks(line.text).to_owned();
        head.title_lines = first..first + 1;
    } else {
        head.title = line.text.chars().take(40).collect();
    }
}

/// The title that begins at line `at`: up to four lines, the last of which ends as a document's name.
fn title_at(lines: &[Line<'_>], at: usize, usable: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
    for end in at + 1..=(at + 4).min(lines.len()) {
        let line = &lines[end - 1];
        if !usable(end - 1)
            || !line.is_title_like(TITLE_LINE)
            || line.last() == Some(':')
            || marker(&line.key).is_some()
        {
            return None;
        }
        if whole_day(&line.key).is_some() || number::whole(line.text).is_some() {
            return None;
        }
        if ends_as_document(line.text) {
            let length: usize = lines[at..end].iter().map(Line::len).sum();
            return (length >= 4).then_some(at..end);
        }
    }
    None
}

/// The title inside `文號《title》` or `文號 title`.
fn numbered_title(text: &str) -> Option<&str> {
    let number = number::find(text).filter(|number| number.range.start == 0)?;
    let rest = text[number.range.end..].trim();
    let inner = rest.strip_prefix('《').and_then(|rest| rest.strip_suffix('》')).unwrap_or(rest);
    (!inner.is_empty()).then_some(inner)
}

/// The lines that together are `title`.
fn standing(
    lines: &[Line<'_>],
    title: &str,
    range: Range<usize>,
    usable: &dyn Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let wanted = squeeze(title);
    if wanted.is_empty() {
        return None;
    }
    range.clone().filter(|&at| usable(at)).find_map(|at| {
        let mut text = String::new();
        for end in at + 1..=(at + 6).min(range.end) {
            let line = &lines[end - 1];
            if !line.whole && line.text.len() > 900 || !usable(end - 1) {
                return None;
            }
            text.push_str(&squeeze(line.text));
            if text == wanted {
                return Some(at..end);
            }
            if !wanted.starts_with(&text) {
                return None;
            }
        }
        None
    })
}

/// The lines joined without a separator, Markdown marks and layout blanks left out.
pub(super) fn joined(lines: &[Line<'_>], range: Range<usize>) -> String {
    lines[range].iter().map(|line| without_layout(strip_marks(line.text))).collect()
}

/// `text` without the blanks that spread a title over a line: `土 地 使 用 期 限` → `土地使用期限`.
///
/// A blank goes where a Chinese character stands alone between blanks on either side of it.
pub(super) fn without_layout(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let single = |word: &&str| word.chars().count() == 1 && word.chars().all(is_han);
    let mut out = String::with_capacity(text.len());
    for (i, word) in words.iter().enumerate() {
        let spread = i > 0 && single(&words[i]) && (single(&words[i - 1]) || words.get(i + 1).is_some_and(single))
            || i > 0 && single(&words[i - 1]) && words.get(i.wrapping_sub(2)).is_some_and(single);
        if i > 0 && !spread {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A line without the marks of a Markdown heading or of bold type.
pub(super) fn strip_marks(text: &str) -> &str {
    text.trim_start_matches('#').trim_matches(['*', ' ', '\u{3000}', '\u{A0}'])
}

/// Lines above the title that repeat it, with the number or with the name of the site, are furniture.
fn mark_copies_above(lines: &[Line<'_>], head: &mut Head) {
    let title = squeeze(&head.title);
    if title.chars().count() < 8 {
        return;
    }
    for (line, furniture) in lines[..head.title_lines.start].iter().zip(&mut head.furniture) {
        if line.foreign || line.text.len() > 3 * 200 {
            continue;
        }
        let copy = squeeze(line.text);
        let extra = copy.chars().count().saturating_sub(title.chars().count());
        if (copy.contains(&title) && extra <= 40) || likeness(&copy, &title) > 0.9 {
            *furniture = true;
        }
    }
}

fn stated_number(stated: &str) -> DocNumber {
    number::find(stated).unwrap_or_else(|| {
        let text: String = stated.chars().filter(|c| !c.is_whitespace()).collect();
        let id = text.replace(['/', '#'], "-");
        DocNumber { range: 0..0, text, id }
    })
}

/// The number that the document gives itself: on a line of its own near the title, or before the title.
fn own_number(lines: &[Line<'_>], head: &Head) -> Option<DocNumber> {
    let near = lines.len().min(head.title_lines.end.max(4) + 12).min(HEAD_LINES + 12);
    let mut previous: Option<&Line<'_>> = None;
    for line in lines[..near].iter().filter(|line| !line.foreign) {
        if line.len() <= 40 {
            if let Some(number) = number::whole(line.text) {
                return Some(number);
            }
            // 国家市场监督管理总局令 / 第16号
            if let Some(above) = previous.filter(|above| above.len() <= 30 && above.key.ends_with(['令', '告'])) {
                let both = format!("{}{}", above.text, line.text);
                if line.key.starts_with('第') && number::whole(&both).is_some() {
                    return number::whole(&both);
                }
            }
        }
        previous = Some(line);
    }
    let first = lines.iter().find(|line| !line.foreign)?;
    number::find(first.text).filter(|number| number.range.start == 0 && first.text.len() < 600)
}

/// Characters that names of public bodies end with.
fn ends_as_body(key: &str) -> bool {
    const BODIES: [&str; 22] = [
        "局", "厅", "部", "委", "院", "府", "办", "署", "司", "处", "会", "室", "行", "组", "中心", "公司", "协会",
        "法庭", "站", "队", "所", "社",
    ];
    let key = key.trim_end_matches([')', ' ']);
    BODIES.iter().any(|body| key.ends_with(body))
}

/// The first signature: a line that is a day, under lines that are names of bodies.
fn signature(lines: &[Line<'_>], from: usize, furniture: &[bool]) -> Option<(String, Option<String>)> {
    let is_name =
        |line: &Line<'_>| (2..=40).contains(&line.len()) && ends_as_body(&line.key) && marker(&line.key).is_none();
    for at in from.max(1)..lines.len() {
        if lines[at].len() > 24 || furniture[at] {
            continue;
        }
        let Some(day) = whole_day(&lines[at].key) else { continue };
        let names = lines[from..at].iter().rev().take(6).take_while(|line| is_name(line)).count();
        if names > 0 {
            let names: Vec<&str> = lines[at - names..at].iter().map(|line| line.text).collect();
            return Some((day, Some(names.join(" "))));
        }
    }
    None
}

/// The last day in the lines below the title that say how a law came about: 通过, 公布, 修订, 批准.
fn enacted(lines: &[Line<'_>], from: usize) -> Option<String> {
    history(lines, from).flat_map(|line| days(&line.key)).map(|day| day.iso).max()
}

fn history<'l, 't>(lines: &'l [Line<'t>], from: usize) -> impl Iterator<Item = &'l Line<'t>> {
    const WORDS: [&str; 8] = ["通过", "公布", "修订", "修正", "批准", "发布", "施行", "修改"];
    lines[from.min(lines.len())..]
        .iter()
        .take(12)
        .take_while(|line| marker(&line.key).is_none() && !line.key.starts_with('#'))
        .filter(|line| !days(&line.key).is_empty() && WORDS.iter().any(|word| line.key.contains(word)))
}

/// A line near the head that is a day and nothing else, without a name above it.
fn lone_day(lines: &[Line<'_>], from: usize) -> Option<String> {
    lines[from.min(lines.len())..].iter().take(8).filter(|line| line.len() <= 24).find_map(|line| whole_day(&line.key))
}

/// The body that passed a law: 台州市第五届人民代表大会常务委员会第二十四次会议通过 → 台州市人民代表大会常务委员会.
fn enacting_body(lines: &[Line<'_>], from: usize) -> Option<String> {
    let line = history(lines, from).next()?;
    let day = days(&line.key).into_iter().next()?;
    let name: String = line.text.chars().skip(day.end).collect();
    let name = name.trim_start();
    let folded = crate::text::fold(name);
    let end = ["常务委员会", "人民代表大会", "委员会", "国务院"]
        .iter()
        .find_map(|word| folded.find(word).map(|at| at + word.len()))?;
    // Folding keeps the number of characters, so positions in characters carry over.
    let count = folded.get(..end)?.chars().count();
    let name: String = name.chars().take(count).collect();
    let key = crate::text::fold(&name);
    let session = key.find('第').and_then(|at| key[at..].find('届').map(|to| (at, at + to + "届".len())));
    let Some((at, to)) = session else { return Some(name) };
    let (at, to) = (key[..at].chars().count(), key[..to].chars().count());
    Some(name.chars().enumerate().filter(|(i, _)| *i < at || *i >= to).map(|(_, c)| c).collect())
}

/// The issuer at the start of a title: 浙江省市場監督管理局 before 關于.
fn issuer_in_title(title: &str) -> Option<String> {
    let chars: Vec<char> = title.chars().collect();
    let folded: String = crate::text::fold(title);
    let at = ["关于", "印发", "转发", "公布", "发布", "对"]
        .iter()
        .filter_map(|word| folded.find(word))
        .map(|byte| folded[..byte].chars().count())
        .filter(|&at| at >= 2)
        .min()?;
    let name: String = chars.get(..at)?.iter().collect();
    let name = name.trim();
    (name.chars().count() <= 60 && ends_as_body(&crate::text::fold(name))).then(|| name.to_owned())
}
