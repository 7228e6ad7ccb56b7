//! How a reader wants to see pages, and addresses that keep it so.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::api::Choices;
use crate::error::{Lang, Result};
use crate::present::Script;
use crate::serve::params::Params;
use crate::text::{Script as Written, shown_hant};

/// What may not stand in a path as it is; a stroke may, as ids have them.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'%')
    .add(b'\\')
    .add(b'{')
    .add(b'}');

/// A page that somebody looks at: what it was asked for, and in which language and script.
#[derive(Debug, Clone)]
pub(in crate::serve) struct View {
    pub(super) lang: Lang,
    pub(super) script: Script,
    pub(super) params: Params,
    /// The path of the page.
    pub(super) path: String,
    /// Whether the page is about what a form sent, which no address tells.
    pub(super) is_sent: bool,
}

impl View {
    pub(in crate::serve) fn new(path: String, params: Params) -> Result<View> {
        let (lang, script) = (params.lang(Lang::Zh)?, params.script()?);
        Ok(View { lang, script, params, path, is_sent: false })
    }

    /// The same for an address whose language or script means nothing.
    pub(in crate::serve) fn plain(path: String, params: Params) -> View {
        View { lang: Lang::Zh, script: Script::AsIs, params, path, is_sent: false }
    }

    /// One of two texts of ours; the Chinese one in the script that the reader wants.
    pub(super) fn say<'t>(&self, zh: &'t str, en: &'t str) -> Cow<'t, str> {
        match (self.lang, self.script) {
            (Lang::En, _) => Cow::Borrowed(en),
            (Lang::Zh, Script::Hant) => shown_hant(zh),
            (Lang::Zh, _) => Cow::Borrowed(zh),
        }
    }

    /// The language of the page, as HTML calls it.
    pub(super) fn html_lang(&self) -> &'static str {
        match (self.lang, self.script) {
            (Lang::En, _) => "en",
            (Lang::Zh, Script::Hant) => "zh-Hant",
            (Lang::Zh, _) => "zh-Hans",
        }
    }

    /// The language of a text of the corpus, as HTML calls it.
    pub(super) fn text_lang(&self, text: &str) -> &'static str {
        match self.script {
            Script::Hans => "zh-Hans",
            Script::Hant => "zh-Hant",
            Script::AsIs => match Written::of(text) {
                Written::Hant => "zh-Hant",
                Written::Hans => "zh-Hans",
            },
        }
    }

    /// The address of `path` with these parameters, in the same language and script.
    pub(super) fn link<'p>(&self, path: &str, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
        let own = self.settled();
        let own = own.iter().map(|(name, value)| (*name, *value));
        address(path, pairs.into_iter().filter(|(_, value)| !value.is_empty()).chain(own))
    }

    /// What is said of language and script where they are not the usual ones.
    pub(super) fn settled(&self) -> Vec<(&'static str, &'static str)> {
        let mut own = Vec::new();
        if self.lang == Lang::En {
            own.push(("lang", "en"));
        }
        match self.script {
            Script::AsIs => {}
            script => own.push(("script", name_of(script))),
        }
        own
    }

    /// The address of a case, notice or passage.
    pub(super) fn show(&self, id: &str) -> String {
        let (whole, passage) = id.rsplit_once('#').map_or((id, None), |(whole, number)| (whole, Some(number)));
        let mut link = self.link(&format!("/show/{}", path(whole)), []);
        if let Some(number) = passage {
            link.push_str("#p");
            link.push_str(number);
        }
        link
    }

    /// The address of a search.
    pub(super) fn search(&self, query: &str) -> String {
        self.link("/", [("q", query)])
    }

    /// This page with other values for some names; none takes the name out.
    pub(super) fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        self.at(&self.path, changes)
    }

    /// Another page with the parameters of this one, some of them changed.
    pub(super) fn at(&self, path: &str, changes: &[(&str, Option<&str>)]) -> String {
        let is_kept = |name: &str| changes.iter().all(|(changed, _)| *changed != name);
        let kept = self.params.pairs().iter().filter(|(name, value)| is_kept(name) && !value.is_empty());
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let changed = changes.iter().filter_map(|&(name, value)| Some((name, value?)));
        address(path, kept.chain(changed))
    }
}

/// The name of a script in an address.
pub(super) fn name_of(script: Script) -> &'static str {
    Script::CHOICES.iter().find(|choice| choice.value == script).map_or("as-is", |choice| choice.name)
}

/// An id as a path.
pub(super) fn path(id: &str) -> String {
    utf8_percent_encode(id, IN_PATH).to_string()
}

/// A path with parameters.
pub(super) fn address<'p>(path: &str, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let mut out = path.to_owned();
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        out.extend(utf8_percent_encode(name, NON_ALPHANUMERIC));
        out.push('=');
        out.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn view(pairs: &[(&str, &str)]) -> View {
        let pairs = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        View::new("/".to_owned(), Params::new(pairs)).unwrap()
    }

    #[test]
    fn addresses_keep_language_and_script() {
        let plain = view(&[("q", "質 押&<>")]);
        assert_eq!(plain.show("某號/典型5#7"), "/show/%E6%9F%90%E8%99%9F/%E5%85%B8%E5%9E%8B5#p7");
        let other = view(&[("lang", "en"), ("script", "hant"), ("q", "a")]);
        assert_eq!(other.search("b"), "/?q=b&lang=en&script=hant");
        assert_eq!(other.with(&[("q", None), ("offset", Some("10"))]), "/?lang=en&script=hant&offset=10");
        assert_eq!(view(&[("script", "hant")]).say("搜索案例", "cases"), "搜索案例");
        assert_eq!(view(&[("script", "hant")]).say("质押", "pledge"), "質押");
        assert_eq!(plain.with(&[]), "/?q=%E8%B3%AA%20%E6%8A%BC%26%3C%3E");
    }
}
