//! Collections and documents of shapes that offices and courts of other provinces use; all of them invented.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::tests::{assert_sound, parsed};
use super::*;
use crate::text::to_hant;

/// Two paragraphs of a case, long enough to be running text.
fn body(topic: &str) -> String {
    format!(
        "2022年以来，当地市场监管部门聚焦{topic}，建立部门会商、银企对接和风险分担机制，全年服务企业一百二十余家。\n\
         通过{topic}，企业平均融资成本下降1.2个百分点，相关经验被写入年度工作要点并在全省范围内加以推广。\n"
    )
}

/// Titles, tiers with numbers, and places of the cases; in simplified and in traditional characters.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str, &str)]) -> Notice {
    for text in [text.to_owned(), to_hant(text).into_owned(), text.replace('\n', "\r\n\u{3000}\u{3000}")] {
        let notice = parsed(&text);
        let found: Vec<(String, String, String)> = notice
            .cases
            .iter()
            .map(|case| {
                let place =
                    format!("{} {}", case.city.as_deref().unwrap_or("-"), case.county.as_deref().unwrap_or("-"));
                let tier = format!(
                    "{}{}",
                    case.tier.as_deref().unwrap_or(""),
                    case.number.map_or_else(|| "-".to_owned(), |number| number.to_string())
                );
                (crate::text::fold(&tier), crate::text::fold(&case.title), crate::text::fold(&place))
            })
            .collect();
        let fold = crate::text::fold;
        let expected: Vec<_> = expected.iter().map(|(a, b, c)| (fold(a), fold(b), fold(c))).collect();
        assert_eq!(found, expected, "{text}");
    }
    parsed(text)
}

fn sections(notice: &Notice, case: usize) -> Vec<&str> {
    let mut out: Vec<&str> =
        notice.passages.iter().filter(|p| p.case == Some(case)).filter_map(|p| p.section.as_deref()).collect();
    out.dedup();
    out
}

fn letter(title: &str) -> String {
    format!(
        "{title}\n苏知发〔2022〕31号\n各设区市知识产权局：\n\
         现将有关案例印发给你们，请结合实际认真学习借鉴，进一步提升知识产权运用和保护的水平。\n\
         江苏省知识产权局\n2022年9月1日\n"
    )
}

#[test]
fn a_place_and_a_colon_under_chinese_numbers() {
    let text = format!(
        "{}典型案例\n一、南京市：打造知识产权证券化样板\n{}二、苏州市昆山市：建立快速维权机制\n{}三、鼓楼区：推行专利开放许可试点工作\n{}",
        letter("江苏省知识产权局关于印发知识产权运用典型案例的通知"),
        body("证券化"),
        body("快速维权"),
        body("开放许可"),
    );
    let notice = check(
        &text,
        &[
            ("典型1", "南京市：打造知识产权证券化样板", "南京市 -"),
            ("典型2", "苏州市昆山市：建立快速维权机制", "苏州市 昆山市"),
            // In 江苏 there are two of this name, in 南京 and in 徐州.
            ("典型3", "鼓楼区：推行专利开放许可试点工作", "- 鼓楼区"),
        ],
    );
    assert_eq!(notice.number.as_deref(), Some("苏知发〔2022〕31号"));
    assert_eq!(notice.issuer.as_deref(), Some("江苏省知识产权局"));
    assert_eq!(notice.issued.as_deref(), Some("2022-09-01"));
}

#[test]
fn cases_in_brackets_under_themes() {
    let text = format!(
        "关于推广优化营商环境典型经验做法的通报\n一、创新融资服务\n（一）广州市黄埔区推出知识产权混合质押\n{}\
         （二）深圳市建立风险补偿资金池\n{}二、强化保护协作\n（一）佛山市顺德区探索商会调解\n{}（二）东莞市推进检测数据互认\n{}",
        body("混合质押"),
        body("风险补偿"),
        body("商会调解"),
        body("数据互认"),
    );
    let notice = check(
        &text,
        &[
            ("1", "广州市黄埔区推出知识产权混合质押", "广州市 黄埔区"),
            ("2", "深圳市建立风险补偿资金池", "深圳市 -"),
            ("1", "佛山市顺德区探索商会调解", "佛山市 顺德区"),
            ("2", "东莞市推进检测数据互认", "东莞市 -"),
        ],
    );
    let ids: Vec<&str> = notice.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["stem/案例1", "stem/案例2", "stem/案例1-2", "stem/案例2-2"]);
}

