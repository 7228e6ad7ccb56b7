//! Names of institutions that no table lists, found by how they end: 温州民商银行, 某地高科技融资担保有限公司.
//!
//! The ending is data (`ending` in the table). The name goes to the left until something that is no Chinese character,
//! or a word that is no part of a name (`cut`: 与, 通过), and begins at a place name where it can. What is left must
//! be a name and not a description (`generic`: 本土银行, 传统银行). To the right it takes its legal form and its
//! branch. Precision goes before recall: a bank without a place, a legal form or a branch counts only if it is listed.

use crate::text::{is_han, to_hans};

use super::places::{Form, name_at, name_before};
use super::{Char, Lexicon};

/// What kind of institution an ending belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Bank,
    Company,
    /// A public body; the place before its name is not part of the value.
    Body,
    /// An association or a university.
    Association,
    Bureau,
}

impl Ending {
    /// The kinds with their names in the table.
    pub(super) const NAMES: [(&str, Ending); 5] = [
        ("银行", Ending::Bank),
        ("公司", Ending::Company),
        ("机构", Ending::Body),
        ("团体", Ending::Association),
        ("局", Ending::Bureau),
    ];

    /// The kind of ending that a line of the table is about.
    pub(super) fn from_name(name: &str) -> Option<Ending> {
        Ending::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, ending)| ending)
    }
}

/// A name; `start..end` in characters.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Simplified.
    pub(super) value: String,
}

/// Characters of the longest name before its ending.
const LONGEST: usize = 24;

/// Characters of the longest name of a branch before 支行 or 分公司.
const BRANCH: usize = 10;

impl Lexicon {
    /// The name that ends with the characters `start..end`; nothing before `floor` belongs to it.
    pub(super) fn name_ending(
        &self,
        text: &str,
        chars: &[Char],
        start: usize,
        end: usize,
        ending: Ending,
        floor: usize,
    ) -> Option<Name> {
        let (from, bounded) = self.left(chars, start, floor);
        let from = self.without_generic(chars, from, start);
        let from = match ending {
            Ending::Body | Ending::Association => self.at_a_place(chars, from, start),
            Ending::Bank | Ending::Company | Ending::Bureau => from,
        };
        let place = place_length(chars, from, start);
        let core = start - from - place.0;
        let own = |from: usize, to: usize| -> String {
            let byte = |at: usize| chars.get(at).map_or(text.len(), |c| c.at);
            to_hans(&text[byte(from)..byte(to)]).into_owned()
        };
        let joined = |from: usize| folded(chars, from, start) == "联合";
        let generic = |from: usize| self.generic.contains(&folded(chars, from, start));
        let simple = end - start == 2;
        match ending {
            Ending::Bank => {
                let right = self.right(chars, end);
                let from =
                    if place.0 == 0 && (core > 4 || !bounded) { place_inside(chars, from, start)? } else { from };
                let place = place_length(chars, from, start);
                let core = start - from - place.0;
                let named = match (place.0, core) {
                    // 宁波市银行: all banks of the city. 宁波银行 is one.
                    (1.., 0) => !simple || place.1 == Form::Bare,
                    (1.., core) => core <= 8 && (!generic(from + place.0) || joined(from + place.0)),
                    (0, 2..) => !generic(from) && (right > end || !simple),
                    (0, _) => false,
                };
                named.then(|| Name { start: from, end: right, value: bank(&own(from, self.legal(chars, end))) })
            }
            Ending::Company => {
                let from = if bounded || place.0 > 0 { from } else { place_inside(chars, from, start)? };
                let core = start - from;
                // 某廚房設備有限公司 has no name.
                let hidden = from > 0 && chars[from - 1].folded == '某';
                let plain = (2..=LONGEST).contains(&core) && !generic(from) && !hidden;
                let full = self.legal(chars, end);
                plain.then(|| Name { start: from, end: self.right(chars, end), value: own(from, full) })
            }
            Ending::Body => {
                let named = (2..=14).contains(&core) && (bounded || place.0 > 0);
                named.then(|| Name { start: from, end, value: own(from + place.0, end) })
            }
            Ending::Association => {
                let length = start - from;
                // 世界大學生: a word goes on.
                let whole = !chars.get(end).is_some_and(|c| matches!(c.folded, '生' | '城' | '教' | '毕' | '校'));
                let named = whole && (2..=16).contains(&length) && (bounded || place.0 > 0) && !generic(from);
                named.then(|| Name { start: from, end, value: own(from, end) })
            }
            Ending::Bureau => {
                let named = place.0 > 0 && (2..=10).contains(&core);
                named.then(|| Name { start: from, end, value: own(from + place.0, end) })
            }
        }
    }

