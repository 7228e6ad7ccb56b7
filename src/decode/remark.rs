//! What a reader should know about how a file was read.

use std::fmt;

use encoding_rs::{Encoding, GB18030, GBK};

use super::Why;
use super::unread::Unread;
use crate::text::{Raw, Span};

/// Something worth knowing about how a file was read. Printed in English; [`Remark::in_chinese`] for Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The file begins with the byte-order mark of this encoding; the text does not have it.
    ByteOrderMark(&'static str),
    /// The file declares an encoding that it is not in.
    DeclaredOtherwise {
        /// What it declares, as it stands there.
        declared: String,
        /// What it is read as.
        used: &'static str,
    },
    /// Some bytes are not text in the file's encoding; each such place is one U+FFFD in the text.
    Malformed {
        /// The file's encoding.
        encoding: &'static str,
        /// How many places there are.
        count: usize,
        /// The first of them, at most [`Remark::PLACES`].
        places: Vec<Span<Raw>>,
    },
    /// Lines in another encoding than the file's, in which they were read.
    OtherEncoding {
        /// Their encoding.
        encoding: &'static str,
        /// The first of those stretches, at most [`Remark::PLACES`].
        lines: Vec<Span<Raw>>,
    },
    /// Control characters that have no business in a text.
    Controls {
        /// How many are NUL.
        nul: usize,
        /// How many are others, tabs, line breaks and form feeds apart.
        other: usize,
    },
    /// The file is no text, and only its first bytes were decoded.
    CutShort {
        /// How many bytes were decoded.
        shown: usize,
        /// How many the file has.
        of: usize,
    },
    /// Elements of a page that no browser shows, with links to other pages: the mark of a hacked site. Their text is
    /// left out.
    HiddenLinks {
        /// How many elements, nested ones counted once.
        blocks: usize,
    },
    /// Elements inside the lines of a page that no browser shows. Their text is left out.
    HiddenText {
        /// How many elements, nested ones counted once.
        count: usize,
    },
    /// Pages of a PDF that show pictures and have no text: they are scanned.
    PagesWithoutText {
        /// Their numbers, from 1, in order.
        pages: Vec<u32>,
        /// How many pages the file has.
        of: usize,
        /// Why they were not read by machine.
        why: Why,
    },
    /// Pages that were read by machine: their characters are likely, and not certain.
    ReadByMachine {
        /// Their numbers, from 1, in order.
        pages: Vec<u32>,
        /// How many pages the file has.
        of: usize,
        /// How sure the machine is, in percent, on average over the characters.
        sureness: u8,
    },
    /// Characters of a PDF whose font does not say what they mean; each is a U+FFFD in the text.
    Unreadable {
        /// How many.
        count: usize,
    },
    /// Parts of a file that were not read.
    Unread(Unread),
    /// Sheets of a workbook that programs do not show. They were read.
    HiddenSheets {
        /// What they are called.
        names: Vec<String>,
    },
    /// Slides of a presentation that are not shown. They were read.
    HiddenSlides {
        /// Their numbers, from 1, in order.
        slides: Vec<u32>,
    },
    /// A page that no script has filled: it has placeholders such as `{{title}}` where its text would be.
    Unrendered {
        /// How many lines have one.
        count: usize,
    },
}

impl Remark {
    /// Whether it is about pages that another machine might read otherwise.
    #[must_use]
    pub fn is_of_machine(&self) -> bool {
        matches!(self, Remark::PagesWithoutText { .. } | Remark::ReadByMachine { .. })
    }

    /// The most places that a remark lists.
    pub const PLACES: usize = 32;

    /// The remark on what was not read, if there is any.
    pub(super) fn unread(unread: Unread) -> Option<Remark> {
        (unread != Unread::default()).then_some(Remark::Unread(unread))
    }

