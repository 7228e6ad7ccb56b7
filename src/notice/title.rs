//! The title of a document: where it stands, on how many lines, and what it says.

use std::ops::Range;

use crate::text::label::is_placeholder;
use crate::text::numeral::Numerals;

use super::about::is_about_cases;
use super::bodies::{ends_as_body, is_site, without_layout};
use super::case_title::is_mark;
use super::context::{HEAD_LINES, Head, TITLE_LINE, is_text};
use super::date::{days, whole_day};
use super::ending::{Ending, ending, ends_as_document};
use super::evidence::{Claim, Reading, Source, weigh};
use super::issuer::issuer_in_title;
use super::labels::labelled;
use super::lines::{Line, squeeze, strip_marks};
use super::number;
use super::numbering::marker;
use super::outline::section_name;

/// What a file says that its document's title is.
pub(super) type Stated = (String, Source);

/// Finds the title among the lines of the head and what the file states, by all that speaks for each.
pub(super) fn find(lines: &[Line<'_>], head: &mut Head, stated: &[Stated]) {
    let stated: Vec<Stated> = stated.iter().filter_map(|(title, source)| Some((named(title)?, *source))).collect();
    let scene = Scene::of(lines, head, &stated);
    let mut claims: Vec<Claim<String>> = Vec::new();
    for range in scene.ranges() {
        let text = joined(lines, range.clone());
        // 文號《題目》, as sites head their pages; the title itself may follow.
        let inner = numbered_title(&text).map(str::to_owned);
        let weight = scene.weight(inner.as_deref().unwrap_or(&text), &range) - if inner.is_some() { 1.0 } else { 0.0 };
        let text = inner.unwrap_or_else(|| unquoted(&text).to_owned());
        let source = if scene.level(&range) > 0 { Source::Heading } else { Source::Line };
        claims.push(Claim { key: squeeze(&text), value: text, source, weight, lines: range });
    }
    // The lines that show the title are the first of the best; a title that only is stated has none.
    let best = claims.iter().map(|claim| claim.weight).fold(f32::MIN, f32::max);
    claims.retain(|claim| claim.weight >= best);
    claims.truncate(1);
    claims.retain(|claim| claim.weight >= ENOUGH);
    for (title, source) in &stated {
        let key = squeeze(title);
        let standing = standing(lines, title, 0..scene.last, &|at| scene.is_usable(at));
        let standing = standing.unwrap_or(0..0);
        match claims.first_mut().filter(|claim| claim.lines == standing && claim.key == key) {
            // That it is stated was part of its weight.
            Some(claim) if *source == Source::Label => claim.source = Source::Label,
            Some(_) => {}
            None => {
                let weight = says(*source) + if standing.is_empty() { 0.0 } else { 1.0 };
                claims.push(Claim { value: title.clone(), key, source: *source, weight, lines: standing });
            }
        }
    }
    let found = weigh(&claims, lines).or_else(|| scene.announced()).or_else(|| first_line(lines, &scene));
    let Some((claim, reading)) = found else { return };
    head.title = without_column(without_site(&without_layout(strip_marks(&claim.value)))).to_owned();
    head.title_lines = claim.lines;
    head.readings.title = Some(reading);
    if let Some(at) = number_behind(&head.title) {
        head.number_in_title = number::whole(&head.title[at..]);
        head.title.truncate(at);
        head.title.truncate(head.title.trim_end().len());
    }
}

/// What a title that is stated by `source` weighs by itself.
fn says(source: Source) -> f32 {
    match source {
        Source::Label => 9.0,
        Source::Tag => 6.0,
        Source::Window => 2.5,
        _ => 2.0,
    }
}

/// The weight that a line has to have to be a title.
const ENOUGH: f32 = 1.0;

/// Characters of the longest title; what is longer is a text.
const LONGEST: usize = 200;

/// A stated title without the name of its site; none where it names a body or a site and no document.
fn named(stated: &str) -> Option<String> {
    let text = without_site(stated.trim());
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_name = is_body(text) || is_site(text);
    (!bare.is_empty() && !is_placeholder(text) && !is_name).then(|| text.to_owned())
}

/// The lines in which the title is looked for, and what stands around it.
struct Scene<'s, 'l> {
    lines: &'s [Line<'l>],
    head: &'s Head,
    stated: Vec<(String, Source)>,
    /// The line after the last that is looked at.
    last: usize,
    /// The first line that is neither furniture nor set aside.
    first: usize,
    /// How many lines of running text stand above each line.
    below: Vec<u16>,
    /// What titles of the head say that they issue: the name of what is enclosed.
    enclosed: Vec<String>,
}

