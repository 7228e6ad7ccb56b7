//! The schema: every field is named once, here.

use std::borrow::Cow;

use tantivy::schema::{
    IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::figures::{self, FIGURES};
use crate::lexicon::words::PEOPLE;
use crate::text::fold;

use tantivy::schema::Field;

/// The format of an index. Raise it with every change of the schema or of the records.
pub const FORMAT: u32 = 18;

/// What the schema calls the forms in which texts are looked up.
const WORDS: &str = "anli-words";
const GRAMS: &str = "anli-grams";
const CHARACTERS: &str = "anli-characters";
const KEY: &str = "anli-key";
const VALUE: &str = "anli-value";

/// The fields of the index, in the order of the schema.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is documented where it is made, in `fields`")]
pub struct Fields {
    pub id: Field,
    pub source: Field,
    pub kind: Field,
    pub record: Field,
    pub case: Field,
    pub notice: Field,
    pub seq: Field,
    pub words: Field,
    pub grams: Field,
    pub characters: Field,
    pub title: Field,
    pub number: Field,
    pub issuer: Field,
    pub section: Field,
    pub role: Field,
    pub tier: Field,
    pub province: Field,
    pub city: Field,
    pub county: Field,
    pub year: Field,
    pub instrument: Field,
    pub object: Field,
    pub actor: Field,
    pub issued: Field,
    pub kin: Field,
    pub print: Field,
    pub figures: [Field; FIGURES.len()],
}

/// The fields whose lengths are summed up, in the order of the schema: those that have frequencies.
pub(super) const COUNTED: [&str; 4] = ["words", "grams", "characters", "title"];

/// The fields that are counted as facets, by their English names.
pub const FACETS: [&str; 10] =
    ["tier", "province", "city", "county", "section", "year", "instrument", "object", "actor", "issuer"];

fn fields(builder: &mut SchemaBuilder) -> Fields {
    let text = |tokenizer: &str, option: IndexRecordOption, norms: bool| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms),
        )
    };
    let key = || text(KEY, IndexRecordOption::Basic, false);
    // A value that is found by its key and counted by its display form.
    let facet = || key().set_fast("raw");
    // A text that is found by any run of its characters.
    let run = || text(GRAMS, IndexRecordOption::WithFreqsAndPositions, true);
    // One of few values, found by any run of its characters as well: all values are looked through.
    let value = || text(VALUE, IndexRecordOption::Basic, false);
    let number = NumericOptions::default().set_fast();
    let key_number = || number.clone().set_indexed();
    Fields {
        // The id of a passage, case or notice.
        id: builder.add_text_field("id", text("raw", IndexRecordOption::Basic, false)),
        // The key of the file's path; deleting by it removes everything that came from the file.
        source: builder.add_u64_field("source", NumericOptions::default().set_indexed()),
        // passage, case or notice.
        kind: builder.add_text_field("kind", key()),
        // The record that the document stands for.
        record: builder.add_bytes_field("record", STORED),
        // The keys of the passage's case and notice; of a case or notice itself, its own.
        case: builder.add_u64_field("case", key_number()),
        notice: builder.add_u64_field("notice", key_number()),
        // Passages in the order of the corpus: the file's ordinal in the upper half, the place in the file below.
        seq: builder.add_u64_field("seq", key_number()),
        // The words of the passage. No positions: exact runs and distances are answered by `grams`.
        words: builder.add_text_field("words", text(WORDS, IndexRecordOption::WithFreqs, true)),
        // Every character of the passage.
        grams: builder.add_text_field("grams", run()),
        // How often the passage has each of its characters. Where, its text tells: the lists are the longest there are.
        characters: builder.add_text_field("characters", text(CHARACTERS, IndexRecordOption::WithFreqs, false)),
        // The title of a case or of a notice. Passages have none: a search asks for the titles once, not in each passage.
        title: builder.add_text_field("title", run()),
        // 文號 and id.
        number: builder.add_text_field("number", value()),
        issuer: builder.add_text_field("issuer", value().set_fast("raw")),
        section: builder.add_text_field("section", value().set_fast("raw")),
        role: builder.add_text_field("role", facet()),
        tier: builder.add_text_field("tier", facet()),
        province: builder.add_text_field("province", facet()),
        city: builder.add_text_field("city", facet()),
        county: builder.add_text_field("county", facet()),
        year: builder.add_text_field("year", facet()),
        instrument: builder.add_text_field("instrument", facet()),
        object: builder.add_text_field("object", facet()),
        actor: builder.add_text_field("actor", value().set_fast("raw")),
        // Date of issue as a number, 20230630.
        issued: builder.add_u64_field("issued", number),
        // Of a notice, the keys that its versions may share with it, and the fingerprint that tells how near they are.
        kin: builder.add_u64_field("kin", NumericOptions::default().set_indexed()),
        print: builder.add_u64_field("print", NumericOptions::default().set_fast()),
        // The figures and dates of the passage, a column a kind; see `figures`.
        figures: FIGURES.map(|(_, name)| figures::column(builder, name)),
    }
}

