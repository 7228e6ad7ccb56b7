//! A web page as a flat list of elements and pieces of text, each with its place in the source.
//!
//! `html5gum` cuts the source into tags and text as the HTML standard demands; this file gives the tags the little
//! structure that finding the main text needs. It is no full tree builder: an element knows its parent and what it
//! inherits (hidden, inside a link, in which table row). Everything is linear in the source: nesting deeper than
//! [`DEEPEST`] is flattened, as browsers do, and beyond [`MOST_ELEMENTS`] tags only separate lines.

use std::ops::Range;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use super::super::allowance::{Allowance, LINE};
use super::super::document::{ReadError, part};
use super::super::format::Format;
use crate::text::hash;

/// Browsers stop nesting at this depth, too.
const DEEPEST: usize = 512;

/// A page of more elements is no notice; what follows is still read, as lines.
const MOST_ELEMENTS: usize = 2_000_000;

/// What an element and a piece of text cost, in bytes.
const ELEMENT: u64 = 64;
const PIECE: u64 = 32;

/// The index of an element in [`Page::elements`].
pub(super) type Id = u32;

/// No element.
pub(super) const NONE: Id = u32::MAX;

/// What an element means for the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    /// Begins and ends a line.
    Block,
    Paragraph,
    List,
    Item,
    Table,
    TablePart,
    Row,
    Cell,
    Heading(u8),
    Preformatted,
    Inline,
    Link,
    /// Its text is not shown.
    Silent,
    /// A reading that stands above characters.
    Reading,
    /// The characters that a reading stands above.
    Base,
    /// The page's title.
    Title,
    /// An empty element that ends a line.
    Break,
    /// Any other empty element.
    Void,
}

impl Kind {
    fn of(name: &[u8]) -> Kind {
        match name {
            b"p" => Kind::Paragraph,
            b"ul" | b"ol" | b"dl" | b"menu" => Kind::List,
            b"li" | b"dt" | b"dd" => Kind::Item,
            b"table" => Kind::Table,
            b"thead" | b"tbody" | b"tfoot" | b"caption" | b"colgroup" => Kind::TablePart,
            b"tr" => Kind::Row,
            b"td" | b"th" => Kind::Cell,
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Kind::Heading(name[1] - b'0'),
            b"pre" | b"listing" | b"plaintext" | b"xmp" => Kind::Preformatted,
            b"a" => Kind::Link,
            b"title" => Kind::Title,
            b"br" | b"hr" => Kind::Break,
            b"area" | b"base" | b"col" | b"embed" | b"img" | b"input" | b"link" | b"meta" | b"param" | b"source"
            | b"track" | b"wbr" | b"frame" | b"bgsound" => Kind::Void,
            b"script" | b"style" | b"noscript" | b"template" | b"iframe" | b"object" | b"applet" | b"svg" | b"math"
            | b"canvas" | b"audio" | b"video" | b"map" | b"select" | b"datalist" | b"button" | b"textarea"
            | b"noframes" | b"noembed" => Kind::Silent,
            b"rt" | b"rp" | b"rtc" => Kind::Reading,
            b"rb" => Kind::Base,
            b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"center" | b"details" | b"dialog"
            | b"dir" | b"div" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"head" | b"header"
            | b"hgroup" | b"html" | b"legend" | b"main" | b"nav" | b"optgroup" | b"option" | b"search" | b"section"
            | b"summary" => Kind::Block,
            _ => Kind::Inline,
        }
    }

    /// Whether the element's borders are borders of a line.
    fn breaks(self) -> bool {
        !matches!(self, Kind::Inline | Kind::Link | Kind::Silent | Kind::Reading | Kind::Base | Kind::Void)
    }
}

/// A question about a kind.
type Is = fn(Kind) -> bool;

