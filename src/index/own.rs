//! The text that is a document's own, in the form in which it is compared with that of other files.
//!
//! Compared is what the document says, not how a page sets it: of the folded text the characters that say something,
//! that is letters, digits, Han characters, the marks that are part of a figure and those that tick a box. Blanks, line breaks and other
//! punctuation do not count, but two numbers next to each other stay two (`12 3` is not `123`, `9.2` is not `92`).
//!
//! The document's own are its running text, its headings and its lists of titles. What the site put around them counts
//! only where there is next to no text of its own, or more around it than that: then nobody can tell which is which. The
//! number and the title come first, wherever they stand, in the text or in the page's metadata alone; the name of the file,
//! which stands in for a missing title, does not count.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;

use crate::ingest::{self, Document};
use crate::notice::Role;
use crate::text::{Clean, Span, Status, fold_char, is_han, is_invisible};

/// A text of its own with fewer characters than this says too little to go by.
pub(super) const SHORT: usize = 120;

/// Whether passages of this role are the document's own text.
pub(crate) fn is_own(role: Role) -> bool {
    matches!(role, Role::Body | Role::Heading | Role::Listing)
}

/// Whether everything in a file counts of whose text `own` characters are its own and `around` others.
pub(crate) fn is_all(own: usize, around: usize) -> bool {
    own < SHORT || own < around
}

/// Between the number, the title and the text.
pub(crate) const BREAK: char = '\n';

/// The passages of a text in the order in which they are compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arranged<'t> {
    /// The number and the title, each with its passage if it is one.
    pub(crate) before: Vec<(Option<usize>, &'t str)>,
    /// The other passages.
    pub(crate) rest: Vec<usize>,
}

/// Arranges `passages`. A number or a title that is a passage of its own comes first, however often it is one, and so does
/// one that stands nowhere in the text. `file` is the file's path: the title may be its name.
pub(crate) fn arranged<'t>(number: Option<&'t str>, title: &'t str, file: &Path, passages: &[&'t str]) -> Arranged<'t> {
    let title = (title != ingest::stem(file)).then_some(title);
    let stated: Vec<(&str, String)> =
        [number, title].into_iter().flatten().map(|stated| (stated, reduced(stated))).collect();
    let mut firsts: Vec<Option<usize>> = vec![None; stated.len()];
    let mut rest = Vec::with_capacity(passages.len());
    for (at, passage) in passages.iter().enumerate() {
        // A passage much longer than a title is none.
        let is = |stated: &(&str, String)| {
            !stated.1.is_empty() && passage.len() <= 2 * stated.0.len() + 100 && reduced(passage) == stated.1
        };
        match stated.iter().position(is) {
            Some(which) => _ = firsts[which].get_or_insert(at),
            None => rest.push(at),
        }
    }
    let text = OnceCell::new();
    let stands = |form: &str| text.get_or_init(|| reduced_all(rest.iter().map(|&at| passages[at]))).contains(form);
    let mut before = Vec::new();
    for ((stated, form), first) in stated.iter().zip(firsts) {
        match first {
            Some(at) => before.push((Some(at), passages[at])),
            None if form.is_empty() || stands(form) => {}
            None => before.push((None, *stated)),
        }
    }
    Arranged { before, rest }
}

/// `text` in the form in which it is compared.
pub(super) fn reduced(text: &str) -> String {
    reduced_all([text])
}

fn reduced_all<'t>(pieces: impl IntoIterator<Item = &'t str>) -> String {
    let mut out = String::new();
    reduce(pieces, |c, _, _| out.push(c));
    out
}

/// How many characters of `pieces` count.
pub(crate) fn length<'t>(pieces: impl IntoIterator<Item = &'t str>) -> usize {
    let mut count = 0;
    reduce(pieces, |_, _, _| count += 1);
    count
}

