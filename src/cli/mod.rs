//! The command line: the only place that reads the clock and the environment, and that prints.
//!
//! A command is one file and three moves: read its arguments, call an operation, report. Standard
//! output is data, standard error is talk. Exit codes: 0 done, 1 findings, 2 could not run.

mod args;
mod ask;
mod attach;
mod build;
mod called;
mod check;
mod completions;
mod declare;
mod directory;
mod edit;
mod editor;
mod ending;
mod english;
mod explain;
mod export;
mod ids;
mod import;
mod init;
mod keys;
mod layout;
mod list;
mod log;
mod plan;
mod policy;
mod receive;
mod reflect;
mod remove;
mod safe;
mod schema;
mod scheme;
mod serve;
mod share;
mod status;
mod team;
mod terminal;
mod theme;
mod undo;
mod unread;
mod verify;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::engine::{Action, Error};
use crate::model::time::HoursFault;
use ending::Ending;

/// Your CPD record is a folder of Markdown files; cpdfolio turns it into a site, and tells you where
/// you stand against your institution's guideline and why.
#[derive(Debug, Parser)]
#[command(name = "cpdfolio", version, max_term_width = 100, arg_required_else_help = true, after_help = AFTER)]
struct Cli {
    #[command(flatten)]
    global: args::Global,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "\
Start here:
  cpdfolio init my-cpd && cd my-cpd
  cpdfolio log \"Power electronics seminar\" 2h
  cpdfolio serve --open

Exit codes: 0 done, 1 findings, 2 could not run.";

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Log(log::Args),
    Import(import::Args),
    List(list::Args),
    Edit(edit::Args),
    Remove(remove::Args),
    Reflect(reflect::Args),
    Attach(attach::Args),
    Undo(undo::Args),
    Export(export::Args),
    Status(status::Args),
    Team(team::Args),
    Why(why::Args),
    Check(check::Args),
    Explain(explain::Args),
    Build(build::Args),
    Declare(declare::Args),
    Share(share::Args),
    Ask(ask::Args),
    Receive(receive::Args),
    Verify(verify::Args),
    Plan(plan::Args),
    Policy(policy::Args),
    Scheme(scheme::Args),
    Serve(serve::Args),
    Completions(completions::Args),
    #[command(hide = true)]
    Ids(ids::Args),
    Schema(schema::Args),
    Directory(directory::Args),
    Theme(theme::Args),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(with_terms(std::env::args_os())) {
        Ok(cli) => cli,
        Err(help) => return below_zero(&help).unwrap_or_else(|| told(&help)),
    };
    // where no thread is to be had, say so: the first use of one would be a panic
    if let Err(error) = rayon::ThreadPoolBuilder::new().build_global() {
        return terminal::failed(&Error::System(Action::StartThread, std::io::Error::other(error)));
    }
    let global = &cli.global;
    let outcome = match &cli.command {
        Command::Init(args) => args.run(global),
        Command::Log(args) => args.run(global),
        Command::Import(args) => args.run(global),
        Command::List(args) => args.run(global),
        Command::Edit(args) => args.run(global),
        Command::Remove(args) => args.run(global),
        Command::Reflect(args) => args.run(global),
        Command::Attach(args) => args.run(global),
        Command::Undo(args) => args.run(global),
        Command::Export(args) => args.run(global),
        Command::Status(args) => args.run(global),
        Command::Team(args) => args.run(global),
        Command::Why(args) => args.run(global),
        Command::Check(args) => args.run(global),
        Command::Explain(args) => args.run(),
        Command::Build(args) => args.run(global),
        Command::Declare(args) => args.run(global),
        Command::Share(args) => args.run(global),
        Command::Ask(args) => args.run(global),
        Command::Receive(args) => args.run(global),
        Command::Verify(args) => args.run(),
        Command::Plan(args) => args.run(global),
        Command::Policy(args) => args.run(global),
        Command::Scheme(args) => args.run(global),
        Command::Serve(args) => args.run(global),
        Command::Completions(args) => args.run(&mut Cli::command()),
        Command::Ids(args) => args.run(global),
        Command::Schema(args) => args.run(),
        Command::Directory(args) => args.run(global),
        Command::Theme(args) => args.run(global),
    };
    let ended = match outcome {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Findings) => ExitCode::from(1),
        Err(error) => terminal::failed(&error),
    };
    terminal::unwritten().unwrap_or(ended)
}

/// The words of a command line, in which a term of a filter that begins with a minus is no option: a space before it
/// says so, which a filter passes over.
fn with_terms(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut command: Option<bool> = None;
    let mut is_value = true; // the name of the program
    let one = |word: OsString| {
        let Some(text) = word.to_str() else { return word };
        let of_option = std::mem::replace(&mut is_value, ["--site", "--as-of"].contains(&text));
        if command.is_none() && !of_option && !text.starts_with('-') {
            command = Some(["list", "reflect"].contains(&text));
        }
        let is_term = text.len() > 2 && text.starts_with('-') && !text.starts_with("--");
        if command == Some(true) && is_term { OsString::from(format!(" {text}")) } else { word }
    };
    words.map(one).collect()
}

/// A length of time below zero looks like an option: says what is wrong with it.
fn below_zero(help: &clap::Error) -> Option<ExitCode> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let word = std::env::args().find(|arg| arg.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_digit)))?;
    let of_log = std::env::args().any(|arg| arg == "log");
    (help.kind() == clap::error::ErrorKind::UnknownArgument && of_log)
        .then(|| terminal::failed(&Error::NotHours { text: word, fault: HoursFault::Negative }))
}

/// Prints help, the version, or what is wrong with the arguments.
fn told(help: &clap::Error) -> ExitCode {
    if help.use_stderr() && help.kind() != clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        terminal::talk(terminal::from_elsewhere(&help.render().ansi().to_string()).trim_end());
    } else if let Err(fault) = help.print() {
        terminal::keep(fault);
    }
    terminal::unwritten().unwrap_or_else(|| ExitCode::from(u8::try_from(help.exit_code()).unwrap_or(2)))
}
