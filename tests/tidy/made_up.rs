//! Made-up trees: each rule finds what breaks it, however it is written, and lets stand what does not.

use std::collections::{BTreeMap, BTreeSet};

use super::packages;
use super::rules;
use super::tree::Tree;

/// A crate of these files. Each gets the line that says what it is for.
fn tree(files: &[(&str, &str)]) -> Tree {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), format!("//! A part.\n{text}\n"))).collect();
    Tree::new(files, &["lib.rs"])
}

/// Checks that the rule's findings are these, each by a part of it.
#[track_caller]
fn check(found: &BTreeSet<String>, expected: &[&str]) {
    let all: Vec<&String> = found.iter().collect();
    assert_eq!(all.len(), expected.len(), "{all:?} are not {expected:?}");
    for part in expected {
        assert!(all.iter().any(|line| line.contains(part)), "{part} is not in {all:?}");
    }
}

/// What `layers` says where `low`, a file below `high`, has this text.
fn low(text: &str) -> BTreeSet<String> {
    let files = [
        ("lib.rs", "pub mod low; pub mod high; pub mod middle;"),
        ("low.rs", text),
        ("middle.rs", "pub struct M;"),
        ("high.rs", "pub use crate::middle::M; pub mod inner; pub struct H; pub fn h() {}"),
        ("high/inner.rs", "pub struct I;"),
    ];
    rules::layers(&tree(&files), &[&["low"], &["middle"], &["high"]])
}

#[test]
fn a_layer_is_left_in_every_way_of_writing() {
    for text in [
        "use crate::high::H;",
        "use crate::{high::H};",
        "use crate::{self as all, high::{inner::{I as J}, H}};",
        "use super::high;",
        "use super::{high::inner::*};",
        "pub(crate) use self::super::high::h;",
        "fn f() { crate::high::h() }",
        "fn f() { use crate::high::h; h() }",
        "fn f() { super::high::h::<u8>() }",
        "fn f() -> crate::high::H { todo() }",
        "fn f() { for _ in a..crate::high::h() {} }",
        "fn f() { println!(\"{:?}\", vec![crate::high::h()]) }",
        "macro_rules! m { () => { $crate::high::h() } }",
        "impl Iterator for crate::high::H {}",
        "impl<T: Into<crate::high::H>> S<T> {}",
        "#[derive(crate::high::H)] struct S;",
        "struct S { #[serde(with = \"crate::high::inner\")] a: u8 }",
        "mod inline { use super::super::high; }",
        "mod inline { fn f() { super::super::high::h() } }",
        "use crate as root; fn f() { root::high::h() }",
        "use anli::high::H;",
        "use ::anli::high::H;",
        "use super::*; fn f() { high::h() }",
        "#[cfg(not(test))] use crate::high::H;",
        "#[cfg(test)] const A: u8 = { 1 }; use crate::high::H;",
        "#[cfg(test)] pub(crate) const fn f() {} fn g() { crate::high::h() }",
    ] {
        assert!(low(text).iter().any(|line| line.contains("from low to high")), "{text}: {:?}", low(text));
    }
}

#[test]
fn what_is_no_code_leads_nowhere() {
    for text in [
        "// use crate::high::H;",
        "/* use crate::high::H; /* nested */ crate::high::h() */",
        "/// [`crate::high::H`] is above.\npub fn f() {}",
        "const S: &str = \"use crate::high::H;\"; const R: &str = r#\"crate::high::H\"#;",
        "#[cfg(test)] mod tests { use crate::high::H; }",
        "#[cfg(test)]\nuse crate::high::{H, h};",
        "#[cfg(all(test, unix))] fn f() { crate::high::h() }",
        "#[cfg(test)] #[allow(dead_code, reason = \"why\")] fn f() { crate::high::h() }",
        "use std::fmt; fn f(high: u8) -> u8 { high.h; high }",
        "fn f<'high>(a: &'high str) { x.high::<u8>() }",
        "use other::high::H; fn f() { T::high::h() }",
    ] {
        check(&low(text), &[]);
    }
    let files = [("lib.rs", "mod low; mod high;"), ("low.rs", "#[cfg(test)] mod tests;"), ("high.rs", "fn h() {}")];
    let tests = [("low/tests.rs", "use crate::high::h;")];
    check(&rules::layers(&tree(&[&files[..], &tests[..]].concat()), &[&["low"], &["high"]]), &[]);
}

