//! How cases are called, and the signs around their titles.

use super::lines::Line;
use super::numbering::{Marker, marker};
use crate::text::fold;

/// Whether a title is named like a lawsuit or a case of an authority: …案, …纠纷; a plan (方案) is none.
pub(super) fn is_lawsuit(title: &str) -> bool {
    const OTHER: [char; 26] = [
        '方', '预', '提', '草', '议', '档', '备', '立', '图', '答', '教', '正', '个', '破', '结', '归', '到', '在',
        '专', '文', '病', '本', '该', '此', '办', '审',
    ];
    // Most titles have none of the characters that the names of lawsuits end with.
    if !title.contains(['案', '纷', '紛']) {
        return false;
    }
    let folded = fold(title);
    let mut stem = folded.trim_end_matches([' ', '*', '》', '”', '"', '】', '—', '-']);
    while let Some(open) = stem.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        stem = stem[..open].trim_end();
    }
    if stem.chars().count() < 5 {
        return false;
    }
    let case = stem.strip_suffix('案').and_then(|rest| rest.chars().next_back()).is_some_and(|c| !OTHER.contains(&c));
    // 劳动争议案 is one, 大会议案 none.
    case || ["纠纷", "争议案"].iter().any(|end| stem.ends_with(end)) || stem.ends_with("系列案件")
}

/// What stands before the text of a line in Markdown and around headings: `### `, `**`, bullets.
pub(super) fn decor(line: &Line<'_>) -> usize {
    line.key.chars().take_while(|&c| is_decor(c) && !matches!(c, '(' | '<' | '《' | '[')).count()
}

/// The number in front of a line, behind its marks; `skip` counts from the start of the line.
pub(super) fn marked(line: &Line<'_>) -> Option<Marker> {
    let skip = decor(line);
    if skip == 0 {
        return marker(&line.key);
    }
    let at = line.key.char_indices().nth(skip).map(|(at, _)| at)?;
    marker(&line.key[at..]).map(|marker| Marker { skip: marker.skip + skip, ..marker })
}

/// Signs that stand before or around a title and say nothing, among them what is left of lost blanks: ??1.某某案.
pub(super) fn is_decor(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '#' | '*'
                | '▶'
                | '►'
                | '▍'
                | '◎'
                | '◇'
                | '☆'
                | '✦'
                | '❖'
                | '「'
                | '『'
                | '★'
                | '【'
                | '['
                | '〖'
                | '('
                | '—'
                | '-'
                | '–'
                | '―'
                | '·'
                | '•'
                | '■'
                | '◆'
                | '●'
                | '▲'
                | '※'
                | '□'
                | '○'
                | '<'
                | '>'
                | '《'
                | '='
                | '?'
                | '\u{FFFD}'
        )
}
