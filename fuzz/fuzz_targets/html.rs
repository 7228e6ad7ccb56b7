//! Any source of a page gives a text whose map covers it, and spans that lie in it.
#![no_main]

use std::path::Path;

use anli::decode::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = read(bytes, Path::new("input.html")) else { return };
    let text = &document.text.text;
    assert_eq!(document.text.map.len(), text.len());
    for span in document.aside.iter().chain(document.headings.iter().map(|heading| &heading.span)) {
        assert!(text.get(span.range()).is_some());
    }
});
