//! The monitoring scheme from outside: each step twice, the draw repeated by another program, what is hostile named.

use std::fs;

use serde_json::Value;

use crate::support::{Output, Site, project, tree};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A scheme with members who have all asked to join.
fn scheme(members: usize) -> Site {
    let site = Site::empty().on("2026-01-10");
    site.run(["scheme", "init", ".", "--year", "2025", "--key", KEY, "--by", "Ann Office"]).ok();
    let mut list = "number,name,email,grade,field,employer\n".to_owned();
    let mut joins = "number,name\n".to_owned();
    for n in 0..members {
        let (grade, field) = (["MIET", "MIET", "FIET", "TMIET"][n % 4], ["power", "rail", "software"][n % 3]);
        list.push_str(&format!(
            "{},Member Number{n},m{n}@example.org,{grade},{field},Works {}\n",
            1_000_000 + n,
            n % 7
        ));
        joins.push_str(&format!("{},Member Number{n}\n", 1_000_000 + n));
    }
    let assessors = "id,name,fields,employer,most\na1,Ann,power,Works 1,\na2,Ben,rail; software,Works 2,\na3,Cleo,,,\n";
    site.file("members.csv", &list).file("joins.csv", &joins).file("assessors.csv", assessors)
}

fn step<const N: usize>(site: &Site, args: [&str; N]) -> Value {
    let output = json(site, args);
    let value = output.json();
    assert_eq!(value["doubts"].as_array().unwrap().len(), 0, "{value:#}");
    value
}

fn json<const N: usize>(site: &Site, args: [&str; N]) -> Output {
    let mut all = vec!["scheme"];
    all.extend(args);
    all.extend(["--format", "json"]);
    site.run_all(&all)
}

fn drawn(site: Site) -> Site {
    step(&site, ["enrol", "joins.csv"]);
    step(&site, ["draw", "--commit"]);
    let site = site.on("2026-04-15");
    step(&site, ["draw", "--value", "3AF0C1"]);
    site
}

#[test]
fn every_step_twice_changes_nothing_and_the_journal_tells_who() {
    let site = scheme(90);
    let twice = |site: &Site, args: &[&str]| {
        let run = |site: &Site| {
            let mut all = vec!["scheme"];
            all.extend(args);
            all.extend(["--format", "json"]);
            site.run_all(&all).json()
        };
        let first = run(site);
        let before = tree(&site.root());
        let second = run(site);
        assert_eq!(second["changed"].as_array().unwrap().len(), 0, "{args:?} {second:#}");
        assert_eq!(tree(&site.root()), before, "{args:?}");
        first
    };
    assert_eq!(twice(&site, &["enrol", "joins.csv"])["figures"]["joined"], 90);
    assert_eq!(twice(&site, &["draw", "--commit"])["figures"]["quota"], 5);
    let site = site.on("2026-04-15");
    assert_eq!(twice(&site, &["draw", "--value", "3AF0C1"])["figures"]["drawn"], 5);
    twice(&site, &["verify-draw"]);
    assert_eq!(twice(&site, &["assign", "--overlap", "50%"])["figures"]["double"], 3);
    twice(&site, &["merge"]);
    twice(&site, &["feedback"]);
    let journal = site.read("journal.csv");
    assert!(journal.lines().skip(1).all(|l| l.contains(",Ann Office,")), "{journal}");
    assert!(journal.contains("2026-04-15,Ann Office,draw,2025 is drawn with the value 3AF0C1"), "{journal}");
    let second = json(&site, ["draw", "--value", "000000"]);
    assert_eq!(second.code, 2);
    assert!(second.stderr.contains("there is no second value"), "{}", second.stderr);
}