#[test]
fn titles_that_run_into_their_paragraphs() {
    let text = "国务院办公厅关于对某项大督查发现的典型经验做法给予表扬的通报\n国办发〔2022〕33号\n各省、自治区、直辖市人民政府：\n\
        为进一步推动工作，对有关地方的典型经验做法予以通报表扬，希望再接再厉，取得更大的成绩，作出更大的贡献。\n\
        国务院办公厅\n2022年9月28日\n督查发现的典型经验做法\n\
        1.北京市海淀区打造知识产权金融服务品牌。海淀区成立纾困基金，推动银行发放知识产权质押贷款，一年来服务企业三百家。\n\
        2.江苏省南通市建立企业直接融资服务机制。南通市开发线上平台，归集各部门的数据，帮助小微企业快速获得银行授信。\n\
        3.福建省福州市鼓楼区推行一窗受理改革。鼓楼区整合窗口，压缩环节，群众办事平均跑动次数由三次降到一次以内。\n";
    let notice = check(
        text,
        &[
            ("1", "北京市海淀区打造知识产权金融服务品牌", "北京市 海淀区"),
            ("2", "江苏省南通市建立企业直接融资服务机制", "南通市 -"),
            ("3", "福建省福州市鼓楼区推行一窗受理改革", "福州市 鼓楼区"),
        ],
    );
    assert_eq!(notice.issuer.as_deref(), Some("国务院办公厅"));
    assert!(notice.passages.iter().filter(|p| p.case.is_some()).all(|p| p.role == Role::Body));
}

#[test]
fn guiding_cases_of_a_court() {
    let text = "最高人民法院关于发布第一批指导性案例的通知\n法〔2031〕354号\n各省、自治区、直辖市高级人民法院：\n\
        经审判委员会讨论决定，现将某公司诉张某居间合同纠纷案等二个案例予以发布，供在审判类似案件时参照。\n\
        指导案例 1 号\n某中介公司诉张某居间合同纠纷案\n（审判委员会讨论通过 2031年12月20日发布）\n关键词 民事/居间合同/违约\n\
        裁判要点\n房屋买卖居间合同中关于禁止买方绕开中介的约定合法有效，但信息由公众可知时不构成违约。\n\
        基本案情\n原告诉称，被告利用其提供的房源信息另行成交，违反了双方签订的确认书，应当支付违约金。\n\
        裁判结果\n一审法院判决被告支付违约金；二审法院撤销原判，改判驳回原告的全部诉讼请求，并告知理由。\n\
        指导案例 2 号\n吴某诉某纸业公司\n买卖合同纠纷案\n裁判要点\n诉讼外达成的和解协议一方不履行的，另一方可以申请执行一审判决，人民法院应予支持。\n\
        基本案情\n原告多次向被告出售废书，被告欠款未付，双方在二审期间达成了和解协议，原告据此撤回上诉。\n";
    let notice = check(
        text,
        &[("指导1", "某中介公司诉张某居间合同纠纷案", "- -"), ("指导2", "吴某诉某纸业公司买卖合同纠纷案", "- -")],
    );
    assert_eq!(sections(&notice, 0), ["裁判要点", "基本案情", "裁判结果"]);
    assert_eq!(notice.issuer.as_deref(), Some("最高人民法院"));
    assert_eq!(notice.id, "法2031-354");
}

#[test]
fn consumer_cases_with_sections_in_brackets_and_a_list_before_them() {
    let titles = ["预付卡商家关门跑路案", "网购二手手机以假充真案", "健身房拒绝退款案"];
    let list: String = titles.iter().enumerate().map(|(i, title)| format!("{}.{title}\n", i + 1)).collect();
    let cases: String = titles
        .iter()
        .map(|title| {
            format!("{title}\n【案情简介】{}【处理结果】经组织调解，经营者退还剩余款项并赔偿损失，双方当场签字确认。\n【案例评析】\n{}", body(title), body("评析"))
        })
        .collect();
    let text = format!("河南省消费者协会2022年度十大典型案例\n{list}{cases}");
    let notice = check(&text, &[("-", titles[0], "- -"), ("-", titles[1], "- -"), ("-", titles[2], "- -")]);
    assert_eq!(notice.issuer.as_deref(), Some("河南省消费者协会"));
    assert_eq!(sections(&notice, 2), ["案情简介", "处理结果", "案例评析"]);
    assert_eq!(notice.passages.iter().filter(|p| p.role == Role::Listing).count(), 3);
}

