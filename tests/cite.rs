//! Citations and exports, as committed texts.

use biblatex::{Bibliography, ChunksExt};

use crate::common::{NOTICE, Project};

#[test]
fn citations_of_the_notice_in_every_style() {
    let notice = Project::notice();
    let mut shown = String::new();
    for style in ["gbt7714", "gbt7714-2025", "bibtex", "ris", "csl-json"] {
        let names = ["浙市監知運2023-12", "典型5", "典型5#4", "浙市監知運2023-12#1"];
        let run = notice.anli(&[&["cite", "--style", style], &names[..]].concat()).code(0);
        shown.push_str(&format!("== {style}\n{}\n", run.stdout().replace('\r', "␍")));
    }
    insta::with_settings!({ snapshot_path => "cite", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("citations", shown);
    });
}

/// Ready to be pasted: in the script that was asked for, without ids of ours, and told where the address is a mirror's.
#[test]
fn citations_can_be_pasted() {
    let notice = Project::notice();
    let run = notice.anli(&["cite", "典型5#4", "--script", "hans", "--lang", "en"]).code(0);
    let line = run.stdout();
    assert!(
        line.contains("浙市监知运〔2023〕12号") && line.contains("主要做法, 第262行") && !line.contains("2023-12/"),
        "{line}"
    );
    assert!(line.contains("浙江省市场监督管理局") && line.contains("存档副本"), "{line}");
    assert!(run.stderr().contains("mirror") && run.stderr().contains("jumpstarthappiness.com"), "{}", run.stderr());
    let hant = notice.anli(&["cite", "典型5", "--script", "hant"]).code(0).stdout();
    assert!(hant.contains("關於") && hant.contains("存檔副本"), "{hant}");
    let json = notice.anli(&["cite", "典型5", "優秀7", "--json", "--script", "hans"]).code(0).json();
    let citations = json["citations"].as_array().unwrap();
    assert_eq!(citations.len(), 2);
    assert_eq!((&citations[0]["name"], &citations[0]["url_of"]), (&"典型5".into(), &"mirror".into()));
    assert!(citations[0]["gbt7714_2025"].as_str().unwrap().contains("[EB/OL]"));
    assert!(citations[1]["csl"]["number"].as_str().unwrap().contains("浙市监"));
    use anli::api::AddressOf;
    for (url, of) in [
        ("https://zscqj.zj.gov.cn/art/2023/7/8/a.html", AddressOf::Issuer),
        ("http://www.court.gov.cn:80/a", AddressOf::Issuer),
        ("https://gov.cn", AddressOf::Issuer),
        ("https://gov.cn.example.com/", AddressOf::Mirror),
        ("https://example.com/www.gov.cn", AddressOf::Mirror),
        ("https://user@evilgov.cn/", AddressOf::Mirror),
    ] {
        assert_eq!(AddressOf::of(url), of, "{url}");
    }
}

#[test]
fn an_address_brings_the_form_of_the_web() {
    use anli::api::NoticeInfo;
    use anli::cite::{Reference, Style};
    let notice = NoticeInfo {
        id: "浙市監知運2023-12".to_owned(),
        number: Some("浙市監知運〔2023〕12號".to_owned()),
        title: "關於發布典型案例的通知".to_owned(),
        issuer: Some("浙江省市場監督管理局".to_owned()),
        issued: Some("2023-06-30".to_owned()),
        published: None,
        url: Some("http://example.com/a".to_owned()),
        untitled: false,
    };
    let reference = Reference::new(&notice, None, None, "a.html").accessed(Some("2024-01-02"));
    assert_eq!(
        reference.cite(Style::Gbt2015),
        "浙江省市場監督管理局. 關於發布典型案例的通知: 浙市監知運〔2023〕12號[A/OL]. (2023-06-30)[2024-01-02]. http://example.com/a."
    );
    assert_eq!(
        reference.cite(Style::Gbt2025),
        "浙江省市場監督管理局. 關於發布典型案例的通知：浙市監知運〔2023〕12號[EB/OL].（2023-06-30）[2024-01-02]. http://example.com/a."
    );
    // What is not known is left out.
    let bare = NoticeInfo { id: "a".to_owned(), title: "某文".to_owned(), ..NoticeInfo::default() };
    assert_eq!(Reference::new(&bare, None, None, "b/a.txt").cite(Style::Gbt2015), "某文[Z]. [存档副本: a.txt].");
}

