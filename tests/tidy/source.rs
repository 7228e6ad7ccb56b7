//! Rust source read as trees of tokens: what a file declares, imports, names and shows to others.
//!
//! Comments, strings and the text of documentation are no code, macros are: what stands in `vec![…]` is named like
//! anything else.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The names of a path as it is written. One that begins with `::` has an empty first name.
pub type Names = Vec<String>;

/// A module: a file, or what stands in `mod name { … }`.
#[derive(Debug, Default)]
pub struct Module {
    /// The modules that it declares.
    pub children: Vec<Child>,
    /// What its `use` lines bring in, those within functions too.
    pub imports: Vec<Import>,
    /// Every path of two names and more outside `use` lines, and whether only tests have it.
    pub paths: Vec<(Names, bool)>,
    /// Every name, alone or first in a path, outside tests: what a glob may have brought in.
    pub words: BTreeSet<String>,
    /// The items that are defined here.
    pub defines: BTreeSet<String>,
    /// What `pub` items show of themselves.
    pub signatures: Vec<Signature>,
    /// Whether only tests have the module.
    pub test: bool,
}

/// A `mod` line.
#[derive(Debug)]
pub struct Child {
    pub name: String,
    /// None where it stands in a file of its own.
    pub body: Option<Module>,
    pub test: bool,
    /// Whether a `#[path]` says where that file is.
    pub elsewhere: bool,
}

/// One name that a `use` line brings in, or a glob.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    pub path: Names,
    /// The name here; none for a glob.
    pub name: Option<String>,
    pub test: bool,
}

/// A public item: its name, and what it names up to its body.
#[derive(Debug)]
pub struct Signature {
    pub item: String,
    pub paths: Vec<Names>,
    pub words: BTreeSet<String>,
}

/// Reads a file.
pub fn read(text: &str) -> Result<Module, String> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
    let mut module = Module::default();
    module.read(&trees(tokens), true, false);
    Ok(module)
}

fn trees(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

fn ident(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at)? {
        TokenTree::Ident(ident) => Some(ident.to_string().trim_start_matches("r#").to_owned()),
        _ => None,
    }
}

fn is_punct(tokens: &[TokenTree], at: usize, wanted: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
        && is_punct(tokens, at + 1, ':')
}

fn group(tokens: &[TokenTree], at: usize, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    match tokens.get(at)? {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(trees(group.stream())),
        _ => None,
    }
}

/// The index of the next token that `is_end` knows, or the end.
fn until(tokens: &[TokenTree], from: usize, is_end: impl Fn(usize) -> bool) -> usize {
    (from..tokens.len()).find(|&at| is_end(at)).unwrap_or(tokens.len())
}

impl Module {
    /// Takes in `tokens`; `top` is whether they are the items of the module itself.
    fn read(&mut self, tokens: &[TokenTree], top: bool, test: bool) {
        let (mut at, mut elsewhere, mut public) = (0, false, false);
        while at < tokens.len() {
            if is_punct(tokens, at, '#') {
                let inner = is_punct(tokens, at + 1, '!');
                let bracket = at + 1 + usize::from(inner);
                if let Some(attribute) = group(tokens, bracket, Delimiter::Bracket) {
                    at = bracket + 1;
                    elsewhere |= ident(&attribute, 0).is_some_and(|name| name == "path");
                    if !is_of_tests(&attribute) {
                        self.attribute(&attribute, test);
                    } else if inner {
                        self.test |= top;
                        return self.read(&tokens[at..], top, true);
                    } else {
                        let end = item_end(tokens, at);
                        self.read(&tokens[at..end], top, true);
                        at = end;
                    }
                    continue;
                }
            }
            let word = ident(tokens, at);
            match word.as_deref() {
                Some("pub") => {
                    let limited = group(tokens, at + 1, Delimiter::Parenthesis).is_some();
                    at += 1 + usize::from(limited);
                    public = !limited;
                    if public && !test {
                        self.signatures.extend(signature(tokens, at));
                    }
                    continue;
                }
                Some("use") => {
                    let end = until(tokens, at, |at| is_punct(tokens, at, ';'));
                    let first = self.imports.len();
                    tree(&tokens[at + 1..end], &[], test, &mut self.imports);
                    if public && !test {
                        let shown = self.imports[first..].iter().map(|import| Signature {
                            item: import.name.clone().unwrap_or_else(|| "*".to_owned()),
                            paths: vec![import.path.clone()],
                            words: BTreeSet::new(),
                        });
                        self.signatures.extend(shown);
                    }
                    at = end + 1;
                }
                Some("mod") if ident(tokens, at + 1).is_some() => {
                    let name = ident(tokens, at + 1).unwrap_or_default();
                    let body = group(tokens, at + 2, Delimiter::Brace).map(|items| {
                        let mut body = Module { test, ..Module::default() };
                        body.read(&items, true, test);
                        body
                    });
                    let test = test || body.as_ref().is_some_and(|body| body.test);
                    self.children.push(Child { name, body, test, elsewhere });
                    at += 3;
                }
                Some("extern") if ident(tokens, at + 1).is_some_and(|word| word == "crate") => {
                    self.paths.extend(ident(tokens, at + 2).map(|name| (vec![String::new(), name], test)));
                    at += 3;
                }
                _ => at = self.expression(tokens, at, top, test),
            }
            (elsewhere, public) = (false, false);
        }
    }

