//! What a file is and what was done to it: the integrity report.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::Document;
use crate::decode::{self, Format, Metadata, Remark};
use crate::error::Sentence;
use crate::notice::{Notice, Reading, Role};
use crate::text::numeral::Numerals;
use crate::text::{Clean, Raw, Rule, Span, Status, fold_char, is_han};

/// The report on a file.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: usize,
    /// What kind of file it is.
    pub format: Format,
    /// What the file says about the document outside its running text.
    pub stated: Metadata,
    /// Its encoding.
    pub encoding: String,
    /// Remarks on how it was decoded.
    pub remarks: Vec<Remark>,
    /// Its structure.
    pub notice: Notice,
    /// The clean text.
    pub text: String,
    /// How many repairs each rule made: all of them, and those that are proven.
    pub counts: BTreeMap<Rule, (usize, usize)>,
    /// The characters that the page's site glosses, each with its reading and how often it was dropped.
    pub glosses: Vec<(char, String, usize)>,
    /// Every repair that put something into the text, and everything odd that was kept, in the order of the file.
    pub findings: Vec<Finding>,
    /// How many passages there are of each role.
    pub roles: Vec<(Role, usize)>,
    /// The titles of the cases that stand in the file more than once, in the order of the cases.
    pub titles: Vec<TitleCopies>,
    /// Where title, number, issuer and dates were read, in this order, of those that there are.
    pub readings: Vec<ReadValue>,
}

/// A value of the notice with where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadValue {
    /// What it is: `title`, `number`, `issuer`, `issued` or `published`.
    pub field: &'static str,
    /// The value.
    pub value: String,
    /// Where it was read, and how sure it is.
    pub reading: Reading,
    /// The place of the lines that say so, where there are any.
    pub place: Option<Place>,
}

impl Inspection {
    /// How many places lost bytes: restored with proof, restored as a suggestion, and not restored.
    #[must_use]
    pub fn byte_damage(&self) -> (usize, usize, usize) {
        let restored = |wanted: Status| {
            let of = |kind: &FindingKind| matches!(kind, FindingKind::Repair { rule, status } if rule.is_byte_repair() && *status == wanted);
            self.findings.iter().filter(|finding| of(&finding.kind)).count()
        };
        let left = self.findings.iter().filter(|finding| finding.kind == FindingKind::Unrepaired).count();
        (restored(Status::Proven), restored(Status::Suggested), left)
    }
}

/// A case's title and where else the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleCopies {
    /// The case's id.
    pub case: String,
    /// Its title, as it stands at the head of the case.
    pub title: String,
    /// The other places, without numbers before the title.
    pub copies: Vec<TitleCopy>,
}

/// A copy of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleCopy {
    /// Where.
    pub place: Place,
    /// How it is written there.
    pub text: String,
    /// Whether it is written as the title is, blanks aside.
    pub same: bool,
}

/// The kinds of [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// Something was restored, or decoded.
    Repair {
        /// By which rule.
        rule: Rule,
        /// How sure it is.
        status: Status,
    },
    /// It looks damaged and was left alone.
    Unrepaired,
    /// It is odd, and the author's.
    Oddity,
    /// A line of the site's own.
    Boilerplate,
    /// A line that does not belong to the page.
    Foreign,
}

impl FindingKind {
    /// All of them, of repairs one.
    pub fn all() -> impl Iterator<Item = FindingKind> {
        let repair = FindingKind::Repair { rule: Rule::Gloss, status: Status::Proven };
        let others = [FindingKind::Unrepaired, FindingKind::Oddity, FindingKind::Boilerplate, FindingKind::Foreign];
        others.into_iter().chain([repair])
    }

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::Repair { .. } => "repair",
            FindingKind::Unrepaired => "unrepaired",
            FindingKind::Oddity => "oddity",
            FindingKind::Boilerplate => "boilerplate",
            FindingKind::Foreign => "foreign",
        }
    }

    /// Whether bytes were lost here.
    #[must_use]
    pub fn is_byte_damage(self) -> bool {
        match self {
            FindingKind::Repair { rule, .. } => rule.is_byte_repair(),
            FindingKind::Unrepaired => true,
            FindingKind::Oddity | FindingKind::Boilerplate | FindingKind::Foreign => false,
        }
    }
}

/// Something that was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What it is.
    pub kind: FindingKind,
    /// What the file holds.
    pub raw: String,
    /// What stands in the clean text.
    pub restored: String,
    /// A repair with what stands around it in its line of the clean text; empty for other findings.
    pub context: String,
    /// What is odd about it, in a sentence.
    pub note: Sentence,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the clean line, counted from 1.
    pub column: usize,
    /// Bytes of the file; of the text extracted from it where `within` says more.
    pub raw: Span<Raw>,
    /// The page of a PDF, the paragraph of a DOCX.
    pub within: Option<decode::Place>,
}

