//! The table of codes: name, level, what it means, and why we ask. `explain CODE` and the built-in
//! guide print it; the gallery under `tests/errors` has one case for each.

use std::fmt;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The value cannot be used: the entry (or the build) stops here.
    Error,
    /// A doubtful point: everything is used as it stands.
    Warning,
}

impl Level {
    /// `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $what:literal])+ $id:ident $name:literal $level:ident, why: $why:literal, example: $example:literal;)*) => {
        /// What kind of fault. Names are stable: scripts and editors rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $what])+ $id,)* }

        impl Code {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$id),*];

            /// The name in brackets: `unknown-key`.
            pub fn name(self) -> &'static str { match self { $(Self::$id => $name),* } }

            /// Error or warning.
            pub fn level(self) -> Level { match self { $(Self::$id => Level::$level),* } }

            /// What it means, in one or two sentences.
            pub fn what(self) -> &'static str { match self { $(Self::$id => concat!($($what),+).trim_ascii()),* } }

            /// Why we ask, or what would go wrong.
            pub fn why(self) -> &'static str { match self { $(Self::$id => $why),* } }

            /// A piece that is wrong and, after an arrow, the same put right.
            pub fn example(self) -> &'static str { match self { $(Self::$id => $example),* } }
        }
    };
}

codes! {
    /// The file is not UTF-8 text.
    InvalidUtf8 "invalid-utf8" Error, why: "Guessing an encoding would silently change names and words.",
        example: "Save the file as UTF-8 in your editor.";
    /// The file has a NUL character.
    NulByte "nul-byte" Error, why: "Text has none: the file is damaged or not text.", example: "Restore the file from git.";
    /// A merge of two versions was not finished.
    MergeConflict "merge-conflict" Error, why: "Both versions would be shown, with the marks between them, or neither could be read.",
        example: "Keep what is right; delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`.";
    /// The file is larger than its kind may be.
    FileTooLarge "file-too-large" Error, why: "A text of more than 1 MiB is no entry; a limit keeps one file from stopping all others.",
        example: "Move the long text into a file under `evidence/`.";
    /// The front matter is larger than 64 KiB.
    FrontMatterTooLarge "front-matter-too-large" Error, why: "The head holds a few facts; long text belongs below the second `---`.",
        example: "Move the long text below the second `---`.";
    /// The file does not begin with front matter.
    NoFrontMatter "no-front-matter" Error, why: "Hours and date stand in the head of an entry, between two lines of `---`.",
        example: "My day  ->  ---\ntitle: My day\ndate: 2026-03-04\nhours: 2\n---";
    /// The front matter has no second `---`.
    UnclosedFrontMatter "unclosed-front-matter" Error, why: "Without its end, the whole text would be read as facts.",
        example: "Put a line of `---` after the last key.";
    /// The front matter ends inside a text, or above one of its keys.
    FrontMatterEndsEarly "front-matter-ends-early" Error, why: "What stands below it is shown as the body: a reflection or `visibility` would be lost, and public.",
        example: "Indent a line of `---` that belongs to a text, as the text is.";
    /// The front matter holds two YAML documents.
    TwoDocuments "two-documents" Error, why: "Only one would be read, the other lost without a word.",
        example: "Keep one block of keys between the first two lines of `---`.";
    /// The front matter or file is not valid YAML.
    YamlSyntax "yaml-syntax" Error, why: "A text with a colon, or one that starts with a sign, needs quotes.",
        example: "title: Part 1: torque  ->  title: \"Part 1: torque\"";
    /// A text of which YAML keeps less than stands there.
    TextCut "text-cut" Warning, why: "What follows a space and `#` is a comment to YAML, and lines below `>` become one: both happen without a word.",
        example: "title: Working in C # and F #  ->  title: \"Working in C # and F #\"";
    /// A line is indented with a tab.
    TabIndent "tab-indent" Error, why: "YAML allows spaces only at the start of a line.", example: "Use two spaces.";
    /// The same key stands twice.
    DuplicateKey "duplicate-key" Error, why: "One of the two values would be lost.", example: "hours: 2\nhours: 3  ->  hours: 5";
    /// The text is a list or a single value where keys are expected.
    NotAMapping "not-a-mapping" Error, why: "Facts are written as `key: value`, one a line.", example: "- 2  ->  hours: 2";
    /// A key that we do not know.
    UnknownKey "unknown-key" Error, why: "A misspelt key would lose its value, hours among them. Your own keys go under `private:`.",
        example: "hour: 2  ->  hours: 2";
    /// A key that must be there is missing.
    MissingKey "missing-key" Error, why: "Without a title, a date and hours an entry cannot be judged.", example: "hours: 2h30m";
    /// The value is of another kind than the key takes.
    WrongType "wrong-type" Error, why: "YAML reads `yes` as a word and `2` as a number; we never guess.",
        example: "planned: yes  ->  planned: true";
    /// The value is empty.
    EmptyValue "empty-value" Error, why: "A key that must be there says nothing without a value. One that may be left out may also stay empty.", example: "title:  ->  title: Power electronics";
    /// The value is longer than it may be.
    TextTooLong "text-too-long" Error, why: "Titles and names are shown in lists; long text goes below the head.", example: "title: (over 500 characters)";
    /// Not a date.
    BadDate "bad-date" Error, why: "04/03/2026 means two days in two countries: year, month, day is the same everywhere.",
        example: "date: 4/3/2026  ->  date: 2026-03-04";
    /// A date with a time behind it.
    TimeLeftOut "time-left-out" Warning, why: "A record counts days. The day is the one that stands there, whatever the zone.",
        example: "date: 2026-03-04T09:30:00+01:00  ->  date: 2026-03-04";
    /// The last day comes before the first.
    DateOrder "date-order" Error, why: "The last day decides in which year an entry counts.", example: "date: {from: 2026-03-06, to: 2026-03-04}";
    /// Not a length of time.
    BadHours "bad-hours" Error, why: "Hours are counted exactly, to the minute.", example: "hours: two  ->  hours: 2 | 2h30m | 150m | \"2:30\"";
    /// The decimals do not come out in whole minutes.
    HoursNotWholeMinutes "hours-not-whole-minutes" Error, why: "0.33 h is 19 minutes and 48 seconds: rounding would change totals.",
        example: "hours: 0.33  ->  hours: 20m";
    /// Fewer than no hours.
    HoursNegative "hours-negative" Error, why: "Time spent cannot be taken away from other entries.", example: "hours: -2  ->  hours: 2";
    /// Zero hours.
    HoursZero "hours-zero" Warning, why: "The entry is shown, and adds nothing.", example: "hours: 0  ->  hours: 30m";
    /// More hours than the days have.
    HoursTooMany "hours-too-many" Error, why: "More than 24 hours for each day is a slip of the pen.", example: "hours: 250  ->  hours: 2.5";
    /// More than 12 hours a day.
    HoursALot "hours-a-lot" Warning, why: "Possible, but an assessor will ask.", example: "date: {from: 2026-03-04, to: 2026-03-06}";
    /// A date that the file's name, its folder or the rest of the record contradicts.
    DateDoubtful "date-doubtful" Warning, why: "A year that is mistyped moves the hours into another year.",
        example: "2026-01-05-talk.md with date: 2025-01-05  ->  date: 2026-01-05";
    /// An entry that is there twice.
    SameEntry "same-entry" Warning, why: "Both count: a copy that a program made, or an entry written twice, adds hours that were never spent.",
        example: "talk.md and talk (1).md: delete one of the two";
    /// A folder whose name says that what is in it is not finished.
    DraftFolder "draft-folder" Warning, why: "A folder's name changes nothing: its entries count, and its pages are shown to everybody.",
        example: "content/activities/_drafts/talk.md  ->  draft: true in its head";
    /// The parts of the categories do not add up to the hours.
    CategoryParts "category-parts" Error, why: "Hours would be counted twice or lost.",
        example: "hours: 2h\ncategory: {job-technical: 1h, soft-skills: 30m}  ->  soft-skills: 1h";
    /// A word that is not in the list of allowed ones.
    UnknownWord "unknown-word" Error, why: "The list is closed: a misspelt word would change who sees an entry or how it counts.",
        example: "visibility: asessor  ->  visibility: assessor";
    /// A kind of activity that no policy you follow knows.
    UnknownType "unknown-type" Error, why: "Add your own kinds under `types:` in cpdfolio.yaml.", example: "type: seminar  ->  type: event";
    /// A category that no policy you follow knows.
    UnknownCategory "unknown-category" Error, why: "Categories come from the policy's data.", example: "category: technical  ->  category: job-technical";
    /// A competence code that is not known.
    UnknownCompetence "unknown-competence" Error, why: "Codes come from UK-SPEC or your body's own list.", example: "competences: [F1]  ->  competences: [E1]";
    /// A plan item that does not exist.
    UnknownPlanItem "unknown-plan-item" Error, why: "Progress of a plan is counted from the entries that name it.",
        example: "plan: [sic]  ->  plan: [sic-inverters]";
    /// A directory item that does not exist.
    UnknownDirectoryItem "unknown-directory-item" Error, why: "The item says what the activity was.", example: "item: et-mag  ->  item: et-magazine";
    /// A benefit or value that does not exist.
    UnknownCite "unknown-cite" Error, why: "Benefits and values have fixed ids.", example: "cites: [keep-up]  ->  cites: [keep-pace]";
    /// The evidence file is not there.
    MissingEvidence "missing-evidence" Error, why: "A record that points at nothing cannot be shown.", example: "evidence: [evidence/2026/certificate.pdf]";
    /// A photo that holds the place where it was taken.
    PhotoLocation "photo-location" Warning, why: "Whoever gets the file can read the place: a home, a client's site. The small copies on pages hold only pixels.",
        example: "Export the photo without its location, and put that file under evidence/.";
    /// A path that leads outside the place it may name.
    BadPath "bad-path" Error, why: "A site reads nothing outside its own folder.", example: "evidence: [../cert.pdf]  ->  evidence: [evidence/cert.pdf]";
    /// A name that cannot be an id.
    BadId "bad-id" Error, why: "Ids become addresses: lower-case letters, digits and hyphens are safe everywhere.",
        example: "My Plan.md  ->  my-plan.md";
    /// Two things have the same id.
    DuplicateId "duplicate-id" Error, why: "A reference could mean either.", example: "Rename one of the two files.";
    /// Two file names differ only in case or in how letters are put together.
    NameTwins "name-twins" Error, why: "On another computer one of the two would overwrite the other.", example: "Talk.md and talk.md: rename one.";
    /// A file name that some systems cannot store.
    NameNotPortable "name-not-portable" Error, why: "The site has to work on any computer; invisible characters make two names look alike.",
        example: "con.md  ->  conference.md";
    /// A symbolic link.
    Symlink "symlink" Error, why: "A link can lead outside the site: we read nothing that way.", example: "Put the file itself in its place.";
    /// Something that is not a file: a device, a pipe.
    NotAFile "not-a-file" Error, why: "Reading it could wait for ever.", example: "Remove it from the site's folder.";
    /// The file cannot be read.
    Unreadable "unreadable" Error, why: "Leaving it out without a word could lose hours.", example: "Check who may read the file.";
    /// More files than a site may have.
    TooManyFiles "too-many-files" Error, why: "A limit keeps a mistaken folder from filling memory.", example: "Is this the right folder?";
    /// Two pages would have the same address.
    RouteClash "route-clash" Error, why: "One would overwrite the other.", example: "Rename one of the two files.";
    /// A link to a page that does not exist.
    BrokenLink "broken-link" Warning, why: "A reader would meet a dead end.", example: "[plan](pln.md)  ->  [plan](plan.md)";
    /// A link to a heading that does not exist.
    BrokenAnchor "broken-anchor" Warning, why: "A reader would land at the top of the page.", example: "[tables](policy.md#tabels)  ->  [tables](policy.md#tables)";
    /// HTML in Markdown.
    RawHtml "raw-html" Warning, why: "It is shown as text: a record may be read in any browser without a risk.", example: "<b>bold</b>  ->  **bold**";
    /// A mark of another program: a comment, a link by name, the name of a block.
    ForeignMark "foreign-mark" Warning, why: "It is read as that program means it: what it hides is left out, and a link by name leads to the file. A mark of Markdown says the same everywhere.",
        example: "[[Power talk|the talk]]  ->  [the talk](/activities/2026/power-talk.md)";
    /// A picture from another site.
    RemoteImage "remote-image" Warning, why: "Opening a page asks no other server; the picture becomes a link.", example: "Save the picture under `evidence/`.";
    /// A link with a scheme that is not allowed.
    BadLink "bad-link" Warning, why: "Only http, https, mailto and links inside the site become links.", example: "[x](javascript:...)  ->  plain text";
    /// A shortcode that cannot be read.
    BadShortcode "bad-shortcode" Error, why: "A page would show the braces instead of the number.",
        example: "{{ policy(rule=\"totl\", show=\"at_least\") }}  ->  rule=\"total\"";
    /// The policy that a setting names does not exist.
    UnknownPolicy "unknown-policy" Error, why: "Nothing could be judged.", example: "policies: [{id: ite}]  ->  policies: [{id: iet}]";
    /// A circumstance that the policy does not know.
    UnknownReason "unknown-reason" Error, why: "Each policy says which circumstances change its target.", example: "reason: maternity  ->  reason: maternity-leave";
    /// An agreement without a reference.
    NotYetAgreed "not-yet-agreed" Warning, why: "A target agreed case by case counts once it says when and under which reference it was agreed.",
        example: "{policy: iet, reason: agreement, from: 2025-01-01, to: 2025-12-31, target: 15h, agreed_on: 2025-02-10, ref: CPD-25-117}";
    /// A policy counts from a day of the member's own, and nobody has stated it.
    CycleStartMissing "cycle-start-missing" Warning, why: "A period that starts on a guessed day would count the wrong entries and end on a wrong day: nothing is judged until you say.",
        example: "policies: [{id: nmc}]  ->  policies: [{id: nmc, cycle_start: 2024-08-01}]";
    /// A policy asks for one of some roles, and the member has stated none.
    RoleMissing "role-missing" Warning, why: "What is asked depends on it. Nothing is judged by a guess: the policy cannot be told until you say.",
        example: "policies: [{id: engineers-australia}]  ->  policies: [{id: engineers-australia, roles: [civil]}]";
    /// An edition does not speak of a circumstance.
    CircumstanceUnspoken "circumstance-unspoken" Warning, why: "A circumstance of which the rules say nothing changes nothing: who relies on it would be short.",
        example: "{policy: rics, reason: retired, from: 2026-05-01}: ask the body what holds for you";
    /// More was agreed than everybody is asked for.
    AgreedAbove "agreed-above" Warning, why: "An agreement lowers a target. A higher one is mostly a slip, and would be used as it stands.",
        example: "target: 300h  ->  target: 30h";
    /// A name that is to be replaced, or what stands in its place, cannot be used.
    BadPseudonym "bad-pseudonym" Error, why: "A name that is not found, or that its replacement shows, would be published.",
        example: "{Acme Ltd: ex-Acme}  ->  {Acme Ltd: client A}";
    /// Nearly a name of `pseudonyms`: others read it as it stands.
    NearName "near-name" Warning, why: "Only whole words are replaced. A reader would know the name from a form of it.",
        example: "pseudonyms: {Acme Ltd: client A, Acme: client A}";
    /// A year of `standing` that gets no sentence, or that tells more than it says.
    StatedYear "stated-year" Warning, why: "The public page never judges a selection: it says only that you met a rule, of years that are over and whole.",
        example: "standing: {stated: [2025]}";
    /// A picture, document or theme file, in which names are not replaced.
    NotSearched "not-searched" Warning, why: "Pseudonyms are put into texts. A name in a picture, a document or a template stays.",
        example: "Look at the file; cut the name out, or leave the file out.";
    /// The site's address has a name that others are not to read.
    NameInAddress "name-in-address" Warning, why: "Every page would show it: for others the address is left out, and with it feed and sitemap.",
        example: "base_url: https://acme.example/  ->  base_url: https://sam.example/";
    /// A policy file that contradicts itself or cannot be read.
    BadPolicy "bad-policy" Error, why: "Page, figures and verdicts all come from this file.", example: "at_least: thirty hours  ->  at_least: 30h";
    /// A worked example of a policy does not come out as its file says.
    FalseExample "false-example" Warning, why: "Rules and examples are written by the same hand: one of the two is not what was meant.", example: "expect: {total: 30h met}";
    /// A declaration, or what somebody else filled in, is no longer as it was written.
    BadDocument "bad-document" Error, why: "What was declared has to be what stands there: nothing is guessed of it.",
        example: "Restore the file from git.";
    /// A year that was declared has changed since.
    DeclaredOtherwise "declared-otherwise" Warning, why: "Whoever got the declaration holds other figures than the record shows now.",
        example: "cpdfolio declare 2025 --amend \"Two entries were of 2024\"";
    /// An entry lies in two periods.
    SpansPeriods "spans-periods" Warning, why: "It counts on its last day. Write two entries to split it.",
        example: "date: {from: 2025-12-30, to: 2026-01-02}";
    /// No category.
    NoCategory "no-category" Warning, why: "The hours count towards the total, and towards no area.", example: "category: job-technical";
    /// No type.
    NoType "no-type" Warning, why: "The hours count; lists by type cannot place them.", example: "type: self-study";
    /// An entry that serves a plan item is not marked as planned.
    UnplannedWithPlan "unplanned-with-plan" Warning, why: "`planned` is never inferred: say so if it was.", example: "planned: true";
    /// A scheme that members may join has no address.
    ContactMissing "contact-missing" Warning, why: "Whoever wants to join has to know where to write; no address is invented.", example: "contact: cpd@institution.example";
    /// A registration that the code's own list does not have.
    UnknownRegistration "unknown-registration" Warning, why: "Any registration adds the Engineering Council's code to what a record is read against.",
        example: "registrations: [CEng]";
    /// A grade that the policies followed do not name.
    UnknownGrade "unknown-grade" Warning, why: "Schemes write to members by their grade; one that is misspelt reaches nobody.", example: "grade: MIET";
    /// An entry lacks the number that a followed policy counts.
    NoNumber "no-number" Warning, why: "The policy counts a number that entries state, and not their hours: without it an entry brings nothing to what is asked in all.", example: "points: 3";
    /// A file under `content/` that is not read.
    NotRead "not-read" Warning, why: "What lies among the pages and is left aside may have been meant to be seen.", example: "Pages end in `.md`; pictures are PNG, JPEG, GIF or WebP, documents PDF.";
    /// A figure of a policy stands as a number in a text.
    LiteralFigure "literal-figure" Warning, why: "When the policy changes, a number that is written out stays behind.", example: "{{ policy(rule=\"total\", show=\"at_least\") }}";
    /// A picture or document is not what its ending says.
    BadPicture "bad-picture" Error, why: "A file under a wrong name could do in a reader's browser what a picture cannot.", example: "Save it again as PNG, JPEG, GIF, WebP or PDF.";
    /// A template of the theme has a fault.
    ThemeFault "theme-fault" Error, why: "Without its templates no page can be made.", example: "Remove your copy under `themes/` to get the built-in one.";
    /// A template that does not come to an end.
    ThemeEndless "theme-endless" Error, why: "A build, and the preview, would wait for it for ever, or fill the memory.",
        example: "{% for a in range(end=100000) %}  ->  {% for entry in view.entries %}";
    /// A file of the theme that nothing uses.
    ThemeUnusedFile "theme-unused-file" Warning, why: "A misspelt name changes no page, and says nothing of it.",
        example: "themes/default/templates/entri.html  ->  themes/default/templates/entry.html";
    /// Words that the theme's language leaves in English.
    ThemeMissingWords "theme-missing-words" Warning, why: "Pages would speak two languages at once.",
        example: "entry: {facts: Faits}";
}

impl Code {
    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_texts_are_there() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.what().ends_with('.') && !code.why().is_empty() && !code.example().is_empty(), "{code}");
            assert_eq!(Code::named(code.name()), Some(*code));
        }
    }
}
