//! A corpus is a folder: copies, bad files, links, names, damaged indexes.

use std::fs;
use std::path::Path;

use crate::common::{Project, generation, notice_bytes, shared};

/// A notice of some length with the number `number`, cut from sentences that do not repeat.
fn notice(number: u32, figure: u32) -> String {
    let mut text = format!(
        "某省市场监督管理局关于做好第{number}号工作的通知\n某市监发〔2023〕{number}号\n各市、县（市、区）市场监督管理局：\n"
    );
    for (i, word) in ["质押融资", "商标保护", "专利导航", "保险补偿", "地理标志", "数据登记", "执法协作", "人才培养"]
        .iter()
        .enumerate()
    {
        let other = ["企业", "高校", "银行", "园区", "协会", "农户", "平台", "法院"][(i * 3 + number as usize) % 8];
        text.push_str(&format!(
            "要围绕{word}加强与{other}的协作，第{i}项任务由分管负责同志牵头，在年底之前拿出{other}开展{word}的办法并报告。\n"
        ));
    }
    text.push_str(&format!("全年安排经费{figure}万元。\n某省市场监督管理局\n2023年6月30日\n"));
    text
}

/// The same with readings behind many characters, as mirror sites have it.
fn glossed(text: &str) -> String {
    let readings =
        [('业', "yè"), ('发', "fā"), ('单', "dān"), ('产', "chǎn"), ('动', "dòng"), ('协', "xié"), ('办', "bàn")];
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if let Some((_, reading)) = readings.iter().find(|(glossed, _)| *glossed == c) {
            out.push_str(&format!("({reading})"));
        }
    }
    out
}

fn listed(project: &Project) -> Vec<(String, String, Vec<String>)> {
    let listing = project.anli(&["list", "--json"]).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let notices = listing["notices"].as_array().unwrap();
    notices
        .iter()
        .map(|notice| {
            let copies = notice["copies"].as_array().unwrap().iter().map(text).collect();
            (text(&notice["id"]), text(&notice["file"]), copies)
        })
        .collect()
}

fn entry(id: &str, file: &str, copies: &[&str]) -> (String, String, Vec<String>) {
    (id.to_owned(), file.to_owned(), copies.iter().map(|&copy| copy.to_owned()).collect())
}

