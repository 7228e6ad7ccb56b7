//! Answers in another script: every text that is shown, with the marks in it; ids, files, queries and what a file holds
//! stay as they are.

use std::borrow::Cow;

use crate::api::similar::{Clusters, Comparison, Difference, Keywords, Quote, Reason, Similar, SimilarHit};
use crate::api::table::{Entry, Table};
use crate::api::versions::{Otherwise, Version};
use crate::api::why_not::WhyNot;
use crate::api::{
    Answer, CaseInfo, Change, Facet, FactHit, Hit, Hits, Inspected, KwicLine, Listing, Mark, NearWording, NoticeInfo,
    QuotePlace, Repair, Response, Shown, TableCell, Verification,
};
use crate::facts::Detail;
use crate::text::{Local, Span, shown_hans, shown_hant};

/// The script that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// As the text has it.
    #[default]
    AsIs,
    /// Simplified characters.
    Hans,
    /// Traditional characters.
    Hant,
}

impl Script {
    /// `text` in this script, by word where a character alone would come out wrong; it has as many characters as before.
    #[must_use]
    pub fn show(self, text: &str) -> Cow<'_, str> {
        match self {
            Script::AsIs => Cow::Borrowed(text),
            Script::Hans => shown_hans(text),
            Script::Hant => shown_hant(text),
        }
    }
}

/// Where the bytes of a text are after a conversion that keeps the number of characters but not their lengths.
struct Shifts {
    /// From which byte on, in either text, everything is moved alike; sorted by both. Characters change their length
    /// seldom, so there are few.
    from: Vec<(usize, usize)>,
}

impl Shifts {
    fn new(old: &str, new: &str) -> Shifts {
        let mut from = vec![(0, 0)];
        let (mut here, mut there) = (0, 0);
        for (a, b) in old.chars().zip(new.chars()) {
            here += a.len_utf8();
            there += b.len_utf8();
            if a.len_utf8() != b.len_utf8() {
                from.push((here, there));
            }
        }
        Shifts { from }
    }

    /// The same characters in the new text.
    fn span(&self, span: Span<Local>) -> Span<Local> {
        Span::new(self.moved(span.start), self.moved(span.end))
    }

    /// Where byte `at` of the old text, the first of a character, is in the new one.
    fn moved(&self, at: usize) -> usize {
        let after = self.from.partition_point(|&(here, _)| here <= at);
        let (here, there) = self.from[after.saturating_sub(1)];
        there + (at - here)
    }
}

/// What can be put into another script.
pub trait Convert: Sized {
    /// Puts every text that is shown into `script`; marks and repairs point into the new texts.
    fn convert(&mut self, script: Script);

    /// The same in `script`.
    #[must_use]
    fn in_script(mut self, script: Script) -> Self {
        if script != Script::AsIs {
            self.convert(script);
        }
        self
    }
}

impl Convert for String {
    fn convert(&mut self, script: Script) {
        if let Cow::Owned(shown) = script.show(self) {
            *self = shown;
        }
    }
}

impl<T: Convert> Convert for Option<T> {
    fn convert(&mut self, script: Script) {
        if let Some(inner) = self {
            inner.convert(script);
        }
    }
}

impl<T: Convert> Convert for Vec<T> {
    fn convert(&mut self, script: Script) {
        self.iter_mut().for_each(|item| item.convert(script));
    }
}

/// The fields of a type that are shown.
macro_rules! converted {
    ($($type:ty: $($field:ident).+ $(, $($more:ident).+)*;)+) => {
        $(impl Convert for $type {
            fn convert(&mut self, script: Script) {
                self.$($field).+.convert(script);
                $(self.$($more).+.convert(script);)*
            }
        })+
    };
}

converted! {
    CaseInfo: tier, title, province, city, county;
    NoticeInfo: number, title, issuer;
    Response: hits, facets;
    Facet: values;
    crate::api::FacetValue: value;
    crate::api::CaseHit: case, passages;
    Listing: notices;
    crate::api::NoticeListing: notice, versions, cases;
    crate::api::CaseListing: case;
    Shown: notice, case, versions, passages;
    crate::api::Cited: cited;
    Version: differences;
    crate::api::versions::Difference: here, there;
    Otherwise: wording;
    crate::api::facts::Facts: facts;
    Table: rows;
    crate::api::kwic::Kwic: lines;
    WhyNot: case, parts;
    crate::api::why_not::Part: nearest;
    Similar: case, hits;
    SimilarHit: case, notice, reasons, differences;
    Difference: here, there;
    Quote: text, what, sentences;
    Clusters: clusters;
    crate::api::similar::Cluster: common, cases;
    crate::api::similar::Clustered: case, notice;
    Comparison: cases, notices, rows;
    crate::api::similar::Row: cells;
    Keywords: cases, keywords;
    crate::api::similar::Keyword: term;
    crate::api::pivot::Pivot: columns, rows;
    crate::api::pivot::Column: value;
    crate::api::pivot::Row: value;
    Verification: places, nearest, otherwise;
    crate::api::Piece: hit, wording;
    crate::api::source::Sourced: passages;
    crate::api::source::SourcePassage: pieces;
    crate::api::source::SourcePiece: text;
    Inspected: notice.notice, readings, findings, titles, versions;
    crate::api::inspected::ReadValue: value;
    crate::api::inspected::Finding: restored, context;
    crate::api::inspected::Title: title, copies;
    crate::api::inspected::TitleCopy: text;
}

