//! Lines that do not belong to the page: what hacked and mirrored sites add to it.
//!
//! No list of words. Three things give such a line away: it is markup, shown as text or hidden ([`markup`]); it is written in the other script than the page, without one
//! character of the page's own, or it is a string of keywords joined by underscores of which the page speaks nowhere.

use std::collections::HashSet;

use super::markup;
use super::scan::{self, places, without_end};
use crate::text::{Clean, Script, Span, fold_char, is_ideograph};

/// Characters of one script alone that a line must have, and a page many times over, before their script counts.
const LINE: usize = 3;
const PAGE: usize = 20;

/// Underscores that join the fewest keywords.
const JOINTS: usize = 3;

/// The foreign lines of `text`, without their line ends.
pub(super) fn lines(text: &str) -> Vec<Span<Clean>> {
    let markup = markup::lines(text);
    // Which script the page is in is known at its end only; until then the lines that lean to either are kept by where they
    // stand, so that none is counted twice but those that lean to the other.
    let (mut simplified, mut traditional) = (0, 0);
    let (mut to_simplified, mut to_traditional) = (Vec::new(), Vec::new());
    for line in surveys(text) {
        simplified += line.simplified;
        traditional += line.traditional;
        if line.differs(Script::Hant) {
            to_simplified.push(line.start..line.start + line.text.len());
        } else if line.differs(Script::Hans) {
            to_traditional.push(line.start..line.start + line.text.len());
        }
    }
    // A page in traditional characters keeps some simplified ones (the sites convert 於 and 範 to 于 and 范, or leave
    // them), so its own lines show which ones it keeps.
    let (script, leaning) = match (simplified, traditional) {
        (s, t) if t >= PAGE && t >= 2 * s => (Some(Script::Hant), to_simplified),
        (s, t) if s >= PAGE && s >= 8 * t => (Some(Script::Hans), to_traditional),
        _ => (None, Vec::new()),
    };
    let script = script.filter(|_| !leaning.is_empty());
    let keywords = places(text, b'_').nth(JOINTS - 1).is_some();
    if script.is_none() && !keywords {
        return markup;
    }
    let differs = |line: &Survey<'_>| script.is_some_and(|script| line.differs(script));
    let mut suspects: Vec<Survey<'_>> = if keywords {
        surveys(text).filter(|line| differs(line) || line.is_keywords()).collect()
    } else {
        leaning.into_iter().map(|line| Survey::of(line.start, &text[line])).collect()
    };
    if suspects.is_empty() {
        return markup;
    }
    suspects.retain(|line| !markup.iter().any(|span| span.start == line.start));
    let own = Own::of(text, &suspects);
    suspects.retain(|line| {
        script.is_some_and(|script| line.differs(script) && own.is_strange(line, script))
            || line.is_keywords() && own.never_speaks_of(line.text)
    });
    let strange = suspects.iter().map(|line| Span::new(line.start, line.start + line.text.len()));
    let mut all: Vec<Span<Clean>> = strange.chain(markup).collect();
    all.sort_unstable();
    all
}

/// The lines of `text` without their line ends.
fn bare_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    scan::lines(text).map(|(start, line)| (start, without_end(line)))
}

struct Survey<'t> {
    start: usize,
    text: &'t str,
    simplified: usize,
    traditional: usize,
}

/// The lines of `text` with what scripts they are in.
fn surveys(text: &str) -> impl Iterator<Item = Survey<'_>> {
    bare_lines(text).map(|(start, text)| Survey::of(start, text))
}

