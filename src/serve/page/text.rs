//! Text of the corpus in HTML: what was searched is marked, suggested repairs are underlined with what the file has.

use maud::{Markup, html};

use super::view::View;
use crate::api::{Hit, Mark, Repair};
use crate::present::window;
use crate::present::wording::{machine_name, place_name};
use crate::text::{Local, Span, Status};

/// Columns of the text of a hit: some five lines.
const SHOWN: usize = 340;

/// The part of a hit around its marks.
pub(super) fn excerpt(hit: &Hit, view: &View) -> Markup {
    let marks: Vec<Span<Local>> = hit.marks.iter().map(|mark| mark.local).collect();
    let shown = window(&hit.text, &marks, SHOWN);
    html! {
        (by_machine(hit, view))
        @if shown.cut_before { "……" }
        (stretch(&hit.text, shown.span, &hit.marks, &hit.repairs, view))
        @if shown.cut_after { "……" }
    }
}

/// The whole of a passage.
pub(super) fn whole(hit: &Hit, view: &View) -> Markup {
    let text = stretch(&hit.text, Span::new(0, hit.text.len()), &hit.marks, &hit.repairs, view);
    html! { (by_machine(hit, view)) (text) }
}

/// Says of a passage that it was read by machine, and on which page.
fn by_machine(hit: &Hit, view: &View) -> Markup {
    let place = hit.place.as_ref().filter(|_| hit.by_machine);
    html! {
        @if let Some(place) = place { small { "[" (machine_name(view.lang)) " · " (place_name(place, view.lang)) "] " } }
    }
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
    let pieces = cuts.windows(2).map(|two| {
        let piece = Span::new(two[0], two[1]);
        (piece, repairs.iter().position(|repair| repair.local.overlaps(piece)))
    });
    let pieces: Vec<(Span<Local>, Option<usize>)> = pieces.collect();
    let words = |pieces: &[(Span<Local>, Option<usize>)]| {
        html! {
            @for (piece, _) in pieces {
                @let shown = text.get(piece.range()).unwrap_or_default();
                @if marks.iter().any(|mark| mark.local.overlaps(*piece)) { mark { (shown) } } @else { (shown) }
            }
        }
    };
    html! {
        // A mark may end in the midst of a repair, which is one all the same.
        @for same in pieces.chunk_by(|a, b| a.1 == b.1) {
            @match same.first().and_then(|piece| repairs.get(piece.1?)) {
                Some(repair) => { (suggested(&words(same), &repair.raw, view)) }
                None => { (words(same)) }
            }
        }
    }
}

/// A suggested repair, with what the file has in its place: read out behind the words, and seen when one points at them,
/// comes to them by the keyboard or touches them.
pub(super) fn suggested(words: &Markup, raw: &str, view: &View) -> Markup {
    html! {
        span.repair tabindex="0" {
            (words)
            span.note { (view.say("（修复建议；文件原文：", " (a suggested repair; the file has: ")) (raw) (view.say("）", ")")) }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::serve::params::Params;
    use crate::text::Rule;

    #[test]
    fn a_repair_is_one_whatever_is_marked_in_it() {
        let view = View::new("/".to_owned(), Params::new(Vec::new())).unwrap();
        let text = "企業創新狀況良好<b>";
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let repair = |word: &str, status| Repair {
            local: at(word),
            raw: "?<i>".to_owned(),
            restored: word.to_owned(),
            rule: Rule::Unaligned,
            status,
        };
        let mark = |word: &str| Mark { local: at(word), raw: None };
        let all = Span::new(0, text.len());
        for (marked, shown) in [
            ("新狀", "企業創<mark>新</mark><span class=\"repair\" tabindex=\"0\"><mark>狀</mark>況<span"),
            ("況良", "企業創新<span class=\"repair\" tabindex=\"0\">狀<mark>況</mark><span"),
            ("企業", "<mark>企業</mark>創新<span class=\"repair\" tabindex=\"0\">狀況<span"),
        ] {
            let html = stretch(text, all, &[mark(marked)], &[repair("狀況", Status::Suggested)], &view).0;
            assert!(html.starts_with(shown) && html.matches("class=\"note\"").count() == 1, "{html}");
            assert!(html.contains("?&lt;i&gt;") && html.ends_with("&lt;b&gt;"), "{html}");
        }
        let two = [repair("狀", Status::Suggested), repair("況", Status::Suggested), repair("企業", Status::Proven)];
        let html = stretch(text, all, &[], &two, &view).0;
        assert_eq!(html.matches("class=\"repair\"").count(), 2, "{html}");
    }
}
