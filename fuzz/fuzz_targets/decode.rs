//! Any bytes decode, and the offset map covers the text; so does that of the same bytes as Markdown.
#![no_main]

use std::path::Path;

use anli::decode::{decode, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes, Path::new("input.txt"));
    assert_eq!(decoded.map.len(), decoded.text.len());
    let Ok(document) = read(bytes, Path::new("input.md")) else { return };
    let text = &document.text.text;
    assert_eq!(document.text.map.len(), text.len());
    for span in document.literal.iter().chain(document.headings.iter().map(|heading| &heading.span)) {
        assert!(text.get(span.range()).is_some());
    }
});
