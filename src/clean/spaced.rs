//! Blanks between the characters of a word: the text layers of scanned pages set every character apart, 全 市 办 理 质 押,
//! and headings are made wide so, 通　知.
//!
//! A blank also parts the columns of a table, names and the lines of a form, so what goes is only what the line itself
//! shows to be a habit: character after character alone, the same blank between them, and words when they are closed up.

use super::edits::Patch;
use super::scan::places;
use crate::analyze::word_frequency;
use crate::text::numeral::Numerals;
use crate::text::sentence::Pause;
use crate::text::{Rule, Status, fold_char, is_ideograph};

/// So many characters in a row, each alone, are a habit anywhere in a line.
const HABIT: usize = 4;
/// The longest heading that is made wide, in characters.
const HEADING: usize = 8;

/// The edits that close up the characters of words in `text`.
pub(super) fn patches(text: &str) -> Vec<Patch> {
    let mut out = Vec::new();
    let mut done = 0;
    for at in blanks(text) {
        // Most blanks stand in front of lines, or beside words: 第一条　为了.
        if at < done || !is_beside_one(text, at) {
            continue;
        }
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |len| at + len);
        // Blanks between longer pieces are looked at once for each line.
        done = end;
        out.extend(closed_up(&text[start..end]).into_iter().map(|(from, to)| Patch {
            start: start + from,
            end: start + to,
            restored: String::new(),
            rule: Rule::Blank,
            status: Status::Proven,
        }));
    }
    out
}

/// Whether the character before the blank at byte `at` of `text`, or the one behind it, stands alone.
fn is_beside_one(text: &str, at: usize) -> bool {
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let mut before = text[..at].chars().rev();
    let Some(_) = before.next().filter(|&c| is_ideograph(c)) else { return false };
    let mut after = text[at..].chars().skip_while(|&c| c != '\n' && c.is_whitespace());
    is_blank(before.next()) || after.next().is_some_and(is_ideograph) && is_blank(after.next())
}

/// Where the blanks of `text` stand, in order.
fn blanks(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut narrow = places(text, b' ').peekable();
    let mut wide = memchr::memmem::find_iter(text.as_bytes(), "\u{3000}").peekable();
    let mut fixed = memchr::memmem::find_iter(text.as_bytes(), "\u{A0}").peekable();
    std::iter::from_fn(move || {
        let next = [narrow.peek().copied(), wide.peek().copied(), fixed.peek().copied()].into_iter().flatten().min()?;
        narrow.next_if_eq(&next);
        wide.next_if_eq(&next);
        fixed.next_if_eq(&next);
        Some(next)
    })
}

/// A piece of a line between blanks.
struct Piece<'l> {
    text: &'l str,
    start: usize,
    /// The blanks behind it.
    gap: &'l str,
}

impl Piece<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The character that it is, if it is a single one.
    fn single(&self) -> Option<char> {
        let mut chars = self.text.chars();
        chars.next().filter(|_| chars.next().is_none())
    }

    fn first(&self) -> char {
        self.text.chars().next().unwrap_or(' ')
    }

    fn last(&self) -> char {
        self.text.chars().next_back().unwrap_or(' ')
    }
}

