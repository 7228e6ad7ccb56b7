//! The server: the same answers as the command line, in good order whatever it is sent.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{Project, python};
use crate::server::{Reply, Server, encoded};

/// An answer without what differs each time.
fn settled(mut answer: Value) -> Value {
    if let Some(took) = answer.get_mut("took_us") {
        *took = json!(0);
    }
    answer
}

/// The file names of a project are relative to it, and the server runs in it, so both say the same.
#[test]
fn the_api_answers_as_the_command_line_does() {
    let notice = Project::notice();
    let server = Server::of(notice, &[]);
    for (address, args) in [
        ("search?q=質押&city=寧波", &["search", "質押", "--filter", "city:寧波"][..]),
        ("search?q=質押&by=case&limit=3&offset=1", &["search", "質押", "--by", "case", "-n", "3", "--offset", "1"]),
        ("search?q=質押&explain=true&sort=date", &["search", "質押", "--explain", "--sort", "date"]),
        ("search?q=質 押 &scope=all&limit=all", &["search", "質 押", "--scope", "all", "-n", "all"]),
        ("search?q=質押&城市=寧波,台州", &["search", "質押", "--filter", "城市:寧波,台州"]),
        ("search?q=質押&script=hans&lang=zh", &["search", "質押", "--script", "hans", "--lang", "zh"]),
        ("search?q=甲乙丙丁戊&lang=zh", &["search", "甲乙丙丁戊", "--lang", "zh"]),
        ("cases", &["list"]),
        ("cases?city=寧波", &["list", "--filter", "city:寧波"]),
        ("cases/典型5", &["show", "典型5"]),
        ("cases/浙市監知運2023-12%2F典型5%237", &["show", "浙市監知運2023-12/典型5#7"]),
        ("facets?q=質押", &["facets", "質押"]),
        (
            "facts?kind=first&level=nation&sort=date",
            &["facts", "--kind", "first", "--level", "nation", "--sort", "date"],
        ),
        ("facts?q=amount>=1億", &["facts", "amount>=1億"]),
        ("table?q=質押&limit=3&reverse=true", &["table", "質押", "-n", "3", "--reverse"]),
        ("kwic?q=質押&sort=left", &["kwic", "質押", "--sort", "left"]),
        ("why-not?case=典型5&q=馬德里", &["why-not", "典型5", "馬德里"]),
        ("verify?quote=9.2億元", &["verify", "9.2億元"]),
        ("verify?quote=9.3億元", &["verify", "9.3億元"]),
        ("similar?case=典型5&limit=4", &["similar", "典型5", "-n", "4"]),
        ("groups", &["similar", "--all"]),
        ("compare?case=典型5&case=優秀3", &["compare", "典型5", "優秀3"]),
        ("keywords?q=典型5", &["keywords", "典型5"]),
        ("pivot?q=質押&rows=city&cols=instrument", &["pivot", "質押", "--rows", "city", "--cols", "instrument"]),
    ] {
        let here = settled(server.get(&format!("/api/{address}")).ok().json());
        let there = settled(notice.anli(&[args, &["--json"]].concat()).json());
        assert_eq!(here, there, "{address}");
    }
    for (address, args) in [
        ("table?format=csv&bom=true", &["table", "--format", "csv", "--bom"][..]),
        ("search?q=質押&format=md", &["search", "質押", "--format", "md"]),
        ("facts?format=jsonl", &["facts", "--format", "jsonl"]),
        ("search?q=質押&format=text", &["search", "質押"]),
    ] {
        let here = server.get(&format!("/api/{address}")).ok();
        // Only the time that it took may differ.
        let without = |text: &str| text.lines().filter(|line| !line.contains("ms")).collect::<Vec<_>>().join("\n");
        let there = notice.anli(args).stdout();
        assert_eq!(without(&here.text()), without(&there), "{address}");
        assert!(address.contains("text") || here.header("content-disposition").unwrap().contains("attachment"));
    }
    let cited = server.get("/api/cite?name=典型5&style=bibtex").ok().text();
    assert_eq!(cited, notice.anli(&["cite", "典型5", "--style", "bibtex"]).stdout());
}

