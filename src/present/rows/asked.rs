//! What an answer is called, and what was asked.

use crate::api::draft::Verdict;
use crate::api::{Answer, CaseInfo, QueryEcho};
use crate::error::Lang;
use crate::present::wording::{case_name, counted};

/// What an answer is called: the name of its worksheet, the title of its document.
pub(in crate::present) fn called(answer: &Answer, lang: Lang) -> &'static str {
    lang.pick(name_zh(answer), name_en(answer))
}

fn name_zh(answer: &Answer) -> &'static str {
    match answer {
        Answer::Search(_) => "段落",
        Answer::Show(_) | Answer::Cite(_) | Answer::Source(_) => "正文",
        Answer::List(_) => "案例",
        Answer::Facets(_) => "字段",
        Answer::Facts(_) => "数字与事实",
        Answer::Timeline(_) => "时间线",
        Answer::Kwic(_) => "出现",
        Answer::Table(_) => "总表",
        Answer::Similar(_) => "相近案例",
        Answer::Groups(_) => "分组",
        Answer::Compare(_) => "对比",
        Answer::Keywords(_) => "关键词",
        Answer::Pivot(_) => "交叉表",
        Answer::WhyNot(_) => "原因",
        Answer::Verify(_) | Answer::VerifyDraft(_) => "核对",
        Answer::Inspect(_) => "检查",
        Answer::Corpus(_) => "文件",
    }
}

fn name_en(answer: &Answer) -> &'static str {
    match answer {
        Answer::Search(_) => "passages",
        Answer::Show(_) | Answer::Cite(_) | Answer::Source(_) => "text",
        Answer::List(_) => "cases",
        Answer::Facets(_) => "facets",
        Answer::Facts(_) => "facts",
        Answer::Timeline(_) => "timeline",
        Answer::Kwic(_) => "occurrences",
        Answer::Table(_) => "table",
        Answer::Similar(_) => "comparable cases",
        Answer::Groups(_) => "groups",
        Answer::Compare(_) => "comparison",
        Answer::Keywords(_) => "keywords",
        Answer::Pivot(_) => "pivot",
        Answer::WhyNot(_) => "why not",
        Answer::Verify(_) | Answer::VerifyDraft(_) => "verification",
        Answer::Inspect(_) => "inspection",
        Answer::Corpus(_) => "files",
    }
}

