//! Why something in a container is not read.

use std::fmt;
use std::io;

use crate::error::Sentence;

/// Why a container, or a member of one, is not read. Printed in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is damaged, or breaks off.
    Broken {
        /// What it is, such as `ZIP archive`.
        archive: &'static str,
        /// What its reader says.
        reason: String,
    },
    /// It is protected by a password.
    Encrypted,
    /// It is a link; what it leads to would not be of the archive.
    Link,
    /// It is a device, a pipe or a file with holes.
    Special,
    /// Its name leads out of the archive.
    Outside {
        /// The name as it stands there.
        name: String,
    },
    /// It is too large to be held.
    Large {
        /// The bytes that a member may have.
        limit: u64,
    },
    /// There are more members than are read; those that come after are left out.
    Many {
        /// How many are read.
        limit: usize,
    },
    /// What comes out of it is too much for its size; what comes after is left out.
    Bomb {
        /// The bytes that may come out.
        limit: u64,
    },
    /// Containers lie in each other more deeply than is read.
    Deep {
        /// How many may lie in each other.
        limit: usize,
    },
    /// It was packed in a way that is not known here.
    Method {
        /// Its name.
        name: String,
    },
    /// There is nothing in it.
    Empty,
    /// There is no member of this name.
    Unknown,
    /// A line of a file of records is none; those that come after are left out where it has no end.
    Record {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: Sentence,
    },
    /// The system does not give it now.
    System(Sentence),
}

impl Fault {
    /// The fault of a damaged archive, of which its reader says `reason`.
    pub(super) fn broken(archive: &'static str, reason: &dyn fmt::Display) -> Fault {
        Fault::Broken { archive, reason: reason.to_string() }
    }

    /// What the system says.
    pub(super) fn of_io(error: &io::Error) -> Fault {
        Fault::System(Sentence::of_io(error))
    }

    /// Whether it says nothing about the container: it may be read another time.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Fault::System(_))
    }

    /// The fault in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let said = |zh: &str, en: &str| Sentence::new(zh, en);
        match self {
            Fault::Broken { archive, reason } => Sentence::new(
                format!("{}损坏或不完整：{reason}", kind_in_chinese(archive)),
                format!("the {archive} is damaged or incomplete: {reason}"),
            ),
            Fault::Encrypted => said("有密码保护；请先去除密码", "it is protected by a password; remove it first"),
            Fault::Link => said("这是压缩包中的链接，不跟随", "a link in an archive, which is not followed"),
            Fault::Special => said("不是普通文件", "no regular file"),
            Fault::Outside { name } => Sentence::new(
                format!("其名称“{name}”指向压缩包之外，未读取"),
                format!("its name “{name}” leads out of the archive; it was not read"),
            ),
            Fault::Large { limit } => Sentence::new(
                format!("超过 {} MiB，未读取；请单独解压", limit >> 20),
                format!("more than {} MiB; it was not read, unpack it by itself", limit >> 20),
            ),
            Fault::Many { limit } => Sentence::new(
                format!("其中的文件多于 {limit} 个，其余未读取；请解压到文件夹"),
                format!("more than {limit} members; the rest was not read, unpack it into the folder"),
            ),
            Fault::Bomb { limit } => Sentence::new(
                format!("展开后超过这样大小的文件所允许的 {limit} 字节，疑似压缩炸弹，其余未读取"),
                format!(
                    "it unpacks to more than the {limit} bytes that a file of its size may; it looks like a \
                     decompression bomb, and the rest was not read"
                ),
            ),
            Fault::Deep { limit } => Sentence::new(
                format!("压缩包嵌套超过 {limit} 层，未读取；请解压到文件夹"),
                format!("more than {limit} archives in each other; it was not read, unpack it into the folder"),
            ),
            Fault::Method { name } => Sentence::new(
                format!("压缩方法 {name} 不能读取；请解压到文件夹"),
                format!("packed by {name}, which is not read; unpack it into the folder"),
            ),
            Fault::Empty => said("其中没有文件", "there is nothing in it"),
            Fault::Unknown => said("其中没有这个文件", "there is no such member"),
            Fault::Record { line, reason } => {
                Sentence::new(format!("第 {line} 行：{}", reason.zh), format!("line {line}: {}", reason.en))
            }
            Fault::System(sentence) => sentence.clone(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence().en)
    }
}

impl std::error::Error for Fault {}

/// What a container is, in Chinese.
#[must_use]
pub fn kind_in_chinese(archive: &str) -> String {
    match archive {
        "packed file" => "压缩的文件".to_owned(),
        "message" => "邮件".to_owned(),
        "table of records" => "记录表".to_owned(),
        "archive" => "压缩包".to_owned(),
        other => format!("{} 压缩包", other.trim_end_matches(" archive")),
    }
}
