//! An institution's own site: its rules, its pages, its directory, without a portfolio.

use crate::support::{Site, project};

fn example() -> Site {
    let site = Site::from_example("guidance");
    site.run(["check", "--strict"]).ok();
    site.run(["policy", "check"]).ok();
    site.run(["build"]).ok();
    site
}

#[test]
fn the_example_has_its_own_name_logo_pages_and_rules() {
    let site = example();
    let home = site.read("public/index.html");
    assert!(home.contains("src=\"images/logo.png\" alt=\"\" width=\"64\" height=\"64\""), "{home}");
    assert!(home.contains("Published by Institute of Lighthouse Engineers."));
    // The words of its own policy, with the text that pages share.
    assert!(home.contains("at least 28 hours a year, of which 6 hours on watch"), "{home}");
    assert!(home.contains("This institution does not exist."));
    for page in ["policy", "what-counts", "news", "news/2025-11-03-new-edition", "faq", "directory", "changes"] {
        assert!(site.has(&format!("public/{page}/index.html")), "{page}");
    }
    // Nothing built in, and no record.
    assert!(!site.has("public/engineering-council/index.html") && !site.has("public/activities/index.html"));
    for (name, bytes) in site.tree("public") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!name.ends_with(".html") || !text.contains("IET"), "{name}");
        // what the site's own theme puts into the head of each page is there, whatever the kind of page
        let is_page = name.ends_with(".html") && !text.contains("http-equiv=\"refresh\"");
        assert!(!is_page || text.contains("assets/own.css"), "{name}");
    }
    let figure = site.read("public/what-counts/index.html");
    assert!(
        figure.contains("<figure><img src=\"../images/beam.png\"") && figure.contains("width=\"640\" height=\"280\""),
        "{figure}"
    );
    assert!(figure.contains("<figcaption>The beam after the change of lamp."));
    assert!(figure.contains("<dt>Watch</dt>") && figure.contains("callout"), "{figure}");
    let original = std::fs::read(project().join("examples/guidance/content/images/beam.png")).unwrap();
    assert_eq!(std::fs::read(site.path("public/images/beam.png")).unwrap(), original);
}

#[test]
fn eligibility_is_answered_for_each_grade() {
    let page = crate::seeds::text(&example().read("public/policy/index.html"));
    for row in
        ["Assistant Keeper | Yes: named by the scheme", "Principal Keeper | Yes", "Any other grade | No: not named"]
    {
        assert!(page.contains(row), "{page}");
    }
}

#[test]
fn the_message_of_joining_is_parsed_back() {
    let page = example().read("public/policy/index.html");
    let (_, rest) = page.split_once("href=\"mailto:").unwrap();
    let url = rest.split_once('"').unwrap().0.replace("&amp;", "&");
    let (address, query) = url.split_once('?').unwrap();
    assert_eq!(decoded(address), "cpd@lighthouse.example");
    let fields: Vec<(&str, String)> =
        query.split('&').map(|f| f.split_once('=').unwrap()).map(|(k, v)| (k, decoded(v))).collect();
    let body = "Your name: \r\nYour membership number: ".to_owned();
    assert_eq!(fields, [("subject", "Joining the learning scheme".to_owned()), ("body", body)]);
}

