//! What stands in a text that is no figure and no thing of the vocabulary: provisions of law, numbers of court cases, names
//! that end in a word, what an announcement says.

use super::{Column, ColumnKind, Word};
use crate::facts::{Fact, Kind};
use crate::text::sentence::{self, Pauses};
use crate::text::{Local, Span, fold, fold_char, is_han};

/// Something that a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Where, in bytes of the text.
    pub span: Span<Local>,
}

/// The longest phrase, and the longest text behind a word, in characters.
const PHRASE: usize = 24;
const AFTER: usize = 60;

/// What `text` says of `column`, from the left; `facts` are its facts.
#[must_use]
pub fn said(column: &Column, text: &str, facts: &[Fact]) -> Vec<Said> {
    let wanted = |kind| column.kinds.contains(&kind);
    let mut out = Vec::new();
    if wanted(ColumnKind::Law) {
        laws(column, text, facts, &mut out);
    }
    if !(wanted(ColumnKind::CaseNumber) || wanted(ColumnKind::Phrase) || wanted(ColumnKind::After)) {
        return out;
    }
    let chars: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, fold_char(c))).collect();
    let line = Chars { chars, len: text.len() };
    if wanted(ColumnKind::CaseNumber) {
        case_numbers(&line, &mut out);
    }
    if wanted(ColumnKind::Phrase) {
        phrases(column, &line, &mut out);
    }
    if wanted(ColumnKind::After) {
        after(column, (text, &line), &mut out);
    }
    out.sort_by_key(|said| said.span);
    out
}

/// Folded characters with the bytes at which they begin.
struct Chars {
    chars: Vec<(usize, char)>,
    len: usize,
}

impl Chars {
    fn get(&self, at: usize) -> char {
        self.chars.get(at).map_or('\0', |(_, c)| *c)
    }

    fn reads(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(k, c)| self.get(at + k) == c)
    }

    fn span(&self, start: usize, end: usize) -> Span<Local> {
        let byte = |at: usize| self.chars.get(at).map_or(self.len, |(byte, _)| *byte);
        Span::new(byte(start), byte(end))
    }
}

/// The longest way back from a law to what says that it is applied, in characters.
const APPLIED: usize = 40;

/// 《…法》 and the articles behind it; a law without articles where a word before it says that it is applied: 依据《甲法》、《乙法》.
fn laws(column: &Column, text: &str, facts: &[Fact], out: &mut Vec<Said>) {
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Title) {
        let name = fold(fact.what.as_deref().unwrap_or_default());
        // 《商标法》（2019年修正） and 《…条例（试行）》 end as their names do.
        let bare = name.split('(').next().unwrap_or_default().trim_end();
        let fits = |words: &[Word]| words.iter().any(|word| word.fits(bare));
        if (column.words.is_empty() || fits(&column.words)) && !fits(&column.unless) {
            let end = fact.span.end + articles(&text[fact.span.end..]);
            let before: Vec<char> = text[..fact.span.start].chars().rev().take(APPLIED).collect();
            let clause: String = before.iter().take_while(|&&c| !Pauses::SENTENCE.has(c)).collect();
            let clause = fold(&clause.chars().rev().collect::<String>());
            let is_applied = end > fact.span.end || column.near.is_empty();
            if !is_applied && !column.near.iter().any(|word| word.fits(&clause)) {
                continue;
            }
            out.push(Said { span: Span::new(fact.span.start, end) });
        }
    }
}

/// The bytes of 第五十七条第（二）项、第六十条 at the beginning of `text`.
fn articles(text: &str) -> usize {
    let chars: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, fold_char(c))).collect();
    let line = Chars { chars, len: text.len() };
    let byte = |at: usize| line.chars.get(at).map_or(text.len(), |(byte, _)| *byte);
    let (mut at, mut end) = (0, 0);
    loop {
        let Some(next) = one_article(&line, at) else { return byte(end) };
        (at, end) = (next, next);
        // What binds it to the next one.
        while matches!(line.get(at), '、' | '和' | '与' | '及' | '以' | ',') && at < end + 2 {
            at += 1;
        }
    }
}

/// The index behind 第…条, 款, 项 or 目 at `at`.
fn one_article(line: &Chars, at: usize) -> Option<usize> {
    if line.get(at) != '第' {
        return None;
    }
    let mut i = at + 1;
    while matches!(line.get(i), '(' | ')')
        || line.get(i).is_ascii_digit()
        || "〇零一二三四五六七八九十百千".contains(line.get(i))
    {
        i += 1;
    }
    let named = i > at + 1 && matches!(line.get(i), '条' | '款' | '项' | '目' | '章' | '节');
    let mut end = named.then_some(i + 1)?;
    // 第一百二十条之一.
    if line.get(end) == '之' && "一二三四五六七八九".contains(line.get(end + 1)) {
        end += 2;
    }
    Some(end)
}