#[test]
fn any_request_can_be_sent_and_says_what_an_address_says() {
    let notice = Project::notice();
    let server = Server::of(notice, &[]);
    for (request, address) in [
        (json!({ "command": "show", "name": "典型5" }), "cases/典型5"),
        (json!({ "command": "compare", "cases": ["典型5", "優秀3"] }), "compare?case=典型5&case=優秀3"),
        (json!({ "command": "corpus" }), "corpus"),
        (json!({ "command": "source", "name": "典型5" }), "source/典型5"),
        (json!({ "command": "inspect", "name": "典型5" }), "inspect/典型5"),
        (
            json!({ "command": "search", "query": "質押", "extras": ["facets"], "filters": [{ "field": "city", "values": ["寧波"] }] }),
            "search?q=質押&city=寧波",
        ),
    ] {
        let sent = server.post("/api/answer", "application/json", request.to_string().as_bytes()).ok().json();
        assert_eq!(settled(sent), settled(server.get(&format!("/api/{address}")).ok().json()), "{address}");
    }
    let verified = server.post("/api/verify", "text/plain", "質押登記金額達9.3億元".as_bytes()).ok().json();
    assert_eq!(verified["claims"][0]["verdict"], "differs", "{verified}");
    let similar = server.post("/api/similar", "text/plain", "以商標質押向銀行貸款，由政府貼息".as_bytes()).ok().json();
    assert!(similar["case"].is_null() && !similar["hits"].as_array().unwrap().is_empty());
}

/// What stands beside the text, joined, is the file.
#[test]
fn what_a_file_has_is_told_beside_the_text() {
    let notice = Project::notice();
    let server = Server::of(notice, &[]);
    let source = server.get("/api/source/典型5").ok().json();
    let shown = server.get("/api/cases/典型5").ok().json();
    let file = String::from_utf8(crate::common::notice_bytes()).unwrap();
    let joined = |passage: &Value, side: &str| -> String {
        passage["pieces"].as_array().unwrap().iter().map(|piece| piece[side].as_str().unwrap()).collect()
    };
    let passages = source["passages"].as_array().unwrap();
    assert!(passages.len() > 5);
    let mut dropped = 0;
    for (passage, hit) in passages.iter().zip(shown["passages"].as_array().unwrap()) {
        assert_eq!(passage["id"], hit["id"]);
        assert_eq!(joined(passage, "text"), hit["text"].as_str().unwrap());
        assert!(file.contains(&joined(passage, "raw")), "{}", joined(passage, "raw"));
        dropped += passage["pieces"].as_array().unwrap().iter().filter(|piece| piece["rule"] == "gloss").count();
    }
    assert!(dropped > 50, "{dropped}");
}