/// Percent-decoding alone: in a `mailto:` a plus is a plus.
fn decoded(text: &str) -> String {
    let mut bytes = vec![];
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair: String = [rest.next().unwrap(), rest.next().unwrap()].iter().map(|b| char::from(*b)).collect();
            bytes.push(u8::from_str_radix(&pair, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn without_an_address_nothing_is_invented() {
    let site = Site::from_example("guidance");
    let config = site.read("cpdfolio.yaml").replace("  contact: cpd@lighthouse.example\n", "");
    let site = site.config(&config);
    site.run(["check"]).ok().prints("contact-missing").prints("no address for it");
    site.run(["build"]).ok();
    let page = site.read("public/policy/index.html");
    assert!(!page.contains("mailto:") && page.contains("No address for joining is stated."), "{page}");
    // The built-in page quotes the address of 2013, with its year, and never as a live link.
    let iet = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    iet.run(["build"]).ok();
    let page = iet.read("assessor/policy/index.html");
    assert!(
        !page.contains("mailto:")
            && page.contains("As published in 2013:")
            && page.contains("<code>cpd@theiet.org</code>")
    );
    // Whether the address of 2013 is still read is a question only where that address is shown.
    let quoted = "We do not know whether this address is still read.";
    assert!(page.contains(quoted) && iet.read("assessor/scheme/index.html").contains(quoted));
    let own = "schema: cpdfolio.site/1\ntitle: G\ninstitution: {name: N, contact: cpd@keepers.example}\n";
    let own = Site::empty().config(own);
    own.run(["build"]).ok();
    for page in ["policy", "scheme", "faq"] {
        let page = own.read(&format!("assessor/{page}/index.html"));
        assert!(page.contains("mailto:cpd@keepers.example") && !page.contains(quoted), "{page}");
        assert!(!page.contains("cpd@theiet.org"), "{page}");
    }
}

/// What a member of today must not miss stands at once below the first sentence.
#[test]
fn the_voluntary_scheme_of_2013_is_told_with_what_came_later() {
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    site.run(["build"]).ok();
    for page in ["policy", "scheme"] {
        let text = crate::seeds::text(&site.read(&format!("assessor/{page}/index.html")));
        let told = text.find("This page tells the text of 2013.").unwrap();
        let line = text[told..].lines().next().unwrap();
        assert!(line.contains("without their opting in") && line.contains("Since 2013"), "{line}");
        let before = &text[..text.find("ased on the IET's public guideline").unwrap()];
        assert!(told < before.find("The monitoring scheme of 2013 is voluntary").unwrap_or(before.len()), "{text}");
    }
    let html = site.read("assessor/faq/index.html");
    for answer in ["do-i-have-to-join-the-scheme", "how-do-i-join", "what-if-i-am-sampled"] {
        let (_, rest) = html.split_once(&format!("id=\"{answer}\"")).unwrap();
        assert!(rest.split("<h3").next().unwrap().contains("later-practice/index.html"), "{answer}");
    }
}

/// What members ask stands first, in the bar of a guidance site and among the doors of a record's.
#[test]
fn questions_and_directory_stand_before_pages_for_publishers() {
    let guidance = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    let record = Site::new();
    for (site, page) in [(guidance, "private/index.html"), (record, "private/guidance/index.html")] {
        site.run(["build", "--audience", "private"]).ok();
        let html = site.read(page);
        let (_, main) = html.split_once("<main").unwrap();
        let at = |page: &str| main.find(&format!("{page}/index.html")).unwrap_or_else(|| panic!("{page}: {main}"));
        let order = ["policy", "what-counts", "faq", "directory", "scheme", "guide", "employers", "writing-guidance"];
        assert!(order.windows(2).all(|w| at(w[0]) < at(w[1])), "{main}");
        let bar = html.split_once("<main").unwrap().0.contains("faq/index.html");
        assert_eq!(bar, page == "private/index.html");
    }
}

#[test]
fn the_keys_for_duties_that_no_entry_shows_work_as_the_page_shows_them() {
    let page = std::fs::read_to_string(project().join("content/engineering-council.md")).unwrap();
    let (_, rest) = page.split_once("```yaml\npolicies:\n").unwrap();
    let policies = rest.split_once("```").unwrap().0;
    let head = "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Ada Test, registrations: [CEng]}\npolicies:\n";
    let site = Site::new().config(&format!("{head}{policies}"));
    let status = site.run(["status", "2026", "--format", "json"]).json();
    let all = status["policies"].as_array().unwrap();
    let code = all.iter().find(|p| p["policy"] == "engineering-council").unwrap();
    for duty in ["evaluate", "review-plan"] {
        let rule = code["rules"].as_array().unwrap().iter().find(|r| r["id"] == duty).unwrap();
        assert_eq!(rule["verdict"], "met", "{rule}");
    }
    // A key that no rule asks for is not one that the page names.
    for key in ["evaluation", "plan-review"] {
        assert!(page.contains(&format!("the key `{key}`")), "{key}");
    }
}

/// A plan for a year is not one magazine; and the first number says how many prices are confirmed.
#[test]
fn offers_of_open_length_have_a_ceiling_and_free_ones_are_counted_honestly() {
    let (mut items, mut free, mut sure) = (0, 0, 0);
    for file in std::fs::read_dir(project().join("content/directory")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let value = |key: &str| text.lines().find_map(|l| l.strip_prefix(&format!("{key}: "))).unwrap_or_default();
        items += 1;
        if value("price") == "free" {
            free += 1;
            sure += usize::from(value("confidence") == "confirmed");
            assert!(!text.contains("No price is stated"), "{text}");
        }
        if value("hours") == "open" {
            let limit: u32 = value("limit").trim_end_matches('h').parse().unwrap_or_else(|_| panic!("{text}"));
            assert!(limit <= if value("price") == "free" { 10 } else { 30 }, "{text}");
        }
    }
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    site.run(["build"]).ok();
    let page = site.read("assessor/directory/index.html");
    assert!(page.contains(&format!("{items} offers: {free} listed as free, {sure} of them confirmed.")), "{page}");
    let plan = Site::new().run(["plan", "--format", "json"]).ok().json();
    assert!(plan["lines"].as_array().unwrap().len() >= 3, "{plan}");
}

/// One list of benefits, from the data, wherever they are named.
#[test]
fn benefits_have_one_wording() {
    let pack: serde_yaml::Value =
        serde_yaml::from_str(&std::fs::read_to_string(project().join("content/policies/iet.yaml")).unwrap()).unwrap();
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    site.run(["build"]).ok();
    for page in ["policy", "benefits", "employers"] {
        let text = crate::seeds::text(&site.read(&format!("assessor/{page}/index.html")));
        for (_, benefit) in pack["benefits"].as_mapping().unwrap() {
            let title = benefit["title"].as_str().unwrap();
            assert!(text.contains(title), "{page}: {title}");
        }
    }
    site.file("content/p.md", "---\ntitle: P\n---\n{{ list(of=\"benefit\") }}\n")
        .run(["check"])
        .ends(1)
        .prints("bad-shortcode")
        .prints("benefits");
}

/// The form for assessors does not pass off as the body's what no source confirms.
#[test]
fn points_of_a_review_say_when_they_are_not_confirmed() {
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    site.run(["build"]).ok();
    let page = crate::seeds::text(&site.read("assessor/for-assessors/index.html"));
    let (first, later) = page.split_once("More points, of a later practice").unwrap();
    assert!(!first.contains("(unconfirmed)"), "{first}");
    for row in ["Link to the plan (unconfirmed) |", "Spread over competences (unconfirmed) |", "Reflection |"] {
        assert!(later.contains(row), "{later}");
    }
}

/// Words that members look for stand in a question or in what the page is called.
#[test]
fn what_members_search_for_is_there() {
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    site.run(["build"]).ok();
    let html = site.read("assessor/faq/index.html");
    let titles: Vec<String> =
        html.split("<h3").skip(1).map(|h| h.split("</h3>").next().unwrap().to_lowercase()).collect();
    for word in ["sampled", "assesses", "free", "reading", "join", "certificates", "maternity", "retired"] {
        assert!(titles.iter().any(|t| t.contains(word)), "{word}");
    }
}

/// The pieces of the guide, put where it says and nothing else, make a site without a fault.
#[test]
fn the_guide_followed_word_for_word_makes_a_site() {
    let guide = std::fs::read_to_string(project().join("content/writing-guidance.md")).unwrap();
    let piece = |language: &str, with: &str| {
        let mut fences = guide.split("```").skip(1).step_by(2);
        let found = fences.find(|f| f.starts_with(&format!("{language}\n")) && f.contains(with)).unwrap();
        found.split_once('\n').unwrap().1.to_owned()
    };
    let logo = std::fs::read(project().join("examples/guidance/content/images/logo.png")).unwrap();
    let site = Site::empty();
    site.run(["init", "--guidance", "--name", "Guild of Bridge Keepers"]).ok();
    let rules = site.read("content/policies/ours.yaml");
    let (_, block) = rules.split_once("editions:\n").unwrap();
    let head = piece("yaml", "announced:");
    let dates = head
        .split_once("    rules:\n")
        .unwrap()
        .0
        .replace("       # optional: the feed tells of it from this day on", "");
    let rest = block.split_once("    from: 2026-01-01\n").unwrap().1;
    let next = rest.replace("20h", "24h").replace("15h", "19h").replace("19h59m", "23h59m");
    let site = site
        .file("content/policies/ours.yaml", &format!("{rules}{dates}{next}"))
        .file("content/faq/can-i-count-travel.md", &piece("yaml", "travel"))
        .file("content/directory/rope-course.md", &piece("yaml", "title: Rope course"))
        .file("content/news/2026-11-26-new-edition.md", &piece("yaml", "title: More hours"))
        .file("themes/default/assets/own.css", &piece("css", "--accent"))
        .file("themes/default/templates/base.html", &piece("html", "own.css"))
        .config(&piece("yaml", "institution:"));
    crate::support::write(&site.path("content/images/logo.png"), &logo);
    site.run(["check", "--strict", "--as-of", "2026-11-26"]).ok().prints_exactly("");
    site.run(["policy", "check"]).ok().prints("ours: nothing to remark");
    site.run(["policy", "diff", "ours"]).ok().prints("Total rises from 20 hours to 24 hours.");
    site.run(["policy", "show", "ours@2027"]).ok().prints("At least 24 hours.");
    site.run(["directory", "list"]).ok().prints("@rope-course");
    site.run(["theme", "check"]).ok();
    site.run(["build", "--as-of", "2026-11-26"]).ok();
    let page = site.read("public/news/2026-11-26-new-edition/index.html");
    assert!(page.contains("we ask for 24 hours") && page.contains("policy/ours/2027/index.html"), "{page}");
    assert!(page.contains("assets/own.css") && page.contains("images/logo.png"), "{page}");
    let feed = site.read("public/feed.xml");
    assert!(feed.contains("More hours from next year") && feed.contains("edition 2027"), "{feed}");
    assert!(site.read("public/faq/index.html").contains("id=\"can-i-count-travel\""));
}

#[test]
fn a_logo_that_is_not_there_is_told() {
    let site = Site::from_example("guidance");
    let config = site.read("cpdfolio.yaml").replace("images/logo.png", "images/lgoo.png");
    let site = site.config(&config);
    site.run(["check"]).ok().prints("broken-link").prints("the picture `content/images/lgoo.png` is not there");
}

#[test]
fn news_is_dated_listed_the_newest_first_and_told_by_the_feed() {
    let page = |title: &str, date: &str| format!("---\ntitle: {title}\nsummary: In short.\ndate: {date}\n---\nText.\n");
    let site = Site::empty()
        .config("schema: cpdfolio.site/1\ntitle: G\nguidance: false\nbase_url: https://g.example/\n")
        .file("content/news/index.md", "---\ntitle: News\nnav: main\n---\n")
        .file("content/news/a.md", &page("Old", "2025-02-03"))
        .file("content/news/b.md", &page("New", "2026-11-21"))
        .file("content/news/c.md", &page("To come", "2026-12-24"));
    site.run(["check", "--strict"]).ok();
    site.run(["build", "--audience", "public"]).ok();
    let list = crate::seeds::text(&site.read("public/news/index.html"));
    let list = list.split_once("To come").unwrap().1;
    assert!(list.find("21 November 2026").unwrap() < list.find("3 February 2025").unwrap(), "{list}");
    let feed = site.read("public/feed.xml");
    assert!(feed.contains("<title>New</title>") && feed.contains("<updated>2026-11-21T00:00:00Z</updated>"), "{feed}");
    assert!(feed.contains("https://g.example/news/a/index.html") && !feed.contains("To come"), "{feed}");
    site.file("content/news/a.md", &page("Old", "3.2.2025")).run(["check"]).ends(1).prints("bad-date");
}

#[test]
fn a_rule_leads_to_the_policy_and_while_it_is_open_to_offers() {
    let site = Site::from_example("portfolio");
    let links = |audience: &str| {
        site.run(["build", "--audience", audience]).ok();
        site.read(&format!("{audience}/compliance/2026/index.html"))
    };
    let own = links("private");
    let place = "../../policy/iet/2013/index.html#rule-total";
    assert!(own.contains(&format!("href=\"{place}\">What the policy says</a>")), "{own}");
    assert!(site.read("private/policy/iet/2013/index.html").contains("id=\"rule-total\""));
    // Free and confirmed first; nothing where there is nothing to go, or nothing that a directory has.
    assert!(own.contains("Would count for it: <a dir=\"auto\" href=\"../../directory/et-magazine.html\">"), "{own}");
    let planned = own.split_once("id=\"iet-planned\"").unwrap().1.split_once("</article>").unwrap().0;
    assert!(planned.contains("#rule-planned") && !planned.contains("Would count for it"), "{planned}");
    let others = links("assessor");
    assert!(others.contains(place) && !others.contains("Would count for it"), "{others}");
}

#[test]
fn an_address_is_one_plain_address() {
    for bad in [
        "a@b",
        "a b@c.example",
        "a@b.example?bcc=x@y.example",
        "a@b.example,c@d.example",
        "\"x\"@b.example",
        "@b.example",
    ] {
        let config = format!("schema: cpdfolio.site/1\ntitle: G\ninstitution: {{name: N, contact: '{bad}'}}\n");
        Site::empty().config(&config).run(["check"]).ends(1).prints("is not a mail address");
    }
}

#[test]
fn a_change_of_edition_is_a_dated_change_and_an_item_of_the_feed() {
    let site = Site::from_example("guidance");
    let pack = site.read("content/policies/lighthouse.yaml");
    let (head, last) = pack.rsplit_once("  \"2026\":\n").unwrap();
    site.run(["build"]).ok();
    let now = site.read("public/policy/lighthouse/2026/index.html");
    let ended = last.replace("    from: 2026-01-01\n", "    from: 2026-01-01\n    to: 2026-12-31\n");
    let next = last
        .replace("from: 2026-01-01\n    announced: 2025-11-03", "from: 2027-01-01\n    announced: 2026-12-01")
        .replace("28h", "32h")
        .replace("22h", "26h")
        .replace("27h59m", "31h59m")
        .replace("21h59m", "25h59m");
    let site = site.file("content/policies/lighthouse.yaml", &format!("{head}  \"2026\":\n{ended}  \"2027\":\n{next}"));
    site.run(["policy", "check"]).ok();
    site.run(["build"]).ok();
    let changes = crate::seeds::text(&site.read("public/changes/index.html"));
    assert!(changes.contains("Edition 2027") && changes.contains("In force from 1 January 2027"), "{changes}");
    assert!(changes.contains("32 hours") && changes.contains("Edition 2022"), "{changes}");
    assert!(site.read("public/changes/index.html").contains("id=\"lighthouse-2027\""));
    // News from the day on which it is announced, and before it is in force.
    site.run(["build", "--as-of", "2026-11-30"]).ok();
    assert!(!site.read("public/feed.xml").contains("edition 2027"));
    assert!(site.read("public/changes/index.html").contains("Announced on 1 December 2026."));
    site.run(["build", "--as-of", "2026-12-01"]).ok();
    let feed = site.read("public/feed.xml");
    assert!(feed.contains("edition 2027") && feed.contains("policy/lighthouse/2027/index.html"), "{feed}");
    assert!(feed.contains("In force from 1 January 2027. Total rises from 28 hours to 32 hours."), "{feed}");
    // Each edition has a page; that of an older one changes only where its own block does.
    let page = crate::seeds::text(&site.read("public/policy/lighthouse/2027/index.html"));
    assert!(page.contains("In force from 1 January 2027, until another edition takes its place."), "{page}");
    assert!(page.contains("Total | At least 32 hours.") && page.contains("Compared with: Edition 2026"), "{page}");
    let then = site.read("public/policy/lighthouse/2026/index.html");
    assert_ne!(then, now);
    let open = "In force from 1 January 2026, until another edition takes its place.";
    assert_eq!(then.replace("In force from 1 January 2026 to 31 December 2026.", open), now);
    site.run(["build", "--as-of", "2027-02-01"]).ok();
    // Every figure of the pages follows: the latest edition is meant where none is named.
    let home = site.read("public/index.html");
    assert!(home.contains("at least 32 hours a year"), "{home}");
    assert!(site.read("public/news/2025-11-03-new-edition/index.html").contains("before it was 24 hours"));
}

#[test]
fn init_starts_one_that_checks_builds_and_can_be_changed() {
    let site = Site::empty();
    site.run(["init", "--guidance", "--name", "Guild: of \"Bridges\""]).ok().says("cpdfolio policy check");
    site.run(["check"]).ok().prints("contact-missing").says("3 pages, 1 question, 1 item read");
    site.run(["policy", "check"]).ok();
    // What is published has been checked; where the program comes from is the owner's to say.
    let workflow = site.read(".github/workflows/cpd.yml");
    assert!(workflow.contains("- run: cpdfolio policy check\n      - name: Build what is public\n"), "{workflow}");
    assert!(
        workflow.contains("cargo install --locked --git \"$CPDFOLIO\" --rev \"$CPDFOLIO_REV\" cpdfolio"),
        "{workflow}"
    );
    for folder in ["content/policies/ours.yaml", "content/news/index.md"] {
        assert!(site.has(folder) && site.read("README.md").contains(folder.rsplit_once('/').unwrap().0), "{folder}");
    }
    site.run(["build"]).ok();
    assert!(site.read("public/index.html").contains("Published by Guild: of &quot;Bridges&quot;."));
    assert!(site.read("public/index.html").contains("at least 20 hours a year"));
    let before = site.tree(".");
    site.run(["init", "--guidance"]).ok().says("nothing was changed");
    assert_eq!(site.tree("."), before);
    // A rule, a question and an item of one's own.
    let rules = site.read("content/policies/ours.yaml").replace("at_least: 20h", "at_least: 24h");
    let rules = rules
        .replace("hours: 15h}], expect: {total: 20h", "hours: 19h}], expect: {total: 24h")
        .replace("19h59m", "23h59m");
    let site = site
        .file("content/policies/ours.yaml", &rules)
        .file("content/faq/travel.md", "---\ntitle: Does travel count?\nsection: Recording\n---\nCount the learning.\n")
        .file("content/directory/rope.md", "---\ntitle: Rope course\ntype: course\nhours: open\nprice: free\nsource: Programme\nchecked: 2026-11-20\nconfidence: confirmed\n---\nKnots.\n");
    site.run(["policy", "check"]).ok();
    site.run(["build"]).ok();
    assert!(site.read("public/index.html").contains("at least 24 hours a year"));
    assert!(site.read("public/faq/index.html").contains("id=\"travel\"") && site.has("public/directory/rope.html"));
}

#[test]
fn the_directory_is_listed_and_its_age_is_checked() {
    let site = Site::from_example("guidance");
    site.run(["directory", "list"]).ok().prints("@night-watch").prints("@optics-course");
    site.run(["directory", "list", "--free"]).ok().prints_no("@optics-course");
    let list = site.run(["directory", "list", "--format", "json"]).ok().json();
    assert_eq!((&list["schema"], &list["items"][2]["minutes"]), (&"cpdfolio.directory/1".into(), &420.into()));
    site.run(["directory", "check"]).ok();
    let late = site.run(["directory", "check", "--as-of", "2028-01-01"]).ends(1);
    late.prints("stale").prints("406 days ago");
    site.run(["directory", "check", "--as-of", "2028-01-01", "--older-than", "500"]).ok();
    let site = site.file(
        "content/directory/gone.md",
        "---\ntitle: Gone\nhours: open\nchecked: 2026-11-20\n---\n[There](../nowhere.md)\n",
    );
    let found = site.run(["directory", "check"]).ends(1);
    found.prints("`../nowhere.md` leads nowhere").prints("the price is not known");
    let json = site.run(["directory", "check", "--format", "json"]).ends(1).json();
    assert!(json["unknown"].as_array().unwrap().iter().any(|u| u["kind"] == "unconfirmed"), "{json}");
    let site = site.file("content/directory/gone.md", "---\ntitle: Gone\ncost: 3\n---\n");
    site.run(["directory", "check"]).ends(1).prints("`cost` is not a key that belongs here");
}

#[test]
fn links_that_lead_away_are_listed_and_nothing_is_looked_up() {
    let site = Site::empty()
        .config("schema: cpdfolio.site/1\ntitle: G\nguidance: false\n")
        .file("content/a.md", "---\ntitle: A\n---\n\n[far](https://far.example/x) and [near](b.md)\n")
        .file("content/b.md", "---\ntitle: B\n---\n<https://away.example>\n");
    let list = site.run(["check", "--links", "offline"]).ok();
    let list = list.prints("https://far.example/x  content/a.md:5").prints("https://away.example   content/b.md:4");
    list.prints_no("b.md)");
    let json = site.run(["check", "--links", "offline", "--format", "json"]).ok().json();
    assert_eq!(json["links"].as_array().unwrap().len(), 2);
}

#[test]
fn our_own_guidance_is_plain() {
    for site in [Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n"), Site::from_example("guidance")] {
        let json = site.run(["check", "--strict", "--format", "json"]).ok().json();
        let hard: Vec<String> = json["advice"].as_array().unwrap().iter().map(ToString::to_string).collect();
        assert!(hard.is_empty(), "{}", hard.join("\n"));
    }
    let heavy = "Organisational considerations necessitate comprehensive documentation of developmental activities undertaken. ".repeat(12);
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\nguidance: false\n");
    let site = site.file("content/a.md", &format!("---\ntitle: A\n---\n{heavy}\n\n{}\n", "word ".repeat(50)));
    site.run(["check", "--strict"]).ok().prints("advice: content/a.md: hard to read").prints("a sentence of 50 words");
    site.run(["check"]).ok().prints_no("advice");
}

#[test]
fn texts_include_each_other_within_bounds() {
    let page = "---\ntitle: A\n---\n{{ include(\"one.md\") }}\n";
    let config = "schema: cpdfolio.site/1\ntitle: G\nguidance: false\n";
    let site = Site::empty()
        .config(config)
        .file("content/deep/a.md", page)
        .file("content/snippets/one.md", "One, with [a link](../b.md).\n\n{{ include(\"two.md\") }}\n")
        .file("content/snippets/two.md", "**Two.**\n")
        .file("content/b.md", "---\ntitle: B\n---\nB.\n");
    site.run(["check", "--strict"]).ok();
    site.run(["build"]).ok();
    let html = site.read("assessor/deep/a/index.html");
    assert!(
        html.contains("<a href=\"../../b/index.html\">a link</a>") && html.contains("<strong>Two.</strong>"),
        "{html}"
    );
    assert!(!site.has("assessor/snippets/one/index.html"));
    // Twice as much on each level is cut before it grows.
    let mut bomb = Site::empty().config(config).file("content/a.md", "---\ntitle: A\n---\n{{ include(\"n0.md\") }}\n");
    for n in 0..40 {
        let twice = format!("{{{{ include(\"n{}.md\") }}}}\n\n", n + 1).repeat(2);
        bomb = bomb.file(&format!("content/snippets/n{n}.md"), &format!("{twice}{}", "x".repeat(9_000)));
    }
    let bomb = bomb.file("content/snippets/n40.md", "end");
    bomb.run(["check"]).ends(1).prints("more than 8 deep");
}