impl Convert for Answer {
    fn convert(&mut self, script: Script) {
        match self {
            Answer::Search(answer) | Answer::Facets(answer) => answer.convert(script),
            Answer::List(answer) => answer.convert(script),
            Answer::Show(answer) => answer.convert(script),
            Answer::Facts(answer) => answer.convert(script),
            Answer::Table(answer) => answer.convert(script),
            Answer::Timeline(answer) => answer.convert(script),
            Answer::Kwic(answer) => answer.convert(script),
            Answer::WhyNot(answer) => answer.convert(script),
            Answer::Verify(answer) => answer.convert(script),
            Answer::VerifyDraft(answer) => {
                for claim in &mut answer.claims {
                    claim.nearest.convert(script);
                    claim.citation.convert(script);
                }
            }
            Answer::Cite(answer) => answer.convert(script),
            Answer::Similar(answer) => answer.convert(script),
            Answer::Groups(answer) => answer.convert(script),
            Answer::Compare(answer) => answer.convert(script),
            Answer::Keywords(answer) => answer.convert(script),
            Answer::Pivot(answer) => answer.convert(script),
            Answer::Source(answer) => answer.convert(script),
            Answer::Inspect(answer) => answer.convert(script),
            // Files are called as they are called.
            Answer::Corpus(_) => {}
        }
    }
}

impl Convert for Hits {
    fn convert(&mut self, script: Script) {
        match self {
            Hits::Passages(hits) => hits.convert(script),
            Hits::Cases(cases) => cases.convert(script),
        }
    }
}

impl Convert for Hit {
    fn convert(&mut self, script: Script) {
        let text = script.show(&self.text).into_owned();
        let shifts = Shifts::new(&self.text, &text);
        for mark in &mut self.marks {
            mark.local = shifts.span(mark.local);
        }
        for Repair { local, restored, .. } in &mut self.repairs {
            *local = shifts.span(*local);
            restored.convert(script);
        }
        for TableCell { local, cell } in &mut self.cells {
            *local = shifts.span(*local);
            cell.column_headings.convert(script);
            cell.row_heading.convert(script);
        }
        self.text = text;
        self.section.convert(script);
        self.case.convert(script);
        self.notice.convert(script);
    }
}

impl Convert for FactHit {
    fn convert(&mut self, script: Script) {
        let shifts = Shifts::new(&self.hit.text, &script.show(&self.hit.text));
        let FactHit { fact, hit, sentence, date: _ } = self;
        hit.convert(script);
        *sentence = shifts.span(*sentence);
        fact.span = shifts.span(fact.span);
        fact.text.convert(script);
        fact.unit.convert(script);
        fact.what.convert(script);
        match &mut fact.detail {
            Detail::First { scope, .. } => scope.convert(script),
            Detail::Count { noun } => noun.convert(script),
            Detail::None | Detail::Date(_) => {}
        }
    }
}

impl Convert for crate::api::table::Row {
    fn convert(&mut self, script: Script) {
        self.case.convert(script);
        self.notice.convert(script);
        self.cells.0.iter_mut().for_each(|(_, entries)| entries.convert(script));
    }
}

impl Convert for Entry {
    fn convert(&mut self, script: Script) {
        self.text.convert(script);
        self.what.convert(script);
        self.sentence.convert(script);
    }
}

impl Convert for crate::api::timeline::Event {
    fn convert(&mut self, script: Script) {
        self.level.convert(script);
        self.claim.convert(script);
        self.who.convert(script);
        self.case.convert(script);
        self.notice.convert(script);
        self.sentence.convert(script);
    }
}

impl Convert for crate::api::timeline::Timeline {
    fn convert(&mut self, script: Script) {
        self.events.convert(script);
    }
}

impl Convert for KwicLine {
    fn convert(&mut self, script: Script) {
        self.left.convert(script);
        self.keyword.convert(script);
        self.right.convert(script);
        self.case.convert(script);
        self.notice.convert(script);
        let start = self.left.len();
        self.mark = Mark { local: Span::new(start, start + self.keyword.len()), ..self.mark };
    }
}

impl Convert for QuotePlace {
    fn convert(&mut self, script: Script) {
        self.pieces.convert(script);
        self.citation.convert(script);
    }
}

impl Convert for NearWording {
    fn convert(&mut self, script: Script) {
        for Change { piece, text, local, .. } in &mut self.changes {
            if let Some(piece) = self.place.pieces.get(*piece) {
                *local = Shifts::new(&piece.hit.text, &script.show(&piece.hit.text)).span(*local);
            }
            text.convert(script);
        }
        self.place.convert(script);
    }
}

impl Convert for Reason {
    fn convert(&mut self, script: Script) {
        self.value.convert(script);
        // It finds the same in either.
        self.query.convert(script);
        if let Some((a, b)) = &mut self.sentences {
            a.convert(script);
            b.convert(script);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_follow_the_script(text in "[a𪠽押质質业業𠀾着]{0,20}", at in 0..20_usize) {
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            for script in [Script::Hans, Script::Hant] {
                let new = script.show(&text);
                let moved = Shifts::new(&text, &new).moved(at);
                let rest = script.show(&text[at..]);
                prop_assert_eq!(&new[moved..], rest.as_ref());
            }
        }
    }

    #[test]
    fn some_characters_change_their_length() {
        // Otherwise the property above would prove nothing.
        assert_ne!(shown_hant("𪠽").len(), "𪠽".len());
    }
}
