//! The rows of answers about files: what stands in them, what was found in them, which there are.

use super::columns::Column;
use super::labels::Word;
use super::{Cell, Sheet};
use crate::api::inspected::Finding;
use crate::api::source::{CorpusFile, SourcePassage};
use crate::error::Lang;

/// A row a stretch of a passage that was edited or stayed.
pub(super) fn pieces(passages: &[SourcePassage]) -> Sheet {
    let columns = vec![
        Column::names("passage", "段编号", "passage"),
        Column::text("raw", "文件原文", "in the file"),
        Column::text("text", "整理后", "in the text"),
        Column::names("rule", "规则", "rule"),
        Column::names("status", "把握", "status"),
    ];
    let rows = passages.iter().flat_map(|passage| {
        passage.pieces.iter().map(|piece| {
            vec![
                (&passage.id).into(),
                (&piece.raw).into(),
                (&piece.text).into(),
                piece.rule.word(),
                piece.status.word(),
            ]
        })
    });
    Sheet { columns, rows: rows.collect() }
}

/// A row a repair or an oddity.
pub(super) fn findings(findings: &[Finding], lang: Lang) -> Sheet {
    let columns = vec![
        Column::names("kind", "类型", "kind"),
        Column::number("line", "行", "line"),
        Column::number("column", "列", "column"),
        Column::text("raw", "文件原文", "in the file"),
        Column::text("restored", "整理后", "in the text"),
        Column::names("rule", "规则", "rule"),
        Column::names("status", "把握", "status"),
        Column::text("note", "说明", "note"),
    ];
    let row = |finding: &Finding| -> Vec<Cell> {
        vec![
            finding.kind.word(),
            finding.line.into(),
            finding.column.into(),
            (&finding.raw).into(),
            (&finding.restored).into(),
            finding.rule.word(),
            finding.status.word(),
            finding.note.sentence.pick(lang).into(),
        ]
    };
    Sheet { columns, rows: findings.iter().map(row).collect() }
}

/// A row a file of the corpus.
pub(super) fn files(files: &[CorpusFile], lang: Lang) -> Sheet {
    let columns = vec![
        Column::names("file", "文件", "file"),
        Column::number("bytes", "字节", "bytes"),
        Column::names("notice", "通知编号", "notice"),
        Column::number("passages", "段数", "passages"),
        Column::names("copy_of", "同文文件", "copy of"),
        Column::text("problem", "问题", "problem"),
    ];
    let row = |file: &CorpusFile| -> Vec<Cell> {
        vec![
            (&file.file).into(),
            usize::try_from(file.bytes).unwrap_or(usize::MAX).into(),
            file.notice.as_deref().into(),
            file.passages.into(),
            file.copy_of.as_deref().into(),
            file.problem.as_ref().map(|problem| problem.sentence.pick(lang)).into(),
        ]
    };
    Sheet { columns, rows: files.iter().map(row).collect() }
}
