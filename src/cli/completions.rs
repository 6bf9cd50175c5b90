//! `cpdfolio completions`

use clap_complete::Shell;

use super::ending::{Ending, Outcome};
use super::terminal;

/// Print completions for a shell: commands, options, and the ids of your own record
///
/// For example: cpdfolio completions bash > ~/.local/share/bash-completion/completions/cpdfolio
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which shell
    shell: Shell,
}

impl Args {
    /// Runs the command; `program` is all of the command line.
    #[allow(clippy::unnecessary_wraps, reason = "every command ends in the same way")]
    pub(super) fn run(&self, program: &mut clap::Command) -> Outcome {
        let mut text = vec![];
        clap_complete::generate(self.shell, program, "cpdfolio", &mut text);
        terminal::raw(&String::from_utf8_lossy(&text));
        terminal::raw(match self.shell {
            Shell::Bash => BASH,
            Shell::Zsh => ZSH,
            Shell::Fish => FISH,
            _ => "",
        });
        Ok(Ending::Done)
    }
}

/// After the script for bash: ids where a command takes them.
const BASH: &str = r#"
_cpdfolio_ids() {
    _cpdfolio "$@"
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" what=""
    case "$prev" in
        --type) what=types ;;
        --category) what=categories ;;
        --plan) what=plan ;;
        *)
            case "${COMP_WORDS[1]}" in
                edit|remove|reflect|attach) what=entries ;;
                why) what=rules ;;
                log|plan) [[ "$cur" == @* ]] && what=items ;;
            esac ;;
    esac
    if [[ -n "$what" && "$cur" != --* ]]; then
        local ids
        ids="$(cpdfolio ids "$what" 2>/dev/null)"
        COMPREPLY+=( $(compgen -W "$ids" -- "$cur") )
    fi
}
complete -F _cpdfolio_ids -o bashdefault -o default cpdfolio
"#;

/// After the script for zsh.
const ZSH: &str = r#"
_cpdfolio_ids() {
    local what=""
    case "$words[CURRENT-1]" in
        --type) what=types ;;
        --category) what=categories ;;
        --plan) what=plan ;;
        *)
            case "$words[2]" in
                edit|remove|reflect|attach) what=entries ;;
                why) what=rules ;;
                log|plan) [[ "$words[CURRENT]" == @* ]] && what=items ;;
            esac ;;
    esac
    if [[ -n "$what" ]]; then
        compadd -- ${(f)"$(cpdfolio ids $what 2>/dev/null)"}
    fi
    _cpdfolio "$@"
}
compdef _cpdfolio_ids cpdfolio
"#;

/// After the script for fish.
const FISH: &str = r#"
complete -c cpdfolio -n "__fish_seen_subcommand_from edit remove reflect attach" -f -a "(cpdfolio ids entries 2>/dev/null)"
complete -c cpdfolio -n "__fish_seen_subcommand_from why" -f -a "(cpdfolio ids rules 2>/dev/null)"
complete -c cpdfolio -n "__fish_seen_subcommand_from log plan" -f -a "(cpdfolio ids items 2>/dev/null)"
complete -c cpdfolio -n "__fish_seen_subcommand_from log edit" -l type -x -a "(cpdfolio ids types 2>/dev/null)"
complete -c cpdfolio -n "__fish_seen_subcommand_from log edit" -l category -x -a "(cpdfolio ids categories 2>/dev/null)"
complete -c cpdfolio -n "__fish_seen_subcommand_from log edit" -l plan -x -a "(cpdfolio ids plan 2>/dev/null)"
"#;
