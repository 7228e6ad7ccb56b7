//! An unquoted run of a query as the units that a passage must hold.

use super::segment::{Run, Segmenter, Token, each_run};
use crate::lexicon::words::{CARRYING, INTERROGATIVE, is_function};

/// A part of an unquoted run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The folded text, to be found as it is.
    pub text: String,
    /// Whether a passage must have it; single characters beside words and function words are only welcome.
    pub required: bool,
}

/// Whether a folded word asks something.
#[must_use]
pub fn is_interrogative(word: &str) -> bool {
    INTERROGATIVE.contains(&word)
}

/// Whether a folded word only asks or binds, so that its presence in a passage tells nothing of what the passage is
/// about.
#[must_use]
pub fn is_asking(word: &str) -> bool {
    word.chars().all(is_function) || INTERROGATIVE.contains(&word) || CARRYING.contains(&word)
}

/// Characters of the longest run that is rather a name than a sentence: every character of it says something.
const NAME: usize = 4;

/// Cuts the folded text of an unquoted run into units.
///
/// Words are units. A number keeps the measure word that follows it and single characters that touch it (`1.33亿元`,
/// `近800万元`), a stretch without Chinese characters stays as it is (`lpr+180bp`), and neighbouring single
/// characters, which jieba knows no word for, form one unit (`押融`). Nobody who searches for these wants each 家 or
/// each 押.
#[must_use]
pub fn units(folded: &str, segmenter: &Segmenter) -> Vec<Unit> {
    let mut pieces = pieces(folded, segmenter);
    glue(&mut pieces, folded);
    let many = pieces.len() > 1;
    let short = folded.chars().count() <= NAME;
    pieces
        .iter()
        .map(|piece| {
            let text = folded[piece.token.start..piece.token.end].to_owned();
            let required = !many || !(piece.single && !short || is_asking(&text));
            Unit { text, required }
        })
        .collect::<Vec<_>>()
        .into_iter()
        .fold(Vec::new(), |mut out: Vec<Unit>, unit| {
            match out.iter_mut().find(|known| known.text == unit.text) {
                Some(known) => known.required |= unit.required,
                None => out.push(unit),
            }
            out
        })
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    token: Token,
    /// One Chinese character that is no part of a word here.
    single: bool,
    /// Has a digit or a letter.
    number: bool,
}

/// Words, and stretches without Chinese characters that hold a digit or letter.
fn pieces(folded: &str, segmenter: &Segmenter) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut words = Vec::new();
    // Adjacent runs of words and marks belong together: lpr, +, 180, bp.
    let mut latin: Option<Piece> = None;
    each_run(folded, |start, end, run| match run {
        Run::Han => {
            out.extend(latin.take().filter(|piece| piece.number));
            segmenter.words(&folded[start..end], &mut words);
            out.extend(words.iter().map(|word| Piece {
                token: Token { start: start + word.start, end: start + word.end },
                single: folded[start + word.start..start + word.end].chars().count() == 1,
                number: false,
            }));
        }
        Run::Word | Run::Other => {
            let number = run == Run::Word;
            match &mut latin {
                Some(piece) => {
                    piece.token.end = end;
                    piece.number |= number;
                }
                None => latin = Some(Piece { token: Token { start, end }, single: false, number }),
            }
        }
    });
    out.extend(latin.filter(|piece| piece.number));
    let marks = |c: char| !c.is_alphanumeric() && c != '%' && c != '+' && c != '#';
    for piece in out.iter_mut().filter(|piece| piece.number) {
        // Quotes and commas around a number or a word are not part of it when Chinese text stands on that side.
        let text = &folded[piece.token.start..piece.token.end];
        let front = if piece.token.start > 0 { text.len() - text.trim_start_matches(marks).len() } else { 0 };
        let back = if piece.token.end < folded.len() { text.len() - text.trim_end_matches(marks).len() } else { 0 };
        piece.token.start += front;
        piece.token.end -= back;
    }
    out
}

/// Joins numbers with what measures them, and single characters with each other.
fn glue(pieces: &mut Vec<Piece>, folded: &str) {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for &piece in pieces.iter() {
        let touches = |last: &Piece| last.token.end == piece.token.start;
        let function = |p: &Piece| folded[p.token.start..p.token.end].chars().all(is_function);
        match out.last_mut() {
            // A number and what follows it, or a single character and the number that follows it.
            Some(last) if touches(last) && last.number && !piece.number && ends_in_digit(folded, last) => {
                last.token.end = piece.token.end;
            }
            // B股, T恤: a letter and the character that makes a word of it.
            Some(last)
                if touches(last)
                    && last.number
                    && piece.single
                    && !function(&piece)
                    && ends_in_letter(folded, last) =>
            {
                last.token.end = piece.token.end;
            }
            Some(last) if touches(last) && piece.number && last.single && !function(last) => {
                last.token.end = piece.token.end;
                (last.single, last.number) = (false, true);
            }
            Some(last)
                if touches(last)
                    && piece.single
                    && !function(&piece)
                    && !function(last)
                    && (last.single || last.number && !ends_in_digit(folded, last) && is_all_han(folded, last)) =>
            {
                last.token.end = piece.token.end;
                // From here on it is a unit of several characters that takes further single ones.
                (last.single, last.number) = (false, true);
            }
            _ => out.push(piece),
        }
    }
    *pieces = out;
}

fn ends_in_digit(folded: &str, piece: &Piece) -> bool {
    folded[piece.token.start..piece.token.end].chars().next_back().is_some_and(|c| c.is_ascii_digit())
}

fn ends_in_letter(folded: &str, piece: &Piece) -> bool {
    folded[piece.token.start..piece.token.end].chars().next_back().is_some_and(|c| c.is_ascii_alphabetic())
}

fn is_all_han(folded: &str, piece: &Piece) -> bool {
    folded[piece.token.start..piece.token.end].chars().all(crate::text::is_han)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[track_caller]
    fn check(run: &str, expected: &str) {
        let folded = fold(run);
        let found: Vec<String> = units(&folded, &Segmenter::for_queries())
            .into_iter()
            .map(|unit| if unit.required { unit.text } else { format!("({})", unit.text) })
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn cuts() {
        check("質押", "质押");
        check("押融", "押融");
        check("險", "险");
        check("的", "的");
        check("14家", "14家");
        check("1.33億元", "1.33亿元");
        check("近800萬元", "近800万元");
        check("LPR+180BP", "lpr+180bp");
        check("14家企業", "14家 企业");
        check("B股", "b股");
        check("銀行的貸款", "银行 (的) 贷款");
        check("銀行+保險", "银行 保险");
        check("4:4:2", "4:4:2");
        check("知微貸", "知微贷");
        check("，。", "");
        // What is asked for is required, how it is asked is not; alone, a word is what is asked for.
        // In a name every character counts, in a sentence single ones do not.
        check("企业税", "企业 税");
        check("加盟废", "加盟 废");
        check("銀行的", "银行 (的)");
        check("企业如何缴纳税", "企业 (如何) 缴纳 (税)");
        check("如何申請專利質押", "(如何) 申请专利 质押");
        check("怎麼辦", "怎么办");
    }
}