impl<'s, 'l> Scene<'s, 'l> {
    fn of(lines: &'s [Line<'l>], head: &'s Head, stated: &[Stated]) -> Scene<'s, 'l> {
        let last = lines.len().min(HEAD_LINES);
        let first = (0..last).find(|&at| !lines[at].foreign && !head.furniture[at]).unwrap_or(last);
        let mut text = 0;
        let below = lines[..last]
            .iter()
            .map(|line| {
                let above = text;
                text += u16::from(is_text(line) && !is_foreword(line));
                above
            })
            .collect();
        let stated = stated.iter().map(|(title, source)| (squeeze(title), *source)).collect();
        let mut scene = Scene { lines, head, stated, last, first, below, enclosed: Vec::new() };
        let titles = (0..last).filter(|&at| scene.is_plain(at));
        scene.enclosed = titles.filter_map(|at| enclosed_by(lines[at].text)).collect();
        scene
    }

    /// Whether line `at` may be part of a title: one of the document's own, or one that stands alone above it.
    fn is_usable(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let alone = || line.aside && at < self.first && (line.level > 0 || at + 4 > self.first || self.is_stated(line));
        !self.head.furniture[at] && (!line.foreign || alone())
    }

    fn is_stated(&self, line: &Line<'_>) -> bool {
        let key = squeeze(line.text);
        key.chars().count() >= 6 && self.stated.iter().any(|(stated, _)| stated.contains(&key))
    }

    /// Whether line `at` may be one of a title.
    fn is_plain(&self, at: usize) -> bool {
        let line = &self.lines[at];
        // What the file marks as its highest heading may be longer, and a sentence.
        let marked = line.level == 1 && line.text.len() <= 3 * LONGEST;
        // A page may shout what it has.
        let cries = line.len() <= TITLE_LINE && line.last() == Some('!') && is_about_cases(line.text);
        self.is_usable(at)
            && (marked || (line.is_title_like(TITLE_LINE) || cries) && !line.key.contains('。') || is_joint(line))
            && line.last() != Some(':')
            && !line.literal
            && line.key.chars().any(char::is_alphanumeric)
            && marker(&line.key).is_none()
            && !is_day(&line.key)
            && number::whole(line.text).is_none()
            && labelled(line).is_empty()
            && byline(line).is_none()
            && !is_placeholder(line.text)
            && !is_keywords(line)
            && !is_mark(line)
            && !line.key.contains('\t')
            && !matches!(squeeze(line.text).as_str(), "目录" | "目次" | "其他" | "附件" | "正文" | "前言")
    }

    /// The lines that may be a title.
    fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = (0..self.last).filter(|&at| self.is_plain(at));
        starts.flat_map(move |start| {
            let ends = (start + 1..=(start + LINES).min(self.last)).take_while(move |&end| self.is_plain(end - 1));
            // A page's own lines and those of its document are no one title.
            // What was set aside is menus and crumbs: lines of it are one title only where the page made them headings.
            let one = self.lines[start].aside && self.lines[start].level == 0;
            let ends = ends.take_while(move |&end| {
                end == start + 1 || !one && self.lines[end - 1].aside == self.lines[start].aside
            });
            ends.map(move |end| start..end)
        })
    }

    /// The level of the heading that `range` is; 0 for none.
    fn level(&self, range: &Range<usize>) -> u8 {
        self.lines[range.clone()].iter().map(|line| line.level).min().unwrap_or(0)
    }

    /// What speaks for `text`, which stands at `range`, as the title.
    fn weight(&self, text: &str, range: &Range<usize>) -> f32 {
        let (lines, key) = (self.lines, squeeze(text));
        let count = key.chars().count();
        let open = text.matches('《').count() > text.matches('》').count();
        if !(3..=LONGEST).contains(&count) || open {
            return f32::MIN;
        }
        let mut weight = match ending(text) {
            Some(Ending::Strong) => 3.0,
            Some(Ending::Weak) => 1.5,
            None => 0.0,
        };
        let folded = crate::text::fold(text);
        let about = folded.contains("关于") && !folded.ends_with("关于");
        weight += if about { 1.5 } else { 0.0 };
        weight += if issuer_in_title(text).is_some() { 1.0 } else { 0.0 };
        weight += if is_about_cases(text) { 1.5 } else { 0.0 };
        weight += match self.level(range) {
            0 => 0.0,
            1 => 4.0,
            2 => 2.5,
            3 => 2.0,
            _ => 0.5,
        };
        for (stated, source) in &self.stated {
            let same = *stated == key;
            weight += match source {
                Source::Label if same => 9.0,
                Source::Tag if same => 6.0,
                Source::Window if same || count >= 6 && stated.contains(&key) => 2.5,
                Source::Tag if count >= 8 && stated.contains(&key) => 2.5,
                _ if same => 2.0,
                _ => 0.0,
            };
        }
        // What a page has above its document as well.
        let same = |at: &usize| lines[*at].key == lines[range.start].key && !self.head.furniture[*at];
        let twice = range.len() == 1 && count >= 8 && (0..self.last).filter(same).count() > 1;
        weight += if twice { 2.0 } else { 0.0 };
        // The number, an address or the line of the site beside it.
        let beside = |at: Option<usize>| at.and_then(|at| lines.get(at));
        let next = beside(Some(range.end));
        let numbered = |line: Option<&Line<'_>>| {
            line.is_some_and(|line| number::whole(line.text).or_else(|| number::year_first(line.text)).is_some())
        };
        weight += if numbered(next) || next.is_some_and(is_address) { 1.0 } else { 0.0 };
        weight += if numbered(beside(range.start.checked_sub(1))) { 0.5 } else { 0.0 };
        weight += if next.is_some_and(|next| byline(next).is_some() || !labelled(next).is_empty()) { 1.5 } else { 0.0 };
        // Right above the text of a page.
        let above = range.end == self.first && lines[range.start].aside;
        weight += if above { 1.5 } else { 0.0 };
        // An order is named for what it puts into force.
        if folded.ends_with('令') && !about {
            weight -= 2.0;
        }
        // What a notice issues is not the notice: 某办法 beside 关于印发某办法的通知.
        weight -= if self.enclosed.contains(&key) { 3.0 } else { 0.0 };
        // Below its own text stands what a document encloses.
        let enclosing = self.below.get(range.start).map_or(0.0, |&above| f32::from(above));
        weight -= 1.5 * enclosing;
        weight -= 0.05 * range.start.saturating_sub(self.first) as f32;
        weight -= if count < 8 { 0.5 } else { 0.0 };
        if is_body(text) || is_site(text) || is_cover(&folded) || self.is_often(&folded) {
            weight -= 6.0;
        }
        // A line that goes on is not all of it.
        let goes_on = folded.ends_with(['的', '和', '与', '及', '、', '在']) || folded.ends_with("关于");
        weight -= if goes_on { 4.0 } else { 0.0 };
        weight - self.seams(range)
    }

    /// Whether a short line stands again and again, as what is printed on every page does.
    fn is_often(&self, folded: &str) -> bool {
        let same = |line: &&Line<'_>| line.key.len() == folded.len() && line.len() <= 30 && line.key == *folded;
        self.lines.iter().filter(same).nth(3).is_some()
    }

    /// What speaks against the lines at `range` being one title: what is whole needs no further line.
    fn seams(&self, range: &Range<usize>) -> f32 {
        let mut against: f32 = 0.0;
        for seam in range.start + 1..range.end {
            let (above, below) = (joined(self.lines, range.start..seam), joined(self.lines, seam..range.end));
            let folded = crate::text::fold(&above);
            let open = above.matches('《').count() > above.matches('》').count();
            let names = self.lines[range.start..seam].iter().all(|line| is_body(line.text));
            let whole = ending(&above) == Some(Ending::Strong) && !open;
            let begins = issuer_in_title(&below).is_some() && !names;
            // Lines without a blank one between them go on, unless the first is whole.
            let close = self.lines[seam].blank == 0;
            let goes_on = close && ending(&above).is_none() && above.chars().count() >= 5 && !begins;
            against += if goes_on { -0.4 } else { 0.2 };
            // An entry of a menu stands there twice, no title says a line twice.
            let twice = self.lines[range.start..seam].iter().any(|line| line.key == self.lines[seam].key);
            against += if twice { 6.0 } else { 0.0 };
            // Two blank lines part what is no one thing.
            against += if self.lines[seam].blank > 1 { 1.5 } else { 0.0 };
            against += if whole && (folded.contains("关于") || folded.contains("印发")) { 4.0 } else { 0.0 };
            against += if whole || begins { 2.0 } else { 0.0 };
            against += if is_site(&above) { 6.0 } else { 0.0 };
        }
        // What the file marks as headings are headings of their own.
        let marked = self.lines[range.clone()].iter().filter(|line| line.level > 0).count();
        // That lines go on says that they are one thing, not that it is a title.
        against.max(-0.8) + if marked > 0 && range.len() > 1 { 8.0 } else { 0.0 }
    }

    /// What the text says that it encloses (现将《方案》印发给你们), where a line has that name.
    fn announced(&self) -> Option<(Claim<String>, Reading)> {
        let says = |line: &&Line<'_>| {
            !line.foreign && line.text.contains('《') && crate::text::fold(line.text).contains("现将")
        };
        let text = self.lines[..self.last].iter().filter(says).find_map(|line| {
            let (_, rest) = line.text.split_once('《')?;
            rest.split_once('》').map(|(name, _)| name)
        })?;
        let range = standing(self.lines, text, 0..self.last, &|at| self.is_usable(at))?;
        let claim =
            Claim { value: text.to_owned(), key: squeeze(text), source: Source::Line, weight: 3.0, lines: range };
        weigh(&[claim], self.lines)
    }
}