#[test]
fn a_new_scheme_says_what_comes_next_and_figures_stand_in_the_order_of_the_year() {
    let site = Site::empty().on("2026-01-10");
    let args = ["scheme", "init", ".", "--year", "2025", "--key", KEY];
    let next = |output: &Output| output.stderr.contains("cpdfolio scheme enrol MAILS");
    let first = site.run(args);
    assert!(next(&first), "{}", first.stderr);
    // where nothing changes, nothing comes next
    assert!(!next(&site.run(args)));
    let told = drawn(scheme(40)).run(["scheme", "status"]).stdout;
    let names: Vec<&str> = told.lines().filter_map(|l| l.strip_prefix("  ")?.split("  ").next()).collect();
    let place = |name: &str| names.iter().position(|n| *n == name).unwrap_or_else(|| panic!("{name}: {told}"));
    assert!(place("joined") < place("declared") && place("declared") < place("drawn"), "{told}");
    assert!(place("drawn") < place("records"), "{told}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = scheme(30);
    let before = tree(&site.root());
    let told = step(&site, ["enrol", "joins.csv", "--dry-run"]);
    assert_eq!((told["dry_run"].as_bool(), told["figures"]["joined"].as_i64()), (Some(true), Some(30)));
    assert!(!told["changed"].as_array().unwrap().is_empty());
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn a_draw_is_checked_from_its_record_alone_and_every_change_is_noticed() {
    let site = drawn(scheme(60));
    let commitment = site.read("draws/2025/record.txt");
    let commitment = commitment.lines().find_map(|l| l.strip_prefix("commitment ")).unwrap().to_owned();
    let alone = Site::empty();
    for file in ["frame.txt", "record.txt"] {
        fs::copy(site.path(&format!("draws/2025/{file}")), alone.path(file)).unwrap();
    }
    step(&alone, ["verify-draw", ".", "--commitment", &commitment, "--value", "3AF0C1"]);
    assert_eq!(json(&alone, ["verify-draw", ".", "--value", "3AF0C2"]).code, 1);
    assert_eq!(json(&alone, ["verify-draw", ".", "--commitment", &"0".repeat(64)]).code, 1);
    let record = site.read("draws/2025/record.txt");
    let first = record.lines().find(|l| l.starts_with("drawn ")).unwrap();
    let alone = alone.file("record.txt", &record.replacen(first, &first.replace('1', "2"), 1));
    assert_eq!(json(&alone, ["verify-draw", "."]).code, 1);
    // somebody who was never there
    let members = site.read("draws/2025/members.csv");
    let last = members.lines().last().unwrap();
    let site = site.file("draws/2025/members.csv", &members.replace(&format!("{last}\n"), ""));
    let told = json(&site, ["verify-draw"]);
    assert_eq!(told.code, 1);
    assert!(told.stdout.contains("1 tokens belong to nobody"), "{}", told.stdout);
}

/// A program of forty lines that was written from the documented rules draws the same.
#[test]
fn another_program_draws_the_same() {
    let site = drawn(scheme(80));
    let twin = project().join("tests/scheme/twin.py");
    assert!(fs::read_to_string(&twin).unwrap().lines().count() <= 40);
    let output = std::process::Command::new("python3")
        .arg(&twin)
        .args([site.path("draws/2025/frame.txt").to_str().unwrap(), "3AF0C1"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let record = site.read("draws/2025/record.txt");
    let ours: String = record
        .lines()
        .filter_map(|l| l.strip_prefix("drawn "))
        .map(|l| format!("{}\n", l.split(' ').next().unwrap()))
        .collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), ours);
}

#[test]
fn mails_are_read_and_doubtful_ones_wait() {
    let mail = |subject: &str, body: &str| {
        format!(
            "From: Member <m@example.org>\r\nSubject: {subject}\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\n{body}\r\n"
        )
    };
    let site = scheme(5)
        .file("mail/1.eml", &mail("RE: opt-in to CPD monitoring scheme", "Member Number0, 1000000"))
        .file("mail/2.eml", &mail("Lunch?", "Member Number1, 1000001"))
        .file("mail/3.eml", &mail("Opt-in to CPD Monitoring Scheme", "Somebody Else, 1000002"))
        .bytes("mail/4.eml", &[0xff, 0xfe, 0, 1, 2])
        .bytes("mail/5.eml", "a".repeat(11 * 1024 * 1024).as_bytes())
        .file("mail/6.eml", &mail("Leave the CPD Monitoring Scheme", "Member Number3 1000003"));
    let told = json(&site, ["enrol", "mail"]);
    assert_eq!(told.code, 1);
    let told = told.json();
    assert_eq!(
        (told["figures"]["joined"].as_i64(), told["figures"]["doubtful"].as_i64()),
        (Some(1), Some(5)),
        "{told:#}"
    );
    assert_eq!(site.read("register.csv").matches("2026-01-05").count(), 1);
    let doubtful = site.read("doubtful.csv");
    for reason in [
        "the subject is `Lunch?`",
        "the name is not that of member 1000002",
        "longer than 10 MiB",
        "is not in the scheme",
    ] {
        assert!(doubtful.contains(reason), "{reason}: {doubtful}");
    }
    // decided by hand: the line goes
    let site = site.file("decided.csv", "number,name\n1000002,Member Number2\n");
    json(&site, ["enrol", "decided.csv"]);
    assert!(!site.read("doubtful.csv").contains("member 1000002"));
}

#[test]
fn a_folder_inside_a_site_is_refused() {
    let site = Site::new();
    let told = json(&site, ["init", "scheme"]);
    assert_eq!(told.code, 2);
    assert!(told.stderr.contains("a build could publish members' data"), "{}", told.stderr);
    assert!(!site.has("scheme"));
}

/// A record of two entries of so many hours in 2025.
fn record(site: Site, id: &str, hours: u32) -> Site {
    let config = format!("schema: cpdfolio.site/1\ntitle: {id}\nmember: {{name: M}}\npolicies: [{{id: iet}}]\n");
    let entry = format!("---\ntitle: A course\ndate: 2025-03-04\nhours: {hours}\nplanned: true\n---\n");
    site.file(&format!("records/{id}/cpdfolio.yaml"), &config)
        .file(&format!("records/{id}/content/activities/2025/2025-03-04-course.md"), &entry)
        .file(&format!("records/{id}/content/activities/2025/2025-05-04-course.md"), &entry.replace("03-04", "05-04"))
}

fn judged(site: Site) -> Site {
    (0..12).fold(site, |site, n| record(site, &format!("m{n}"), if n % 3 == 0 { 18 } else { 5 }))
}

#[test]
fn everybody_is_judged_and_a_hostile_member_changes_nothing_for_the_others() {
    let site = judged(scheme(4));
    let clean = step(&site, ["judge", "records"]);
    assert_eq!((clean["figures"]["met"].as_i64(), clean["figures"]["short"].as_i64()), (Some(4), Some(8)), "{clean:#}");
    let before = site.read("judged/2025/members-all.csv");
    let config = site.read("records/m0/cpdfolio.yaml");
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n";
    let bomb = format!(
        "{bomb}d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e]\n"
    );
    let site = site
        .file("records/h-bomb/cpdfolio.yaml", &bomb)
        .file("records/h-none/note.txt", "nothing")
        .file("records/h-other/cpdfolio.yaml", &config.replace("iet", "rics"))
        .file("records/h-deep/cpdfolio.yaml", &config)
        .file(&format!("records/h-deep/content/{}x.md", "d/".repeat(40)), "x")
        .file("records/h-script/cpdfolio.yaml", &config.replace("title: m0", "title: <script>x</script>"))
        .file(
            "records/h-script/content/activities/2025/2025-01-01-x.md",
            &format!("---\ntitle: \"<script>\"\ndate: 2025-01-01\nhours: 1\n---\n{}", "*_[".repeat(100_000)),
        )
        .file("records/h-link/cpdfolio.yaml", &config);
    std::os::unix::fs::symlink("/etc", site.path("records/h-link/content")).unwrap();
    for n in 0..20_100 {
        crate::support::write(&site.path(&format!("records/h-many/content/activities/2025/e{n}.md")), b"x");
    }
    crate::support::write(&site.path("records/h-many/cpdfolio.yaml"), config.as_bytes());
    let big = fs::File::create(site.path("records/h-many/content/big.md")).unwrap();
    big.set_len(1).unwrap();
    fs::create_dir_all(site.path("records/h-large/content")).unwrap();
    crate::support::write(&site.path("records/h-large/cpdfolio.yaml"), config.as_bytes());
    fs::File::create(site.path("records/h-large/content/big.md")).unwrap().set_len(200 << 20).unwrap();
    let told = json(&site, ["judge", "records"]);
    assert_eq!(told.code, 1);
    let told = told.json();
    let reason = |name: &str| {
        let all = told["doubts"].as_array().unwrap();
        all.iter().find(|d| d["about"] == name).map(|d| d["reason"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    assert!(reason("h-bomb").starts_with("cpdfolio.yaml: "), "{told:#}");
    assert!(reason("h-none").contains("there is no such file"));
    assert!(reason("h-other").contains("do not follow the policy"));
    assert!(reason("h-deep").contains("folders in folders"));
    assert_eq!(reason("h-many"), "it has more than 20000 files");
    assert_eq!(reason("h-large"), "it has more than 67108864 bytes");
    let after = site.read("judged/2025/members-all.csv");
    let others: String = after.lines().filter(|l| !l.starts_with("h-")).map(|l| format!("{l}\n")).collect();
    assert_eq!(others, before);
}

#[test]
fn shards_add_up_to_the_same_bytes_and_a_missing_one_is_told() {
    let site = judged(scheme(4));
    let mut whole = String::new();
    for n in [1, 2, 3, 7] {
        for i in 1..=n {
            json(&site, ["judge", "records", "--shard", &format!("{i}/{n}")]);
        }
        let files: Vec<String> = (1..=n).map(|i| format!("judged/2025/stats-{i}-of-{n}.csv")).collect();
        let mut args = vec!["scheme", "merge-stats"];
        args.extend(files.iter().map(String::as_str));
        site.run_all(&args).ok();
        let sum = site.read("judged/2025/stats.csv");
        assert!(whole.is_empty() || whole == sum, "{n} shards");
        whole = sum;
    }
    assert!(whole.contains("rule,total,met,4"), "{whole}");
    let site = site.remove("judged/2025/stats-2-of-7.csv");
    let all: Vec<String> = [1, 3, 4, 5, 6, 7].iter().map(|i| format!("judged/2025/stats-{i}-of-7.csv")).collect();
    let mut args = vec!["scheme", "merge-stats"];
    args.extend(all.iter().map(String::as_str));
    site.run_all(&args).ends(2).says("shards are missing: 2/7");
}

#[test]
fn who_left_is_forgotten_and_the_draw_still_stands() {
    let site = drawn(scheme(60));
    let drawn = site.read("draws/2025/drawn.csv");
    let line = drawn.lines().find(|l| l.contains(",drawn,")).unwrap().to_owned();
    let (id, number) = (line.split(',').next().unwrap(), line.split(',').nth(1).unwrap());
    step(&site, ["call"]);
    assert!(site.read("letters/call-2025.csv").contains(id));
    let refused = json(&site, ["forget", id]);
    assert_eq!(refused.code, 2);
    let name = format!("Member Number{}", number.parse::<usize>().unwrap() - 1_000_000);
    let site = site.file("leave.csv", &format!("number,name,request\n{number},{name},leave\n"));
    json(&site, ["enrol", "leave.csv"]);
    step(&site, ["forget", id]);
    for (path, bytes) in tree(&site.root()) {
        // the journal names ids, which tell nothing without the key
        if !matches!(path.as_str(), "journal.csv" | "leave.csv" | "joins.csv" | "members.csv") {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(id) && !text.contains(number), "{path}");
        }
    }
    let told = step(&site, ["verify-draw"]);
    assert_eq!(told["figures"]["forgotten"], 1);
}

#[test]
fn a_year_is_closed_once_and_lists_what_goes() {
    let site = drawn(scheme(40))
        .on("2026-02-01")
        .file("told.csv", "number,statement,day\n1000000,ready,2026-01-20\n1000001,perhaps,\n");
    let told = json(&site, ["receive", "told.csv"]).json();
    assert_eq!(
        (told["figures"]["declarations"].as_i64(), told["doubts"].as_array().unwrap().len()),
        (Some(1), 1),
        "{told:#}"
    );
    assert!(site.read("letters/refused.csv").contains("`perhaps` is no statement of this scheme"));
    let site = site.on("2026-10-01");
    step(&site, ["letters"]);
    assert_eq!(site.read("letters/reminder-2025.csv").matches("Still to come").count(), 39);
    step(&site, ["close"]);
    assert!(site.read("closed/2025.csv").contains("letters/refused.csv,2027-10-01"));
    assert_eq!(site.read("register.csv").matches("not-answered").count(), 39);
    let before = tree(&site.root());
    step(&site, ["close"]);
    assert_eq!(tree(&site.root()), before);
}
