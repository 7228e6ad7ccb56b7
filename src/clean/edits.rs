//! Edits upon edits: one repair works on the text that another one left, and the record is of the decoded text.

use std::borrow::Cow;
use std::ops::Range;

use super::scan::{line_end, line_start};
use crate::text::{Edit, Rule, Span, Status};

/// A text under repair: what the decoded text has become, and the edits that lead there.
#[derive(Debug)]
pub(super) struct Draft<'d> {
    /// The text as repaired so far; the decoded text while there are no edits.
    pub text: Cow<'d, str>,
    /// Sorted and disjoint, in the decoded text.
    pub edits: Vec<Edit>,
}

/// A repair of the text that a [`Draft`] holds, in bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    pub start: usize,
    pub end: usize,
    pub restored: String,
    pub rule: Rule,
    pub status: Status,
}

/// What a repair has seen of a text, which looks at each part of it by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    each: Part,
    /// Whether it has been over the text.
    all: bool,
}

/// Parts of a text that a repair can look at by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Character,
    Line,
}

impl Seen {
    /// Nothing yet.
    pub(super) const fn none(each: Part) -> Seen {
        Seen { each, all: false }
    }
}

impl<'d> Draft<'d> {
    pub(super) fn new(decoded: &'d str) -> Self {
        Draft { text: Cow::Borrowed(decoded), edits: Vec::new() }
    }

    /// Applies `patches`, which are sorted and disjoint. A patch that meets earlier edits takes them in.
    pub(super) fn apply(&mut self, patches: Vec<Patch>) {
        if patches.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for patch in &patches {
            debug_assert!(at <= patch.start && patch.start <= patch.end, "patches must be sorted and disjoint");
            text.push_str(&self.text[at..patch.start]);
            text.push_str(&patch.restored);
            at = patch.end;
        }
        text.push_str(&self.text[at..]);
        self.edits = if self.edits.is_empty() {
            let edit = |p: Patch| Edit {
                span: Span::new(p.start, p.end),
                restored: p.restored,
                rule: p.rule,
                status: p.status,
            };
            patches.into_iter().map(edit).collect()
        } else {
            self.composed(patches)
        };
        self.text = Cow::Owned(text);
    }

    /// What a repair has to look at: all of the text, or, where it has `seen` that, the parts with edits, since every other
    /// one is what it was. In bytes, whole parts each, sorted and disjoint.
    pub(super) fn unseen(&self, seen: &mut Seen) -> Vec<Range<usize>> {
        let text = self.text.as_ref();
        if !std::mem::replace(&mut seen.all, true) {
            return vec![Range { start: 0, end: text.len() }];
        }
        let mut out: Vec<Range<usize>> = Vec::new();
        let (mut back, mut ahead) = (0, 0);
        for edit in &self.edits {
            let start = edit.span.start + ahead - back;
            let end = start + edit.restored.len();
            back += edit.span.len();
            ahead += edit.restored.len();
            if seen.each == Part::Character {
                out.extend(Some(start..end).filter(|range| !range.is_empty()));
                continue;
            }
            match out.last_mut().filter(|last| start < last.end || last.end == text.len()) {
                Some(last) if end <= last.end => {}
                Some(last) => last.end = line_end(text, end),
                None => out.push(line_start(text, start)..line_end(text, end)),
            }
        }
        out
    }

    /// The patches that `find` has for what it has not seen.
    pub(super) fn patches(&self, seen: &mut Seen, find: impl Fn(&str) -> Vec<Patch>) -> Vec<Patch> {
        let mut out = Vec::new();
        for lines in self.unseen(seen) {
            let at = lines.start;
            let found = find(&self.text[lines]).into_iter();
            out.extend(found.map(|patch| Patch { start: at + patch.start, end: at + patch.end, ..patch }));
        }
        debug_assert_eq!(out, find(&self.text), "what nobody edited has nothing new");
        out
    }

    /// Whether `has` is true of a part that it has not seen.
    pub(super) fn any(&self, seen: &mut Seen, has: impl Fn(&str) -> bool) -> bool {
        self.unseen(seen).into_iter().any(|lines| has(&self.text[lines]))
    }

