//! What a person reads: in their language and script, by the names that they know, with the settings that they keep.

use std::fs;

use crate::common::{NOTICE, Project, notice_bytes};

const ZH: [(&str, &str); 1] = [("LANG", "zh_CN.UTF-8")];

/// Words of English in a text, names of commands, options, values and forms aside.
fn english(text: &str) -> Vec<String> {
    const KNOWN: [&str; 123] = [
        "timeout",
        "html",
        "xlsx",
        "docx",
        "excel",
        "word",
        "serve",
        "mcp",
        "money",
        "percent",
        "bp",
        "title",
        "product",
        "duration",
        "world",
        "nation",
        "region",
        "province",
        "city",
        "county",
        "industry",
        "anli",
        "index",
        "search",
        "list",
        "show",
        "facets",
        "facts",
        "table",
        "timeline",
        "manual",
        "group",
        "groups",
        "toml",
        "finance",
        "penalty",
        "court",
        "subsidy",
        "business",
        "pivot",
        "kwic",
        "why",
        "not",
        "verify",
        "cite",
        "similar",
        "compare",
        "keywords",
        "schema",
        "eval",
        "config",
        "completions",
        "help",
        "json",
        "jsonl",
        "csv",
        "md",
        "markdown",
        "text",
        "bibtex",
        "ris",
        "csl",
        "or",
        "and",
        "pinyin",
        "zhiya",
        "amount",
        "value",
        "kind",
        "first",
        "format",
        "sort",
        "level",
        "date",
        "by",
        "case",
        "passage",
        "limit",
        "offset",
        "filter",
        "scope",
        "all",
        "auto",
        "hans",
        "hant",
        "as",
        "is",
        "lang",
        "script",
        "color",
        "corpus",
        "lexicon",
        "builtin",
        "data",
        "tsv",
        "rows",
        "cols",
        "purpose",
        "docx",
        "pbpaste",
        "style",
        "file",
        "gb",
        "excel",
        "order",
        "relevance",
        "score",
        "default",
        "sentence",
        "within",
        "bom",
        "reverse",
        "output",
        "count",
        "explain",
        "version",
        "zh",
        "en",
        "always",
        "never",
        "a",
        "b",
        "s",
    ];
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    words.filter(|word| !KNOWN.contains(&word.to_lowercase().as_str())).map(str::to_owned).collect()
}

#[test]
fn help_and_errors_in_chinese() {
    let notice = Project::notice();
    for args in
        [&["--help"][..], &["search", "--help"], &["facts", "--help"], &["verify", "-h"], &["similar", "--help"]]
    {
        let said = notice.anli_where(&ZH, args).code(0).stdout();
        let foreign = english(&said);
        assert!(
            foreign.iter().all(|word| ["LPR", "UTF", "CSL", "JSON", "BibTeX", "LANG", "TREC", "Markdown", "txt"]
                .contains(&word.as_str())
                || word.to_uppercase() == *word),
            "{args:?}: {foreign:?}\n{said}"
        );
        for heading in ["Usage", "Options", "Commands", "Arguments", "Print help", "possible values", "[default"] {
            assert!(!said.contains(heading), "{args:?}: {heading}");
        }
    }
    for (args, said) in [
        (&["search", "--limt", "3", "x"][..], "没有“--limt”这个选项"),
        (&["serch", "x"], "没有“serch”这个命令"),
        (&["search"], "还缺少"),
        (&["search", "--sort", "best", "x"], "不能是“best”"),
        (&["search", "--limit", "many", "x"], "不能是“many”"),
        (&["verify", "--file", "a", "b"], "不能与"),
    ] {
        let run = notice.anli_where(&ZH, args).code(2);
        assert!(run.stderr().contains(said), "{args:?}: {}", run.stderr());
        assert!(!run.stderr().contains("error:") && !run.stderr().contains("Usage"), "{args:?}: {}", run.stderr());
    }
    let failure = notice.anli_where(&ZH, &["search", "--limt", "3", "--json", "x"]).code(2).json();
    assert_eq!(failure["error"]["code"], "usage");
    assert!(failure["error"]["message"].as_str().unwrap().contains("没有“--limt”这个选项"), "{failure}");
}

