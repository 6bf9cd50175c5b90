//! The monitoring scheme from outside: each step twice, the draw repeated by another program, what is hostile named.

use std::fs;

use serde_json::Value;

use crate::support::{Output, Site, project, tree};

/// A value in the form of the source that a new scheme names: 128 hexadecimal digits.
const VALUE: &str = "3AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF03AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0C13AF0";

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
    step(&site, ["draw", "--value", VALUE]);
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
    assert_eq!(twice(&site, &["draw", "--value", VALUE])["figures"]["drawn"], 5);
    twice(&site, &["verify-draw"]);
    assert_eq!(twice(&site, &["assign", "--overlap", "50%"])["figures"]["double"], 3);
    twice(&site, &["merge"]);
    twice(&site, &["feedback"]);
    let journal = site.read("journal.csv");
    assert!(journal.lines().skip(1).all(|l| l.contains(",Ann Office,")), "{journal}");
    assert!(journal.contains(&format!("2026-04-15,Ann Office,draw,2025 is drawn with the value {VALUE}")), "{journal}");
    let second = json(&site, ["draw", "--value", &"0".repeat(128)]);
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
    step(&alone, ["verify-draw", ".", "--commitment", &commitment, "--value", VALUE]);
    assert_eq!(json(&alone, ["verify-draw", ".", "--value", &VALUE.replace("C1", "C2")]).code, 1);
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
        .args([site.path("draws/2025/frame.txt").to_str().unwrap(), VALUE])
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
    assert!(site.read("refused.csv").contains("`perhaps` is no statement of this scheme"));
    let site = site.on("2026-10-01");
    step(&site, ["letters"]);
    assert_eq!(site.read("letters/reminder-2025.csv").matches("Still to come").count(), 39);
    step(&site, ["close"]);
    assert!(site.read("closed/2025.csv").contains("letters/reminder-2025.csv,2027-10-01"));
    assert_eq!(site.read("register.csv").matches("not-answered").count(), 39);
    let before = tree(&site.root());
    step(&site, ["close"]);
    assert_eq!(tree(&site.root()), before);
}

/// A held lock is told, and nothing waits for ever.
#[test]
fn a_board_is_written_inside_the_schemes_own_folder_and_a_held_lock_is_told() {
    let site = scheme(4);
    step(&site, ["enrol", "joins.csv"]);
    step(&site, ["status", "--out", "board"]);
    assert!(site.read("board/index.html").contains("Take part"));
    step(&site, ["status", "--out", "deep/er/board"]);
    let folder = fs::File::open(site.root()).unwrap();
    folder.lock().unwrap();
    let told = json(&site, ["call"]);
    assert_eq!(told.code, 2);
    // this test is no command of ours: what it is called is nobody's business
    assert!(told.stderr.contains("another program is at work there"), "{}", told.stderr);
    assert!(!told.stderr.contains("process"), "{}", told.stderr);
}

/// A review as a program of an assessor's own writes it.
fn review(member: &str, assessor: &str, level: &str) -> String {
    format!(
        r#"{{"schema": "cpdfolio.review/1", "record": "{member}", "assessor": "{assessor}", "day": "2026-05-02",
        "answers": {{"total": {{"level": "{level}"}}, "planned": {{"level": "{level}"}}}}, "strengths": ["Clear reflection"]}}"#
    )
}

fn assigned(site: &Site) -> Vec<[String; 3]> {
    let table = site.read("draws/2025/assigned.csv");
    let row = |l: &str| l.split(',').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    table.lines().skip(1).map(row).collect()
}

/// Members with the assessors who were asked, where two of them have made reviews.
fn reviewed() -> Site {
    let site = drawn(scheme(200)).on("2026-05-01");
    step(&site, ["assign", "--overlap", "30%"]);
    let site = assigned(&site).iter().filter(|[_, a, _]| a != "a3").fold(site, |site, [m, a, mark]| {
        // where two have reviewed, they differ
        let level = if mark == "1" { "strong" } else { "partly" };
        site.file(&format!("in/{m}-{a}.json"), &review(m, a, level))
    });
    step(&site, ["merge", "in"]);
    site
}

