//! Tests of the repairs: the promises, the notice, made-up pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::shared::{shared, texts};
use crate::text::{Edit, Rule, to_hans, undo};

fn notice() -> String {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let file = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).next().unwrap();
    fs::read_to_string(file).unwrap()
}

/// What holds of any text.
#[track_caller]
pub(super) fn check_promises(decoded: &str) -> Cleaned {
    let cleaned = clean(decoded);
    assert_eq!(undo(&cleaned.text, decoded, &cleaned.edits), decoded, "undoing the edits gives the text back");
    assert_eq!(cleaned.map.len(), cleaned.text.len(), "the map is total");
    let mut end = 0;
    for (at, c) in cleaned.text.char_indices() {
        let there = cleaned.map.map(Span::new(at, at + c.len_utf8()));
        assert!(decoded.is_char_boundary(there.start) && decoded.is_char_boundary(there.end), "{there:?}");
        assert!(there.start >= end || there.end >= end, "monotone");
        end = there.end;
    }
    assert!(end <= decoded.len());
    check_places(decoded, &cleaned);
    let again = clean(&cleaned.text);
    assert_eq!(again.text, cleaned.text, "cleaning is idempotent");
    assert!(again.edits.is_empty());
    assert!(cleaned.foreign.is_sorted());
    for span in &cleaned.foreign {
        assert!(cleaned.text.get(span.range()).is_some_and(|line| !line.contains('\n')), "{span:?} is a line");
    }
    cleaned
}

/// A character that no edit made is the one under it in the file; one that an edit made stands on the whole edit.
#[track_caller]
fn check_places(decoded: &str, cleaned: &Cleaned) {
    let mut edits = cleaned.edits.iter();
    let mut edit = edits.next();
    let (mut before, mut after) = (0, 0);
    for (at, c) in cleaned.text.char_indices() {
        while let Some(done) = edit.filter(|edit| edit.span.start + after - before + edit.restored.len() <= at) {
            before += done.span.len();
            after += done.restored.len();
            edit = edits.next();
        }
        let there = cleaned.map.map(Span::new(at, at + c.len_utf8()));
        match edit.filter(|edit| edit.span.start + after - before <= at) {
            Some(edit) => assert_eq!(there, edit.span, "{c} at {at}"),
            None => assert_eq!(&decoded[there.range()], c.to_string(), "{c} at {at}"),
        }
    }
}

#[track_caller]
fn check_untouched(text: &str) {
    let cleaned = check_promises(text);
    assert!(cleaned.edits.is_empty(), "{:?}", cleaned.edits);
    assert_eq!(cleaned.text, text);
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        check_promises(&text);
    }

    #[test]
    fn texts_that_look_damaged(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("質(zhì)"), Just("創(chuàng )"), Just("發(fā)"), Just("產(chǎn)"), Just("(zhì)"), Just("?"),
                Just("變?yōu)楸kU"), Just("?yōu)"), Just("信?;\u{E2AE}鸷献?,"), Just("規?;?。"), Just("?ldquo;"),
                Just("&ldquo;"), Just("x0dx0a"), Just("%26#65380;"), Just("€"), Just("\u{E2AE}"), Just("("), Just(")"),
                Just("省?。▍^"), Just("\n"), Just("。"), Just("；"), Just(","), Just("押"), Just("優(yōu)"), Just("k"),
                Just("國産片_免费电影_在线观看_网站视频\n"), Just("\u{A0}"), Just("以?xún)?,"), Just("變?yōu)榫€(xiàn)上"),
            ],
            0..60,
        )
    ) {
        check_promises(&pieces.concat());
    }
}

#[test]
fn small_texts() {
    for text in ["", "\n", "質", "質押", "質(zhì)", "(zhì)", "?", "?;", "\u{A0}", "\u{FFFD}"] {
        check_untouched(text);
    }
    for text in ["\u{FEFF}", "\0", "\u{200B}\u{AD}"] {
        assert_eq!(check_promises(text).text, "");
    }
}