    /// The name `start..end` that the table lists, with the places before it and the branch behind it.
    pub(super) fn widened(&self, chars: &[Char], start: usize, end: usize, floor: usize) -> (usize, usize) {
        let mut from = start;
        loop {
            let window: Vec<char> = chars[floor.max(from.saturating_sub(12))..from].iter().map(|c| c.folded).collect();
            let scope = usize::from(window.last().is_some_and(|c| matches!(c, '省' | '市' | '县' | '区')));
            match name_before(&window) {
                0 if scope == 1 && from == start && !self.inside_a_word(chars, from, floor) => from -= 1,
                0 => break,
                length => from -= length,
            }
        }
        (from, self.right(chars, end))
    }

    /// Whether the 市 before `at` ends a word such as 城市 rather than standing for "the city's".
    fn inside_a_word(&self, chars: &[Char], at: usize, floor: usize) -> bool {
        at >= 2 && at - 2 >= floor && matches!(chars[at - 2].folded, '城' | '园' | '社' | '地' | '都' | '超' | '上')
    }

    /// How far to the left a name before `end` may reach, and whether something certain stops it there.
    fn left(&self, chars: &[Char], end: usize, floor: usize) -> (usize, bool) {
        let lowest = floor.max(end.saturating_sub(LONGEST));
        let mut at = end;
        // 杭州联合银行: a place before the word, and the ending right behind it, make a name of it.
        let joined = ['合', '联'];
        let is_joined = end >= floor + 4 && joined.iter().enumerate().all(|(k, &c)| chars[end - 1 - k].folded == c);
        if is_joined {
            let window: Vec<char> =
                chars[floor.max(end.saturating_sub(14))..end - 2].iter().map(|c| c.folded).collect();
            at -= 2 * usize::from(name_before(&window) > 0);
        }
        while at > lowest && is_han(chars[at - 1].folded) {
            if self.cut_before(chars, at) {
                return (self.without_measure(chars, at, end), true);
            }
            at -= 1;
        }
        let bounded = at == floor || at == 0 || !is_han(chars[at - 1].folded);
        (self.without_measure(chars, at, end), bounded)
    }

    /// Whether a word that is no part of a name ends before `at`.
    fn cut_before(&self, chars: &[Char], at: usize) -> bool {
        let length = self.cuts.longest(chars[..at].iter().rev().map(|c| c.folded));
        // 和 is a cut, but not in 和平.
        let kept = |from: usize| self.keeps.longest(chars[from..].iter().map(|c| c.folded)) >= 2;
        match length {
            0 => false,
            1 => !(kept(at - 1) || at >= 2 && kept(at - 2)),
            _ => true,
        }
    }

    /// Leaves out 家 in 12家银行 and 年 in 2022年杭州银行.
    fn without_measure(&self, chars: &[Char], at: usize, end: usize) -> usize {
        let counted = at > 0 && chars[at - 1].folded.is_ascii_digit();
        let measure = chars.get(at).is_some_and(|c| {
            matches!(c.folded, '年' | '月' | '日' | '家' | '个' | '名' | '款' | '笔' | '项' | '次' | '批' | '余' | '多')
        });
        if counted && measure && at < end { at + 1 } else { at }
    }

    /// Leaves out words such as 本土 at the start of a name, but not all of it.
    fn without_generic(&self, chars: &[Char], mut from: usize, end: usize) -> usize {
        while let Some(length) =
            (2..=4_usize).rev().find(|&n| from + n < end && self.generic.contains(&folded(chars, from, from + n)))
        {
            // 商业 opens no name, but 融资 in 融资担保 does belong to one that has begun.
            from += length;
        }
        from
    }

