//! How to write queries, and what programs can ask.

use maud::{Markup, html};

use super::search;
use super::view::View;
use crate::error::Result;
use crate::serve::endpoints::{ENDPOINTS, SELECTION};
use crate::serve::gate::Asker;

/// What to write, and what it means.
const LANGUAGE: [(&str, &str, &str); 17] = [
    ("質押 保險", "两个词都有，不分先后", "both words, in any order"),
    ("\"批量融資\"", "照原样的文字；任何字都算", "exactly these characters"),
    ("質押 或 保險", "任一；也可写 OR、|", "either; OR and | do the same"),
    ("質押 -保險", "排除；也可写 不含", "without"),
    ("( )", "分组", "groups"),
    ("質*押　質?押", "* 为同一句里十个字以内，? 为一个字", "* up to ten characters of a sentence, ? one"),
    (
        "質押 /s 保險",
        "同一句；/p 同一段，/c 同一案例，/5 相隔五个字以内",
        "in one sentence; /p passage, /c case, /5 within five characters",
    ),
    ("質押 +s 保險", "同上，并按这个次序", "the same, in this order"),
    ("城市:寧波,台州", "字段；几个值用逗号隔开", "a field; several values with commas"),
    (
        "文號 發文機關 類別 案例 標題 省份 城市 縣區 章節 工具 客體 機構 年份",
        "字段的名字；英文名也可以",
        "the names of fields; the English ones will do as well",
    ),
    ("~質押融資", "连同近义词", "with synonyms"),
    ("pinyin:zhiya", "按读音", "by reading"),
    ("金額>=1億", "同一段里有这样的金额", "such a sum in the same passage"),
    ("百分比:50..100", "范围；也可以只写一头", "a range; one end may be open"),
    ("數量:企業>=100", "某物的数量", "a number of something"),
    ("@甬台", "取了名的一组案例（anli group）", "a group of cases with a name (anli group)"),
    ("日期:..2022-06", "到此为止的日期", "a date up to then"),
];

/// How to write queries.
pub(super) fn queries(_: &Asker, view: &View) -> Result<(String, Markup)> {
    let body = html! {
        h1 { (view.say("查询写法", "How to write queries")) }
        p.lead { (view.say("简体、繁体，全角、半角都一样。写得不对也不会出错：总会尽量理解，并说明是怎样理解的。", "Both scripts and both widths are one. Nothing is wrong: it is read as well as it can be, and you are told how.")) }
        table.language {
            thead { tr { th scope="col" { (view.say("写", "Write")) } th scope="col" { (view.say("意思", "Meaning")) } } }
            tbody { @for (query, zh, en) in LANGUAGE { tr { th scope="row" lang="zh-Hant" { code { (query) } } td { (view.say(zh, en)) } } } }
        }
        (search::examples(view))
        h2 { (view.say("键盘", "Keys")) }
        p { kbd { "/" } " " (view.say("到查询框", "to the box")) "　" kbd { "↑" } kbd { "↓" } " " (view.say("在结果之间移动", "between hits")) "　" kbd { "Enter" } " " (view.say("打开", "open")) }
    };
    Ok((view.say("查询写法", "How to write queries").into_owned(), body))
}

/// What programs can ask.
pub(super) fn api(_: &Asker, view: &View) -> Result<(String, Markup)> {
    let body = html! {
        h1 { (view.say("程序接口", "The API")) }
        p.lead {
            (view.say("参数的名字与命令行相同，回答的 JSON 也相同。完整说明：", "Parameters are called as on the command line, and the JSON is the same. The whole of it: "))
            a href="/openapi.json" { "openapi.json" }
        }
        table {
            thead { tr { th scope="col" { (view.say("地址", "Address")) } th scope="col" { (view.say("用途", "For")) } th scope="col" { (view.say("参数", "Parameters")) } } }
            tbody {
                @for endpoint in &ENDPOINTS {
                    tr {
                        th scope="row" { code { "GET /api/" (endpoint.path) } }
                        td { (view.say(endpoint.what.0, endpoint.what.1)) }
                        td {
                            @for param in endpoint.params.iter().chain(SELECTION.iter().filter(|_| endpoint.selects)) {
                                code title=(view.say(param.what.0, param.what.1)) { (param.name) } " "
                            }
                            @if endpoint.selects { code { "city=…" } }
                        }
                    }
                }
                @for (path, zh, en) in [
                    ("POST /api/verify", "核对一份草稿：正文或文件", "a draft, as text or file"),
                    ("POST /api/similar", "与一段文字可比的案例", "cases that are comparable to a text"),
                    ("POST /api/answer", "任何请求，JSON", "any request, as JSON"),
                    ("GET /healthz", "服务器是否在工作", "whether the server answers"),
                    ("GET /metrics", "计数，Prometheus 格式", "counts, for Prometheus"),
                ] {
                    tr { th scope="row" { code { (path) } } td { (view.say(zh, en)) } td {} }
                }
            }
        }
        pre tabindex="0" { "curl 'http://127.0.0.1:7700/api/search?q=質押&city=寧波'\ncurl 'http://127.0.0.1:7700/api/table?format=csv&bom=true'\ncurl --data-binary @report.docx 'http://127.0.0.1:7700/api/verify?name=report.docx'" }
    };
    Ok((view.say("程序接口", "The API").into_owned(), body))
}