/// An element, with what it inherits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub(super) parent: Id,
    pub(super) kind: Kind,
    /// Not shown by a browser, though its text is there.
    pub(super) hidden: bool,
    /// Its text is not text of the page: scripts, styles, forms, and what is hidden inside a line.
    pub(super) silent: bool,
    /// Hidden inside a line in a way that what it holds can undo.
    pub(super) veiled: bool,
    /// Its name, class or id says that it leads around the site.
    pub(super) navigation: bool,
    pub(super) preformatted: bool,
    /// The level of the heading it is in; 0 for none.
    pub(super) heading: u8,
    /// The link it is in, where that leads to another page.
    pub(super) link: Id,
    pub(super) row: Id,
    pub(super) cell: Id,
    pub(super) table: Id,
    /// Whether it is a cell of headings, or a part of a table or a row of them.
    pub(super) heads: bool,
}

/// What the text of a page is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item {
    /// A piece of source text, entities undecoded.
    Text { element: Id, start: usize, end: usize },
    /// The end of a line.
    Break,
}

/// A web page, taken apart.
pub(super) struct Page {
    /// Parents come before their children; the first is the page.
    pub(super) elements: Vec<Element>,
    pub(super) items: Vec<Item>,
    /// The text of `<title>`.
    pub(super) title: Option<Range<usize>>,
    /// `<meta>` by name or property in lower case, with its content; entities are decoded.
    pub(super) meta: Vec<(String, String)>,
    /// `<link rel=canonical>`, or what a browser noted when it saved the page.
    pub(super) url: Option<String>,
    /// Whether the source has any tag at all.
    pub(super) has_tags: bool,
    /// How many elements with text are hidden inside a line.
    pub(super) unseen: usize,
    /// The cells that cover several rows or columns, in order, with how many of either.
    pub(super) merged: Vec<(Id, (u32, u32))>,
}

/// Takes `source` apart.
///
/// # Errors
///
/// [`ReadError`] when there is more of it, or it takes longer, than `allowance` allows.
pub(super) fn parse(source: &str, allowance: &Allowance) -> Result<Page, ReadError> {
    let root = Element {
        parent: NONE,
        kind: Kind::Root,
        hidden: false,
        silent: false,
        veiled: false,
        navigation: false,
        preformatted: false,
        heading: 0,
        link: NONE,
        row: NONE,
        cell: NONE,
        table: NONE,
        heads: false,
    };
    let page = Page {
        elements: vec![root],
        items: Vec::new(),
        title: None,
        meta: Vec::new(),
        url: None,
        has_tags: false,
        unseen: 0,
        merged: Vec::new(),
    };
    let mut builder = Builder { source, page, open: Vec::new(), tag: Tag::default(), allowance, refused: None };
    let mut emitter = CallbackEmitter::<_, ReadError, usize>::new(
        |event: CallbackEvent<'_>, span: html5gum::Span<usize>| -> Option<ReadError> {
            builder.event(event, span.start..span.end);
            builder.refused.take().or_else(|| allowance.step(Format::Html).err())
        },
    );
    emitter.naively_switch_states(true);
    // The tokens are the reasons to stop. A tokenizer of a string has no way to fail: its error type has no values.
    let refused = Tokenizer::new_with_emitter(source, emitter).next().map(|Ok(refused)| refused);
    refused.map_or(Ok(builder.page), Err)
}

/// The number of rows or columns that an attribute says; none for 0. What is no number is 1.
fn covered(value: &str) -> Option<u32> {
    Some(value.trim().parse().unwrap_or(1)).filter(|&count| count > 0)
}

/// The start tag that is being read.
#[derive(Default)]
struct Tag {
    kind: Option<Kind>,
    name: u64,
    navigation: bool,
    attribute: Attribute,
    hidden: bool,
    /// Whether its style hides its text for as long as nothing inside it shows it again, or shows it again.
    veil: Option<bool>,
    /// Whether its name says that it has headings.
    heads: bool,
    /// How many rows and columns a cell covers.
    extent: (u32, u32),
    target: String,
    key: String,
    content: String,
    canonical: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    #[default]
    Other,
    Style,
    Label,
    Target,
    Key,
    Content,
    Relation,
    Role,
    Rows,
    Columns,
}

