//! Any text gives a notice, with whatever is set aside in it: its passages and the gaps between them are the text, cases
//! hold their passages, ids are unique, and what was read was read in the text.
#![no_main]

use anli::notice::{Metadata, parse};
use anli::text::Span;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u16, u16, u8)| {
    let (text, from, len, level) = input;
    let (start, end) = (usize::from(from).min(text.len()), (usize::from(from) + usize::from(len)).min(text.len()));
    let inside = text.is_char_boundary(start) && text.is_char_boundary(end);
    let spans = if inside { vec![Span::new(start, end)] } else { Vec::new() };
    let meta = Metadata {
        headings: spans.iter().map(|&span| (span, level % 7)).collect(),
        aside: if level & 8 == 0 { Vec::new() } else { spans.clone() },
        literal: if level & 16 == 0 { Vec::new() } else { spans },
        ..Metadata::default()
    };
    let (notice, oddities) = parse(text, &[], &meta, "stem");
    let mut at = 0;
    for passage in &notice.passages {
        assert!(passage.span.start >= at && passage.span.end > passage.span.start);
        assert!(text[at..passage.span.start].trim().is_empty(), "a gap holds text");
        at = passage.span.end;
        if let Some(case) = passage.case {
            assert!(notice.cases[case].span.contains(passage.span));
        }
    }
    assert!(text[at..].trim().is_empty(), "a gap holds text at the end");
    let mut ids: Vec<&str> = notice.passages.iter().map(|passage| passage.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), notice.passages.len());
    assert!(!notice.cases.is_empty() && !notice.title.is_empty());
    for oddity in oddities {
        assert!(text.get(oddity.span.range()).is_some());
    }
    let readings = &notice.readings;
    for reading in [&readings.title, &readings.number, &readings.issuer, &readings.issued, &readings.published] {
        if let Some(span) = reading.as_ref().and_then(|reading| reading.span) {
            assert!(text.get(span.range()).is_some());
        }
    }
});
