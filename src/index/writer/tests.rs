//! What our writer writes, beside what the library's own writes of the same documents.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use tantivy::postings::Postings as _;
use tantivy::schema::document::TantivyDocument;
use tantivy::schema::{FieldType, IndexRecordOption, Schema};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{DocSet, Document as _, Index, IndexWriter, SegmentReader, TERMINATED};

use super::*;
use crate::analyze::tokenizers::{Cut, Cutter, characters, grams};
use crate::index::schema::{Form, schema};
use crate::text::fold;

/// A document: the number of its source, its passage or none, its title or none, values, numbers.
type Made = (u8, Option<String>, Option<String>, Vec<(u8, String)>, Vec<u64>);

/// The words of a text as the schema means them.
fn words(text: &str, each: &mut dyn FnMut(usize, &str)) {
    let folded = fold(text);
    let mut tokens = Vec::new();
    Segmenter::for_queries().tokens(&folded, &mut tokens);
    tokens.iter().enumerate().for_each(|(at, token)| each(at, &folded[token.start..token.end]));
}

fn in_form(name: &'static str) -> Cut {
    fn whole(name: &str, text: &str, each: &mut dyn FnMut(usize, &str)) {
        if let Form::Whole(form) = Form::called(name) {
            each(0, &form(text));
        }
    }
    match Form::called(name) {
        Form::Words => words,
        Form::Grams => grams,
        Form::Characters => characters,
        Form::Whole(_) if name == "anli-key" => |text, each| whole("anli-key", text, each),
        Form::Whole(_) if name == "anli-value" => |text, each| whole("anli-value", text, each),
        Form::Whole(_) => |text, each| whole("raw", text, each),
    }
}

/// The library's index of the documents whose sources are not among `removed`.
fn theirs(docs: &[Made], removed: &[u8], fields: &Fields, schema: &Schema) -> Index {
    let mut index = Index::create_in_ram(schema.clone());
    let manager = TokenizerManager::default();
    for name in ["anli-words", "anli-grams", "anli-characters", "anli-key", "anli-value", "raw"] {
        manager.register(name, TextAnalyzer::builder(Cutter::new(in_form(name))).build());
    }
    index.set_tokenizers(manager);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, DELETING).unwrap();
    for (source, passage, title, values, numbers) in docs.iter().filter(|made| !removed.contains(&made.0)) {
        let mut doc = TantivyDocument::new();
        doc.add_u64(fields.source, u64::from(*source));
        if let Some(passage) = passage {
            for field in [fields.words, fields.grams, fields.characters] {
                doc.add_text(field, passage);
            }
        }
        if let Some(title) = title {
            doc.add_text(fields.title, title);
        }
        for (field, value) in values {
            doc.add_text(valued(*field, fields), value);
        }
        for &number in numbers {
            doc.add_u64(fields.figures[0], number);
            doc.add_u64(fields.case, number);
        }
        doc.add_bytes(fields.record, format!("{passage:?}").as_bytes());
        writer.add_document(doc).unwrap();
    }
    writer.commit().unwrap();
    index
}

fn valued(field: u8, fields: &Fields) -> tantivy::schema::Field {
    [fields.id, fields.kind, fields.city, fields.section, fields.actor][usize::from(field) % 5]
}

/// Our index of the same, on so many threads, with so little memory.
fn ours(docs: &[Made], removed: &[u8], threads: usize, memory: usize, folder: &Path) -> Index {
    let (schema, fields) = schema();
    let index = Index::create_in_dir(folder, schema).unwrap();
    let segmenter = Segmenter::for_queries();
    let (mut writer, inverters) = Writer::open(folder, index.clone(), fields, &segmenter, threads, memory).unwrap();
    for (at, same) in docs.chunk_by(|a, b| a.0 == b.0).enumerate() {
        let mut out = inverters.of(at);
        // As of every file that is read: it may have been in the index before.
        writer.remove(u64::from(same[0].0));
        out.begin_part(writer.reserve(u64::from(same[0].0), same.len() as u32));
        for (source, passage, title, values, numbers) in same {
            out.number(fields.source, u64::from(*source));
            if let Some(passage) = passage {
                out.passage(passage).unwrap();
            }
            if let Some(title) = title {
                out.text(fields.title, title).unwrap();
            }
            for (field, value) in values {
                out.text(valued(*field, &fields), value).unwrap();
            }
            for &number in numbers {
                out.number(fields.figures[0], number);
                out.number(fields.case, number);
            }
            out.end(format!("{passage:?}").as_bytes()).unwrap();
        }
    }
    for &source in removed {
        writer.remove(u64::from(source));
    }
    writer.cut(&inverters).unwrap();
    writer.commit().unwrap();
    index
}