/// （2023）浙01民终1号: a year in brackets, then a court, a sort of case and a number.
fn case_numbers(line: &Chars, out: &mut Vec<Said>) {
    let mut i = 0;
    while i < line.chars.len() {
        let start = i;
        i += 1;
        if !matches!(line.get(start), '(' | '[' | '〔') {
            continue;
        }
        let year: String = (start + 1..start + 5).map(|at| line.get(at)).collect();
        let behind = matches!(line.get(start + 5), ')' | ']' | '〕');
        if !behind || !year.chars().all(|c| c.is_ascii_digit()) || !(year.starts_with("19") || year.starts_with("20")) {
            continue;
        }
        let from = start + 6;
        let stop = (from..from + 20).find(|&at| line.get(at) == '号');
        let Some(stop) = stop else { continue };
        let body: Vec<char> = (from..stop).map(|at| line.get(at)).collect();
        let plain = body.iter().all(|&c| is_han(c) || c.is_ascii_digit());
        let ends = body.last().is_some_and(char::is_ascii_digit);
        if plain && ends && body.first().is_some_and(|&c| is_han(c) && c != '第') && body.len() >= 3 {
            out.push(Said { span: line.span(start, stop + 1) });
            i = stop + 1;
        }
    }
}

/// What stands before a phrase and is no part of it.
const STOPS: &str = "等人 等 起诉 上诉 诉 与 构成 涉嫌 犯有 犯 因 系 为 由 的 被告人 被告 原告 公司 厂 店 中心 某某 某 对 经过 经 向 在 以 起诉 一审 二审 再审 之后 称 \
                     判决 裁定 认定 审理 受理 立案 关于 从 将 被 是 侵权人 日 报 送 交 到 至 并 且 已 归 和解 请求 恳请 要求 提请 诉请 请 同意 拟 处理 解决 调解 化解 受理 引起 引发 发生 产生 酿成 上诉至 起诉至 诉至 年 月 不服 撤销 维持";

/// Words that hold one of those and are parts of phrases.
const KEPT: &str = "侵犯 关系 行为 经济 经营 名称 损害公司 与公司有关 公司决议 公司解散 对外 存在 以次充好 为境外 由来 日用 到期 年金 申请 归还 归属 归入 请托 邀请 诉前 诉中 诉讼";

/// The characters that end in one of the column's words.
fn phrases(column: &Column, line: &Chars, out: &mut Vec<Said>) {
    let lists = |list: &'static str| -> Vec<Vec<char>> {
        list.split_whitespace().map(|word| fold(word).chars().collect()).collect()
    };
    let (stops, kept) = (lists(STOPS), lists(KEPT));
    let ends = |word: &[char], at: usize| {
        at >= word.len() && word.iter().enumerate().all(|(k, &c)| line.get(at - word.len() + k) == c)
    };
    // Whether a character before `at` belongs to a word that keeps it.
    let is_kept = |at: usize| {
        kept.iter().any(|word| {
            (0..word.len()).any(|skip| {
                let end = at + skip;
                end <= line.chars.len() && skip < word.len() && ends(word, end)
            })
        })
    };
    for word in &column.words {
        let text = word.text();
        let length = text.chars().count();
        for at in 0..line.chars.len() {
            if !line.reads(at, text) {
                continue;
            }
            let end = at + length;
            let mut start = at;
            while start > 0 && end - start < PHRASE {
                let c = line.get(start - 1);
                let inside = is_han(c) && c != '、'
                    || matches!(c, '、' | '·') && start < at && is_han(line.get(start.saturating_sub(2)));
                if !inside || stops.iter().any(|stop| ends(stop, start)) && !is_kept(start) {
                    break;
                }
                start -= 1;
            }
            // 、 may join two parts of a name, but does not begin one.
            while matches!(line.get(start), '、' | '·') {
                start += 1;
            }
            let name: String = (start..end).map(|i| line.get(i)).collect();
            let refused = column.unless.iter().any(|word| word.fits(&name));
            if end - start >= length + 2 && !refused {
                out.push(Said { span: line.span(start, end) });
            }
        }
    }
}

/// What stands behind one of the column's words at the beginning of a clause, where the sentence says further on what the
/// column is about.
fn after(column: &Column, (text, line): (&str, &Chars), out: &mut Vec<Said>) {
    let mut end = 0;
    for at in 0..line.chars.len() {
        let before = line.get(at.wrapping_sub(1));
        let begins = at == 0 || Pauses::CLAUSE.has(before) && before != '、' || matches!(before, ')' | '.' | ' ');
        if at < end || !begins {
            continue;
        }
        let Some(word) =
            column.words.iter().map(Word::text).filter(|word| line.reads(at, word)).max_by_key(|word| word.len())
        else {
            continue;
        };
        let mut start = at + word.chars().count();
        // 补贴对象为…, but 对为科技进步作出贡献的人员.
        let label = word.chars().count() > 2;
        while label && (matches!(line.get(start), ':' | '为' | '是' | ' ') || line.reads(start, "包括")) {
            start += if line.reads(start, "包括") { 2 } else { 1 };
        }
        let Some(stop) = stop(column, line, start) else { continue };
        let near = |text: &str| column.near.iter().any(|near| text.contains(near.text()));
        let rest = || {
            let around = sentence::around(text, line.span(start, stop).range(), Pauses::SENTENCE);
            fold(&text[line.span(stop, stop).start..around.end])
        };
        if stop >= start + 4 && (column.near.is_empty() || near(word) || near(&rest())) {
            out.push(Said { span: line.span(start, stop) });
            end = stop;
        }
    }
}

