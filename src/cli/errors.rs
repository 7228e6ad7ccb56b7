//! The one place that prints errors, in the language of the user.

use super::output::Terminal;
use crate::error::{BadQuote, Error, Incomparable, Sentence};
use crate::present::Lang;

/// Prints `error` with its causes, each once.
pub(super) fn print(error: &anyhow::Error, terminal: &Terminal) {
    let text = match (terminal.lang, error.downcast_ref::<Error>()) {
        (Lang::Zh, Some(known)) => chinese(known),
        (Lang::En, Some(_)) => format!("{error:#}"),
        (lang, None) => match error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>()) {
            Some(source) => {
                let why = Sentence::of_io(source);
                lang.pick(&format!("标准输出：{}", why.zh), &format!("standard output: {}", why.en)).to_owned()
            }
            None => format!("{error:#}"),
        },
    };
    terminal.message(&format!("{}: {text}", terminal.say("错误", "error")));
}

/// What kept standard output from being written, if that is what `error` is: whatever else is read or written has a
/// path, and an [`Error`] that says so.
pub(super) fn of_output(error: &anyhow::Error) -> Option<std::io::ErrorKind> {
    if error.downcast_ref::<Error>().is_some() {
        return None;
    }
    error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind)
}

fn chinese(error: &Error) -> String {
    match error {
        Error::Io { path, source } => format!("{}：{}", path.display(), Sentence::of_io(source).zh),
        Error::NoIndex { path } => {
            format!("{}：这里没有索引；请先运行：anli-index build --index {0}", path.display())
        }
        Error::Format { path, found, expected } => format!(
            "{}：索引格式为 {found}，本程序需要 {expected}；请重建：anli-index build --index {0}",
            path.display()
        ),
        Error::Damaged { path, reason } => {
            format!("{}：索引已损坏（{reason}）；请重建：anli-index build --force --index {0}", path.display())
        }
        Error::Locked { path } => format!("{}：另一个进程正在建立此索引，请稍后再试", path.display()),
        Error::NotAnIndex { path } => format!(
            "{}：文件夹不是空的，也不是 anli 的索引；没有改动任何内容；请用 --index 指定一个新的或空的文件夹",
            path.display()
        ),
        Error::LostLexicon { path } => {
            format!("{}：建立索引所用的词表已损坏或缺失；请重新指定：anli-index build --lexicon 文件", path.display())
        }
        Error::CorpusInIndex { index, corpus } => format!(
            "{}：语料不能是索引文件夹 {}，也不能放在其中；请用 --index 指定另一个文件夹",
            corpus.display(),
            index.display()
        ),
        Error::NothingToIndex { path } => format!(
            "{}：没有可以索引的文件；请放入 .txt、.md、.html、.docx 或 .pdf 文件，或用 --corpus 指定另一个文件夹",
            path.display()
        ),
        Error::Unreadable { path, reason } => format!("{}：{}", path.display(), reason.zh),
        Error::EmptyQuery { punctuation: false, .. } => "查询是空的；请给出要找的词，例如：anli search 质押".to_owned(),
        Error::EmptyQuery { punctuation: true, remarks } => {
            let mut text = "查询里没有词；要查标点本身，请加引号，例如：anli search '\"，\"'".to_owned();
            for (remark, _) in remarks {
                text.push('\n');
                text.push_str(remark);
            }
            text
        }
        Error::LongQuery { found, limit } => format!(
            "查询有 {found} 个字，最多 {limit} 个；要核对一段原文，请用 anli verify；要找相近的案例，请用 anli similar --text 文件"
        ),
        Error::BadQuote(BadQuote::Empty) => {
            "引文是空的；请给出要核对的词句或数字，例如：anli verify 9.2亿元；- 表示标准输入".to_owned()
        }
        Error::BadQuote(BadQuote::Punctuation) => "引文里只有标点；请同时给出词句或数字".to_owned(),
        Error::BadQuote(BadQuote::Long { limit }) => {
            format!("引文超过 {limit} 个字；请分段核对，或查相近的案例：anli similar --text 文件")
        }
        Error::UnknownId { id, nearest } if nearest.is_empty() => {
            format!("{id}：没有这个案例、通知或段落；anli list 列出全部")
        }
        Error::UnknownId { id, nearest } => {
            format!("{id}：没有这个案例、通知或段落；相近的有：{}", nearest.join("、"))
        }
        Error::AmbiguousId { id, candidates } => {
            format!("{id}：有几个都叫这个名字；请用其中之一：{}", candidates.join("、"))
        }
        Error::NoName => "没有给出名称；请给出案例、通知或段落的编号：anli list 列出全部".to_owned(),
        Error::NoCase { id } => format!("{id} 没有案例；anli list 列出有案例的通知"),
        Error::Invalid { place, reason } => format!("{place}：{reason}"),
        Error::Vocabulary(bad) => bad.sentence().zh,
        Error::Incomparable(why) => incomparable(why),
        Error::OutOfTime => "用时过长；请缩小范围：换更具体的词、加条件或少要几行".to_owned(),
        Error::Cancelled => "已取消".to_owned(),
        Error::WrongAnswer => "收到的是另一个问题的回答；请报告此问题".to_owned(),
        Error::Engine(source) => format!("搜索引擎出错：{source}"),
    }
}

fn incomparable(why: &Incomparable) -> String {
    match why {
        Incomparable::EmptyText => "文本是空的；请用一句话以上描述项目，或指定一个写有描述的文件".to_owned(),
        Incomparable::LongText { limit } => {
            format!("文本超过 {limit} 字节；请只给出描述项目的部分，或把它作为语料建立索引")
        }
        Incomparable::NoKnownWord => {
            "文本里没有一个词在语料中出现，无法找到相近的案例；anli list 列出全部案例".to_owned()
        }
        Incomparable::SameCase { id } => format!("{id}：这是同一个案例；请给出另一个案例，或运行：anli similar {id}"),
        Incomparable::Beside { given, limit } => {
            format!("给出了 {given} 个案例；可以并列比较 2 到 {limit} 个：anli compare 案例 案例")
        }
        Incomparable::NoOtherCase => {
            "这已是语料中的全部案例，没有别的可以比较；请指定其中一个或几个，或在语料中加入别的通知".to_owned()
        }
        Incomparable::ManyCases { found, limit } => {
            format!("语料有 {found} 个案例，最多对 {limit} 个分组；请逐个查找：anli similar 案例")
        }
    }
}
