//! Columns of text that are drawn across, a line of the left one and then a line of the right one: their pieces in the
//! order in which they are read.
//!
//! Two columns show themselves by a gutter that no line crosses for many lines, with full lines on its left and lines
//! that begin at one edge on its right. Rows of a table have cells of all lengths, and mostly more than two.

use super::page::Piece;

/// How many rows must have text on both sides of the gutter.
const FEWEST: usize = 4;

/// Pieces of text on one base line, without a wide gap.
struct Segment {
    left: f32,
    right: f32,
}

/// What stands on one base line.
struct Row {
    /// Indices of the pieces, from left to right.
    pieces: Vec<usize>,
    segments: Vec<Segment>,
    size: f32,
}

/// `pieces` with columns one after the other; as they are where there are none.
pub(super) fn in_reading_order(pieces: Vec<Piece>) -> Vec<Piece> {
    let rows = rows(&pieces);
    let Some(gutter) = gutter(&rows) else { return pieces };
    let side = |segment: &Segment, size: f32| {
        if segment.right < gutter - size * 0.3 {
            Some(false)
        } else if segment.left > gutter - size * 0.5 {
            Some(true)
        } else {
            None
        }
    };
    let apart = |row: &Row| row.segments.iter().all(|segment| side(segment, row.size).is_some());
    let mut order: Vec<usize> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < rows.len() {
        let run = rows[at..].iter().take_while(|row| apart(row)).count();
        for right in [false, true] {
            for row in &rows[at..at + run] {
                let on_side = |&&piece: &&usize| (pieces[piece].left > gutter - row.size * 0.5) == right;
                order.extend(row.pieces.iter().filter(on_side));
            }
        }
        at += run;
        if let Some(row) = rows.get(at) {
            order.extend(&row.pieces);
            at += 1;
        }
    }
    let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| pieces.get_mut(at).and_then(Option::take)).collect()
}

/// The base lines of a page, from the top.
fn rows(pieces: &[Piece]) -> Vec<Row> {
    let mut by_base: Vec<usize> = (0..pieces.len()).collect();
    by_base.sort_by(|&a, &b| pieces[b].base.total_cmp(&pieces[a].base));
    let mut rows: Vec<Row> = Vec::new();
    let mut base = f32::INFINITY;
    for at in by_base {
        let piece = &pieces[at];
        match rows.last_mut().filter(|row| (base - piece.base).abs() < row.size.max(piece.size) * 0.45) {
            Some(row) => {
                row.pieces.push(at);
                row.size = row.size.max(piece.size);
            }
            None => {
                base = piece.base;
                rows.push(Row { pieces: vec![at], segments: Vec::new(), size: piece.size });
            }
        }
    }
    for row in &mut rows {
        row.pieces.sort_by(|&a, &b| pieces[a].left.total_cmp(&pieces[b].left));
        for piece in row.pieces.iter().map(|&at| &pieces[at]).filter(|piece| !piece.text.trim().is_empty()) {
            match row.segments.last_mut().filter(|last| piece.left - last.right < row.size * 1.2) {
                Some(last) => last.right = last.right.max(piece.right),
                None => row.segments.push(Segment { left: piece.left, right: piece.right }),
            }
        }
    }
    rows
}

/// The left edge of the right one of two columns.
fn gutter(rows: &[Row]) -> Option<f32> {
    let pairs: Vec<(&Segment, &Segment, f32)> = rows
        .iter()
        .filter_map(|row| match &row.segments[..] {
            [left, right] => Some((left, right, row.size)),
            _ => None,
        })
        .collect();
    // Where most of them begin.
    let near = |edge: f32| pairs.iter().filter(move |(_, right, size)| (right.left - edge).abs() < size * 0.3);
    let edge = pairs
        .iter()
        .map(|(_, right, _)| right.left)
        .max_by(|&a, &b| near(a).count().cmp(&near(b).count()).then(b.total_cmp(&a)))?;
    let lines = || near(edge);
    let count = lines().count();
    let several = rows.iter().filter(|row| row.segments.len() > 1).count();
    let reach = lines().map(|(left, ..)| left.right).fold(f32::MIN, f32::max);
    let start = lines().map(|(left, ..)| left.left).fold(f32::MAX, f32::min);
    let full = lines().filter(|(left, _, size)| reach - left.right < size * 2.0).count();
    let flush = lines().filter(|(left, _, size)| left.left - start < size * 2.5).count();
    let wide =
        lines().filter(|(left, right, size)| (left.right - left.left).min(right.right - right.left) >= size * 7.0);
    let is_text = count >= FEWEST
        && count * 5 >= several * 4
        && full * 5 >= count * 3
        && flush * 5 >= count * 4
        && wide.count() * 2 >= count;
    is_text.then_some(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, left: f32, base: f32) -> Piece {
        let size = 12.0;
        Piece { text: text.to_owned(), left, right: left + size * text.chars().count() as f32, base, size, mark: -1 }
    }

    fn texts(pieces: Vec<Piece>) -> Vec<String> {
        in_reading_order(pieces).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn columns_that_are_drawn_across() {
        let left = [
            "甲县市场监督管理局会同人民银行",
            "建立质押登记绿色通道全年办理质",
            "押登记三十件惠及企业四十家其中",
            "首次贷款的企业占到一半。",
        ];
        let right = [
            "乙县知识产权服务中心推出保险产",
            "品组合覆盖侵权责任与费用补偿全",
            "年承保五十单保障额度两亿元，帮",
            "助企业应对纠纷。",
        ];
        let mut pieces = vec![piece("两县的做法各有特点现将有关情况通报如下请各地结合实际学习", 60.0, 740.0)];
        for (row, (l, r)) in left.iter().zip(right).enumerate() {
            let base = 700.0 - 20.0 * row as f32;
            pieces.push(piece(l, 60.0, base));
            pieces.push(piece(r, 310.0, base));
        }
        // A last line of the right column has nothing beside it.
        let found = texts(pieces);
        assert_eq!(found[1..5], left);
        assert_eq!(found[5..], right);
    }

    #[test]
    fn rows_of_a_table_stay() {
        let mut pieces = Vec::new();
        for row in 0..6 {
            let base = 700.0 - 20.0 * row as f32;
            for (column, cell) in ["甲", "青松机械", "三百万元"].into_iter().enumerate() {
                pieces.push(piece(cell, 60.0 + 150.0 * column as f32, base));
            }
        }
        let before: Vec<String> = pieces.iter().map(|piece| piece.text.clone()).collect();
        assert_eq!(texts(pieces), before);
        let mut pieces = Vec::new();
        for (row, cell) in ["甲", "乙县市场监管局", "丙", "丁县", "戊县银行"].into_iter().enumerate() {
            let base = 700.0 - 20.0 * row as f32;
            pieces.push(piece(cell, 60.0, base));
            pieces.push(piece("三百万元", 310.0, base));
        }
        let before: Vec<String> = pieces.iter().map(|piece| piece.text.clone()).collect();
        assert_eq!(texts(pieces), before);
    }
}