/// Reports what was found in the file called `path`, of so many bytes, and done to it.
#[must_use]
pub fn inspect(path: &Path, bytes: usize, document: &Document) -> Inspection {
    let text = &document.text;
    let lines: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    // The last place that was asked for, a byte, and the characters before it in its line: on a long line the next one
    // is counted from there.
    let last = Cell::new((0, 0));
    let place = |span: Span<Clean>| {
        let line = lines.partition_point(|&start| start <= span.start);
        let start = lines[line - 1];
        let (from, before) = last.get();
        let (from, before) = if (start..=span.start).contains(&from) { (from, before) } else { (start, 0) };
        let before = before + text[from..span.start].chars().count();
        last.set((span.start, before));
        Place { line, column: before + 1, raw: document.to_raw.map(span), within: document.place(span) }
    };
    let mut counts: BTreeMap<Rule, (usize, usize)> = BTreeMap::new();
    let mut glosses: BTreeMap<(char, String), usize> = BTreeMap::new();
    for edit in &document.edits {
        let count = counts.entry(edit.rule).or_default();
        count.0 += 1;
        count.1 += usize::from(edit.status == Status::Proven);
        if edit.rule == Rule::Gloss {
            let before = document.decoded[..edit.span.start].chars().next_back().unwrap_or(' ');
            let reading = document.decoded[edit.span.range()].trim_matches(['(', ')']).to_owned();
            *glosses.entry((before, reading)).or_default() += 1;
        }
    }
    let mut findings: Vec<Finding> = document
        .restorations()
        .map(|(span, edit)| Finding {
            place: place(span),
            kind: FindingKind::Repair { rule: edit.rule, status: edit.status },
            raw: document.decoded[edit.span.range()].to_owned(),
            restored: edit.restored.clone(),
            context: context(text, span),
            note: Sentence::default(),
        })
        .collect();
    let shown = |span: Span<Clean>| text[span.range()].to_owned();
    findings.extend(document.oddities.iter().map(|oddity| Finding {
        place: place(oddity.span),
        kind: FindingKind::Oddity,
        raw: shown(oddity.span),
        restored: String::new(),
        context: String::new(),
        note: oddity.message.clone(),
    }));
    findings.extend(document.unrepaired.iter().map(|&span| Finding {
        place: place(span),
        kind: FindingKind::Unrepaired,
        raw: shown(span),
        restored: String::new(),
        context: String::new(),
        note: Sentence::new(
            "这里丢失了字节，余下的读法没有哪一种明显更好",
            "bytes were lost here, and no reading of what is left is clearly better than another",
        ),
    }));
    let boilerplate = document.notice.passages.iter().filter(|passage| passage.role == Role::Boilerplate);
    findings.extend(boilerplate.map(|passage| Finding {
        place: place(passage.span),
        kind: FindingKind::Boilerplate,
        raw: shown(passage.span),
        restored: String::new(),
        context: String::new(),
        note: Sentence::new("网站自身的，不是文件的", "the site's own, not the document's"),
    }));
    // The words of a foreign line are nobody's business; that there is one, and where, is.
    findings.extend(document.foreign.iter().map(|&span| Finding {
        place: place(span),
        kind: FindingKind::Foreign,
        raw: String::new(),
        restored: String::new(),
        context: String::new(),
        note: {
            let count = shown(span).chars().count();
            Sentence::new(
                format!("{count} 个字不属于本页"),
                format!("{count} characters that do not belong to the page"),
            )
        },
    }));
    findings.sort_by_key(|finding| finding.place.raw);
    let mut glosses: Vec<(char, String, usize)> =
        glosses.into_iter().map(|((c, reading), count)| (c, reading, count)).collect();
    glosses.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    let roles =
        Role::ALL.map(|role| (role, document.notice.passages.iter().filter(|passage| passage.role == role).count()));
    Inspection {
        file: path.to_path_buf(),
        bytes,
        format: document.format,
        stated: document.stated.clone(),
        encoding: document.encoding.to_owned(),
        remarks: document.remarks.clone(),
        notice: document.notice.clone(),
        text: text.clone(),
        counts,
        glosses,
        findings,
        roles: roles.into_iter().filter(|(_, count)| *count > 0).collect(),
        titles: titles(&document.notice, text, place),
        readings: readings(&document.notice, place),
    }
}

