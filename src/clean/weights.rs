//! What speaks for and against a character in the place of a lost one: the features of the language model, each with its
//! weight.
//!
//! A weight is added to the score of a character that has the feature. Scores are natural logarithms of probabilities,
//! so −4.8 is one chance in 121; a feature whose weight is 0 is switched off. The weights were chosen by hand;
//! `benches/damage.rs` switches them off one by one and shows what each brings.

/// A feature of a character in the place of a lost one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Feature {
    /// A byte of it is lost: it could have been any.
    LostByte,
    /// A byte of it went with a private-use character that the page does not have any more.
    GoneByte,
    /// It stands between the same neighbours elsewhere in the page; times the logarithm of the places' weight.
    Elsewhere,
    /// The page prefers it to what the dictionary's corpus has of it; times the logarithm of by how much.
    PageLean,
    /// As [`Feature::PageLean`], of the character as a word of its own, beyond that.
    PageLeanAlone,
    /// Only simplified text writes it, and the page is traditional.
    OtherScript,
    /// It is not among the common characters.
    RareCharacter,
    /// It ends words (化, 性) and nothing stands before it that it could end.
    SuffixWithoutStem,
    /// 省 before a bracket: 省（區、市）.
    ProvinceBeforeBracket,
    /// In brackets or before them it makes a word with what stands around: 影（劇）院; times what the word says.
    WordAroundBrackets,
    /// It joins, and what stands before it still needs an object: 為和.
    ConjunctionForObject,
    /// 第 before a numeral.
    OrdinalBeforeNumeral,
    /// 於, 在, 自 or 至 before a year.
    PrepositionBeforeYear,
    /// 此 behind a preposition, where a clause ends.
    ThisBehindPreposition,
    /// A clause ends behind it, and it joins or needs an object.
    OpenAtClauseEnd,
    /// An ideographic blank at the beginning of a line.
    IndentAtLineStart,
    /// The mark that closes what is open.
    ClosesOpen,
    /// A mark that opens what is closed further on.
    OpensClosed,
    /// A mark that closes nothing.
    ClosesNothing,
    /// A mark of clauses before another one.
    MarkBeforeMark,
    /// A full stop in a quotation that goes on as a name: ”的.
    StopInName,
    /// An ideographic blank at the end of a line of a list by date.
    BlankEndsEntry,
    /// A full stop at the end of a line.
    StopEndsLine,
    /// The same before an item of a list.
    StopBeforeItem,
    /// A colon at the end of a line.
    ColonEndsLine,
    /// A colon at the end of a line before the first item of a list.
    ColonBeforeFirstItem,
    /// A semicolon at the end of a line.
    SemicolonEndsLine,
    /// A semicolon at the end of a line before a later item of a list.
    SemicolonBeforeItem,
    /// Any other mark at the end of a line.
    OtherEndsLine,
    /// A mark of clauses where the same damage stands again with the same neighbours: a word recurs so.
    MarkRecurs,
    /// A full stop anywhere else.
    Stop,
    /// A full-width digit where a figure goes on, or something is counted or dated.
    Digit,
    /// Any other mark of clauses.
    ClauseMark,
    /// Anything else that is no ideograph.
    OtherMark,
    /// An ASCII character that was lost with a lead byte: any of them.
    Ascii,
    /// What stands before the same characters elsewhere in the page; times how many agree, four at most.
    AsciiElsewhere,
    /// A zero that nothing stands before, where the page has one.
    LeadingZeroElsewhere,
    /// The same where the page has none.
    LeadingZero,
    /// A line break where the text shows one next.
    LineBreak,
    /// The first digit of a year of our time.
    YearDigit,
    /// A digit before a digit.
    DigitBeforeDigit,
}

/// How many features there are.
const COUNT: usize = Feature::DigitBeforeDigit as usize + 1;