/// The blanks of `line` that stand between characters of a word, in bytes.
fn closed_up(line: &str) -> Vec<(usize, usize)> {
    let pieces = pieces(line);
    let alone = |piece: &Piece<'_>| piece.single().is_some_and(|c| is_ideograph(c) || is_mark(c) || c.is_ascii_digit());
    let gap = |piece: &Piece<'_>| Some((piece.end(), piece.end() + piece.gap.len()));
    if pieces.len() < 2 || line.contains('\t') {
        return Vec::new();
    }
    // A whole line of single characters: a heading, or the layer of a scanned page.
    let single = pieces.iter().filter(|piece| alone(piece)).count();
    let text: Vec<char> = pieces.iter().flat_map(|piece| piece.text.chars()).collect();
    let mostly = single >= 2 * HABIT && single * 5 >= pieces.len() * 4;
    let blank = usual(&pieces);
    if mostly && is_text(&text) {
        let inside = pieces.array_windows().filter(|[left, right]| left.gap == blank && are_joined(left, right));
        return inside.filter_map(|[left, _]| gap(left)).collect();
    }
    let all = |from: &[Piece<'_>]| from.iter().all(|piece| piece.single().is_some_and(is_ideograph));
    let even = |run: &[Piece<'_>]| run[..run.len() - 1].iter().all(|piece| piece.gap == run[0].gap);
    let heading = pieces.len() >= HABIT || is_wide(pieces[0].gap);
    if heading && pieces.len() <= HEADING && all(&pieces) && even(&pieces) && is_words(&text) && !is_counted_off(&text)
    {
        return pieces[..pieces.len() - 1].iter().filter_map(gap).collect();
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let len = pieces[at..].iter().take_while(|piece| piece.single().is_some_and(is_ideograph)).count();
        let run = &pieces[at..at + len];
        out.extend(label(&pieces, at, len));
        let chars: Vec<char> = run.iter().filter_map(Piece::single).collect();
        if len >= HABIT && even(run) && is_words(&chars) && !is_counted_off(&chars) {
            out.extend(run[..len - 1].iter().filter_map(gap));
        }
        at += len.max(1);
    }
    // The last word of a heading, made wide: 关于质押的通　知.
    if out.is_empty()
        && let [.., before, last] = &pieces[..]
        && pieces.len() == 2
        && is_wide(before.gap)
        && let Some(c) = last.single().filter(|&c| is_ideograph(c))
        && !before.text.chars().any(|c| Pause::of(c).is_some())
        && before.text.chars().count() > 2
    {
        let mut chars = before.text.chars().rev();
        let (last, other) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
        // 的通 is no word, and 通知 is.
        if is_frequent(&[last, c]) && !is_frequent(&[other, last]) {
            out.extend(gap(before));
        }
    }
    out
}

/// The blanks inside a label that is made as wide as its neighbours, 组　长：: of the characters that stand alone from
/// piece `at` on, `len` of them, and the one behind them that a colon closes. A label opens a line or stands behind another
/// blank than its own.
fn label(pieces: &[Piece<'_>], at: usize, len: usize) -> Vec<(usize, usize)> {
    let closes = |piece: &Piece<'_>| {
        let mut chars = piece.text.chars();
        chars.next().is_some_and(is_ideograph) && matches!(chars.next(), Some(':' | '：'))
    };
    let Some(last) = pieces.get(at + len).filter(|last| (1..HABIT).contains(&len) && closes(last)) else {
        return Vec::new();
    };
    let run = &pieces[at..at + len];
    let apart = at == 0 || pieces[at - 1].gap != run[0].gap;
    let even = run.iter().all(|piece| piece.gap == run[0].gap);
    let chars: Vec<char> = run.iter().filter_map(Piece::single).chain([last.first()]).collect();
    let is_label = apart && even && (is_words(&chars) || is_frequent(&chars)) && !is_counted_off(&chars);
    run.iter().filter(|_| is_label).map(|piece| (piece.end(), piece.end() + piece.gap.len())).collect()
}

/// The pieces of a line, without the blanks before the first and behind the last.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let is_blank = |c: char| matches!(c, ' ' | '\u{A0}' | '\u{3000}' | '\r');
    let mut out: Vec<Piece<'_>> = Vec::new();
    let mut at = line.len() - line.trim_start_matches(is_blank).len();
    let end = line.trim_end_matches(is_blank).len();
    while at < end {
        let len = line[at..end].find(is_blank).unwrap_or(end - at);
        let behind = &line[at + len..end];
        let gap = &behind[..behind.len() - behind.trim_start_matches(is_blank).len()];
        out.push(Piece { text: &line[at..at + len], start: at, gap });
        at += len + gap.len();
    }
    out
}

/// Whether a blank is as wide as a character at least. One that is narrow parts columns and names as well.
fn is_wide(gap: &str) -> bool {
    gap.contains('\u{3000}') || gap.chars().count() > 1
}

/// The blank that stands between most of `pieces`.
fn usual<'l>(pieces: &[Piece<'l>]) -> &'l str {
    let gaps = || pieces.iter().map(|piece| piece.gap).filter(|gap| !gap.is_empty());
    gaps().max_by_key(|gap| gaps().filter(|other| other == gap).count()).unwrap_or("")
}