/// What was asked, how it was read, and how much there is: whoever copies a number must be able to say of what it is one.
pub(in crate::present) fn asked(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut out = Vec::new();
    let mut query = |echo: &QueryEcho| {
        if !echo.input.is_empty() {
            out.push(format!("{}{}", lang.pick("查询：", "query: "), echo.input));
        }
        out.extend(echo.hints.iter().map(|hint| hint.message.sentence.pick(lang).to_owned()));
    };
    let mut totals = None;
    match answer {
        Answer::Search(response) | Answer::Facets(response) => {
            query(&response.query);
            let (occurrences, passages, cases) = (response.occurrences, response.total, response.cases);
            totals = Some(match lang {
                Lang::Zh => format!("共 {occurrences} 处，{passages} 段，{cases} 个案例"),
                Lang::En => format!("{occurrences} occurrences in {passages} passages of {cases} cases"),
            });
            if let Some(exact) = response.exact {
                let (occurrences, passages, cases) = (exact.occurrences, exact.passages, exact.cases);
                out.push(match lang {
                    Lang::Zh => format!("其中原样 {occurrences} 处，{passages} 段，{cases} 个案例"),
                    Lang::En => {
                        format!("as it stands {occurrences} occurrences in {passages} passages of {cases} cases")
                    }
                });
            }
        }
        Answer::Table(table) => {
            query(&table.query);
            if let Some(set) = table.set.as_ref().filter(|set| !set.name.is_empty()) {
                out.push(format!("{}{}", lang.pick("列组：", "columns: "), lang.pick(&set.zh, &set.en)));
            }
            totals = Some(rows_of(table.rows.len(), table.total, lang));
        }
        Answer::Facts(facts) => {
            query(&facts.query);
            totals = Some(rows_of(facts.facts.len(), facts.total, lang));
        }
        Answer::Timeline(timeline) => {
            query(&timeline.query);
            totals = Some(rows_of(timeline.events.len(), timeline.total, lang));
        }
        Answer::Pivot(pivot) => {
            query(&pivot.query);
            out.extend(pivot.remarks.iter().map(|remark| remark.sentence.pick(lang).to_owned()));
            totals = Some(rows_of(pivot.rows.len(), pivot.total, lang));
        }
        Answer::Kwic(kwic) => {
            query(&kwic.query);
            totals = Some(rows_of(kwic.lines.len(), kwic.total, lang));
        }
        Answer::List(listing) => {
            let cases = listing.notices.iter().map(|notice| notice.cases.len()).sum::<usize>();
            let (shown, total) = (listing.notices.len(), listing.total);
            totals = Some(match (shown == total, lang) {
                (true, Lang::Zh) => format!("共 {total} 份通知，{cases} 个案例"),
                (true, Lang::En) => format!("{} with {}", counted(total, "notice"), counted(cases, "case")),
                (false, Lang::Zh) => format!("共 {total} 份通知，此处 {shown} 份，{cases} 个案例"),
                (false, Lang::En) => format!("{shown} of {} with {}", counted(total, "notice"), counted(cases, "case")),
            });
        }
        Answer::Show(shown) => out.push(of_file(&shown.file, lang)),
        Answer::Similar(similar) => {
            out.extend(similar.case.as_ref().map(|case| titled(case, lang)));
            let compared = similar.compared;
            totals = Some(match lang {
                Lang::Zh => format!("与 {compared} 个案例相比；得分是用词、字对、词汇三者一致程度的平均，1 为相同"),
                Lang::En => format!(
                    "measured against {}; a score is the mean of the agreement in vocabulary, pairs of characters and phrases, 1 of a case and itself",
                    counted(compared, "case")
                ),
            });
        }
        Answer::Compare(comparison) => {
            if comparison.groups.is_empty() {
                out.extend(comparison.cases.iter().map(|case| titled(case, lang)));
            }
            out.extend(comparison.groups.iter().map(|group| {
                let names: Vec<&str> = group.cases.iter().map(|id| id.rsplit('/').next().unwrap_or(id)).collect();
                let (name, cases) = (&group.name, names.len());
                match lang {
                    Lang::Zh => format!("{name}：{cases} 个案例（{}）；×2 表示其中 2 个都有", names.join("、")),
                    Lang::En => {
                        format!("{name}: {} ({}); ×2 is said by 2 of them", counted(cases, "case"), names.join(", "))
                    }
                }
            }));
        }
        Answer::Keywords(keywords) => {
            let cases = keywords.cases.len();
            totals = Some(match lang {
                Lang::Zh => format!("{cases} 个案例的特征词；G² 越大，越是这里多而别处少"),
                Lang::En => format!(
                    "terms of {}; the larger G², the more they are of these and not of others",
                    counted(cases, "case")
                ),
            });
        }
        Answer::VerifyDraft(draft) => {
            let all = draft.claims.len();
            let wrong =
                draft.claims.iter().filter(|claim| !matches!(claim.verdict, Verdict::Stands | Verdict::Equal)).count();
            totals = Some(match lang {
                Lang::Zh => format!("数字和引文 {all} 处，其中 {wrong} 处要核查"),
                Lang::En => format!("{all} figures and quotations, {wrong} of them to be looked at"),
            });
        }
        Answer::Verify(verification) => {
            out.push(format!("“{}”", verification.quote));
            totals = Some(match (verification.stands, lang) {
                (true, Lang::Zh) => "语料中有".to_owned(),
                (true, Lang::En) => "it stands in the corpus".to_owned(),
                (false, Lang::Zh) => "语料中没有".to_owned(),
                (false, Lang::En) => "it does not stand in the corpus".to_owned(),
            });
        }
        Answer::Cite(_)
        | Answer::Source(_)
        | Answer::Groups(_)
        | Answer::WhyNot(_)
        | Answer::Inspect(_)
        | Answer::Corpus(_) => {}
    }
    out.extend(totals);
    out
}

fn rows_of(shown: usize, total: usize, lang: Lang) -> String {
    match (shown == total, lang) {
        (true, Lang::Zh) => format!("共 {total} 行"),
        (true, Lang::En) => format!("{total} rows"),
        (false, Lang::Zh) => format!("共 {total} 行，此处 {shown} 行"),
        (false, Lang::En) => format!("{shown} of {total} rows"),
    }
}

/// `典型5 title`.
fn titled(case: &CaseInfo, lang: Lang) -> String {
    format!("{}{} {}", lang.pick("案例：", "case: "), case_name(case), case.title)
}

fn of_file(file: &str, lang: Lang) -> String {
    format!("{}{file}", lang.pick("文件：", "file: "))
}
