//! Any bytes as the page of an OFD, as its root and as its list of pages are read or refused.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;

use anli::decode::read;
use libfuzzer_sys::fuzz_target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROOT: &[u8] = b"<OFD><DocRoot>D.xml</DocRoot></OFD>";
const LIST: &[u8] = b"<Document><Pages><Page BaseLoc=\"P.xml\"/><Page BaseLoc=\"P.xml\"/></Pages></Document>";

fuzz_target!(|bytes: &[u8]| {
    for parts in [[ROOT, LIST, bytes], [bytes, LIST, LIST], [ROOT, bytes, LIST]] {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in ["OFD.xml", "D.xml", "P.xml"].into_iter().zip(parts) {
            archive.start_file(name, SimpleFileOptions::default()).expect("memory takes it");
            archive.write_all(part).expect("memory takes it");
        }
        let packed = archive.finish().expect("memory takes it");
        if let Ok(document) = read(packed.get_ref(), Path::new("input.ofd")) {
            assert!(document.origin.place_at(0).is_some());
        }
    }
});
