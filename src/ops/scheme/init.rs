//! A new scheme: settings with every key explained, empty tables, the key.

use std::path::Path;

use super::folder::{Done, Run, carried, locked};
use super::refused;
use crate::config;
use crate::engine::{Action, Error};
use crate::model::Day;
use crate::paths::SourcePath;
use crate::policy::{Packs, Policy};
use crate::scheme::key::{self, SchemeKey};
use crate::scheme::register::{MEMBER_COLUMNS, MEMBERS};
use crate::scheme::step::Step;
use crate::scheme::table::Table;
use crate::scheme::{FILE, assign, exempt};

/// The schema of the settings, for editors.
const SCHEMA_FILE: &str = ".cpdfolio/scheme.schema.json";
const SETTINGS: &str = include_str!("../../schema/scheme-1.json");

/// What a new scheme is told.
#[derive(Debug)]
pub(crate) struct Options {
    /// Its title.
    pub title: String,
    /// Whose rules it reviews by.
    pub policy: String,
    /// The year that is declared.
    pub year: i32,
    /// The key: 32 bytes that nobody can guess.
    pub key: SchemeKey,
}

/// Makes the folder; a second time changes nothing.
pub(crate) fn run(dir: &Path, options: &Options, run: &Run) -> Result<Done, Error> {
    if let Some(site) = dir.ancestors().find(|d| d.join(config::FILE).is_file()) {
        let what =
            format!("{} lies in the site {}: a build could publish members' data", dir.display(), site.display());
        return Err(refused(what, "name a folder outside of every site"));
    }
    known(dir, options, run)?;
    let by = run.by.clone().unwrap_or_else(|| "not named".to_owned());
    let done = |changed, step| Done { name: "init", by: by.clone(), as_of: run.as_of, dry: run.dry, changed, step };
    if run.dry && !dir.exists() {
        let step = files(options, run);
        let changed = step.files.keys().map(|path| (path.as_str().to_owned(), "new")).collect();
        return Ok(done(changed, step));
    }
    std::fs::create_dir_all(dir).map_err(|e| Error::System(Action::MakeFolder(dir.to_path_buf()), e))?;
    let (root, _lock) = locked(dir)?;
    let mut step = files(options, run);
    // what is there is the administrator's
    step.files.retain(|path, _| root.open_file(path).is_err());
    let (changed, step) = carried(&root, "init", run, &by, step)?;
    Ok(done(changed, step))
}

/// Can anything be reviewed by this policy in this year?
fn known(dir: &Path, options: &Options, run: &Run) -> Result<(), Error> {
    let packs = Packs::with(std::iter::empty::<(SourcePath, &str)>()).value;
    let is_own = dir.join("policies").join(format!("{}.yaml", options.policy)).is_file();
    let Some(policy) = packs.get(&options.policy) else {
        if is_own {
            return Ok(());
        }
        let all: Vec<&str> = packs.all().map(|p| p.id.as_str()).collect();
        let near = crate::diag::nearest(&options.policy, all.iter().copied()).map(|n| format!("`{n}` is near; "));
        let hint = format!(
            "{}`cpdfolio policy list` shows all; one of your own lies in `policies/{}.yaml` first",
            near.unwrap_or_default(),
            options.policy
        );
        return Err(refused(format!("there is no policy `{}`", options.policy), &hint));
    };
    fits(policy, options.year, chrono::Datelike::year(&run.as_of)).map_err(|(what, hint)| refused(what, &hint))
}

/// Is a year one that members declare, or are about to, by an edition of the policy? Else why not, and what to do.
fn fits(policy: &Policy, year: i32, today: i32) -> Result<(), (String, String)> {
    let has = |year: i32| Day::from_ymd_opt(year, 12, 31).is_some_and(|last| policy.edition_on(last).is_some());
    let what = match (year > today + 1, has(year)) {
        (false, true) => return Ok(()),
        (true, _) => format!("{year} is still to come: nobody declares it yet"),
        (false, false) => format!("`{}` has no edition that is in force at the end of {year}", policy.id),
    };
    // the year that is declared now, else the one nearest to what was typed
    let editions = policy.editions.iter().map(|e| chrono::Datelike::year(&e.from));
    let near = editions.flat_map(|first| [first, first + 1]).chain([today - 1, today, today + 1]);
    let near = near.filter(|y| *y <= today + 1 && has(*y)).min_by_key(|y| (*y != today - 1, y.abs_diff(year), *y));
    let hint = near.map_or_else(
        || format!("name another policy: `cpdfolio policy show {}` shows the editions of this one", policy.id),
        |near| format!("name the year that members declare: `--year {near}`"),
    );
    Err((what, hint))
}

