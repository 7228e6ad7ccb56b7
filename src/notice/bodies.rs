//! Names of public bodies and of sites: how they end, and how they are set.

use crate::lexicon::words::{BODY, SITE_END};
use crate::text::{fold, is_han};

/// Whether `key`, folded, ends as the name of a public body does; that of a site ends so by chance.
pub(super) fn ends_as_body(key: &str) -> bool {
    let key = key.trim_end_matches([')', ' ']);
    let key = ["(盖章", "(代章", "(公章", "(印章"].iter().find_map(|seal| key.strip_suffix(seal)).unwrap_or(key);
    // 银行 and 支行 are bodies, what is done (发行, 执行) is none.
    let bank =
        !key.ends_with('行') || ["银行", "支行", "分行", "总行", "人行", "商行"].iter().any(|bank| key.ends_with(bank));
    BODY.iter().any(|body| key.ends_with(body)) && bank && !is_site(key)
}

/// Whether a line is the name of a site or one of its columns.
pub(super) fn is_site(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    bare.chars().count() <= 24 && SITE_END.iter().any(|word| bare.ends_with(word))
}

/// A name without the seal behind it: 某某中心（盖章）.
pub(super) fn without_seal(name: &str) -> &str {
    let name = name.trim();
    let open = name.rfind(['(', '（']).filter(|&open| open > 0);
    let sealed = open.filter(|&open| {
        let inner = fold(&name[open..]);
        ["盖章", "代章", "公章", "印章", "章"].contains(&inner.trim_matches(['(', ')', ' ']))
    });
    sealed.map_or(name, |open| name[..open].trim_end())
}

/// `text` without the blanks that spread a title over a line: `土 地 使 用 期 限` → `土地使用期限`.
///
/// A blank goes where one of its neighbours is a Chinese character that stands alone beside another such one.
pub(super) fn without_layout(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let single = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| word.chars().count() == 1 && word.chars().all(is_han))
    };
    let mut out = String::with_capacity(text.len());
    for (i, word) in words.iter().enumerate() {
        let (before, here) = (single(i.checked_sub(1)), single(Some(i)));
        let spread = here && (before || single(Some(i + 1))) || before && single(i.checked_sub(2));
        // No title ends in a character that stands alone: 关于…的通 知.
        let ends = here && i > 0 && i + 1 == words.len() && words[i - 1].ends_with(is_han);
        if i > 0 && !spread && !ends {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