impl Fields {
    /// The field of the index in which the values of `field` are looked up.
    #[must_use]
    pub fn of(&self, field: crate::api::Field) -> Field {
        use crate::api::Field as Asked;
        match field {
            Asked::Notice => self.number,
            Asked::Issuer => self.issuer,
            Asked::Tier => self.tier,
            Asked::Case => self.case,
            Asked::Title => self.title,
            Asked::Province => self.province,
            Asked::City => self.city,
            Asked::County => self.county,
            Asked::Section => self.section,
            Asked::Instrument => self.instrument,
            Asked::Object => self.object,
            Asked::Actor => self.actor,
            Asked::Role => self.role,
            Asked::Year => self.year,
        }
    }
}

/// The schema and its fields.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let mut builder = SchemaBuilder::new();
    let fields = fields(&mut builder);
    (builder.build(), fields)
}

/// The field that counts the single characters of what `field` has the bigrams of; none where their union must do.
pub(crate) fn characters_of(schema: &Schema, field: Field) -> Option<Field> {
    if schema.get_field_name(field) == "grams" { schema.get_field("characters").ok() } else { None }
}

/// In which form a text is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// As its words.
    Words,
    /// As its pairs of characters.
    Grams,
    /// As its single characters.
    Characters,
    /// As a whole, in this form.
    Whole(fn(&str) -> Cow<'_, str>),
}

impl Form {
    /// The form that the schema calls so.
    pub(super) fn called(name: &str) -> Form {
        match name {
            WORDS => Form::Words,
            GRAMS => Form::Grams,
            CHARACTERS => Form::Characters,
            KEY => Form::Whole(|text| facet_key(text).into()),
            VALUE => Form::Whole(|text| fold(text).into()),
            _ => Form::Whole(|text| text.into()),
        }
    }
}

/// The form in which a value of a coded field is compared: folded, without quotation marks and blanks, and without
/// the word for its kind (`寧波市` is `宁波`, `優秀案例` is `优秀`).
#[must_use]
pub fn facet_key(value: &str) -> String {
    let folded: String = fold(value)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '"' | '「' | '」' | '《' | '》'))
        .collect();
    const AUTONOMOUS: [&str; 4] = ["自治区", "自治州", "自治县", "自治旗"];
    const PLAIN: [&str; 9] = ["案例", "地区", "市", "县", "区", "省", "州", "盟", "年"];
    let without = |text: &'_ str, suffix: &str| {
        text.strip_suffix(suffix).filter(|stem| stem.chars().count() >= 2).map(str::to_owned)
    };
    // 恩施土家族苗族自治州 is called 恩施州, and 恩施.
    if let Some(mut stem) = AUTONOMOUS.iter().find_map(|suffix| without(&folded, suffix)) {
        while let Some(shorter) = PEOPLE.iter().find_map(|people| without(&stem, people)) {
            stem = shorter;
        }
        return stem;
    }
    PLAIN.iter().find_map(|suffix| without(&folded, suffix)).unwrap_or(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_meet_in_their_keys() {
        for (a, b) in [
            ("寧波市", "宁波"),
            ("江北區", "江北"),
            ("優秀案例", "优秀"),
            ("“質押融資”", "质押融资"),
            ("2023年", "2023"),
        ] {
            assert_eq!(facet_key(a), facet_key(b), "{a} and {b}");
        }
        // A suffix that is half of the name stays.
        assert_eq!(facet_key("市"), "市");
        assert_eq!(facet_key("沙市"), "沙市");
    }
}
