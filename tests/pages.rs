//! The pages in a real browser: typing, composing, keys, going back, and for everybody: no complaint of the browser, none of
//! the rules of accessibility broken, nothing wider than a telephone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use base64::Engine as _;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::common::Project;
use crate::server::Server;

/// Pages of every kind.
const PAGES: [&str; 24] = [
    "/",
    "/?q=質押",
    "/?q=質押&by=case&city=寧波市",
    "/?q=金額大於1億",
    "/?q=甲乙丙丁戊",
    "/?q=狀況 綠色通道",
    "/?q=保費補貼&lang=en",
    "/show/典型2",
    "/show/典型2?view=raw&script=hans",
    "/show/浙市監知運2023-12",
    "/compare?case=典型2&case=優秀3",
    "/table?sort=pledge&hide=province",
    "/stats?rows=city&cols=instrument",
    "/facts?kind=first",
    "/cite?name=典型5",
    "/kwic?q=質押",
    "/keywords?q=典型5",
    "/similar?case=典型5",
    "/draft",
    "/groups",
    "/why-not?case=典型5&q=馬德里",
    "/verify?quote=9.3億元",
    "/corpus",
    "/inspect/典型2",
];

fn server() -> Server {
    Server::of(Project::notice(), &[])
}

/// The rules of accessibility, fetched once.
fn axe() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe");
        let file = folder.join("node_modules/axe-core/axe.min.js");
        if !file.exists() {
            fs::create_dir_all(&folder).unwrap();
            let mut npm = Command::new("npm");
            npm.args(["install", "--no-save", "--silent", "--prefix"]).arg(&folder).arg("axe-core@4");
            assert!(npm.status().expect("npm").success(), "axe-core cannot be fetched");
        }
        fs::read_to_string(file).unwrap()
    })
}