#[test]
fn the_same_notice_is_linked_and_not_counted_twice() {
    let clean = notice(1, 50);
    let project = Project::with(&[
        ("a/damaged.txt", glossed(&clean).as_bytes()),
        ("b/clean.txt", clean.as_bytes()),
        ("b/other.txt", notice(2, 50).as_bytes()),
    ]);
    let run = project.index(&["build", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("3 files") && run.stderr().contains("1 of the files is a copy"), "{}", run.stderr());
    let both = [
        entry("某市监发2023-1", "corpus/b/clean.txt", &["corpus/a/damaged.txt"]),
        entry("某市监发2023-2", "corpus/b/other.txt", &[]),
    ];
    let mut found = listed(&project);
    found.sort();
    assert_eq!(found, both);
    assert_eq!(project.count(&["--scope", "all", "\"各市、县\""]), 2);
    assert!(project.anli(&["list", "--lang", "en"]).stdout().contains("copy: corpus/a/damaged.txt"));
    project.index(&["check", "--audit"]).code(0);

    // Nothing changed: nothing is read.
    assert!(project.index(&["build", "--lang", "en"]).code(0).stderr().contains("nothing has changed"));

    // Without the original the copy takes its place and its id.
    fs::remove_file(project.path().join("corpus/b/clean.txt")).unwrap();
    let mut found = listed(&project);
    found.sort();
    assert_eq!(found[0], entry("某市监发2023-1", "corpus/a/damaged.txt", &[]));
    assert_eq!(project.count(&["--scope", "all", "\"各市、县\""]), 2);

    // A better file takes the place of the one that is indexed.
    fs::write(project.path().join("corpus/z.txt"), &clean).unwrap();
    let mut found = listed(&project);
    found.sort();
    assert_eq!(found[0], entry("某市监发2023-1", "corpus/z.txt", &["corpus/a/damaged.txt"]));
    assert_eq!(project.count(&["--scope", "all", "\"各市、县\""]), 2);
    // Its text is no longer the same: both are there.
    let other = "某省市场监督管理局关于公布收费标准的通知\n某市监发〔2023〕1号\n各直属单位：\n现将重新核定的检验检测收费标准公布如下，\
        自印发之日起执行，此前的规定同时废止。各单位应当在门户网站和办事大厅公示收费项目、依据和投诉电话，不得擅自增加项目、\
        提高标准或者扩大范围；对小微企业减半收取，对残疾人、退役军人和高校毕业生创办的个体工商户免收。\n";
    fs::write(project.path().join("corpus/z.txt"), other).unwrap();
    assert_eq!(listed(&project).len(), 3);
    project.index(&["check", "--audit"]).code(0);
}

#[test]
fn files_with_one_stem_and_other_text_both_stay() {
    let form = |party: &str, figure: u32| {
        notice(3, figure).replace("某市监发〔2023〕3号\n", "").replace("某省市场监督管理局\n", &format!("{party}\n"))
    };
    let project = Project::with(&[
        ("a/index.txt", form("甲公司", 10).as_bytes()),
        ("b/index.txt", form("乙公司", 20).as_bytes()),
        ("c/index.txt", form("甲公司", 10).as_bytes()),
    ]);
    project.index(&["build"]).code(0);
    assert_eq!(
        listed(&project),
        [entry("index", "corpus/a/index.txt", &["corpus/c/index.txt"]), entry("index-2", "corpus/b/index.txt", &[]),]
    );
}

#[test]
fn one_bad_file_is_named_and_the_others_go_on() {
    let project = Project::with(&[
        ("good.txt", notice(1, 1).as_bytes()),
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10"),
        (".hidden.txt", notice(7, 1).as_bytes()),
        ("~$lock.txt", b"\0\0\0"),
    ]);
    let run = project.index(&["build", "--lang", "en"]).code(2);
    let said = run.stderr();
    assert!(said.contains("corpus/empty.txt: ") && said.contains("corpus/picture.txt: "), "{said}");
    assert!(said.contains("1 file,") && said.contains("2 could not be read"), "{said}");
    assert!(!said.contains("hidden") && !said.contains("lock"), "{said}");
    assert_eq!(listed(&project).len(), 1);
    // They are named again, but not read again.
    let run = project.index(&["build", "--lang", "en"]).code(2);
    assert!(run.stderr().contains("nothing has changed") && run.stderr().contains("picture.txt"), "{}", run.stderr());
    let zh = project.index(&["build", "--lang", "zh"]).code(2).stderr();
    assert!(zh.contains("1 个文件") && zh.contains("2 个未能读入"), "{zh}");
}

#[test]
fn a_folder_that_was_emptied_leaves_an_empty_index() {
    let project = Project::with(&[("one.txt", notice(1, 1).as_bytes())]);
    project.index(&["build"]).code(0);
    fs::remove_file(project.path().join("corpus/one.txt")).unwrap();
    let run = project.index(&["build", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("0 files") && run.stderr().contains("1 removed"), "{}", run.stderr());
    project.anli(&["search", "质押"]).code(1);
    project.anli(&["list"]).code(1);
    project.index(&["check", "--audit"]).code(0);
    // Without an index to bring up to date, an empty folder is a mistake.
    project.index(&["build", "--index", "new"]).code(2);
}

#[test]
fn an_index_inside_the_corpus_is_not_indexed() {
    let project = Project::with(&[("one.txt", notice(1, 1).as_bytes())]);
    project.index(&["build", "corpus", "--index", "corpus/index"]).code(0);
    let run = project.index(&["build", "corpus", "--index", "corpus/index", "--lang", "en"]).code(0);
    assert!(run.stderr().contains(": 1 file,"), "{}", run.stderr());
}

#[test]
fn the_default_index_is_brought_up_to_date_from_the_folder_it_was_built_from() {
    let project = Project::with(&[("one.txt", notice(1, 1).as_bytes())]);
    let other = project.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("two.txt"), notice(2, 1)).unwrap();
    project.index(&["build", "other"]).code(0);
    assert_eq!(listed(&project), [entry("某市监发2023-2", "other/two.txt", &[])]);
    fs::write(other.join("three.txt"), notice(3, 1)).unwrap();
    assert_eq!(listed(&project).len(), 2);
    // Another folder is taken when it is named.
    let named = project.anli(&["list", "--json", "--corpus", "corpus"]).json();
    assert_eq!(named["total"], 1);
    // An index whose corpus is gone is searched as it is.
    fs::rename(project.path().join("corpus"), project.path().join("gone")).unwrap();
    let run = project.anli(&["search", "质押", "--lang", "en"]).code(0);
    assert!(run.stderr().contains("the corpus is gone"), "{}", run.stderr());
}

#[test]
fn a_named_index_knows_its_corpus_from_anywhere() {
    let project = Project::with(&[("one.txt", notice(1, 1).as_bytes())]);
    project.index(&["build"]).code(0);
    let elsewhere = tempfile::tempdir().unwrap();
    let index = project.path().join("index");
    let run = |file: &str| {
        let output = assert_cmd::Command::cargo_bin("anli")
            .unwrap()
            .current_dir(elsewhere.path())
            .args(["search", "质押", "--lang", "en", "--index", file])
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(run(index.to_str().unwrap()), "");
    fs::write(project.path().join("corpus/two.txt"), notice(2, 1)).unwrap();
    assert!(run(index.to_str().unwrap()).contains("the corpus has changed"));
    assert!(project.index(&["check", "--lang", "en"]).code(0).stdout().contains("the corpus has changed"));
}

#[test]
fn a_change_inside_a_large_corpus_is_seen_by_check() {
    let project = Project::with(&[]);
    for i in 0..1_005 {
        fs::write(project.path().join(format!("corpus/{i}.txt")), format!("第{i}份文件说的是{}。\n", i * 7)).unwrap();
    }
    project.index(&["build"]).code(0);
    assert!(!project.index(&["check", "--lang", "en"]).code(0).stdout().contains("has changed"));
    fs::write(project.path().join("corpus/500.txt"), "说的是另外一件事情。\n").unwrap();
    // A search looks at folders only; a check looks at every file.
    assert_eq!(project.anli(&["search", "另外一件", "--lang", "en"]).code(1).stderr().matches("updating").count(), 0);
    assert!(project.index(&["check", "--lang", "en"]).code(0).stdout().contains("has changed"));
    let run = project.index(&["build", "--lang", "en"]).code(0);
    assert!(run.stderr().contains(" 1 read"), "{}", run.stderr());
    project.anli(&["search", "另外一件"]).code(0);
}

#[cfg(unix)]
#[test]
fn links_names_and_folders_of_all_kinds() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let project = Project::with(&[("a/one.txt", notice(1, 1).as_bytes()), ("b/two.txt", notice(2, 1).as_bytes())]);
    let corpus = project.path().join("corpus");
    symlink("..", corpus.join("a/loop")).unwrap();
    symlink("nowhere", corpus.join("dangling.txt")).unwrap();
    fs::create_dir(corpus.join("empty")).unwrap();
    // Two names that look alike once they are made readable, one of them in a folder of such a name.
    let odd = corpus.join(OsStr::from_bytes(b"b/\xb9\xab\xce\xc4.txt"));
    let folder = corpus.join(OsStr::from_bytes(b"\xb9"));
    fs::write(&odd, notice(3, 1)).unwrap();
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xba.txt")), notice(4, 1)).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xbb.txt")), notice(5, 1)).unwrap();
    let run = project.index(&["build", "--lang", "en"]).code(2);
    let said = run.stderr();
    assert!(said.contains("a/loop: a link that leads back to") && said.contains("dangling.txt: "), "{said}");
    assert!(said.contains("2 could not be read"), "{said}");
    assert_eq!(listed(&project).len(), 5);
    let again = project.index(&["build", "--lang", "en"]).code(2).stderr();
    assert!(again.contains("nothing has changed"), "{again}");
    fs::remove_file(folder.join(OsStr::from_bytes(b"\xba.txt"))).unwrap();
    fs::write(&odd, notice(6, 1)).unwrap();
    let again = project.index(&["build", "--lang", "en"]).code(2).stderr();
    assert!(again.contains(" 1 read") && again.contains("1 removed"), "{again}");
    let mut ids: Vec<String> = listed(&project).into_iter().map(|(id, ..)| id).collect();
    ids.sort();
    assert_eq!(ids, [1, 2, 5, 6].map(|number| format!("某市监发2023-{number}")));
    project.index(&["check", "--audit"]).code(0);
}

