//! A segment from documents that were taken apart: the runs of every field merged into lists, the columns, what is stored.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};

use tantivy::columnar::{ColumnType, ColumnarWriter, NumericalValue};
use tantivy::directory::{FileSlice, TerminatingWrite};
use tantivy::fieldnorm::{FieldNormReader, FieldNormsSerializer};
use tantivy::index::SegmentComponent;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::Field;
use tantivy::schema::document::TantivyDocument;
use tantivy::store::StoreWriter;
use tantivy::{DocId, Segment};

use super::inverter::{Inverted, Part};
use super::lists::{Found, Listed, Run};
use super::shape::{Shape, Shapes};
use super::spool::number;

/// Where documents in a row come to lie.
#[derive(Debug, Clone, Copy)]
struct Moved {
    first: DocId,
    count: u32,
    /// The first of them in the segment; none where they are left out.
    to: Option<DocId>,
}

/// Writes the files of `segment` with all documents of `inverted` but the parts that begin with one of `dropped`, in the
/// order of their numbers. Gives how many there are.
pub(super) fn write(
    segment: &Segment,
    shapes: &Shapes,
    record: Field,
    inverted: &[Inverted],
    dropped: &HashSet<DocId>,
) -> tantivy::Result<u32> {
    let mut parts: Vec<(&Inverted, &Part)> =
        inverted.iter().flat_map(|one| one.parts.iter().map(move |part| (one, part))).collect();
    parts.sort_unstable_by_key(|(_, part)| part.first);
    let mut moves = Vec::with_capacity(parts.len());
    let mut count = 0;
    for (_, part) in &parts {
        let to = (!dropped.contains(&part.first)).then_some(count);
        count += if to.is_some() { part.count } else { 0 };
        moves.push(Moved { first: part.first, count: part.count, to });
    }
    parts.retain(|(_, part)| !dropped.contains(&part.first));
    let norms = write_norms(segment, shapes, &parts)?;
    let (lists, documents) = rayon::join(
        || write_lists(segment, shapes, inverted, &parts, &moves, &norms),
        || write_documents(segment, shapes, record, &parts),
    );
    lists?;
    documents?;
    Ok(count)
}

/// The lengths of all documents, coded: of each field that keeps them, by its place among these.
fn write_norms(segment: &Segment, shapes: &Shapes, parts: &[(&Inverted, &Part)]) -> tantivy::Result<Vec<Vec<u8>>> {
    let mut norms = vec![Vec::new(); shapes.norms];
    for (inverted, part) in parts {
        let own = &inverted.norms[part.norms..part.norms + part.count as usize * shapes.norms];
        for document in own.chunks_exact(shapes.norms.max(1)) {
            norms.iter_mut().zip(document).for_each(|(norms, &norm)| norms.push(norm));
        }
    }
    let mut out = FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
    for (number, shape) in shapes.fields.iter().enumerate() {
        if let Some(norm) = shape.norm {
            out.serialize_field(Field::from_field_id(number as u32), &norms[norm])?;
        }
    }
    out.close()?;
    Ok(norms)
}

/// The columns, and what is stored.
fn write_documents(
    segment: &Segment,
    shapes: &Shapes,
    record: Field,
    parts: &[(&Inverted, &Part)],
) -> tantivy::Result<()> {
    let settings = segment.index().settings();
    let mut store = StoreWriter::new(
        segment.open_write(SegmentComponent::Store)?,
        settings.docstore_compression,
        settings.docstore_blocksize,
        settings.docstore_compress_dedicated_thread,
    )?;
    let schema = segment.schema();
    let mut columns = ColumnarWriter::default();
    for shape in shapes.fields.iter().filter(|shape| shape.is_column) {
        let kind = if shape.is_text { ColumnType::Str } else { ColumnType::U64 };
        columns.record_column_type(&shape.name, kind, false);
    }
    let mut doc = 0;
    for (inverted, part) in parts {
        let mut reader = inverted.documents.reader(part.piece);
        for _ in 0..part.count {
            let (own, stored) = (reader.number()? as usize, reader.number()? as usize);
            add_columns(&mut columns, shapes, doc, reader.take(own)?);
            let mut document = TantivyDocument::new();
            document.add_bytes(record, reader.take(stored)?);
            store.store(&document, &schema)?;
            doc += 1;
        }
    }
    store.close()?;
    let mut out = segment.open_write(SegmentComponent::FastFields)?;
    columns.serialize(doc, None, &mut out)?;
    out.terminate()?;
    Ok(())
}

/// Adds what an inverter put down of the columns of a document.
fn add_columns(columns: &mut ColumnarWriter, shapes: &Shapes, doc: DocId, mut values: &[u8]) {
    while let Some((&field, rest)) = values.split_first() {
        values = rest;
        let shape = &shapes.fields[usize::from(field)];
        let value = number(&mut values);
        if shape.is_text {
            let (text, rest) = values.split_at(value as usize);
            values = rest;
            columns.record_str(doc, &shape.name, str::from_utf8(text).unwrap_or_default());
        } else {
            columns.record_numerical(doc, &shape.name, NumericalValue::from(value));
        }
    }
}

