//! `cpdfolio verify`

use std::path::PathBuf;

use serde_json::{Value, json};

use super::args::Format;
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::engine::HandFault;
use crate::hand::page;
use crate::hand::seal::{groups, typed};
use crate::hand::verify::{Checked, Finding, Record};
use crate::hash::Hash32;
use crate::ops::{share, verify};

/// Check a file that somebody handed over: is it what was sealed, and which part is not?
///
/// Without a root this finds accidents: whoever forges a file can forge its sums. With the root from the declaration or the
/// letter it finds forgery too. It never shows that something happened. Nothing of the file is run: with --out its page is
/// made anew from the data alone.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio verify cpd-2025.html --root \"5f06 aefc 2b03 b6f0 d11a a2ff 44d9 12b1 0144 b701 10ce dcba fbf6 0682 3f67 61ef\"
  cpdfolio verify cpd-2025.html --out clean.html
  cpdfolio verify cpd-2025.html --signature cpd-2025.html.minisig --key RWQ…

Sign and check with an SSH key:
  ssh-keygen -Y sign -n cpdfolio -f ~/.ssh/id_ed25519 cpd-2025.html
  ssh-keygen -Y verify -n cpdfolio -f allowed_signers -I sam@sam.example -s cpd-2025.html.sig < cpd-2025.html")]
pub(super) struct Args {
    /// The file: the HTML, or its record.json
    file: PathBuf,
    /// The root from the declaration or the letter: 16 groups of four; may come again
    #[arg(long, value_name = "ROOT")]
    root: Vec<String>,
    /// Make the page anew from the data, into this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A signature made by minisign [default: none]
    #[arg(long, value_name = "FILE", requires = "key")]
    signature: Option<PathBuf>,
    /// The public key of minisign: its text, or its file
    #[arg(long, value_name = "KEY", requires = "signature")]
    key: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self) -> Outcome {
        let mut checked = verify::file(&self.file)?;
        let mut roots = vec![];
        for text in &self.root {
            let why = format!("`{text}` is not a root: 16 groups of four hexadecimal digits");
            let file = self.file.display().to_string();
            roots.push(typed(text).ok_or(HandFault::Refused { file, why })?);
        }
        checked.against(&roots);
        let signed = self.signature.as_ref().zip(self.key.as_ref());
        let signed = signed.map(|(file, key)| verify::signature(&self.file, file, key)).transpose()?;
        if let Some(out) = &self.out {
            share::write(out, page::anew(&checked).as_bytes())?;
        }
        let ending = if checked.is_whole() { Ending::Done } else { Ending::Findings };
        if self.format == Format::Json {
            terminal::json(&as_json(&checked, &roots, signed.as_deref()));
        } else {
            terminal::data(&told(&checked, &roots, signed.as_deref()));
        }
        if let Some(out) = &self.out {
            terminal::talk(&format!("made anew from the data: {}", out.display()));
        }
        Ok(ending)
    }
}

fn told(checked: &Checked, roots: &[Hash32], signed: Option<&str>) -> String {
    let mut out = String::new();
    for p in &checked.periods {
        let who = p.number.iter().chain(&p.name).cloned().collect::<Vec<_>>().join(", ");
        out.push_str(&terminal::styled(terminal::BOLD, &format!("{} to {}", p.period.from, p.period.to)));
        out.push_str(&format!("  {who}\n"));
        for policy in &p.policies {
            out.push_str(&format!("  {}, edition {}: {}\n", policy.title, policy.edition, policy.verdict));
        }
        let open = p.entries.iter().filter(|e| e.words.is_some()).count();
        let entries = if p.entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", p.entries.len()) };
        out.push_str(&format!("  {entries}, {open} with words\n"));
        out.push_str(&format!("  Root: {}\n", groups(p.root).join(" ")));
    }
    let verdict = match (checked.is_whole(), roots.is_empty()) {
        (false, _) => "NOT as it was made:",
        (true, true) => {
            "As it was made, as far as the file itself can tell: that finds accidents, not forgery. Compare the root with the declaration, or name it with `--root`."
        }
        (true, false) => "This is what was sealed under that root: nothing was changed since.",
    };
    out.push_str(&format!("\n{verdict}\n"));
    out.extend(checked.findings.iter().map(|f| format!("  {}\n", verify::said(f, checked))));
    if let Some(who) = signed {
        out.push_str(&format!("Signed with this key. The signer's own remark: {who}\n"));
    }
    let rest: Vec<String> = not_sealed(checked);
    if !rest.is_empty() {
        out.push_str(&format!("Not under the seal: {}.\n", rest.join("; ")));
    }
    out.push_str("A seal shows that nothing was changed since. It does not show that anything happened.\n");
    out
}

/// What a file has beside what is sealed.
fn not_sealed(checked: &Checked) -> Vec<String> {
    let h = &checked.bundle.handover;
    let mut all = vec![format!("made on {}", h.made_on)];
    all.extend(h.recipient.iter().map(|r| format!("recipient {r}")));
    all.extend(h.expires.iter().map(|d| format!("not to be kept after {d}")));
    all.extend(h.purpose.iter().map(|p| format!("purpose {p}")));
    all.extend(h.declared_on.iter().map(|d| format!("declared on {d}")));
    if !h.chosen.is_empty() {
        all.push(format!("{} chosen entries", h.chosen.len()));
    }
    all.extend(checked.bundle.form.iter().map(|f| format!("the form of the {}", f.role)));
    let copy = |c: &crate::hand::bundle::Copy| {
        if c.original {
            format!("{} (the file that was sealed)", c.name)
        } else {
            format!("{} (a copy; the seal speaks of the original)", c.name)
        }
    };
    all.extend(checked.bundle.copies.iter().map(copy));
    all
}

fn as_json(checked: &Checked, roots: &[Hash32], signed: Option<&str>) -> Value {
    let period = |p: &Record| {
        let policies = p.policies.iter();
        json!({
            "from": p.period.from, "to": p.period.to, "root": p.root, "name": p.name, "number": p.number,
            "entries": p.entries.len(), "open": p.entries.iter().filter(|e| e.words.is_some()).count(),
            "policies": policies.map(|h| json!({"policy": h.policy, "edition": h.edition, "pack": h.hash, "verdict": h.verdict, "earned_minutes": h.earned, "counted_minutes": h.counted})).collect::<Vec<_>>(),
        })
    };
    let finding = |f: &Finding| json!({"code": f.code(), "says": verify::said(f, checked)});
    json!({
        "schema": "cpdfolio.verify/1", "whole": checked.is_whole(), "root_given": !roots.is_empty(),
        "shown": checked.bundle.checks.rest,
        "periods": checked.periods.iter().map(period).collect::<Vec<_>>(),
        "findings": checked.findings.iter().map(finding).collect::<Vec<_>>(),
        "not_sealed": not_sealed(checked), "signed": signed,
    })
}