impl<'t> Survey<'t> {
    fn of(start: usize, text: &'t str) -> Survey<'t> {
        let (simplified, traditional) = Script::count(text);
        Survey { start, text, simplified, traditional }
    }

    fn differs(&self, page: Script) -> bool {
        match page {
            Script::Hant => self.simplified >= LINE && self.traditional * 10 <= self.simplified,
            Script::Hans => self.traditional >= LINE && self.simplified * 10 <= self.traditional,
        }
    }

    /// Whether it is a string of at least four pieces joined by underscores, without a sentence.
    fn is_keywords(&self) -> bool {
        places(self.text, b'_').nth(JOINTS - 1).is_some() && !self.text.contains(['。', ';', '；', '/', '='])
    }
}

/// What the page's own lines have of what the suspicious ones have.
struct Own {
    characters: HashSet<char>,
    /// Folded.
    pairs: HashSet<(char, char)>,
    /// Whether there are any own lines.
    speaks: bool,
}

impl Own {
    fn of(text: &str, suspects: &[Survey<'_>]) -> Self {
        let mut asked: HashSet<(char, char)> = HashSet::new();
        // Most pairs of a page begin with a character that none of the pairs asked for begins with.
        let mut begins = vec![false; 0x1_0000];
        let mut characters_asked = vec![false; 0x1_0000];
        let mark = |table: &mut Vec<bool>, c: char| {
            if let Some(entry) = table.get_mut(c as usize) {
                *entry = true;
            }
        };
        for line in suspects {
            for (a, b) in pairs(line.text) {
                asked.insert((a, b));
                mark(&mut begins, a);
            }
            line.text.chars().for_each(|c| mark(&mut characters_asked, c));
        }
        let has = |table: &[bool], c: char| table.get(c as usize).copied().unwrap_or(false);
        let mut own = Own { characters: HashSet::new(), pairs: HashSet::new(), speaks: false };
        let mut suspects = suspects.iter().peekable();
        for (start, line) in bare_lines(text) {
            if suspects.next_if(|suspect| suspect.start == start).is_some() {
                continue;
            }
            own.characters.extend(line.chars().filter(|&c| is_ideograph(c) && has(&characters_asked, c)));
            let known = pairs(line).inspect(|_| own.speaks = true);
            own.pairs.extend(known.filter(|pair| has(&begins, pair.0) && asked.contains(pair)));
        }
        own
    }

    /// Whether the line has at least [`LINE`] different characters of the other script that no line of the page has.
    fn is_strange(&self, line: &Survey<'_>, page: Script) -> bool {
        let other = |c: char| Script::of_char(c).is_some_and(|script| script != page);
        let strange: HashSet<char> = line.text.chars().filter(|&c| other(c) && !self.characters.contains(&c)).collect();
        strange.len() >= LINE
    }

    /// Whether hardly any pair of neighbouring characters of the line stands elsewhere in the page.
    fn never_speaks_of(&self, line: &str) -> bool {
        let (known, all) =
            pairs(line).fold((0, 0), |(known, all), pair| (known + usize::from(self.pairs.contains(&pair)), all + 1));
        all >= 4 && known * 5 <= all && self.speaks
    }
}

/// The pairs of neighbouring ideographs, folded.
fn pairs(line: &str) -> impl Iterator<Item = (char, char)> {
    let mut last = None;
    line.chars().filter_map(move |c| {
        let before = last.take();
        last = is_ideograph(c).then(|| fold_char(c));
        before.zip(last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(text: &str) -> Vec<&str> {
        lines(text).into_iter().map(|span| &text[span.range()]).collect()
    }

    const PAGE_LINES: &str = "知識產權質押融資,專利權質押貸款,縣級市場監督管理局\n\
        為總結推廣全省市場監管部門在推進知識產權金融創新工作中形成的好經驗、好做法,於是范圍\n";

    #[test]
    fn a_change_of_script() {
        let spam = "免费电影网站_国产视频_在线观看";
        assert_eq!(foreign(&format!("{PAGE_LINES}{spam}")), [spam]);
        assert_eq!(foreign(&format!("{spam}\r\n{PAGE_LINES}")), [spam]);
        assert!(foreign(&format!("{PAGE_LINES}余杭后里 范里并托")).is_empty(), "characters that the sites leave");
        assert!(foreign("免费电影网站_国产视频_在线观看").is_empty(), "nothing to compare with");
    }

    #[test]
    fn keywords_of_another_page() {
        let page =
            "关于公布知识产权质押融资典型案例的通知\n各市、县市场监督管理局:为总结推广全省市场监管部门的好经验\n";
        assert_eq!(
            foreign(&format!("{page}博彩游戏_电子娱乐_真人下注_app下载\n")),
            ["博彩游戏_电子娱乐_真人下注_app下载"]
        );
        assert!(foreign(&format!("{page}典型案例_通知公告_知识产权_市场监督管理局\n")).is_empty());
        assert!(foreign(&format!("{page}snake_case_name_of_a_thing\n")).is_empty());
    }
}