/// Calls `each` with every character of `pieces` that counts, folded, with the piece it stands in and the bytes of the
/// piece that it stands for. Two numbers in a row that are two get a blank between them, or the mark that joins them.
pub(crate) fn reduce<'t>(pieces: impl IntoIterator<Item = &'t str>, mut each: impl FnMut(char, usize, Range<usize>)) {
    let (mut after_digit, mut gap) = (false, Gap::default());
    for (piece, text) in pieces.into_iter().enumerate() {
        if piece > 0 {
            gap.add(' ', piece, 0..0);
        }
        for (start, c) in text.char_indices() {
            let at = start..start + c.len_utf8();
            let c = match fold_char(c) {
                '￥' => '¥',
                c => c,
            };
            if !counts(c) {
                gap.add(c, piece, at);
                continue;
            }
            let digit = c.is_ascii_digit();
            if digit {
                for (mark, of, at) in gap.before_number(after_digit) {
                    // What stands in the piece before is nothing of this one.
                    each(mark, piece, if of == piece { at } else { 0..0 });
                }
            }
            each(c, piece, at);
            (after_digit, gap) = (digit, Gap::default());
        }
    }
}

/// Whether a folded character counts by itself.
fn counts(c: char) -> bool {
    let ticked = matches!(c, '☐' | '☑' | '☒' | '✓' | '✔' | '✗' | '✘' | '√' | '×' | '□' | '■');
    is_han(c) || c.is_alphanumeric() || matches!(c, '%' | '‰' | '‱' | '℃' | '°' | '$' | '¥' | '£' | '€') || ticked
}

/// A mark with the piece it stands in and its bytes there.
type Mark = (char, usize, Range<usize>);

/// What stands between two characters that count.
#[derive(Default)]
struct Gap {
    /// The last mark or blank.
    last: Option<Mark>,
    /// The last character, where it can be the sign of a number.
    sign: Option<Mark>,
    marks: usize,
    blank: bool,
}

impl Gap {
    fn add(&mut self, c: char, piece: usize, at: Range<usize>) {
        // What nobody sees separates nothing.
        if is_invisible(c) {
            return;
        }
        self.sign = None;
        if c.is_whitespace() {
            self.blank = true;
            self.last.get_or_insert((' ', piece, at));
            return;
        }
        let dash = matches!(c, '-' | '−' | '–' | '—' | '~' | '～' | '〜');
        let mark = (if dash { '-' } else { c }, piece, at);
        // Dashes in a row are one mark, and no sign.
        let longer = dash && self.last.as_ref().is_some_and(|(last, ..)| *last == '-');
        if !longer {
            self.marks += 1;
            let sign = matches!(c, '-' | '−' | '+' | '<' | '>' | '≤' | '≥' | '±');
            self.sign = sign.then(|| mark.clone());
        }
        self.last = Some(mark);
    }

    /// The marks that count before a number, `after_digit` of another one: what keeps the two apart, and the sign.
    fn before_number(self, after_digit: bool) -> impl Iterator<Item = Mark> {
        let joins =
            |mark: char| matches!(mark, '.' | ',' | '-' | '/' | ':' | '×' | '+' | '=' | '<' | '>' | '≤' | '≥' | '±');
        let joined = self.marks == 1 && !(self.blank && self.sign.is_some());
        let between = self
            .last
            .filter(|_| after_digit)
            .map(|(mark, piece, at)| (if joined && joins(mark) { mark } else { ' ' }, piece, at));
        let sign = self.sign.filter(|_| !after_digit || !joined);
        between.into_iter().chain(sign)
    }
}

/// A document's own text, with the places in it that nobody can be sure of.
#[derive(Debug, Clone, Default)]
pub(super) struct Own {
    /// In the form of [`reduce`].
    pub(super) text: String,
    /// Where bytes were lost and not restored, or restored as a suggestion only; sorted, disjoint.
    pub(super) doubts: Vec<Doubt>,
}

/// A place in a text that nobody can be sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt {
    /// Bytes of [`Own::text`]; may be empty.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Characters of the file's text, whether they count or not.
    pub(super) chars: usize,
}

