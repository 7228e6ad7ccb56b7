//! What a reader returns, whatever the file was.

use std::borrow::Cow;
use std::fmt;

use super::format::{Format, kind_in_chinese};
use super::place::Place;
use super::{DecodedText, Why};
use crate::error::Sentence;
use crate::text::label::Field;
use crate::text::{Decoded, Space, Span};

/// A file as a document: its text, where that came from, and what the file says about itself.
#[derive(Debug, Clone)]
pub struct Document {
    /// What the file is.
    pub format: Format,
    /// The text, one paragraph a line, and the way back to the file; see [`Origin`].
    pub text: DecodedText,
    /// How to find a place of the text in the file.
    pub origin: Origin,
    /// What tables, tags and properties of the file say about the document.
    pub meta: Metadata,
    /// Each such statement with where it was read, the first of a field and a source first.
    pub statements: Vec<Statement>,
    /// The lines that the file marks as headings, in order; also those that are set aside.
    pub headings: Vec<Heading>,
    /// The lines that are not the document's own text, in order: what a site puts around it, its table of metadata
    /// (`发文字号：…`), page numbers and running heads. They stay in the text, and are set aside here.
    pub aside: Vec<Span<Decoded>>,
    /// The cells with text of tables, in order and disjoint.
    pub cells: Vec<Cell<Decoded>>,
    /// What stands in a fenced block of Markdown, in order: no line of it is a heading, whatever it begins with.
    pub literal: Vec<Span<Decoded>>,
    /// The pages that were read by machine, in order.
    pub machine_pages: Vec<u32>,
}

impl Document {
    /// A document that is nothing but its text.
    pub(super) fn new(format: Format, text: DecodedText) -> Self {
        Document {
            format,
            text,
            origin: Origin::Bytes,
            meta: Metadata::default(),
            statements: Vec::new(),
            headings: Vec::new(),
            aside: Vec::new(),
            cells: Vec::new(),
            literal: Vec::new(),
            machine_pages: Vec::new(),
        }
    }
}

/// How to find a place of a document's text in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// [`DecodedText::map`] leads to the bytes of the file.
    Bytes,
    /// The file is compressed or encoded, so no byte of it is a character of the text. [`DecodedText::map`] is the
    /// identity: a raw span counts bytes of the extracted text, and [`Origin::place_at`] names the page, the paragraph
    /// or the row that holds it. The blocks are the lines of the text, in order.
    Blocks(Vec<Block>),
}

impl Origin {
    /// The place of byte `at` of the text; `None` where places are bytes of the file, and past the end.
    #[must_use]
    pub fn place_at(&self, at: usize) -> Option<Place> {
        let Origin::Blocks(blocks) = self else { return None };
        let block = blocks[..blocks.partition_point(|block| block.span.start <= at)].last()?;
        (at <= block.span.end).then(|| block.place.clone())
    }
}

/// A line of a text that was extracted from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line, without its line break.
    pub span: Span<Decoded>,
    /// Where in the file it begins.
    pub place: Place,
}

/// A cell of a table, with its text in the text that `S` names.
#[derive(Debug, Clone, Copy)]
pub struct Cell<S: Space> {
    /// Its text, which may be of several lines.
    pub span: Span<S>,
    /// Which table of the file it is in, from 1.
    pub table: u32,
    /// The first row that it covers, from 1.
    pub row: u32,
    /// The first column that it covers, from 1.
    pub column: u32,
    /// Whether it heads a column.
    pub is_heading: bool,
    /// The cell that heads its column; of one that does, that which heads it in turn. The uppermost may be headed by what
    /// says the unit of the whole table (单位：万元), which need not be a cell.
    pub above: Option<Span<S>>,
    /// The cell that heads its row.
    pub before: Option<Span<S>>,
}

impl<S: Space> Cell<S> {
    /// The cell in another text, where what stands at a span of this one stands at `place` of it.
    pub(crate) fn moved<T: Space>(self, place: impl Fn(Span<S>) -> Span<T>) -> Cell<T> {
        let Cell { span, table, row, column, is_heading, above, before } = self;
        let (above, before) = (above.map(&place), before.map(&place));
        Cell { span: place(span), table, row, column, is_heading, above, before }
    }
}

/// A line that its file marks as a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// The line, without its line break.
    pub span: Span<Decoded>,
    /// 1 for the highest, 6 for the lowest.
    pub level: u8,
}

/// What a file says about its document, outside its running text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// The document number 文號, such as `国发〔2019〕5号`.
    pub number: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Who issued it 發文機關.
    pub issuer: Option<String>,
    /// The date of issue 成文日期, as `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// The date of publication 發布日期, as `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
}

