//! Why an operation could not be done: data that a caller can match, and the words for it in one place.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::handed::HandFault;
use crate::content::tree::SourceTree;
use crate::content::write::NotKept;
use crate::diag::{Diagnostic, Level, count, did_you_mean, list, nearest};
use crate::filter::FilterFault;
use crate::fs::{FsError, ReadFault, WriteFault};
use crate::journal::JournalFault;
use crate::model::spoken::{SpokenFault, not_hours};
use crate::model::time::HoursFault;
use crate::model::{Day, PolicyId};
use crate::output;
use crate::paths::{PathFault, SourcePath};

/// So many names are told, where one of them was meant.
const MANY: usize = 12;

/// What to do where a site is nobody's record.
const NOBODY: &str = "name your record with `--site DIR`, start one with `cpdfolio init my-cpd`, or add \
                      `member: {name: Ada Test}` to cpdfolio.yaml";

/// Why an operation could not be done.
#[derive(Debug)]
pub enum Error {
    /// There is no `cpdfolio.yaml` in this folder or above it.
    NoSite(PathBuf),
    /// The folder or a file of the site cannot be opened or written.
    Fs(FsError),
    /// Files cannot be changed, or a change cannot be taken back.
    Journal(JournalFault),
    /// The settings, a policy or the theme have errors: everything depends on them.
    Faulty(Vec<Diagnostic>, Arc<SourceTree>),
    /// What was asked for would give a file with errors: it is not written, and nobody can look at it.
    Refused(Vec<Diagnostic>),
    /// The output cannot be written.
    Output(output::Error),
    /// What was named does not exist.
    NoSuch(NoSuch),
    /// What was named may be several things.
    Unclear {
        /// What it would be.
        what: Sought,
        /// The name.
        name: String,
        /// What it may be.
        known: Vec<String>,
    },
    /// A filter cannot be read.
    Filter(FilterFault),
    /// The site follows no policy.
    NoPolicy,
    /// No period is judged that ends in this year (none: that runs today).
    NoPeriod {
        /// The year that was asked for.
        year: Option<i32>,
        /// The years in which a period ends.
        known: Vec<i32>,
    },
    /// A policy has no such edition, or none that is in force.
    NoEdition {
        /// The policy.
        policy: PolicyId,
        /// Its editions.
        known: Vec<String>,
    },
    /// Several policies are called so.
    WhichPolicy {
        /// What was typed.
        name: String,
        /// Their ids.
        known: Vec<String>,
    },
    /// There is no earlier edition to compare with.
    NoEarlierEdition {
        /// The policy.
        policy: String,
        /// The edition that was named.
        edition: Option<String>,
        /// What was typed: the policy, and its edition where one was named.
        typed: String,
    },
    /// No rule was named.
    WhichRule {
        /// The rules there are.
        known: Vec<String>,
    },
    /// An entry has no title.
    WhatTitle,
    /// An entry has no length.
    HowLong {
        /// Its title as one word of a command line.
        title: String,
        /// How long, as far as the title says it; else an example.
        time: String,
    },
    /// This is not a length of time.
    NotHours {
        /// What was typed.
        text: String,
        /// What is wrong with it.
        fault: HoursFault,
    },
    /// Words that say no length of time, or several.
    WhichTime {
        /// What is wrong with them.
        fault: SpokenFault,
        /// A title as one word of a command line.
        title: String,
    },
    /// An option says one key twice.
    SaidTwice {
        /// The option with the key: `--set participatory`.
        what: String,
        /// The option as it may be written.
        write: String,
    },
    /// The site is nobody's record.
    Nobody,
    /// There are too many entries of this name.
    TitleTaken,
    /// A value that would not be read as it was given.
    NotKept(NotKept),
    /// An entry's head cannot be changed by this program.
    NotEdited {
        /// The entry.
        path: SourcePath,
        /// The key.
        key: String,
        /// Has it no head that can be read?
        no_head: bool,
    },
    /// A file is not attached.
    NotAttached {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// The name of a file does not say which form an export is to have.
    WhichForm {
        /// The file.
        file: PathBuf,
    },
    /// Only tables have columns.
    NoColumns,
    /// What is no text is not written to a terminal.
    NoTerminal,
    /// A plan cannot end before it begins.
    DayOver {
        /// The day that was named.
        by: Day,
        /// The day on which a plan begins.
        today: Day,
    },
    /// The planner cannot prove that its answer is the cheapest.
    TooManyPlans,
    /// So few people are never told of.
    TooFewTold {
        /// The least number.
        least: usize,
    },
    /// A site cannot be started in this folder.
    NoPlace {
        /// The folder.
        dir: PathBuf,
        /// Why.
        why: &'static str,
    },
    /// A team has more members than can be read.
    TooManyMembers {
        /// The largest number.
        most: usize,
    },
    /// No member's built site is in this folder.
    NoMember(PathBuf),
    /// A folder of members' built sites cannot be read.
    MembersUnread(PathBuf, io::Error),
    /// No site is in this folder.
    NoSites(PathBuf),
    /// A folder of sites cannot be read.
    SitesUnread(PathBuf, io::Error),
    /// The site's settings name a theme that has no files.
    NoTheme {
        /// Where its files would be.
        folder: String,
    },
    /// A file of the site cannot be read.
    Unread(SourcePath, ReadFault),
    /// This cannot be the path of a file.
    BadPath(String, PathFault),
    /// This cannot be the address of a site.
    BadAddress {
        /// What was typed.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The editor ended with an error.
    Editor {
        /// The command.
        command: String,
        /// The entry, which is written.
        written: SourcePath,
    },
    /// The system does not let us do something.
    System(Action, io::Error),
    /// A step of a scheme cannot be done.
    Scheme {
        /// Why.
        what: String,
        /// The line of a table that is meant, with its number.
        excerpt: Option<String>,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A file to import cannot be opened.
    NotOpened(PathBuf, io::Error),
    /// A file to import cannot be read.
    NotImported {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
        /// What to do about it.
        hint: String,
    },
    /// An answer about a file cannot be read: the flag, what was said, what is expected.
    NotAnAnswer {
        /// The flag.
        flag: &'static str,
        /// What was said.
        said: String,
        /// What is expected.
        expected: String,
    },
    /// A record of an import cannot be read.
    BadRecord(SourcePath, String),
    /// A declaration or a hand-over could not be made or taken.
    Hand(HandFault),
    /// A fault of this program.
    Ours,
}

/// What was named and does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuch {
    /// What it would be.
    pub what: Sought,
    /// The name.
    pub name: String,
    /// The name that was probably meant.
    pub near: Option<String>,
    /// All names there are.
    pub known: Vec<String>,
}

/// Things that a user can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// A rule of a policy that is followed.
    Rule,
    /// A policy.
    Policy,
    /// A policy that is followed.
    FollowedPolicy,
    /// An entry.
    Entry,
    /// A type of activity.
    Type,
    /// A category.
    Category,
    /// An item of the directory.
    Item,
    /// A body's columns.
    Layout,
    /// A key of an entry.
    Key,
    /// A set of questions.
    Prompts,
    /// An item of the plan.
    PlanItem,
    /// A file of the built-in theme.
    ThemeFile,
    /// A schema.
    Schema,
    /// A diagnostic, or a page of the guide.
    Explanation,
}

/// What a system can refuse, beside the files of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To make a folder.
    MakeFolder(PathBuf),
    /// To read a file outside the site.
    ReadFile(PathBuf),
    /// To write a file outside the site.
    WriteFile(PathBuf),
    /// To tell which folder is the current one.
    CurrentFolder,
    /// To listen on a port.
    Listen(u16),
    /// To wait until the user ends the program.
    WaitForCtrlC,
    /// To make a key that nobody can guess.
    MakeKey,
    /// To start a thread.
    StartThread,
}

