//! The table of formats: how each is called, how its files are known, and how their names end.
//!
//! A format is a row here, a file or folder with its reader beside this one, and a line in `reader.rs` that puts the two
//! together. Whatever lists formats (messages, help, pages) asks this table. What is known and not read is a table, too.

/// What kind of file a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown; the marks inside the text are left out of it.
    Markdown,
    /// A web page.
    Html,
    /// A web page with all that it needs in one file.
    Mhtml,
    /// A Word document.
    Docx,
    /// A PDF with a text layer.
    Pdf,
    /// A Word document until 2003, or one of WPS.
    Doc,
    /// A workbook of Excel since 2007.
    Xlsx,
    /// A workbook of Excel until 2003, or of WPS.
    Xls,
    /// A workbook of OpenDocument.
    Ods,
    /// A presentation of PowerPoint since 2007.
    Pptx,
    /// A text of OpenDocument.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// An OFD document (GB/T 33190).
    Ofd,
    /// A picture of a page, or of several.
    Picture,
}

/// What is said of a format.
struct Row {
    format: Format,
    /// In JSON.
    name: &'static str,
    /// In messages: `DOCX`.
    label: &'static str,
    /// What it is, in Chinese and in English.
    called: [&'static str; 2],
    /// How its files are known, any of these. A text has no marks: its name decides, and its reader.
    marks: &'static [Mark],
    /// How the names of its files end, the usual one first, in lower case.
    endings: &'static [&'static str],
}