/// One thing that a file says about its document, outside its running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is about.
    pub field: Field,
    /// What it says, as it stands there.
    pub value: String,
    /// By what it was said.
    pub by: Teller,
    /// The line of the text that says so, where there is one.
    pub at: Option<Span<Decoded>>,
}

/// What in a file speaks of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Teller {
    /// A labelled cell or line: `发文字号：国发〔2019〕5号`.
    Label,
    /// The block at the beginning of Markdown.
    Front,
    /// A `<meta>` tag of a page.
    Tag,
    /// The `<title>` of a page, which is that of its window.
    Window,
    /// A property that the program wrote which made the file: the `/Title` of a PDF.
    Property,
}

/// Why a file gives no document. Printed in English; [`ReadError::in_chinese`] for Chinese. The caller names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The file has no bytes, or nothing but a byte-order mark.
    Empty,
    /// The file is something else; the string says what, such as `a PNG image`.
    NotText(&'static str),
    /// The file is damaged; the strings say which format it has and what is wrong.
    Broken(Format, String),
    /// The file is protected by a password.
    Encrypted(Format),
    /// The PDF has pages but no text: it is scanned, or drawn.
    NoTextLayer {
        /// How many pages it has.
        pages: usize,
        /// Why they were not read by machine.
        why: Why,
    },
    /// The file is a picture.
    Picture {
        /// What kind of one, such as `a PNG image`.
        kind: &'static str,
        /// Why it was not read by machine.
        why: Why,
    },
    /// The document has pictures and no text.
    OnlyPictures(Format),
    /// Unpacked, the file is too large to be honest: a decompression bomb, or as good as one.
    TooLarge {
        /// The part that was too much.
        part: String,
        /// The bytes that a file of its size may unpack to, all parts together.
        limit: u64,
    },
    /// The reader of the file ended before its time: it needed more memory than it may have, or crashed.
    Overwhelming {
        /// What the file is.
        format: Format,
        /// The memory that its reader may have, in bytes.
        limit: u64,
    },
    /// The reader of the file was stopped from outside, or could not be started; another time it may read the file.
    Interrupted {
        /// What the file is.
        format: Format,
        /// What the system says.
        reason: String,
    },
    /// Every Chinese character of the text has become a question mark, and nothing can bring them back.
    Lost,
    /// The file took longer to read than any honest one does.
    TooSlow {
        /// What the file is.
        format: Format,
        /// The time that it may take, in seconds.
        seconds: u64,
    },
}

impl ReadError {
    /// Whether it says nothing about the file: the same file may be read another time.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            ReadError::Interrupted { .. } => true,
            ReadError::NoTextLayer { why, .. } | ReadError::Picture { why, .. } => why.is_passing(),
            _ => false,
        }
    }

    /// Whether another machine might read the file.
    #[must_use]
    pub fn is_of_machine(&self) -> bool {
        matches!(self, ReadError::NoTextLayer { .. } | ReadError::Picture { .. })
    }

    /// The error in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        Sentence::new(self.in_chinese(), self.to_string())
    }

    /// The error in Chinese. What a library says of a broken file stays as the library says it.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        match self {
            ReadError::Empty => "空文件".to_owned(),
            ReadError::NotText(kind) if kind.ends_with("archive") => {
                format!("这是{}；请先解压，把其中的文件放入语料文件夹", kind_in_chinese(kind))
            }
            ReadError::NotText(kind) => {
                format!("这是{}，不读取；请转换为文本、DOCX 或 PDF", kind_in_chinese(kind))
            }
            ReadError::Broken(format, what) => {
                format!("损坏的 {} 文件：{}", format.label(), fault_in_chinese(what))
            }
            ReadError::Encrypted(format) => {
                format!("{} 文件有密码保护；请先去除密码", format.label())
            }
            ReadError::NoTextLayer { pages, why } => {
                format!("共 {pages} 页，都没有文字（可能是扫描件）；{}", why.sentence().zh)
            }
            ReadError::Picture { kind, why } => format!("这是{}；{}", kind_in_chinese(kind), why.sentence().zh),
            ReadError::OnlyPictures(format) => {
                format!("{} 文件中只有图片，没有文字；请先做文字识别", format.label())
            }
            ReadError::TooLarge { part, limit } => {
                let part = part_in_chinese(part);
                format!("展开 {part} 后，超过这样大小的文件所允许的 {limit} 字节，疑似压缩炸弹，未读取")
            }
            ReadError::Overwhelming { format, limit } => format!(
                "读取 {} 文件所需的内存超过 {} MiB，或读取程序崩溃，未读取；请转换为文本",
                format.label(),
                limit >> 20
            ),
            ReadError::Interrupted { format, reason } => {
                format!("读取 {} 文件的进程被中断或未能启动（{reason}）；请再试", format.label())
            }
            ReadError::Lost => "汉字已全部变成问号，无法复原；请重新获取原文".to_owned(),
            ReadError::TooSlow { format, seconds } => {
                format!("{} 文件读取超过 {seconds} 秒，未读取；请转换为文本", format.label())
            }
        }
    }
}

