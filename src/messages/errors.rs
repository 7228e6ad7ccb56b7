//! The words of every error, with the way out.

use std::fmt;

use crate::decode::Format;
use crate::error::{BadQuote, BadVocabulary, Damage, Error, Incomparable, Part, Sentence, VocabularyFault};

/// English; see [`sentence`].
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sentence(self).en)
    }
}

/// What went wrong, where, and the way out.
#[must_use]
pub fn sentence(error: &Error) -> Sentence {
    match error {
        Error::Io { path, source } => {
            let Sentence { zh, en } = Sentence::of_io(source);
            let path = path.display();
            Sentence::new(format!("{path}：{zh}"), format!("{path}: {en}"))
        }
        Error::NoIndex { path } => {
            let path = path.display();
            Sentence::new(
                format!("{path}：这里没有索引；请先运行：anli-index build --index {path}"),
                format!("{path}: no index here; build one with: anli-index build --index {path}"),
            )
        }
        Error::Format { path, found, expected } => {
            let path = path.display();
            Sentence::new(
                format!("{path}：索引格式为 {found}，本程序需要 {expected}；请重建：anli-index build --index {path}"),
                format!(
                    "{path}: the index has format {found}, this program reads format {expected}; build it again with: \
                     anli-index build --index {path}"
                ),
            )
        }
        Error::Damaged { path, damage } => {
            let (path, Sentence { zh, en }) = (path.display(), self::damage(damage));
            Sentence::new(
                format!("{path}：索引已损坏（{zh}）；请重建：anli-index build --force --index {path}"),
                format!(
                    "{path}: the index is damaged ({en}); build it again with: anli-index build --force --index {path}"
                ),
            )
        }
        Error::Locked { path } => {
            let path = path.display();
            Sentence::new(
                format!("{path}：另一个进程正在建立此索引，请稍后再试"),
                format!("{path}: another process is building this index; try again when it is done"),
            )
        }
        Error::NotAnIndex { path } => {
            let path = path.display();
            Sentence::new(
                format!(
                    "{path}：文件夹不是空的，也不是 anli 的索引；没有改动任何内容；请用 --index 指定一个新的或空的文件夹"
                ),
                format!(
                    "{path}: the folder is not empty and no index of anli; nothing was changed; name a new or an empty \
                     folder with --index"
                ),
            )
        }
        Error::NotForScreen { form } => Sentence::new(
            format!("{form} 不是给屏幕看的；请用 -o 指定文件，例如 -o 结果.{form}"),
            format!("{form} is not for a screen; name a file with -o, such as -o result.{form}"),
        ),
        Error::NotAFolder { path } => {
            let path = path.display();
            Sentence::new(
                format!(
                    "{path}：这是文件，索引要放在文件夹里；没有改动任何内容；请用 --index 指定一个新的或空的文件夹"
                ),
                format!(
                    "{path}: this is a file, and an index is a folder; nothing was changed; name a new or an empty folder \
                     with --index"
                ),
            )
        }
        Error::LostLexicon { path } => {
            let path = path.display();
            Sentence::new(
                format!(
                    "{path}：建立索引所用的词表已损坏或缺失；请重新指定：anli-index build --lexicon 文件；改用程序自带的词表：\
                     anli-index build --lexicon builtin"
                ),
                format!(
                    "{path}: the vocabulary that the index was built with is damaged or missing; name it again with: \
                     anli-index build --lexicon FILE; or go back to the program's own with: anli-index build --lexicon \
                     builtin"
                ),
            )
        }
        Error::CorpusInIndex { index, corpus } => {
            let (index, corpus) = (index.display(), corpus.display());
            Sentence::new(
                format!(
                    "{corpus}：语料不能是索引文件夹 {index}，也不能放在其中；请用 --index 或 --corpus 指定另一个文件夹"
                ),
                format!(
                    "{corpus}: the corpus cannot be the index folder {index} or lie in it; name another folder with \
                     --index or --corpus"
                ),
            )
        }
        Error::NothingToIndex { path } => {
            let path = path.display();
            let endings: Vec<String> = Format::usual_endings().collect();
            let (zh, en) = (endings.join("、"), endings.join(", "));
            Sentence::new(
                format!("{path}：没有可以索引的文件；请放入文件（{zh}），或用 --corpus 指定另一个文件夹"),
                format!("{path}: no notices here; put files ({en}) into the folder, or name another with --corpus"),
            )
        }
        Error::Unreadable { path, reason: Sentence { zh, en } } => {
            let path = path.display();
            Sentence::new(format!("{path}：{zh}"), format!("{path}: {en}"))
        }
        Error::EmptyQuery { punctuation: false, .. } => Sentence::new(
            "查询是空的；请给出要找的词，例如：anli search 质押",
            "the query is empty; give a word to search for, for example: anli search 質押",
        ),
        Error::EmptyQuery { punctuation: true, remarks } => {
            let mut out = Sentence::new(
                "查询里没有词；要查标点本身，请加引号，例如：anli search '\"，\"'",
                "the query has no words; to search for punctuation itself, quote it, for example: anli search '\"，\"'",
            );
            for (zh, en) in remarks {
                out.zh.push('\n');
                out.zh.push_str(zh);
                out.en.push('\n');
                out.en.push_str(en);
            }
            out
        }
        Error::LongQuery { found, limit } => Sentence::new(
            format!(
                "查询有 {found} 个字，最多 {limit} 个；要核对一段原文，请用 anli verify；要找相近的案例，请用 anli similar \
                 --text 文件"
            ),
            format!(
                "the query has {found} characters, at most {limit} are taken; to find where a longer text stands, use: \
                 anli verify, to find cases like it: anli similar --text FILE"
            ),
        ),
        Error::WouldLose { path } => Sentence::new(
            format!(
                "{}：现在读不了，而索引里有它的内容，重建会丢掉这些内容，所以索引保持原样；请先恢复读取的权限，或确实要去掉时运行 \
                 anli-index build --force",
                path.display()
            ),
            format!(
                "{}: it cannot be read now and the index has its text, which an index made anew would lose; the index stays \
                 as it is: make it readable, or, to go on without it: anli-index build --force",
                path.display()
            ),
        ),
        Error::BadConfig { place, why } => {
            Sentence::new(format!("设置 {place}：{}", why.zh), format!("settings, {place}: {}", why.en))
        }
        Error::Unequipped { reason } => reason.clone(),
        Error::BadQuote(bad) => bad_quote(*bad),
        Error::UnknownId { id, nearest } if nearest.is_empty() => Sentence::new(
            format!("{id}：没有这个案例、通知或段落；anli list 列出全部"),
            format!("{id}: no case, notice or passage has this name; anli list shows them all"),
        ),
        Error::UnknownId { id, nearest } => Sentence::new(
            format!("{id}：没有这个案例、通知或段落；相近的有：{}", nearest.join("、")),
            format!("{id}: no case, notice or passage has this name; the nearest are: {}", nearest.join(", ")),
        ),
        Error::AmbiguousId { id, candidates } => Sentence::new(
            format!("{id}：有几个都叫这个名字；请用其中之一：{}", candidates.join("、")),
            format!("{id}: several cases or notices go by this name; give one of: {}", candidates.join(", ")),
        ),
        Error::NoName => Sentence::new(
            "没有给出名称；请给出案例、通知或段落的编号：anli list 列出全部",
            "no name given; give the id of a case, a notice or a passage: anli list shows them all",
        ),
        Error::NoCase { id } => Sentence::new(
            format!("{id} 没有案例；anli list 列出有案例的通知"),
            format!("{id} has no case; anli list shows the notices that have some"),
        ),
        Error::UnknownField { name, known } => Sentence::new(
            format!("没有字段 {name}；字段有 {}", known.join(" ")),
            format!("there is no field {name}; fields are {}", known.join(", ")),
        ),
        Error::UnknownSchema { name, known } => Sentence::new(
            format!("没有 {name} 的模式；可用的有 {}", known.join(" ")),
            format!("there is no schema of {name}; there are {}", known.join(", ")),
        ),
        Error::NotCounted { name, known } => Sentence::new(
            format!("字段 {name} 的值不作统计；可用的有 {}", known.join(" ")),
            format!("values of the field {name} are not counted; those that are: {}", known.join(", ")),
        ),
        Error::NoPurpose => Sentence::new(
            "金额只能按一种用途相加：--value amount 要与 --purpose 同用，例如 --value amount --purpose 质押",
            "sums are added for one purpose only: --value amount goes with --purpose, as in --value amount --purpose 質押",
        ),
        Error::BadFilter { text } => Sentence::new(
            format!("--filter {text}：条件写作 字段:值，例如 城市:宁波"),
            format!("--filter {text}: a filter is FIELD:VALUE, such as city:寧波"),
        ),
        Error::Invalid { place, reason: Sentence { zh, en } } => {
            Sentence::new(format!("{place}：{zh}"), format!("{place}: {en}"))
        }
        Error::Vocabulary(bad) => vocabulary(bad, "lexicon"),
        Error::NoFolder { path } => Sentence::new(
            format!("{}：没有这个文件夹；请先建立，或把结果写到别处（-o）", path.display()),
            format!("{}: there is no such folder; make it, or name another place with -o", path.display()),
        ),
        Error::OpenElsewhere { path, mark } => {
            let path = path.display();
            let way = mark.as_deref().map(std::path::Path::display).map_or_else(
                || Sentence::new("", ""),
                |mark| {
                    Sentence::new(format!("；如果并没有打开，请删除 {mark}"), format!("; if it is not, remove {mark}"))
                },
            );
            Sentence::new(
                format!(
                    "{path}：正在别的程序（如 Excel、Word、LibreOffice）里打开；请先关闭，或用 -o 换一个文件名{}",
                    way.zh
                ),
                format!(
                    "{path}: it is open in another program (Excel, Word, LibreOffice); close it there, or name another file with -o{}",
                    way.en
                ),
            )
        }
        Error::Columns(bad) => vocabulary(bad, "columns"),
        Error::UnknownColumn { name, known } => Sentence::new(
            format!("没有叫“{name}”的列、列组或文件；可用的有：{}", known.join(" ")),
            format!("no column, set of columns or file is called “{name}”; there are {}", known.join(" ")),
        ),
        Error::Incomparable(why) => incomparable(why),
        Error::OutOfTime => Sentence::new(
            "用时过长；请缩小范围：换更具体的词、加条件或少要几行",
            "the answer takes too long; ask for less: other words, a filter, fewer rows",
        ),
        Error::TooLarge { limit } => Sentence::new(
            format!("回答超过 {limit} 字节；请缩小范围：换更具体的词、加条件或少要几行"),
            format!("the answer has more than {limit} bytes; ask for less: other words, a filter, fewer rows"),
        ),
        Error::Cancelled => Sentence::new("已取消", "cancelled"),
        Error::WrongAnswer => Sentence::new(
            "收到的是另一个问题的回答；请报告此问题",
            "the answer is one to another question; please report it",
        ),
        Error::Engine(source) => {
            Sentence::new(format!("搜索引擎出错：{source}"), format!("the search engine failed: {source}"))
        }
    }
}