impl Sought {
    /// What to do where there is none at all.
    fn none(self) -> &'static str {
        match self {
            Self::Rule => "no rule was in force then: `cpdfolio status` shows the period that runs",
            Self::PlanItem => {
                "your plan is empty: `cpdfolio plan --add` fills it, or write a file under `content/plan/`"
            }
            Self::Item => "the directory is empty: write a file under `content/directory/`",
            Self::Type | Self::Category => "the policies that you follow have none: leave it out",
            _ => "there is none at all",
        }
    }

    /// The command that lists all, where there are many.
    fn lister(self) -> Option<&'static str> {
        match self {
            Self::Item => Some("cpdfolio directory list"),
            Self::Policy => Some("cpdfolio policy list"),
            Self::Schema => Some("cpdfolio schema"),
            Self::ThemeFile => Some("cpdfolio theme list"),
            Self::Rule => Some("cpdfolio status"),
            Self::Explanation => Some("cpdfolio explain"),
            Self::Entry => Some("cpdfolio list"),
            _ => None,
        }
    }
}

impl NoSuch {
    /// Finds the name that was probably meant among all there are.
    pub fn new<'k>(what: Sought, name: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        Self { what, name: name.to_owned(), near, known }
    }

    fn hint(&self) -> String {
        let mark = if self.what == Sought::Item { "@" } else { "" };
        match (&self.near, self.what) {
            (Some(near), _) => did_you_mean(format_args!("{mark}{near}")),
            (None, Sought::Entry) => "`cpdfolio list` shows all".to_owned(),
            (None, Sought::Explanation) => "`cpdfolio explain` lists all".to_owned(),
            (None, what) if self.known.is_empty() => what.none().to_owned(),
            (None, what) if self.known.len() > MANY => what
                .lister()
                .map_or_else(|| format!("one of {}", list(&self.known)), |all| format!("`{all}` lists all")),
            (None, _) => format!("one of {}", list(&self.known)),
        }
    }
}