/// Where what begins at `start` ends. A comma may divide what is said of whom: 对项目推进快，环境明显改善的市，给予奖励.
fn stop(column: &Column, line: &Chars, start: usize) -> Option<usize> {
    let closes = |i: usize| Pauses::SENTENCE.has(line.get(i)) || line.get(i) == '\0';
    let comma = |i: usize| line.get(i) == ',';
    let until = |i: usize| column.until.iter().any(|word| line.reads(i, word.text()));
    let first = (start..=start + AFTER).find(|&i| closes(i) || until(i))?;
    let described = |from: usize, to: usize| (from..to).any(|i| line.get(i) == '的');
    if !comma(first) || described(start, first) {
        return Some(first);
    }
    let mut from = first + 1;
    while let Some(next) = (from..=start + AFTER).find(|&i| closes(i) || until(i)) {
        // The next clause begins with what is given, or ends without saying of whom.
        if !comma(next) {
            return Some(first);
        }
        if described(from, next) {
            return Some(next);
        }
        from = next + 1;
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use crate::facts::columns::{Columns, said};
    use crate::facts::extract;

    #[track_caller]
    fn check(column: &str, text: &str, expected: &[&str]) {
        let column = Columns::builtin().all.iter().find(|known| known.name == column).unwrap();
        let found: Vec<&str> = said(column, text, &extract(text)).iter().map(|said| &text[said.span.range()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn provisions_numbers_courts_causes() {
        check(
            "law",
            "违反《中华人民共和国商标法》第五十七条第（二）项、第六十条第二款的规定，依据《某某通知》处理",
            &["《中华人民共和国商标法》第五十七条第（二）项、第六十条第二款"],
        );
        check(
            "case_number",
            "一审（2021）浙0106民初1234号，二审(2022)浙01民终5678号；浙市監〔2023〕12號",
            &["（2021）浙0106民初1234号", "(2022)浙01民终5678号"],
        );
        check("court", "一审由杭州市中级人民法院审理", &["杭州市中级人民法院"]);
        check("cause", "甲公司与乙公司侵害商标权及不正当竞争纠纷一案", &["侵害商标权及不正当竞争纠纷"]);
        check("cause", "被告人李某犯侵犯商业秘密罪，系共同犯罪", &["侵犯商业秘密罪"]);
        check("cause", "确认劳动关系纠纷", &["确认劳动关系纠纷"]);
        for text in [
            "到期后索要无果，引起纠纷。",
            "如有纠纷由本院管辖",
            "双方约定发生纠纷可以起诉",
            "由此酿成纠纷",
            "犯前款罪的，依照前款处罚",
            "不认罪悔罪",
        ] {
            check("cause", text, &[]);
        }
        for text in [
            "恳请法院依法判准",
            "故请求人民法院判令",
            "我们请求法院驳回",
            "中级人民法院经审查",
            "借条和法庭上的陈述",
            "请求法院判令被告还款",
            "请求人民法院支持",
            "人民法院应当受理",
            "要求法院判决",
        ] {
            check("court", text, &[]);
        }
        check("court", "由赤峰市元宝山区人民法院管辖", &["赤峰市元宝山区人民法院"]);
        check("court", "此借据发生纠纷归赤峰市元宝山区人民法院管辖", &["赤峰市元宝山区人民法院"]);
        check("cause", "申请诉前财产保全损害责任纠纷", &["申请诉前财产保全损害责任纠纷"]);
        check("law", "1998年通过的《重庆市城市环境卫生管理条例》同时废止", &[]);
        check("law", "现将《年金基金管理办法》印发给你们", &[]);
        check("law", "根据《合同法》、《担保法》等法律提起诉讼", &["《合同法》", "《担保法》"]);
    }

    #[test]
    fn for_whom() {
        check("target", "对通过知识产权贯标认证的企业，给予10万元奖励", &["通过知识产权贯标认证的企业"]);
        check("target", "补贴对象为在本市登记的小微企业。", &["在本市登记的小微企业"]);
        check("target", "对此，我们", &[]);
        // Only where something is given.
        check("target", "对事故负有主要责任的矿长，受到撤销职务的处分；", &[]);
        check("target", "对政府补助的养老机构的财务状况，进行审计监督", &[]);
        check("target", "在总额指标、对公立医院的奖补资金中予以惩戒", &[]);
        check(
            "target",
            "对环境治理推进快，水环境质量明显改善的市县，由省给予相应奖励。",
            &["环境治理推进快，水环境质量明显改善的市县"],
        );
        check("target", "对为科技进步作出贡献的人员给予奖励", &["为科技进步作出贡献的人员"]);
        check("target", "对小微企业，由区里给予补贴，有关部门的人员协助。", &["小微企业"]);
        check("target", "对面临暂时性困难的参保企业，按50%的标准返还失业保险费。", &["面临暂时性困难的参保企业"]);
    }
}