#[test]
fn labels_in_chinese() {
    let notice = Project::notice();
    let facets = notice.anli_where(&ZH, &["facets", "质押"]).code(0).stdout();
    assert!(facets.contains("类别") && facets.contains("城市") && english(&facets).is_empty(), "{facets}");
    let csv = notice.anli_where(&ZH, &["facts", "--kind", "money", "--limit", "1", "--format", "csv"]).code(0).stdout();
    assert!(csv.starts_with("类型,数值,上限,单位"), "{csv}");
    let csv = notice.anli(&["facts", "--kind", "money", "--limit", "1", "--format", "csv"]).code(0).stdout();
    assert!(csv.starts_with("kind,value,value_max,unit"), "{csv}");
    let facts = notice.anli_where(&ZH, &["facts", "融资规模", "--kind", "money"]).code(0).stdout();
    assert!(facts.contains("超过"), "{facts}");
    let explained = notice.anli_where(&ZH, &["search", "抵押贷款周转", "--explain", "--limit", "1"]).code(0).stdout();
    assert!(!explained.contains("witnesses") && !explained.contains("word "), "{explained}");
}

/// The script of the country, word by word; programs get the text as it is.
#[test]
fn the_script_of_the_country() {
    let notice = Project::notice();
    let shown = |variables: &[(&str, &str)], args: &[&str]| notice.anli_where(variables, args).code(0).stdout();
    let query = ["search", "质押", "--limit", "3"];
    assert!(shown(&[], &query).contains("質押"));
    assert!(shown(&ZH, &query).contains("质押") && !shown(&ZH, &query).contains("質押"));
    assert!(shown(&[("LANG", "zh_TW.UTF-8")], &query).contains("質押"));
    assert!(shown(&ZH, &["search", "质押", "--limit", "3", "--script", "as-is"]).contains("質押"));
    assert!(shown(&ZH, &["search", "质押", "--limit", "3", "--json"]).contains("質押"));
    assert!(shown(&ZH, &["search", "质押", "--limit", "3", "--json", "--script", "hans"]).contains("质押"));
    let text = "隨著著作權保護，顯著提升，乾隆年間若干公里，皇后鎮幹部瞭解情況並答覆。\n";
    let project = Project::with(&[("a.txt", text.as_bytes())]);
    let said = project.anli_where(&ZH, &["show", "a"]).code(0).stdout();
    for word in ["随着著作权保护", "显著提升", "乾隆年间若干公里", "皇后镇干部了解情况并答复"]
    {
        assert!(said.replace(['\n', ' '], "").contains(word), "{word}: {said}");
    }
}

#[test]
fn settings_and_where_they_come_from() {
    let project = Project::with(&[(NOTICE, &notice_bytes())]);
    let config = |variables: &[(&str, &str)], args: &[&str]| {
        project.anli_where(variables, &[&["config"], args].concat()).code(0).stdout()
    };
    assert!(config(&[], &[]).lines().all(|line| line.ends_with("(the default)")));
    fs::write(project.path().join("anli.toml"), "lang = \"zh\"\nscript = \"hans\"\nindex = \"elsewhere\"\n").unwrap();
    let said = config(&[], &[]);
    assert!(said.contains("lang = zh  (anli.toml)") && said.contains("index = elsewhere  (anli.toml)"), "{said}");
    let said = config(&[("ANLI_INDEX", "third"), ("ANLI_LANG", "en")], &["--index", "fourth"]);
    assert!(said.contains("index = fourth  (the command line)") && said.contains("lang = en  (ANLI_LANG)"), "{said}");
    // The language of the file is that of messages about arguments, too.
    assert!(project.anli(&["search", "--limt", "3"]).code(2).stderr().contains("没有“--limt”这个选项"));
    project.index(&["build"]).code(0);
    assert!(project.path().join("elsewhere/CURRENT").is_file());
    assert!(project.anli(&["search", "质押", "--limit", "1"]).code(0).stdout().contains("质押"));
    fs::create_dir_all(project.path().join(".config/anli")).unwrap();
    fs::write(project.path().join(".config/anli/anli.toml"), "color = \"never\"\nlang = \"en\"\n").unwrap();
    let said = config(&[], &[]);
    assert!(said.contains("color = never") && said.contains("lang = zh  (anli.toml)"), "the nearer one wins: {said}");
    for (text, named) in
        [("lang = \"klingon\"\n", "klingon"), ("# a\nindx = \"a\"\n", "line 2"), ("lang = [\n", "line")]
    {
        fs::write(project.path().join("anli.toml"), text).unwrap();
        let run = project.anli_where(&[("ANLI_LANG", "en")], &["search", "质押"]).code(2);
        assert!(run.stderr().contains("anli.toml") && run.stderr().contains(named), "{text}: {}", run.stderr());
        assert_eq!(project.anli(&["search", "质押", "--json"]).code(2).json()["error"]["code"], "bad-config");
    }
    fs::write(project.path().join("anli.toml"), "").unwrap();
    let run = project.anli_where(&[("ANLI_SCRIPT", "runes")], &["config"]).code(2);
    assert!(run.stderr().contains("ANLI_SCRIPT") && run.stderr().contains("runes"), "{}", run.stderr());
}

