//! Plain tantivy with jieba: what anybody would write first. One document a paragraph, words with positions, the text
//! stored.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{
    IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value, document::TantivyDocument,
};
use tantivy::tokenizer::{LowerCaser, TextAnalyzer};
use tantivy::{Index, IndexWriter, ReloadPolicy, Searcher};
use tantivy_jieba::JiebaTokenizer;

const JIEBA: &str = "jieba";

/// All files below `folder`, sorted.
pub fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder is readable").map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

fn register(index: &Index) {
    let analyzer = TextAnalyzer::builder(JiebaTokenizer::new()).filter(LowerCaser).build();
    index.tokenizers().register(JIEBA, analyzer);
}

/// Indexes every line of every file that is not blank, and prints how many there were.
pub fn build(corpus: &Path, folder: &Path) {
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer(JIEBA).set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_stored().set_indexing_options(indexing));
    let id = schema.add_text_field("id", STRING | STORED);
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let index = Index::create_in_dir(folder, schema.build()).unwrap();
    register(&index);
    let mut writer: IndexWriter = index.writer_with_num_threads(2, 100 << 20).unwrap();
    let mut paths = Vec::new();
    files(corpus, &mut paths);
    let mut count = 0;
    for path in paths {
        let Ok(content) = std::fs::read_to_string(&path) else { continue };
        for (number, line) in content.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            let mut doc = TantivyDocument::new();
            doc.add_text(text, line);
            doc.add_text(id, format!("{}#{number}", path.display()));
            writer.add_document(doc).unwrap();
            count += 1;
        }
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    println!("{count} paragraphs");
}

/// An open index.
pub struct Plain {
    searcher: Searcher,
    parser: QueryParser,
    text: tantivy::schema::Field,
}

impl Plain {
    pub fn open(folder: &Path) -> Plain {
        let index = Index::open_in_dir(folder).expect("the plain index is there");
        register(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().unwrap();
        let text = index.schema().get_field("text").unwrap();
        let mut parser = QueryParser::for_index(&index, vec![text]);
        parser.set_conjunction_by_default();
        Plain { searcher: reader.searcher(), parser, text }
    }

    /// Ten hits with their texts, and how many there are.
    pub fn search(&self, query: &str) -> (usize, Vec<String>) {
        let query = self.parser.parse_query(query).unwrap();
        let (top, count) = self.searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count)).unwrap();
        let texts = top.into_iter().map(|(_, address)| {
            let doc: TantivyDocument = self.searcher.doc(address).unwrap();
            doc.get_first(self.text).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
        });
        (count, texts.collect())
    }

    /// Ten hits without a count: tantivy may skip what cannot be among them.
    pub fn top(&self, query: &str) -> usize {
        let query = self.parser.parse_query(query).unwrap();
        self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).unwrap().len()
    }

    pub fn time(&self, query: &str) -> (Duration, Duration) {
        let started = Instant::now();
        std::hint::black_box(self.search(query));
        let counted = started.elapsed();
        let started = Instant::now();
        std::hint::black_box(self.top(query));
        (counted, started.elapsed())
    }
}

/// Prints the bytes that each field of the tantivy index in `folder` takes.
pub fn space(folder: &Path) {
    let index = Index::open_in_dir(folder).expect("there is an index");
    let usage = index.reader().unwrap().searcher().space_usage().unwrap();
    let mut bytes: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for segment in usage.segments() {
        for (what, part) in [
            ("terms", segment.termdict()),
            ("postings", segment.postings()),
            ("positions", segment.positions()),
            ("columns", segment.fast_fields()),
            ("lengths", segment.fieldnorms()),
        ] {
            for field in part.fields() {
                let name = field.field_name().to_owned();
                *bytes.entry((name, what)).or_default() += field.total().get_bytes();
            }
        }
        *bytes.entry(("(store)".to_owned(), "")).or_default() += segment.store().total().get_bytes();
    }
    for ((field, what), bytes) in bytes {
        println!("{field:<12} {what:<10} {bytes:>12}");
    }
}