    /// Takes in one path, group or other token, and returns the index to read on at.
    fn expression(&mut self, tokens: &[TokenTree], at: usize, top: bool, test: bool) -> usize {
        if let Some(TokenTree::Group(group)) = tokens.get(at) {
            self.read(&trees(group.stream()), false, test);
            return at + 1;
        }
        const ITEMS: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];
        if top && ident(tokens, at).is_some_and(|word| ITEMS.contains(&word.as_str())) {
            self.defines.extend(ident(tokens, at + 1));
        }
        let (path, end) = path(tokens, at);
        if let Some(first) = path.first().filter(|_| !test) {
            self.words.insert(first.clone());
        }
        if path.len() > 1 {
            self.paths.push((path, test));
        }
        end
    }

    /// Takes in what an attribute names: `derive(a::B)`, `serde(with = "a::b")`.
    fn attribute(&mut self, tokens: &[TokenTree], test: bool) {
        if ident(tokens, 0).is_some_and(|name| name == "doc" || name == "cfg") {
            return;
        }
        self.read(tokens, false, test);
        self.literals(tokens, test);
    }

    fn literals(&mut self, tokens: &[TokenTree], test: bool) {
        const KEYS: [&str; 6] = ["with", "serialize_with", "deserialize_with", "default", "crate", "remote"];
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.literals(&trees(group.stream()), test),
                TokenTree::Literal(literal) if at > 1 && is_punct(tokens, at - 1, '=') => {
                    let key = ident(tokens, at - 2).unwrap_or_default();
                    let text = literal.to_string();
                    if KEYS.contains(&key.as_str()) && text.starts_with('"') {
                        // A name alone is a module's or a crate's; the rules find out whose.
                        let names = text.trim_matches('"').split("::").map(str::to_owned).collect();
                        self.paths.push((names, test));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The path at `at`, empty where there is none, and the index behind it.
fn path(tokens: &[TokenTree], at: usize) -> (Names, usize) {
    let before = |back: usize, c: char| at >= back && is_punct(tokens, at - back, c);
    let (mut names, mut next) = (Vec::new(), at);
    if is_colons(tokens, at) {
        next += 2;
        // What goes on behind a type, `<T as A>::b` or `a::<T>::b`, is no path of its own; `-> ::a::b` is.
        if before(1, '>') && !before(2, '-') && !before(2, '=') {
            return (names, if ident(tokens, next).is_some() { next + 1 } else { next });
        }
        names.push(String::new());
    }
    let Some(first) = ident(tokens, next) else { return (Vec::new(), next.max(at + 1)) };
    let field = before(1, '.') && !before(2, '.');
    let lifetime = before(1, '\'');
    names.push(first);
    next += 1;
    while is_colons(tokens, next) {
        next += 2;
        match ident(tokens, next) {
            Some(name) => names.push(name),
            None => break,
        }
        next += 1;
    }
    if field || lifetime { (Vec::new(), next) } else { (names, next) }
}

/// Whether an attribute is a `cfg` that only tests fulfil.
fn is_of_tests(attribute: &[TokenTree]) -> bool {
    fn needs_test(tokens: &[TokenTree]) -> bool {
        match ident(tokens, 0).as_deref() {
            Some("test") => true,
            Some("all") => group(tokens, 1, Delimiter::Parenthesis)
                .is_some_and(|all| all.split(|token| is_punct(std::slice::from_ref(token), 0, ',')).any(needs_test)),
            _ => false,
        }
    }
    ident(attribute, 0).is_some_and(|name| name == "cfg")
        && group(attribute, 1, Delimiter::Parenthesis).is_some_and(|condition| needs_test(&condition))
}

/// The index behind the item, field or statement that begins at `at`, its further attributes included.
fn item_end(tokens: &[TokenTree], mut at: usize) -> usize {
    while is_punct(tokens, at, '#') {
        at += 2;
    }
    let keyword = (at..tokens.len()).filter_map(|at| ident(tokens, at)).find(|word| word != "pub");
    let is_brace = |at: usize| group(tokens, at, Delimiter::Brace).is_some();
    let end = match keyword.as_deref() {
        Some("use" | "const" | "static" | "type" | "let") if !is_function(tokens, at) => {
            until(tokens, at, |at| is_punct(tokens, at, ';'))
        }
        Some(
            "fn" | "struct" | "enum" | "union" | "trait" | "impl" | "mod" | "const" | "unsafe" | "async" | "extern",
        ) => until(tokens, at, |at| is_punct(tokens, at, ';') || is_brace(at)),
        _ => until(tokens, at, |at| is_punct(tokens, at, ';') || is_punct(tokens, at, ',') || is_brace(at)),
    };
    (end + 1).min(tokens.len())
}

/// Whether the item is a `pub(crate) const fn` or the like. One that begins soon behind a short item is taken for it,
/// which ends that item no later.
fn is_function(tokens: &[TokenTree], at: usize) -> bool {
    (at..at + 8).filter_map(|at| ident(tokens, at)).any(|word| word == "fn")
}

/// What the public item that begins at `at`, behind its `pub`, shows of itself.
fn signature(tokens: &[TokenTree], at: usize) -> Option<Signature> {
    let word = ident(tokens, at)?;
    let is = |at: usize, c: char| is_punct(tokens, at, c);
    let is_body = |at: usize| group(tokens, at, Delimiter::Brace).is_some();
    let (name, end) = match word.as_str() {
        "use" | "mod" => return None,
        "struct" | "union" => (
            at + 1,
            until(tokens, at, |i| is(i, ';') || is_body(i) || group(tokens, i, Delimiter::Parenthesis).is_some()),
        ),
        // Variants and methods are as public as the item.
        "enum" | "trait" => (at + 1, until(tokens, at, |i| is(i, ';') || is_body(i)) + 1),
        "type" | "static" => (at + 1, until(tokens, at, |i| is(i, ';'))),
        "fn" | "const" | "async" | "unsafe" | "extern" => {
            let name = until(tokens, at, |i| ident(tokens, i).is_some_and(|word| word == "fn"));
            let end = until(tokens, at, |i| is(i, ';') || is(i, '=') || is_body(i));
            (if name < end { name + 1 } else { at + 1 }, end)
        }
        // A field, up to a comma that is not between the arguments of a type.
        _ => {
            let mut depth = 0;
            let mut is_end = |i: usize| {
                depth += i32::from(is(i, '<')) - i32::from(is(i, '>') && !is(i - 1, '-'));
                depth == 0 && is(i, ',')
            };
            (at, (at..tokens.len()).find(|&i| is_end(i)).unwrap_or(tokens.len()))
        }
    };
    let mut shown = Module::default();
    shown.read(&tokens[at..end.min(tokens.len())], false, false);
    let paths = shown.paths.into_iter().map(|(path, _)| path).collect();
    Some(Signature { item: ident(tokens, name).unwrap_or(word), paths, words: shown.words })
}

/// Takes in the tree of a `use` line below `prefix`.
fn tree(tokens: &[TokenTree], prefix: &[String], test: bool, out: &mut Vec<Import>) {
    let mut path = prefix.to_vec();
    let mut at = 0;
    if is_colons(tokens, at) {
        if path.is_empty() {
            path.push(String::new());
        }
        at += 2;
    }
    while let Some(name) = ident(tokens, at) {
        let more = is_colons(tokens, at + 1);
        if more || name != "self" || path.is_empty() {
            path.push(name);
        }
        at += 1;
        if !more {
            // `_` takes part in nothing but its traits; an underscore is a name like another here.
            let alias = ident(tokens, at).filter(|word| word == "as").and_then(|_| ident(tokens, at + 1));
            let name = alias.or_else(|| path.last().cloned());
            out.push(Import { path, name, test });
            return;
        }
        at += 2;
    }
    if is_punct(tokens, at, '*') {
        out.push(Import { path, name: None, test });
    } else if let Some(parts) = group(tokens, at, Delimiter::Brace) {
        for part in parts.split(|token| is_punct(std::slice::from_ref(token), 0, ',')) {
            tree(part, &path, test, out);
        }
    }
}
