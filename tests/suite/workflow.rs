//! The workflow of a new site: its shell lines are run as a code host would run them.

use std::fs;
use std::process::{Command, Output};

use crate::support::{Site, write};

/// The lines of the step with a name.
fn lines(site: &Site, step: &str) -> String {
    let workflow: serde_yaml::Value = serde_yaml::from_str(&site.read(".github/workflows/cpd.yml")).unwrap();
    let steps = workflow["jobs"]["check"]["steps"].as_sequence().unwrap();
    let found = steps.iter().find(|s| s["name"] == step).unwrap_or_else(|| panic!("no step {step}"));
    found["run"].as_str().unwrap().to_owned()
}

/// Runs them, with the program and what stands in for others first on the path.
#[allow(clippy::disallowed_methods, reason = "a test runs the shell lines")]
fn run(site: &Site, lines: &str, env: &[(&str, &str)]) -> Output {
    let bin = site.path("bin");
    fs::create_dir_all(&bin).unwrap();
    let program = bin.join("cpdfolio");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_cpdfolio"), &program).unwrap();
    }
    write(&site.path("out.txt"), b"");
    let mut command = Command::new("bash");
    command.args(["-e", "-c", lines]).current_dir(site.root()).env_clear();
    command.env("PATH", format!("{}:/usr/bin:/bin", bin.display())).env("HOME", site.path("home"));
    command.env("GITHUB_OUTPUT", site.path("out.txt"));
    fs::create_dir_all(site.path("home")).unwrap();
    command.envs(env.iter().copied()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn new_site() -> Site {
    let site = Site::empty();
    let made = site.run(["init"]).ok();
    let told: Vec<&str> = made.stderr.trim().lines().collect();
    for line in [told[0], told[told.len() - 1]] {
        assert!(line.contains("repository private: it holds everything"), "{line}");
    }
    site
}

#[test]
fn a_public_repository_stops_it_unless_told_otherwise() {
    let site = new_site();
    assert!(site.read(".github/workflows/cpd.yml").starts_with("# Keep this repository private"));
    let guard = lines(&site, "Keep this repository private");
    let output = run(&site, &guard, &[("PRIVATE", "false"), ("CPD_PUBLIC", "")]);
    assert!(!output.status.success() && said(&output).contains("is public already"), "{}", said(&output));
    assert!(run(&site, &guard, &[("PRIVATE", "true"), ("CPD_PUBLIC", "")]).status.success());
    assert!(run(&site, &guard, &[("PRIVATE", "false"), ("CPD_PUBLIC", "yes")]).status.success());
    // guidance is public by nature
    let guidance = Site::empty();
    guidance.run(["init", "--guidance"]).ok();
    assert!(!guidance.read(".github/workflows/cpd.yml").contains("rivate: it holds"));
}

#[test]
fn the_program_is_installed_at_one_revision() {
    let site = new_site();
    let install = lines(&site, "Install cpdfolio");
    let workflow = site.read(".github/workflows/cpd.yml");
    assert_eq!(workflow.matches(concat!("v", env!("CARGO_PKG_VERSION"))).count(), 1);
    write(&site.path("bin/cargo"), b"#!/bin/sh\necho cargo \"$@\"\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(site.path("bin/cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = run(&site, &install, &[("CPDFOLIO", "https://x.example/c.git"), ("CPDFOLIO_REV", "v9")]);
    assert_eq!(said(&output).trim(), "cargo install --locked --git https://x.example/c.git --rev v9 cpdfolio");
    let output = run(&site, &install, &[("CPDFOLIO", "")]);
    assert!(!output.status.success() && said(&output).contains("set the variable CPDFOLIO"));
}

#[test]
fn nothing_is_published_while_nothing_is_public_and_then_at_its_address() {
    let site = new_site();
    let build = lines(&site, "Build what is public");
    let output = run(&site, &build, &[("REPOSITORY", "Sam-E/cpd")]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("nothing is public, so nothing is published"), "{}", said(&output));
    assert_eq!(site.read("out.txt"), "shown=no\n");
    let site = site.entry("2026-01-05-a", "hours: 1\nvisibility: public");
    for (repository, address) in
        [("Sam-E/cpd", "https://sam-e.github.io/cpd/"), ("Sam-E/Sam-E.github.io", "https://sam-e.github.io/")]
    {
        let output = run(&site, &build, &[("REPOSITORY", repository)]);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(site.read("out.txt"), "shown=yes\n");
        assert!(site.read("public/feed.xml").contains(&format!("{address}feed.xml")), "{repository}");
        let root = address.strip_prefix("https://sam-e.github.io").unwrap();
        assert!(site.read("public/404.html").contains(&format!("href=\"{root}index.html\"")), "{repository}");
    }
}

#[test]
fn the_site_goes_to_a_repository_of_its_own() {
    let site = new_site().entry("2026-01-05-a", "hours: 1\nvisibility: public").file("home/.keep", "");
    let output = run(&site, &lines(&site, "Build what is public"), &[("REPOSITORY", "sam/site")]);
    assert!(output.status.success(), "{}", said(&output));
    let push = lines(&site, "Push the site to its own repository");
    let output = run(&site, &push, &[("SITE", "sam/site"), ("KEY", "")]);
    assert!(!output.status.success() && said(&output).contains("set the secret CPD_SITE_KEY"));
    // a repository on this machine in place of the host's
    let bare = site.path("bare/sam/site.git").display().to_string();
    let made = run(&site, "git init -q --bare \"$BARE\"", &[("BARE", &bare)]);
    assert!(made.status.success(), "{}", said(&made));
    let host = format!("url.{}/.insteadOf", site.path("bare").display());
    let env = [
        ("SITE", "sam/site"),
        ("KEY", "secret"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", &host),
        ("GIT_CONFIG_VALUE_0", "git@github.com:"),
    ];
    let output = run(&site, &push, &env);
    assert!(output.status.success(), "{}", said(&output));
    let listed = run(&site, "git --git-dir \"$BARE\" ls-tree -r --name-only gh-pages", &[("BARE", &bare)]);
    let listed = said(&listed);
    assert!(listed.lines().any(|l| l == "index.html") && listed.lines().any(|l| l == ".nojekyll"), "{listed}");
    assert!(!listed.contains("cpdfolio.yaml") && !listed.contains("secret"), "{listed}");
}