/// What breaks the rules on the page that is open.
fn violations(browser: &Browser) -> Vec<String> {
    browser.devtools("Runtime.evaluate", &json!({ "expression": axe() }));
    let found = browser.run_later(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
            .then((found) => done(found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)} (${one.nodes.length}) ${one.nodes[0].failureSummary}`)));",
    );
    found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn results_come_while_one_types_and_go_back() {
    let (server, browser) = (server(), Browser::new(1280, 900, false));
    browser.open(&server.url("/"));
    browser.click("#q");
    browser.keys("質押");
    browser.until("return document.querySelectorAll('.hit mark').length > 5");
    assert!(browser.url().ends_with("/?q=質押"), "{}", browser.url());
    browser.keys(" 保險");
    browser.until("return document.title.startsWith('質押 保險')");
    // One step back is the page before one typed.
    browser.back();
    browser.until("return document.querySelector('.hero')");
    assert_eq!(browser.run("return document.getElementById('q').value"), "");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn an_input_method_composes_in_peace() {
    let (server, browser) = (server(), Browser::new(1280, 900, false));
    browser.open(&server.url("/"));
    browser.run(
        "window.asked = 0; const fetched = window.fetch; window.fetch = (...all) => { window.asked += 1; return fetched(...all); };
         const box = document.getElementById('q'); box.focus();
         box.dispatchEvent(new CompositionEvent('compositionstart'));
         for (const part of ['z', 'zh', 'zhi', 'zhi ya']) {
           box.value = part;
           box.dispatchEvent(new InputEvent('input', { isComposing: true, data: part }));
         }",
    );
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(browser.run("return window.asked"), 0, "nothing is asked while one composes");
    // While a word is being composed its keys are not ours.
    browser.run(
        "const box = document.getElementById('q');
         box.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', isComposing: true, bubbles: true }));
         box.value = '質押';
         box.dispatchEvent(new CompositionEvent('compositionend', { data: '質押' }));",
    );
    browser.until("return document.querySelectorAll('.hit').length");
    assert_eq!(browser.run("return window.asked"), 1);
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn from_a_word_to_a_comparison() {
    let (server, browser) = (server(), Browser::new(1280, 900, false));
    browser.open(&server.url("/?q=質押"));
    let all = browser.run("return document.querySelector('.summary').innerText");
    browser.click(".facets a[href*='city=']");
    browser.until("return document.querySelector('.chip.on')");
    assert!(browser.url().contains("&city="), "{}", browser.url());
    browser.back();
    browser.until("return !document.querySelector('.chip.on')");
    assert_eq!(browser.run("return document.querySelector('.summary').innerText"), all);
    // Two cases are chosen and compared.
    browser.open(&server.url("/?q=保險&by=case&limit=20"));
    browser.click(".hit:nth-child(1) .choose input");
    browser.click(".hit:nth-child(2) .choose input");
    browser.click(".compare button");
    browser.until("return document.querySelectorAll('table.compare thead th').length === 3");
    // A case, and what its file has.
    browser.open(&server.url("/show/典型2"));
    assert!(browser.run("return document.querySelectorAll('.figures li').length").as_u64().unwrap() > 10);
    browser.click(".actions a[href*='view=raw']");
    browser.until("return document.querySelectorAll('.raw del').length > 50");
    let sides = browser.run(
        "const row = [...document.querySelectorAll('.row.pair')].find((row) => row.innerText.includes('(chuàng )'));
         return [row.children[0].innerText, row.children[1].innerText]",
    );
    assert!(sides[0].as_str().unwrap().contains("(chuàng )") && !sides[1].as_str().unwrap().contains('('), "{sides}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn the_keyboard_is_enough() {
    const DOWN: &str = "\u{E015}";
    const ENTER: &str = "\u{E007}";
    const ESCAPE: &str = "\u{E00C}";
    const TAB: &str = "\u{E004}";
    let (server, browser) = (server(), Browser::new(1280, 900, false));
    browser.open(&server.url("/table"));
    browser.keys("/");
    browser.until("return document.activeElement.id === 'q'");
    browser.keys("質押");
    browser.keys(ENTER);
    browser.until("return document.querySelectorAll('.hit').length");
    browser.keys("/");
    browser.keys(DOWN);
    browser.keys(DOWN);
    let second = browser.run("return document.activeElement === document.querySelectorAll('.hit h2 a')[1]");
    assert_eq!(second, true);
    browser.keys(ESCAPE);
    browser.until("return document.activeElement.id === 'q'");
    browser.keys(DOWN);
    let title = browser.run("return document.activeElement.innerText");
    browser.keys(ENTER);
    browser.until("return document.querySelector('article.case h1')");
    assert_eq!(browser.run("return document.querySelector('article.case h1').innerText"), title);
    // The first thing that one comes to leads past the head of the page.
    browser.open(&server.url("/help"));
    browser.keys(TAB);
    assert_eq!(browser.run("return document.activeElement.className"), "skip");
    browser.keys(ENTER);
    browser.until("return document.activeElement.id === 'main' || location.hash === '#main'");
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn a_draft_is_marked_where_it_is_wrong() {
    let (server, browser) = (server(), Browser::new(1280, 900, false));
    browser.open(&server.url("/draft"));
    browser.run("document.getElementById('text').value = '質押登記金額達9.3億元。另一處寫作9.2億元。'");
    browser.click("form.draft button");
    browser.until("return document.querySelectorAll('.checked .claim').length === 2");
    let marked = browser.run(
        "return [...document.querySelectorAll('.checked .claim')].map((one) => one.className + one.firstChild.data)",
    );
    assert_eq!(marked, json!(["claim differs9.3億元", "claim stands9.2億元"]));
    // The draft goes with whoever wants to read on in another language.
    browser.click(".switches button[lang=en]");
    browser.until(
        "return document.documentElement.lang === 'en' && document.querySelectorAll('.checked .claim').length === 2",
    );
    browser.click(".switches button[title=简体]");
    browser.until(
        "return document.querySelector('.claims').innerText.includes('质押') && document.documentElement.lang === 'en'",
    );
    if cfg!(has_node) {
        assert_eq!(violations(&browser), Vec::<String>::new());
    }
    // The same from a file.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("draft.docx");
    fs::write(&file, crate::formats::docx(&["質押登記金額達9.3億元。"])).unwrap();
    browser.open(&server.url("/draft"));
    browser.choose("input[type=file]", file.to_str().unwrap());
    browser.click("form.draft button");
    browser.until("return document.querySelectorAll('.checked .claim.differs').length === 1");
    // The same from a file that is dropped, wherever on the page.
    browser.open(&server.url("/draft"));
    browser.run(&format!(
        "const bytes = Uint8Array.from(atob('{}'), (c) => c.charCodeAt(0));
         const files = new DataTransfer();
         files.items.add(new File([bytes], '草稿.docx'));
         document.querySelector('h1').dispatchEvent(new DragEvent('drop', {{ dataTransfer: files, bubbles: true, cancelable: true }}));",
        base64::prelude::BASE64_STANDARD.encode(fs::read(&file).unwrap())
    ));
    browser.until("return document.querySelectorAll('.checked .claim.differs').length === 1");
    assert_eq!(browser.run("return document.querySelector('.checked').textContent.includes('PK')"), false);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// What a suggested repair stands for is seen by those who point, who use the keyboard and who touch, is read out, can be
/// put away, and is not copied.
#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn a_suggested_repair_shows_what_the_file_has() {
    const ESCAPE: &str = "\u{E00C}";
    const TAB: &str = "\u{E004}";
    let server = server();
    for (page, width) in [
        ("/?q=狀況 綠色通道", 1280),
        ("/?q=狀況 綠色通道", 360),
        ("/show/浙市監知運2023-12?view=raw", 1280),
        ("/show/典型4", 700),
    ] {
        let browser = Browser::new(width, 740, false);
        browser.open(&server.url(page));
        browser.until("return document.querySelector('.text .repair .note')");
        browser.run(
            "window.seen = () => {
               const note = document.querySelector('.text .repair .note');
               const at = note.getBoundingClientRect();
               return at.width > 20 && getComputedStyle(note).clipPath === 'none' && at.right <= document.documentElement.clientWidth && at.left >= 0;
             };
             const one = document.querySelector('.text .repair');
             one.scrollIntoView({ block: 'center' });",
        );
        assert_eq!(browser.run("return seen()"), false, "{page}: it is not in the way");
        // It is there for those who listen all the same: hidden from the eye, not from the tree.
        let tree = browser.run(
            "const style = getComputedStyle(document.querySelector('.text .repair .note'));
             return style.display !== 'none' && style.visibility === 'visible' && document.querySelector('.text .repair .note').textContent.includes('文件原文')",
        );
        assert_eq!(tree, true, "{page}");
        browser.point(".text .repair");
        assert_eq!(browser.run("return seen()"), true, "{page}: pointed at");
        browser.keys(ESCAPE);
        assert_eq!(browser.run("return seen()"), false, "{page}: put away");
        browser.point("h1, footer");
        // By the keyboard.
        browser.run(
            "const before = document.createElement('a'); before.href = '#'; before.textContent = 'x';
             const one = document.querySelector('.text .repair'); one.before(before); before.focus();",
        );
        browser.keys(TAB);
        assert_eq!(browser.run("return document.activeElement.className"), "repair", "{page}");
        assert_eq!(browser.run("return seen()"), true, "{page}: by the keyboard");
        browser.keys(TAB);
        assert_eq!(browser.run("return seen()"), false, "{page}: left");
        // By a finger.
        browser.click(".text .repair");
        assert_eq!(browser.run("return seen()"), true, "{page}: touched");
        let copied = browser.run(
            "getSelection().selectAllChildren(document.querySelector('.text .repair').closest('.text')); return getSelection().toString()",
        );
        assert!(!copied.as_str().unwrap().contains("文件原文"), "{page}: {copied}");
    }
}

#[test]
#[cfg_attr(not(all(has_browser, has_node)), ignore = "needs chromium, chromedriver, node and npm")]
fn every_page_is_for_everybody() {
    let server = server();
    let mut wrong = Vec::new();
    for (width, dark) in [(1280, false), (1280, true), (360, false), (360, true)] {
        let browser = Browser::new(width, 800, dark);
        for page in PAGES {
            browser.open(&server.url(page));
            let what = format!("{page} at {width}{}", if dark { ", dark" } else { "" });
            wrong.extend(violations(&browser).into_iter().map(|one| format!("{what}: {one}")));
            wrong.extend(browser.complaints().into_iter().map(|one| format!("{what}: {one}")));
            let wide = browser.run("return document.documentElement.scrollWidth").as_u64().unwrap();
            if wide > u64::from(width) {
                let widest = browser.run(
                    "return [...document.querySelectorAll('main *')].filter((one) => !one.closest('.scroll') && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120))[0]",
                );
                wrong.push(format!("{what}: {wide} wide: {widest}"));
            }
            let paper = browser.run("return getComputedStyle(document.body).backgroundColor");
            let light = paper.as_str().unwrap().contains("25");
            assert_eq!(light, !dark, "{what}: {paper}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The pictures of the README, where `ANLI_PICTURES` names the folder that they go to.
#[test]
#[cfg_attr(not(has_browser), ignore = "needs chromium and chromedriver")]
fn pages_can_be_looked_at() {
    let server = server();
    let folder = std::env::var_os("ANLI_PICTURES").map(PathBuf::from);
    for (width, height) in [(1280, 900), (360, 740)] {
        for dark in [false, true] {
            let browser = Browser::new(width, height, dark);
            for (name, page) in [
                ("search", "/?q=質押"),
                ("case", "/show/典型2"),
                ("raw", "/show/典型2?view=raw"),
                ("compare", "/compare?case=典型2&case=優秀3"),
                ("table", "/table?sort=pledge&hide=province"),
                ("draft", "/draft"),
            ] {
                browser.open(&server.url(page));
                if name == "draft" {
                    browser.run("document.getElementById('text').value = '截至2022年末，舟山市質押登記金額達9.3億元，惠及企業47家，專利質押登記金額5.1億元。'");
                    browser.click("form.draft button");
                    browser.until("return document.querySelectorAll('.checked .claim').length > 2");
                }
                let picture = browser.picture();
                assert!(picture.starts_with(b"\x89PNG") && picture.len() > 10_000, "{page}");
                if let Some(folder) = &folder {
                    let scheme = if dark { "dark" } else { "light" };
                    fs::create_dir_all(folder).unwrap();
                    fs::write(folder.join(format!("{name}-{width}-{scheme}.png")), picture).unwrap();
                }
            }
            let painted: Value =
                browser.run("return performance.getEntriesByType('paint').map((one) => one.startTime)");
            assert!(!painted.as_array().unwrap().is_empty());
        }
    }
}
