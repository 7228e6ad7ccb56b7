//! Any bytes as the records of a workbook until 2003 are read or refused.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;

use anli::decode::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut stream = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0];
    stream.extend(bytes);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    file.create_stream("Workbook").and_then(|mut to| to.write_all(&stream)).expect("memory takes it");
    if let Ok(document) = read(&file.into_inner().into_inner(), Path::new("input.xls")) {
        assert!(document.origin.place_at(0).is_some());
    }
});
