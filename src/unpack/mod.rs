//! Files that hold files: archives, packed files, mail messages, and files of records.
//!
//! A member is a file of its own that is called by the path of its container and its name in it: `a.zip/b/c.doc`,
//! `mail.eml/附件.pdf`, `crawl.jsonl/12`. [`Container::open`] says what is in one, [`Opened`] reads members by such paths, and
//! neither writes anything to the disk but temporary files without a name. What is not read is said: each member that is
//! left out has its [`Fault`], and so has a list that breaks off.
//!
//! What is in a container is hostile until proven otherwise. It is not unpacked to more than a [`Budget`] that grows with
//! the file, nor to more members, nor deeper, than is bearable; what an archive says of its sizes is a claim that reading
//! holds it to; links are not followed, and no name leads anywhere but below its archive.
//!
//! | file | what |
//! | --- | --- |
//! | `bytes.rs` | bytes at rest, in a file or in memory |
//! | `fault.rs` | why something is not read |
//! | `names.rs` | names of members: their encoding, and that they lead nowhere else |
//! | `zip.rs` | ZIP archives (`zip`) |
//! | `tarball.rs` | tar archives (`tar`), and single files packed by gzip, bzip2, xz or zstd |
//! | `message.rs` | mail messages (`mail-parser`) |
//! | `records/` | lines of JSON and tables with a column of text |
//! | `opened.rs` | members by their paths |

mod bytes;
mod fault;
mod message;
mod names;
mod opened;
mod records;
mod tarball;
#[cfg(test)]
mod tests;
mod zip;

use std::cell::Cell;
use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

pub use bytes::Bytes;
pub use fault::{Fault, kind_in_chinese};
pub use opened::{Opened, Piece, member_stem};
pub use records::{Column, Columns, NamedColumns};

use crate::text::label::Field;

/// Containers that may lie in each other.
pub const DEPTH: usize = 4;

/// Members of one file, those of containers in it included.
const MEMBERS: usize = 200_000;

/// Records of one file.
const RECORDS: usize = 2_000_000;

/// Bytes of a member that is read as a document.
const LARGEST: u64 = 512 << 20;

/// A file that unpacks to so many bytes does no harm whatever its ratio.
const HARMLESS: u64 = 16 << 20;

/// Text shrinks to a twentieth, at the very best to a hundredth; beyond this ratio only bombs are.
const RATIO: u64 = 250;

/// The bytes to which a file unpacks at most, unless it is itself large.
const MOST: u64 = 2 << 30;

/// So many times its own size a large file unpacks to at most.
const OF_LARGE: u64 = 32;

/// What may still come out of one file of the disk, with all containers in it.
#[derive(Debug)]
pub struct Budget {
    limit: u64,
    left: Cell<u64>,
    members: Cell<usize>,
}

impl Budget {
    /// That of a file of `len` bytes.
    #[must_use]
    pub fn of(len: u64) -> Budget {
        let limit = len.saturating_mul(RATIO).clamp(HARMLESS, MOST).max(len.saturating_mul(OF_LARGE));
        Budget { limit, left: Cell::new(limit), members: Cell::new(MEMBERS) }
    }

    /// How many members there may be in all.
    fn members(&self) -> usize {
        MEMBERS
    }

    fn left(&self) -> u64 {
        self.left.get()
    }

    /// Counts a member of so many bytes.
    fn spend(&self, bytes: u64) -> Result<(), Fault> {
        let Some(members) = self.members.get().checked_sub(1) else { return Err(Fault::Many { limit: MEMBERS }) };
        let Some(left) = self.left.get().checked_sub(bytes) else { return Err(Fault::Bomb { limit: self.limit }) };
        self.members.set(members);
        self.left.set(left);
        Ok(())
    }
}

/// What a container says of a member, outside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// Each with what it is about.
    pub says: Vec<(Field, String)>,
}

/// A member of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name from the container: parts between `/`, none of which leads anywhere.
    pub name: String,
    /// How many bytes it has; 0 where it is not read.
    pub size: u64,
    /// Why it is not read, if so.
    pub fault: Option<Fault>,
    /// Its number in the container.
    at: usize,
}

/// What was found in a container of the kind `K`.
struct Found<K> {
    kind: K,
    members: Vec<Member>,
    /// Why the list of its members is not whole, if so.
    ended: Option<Fault>,
}

