//! Whom a build is for.

use crate::model::Visibility;

/// The three audiences, from the one that sees most to the one that sees least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The owner: everything.
    Private,
    /// The assessor: what the member chose to show, with reflections.
    Assessor,
    /// Everybody: what the member chose to publish.
    Public,
}

impl Audience {
    /// The words of the settings and of `--audience`.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("private", Self::Private), ("assessor", Self::Assessor), ("public", Self::Public)];

    /// The word of the settings.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, a)| *a == self).map_or("public", |(w, _)| w)
    }

    /// How much of an entry of some visibility this audience sees.
    pub fn sees(self, visibility: Visibility) -> Sight {
        match (self, visibility) {
            (Self::Private, _)
            | (Self::Assessor, Visibility::Assessor | Visibility::Public)
            | (Self::Public, Visibility::Public) => Sight::Entry,
            (Self::Assessor | Self::Public, Visibility::Hours) => Sight::Line,
            (Self::Assessor, Visibility::Private) | (Self::Public, Visibility::Private | Visibility::Assessor) => {
                Sight::Nothing
            }
        }
    }
}

/// How much of an entry is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Its own page, with the fields that the audience may see.
    Entry,
    /// Date, minutes, type, category and planned, under a number.
    Line,
    /// It does not exist.
    Nothing,
}
