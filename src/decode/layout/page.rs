//! What is drawn on a page, as far as it is text.

/// A piece of text that is set without a gap, upright.
#[derive(Debug, Clone)]
pub(in crate::decode) struct Piece {
    pub(in crate::decode) text: String,
    /// From the left edge of the page, in points.
    pub(in crate::decode) left: f32,
    pub(in crate::decode) right: f32,
    /// The base line, from the lower edge of the page, in points.
    pub(in crate::decode) base: f32,
    /// The size of the font, in points.
    pub(in crate::decode) size: f32,
    /// The number of the marked content it belongs to, which mostly is a paragraph; -1 for none.
    pub(in crate::decode) mark: i64,
}

/// A page's text.
#[derive(Debug, Default)]
pub(in crate::decode) struct Page {
    pub(in crate::decode) pieces: Vec<Piece>,
    /// In points.
    pub(in crate::decode) bottom: f32,
    pub(in crate::decode) top: f32,
    /// Characters whose font does not say what they mean; each is a U+FFFD in the text.
    pub(in crate::decode) unreadable: usize,
    /// How many pictures it shows.
    pub(in crate::decode) pictures: usize,
}
