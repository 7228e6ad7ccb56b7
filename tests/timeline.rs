//! The chronicle of firsts: in order, each once, with who and where, in every form.

use serde_json::Value;

use crate::common::Project;

const OLD: &str = "甲省知识产权局关于发布2021年典型案例的通知\n\n甲知发〔2022〕3号\n\n典型案例1\n乙市落地全国首单专利许可收益权质押贷款\n2021年3月，丙银行在乙市落地全国首单专利许可收益权质押贷款。\n\n典型案例2\n丁市率先开展地理标志质押\n丁市首创地理标志质押模式。\n\n甲省知识产权局\n2022年1月10日\n";
const NEW: &str = "甲省知识产权局关于发布2023年典型案例的通知\n\n甲知发〔2024〕5号\n\n典型案例1\n乙市落地全省首笔数据知识产权质押贷款\n2023年6月20日，乙市落地全省首笔数据知识产权质押贷款。\n\n典型案例2\n戊市成立全省首个知识产权保险服务站\n2022年9月，戊市成立全省首个知识产权保险服务站。\n\n甲省知识产权局\n2024年2月1日\n";

fn claims(timeline: &Value) -> Vec<(String, String)> {
    let text = |event: &Value, name: &str| event[name].as_str().unwrap_or("–").to_owned();
    timeline["events"].as_array().unwrap().iter().map(|event| (text(event, "date"), text(event, "claim"))).collect()
}

#[test]
fn who_was_first() {
    let project = Project::with(&[("a.txt", OLD.as_bytes()), ("b.txt", NEW.as_bytes())]);
    let timeline = project.anli(&["timeline", "--json"]).code(0).json();
    let found = claims(&timeline);
    let dates: Vec<&str> = found.iter().map(|(date, _)| date.as_str()).collect();
    assert!(dates.is_sorted(), "{found:?}");
    assert_eq!(timeline["total"].as_u64(), Some(found.len() as u64));
    // A title and the sentence below it tell one event, which has the day of the sentence.
    let first = &timeline["events"][0];
    assert_eq!((&first["date"], &first["date_of"]), (&"2021-03".into(), &"sentence".into()), "{first}");
    assert_eq!((&first["level"], &first["circle"]), (&"全国".into(), &"nation".into()));
    assert_eq!(first["also"].as_array().unwrap().len(), 1, "{first}");
    let years: Vec<(&str, u64)> = timeline["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| (year["year"].as_str().unwrap(), year["events"].as_u64().unwrap()))
        .collect();
    assert_eq!(years.iter().map(|(year, _)| *year).collect::<Vec<_>>(), ["2021", "2022", "2023"], "{timeline}");
    assert_eq!(years.iter().map(|(_, events)| events).sum::<u64>(), found.len() as u64);
    // Whose sentence has no date is not after its notice.
    let undated = timeline["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["claim"].as_str().unwrap().contains("地理标志"));
    assert_eq!(undated.unwrap()["date_of"], "notice");
    let nation = project.anli(&["timeline", "--level", "全国", "--json"]).code(0).json();
    assert_eq!(nation["total"], 1);
    let text = project.anli(&["timeline", "--lang", "zh"]).code(0).stdout();
    assert!(text.starts_with("2021") && text.contains("≤2022-01-10") && text.contains("全国"), "{text}");
    let csv = project.anli(&["timeline", "--format", "csv", "--lang", "en"]).code(0).stdout();
    assert_eq!(csv.lines().count(), found.len() + 1, "{csv}");
    assert!(csv.lines().next().unwrap().contains("issuer") && csv.contains("甲知发〔2022〕3号"), "{csv}");
    let newest = project.anli(&["timeline", "--reverse", "-n", "1", "--json"]).code(0).json();
    assert_eq!(newest["events"][0]["date"], "2023-06-20");
    project.anli(&["timeline", "龘龘龘"]).code(1);
}

/// Every event of the notice is one of its firsts, and every first is told.
#[test]
fn the_notice() {
    let notice = Project::notice();
    let timeline = notice.anli(&["timeline", "--json"]).code(0).json();
    let facts = notice.anli(&["facts", "--kind", "first", "--json"]).code(0).json();
    let told: usize = timeline["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| 1 + event["also"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(told, facts["facts"].as_array().unwrap().len());
    for event in timeline["events"].as_array().unwrap() {
        let (claim, sentence) = (event["claim"].as_str().unwrap(), event["sentence"].as_str().unwrap());
        assert!(sentence.replace('\n', "").contains(claim), "{event}");
        for who in event["who"].as_array().unwrap() {
            assert!(sentence.contains(who.as_str().unwrap()), "{event}");
        }
    }
}