/// Everything that is in the only segment of an index.
fn contents(index: &Index) -> BTreeMap<String, String> {
    let searcher = index.reader().unwrap().searcher();
    let mut out = BTreeMap::new();
    let Some(reader) = searcher.segment_readers().first() else { return out };
    assert_eq!(searcher.segment_readers().len(), 1);
    for (field, entry) in index.schema().fields() {
        let name = entry.name();
        if entry.is_indexed() {
            let inverted = reader.inverted_index(field).unwrap();
            let option = entry.field_type().index_record_option().unwrap_or(IndexRecordOption::Basic);
            let mut terms = inverted.terms().stream().unwrap();
            while terms.advance() {
                let mut list = inverted.read_postings_from_terminfo(terms.value(), option).unwrap();
                let mut docs = Vec::new();
                while list.doc() != TERMINATED {
                    let mut positions = Vec::new();
                    list.positions(&mut positions);
                    docs.push((list.doc(), if option.has_freq() { list.term_freq() } else { 1 }, positions));
                    list.advance();
                }
                let freq = terms.value().doc_freq;
                out.insert(format!("{name} {:?}", terms.key()), format!("{freq} {docs:?}"));
            }
            if option.has_freq() {
                out.insert(format!("{name} tokens"), inverted.total_num_tokens().to_string());
            }
            if entry.has_fieldnorms() {
                let norms = reader.get_fieldnorms_reader(field).unwrap();
                let norms: Vec<u8> = (0..reader.max_doc()).map(|doc| norms.fieldnorm_id(doc)).collect();
                out.insert(format!("{name} lengths"), format!("{norms:?}"));
            }
        }
        columns(reader, name, entry.field_type(), &mut out);
    }
    let store = reader.get_store_reader(1).unwrap();
    for doc in 0..reader.max_doc() {
        out.insert(
            format!("stored {doc}"),
            format!("{:?}", store.get::<TantivyDocument>(doc).unwrap().to_json(&index.schema())),
        );
    }
    out
}

fn columns(reader: &SegmentReader, name: &str, kind: &FieldType, out: &mut BTreeMap<String, String>) {
    if !kind.is_fast() {
        return;
    }
    for doc in 0..reader.max_doc() {
        let values = if kind.is_str() {
            let column = reader.fast_fields().str(name).unwrap();
            let mut values = Vec::new();
            for ord in column.iter().flat_map(|column| column.term_ords(doc)) {
                let mut value = String::new();
                column.as_ref().unwrap().ord_to_str(ord, &mut value).unwrap();
                values.push(value);
            }
            format!("{values:?}")
        } else {
            format!("{:?}", reader.fast_fields().u64(name).unwrap().values_for_doc(doc).collect::<Vec<_>>())
        };
        out.insert(format!("{name} of {doc}"), values);
    }
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let text = || "[质押知识产权中国银行a-c0-9，。；\n\u{1}\u{2}𠀀]{0,60}";
    let doc = (
        prop::option::weighted(0.8, text()),
        prop::option::weighted(0.3, text()),
        prop::collection::vec((0..5_u8, "[甲乙市]{0,3}"), 0..4),
        prop::collection::vec(0..4_u64, 0..4),
    );
    prop::collection::vec((prop::bool::ANY, doc), 0..40).prop_map(|docs| {
        let mut source = 0;
        docs.into_iter()
            .map(|(next, (passage, title, values, numbers))| {
                source += u8::from(next);
                (source, passage, title, values, numbers)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However often the memory is full, and whichever thread a document comes to.
    #[test]
    fn the_same_as_the_library_writes(
        docs in made(), threads in 1..4_usize, memory in prop::sample::select(vec![0_usize, 3000, 1 << 20]),
        removed in prop::collection::vec(0..6_u8, 0..3),
    ) {
        let (schema, fields) = schema();
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (ours(&docs, &removed, threads, memory, folder.path()), theirs(&docs, &removed, &fields, &schema));
        let (ours, theirs) = (contents(&ours), contents(&theirs));
        for (key, value) in &theirs {
            prop_assert_eq!(ours.get(key), Some(value), "{}", key);
        }
        prop_assert_eq!(ours.len(), theirs.len());
    }
}

/// What is taken out goes from the segments that there were, and not from those that come after.
#[test]
fn a_source_can_be_written_again() {
    let (schema, fields) = schema();
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create_in_dir(folder.path(), schema).unwrap();
    for round in 0..3 {
        let segmenter = Segmenter::for_queries();
        let (mut writer, inverters) = Writer::open(folder.path(), index.clone(), fields, &segmenter, 1, 0).unwrap();
        for cut in 0..3 {
            for source in [round, 7, 8 + cut] {
                let mut out = inverters.of(0);
                writer.remove(source);
                out.begin_part(writer.reserve(source, 2));
                for _ in 0..2 {
                    out.number(fields.source, source);
                    out.passage(&format!("第{round}{cut}条")).unwrap();
                    out.end(b"").unwrap();
                }
            }
            writer.cut(&inverters).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        // 0, up to this round, 7, and the last three; each twice.
        assert_eq!(searcher.num_docs(), 2 * (round + 5));
        let last = Term::from_field_text(fields.words, &format!("{round}2"));
        let query = tantivy::query::TermQuery::new(last, IndexRecordOption::Basic);
        assert_eq!(searcher.search(&query, &tantivy::collector::Count).unwrap(), 6);
    }
}

/// Longer than what is sorted at a time, so that it is written out in pieces.
#[test]
fn a_text_that_exceeds_the_memory_is_one_text() {
    let (schema, fields) = schema();
    let folder = tempfile::tempdir().unwrap();
    let long: String = "知识产权质押，保险。\n第1条".chars().cycle().take(40_000).collect();
    let long = |start: usize| long.chars().skip(start).collect::<String>();
    let docs: Vec<Made> = (0..3).map(|at| (at, Some(long(at.into())), Some(long(7)), Vec::new(), Vec::new())).collect();
    let (ours, theirs) = (ours(&docs, &[], 2, 0, folder.path()), theirs(&docs, &[], &fields, &schema));
    assert!(contents(&ours) == contents(&theirs));
}
