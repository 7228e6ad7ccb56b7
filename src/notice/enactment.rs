//! How a law came about, as the lines below its title tell: which body passed it, and on which day.

use super::bodies::ends_as_body;
use super::context::{HEAD_LINES, Head};
use super::date::{days, whole_day};
use super::lines::Line;
use super::numbering::marker;
use crate::text::numeral::Numerals;

/// The last day in the lines below the title that say how a law came about: 通过, 公布, 修订, 批准. When it comes into
/// force is another matter.
pub(super) fn enacted(lines: &[Line<'_>], from: usize) -> Option<String> {
    const ACTS: [&str; 10] = ["通过", "公布", "修订", "修正", "批准", "发布", "修改", "签署", "印发", "会议"];
    const EFFECTS: [&str; 3] = ["施行", "实施", "生效"];
    let mut last = None;
    for text in history(lines, from) {
        let days = days(&text);
        let nexts = days.iter().skip(1).map(|day| day.place.start).chain([usize::MAX]);
        for (day, next) in days.iter().zip(nexts) {
            let clause: String = text.chars().skip(day.place.end).take(next - day.place.end).collect();
            let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
            if has(&ACTS) || !has(&EFFECTS) {
                last = last.max(Some(day.iso.clone()));
            }
        }
    }
    last
}

/// Characters of a line that are read for the history of a law.
const HISTORY: usize = 600;

/// The lines below the title that tell the history of a law, folded: they begin with a day, and say what was done then,
/// or they put what follows into force.
fn history<'l>(lines: &'l [Line<'_>], from: usize) -> impl Iterator<Item = String> + 'l {
    const WORDS: [&str; 8] = ["通过", "公布", "修订", "修正", "批准", "发布", "施行", "修改"];
    lines[from.min(lines.len())..]
        .iter()
        .filter(|line| !line.foreign)
        .take(24)
        .take_while(|line| marker(&line.key).is_none() && !line.key.starts_with(['#', '<']))
        .map(|line| line.text.chars().take(HISTORY).map(crate::text::fold_char).collect::<String>())
        .filter(|text| {
            let Some(day) = days(text).into_iter().next() else { return false };
            let before =
                text.chars().take(day.place.start).all(|c| matches!(c, '(' | ' ' | '根' | '据' | '经' | '于' | '自'));
            // 2021年5月3日，某公司… is a story.
            let tells = before && !matches!(text.chars().nth(day.place.end), Some(',' | '、'));
            let enforces = ["现予公布", "现予发布", "予以公布"].iter().any(|word| text.contains(word));
            (tells || enforces) && WORDS.iter().any(|word| text.contains(word))
        })
}

/// The day of an order (国务院令) stands between its number and the document that it puts into force. A page may have the
/// document's title above both.
pub(super) fn ordered_on(lines: &[Line<'_>], head: &Head) -> Option<String> {
    let number = head.number.as_ref().filter(|number| number.text.contains('令'))?;
    let says = |line: &Line<'_>| {
        !line.text.is_empty() && (number.text.starts_with(line.text) || line.text.contains(&number.text))
    };
    let from = lines.iter().take(HEAD_LINES).position(says)?;
    let until = if head.title_lines.start > from { head.title_lines.start } else { (from + ORDER).min(lines.len()) };
    let order = lines[from..until].iter().skip(1).take_while(|line| marker(&line.key).is_none());
    order.filter(|line| !line.foreign && line.len() <= 24).find_map(|line| whole_day(&line.key))
}

/// The most lines of an order.
const ORDER: usize = 10;

/// A line near the head that is a day and nothing else, without a name above it.
pub(super) fn lone_day(lines: &[Line<'_>], from: usize, furniture: &[bool]) -> Option<String> {
    let own = (from..lines.len()).filter(|&at| !furniture[at] && !lines[at].foreign).map(|at| &lines[at]);
    own.take(10).filter(|line| line.len() <= 24).find_map(|line| whole_day(&line.key))
}

/// The body that passed a law: 台州市第五届人民代表大会常务委员会第二十四次会议通过 → 台州市人民代表大会常务委员会,
/// 国家安全部令第2号公布 → 国家安全部, 民政部第6次部务会议通过 → 民政部; in the characters of the text.
pub(super) fn enacting_body(lines: &[Line<'_>], from: usize, title: &str) -> Option<String> {
    let folded = history(lines, from).next()?;
    let day = days(&folded).into_iter().next()?;
    // Folding keeps the number of characters, so positions in characters carry over.
    let line = lines[from..].iter().find(|line| folded.starts_with(&line.key))?;
    let skip = |c: &char| c.is_whitespace() || matches!(c, '经' | '經' | '由' | '《' | '〈');
    let own: Vec<char> = line.text.chars().take(HISTORY).skip(day.place.end).skip_while(skip).collect();
    let key: String = own.iter().copied().map(crate::text::fold_char).collect();
    let chars = |byte: usize| key[..byte].chars().count();
    let named = ["常务委员会", "人大常委会", "人民代表大会", "委员会", "国务院"]
        .iter()
        .find_map(|word| key.find(word).map(|at| chars(at + word.len())));
    let ordering = || {
        let at = ["令", "公告", "发布", "公布", "印发", "批准", "第"].iter().filter_map(|word| key.find(word)).min()?;
        ends_as_body(key[..at].trim_end()).then(|| chars(at))
    };
    let count = named.filter(|&count| count <= 40).or_else(ordering).filter(|&count| (2..=40).contains(&count))?;
    let name: String = own[..count].iter().collect();
    let key = crate::text::fold(name.trim_end());
    let name: Vec<char> = name.trim_end().chars().collect();
    let key: Vec<char> = key.chars().collect();
    // 第五届, or 五届 for short.
    let session = key.iter().position(|&c| c == '届').map_or(0..0, |to| {
        let numerals = key[..to].iter().rev().take_while(|&&c| c.is_ascii_digit() || Numerals::COUNTING.has(c)).count();
        let at = to - numerals;
        let at = if at > 0 && key[at - 1] == '第' { at - 1 } else { at };
        if numerals == 0 { 0..0 } else { at..to + 1 }
    });
    let body: String = name.iter().enumerate().filter(|(i, _)| !session.contains(i)).map(|(_, &c)| c).collect();
    // 县人民代表大会: the title says which.
    let unnamed = |c: &char| matches!(crate::text::fold_char(*c), '省' | '市' | '县' | '州');
    let Some(first) = body.chars().next().filter(unnamed) else { return Some(body) };
    let of = title.char_indices().take(15).find(|(_, c)| *c == first).map(|(at, _)| &title[..at]);
    Some(format!("{}{body}", of.unwrap_or("")))
}