#[test]
fn tiers_of_other_names_and_contents_with_and_without_pages() {
    for page in ["", "…………12", "\t3", "......5"] {
        let list = format!(
            "示范案例1：合肥市打造科创金融{page}\n示范案例2：芜湖市推行数据质押{page}\n提名案例1：安庆市桐城市做强包装产业{page}\n"
        );
        let text = format!(
            "安徽省地方金融案例汇编\n目 录\n{list}示范案例1：合肥市打造科创金融\n做法成效：{}启示：各地应当结合实际加以学习。\n\
             示范案例2：芜湖市推行数据质押\n做法成效：{}启示：数据可以作为资产进行质押融资。\n\
             提名案例1：安庆市桐城市做强\n包装产业\n做法成效：{}启示：县域产业需要金融持续支持。\n",
            body("科创金融"),
            body("数据质押"),
            body("包装产业"),
        );
        let notice = check(
            &text,
            &[
                ("示范1", "合肥市打造科创金融", "合肥市 -"),
                ("示范2", "芜湖市推行数据质押", "芜湖市 -"),
                ("提名1", "安庆市桐城市做强包装产业", "安庆市 桐城市"),
            ],
        );
        assert_eq!(sections(&notice, 1), ["做法成效", "启示"], "{page}");
        assert_eq!(notice.passages.iter().filter(|p| p.role == Role::Listing).count(), 3, "{page}");
    }
}

#[test]
fn sections_that_only_this_collection_has() {
    let case =
        |title: &str, topic: &str| format!("{title}\n破题\n{}施策\n{}见效\n{}", body(topic), body(topic), body(topic));
    let text = format!(
        "四川省知识产权金融典型案例\n{}{}{}",
        case("成都市高新区搭建盈创动力平台", "平台"),
        case("绵阳市探索军民融合专利质押", "专利"),
        case("宜宾市翠屏区唤醒沉睡的商标", "商标"),
    );
    let notice = check(
        &text,
        &[
            ("-", "成都市高新区搭建盈创动力平台", "成都市 高新区"),
            ("-", "绵阳市探索军民融合专利质押", "绵阳市 -"),
            ("-", "宜宾市翠屏区唤醒沉睡的商标", "宜宾市 翠屏区"),
        ],
    );
    assert_eq!(sections(&notice, 1), ["破题", "施策", "见效"]);
}

#[test]
fn a_notice_about_the_collecting_of_cases_has_none() {
    for title in ["关于征集知识产权典型案例的通知", "典型案例评选办法", "关于做好典型案例宣传工作的通知"]
    {
        let text = format!(
            "{title}\n一、工作要求\n{}二、报送时间\n{}三、有关材料\n{}",
            body("征集"),
            body("报送"),
            body("材料")
        );
        let notice = parsed(&text);
        assert_eq!((notice.cases.len(), notice.cases[0].id.as_str()), (1, "stem"), "{title}");
    }
}

#[test]
fn laws_of_three_origins() {
    for (head, issued, issuer) in [
        (
            "# 某某市场条例\n\n2008年1月31日 中华人民共和国国务院令第517号公布\n\n2014年7月29日 《国务院关于修改部分行政法规的决定》修订\n\n2015年1月1日 施行\n",
            "2014-07-29",
            "国务院",
        ),
        (
            "# 某某检查规定\n\n2021年8月26日 国家市场监督管理总局令第47号公布\n\n2021年12月1日 施行\n",
            "2021-08-26",
            "国家市场监督管理总局",
        ),
        (
            "某某市养犬管理条例\n（2019年4月26日某某市第十五届人民代表大会常务委员会第二十次会议通过 2019年5月30日某某省第十三届人民代表大会常务委员会第十次会议批准 自2019年10月1日起施行）\n",
            "2019-05-30",
            "某某市人民代表大会常务委员会",
        ),
        (
            "# 甲市民用建筑节能条例\n\n2014年8月29日 市十二届人大常委会第二十一次会议通过\n\n2014年12月31日 甲市人民代表大会常务委员会第36号公布\n",
            "2014-12-31",
            "甲市人大常委会",
        ),
        (
            "# 年休假实施办法\n\n2008年7月17日 经人力资源和社会保障部第6次部务会议通过\n",
            "2008-07-17",
            "人力资源和社会保障部",
        ),
        ("# 出入境管理细则\n\n1986年12月26日 公安部、外交部、交通部发布\n", "1986-12-26", "公安部、外交部、交通部"),
    ] {
        let text = format!(
            "{head}\n## 第一章 总　则\n\n第一条 为了加强管理，维护秩序，保障权益，制定本条例。\n\n第二条 本条例适用于本市范围内的各项活动，包括下列情形：\n\n（一）经营；\n\n## 第二章 罚则\n\n第三条 违反本条例的，由主管部门责令改正，可以处一千元以下的罚款。\n"
        );
        let notice = parsed(&text);
        assert_eq!((notice.issued.as_deref(), notice.issuer.as_deref()), (Some(issued), Some(issuer)), "{head}");
        let of = |start: &str| notice.passages.iter().find(|p| text[p.span.range()].starts_with(start)).unwrap();
        assert_eq!((of("第一条").role, of("第一条").section.as_deref()), (Role::Body, Some("总则")));
        assert_eq!(of("第三条").section.as_deref(), Some("罚则"));
        assert_eq!(of("（一）").section.as_deref(), Some("总则"));
    }
}

