//! Files that are sent: each is read as what it is, whichever way it comes, and none does any harm.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::common::{Project, shared};
use crate::server::{Reply, Server};

/// A sentence with a wrong figure and one with a right one.
const WRONG: &str = "質押登記金額達9.3億元。";
const RIGHT: &str = "質押登記金額達9.2億元。";

const FORM: &str = "multipart/form-data; boundary=x";

/// A form as browsers send it, with a file of this name and type, and something in the box.
fn form(name: &str, kind: &str, file: &[u8]) -> Vec<u8> {
    let before = format!(
        "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n另一份草稿。\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    [before.as_bytes(), file, b"\r\n--x--\r\n"].concat()
}

fn json_of(name: Option<&str>, file: &[u8]) -> Vec<u8> {
    json!({ "file": BASE64_STANDARD.encode(file), "name": name }).to_string().into_bytes()
}

/// What is told of each claim.
fn verdicts(reply: &Reply) -> Vec<(String, String)> {
    let answer = reply.json();
    let claims = answer["claims"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    claims.map(|claim| (text(&claim["verdict"]), text(&claim["text"]))).collect()
}

/// Name, media type and bytes of a draft in every form.
fn drafts() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let (gbk, _, _) = encoding_rs::GBK.encode("质押登记金额达9.3亿元。另有质押登记金额达9.2亿元。");
    let page = format!(
        "<!DOCTYPE html><html><head><title>7.7億元</title><script>var a = '8.8億元'</script></head><body><p>{WRONG}</p><p>{RIGHT}</p></body></html>"
    );
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    vec![
        ("draft.docx", word, crate::formats::docx(&[WRONG, RIGHT])),
        ("draft.pdf", "application/pdf", crate::formats::pdf(&[WRONG, RIGHT], "")),
        ("draft.html", "text/html", page.into_bytes()),
        ("draft.md", "text/markdown", format!("# 草稿\n\n**質押登記**金額達9.3億元。\n\n{RIGHT}\n").into_bytes()),
        ("draft.txt", "text/plain", format!("{WRONG}\n{RIGHT}").into_bytes()),
        ("gbk.txt", "text/plain", gbk.into_owned()),
    ]
}

#[test]
fn a_draft_is_read_as_what_it_is_whichever_way_it_comes() {
    let server = Server::of(Project::notice(), &[]);
    for (name, kind, bytes) in drafts() {
        let replies = [
            server.post(&format!("/api/verify?name={name}"), "application/octet-stream", &bytes),
            // Without a name the media type tells what the bytes leave open.
            server.post("/api/verify", kind, &bytes),
            server.post("/api/verify", FORM, &form(name, kind, &bytes)),
            server.post("/api/verify", FORM, &form("草稿", kind, &bytes)),
            server.post("/api/verify", "application/json", &json_of(Some(name), &bytes)),
        ];
        for (way, reply) in replies.into_iter().enumerate() {
            let told = verdicts(&reply.ok());
            assert_eq!(told.len(), 2, "{name}, way {way}: {told:?}");
            let (wrong, right) = (&told[0], &told[1]);
            assert_eq!((wrong.0.as_str(), right.0.as_str()), ("differs", "stands"), "{name}, way {way}: {told:?}");
            assert!(wrong.1.contains("9.3") && right.1.contains("9.2"), "{name}: {told:?}");
        }
        // The page marks it, and has its text in the box again.
        let page = server.post("/draft", FORM, &form(name, kind, &bytes)).ok().text();
        assert!(page.contains("claim differs") && page.contains("claim stands"), "{name}: {page}");
        assert!(!page.contains("另一份草稿") && !page.contains("PK\u{3}") && !page.contains("%PDF"), "{name}");
        assert!(page.split("<textarea").nth(1).unwrap().contains("9.3"), "{name}");
        // What is said of it can be had as a file, by the same form.
        let mut addresses = page.split("formaction=\"/api/").skip(1).map(|rest| rest.split('"').next().unwrap());
        let address = addresses.find(|address| address.contains("csv")).unwrap().replace("&amp;", "&");
        let csv = server.post(&format!("/api/{address}"), FORM, &form(name, kind, &bytes)).ok();
        assert!(
            csv.header("content-disposition").unwrap().contains(".csv") && csv.text().contains("differs"),
            "{address}"
        );
        let near = server.post("/similar", FORM, &form(name, kind, &bytes)).ok().text();
        assert!(near.contains("class=\"similar\"") || near.contains("class=\"warning\""), "{name}: {near}");
    }
    // A DOCX says its words, and not its markup.
    let project = crate::formats::docx(&["以商標質押向銀行貸款，由政府貼息，農戶增收。"]);
    let near = server.post("/api/similar?limit=3", "application/json", &json_of(None, &project)).ok().json();
    assert_eq!(near["hits"].as_array().unwrap().len(), 3);
}

/// Documents as Word itself saves them, where they are at hand.
#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn a_law_from_word_is_a_draft_like_any_other() {
    let folder = shared("formats/law-docx-pdf");
    let server = Server::of(Project::notice(), &[]);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !name.ends_with(".docx") || seen == 3 {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        let page = server.post("/draft", FORM, &form(&name, "application/octet-stream", &bytes)).ok().text();
        let text = page.split("class=\"checked\"").nth(1).unwrap();
        assert!(text.contains("第一条") || text.contains("第一條"), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// Every file below `folder`, and its size.
fn files(folder: &Path) -> BTreeMap<String, u64> {
    let all = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    all.map(|entry| (entry.path().display().to_string(), entry.metadata().unwrap().len())).collect()
}

#[test]
fn what_is_sent_is_written_nowhere() {
    let project = Project::with(&[("a.txt", "甲區開展專利質押融資。\n".as_bytes())]);
    project.anli(&["list"]).code(0);
    let own = tempfile::tempdir().unwrap();
    let server = Server::with(&project, &[], &[("TMPDIR", own.path().to_str().unwrap())]);
    let before = files(project.path());
    for (name, kind, bytes) in drafts() {
        server.post("/draft", FORM, &form(name, kind, &bytes)).ok();
        server.post("/similar", FORM, &form(name, kind, &bytes)).ok();
        server.post("/api/verify", "application/json", &json_of(Some(name), &bytes)).ok();
    }
    // Too large for memory that is given away lightly, and for a form's field.
    let large = form("a.txt", "text/plain", "質押9億元。\n".repeat(1 << 20).as_bytes());
    server.post("/draft", FORM, &large);
    assert_eq!(files(project.path()), before);
    assert_eq!(files(own.path()).len(), 1, "the folder itself");
}

#[test]
fn what_cannot_be_read_is_said_and_does_no_harm() {
    let server = Server::of(Project::notice(), &[]);
    // A file with a password: the container in which Office puts what it has encrypted.
    let locked = include_bytes!("files/refused/locked.xlsx").to_vec();
    let word = crate::formats::docx(&[WRONG]);
    for (what, bytes, said) in [
        ("locked", locked, "密码"),
        ("a bomb", crate::bombs::list_of_long_numbers(), ""),
        ("cut short", word[..word.len() / 2].to_vec(), ""),
        ("another archive", crate::formats::archive("a.txt", b"9"), ""),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), ""),
        ("nothing", b" \n ".to_vec(), ""),
    ] {
        for address in ["/api/verify?lang=zh", "/api/similar?lang=zh"] {
            for (kind, body) in [
                ("application/octet-stream", bytes.clone()),
                (FORM, form("a.docx", "application/octet-stream", &bytes)),
                ("application/json", json_of(Some("a.docx"), &bytes)),
            ] {
                let reply = server.post(address, kind, &body);
                assert!((400..500).contains(&reply.status), "{what}, {address}, {kind}: {}", reply.status);
                assert_eq!(reply.header("content-type"), Some("application/problem+json"));
                let detail = reply.json()["detail"].as_str().unwrap().to_owned();
                assert!(detail.contains(said) && !detail.is_empty(), "{what}: {detail}");
            }
        }
        for address in ["/draft", "/similar"] {
            let reply = server.post(address, FORM, &form("a.docx", "application/octet-stream", &bytes));
            let page = reply.text();
            // The form is not far.
            assert!(page.contains(&format!("href=\"{address}\"")) || page.contains("<textarea"), "{what}: {page}");
            assert!(reply.status < 500 && page.contains(said), "{what}: {page}");
        }
    }
    for body in [
        "{\"file\": \"not base64\"}",
        "{\"file\": \"YQ==\", \"path\": \"/etc/passwd\"}",
        "{\"text\": \"a\", \"file\": \"YQ==\"}",
    ] {
        assert_eq!(server.post("/api/verify", "application/json", body.as_bytes()).status, 400, "{body}");
    }
    // A hundred megabytes, whichever way they come.
    let large = vec![b'9'; 100 << 20];
    for (kind, body) in [(FORM, form("a.txt", "text/plain", &large)), ("application/json", json_of(None, &large))] {
        assert_eq!(server.post("/api/verify", kind, &body).status, 413, "{kind}");
    }
    assert_eq!(server.post("/draft", FORM, &form("a.txt", "text/plain", &large)).status, 413);
    server.get("/api/search?q=質押").ok();
}