#[test]
fn what_is_reviewed_is_not_given_out_again_when_an_assessor_drops_out() {
    let site = reviewed();
    let before = assigned(&site);
    let of_a2: Vec<_> = before.iter().filter(|[_, a, _]| a == "a2").cloned().collect();
    let settled = |site: &Site| site.read("reviews/2025/state.csv").matches(",settled,").count();
    let was = settled(&site);
    assert!(!of_a2.is_empty() && was > 0);
    let table = site.read("assessors.csv");
    for (name, changed) in [
        ("drops out", table.lines().filter(|l| !l.starts_with("a2,")).map(|l| format!("{l}\n")).collect::<String>()),
        ("takes no more", table.replace("a2,Ben,rail; software,Works 2,", "a2,Ben,rail; software,Works 2,0")),
        ("stays", table.clone()),
    ] {
        let site = drop_and_assign(&site, &changed);
        let after = assigned(&site);
        for pair in &of_a2 {
            assert!(after.contains(pair), "{name}: {pair:?} is not kept");
        }
        for member in of_a2.iter().map(|[m, ..]| m) {
            let asked = |rows: &[[String; 3]]| rows.iter().filter(|[m, ..]| m == member).count();
            assert!(asked(&after) <= asked(&before).max(3), "{name}: {member} is asked for again");
        }
        json(&site, ["merge"]);
        assert_eq!(settled(&site), was, "{name}: a settled record is settled no more");
        let letters = site.read("reviews/2025/state.csv");
        for line in letters.lines().filter(|l| l.contains(",settled,")) {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells[2], cells[3], "{name}: more is wanted than was had: {line}");
        }
    }
}

/// The scheme in a folder of its own, with another table of assessors, assigned again.
fn drop_and_assign(site: &Site, assessors: &str) -> Site {
    let copied = Site::empty().on("2026-05-03");
    crate::support::copy(&site.root(), &copied.root());
    let copied = copied.file("assessors.csv", assessors);
    json(&copied, ["assign", "--overlap", "30%"]);
    copied
}

#[test]
fn what_the_list_of_members_says_anew_reaches_register_letters_and_conflicts() {
    let site = drawn(scheme(60)).on("2026-05-01");
    step(&site, ["assign"]);
    let [member, assessor, _] = &assigned(&site).into_iter().find(|[_, a, _]| a != "a3").unwrap();
    let drawn = site.read("draws/2025/drawn.csv");
    let number = drawn.lines().find(|l| l.starts_with(member.as_str())).unwrap().split(',').nth(1).unwrap().to_owned();
    let list = site.read("members.csv");
    let line = list.lines().find(|l| l.starts_with(&number)).unwrap().to_owned();
    let cells: Vec<&str> = line.split(',').collect();
    let works = if assessor == "a1" { "Works 1" } else { "Works 2" };
    let now = format!("{number},{},new@example.org,{},{},{works}", cells[1], cells[3], cells[4]);
    let site = site.file("members.csv", &list.replace(&line, &now));
    let told = json(&site, ["letters"]).json();
    let said = told["told"].to_string();
    assert!(said.contains("email was") && said.contains("`new@example.org` now") && said.contains(works), "{said}");
    assert!(site.read("register.csv").contains("new@example.org"));
    let letters: String = ["reminder", "drawn"].map(|kind| site.read(&format!("letters/{kind}-2025.csv"))).concat();
    assert!(letters.contains("new@example.org") && !letters.contains(cells[2]), "{letters}");
    assert!(site.read("journal.csv").contains("the register follows members.csv: 2 changes"));
    json(&site, ["assign"]);
    assert!(!assigned(&site).iter().any(|[m, a, _]| m == member && a == assessor));
    // and once only
    assert_eq!(json(&site, ["letters"]).json()["told"].to_string().matches("now").count(), 0);
}

#[test]
fn feedback_is_announced_when_it_is_there_and_tells_what_is_good() {
    let site = reviewed();
    let told = json(&site, ["letters"]).json();
    assert_eq!(told["figures"]["feedback"], 0, "{told:#}");
    assert!(told["told"].to_string().contains("first `cpdfolio scheme feedback`"), "{told:#}");
    assert!(!site.has("letters/feedback-2025.csv"));
    json(&site, ["feedback"]);
    let told = json(&site, ["letters"]).json();
    assert!(told["figures"]["feedback"].as_i64().unwrap() > 0, "{told:#}");
    let letters = site.read("letters/feedback-2025.csv");
    let at = letters.find("feedback/2025/m-").unwrap();
    let file = &letters[at..at + letters[at..].find(".html").unwrap() + 5];
    let letter = site.read(file);
    assert!(letter.contains("What is good about this record") && letter.contains("Clear reflection"), "{letter}");
}