impl fmt::Display for NoSuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.what {
            Sought::Rule => write!(f, "no policy that you follow has a rule `{name}`"),
            Sought::Policy => write!(f, "there is no policy `{name}`"),
            Sought::FollowedPolicy => write!(f, "you do not follow a policy `{name}`"),
            Sought::Entry => write!(f, "there is no entry `{name}`"),
            Sought::Type => write!(f, "there is no type of activity `{name}`"),
            Sought::Category => write!(f, "`{name}` is not a category of the policies that you follow"),
            Sought::Item => write!(f, "the directory has no item `{name}`"),
            Sought::Key => write!(f, "an entry has no key `{name}`"),
            Sought::Prompts => write!(f, "there is no set of questions `{name}`"),
            Sought::Layout => write!(f, "no columns of a body `{name}` are known"),
            Sought::PlanItem => write!(f, "`{name}` is not a plan item"),
            Sought::ThemeFile => write!(f, "the built-in theme has no file `{name}`"),
            Sought::Schema => write!(f, "there is no schema `{name}`"),
            Sought::Explanation => write!(f, "there is no diagnostic and no page of the guide `{name}`"),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MakeFolder(folder) => write!(f, "{} cannot be made", folder.display()),
            Self::ReadFile(file) => write!(f, "{} cannot be read", file.display()),
            Self::WriteFile(file) => write!(f, "{} cannot be written", file.display()),
            Self::CurrentFolder => f.write_str("the current folder cannot be read"),
            Self::Listen(port) => write!(f, "cannot listen on port {port}"),
            Self::WaitForCtrlC => f.write_str("cannot wait for Ctrl-C"),
            Self::MakeKey => f.write_str("the system gives no random bytes"),
            Self::StartThread => f.write_str("no thread can be started"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSite(folder) => write!(f, "no cpdfolio.yaml in {} or above it", folder.display()),
            Self::Fs(error) => error.fmt(f),
            Self::Journal(fault) => fault.fmt(f),
            Self::Faulty(notes, _) => {
                let errors = notes.iter().filter(|n| n.level() == Level::Error).count();
                f.write_str(&count(errors, "error"))
            }
            Self::Refused(notes) => write!(f, "{}: nothing was written", count(notes.len(), "error")),
            Self::Output(error) => error.fmt(f),
            Self::NoSuch(thing) => thing.fmt(f),
            Self::Unclear { name, .. } => write!(f, "`{name}` may be several"),
            Self::Filter(fault) => write!(f, "`{}`: {}", fault.term, fault.reason),
            Self::NoPolicy => f.write_str("this site follows no policy"),
            Self::NoPeriod { year: Some(year), .. } => {
                write!(f, "no period of a policy that you follow ends in {year}")
            }
            Self::NoPeriod { year: None, .. } => f.write_str("no period is judged for today"),
            Self::NoEdition { policy, .. } => write!(f, "`{policy}` has no such edition"),
            Self::WhichPolicy { name, .. } => write!(f, "`{name}` may mean several policies"),
            Self::NoEarlierEdition { policy, edition: Some(edition), .. } => {
                write!(f, "`{policy}` has no edition before `{edition}`")
            }
            Self::NoEarlierEdition { policy, .. } => write!(f, "`{policy}` has one edition only"),
            Self::WhichRule { .. } => f.write_str("which rule?"),
            Self::WhatTitle => f.write_str("what did you do?"),
            Self::HowLong { .. } => f.write_str("how long did it take?"),
            Self::NotHours { text, fault } => f.write_str(&not_hours(text, *fault).0),
            Self::WhichTime { fault, .. } => fault.fmt(f),
            Self::SaidTwice { what, .. } => write!(f, "`{what}` is there twice"),
            Self::Nobody => f.write_str("this site is nobody's record: its settings name no member"),
            Self::TitleTaken => f.write_str("there are too many entries of this name"),
            Self::NotKept(NotKept(key)) => write!(f, "`{key}` cannot be written so that it is read as it was given"),
            Self::NotEdited { path, no_head: true, .. } => write!(f, "{path} has no head that can be read"),
            Self::NotEdited { path, key, .. } => {
                write!(f, "`{key}` of {path} is written so that it cannot be changed alone")
            }
            Self::NotAttached { file, reason } => write!(f, "{file} is not attached: {reason}"),
            Self::WhichForm { file } => {
                write!(f, "the name of {} does not say which form it is to have", file.display())
            }
            Self::NoColumns => f.write_str("only a table has the columns of a body"),
            Self::NoTerminal => f.write_str("this form is no text for a terminal"),
            Self::DayOver { by, today } => write!(f, "{by} is over: a plan begins on {today}"),
            Self::TooManyPlans => f.write_str("there are too many possibilities to be sure of the cheapest"),
            Self::NotOpened(file, error) => write!(f, "{} cannot be opened: {error}", file.display()),
            Self::NotImported { file, why, .. } => write!(f, "{}: {why}", file.display()),
            Self::NotAnAnswer { flag, said, .. } => write!(f, "`--{flag} {said}` says nothing that is known"),
            Self::BadRecord(path, why) => write!(f, "{path}: {why}"),
            Self::TooFewTold { least } => write!(f, "no count of fewer than {least} people is told"),
            Self::NoPlace { dir, why } => write!(f, "no site is started in {}: {why}", dir.display()),
            Self::TooManyMembers { most } => write!(f, "there are more than {most} members"),
            Self::NoMember(folder) => write!(f, "no member's site is in {}", folder.display()),
            Self::MembersUnread(folder, error) => write!(f, "{} cannot be read: {error}", folder.display()),
            Self::NoSites(folder) => write!(f, "no site is in {}", folder.display()),
            Self::SitesUnread(folder, error) => write!(f, "{} cannot be read: {error}", folder.display()),
            Self::NoTheme { folder } => write!(f, "there is no theme in `{folder}`"),
            Self::Unread(path, fault) => write!(f, "{path}: {fault}"),
            Self::BadPath(path, fault) => write!(f, "{path}: {fault}"),
            Self::BadAddress { url, reason } => write!(f, "`{url}` {reason}"),
            Self::Editor { command, written } => {
                write!(f, "`{command}` ended with an error; the entry stays as it was written: {written}")
            }
            Self::System(action, error) => write!(f, "{action}: {error}"),
            Self::Scheme { what, .. } => f.write_str(what),
            Self::Hand(fault) => fault.fmt(f),
            Self::Ours => f.write_str("this is a fault of cpdfolio, not of the site"),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The line of a person's file that is meant, as it is shown under the message.
    pub fn excerpt(&self) -> Option<&str> {
        if let Self::Scheme { excerpt, .. } = self { excerpt.as_deref() } else { None }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoSite(_) => "start one with `cpdfolio init`, or name it with `--site DIR`".to_owned(),
            Self::Output(error) => return error.hint(),
            Self::Journal(fault) => return fault.hint().map(str::to_owned),
            Self::NoSuch(thing) => thing.hint(),
            Self::Unclear { known, .. } => format!("one of {}", list(known.iter().take(MANY))),
            Self::Filter(fault) => fault.hint.clone(),
            Self::NoPolicy => "add `policies: [{id: iet}]` to cpdfolio.yaml".to_owned(),
            Self::NoPeriod { known, .. } => format!("there is {}", list(known.iter().map(i32::to_string))),
            Self::NoEdition { known, .. } => format!("there is {}", list(known)),
            Self::WhichPolicy { known, .. } => format!("one of {}", list(known)),
            Self::NoEarlierEdition { typed, .. } => {
                format!("compare it with another policy: `cpdfolio policy diff {typed} rics`")
            }
            Self::WhichRule { known } => {
                let first = known.first().map_or("total", String::as_str);
                format!("`cpdfolio why {first}`; there is {}", list(known))
            }
            Self::NoPlace { .. } => "name a folder of its own: `cpdfolio init my-cpd`".to_owned(),
            Self::WhatTitle => "write `cpdfolio log \"Power electronics seminar\" 2h`".to_owned(),
            Self::HowLong { title, time } => format!("write `cpdfolio log {title} {time}`"),
            Self::NotHours { text, fault } => format!("write `{}`", not_hours(text, *fault).1),
            Self::WhichTime { fault, title } => fault.hint(title),
            Self::SaidTwice { write, .. } => format!("write it once: `{write}`"),
            Self::Nobody => NOBODY.to_owned(),
            Self::TitleTaken => "write another title".to_owned(),
            Self::NotKept(_) => "write it in plain letters".to_owned(),
            Self::NotEdited { path, .. } => {
                format!("open it in your editor: `cpdfolio edit {}`", path.stem())
            }
            Self::NotAttached { .. } => "nothing was copied".to_owned(),
            Self::WhichForm { .. } => "add `--format csv`, or xlsx, json, ics, zip".to_owned(),
            Self::NoColumns => "write `--format csv` or `--format xlsx`".to_owned(),
            Self::NoTerminal => "name a file: `--out record.xlsx`".to_owned(),
            Self::DayOver { .. } => "name a later day with `--by`".to_owned(),
            Self::TooManyPlans => {
                "look at one policy, `--policy iet`, or name the items: `cpdfolio plan @et-magazine @events`".to_owned()
            }
            Self::NotImported { hint, .. } => hint.clone(),
            Self::NotAnAnswer { expected, .. } => expected.clone(),
            Self::BadRecord(..) => "mend it, or take it back from git".to_owned(),
            Self::TooFewTold { least } => format!("leave `--k` out, or name {least} or more"),
            Self::NoMember(_) | Self::MembersUnread(..) => {
                "name members' built sites: folders with `data/statements.json`".to_owned()
            }
            Self::NoSites(_) | Self::SitesUnread(..) => {
                "name the folder that holds the members' sites: each a folder with its cpdfolio.yaml".to_owned()
            }
            Self::NoTheme { .. } => "write `theme: default`, or put templates there".to_owned(),
            Self::BadAddress { .. } => "write an address like `https://sam.example/cpd/`".to_owned(),
            Self::Editor { .. } => "set EDITOR to your editor".to_owned(),
            Self::Scheme { hint, .. } => return hint.clone(),
            Self::System(Action::Listen(_), _) => "try another: `--port 0` takes any".to_owned(),
            Self::Hand(fault) => return fault.hint(),
            Self::Ours => "report what the terminal says; the next change of a file is tried again".to_owned(),
            Self::Fs(_)
            | Self::NotOpened(..)
            | Self::Faulty(..)
            | Self::Refused(..)
            | Self::TooManyMembers { .. }
            | Self::Unread(..)
            | Self::BadPath(..)
            | Self::System(..) => return None,
        };
        Some(hint)
    }

    /// Is this failure a file that appeared meanwhile?
    pub fn is_taken(&self) -> bool {
        let taken = |error: &FsError| matches!(error.fault, WriteFault::Exists);
        matches!(self, Self::Fs(error) | Self::Journal(JournalFault::Fs(error)) if taken(error))
    }
}

impl From<HandFault> for Error {
    fn from(fault: HandFault) -> Self {
        Self::Hand(fault)
    }
}

impl From<output::Error> for Error {
    fn from(error: output::Error) -> Self {
        Self::Output(error)
    }
}

impl From<JournalFault> for Error {
    fn from(fault: JournalFault) -> Self {
        Self::Journal(fault)
    }
}

impl From<FilterFault> for Error {
    fn from(fault: FilterFault) -> Self {
        Self::Filter(fault)
    }
}

impl From<NotKept> for Error {
    fn from(value: NotKept) -> Self {
        Self::NotKept(value)
    }
}

impl From<NoSuch> for Error {
    fn from(thing: NoSuch) -> Self {
        Self::NoSuch(thing)
    }
}
