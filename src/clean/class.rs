//! What the repairs need to know of one character: whether it is a common one, and which script alone writes it.

use std::sync::LazyLock;

use super::gbk;
use crate::text::{Script, forms, ideograph_number};

/// For each ideograph of the first block whether it is a common one. Rarer blocks have none.
static COMMON: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let all = ('\u{4E00}'..='\u{9FFF}').zip(forms());
    // 専 and 甎 are variants of 專 and 磚, which neither script writes.
    all.map(|(c, forms)| forms.contains(&c) && matches!(gbk::encode(forms[0]), Some([0xB0..=0xD7, 0xA1..=0xFE])))
        .collect()
});

/// Whether `c` is one of the 3,755 characters of GB 2312's first level, the common ones, or what traditional text writes for
/// one of them.
#[inline]
pub(super) fn is_common(c: char) -> bool {
    ideograph_number(c).and_then(|at| COMMON.get(at)).is_some_and(|&common| common)
}

/// Whether only traditional text writes `c` (or text that a site converted: 著 for 着).
#[inline]
pub(super) fn is_traditional(c: char) -> bool {
    Script::of_char(c) == Some(Script::Hant)
}

/// Whether only simplified text writes `c`.
#[inline]
pub(super) fn is_simplified(c: char) -> bool {
    Script::of_char(c) == Some(Script::Hans)
}

/// For each ideograph of the first block whether conversion makes another character of it.
static CONVERTED: LazyLock<Vec<bool>> = LazyLock::new(|| {
    // Characters that have a form of their own in traditional text, and that the sites leave as they are all the same.
    const LEFT: &str = "于范里余后并托征采占咨筑游秘干辟杠愿腌群涌恒云么";
    let all = ('\u{4E00}'..='\u{9FFF}').zip(forms());
    all.map(|(before, &[_, after])| after != before && !LEFT.contains(before)).collect()
});

/// Whether conversion makes another character of `c`, though traditional text may have it: 机, which is 機 there.
#[inline]
pub(super) fn is_converted(c: char) -> bool {
    ideograph_number(c).and_then(|at| CONVERTED.get(at)).is_some_and(|&converted| converted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert!(is_common('質') && is_common('质') && is_common('賴'));
        assert!(is_common('髮') && !is_common('専') && !is_common('甎'), "variants that neither script writes");
        assert!(!is_common('荨') && !is_common('蕁') && !is_common('魑') && !is_common('a'));
        assert!(is_traditional('質') && is_traditional('著') && !is_traditional('品') && !is_traditional('质'));
        assert!(is_converted('机') && is_converted('质') && !is_converted('于') && !is_converted('質'));
        assert!(is_simplified('质') && is_simplified('线') && !is_simplified('范') && !is_simplified('質'));
    }
}
