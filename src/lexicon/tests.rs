//! The vocabulary and the names that are found by rule, on sentences of many notices.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::error::{Error, VocabularyFault};

/// Compares the tags of `text`, written `kind:value=words of the text`, one after the other; aspects, which lie under
/// other terms, only where one is expected.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = Lexicon::builtin()
        .tags(text)
        .iter()
        .filter(|tag| tag.kind != TagKind::Aspect || expected.iter().any(|one| one.starts_with("aspect:")))
        .map(|tag| format!("{}:{}={}", tag.kind.name(), tag.value, &text[tag.span.range()]))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn aspects_lie_beside_other_terms() {
    check("擔保人", &["aspect:保证人=擔保人"]);
    check("泰隆商业银行股份有限公司", &["actor:泰隆银行=泰隆商业银行股份有限公司", "aspect:公司=有限公司"]);
}

#[test]
fn the_longest_term_of_a_kind_wins() {
    check("集體商標", &["object:集体商标=集體商標"]);
    check("注册商标", &["object:商标=注册商标"]);
    check("保證保險", &["instrument:保证保险=保證保險"]);
    check("專利質押融資", &["object:专利=專利", "instrument:质押融资=質押融資"]);
    check("馬德里商標國際注冊", &["object:马德里商标=馬德里商標國際注冊"]);
    let lexicon = Lexicon::builtin();
    assert_eq!(lexicon.broader(TagKind::Object, "集體商標"), Some("商标"));
    assert_eq!(lexicon.broader(TagKind::Instrument, "保证保险"), Some("保险"));
    assert_eq!(lexicon.broader(TagKind::Object, "商标"), None);
    assert_eq!(lexicon.broader(TagKind::Object, "没有"), None);
}

#[test]
fn one_form_may_have_several_kinds() {
    check("集體授信", &["instrument:集体授信=集體授信", "mechanism:集体授信=集體授信"]);
    check("“白名單”", &["mechanism:白名单=白名單"]);
    check("銀行+保險", &["mechanism:银行+保险=銀行+保險", "instrument:保险=保險"]);
}

#[test]
fn words_that_hide_a_term() {
    check("調動保險公司的積極性", &[]);
    check("行政許可", &[]);
    check("社會保險", &["instrument:社会保险=社會保險"]);
    check("確保理賠速度", &["instrument:保险=理賠"]);
    check("ABSOLUTE 与 ABS 产品", &["instrument:证券化=ABS"]);
}

#[test]
fn banks() {
    check("引入本土銀行杭州銀行作為主承銷機構", &["actor:杭州银行=杭州銀行"]);
    check("強化與泰隆銀行吳興八里店支行等金融機構聯動", &["actor:泰隆银行=泰隆銀行吳興八里店支行"]);
    check("對接泰隆商業銀行江北支行，", &["actor:泰隆银行=泰隆商業銀行江北支行"]);
    check("与浙江仙居农村商业银行股份有限公司签订", &["actor:仙居农商银行=浙江仙居农村商业银行股份有限公司"]);
    check("联合温州龙湾农商行推出", &["actor:温州龙湾农商银行=温州龙湾农商行"]);
    check("由中国工商银行股份有限公司昆山支行发放", &["actor:工商银行=中国工商银行股份有限公司昆山支行"]);
    check("向杭州联合银行申请", &["actor:杭州联合银行=杭州联合银行"]);
    check("由徽商银行发放", &["actor:徽商银行=徽商银行"]);
    check("联合中国人保推出", &["actor:人保财险=中国人保"]);
    check("人保财险推出", &["actor:人保财险=人保财险"]);
    check("携手海发村镇银行股份有限公司", &["actor:海发村镇银行=海发村镇银行股份有限公司"]);
    for text in [
        "本土銀行",
        "共有28家銀行網點",
        "企業無法向銀行直接",
        "由銀行獨自",
        "各銀行機構",
        "传统银行",
        "温州市银行业",
        "多家商业银行",
    ] {
        check(text, &[]);
    }
}

#[test]
fn insurers_and_guarantors() {
    check("會同中國平安財產保險股份有限公司寧波分公司", &["actor:平安产险=中國平安財產保險股份有限公司寧波分公司"]);
    check("聯合中國人保武義縣分公司", &["actor:人保财险=中國人保武義縣分公司"]);
    check("委託杭州高科技融資擔保有限公司進行", &["actor:杭州高科技融资担保有限公司=杭州高科技融資擔保有限公司"]);
    check("，华农财产保险股份有限公司", &["actor:华农财产保险股份有限公司=华农财产保险股份有限公司"]);
    check("某廚房設備有限公司", &[]);
    check("擔保公司", &[]);
}

#[test]
fn public_bodies() {
    check("江北區市場監督管理局對接", &["actor:市场监督管理局=江北區市場監督管理局"]);
    check("对此,县市场监管局", &["actor:市场监督管理局=县市场监管局"]);
    check(
        "麗水市市場監管局、麗水銀保監分局",
        &["actor:市场监督管理局=麗水市市場監管局", "actor:银保监局=麗水銀保監分局"],
    );
    check("嘉興市知識產權保護中心", &["actor:知识产权保护中心=嘉興市知識產權保護中心"]);
    check("丽水市林业局组织", &["actor:林业局=丽水市林业局"]);
    check("由嘉善杨庙雪菜产业管理协会申请", &["actor:嘉善杨庙雪菜产业管理协会=嘉善杨庙雪菜产业管理协会"]);
    for text in ["战略工作格局", "海外布局的首选", "省局面向全省", "共赢局面", "产业协会", "服务中心", "世界大学生"]
    {
        check(text, &[]);
    }
}