#[test]
fn errors_are_problems_with_codes() {
    let server = Server::of(Project::notice(), &[]);
    for (address, status, code) in [
        ("/api/search", 400, "empty-query"),
        ("/api/search?q=。", 400, "empty-query"),
        ("/api/search?q=質押&colour=red", 400, "invalid-value"),
        ("/api/search?q=質押&limit=many", 400, "invalid-value"),
        ("/api/search?q=質押&filter=colour:red", 400, "unknown-field"),
        ("/api/cases/典型99", 404, "unknown-id"),
        ("/api/similar?case=沒有這個", 404, "unknown-id"),
        ("/api/compare?case=典型5", 422, "incomparable"),
        ("/api/cite", 400, "no-name"),
        ("/api/pivot?rows=city", 400, "invalid-value"),
        ("/api/nothing", 404, "no-such-address"),
        ("/api/verify?quote=", 400, "invalid-value"),
    ] {
        let reply = server.get(address);
        assert_eq!(reply.status, status, "{address}: {}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{address}");
        let problem = reply.json();
        assert_eq!(problem["code"], code, "{address}");
        assert_eq!(problem["status"], status);
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
    for body in ["", "[]", "{\"command\": \"fly\"}", "{\"command\": \"search\", \"query\": 7}"] {
        assert_eq!(server.post("/api/answer", "application/json", body.as_bytes()).status, 400, "{body}");
    }
    // Two notices with a case of the same number.
    let text = |number: u32, city: &str| {
        format!(
            "关于发布典型案例的通知\n某知发〔2024〕{number}号\n案例一：{city}市开展专利质押\n（一）主要做法\n发放贷款500万元。\n案例二：{city}县开展商标质押\n（一）主要做法\n发放贷款300万元。\n"
        )
    };
    let (a, b) = (text(3, "甲"), text(4, "乙"));
    let two = Project::with(&[("a.txt", a.as_bytes()), ("b.txt", b.as_bytes())]);
    two.anli(&["list"]).code(0);
    let server = Server::of(&two, &[]);
    let reply = server.get("/api/cases/开展专利质押");
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_eq!(reply.json()["candidates"].as_array().unwrap().len(), 2);
    let page = server.get("/show/开展专利质押");
    assert!(page.status == 409 && page.text().matches("/show/").count() >= 2, "{}", page.text());
}

#[test]
fn answers_are_kept_as_long_as_the_index_is_the_same() {
    let project = Project::with(&[("a.txt", "甲區開展專利質押融資。\n".as_bytes())]);
    project.anli(&["list"]).code(0);
    let server = Server::of(&project, &[]);
    let first = server.get("/api/search?q=質押");
    let tag = first.header("etag").unwrap().to_owned();
    let again = server.send("GET", "/api/search?q=質押", &[("If-None-Match", &tag)], b"");
    assert_eq!(again.status, 304);
    assert_eq!(server.send("GET", "/api/search?q=商標", &[("If-None-Match", &tag)], b"").status, 200);
    // A new index is taken into use by itself.
    std::fs::write(project.path().join("corpus/b.txt"), "乙區開展商標質押融資。\n").unwrap();
    assert_eq!(settled(server.get("/api/search?q=質押").json())["total"], 1);
    project.index(&["build"]).code(0);
    server.until("/api/search?q=質押", |reply| reply.json()["total"] == 2);
    assert_eq!(server.send("GET", "/api/search?q=質押", &[("If-None-Match", &tag)], b"").status, 200);
    assert!(server.get("/metrics").text().contains("anli_index_switches_total 1"));
    // One that is not whole is not: the next generation, with a byte of it changed.
    let index = project.path().join("index");
    let (good, bad) = (crate::common::generation(&index), index.join("gen-99"));
    std::fs::create_dir(&bad).unwrap();
    for entry in std::fs::read_dir(&good).unwrap().map(Result::unwrap) {
        let mut bytes = std::fs::read(entry.path()).unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "store") {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
        std::fs::write(bad.join(entry.file_name()), bytes).unwrap();
    }
    let pointer = std::fs::read_to_string(index.join("CURRENT")).unwrap();
    let name = good.file_name().unwrap().to_str().unwrap();
    std::fs::write(index.join("CURRENT"), pointer.replace(name, "gen-99")).unwrap();
    server.until("/metrics", |reply| reply.text().contains("anli_index_refused_total 1"));
    assert_eq!(server.get("/api/search?q=質押").json()["total"], 2);
}

/// A page has a name, too; it is another one for another language, and for another index.
#[test]
fn pages_are_kept_as_long_as_the_index_is_the_same() {
    let project = Project::with(&[("a.txt", "甲區開展專利質押融資。\n".as_bytes())]);
    project.anli(&["list"]).code(0);
    let server = Server::of(&project, &[]);
    for page in ["/", "/?q=質押", "/corpus"] {
        let first = server.get(page).ok();
        let tag = first.header("etag").unwrap().to_owned();
        let again = server.send("GET", page, &[("If-None-Match", &tag)], b"");
        assert!(again.status == 304 && again.body.is_empty(), "{page}");
        assert_eq!(server.get(page).ok().text(), first.text(), "{page}");
        let other = format!("{page}{}lang=en", if page.contains('?') { '&' } else { '?' });
        assert_eq!(server.send("GET", &other, &[("If-None-Match", &tag)], b"").status, 200, "{other}");
    }
    let counted =
        |page: String| page.split("class=\"counts\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
    let before = counted(server.get("/").text());
    std::fs::write(project.path().join("corpus/b.txt"), "乙區開展商標質押融資。\n").unwrap();
    project.index(&["build"]).code(0);
    server.until("/metrics", |reply| reply.text().contains("anli_index_switches_total 1"));
    assert_ne!(counted(server.get("/").text()), before);
}

#[test]
fn answers_are_compressed_for_those_who_take_it_so() {
    let server = Server::of(Project::notice(), &[]);
    let reply = server.send("GET", "/?q=質押", &[("Accept-Encoding", "gzip")], b"");
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    assert!(reply.body.len() < 60_000, "{}", reply.body.len());
    assert!(server.get("/?q=質押").header("content-encoding").is_none());
}

#[test]
fn whoever_comes_by_another_name_is_not_answered() {
    let server = Server::of(Project::notice(), &["--allow-host", "anli.example", "--cors", "https://a.example"]);
    for (host, status) in
        [("evil.example", 421), ("127.0.0.1.evil.example", 421), ("anli.example", 200), ("localhost:1", 200)]
    {
        assert_eq!(server.send("GET", "/healthz", &[("Host", host)], b"").status, status, "{host}");
    }
    for (origin, status) in [
        ("http://evil.example", 403),
        ("null", 403),
        ("http://localhost@evil.example", 403),
        ("https://a.example", 200),
        ("http://127.0.0.1:7700", 200),
    ] {
        let reply = server.send("GET", "/api/search?q=質押", &[("Origin", origin)], b"");
        assert_eq!(reply.status, status, "{origin}");
        let allowed = reply.header("access-control-allow-origin");
        assert_eq!(allowed, (origin == "https://a.example").then_some(origin), "{origin}");
    }
    let sent = [("Sec-Fetch-Site", "cross-site"), ("Content-Type", "text/plain")];
    assert_eq!(server.send("POST", "/draft", &sent, b"9").status, 403);
    // Others may reach only a server that has a name.
    let run = Project::notice().anli(&["serve", "--addr", "0.0.0.0:0"]).code(2);
    assert!(run.stderr().contains("--allow-host"), "{}", run.stderr());
}

#[test]
fn pages_may_load_nothing_but_their_own() {
    let server = Server::of(Project::notice(), &[]);
    let page = server.get("/?q=質押").ok();
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    let text = page.text();
    assert!(!text.contains(" style=\"") && !text.contains(" onclick") && !text.contains("<style"), "inline");
    for address in text.split(['"', '\'']).filter(|part| part.starts_with("/assets/")) {
        assert!(server.get(address).ok().header("cache-control").unwrap().contains("immutable"), "{address}");
    }
}

#[test]
fn whatever_is_sent_stays_text() {
    let server = Server::of(Project::notice(), &[]);
    let megabyte = "質".repeat(1 << 20);
    for query in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE cases; --",
        "\u{0}\u{1b}[31m\u{202e}質押",
        "質押</title><script>",
        "((((((((((((((((((((",
        "%",
    ] {
        for page in [
            "/?q=",
            "/kwic?q=",
            "/table?q=",
            "/facts?q=",
            "/stats?q=",
            "/keywords?q=",
            "/verify?quote=",
            "/similar?case=",
            "/compare?case=",
            "/cite?name=",
            "/show/",
        ] {
            let reply = server.get(&format!("{page}{}", encoded(query)));
            assert!(reply.status < 500, "{page}{query}: {}", reply.text());
            let text = reply.text();
            for bad in ["<script>", "<img", "\u{1b}", "\u{202e}", "\u{0}"] {
                assert!(!text.contains(bad), "{page}{query} has {bad:?}");
            }
        }
    }
    assert!(server.get(&format!("/?q={megabyte}")).status >= 400);
    let long = "質".repeat(5000);
    assert_eq!(server.get(&format!("/api/search?q={}", encoded(&long))).status, 400);
    for address in
        ["/api/search?q=質押&limit=18446744073709551615&offset=18446744073709551615", "/?q=質押&offset=99999999999"]
    {
        assert_eq!(server.get(address).status, 200, "{address}");
    }
    // Every list, beyond its end and without one.
    let most = usize::MAX;
    for (list, about) in [
        ("search", "q=質押"),
        ("search", "q=質押&by=case"),
        ("cases", ""),
        ("facets", "q=質押"),
        ("facts", ""),
        ("table", ""),
        ("table", "sort=pledge"),
        ("pivot", "rows=city&cols=instrument"),
        ("kwic", "q=質押"),
        ("verify", "quote=9.2億元"),
        ("similar", "case=典型5"),
        ("keywords", "q=典型5"),
        ("corpus", ""),
    ] {
        let beyond = if list == "verify" { format!("limit={most}") } else { format!("limit={most}&offset={most}") };
        for rows in [beyond.clone(), format!("{beyond}&reverse=true"), "limit=99999999999999999999".to_owned()] {
            if list == "verify" && rows.contains("reverse") {
                continue;
            }
            let status = server.get(&format!("/api/{list}?{about}&{rows}")).status;
            assert_eq!(status, if rows.starts_with("limit=9") { 400 } else { 200 }, "{list}?{about}&{rows}");
        }
    }
    for page in [
        "/?q=質押",
        "/table?sort=pledge",
        "/facts?",
        "/kwic?q=質押",
        "/keywords?q=典型5",
        "/similar?case=典型5",
        "/corpus?",
    ] {
        for rows in
            [format!("&limit={most}&offset={most}"), format!("&limit={most}"), format!("&offset={most}&reverse=true")]
        {
            assert_eq!(server.get(&format!("{page}{rows}")).status, 200, "{page}{rows}");
        }
    }
    for path in [
        "/../../etc/passwd",
        "/assets/../../etc/passwd",
        "/show/../../etc/passwd",
        "/assets/x/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ] {
        let reply = server.get(path);
        assert!(reply.status == 404 && !reply.text().contains("root:"), "{path}: {}", reply.status);
    }
}

#[test]
fn what_is_too_large_is_refused_and_files_cannot_be_named() {
    let server = Server::of(Project::notice(), &[]);
    let large = vec![b'9'; 100 << 20];
    let reply = server.post("/api/verify", "text/plain", &large);
    assert_eq!(reply.status, 413);
    assert_eq!(server.post("/api/answer", "application/json", &vec![b' '; 4 << 20]).status, 413);
    let bomb = crate::bombs::list_of_long_numbers();
    let reply = server.post("/api/verify?name=a.docx", "application/octet-stream", &bomb);
    assert!((400..500).contains(&reply.status), "{}: {}", reply.status, reply.text());
    // A name tells of what kind the bytes are, and nothing else.
    let reply = server.post("/api/verify?name=/etc/passwd", "text/plain", "9.2億元".as_bytes()).ok();
    assert_eq!(reply.json()["claims"][0]["text"], "9.2億元");
    for name in ["/etc/passwd", "../../etc/passwd", "corpus", "file:///etc/passwd"] {
        let request = json!({ "command": "inspect", "name": name });
        let reply = server.post("/api/answer", "application/json", request.to_string().as_bytes());
        assert_eq!(reply.status, 404, "{name}: {}", reply.text());
    }
}

#[test]
fn many_and_slow_clients_keep_nobody_else_waiting() {
    let server = Server::of(Project::notice(), &[]);
    // Heads that never end.
    let idle: Vec<TcpStream> = (0..1000)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(server.addr).ok()?;
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").ok()?;
            Some(stream)
        })
        .collect();
    assert!(idle.len() > 500, "{}", idle.len());
    // Expensive questions.
    std::thread::scope(|scope| {
        for address in ["/api/groups", "/api/search?q=的&limit=all", "/api/keywords?q=質押&limit=all"] {
            let server = &server;
            scope.spawn(move || server.get(address).ok());
        }
        for _ in 0..20 {
            assert_eq!(server.get("/healthz").status, 200);
            server.get("/api/search?q=質押").ok();
        }
    });
    // A client that sends its body one byte at a time holds up no other.
    let mut slow = TcpStream::connect(server.addr).unwrap();
    slow.write_all(b"POST /api/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n9").unwrap();
    server.post("/api/verify", "text/plain", "9.2億元".as_bytes()).ok();
    drop(idle);
}

