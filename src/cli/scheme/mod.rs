//! `cpdfolio scheme`: a file a step.

mod assign;
mod common;
mod draw;
mod enrol;
mod feedback;
mod init;
mod judge;
mod merge;
mod receive;
mod rest;
mod verify_draw;

use clap::Subcommand;

use super::args::Global;
use super::ending::Outcome;

/// Run an institution's monitoring scheme
///
/// A scheme is a folder of its own. Every step reads it, tells what it found, and writes whole or not at all. The same
/// step twice changes nothing; `journal.csv` tells who did what and when. `cpdfolio explain run-a-scheme` is the guide
/// for administrators.
#[derive(Debug, clap::Args)]
#[command(after_help = "The year of an administrator:
  cpdfolio scheme init cpd-scheme --policy iet --year 2025 --by \"Ann Office\"
  cd cpd-scheme
  cpdfolio scheme enrol ~/mail/opt-in/
  cpdfolio scheme call
  cpdfolio scheme receive ~/mail/declarations/
  cpdfolio scheme draw --commit
  cpdfolio scheme draw --value 3AF0...
  cpdfolio scheme verify-draw
  cpdfolio scheme letters
  cpdfolio scheme assign --overlap 10%
  cpdfolio scheme merge ~/mail/reviews/
  cpdfolio scheme feedback
  cpdfolio scheme feedback --publish
  cpdfolio scheme close
On any day, `cpdfolio scheme status` tells what is due, and `cpdfolio scheme letters` writes it.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Enrol(enrol::Args),
    Call(rest::Call),
    Receive(receive::Args),
    Status(rest::Status),
    Judge(judge::Args),
    MergeStats(judge::Merge),
    Draw(draw::Args),
    VerifyDraw(verify_draw::Args),
    Assign(assign::Args),
    Merge(merge::Args),
    Feedback(feedback::Args),
    Letters(rest::Letters),
    Forget(rest::Forget),
    Close(rest::Close),
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        match &self.command {
            Command::Init(args) => args.run(global),
            Command::Enrol(args) => args.run(global),
            Command::Call(args) => args.run(global),
            Command::Receive(args) => args.run(global),
            Command::Status(args) => args.run(global),
            Command::Judge(args) => args.run(global),
            Command::MergeStats(args) => args.run(global),
            Command::Draw(args) => args.run(global),
            Command::VerifyDraw(args) => args.run(global),
            Command::Assign(args) => args.run(global),
            Command::Merge(args) => args.run(global),
            Command::Feedback(args) => args.run(global),
            Command::Letters(args) => args.run(global),
            Command::Forget(args) => args.run(global),
            Command::Close(args) => args.run(global),
        }
    }
}
