//! What a document says of itself, on pages and letters of many shapes; all of them invented.

use std::ffi::OsStr;
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
            // A document without a title goes by the name of its file.
            let nameless =
                *field == "title" && values[i].is_none() && Path::new(name).file_stem() == found[i].map(OsStr::new);
            if found[i] == values[i] || nameless {
                right += 1;
            } else {
                writeln!(wrong, "{name}: {field} is {:?}, not {:?}", found[i], values[i]).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{right} are right\n{wrong}");
    assert!(right >= 5 * 40, "{right}");
}

/// A page that no script has filled says nothing: no number, no title, and a remark.
#[test]
fn a_page_that_was_never_rendered() {
    let page = "<html><head><title>川北省金融监管局</title></head><body><div>当前位置：首页 {{x.name}}</div>\
        <table><tr><td>公文名称：</td><td>{{data.title}}</td></tr><tr><td>文 号：</td><td>{{data.no | no}}</td></tr>\
        </table><div>{{data.content}}</div><div>版权与免责声明</div></body></html>";
    let document = ingest::document(page.as_bytes().to_vec(), Path::new("page.html")).unwrap();
    let notice = &document.notice;
    assert_eq!((notice.number.as_deref(), notice.issuer.as_deref()), (None, None));
    assert!(!notice.title.contains("{{"), "{}", notice.title);
    let said: Vec<String> = document.remarks.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|remark| remark.contains("has no text")), "{said:?}");
}

/// Each value of a page says where it was read and how sure it is, in the report on the file.
#[test]
fn an_inspection_says_where_values_were_read() {
    let page = documents().into_iter().find(|document| document.name == "page-stated.html").unwrap();
    let project = crate::common::Project::with(&[("a.html", page.text.as_bytes())]);
    let report = project.index(&["inspect", "corpus/a.html", "--json"]).code(0).json();
    let readings = report["readings"].as_array().unwrap();
    let fields: Vec<&str> = readings.iter().map(|read| read["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["title", "number", "issuer", "issued", "published"]);
    for read in readings {
        assert!(["certain", "likely"].contains(&read["sureness"].as_str().unwrap()), "{read}");
    }
    let number = &readings[1];
    assert_eq!((number["source"].as_str(), number["value"].as_str()), (Some("label"), Some("川药监通告2024年第12号")));
    let at = |name: &str| usize::try_from(number[name].as_u64().unwrap()).unwrap();
    assert!(page.text[at("raw_start")..at("raw_end")].contains("川药监通告2024年第12号"));
    let said = project.index(&["inspect", "corpus/a.html", "--lang", "en"]).code(0).stdout();
    assert!(said.contains("number: 川药监通告2024年第12号 (a label, line "), "{said}");
    let said = project.index(&["inspect", "corpus/a.html", "--lang", "zh"]).code(0).stdout();
    assert!(said.contains("文号：川药监通告2024年第12号（标签，第 "), "{said}");
}
