//! Injected readings: finding the site's habit in the page itself, and dropping what follows the habit.
//!
//! A site glosses by a table: a character is always glossed or never, and always with the same reading, even a wrong
//! one. Authors gloss too, but otherwise: a rare character (`荨(qián)麻`), at its first occurrence only, and rightly.
//! So every character of a page that stands before a bracketed reading is counted, with the reading and without, and
//! what is consistent over several common characters is the site's habit.

use super::class::{is_common, is_simplified, is_traditional};
use super::edits::Patch;
use super::gbk;
use super::reading::{self, Reading};
use super::scan::{ideographs, places};
use crate::text::{IDEOGRAPHS, Rule, Script, Status, ideograph_number, is_ideograph};

/// A character that the page's site glosses, as inferred from the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gloss {
    /// The character, in the page's script.
    pub character: char,
    /// Its reading as injected, with the blank that some readings carry before the closing bracket.
    pub reading: String,
    /// How often the page has it.
    pub count: usize,
}

/// A bracketed reading behind a character.
#[derive(Debug, Clone, Copy)]
struct Bracket<'t> {
    before: char,
    /// Whether that character is there by its bytes only: the trail byte of one character and the ASCII letter behind
    /// it, `站w(xù)ww` for 緒.
    straddling: bool,
    /// Byte of the opening bracket.
    open: usize,
    reading: Reading<'t>,
}

impl<'t> Bracket<'t> {
    /// Those of `text`, in order.
    fn all(text: &'t str) -> impl Iterator<Item = Bracket<'t>> {
        places(text, b'(').filter_map(|open| {
            let last = *text.as_bytes()[..open].last().filter(|&&last| gbk::is_trail(last))?;
            let straddling = last < 0x80;
            let reading = reading::bracketed(&text[open..])?;
            let before = if straddling { straddled(&text[..open]) } else { text[..open].chars().next_back() };
            let before = before.filter(|&c| is_ideograph(c))?;
            Some(Bracket { before, straddling, open, reading })
        })
    }

    fn end(&self) -> usize {
        self.open + self.reading.text.len() + 2
    }
}

/// The bracketed readings of a page that stand behind an ideograph.
pub(super) struct Brackets<'t> {
    found: Vec<Bracket<'t>>,
}

/// How often one character is glossed, and how.
#[derive(Debug, Default)]
struct Count<'t> {
    glossed: usize,
    /// All occurrences, glossed or not.
    total: usize,
    readings: Vec<(Reading<'t>, usize)>,
}

impl<'t> Count<'t> {
    fn main(&self) -> Option<(Reading<'t>, usize)> {
        // The first of the most frequent, so that the answer does not depend on anything but the text.
        self.readings.iter().copied().rev().max_by_key(|&(_, count)| count)
    }
}

impl<'t> Brackets<'t> {
    /// Finds them. Linear; allocates nothing for a text that has none.
    pub(super) fn find(text: &'t str) -> Self {
        Brackets { found: Bracket::all(text).collect() }
    }

    /// Whether `text` has any.
    pub(super) fn has_some(text: &str) -> bool {
        Bracket::all(text).next().is_some()
    }

    /// The site's table, as far as the page shows it; empty where the page shows no habit. Sorted by character.
    pub(super) fn table(&self, text: &str) -> Vec<Gloss> {
        if self.found.is_empty() {
            return Vec::new();
        }
        let (counts, written) = self.counts(text);
        let candidates: Vec<Candidate<'_>> =
            counts.iter().filter_map(|(character, count)| Candidate::new(*character, count)).collect();
        let Some(habit) = Habit::of(&candidates, text, written).filter(|_| !self.is_reader(text)) else {
            return Vec::new();
        };
        let mut table: Vec<Gloss> = candidates
            .iter()
            .filter(|candidate| habit.covers(candidate))
            .map(|c| Gloss { character: c.character, reading: c.reading.text.to_owned(), count: c.count })
            .collect();
        table.sort_unstable_by_key(|gloss| gloss.character);
        table
    }

    /// Whether nearly every character that follows a reading has one as well, as where reading is taught; a site glosses
    /// the characters of its table only.
    fn is_reader(&self, text: &str) -> bool {
        let (mut following, mut glossed) = (0, 0);
        for (bracket, next) in self.found.iter().zip(self.found.iter().skip(1).map(Some).chain([None])) {
            let Some(c) = text[bracket.end()..].chars().next().filter(|&c| is_ideograph(c)) else { continue };
            following += 1;
            glossed += usize::from(next.is_some_and(|next| next.open == bracket.end() + c.len_utf8()));
        }
        following >= 5 && glossed * 5 >= following * 4 && !is_torn(text, TORN)
    }