#[test]
fn the_notice_loses_its_glosses() {
    let raw = notice();
    let cleaned = check_promises(&raw);
    let glosses = cleaned.edits.iter().filter(|edit| edit.rule == Rule::Gloss).count();
    assert_eq!(glosses, 2_442);
    assert_eq!(cleaned.text.matches("質押").count(), 149);
    assert_eq!(cleaned.text.matches("知識產權").count(), 264);
    assert_eq!(cleaned.text.matches("創新").count(), 105);
    assert_eq!(cleaned.text.matches("保險").count(), 134);
    assert_eq!(cleaned.text.matches('\u{A0}').count(), 10, "no-break spaces stay");
    let foreign: Vec<&str> = cleaned.foreign.iter().map(|span| &cleaned.text[span.range()]).collect();
    assert_eq!(foreign, [raw.lines().last().unwrap()], "the advertisement in the last line is foreign");
}

/// `text` with each of its readings in a spelling that `choose` gives: 0 as it is, 1 with combining marks, 2 with breves,
/// 3 with combining breves. Behind brackets, and where the damage made a question mark of the bracket.
fn spelled(text: &str, mut choose: impl FnMut() -> u8) -> String {
    use crate::text::pinyin::{Tone, letter};
    let mut out = String::new();
    let mut at = 0;
    for (close, _) in text.match_indices(')') {
        let Some(open) = text[at..close].rfind(['(', '?']).map(|found| at + found + 1) else { continue };
        if !reading::is_toned(&text[open..close]) {
            continue;
        }
        out.push_str(&text[at..open]);
        at = open;
        let spelling = choose();
        while let Some(found) = letter(&text[at..close]) {
            let own = &text[at..at + found.len];
            let breve = spelling >= 2 && found.tone == Some(Tone::Third);
            let one = "aeiou".find(char::from(found.plain)).and_then(|vowel| "ăĕĭŏŭ".chars().nth(vowel));
            match (spelling, one) {
                (0, _) => out.push_str(own),
                (2, Some(one)) if breve => out.push(one),
                (2, _) if !breve => out.push_str(own),
                _ => {
                    out.push_str(if found.plain == b'v' { "u\u{308}" } else { "" });
                    out.extend((found.plain != b'v').then_some(char::from(found.plain)));
                    out.extend(found.tone.map(|tone| match tone {
                        Tone::First => '\u{304}',
                        Tone::Second => '\u{301}',
                        Tone::Third if breve => '\u{306}',
                        Tone::Third => '\u{30C}',
                        Tone::Fourth => '\u{300}',
                    }));
                }
            }
            at += found.len;
        }
    }
    out + &text[at..]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn readings_are_known_in_every_spelling(mut seed in any::<u32>()) {
        let raw = notice();
        let expected = clean(&raw);
        // All alike, and each in another one.
        for spelling in 1..=4_u8 {
            let page = spelled(&raw, || {
                seed = seed.wrapping_mul(0x9E37_79B1).wrapping_add(1);
                if spelling == 4 { (seed >> 24) as u8 & 3 } else { spelling }
            });
            assert_ne!(page, raw);
            let cleaned = check_promises(&page);
            prop_assert_eq!(&cleaned.text, &expected.text);
            prop_assert_eq!(&cleaned.table, &expected.table);
            prop_assert_eq!(&cleaned.unrepaired, &expected.unrepaired);
            prop_assert_eq!(cleaned.edits.len(), expected.edits.len());
            for (edit, known) in cleaned.edits.iter().zip(&expected.edits) {
                prop_assert_eq!((&edit.restored, edit.rule, edit.status), (&known.restored, known.rule, known.status));
                let (own, other) = (&page[edit.span.range()], &raw[known.span.range()]);
                prop_assert_eq!(crate::text::pinyin::respelled(own), crate::text::pinyin::respelled(other));
            }
        }
    }
}