/// How a file is known for what it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// It begins with these bytes.
    Begins(&'static [u8]),
    /// It has these bytes in its first kilobyte, behind lines that a program put before them, and is no page.
    Near(&'static [u8]),
    /// It is XML and has these bytes, the name of a vocabulary, in its first two kilobytes.
    Vocabulary(&'static [u8]),
    /// A ZIP archive with an entry of this name; with a `/` at its end, one in this folder.
    Entry(&'static str),
    /// A ZIP archive of OpenDocument, which says what it is by a media type that begins so.
    Media(&'static str),
    /// A compound file with a stream or a storage of this name.
    Stream(&'static str),
}

/// The formats, in the order in which they are tried: the first whose mark a file bears.
const ROWS: [Row; 15] = [
    Row {
        format: Format::Docx,
        name: "docx",
        label: "DOCX",
        called: ["Word 文档", "Word document"],
        marks: &[Mark::Entry("word/")],
        endings: &["docx", "docm", "dotx"],
    },
    Row {
        format: Format::Pdf,
        name: "pdf",
        label: "PDF",
        called: ["PDF", "PDF"],
        marks: &[Mark::Near(b"%PDF-")],
        endings: &["pdf"],
    },
    Row {
        format: Format::Doc,
        name: "doc",
        label: "DOC",
        called: ["旧版 Word 或 WPS 文档", "old Word or WPS document"],
        marks: &[Mark::Stream("WordDocument")],
        endings: &["doc", "wps", "wpt", "dot"],
    },
    Row {
        format: Format::Xlsx,
        name: "xlsx",
        label: "XLSX",
        called: ["Excel 工作簿", "Excel workbook"],
        marks: &[Mark::Entry("xl/")],
        endings: &["xlsx", "xlsm", "xltx"],
    },
    Row {
        format: Format::Xls,
        name: "xls",
        label: "XLS",
        called: ["旧版 Excel 或 WPS 工作簿", "old Excel or WPS workbook"],
        marks: &[Mark::Stream("Workbook"), Mark::Stream("Book")],
        endings: &["xls", "et", "ett", "xlt"],
    },
    Row {
        format: Format::Ods,
        name: "ods",
        label: "ODS",
        called: ["OpenDocument 工作簿", "OpenDocument workbook"],
        marks: &[Mark::Media("application/vnd.oasis.opendocument.spreadsheet")],
        endings: &["ods", "ots"],
    },
    Row {
        format: Format::Pptx,
        name: "pptx",
        label: "PPTX",
        called: ["演示文稿", "presentation"],
        marks: &[Mark::Entry("ppt/")],
        endings: &["pptx", "pptm", "ppsx", "potx"],
    },
    Row {
        format: Format::Odt,
        name: "odt",
        label: "ODT",
        called: ["OpenDocument 文本", "OpenDocument text"],
        marks: &[Mark::Media("application/vnd.oasis.opendocument.text")],
        endings: &["odt", "ott"],
    },
    Row {
        format: Format::Rtf,
        name: "rtf",
        label: "RTF",
        called: ["RTF 文档", "RTF document"],
        marks: &[Mark::Begins(b"{\\rtf")],
        endings: &["rtf"],
    },
    Row {
        format: Format::Ofd,
        name: "ofd",
        label: "OFD",
        called: ["OFD 版式文件", "OFD document"],
        marks: &[Mark::Entry("OFD.xml")],
        endings: &["ofd"],
    },
    Row {
        format: Format::Picture,
        name: "picture",
        label: "PICTURE",
        called: ["图片", "picture of a page"],
        marks: &[
            Mark::Begins(b"\x89PNG\r\n\x1a\n"),
            Mark::Begins(b"\xFF\xD8\xFF"),
            Mark::Begins(b"II*\0"),
            Mark::Begins(b"MM\0*"),
            Mark::Begins(b"GIF8"),
        ],
        endings: &["png", "jpg", "jpeg", "tif", "tiff", "gif"],
    },
    Row {
        format: Format::Mhtml,
        name: "mhtml",
        label: "MHTML",
        called: ["保存的网页", "saved web page"],
        marks: &[],
        endings: &["mht", "mhtml"],
    },
    Row {
        format: Format::Html,
        name: "html",
        label: "HTML",
        called: ["网页", "web page"],
        marks: &[],
        endings: &["html", "htm", "shtml", "xhtml", "aspx", "jsp", "php"],
    },
    Row {
        format: Format::Markdown,
        name: "markdown",
        label: "Markdown",
        called: ["Markdown", "Markdown"],
        marks: &[],
        endings: &["md", "markdown", "mkd"],
    },
    // Whatever else is text.
    Row { format: Format::Text, name: "text", label: "TXT", called: ["文本", "text"], marks: &[], endings: &["txt"] },
];

impl Format {
    /// All of them, in the order in which a file is tried for them.
    pub const ALL: [Format; ROWS.len()] = {
        let mut all = [Format::Text; ROWS.len()];
        let mut at = 0;
        while at < ROWS.len() {
            all[at] = ROWS[at].format;
            at += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        // A test sees that each has a row; the last is that of plain text.
        ROWS.iter().find(|row| row.format == self).unwrap_or(&ROWS[ROWS.len() - 1])
    }

    /// The format's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What messages call it, in both languages: `DOCX`.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// What it is, in Chinese and in English: `Word document`.
    #[must_use]
    pub fn called(self) -> [&'static str; 2] {
        self.row().called
    }

    /// How the names of its files end, the usual one first.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        self.row().endings
    }

    /// The usual ending of each format's files, with its dot, those that are texts first.
    pub fn usual_endings() -> impl Iterator<Item = String> {
        let (texts, others): (Vec<Format>, Vec<Format>) = Format::ALL.into_iter().partition(|f| f.marks().is_empty());
        texts.into_iter().rev().chain(others).filter_map(|format| Some(format!(".{}", format.endings().first()?)))
    }

    /// The format whose files have names with this ending, in lower case.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Format> {
        ROWS.iter().find(|row| row.endings.contains(&ending)).map(|row| row.format)
    }

    /// Whether its files are ZIP archives.
    pub(super) fn is_zip(self) -> bool {
        self.row().marks.iter().any(|mark| matches!(mark, Mark::Entry(_) | Mark::Media(_)))
    }

    /// Whether its files are compound files.
    pub(super) fn is_ole(self) -> bool {
        self.row().marks.iter().any(|mark| matches!(mark, Mark::Stream(_)))
    }

    /// How its files are known, any of these.
    pub(super) fn marks(self) -> &'static [Mark] {
        self.row().marks
    }
}

/// What is known and not read.
struct Other {
    mark: Mark,
    /// In Chinese, as it stands behind 这是, and in English.
    called: [&'static str; 2],
}

const fn other(magic: &'static [u8], called: [&'static str; 2]) -> Other {
    Other { mark: Mark::Begins(magic), called }
}

/// What no mark tells of, and a reader says, in Chinese and in English.
const TOLD: [[&str; 2]; 3] = [
    ["不成文本的字节", NO_TEXT],
    ["1995 年或更早的 Word 文档（.doc）", OLD_WORD],
    ["二进制 Excel 工作簿（.xlsb）", BINARY_WORKBOOK],
];

/// What has no signature and is no text all the same.
pub(super) const NO_TEXT: &str = "bytes that are no text";
pub(super) const OLD_WORD: &str = "a Word document of 1995 or before (.doc)";
pub(super) const BINARY_WORKBOOK: &str = "a binary Excel workbook (.xlsb)";

const XML: [&str; 2] = [" Office 2003 的 XML 文件", "an XML file of Office 2003"];

/// What is known and not read, in the order in which a file is tried for it.
const OTHERS: [Other; 25] = [
    Other { mark: Mark::Vocabulary(b"urn:schemas-microsoft-com:office:spreadsheet"), called: XML },
    Other { mark: Mark::Vocabulary(b"schemas.microsoft.com/office/word/2003/wordml"), called: XML },
    Other { mark: Mark::Vocabulary(b"schemas.microsoft.com/office/2006/xmlPackage"), called: XML },
    Other { mark: Mark::Entry("content.xml"), called: [" OpenDocument 文件", "an OpenDocument file"] },
    Other {
        mark: Mark::Stream("PowerPoint Document"),
        called: ["旧版演示文稿（.ppt、.dps）", "an old presentation (.ppt, .dps)"],
    },
    Other {
        mark: Mark::Stream("MatOST"),
        called: [" Microsoft Works 文档（.wps）", "a Microsoft Works document (.wps)"],
    },
    Other { mark: Mark::Stream("HwpSummaryInformation"), called: [" HWP 文档", "a HWP document"] },
    Other {
        mark: Mark::Stream("__properties_version1.0"),
        called: [" Outlook 邮件（.msg）", "an Outlook message (.msg)"],
    },
    other(b"PK\x03\x04", [" ZIP 压缩包", "a ZIP archive"]),
    other(b"PK\x05\x06", ["空的 ZIP 压缩包", "an empty ZIP archive"]),
    other(b"\xDB\xA5\x2D\0", TOLD[1]),
    other(b"%PDF-", [" PDF", "a PDF"]),
    other(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ["旧版 Office 或 WPS 文件", "an old Office or WPS file"]),
    other(b"\x89PNG", [" PNG 图片", "a PNG image"]),
    other(b"\xFF\xD8\xFF", [" JPEG 图片", "a JPEG image"]),
    other(b"GIF8", [" GIF 图片", "a GIF image"]),
    other(b"II*\0", [" TIFF 图片", "a TIFF image"]),
    other(b"MM\0*", [" TIFF 图片", "a TIFF image"]),
    other(b"\x1F\x8B\x08", [" gzip 压缩包", "a gzip archive"]),
    other(b"\xFD7zXZ\0", [" xz 压缩包", "an xz archive"]),
    other(b"7z\xBC\xAF\x27\x1C", [" 7z 压缩包", "a 7z archive"]),
    other(b"Rar!\x1A\x07", [" RAR 压缩包", "a RAR archive"]),
    other(b"\x28\xB5\x2F\xFD", [" zstd 压缩包", "a zstd archive"]),
    other(b"\x7FELF", ["程序", "a program"]),
    other(b"SQLite format 3\0", [" SQLite 数据库", "an SQLite database"]),
];

/// The marks of what is known and not read, each with what it is, in English.
pub(super) fn others() -> impl Iterator<Item = (Mark, &'static str)> {
    OTHERS.iter().map(|other| (other.mark, other.called[1]))
}

/// What bytes are that begin so and are no text, in English.
pub(super) fn signature(bytes: &[u8]) -> Option<&'static str> {
    let begins = |mark: Mark| matches!(mark, Mark::Begins(magic) if bytes.starts_with(magic));
    OTHERS.iter().find(|other| begins(other.mark)).map(|other| other.called[1])
}

/// What [`Verdict::Binary`](super::Verdict::Binary) and [`ReadError::NotText`](super::ReadError::NotText) say that a
/// file is, in Chinese.
#[must_use]
pub fn kind_in_chinese(kind: &str) -> &str {
    let mut called = OTHERS.iter().map(|other| other.called).chain(TOLD);
    called.find(|[_, en]| *en == kind).map_or(kind, |[zh, _]| zh)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_format_has_a_row_and_every_ending_one_format() {
        let mut seen = HashSet::new();
        for row in &ROWS {
            assert_eq!(row.format.name(), row.name, "two rows of one format");
            assert!(!row.endings.is_empty() && row.called.iter().all(|name| !name.is_empty()), "{}", row.name);
            for ending in row.endings {
                assert!(seen.insert(ending) && ending.to_lowercase() == *ending, "{ending}");
                assert_eq!(Format::of_ending(ending), Some(row.format));
            }
        }
        assert_eq!(Format::ALL.last(), Some(&Format::Text), "whatever else is text");
        for other in &OTHERS {
            assert_eq!(kind_in_chinese(other.called[1]), other.called[0]);
        }
    }
}