    /// How often each character is glossed, and how many different ones `text` has that only traditional text writes.
    fn counts(&self, text: &str) -> (Vec<(char, Count<'t>)>, usize) {
        // Few characters of a text are glossed, and all are asked for: the answer is in a table, not in a map.
        let mut index = Index::new();
        let mut counts: Vec<(char, Count<'t>)> = Vec::new();
        for bracket in self.found.iter().filter(|bracket| !bracket.straddling) {
            let at = index.at(bracket.before).unwrap_or_else(|| {
                index.set(bracket.before, counts.len());
                counts.push((bracket.before, Count::default()));
                counts.len() - 1
            });
            let count = &mut counts[at].1;
            count.glossed += 1;
            match count.readings.iter_mut().find(|(reading, _)| *reading == bracket.reading) {
                Some((_, n)) => *n += 1,
                None => count.readings.push((bracket.reading, 1)),
            }
        }
        let mut seen = vec![false; IDEOGRAPHS];
        let mut written = 0;
        for c in text.chars() {
            let Some(fresh) = ideograph_number(c).and_then(|number| seen.get_mut(number)) else { continue };
            if !std::mem::replace(fresh, true) {
                written += usize::from(is_traditional(c));
            }
            if let Some(at) = index.at(c) {
                counts[at].1.total += 1;
            }
        }
        (counts, written)
    }

    /// The edits that drop what follows `table`: behind characters that stand there, or behind those that are there by
    /// their bytes only. Text that is out of step is full of these, so they are for the time after it is in step.
    pub(super) fn patches(&self, table: &[Gloss], straddling: bool) -> Vec<Patch> {
        if table.is_empty() {
            return Vec::new();
        }
        let mut index = Index::new();
        for (at, gloss) in table.iter().enumerate() {
            index.set(gloss.character, at);
        }
        let toneless = table.iter().filter(|gloss| !reading::is_toned(&gloss.reading)).count() * 2 > table.len();
        self.found
            .iter()
            .filter(|bracket| bracket.straddling == straddling)
            .filter(|bracket| match index.at(bracket.before) {
                Some(at) => table[at].reading == bracket.reading.text,
                // Nobody explains a letter so, and the bytes tell what the site explained.
                None => {
                    straddling
                        && (bracket.reading.toned || toneless)
                        && reading::is_own(bracket.before, bracket.reading.text)
                }
            })
            .map(|bracket| Patch {
                start: bracket.open,
                end: bracket.end(),
                restored: String::new(),
                rule: Rule::Gloss,
                status: Status::Proven,
            })
            .collect()
    }
}

/// The character whose bytes are the trail byte of the last character but one of `text` and its last, an ASCII letter.
fn straddled(text: &str) -> Option<char> {
    let mut chars = text.chars().rev();
    let (letter, before) = (chars.next()?, chars.next()?);
    let [_, trail] = gbk::encode(before)?;
    gbk::decode(trail, u8::try_from(letter).ok()?)
}

/// A number for each of some ideographs.
struct Index(Vec<u16>);

impl Index {
    fn new() -> Self {
        Index(vec![0; IDEOGRAPHS])
    }

    /// `c` must be an ideograph of the first block, and `number` one of few.
    fn set(&mut self, c: char, number: usize) {
        if let Some(entry) = ideograph_number(c).and_then(|at| self.0.get_mut(at)) {
            *entry = number as u16 + 1;
        }
    }

    #[inline]
    fn at(&self, c: char) -> Option<usize> {
        usize::from(*self.0.get(ideograph_number(c)?)?).checked_sub(1)
    }
}

/// A character that could be in the site's table: glossed always, or nearly, and alike.
#[derive(Debug)]
struct Candidate<'t> {
    character: char,
    reading: Reading<'t>,
    /// Occurrences with the reading, and without any.
    count: usize,
    bare: usize,
    /// Whether the reading is one that the character has.
    own: bool,
}

impl<'t> Candidate<'t> {
    fn new(character: char, count: &Count<'t>) -> Option<Self> {
        let (reading, n) = count.main()?;
        let own = reading::is_own(character, reading.text);
        let alike = n * 10 >= count.glossed * 9 || n >= 3 && n + 1 >= count.glossed;
        let bare = count.total - count.glossed;
        // A wrong reading in the neutral tone is any word in brackets, unless the character never stands without it.
        let plausible = reading.toned || own || bare == 0 && n >= AGAIN;
        // A page can have a line that the site did not gloss, but not more of them than of the others.
        (plausible && alike && bare <= n).then_some(Candidate { character, reading, count: n, bare, own })
    }

