//! Any bytes decode, and the offset map covers the text.
#![no_main]

use std::path::Path;

use anli::decode::decode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes, Path::new("input.txt"));
    assert_eq!(decoded.map.len(), decoded.text.len());
});
