//! Text of the corpus in HTML: what was searched is marked, suggested repairs are underlined with what the file has.

use maud::{Markup, html};

use super::view::View;
use crate::api::{Hit, Mark, Repair};
use crate::present::window;
use crate::text::{Local, Span, Status};

/// Columns of the text of a hit: some five lines.
const SHOWN: usize = 340;

/// The part of a hit around its marks.
pub(super) fn excerpt(hit: &Hit, view: &View) -> Markup {
    let marks: Vec<Span<Local>> = hit.marks.iter().map(|mark| mark.local).collect();
    let shown = window(&hit.text, &marks, SHOWN);
    html! {
        @if shown.cut_before { "……" }
        (stretch(&hit.text, shown.span, &hit.marks, &hit.repairs, view))
        @if shown.cut_after { "……" }
    }
}

/// The whole of a passage.
pub(super) fn whole(hit: &Hit, view: &View) -> Markup {
    stretch(&hit.text, Span::new(0, hit.text.len()), &hit.marks, &hit.repairs, view)
}

/// A part of a text with marks and repairs.
pub(super) fn stretch(text: &str, span: Span<Local>, marks: &[Mark], repairs: &[Repair], view: &View) -> Markup {
    // Marks and repairs may overlap: the text is cut wherever one of them begins or ends.
    let repairs: Vec<&Repair> = repairs.iter().filter(|repair| repair.status == Status::Suggested).collect();
    let edges = marks.iter().map(|mark| mark.local).chain(repairs.iter().map(|repair| repair.local));
    let mut cuts: Vec<usize> =
        edges.flat_map(|edge| [edge.start, edge.end]).filter(|&at| at > span.start && at < span.end).collect();
    cuts.extend([span.start, span.end]);
    cuts.sort_unstable();
    cuts.dedup();
    html! {
        @for two in cuts.windows(2) {
            @let piece = Span::new(two[0], two[1]);
            @let shown = text.get(piece.range()).unwrap_or_default();
            @let marked = marks.iter().any(|mark| mark.local.overlaps(piece));
            @let body = html! { @if marked { mark { (shown) } } @else { (shown) } };
            @match repairs.iter().find(|repair| repair.local.overlaps(piece)) {
                Some(repair) => {
                    @let is_end = repair.local.end == piece.end || span.end == piece.end;
                    (suggested(&body, is_end.then_some(repair.raw.as_str()), view))
                }
                None => { (body) }
            }
        }
    }
}

/// A suggested repair, with what the file has in its place: read out behind the words, and seen when one points at them,
/// comes to them by the keyboard or touches them.
pub(super) fn suggested(words: &Markup, raw: Option<&str>, view: &View) -> Markup {
    html! {
        span.repair tabindex=[raw.map(|_| "0")] {
            (words)
            @if let Some(raw) = raw {
                span.note { (view.say("（修复建议；文件原文：", " (a suggested repair; the file has: ")) (raw) (view.say("）", ")")) }
            }
        }
    }
}