    /// A remark for each encoding among `lines`.
    pub(super) fn other_encodings(lines: &[(&'static Encoding, Span<Raw>)]) -> Vec<Remark> {
        let mut out: Vec<Remark> = Vec::new();
        for &(other, span) in lines {
            let name = if other == GB18030 { GBK.name() } else { other.name() };
            let known = out.iter_mut().find_map(|remark| match remark {
                Remark::OtherEncoding { encoding, lines } if *encoding == name => Some(lines),
                _ => None,
            });
            match known {
                Some(lines) if lines.len() < Remark::PLACES => lines.push(span),
                Some(_) => {}
                None => out.push(Remark::OtherEncoding { encoding: name, lines: vec![span] }),
            }
        }
        out
    }

    /// The remark in Chinese.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        match self {
            Remark::ByteOrderMark(encoding) => format!("文件以 {encoding} 的字节顺序标记开头"),
            Remark::DeclaredOtherwise { declared, used } => format!("文件声明编码为 {declared}，实际按 {used} 读取"),
            Remark::Malformed { encoding, count, places } => {
                format!("{count} 处字节不合 {encoding}：{}", list(places))
            }
            Remark::OtherEncoding { encoding, lines } => {
                format!("有的行是 {encoding} 编码，已按此读取：{}", list(lines))
            }
            Remark::Controls { nul, other } => format!("含控制字符：{nul} 个 NUL，{other} 个其他"),
            Remark::CutShort { shown, of } => format!("不是文本：{of} 字节中只解码了前 {shown} 字节"),
            Remark::HiddenLinks { blocks } => format!("页面中有 {blocks} 处隐藏链接，未收入正文"),
            Remark::HiddenText { count } => format!("页面行内有 {count} 处浏览器不显示的文字，未收入正文"),
            Remark::PagesWithoutText { pages, of, why } => {
                let (pages, why) = (runs(pages, "、"), why.sentence().zh);
                format!("共 {of} 页，第 {pages} 页只有图像、没有文字（可能是扫描页），未读入：{why}")
            }
            Remark::ReadByMachine { pages, of, sureness } => {
                let pages = runs(pages, "、");
                format!(
                    "共 {of} 页，第 {pages} 页由机器识读（Tesseract，平均把握 {sureness}%），可能有错字，引用前请核对原件"
                )
            }
            Remark::Unread(unread) => unread.in_chinese(),
            Remark::HiddenSheets { names } => format!("有隐藏的工作表，已读入：{}", names.join("、")),
            Remark::HiddenSlides { slides } => format!("第 {} 张幻灯片不放映，已读入", runs(slides, "、")),
            Remark::Unreadable { count } => format!("{count} 个字符的字体没有说明其含义"),
            Remark::Unrendered { count } => {
                format!("页面未经脚本填充，没有正文：{count} 行只有 {{{{…}}}} 之类的占位符；请在浏览器中打开后另存")
            }
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::ByteOrderMark(encoding) => write!(f, "begins with the byte-order mark of {encoding}"),
            Remark::DeclaredOtherwise { declared, used } => write!(f, "declares {declared} but is read as {used}"),
            Remark::Malformed { encoding, count, places } => {
                write!(f, "{count} places are not {encoding}: bytes {}", list(places))
            }
            Remark::OtherEncoding { encoding, lines } => {
                write!(f, "some lines are {encoding} and were read so: bytes {}", list(lines))
            }
            Remark::Controls { nul, other } => write!(f, "control characters: {nul} NUL, {other} others"),
            Remark::CutShort { shown, of } => {
                write!(f, "not text: only the first {shown} of {of} bytes were decoded")
            }
            Remark::HiddenLinks { blocks } => write!(f, "{blocks} hidden blocks of links were left out"),
            Remark::HiddenText { count } => {
                write!(f, "{count} pieces of text inside lines, which no browser shows, were left out")
            }
            Remark::PagesWithoutText { pages, of, why } => write!(
                f,
                "{} {} of {of} {} no text, only pictures (scanned?): {}",
                if pages.len() == 1 { "page" } else { "pages" },
                runs(pages, ", "),
                if pages.len() == 1 { "has" } else { "have" },
                why.sentence().en
            ),
            Remark::ReadByMachine { pages, of, sureness } => write!(
                f,
                "{} {} of {of} {} read by machine (Tesseract, {sureness} % sure on average); characters may be wrong, \
                 compare with the original before quoting",
                if pages.len() == 1 { "page" } else { "pages" },
                runs(pages, ", "),
                if pages.len() == 1 { "was" } else { "were" }
            ),
            Remark::Unread(unread) => write!(f, "{unread}"),
            Remark::HiddenSheets { names } => write!(f, "hidden sheets, which were read: {}", names.join(", ")),
            Remark::HiddenSlides { slides } => write!(f, "hidden slides, which were read: {}", runs(slides, ", ")),
            Remark::Unreadable { count } => write!(f, "the fonts do not say what {count} characters mean"),
            Remark::Unrendered { count } => write!(
                f,
                "the page was never rendered and has no text: {count} lines are placeholders such as {{{{…}}}}; save it \
                 from a browser"
            ),
        }
    }
}

/// Numbers in order, runs of them as 4–9.
fn runs(numbers: &[u32], between: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < numbers.len() {
        let first = numbers[at];
        let len = numbers[at..].iter().zip(first..).take_while(|&(&number, expected)| number == expected).count();
        out.push(match len {
            1 => first.to_string(),
            2 => format!("{first}{between}{}", first + 1),
            _ => format!("{first}–{}", numbers[at + len - 1]),
        });
        at += len;
    }
    out.join(between)
}

fn list(places: &[Span<Raw>]) -> String {
    const SHOWN: usize = 8;
    let mut out: Vec<String> = places.iter().take(SHOWN).map(|p| format!("{}..{}", p.start, p.end)).collect();
    if places.len() > SHOWN {
        out.push("…".to_owned());
    }
    out.join(", ")
}