/// A file that holds files.
#[derive(Debug)]
pub struct Container {
    kind: Kind,
    members: Vec<Member>,
    by_name: OnceLock<HashMap<String, usize>>,
    /// Why the list of its members is not whole, if so.
    pub ended: Option<Fault>,
}

#[derive(Debug)]
enum Kind {
    Zip(zip::Zip),
    Tar(Bytes, Vec<tarball::Lies>),
    One(Bytes),
    Message(message::Message),
    Records(records::Records),
}

/// Endings of documents that have the form of ZIP archives.
const DOCUMENTS: [&str; 19] = [
    "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "xlsb", "pptx", "pptm", "ppsx", "odt", "ods", "odp", "ott", "ofd",
    "wps", "wpt", "et", "dps",
];

/// Bytes at the beginning of a file that tell what it is.
const HEAD: u64 = 4096;

impl Container {
    /// Opens the container that `bytes`, the content of a file called `name`, are; `None` where they are none. `wanted` says
    /// how records are read.
    ///
    /// # Errors
    ///
    /// Why it is one that cannot be read.
    pub fn open(
        bytes: &Bytes,
        name: &Path,
        wanted: &NamedColumns,
        budget: &Budget,
    ) -> Result<Option<Container>, Fault> {
        let head = bytes.head(HEAD).map_err(|error| Fault::of_io(&error))?;
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        if head.starts_with(b"PK\x03\x04") {
            let opened = zip::open(bytes, budget)?;
            return Ok(opened.map(|found| Container::new(Kind::Zip(found.kind), found.members, found.ended)));
        }
        if head.starts_with(b"PK\x05\x06") {
            return Err(Fault::Empty);
        }
        if let Some(packed) = tarball::Packed::of(&head) {
            let (inner, broke) = packed.unpack(bytes, budget.left())?;
            let head = inner.head(HEAD).map_err(|error| Fault::of_io(&error))?;
            if tarball::is_tar(&head) {
                let Found { kind, members, ended } = tarball::list(&inner, budget)?;
                return Ok(Some(Container::new(Kind::Tar(inner, kind), members, broke.or(ended))));
            }
            if inner.is_empty() {
                return Err(broke.unwrap_or(Fault::Empty));
            }
            let name = name.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy());
            let name = names::Taken::default().take(&tarball::Packed::inner_name(&name));
            let name = name.map_or_else(|| "file".to_owned(), |(name, _)| name);
            // What breaks off is not what it was; of an archive the members before that are.
            let (size, fault) = if broke.is_some() { (0, broke) } else { (inner.len(), None) };
            budget.spend(size)?;
            let member = Member { name, size, fault, at: 0 };
            return Ok(Some(Container::new(Kind::One(inner), vec![member], None)));
        }
        if tarball::is_tar(&head) {
            let Found { kind, members, ended } = tarball::list(bytes, budget)?;
            return Ok(Some(Container::new(Kind::Tar(bytes.clone(), kind), members, ended)));
        }
        if ending == "eml" && message::is_message(&head) {
            let (message, members) = message::open(bytes, budget)?;
            return Ok(Some(Container::new(Kind::Message(message), members, None)));
        }
        if records::may_be(&ending) {
            let opened = records::open(bytes, &ending, wanted)?;
            return Ok(opened.map(|found| Container::new(Kind::Records(found.kind), found.members, found.ended)));
        }
        Ok(None)
    }

    fn new(kind: Kind, members: Vec<Member>, ended: Option<Fault>) -> Container {
        let ended = ended.or_else(|| members.is_empty().then_some(Fault::Empty));
        Container { kind, members, by_name: OnceLock::new(), ended }
    }

    /// Whether a file with this beginning and name can be a container at all.
    #[must_use]
    pub fn may_be(head: &[u8], name: &Path) -> bool {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        // Documents have the form of archives; their readers say best what is wrong with one.
        let document = DOCUMENTS.contains(&&*ending);
        (head.starts_with(b"PK\x03\x04") && !document)
            || head.starts_with(b"PK\x05\x06")
            || tarball::Packed::of(head).is_some()
            || tarball::is_tar(head)
            || (ending == "eml" && message::is_message(head))
            || records::may_be(&ending)
    }

    /// Whether a file of this name can be one of records: then how they are read decides what it is.
    #[must_use]
    pub fn may_be_records(name: &Path) -> bool {
        name.extension().and_then(|ending| ending.to_str()).is_some_and(|e| records::may_be(&e.to_ascii_lowercase()))
    }

    /// Whether what is in it depends on how records are read, and not on its bytes alone.
    #[must_use]
    pub fn is_records(&self) -> bool {
        matches!(self.kind, Kind::Records(_))
    }

    /// Which columns its records are read from; none where it is no file of records.
    #[must_use]
    pub fn columns(&self) -> Option<&Columns> {
        match &self.kind {
            Kind::Records(records) => Some(&records.columns),
            _ => None,
        }
    }

    /// What it is, such as `ZIP archive`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.kind {
            Kind::Zip(_) => zip::KIND,
            Kind::Tar(..) => tarball::KIND,
            Kind::One(_) => "packed file",
            Kind::Message(_) => message::KIND,
            Kind::Records(_) => records::KIND,
        }
    }

    /// Its members, in its order.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member of this name.
    fn find(&self, name: &str) -> Option<&Member> {
        let names = || self.members.iter().enumerate().map(|(at, member)| (member.name.clone(), at)).collect();
        let by_name: &HashMap<String, usize> = self.by_name.get_or_init(names);
        by_name.get(name).and_then(|&at| self.members.get(at))
    }

    /// The first bytes of a member.
    ///
    /// # Errors
    ///
    /// Why there are none.
    pub fn head(&self, member: &Member) -> Result<Vec<u8>, Fault> {
        match &self.kind {
            Kind::Zip(zip) => zip.reader(member.at, |reader| {
                let mut out = Vec::new();
                let read = reader.take(HEAD).read_to_end(&mut out);
                read.map(|_| out).map_err(|error| Fault::broken(zip::KIND, &error))
            }),
            Kind::Records(_) => Ok(Vec::new()),
            _ => self.bytes(member)?.head(HEAD).map_err(|error| Fault::of_io(&error)),
        }
    }

    /// The bytes of a member.
    ///
    /// # Errors
    ///
    /// Why there are none.
    pub fn bytes(&self, member: &Member) -> Result<Bytes, Fault> {
        if let Some(fault) = &member.fault {
            return Err(fault.clone());
        }
        match &self.kind {
            Kind::Zip(zip) => {
                let (bytes, ended) = zip.reader(member.at, |reader| bytes::spool(reader, member.size, zip::KIND))?;
                match ended {
                    // It said that it was smaller.
                    Some(Fault::Bomb { .. }) => Err(Fault::broken(zip::KIND, &"a member is larger than the list says")),
                    Some(fault) => Err(fault),
                    None if bytes.len() < member.size => Err(Fault::broken(zip::KIND, &"a member breaks off")),
                    None => Ok(bytes),
                }
            }
            Kind::Tar(bytes, places) => {
                let place = places.get(member.at).ok_or(Fault::Unknown)?;
                Ok(bytes.part(place.at, place.len))
            }
            Kind::One(bytes) => Ok(bytes.clone()),
            Kind::Message(message) => Ok(Bytes::of_memory(message.part(member.at).to_vec())),
            Kind::Records(records) => Ok(Bytes::of_memory(records.record(member.at)?.text.into_bytes())),
        }
    }

    /// A member to be read as a document: its bytes, what the container says of it, and whether it is markup without a name
    /// that says so.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    fn piece(&self, member: &Member) -> Result<Piece, Fault> {
        if member.size > LARGEST {
            return Err(Fault::Large { limit: LARGEST });
        }
        if let Kind::Records(records) = &self.kind {
            let record = records.record(member.at)?;
            return Ok(Piece {
                name: if record.is_page { Some("record.html".into()) } else { Some("record.txt".into()) },
                bytes: record.text.into_bytes(),
                stated: record.stated,
            });
        }
        let bytes = self.bytes(member)?.all().map_err(|error| Fault::of_io(&error))?;
        let stated = match &self.kind {
            Kind::Message(message) if member.name.starts_with(message::BODY) => message.stated.clone(),
            _ => Stated::default(),
        };
        Ok(Piece { bytes, stated, name: None })
    }
}