/// Every file of the generation in use.
fn index_files(index: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(generation(index)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_check_names_every_kind_of_damage() {
    let project = Project::with(&[("notice.txt", &notice_bytes())]);
    project.index(&["build"]).code(0);
    project.index(&["check"]).code(0);
    let index = project.path().join("index");
    for path in index_files(&index) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0x55;
        for damaged in [None, Some(&whole[..whole.len() / 2]), Some(&whole[..0]), Some(&flipped[..])] {
            match damaged {
                None => fs::remove_file(&path).unwrap(),
                Some(bytes) => fs::write(&path, bytes).unwrap(),
            }
            let run = project.index(&["check", "--lang", "en"]);
            let said = format!("{}{}", run.stdout(), run.stderr());
            let what = format!("{name}, {:?} bytes: {said}", damaged.map(<[u8]>::len));
            assert!(run.exit() == 2 && said.contains(&name) && !said.contains("panicked"), "{what}");
        }
        fs::write(&path, &whole).unwrap();
    }
    project.index(&["check"]).code(0);
    for pointer in ["", "gen-99\n", "../corpus\n", "\u{0}"] {
        fs::write(index.join("CURRENT"), pointer).unwrap();
        let run = project.index(&["check", "--lang", "en"]).code(2);
        assert!(run.stderr().contains("damaged") && run.stderr().contains("anli-index build"), "{}", run.stderr());
    }
    project.index(&["build"]).code(0);
    project.index(&["check"]).code(0);
}

#[test]
fn twins_are_linked_in_every_script_and_state() {
    let clean: Vec<String> = (1..=5).map(|number| notice(number, number * 10)).collect();
    let mut files = Vec::new();
    for (number, text) in clean.iter().enumerate() {
        let hant = anli::text::to_hant(text).into_owned();
        files.push((format!("simplified/{number}.txt"), text.clone()));
        files.push((format!("damaged/{number}.txt"), glossed(&hant)));
        files.push((format!("traditional/{number}.txt"), hant));
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let project = Project::with(&files);
    project.index(&["build"]).code(0);
    let listed = listed(&project);
    assert_eq!(listed.len(), 5, "{listed:?}");
    for (_, file, copies) in &listed {
        let number = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        assert_eq!(copies.len(), 2, "{listed:?}");
        assert!(copies.iter().all(|copy| number(copy) == number(file)), "{listed:?}");
    }
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn real_twins_are_linked_in_every_script_and_state() {
    let pairs = shared("damage/pairs");
    let project = Project::with(&[]);
    let kinds = ["clean_simplified", "converted_traditional", "damaged"];
    for kind in kinds {
        let folder = project.path().join("corpus").join(kind);
        fs::create_dir_all(&folder).unwrap();
        for file in fs::read_dir(pairs.join(kind)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    }
    project.index(&["build"]).code(0);
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let (mut pages, mut whole, mut damaged) = (0, 0, 0);
    for (_, file, copies) in listed(&project) {
        assert!(copies.iter().all(|copy| name(copy) == name(&file)), "{file} is no original of {copies:?}");
        let has = |kind: &str| file.contains(kind) || copies.iter().any(|copy| copy.contains(kind));
        if has("clean_simplified") {
            pages += 1;
            whole += usize::from(has("converted_traditional"));
            damaged += usize::from(has("damaged"));
        }
    }
    assert_eq!((pages, whole), (90, 90));
    // A page whose damage could not be undone in many places is no copy that one could tell.
    assert!(damaged >= 85, "{damaged} of 90 damaged pages are linked");
}

#[test]
fn a_collection_of_another_province_is_read_through_its_damage() {
    let body = "2022年以来，当地市场监管部门建立会商机制，推动银行发放贷款，单位和企业办事更加便利，协会发挥了作用。\n";
    let mut text =
        "江苏省知识产权局关于发布知识产权运用示范案例的通知\n苏知发〔2022〕31号\n各设区市知识产权局：\n".to_owned();
    text.push_str("现将示范案例予以发布，请各单位认真学习，结合实际推动工作，办好企业急难愁盼的事情。\n江苏省知识产权局\n2022年9月1日\n");
    let titles = ["南京市玄武区打造证券化产品", "苏州市昆山市发布维权办法", "无锡市推动商标质押"];
    for (i, title) in titles.iter().enumerate() {
        text.push_str(&format!("示范案例{}：{title}……{}\n", ["一", "二", "三"][i], i + 3));
    }
    for (i, title) in titles.iter().enumerate() {
        text.push_str(&format!("示范案例{}：{title}\n【主要做法】\n{body}【工作成效】{body}", ["一", "二", "三"][i]));
    }
    for text in [text.clone(), glossed(&text), glossed(&anli::text::to_hant(&text))] {
        let project = Project::with(&[("a.txt", text.as_bytes())]);
        let listing = project.anli(&["list", "--json", "--script", "hans"]).json();
        let notice = &listing["notices"][0];
        assert_eq!(notice["issuer"], "江苏省知识产权局");
        assert_eq!(notice["issued"], "2022-09-01");
        let cases: Vec<String> = notice["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| {
                format!("{} {} {}", case["id"].as_str().unwrap(), case["city"], case["county"]).replace('"', "")
            })
            .map(|case| anli::text::fold(&case))
            .collect();
        let expected = ["示范1 南京市 玄武区", "示范2 苏州市 昆山市", "示范3 无锡市 null"];
        let names: Vec<&str> = cases.iter().map(|case| case.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, expected, "{text}");
        assert_eq!(project.count(&["section:主要做法", "会商机制"]), 3);
    }
}
