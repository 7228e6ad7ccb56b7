//! What a document says of itself, on pages and letters of many shapes; all of them invented.

use std::fmt::Write as _;
use std::path::Path;

use anli::ingest;

/// The documents: a name, what is right of each, and the text.
static DOCUMENTS: &str = include_str!("gold/documents.txt");

/// The fields that a document may have.
const FIELDS: [&str; 5] = ["number", "title", "issuer", "issued", "published"];

struct Expected<'d> {
    name: &'d str,
    /// The value of each of [`FIELDS`].
    values: [Option<&'d str>; 5],
    text: &'d str,
}

fn documents() -> Vec<Expected<'static>> {
    let documents = DOCUMENTS.split("=== ").skip(1).map(|block| {
        let (head, text) = block.split_once("\n---\n").unwrap();
        let (name, fields) = head.split_once('\n').unwrap();
        let mut values = [None; 5];
        for line in fields.lines() {
            let (field, value) = line.split_once(": ").unwrap();
            values[FIELDS.iter().position(|known| *known == field).unwrap()] = Some(value);
        }
        Expected { name, values, text }
    });
    documents.collect()
}

#[test]
fn what_documents_say_of_themselves() {
    let (mut wrong, mut right) = (String::new(), 0);
    for Expected { name, values, text } in documents() {
        let document = ingest::document(text.as_bytes().to_vec(), Path::new(name)).unwrap();
        let notice = &document.notice;
        let found = [
            notice.number.as_deref(),
            Some(notice.title.as_str()),
            notice.issuer.as_deref(),
            notice.issued.as_deref(),
            notice.published.as_deref(),
        ];
        let readings = [
            &notice.readings.number,
            &notice.readings.title,
            &notice.readings.issuer,
            &notice.readings.issued,
            &notice.readings.published,
        ];
        for (i, field) in FIELDS.iter().enumerate() {
            assert_eq!(found[i].is_some(), readings[i].is_some(), "{name}: a {field} was read somewhere");
            // A document without a title is called by how it begins.
            if found[i] == values[i] || *field == "title" && values[i].is_none() {
                right += 1;
            } else {
                writeln!(wrong, "{name}: {field} is {:?}, not {:?}", found[i], values[i]).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{right} are right\n{wrong}");
    assert!(right >= 5 * 40, "{right}");
}