/// What [`ReadError::TooLarge`] calls the parts of files that have no names of their own.
pub(super) mod part {
    pub(in crate::decode) const STREAM: &str = "a stream of the PDF";
    pub(in crate::decode) const CHARACTER_MAP: &str = "a character map of the PDF";
    pub(in crate::decode) const DRAWING: &str = "the drawing of a page of the PDF";
    pub(in crate::decode) const PAGE: &str = "the lines of the page";
    pub(in crate::decode) const MESSAGE: &str = "the parts of the message";
    pub(in crate::decode) const ARCHIVE: &str = "the list of the archive";
    pub(in crate::decode) const SECTORS: &str = "the table of sectors";
}

/// A part as [`ReadError::TooLarge`] names it, in Chinese.
fn part_in_chinese(name: &str) -> &str {
    match name {
        part::STREAM => "PDF 中的数据流",
        part::CHARACTER_MAP => "PDF 中的字符映射表",
        part::DRAWING => "PDF 页面的绘制指令",
        part::PAGE => "网页的各行",
        part::MESSAGE => "邮件的各部分",
        part::ARCHIVE => "压缩包的目录",
        part::SECTORS => "扇区表",
        name => name,
    }
}

/// What is wrong with a broken file, where this crate says it and no library.
fn fault_in_chinese(what: &str) -> Cow<'_, str> {
    let known = match what {
        "its structure confuses the PDF reader" => "结构使读取程序出错",
        "the PDF reader stopped" => "读取程序中断",
        "its encryption is damaged" => "加密信息损坏",
        "its structure is damaged or incomplete" => "结构损坏或不完整",
        "it has no pages" => "没有页",
        "documents nested too deeply" => "文档嵌套过深",
        "not a message" => "不是保存的网页",
        "the message holds no web page" => "其中没有网页",
        _ => {
            let missing = what.strip_suffix(" is missing");
            return missing.map_or(what.into(), |part| {
                format!("缺少 {}", part.strip_suffix(", which the text refers to,").unwrap_or(part)).into()
            });
        }
    };
    known.into()
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Empty => write!(f, "the file is empty"),
            ReadError::NotText(kind) if kind.ends_with("archive") => {
                write!(f, "this is {kind}; unpack it into the folder")
            }
            ReadError::NotText(kind) => {
                write!(f, "this is {kind}, which is not read; convert it to text, DOCX or PDF")
            }
            ReadError::Broken(format, what) => write!(f, "broken {}: {what}", format.label()),
            ReadError::Encrypted(format) => {
                write!(f, "the {} is protected by a password; remove it first", format.label())
            }
            ReadError::NoTextLayer { pages, why } => {
                write!(f, "none of its {pages} pages has text (a scan?); {}", why.sentence().en)
            }
            ReadError::Picture { kind, why } => write!(f, "this is {kind}; {}", why.sentence().en),
            ReadError::OnlyPictures(format) => {
                write!(f, "the {} holds pictures and no text; run text recognition first", format.label())
            }
            ReadError::TooLarge { part, limit } => {
                write!(
                    f,
                    "with {part} it unpacks to more than the {limit} bytes that a file of its size may; it looks like \
                     a decompression bomb and was not read"
                )
            }
            ReadError::Overwhelming { format, limit } => write!(
                f,
                "the {} takes more than {} MiB of memory to read, or crashes its reader; it was not read, convert it \
                 to text",
                format.label(),
                limit >> 20
            ),
            ReadError::Interrupted { format, reason } => write!(
                f,
                "the reader of the {} was stopped or could not be started ({reason}); try again",
                format.label()
            ),
            ReadError::Lost => {
                write!(f, "every Chinese character has become a question mark, for good; get the document again")
            }
            ReadError::TooSlow { format, seconds } => {
                let format = format.label();
                write!(f, "the {format} takes more than {seconds} seconds to read; it was not read, convert it to text")
            }
        }
    }
}

impl std::error::Error for ReadError {}