    /// The edits so far followed by `patches`.
    fn composed(&mut self, patches: Vec<Patch>) -> Vec<Edit> {
        let mut out: Vec<Edit> = Vec::with_capacity(self.edits.len() + patches.len());
        let mut old = std::mem::take(&mut self.edits).into_iter().peekable();
        let mut patches = patches.into_iter().peekable();
        // Bytes of the decoded text, and of this text, in the old edits behind us: what is at `x` here is at
        // `x + back - ahead` there.
        let (mut back, mut ahead) = (0_usize, 0_usize);
        while let Some(patch) = patches.next() {
            // Edits that end before the patch begins stand alone. So does a dropped reading just before it.
            while let Some(edit) =
                old.next_if(|edit| edit.span.start + ahead - back + edit.restored.len() <= patch.start)
            {
                back += edit.span.len();
                ahead += edit.restored.len();
                out.push(edit);
            }
            let (mut start, mut end) = (patch.start, patch.end);
            let decoded_of = |at: usize, back: usize, ahead: usize| at + back - ahead;
            let (back_before, ahead_before) = (back, ahead);
            let (mut rule, mut status) = (patch.rule, patch.status);
            let mut cluster = vec![patch];
            loop {
                if let Some(edit) = old.next_if(|edit| edit.span.start + ahead - back < end) {
                    let at = edit.span.start + ahead - back;
                    start = start.min(at);
                    end = end.max(at + edit.restored.len());
                    back += edit.span.len();
                    ahead += edit.restored.len();
                    if edit.rule.is_byte_repair() && !rule.is_byte_repair() {
                        rule = edit.rule;
                    }
                    status = status.max(edit.status);
                } else if let Some(next) = patches.next_if(|next| next.start < end) {
                    end = end.max(next.end);
                    status = status.max(next.status);
                    cluster.push(next);
                } else {
                    break;
                }
            }
            let mut restored = String::new();
            let mut at = start;
            for patch in &cluster {
                restored.push_str(&self.text[at..patch.start]);
                restored.push_str(&patch.restored);
                at = patch.end;
            }
            restored.push_str(&self.text[at..end]);
            let span = Span::new(decoded_of(start, back_before, ahead_before), decoded_of(end, back, ahead));
            out.push(Edit { span, restored, rule, status });
        }
        out.extend(old);
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::text::{apply, undo};

    /// Disjoint patches of `text`, made from pairs of numbers.
    fn patches(text: &str, numbers: &[(u8, u8, u8)]) -> Vec<Patch> {
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut out = Vec::new();
        let mut at = 0;
        for &(skip, len, new) in numbers {
            let start = at + usize::from(skip % 4);
            let end = start + usize::from(len % 4);
            if end >= bounds.len() {
                break;
            }
            if start == end && new % 3 == 0 {
                continue;
            }
            out.push(Patch {
                start: bounds[start],
                end: bounds[end],
                restored: "甲乙丙".chars().take(usize::from(new % 3)).collect(),
                rule: Rule::Gloss,
                status: Status::Proven,
            });
            // Two insertions at one place have no order.
            at = end + usize::from(start == end);
        }
        out
    }

    proptest! {
        #[test]
        fn drafts_apply_and_undo(
            text in "[ab質押(ì)]{0,30}",
            first in proptest::collection::vec(any::<(u8, u8, u8)>(), 0..8),
            second in proptest::collection::vec(any::<(u8, u8, u8)>(), 0..8),
        ) {
            let mut draft = Draft::new(&text);
            draft.apply(patches(&text, &first));
            let middle = draft.text.clone().into_owned();
            draft.apply(patches(&middle, &second));
            let (clean, map) = apply(&text, &draft.edits);
            prop_assert_eq!(&clean, draft.text.as_ref());
            prop_assert_eq!(undo(&clean, &text, &draft.edits), text.clone());
            prop_assert_eq!(map.len(), clean.len());
        }
    }
}