#[test]
fn the_notice_is_whole_again() {
    let raw = notice();
    let cleaned = clean(&raw);
    let repairs: Vec<&crate::text::Edit> = cleaned.edits.iter().filter(|edit| edit.rule.is_byte_repair()).collect();
    assert_eq!(repairs.len(), 9, "{repairs:?}");
    for text in [
        "規模化",
        "信保基金合作",
        "信保基金擔保",
        "轉變為保險機構",
        "窗口變為線上",
        "創新狀況",
        "各自優勢",
        "變為活“資產”",
    ] {
        assert_eq!(cleaned.text.matches(text).count(), 1, "{text}");
    }
    assert!(cleaned.unrepaired.is_empty(), "{:?}", cleaned.unrepaired);
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn the_notice_is_what_it_was() {
    let cleaned = clean(&notice());
    let restored = fs::read_to_string(shared("notice/restored.txt")).unwrap();
    for (entity, c) in [("&ldquo;", "“"), ("&rdquo;", "”"), ("&nbsp;", "\u{A0}")] {
        assert!(!cleaned.text.contains(entity) || c.is_empty());
    }
    let decoded = restored.replace("&ldquo;", "“").replace("&rdquo;", "”").replace("&nbsp;", "\u{A0}");
    let narrow = |text: &str| text.chars().map(damage::narrow).collect::<String>();
    assert!(narrow(&cleaned.text) == narrow(&decoded), "the clean text is not the restored one");
}

/// Pages like the ones of the same family of sites: a few lines in which the habit shows, then `damaged`.
fn in_page(damaged: &str) -> String {
    const PAGE: &str = "知識產(chǎn)權質(zhì)押融資,創(chuàng )新產(chǎn)品,專(zhuān)利質(zhì)押,發(fā)展創(chuàng )新,優(yōu)勢,優(yōu)化";
    format!("{PAGE}\n{damaged}\n")
}

#[test]
fn other_pages_of_the_family() {
    for (damaged, restored) in [
        ("把知識產(chǎn)權變?yōu)楸kU機構", "把知識產權變為保險機構"),
        ("企業轉變?yōu)樽非蟆昂糜弥\u{E036}R產(chǎn)權\\\"的目標", "企業轉變為追求“好用知識產權”的目標"),
        ("把成果變?yōu)椤盀槲宜\u{E2C4}谩钡馁Y源", "把成果變為“為我所用”的資源"),
        ("推廣溫知保產品,開展“溫知?!钡暮献?,推動", "推廣溫知保產品,開展“溫知保”的合作,推動"),
        ("辦理登記??紤]到企業的需求", "辦理登記。考慮到企業的需求"),
        ("第三條規定如下:\n?。ㄒ唬┏鲑|(zhì)人的名稱", "第三條規定如下:\n　（一）出質人的名稱"),
        ("第三條規定如下:\n。ㄒ唬┏鲑|(zhì)人的名稱", "第三條規定如下:\n　（一）出質人的名稱"),
        ("第一段x0dx0a第二段", "第一段\n第二段"),
        ("企業%26#65380;機構", "企業\u{FF64}機構"),
    ] {
        let cleaned = check_promises(&in_page(damaged));
        let line: String =
            cleaned.text.split_once('\n').unwrap().1.trim_end_matches('\n').chars().map(damage::narrow).collect();
        let want: String = restored.chars().map(damage::narrow).collect();
        assert_eq!(line, want, "{damaged}");
    }
}

pub(super) fn narrowed(text: &str) -> String {
    text.chars().map(damage::narrow).collect()
}

/// What a site with this table makes of `original`, and that repaired.
fn through(table: &[(char, &str)], marks: &str, original: &str) -> Cleaned {
    let table = table.iter().map(|(c, reading)| (*c, (*reading).to_owned())).collect();
    check_promises(&Site { table, marks: marks.chars().collect() }.damage(original))
}

#[test]
fn other_tables() {
    let page = "開展知識產權質押融資，推動專利產業發展。發展專利質押，創新產品，提高資質；創新融資產品，動產質押。\n";
    // No tone marks at all.
    let plain = [
        ('識', "shi"),
        ('產', "chan"),
        ('權', "quan"),
        ('質', "zhi"),
        ('資', "zi"),
        ('專', "zhuan"),
        ('業', "ye"),
        ('發', "fa"),
        ('創', "chuang "),
        ('動', "dong"),
        ('優', "you"),
    ];
    let original = format!("{page}{page}各地變為發展產業，轉變為資產。\n");
    let cleaned = through(&plain, "，；。", &original);
    assert_eq!(narrowed(&cleaned.text), narrowed(&original));
    // Wrong readings, and characters that conversion does not change.
    let odd =
        [('識', "zhì"), ('產', "chàn"), ('的', "dì"), ('融', "róng"), ('新', "xīn"), ('高', "gāo "), ('優', "yāo")];
    let original = format!("{page}優質的產品，優良的資產，轉變為保險機構的資產。\n");
    let cleaned = through(&odd, "，；。！？", &original);
    assert_eq!(narrowed(&cleaned.text), narrowed(&original));
}

#[test]
fn a_reading_that_two_characters_have_proves_neither() {
    // 文件 has the bytes of 募 in its middle, of which the page shows nothing; 幕 has its lead byte and its reading.
    let table =
        [('募', "mù"), ('幕', "mù"), ('文', "wén"), ('產', "chǎn"), ('質', "zhì"), ('發', "fā"), ('動', "dòng")];
    let original =
        "知識產權質押，開發產品。推動產權質押，開幕發文。\n發展動產質押，閉幕發文。\n提交證明文件資料，有關文件等。\n";
    let cleaned = through(&table, "，；。", original);
    for edit in cleaned.edits.iter().filter(|edit| edit.rule.is_byte_repair()) {
        assert!(edit.status == crate::text::Status::Suggested || edit.restored.contains('件'), "{edit:?}");
    }
}

#[test]
fn a_byte_that_is_lost_twice() {
    // Split at the bytes of ！ in 校、, and in what follows 變 overlaps 兒, which came first.
    let table = [('兒', "ér"), ('變', "biàn"), ('學', "xué"), ('產', "chǎn"), ('質', "zhì"), ('動', "dòng")];
    let original = "學校推動轉變。兒童學產權，變動質量，學動產。\n中小學校、幼兒園和學校、幼兒園的變動。\n";
    let cleaned = through(&table, "，；。！？", original);
    assert_eq!(narrowed(&cleaned.text), narrowed(original));
}

#[test]
fn nothing_is_joined_to_the_end_of_a_clause() {
    // 規模 and 或 are far more frequent words than 規模化, and the page says 化 of nothing.
    let table = [
        ('產', "chǎn"),
        ('業', "yè"),
        ('質', "zhí"),
        ('開', "kāi "),
        ('為', "wéi"),
        ('險', "xiǎn"),
        ('機', "jī"),
        ('對', "duì"),
        ('補', "bǔ"),
    ];
    let original = "開展質押融資，應當開放服務，成為常態。對不良貸款給予補償；為企業辦理，與擔保機構合作，推動業務規模化。\n\
        企業不愿維權，保險機構開展業務較少。政府補貼保費，保險公司對侵權損失給予賠付，成為風險共擔。\n";
    let cleaned = through(&table, "，；。", original);
    assert_eq!(narrowed(&cleaned.text), narrowed(original));
}

#[test]
fn lost_lines_stay_and_spam_is_foreign() {
    let damaged = "??? ????? ??\n?? ??\n關於質(zhì)押的通知";
    let cleaned = check_promises(&in_page(damaged));
    assert!(cleaned.text.contains("??? ????? ??\n?? ??\n關於質押的通知"), "{}", cleaned.text);
    let hidden = "<div style=\"display:none\"><a href=\"x\">電子游戲</a>廣告</div>";
    let cleaned = check_promises(&in_page(hidden));
    let foreign: Vec<&str> = cleaned.foreign.iter().map(|span| &cleaned.text[span.range()]).collect();
    assert_eq!(foreign, [hidden]);
}

/// Checks that nothing in these lines is taken for a gloss: in all of them together, in each, and before a page that is
/// full of glosses.
#[track_caller]
fn check_no_gloss(lines: &str) {
    check_untouched(lines);
    let page = notice();
    for line in lines.lines() {
        check_untouched(line);
        let cleaned = clean(&format!("{line}\n{page}"));
        assert!(cleaned.text.starts_with(&format!("{line}\n")), "{line}");
        assert!(cleaned.edits.iter().all(|edit| edit.span.start > line.len()), "{line}");
    }
}

#[test]
fn what_looks_like_a_gloss_and_is_none() {
    check_no_gloss(
        "自由实施(FTO)尽职调查由代理机构(agent)出具。\n\
         荨(qián)麻是一种草本植物，荨(xún)麻疹是一种皮肤病。\n\
         每公斤(kg)不超过五十微克(μg)，水温(t)不低于三十摄氏度(℃)。\n\
         世界贸易组织(WTO)与世界知识产权组织(WIPO)均有专家参加。\n\
         龟兹(qiū cí)乐舞、阏氏(yān zhī)、可汗(kè hán)等词的读音见附表。\n\
         阿房(ē páng)宫，六安(lù ān)市，高句丽(gāo gōu lí)。\n\
         联系人：张三(zhang san)，电子邮箱见网站(www.example.org)。\n\
         第(i)项、第(ii)项和第(a)款所列的材料一式两份。\n\
         二氧化硫(SO2)、氮氧化物(NOx)的排放限值见表(a)。\n",
    );
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn what_looks_like_a_gloss_in_real_texts_and_is_none() {
    check_no_gloss(&fs::read_to_string(shared("damage/negatives.txt")).unwrap());
}

#[test]
fn honest_question_marks_stay() {
    for text in [
        "真的吗??为什么?!怎么办?;如何?,好?。\n",
        "什么是专利?谁可以申请?。请见 https://www.example.org/search?q=专利&page=2?x=1。\n",
        "let x = a ? b : c; if (foo?.bar) { query(\"?id=1\"); }\n",
        "| 甲 | ? | ?? | 是? | 否? |\n|??|?,|?;|\n",
        "這是什麼??是真的嗎?。誰知道?,何時?;怎麼辦?!\n",
        "温度(t)、距离(m)、公斤(kg)、率(lv)、比(bi)、额(e)、立方米(m3)。\n",
    ] {
        check_untouched(text);
        check_untouched(&text.repeat(20));
    }
}

#[test]
fn the_undamaged_notice_stays_in_either_script() {
    let original = clean(&notice()).text;
    check_untouched(&original);
    check_untouched(&to_hans(&original));
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn undamaged_texts_stay() {
    let mut closed = 0;
    for dir in ["damage/pairs/clean_simplified", "damage/pairs/converted_traditional"] {
        for (name, text) in texts(dir) {
            let cleaned = clean(&text);
            let other: Vec<_> = cleaned.edits.iter().filter(|edit| edit.rule != Rule::Blank).collect();
            assert!(other.is_empty(), "{name}: {other:?}");
            assert_eq!(undo(&cleaned.text, &text, &cleaned.edits), text, "{name}");
            let label = |edit: &&Edit| text[edit.span.end..].chars().take(6).any(|c| matches!(c, ':' | '：'));
            closed += cleaned.edits.iter().filter(|edit| !label(edit)).count();
            assert!(cleaned.foreign.is_empty(), "{name}: {:?}", cleaned.foreign);
        }
    }
    // Three headings, in either script, whose characters are set apart; the others are labels: 组　长：.
    assert!(closed < 40, "{closed}");
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn damaged_texts_become_what_they_were() {
    let originals = texts("damage/pairs/converted_traditional");
    let narrow = |text: &str| text.chars().map(damage::narrow).collect::<String>();
    for ((name, text), (_, original)) in texts("damage/pairs/damaged").iter().zip(&originals) {
        let cleaned = check_promises(text);
        let brackets: Vec<String> =
            reading_brackets(&cleaned.text).into_iter().filter(|b| !reading_brackets(original).contains(b)).collect();
        assert!(brackets.is_empty(), "{name}: {brackets:?}");
        // Headings that set their characters apart are closed up in both.
        let twin = clean(original).text;
        assert!(narrow(&cleaned.text) == narrow(&twin), "{name} has a place that was restored wrongly");
    }
}

/// Where the characters of `a` and `b` are the same, as byte spans of `a`: a longest common subsequence.
fn same(a: &str, b: &str) -> Vec<Span<Clean>> {
    let (chars, other): (Vec<(usize, char)>, Vec<char>) = (a.char_indices().collect(), b.chars().collect());
    let mut longest = vec![vec![0_u16; other.len() + 1]; chars.len() + 1];
    for (i, &(_, x)) in chars.iter().enumerate().rev() {
        for (j, &y) in other.iter().enumerate().rev() {
            longest[i][j] = if x == y { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < chars.len() && j < other.len() {
        if chars[i].1 == other[j] {
            out.push(Span::new(chars[i].0, chars[i].0 + chars[i].1.len_utf8()));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// Pages under tables that no site has: checks that nothing is wrong of what is called proven. Returns how many places
/// are proven, how many suggested, and how many of these wrong.
fn check_other_tables(pages: &[(String, String)]) -> (usize, usize, usize) {
    use pinyin::ToPinyin;
    let (mut proven, mut suggested, mut wrong) = (0, 0, 0);
    for ((name, original), number) in pages.iter().flat_map(|page| (0..4).map(move |number| (page, number))) {
        // A quarter of the characters that conversion made.
        let mut seen = std::collections::HashSet::new();
        let fresh = original.chars().filter(|&c| class::is_traditional(c) && class::is_common(c) && seen.insert(c));
        let table = fresh.enumerate().filter(|(at, _)| at % 4 == number);
        let table = table.filter_map(|(_, c)| Some((c, c.to_pinyin()?.with_tone().to_owned())));
        let site = Site { table: table.collect(), marks: "，；。".chars().collect() };
        let cleaned = clean(&site.damage(original));
        let expected = narrowed(original);
        let lines = |text: &str| text.matches('\n').count();
        if lines(&cleaned.text) != lines(&expected) {
            // A line break was suggested where something else was lost.
            (suggested, wrong) = (suggested + 1, wrong + 1);
            continue;
        }
        // Where each repair stands in the clean text.
        let repairs = cleaned.edits.iter().filter(|edit| edit.rule.is_byte_repair());
        let repairs: Vec<(Span<Clean>, &Edit)> = repairs.map(|edit| (place(&cleaned, edit), edit)).collect();
        let mut at = 0;
        for (line, whole) in cleaned.text.split('\n').zip(expected.split('\n')) {
            let here = Span::<Clean>::new(at, at + line.len());
            at = here.end + 1;
            let known = if line == whole { Vec::new() } else { same(&narrowed(line), whole) };
            for &(span, edit) in repairs.iter().filter(|(span, _)| here.contains(*span)) {
                let right = line == whole || {
                    let inside =
                        known.iter().filter(|c| c.start + here.start >= span.start && c.end + here.start <= span.end);
                    inside.map(|c| c.len()).sum::<usize>() == span.len()
                };
                match edit.status {
                    crate::text::Status::Proven => {
                        assert!(right, "{name}: proven and wrong: {} of {whole}", edit.restored);
                        proven += 1;
                    }
                    crate::text::Status::Suggested => {
                        suggested += 1;
                        wrong += usize::from(!right);
                    }
                }
            }
        }
    }
    eprintln!("{proven} proven, {suggested} suggested, {wrong} of these wrong");
    (proven, suggested, wrong)
}

#[test]
fn what_is_proven_of_the_notice_is_right_under_other_tables() {
    let (proven, suggested, wrong) = check_other_tables(&[("the notice".to_owned(), clean(&notice()).text)]);
    assert!(proven > 50 && wrong * 10 < proven + suggested, "{proven}, {suggested}, {wrong}");
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn what_is_proven_is_right_under_other_tables() {
    let mut pages = texts("damage/pairs/converted_traditional");
    pages.retain(|(_, original)| original.len() <= 30_000);
    let (proven, suggested, wrong) = check_other_tables(&pages);
    assert!(proven > 150 && wrong * 20 < proven + suggested, "{proven}, {suggested}, {wrong}");
}

/// Where what `edit` restored stands in the clean text.
fn place(cleaned: &Cleaned, edit: &Edit) -> Span<Clean> {
    let before = cleaned.edits.iter().take_while(|other| other.span.start < edit.span.start);
    let start = before.fold(edit.span.start, |at, other| at + other.restored.len() - other.span.len());
    Span::new(start, start + edit.restored.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Pages that the forward model makes: undamaged text in, the promises out, and what is called proven is right.
    #[test]
    fn pages_that_the_forward_model_makes(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("轉變為保險機構"), Just("信保基金合作，"), Just("形成規模化。"), Just("各自優勢；"), Just("創新狀況，"),
                Just("知識產權質押融資"), Just("窗口變為線上提交。\n"), Just("企業可以以內部的資產為擔保，"), Just("第三條　（一）出質人；\n"),
                Just("發展專利質押，"), Just("推動產業發展。"), Just("2023年，"), Just("施（FTO）"), Just("公斤（kg）"),
            ],
            10..60,
        ),
        chosen in proptest::collection::vec(any::<bool>(), 12),
        split in any::<bool>(),
    ) {
        let original = pieces.concat();
        let all = [
            ('優', "yōu"), ('質', "zhì"), ('創', "chuàng "), ('產', "chǎn"), ('業', "yè"), ('專', "zhuān"), ('發', "fā"),
            ('線', "xiàn"), ('詢', "xún"), ('勢', "shì"), ('動', "dòng"), ('識', "shi"),
        ];
        let table = all.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|((c, reading), _)| (*c, (*reading).to_owned()));
        let marks = if split { "，；。！？" } else { "，；。" };
        let site = Site { table: table.collect(), marks: marks.chars().collect() };
        let damaged = site.damage(&original);
        let cleaned = check_promises(&damaged);
        let narrow = |text: &str| text.chars().map(damage::narrow).collect::<String>();
        let all_proven = cleaned.edits.iter().all(|edit| edit.status == crate::text::Status::Proven);
        if all_proven && cleaned.unrepaired.is_empty() && reading_brackets(&cleaned.text).is_empty() && !cleaned.table.is_empty() {
            prop_assert_eq!(narrowed(&cleaned.text), narrowed(&original), "proven and wrong");
        }
        if cleaned.unrepaired.is_empty() && cleaned.edits.iter().all(|edit| edit.status == crate::text::Status::Proven) && !cleaned.table.is_empty() {
            // What is proven gives back the raw text.
            let again = Site { table: site.table.clone(), marks: site.marks.clone() }.damage(&cleaned.text.chars().map(|c| if c.is_ascii_punctuation() { damage::widen(c).unwrap_or(c) } else { c }).collect::<String>());
            prop_assert_eq!(narrow(&again), narrow(&damaged));
        }
    }
}

/// What still looks like a reading, with what surrounds it.
fn reading_brackets(text: &str) -> Vec<String> {
    text.match_indices('(')
        .filter(|&(at, _)| reading::bracketed(&text[at..]).is_some())
        .map(|(at, _)| {
            text[..at].chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().chain(text[at..].chars().take(9))
        })
        .map(Iterator::collect)
        .collect()
}
