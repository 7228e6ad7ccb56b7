//! Injected readings: finding the site's habit in the page itself, and dropping what follows the habit.
//!
//! A site glosses by a table: a character is always glossed or never, and always with the same reading, even a wrong
//! one. Authors gloss too, but otherwise: a rare character (`荨(qián)麻`), at its first occurrence only, and rightly.
//! So every character of a page that stands before a bracketed reading is counted, with the reading and without, and
//! what is consistent over several common characters is the site's habit.

use std::collections::HashMap;

use super::class::{is_common, is_ideograph, is_traditional};
use super::edits::Patch;
use super::reading::{self, Reading};
use crate::text::{Rule, Status};

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
    /// Byte of the opening bracket.
    open: usize,
    reading: Reading<'t>,
}

impl Bracket<'_> {
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
        let mut found = Vec::new();
        for (open, _) in text.match_indices('(') {
            if open == 0 || text.as_bytes()[open - 1] < 0x80 {
                continue;
            }
            let Some(reading) = reading::bracketed(&text[open..]) else { continue };
            let Some(before) = text[..open].chars().next_back().filter(|&c| is_ideograph(c)) else { continue };
            found.push(Bracket { before, open, reading });
        }
        Brackets { found }
    }

    /// The site's table, as far as the page shows it; empty where the page shows no habit. Sorted by character.
    pub(super) fn table(&self, text: &str) -> Vec<Gloss> {
        if self.found.is_empty() {
            return Vec::new();
        }
        let counts = self.counts(text);
        let candidates: Vec<Candidate<'_>> =
            counts.iter().filter_map(|(&character, count)| Candidate::new(character, count)).collect();
        let Some(habit) = Habit::of(&candidates, text) else { return Vec::new() };
        let mut table: Vec<Gloss> = candidates
            .iter()
            .filter(|candidate| habit.covers(candidate))
            .map(|c| Gloss { character: c.character, reading: c.reading.text.to_owned(), count: c.count })
            .collect();
        table.sort_unstable_by_key(|gloss| gloss.character);
        table
    }

    fn counts(&self, text: &str) -> HashMap<char, Count<'t>> {
        let mut counts: HashMap<char, Count<'t>> = HashMap::new();
        for bracket in &self.found {
            let count = counts.entry(bracket.before).or_default();
            count.glossed += 1;
            match count.readings.iter_mut().find(|(reading, _)| *reading == bracket.reading) {
                Some((_, n)) => *n += 1,
                None => count.readings.push((bracket.reading, 1)),
            }
        }
        // Indices by character first: most characters of a text are not candidates, and the map would be asked for all.
        let mut index = vec![0_u16; 0x5200];
        let mut totals = vec![0_usize];
        for &c in counts.keys() {
            index[c as usize - 0x4E00] = totals.len() as u16;
            totals.push(0);
        }
        for c in text.chars() {
            if let Some(&at) = index.get((c as usize).wrapping_sub(0x4E00)) {
                totals[usize::from(at)] += 1;
            }
        }
        for (&c, count) in &mut counts {
            count.total = totals[usize::from(index[c as usize - 0x4E00])];
        }
        counts
    }

    /// The edits that drop what follows `table`.
    pub(super) fn patches(&self, table: &[Gloss]) -> Vec<Patch> {
        if table.is_empty() {
            return Vec::new();
        }
        let readings: HashMap<char, &str> = table.iter().map(|g| (g.character, g.reading.as_str())).collect();
        self.found
            .iter()
            .filter(|bracket| readings.get(&bracket.before) == Some(&bracket.reading.text))
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
        // One letter without a tone mark is a unit or a variable, 額(e).
        let plausible = reading.toned || own && reading.text.chars().count() > 1;
        let alike = n * 10 >= count.glossed * 9 || n >= 3 && n + 1 >= count.glossed;
        let bare = count.total - count.glossed;
        // A page can have a line that the site did not gloss, but not more of them than of the others.
        (plausible && alike && bare <= n).then_some(Candidate { character, reading, count: n, bare, own })
    }

    /// Authors explain rare characters; what stands in every text is explained by nobody.
    fn is_strong(&self) -> bool {
        is_common(self.character) && self.reading.toned && self.bare * 3 <= self.count
    }
}

/// What kind of characters the site glosses.
struct Habit {
    /// Every well attested character is one that only traditional text writes: the table was made from them.
    traditional: bool,
    /// Every one of many is a common character.
    common: bool,
}

impl Habit {
    fn of(candidates: &[Candidate<'_>], text: &str) -> Option<Habit> {
        let strong = || candidates.iter().filter(|candidate| candidate.is_strong());
        let distinct = strong().count();
        let total: usize = strong().map(|candidate| candidate.count).sum();
        let repeated = strong().filter(|candidate| candidate.count >= 2).count();
        let padded: usize = strong().filter(|c| c.reading.padded).map(|c| c.count).sum();
        let traditional = strong().filter(|c| is_traditional(c.character)).count();
        // A lower bound of the text's length in characters of three bytes.
        let dense = |per: usize| total * per * 3 >= text.len() - text.len().min(total * 7);
        let habit = match distinct {
            0 => false,
            1 => padded >= 2,
            2 => repeated == 2 || padded > 0 || traditional == 2 && dense(40),
            _ => repeated * 2 >= distinct || padded > 0 || dense(200) || traditional == distinct && distinct >= 5,
        };
        habit.then(|| Habit {
            traditional: strong().all(|c| is_traditional(c.character)),
            common: distinct >= 20 && candidates.iter().filter(|c| c.count >= 2).all(|c| is_common(c.character)),
        })
    }

    fn covers(&self, candidate: &Candidate<'_>) -> bool {
        // Nobody but a site writes a blank or a wrong reading, or explains a character over and over.
        if candidate.reading.padded || candidate.reading.toned && !candidate.own || candidate.count >= 4 {
            return true;
        }
        let c = candidate.character;
        is_traditional(c) && (is_common(c) || !self.common || candidate.count >= 2)
            || !is_traditional(c) && !self.traditional && (is_common(c) || candidate.count >= 2)
            || is_common(c) && !super::class::is_simplified(c) && candidate.count >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drop_glosses(text: &str) -> String {
        let brackets = Brackets::find(text);
        let mut draft = super::super::edits::Draft::new(text);
        draft.apply(brackets.patches(&brackets.table(text)));
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
    fn a_character_that_is_mostly_bare_is_not_in_the_table() {
        let text = format!("{PAGE}著(zhù)名,著作,著者,著述");
        assert_eq!(drop_glosses(&text), format!("{CLEAN}著(zhù)名,著作,著者,著述"));
    }
}
