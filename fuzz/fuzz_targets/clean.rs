//! What holds of the cleaning of any text: it ends, undoing the edits gives the text back, the map is total and lies on
//! character boundaries, cleaning twice is cleaning once, and what is named lies in the text.
#![no_main]

use anli::clean::clean;
use anli::text::{Span, undo};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let cleaned = clean(input);
    assert_eq!(undo(&cleaned.text, input, &cleaned.edits), input);
    assert_eq!(cleaned.map.len(), cleaned.text.len());
    let mut end = 0;
    for (at, c) in cleaned.text.char_indices() {
        let there = cleaned.map.map(Span::new(at, at + c.len_utf8()));
        assert!(input.is_char_boundary(there.start) && input.is_char_boundary(there.end));
        assert!(there.end >= end && there.end <= input.len());
        end = there.end;
    }
    for span in cleaned.foreign.iter().chain(&cleaned.unrepaired) {
        assert!(cleaned.text.get(span.range()).is_some());
    }
    let again = clean(&cleaned.text);
    assert_eq!(again.text, cleaned.text);
    assert!(again.edits.is_empty());
});