    /// Where the first place name in `from..end` begins, if something is left for the name behind it: what stands
    /// before it is most likely a verb.
    fn at_a_place(&self, chars: &[Char], from: usize, end: usize) -> usize {
        let nation = |at: usize| chars[at].folded == '中' && chars.get(at + 1).is_some_and(|c| c.folded == '国');
        let found = (from..end.saturating_sub(3)).find(|&at| nation(at) || place_length(chars, at, end).0 > 0);
        found.filter(|&at| nation(at) || place_length(chars, at, end).0 + 2 <= end - at).unwrap_or(from)
    }

    /// Where the name that ends before `at` ends with its legal form: 股份有限公司.
    fn legal(&self, chars: &[Char], at: usize) -> usize {
        ["股份有限公司", "有限责任公司", "有限公司"]
            .iter()
            .find(|form| form.chars().eq(chars[at..].iter().take(form.chars().count()).map(|c| c.folded)))
            .map_or(at, |form| at + form.chars().count())
    }

    /// Where the name that ends before `at` ends with its legal form and its branch: 吴兴八里店支行.
    fn right(&self, chars: &[Char], at: usize) -> usize {
        const BRANCHES: [&str; 6] = ["支行", "分行", "总行", "营业部", "分公司", "支公司"];
        let at = self.legal(chars, at);
        for end in at..chars.len().min(at + BRANCH + 1) {
            let found = BRANCHES
                .iter()
                .find(|branch| branch.chars().eq(chars[end..].iter().take(branch.chars().count()).map(|c| c.folded)));
            if let Some(branch) = found {
                return end + branch.chars().count();
            }
            if !is_han(chars[end].folded) || self.cut_before(chars, end + 1) {
                break;
            }
        }
        at
    }
}

fn folded(chars: &[Char], from: usize, to: usize) -> String {
    chars[from..to].iter().map(|c| c.folded).collect()
}

/// The length of the place names at the start of `from..to`, and the form of the last.
fn place_length(chars: &[Char], from: usize, to: usize) -> (usize, Form) {
    let mut at = from;
    let mut form = Form::Full;
    loop {
        let window: Vec<char> = chars[at..to.min(at + 12)].iter().map(|c| c.folded).collect();
        match name_at(&window) {
            Some((length, found)) => {
                at += length;
                form = found;
            }
            None => return (at - from, form),
        }
    }
}

/// Where the first place name inside `from..to` begins, when the name would be too long otherwise.
fn place_inside(chars: &[Char], from: usize, to: usize) -> Option<usize> {
    (from..to).find(|&at| {
        let window: Vec<char> = chars[at..to.min(at + 12)].iter().map(|c| c.folded).collect();
        name_at(&window).is_some()
    })
}

/// One name for a bank, however it is written: without its legal form, without the province before its city or brand,
/// 农商银行 for 农村商业银行 and 农商行, 银行 for 商业银行.
fn bank(name: &str) -> String {
    let mut name = name.to_owned();
    for form in ["股份有限公司", "有限责任公司", "有限公司"] {
        if let Some(stem) = name.strip_suffix(form) {
            name = stem.to_owned();
        }
    }
    name = match name.strip_suffix("农商行").or_else(|| name.strip_suffix("农村商业银行")) {
        Some(stem) => format!("{stem}农商银行"),
        None => match name.strip_suffix("商业银行") {
            Some(stem) if !stem.is_empty() => format!("{stem}银行"),
            _ => name,
        },
    };
    for province in [
        "浙江", "江苏", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "四川", "河北", "山西", "辽宁",
        "陕西",
    ] {
        if let Some(rest) = name.strip_prefix(province) {
            let rest = rest.strip_prefix('省').unwrap_or(rest);
            // 浙江农商银行 is the province's own.
            let stem = rest.trim_end_matches("银行").trim_end_matches("农商").trim_end_matches("村镇");
            if stem.chars().count() >= 2 {
                return rest.to_owned();
            }
        }
    }
    name
}