/// The examples of the standards that are of our kind: a notice on the web, and a page of the web with and without a day on
/// which it was published. In copies of them the width of signs and the blanks are not what they are in print.
#[test]
fn the_examples_of_the_standards() {
    use anli::api::NoticeInfo;
    use anli::cite::{Reference, Style};
    let cite = |issuer: Option<&str>,
                title: &str,
                number: Option<&str>,
                issued: Option<&str>,
                accessed: &str,
                url: &str,
                style| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let notice = NoticeInfo {
            title: title.to_owned(),
            issuer: owned(issuer),
            number: owned(number),
            issued: owned(issued),
            url: Some(url.to_owned()),
            ..NoticeInfo::default()
        };
        Reference::new(&notice, None, None, "a.html").accessed(Some(accessed)).cite(style)
    };
    // GB/T 7714—2015, of a government document.
    assert_eq!(
        cite(
            Some("北京市人民政府办公厅"),
            "关于转发北京市企业投资项目核准暂行实施办法的通知",
            Some("京政办发[2005]37号"),
            Some("2005-07-12"),
            "2011-07-12",
            "http://china.findlaw.cn/fagui/p_1/39934.html",
            Style::Gbt2015
        ),
        "北京市人民政府办公厅. 关于转发北京市企业投资项目核准暂行实施办法的通知: 京政办发[2005]37号[A/OL]. \
         (2005-07-12)[2011-07-12]. http://china.findlaw.cn/fagui/p_1/39934.html."
    );
    let plain = |text: &str| anli::text::fold(text).replace(' ', "");
    for (cited, example) in [
        (
            cite(
                Some("高等教育文献保障系统"),
                "馆际互借与文献传递服务",
                None,
                None,
                "2025-06-21",
                "http://home.calis.edu.cn/pages/list.html?id=4101e184-7f64-4798-a5e1-8e37aa6994fc",
                Style::Gbt2025,
            ),
            "高等教育文献保障系统.馆际互借与文献传递服务[EB/OL].[2025-06-21].\
             http://home.calis.edu.cn/pages/list.html?id=4101e184-7f64-4798-a5e1-8e37aa6994fc.",
        ),
        (
            cite(
                None,
                "许振超：“好好干，当一个好工人”",
                None,
                Some("2025-02-17"),
                "2025-06-22",
                "http://cpc.people.com.cn/n1/2025/0217/c443712-40419790.html",
                Style::Gbt2025,
            ),
            "许振超:“好好干,当一个好工人”[EB/OL].(2025-02-17)[2025-06-22].\
             http://cpc.people.com.cn/n1/2025/0217/c443712-40419790.html.",
        ),
    ] {
        assert_eq!(plain(&cited), plain(example), "{cited}");
    }
    // In print the signs but . and [ ] are full-width.
    let full = cite(
        Some("甲局"),
        "某通知",
        Some("甲发〔2025〕1号"),
        Some("2025-02-17"),
        "2025-06-22",
        "http://a.b/",
        Style::Gbt2025,
    );
    assert_eq!(full, "甲局. 某通知：甲发〔2025〕1号[EB/OL].（2025-02-17）[2025-06-22]. http://a.b/.");
}