struct Builder<'s> {
    source: &'s str,
    page: Page,
    /// The open elements with the hashes of their names; names are compared, never looked up.
    open: Vec<(Id, u64)>,
    tag: Tag,
    allowance: &'s Allowance,
    /// Why the page is not read on.
    refused: Option<ReadError>,
}

impl Builder<'_> {
    fn spend(&mut self, bytes: u64) {
        if let Err(error) = self.allowance.spend(bytes, part::PAGE) {
            self.refused = Some(error);
        }
    }

    fn push(&mut self, item: Item) {
        self.spend(PIECE);
        self.page.items.push(item);
    }

    fn event(&mut self, event: CallbackEvent<'_>, span: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.page.has_tags = true;
                let navigation = matches!(name, b"nav" | b"footer" | b"aside");
                let heads = matches!(name, b"th" | b"thead");
                let (kind, name) = (Some(Kind::of(name)), hash(name));
                self.tag = Tag { kind, name, navigation, heads, extent: (1, 1), ..Tag::default() };
            }
            CallbackEvent::AttributeName { name } => self.tag.attribute = self.attribute(name),
            CallbackEvent::AttributeValue { value } => self.value(value),
            CallbackEvent::CloseStartTag { self_closing } => self.start_tag(self_closing),
            CallbackEvent::EndTag { name } => self.end_tag(Kind::of(name), hash(name)),
            CallbackEvent::String { .. } => self.text(span),
            CallbackEvent::Comment { value } => self.comment(value),
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn attribute(&mut self, name: &[u8]) -> Attribute {
        match name {
            b"style" => Attribute::Style,
            b"class" | b"id" => Attribute::Label,
            b"href" => Attribute::Target,
            b"name" | b"property" | b"http-equiv" => Attribute::Key,
            b"content" => Attribute::Content,
            b"rel" => Attribute::Relation,
            b"role" => Attribute::Role,
            b"rowspan" => Attribute::Rows,
            b"colspan" => Attribute::Columns,
            b"hidden" => {
                self.tag.hidden = true;
                Attribute::Other
            }
            _ => Attribute::Other,
        }
    }

    fn value(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        match self.tag.attribute {
            Attribute::Style => {
                self.tag.hidden |= hides(&value);
                self.tag.veil = veils(&value).or(self.tag.veil);
            }
            Attribute::Label => self.tag.navigation |= leads_around(&value),
            Attribute::Target => self.tag.target = value.trim().to_owned(),
            Attribute::Key => self.tag.key = value.trim().to_ascii_lowercase(),
            Attribute::Content => self.tag.content = value.trim().to_owned(),
            Attribute::Relation => self.tag.canonical = value.eq_ignore_ascii_case("canonical"),
            Attribute::Role => {
                self.tag.navigation |= matches!(&*value, "navigation" | "contentinfo" | "complementary" | "search");
            }
            // A cell that covers 0 rows covers all that are left.
            Attribute::Rows => self.tag.extent.0 = covered(&value).unwrap_or(u32::MAX),
            Attribute::Columns => self.tag.extent.1 = covered(&value).unwrap_or(1),
            Attribute::Other => {}
        }
    }

    fn top(&self) -> Id {
        self.open.last().map_or(0, |&(id, _)| id)
    }

    fn kind(&self, id: Id) -> Kind {
        self.page.elements[id as usize].kind
    }

    fn start_tag(&mut self, self_closing: bool) {
        let tag = std::mem::take(&mut self.tag);
        let Some(kind) = tag.kind else { return };
        self.close_implied(kind);
        if kind.breaks() {
            self.break_line();
        }
        match kind {
            Kind::Break => return,
            Kind::Void => {
                if !tag.key.is_empty() && !tag.content.is_empty() {
                    self.page.meta.push((tag.key, tag.content));
                } else if tag.canonical && !tag.target.is_empty() {
                    self.page.url = Some(tag.target);
                }
                return;
            }
            // `<svg/>` and the like really end; other tags do not, whatever the slash says.
            Kind::Silent if self_closing => return,
            _ => {}
        }
        let id = if self.page.elements.len() < MOST_ELEMENTS { self.element(kind, &tag) } else { self.top() };
        if self.open.len() < DEEPEST {
            self.open.push((id, tag.name));
        }
    }

    fn element(&mut self, kind: Kind, tag: &Tag) -> Id {
        let parent = self.top();
        let up = self.page.elements[parent as usize];
        // At most MOST_ELEMENTS, which fits.
        let id = self.page.elements.len() as Id;
        let leaves = kind == Kind::Link && leaves_page(&tag.target);
        let inline = matches!(kind, Kind::Inline | Kind::Link | Kind::Base);
        let veiled = if inline { tag.veil.unwrap_or(up.veiled) } else { up.veiled && tag.veil != Some(false) };
        let gone = inline && tag.hidden;
        if !(up.silent || up.veiled || up.hidden) && (gone || inline && veiled) {
            self.page.unseen += 1;
        }
        self.spend(ELEMENT);
        self.page.elements.push(Element {
            parent,
            kind,
            hidden: up.hidden || tag.hidden || !inline && tag.veil == Some(true),
            silent: up.silent || gone || matches!(kind, Kind::Silent | Kind::Reading),
            veiled,
            navigation: up.navigation || tag.navigation,
            preformatted: up.preformatted || kind == Kind::Preformatted,
            heading: if let Kind::Heading(level) = kind { level } else { up.heading },
            link: if leaves { id } else { up.link },
            row: match kind {
                Kind::Row => id,
                Kind::Table => NONE,
                _ => up.row,
            },
            cell: match kind {
                Kind::Cell => id,
                Kind::Table | Kind::Row => NONE,
                _ => up.cell,
            },
            table: if kind == Kind::Table { id } else { up.table },
            heads: match kind {
                Kind::Table => false,
                Kind::TablePart => tag.heads,
                _ => up.heads || tag.heads,
            },
        });
        if kind == Kind::Cell && tag.extent != (1, 1) {
            self.page.merged.push((id, tag.extent));
        }
        id
    }

    /// Ends the elements that the start of a `kind` ends without a tag of their own.
    fn close_implied(&mut self, kind: Kind) {
        let (ends, within): (Is, Is) = match kind {
            Kind::Item => (|k| k == Kind::Item, |k| matches!(k, Kind::List | Kind::Table | Kind::Cell)),
            Kind::Cell => (|k| k == Kind::Cell, |k| matches!(k, Kind::Table | Kind::Row)),
            Kind::Row => (|k| k == Kind::Row, |k| k == Kind::Table),
            Kind::TablePart => (|k| k == Kind::TablePart, |k| k == Kind::Table),
            Kind::Heading(_) => (|k| matches!(k, Kind::Heading(_) | Kind::Paragraph), |k| k.breaks()),
            Kind::Link => (|k| k == Kind::Link, |k| k.breaks()),
            // Their end tags may be left out.
            Kind::Reading | Kind::Base => (|k| matches!(k, Kind::Reading | Kind::Base), |k| k.breaks()),
            Kind::Inline | Kind::Silent | Kind::Void | Kind::Break | Kind::Root | Kind::Title => return,
            _ => (|k| k == Kind::Paragraph, |k| k.breaks()),
        };
        let found = self.open.iter().rposition(|&(id, _)| ends(self.kind(id)) || within(self.kind(id)));
        if let Some(at) = found.filter(|&at| ends(self.kind(self.open[at].0))) {
            self.open.truncate(at);
            self.break_line_after(kind);
        }
    }

    fn break_line_after(&mut self, kind: Kind) {
        if kind.breaks() {
            self.break_line();
        }
    }

    fn end_tag(&mut self, kind: Kind, name: u64) {
        // `</br>` is a line break, `</p>` without `<p>` an empty paragraph: both end the line.
        if matches!(kind, Kind::Break | Kind::Paragraph) {
            self.break_line();
        }
        // A stray tag must not reach out of its table cell.
        let inside_table = matches!(kind, Kind::Table | Kind::TablePart | Kind::Row | Kind::Cell);
        for at in (0..self.open.len()).rev() {
            let (id, open) = self.open[at];
            if open == name {
                self.open.truncate(at);
                if kind.breaks() {
                    self.break_line();
                }
                return;
            }
            let border = self.kind(id);
            if border == Kind::Table && kind != Kind::Table || border == Kind::Cell && !inside_table {
                return;
            }
        }
    }

    fn text(&mut self, span: Range<usize>) {
        let element = self.top();
        match self.kind(element) {
            Kind::Title => {
                self.page.title.get_or_insert(span);
            }
            _ if self.page.elements[element as usize].preformatted => {
                let mut start = span.start;
                for line in self.source[span].split_inclusive('\n') {
                    self.push(Item::Text { element, start, end: start + line.len() });
                    start += line.len();
                    if line.ends_with('\n') {
                        self.break_line();
                    }
                }
            }
            // The tokenizer ends a text at every reference, even where nothing else does.
            _ => match self.page.items.last_mut() {
                Some(Item::Text { element: last, end, .. }) if *last == element && *end == span.start => {
                    *end = span.end
                }
                _ => self.push(Item::Text { element, start: span.start, end: span.end }),
            },
        }
    }

    fn break_line(&mut self) {
        if let Some(Item::Text { .. }) = self.page.items.last() {
            self.spend(LINE);
            self.page.items.push(Item::Break);
        }
    }

    /// Browsers write where a page came from into the page when they save it.
    fn comment(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        if let Some((_, rest)) = value.split_once("saved from url=(")
            && let Some((_, url)) = rest.split_once(')')
        {
            self.page.url.get_or_insert_with(|| url.trim().to_owned());
        }
    }
}