    /// One letter without a tone mark: a unit or a variable, 額(e), where the site writes tone marks.
    fn is_letter(&self) -> bool {
        !self.reading.toned && self.reading.text.trim_end_matches([' ', '\u{A0}']).chars().count() == 1
    }

    /// Authors explain rare characters; what stands in every text is explained by nobody. Letters without a tone mark
    /// may be anything, unless they are the character's reading and stand behind it always.
    fn is_strong(&self) -> bool {
        is_common(self.character)
            && (self.reading.toned || self.own)
            && !self.is_letter()
            && if self.reading.toned { self.bare * 3 <= self.count } else { self.bare == 0 && self.count >= 3 }
    }
}

/// A site that glosses one in this many of the characters that conversion made glosses rare ones as well.
const DENSE: usize = 7;

/// So often no author explains a character.
const AGAIN: usize = 5;

/// A page that has a reading behind every character and so many in the middle of characters is a site's all the same.
const TORN: usize = 3;

/// Whether `text` has `least` readings in the middle of characters, where only a site puts them.
fn is_torn(text: &str, least: usize) -> bool {
    let injected =
        |at: usize| reading::injected(&text[at + 1..]).is_some_and(|(reading, _)| reading::is_toned(reading));
    places(text, b'?').filter(|&at| injected(at)).nth(least - 1).is_some()
}

/// What kind of characters the site glosses.
struct Habit {
    /// Every well attested character is one that only traditional text writes: the table was made from them.
    traditional: bool,
    /// Every one of many is a common character.
    common: bool,
    /// No reading has a tone mark.
    toneless: bool,
}

impl Habit {
    /// `written` is how many different characters `text` has that only traditional text writes.
    fn of(candidates: &[Candidate<'_>], text: &str, written: usize) -> Option<Habit> {
        let strong = || candidates.iter().filter(|candidate| candidate.is_strong());
        let distinct = strong().count();
        let total: usize = strong().map(|candidate| candidate.count).sum();
        let repeated = strong().filter(|candidate| candidate.count >= 2).count();
        let padded: usize = strong().filter(|c| c.reading.padded).map(|c| c.count).sum();
        let traditional = strong().filter(|c| is_traditional(c.character)).count();
        // Nobody but a site explains 國 in every sentence, nor, wherever it stands, that it is read as it always is.
        let constant = strong().any(|c| {
            let often = if reading::is_usual(c.character, c.reading.text) { 3 } else { AGAIN };
            is_traditional(c.character) && c.bare == 0 && c.count >= often
        });
        // Authors explain what is read otherwise than usually, or a rare character.
        let usual = strong().filter(|c| reading::is_usual(c.character, c.reading.text)).count();
        // A lower bound of the text's length in characters of three bytes.
        let dense = |per: usize| total * per * 3 >= text.len() - text.len().min(total * 7);
        // Some sites inject readings without tone marks; a few of them prove nothing.
        let toned = strong().any(|candidate| candidate.reading.toned);
        let torn = |least: usize| is_torn(text, least);
        let habit = match distinct {
            0 => false,
            1 => padded >= 2 || constant,
            // What is counted here stands nowhere without its reading.
            2..5 if !toned => constant || traditional == distinct && total >= 8,
            2 => repeated == 2 || padded > 0 || constant || traditional == 2 && dense(40),
            // A list of surnames with their readings is as dense; conversion made none of them.
            _ => {
                repeated * 2 >= distinct
                    || padded > 0
                    || dense(200) && traditional * 2 >= distinct
                    || traditional == distinct && distinct >= 5
                    || usual >= 5 && usual * 3 >= distinct * 2
                    || torn(1)
            }
        };
        // The sites convert what they gloss. Who explains how the names of places are read does so in simplified text, and
        // more than once; but nobody explains one character again and again.
        let again = strong().any(|candidate| candidate.bare == 0 && candidate.count >= AGAIN);
        let converted =
            traditional > 0 || padded > 0 || again || torn(1) || Script::prevailing(text) != Some(Script::Hans);
        let habit = habit && converted;
        // A reader for children has a reading behind every character, a site behind those of its table.
        let habit = habit && (ideographs(text) * 2 >= total * 3 || torn(TORN));
        habit.then(|| Habit {
            traditional: strong().all(|c| is_traditional(c.character)),
            toneless: !toned,
            common: distinct >= 20
                && candidates.iter().filter(|c| c.count >= 2).all(|c| is_common(c.character))
                && written > traditional * DENSE,
        })
    }

    fn covers(&self, candidate: &Candidate<'_>) -> bool {
        if candidate.is_letter() {
            return self.toneless && candidate.bare == 0;
        }
        // Nobody but a site writes a blank or a wrong reading, or explains a character over and over.
        if candidate.reading.padded || candidate.reading.toned && !candidate.own || candidate.count >= 4 {
            return true;
        }
        let c = candidate.character;
        is_traditional(c) && (is_common(c) || !self.common || candidate.count >= 2)
            || !is_traditional(c) && !self.traditional && (is_common(c) || candidate.count >= 2)
            || is_common(c) && !is_simplified(c) && candidate.count >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drop_glosses(text: &str) -> String {
        let brackets = Brackets::find(text);
        let mut draft = super::super::edits::Draft::new(text);
        draft.apply(brackets.patches(&brackets.table(text), false));
        draft.text.into_owned()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(drop_glosses(text), expected);
    }

    const PAGE: &str = "知識產(chǎn)權質(zhì)押融資,創(chuàng )新產(chǎn)品,專(zhuān)利質(zhì)押,發(fā)展創(chuàng )新";
    const CLEAN: &str = "知識產權質押融資,創新產品,專利質押,發展創新";

    #[test]
    fn glosses_go() {
        check(PAGE, CLEAN);
        check("數(shù)據區(qū)域數(shù)據區(qū)塊", "數據區域數據區塊");
        check("發(fā)展專(zhuān)利", "發展專利");
    }

    #[test]
    fn readings_without_tone_marks_go_where_the_habit_shows_them() {
        let page = "知識(shi)產(chan)權(quan)質(zhi)押,產(chan)權(quan)質(zhi)押融資(zi),資(zi)產(chan)評估,\
            知識(shi)產(chan)權(quan)質(zhi)押投資(zi),常識(shi)";
        check(page, "知識產權質押,產權質押融資,資產評估,知識產權質押投資,常識");
        for text in ["率(lv)率(lv)率(lv),頻率(lv)", "質(zhi)量,質(zhi)地", "米(mi)克(ke)秒(miao)"] {
            check(text, text);
        }
    }

    #[test]
    fn wrong_readings_go_where_the_habit_shows_them() {
        check(&format!("{PAGE}長(chà)期"), &format!("{CLEAN}長期"));
    }

    #[test]
    fn what_authors_write_stays() {
        for bracket in
            ["施(FTO)", "公斤(kg)", "荨(qián)麻", "額(e)", "量(BOD)", "(一)", "分貝(dB)", "魑(chī)魅", "速率(rate)"]
        {
            check(bracket, bracket);
            check(&format!("{PAGE},{bracket}。"), &format!("{CLEAN},{bracket}。"));
        }
        for text in [
            "单(shàn)姓源自周成王,今人多误读",
            "荨(qián)麻、魑(chī)魅(mèi)魍(wǎng)魉(liǎng),是几个难读的字",
            "蕁(qián)麻疹",
            "曾(zēng)姓。曾經、曾孫、曾任、未曾",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn books_that_teach_reading_stay() {
        for text in [
            "我(wǒ)愛(ài)北(běi)京(jīng)天(tiān)安(ān)門(mén),天(tiān)安(ān)門(mén)上(shàng)太(tài)陽(yáng)升(shēng)",
            "姓氏讀音:單(shàn)、仇(qiú)、查(zhā)、蓋(gě)、解(xiè)、任(rén)、曾(zēng)、區(ōu)、繁(pó)。查先生與任先生會面",
            "行(háng)業、行(xíng)為、重(chóng)復、重(zhòng)要、長(cháng)期、長(zhǎng)官、質(zhì)量、樂(yuè)器、快樂(lè)",
        ] {
            check(text, text);
        }
    }

    /// A notice on how the names of places are read, and a poem in a page on something else.
    #[test]
    fn what_authors_explain_more_than_once_stays() {
        for text in [
            "下列地名读音予以明确:丽(lí)水、台(tāi)州、乐(yuè)清、鄞(yín)州、诸暨(jì)。\n丽(lí)水市各部门、台(tāi)州市各部门\
             要使用规范读音,乐(yuè)清市要做好宣传。",
            "春(chūn)眠(mián)不(bù)覺(jué)曉(xiǎo),處(chù)處(chù)聞(wén)啼(tí)鳥(niǎo)。質押只有這裡注音,\
             其餘各處不注音,公斤(kg)也不是讀音。",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_character_that_is_mostly_bare_is_not_in_the_table() {
        let text = format!("{PAGE}著(zhù)名,著作,著者,著述");
        assert_eq!(drop_glosses(&text), format!("{CLEAN}著(zhù)名,著作,著者,著述"));
    }
}
