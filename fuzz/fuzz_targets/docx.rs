//! Any bytes as a Word document, and as the body of one, are read or refused.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;

use anli::decode::read;
use libfuzzer_sys::fuzz_target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    let _ = read(&[b"PK\x03\x04", bytes].concat(), Path::new("input.docx"));
    // Few mutations of an archive get past its checksums, so the body is packed here.
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = archive
        .start_file("word/document.xml", SimpleFileOptions::default())
        .and_then(|()| Ok(archive.write_all(bytes)?))
        .and_then(|()| archive.finish());
    let Ok(packed) = packed else { return };
    if let Ok(document) = read(packed.get_ref(), Path::new("input.docx")) {
        assert!(document.origin.place_at(0).is_some());
    }
});
