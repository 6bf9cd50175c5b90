//! `team`: several members' public sites become one summary of what they state, in which nobody can be found.

use crate::support::Site;

/// Members' public sites in one folder: the first so many state that they met the guideline in 2025.
fn sites(stating: usize, all: usize) -> Site {
    let folder = Site::new();
    for n in 0..all {
        let standing = if n < stating { "standing: {stated: [2025]}\n" } else { "" };
        let config = format!(
            "schema: cpdfolio.site/1\ntitle: T\nmember: {{name: Sam Secret}}\npolicies: [{{id: iet}}]\n{standing}"
        );
        // all have one name: what they show tells them apart
        let public = format!("hours: {}\nvisibility: public", n + 1);
        let member = Site::empty().config(&config).entry("2025-01-05-a", "hours: 20\nplanned: true");
        let member = member.entry("2025-02-05-b", "hours: 20\nplanned: true").entry("2025-03-05-c", &public);
        let out = folder.path(&format!("team/member-{n}")).display().to_string();
        member.run(["build", "--audience", "public", "--out", &out]).ok();
    }
    folder
}

#[test]
fn statements_are_counted_without_names_and_small_counts_are_not_told() {
    let site = sites(6, 8);
    let out = site.run(["team", "team", "--year", "2025"]).ok();
    out.prints("8 sites: 2 state nothing of 2025.")
        .prints("IET guideline on CPD  6 state it as met")
        .prints_no("Secret");
    let told = site.run(["team", "team", "--year", "2025", "--format", "json"]).ok().json();
    assert_eq!((told["members"].as_i64(), told["silent"].as_i64()), (Some(8), Some(2)));
    assert_eq!(told["policies"][0]["met"], 6);
    site.run(["team", "team", "--year", "2025", "--out", "summary"]).ok();
    let page = site.read("summary/index.html");
    assert!(page.contains("8 sites were read. 2 state nothing") && !page.contains("Secret"), "{page}");
    assert!(site.has("summary/style.css"));
    // four statements are too few to be told
    let site = sites(4, 6);
    let out = site.run(["team", "team", "--year", "2025"]).ends(1);
    out.prints("6 sites: fewer than 5 state anything of 2025, too few people to show.").prints_no("2 state nothing");
    let told = site.run(["team", "team", "--year", "2025", "--format", "json"]).ends(1).json();
    assert_eq!(told["policies"].as_array().unwrap().len(), 0, "{told}");
    assert!(told["silent"].is_null(), "the difference would tell how many state something: {told}");
    site.run(["team", "team", "--year", "2025", "--out", "summary"]).ends(1);
    let page = site.read("summary/index.html");
    assert!(page.contains("6 sites were read. Fewer than 5 of them state anything of 2025"), "{page}");
}

#[test]
fn copies_of_a_site_are_one_member_and_two_of_one_name_are_two() {
    let site = sites(5, 5);
    site.run(["team", "team", "--year", "2025"]).ok().prints("5 state it as met").says("Read 5 members");
    // a copy: the same files
    let files = site.tree("team/member-0");
    for (path, bytes) in files.into_iter().filter(|(_, what)| what != b"/") {
        crate::support::write(&site.path(&format!("team/copy/{path}")), &bytes);
    }
    let out = site.run(["team", "team", "--year", "2025"]).ok();
    out.prints("5 state it as met").says("it is a copy of").says("Read 5 members");
    // and an older build of a site with one address, which is another text
    for (n, as_of) in ["2026-03-01", "2026-11-21"].into_iter().enumerate() {
        let member = Site::empty().config(
            "schema: cpdfolio.site/1\ntitle: T\nbase_url: https://a.example/\nmember: {name: A}\npolicies: [{id: iet}]\n",
        );
        let member = member.entry("2025-01-05-a", "hours: 1\nvisibility: public");
        let out = site.path(&format!("team/moved-{n}")).display().to_string();
        member.run(["build", "--audience", "public", "--out", &out, "--as-of", as_of]).ok();
    }
    site.run(["team", "team", "--year", "2025"]).ok().says("moved-0: it is a copy of").says("Read 6 members");
}

#[test]
fn what_is_too_small_or_not_public_is_refused() {
    let site = sites(6, 6);
    let one = |n: usize| format!("team/member-{n}");
    let four: Vec<String> = (0..4).map(one).collect();
    let four: Vec<&str> = std::iter::once("team").chain(four.iter().map(String::as_str)).collect();
    site.run_all(&four).ends(1).prints("fewer than 5 sites: too few people to show");
    site.run_all(&[&four[..], &["team/member-3"]].concat()).ends(1).says("it is a copy of").says("Read 4 members");
    site.run(["team", "team", "--k", "3"]).ends(2).says("no count of fewer than 5");
    site.run(["team", "nowhere"]).ends(2).says("cannot be read");
    let path = "team/member-0/data/site.json";
    let data = site.read(path).replace("\"audience\":\"public\"", "\"audience\":\"private\"");
    crate::support::write(&site.path(path), data.as_bytes());
    crate::support::write(&site.path("team/member-1/data/statements.json"), b"[1, 2");
    let out = site.run(["team", "team", "--year", "2025"]).ends(1);
    out.says("not a public build").says("not JSON");
}