/// A line of a text file is where a passage stands in it; of two files with one text the issuer's own address is cited.
#[test]
fn lines_and_addresses() {
    let body = "甲县市场监督管理局关于公布典型案例的通知\n\n甲市监〔2024〕3号\n\n各单位：\n\n现将典型案例公布如下，供各地参考。\n\n\n质押登记金额达9.2亿元。\n";
    let page = |url: &str| {
        let body: String = body.lines().filter(|line| !line.is_empty()).map(|line| format!("<p>{line}</p>")).collect();
        format!(
            "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><link rel=\"canonical\" href=\"{url}\"></head><body>{body}</body></html>"
        )
    };
    let windows: Vec<u8> = body.replace('\n', "\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows = [&[0xFF, 0xFE][..], &windows].concat();
    for (name, bytes) in [("a.txt", body.as_bytes().to_vec()), ("a.md", body.as_bytes().to_vec()), ("u.txt", windows)] {
        let project = Project::with(&[(name, &bytes)]);
        let hit = project.search(&["9.2亿元"])["hits"][0].clone();
        let csv = project.anli(&["search", "9.2亿元", "--format", "csv", "--lang", "en"]).code(0).stdout();
        assert!(csv.contains(",line 10,"), "{name}: {csv}");
        let cited = project.anli(&["cite", hit["id"].as_str().unwrap()]).code(0).stdout();
        assert!(cited.contains("第10行") && !cited.contains('#'), "{cited}");
    }
    let (mirror, own) = (page("http://www.mirror.example/a.html"), page("https://www.jia.gov.cn/a.html"));
    // Whichever of them is indexed, and whichever comes later.
    for order in [["a.html", "b.html"], ["b.html", "a.html"]] {
        let project = Project::with(&[(order[0], mirror.as_bytes())]);
        let before = project.anli(&["cite", "甲市监2024-3", "--lang", "en"]).code(0);
        assert!(
            before.stdout().contains("mirror.example") && before.stderr().contains("mirror's"),
            "{}",
            before.stdout()
        );
        std::fs::write(project.path().join("corpus").join(order[1]), &own).unwrap();
        let after = project.anli(&["cite", "甲市监2024-3", "--lang", "en"]).code(0);
        assert!(after.stdout().contains("https://www.jia.gov.cn/a.html"), "{}", after.stdout());
        assert!(!after.stderr().contains("mirror's"), "{}", after.stderr());
        let csv = project.anli(&["search", "9.2亿元", "--format", "csv"]).code(0).stdout();
        assert!(csv.contains("www.jia.gov.cn"), "{csv}");
        std::fs::remove_file(project.path().join("corpus").join(order[1])).unwrap();
        assert!(project.anli(&["cite", "甲市监2024-3"]).code(0).stdout().contains("mirror.example"));
    }
}

/// BibTeX is read back by a program that is not ours.
#[test]
fn bibtex_is_read_back() {
    let title = "關於 50% & A_B #1 $2 {甲} \\乙 ~丙 ^丁 and 戊的通知";
    let text = format!("{title}\n\n第一條 甲說質押，含%&_#{{}}。\n");
    let project = Project::with(&[("a,b {c}.txt", text.as_bytes()), ("d.txt", "丁也說質押。\n".as_bytes())]);
    let run = project.anli(&["search", "質押", "--format", "bibtex", "--limit", "all"]).code(0);
    let parsed = Bibliography::parse(&run.stdout()).unwrap_or_else(|error| panic!("{error}\n{}", run.stdout()));
    let total = project.search(&["質押"])["total"].as_u64().unwrap();
    assert_eq!(parsed.len() as u64, total, "{}", run.stdout());
    for entry in parsed.iter() {
        assert!(!entry.key.contains([' ', ',', '{', '}', '#']), "{}", entry.key);
        assert!(!entry.title().unwrap().format_verbatim().is_empty());
    }
    let keys: Vec<String> = parsed.iter().map(|entry| entry.key.clone()).collect();
    let again = project.anli(&["search", "質押", "--format", "bibtex", "--limit", "all"]).code(0).stdout();
    assert!(keys.iter().all(|key| again.contains(key)), "keys are stable");
}

#[test]
fn an_export_has_all_hits_and_runs_nothing_in_a_spreadsheet() {
    let text = "=HYPERLINK(\"http://x\")說質押。\n\n+1說質押。\n\n'@甲說質押。\n\n常說質押。\n";
    let project = Project::with(&[("a.txt", text.as_bytes())]);
    let csv = project.anli(&["search", "質押", "--format", "csv", "--limit", "all", "--bom"]).code(0).stdout();
    assert!(csv.starts_with('\u{FEFF}'));
    let mut rows = csv::Reader::from_reader(csv.trim_start_matches('\u{FEFF}').as_bytes());
    let column = rows.headers().unwrap().iter().position(|name| name == "text").unwrap();
    let cells: Vec<String> = rows.records().map(|row| row.unwrap()[column].to_owned()).collect();
    assert_eq!(cells.len(), 4);
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{cells:?}");
    // One apostrophe off the front of a cell that has one gives the text back.
    let mut texts: Vec<&str> = cells.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell)).collect();
    texts.sort_unstable();
    let mut expected: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    expected.sort_unstable();
    assert_eq!(texts, expected);

    let notice = Project::notice();
    for form in ["csv", "jsonl", "md", "bibtex", "ris", "csl-json"] {
        let part = notice.anli(&["search", "質押", "--format", form]).code(0);
        assert!(part.stderr().contains("--limit all"), "{form}: {}", part.stderr());
        let all = notice.anli(&["search", "質押", "--format", form, "--limit", "all"]).code(0);
        assert_eq!(all.stderr(), "", "{form}");
        assert!(all.stdout().len() > part.stdout().len());
    }
    let ris = notice.anli(&["search", "馬德里", "--format", "ris", "--limit", "0"]).code(0).stdout();
    let entries = ris.matches("TY  - GOVDOC\r\n").count();
    assert_eq!(entries, ris.matches("ER  - \r\n").count());
    assert_eq!(entries as u64, notice.search(&["馬德里"])["total"].as_u64().unwrap());
    assert!(ris.split("\r\n").all(|line| !line.contains('\n')));
    let items = notice.anli(&["search", "馬德里", "--format", "csl-json", "--by", "case"]).code(0).json();
    assert_eq!(items.as_array().unwrap().len(), 2);
    assert!(items[0]["note"].as_str().unwrap().contains(NOTICE));
}

#[test]
fn a_day_of_access_must_be_a_day() {
    let run = Project::notice().anli(&["cite", "典型5", "--accessed", "2024-13-01"]).code(2);
    assert!(run.stderr().contains("a day, such as"), "{}", run.stderr());
    Project::notice().anli(&["cite", "典型99"]).code(2);
}