impl Own {
    /// The own text of the document that was read from the file at `path`.
    pub(super) fn of(document: &Document, path: &Path) -> Own {
        let passages = &document.notice.passages;
        let doubts = doubts(document);
        let own = Own::among(document, path, &doubts, is_own);
        let around = passages.iter().filter(|passage| !is_own(passage.role));
        if is_all(own.text.chars().count(), length(around.map(|passage| document.text(passage.span)))) {
            return Own::among(document, path, &doubts, |_| true);
        }
        own
    }

    fn among(document: &Document, path: &Path, doubts: &[Span<Clean>], counts: impl Fn(Role) -> bool) -> Own {
        let notice = &document.notice;
        let passages = notice.passages.iter().filter(|passage| counts(passage.role));
        let spans: Vec<Span<Clean>> = passages.map(|passage| passage.span).collect();
        let texts: Vec<&str> = spans.iter().map(|&span| document.text(span)).collect();
        let Arranged { before, rest } = arranged(notice.number.as_deref(), &notice.title, path, &texts);
        let mut own = Own::default();
        for (passage, text) in before {
            match passage {
                Some(at) => own.add(document, doubts, &spans[at..=at]),
                None => own.text.push_str(&reduced(text)),
            }
            own.text.push(BREAK);
        }
        let rest: Vec<Span<Clean>> = rest.into_iter().map(|at| spans[at]).collect();
        own.add(document, doubts, &rest);
        own
    }

    /// Adds the passages at `spans`.
    fn add(&mut self, document: &Document, doubts: &[Span<Clean>], spans: &[Span<Clean>]) {
        let mut marker = Marker { doubts, passages: spans, next: 0, passage: 0, open: None, out: &mut self.doubts };
        let text = &mut self.text;
        reduce(spans.iter().map(|&span| document.text(span)), |c, piece, at| {
            marker.reach(piece, at.start, at.end, text.len(), document);
            text.push(c);
        });
        marker.reach(spans.len(), 0, 0, text.len(), document);
    }
}

/// Follows a text as it is reduced, and puts down where its doubtful places come to lie.
struct Marker<'d> {
    /// Sorted, disjoint.
    doubts: &'d [Span<Clean>],
    passages: &'d [Span<Clean>],
    /// The first of `doubts` that has not ended.
    next: usize,
    passage: usize,
    /// Where the one that has begun begins in the reduced text, with its characters.
    open: Option<(usize, usize)>,
    out: &'d mut Vec<Doubt>,
}

impl Marker<'_> {
    /// The next character that counts stands at `start..end` of the passage `piece`, and at byte `at` of the reduced text.
    fn reach(&mut self, piece: usize, start: usize, end: usize, at: usize, document: &Document) {
        if self.doubts.is_empty() {
            return;
        }
        while self.passage <= piece {
            let Some(&span) = self.passages.get(self.passage) else { break };
            // Within the passages that are over, everything up to their ends.
            let (from, to) =
                if self.passage < piece { (span.end, span.end) } else { (span.start + start, span.start + end) };
            self.within(span, from, to, at, self.passage < piece, document);
            if self.passage == piece {
                return;
            }
            self.passage += 1;
        }
    }

    /// The reduced text has come to the bytes `from..to` of the document, in the passage at `span`, which is `over`.
    fn within(&mut self, span: Span<Clean>, from: usize, to: usize, at: usize, over: bool, document: &Document) {
        while let Some(&doubt) = self.doubts.get(self.next) {
            let (start, end) = (doubt.start.max(span.start), doubt.end.min(span.end));
            if doubt.end <= span.start {
                self.next += 1;
                continue;
            }
            if doubt.start >= span.end {
                return;
            }
            // It begins where the first character that is not before it stands.
            if self.open.is_none() && (to > start || over) {
                self.open = Some((at, document.text[start..end].chars().count()));
            }
            if from < end && !over {
                return;
            }
            if let Some((begin, chars)) = self.open.take() {
                match self.out.last_mut() {
                    Some(last) if last.end >= begin => {
                        last.end = at;
                        last.chars += chars;
                    }
                    _ => self.out.push(Doubt { start: begin, end: at, chars }),
                }
            }
            if doubt.end > span.end {
                return;
            }
            self.next += 1;
        }
    }
}