/// The most lines of a title.
const LINES: usize = 5;

/// Where nothing speaks for any line: the first one of the text, if it looks like a title. What begins with a sentence or
/// with whom it is written to has none, and neither the day nor the signature of a document stands in for it.
fn first_line(lines: &[Line<'_>], scene: &Scene<'_, '_>) -> Option<(Claim<String>, Reading)> {
    let own = |at: &usize| {
        let line = &lines[*at];
        !line.foreign && !scene.head.furniture[*at] && line.key.chars().any(char::is_alphanumeric)
    };
    // A day, a name or a number may stand above it, and a placeholder where a script would have put one.
    let passed = |at: &usize| {
        let line = &lines[*at];
        let name = line.len() <= TITLE_LINE && (is_day(&line.key) || is_body(line.text) || is_site(line.text));
        // 某某报记者 张某某
        let writer =
            line.len() <= 30 && line.key.contains(['记', '通']) && WRITERS.iter().any(|w| line.key.contains(w));
        name || writer && !ends_as_document(line.text)
            || is_placeholder(line.text)
            || !labelled(line).is_empty()
            || number::whole(line.text).is_some()
    };
    let at = (0..lines.len().min(HEAD_LINES)).filter(own).find(|at| !passed(at))?;
    let line = &lines[at];
    // 一、案情简介 is the first section of a text that has no title.
    let section = marker(&line.key).is_some() || section_name(line).is_some() && line.level == 0;
    let heads = line.is_title_like(TITLE_LINE) && !line.key.contains('。') && !is_address(line) && !is_mark(line);
    let heads = heads && !section;
    if !heads {
        return None;
    }
    let value = strip_marks(line.text).to_owned();
    let claim = Claim { key: squeeze(&value), value, source: Source::Line, weight: 1.0, lines: at..at + 1 };
    weigh(&[claim], lines)
}

/// Who writes for a paper.
const WRITERS: [&str; 3] = ["记者 ", "通讯员 ", "记者:"];

/// The title of several bodies in one line, which may be long: 某市财政局 某市商务局 关于印发某办法的通知.
fn is_joint(line: &Line<'_>) -> bool {
    if line.len() > LONGEST || line.last() == Some('。') {
        return false;
    }
    let words: Vec<&str> = line.text.split_whitespace().collect();
    let Some((last, names)) = words.split_last() else { return false };
    names.len() >= 2
        && names.iter().all(|name| is_body(name))
        && last.contains(['关', '關'])
        && ending(last) == Some(Ending::Strong)
}

/// What a title says that it issues, squeezed: 某办法 of 关于印发《某办法》的通知.
fn enclosed_by(title: &str) -> Option<String> {
    let key = squeeze(title);
    let own = key.strip_suffix("的通知").or_else(|| key.strip_suffix("的决定"))?;
    let verbs = ["印发", "颁发", "发布", "公布", "颁布", "转发", "下发"];
    let at = verbs.iter().filter_map(|verb| own.find(verb).map(|at| at + verb.len())).min()?;
    let inner = &own[at..];
    (ends_as_document(inner) && inner.chars().count() >= 5).then(|| inner.to_owned())
}

/// Whether a line is what an editor says before the document: 【编者按】近年来，…
fn is_foreword(line: &Line<'_>) -> bool {
    const WORDS: [&str; 6] = ["编者", "按语", "核心提示", "导语", "导读", "内容提要"];
    let key = line.key.trim_start_matches(['【', '(', '[', '〔', '*', ' ']);
    WORDS.iter().any(|word| key.starts_with(word))
}

/// Whom a document is written to: 各市、县人民政府：.
fn is_address(line: &Line<'_>) -> bool {
    line.whole && line.last() == Some(':') && line.len() >= 3
}

/// What stands on covers and is no title: 某某省人民政府文件, 特急, 秘密★一年, 第5期.
fn is_cover(folded: &str) -> bool {
    let bare: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let stem = bare.strip_suffix("文件").or_else(|| bare.strip_suffix("公报"));
    stem.is_some_and(is_body)
        || ["秘密", "机密", "绝密", "特急", "加急", "平急", "内部资料", "签发人", "样张", "仅供", "公文"]
            .iter()
            .any(|word| bare.starts_with(word))
        || page_number(&bare)
}

/// - 3 -, 第3页, 3/12.
fn page_number(bare: &str) -> bool {
    let inner = bare.trim_matches(['-', '—', '–', '·', '第', '页', '共', ' ']);
    bare.chars().count() <= 14
        && !inner.is_empty()
        && inner.chars().all(|c| c.is_ascii_digit() || "/第页共,of ".contains(c))
}

/// Whether a text is the name of a public body and no more.
fn is_body(text: &str) -> bool {
    let folded = crate::text::fold(text);
    let bare = folded.trim();
    bare.chars().count() <= 30
        && ends_as_body(bare)
        && !bare.contains("关于")
        && !bare.contains([':', ',', '。', '《', '“'])
}

/// `text` without the name of its site behind it: 通知_某省人民政府, 汇总| 某编.
fn without_site(text: &str) -> &str {
    let mut text = text.trim();
    for mark in ["_", "|", "｜", "＿", " - ", " – ", "--", "—"] {
        let Some((own, site)) = text.rsplit_once(mark) else { continue };
        let own = own.trim_end_matches([' ', '-', '—', '_', '|']);
        let (before, behind) = (own.chars().count(), site.trim().chars().count());
        let titled = ending(site) == Some(Ending::Strong) || ending(own).is_none() && ending(site).is_some();
        let named = behind <= 24 && !titled && (mark != "—" && mark != "--" || is_site(site) || is_body(site));
        if before >= 4 && named && before >= behind.min(8) {
            text = own.trim();
        }
    }
    text
}

/// `text` without the name of a column of its page before it: 政务服务丨某市人民政府关于….
fn without_column(text: &str) -> &str {
    let Some((column, own)) = text.split_once(['丨', '|', '｜']) else { return text };
    let named = (2..=6).contains(&column.trim().chars().count()) && ending(column).is_none();
    let own = own.trim();
    if named && own.chars().count() >= 8 && ends_as_document(own) { own } else { text }
}

/// Where the number begins that a title has in brackets behind it.
fn number_behind(title: &str) -> Option<usize> {
    let at = title.rfind(['(', '（', '【', '〔', '['])?;
    // The bracket of the year stands inside that of the number.
    let starts = title.char_indices().filter(|&(_, c)| matches!(c, '(' | '（' | '【'));
    let open = starts.map(|(start, _)| start).filter(|&start| start <= at && start > 0).find(|&start| {
        let inner = &title[start..];
        number::whole(inner).is_some() && inner.ends_with([')', '）', '】'])
    })?;
    Some(open)
}

/// A line with the name of a site and a day, as sites put below titles: 某某网 2021-08-12.
pub(super) fn byline(line: &Line<'_>) -> Option<String> {
    let day = days(&line.key).pop()?;
    let rest: String = line.key.chars().enumerate().filter(|(i, _)| !day.place.contains(i)).map(|(_, c)| c).collect();
    let time = |c: char| !c.is_alphabetic();
    let name: String = rest.trim_matches(time).to_owned();
    let dated = line.len() <= 40 && !line.key.contains(['年', '。', ',']);
    // Or one that says how often the page was read: admin 2021-04-21 阅读数 191.
    let counted = ["阅读", "浏览", "点击"].iter().any(|word| rest.contains(word)) && !rest.contains(['。', ',']);
    let named = is_site(&name) || name.is_empty() && rest.contains(':');
    let (dated, named) = (dated || counted && line.len() <= 60, named || counted);
    (dated && named && !ends_as_document(line.text)).then_some(day.iso)
}

/// Whether a line is a day, or the day of a month, and no more.
pub(super) fn is_day(key: &str) -> bool {
    let bare: String = key.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect();
    let partial = bare.chars().count() <= 12
        && bare.ends_with(['日', '号', '月', '年'])
        && bare.chars().all(|c| c.is_ascii_digit() || "年月日号至-到".contains(c) || Numerals::COUNTING.has(c));
    partial
        || whole_day(key).is_some()
        || !days(key).is_empty()
            && bare.chars().count() <= 20
            && !bare.contains(['的', '关'])
            && !ends_as_document(&bare)
            && bare.starts_with(|c: char| c.is_ascii_digit())
}

/// A list of subject words: 体育　运动会　函.
fn is_keywords(line: &Line<'_>) -> bool {
    let words: Vec<usize> = line.key.split_whitespace().map(|word| word.chars().count()).collect();
    words.len() >= 3 && words.iter().all(|&count| count <= 6) && words.iter().any(|&count| count > 1)
}

/// A title without the marks that it stands in as a whole: 《关于印发〈办法〉的通知》.
fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix('《').and_then(|rest| rest.strip_suffix('》'));
    inner.filter(|inner| !inner.contains(['《', '》'])).unwrap_or(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_blanks() {
        for (text, plain) in [
            ("范围和土 地 使 用 期 限 的 批 复", "范围和土地使用期限的批复"),
            ("通 知", "通知"),
            ("关于招标投标活动的通　知", "关于招标投标活动的通知"),
            ("国家知识产权局 财政部关于印发", "国家知识产权局 财政部关于印发"),
            ("A B C", "A B C"),
            ("", ""),
        ] {
            assert_eq!(without_layout(text), plain);
        }
    }

    #[test]
    fn columns_before_titles() {
        for (text, own) in [
            ("政务服务丨青溪市人民政府关于改革的意见", "青溪市人民政府关于改革的意见"),
            ("要闻 | 青溪市科技券管理办法", "青溪市科技券管理办法"),
            ("管理办法丨青溪市科技券使用指南", "管理办法丨青溪市科技券使用指南"),
            ("青溪市人民政府关于改革的意见", "青溪市人民政府关于改革的意见"),
            ("政务服务丨通知", "政务服务丨通知"),
        ] {
            assert_eq!(without_column(text), own);
        }
    }
}
