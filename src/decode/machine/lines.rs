//! Words with their places, as Tesseract writes them in rows between tabs, to paragraphs.
//!
//! Its own paragraphs are those of Western texts. A paragraph of a Chinese one begins with a line that is set in, or behind
//! one that is short; so the lines of a block are put together by where they begin and end.

/// A line of a page.
#[derive(Debug, Clone, Default)]
struct Line {
    block: u32,
    text: String,
    left: f64,
    right: f64,
    height: f64,
}

/// The pages of `rows`: paragraphs, and how sure the words are, in percent, on average over their characters.
pub(super) fn pages(rows: &str) -> Vec<(Vec<String>, f64)> {
    let mut out: Vec<(Vec<Line>, f64, f64)> = Vec::new();
    let mut key = [0; 4];
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let number = |at: usize| cells.get(at).and_then(|cell| cell.parse::<f64>().ok());
        let (Some(level), Some(page)) = (number(0), number(1)) else { continue };
        while (out.len() as f64) < page.min(10_000.0) {
            out.push((Vec::new(), 0.0, 0.0));
        }
        let (Some(text), Some(sureness), Some(page)) = (cells.get(11), number(10), out.last_mut()) else { continue };
        let text = text.trim();
        if level != 5.0 || text.is_empty() || sureness < 0.0 {
            continue;
        }
        let at = |cell: usize| number(cell).unwrap_or_default();
        let here = [at(1) as u32, at(2) as u32, at(3) as u32, at(4) as u32];
        let (left, width, height) = (at(6), at(8), at(9));
        let (lines, sum, count) = page;
        if here != key || lines.is_empty() {
            key = here;
            lines.push(Line { block: here[1], left, right: left, ..Line::default() });
        }
        // One was just pushed, or was there.
        let Some(line) = lines.last_mut() else { continue };
        join(&mut line.text, text, left - line.right > 0.6 * height);
        line.left = line.left.min(left);
        line.right = line.right.max(left + width);
        line.height = line.height.max(height);
        let chars = text.chars().count() as f64;
        *sum += sureness * chars;
        *count += chars;
    }
    out.into_iter().map(|(lines, sum, count)| (paragraphs(&lines), sum / count.max(1.0))).collect()
}

/// Whether a character is written without blanks around it.
fn is_wide(c: char) -> bool {
    !c.is_ascii() && !('\u{a0}'..'\u{2000}').contains(&c)
}

/// Adds a word to a line, or a line to a paragraph: with a blank where both sides are of a script that has blanks.
fn join(text: &mut String, more: &str, apart: bool) {
    let sides = text.chars().last().zip(more.chars().next());
    let blank = match sides {
        Some((before, after)) if is_wide(before) && is_wide(after) => false,
        // Figures in Chinese text stand close to it.
        Some((before, after)) if is_wide(before) || is_wide(after) => false,
        Some(_) => apart,
        None => false,
    };
    if blank {
        text.push(' ');
    }
    text.push_str(more);
}

/// The paragraphs of a page's lines.
fn paragraphs(lines: &[Line]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let block: Vec<&Line> = lines[at..].iter().take_while(|line| line.block == lines[at].block).collect();
        at += block.len();
        let mut heights: Vec<f64> = block.iter().map(|line| line.height).collect();
        heights.sort_by(f64::total_cmp);
        let height = heights.get(heights.len() / 2).copied().unwrap_or_default();
        let left = block.iter().map(|line| line.left).fold(f64::MAX, f64::min);
        let right = block.iter().map(|line| line.right).fold(0.0, f64::max);
        for (number, line) in block.iter().enumerate() {
            let set_in = line.left > left + height;
            let after_short = number == 0 || block[number - 1].right < right - 2.5 * height;
            match out.last_mut() {
                Some(paragraph) if !set_in && !after_short => join(paragraph, &line.text, true),
                _ => out.push(line.text.clone()),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    fn word(page: u32, line: u32, left: u32, width: u32, conf: u32, text: &str) -> String {
        format!("5\t{page}\t1\t1\t{line}\t1\t{left}\t{}\t{width}\t20\t{conf}\t{text}\n", line * 30)
    }

    #[test]
    fn lines_are_put_together_to_paragraphs() {
        let rows = [
            HEAD.to_owned(),
            "1\t1\t0\t0\t0\t0\t0\t0\t500\t900\t-1\t\n".to_owned(),
            word(1, 1, 140, 200, 90, "关于印发办法的通知"),
            word(1, 2, 80, 100, 90, "各有关单位"),
            word(1, 2, 185, 15, 70, "："),
            word(1, 3, 120, 380, 90, "为推动知识产权质押融资工作，"),
            word(1, 4, 80, 60, 90, "于"),
            word(1, 4, 150, 60, 90, "2023"),
            word(1, 4, 220, 280, 90, "年印发LPR"),
            word(1, 5, 80, 60, 90, "pricing"),
            word(1, 5, 160, 60, 90, "rules。"),
            word(1, 6, 120, 300, 90, "特此通知。"),
        ]
        .concat();
        let pages = pages(&rows);
        assert_eq!(pages.len(), 1);
        let expected = [
            "关于印发办法的通知",
            "各有关单位：",
            "为推动知识产权质押融资工作，于2023年印发LPR pricing rules。",
            "特此通知。",
        ];
        assert_eq!(pages[0].0, expected);
        assert!((88.0..90.0).contains(&pages[0].1), "{}", pages[0].1);
    }

    #[test]
    fn a_page_without_words_is_a_page() {
        let rows = [HEAD.to_owned(), "1\t1\t0\n1\t2\t0\n".to_owned(), word(3, 1, 0, 20, 50, "字")].concat();
        let pages = pages(&rows);
        assert_eq!(pages.iter().map(|(text, _)| text.len()).collect::<Vec<_>>(), [0, 0, 1]);
        assert!(super::pages("").is_empty() && super::pages("nonsense\n\t\t\t").is_empty());
    }
}
