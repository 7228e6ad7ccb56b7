//! Groups of cases that were given a name: `@NAME` in a query stands for the query that was saved under it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::request::Request;
use crate::text::fold;

/// Queries by the names of their groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved(BTreeMap<String, String>);

impl Saved {
    /// Those of `groups`.
    #[must_use]
    pub fn new(groups: BTreeMap<String, String>) -> Saved {
        Saved(groups)
    }

    /// The names with their queries, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, query)| (name.as_str(), query.as_str()))
    }

    /// Whether `text` may name a group.
    #[must_use]
    pub fn is_named_in(text: &str) -> bool {
        text.contains('@')
    }

    /// The query of the group called `name`, in either script.
    fn get(&self, name: &str) -> Option<&str> {
        let exact = self.0.get(name);
        let name = fold(name);
        exact
            .or_else(|| self.0.iter().find(|(known, _)| fold(known) == name).map(|(_, query)| query))
            .map(String::as_str)
    }

    /// `text` with the queries of groups in the place of their names. What stands in quotation marks is what it is, and a
    /// name that no group has stays.
    #[must_use]
    pub fn put_into<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.0.is_empty() || !Saved::is_named_in(text) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut quoted) = (text, false);
        while let Some(c) = rest.chars().next() {
            let begins =
                out.is_empty() || out.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '（' | '-' | '－'));
            let query = match rest.strip_prefix('@').filter(|_| begins && !quoted) {
                Some(behind) => {
                    let end =
                        behind.find(|c: char| c.is_whitespace() || matches!(c, ')' | '）')).unwrap_or(behind.len());
                    self.get(&behind[..end]).map(|query| (query.trim(), &behind[end..]))
                }
                None => None,
            };
            if let Some((query, behind)) = query {
                // Several words are one thing: @甬台 质押 asks for both.
                let alone = out.is_empty() && behind.is_empty() || !query.contains(char::is_whitespace);
                out.push_str(&if alone { query.to_owned() } else { format!("({query})") });
                rest = behind;
                continue;
            }
            quoted ^= c == '"' || (c == '“' && !quoted) || (c == '”' && quoted);
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
        Cow::Owned(out)
    }
}

impl Request {
    /// The texts in which a group may be named.
    fn queries(&mut self) -> Vec<&mut String> {
        match self {
            Request::Search(one) => vec![&mut one.selection.query],
            Request::List(one) => vec![&mut one.selection.query],
            Request::Facets(one) => vec![&mut one.selection.query],
            Request::Facts(one) => vec![&mut one.selection.query],
            Request::Table(one) => vec![&mut one.selection.query],
            Request::Timeline(one) => vec![&mut one.selection.query],
            Request::Kwic(one) => vec![&mut one.selection.query],
            Request::Pivot(one) => vec![&mut one.selection.query],
            Request::Keywords(one) => vec![&mut one.selection.query],
            Request::Similar(one) => vec![&mut one.among.query],
            Request::WhyNot(one) => vec![&mut one.query],
            Request::Compare(one) => one.cases.iter_mut().collect(),
            Request::Show(_)
            | Request::Verify(_)
            | Request::VerifyDraft(_)
            | Request::Cite(_)
            | Request::Groups(_)
            | Request::Source(_)
            | Request::Inspect(_)
            | Request::Corpus(_) => Vec::new(),
        }
    }

    /// Whether a group may be named in it.
    #[must_use]
    pub fn may_name_a_group(&self) -> bool {
        self.clone().queries().iter().any(|query| Saved::is_named_in(query))
    }

    /// The same with the queries of groups in the place of their names.
    #[must_use]
    pub fn with_groups(mut self, saved: &Saved) -> Request {
        for query in self.queries() {
            if let Cow::Owned(meant) = saved.put_into(query) {
                *query = meant;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_its_query() {
        let groups = [("甬台", "城市:宁波,台州"), ("貸", "質押 貸款")];
        let saved = Saved::new(groups.map(|(name, query)| (name.to_owned(), query.to_owned())).into());
        for (text, meant) in [
            ("@甬台", "城市:宁波,台州"),
            ("@甬台 质押", "城市:宁波,台州 质押"),
            ("@貸 -@甬台", "(質押 貸款) -城市:宁波,台州"),
            ("(@贷 或 保险)", "((質押 貸款) 或 保险)"),
            ("@贷", "質押 貸款"),
            ("@别的 a@甬台", "@别的 a@甬台"),
            ("\"@甬台 \" @甬台", "\"@甬台 \" 城市:宁波,台州"),
            ("质押", "质押"),
        ] {
            assert_eq!(saved.put_into(text), meant);
        }
    }
}