fn files(options: &Options, run: &Run) -> Step {
    let mut step = Step::default();
    step.put(FILE, settings(options, run.by.as_deref()));
    step.put(key::PATH, options.key.text());
    step.put(MEMBERS, Table::new(&MEMBER_COLUMNS).bytes());
    step.put(assign::ASSESSORS, Table::new(&assign::COLUMNS).bytes());
    step.put(exempt::FILE, Table::new(&exempt::COLUMNS).bytes());
    step.put(SCHEMA_FILE, SETTINGS);
    step.put(".gitignore", "# members' data: never in a public repository\n.cpdfolio/step\n.cpdfolio-*.tmp\n");
    if run.as_of > Day::from_ymd_opt(options.year + 1, 9, 30).unwrap_or_default() {
        step.told.push(format!("the last days for {} are over: write others into {FILE}", options.year));
    }
    step.did.push(format!("the scheme begins with the year {}", options.year));
    step
}

fn settings(options: &Options, by: Option<&str>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let by = by.map_or_else(
        || "# administrator: NAME                # who does a step that names nobody with --by\n".to_owned(),
        |by| format!("administrator: {}\n", quoted(by)),
    );
    let next = options.year + 1;
    format!(
        "# yaml-language-server: $schema={SCHEMA_FILE}\n\
         # The monitoring scheme. Personal data lie beside this file: keep the folder private.\n\
         schema: cpdfolio.scheme/1\n\
         title: {}\n\
         policy: {}                          # whose guideline the records are reviewed by\n\
         year: {}                           # the year that members declare\n\
         {by}\
         # contact: cpd@example.org            # where members write to\n\
         subject: Opt-in to CPD Monitoring Scheme\n\
         leave: Leave the CPD Monitoring Scheme\n\
         # admit: all                          # or `grades`: who may join, where the policy leaves it open\n\
         # criteria: later                     # beside the guideline: plan, mix, kinds, spread, reflection\n\
         deadlines: {{declaration: {next}-03-31, record: {next}-06-30, review: {next}-09-30}}\n\
         extension_days: 28                    # for a declaration that says `need-time`\n\
         draw:\n\
         \x20 share: 5%                           # or `size: 30`, or `quotas: {{MIET: 20, FIET: 10}}`\n\
         \x20 strata: grade                       # or `field`, or `none`\n\
         \x20 least: 1                            # from each stratum\n\
         \x20 reserves: 3                         # stand ready in each stratum\n\
         \x20 take_all: [not-answered]            # groups of the register that are drawn as a whole\n\
         \x20 source:                             # the value exists only later than the list of members is closed\n\
         \x20   name: NIST Randomness Beacon 2.0, the pulse of that minute, outputValue\n\
         \x20   time: {next}-04-15T12:00Z\n\
         \x20   fallback: the next pulse that is published\n\
         k: 10                                 # no published number is from 1 to 9\n\
         retention: {{received: 24, packages: 12, reviews: 24, letters: 12, register: 24}}   # months\n",
        quoted(&options.title),
        options.policy,
        options.year,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_an_edition_is_refused_with_one_that_has_one() {
        let text = |from: &str, to: &str| {
            let rule = "{id: total, title: Total, severity: must, at_least: 30h, clause: '{at_least}'}";
            let edition = format!("{{from: {from}{to}, window: {{calendar: year}}, rules: [{rule}]}}");
            format!("schema: cpdfolio.policy/1\nid: own\ntitle: Own\nbody: B\neditions: {{a: {edition}}}\n")
        };
        let path = SourcePath::new("policies/own.yaml").unwrap();
        let told = |from: &str, to: &str, year, today| {
            let packs = Packs::with([(path.clone(), text(from, to).as_str())]);
            let policy = packs.value.get("own").unwrap_or_else(|| panic!("{:?}", packs.notes)).clone();
            fits(&policy, year, today)
        };
        let open = |year| told("2015-01-01", "", year, 2026);
        assert_eq!((open(2025), open(2027), open(2015)), (Ok(()), Ok(()), Ok(())));
        let (what, hint) = open(2028).unwrap_err();
        assert!(what.contains("2028 is still to come") && hint.ends_with("`--year 2025`"), "{what} {hint}");
        let (what, hint) = open(2014).unwrap_err();
        assert!(what.contains("at the end of 2014") && hint.ends_with("`--year 2025`"), "{what} {hint}");
        // the year before this one has no edition: another one is named that has
        for (from, to, year, named) in [
            ("2026-03-01", "", 2025, "2026"),
            ("2015-01-01", ", to: 2016-06-30", 2025, "2015"),
            ("2015-06-01", ", to: 2017-06-30", 2025, "2016"),
        ] {
            let (_, hint) = told(from, to, year, 2026).unwrap_err();
            assert!(hint.ends_with(&format!("`--year {named}`")), "{from} {hint}");
            assert_eq!(told(from, to, named.parse().unwrap(), 2026), Ok(()));
        }
        let (_, hint) = told("2015-02-01", ", to: 2015-06-30", 2025, 2026).unwrap_err();
        assert!(hint.contains("`cpdfolio policy show own`"), "{hint}");
    }
}
