//! Who issued a document: names of bodies, in its signature and at the start of its title.

use std::ops::Range;

use super::about::is_about_cases;
use super::bodies::{ends_as_body, without_layout, without_seal};
use super::context::is_text;
use super::date::{days, whole_day};
use super::lines::Line;
use super::numbering::marker;
use crate::text::fold;

/// Whether a line is the name of a body and no more, as in a signature.
fn is_name(line: &Line<'_>) -> bool {
    (2..=40).contains(&line.len())
        && ends_as_body(&line.key)
        && marker(&line.key).is_none()
        && !line.key.contains([':', ',', '。', ';', '"', '“', '\t', '|'])
}

/// The body whose head signs in a line: 住房城乡建设部部长 王某某.
fn headed_body<'t>(line: &Line<'t>) -> Option<&'t str> {
    const OFFICES: [&str; 16] = [
        "部长",
        "省长",
        "市长",
        "县长",
        "区长",
        "州长",
        "主席",
        "主任",
        "局长",
        "署长",
        "行长",
        "院长",
        "检察长",
        "委员长",
        "会长",
        "厅长",
    ];
    if line.foreign || !(6..=40).contains(&line.len()) || line.key.contains([':', ',', '。', ';', '"', '“', '\t', '|'])
    {
        return None;
    }
    let (at, office) = OFFICES.iter().filter_map(|office| Some((line.key.rfind(office)?, office))).max()?;
    // A name stands apart, has two to four characters, and may be set wide; 局长会议 is none.
    let behind = &line.key[at + office.len()..];
    let name: String = behind.chars().filter(|c| !c.is_whitespace()).collect();
    let is_name = behind.starts_with(char::is_whitespace)
        && (2..=4).contains(&name.chars().count())
        && name.chars().all(crate::text::is_han);
    let count = line.key[..at].chars().count();
    let end = line.text.char_indices().nth(count).map_or(line.text.len(), |(at, _)| at);
    let body = line.text[..end].trim_end();
    (is_name && ends_as_body(&fold(body)) && marker(&line.key).is_none()).then_some(body)
}

/// Whether a line signs for a body: its name, or its head.
fn signs(line: &Line<'_>) -> bool {
    is_name(line) || headed_body(line).is_some()
}

/// Whether a line says that the body above it has sealed the document.
fn is_seal(line: &Line<'_>) -> bool {
    matches!(line.key.trim_matches(['(', ')', ' ']), "盖章" | "代章" | "公章" | "印章")
}

/// The name of a body and a day in one line, in either order: 某某局 2023年6月30日, 1993年11月2日，国家税务总局.
fn signed_in_one(line: &Line<'_>) -> Option<(String, String)> {
    let day = days(&line.key).pop()?;
    let behind: String = line.text.chars().skip(day.place.end).collect();
    let name: String = match day.place.start {
        // 1984年1月7日 某委员会 is the beginning of what it did then.
        0 => behind.strip_prefix(['，', ','])?.to_owned(),
        _ if behind.is_empty() => line.text.chars().take(day.place.start).collect(),
        _ => return None,
    };
    let name = name.trim();
    let signs = line.len() <= 40
        && !line.foreign
        && ends_as_body(&fold(name))
        && marker(&line.key).is_none()
        && !line.key.contains([':', '。'])
        && !fold(name).contains(',')
        && name.chars().count() >= 2
        // 2023年3月1日，某局检查某公司 is the beginning of a story.
        && !(day.place.start == 0 && fold(name).ends_with("公司"));
    signs.then(|| (day.iso, names([name])))
}

/// Names of bodies, one blank between two.
fn names<'n>(of: impl IntoIterator<Item = &'n str>) -> String {
    let words = of.into_iter().map(|name| without_layout(without_seal(name))).collect::<Vec<_>>();
    let words = words.iter().flat_map(|names| names.split_whitespace()).flat_map(listed).map(apart);
    words.collect::<Vec<_>>().join(" ")
}

