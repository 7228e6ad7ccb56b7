//! Tests of what else the pages of the family have: blanks and marks that became question marks, lines of them, spam,
//! hidden links, markup as text.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::*;
use crate::text::{Rule, undo};

/// A page in which the site's habit shows, between `above` and `below`.
fn page(above: &str, below: &str) -> String {
    const HABIT: &str = "關于做好知識產(chǎn)權質(zhì)押工作的通知\n\
        推動(dòng)知識產(chǎn)權質(zhì)押融資,創(chuàng )新產(chǎn)品,專(zhuān)利質(zhì)押,發(fā)展創(chuàng )新,優(yōu)勢,優(yōu)化。\n\
        各市、縣市場監督管理局要優(yōu)化服務,發(fā)揮作用,擴大專(zhuān)利產(chǎn)品的質(zhì)押。\n";
    format!("{above}{HABIT}{below}")
}

/// The repaired page; what holds of any text holds of it.
#[track_caller]
fn repaired(text: &str) -> Cleaned {
    let cleaned = clean(text);
    assert_eq!(undo(&cleaned.text, text, &cleaned.edits), text, "undoing the edits gives the text back");
    assert_eq!(cleaned.map.len(), cleaned.text.len(), "the map is total");
    let again = clean(&cleaned.text);
    assert!(again.text == cleaned.text && again.edits.is_empty(), "cleaning is idempotent");
    cleaned
}

fn foreign(cleaned: &Cleaned) -> Vec<&str> {
    cleaned.foreign.iter().map(|span| &cleaned.text[span.range()]).collect()
}

/// Lines with a question mark where a blank was: no character beside it is taken for a part of the damage.
#[test]
fn a_blank_that_became_a_question_mark() {
    for line in [
        "??2023年6月30日",
        "2023年?6月30日?發布",
        "?各單位要認真貫徹執行。",
        "聯系人:王某?電話:123",
        "第一條?為了規范管理",
        "A?B?C",
    ] {
        let cleaned = repaired(&page("", &format!("{line}\n")));
        let last = cleaned.text.lines().last().unwrap();
        let from = cleaned.text.len() - last.len() - 1;
        let reported = |at: usize| cleaned.unrepaired.iter().any(|span| span.range().contains(&(from + at)));
        // Either it is a blank again, or the report names it, where nobody can have asked anything.
        if let Some(at) = last.find('?').filter(|_| !line.contains("王某") && !line.starts_with(['2', 'A'])) {
            assert!(reported(at), "{line} became {last}: {:?}", cleaned.unrepaired);
        }
        let bare = |text: &str| text.replace(['?', ' ', '\u{A0}', '\u{3000}'], "");
        assert_eq!(bare(last), bare(line), "{line} became {last}");
        assert!(cleaned.foreign.is_empty());
    }
}

/// The byte-order mark of a page became a question mark at its very beginning, or in the middle where two were joined.
#[test]
fn a_byte_order_mark_that_became_a_question_mark() {
    let cleaned = repaired(&page("?", ""));
    assert!(cleaned.text.trim_start_matches('?').starts_with("關于做好知識產權質押工作的通知\n"), "{}", cleaned.text);
    let cleaned = repaired(&page("", "?第二部分要求優(yōu)化服務。\n"));
    assert!(cleaned.text.ends_with("第二部分要求優化服務。\n"), "{}", cleaned.text);
}

#[test]
fn whole_lines_of_question_marks() {
    for lost in ["????????\n", "?? ???????\n????? 2023? 12?\n", "?\n?\n?\n"] {
        for text in [page(lost, ""), page("", lost)] {
            let cleaned = repaired(&text);
            assert!(cleaned.text.contains(lost), "what nothing can bring back stays: {}", cleaned.text);
            assert!(cleaned.text.contains("推動知識產權質押融資"), "{}", cleaned.text);
        }
    }
    let cleaned = repaired(&page("", "????????\n"));
    assert!(
        cleaned.unrepaired.iter().any(|span| &cleaned.text[span.range()] == "????????"),
        "and is reported: {:?}",
        cleaned.unrepaired
    );
}

/// Nothing is read into question marks that stand for nothing that could be known.
#[test]
fn question_marks_that_stand_for_blanks_and_lost_lines() {
    let cleaned = repaired(&page("", "一、??總體要求\n"));
    assert!(cleaned.text.ends_with("總體要求\n"), "{}", cleaned.text);
    let cleaned = repaired(&page("", "???,????????。\n"));
    assert!(cleaned.text.ends_with("???,????????。\n"), "{}", cleaned.text);
}

#[test]
fn spam_before_the_page() {
    for spam in ["国产精品视频_免费电影网站_在线观看网页", "亚洲电影_国产视频网站_在线观看_免费网"]
    {
        let text = page(
            &format!("{spam}\n"),
            &"要認真開(kāi)展調查,總結經(jīng)驗,優(yōu)化環(huán)境,擴大產(chǎn)業(yè)。\n".repeat(2),
        );
        assert_eq!(foreign(&repaired(&text)), [spam]);
    }
}

#[test]
fn a_block_of_hidden_links() {
    let block = [
        "<div style=\"position:absolute; left:-9999px\">",
        "<a href=\"http://a.example/\">某某網站</a>",
        "<a href=\"http://b.example/\">另一網站</a>廣告文字",
        "</div>",
    ];
    for text in [page(&format!("{}\n", block.join("\n")), ""), page("", &format!("{}\n", block.join("\n")))] {
        let cleaned = repaired(&text);
        assert_eq!(foreign(&cleaned), block, "the block, and no line of the page");
    }
}

#[test]
fn tags_that_stand_in_the_page_as_text() {
    let cleaned =
        repaired(&page("", "<p>各單位要優(yōu)化服務,<strong>擴大</strong>產(chǎn)品的質(zhì)押。</p>\n<br/>\n"));
    assert!(cleaned.text.contains("各單位要優化服務"), "{}", cleaned.text);
    assert_eq!(foreign(&cleaned), ["<br/>"], "a paragraph with tags in it is a paragraph");
    let cleaned = repaired(&page("", "若 a<b 且 c>d,則優(yōu)化。\n"));
    assert!(foreign(&cleaned).is_empty());
}

/// Texts without damage: what nobody sees goes, and the blanks inside wide headings (总　则), and nothing else.
#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn laws_stay_as_they_are() {
    let (_folder, files) = crate::shared::unpacked("laws/laws.tar.xz");
    let (mut blanks, mut invisible) = (0, 0);
    // One in twenty, blanks in headings among them: all would take minutes in a build for tests.
    for path in files.iter().skip(7).step_by(20) {
        let text = std::fs::read_to_string(path).unwrap();
        let cleaned = repaired(&text);
        for edit in &cleaned.edits {
            let dropped = &text[edit.span.range()];
            let (count, is_expected): (_, fn(char) -> bool) = match edit.rule {
                Rule::Blank => (&mut blanks, |c| matches!(c, ' ' | '\u{A0}' | '\u{3000}')),
                Rule::Invisible => (&mut invisible, crate::text::is_invisible),
                rule => panic!("{rule:?} in {}", path.display()),
            };
            *count += 1;
            assert!(edit.restored.is_empty() && dropped.chars().all(is_expected), "{edit:?} in {}", path.display());
        }
        assert!(cleaned.foreign.is_empty() && cleaned.unrepaired.is_empty(), "{}", path.display());
    }
    assert_eq!((blanks, invisible), (36, 16));
}