/// Where `document` lost bytes that were not restored, or restored as a suggestion only; sorted, disjoint.
fn doubts(document: &Document) -> Vec<Span<Clean>> {
    let suggested = document.restorations().filter(|(_, edit)| edit.status == Status::Suggested).map(|(span, _)| span);
    let lost = document.text.match_indices('\u{FFFD}').map(|(at, lost)| Span::new(at, at + lost.len()));
    let mut all: Vec<Span<Clean>> = suggested.chain(document.unrepaired.iter().copied()).chain(lost).collect();
    all.sort_unstable();
    let mut out: Vec<Span<Clean>> = Vec::with_capacity(all.len());
    for span in all {
        match out.last_mut() {
            Some(last) if span.start <= last.end => *last = Span::new(last.start, last.end.max(span.end)),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_and_the_title_come_first_wherever_they_stand() {
        let (number, title) = ("某发〔2023〕7号", "关于一件事的通知");
        let arranged = |passages: &[&str]| {
            let Arranged { before, rest } = arranged(Some(number), title, Path::new("a.txt"), passages);
            let texts: Vec<String> = before.iter().map(|(_, text)| reduced(text)).collect();
            (before.into_iter().map(|(at, _)| at).collect::<Vec<_>>(), texts, rest)
        };
        let texts = vec![reduced(number), reduced(title)];
        assert_eq!(arranged(&["某发[2023]7号", "甲", title]), (vec![Some(0), Some(2)], texts.clone(), vec![1]));
        assert_eq!(
            arranged(&[title, "某发〔2023〕７号", title, "甲"]),
            (vec![Some(1), Some(0)], texts.clone(), vec![3])
        );
        assert_eq!(arranged(&["甲"]), (vec![None, None], texts.clone(), vec![0]));
        let within = "现将关于一件事的通知（某发〔2023〕7号）印发给你们";
        assert_eq!(arranged(&[within, "甲"]), (vec![], vec![], vec![0, 1]));
        let named = super::arranged(None, "关于", Path::new("corpus/关于.txt"), &["甲"]);
        assert_eq!(named, Arranged { before: vec![], rest: vec![0] }, "a title that is the name of the file");
    }

    #[test]
    fn what_counts() {
        for (text, expected) in [
            ("質 押。\n“登記”", "质押登记"),
            ("ＬＰＲ＋１８０ＢＰ", "lpr+180bp"),
            ("9.2億元", "9.2亿元"),
            ("１，７７９家", "1,779家"),
            ("3 | 15", "3 15"),
            ("31 | 5", "31 5"),
            ("2023〕12号", "2023 12号"),
            ("同比-5.3%", "同比-5.3%"),
            ("——5家", "5家"),
            ("10—20", "10-20"),
            ("10～20", "10-20"),
            ("10——20", "10-20"),
            ("12。", "12"),
            ("1\u{200B}2", "12"),
            ("￥５", "¥5"),
            ("- 5家", "5家"),
            ("3、-5", "3 -5"),
            ("3 -5", "3 -5"),
            ("3 - 5", "3-5"),
            ("（−5）", "-5"),
        ] {
            assert_eq!(reduced(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_of_two_passages_are_two() {
        let mut out = Vec::new();
        reduce(["共12", "3月"], |c, piece, at| out.push((c, piece, at)));
        let text: String = out.iter().map(|(c, ..)| c).collect();
        assert_eq!(text, "共12 3月");
        assert_eq!(out[3], (' ', 1, 0..0));
    }

    #[test]
    fn what_counts_stands_where_it_is_said_to() {
        let pieces = ["达9.2亿，-5％、+3", "－７ 至1 / 2"];
        let mut marks = 0;
        reduce(pieces, |c, piece, at| {
            let there = pieces[piece][at].chars().next();
            marks += usize::from(!counts(c));
            // A blank stands for whatever keeps two numbers apart.
            assert!(c == ' ' || there.map(fold_char) == Some(c), "{c} for {there:?}");
        });
        assert_eq!(marks, 6);
    }
}
