//! What an address asks for after its question mark, as the command line calls it.

use crate::api::{Choices, Field, Filter, Limit, Page, Selection};
use crate::error::{Error, Lang, Result, Sentence};
use crate::present::Script;

/// The most characters of a name that a message repeats.
const SHOWN: usize = 40;

/// Names with their values, in the order of the address.
#[derive(Debug, Clone, Default)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Params {
        Params { pairs }
    }

    /// All of them.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The first value of this name that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let is = |pair: &&(String, String)| pair.0 == name && !pair.1.is_empty();
        self.pairs.iter().find(is).map(|pair| pair.1.as_str())
    }

    /// All values of this name that are not empty.
    pub(super) fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        let is = move |pair: &&(String, String)| pair.0 == name && !pair.1.is_empty();
        self.pairs.iter().filter(is).map(|pair| pair.1.as_str())
    }

    /// A value that must be there.
    pub(super) fn need(&self, name: &str) -> Result<&str> {
        self.get(name)
            .ok_or_else(|| invalid(name, "必须给出，例如 ?{}=…".replace("{}", name), format!("is needed: ?{name}=…")))
    }

    /// Whether this name is given, as `true` or with nothing behind it.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        match self.pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str()) {
            None | Some("false") => Ok(false),
            Some("" | "true") => Ok(true),
            Some(_) => Err(invalid(name, "写 true 或 false", "true or false")),
        }
    }

    /// A value that people may choose, or the usual one.
    pub(super) fn choice<T: Choices>(&self, name: &str, usual: T) -> Result<T> {
        Ok(self.chosen(name)?.unwrap_or(usual))
    }

    /// A value that people may choose, if there is one.
    pub(super) fn chosen<T: Choices>(&self, name: &str) -> Result<Option<T>> {
        self.get(name).map(|value| one_of(name, value)).transpose()
    }

    /// Several values that people may choose, with commas between them or given several times.
    pub(super) fn choices<T: Choices>(&self, name: &str) -> Result<Vec<T>> {
        let values = self.all(name).flat_map(|value| value.split([',', '，', '、']));
        values.map(|value| one_of(name, value)).collect()
    }

    /// How many are wanted.
    pub(super) fn limit(&self, usual: Limit) -> Result<Limit> {
        let bad = || invalid("limit", "写一个数，或 all", "a number, or all");
        self.get("limit").map_or(Ok(usual), |text| text.parse().map_err(|_| bad()))
    }

    /// Which rows are wanted.
    pub(super) fn page(&self, usual: Limit) -> Result<Page> {
        let bad = || invalid("offset", "写一个数", "a number");
        let offset = self.get("offset").map_or(Ok(0), |text| text.parse().map_err(|_| bad()))?;
        Ok(Page { offset, limit: self.limit(usual)?, reverse: self.flag("reverse")? })
    }

    /// What is searched: `q`, `scope`, `within`, `filter`, and every field by its own name.
    pub(super) fn selection(&self) -> Result<Selection> {
        self.selection_beside("")
    }

    /// The same where the name `own` is no field but what the address is about.
    pub(super) fn selection_beside(&self, own: &str) -> Result<Selection> {
        let mut filters = Vec::new();
        for (name, value) in self.pairs.iter().filter(|(name, value)| !value.is_empty() && name != own) {
            let text = if name == "filter" { value.clone() } else { format!("{name}:{value}") };
            if name == "filter" || Field::from_name(name).is_some() {
                filters.push(text.parse::<Filter>()?);
            }
        }
        Ok(Selection {
            query: self.query().trim().to_owned(),
            scope: self.choice("scope", crate::api::Scope::default())?,
            within: self.choice("within", crate::api::Within::default())?,
            filters,
        })
    }

    /// The query, or nothing.
    pub(super) fn query(&self) -> &str {
        self.get("q").or_else(|| self.get("query")).unwrap_or_default()
    }

    /// The language of remarks, or the usual one.
    pub(super) fn lang(&self, usual: Lang) -> Result<Lang> {
        self.choice("lang", usual)
    }

    /// The script that is shown, or the one of the texts.
    pub(super) fn script(&self) -> Result<Script> {
        self.choice("script", Script::AsIs)
    }

    /// Refuses what is neither among `known` nor, where fields may be named, a field: what is not understood would be left
    /// out in silence.
    pub(super) fn only(&self, known: &[&str], fields: bool) -> Result<()> {
        let is_known = |name: &str| known.contains(&name) || (fields && Field::from_name(name).is_some());
        match self.pairs.iter().find(|(name, _)| !is_known(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let short: String = name.chars().take(SHOWN).collect();
                let known = known.join(" ");
                Err(invalid(
                    &short,
                    format!("没有这个参数；有：{known}"),
                    format!("no such parameter; there are: {known}"),
                ))
            }
        }
    }
}

fn one_of<T: Choices>(name: &str, value: &str) -> Result<T> {
    T::from_name(value).ok_or_else(|| {
        let names: Vec<&str> = T::CHOICES.iter().map(|choice| choice.name).collect();
        let names = names.join(" ");
        invalid(name, format!("可以是：{names}"), format!("one of: {names}"))
    })
}

/// What is wrong with the value of `name`.
pub(super) fn invalid(name: &str, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::Invalid { place: name.to_owned(), reason: Sentence::new(zh, en) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::api::{By, Scope};

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::new(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn fields_are_filters_by_either_name() {
        let selection = params(&[("q", " 質押 "), ("city", "寧波"), ("城市", "台州、溫州"), ("scope", "all")]);
        let selection = selection.selection().unwrap();
        assert_eq!((selection.query.as_str(), selection.scope), ("質押", Scope::All));
        assert_eq!(selection.filters.len(), 2);
        assert_eq!(selection.filters[1].values, ["台州", "溫州"]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for wrong in [("limit", "x"), ("limit", "-1"), ("offset", "1e3"), ("reverse", "maybe")] {
            assert!(params(&[wrong]).page(Limit::All).is_err(), "{wrong:?}");
        }
        assert!(params(&[("by", "word")]).choice("by", By::Passage).is_err());
        assert!(params(&[("colour", "red")]).only(&["q"], true).is_err());
        assert!(params(&[("q", "a"), ("城市", "b")]).only(&["q"], true).is_ok());
        assert!(params(&[("filter", "colour:red")]).selection().is_err());
    }
}
