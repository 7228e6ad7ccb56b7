//! Tests of the query language: what is read, what is remarked, and that printing and parsing are one.

use proptest::prelude::*;

use super::ast::{Bounds, Comparison, FactKind, FactRange, Field, NearUnit, Node, Query};
use super::hint::HintKind;
use super::parse::{gloss_variants, parse};

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
}

#[test]
fn operators() {
    check("a OR b c | d", "a OR b c OR d");
    check("(a OR b) c", "(a OR b) c");
    check("（a ｜ b） c", "(a OR b) c");
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
}

#[test]
fn brackets_that_look_like_readings_belong_to_the_word() {
    check("質(zhì)押", "質(zhì)押");
    check("創(chuàng )新 保險", "創(chuàng )新 保險");
    check("施(FTO)", "施(FTO)");
    check("質(保險)", "質 保險");
    assert_eq!(gloss_variants("質(zhì)押"), ["質(zhì)押", "質押"]);
    assert_eq!(gloss_variants("創(chuàng )新"), ["創(chuàng )新", "創新"]);
    assert_eq!(gloss_variants("產品(2023)"), ["產品(2023)"]);
    assert_eq!(gloss_variants("(zhì)"), ["(zhì)"]);
    assert_eq!(gloss_variants("施(FTO)"), ["施(FTO)"]);
    assert_eq!(gloss_variants("質(zhi)押"), ["質(zhi)押", "質押"]);
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
    check_hint("amount:", &HintKind::NoBounds("amount".to_owned()));
    check_hint(&"(".repeat(100), &HintKind::TooDeep);
}

#[test]
fn large_queries_take_bounded_time() {
    for input in [
        "(".repeat(10_000),
        ")".repeat(10_000),
        "(a ".repeat(10_000),
        "-".repeat(10_000),
        "\"".repeat(1_000_001),
        "質".repeat(1_000_000),
        "質(".repeat(300_000),
        "a /s ".repeat(10_000),
        "\u{200F}\u{200B}".repeat(10_000),
    ] {
        let (query, _) = parse(&input);
        drop(query);
    }
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
            Node::Fact(FactRange { kind: FactKind::Amount, noun: (which == 3).then(|| "企業".to_owned()), bounds })
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
        input in "([一-三a]|OR|NOT|AND|\\(|\\)|\"|“|”|-| |/s|\\+5|~|city:|amount|>=|:|\\.\\.|[0-9]|\\||,|\\\\){0,12}"
    ) {
        let (query, _) = parse(&input);
        let printed = query.to_string();
        prop_assert_eq!(parse(&printed).0, query, "{} → {}", input, printed);
    }
}