/// What is wrong with an index.
fn damage(damage: &Damage) -> Sentence {
    match damage {
        Damage::Unreadable { file, reason: Sentence { zh, en } } => {
            Sentence::new(format!("{file}：{zh}"), format!("{file}: {en}"))
        }
        Damage::NotRegular { file } => {
            Sentence::new(format!("{file} 是链接、管道或文件夹"), format!("{file} is a link, a pipe or a folder"))
        }
        Damage::Missing { file } => Sentence::new(format!("缺少 {file}"), format!("{file} is missing")),
        Damage::Malformed { file, detail: None } => {
            Sentence::new(format!("{file} 的内容不对"), format!("{file} is not what it should be"))
        }
        Damage::Malformed { file, detail: Some(detail) } => {
            Sentence::new(format!("{file} 的内容不对：{detail}"), format!("{file}: {detail}"))
        }
        Damage::Checksum { file } => Sentence::new(format!("{file}：校验和不符"), format!("{file}: checksum differs")),
        Damage::Unrecorded { file } => Sentence::new(format!("清单里没有 {file}"), format!("{file} is not on record")),
        Damage::Fields => Sentence::new("字段与本程序的不同", "its fields are not ours"),
        Damage::NoRecord(part) => {
            let (zh, en) = match part {
                Part::Notice => ("通知", "notice"),
                Part::Case => ("案例", "case"),
                Part::Passage => ("段落", "passage"),
            };
            Sentence::new(format!("缺少一条{zh}记录"), format!("the record of a {en} is missing"))
        }
        Damage::BadRecord => Sentence::new("有一条记录读不出来", "a record cannot be read"),
        Damage::Library { detail } => Sentence::new(format!("打不开：{detail}"), detail.clone()),
    }
}