/// Whether nothing stood between two pieces of a line that sets its characters apart.
fn are_joined(left: &Piece<'_>, right: &Piece<'_>) -> bool {
    let wide = |c: char| is_ideograph(c) || is_mark(c) && !c.is_ascii();
    let (last, first) = (left.last(), right.first());
    // Digits and their points are set apart as well; words of Latin letters are not.
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '%' | ',');
    wide(last) || wide(first) || figure(last) && figure(first) && (left.single().is_some() || right.single().is_some())
}

fn is_mark(c: char) -> bool {
    Pause::of(c).is_some()
        || matches!(
            c,
            '“' | '”'
                | '‘'
                | '’'
                | '（'
                | '）'
                | '('
                | ')'
                | '《'
                | '》'
                | '〔'
                | '〕'
                | '【'
                | '】'
                | '.'
                | '%'
                | '·'
                | '—'
        )
}

/// Whether at least half of the ideographs of `chars` are parts of words.
fn is_text(chars: &[char]) -> bool {
    let (in_words, all) = in_words(chars);
    all > 0 && in_words * 2 >= all
}

/// Whether every one of `chars` is part of a word.
fn is_words(chars: &[char]) -> bool {
    let (in_words, all) = in_words(chars);
    all > 0 && in_words == all
}

/// How many ideographs of `chars` make a word with a neighbour, and how many there are.
fn in_words(chars: &[char]) -> (usize, usize) {
    let word = |pair: Option<&[char]>| pair.is_some_and(is_frequent);
    let ideographs = (0..chars.len()).filter(|&at| is_ideograph(chars[at]));
    ideographs.fold((0, 0), |(found, all), at| {
        let is_in = word(chars.get(at..at + 2)) || at > 0 && word(chars.get(at - 1..=at));
        (found + usize::from(is_in), all + 1)
    })
}

fn is_frequent(word: &[char]) -> bool {
    word.iter().all(|&c| is_ideograph(c))
        && word_frequency(&word.iter().copied().map(fold_char).collect::<String>()).is_some()
}

/// Whether `chars` are what a form leaves room between, or numbers: 年　月　日.
fn is_counted_off(chars: &[char]) -> bool {
    chars.iter().all(|&c| "年月日时時分甲乙丙丁戊己庚辛壬癸".contains(c) || Numerals::ITEM.has(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut draft = super::super::edits::Draft::new(text);
        draft.apply(patches(text));
        assert_eq!(draft.text, expected);
        assert!(patches(expected).is_empty(), "once is enough");
    }

    #[test]
    fn the_layer_of_a_scanned_page() {
        check("乙 县 开 展 商 标 质 押 融 资 ， 惠 及 企 业 。\n", "乙县开展商标质押融资，惠及企业。\n");
        check("　　乙 县 发 放 贷 款 3 . 5 亿 元 ， 企 业 4 0 家", "　　乙县发放贷款3.5亿元，企业40家");
        check("乙　县　开　展　商　标　质　押　融　资", "乙县开展商标质押融资");
    }

    #[test]
    fn wide_headings() {
        for (text, expected) in [
            ("公　告\n", "公告\n"),
            ("　　通    知", "　　通知"),
            ("会 议 纪 要", "会议纪要"),
            ("目　　录", "目录"),
            ("关于商标质押的公　告", "关于商标质押的公告"),
            ("青溪市人民政府办公室 工 作 通 知", "青溪市人民政府办公室 工作通知"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn wide_labels() {
        for (text, expected) in [
            ("组　长：韩　某　　主任", "组长：韩　某　　主任"),
            ("组　　长: 韩某", "组长: 韩某"),
            ("附 件：调查表", "附件：调查表"),
            ("　　副 组 长：李某", "　　副组长：李某"),
            ("联系人：王某　　电　话：123", "联系人：王某　　电话：123"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn what_a_blank_parts_stays() {
        for text in [
            "第一条　为了规范质押登记，制定本办法。",
            "一、 总体要求",
            "张 三　李 四　王 五",
            "年　月　日",
            "二〇二四年 六 月 一 日",
            "甲方　乙方",
            "序号 名称 金额 期限",
            "第一章　总　则",
            "目 录",
            "张　某：组　长",
            "年　月　日：",
            "甲　乙：",
            "乙方 组　长",
            "质押 融资 贷款 保险 担保",
            "联系人：王某 电话：123",
            "甲 乙 丙 丁",
            "1 质押 2 担保 3 保险",
            "The quick brown fox",
            "甲县\t公 告",
        ] {
            check(text, text);
        }
    }
}
