//! Tests of the query language: what is read, what is remarked, and that printing and parsing are one.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::ast::{Bounds, Comparison, FactRange, NearUnit, Node, Query};
use super::hint::HintKind;
use super::parse::parse;
use crate::api::{Field, FigureKind};

#[track_caller]
fn check(input: &str, printed: &str) {
    let (query, _) = parse(input);
    assert_eq!(query.to_string(), printed, "{input}");
    assert_eq!(parse(printed).0, query, "{printed} parses to another query");
}

#[test]
fn words_and_phrases() {
    check("質押 保險", "質押 保險");
    check("質押　保險\u{A0}貸款", "質押 保險 貸款");
    check("\"批量融資\"", "\"批量融資\"");
    check("“批量融資”", "\"批量融資\"");
    check("＂批量 融資＂", "\"批量 融資\"");
    check("“a\"b”", r#""a\"b""#);
    check(r#""a\"b\\""#, r#""a\"b\\""#);
    check("14家 1.33億元 LPR+180BP 4:4:2 http://x C++", "14家 1.33億元 LPR+180BP 4:4:2 http://x C++");
    check("\"“\"", "\"“\"");
    // Only the opening kind of mark closes, and only two escapes are escapes.
    check("\"a＂b\"", "\"a＂b\"");
    check("＂a\"b＂", r#""a\"b""#);
    check(r#""a\”b\n""#, r#""a\\”b\\n""#);
    check("“質押 保險", "\"質押 保險\"");
    check("質押\"保險\"貸款", "質押 \"保險\" 貸款");
}

#[test]
fn operators() {
    check("a OR b c | d", "a OR b c OR d");
    check("(a OR b) c", "(a OR b) c");
    check("（a ｜ b） c", "(a OR b) c");
    check("(a 或 b) c", "(a 或 b) c");
    check("(a 和 b) c", "(a 和 b) c");
    check("a (b 或者 (c 不含 d))", "a (b 或者 (c 不含 d))");
    check("(a 或 b)", "a 或 b");
    check("((a 或 b)) /s c", "(a 或 b) /s c");
    check("-(a 或 b) c", "-(a 或 b) c");
    check("(a 或 b) OR c", "a 或 b OR c");
    check("-a NOT b －c", "-a -b -c");
    check("--a", "a");
    check("-(a b)", "-(a b)");
    check("a AND b", "a b");
    check("a /s b", "a /s b");
    check("a +5 b /p c", "a +5 b /p c");
    check("a /c (b OR c)", "a /c (b OR c)");
    check("a /0 b", "a /0 b");
    check("政-企-銀", "政-企-銀");
    check("銀行+保險", "銀行+保險");
    check("a ／Ｓ b ＋５ c", "a /s b +5 c");
    check("a b /s c d OR e", "a b /s c d OR e");
    check("(a b) /s (c /5 d)", "(a b) /s (c /5 d)");
    check("-a /s -(b c)", "-a /s -(b c)");
    check("(a /s b) /p c", "a /s b /p c");
    check("a /99999999999 b", "a /4294967295 b");
}

#[test]
fn fields_and_facts() {
    check("city:寧波 馬德里", "city:\"寧波\" 馬德里");
    check("城市：寧波，嘉興", "city:\"寧波\",\"嘉興\"");
    check("縣區:江北 縣區:鄞州", "county:\"江北\" county:\"鄞州\"");
    check("section:\"主要 做法\"", "section:\"主要 做法\"");
    check("amount>=1億", "amount>=1億");
    check("金額>=100億元", "amount>=100億元");
    check("金額≥100億元", "amount>=100億元");
    check("percent:50..100", "percent:50..100");
    check("amount:100億.. amount:..10萬", "amount:100億.. amount:..10萬");
    check("count:企業>100", "count:企業>100");
    check("date>=2022-06", "date>=2022-06");
    check("pinyin:zhiya ~質押融資", "pinyin:\"zhiya\" ~\"質押融資\"");
    check("拼音:zhiya ～“質押 融資”", "pinyin:\"zhiya\" ~\"質押 融資\"");
    // Blanks where people put them.
    check("city: 寧波 馬德里", "city:\"寧波\" 馬德里");
    check("city:寧波, 嘉興，\"溫州\" 馬德里", "city:\"寧波\",\"嘉興\",\"溫州\" 馬德里");
    check("city:寧波, tier:優秀", "city:\"寧波\" tier:\"優秀\"");
    check("city:寧波, OR a", "city:\"寧波\" OR a");
    check("amount >= 1億 保險", "amount>=1億 保險");
    check("金額 ≧1億 amount>= 5億", "amount>=1億 amount>=5億");
    check("amount 保險", "amount 保險");
    // What looks like a condition and stands alone stays text.
    check("amount (>=5)", "amount \">=5\"");
    check("≥50%", "\"≥50%\"");
    check("city:溫(wēn)州", "city:\"溫(wēn)州\"");
    check("case:浙市監知運2023-12/典型5#7", "case:\"浙市監知運2023-12/典型5#7\"");
    check("year:2021..2023 年份：2023年", "year:\"2021\",\"2022\",\"2023\" year:\"2023年\"");
    check("count:企業:100..200 count:企業=100..200", "count:企業=100..200 count:企業=100..200");
    check("amount:1億 amount:>=2億 amount＜３億", "amount=1億 amount>=2億 amount<３億");
    check("title:a>b", "title:\"a>b\"");
}

#[test]
fn brackets_that_look_like_readings_belong_to_the_word() {
    check("質(zhì)押", "質(zhì)押");
    check("創(chuàng )新 保險", "創(chuàng )新 保險");
    check("施(FTO)", "施(FTO)");
    check("質(保險)", "質 保險");
    check("質(LPR OR BP)", "質 (LPR OR BP)");
    check("\"質(zhì)押\"", "\"質(zhì)押\"");
    check("~質(zhì)押", "~\"質(zhì)押\"");
}

#[test]
fn invisible_characters_inside_a_word_are_left_out() {
    check("質\u{200B}押", "質押");
    check("質\u{FEFF}\u{2060}押融\u{AD}資 保\u{200D}險", "質押融資 保險");
    check("第\u{200B}14\u{200B}家", "第14家");
    // At the edges they are blanks, in a phrase they are text, and they make no operator and no field.
    check("\u{202E}質押\u{200B}", "質押");
    check("\"質\u{200B}押\"", "\"質\u{200B}押\"");
    check("O\u{200B}R", "O R");
    check("城\u{200B}市:寧波", "城 市:寧波");
    check_hint("質\u{200B}押", &HintKind::Invisible);
}

#[track_caller]
fn check_hint(input: &str, expected: &HintKind) {
    let (query, hints) = parse(input);
    assert!(hints.iter().any(|hint| hint.kind == *expected), "{input}: {hints:?}");
    for hint in &hints {
        assert!(input.get(hint.at.0..hint.at.1).is_some(), "{input}: {hint:?} points outside");
        let (zh, en) = hint.kind.message();
        assert!(!zh.is_empty() && !en.is_empty());
    }
    assert_eq!(parse(&query.to_string()).0, query);
}

#[test]
fn remarks() {
    check_hint("((((", &HintKind::LoneBracket);
    check_hint("a)", &HintKind::LoneBracket);
    check_hint("\"", &HintKind::Empty);
    check_hint("\"質押", &HintKind::UnclosedPhrase);
    check_hint("city:", &HintKind::Empty);
    check_hint("foo:bar", &HintKind::UnknownField { name: "foo".to_owned(), nearest: None });
    check_hint("ctiy:寧波", &HintKind::UnknownField { name: "ctiy".to_owned(), nearest: Some("city".to_owned()) });
    check_hint("-", &HintKind::NoOperand("-".to_owned()));
    check_hint("a OR", &HintKind::NoOperand("OR".to_owned()));
    check_hint("/s a", &HintKind::NoOperand("/s".to_owned()));
    check_hint("a /s", &HintKind::NoOperand("/s".to_owned()));
    check_hint("-a", &HintKind::OnlyExclusion);
    check_hint("amount>=abc 質押", &HintKind::NotAFigure("abc".to_owned()));
    check_hint("date>=2023年13月45日", &HintKind::NotAFigure("2023年13月45日".to_owned()));
    check_hint("amount>=1e308", &HintKind::NotAFigure("1e308".to_owned()));
    check_hint("percent>=零分之一", &HintKind::NotAFigure("零分之一".to_owned()));
    check_hint("amount>=９９９９９９９億億元", &HintKind::NotAFigure("９９９９９９９億億元".to_owned()));
    let apart = |first: &str, second: &str| HintKind::Apart { first: first.to_owned(), second: second.to_owned() };
    check_hint("amount>=1億 amount<=1萬", &apart("amount>=1億", "amount<=1萬"));
    check_hint("percent:100..50", &HintKind::EmptyRange("percent:100..50".to_owned()));
    check_hint("amount=:1", &HintKind::NoBounds("amount".to_owned()));
    check_hint("amount>=1=2", &HintKind::NoBounds("amount".to_owned()));
    check_hint("amount:", &HintKind::NoBounds("amount".to_owned()));
    check_hint(&"(".repeat(100), &HintKind::TooDeep);
    check_hint("-a -b", &HintKind::OnlyExclusion);
    check_hint("AND a", &HintKind::NoOperand("AND".to_owned()));
    check_hint("a AND", &HintKind::NoOperand("AND".to_owned()));
    check_hint("~ a", &HintKind::NoOperand("~".to_owned()));
    check_hint("~| a", &HintKind::NoOperand("~".to_owned()));
    check_hint("year>=2022", &HintKind::NotComparable("year".to_owned()));
    check_hint("year:2023..2021", &HintKind::EmptyRange("2023..2021".to_owned()));
    check_hint("城巿:寧波", &HintKind::UnknownField { name: "城巿".to_owned(), nearest: Some("城市".to_owned()) });
    check_hint(&"a /s ".repeat(40), &HintKind::LongChain { limit: 16 });
    check_hint(&"a ".repeat(2000), &HintKind::TooLong { limit: 1024 });
}

#[test]
fn ordinary_text_is_not_remarked_on() {
    for input in [
        "http://x",
        "4:4:2",
        "來源：浙江日報",
        "C++",
        "政-企-銀",
        "a/b",
        "14家 1.33億元 LPR+180BP",
        "質押，保險。",
        "amount>=1億 count:企業<100 amount<=5億",
    ] {
        let (_, hints) = parse(input);
        assert_eq!(hints, [], "{input}");
    }
}

#[test]
fn remarks_say_what_to_write_instead() {
    for (input, instead) in [
        ("質押 ctiy:寧波", "質押 city:寧波"),
        ("城巿：寧波 質押", "城市：寧波 質押"),
        ("\"質押", "\"質押\""),
        ("a “質押 b", "a “質押 b”"),
        ("/s a", "\"/s\" a"),
    ] {
        let (_, hints) = parse(input);
        assert_eq!(hints.iter().filter_map(|hint| hint.suggestion.as_deref()).collect::<Vec<_>>(), [instead]);
        let (_, again) = parse(instead);
        assert_eq!(again, [], "{instead}");
    }
}

/// Queries that are made to be slow, deep or large. Quadratic time would take minutes on them, a tree as deep as they
/// are would overflow the stack of the thread, and one remark for each fault would take more memory than the limit.
#[test]
fn large_queries_take_bounded_time_and_memory() {
    let large = |piece: &str| piece.repeat(250_000 / piece.chars().count());
    let inputs: Vec<String> = [
        "(",
        ")",
        "()",
        "(a ",
        "(a OR ",
        "a)",
        "-",
        "- ",
        "-(",
        "\"",
        "“",
        "質",
        "質(",
        "質(zhì)",
        "a /s ",
        "a /s (",
        "NOT ",
        "OR ",
        "AND ",
        "|",
        "~",
        "a ",
        "a|",
        "a OR ",
        "\u{200F}\u{200B}",
        "\u{7}",
        "city:",
        "city:a,",
        "city:, ",
        "foo:bar ",
        ",a",
        ":",
        ">=",
        "amount>=",
        "amount ",
        "amount:1..",
        "year:1000..9999 ",
        "year:1000..9999,",
        "/5 ",
        "\\",
        "..",
    ]
    .into_iter()
    .map(large)
    .chain(["city:".to_owned() + &large("a,"), "\"".to_owned() + &large("\\"), "質(".to_owned() + &large("a")])
    .collect();
    let small_stack = std::thread::Builder::new().stack_size(1 << 20);
    let run = move || {
        for input in inputs {
            let start: String = input.chars().take(12).collect();
            let (query, hints) = parse(&input);
            assert!(hints.len() <= 33, "{start}: {} remarks", hints.len());
            let printed = query.to_string();
            assert!(printed.len() <= 3 * input.len() + 64, "{start}: prints {} bytes", printed.len());
            assert_eq!(parse(&printed).0, query, "{start}");
        }
    };
    small_stack.spawn(run).unwrap().join().unwrap();
}

fn text() -> impl Strategy<Value = String> {
    "[一-龥a-z0-9(\"\\\\|:“” -]{1,6}"
}

fn run() -> impl Strategy<Value = String> {
    "[一-龥][一-龥a-z0-9.+]{0,5}"
}

fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        run().prop_map(Node::Run),
        text().prop_map(Node::Phrase),
        text().prop_map(Node::Synonym),
        "[a-z]{1,8}".prop_map(Node::Pinyin),
        proptest::collection::vec(text(), 1..3).prop_map(|values| Node::Field { field: Field::City, values }),
        ("[1-9][0-9]{0,3}[萬億]?", 0..4_usize).prop_map(|(figure, which)| {
            let bounds = match which {
                0 => Bounds::Compare(Comparison::AtLeast, figure),
                1 => Bounds::Range(Some(figure), None),
                2 => Bounds::Range(None, Some(figure)),
                _ => Bounds::Compare(Comparison::Under, figure),
            };
            Node::Fact(FactRange { kind: FigureKind::Amount, noun: (which == 3).then(|| "企業".to_owned()), bounds })
        }),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(4, 24, 3, |inner| {
        let units = prop_oneof![
            Just(NearUnit::Sentence),
            Just(NearUnit::Passage),
            Just(NearUnit::Case),
            (0..99_u32).prop_map(NearUnit::Chars)
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|nodes| Node::and(nodes).unwrap_or(Node::Run("空".to_owned()))),
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|nodes| Node::or(nodes).unwrap_or(Node::Run("空".to_owned()))),
            inner.clone().prop_map(Node::not),
            (inner.clone(), inner, units, any::<bool>()).prop_map(|(left, right, unit, ordered)| Node::Near {
                unit,
                ordered,
                left: Box::new(left),
                right: Box::new(right)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_parses_back(root in node()) {
        let query = Query { root: Some(root) };
        let printed = query.to_string();
        prop_assert_eq!(parse(&printed).0, query, "{}", printed);
    }

    #[test]
    fn any_string_parses_and_its_print_parses_back(input in any::<String>()) {
        let (query, hints) = parse(&input);
        for hint in hints {
            prop_assert!(input.get(hint.at.0..hint.at.1).is_some());
        }
        let printed = query.to_string();
        prop_assert_eq!(parse(&printed).0, query, "{}", printed);
    }

    #[test]
    fn strings_of_the_language_parse_back(
        input in "([一-三a]|或| 或 | 不含 |OR|NOT|AND|\\(|\\)|\"|“|”|-| |/s|\\+5|~|city:|year:|amount|>=|=|:|\\.\\.|[0-9]|\\||,|\\\\|zhì|（|：){0,16}"
    ) {
        let (query, _) = parse(&input);
        let printed = query.to_string();
        prop_assert_eq!(parse(&printed).0, query, "{} → {}", input, printed);
    }
}
