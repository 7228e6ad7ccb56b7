//! The site's table, and which character an injected reading stands behind, where the damage left one byte of it or none.
//!
//! The table that the page shows tells most. It need not be the whole table: a character that stands nowhere in step is
//! in the page only where it was hit by its bytes. How likely that is, is told by how many of the page's characters of
//! the same kind are glossed.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::class::{is_common, is_traditional};
use super::gbk;
use super::gloss::Gloss;
use super::page_model::Page;
use super::reading;
use crate::analyze::share_of_beginning;
use crate::text::{IDEOGRAPHS, fold_char, ideograph_number};

/// The site's table by what is asked of it.
pub(super) struct Table {
    pairs: HashMap<[u8; 2], String>,
    /// One bit for each pair of bytes.
    has: Vec<u64>,
    by_reading: HashMap<String, Vec<[u8; 2]>>,
    coverage: Coverage,
    /// What [`endings`] has answered: the same readings are asked for all the time.
    answers: RefCell<HashMap<Question, Vec<Ending>>>,
}

/// What is asked of [`endings`], but for the page.
type Question = (String, Option<u8>, bool, bool);

impl Table {
    pub(super) fn new(glosses: &[Gloss]) -> Self {
        let mut table = Table {
            pairs: HashMap::new(),
            has: vec![0; 1 << 10],
            by_reading: HashMap::new(),
            coverage: Coverage::default(),
            answers: RefCell::default(),
        };
        for gloss in glosses {
            if let Some(pair) = gbk::encode(gloss.character) {
                table.pairs.insert(pair, gloss.reading.clone());
                let bit = usize::from(u16::from_be_bytes(pair));
                table.has[bit / 64] |= 1 << (bit % 64);
                table.by_reading.entry(gloss.reading.clone()).or_default().push(pair);
            }
        }
        table
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The reading that the site puts behind the pair.
    pub(super) fn reading(&self, pair: [u8; 2]) -> Option<&str> {
        if self.has(pair) { self.pairs.get(&pair).map(String::as_str) } else { None }
    }

    /// The pairs behind which the site puts `reading`.
    pub(super) fn with_reading(&self, reading: &str) -> &[[u8; 2]] {
        self.by_reading.get(reading).map_or(&[], Vec::as_slice)
    }

    /// Whether the site glosses the pair, so that it never stands bare.
    pub(super) fn has(&self, pair: [u8; 2]) -> bool {
        let bit = usize::from(u16::from_be_bytes(pair));
        self.has[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// The byte that a reading's character ends with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub lead: u8,
    /// Lost where not even the reading tells it.
    pub trail: Option<u8>,
    /// What speaks against it; at most 0.
    pub prior: f32,
    pub guessed: bool,
    /// Whether a guess rests on the reading, which is the character's own.
    pub own: bool,
}

/// How many of the page's different characters the site glosses, as logarithms of the shares: of those that conversion
/// left as they were, and of those that it made.
#[derive(Debug, Default)]
struct Coverage(OnceCell<[f32; 2]>);

impl Coverage {
    /// What speaks against `c`'s being in the table although the page does not show it in step.
    fn of(&self, c: Option<char>, table: &Table, page: &Page<'_>) -> f32 {
        let shares = self.0.get_or_init(|| {
            let mut glossed = [0.3_f32; 2];
            let mut all = [1.0_f32; 2];
            page.distinct(|c| {
                let kind = usize::from(page.is_traditional() && is_traditional(c));
                all[kind] += 1.0;
                glossed[kind] += gbk::encode(c).map_or(0.0, |pair| f32::from(u8::from(table.has(pair))));
            });
            [0, 1].map(|kind| (glossed[kind] / all[kind]).ln().clamp(-9.0, 0.0))
        });
        shares[usize::from(page.is_traditional() && c.is_some_and(is_traditional))]
    }
}

/// What speaks against a rare character's being in a table: sites gloss what is common. One with
/// which a ten thousandth of all words begin costs nothing.
fn rarity(c: char) -> f32 {
    static KNOWN: LazyLock<Vec<OnceLock<f32>>> = LazyLock::new(|| vec![OnceLock::new(); IDEOGRAPHS]);
    let folded = fold_char(c);
    let look_up = || (share_of_beginning(folded) / 1e-4).ln().clamp(-4.0, 0.0);
    match ideograph_number(folded).and_then(|at| KNOWN.get(at)) {
        Some(entry) => *entry.get_or_init(look_up),
        None => look_up(),
    }
}

/// What is less likely than this is weighed, but does not make what is likelier doubtful by itself.
const UNLIKELY: f32 = -6.0;

/// Whether more than one of `endings` is to be reckoned with.
pub(super) fn are_several(endings: &[Ending]) -> bool {
    endings.iter().filter(|ending| ending.prior > UNLIKELY).count() > 1
}

/// What a reading costs that is the character's own but for its tone.
const OTHER_TONE: f32 = 3.0;
/// What a rare character costs.
const RARE: f32 = 2.0;

/// The pairs that the site glosses with `reading` and that begin with `lead`; with `guess` also those that it may gloss
/// so, though the page does not show it. With `straddling` the pair's second byte begins a character of the original.
pub(super) fn endings(
    table: &Table,
    page: &Page<'_>,
    reading: &str,
    lead: Option<u8>,
    guess: bool,
    straddling: bool,
) -> Vec<Ending> {
    let question = (reading.to_owned(), lead, guess, straddling);
    if let Some(answer) = table.answers.borrow().get(&question) {
        return answer.clone();
    }
    let answer = look_up(table, page, reading, lead, guess, straddling);
    table.answers.borrow_mut().insert(question, answer.clone());
    answer
}

fn look_up(
    table: &Table,
    page: &Page<'_>,
    reading: &str,
    lead: Option<u8>,
    guess: bool,
    straddling: bool,
) -> Vec<Ending> {
    let fits = |trail: u8| !straddling || gbk::is_lead(trail);
    let mut endings: Vec<Ending> = table
        .with_reading(reading)
        .iter()
        .filter(|pair| lead.is_none_or(|lead| lead == pair[0]) && fits(pair[1]))
        .map(|&[lead, trail]| Ending { lead, trail: Some(trail), prior: 0.0, guessed: false, own: true })
        .collect();
    if !guess {
        return endings;
    }
    let likely = |c: Option<char>| table.coverage.of(c, table, page);
    let Some(lead) = lead else {
        let pairs = reading::common_with(reading).iter().filter(|&&c| page.count(c) == 0);
        let pairs = pairs.filter_map(|&c| gbk::encode(c)).filter(|pair| gbk::is_lead(pair[1]) || pair[1] < 0x80);
        endings.extend(pairs.map(|[lead, trail]| {
            let c = gbk::decode(lead, trail);
            let prior = -2.0 + likely(c) + c.map_or(0.0, rarity);
            Ending { lead, trail: Some(trail), prior, guessed: true, own: false }
        }));
        return endings;
    };
    // The character stands nowhere else in step, or it would be in the table. One that the table does have with this
    // lead byte and this reading may not be the only one.
    let known = !endings.is_empty();
    let toneless = !reading::is_toned(reading);
    let mut any_exact = false;
    let others = gbk::trails()
        .filter(|&trail| fits(trail))
        .filter_map(|trail| gbk::decode(lead, trail).map(|c| (c, trail)))
        .filter(|&(c, _)| (!known || is_common(c)) && page.count(c) == 0 && reading::is_own(c, reading));
    for (c, trail) in others {
        let exact = toneless || reading::has_tone_of(c, reading);
        if known && !exact {
            continue;
        }
        any_exact |= exact;
        let prior =
            likely(Some(c)) + rarity(c) - if exact { 0.0 } else { OTHER_TONE } - if is_common(c) { 0.0 } else { RARE };
        endings.push(Ending { lead, trail: Some(trail), prior, guessed: true, own: exact });
    }
    if known {
        return endings;
    }
    // A wrong reading tells nothing.
    endings.push(Ending { lead, trail: None, prior: if any_exact { -14.0 } else { -6.0 }, guessed: true, own: false });
    endings
}