fn readings(notice: &Notice, place: impl Fn(Span<Clean>) -> Place) -> Vec<ReadValue> {
    let read = &notice.readings;
    let values = [
        ("title", Some(&notice.title), &read.title),
        ("number", notice.number.as_ref(), &read.number),
        ("issuer", notice.issuer.as_ref(), &read.issuer),
        ("issued", notice.issued.as_ref(), &read.issued),
        ("published", notice.published.as_ref(), &read.published),
    ];
    let known = values.into_iter().filter_map(|(field, value, reading)| {
        let (value, reading) = (value?.clone(), reading.clone()?);
        Some(ReadValue { field, value, place: reading.span.map(&place), reading })
    });
    known.collect()
}

/// Characters shown on either side of a repair.
const AROUND: usize = 8;

/// `span` of `text` with the characters around it, no farther than its line.
fn context(text: &str, span: Span<Clean>) -> String {
    let line = |c: &char| *c != '\n';
    let mut out: Vec<char> = text[..span.start].chars().rev().take_while(line).take(AROUND).collect();
    out.reverse();
    out.extend(text[span.range()].chars());
    out.extend(text[span.end..].chars().take_while(line).take(AROUND));
    out.into_iter().collect()
}

/// Pairs of a title and a line that are compared character by character, in one file: where thousands of titles are
/// nearly alike, the copies beyond are those that are the title itself.
const COMPARISONS: usize = 200_000;

/// The copies of the cases' titles: listings that are the title, or nearly. Cases with one title share its copies, which
/// are told of the first of them.
fn titles(notice: &Notice, text: &str, place: impl Fn(Span<Clean>) -> Place) -> Vec<TitleCopies> {
    let listings: Vec<Span<Clean>> =
        notice.passages.iter().filter(|passage| passage.role == Role::Listing).map(|passage| passage.span).collect();
    let compacts: Vec<String> = listings.iter().map(|span| compact(&text[span.range()])).collect();
    let mut cases: HashMap<String, usize> = HashMap::new();
    for (at, case) in notice.cases.iter().enumerate() {
        cases.entry(compact(&case.title)).or_insert(at);
    }
    cases.remove("");
    let mut same: Vec<Vec<usize>> = vec![Vec::new(); notice.cases.len()];
    let longest = cases.keys().map(String::len).max().unwrap_or(0);
    for (at, listing) in compacts.iter().enumerate() {
        let starts = listing.char_indices().map(|(start, _)| start);
        for start in starts.filter(|start| listing.len() - start <= longest) {
            if let Some(&case) = cases.get(&listing[start..]) {
                same[case].push(at);
            }
        }
    }
    let mut likely = Likely::of(&compacts);
    let mut out = Vec::new();
    for (at, case) in notice.cases.iter().enumerate() {
        let title = compact(&case.title);
        if cases.get(&title) != Some(&at) {
            continue;
        }
        let mut copies = likely.to(&title);
        copies.retain(|listing| alike(&compacts[*listing], &title));
        copies.extend(&same[at]);
        copies.sort_unstable();
        copies.dedup();
        if !copies.is_empty() {
            let copies = copies.into_iter().map(|listing| TitleCopy {
                place: place(listings[listing]),
                text: text[listings[listing].range()]
                    .trim_start_matches(|c: char| !is_han(c) || Numerals::ITEM.has(c))
                    .to_owned(),
                same: compacts[listing].ends_with(&title),
            });
            out.push(TitleCopies { case: case.id.clone(), title: case.title.clone(), copies: copies.collect() });
        }
    }
    out
}

/// The pairs of neighbouring characters of a text.
fn pairs(text: &str) -> HashSet<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}

/// Which texts may be alike to another one, without a look at all of them.
struct Likely {
    /// For each pair of neighbouring characters the texts that have it.
    texts: HashMap<(char, char), Vec<usize>>,
    /// How many texts may still be looked at.
    left: usize,
}

impl Likely {
    fn of(texts: &[String]) -> Likely {
        let mut out = Likely { texts: HashMap::new(), left: COMPARISONS };
        for (at, text) in texts.iter().enumerate() {
            for pair in pairs(text) {
                out.texts.entry(pair).or_default().push(at);
            }
        }
        out
    }

    /// The texts that may be [`alike`] to `title`, some of them twice.
    fn to(&mut self, title: &str) -> Vec<usize> {
        let mut lists: Vec<&[usize]> =
            pairs(title).iter().map(|pair| self.texts.get(pair).map_or(&[][..], Vec::as_slice)).collect();
        // Four in five pairs are in both, so one of any more than a fifth is: best the rarest.
        lists.sort_unstable_by_key(|list| list.len());
        lists.truncate(lists.len() - (lists.len() * 4).div_ceil(5).min(lists.len()) + 1);
        let count: usize = lists.iter().map(|list| list.len()).sum();
        if count > self.left {
            self.left = 0;
            return Vec::new();
        }
        self.left -= count;
        lists.concat()
    }
}

