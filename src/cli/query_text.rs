//! Query words that begin with a dash.

use std::ffi::OsString;

/// Makes `-保險` query text: a word that begins with one dash and goes on with a character outside ASCII is no flag.
///
/// clap would take it for a bundle of short flags. A blank before the dash keeps clap from looking, and means nothing
/// to the query language.
pub(super) fn protect(args: impl IntoIterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    args.into_iter().map(|arg| match arg.to_str() {
        Some(text) if is_query(text) => OsString::from(format!(" {text}")),
        _ => arg,
    })
}

fn is_query(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or_default();
    rest.chars().next().is_some_and(|c| !c.is_ascii()) || rest.starts_with(['"', '(']) && !rest.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dashes_before_text_are_protected() {
        for (arg, expected) in [
            ("-保險", " -保險"),
            ("--json", "--json"),
            ("-n", "-n"),
            ("質押", "質押"),
            ("-", "-"),
            ("-\"保險\"", " -\"保險\""),
        ] {
            let found: Vec<OsString> = protect([OsString::from(arg)]).collect();
            assert_eq!(found, [OsString::from(expected)]);
        }
    }
}
