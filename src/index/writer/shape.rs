//! What an index keeps of each field, as its schema says.

use tantivy::schema::{Field, FieldType, Schema};

use super::lists::Detail;
use crate::index::schema::Form;

/// What an index keeps of a field.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// Its name.
    pub(super) name: String,
    /// In which form a text is looked up; none where it is not.
    pub(super) form: Option<Form>,
    /// Whether a number is looked up.
    pub(super) is_number: bool,
    /// What is kept of a term in a document.
    pub(super) detail: Detail,
    /// Whether it is a column.
    pub(super) is_column: bool,
    /// Whether its values are texts, and not numbers.
    pub(super) is_text: bool,
    /// Where its length stands among those that are kept for each document.
    pub(super) norm: Option<usize>,
    /// Where its length stands among those that are summed up.
    pub(super) length: Option<usize>,
}

/// The shapes of all fields, by their numbers, and how many have lengths that are kept, and summed up.
#[derive(Debug, Clone, Default)]
pub(super) struct Shapes {
    pub(super) fields: Vec<Shape>,
    pub(super) norms: usize,
    pub(super) lengths: usize,
}

impl Shapes {
    pub(super) fn of(schema: &Schema) -> Shapes {
        let mut shapes = Shapes::default();
        for (_, entry) in schema.fields() {
            let mut shape = Shape { name: entry.name().to_owned(), ..Shape::default() };
            match entry.field_type() {
                FieldType::Str(options) => {
                    if let Some(indexing) = options.get_indexing_options() {
                        let option = indexing.index_option();
                        shape.form = Some(Form::called(indexing.tokenizer()));
                        shape.detail = Detail { count: option.has_freq(), positions: option.has_positions() };
                    }
                    (shape.is_column, shape.is_text) = (options.is_fast(), true);
                }
                FieldType::U64(options) => {
                    shape.is_number = options.is_indexed();
                    shape.is_column = options.is_fast();
                }
                _ => {}
            }
            if entry.is_indexed() && entry.has_fieldnorms() {
                shape.norm = Some(shapes.norms);
                shapes.norms += 1;
            }
            if shape.detail.count {
                shape.length = Some(shapes.lengths);
                shapes.lengths += 1;
            }
            shapes.fields.push(shape);
        }
        shapes
    }

    pub(super) fn of_field(&self, field: Field) -> &Shape {
        &self.fields[field.field_id() as usize]
    }
}
