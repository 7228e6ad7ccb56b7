//! What an enum has whose values people write: on the command line, in an address, in JSON.

use crate::text::fold;

/// A value that a person may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<T> {
    /// The value.
    pub value: T,
    /// Its name, as JSON has it too.
    pub name: &'static str,
    /// Other names that are taken for it, in simplified characters, with blanks between; may be empty.
    pub alias: &'static str,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

impl<T> Choice<T> {
    /// Other names that are taken for it.
    pub fn aliases(&self) -> impl Iterator<Item = &'static str> + use<T> {
        self.alias.split_whitespace()
    }
}

/// An enum whose values people write.
pub trait Choices: Copy + PartialEq + Send + Sync + 'static {
    /// Every value.
    const CHOICES: &'static [Choice<Self>];

    /// The value of this name, in either script.
    fn from_name(name: &str) -> Option<Self> {
        let name = fold(name);
        let is = |choice: &&Choice<Self>| choice.name == name || choice.aliases().any(|alias| alias == name);
        Self::CHOICES.iter().find(is).map(|choice| choice.value)
    }
}

pub(super) const fn choice<T>(value: T, name: &'static str, zh: &'static str, en: &'static str) -> Choice<T> {
    Choice { value, name, alias: "", zh, en }
}
