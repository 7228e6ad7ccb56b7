//! Any text parses, its hints point into it, and what is printed parses back.
#![no_main]

use anli::query::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (query, hints) = parse(input);
    for hint in hints {
        assert!(input.get(hint.at.0..hint.at.1).is_some());
    }
    assert_eq!(parse(&query.to_string()).0, query);
});
