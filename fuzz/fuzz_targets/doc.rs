//! Any bytes as the streams of a Word document until 2003 are read or refused.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;

use anli::decode::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // As a whole, and as the two streams that matter: few mutations keep the tables of sectors in order.
    let _ = read(&[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", bytes].concat(), Path::new("input.doc"));
    let half = bytes.len() / 2;
    let mut main = vec![0xEC, 0xA5, 0xC1, 0];
    main.extend(&bytes[..half]);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    for (name, bytes) in [("WordDocument", &main[..]), ("0Table", &bytes[half..]), ("1Table", &bytes[half..])] {
        file.create_stream(name).and_then(|mut stream| stream.write_all(bytes)).expect("memory takes it");
    }
    if let Ok(document) = read(&file.into_inner().into_inner(), Path::new("input.doc")) {
        assert!(document.origin.place_at(0).is_some());
    }
});
