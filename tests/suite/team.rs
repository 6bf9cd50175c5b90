//! `team`: several members' public sites become one summary, in which nobody can be found.

use crate::support::Site;

/// Six members' public sites in one folder: the first so many have met the guideline.
fn sites(met: usize) -> Site {
    let all = Site::new();
    for n in 0..6 {
        let hours = if n < met { "hours: 20\nplanned: true" } else { "hours: 1" };
        let config = format!(
            "schema: cpdfolio.site/1\ntitle: T\nvisibility: public\nmember: {{name: Member{n} Secret}}\npolicies: [{{id: iet}}]\n"
        );
        let member = Site::empty().config(&config);
        let member = member.entry("2026-01-05-a", hours).entry("2026-02-05-b", hours);
        let out = all.path(&format!("team/member-{n}")).display().to_string();
        member.run(["build", "--audience", "public", "--out", &out]).ok();
    }
    all
}

#[test]
fn a_team_is_told_without_names_and_without_small_counts() {
    let site = sites(6);
    let out = site.run(["team", "team"]).ok();
    out.prints("IET guideline on CPD, 2026  6 members, 40 h recorded on average").prints_no("Secret");
    let told = site.run(["team", "team", "--format", "json"]).ok().json();
    assert_eq!(told["policies"][0]["verdicts"]["met"], 6);
    // two of six: neither they nor the four others are told
    let site = sites(4);
    let told = site.run(["team", "team", "--format", "json"]).ok().json();
    for name in ["met", "open"] {
        assert!(told["policies"][0]["verdicts"][name].is_null(), "{told}");
    }
    site.run(["team", "team", "--out", "summary"]).ok();
    let page = site.read("summary/index.html");
    assert!(
        page.contains("6 members follow it.") && !page.contains("Secret") && site.has("summary/style.css"),
        "{page}"
    );
}

#[test]
fn folders_of_members_are_looked_into_and_empty_ones_are_explained() {
    let all = Site::new();
    for n in 0..5 {
        let member = Site::empty()
            .config(&format!(
                "schema: cpdfolio.site/1\ntitle: T\nmember: {{name: M{n} Secret}}\npolicies: [{{id: iet}}]\n"
            ))
            .entry("2026-01-05-a", "hours: 20\nplanned: true");
        let out = all.path(&format!("team/member-{n}/public")).display().to_string();
        member.run(["build", "--audience", "public", "--out", &out]).ok();
    }
    // what nobody marked as `hours` or `public` is in no public build
    let out = all.run(["team", "team"]).ok();
    out.prints("5 members, 0 h recorded").says("their `visibility` is `hours` or `public`");
    all.run(["team", "team/member-0", "team/member-1"]).ends(1).says("Read 2 members");
}

#[test]
fn what_is_too_small_or_not_public_is_refused() {
    let site = sites(6);
    site.run(["team", "team/member-0", "team/member-1", "team/member-2", "team/member-3"])
        .ends(1)
        .prints("nothing is told");
    let four = ["team", "team/member-0", "team/member-1", "team/member-2", "team/member-3", "team/member-3"];
    site.run_all(&four).ends(1).says("named twice");
    site.run(["team", "team", "--k", "3"]).ends(2).says("no count of fewer than 5");
    site.run(["team", "nowhere"]).ends(2).says("cannot be read");
    let path = "team/member-0/data/site.json";
    let data = site.read(path).replace("\"audience\":\"public\"", "\"audience\":\"private\"");
    crate::support::write(&site.path(path), data.as_bytes());
    crate::support::write(&site.path("team/member-1/data/standing.json"), b"[1, 2");
    site.run(["team", "team"]).ends(1).says("not a public build").says("not JSON");
}