/// The declarations of a style: names and values, in lower case.
fn declarations(style: &str) -> impl Iterator<Item = (String, String)> + '_ {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).map(|(name, value)| {
        let value = value.trim().trim_end_matches("!important").trim_end();
        (name.trim().to_ascii_lowercase(), value.to_ascii_lowercase())
    })
}

/// The number that a value begins with; 1 for none.
fn number(value: &str) -> f64 {
    value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse().unwrap_or(1.0)
}

/// Whether a style makes an element's text invisible, with all that stands in it.
fn hides(style: &str) -> bool {
    declarations(style).any(|(name, value)| match &*name {
        "display" => value == "none",
        "opacity" => number(&value) == 0.0,
        "text-indent" | "left" | "top" | "margin-left" | "margin-top" => number(&value) <= -500.0,
        _ => false,
    })
}

/// Whether a style makes an element's text invisible unless what stands in it says otherwise, or says otherwise; none
/// where it says nothing of that.
fn veils(style: &str) -> Option<bool> {
    let mut found = None;
    for (name, value) in declarations(style) {
        match &*name {
            "visibility" => found = Some(found == Some(true) || matches!(&*value, "hidden" | "collapse")),
            "font-size" => found = Some(found == Some(true) || number(&value) == 0.0),
            _ => {}
        }
    }
    found
}

/// Whether a class or an id names a part that leads around the site.
fn leads_around(label: &str) -> bool {
    const PARTS: &[&str] = &[
        "nav",
        "menu",
        "crumb",
        "footer",
        "copyright",
        "sidebar",
        "share",
        "toolbar",
        "pagination",
        "friendlink",
        "related",
        "recommend",
        "qrcode",
        "login",
        "searchbox",
        "position",
    ];
    // Whole words: `content-position` is one, `composition` is not.
    let lower = label.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        PARTS.contains(&word) || ["nav", "footer", "crumb", "menu"].iter().any(|part| word.ends_with(part))
    })
}

/// Whether a link leads to another page: not within this one, and not to a file that belongs to the document.
fn leaves_page(target: &str) -> bool {
    let target = target.to_ascii_lowercase();
    let path = target.split(['?', '#']).next().unwrap_or("");
    let file = [".doc", ".docx", ".pdf", ".wps", ".xls", ".xlsx", ".zip", ".rar", ".ofd", ".ppt", ".et"];
    !(target.is_empty() || target.starts_with('#') || file.iter().any(|ending| path.ends_with(ending)))
}