/// The lists of all fields.
fn write_lists(
    segment: &Segment,
    shapes: &Shapes,
    inverted: &[Inverted],
    parts: &[(&Inverted, &Part)],
    moves: &[Moved],
    norms: &[Vec<u8>],
) -> tantivy::Result<()> {
    let mut out = InvertedIndexSerializer::open(segment)?;
    // Only where something is left out does anything move.
    let moves = if moves.iter().all(|moved| moved.to == Some(moved.first)) { &[] } else { moves };
    for (number, shape) in shapes.fields.iter().enumerate() {
        let mut runs = Vec::new();
        for one in inverted {
            let own = one.runs.pieces.iter().filter(|(field, _)| usize::from(*field) == number);
            for &(_, piece) in own {
                runs.extend(Run::open(one.runs.spool.reader(piece))?);
            }
        }
        if runs.is_empty() {
            continue;
        }
        let terms = match shape.length {
            Some(length) => parts.iter().map(|(_, part)| part.lengths[length]).sum(),
            None => inverted.iter().map(|one| one.terms[number]).sum(),
        };
        let norms = match shape.norm {
            Some(norm) => Some(FieldNormReader::open(FileSlice::from(norms[norm].clone()))?),
            None => None,
        };
        let mut field = out.new_field(Field::from_field_id(number as u32), terms, norms)?;
        merge(runs, shape, moves, &mut field)?;
        field.close()?;
    }
    out.close()?;
    Ok(())
}

/// A run in the order of the terms that runs stand at, and of the runs.
struct Waiting<'s>(usize, Run<'s>);

impl PartialEq for Waiting<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting<'_> {}

impl PartialOrd for Waiting<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_first = self.1.first.cmp(&other.1.first);
        by_first.then_with(|| (&self.1.term, self.0).cmp(&(&other.1.term, other.0)))
    }
}

/// Merges the runs of a field into its lists.
fn merge(runs: Vec<Run<'_>>, shape: &Shape, moves: &[Moved], out: &mut FieldSerializer<'_>) -> tantivy::Result<()> {
    let mut runs: BinaryHeap<Reverse<Waiting<'_>>> =
        runs.into_iter().enumerate().map(|(at, run)| Reverse(Waiting(at, run))).collect();
    let (mut term, mut found) = (Vec::new(), Found::default());
    while let Some(Reverse(first)) = runs.peek() {
        term.clone_from(&first.1.term);
        found.docs.clear();
        found.positions.clear();
        while let Some(mut run) = runs.peek_mut()
            && run.0.1.term == term
        {
            run.0.1.docs(shape.detail, &mut found)?;
            if !run.0.1.advance()? {
                std::collections::binary_heap::PeekMut::pop(run);
            }
        }
        write_list(&term, &mut found, shape, moves, out)?;
    }
    Ok(())
}

/// Writes the list of a term.
fn write_list(
    term: &[u8],
    found: &mut Found,
    shape: &Shape,
    moves: &[Moved],
    out: &mut FieldSerializer<'_>,
) -> tantivy::Result<()> {
    let Found { docs, positions, deltas } = found;
    // Threads work on files side by side; each has its own in order.
    if !docs.is_sorted_by_key(|listed| listed.doc) {
        docs.sort_by_key(|listed| listed.doc);
    }
    if !moves.is_empty() {
        docs.retain_mut(|listed| {
            let at = moves.partition_point(|moved| moved.first <= listed.doc).checked_sub(1);
            let moved = at.map(|at| moves[at]).filter(|moved| listed.doc - moved.first < moved.count);
            match moved.and_then(|moved| Some(moved.to? + (listed.doc - moved.first))) {
                Some(doc) => {
                    listed.doc = doc;
                    true
                }
                None => false,
            }
        });
    }
    if docs.is_empty() {
        return Ok(());
    }
    // A long text may have been written out in pieces.
    let count = docs.chunk_by(|a, b| a.doc == b.doc).count() as u32;
    out.new_term(term, count, shape.detail.count)?;
    for same in docs.chunk_by(|a, b| a.doc == b.doc) {
        deltas.clear();
        if shape.detail.positions {
            let own = |listed: &Listed| listed.start as usize..(listed.start + listed.count) as usize;
            let mut last = 0;
            for &position in same.iter().flat_map(|listed| &positions[own(listed)]) {
                deltas.push(position - last);
                last = position;
            }
        }
        let count = if shape.detail.count { same.iter().map(|listed| listed.count).sum() } else { 0 };
        out.write_doc(same[0].doc, count, deltas);
    }
    out.close_term()?;
    Ok(())
}