/// The names of bodies that a list has: 中共某市委、某市人民政府.
fn listed(names: &str) -> Vec<&str> {
    let parts: Vec<&str> = names.split('、').collect();
    if parts.iter().all(|part| part.chars().count() >= 3 && ends_as_body(&fold(part))) { parts } else { vec![names] }
}

/// The most names of a signature.
const NAMES: usize = 6;

/// How many lines above `at` are names of bodies, not above `from`.
fn names_above(lines: &[Line<'_>], from: usize, at: usize) -> usize {
    let names = lines[from..at].iter().rev().take(NAMES).take_while(|line| signs(line) || is_seal(line)).count();
    if lines[at - names..at].iter().all(is_seal) { 0 } else { names }
}

/// Lines that may stand below a signature: how the document is made public, to whom it is sent, who is to be called.
const BELOW: usize = 8;

/// Where the signature begins that the text ends with, a day under names of bodies, with nothing below it but short
/// lines; `end` where there is none.
pub(super) fn closing(lines: &[Line<'_>], from: usize, end: usize) -> usize {
    for at in (from + 1..end).rev().take(BELOW) {
        if let Some(start) = signed_at(lines, from, at) {
            return start;
        }
        if is_text(&lines[at]) {
            break;
        }
    }
    end
}

/// Where the signature begins that ends in line `at`: a day, alone or behind a name.
pub(super) fn signed_at(lines: &[Line<'_>], from: usize, at: usize) -> Option<usize> {
    let line = &lines[at];
    // Most lines are no days; look at the first and the last character first.
    let ends = line.key.ends_with(|c: char| matches!(c, '日' | '号' | ')' | ']' | '0'..='9'));
    if line.len() > 40 || !ends && !line.key.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if signed_in_one(line).is_some() {
        return Some(at);
    }
    whole_day(&line.key)?;
    let names = names_above(lines, from, at);
    (names > 0).then_some(at - names)
}

/// Who signed a document, and when.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) day: String,
    pub(super) names: String,
    pub(super) lines: Range<usize>,
}

/// The first signature: a line that is a day, under lines that are names of bodies.
pub(super) fn signature(lines: &[Line<'_>], from: usize, furniture: &[bool]) -> Option<Signature> {
    (from.max(1)..lines.len()).filter(|&at| !furniture[at] && !lines[at].foreign).find_map(|at| {
        let start = signed_at(lines, from, at)?;
        if let Some((day, names)) = signed_in_one(&lines[at]) {
            return Some(Signature { day, names, lines: at..at + 1 });
        }
        let day = whole_day(&lines[at].key)?;
        let own = lines[start..at].iter().filter(|line| !is_seal(line));
        let names = names(own.map(|line| headed_body(line).unwrap_or(line.text)));
        Some(Signature { day, names, lines: start..at + 1 })
    })
}

/// The names that the text ends with, without a day.
pub(super) fn names_at_the_end(lines: &[Line<'_>], from: usize, end: usize) -> Option<(String, Range<usize>)> {
    let count = names_above(lines, from.min(end), end);
    let start = end - count;
    let signs = count > 0 && start > from && is_text(&lines[start - 1]);
    signs.then(|| (names(lines[start..end].iter().filter(|line| !is_seal(line)).map(|line| line.text)), start..end))
}

/// The government whose own rules a title names: 某县人民政府工作规则.
pub(super) fn government_in_title(title: &str) -> Option<String> {
    const GOVERNMENT: &str = "人民政府";
    let folded = fold(title);
    let at = folded.find(GOVERNMENT)?;
    let place = &folded[..at];
    let one = place.ends_with(['省', '市', '县', '区', '州', '旗', '乡', '镇']) && place.chars().count() >= 3;
    let many = ["各", "地方", "以上", "下级", "上级", "关于", "、", "《", "诉", "与", "和", "公司"]
        .iter()
        .any(|word| place.contains(word));
    let rest = &folded[at + GOVERNMENT.len()..];
    let office = ["办公厅", "办公室"]
        .iter()
        .find(|office| rest.starts_with(**office))
        .map_or(0, |office| office.chars().count());
    let count = place.chars().count() + GOVERNMENT.chars().count() + office;
    (one && !many && !rest.is_empty()).then(|| title.chars().take(count).collect())
}

/// The body whose name stands right below the title, which is line `at` if anything: 某市人民政府.
pub(super) fn name_below<'t>(lines: &[Line<'t>], at: usize) -> Option<&'t str> {
    let line = lines.get(at).filter(|line| !line.foreign && is_name(line) && !line.key.starts_with('各'))?;
    Some(without_seal(line.text))
}

/// What stands in a title behind the name of who issued it: what was done, or what kind of paper it is.
#[rustfmt::skip]
const VERBS: [&str; 21] = [
    "关于", "印发", "转发", "公布", "发布", "对", "通报", "曝光", "联合", "会同", "公开",
    "行政处罚决定书", "行政处罚告知书", "行政复议决定书", "民事判决书", "刑事判决书", "行政判决书", "民事裁定书", "刑事裁定书",
    "行政裁定书", "执行裁定书",
];

/// The issuer at the start of a title: 浙江省市場監督管理局 before 關于.
pub(super) fn issuer_in_title(title: &str) -> Option<String> {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let chars: Vec<char> = title.chars().collect();
    let folded: String = fold(title);
    let at =
        VERBS
            .iter()
            .filter_map(|word| folded.find(word))
            // 某某局2022年度十大案例
            .chain(folded.match_indices("年").map(|(at, _)| at.saturating_sub(4)).filter(|&at| {
                folded.get(at..at + 4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
            }))
            .map(|byte| folded[..byte].chars().count())
            .filter(|&at| at >= 2)
            .min()?;
    let name: String = chars.get(..at)?.iter().collect();
    let name = name.trim_end_matches([' ', '\u{3000}', ':', '：']);
    // What a page calls out before it: 严惩假冒伪劣！某某局公布…, 政务服务丨某市人民政府关于….
    let name = name.rsplit(['!', '！', '?', '？', '丨', '|', '｜', '】']).next().unwrap_or(name).trim_start();
    let name = without_call(without_period(name));
    let is_one = name.chars().count() <= 60 && ends_as_body(&fold(name)) && !name.contains(['，', '。', '“', '《']);
    is_one.then(|| names([name]))
}

/// The body whose name a collection of cases begins with, without a word that says what it did: 某市人力资源和社会保障局劳动争议
/// 典型案例.
pub(super) fn issuer_of_collection(title: &str) -> Option<String> {
    const FIRM: [&str; 8] = ["局", "厅", "委员会", "法院", "检察院", "人民政府", "仲裁院", "消保委"];
    const PLACES: [char; 7] = ['省', '市', '县', '区', '州', '旗', '盟'];
    // 某市法院系统…, 某省检察机关… are not one body, and nor is what a word goes on behind: 某市公安局长….
    const GOES_ON: [&str; 8] = ["系统", "机关", "部门", "长", "办", "级", "工作", "执法"];
    if !is_about_cases(title) {
        return None;
    }
    let folded = fold(title);
    let at = FIRM.iter().filter_map(|word| folded.find(word).map(|at| at + word.len())).min()?;
    let count = folded[..at].chars().count();
    let named = BEGINNINGS.iter().any(|word| folded.starts_with(word))
        || folded.chars().take(9).skip(2).any(|c| PLACES.contains(&c)) && !folded.starts_with(['全', '各', '我']);
    let whole = !GOES_ON.iter().any(|word| folded[at..].starts_with(word));
    let name: String = title.chars().take(count).collect();
    let name = without_period(&name);
    let plain = (5..=30).contains(&name.chars().count()) && name.chars().all(crate::text::is_han);
    (named && whole && plain && ends_as_body(&fold(name))).then(|| names([name]))
}

/// A name without what a page calls out before it, with a blank between: 坚决遏制耕地“非农化” 自然资源部通报….
fn without_call(name: &str) -> &str {
    let Some((call, own)) = name.rsplit_once([' ', '\u{3000}']) else { return name };
    let body = |text: &str| text.split_whitespace().any(|word| ends_as_body(&fold(word)));
    // 云岭省 财政厅 is one name.
    if call.trim().chars().count() >= 6 && !body(call) && ends_as_body(&fold(own)) { own } else { name }
}

/// A name without the year or the day before it: 2023年上半年某省生态环境厅, 3月15日，某某局.
fn without_period(name: &str) -> &str {
    let mut rest = name;
    while rest.starts_with(|c: char| c.is_ascii_digit()) {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let units = ["年度", "年上半年", "年下半年", "年", "月份", "月", "日"];
        let Some(own) = units.iter().find_map(|unit| behind.strip_prefix(unit)) else { return name };
        rest = own.trim_start_matches(['，', ',', ' ', '\u{3000}']);
    }
    if rest.chars().count() >= 3 { rest } else { name }
}

/// How the names of bodies begin that are written right behind another one. General knowledge of public bodies.
#[rustfmt::skip]
const BEGINNINGS: [&str; 34] = [
    "国家", "国务院", "中国", "中共", "中央", "全国", "最高人民", "财政部", "教育部", "科技部", "科学技术部", "商务部",
    "公安部", "司法部", "民政部", "工业和信息化部", "农业农村部", "农业部", "水利部", "交通运输部", "自然资源部",
    "生态环境部", "住房", "人力资源", "文化和旅游", "海关总署", "税务总局", "市场监管总局", "应急管理", "退役军人",
    "省政府", "市政府", "县政府", "人民银行",
];

/// Names that are written without anything between them, apart: 教育部财政部 → 教育部 财政部.
fn apart(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let key: Vec<char> = fold(name).chars().collect();
    // The name of the place that the first begins with begins the second as well: 云岭省财政厅云岭省商务厅.
    let place = key.iter().take(8).position(|c| matches!(c, '省' | '市' | '县' | '州' | '区')).map_or(0, |at| at + 1);
    let text = |from: usize, to: usize| key[from..to].iter().collect::<String>();
    let mut out = String::new();
    let mut from = 0;
    for at in 2..key.len().saturating_sub(1) {
        let rest = text(at, key.len());
        let begins =
            BEGINNINGS.iter().any(|word| rest.starts_with(word)) || place >= 2 && key[at..].starts_with(&key[..place]);
        let before = text(from, at);
        if begins && at - from >= 2 && ends_as_body(&before) && ends_as_body(&rest) {
            out.extend(&chars[from..at]);
            out.push(' ');
            from = at;
        }
    }
    out.extend(&chars[from..]);
    out
}

/// The full name of a body that a number begins with: 云岭省财政厅公告2026年第10号.
pub(super) fn issuer_in_number(number: &str) -> Option<String> {
    let folded = fold(number);
    let at = ["公告", "通告", "令"].iter().filter_map(|word| folded.find(word)).min()?;
    let count = folded[..at].chars().count();
    let name: String = number.chars().take(count).collect();
    (count >= 4 && ends_as_body(&fold(&name))).then(|| names([name.as_str()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn governments_in_titles() {
        for (title, name) in [
            ("白石县人民政府工作规则", Some("白石县人民政府")),
            ("青溪市人民政府办公室值班办法", Some("青溪市人民政府办公室")),
            ("云岭自治区人民政府驻外办事处管理办法", Some("云岭自治区人民政府")),
            ("地方各级人民政府机构设置条例", None),
            ("县级以上人民政府督查办法", None),
            ("人民政府工作规则", None),
            ("关于青溪市人民政府机构改革的通知", None),
            ("某公司诉青溪市人民政府不履行协议案", None),
        ] {
            assert_eq!(government_in_title(title).as_deref(), name, "{title}");
        }
    }

    #[test]
    fn signatures() {
        let signed = |text: &str| {
            let lines = super::super::lines::cut(text, &[]);
            signature(&lines, 1, &vec![false; lines.len()]).map(|signed| (signed.names, signed.day))
        };
        for (text, names) in [
            ("题目\n青溪市财政局\n2023年6月30日", Some("青溪市财政局")),
            ("题目\n青溪市财政局 2023年6月30日", Some("青溪市财政局")),
            ("题目\n2023年6月30日，青溪市财政局", Some("青溪市财政局")),
            ("题目\n2023年6月30日 青溪市财政局", None),
            ("题目\n云岭省建设厅厅长 王某某\n2023年6月30日", Some("云岭省建设厅")),
            ("题目\n云岭省建设厅厅长　王　某\n2023年6月30日", Some("云岭省建设厅")),
            ("题目\n厅长 王某某\n2023年6月30日", None),
            ("题目\n2023年6月30日，青溪市财政局检查某公司", None),
            ("题目\n青溪市财政局局长会议\n2023年6月30日", None),
        ] {
            let expected = names.map(|names| (names.to_owned(), "2023-06-30".to_owned()));
            assert_eq!(signed(text), expected, "{text}");
        }
    }

    #[test]
    fn names_of_collections() {
        for (title, name) in [
            ("青溪市人力资源和社会保障局劳动争议典型案例", Some("青溪市人力资源和社会保障局")),
            ("2023年青溪市市场监督管理局民生领域典型案例", Some("青溪市市场监督管理局")),
            ("雲嶺省高級人民法院知識產權典型案例", Some("雲嶺省高級人民法院")),
            ("国家知识产权局专利行政保护典型案例", Some("国家知识产权局")),
            ("青溪市法院系统十大典型案例", None),
            ("全省法院十大典型案例", None),
            ("青溪市专利转化典型案例", None),
            ("青溪市人力资源和社会保障局工作规则", None),
        ] {
            assert_eq!(issuer_of_collection(title).as_deref(), name, "{title}");
        }
    }

    #[test]
    fn names_in_titles() {
        for (title, name) in [
            ("浙江省市場監督管理局關于公布案例的通知", Some("浙江省市場監督管理局")),
            ("云岭省发改委:关于组织申报的通知", Some("云岭省发改委")),
            ("......市場監管總局公布10起案件", Some("市場監管總局")),
            ("教育部财政部关于印发办法的通知", Some("教育部 财政部")),
            ("云岭省财政厅云岭省商务厅关于申报的通知", Some("云岭省财政厅 云岭省商务厅")),
            ("中共青溪市委、青溪市人民政府关于改革的意见", Some("中共青溪市委 青溪市人民政府")),
            ("青溪市住房、建设局关于改革的意见", Some("青溪市住房、建设局")),
            ("农业农村部办公厅关于印发规范的通知", Some("农业农村部办公厅")),
            ("国务院国有资产监督管理委员会关于加强管理的意见", Some("国务院国有资产监督管理委员会")),
            ("严惩假冒！云岭省市场监管局公布第十批案例", Some("云岭省市场监管局")),
            ("【案例】青溪市财政局关于案例的通报", Some("青溪市财政局")),
            ("青溪市市场监督管理局行政处罚决定书", Some("青溪市市场监督管理局")),
            ("云岭省高级人民法院 民事判决书", Some("云岭省高级人民法院")),
            ("某公司行政处罚决定书样式", Some("某公司")),
            ("2024年上半年云岭省生态环境厅公布典型案例", Some("云岭省生态环境厅")),
            ("3月15日，云岭省消保委发布典型案例", Some("云岭省消保委")),
            ("坚决遏制“非农化” 云岭省自然资源厅通报典型案例", Some("云岭省自然资源厅")),
            ("云岭省财政厅 云岭省商务厅关于申报的通知", Some("云岭省财政厅 云岭省商务厅")),
            ("青溪市政府门户网站关于改版的说明", None),
            ("关于公布名单的通知", None),
        ] {
            assert_eq!(issuer_in_title(title).as_deref(), name, "{title}");
        }
    }
}