impl Feature {
    /// Every feature.
    pub const ALL: [Feature; COUNT] = {
        let mut all = [Feature::LostByte; COUNT];
        let mut at = 0;
        while at < COUNT {
            all[at] = DEFAULT[at].0;
            at += 1;
        }
        all
    };
}

/// The weights that cleaning uses, in the order of the features.
const DEFAULT: [(Feature, f32); COUNT] = [
    (Feature::LostByte, -4.8),
    (Feature::GoneByte, -2.0),
    (Feature::Elsewhere, 1.5),
    (Feature::PageLean, 1.0),
    (Feature::PageLeanAlone, 0.6),
    (Feature::OtherScript, -8.0),
    (Feature::RareCharacter, -2.0),
    (Feature::SuffixWithoutStem, -4.0),
    (Feature::ProvinceBeforeBracket, 3.0),
    (Feature::WordAroundBrackets, 1.0),
    (Feature::ConjunctionForObject, -5.0),
    (Feature::OrdinalBeforeNumeral, 4.0),
    (Feature::PrepositionBeforeYear, 4.0),
    (Feature::ThisBehindPreposition, 5.0),
    (Feature::OpenAtClauseEnd, -6.0),
    (Feature::IndentAtLineStart, 8.0),
    (Feature::ClosesOpen, 4.0),
    (Feature::OpensClosed, 4.0),
    (Feature::ClosesNothing, -6.0),
    (Feature::MarkBeforeMark, -8.0),
    (Feature::StopInName, -8.0),
    (Feature::BlankEndsEntry, 10.0),
    (Feature::StopEndsLine, 4.0),
    (Feature::StopBeforeItem, -4.0),
    (Feature::ColonEndsLine, 1.0),
    (Feature::ColonBeforeFirstItem, 5.0),
    (Feature::SemicolonEndsLine, 1.0),
    (Feature::SemicolonBeforeItem, 5.0),
    (Feature::OtherEndsLine, -6.0),
    (Feature::MarkRecurs, -6.0),
    (Feature::Stop, -0.5),
    (Feature::Digit, -1.0),
    (Feature::ClauseMark, -1.0),
    (Feature::OtherMark, -4.0),
    (Feature::Ascii, -9.0),
    (Feature::AsciiElsewhere, 3.0),
    (Feature::LeadingZeroElsewhere, -6.0),
    (Feature::LeadingZero, -3.0),
    (Feature::LineBreak, -1.0),
    (Feature::YearDigit, 8.0),
    (Feature::DigitBeforeDigit, 2.0),
];

/// A weight for each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights([f32; COUNT]);

impl Weights {
    /// The weights that cleaning uses.
    pub(super) const USUAL: Weights = {
        let mut weights = [0.0; COUNT];
        let mut at = 0;
        while at < COUNT {
            weights[DEFAULT[at].0 as usize] = DEFAULT[at].1;
            at += 1;
        }
        Weights(weights)
    };

    /// The weights without `feature`.
    #[must_use]
    pub fn without(mut self, feature: Feature) -> Weights {
        self.0[feature as usize] = 0.0;
        self
    }

    /// The weight of `feature`.
    #[inline]
    #[must_use]
    pub fn of(&self, feature: Feature) -> f32 {
        self.0[feature as usize]
    }

    /// The weight of `feature` where `has` holds, nothing where not.
    #[inline]
    pub(super) fn when(&self, has: bool, feature: Feature) -> f32 {
        if has { self.of(feature) } else { 0.0 }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Weights::USUAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weight() {
        for (at, feature) in Feature::ALL.into_iter().enumerate() {
            assert_eq!(feature as usize, at, "{feature:?}");
            let weights = Weights::default();
            assert!(weights.of(feature) != 0.0 && weights.clone().without(feature).of(feature) == 0.0, "{feature:?}");
            for other in Feature::ALL.into_iter().filter(|other| *other != feature) {
                assert_eq!(weights.clone().without(feature).of(other), weights.of(other));
            }
        }
    }
}