fn bad_quote(bad: BadQuote) -> Sentence {
    match bad {
        BadQuote::Empty => Sentence::new(
            "引文是空的；请给出要核对的词句或数字，例如：anli verify 9.2亿元；- 表示标准输入",
            "the quotation is empty; give the words or the figure to verify, for example: anli verify 9.2億元, or - for \
             standard input",
        ),
        BadQuote::Punctuation => Sentence::new(
            "引文里只有标点；请同时给出词句或数字",
            "the quotation has only punctuation; give words or a figure as well",
        ),
        BadQuote::LongDraft { limit } => Sentence::new(
            format!("草稿超过 {limit} 个字；请分章核对"),
            format!("the draft is longer than {limit} characters; verify it chapter by chapter"),
        ),
        BadQuote::Long { limit } => Sentence::new(
            format!("引文超过 {limit} 个字；请分段核对，或查相近的案例：anli similar --text 文件"),
            format!(
                "the quotation is longer than {limit} characters; verify it part by part, or look for similar cases: anli \
                 similar --text FILE"
            ),
        ),
    }
}

fn incomparable(why: &Incomparable) -> Sentence {
    match why {
        Incomparable::EmptyText => Sentence::new(
            "文本是空的；请用一句话以上描述项目，或指定一个写有描述的文件",
            "the text is empty; describe the project in a sentence or more, or name a file that does",
        ),
        Incomparable::LongText { limit } => Sentence::new(
            format!("文本超过 {limit} 字节；请只给出描述项目的部分，或把它作为语料建立索引"),
            format!(
                "the text is longer than {limit} bytes; give the part that describes the project, or index it as a corpus \
                 of its own"
            ),
        ),
        Incomparable::NoKnownWord => Sentence::new(
            "文本里没有一个词在语料中出现，无法找到相近的案例；anli list 列出全部案例",
            "no word of the text stands in the corpus, so no case can be like it; anli list shows what is there",
        ),
        Incomparable::SameCase { id } => Sentence::new(
            format!("{id}：这是同一个案例；请给出另一个案例，或运行：anli similar {id}"),
            format!("{id} would be compared with itself; give another case, or: anli similar {id}"),
        ),
        Incomparable::Beside { given, limit } => Sentence::new(
            format!("给出了 {given} 个案例；可以并列比较 2 到 {limit} 个：anli compare 案例 案例"),
            format!("{given} given; from 2 to {limit} cases can stand side by side: anli compare CASE CASE"),
        ),
        Incomparable::NoOtherCase => Sentence::new(
            "这已是语料中的全部案例，没有别的可以比较；请指定其中一个或几个，或在语料中加入别的通知",
            "these are all cases of the corpus, so nothing sets them apart; name one or a few, or add notices to the corpus",
        ),
        Incomparable::ManyCases { found, limit } => Sentence::new(
            format!("语料有 {found} 个案例，最多对 {limit} 个分组；请逐个查找：anli similar 案例"),
            format!(
                "the corpus has {found} cases, groups are made of at most {limit}; ask for one case at a time: anli \
                 similar CASE"
            ),
        ),
    }
}