/// What people write in the place of an id.
#[test]
fn names_that_people_know() {
    let notice = Project::notice();
    let shown = |name: &str| notice.anli(&["show", name, "--json"]).code(0).json()["case"]["id"].clone();
    assert_eq!(shown("典型5"), "浙市監知運2023-12/典型5");
    assert_eq!(shown("臨海"), shown("临海"));
    assert_eq!(shown("嘉善馬德里商標"), shown("典型5"));
    let several = notice.anli(&["show", "宁波", "--lang", "en"]).code(2);
    assert!(several.stderr().contains("典型2"), "{}", several.stderr());
    assert!(notice.anli(&["cite", "嘉善马德里商标"]).code(0).stdout().contains("馬德里商標"));
    let beside = notice.anli(&["compare", "城市:宁波", "城市:嘉兴", "--json"]).code(0).json();
    assert!(beside["cases"].as_array().unwrap().len() >= 4, "{}", beside["cases"]);
    let described = notice
        .anli(&["similar", "我市拟设立知识产权质押融资风险补偿资金，对银行贷款损失给予补偿", "--json"])
        .code(0)
        .json();
    assert!(!described["hits"].as_array().unwrap().is_empty());
    notice.anli(&["show", "火星"]).code(2);
    notice.anli(&["similar", "火星"]).code(2);
}

/// Hits are numbered on through pages, and name their province and notice.
#[test]
fn hits_are_numbered() {
    let notice = Project::notice();
    let said = notice.anli(&["search", "质押", "--limit", "2", "--offset", "10"]).code(0).stdout();
    let numbers: Vec<&str> = said.lines().filter(|line| line.starts_with("11. ") || line.starts_with("12. ")).collect();
    assert_eq!(numbers.len(), 2, "{said}");
    assert!(said.contains("浙江省 · ") && said.contains("浙市監知運〔2023〕12號"), "{said}");
    let beyond = notice.anli(&["search", "质押", "--offset", "1000", "--lang", "en"]).code(0).stdout();
    assert!(beyond.contains("62 passages") && beyond.contains("none after the first 1000"), "{beyond}");
    let beyond = notice.anli(&["facts", "质押", "--offset", "1000", "--lang", "en"]).stderr();
    assert!(beyond.contains("none after the first 1000"), "{beyond}");
}

/// No command writes a line that is wider than the terminal.
#[test]
fn a_narrow_terminal() {
    let notice = Project::notice();
    let narrow = [("COLUMNS", "40")];
    let mut wide = Vec::new();
    for args in [
        &["search", "质押"][..],
        &["search", "质押", "--by", "case"],
        &["list"],
        &["show", "典型5"],
        &["facets", "质押"],
        &["facts", "质押"],
        &["table", "宁波"],
        &["kwic", "质押"],
        &["pivot", "--rows", "city", "--cols", "tier"],
        &["similar", "典型5"],
        &["compare", "典型5", "典型6"],
        &["keywords", "典型5"],
        &["why-not", "典型5", "质押 火星"],
        &["verify", "9.2亿元"],
        &["cite", "典型5"],
    ] {
        let said = notice.anli_where(&narrow, args).stdout();
        for line in said.lines() {
            let width = unicode_width::UnicodeWidthStr::width(line);
            // Addresses and citations are one word each.
            let whole = line.contains("http") || args[0] == "cite";
            if width > 40 && !whole {
                wide.push(format!("{args:?}: {width}: {line}"));
            }
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