/// Folded, without blanks and what else is no character.
fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(fold_char).collect()
}

/// Whether two titles are one with a few characters changed: four in five pairs of neighbours are in both.
fn alike(listing: &str, title: &str) -> bool {
    let (a, b) = (pairs(listing), pairs(title));
    let common = a.intersection(&b).count();
    common >= 4 && common * 5 >= 4 * b.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The copies by a look at each line for each title.
    fn brute(titles: &[&str], listings: &[&str]) -> Vec<Vec<usize>> {
        let listings: Vec<String> = listings.iter().map(|listing| compact(listing)).collect();
        let is = |title: &str, listing: &str| listing.ends_with(title) || alike(listing, title);
        let of = |title: &str| (0..listings.len()).filter(|&at| is(title, &listings[at])).collect();
        titles.iter().map(|title| of(&compact(title))).collect()
    }

    fn found(titles: &[&str], listings: &[&str]) -> Vec<Vec<usize>> {
        let mut text = String::new();
        let mut spans = Vec::new();
        for line in listings {
            spans.push(Span::new(text.len(), text.len() + line.len()));
            text.push_str(line);
            text.push('\n');
        }
        let passage = |span: &Span<Clean>| crate::notice::Passage {
            id: String::new(),
            role: Role::Listing,
            case: None,
            section: None,
            span: *span,
        };
        let case = |(at, title): (usize, &&str)| crate::notice::Case {
            id: at.to_string(),
            title: (*title).to_owned(),
            ..crate::notice::Case::default()
        };
        let notice = Notice {
            passages: spans.iter().map(passage).collect(),
            cases: titles.iter().enumerate().map(case).collect(),
            ..Notice::default()
        };
        let place = |span: Span<Clean>| Place {
            line: spans.iter().position(|other| *other == span).unwrap_or(0),
            column: 0,
            raw: Span::new(0, 0),
            within: None,
        };
        let mut out = vec![Vec::new(); titles.len()];
        for copies in super::titles(&notice, &text, place) {
            let at: usize = copies.case.parse().unwrap_or(usize::MAX);
            let same = |line: usize| compact(listings[line]).ends_with(&compact(titles[at]));
            assert!(copies.copies.iter().all(|copy| copy.same == same(copy.place.line)));
            out[at] = copies.copies.iter().map(|copy| copy.place.line).collect();
        }
        out
    }

    #[test]
    fn copies_are_what_a_look_at_each_line_finds() {
        let titles = [
            "杭州市質押融資",
            "寧波市專利保險與質押融資案",
            "寧波市專利保險與質押融資",
            "乙",
            "甲乙丙丁戊",
            "不在別處",
        ];
        let listings = [
            "1.杭州市質押融資",
            "案例二：宁波市专利保险与质押融资",
            "寧波市專利保險與質押貸款案",
            "寧波市專利保險與質押融資案",
            "甲乙",
            "甲乙丙丁己",
            "甲乙丙丁戊己",
            "融資",
            "",
        ];
        let expected = brute(&titles, &listings);
        assert!(expected.iter().filter(|copies| !copies.is_empty()).count() >= 4, "{expected:?}");
        assert_eq!(found(&titles, &listings), expected);
        assert_eq!(found(&["甲乙", "甲乙"], &["甲乙", "甲乙"]), [vec![0, 1], vec![]], "told once");
        assert_eq!(found(&[""], &["甲"]), [Vec::<usize>::new()]);
    }

    proptest::proptest! {
        #[test]
        fn copies_of_any_titles(
            titles in proptest::collection::hash_set("[甲乙丙丁1 ]{1,9}", 1..8),
            listings in proptest::collection::vec("[甲乙丙丁1 ]{1,9}", 0..12),
        ) {
            let mut titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            titles.sort_unstable_by_key(|title| compact(title));
            titles.dedup_by_key(|title| compact(title));
            titles.retain(|title| !compact(title).is_empty());
            let listings: Vec<&str> = listings.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(found(&titles, &listings), brute(&titles, &listings));
        }
    }

    #[test]
    fn thousands_of_titles_that_are_nearly_alike_have_their_own_copies() {
        let titles: Vec<String> = (10_000..26_000).map(|i| format!("第{i}號企業質押融資案")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let found = found(&titles, &titles);
        assert!(found.iter().enumerate().all(|(at, copies)| copies.contains(&at)));
    }
}