/// What is wrong with a table of the user's, where, and the way out; `table` where it came from no file.
fn vocabulary(bad: &BadVocabulary, table: &str) -> Sentence {
    let BadVocabulary { path, line, column, fault } = bad;
    let place = path.as_ref().map_or(table.into(), |path| path.display().to_string());
    let Sentence { zh, en } = vocabulary_fault(fault);
    Sentence::new(
        format!("{place}，第 {line} 行第 {column} 列：{zh}"),
        format!("{place}, line {line}, column {column}: {en}"),
    )
}

fn vocabulary_fault(fault: &VocabularyFault) -> Sentence {
    match fault {
        VocabularyFault::Empty => Sentence::new(
            "表是空的；第一行应写列名：kind、value、forms、broader、note",
            "the table is empty; its first line names the columns: kind, value, forms, broader, note",
        ),
        VocabularyFault::NoColumn { name, commas } => {
            let hint = if *commas {
                ("；请用制表符而不是逗号分隔", "; save it with tabs, not commas")
            } else {
                ("", "")
            };
            Sentence::new(
                format!("列名中没有“{name}”{}", hint.0),
                format!("the header has no column “{name}”{}", hint.1),
            )
        }
        VocabularyFault::UnknownKind { kind, known } => Sentence::new(
            format!("没有“{kind}”这一类，这一行不会起作用；可用的类别有：{}", known.join("、")),
            format!("“{kind}” is no kind, and nothing would read the line; the kinds are {}", known.join(", ")),
        ),
        VocabularyFault::EmptyValue => Sentence::new("value 是空的", "the value is empty"),
        VocabularyFault::UnknownEnding { value, known } => Sentence::new(
            format!("没有“{value}”这种结尾，这一行不会起作用；可用的有：{}", known.join("、")),
            format!("“{value}” is no kind of ending, and nothing would read the line; there are {}", known.join(", ")),
        ),
        VocabularyFault::NoColumns => Sentence::new(
            "没有列；第一行写 column 和 kind 等列名，以下一行一列，例如：fine、money（制表符分隔）",
            "there is no column; the first line names column and kind, each further line has one: fine, tab, money",
        ),
        VocabularyFault::UnknownValue { column, value, known } => Sentence::new(
            format!("{column} 中没有“{value}”；可以是 {}", known.join(" ")),
            format!("“{value}” is nothing for {column}; there are {}", known.join(" ")),
        ),
        VocabularyFault::BadName { name, taken } => Sentence::new(
            format!("列名“{name}”不行；请用小写字母、数字和 _，不能是 {}；中文写在 zh", taken.join("、")),
            format!(
                "“{name}” cannot name a column; use small letters, digits and _, and not {}; headings go into zh and en",
                taken.join(" or ")
            ),
        ),
        VocabularyFault::Twice { name, line } => Sentence::new(
            format!("列名“{name}”在第 {line} 行已经用过；请改其中一个"),
            format!("a column of line {line} is called “{name}” too; give one of them another name"),
        ),
        VocabularyFault::NoBroader { value } => Sentence::new(
            format!("同类中没有“{value}”；请先加上它，或改正 broader"),
            format!("there is no “{value}” of this kind; add it, or correct what is broader"),
        ),
        VocabularyFault::Circle { way } => {
            let zh: Vec<String> = way.iter().map(|(value, line)| format!("{value}（第 {line} 行）")).collect();
            let en: Vec<String> = way.iter().map(|(value, line)| format!("{value} (line {line})")).collect();
            let first = way.first().map_or("", |(value, _)| value);
            Sentence::new(
                format!("broader 绕成了圈：{} → {first}；请去掉其中一个 broader", zh.join(" → ")),
                format!("what is broader goes in a circle: {} → {first}; take one of them out", en.join(" → ")),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn both_languages_name_the_place_and_the_way_out() {
        let path = || "甲/index".into();
        for (error, words) in [
            (Error::NoIndex { path: path() }, "anli-index build --index 甲/index"),
            (Error::Damaged { path: path(), damage: Damage::Checksum { file: "meta.json".to_owned() } }, "meta.json"),
            (Error::NotAFolder { path: path() }, "--index"),
            (Error::LostLexicon { path: path() }, "--lexicon builtin"),
            (Error::BadFilter { text: "city".to_owned() }, "--filter city"),
            (Error::UnknownField { name: "colour".to_owned(), known: vec!["city"] }, "city"),
        ] {
            let Sentence { zh, en } = sentence(&error);
            assert!(zh.contains(words) && en.contains(words), "{zh} / {en}");
            assert!(zh.chars().any(crate::text::is_han) && error.to_string() == en);
        }
    }

    #[test]
    fn what_the_system_says_is_said_in_chinese_too() {
        for number in [1, 2, 4, 5, 11, 12, 13, 16, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 32, 36, 39, 40] {
            let error = Error::Io { path: "甲".into(), source: io::Error::from_raw_os_error(number) };
            let Sentence { zh, en } = sentence(&error);
            assert!(zh.chars().filter(|&c| crate::text::is_han(c)).count() > 3, "{number}: {zh} / {en}");
        }
    }
}
