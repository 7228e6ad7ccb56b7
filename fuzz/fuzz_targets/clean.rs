//! Any text can be cleaned, the edits can be undone, and cleaning twice is cleaning once.
#![no_main]

use anli::clean::clean;
use anli::text::undo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let cleaned = clean(input);
    assert_eq!(undo(&cleaned.text, input, &cleaned.edits), input);
    assert_eq!(clean(&cleaned.text).text, cleaned.text);
});