#[test]
fn a_layer_may_be_reached_from_above_and_by_no_other_way() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "pub use crate::c::B;"),
        ("c.rs", "pub struct B;"),
        ("d.rs", "use crate::a;"),
    ];
    let rule = |layers: &[&[&str]]| rules::layers(&tree(&files), layers);
    check(&rule(&[&["c"], &["b"], &["a"], &["d"]]), &[]);
    // Neighbours in a layer know nothing of each other, and a name is followed to where it comes from.
    check(&rule(&[&["c"], &["a", "b"], &["d"]]), &["from a to b"]);
    check(&rule(&[&["b"], &["a"], &["c"], &["d"]]), &["a.rs: crate::b::B leads from a to c", "from b to c"]);
    check(&rule(&[&["c"], &["b"], &["a"]]), &["d is in no layer"]);
    check(&rule(&[&["c"], &["b"], &["a"], &["d", "e"]]), &["e is in a layer, and there is no such module"]);
}

/// What `circles` says of files in a folder `f`.
fn folder(files: &[(&str, &str)]) -> BTreeSet<String> {
    let mut all = vec![("lib.rs".to_owned(), "mod f;".to_owned())];
    let mut mods = String::new();
    for (name, text) in files {
        if !name.contains('/') && *name != "mod" {
            mods.push_str(&format!("mod {name}; "));
        }
        all.push((format!("f/{name}.rs"), (*text).to_owned()));
    }
    match all.iter_mut().find(|(name, _)| name == "f/mod.rs") {
        Some((_, text)) => text.push_str(&mods),
        None => all.push(("f/mod.rs".to_owned(), mods)),
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    rules::circles(&tree(&all))
}

#[test]
fn circles_are_found_at_any_distance() {
    let back = |text: &str| folder(&[("a", "use super::b::B; pub struct A;"), ("b", text)]);
    for text in [
        "use super::a::A;",
        "use super::{a, c};",
        "use super::{c::{d}, a::{A}};",
        "use crate::f::a::A;",
        "use crate::{f::{a::A}};",
        "fn f() { super::a::A; }",
        "fn f() { crate::f::a::A; }",
        "mod inline { use super::super::a::A; }",
        "use super::*; fn f(a: a::A) {}",
    ] {
        check(&back(text), &["f: a → b → a (f/a.rs: super::b::B; f/b.rs: "]);
    }
    for text in ["", "// use super::a::A;", "#[cfg(test)] mod tests { use super::super::a::A; }", "use super::c::a;"] {
        check(&back(text), &[]);
    }
    let three =
        [("c", "use super::a;"), ("b", "use super::{c};"), ("a", "fn f() { super::b::g() }"), ("d", "use super::a;")];
    check(&folder(&three), &["f: a → b → c → a"]);
    // By way of what the folder shows of another file.
    let shown = [("mod", "pub use a::A; "), ("a", "use super::b; pub struct A;"), ("b", "use super::A;")];
    check(&folder(&shown), &["f: a → b → a (f/a.rs: super::b; f/b.rs: super::A)"]);
    let glob = [("mod", "pub use a::*; "), ("a", "use super::b; pub struct A;"), ("b", "use super::A;")];
    check(&folder(&glob), &["f: a → b → a"]);
    // What stands in the folder's own file is below all of them.
    let own =
        [("mod", "use a::x; pub struct A; "), ("a", "use super::{A, b::B}; pub fn x() {}"), ("b", "use super::A;")];
    check(&folder(&own), &[]);
}

#[test]
fn a_module_and_its_parts_are_one() {
    let parts = [("a", "mod part; use super::b; pub struct A;"), ("a/part", "use super::A;"), ("b", "")];
    check(&folder(&parts), &[]);
    let parts = [("a", "mod part; pub struct A;"), ("a/part", "use super::super::b;"), ("b", "use super::a::A;")];
    check(&folder(&parts), &["f: a → b → a"]);
    let deep = [("a", "mod x; mod y;"), ("a/x", "use super::y;"), ("a/y", "use super::x;")];
    check(&folder(&deep), &["f::a: x → y → x"]);
}

#[test]
fn borders_are_crossed_in_every_way_of_writing() {
    let borders: [(&str, &[&str]); 1] = [("engine", &["inside"])];
    let rule = |text: &str| {
        let files = [("lib.rs", "mod inside; mod outside;"), ("inside.rs", "use engine::X;"), ("outside.rs", text)];
        rules::borders(&tree(&files), &borders)
    };
    for text in [
        "use engine::X;",
        "use {std::fmt, engine::{X, y}};",
        "use engine as e;",
        "extern crate engine;",
        "fn f(x: ::engine::X) {}",
        "fn f() { engine::x!(1) }",
        "fn f() -> ::engine::X {}",
        "#[derive(engine::X)] struct S;",
        "struct S { #[serde(with = \"engine\")] a: u8 }",
        "pub use engine;",
    ] {
        check(&rule(text), &["outside.rs names engine"]);
    }
    for text in
        ["", "mod engine { pub struct X; } use engine::X;", "#[cfg(test)] use engine::X;", "/// engine::X\nfn f() {}"]
    {
        check(&rule(text), &[]);
    }
}

#[test]
fn public_signatures_show_nothing_of_the_engine() {
    let rule = |text: &str| {
        let files =
            [("lib.rs", "mod inside; mod outside;"), ("inside.rs", "pub fn f(a: engine::X) {}"), ("outside.rs", text)];
        rules::signatures(&tree(&files), "engine", &["inside"])
    };
    for text in [
        "use engine::X; pub fn f(a: &X) {}",
        "use engine::{self, y::X as Z}; pub async fn f() -> Vec<Z> { a }",
        "pub fn f() -> Result<u8, engine::Error> { a }",
        "pub struct S { a: u8, pub b: HashMap<u8, engine::X>, c: u8 }",
        "pub struct S(pub engine::X);",
        "pub struct S<T: engine::X> { a: T }",
        "pub enum E { A, B(engine::X) }",
        "pub enum E { A { a: engine::X } }",
        "pub trait T { fn f(&self) -> engine::X; }",
        "pub type T = Option<engine::X>;",
        "pub const A: engine::X = 1;",
        "pub use engine::X;",
        "struct S; impl S { pub fn f(self, a: engine::X) {} }",
    ] {
        check(&rule(text), &["a type of engine"]);
    }
    for text in [
        "use engine::X; pub fn f() { X::new(); engine::y() }",
        "use engine::X; pub(crate) fn f(a: X) {} fn g(a: X) {}",
        "pub struct S { a: engine::X, pub b: u8 }",
        "pub(super) enum E { A(engine::X) }",
        "pub const A: u8 = engine::A;",
        "struct S; impl engine::X for S { fn f(a: engine::Y) {} }",
        "#[cfg(test)] mod tests { pub fn f(a: engine::X) {} }",
    ] {
        check(&rule(text), &[]);
    }
}

#[test]
fn files_that_nobody_declares_or_explains_are_named() {
    let lines = |count: usize| "//\n".repeat(count - 1);
    let rule = |files: &[(&str, &str)]| {
        let files: BTreeMap<String, String> = files.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        rules::files(&Tree::new(files, &["lib.rs"]), 10)
    };
    let good = [
        ("lib.rs", "//! A crate.\nmod a;\npub(crate) mod b { mod c; }\n#[cfg(test)]\nmod tests;"),
        ("a/mod.rs", "//! A part.\nmod d;"),
        ("a/d.rs", "//! A part."),
        ("b/c.rs", "//! A part."),
        ("tests.rs", "//! Its tests."),
    ];
    check(&rule(&good), &[]);
    check(&rule(&good[..4]), &[]);
    check(&rule(&[&good[..], &[("d.rs", "//! An orphan.")]].concat()), &["d.rs is declared by no mod line"]);
    check(&rule(&[&good[..], &[("c.rs", "//! An orphan.")]].concat()), &["c.rs is declared by no mod line"]);
    check(
        &rule(&[("lib.rs", "//! mod a;\n/* mod a; */"), good[2], ("a.rs", "//! Orphan.")]),
        &["a.rs is", "a/d.rs is"],
    );
    for text in ["", "mod a;", "//!", "//! \n", "\n//! Late.", "// A comment."] {
        check(&rule(&[("lib.rs", text)]), &["lib.rs does not begin with what it is for"]);
    }
    check(&rule(&[("lib.rs", &format!("//! A crate.\n{}", lines(10)))]), &[]);
    check(&rule(&[("lib.rs", &format!("//! A crate.\n{}", lines(11)))]), &["lib.rs has 11 lines"]);
    check(&rule(&[("lib.rs", "//! A crate.\nfn f( {")]), &["lib.rs: "]);
    check(&rule(&[("lib.rs", "//! A crate.\n#[path = \"x.rs\"]\nmod a;")]), &["lib.rs: mod a says where"]);
}

#[test]
fn packages_that_nothing_uses_are_named() {
    let manifest = "[package]\nname = \"x\"\n\n[dependencies]\n# A reason.\na-b = \"1\"\nc = { version = \"1\", features = [\n\
                    \"d\",\n] }\ne.version = \"1\"\n\n[target.'cfg(unix)'.dependencies]\nf = \"1\"\n\n[dependencies.g]\nversion = \"1\"\n\n\
                    [dev-dependencies]\nh = \"1\"\n\n[profile.dev]\nopt-level = 1\n";
    let named = packages::named(manifest);
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(named["dependencies"], set(&["a_b", "c", "e", "f", "g"]));
    assert_eq!(named["dev-dependencies"], set(&["h"]));
    check(&packages::unused(&named, "dependencies", &set(&["a_b", "c", "e", "f", "g"])), &[]);
    check(&packages::unused(&named, "dependencies", &set(&["a_b", "e", "h"])), &["names c", "names f", "names g"]);
    check(&packages::unused(&named, "dev-dependencies", &set(&["a_b"])), &["names h"]);

    let used = |text: &str| -> BTreeSet<String> {
        let externals = tree(&[("lib.rs", text)]).externals();
        externals.into_iter().filter(|(.., test)| !test).map(|(name, ..)| name).collect()
    };
    for text in ["use a_b::C;", "fn f() { a_b::c() }", "#[derive(a_b::C)] struct S;", "pub use a_b as x;"] {
        assert!(used(text).contains("a_b"), "{text}");
    }
    for text in [
        "",
        "// use a_b::C;",
        "const S: &str = \"a_b::c\";",
        "#[cfg(test)] mod tests { use a_b::C; }",
        "fn f(a_b: u8) {}",
    ] {
        assert!(!used(text).contains("a_b"), "{text}");
    }
}

#[test]
fn licences_are_read_as_expressions() {
    let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"];
    for licence in [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0",
        "AGPL-3.0 OR (MIT AND Apache-2.0)",
    ] {
        assert!(packages::is_allowed(licence, &allowed), "{licence}");
    }
    for licence in [
        "",
        "none",
        "GPL-3.0-only",
        "MIT AND GPL-2.0-or-later",
        "AGPL-3.0 OR GPL-3.0",
        "(MIT OR Apache-2.0) AND LGPL-2.1",
        "GPL-2.0 WITH Classpath-exception-2.0",
        "MIT Apache-2.0",
        "(MIT",
    ] {
        assert!(!packages::is_allowed(licence, &allowed), "{licence}");
    }
}
