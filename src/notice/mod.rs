//! A clean text as a notice: its metadata, cases, sections and passages.
//!
//! [`parse`] never fails. A passage is a line (a title on two lines is one passage; a line of more than some 10,000
//! characters is several, cut at the ends of sentences), trimmed of the blanks around it; passages and the gaps between them concatenate to the clean text, and gaps hold blanks and line breaks only.
//!
//! The rules know how Chinese public bodies write: numbering, names of sections and of documents, labels, signatures.
//! They know no single notice. Reading order: `lines` cuts; `metadata` finds the furniture of the page and the document's
//! data, for which `title`, `number`, `issuer`, `enactment` and `labels` bring what speaks for a value and `evidence` weighs
//! it; `cases` finds the cases and the copies of their titles (marks in `case_title`, other headings as `families`, rows in
//! `table`), `case_end` where they end; `outline` finds the headings, `assemble` puts passages and ids together, `oddity`
//! notes what is odd and leaves it as it is.

mod about;
mod assemble;
mod bodies;
mod case_end;
mod case_title;
mod cases;
#[cfg(test)]
mod collection_tests;
mod context;
mod date;
mod enactment;
mod ending;
mod evidence;
mod families;
mod issuer;
mod labels;
#[cfg(test)]
mod large_tests;
mod lawsuit;
mod lines;
mod long_lines;
mod metadata;
mod number;
mod numbering;
mod oddity;
mod outline;
#[cfg(test)]
mod shape_tests;
mod table;
#[cfg(test)]
mod tests;
mod title;

use crate::error::Sentence;
use crate::text::label::Field;
use crate::text::{Clean, Span};

pub use evidence::{Reading, Readings, Source, Sureness};

/// What the reader of a file format knows about the document, such as the table of fields of a web page.
///
/// Whatever is given here is believed before the text; dates may be in any form that the text may have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The document number 文號.
    pub number: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The date of issue.
    pub issued: Option<String>,
    /// The date of publication.
    pub published: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// The lines that are not the document's own: what a site puts around it, page numbers, running heads. They become
    /// passages of the role [`Role::Boilerplate`], and nothing is read from them.
    pub aside: Vec<Span<Clean>>,
    /// Blocks of which no line is a heading, whatever it begins with, such as the code in a Markdown file.
    pub literal: Vec<Span<Clean>>,
    /// The lines that the file marks as headings, with their levels, 1 for the highest.
    pub headings: Vec<(Span<Clean>, u8)>,
    /// What the file says besides, each with where it says so; weighed with what the text says.
    pub told: Vec<Stated>,
}

/// One thing that a file says about its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// What it is about.
    pub field: Field,
    /// What it says.
    pub value: String,
    /// Where it says so.
    pub source: Source,
    /// The line that says so, where there is one.
    pub at: Option<Span<Clean>>,
}

/// Reads a clean text as a notice, and notes what is odd in it. Any text gives a notice.
///
/// `foreign` are the stretches of `text` that do not belong to the page; `stem` is the file's name without its
/// extension, which stands in for the number and the title where there are none.
#[must_use]
pub fn parse(text: &str, foreign: &[Span<Clean>], meta: &Metadata, stem: &str) -> (Notice, Vec<Oddity>) {
    let mut lines = lines::cut(text, foreign);
    lines::set_aside(&mut lines, &meta.aside);
    lines::set_literal(&mut lines, &meta.literal);
    lines::set_levels(&mut lines, &meta.headings);
    let head = metadata::read(&lines, meta);
    let cases = cases::find(&lines, &head);
    let (notice, mut oddities) = assemble::assemble(text, &lines, head, cases, stem);
    oddity::find(text, &notice.passages, &mut oddities);
    oddities.sort_by_key(|oddity| oddity.span);
    (notice, oddities)
}

/// One document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice {
    /// Stable and readable, such as `浙市監知運2023-12`; the file's stem where there is no number.
    pub id: String,
    /// The document number 文號, such as `浙市監知運〔2023〕12號`.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// Who issued it 發文機關.
    pub issuer: Option<String>,
    /// The date of issue 成文日期, as `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// The date of publication, as `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// Where title, number, issuer and dates were read, and how sure they are.
    pub readings: Readings,
    /// The cases in the order of the text. A document without cases is one case: itself, with the notice's id.
    pub cases: Vec<Case>,
    /// The passages in the order of the text; together with the gaps between them they are the clean text.
    pub passages: Vec<Passage>,
}

/// One case 案例.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// Such as `浙市監知運2023-12/典型5`.
    pub id: String,
    /// The tier 類別, such as `典型`; none where the notice has no tiers.
    pub tier: Option<String>,
    /// The number in its tier; none where the cases have none.
    pub number: Option<u32>,
    /// The title; one on two lines is joined without a separator.
    pub title: String,
    /// The province, such as `浙江省`, in the text's own script; where the case does not tell, that of its notice.
    pub province: Option<String>,
    /// The prefecture-level city, such as `寧波市`.
    pub city: Option<String>,
    /// The county, district or county-level city, such as `江北區`.
    pub county: Option<String>,
    /// From the title to the last passage.
    pub span: Span<Clean>,
}

/// One passage 段: a paragraph or a heading; the unit of search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Such as `浙市監知運2023-12/典型5#7`. A case's title has the case's own id.
    pub id: String,
    /// What the passage is.
    pub role: Role,
    /// The index in [`Notice::cases`] of the case it belongs to.
    pub case: Option<usize>,
    /// The section it stands in, such as `主要做法`, without its number.
    pub section: Option<String>,
    /// Its place; a title on two lines is one passage with the line break inside.
    pub span: Span<Clean>,
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Running text.
    Body,
    /// A title or the heading of a section.
    Heading,
    /// An entry of a list or a table of contents that repeats a title.
    Listing,
    /// What the site put around the text: view counter, footer, keywords.
    Boilerplate,
    /// What does not belong to the page at all.
    Foreign,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] = [Role::Body, Role::Heading, Role::Listing, Role::Boilerplate, Role::Foreign];

    /// The role's name in JSON and in `role:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Body => "body",
            Role::Heading => "heading",
            Role::Listing => "listing",
            Role::Boilerplate => "boilerplate",
            Role::Foreign => "foreign",
        }
    }

    /// Whether passages of this role are searched when no scope is named.
    #[must_use]
    pub fn is_searched(self) -> bool {
        matches!(self, Role::Body | Role::Heading)
    }

    /// The role whose [`name`](Role::name) is `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Something odd in the source that was kept as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// Where.
    pub span: Span<Clean>,
    /// What kind of thing it is.
    pub kind: OddityKind,
    /// What, in a sentence that a person can read.
    pub message: Sentence,
}

/// The kinds of [`Oddity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OddityKind {
    /// A year is followed by characters that are no 年: `2022奶奶以來`.
    Date,
    /// A bracket or a quotation mark without its partner: `《…(試行》`.
    Unbalanced,
    /// A blank before a percent sign: `53 %`.
    Blank,
    /// A word stands twice in a row.
    Doubled,
    /// A copy of a title differs from the title.
    TitleDiffers,
}

impl OddityKind {
    /// The kind's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            OddityKind::Date => "date",
            OddityKind::Unbalanced => "unbalanced",
            OddityKind::Blank => "blank",
            OddityKind::Doubled => "doubled",
            OddityKind::TitleDiffers => "title_differs",
        }
    }
}