#[test]
fn names_hide_what_is_inside_them() {
    check("浙江某某知识产权保护中心", &["actor:知识产权保护中心=知识产权保护中心"]);
    check("杭州专利商标服务中心", &["actor:专利商标服务中心=杭州专利商标服务中心"]);
}

#[test]
fn synonyms_are_found_in_either_script() {
    let lexicon = Lexicon::builtin();
    for term in ["質押融資", "质押融资", " 质押贷款"] {
        assert!(!lexicon.synonyms(term).is_empty(), "{term}");
        assert!(!lexicon.synonyms(term).iter().any(|other| fold(other) == fold(term.trim())), "{term}");
    }
    assert!(lexicon.synonyms("质押融资").contains(&"质押贷款".to_owned()));
    assert!(lexicon.synonyms("工行").contains(&"工商银行".to_owned()));
    assert!(lexicon.synonyms("没有这个词").is_empty());
    assert!(!lexicon.stop_phrases().is_empty());
}

#[test]
fn the_builtin_table_is_whole() {
    let rows = table::read(BUILTIN_TSV).unwrap();
    assert!(rows.len() > 200);
    let lexicon = Lexicon::builtin();
    for kind in TagKind::ALL {
        assert!(lexicon.values(kind).count() > 20, "{}", kind.name());
    }
    // Every form that stands alone is found and gives its value.
    for row in rows {
        let RowKind::Tag(kind) = row.kind else { continue };
        for form in &row.forms {
            let found = lexicon.tags(form).into_iter().any(|tag| tag.kind == kind && tag.value == row.value);
            assert!(found, "{form} does not give {}", row.value);
        }
        assert_eq!(crate::text::to_hans(&row.value), row.value, "values are simplified");
    }
}

#[track_caller]
fn check_error(tsv: &str, place: &str, reason: &str) {
    let message = Lexicon::from_tsv(tsv).unwrap_err().to_string();
    assert!(message.contains(place) && message.contains(reason), "{message}");
}

#[test]
fn errors_name_line_and_column() {
    check_error("", "line 1", "names the columns");
    check_error("kind,value\n", "line 1, column 1", "not commas");
    check_error("kind\tform\n", "line 1", "no column “value”");
    check_error("# c\nkind\tvalue\nthing\t票据\n", "line 3, column 1", "“thing” is no kind");
    check_error("kind\tvalue\nobject\t\n", "line 2, column 2", "empty");
    check_error("kind\tvalue\tforms\tbroader\nobject\t专利\t\t财产\n", "line 2, column 4", "“财产”");
    check_error("kind\tvalue\nquestion\t请问\n", "line 2, column 1", "nothing would read");
    check_error("kind\tvalue\tforms\nending\t学校\t大学\n", "line 2, column 2", "“学校”");
}

#[test]
fn circles_of_broader_values_are_refused() {
    let table = |lines: &[(&str, &str)]| {
        let rows = lines.iter().map(|(value, broader)| format!("instrument\t{value}\t\t{broader}\n"));
        format!("kind\tvalue\tforms\tbroader\n{}", rows.collect::<String>())
    };
    for (lines, way) in [
        (&[("保险", "保证保险"), ("保证保险", "保险")][..], "保险 (line 2) → 保证保险 (line 3) → 保险"),
        (&[("贷款", "贷款")], "贷款 (line 2) → 贷款"),
        (&[("贷款", ""), ("甲", "乙"), ("乙", "丙"), ("丙", "甲")], "甲 (line 3) → 乙 (line 4) → 丙 (line 5) → 甲"),
        // The first leads into a circle without being of it.
        (&[("丁", "保险"), ("保险", "保证保险"), ("保证保险", "保险")], "保险 (line 3) → 保证保险 (line 4) → 保险"),
    ] {
        let bad = Lexicon::from_tsv(&table(lines)).unwrap_err();
        assert!(bad.to_string().contains(way), "{bad}");
        let Error::Vocabulary(bad) = bad else { panic!("{bad}") };
        assert_eq!(bad.column, 4);
        assert!(matches!(bad.fault, VocabularyFault::Circle { .. }));
    }
    assert!(Lexicon::from_tsv(&table(&[("甲", "乙"), ("乙", "丙"), ("丙", ""), ("丁", "乙")])).is_ok());
}

#[test]
fn a_table_from_a_spreadsheet() {
    let tsv = "\u{FEFF}note\tvalue\tkind\tforms\r\n\t\"数据产品\"\tobject\t\"數據產品|数据集\"\r\n\t\t\t\r\n";
    let lexicon = Lexicon::from_tsv(tsv).unwrap();
    let tags = lexicon.tags("本数据集");
    assert_eq!(tags.len(), 1);
    assert_eq!((tags[0].kind, tags[0].value.as_ref()), (TagKind::Object, "数据产品"));
    assert!(lexicon.tags("专利").is_empty());
}

proptest! {
    #[test]
    fn any_text_can_be_tagged(text in "[a-z，、。12年某与和杭州市区银行保险公司有限农商中国质押专利局中心协会支]{0,40}", other in any::<String>()) {
        for text in [text, other] {
            let tags = Lexicon::builtin().tags(&text);
            for tag in &tags {
                prop_assert!(!text[tag.span.range()].is_empty());
                prop_assert!(!tag.value.is_empty());
            }
            for kind in TagKind::ALL {
                let of: Vec<_> = tags.iter().filter(|tag| tag.kind == kind).collect();
                prop_assert!(of.windows(2).all(|pair| !pair[0].span.overlaps(pair[1].span)), "{:?}", of);
            }
        }
    }
}