#[test]
#[cfg(unix)]
fn it_ends_in_good_order() {
    let mut server = Server::of(Project::notice(), &[]);
    // A connection that is open and asks nothing, and an answer that is under way.
    let mut open = TcpStream::connect(server.addr).unwrap();
    open.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    open.write_all(b"GET /api/groups HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(50));
    server.terminate();
    let mut answer = Vec::new();
    let _ = open.read_to_end(&mut answer);
    assert!(String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 200"), "what was under way is answered");
    assert_eq!(server.wait(), Some(0));
}

#[test]
fn the_document_names_every_address() {
    let server = Server::of(Project::notice(), &[]);
    let document = server.get("/openapi.json").ok().json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, item) in document["paths"].as_object().unwrap() {
        if item.get("get").is_some() {
            let reply = server.get(&path.replace("{id}", "典型5"));
            assert!(reply.status < 500 && reply.header("content-type").is_some(), "{path}: {}", reply.status);
            assert!(reply.status != 404, "{path}");
        }
    }
    let metrics = server.get("/metrics").ok().text();
    assert!(metrics.contains("anli_requests_total{route=\"/api/search\""), "{metrics}");
    assert_eq!(server.get("/healthz").ok().text(), "ok\n");
}

/// Every page, in both languages and in each script, answers and says what it is.
#[test]
fn every_page_is_there_without_a_script() {
    let server = Server::of(Project::notice(), &[]);
    for page in [
        "/",
        "/?q=質押",
        "/?q=質押&by=case&city=寧波市",
        "/show/典型5",
        "/show/典型5?view=raw",
        "/show/浙市監知運2023-12",
        "/compare?case=典型5&case=優秀3",
        "/compare",
        "/table",
        "/table?q=質押&sort=pledge&reverse=true&hide=city,county",
        "/stats",
        "/stats?rows=city&cols=instrument&field=actor",
        "/facts",
        "/facts?kind=first",
        "/kwic?q=質押",
        "/keywords?q=典型5",
        "/keywords",
        "/similar",
        "/similar?case=典型5",
        "/draft",
        "/groups",
        "/why-not?case=典型5&q=馬德里",
        "/verify?quote=9.2億元",
        "/verify?quote=9.3億元",
        "/cite?name=典型5",
        "/corpus",
        "/inspect/典型5",
        "/help",
        "/openapi",
    ] {
        for (suffix, lang) in
            [("", "zh-Hans"), ("lang=en", "en"), ("script=hant", "zh-Hant"), ("script=hans", "zh-Hans")]
        {
            let address = match (suffix, page.contains('?')) {
                ("", _) => page.to_owned(),
                (suffix, true) => format!("{page}&{suffix}"),
                (suffix, false) => format!("{page}?{suffix}"),
            };
            let reply = server.get(&address).ok();
            let text = reply.text();
            assert!(text.contains(&format!("<html lang=\"{lang}\">")), "{address}");
            assert!(text.contains("<h1"), "{address}");
            assert!(page != "/?q=質押" || text.len() < 100_000, "{}", text.len());
        }
    }
    let found = server.get("/?q=質押&city=寧波市").ok().text();
    assert!(found.contains("<mark>質押</mark>") && found.contains("城市：寧波市"), "{found}");
    // A figure that stands nowhere is set beside the one that does, in its sentence.
    let near = server.get("/verify?quote=9.3億元").ok().text();
    let told = near.split("class=\"claims\"").nth(1).unwrap();
    assert!(told.contains("<mark>9.2億元</mark>") && told.contains("質押登記金額"), "{told}");
    let cited = server.get("/cite?name=典型5").ok().text();
    assert!(cited.contains("TY  - ") && cited.contains("BibTeX（biber）") && !cited.contains('\r'), "{cited}");
    let form = |text: &str| {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--x\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"
        );
        body.into_bytes()
    };
    let kind = "multipart/form-data; boundary=x";
    let checked: Reply = server.post("/draft", kind, &form("質押登記金額達9.3億元，另有9.2億元。")).ok();
    assert!(checked.text().contains("claim differs") && checked.text().contains("claim stands"), "{}", checked.text());
    let near = server.post("/similar", kind, &form("以商標質押向銀行貸款，由政府貼息。")).ok().text();
    assert!(near.contains("class=\"similar\""), "{near}");
}

/// Made-up requests of every kind that the document allows, by a program that knows nothing but the document.
#[test]
#[cfg_attr(not(has_python), ignore = "needs python3 with venv")]
fn every_answer_is_as_the_document_says() {
    let program = python::environment("schemathesis", &["schemathesis>=4,<5"]).join("schemathesis");
    let server = Server::of(Project::notice(), &[]);
    let here = tempfile::tempdir().unwrap();
    let url = format!("http://{}", server.addr);
    // What a schema allows may mean nothing: an empty query, a name that nobody has.
    let output = Command::new(&program)
        .current_dir(here.path())
        .args(["run", &format!("{url}/openapi.json"), "--url", &url, "--exclude-checks", "positive_data_acceptance"])
        .args([
            "--phases",
            "coverage,fuzzing",
            "--max-examples",
            "10",
            "--generation-deterministic",
            "--request-timeout",
            "30",
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
