//! Tests of pages from which the private-use characters are gone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::tests::{check_promises, narrowed};
use super::*;

/// The table of a site.
const TABLE: [(char, &str); 13] = [
    ('產', "chǎn"),
    ('權', "quán"),
    ('質', "zhì"),
    ('創', "chuàng "),
    ('發', "fā"),
    ('動', "dòng"),
    ('識', "shí"),
    ('應', "yīng"),
    ('關', "guān"),
    ('業', "yè"),
    ('專', "zhuān"),
    ('轉', "zhuǎn"),
    ('術', "shù"),
];

/// Pages from which whatever extracted the text dropped the private-use characters, or put `filler` in their places.
fn extracted(page: &str, filler: Option<char>) -> String {
    page.chars().filter_map(|c| if gbk::is_private_use(c) { filler } else { Some(c) }).collect()
}

/// What is restored where private-use characters are gone is what stood there; what is not is listed, and nothing else
/// is put there.
#[test]
fn private_use_characters_that_are_gone() {
    let page = "關于推進專利產業發展的通知\n各縣應當推動知識產權質押，創新產品，發展動產質押。知識產權是企業的創新動力，\
        專利技術要轉化。\n";
    let (mut restored, mut listed) = (0, 0);
    for line in [
        "企業要發展創新。“知識產權”是基礎，應當推動。",
        "管理部門要轉向。“好用知識”，并加強培訓。",
        "條例規定：“應當公開。”如果所屬技術部門未按期公開，由上級責令改正。",
        "青溪市推進企業發展。基于此，各縣應當完善措施。",
        "各單位轉變為專業機構。國家支持創新，人民政府應當發展產業。",
        "服務全面啟動，企業普遍受益。加強知識產權保護，開展技術服務。",
        "推動規模化。堅持創新，推動產業發展。認真貫徹落實。",
    ] {
        let original = format!("{page}{line}\n{page}");
        for marks in ["，；。", "，；。！？"] {
            let table = TABLE.iter().map(|(c, reading)| (*c, (*reading).to_owned())).collect();
            let damaged = Site { table, marks: marks.chars().collect() }.damage(&original);
            for filler in [None, Some(' '), Some('\u{3000}'), Some('\u{FFFD}'), Some('□')] {
                let shown = extracted(&damaged, filler);
                let cleaned = check_promises(&shown);
                if narrowed(&cleaned.text) == narrowed(&original) {
                    restored += 1;
                    continue;
                }
                listed += 1;
                assert!(!cleaned.unrepaired.is_empty(), "{line} became {} and is not listed", cleaned.text);
                let wrong = cleaned.edits.iter().filter(|edit| {
                    let own = narrowed(&edit.restored);
                    edit.rule.is_byte_repair() && !narrowed(&original).contains(&own)
                });
                let wrong: Vec<_> = wrong.collect();
                assert!(wrong.is_empty(), "{line}: {wrong:?} of {shown}");
            }
        }
    }
    assert!(restored > listed, "{restored} restored, {listed} listed");
}

/// A page that was never damaged has no gaps, and one that has its private-use characters keeps what they tell.
#[test]
fn pages_without_gaps() {
    let original =
        "關于推進產業的通知\n推動知識產權質押，創新產品。發展動產質押，專業技術。\n企業轉變為保險機構，應當推動。\n";
    let table = TABLE.iter().map(|(c, reading)| (*c, (*reading).to_owned())).collect();
    let damaged = Site { table, marks: vec!['，', '；', '。'] }.damage(original);
    assert_eq!(narrowed(&check_promises(&damaged).text), narrowed(original));
    assert_eq!(check_promises(original).text, original);
}
