//! What a column may hold, and the words for that.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// The day, or days.
    Date,
    /// The first day.
    From,
    /// The last day.
    To,
    /// A year, which no entry can have alone.
    Year,
    /// The number of the month, or its name.
    Month,
    /// The number of the day in its month.
    Day,
    /// When it began, on its day.
    StartTime,
    /// When it ended, on its day.
    EndTime,
    /// What it was.
    Title,
    /// For how long.
    Time,
    /// What it earned, of a unit that is no time.
    Points,
    /// The type.
    Type,
    /// The category.
    Category,
    /// Was it planned?
    Planned,
    /// Who offered it.
    Provider,
    /// What was learned.
    Reflection,
    /// What was done.
    Body,
    /// Whose it is.
    Person,
    /// The first part of whose it is.
    FirstName,
    /// The last part of whose it is.
    LastName,
    /// Did it take place?
    Status,
    /// Is it a draft?
    Draft,
    /// Is it published? What is not is a draft.
    Published,
    /// Words for finding it again.
    Tags,
    /// Codes of competences.
    Competences,
    /// The number of the row, or a sum: nothing of the entry's own.
    Aside,
    /// What is never taken: people who were there, passcodes.
    Secret,
    /// Anything else: the owner's own key.
    Private,
}

impl Role {
    /// The words of `--map` and of the file of a mapping.
    pub(crate) const WORDS: &'static [(&'static str, Self)] = &[
        ("date", Self::Date),
        ("from", Self::From),
        ("to", Self::To),
        ("start-time", Self::StartTime),
        ("end-time", Self::EndTime),
        ("title", Self::Title),
        ("hours", Self::Time),
        ("points", Self::Points),
        ("type", Self::Type),
        ("category", Self::Category),
        ("planned", Self::Planned),
        ("provider", Self::Provider),
        ("reflection", Self::Reflection),
        ("text", Self::Body),
        ("person", Self::Person),
        ("first-name", Self::FirstName),
        ("last-name", Self::LastName),
        ("status", Self::Status),
        ("draft", Self::Draft),
        ("published", Self::Published),
        ("tags", Self::Tags),
        ("competences", Self::Competences),
        ("year", Self::Year),
        ("month", Self::Month),
        ("day", Self::Day),
        ("private", Self::Private),
        ("ignore", Self::Aside),
        ("never", Self::Secret),
    ];

    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, role)| *role == self).map_or("private", |(word, _)| word)
    }
}

impl Role {
    /// May an entry have only one of it? Then what further columns of it say is kept beside it.
    pub(super) fn is_single(self) -> bool {
        matches!(
            self,
            Self::Date
                | Self::From
                | Self::To
                | Self::Year
                | Self::Month
                | Self::Day
                | Self::Provider
                | Self::Person
                | Self::FirstName
                | Self::LastName
        )
    }

    /// Does it say when something was?
    pub(super) fn is_day(self) -> bool {
        matches!(self, Self::Date | Self::From | Self::To)
    }
}