#[test]
fn folders_in_folders_are_read_and_what_is_left_out_is_named() {
    let mail = "From: Member Number0 <m0@example.org>\r\nSubject: Opt-in to CPD Monitoring Scheme\r\n\
                Date: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\nMember Number0, 1000000\r\n";
    let site = scheme(3).file("mail/a/b/1.eml", mail).file("mail/all.mbox", mail).file("mail/a/x.msg", "x");
    let told = json(&site, ["enrol", "mail"]);
    let (code, told) = (told.code, told.json());
    assert_eq!((code, told["figures"]["joined"].as_i64()), (1, Some(1)), "{told:#}");
    let doubts = told["doubts"].to_string();
    assert!(doubts.contains("all.mbox") && doubts.contains("a/x.msg") && doubts.contains("save each"), "{doubts}");
    let site = site.file("in/deep/er/t.csv", "number,statement\n1000000,ready\n");
    let told = step(&site, ["receive", "in"]);
    assert_eq!(told["figures"]["declarations"], 1);
}

#[test]
fn a_refusal_that_is_mended_makes_no_letter() {
    let site = scheme(3);
    step(&site, ["enrol", "joins.csv"]);
    let site = site
        .on("2026-02-01")
        .file("t.csv", "number,statement,day\n1000000,redy,2026-01-20\n1000001,ready,2026-12-01\n");
    let told = json(&site, ["receive", "t.csv"]).json();
    assert_eq!(told["doubts"].as_array().unwrap().len(), 2, "{told:#}");
    assert!(told["doubts"].to_string().contains("is still to come"), "{told:#}");
    // a slip of the administrator's own is nothing that a member hears of
    assert!(!site.has("letters/refused.csv"));
    assert_eq!(site.read("refused.csv").matches("t.csv, line").count(), 2);
    let site = site
        .on("2026-02-03")
        .file("t.csv", "number,statement,day\n1000000,ready,2026-01-20\n1000001,ready,2026-01-21\n");
    step(&site, ["receive", "t.csv"]);
    let refused = site.read("refused.csv");
    assert_eq!(refused.matches(",2026-02-03\n").count(), 2, "{refused}");
    let before = tree(&site.root());
    step(&site, ["receive", "t.csv"]);
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn a_faulty_table_is_shown_with_its_line() {
    let site = scheme(3)
        .file("t.csv", "number,name,request\r\n\r\n1000000,Member Number0,join\r\n1000001,Member Number1,perhaps\r\n");
    let told = json(&site, ["enrol", "t.csv"]);
    assert_eq!(told.code, 2);
    assert!(
        told.stderr.contains("t.csv, line 4: ") && told.stderr.contains("\n  4 | 1000001,Member Number1,perhaps\n"),
        "{}",
        told.stderr
    );
    let site = site.file("t.csv", "Nr,name\n1,A\n");
    let told = json(&site, ["enrol", "t.csv"]).stderr;
    assert!(told.contains("it has `nr` and `name`") && told.contains("write `number` above"), "{told}");
    let site = site.file("t.csv", "number,name\n1000000,\"Member Number0\n1000001,Member Number1\n");
    let told = json(&site, ["enrol", "t.csv"]).stderr;
    assert!(
        told.contains("t.csv, line 2: the quotation mark in column 9 is not closed\n  2 | 1000000,\"Member"),
        "{told}"
    );
    let site =
        site.bytes("t.csv", b"number,name,request\r1000000,Member Number0,join\r1000001,Member Number1,perhaps\r");
    let told = json(&site, ["enrol", "t.csv"]).stderr;
    assert!(told.contains("t.csv, line 3: ") && told.contains("\n  3 | 1000001,Member Number1,perhaps\n"), "{told}");
    for (file, text, said) in [
        ("exemptions.csv", "member,draw,reason,agreed_by,agreed_on\n999,,ill,C,\n", "has a member 999"),
        ("exemptions.csv", "member,draw,reason,agreed_by,agreed_on\nm-0123456789ab,,ill,C,\n", "has a member m-0123"),
        ("extensions.csv", "member,until\n999,2026-04-30\n", "has a member 999"),
    ] {
        let was = tree(&site.root()).get(file).cloned();
        crate::support::write(&site.path(file), text.as_bytes());
        let told = json(&site, ["letters"]);
        assert_eq!(told.code, 2, "{file}");
        assert!(told.stderr.contains(said), "{file}: {}", told.stderr);
        match was {
            Some(bytes) => crate::support::write(&site.path(file), &bytes),
            None => fs::remove_file(site.path(file)).unwrap(),
        }
    }
}

#[test]
fn whoever_joins_after_the_list_is_closed_hears_of_the_next_year() {
    let site = drawn(scheme(40)).on("2026-04-20");
    let list = format!("{}2000000,Edith Late,e@example.org,MIET,rail,\n", site.read("members.csv"));
    let site = site.file("members.csv", &list).file("late.csv", "number,name\n2000000,Edith Late\n");
    let told = step(&site, ["enrol", "late.csv"]);
    assert!(told["told"].to_string().contains("(2000000) is in the draw of the next year"), "{told:#}");
    step(&site, ["call", "--since", "2026-04-16"]);
    let letters = site.read("letters/call-2025-since-2026-04-16.csv");
    assert!(
        letters.contains("Edith Late") && letters.contains("nothing is asked of you") && !letters.contains("oken"),
        "{letters}"
    );
    assert!(!letters.contains("Member Number0"), "{letters}");
}

#[test]
fn a_year_is_closed_after_its_last_days_and_again_when_something_came() {
    let site = drawn(scheme(40)).on("2026-04-16");
    let drawn_first = |site: &Site| {
        let table = site.read("draws/2025/drawn.csv");
        let line = table.lines().find(|l| l.contains(",drawn,")).unwrap().to_owned();
        line.split(',').nth(1).unwrap().to_owned()
    };
    let ill = drawn_first(&site);
    step(&site, ["draw", "--drop", &ill, "--reason", "long illness"]);
    let ready = drawn_first(&site);
    let vip = (0..40).map(|n| (1_000_000 + n).to_string()).find(|n| *n != ill && *n != ready).unwrap();
    let list = site.read("members.csv").replace("employer\n", "employer,group\n");
    let own = list.lines().map(|l| if l.starts_with(&vip) { format!("{l},vip\n") } else { format!("{l}\n") });
    let list = format!("{}2000000,Edith Late,e@example.org,MIET,rail,,\n", own.collect::<String>());
    let site = site
        .file("members.csv", &list)
        .file("late.csv", "number,name\n2000000,Edith Late\n")
        .file("told.csv", &format!("number,statement,day\n{ready},ready,2026-03-01\n"));
    step(&site, ["enrol", "late.csv"]);
    step(&site, ["receive", "told.csv"]);
    let early = json(&site, ["close"]);
    assert_eq!(early.code, 2);
    assert!(early.stderr.contains("30 September 2026") && early.stderr.contains("--anyway"), "{}", early.stderr);
    step(&site, ["close", "--anyway"]);
    let site = site.on("2026-10-01");
    let told = step(&site, ["close"]);
    let group = |site: &Site, number: &str| {
        let register = site.read("register.csv");
        let line = register.lines().find(|l| l.split(',').nth(1) == Some(number)).unwrap().to_owned();
        line.split(',').nth(9).unwrap().to_owned()
    };
    assert_eq!([&ill, &ready, "2000000"].map(|n| group(&site, n)), ["", "", ""], "{told:#}");
    assert_eq!(group(&site, &vip), "vip");
    assert_eq!(site.read("register.csv").matches(",not-answered,").count(), 37, "{told:#}");
    assert!(told["told"].to_string().contains("was drawn and has declared, and sent no record"), "{told:#}");
    assert!(told["told"].to_string().contains("stays in the group `vip`"), "{told:#}");
    // something comes later: the mark goes, the days of deletion stay
    let other = (0..40).map(|n| (1_000_000 + n).to_string()).find(|n| group(&site, n) == "not-answered").unwrap();
    let days = site.read("closed/2025.csv");
    let site = site.on("2026-10-20").file("told.csv", &format!("number,statement\n{other},ready\n"));
    json(&site, ["receive", "told.csv"]);
    json(&site, ["close"]);
    assert_eq!(group(&site, &other), "");
    let after = site.read("closed/2025.csv");
    assert!(days.lines().all(|l| after.contains(l)), "{days}{after}");
}

#[test]
fn a_value_that_is_not_the_sources_is_refused_and_a_commit_says_how_it_is_undone() {
    let site = scheme(30);
    step(&site, ["enrol", "joins.csv"]);
    let told = step(&site, ["draw", "--commit"]);
    assert!(told["told"].to_string().contains("deleting the folder draws/2025 opens the list again"), "{told:#}");
    let site = site.on("2026-04-15");
    for wrong in ["3AF0", "hello", &"G".repeat(128)] {
        let told = json(&site, ["draw", "--value", wrong]);
        assert_eq!(told.code, 2, "{wrong}");
        assert!(told.stderr.contains("has 128 hexadecimal digits"), "{}", told.stderr);
    }
    let told = step(&site, ["draw", "--value", VALUE, "--dry-run"]);
    let told = told["told"].to_string();
    assert!(told.contains(VALUE) && told.contains("drawn: 10000"), "{told}");
    assert!(!site.has("draws/2025/drawn.csv"));
    // more than there are, and a group that is nobody's
    fs::remove_dir_all(site.path("draws")).unwrap();
    let settings = site.read("scheme.yaml");
    let site = site.on("2026-04-01").file("scheme.yaml", &settings.replace("share: 5% ", "size: 40 "));
    let told = json(&site, ["draw", "--commit"]).json();
    assert!(told["doubts"].to_string().contains("40 are to be drawn from a list with 30 members"), "{told:#}");
    fs::remove_dir_all(site.path("draws")).unwrap();
    let site = site.file("scheme.yaml", &settings.replace("share: 5% ", "quotas: {MIET: 3, FOO: 2} "));
    let told = json(&site, ["draw", "--commit"]);
    assert_eq!(told.code, 2);
    assert!(told.stderr.contains("names `FOO`") && told.stderr.contains("`FIET`"), "{}", told.stderr);
    let site = site.file("scheme.yaml", &settings.replace("record: 2026-06-30", "record: 2026-02-28"));
    let told = json(&site, ["status"]);
    assert_eq!(told.code, 1);
    assert!(told.stderr.contains("before the last day for declarations, 2026-03-31"), "{}", told.stderr);
}

#[test]
fn the_funnel_adds_up_and_the_board_tells_what_waits() {
    let site = drawn(scheme(60)).on("2026-03-01");
    let drawn_table = site.read("draws/2025/drawn.csv");
    let first = drawn_table.lines().find(|l| l.contains(",drawn,")).unwrap().split(',').nth(1).unwrap().to_owned();
    let others: Vec<String> = (0..60).map(|n| (1_000_000 + n).to_string()).filter(|n| *n != first).collect();
    let site = site
        .file("told.csv", &format!("number,statement\n{first},other-body\n{},ready\n{},redy\n", others[0], others[1]))
        .file("late.csv", &format!("number,statement,day\n{},ready,2026-04-02\n", others[5]))
        .file(
            "leave.csv",
            &format!(
                "number,name,request\n{},Member Number{},leave\n9,Nobody,leave\n",
                others[2],
                others[2].parse::<usize>().unwrap() - 1_000_000
            ),
        )
        .file("exemptions.csv", &format!("member,draw,reason,agreed_by,agreed_on\n{},,ill,C,\n", others[3]));
    json(&site, ["receive", "told.csv"]);
    json(&site, ["enrol", "leave.csv"]);
    // by number, then by id
    assert_eq!(json(&site, ["status"]).json()["figures"]["exempt"], 1);
    let register = site.read("register.csv");
    let id = register.lines().find(|l| l.contains(&format!(",{},", others[3]))).unwrap().split(',').next().unwrap();
    let site = site
        .file("exemptions.csv", &format!("member,draw,reason,agreed_by,agreed_on\n{id},,ill,C,\n"))
        .on("2026-04-16");
    json(&site, ["receive", "late.csv"]);
    let told = step(&site, ["status", "--out", "board"]);
    let n = |key: &str| told["figures"][key].as_i64().unwrap_or_else(|| panic!("{key}: {told:#}"));
    assert_eq!(n("joined"), n("left") + n("members"), "{told:#}");
    assert_eq!(n("members"), n("declared") + n("exempt") + n("late") + n("silent"), "{told:#}");
    assert_eq!(n("drawn"), n("excused") + n("records") + n("records_missing"), "{told:#}");
    assert_eq!((n("left"), n("exempt"), n("excused"), n("declared")), (1, 1, 1, 3), "{told:#}");
    assert_eq!((n("doubtful"), n("refused"), n("late_waiting")), (1, 1, 1), "{told:#}");
    let board = site.read("board/index.html");
    assert!(board.contains("doubtful.csv") && board.contains("You were drawn"), "{board}");
}

#[test]
fn a_record_that_cannot_be_read_is_unknown_and_named() {
    let site = record(record(scheme(2), "m0", 5), "m1", 5)
        .bytes("records/m1/content/activities/2025/2025-06-01-x.md", b"---\ntitle: [\n---\n");
    let told = json(&site, ["judge", "records"]);
    assert_eq!(told.code, 1);
    let told = told.json();
    assert_eq!(
        (told["figures"]["short"].as_i64(), told["figures"]["unknown"].as_i64()),
        (Some(1), Some(1)),
        "{told:#}"
    );
    assert_eq!(told["figures"]["refused"], 0);
    assert_eq!(told["doubts"][0]["about"], "m1");
    assert!(told["doubts"][0]["reason"].as_str().unwrap().starts_with("1 file of it cannot be read"), "{told:#}");
    let nowhere = json(&site, ["judge", "nowhere"]);
    assert!(nowhere.stderr.contains("one folder for each member"), "{}", nowhere.stderr);
}

#[test]
fn a_scheme_begins_with_a_policy_and_a_year_that_there_are() {
    let site = Site::empty().on("2026-11-27");
    for (args, said) in [
        (["scheme", "init", "s", "--policy", "nope"], "there is no policy `nope`"),
        (["scheme", "init", "s", "--year", "20255"], "--year"),
    ] {
        let told = site.run(args);
        assert_eq!(told.code, 2);
        assert!(told.stderr.contains(said), "{}", told.stderr);
        assert!(!site.has("s"));
    }
    site.run(["scheme", "init", "s"]).ok();
    assert!(site.read("s/scheme.yaml").contains("year: 2026"));
}

#[test]
fn feedback_goes_into_the_site_of_an_institution_alone() {
    let site = record(reviewed(), "m0", 5);
    let told = json(&site, ["feedback", "--publish", "--anyway", "--site", "records/m0"]);
    assert_eq!(told.code, 2);
    assert!(told.stderr.contains("is the site of a member"), "{}", told.stderr);
    assert!(!site.has("records/m0/content/news"));
}

#[test]
fn who_is_forgotten_is_in_no_letter_of_assessors_and_no_list_of_a_closed_year() {
    let site = drawn(scheme(60)).on("2026-05-01");
    step(&site, ["assign"]);
    let [id, ..] = assigned(&site).remove(0);
    json(&site, ["letters"]);
    step(&site, ["close", "--anyway"]);
    let line = site.read("register.csv").lines().find(|l| l.starts_with(&id)).unwrap().to_owned();
    let cells: Vec<&str> = line.split(',').collect();
    let site = site.file("leave.csv", &format!("number,name,request\n{},{},leave\n", cells[1], cells[2]));
    json(&site, ["enrol", "leave.csv"]);
    json(&site, ["close", "--anyway"]);
    assert!(site.read("letters/assessors-2025.csv").contains(&id) && site.read("closed/2025.csv").contains(&id));
    step(&site, ["forget", &id]);
    for (path, bytes) in tree(&site.root()) {
        if path != "journal.csv" {
            assert!(!String::from_utf8_lossy(&bytes).contains(&id), "{path}");
        }
    }
}

#[test]
fn an_exemption_of_another_year_stops_nothing_and_one_of_no_draw_stops_the_closing_of_a_list() {
    let head = "member,draw,reason,agreed_by,agreed_on\n";
    let site = scheme(3).file("exemptions.csv", &format!("{head}1000000,2024,ill,C,\n1000001,2029,abroad,C,\n"));
    step(&site, ["enrol", "joins.csv"]);
    step(&site, ["letters"]);
    let site = site.file("exemptions.csv", &format!("{head}1000000,spring,ill,C,\n"));
    for name in ["call", "letters", "status"] {
        let told = json(&site, [name]);
        assert_eq!(told.code, 1, "{name}: {}", told.stderr);
        let doubts = told.json()["doubts"].to_string();
        assert!(doubts.contains("exemptions.csv") && doubts.contains("line 2: there is no draw `spring`"), "{doubts}");
    }
    let told = json(&site, ["draw", "--commit"]);
    assert_eq!(told.code, 2);
    assert!(told.stderr.contains("exemptions.csv, line 2: there is no draw `spring`"), "{}", told.stderr);
    assert!(!site.has("draws/2025"));
    let told = json(&site, ["draw", "--commit", "--draw", "spring"]).json();
    assert_eq!((&told["figures"]["exempt"], &told["figures"]["members"]), (&1.into(), &2.into()), "{told:#}");
}

#[test]
fn the_letters_of_a_second_draw_leave_those_of_the_first() {
    let site = drawn(scheme(40));
    step(&site, ["letters"]);
    let first = site.read("letters/drawn-2025.csv");
    let settings = site.read("scheme.yaml").replace("2026-04-15T12:00Z", "2026-04-20T12:00Z");
    let site = site.file("scheme.yaml", &settings);
    step(&site, ["draw", "--commit", "--draw", "extra"]);
    let site = site.on("2026-04-20");
    step(&site, ["draw", "--value", VALUE, "--draw", "extra"]);
    step(&site, ["letters", "--draw", "extra"]);
    step(&site, ["call", "--draw", "extra"]);
    assert_eq!(site.read("letters/drawn-2025.csv"), first);
    assert!(site.read("letters/drawn-extra.csv") != first && site.has("letters/call-extra.csv"));
    let before = tree(&site.root());
    for name in ["letters", "status", "close"] {
        let told = json(&site, [name, "--draw", "extrq"]);
        assert_eq!(told.code, 2, "{name}");
        assert!(
            told.stderr.contains("there is no draw `extrq`") && told.stderr.contains("`2025` and `extra`"),
            "{}",
            told.stderr
        );
    }
    for name in ["call", "letters"] {
        let told = json(&site, [name, "--draw", "../x"]);
        assert!(told.stderr.contains("`../x` is not the name of a draw"), "{name} {}", told.stderr);
    }
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn tables_of_two_months_have_one_name_and_every_doubt_of_both_stays() {
    let site = scheme(3).file("joins.csv", "number,name\n1000000,Somebody Else\n");
    json(&site, ["enrol", "joins.csv"]);
    let site = site.file("joins.csv", "number,name\n1000001,Somebody Other\n");
    json(&site, ["enrol", "joins.csv"]);
    let doubtful = site.read("doubtful.csv");
    assert!(doubtful.contains("1000000") && doubtful.contains("1000001"), "{doubtful}");
    let site = site.file("joins.csv", "number,name\n1000000,Member Number0\n1000001,Member Number1\n");
    step(&site, ["enrol", "joins.csv"]);
    assert!(!site.read("doubtful.csv").contains("joins"));
}

#[test]
fn a_page_of_no_review_is_never_published() {
    let site = drawn(scheme(40));
    step(&site, ["assign"]);
    for more in [&["--publish"][..], &["--publish", "--anyway"]] {
        let told = site.run_all(&[&["scheme", "feedback"], more].concat());
        assert_eq!(told.code, 2, "{}", told.stdout);
        assert!(told.stderr.contains("no record of `2025` is settled"), "{}", told.stderr);
    }
    let told = json(&site, ["feedback", "--draw", "spring"]);
    assert!(told.code == 2 && told.stderr.contains("there is no draw `spring`"), "{}", told.stderr);
    assert!(!site.has("feedback"));
    let told = json(&site, ["forget", " "]);
    assert!(told.code == 2 && told.stderr.contains("nobody is named"), "{}", told.stderr);
}