/// Texts that would take long if any rule compared all lines with all lines. No time is asserted: a rule that does so
/// makes this test take minutes.
#[test]
fn no_arrangement_takes_for_ever() {
    let repeated = |line: &str| line.repeat(400_000 / line.len());
    let numbered = |line: &dyn Fn(usize) -> String| (0..12_000).map(line).collect::<String>();
    let long = "这一行足够长所以是正文因为它在末尾有一个句号。";
    for text in [
        repeated("一、\n"),
        repeated("一、典型案例\n"),
        repeated("案例1：\n"),
        repeated("案例1：杭州市\n"),
        repeated("基本案情\n"),
        repeated("（一）\n1.\n"),
        repeated("《（"),
        repeated("2023年"),
        numbered(&|i| format!("案例{}：甲{i}乙{}丙\n{long}{long}{long}\n", i % 7, i * 31)),
        numbered(&|i| format!("典型案例\n一、杭州市第{i}号经验做法是一个长长的题目\n第{i}行\n{long}\n")),
        numbered(&|i| format!("某案{i}纠纷\n基本案情\n{long}\n")),
    ] {
        let (notice, _) = parse(&text, &[], &Metadata::default(), "stem");
        assert_sound(&text, &notice);
    }
}

/// Who signs a notice at its end is no partner of its last case.
#[test]
fn a_closing_signature_is_of_no_case() {
    let cases = "案例一：某市开展质押融资\n\n（一）主要做法\n开展专利质押，授信1000万元，惠及企业35家，贷款按时归还。\n\n\
                 案例二：某县开展专利保险\n\n（一）主要做法\n开展专利保险，补贴保费，累计投保120家，赔付12万元。\n";
    for signature in [
        "某省知识产权局\n2024年4月26日\n",
        "某省知识产权局\n某省财政厅\n\n2024年4月26日\n",
        "某省知识产权局\n2024年4月26日\n（此件公开发布）\n",
        "某省知识产权局\n2024年4月26日\n抄送：某省财政厅。\n联系电话：0571-12345678\n",
        "某省知识产权局 2024年4月26日\n",
        "某省知识产权局（代章）\n2024年4月26日\n某省知识产权局办公室　2024年4月27日印发\n",
        "某省知识产权局\n（盖章）\n2024年4月26日\n",
    ] {
        let text = format!("关于发布2023年知识产权质押融资典型案例的通知\n各市知识产权局：\n{cases}{signature}");
        let notice = parsed(&text);
        assert_eq!(notice.issued.as_deref(), Some("2024-04-26"));
        assert_eq!(notice.cases.len(), 2, "{:?}", notice.cases);
        for passage in &notice.passages {
            let line = &text[passage.span.range()];
            let before = passage.span.start < text.find("案例一").unwrap();
            let outside = before || passage.span.start >= text.len() - signature.len();
            assert_eq!(passage.case.is_none(), outside, "{line} of {signature}");
        }
    }
}

#[test]
fn a_number_alone_above_a_numbered_title() {
    let text = format!(
        "青溪市人力资源和社会保障局劳动争议典型案例！\n时间：2025-11-12\n案例一\n一、罗某与某电商公司劳动争议案\n\
         ——劳动者应遵守劳动纪律\n【基本案情】\n{}案例二\n王某与某网络科技公司劳动争议案\n——新就业形态用工\n【基本案情】\n{}",
        body("劳动纪律"),
        body("新就业形态")
    );
    let notice = check(
        &text,
        &[("1", "罗某与某电商公司劳动争议案", "青溪市 -"), ("2", "王某与某网络科技公司劳动争议案", "青溪市 -")],
    );
    assert_eq!(notice.title, "青溪市人力资源和社会保障局劳动争议典型案例！");
}

#[test]
fn a_long_title_above_a_section() {
    let long = "赵某与龚某保、某保险公司机动车交通事故责任纠纷案——受害人为具有一定劳动能力且实际从事劳动获取收入的残疾人，\
                可依法主张误工费";
    let text = format!(
        "涉民生典型案例\n【案例一】{long}\n基本案情\n{}【案例二】钱某与孙某买卖合同纠纷案\n基本案情\n{}",
        body("误工费"),
        body("合同")
    );
    check(&text, &[("1", long, "- -"), ("2", "钱某与孙某买卖合同纠纷案", "- -")]);
    // Without a section below it what is long is the text.
    let text = format!(
        "涉民生典型案例\n【案例一】{long}\n{}【案例二】钱某与孙某买卖合同纠纷案\n{}",
        body("误工费"),
        body("合同")
    );
    let notice = parsed(&text);
    assert_eq!(notice.cases.len(), 2);
    assert_ne!(notice.cases[0].title, long);
}
