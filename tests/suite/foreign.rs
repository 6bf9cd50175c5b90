//! A tree of Markdown that was written for another program: every page that can be understood is built,
//! and what cannot is named, file by file.

use std::fmt::Write as _;

use crate::support::{Site, TODAY};

const CONFIG: &str = "schema: cpdfolio.site/1\ntitle: Foreign\nguidance: false\n";

/// The keys and habits of other programs, one page in so many.
fn page(n: usize) -> String {
    let mut head = format!("---\ntitle: Page {n}\n");
    if n.is_multiple_of(2) {
        let _ = writeln!(head, "weight: {n}\ndescription: \"A page: it's number {n}\"");
    }
    match n % 25 {
        1 => head = String::new(),
        2 => head.push_str("draft: false\ntags: [a, b]\n"),
        3 => head.push_str("title: Twice\n"),
        4 => head.push_str("date: 2020-01-01T10:00:00Z\n"),
        5 => head = "+++\ntitle = \"TOML\"\n+++\n".to_owned(),
        6 => head.push_str("list: [unclosed\n"),
        7 => head = "---\ntitle:\n".to_owned(),
        _ => {}
    }
    if head.starts_with("---") {
        head.push_str("---\n");
    }
    let body = match n % 11 {
        0 => "{{< note >}}\nHugo\n{{< /note >}}\n",
        1 => "<div class=\"x\">\n\nHTML\n\n</div>\n",
        2 => "![a picture](/img/none.png)\n",
        3 => "[gone](../gone.md) and [there](/part-1/page-26.md)\n",
        4 => "{% include \"x.html\" %}\n\n| a | b |\n|--|--|\n| 1 | 2 |\n",
        5 => "Text[^1].\n\n[^1]: A note.\n\nTerm\n: Meaning\n",
        6 => "```yaml\n{{ not(a=\"code\") }}\n```\n",
        7 => "import X from 'y'\n\n<X />\n",
        _ => "Plain words.\n",
    };
    if n % 25 == 5 { format!("{head}\n{body}") } else { format!("{head}\n# Heading {n}\n\n{body}") }
}

fn tree(pages: usize) -> Site {
    let mut site = Site::empty().config(CONFIG);
    for n in 0..pages {
        let deep = if n.is_multiple_of(3) { "/deep" } else { "" };
        site = site.file(&format!("content/part-{}{deep}/page-{n}.md", n % 30), &page(n));
    }
    site.file("content/part-2/index.md", "---\ntitle: The second part\nsummary: With an index.\n---\nWelcome.\n")
        .file("content/part-3/_index.md", "# Of another program\n\nIts index.\n")
        .file("content/part-4/notes.mdx", "not read")
        .file("content/part-4/raw.html", "<b>not read</b>")
}

#[test]
fn thousands_of_pages_are_built_and_every_fault_is_named() {
    let pages = 3_000;
    let site = tree(pages);
    let all = site.run(["check", "--format", "json"]).ends(1).json();
    let faulty: std::collections::BTreeSet<&str> = (all["diagnostics"].as_array().unwrap().iter())
        .filter(|d| d["level"] == "error" && d["code"] != "bad-shortcode")
        .map(|d| d["path"].as_str().unwrap())
        .collect();
    assert!(faulty.len() > pages / 2, "every page with keys of another program is named: {}", faulty.len());
    let summary = site.run(["check", "--format", "summary"]).ends(1);
    assert!(summary.stdout.lines().count() < 40, "{}", summary.stdout);
    let summary = summary.prints("`weight` is not a key that belongs here").prints("content/part-4/notes.mdx");
    summary.prints("content/part-0/deep/page-0.md");

    // The keys that are known to be another program's are let in, and all but the broken pages are built.
    let site = site.config(&format!("{CONFIG}extra_keys: [weight, description, draft, tags, date]\n"));
    let human = site.run(["build", "--audience", "public"]).ends(1);
    // the first of each of five kinds, and the table
    assert!(human.stderr.lines().count() < 230, "{}", human.stderr.lines().count());
    assert!(!site.has("public"));
    site.run(["build", "--keep-going", "--audience", "public"]).ok();
    let built = |n: usize| {
        let deep = if n.is_multiple_of(3) { "/deep" } else { "" };
        site.has(&format!("public/part-{}{deep}/page-{n}/index.html", n % 30))
    };
    for n in 0..pages {
        // a key twice, TOML without a heading, YAML that is none, no value
        let broken = matches!(n % 25, 3 | 5 | 6 | 7);
        assert_eq!(built(n), !broken, "page {n}");
    }
    let bytes: usize = site.tree("public").values().map(Vec::len).sum();
    assert!(bytes < 40_000_000, "no page lists all others: {bytes}");
}

#[test]
fn folders_are_sections_with_a_way_up_and_neighbours() {
    let site = tree(120);
    let site = site.config(&format!("{CONFIG}extra_keys: [weight, description, draft, tags, date]\n"));
    site.run(["build", "--keep-going", "--audience", "public"]).ok();
    let made = site.read("public/part-1/index.html");
    assert!(made.contains("<h1 dir=\"auto\">Part 1</h1>") && made.contains("part-1/page-61/index.html"), "{made}");
    let own = site.read("public/part-2/index.html");
    assert!(own.contains("Welcome.") && own.contains("part-2/page-62/index.html"), "{own}");
    assert!(site.read("public/part-3/index.html").contains("Of another program"));
    let page = site.read("public/part-2/page-62/index.html");
    assert!(page.contains("<h1 dir=\"auto\">Page 62</h1>"), "{page}");
    assert!(page.contains("../../part-2/index.html\">The second part</a>"), "the way up");
    assert!(
        page.contains("rel=\"prev\" href=\"../../part-2/page-2/index.html\"") && page.contains("rel=\"next\""),
        "{page}"
    );
    assert!(page.contains("aria-current=\"page\">Page 62</a>"), "among its neighbours");
    let untitled = site.read("public/part-1/page-1/index.html");
    assert!(
        untitled.matches("Heading 1</h").count() == 1 && untitled.contains("<h1 dir=\"auto\">Heading 1</h1>"),
        "{untitled}"
    );
    let deep = site.read("public/part-0/deep/page-60/index.html");
    assert!(
        deep.contains("../../../part-0/index.html\">Part 0</a>")
            && deep.contains("../../../part-0/deep/index.html\">Deep</a>"),
        "{deep}"
    );
}

#[test]
fn keys_of_ones_own_reach_templates_as_plain_text() {
    let site = Site::empty()
        .config(&format!("{CONFIG}extra_keys: [author]\n"))
        .file("content/a.md", "---\ntitle: A\nauthor: \"<b>Ada</b>\"\nextra: {level: 2}\n---\nText.\n")
        .file("themes/default/templates/text.html", "{% extends \"builtin/text.html\" %}{% block footer %}by {{ view.extra.author }}, level {{ view.extra.level }}{% endblock %}");
    site.run(["build", "--audience", "public"]).ok();
    assert!(site.read("public/a/index.html").contains("by &lt;b&gt;Ada&lt;/b&gt;, level 2"));
}

/// A typed key is an entry's and its owner's: a page that has it is read, and hands it to nobody.
#[test]
fn typed_keys_of_ones_own_are_the_owners() {
    let entry = "---\ntitle: A\ndate: 2026-03-04\nhours: 1h\nvisibility: public\nclient: Quarry & Sons\ncost: 12.50\npaid: true\n\
                 seen on: 2026-03-05\nmet: [Ada, Bo]\n---\nText.\n";
    let site = Site::empty()
        .config(&format!("{CONFIG}extra_keys: {{client: text, cost: number, paid: flag, seen on: date, met: list}}\n"))
        .file("content/a.md", "---\ntitle: A page\nclient: Quarry & Sons\n---\nText.\n")
        .file("content/activities/2026/a.md", entry)
        .file("themes/default/templates/text.html", "{% extends \"builtin/text.html\" %}{% block footer %}{{ view.extra.client | default(value=\"\") }}{% endblock %}");
    site.run(["check", "--as-of", TODAY]).ok();
    for audience in ["private", "assessor", "public"] {
        site.run(["build", "--audience", audience, "--as-of", TODAY]).ok();
        let shown = site.tree(audience).into_values().any(|bytes| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            ["Quarry", "12.50", "seen on"].iter().any(|word| text.contains(word))
        });
        assert_eq!(shown, audience == "private", "{audience}");
    }
    let page = site.read("private/activities/2026/a.html");
    for row in ["client", "Quarry &amp; Sons", "12.50", "<dd dir=\"auto\">yes</dd>", "5 March 2026", "Ada, Bo"] {
        assert!(page.contains(row), "{row}\n{page}");
    }
    let table = site.run(["export", "--format", "csv", "--as-of", TODAY]).ok().stdout;
    assert!(table.contains(",client,cost,met,paid,seen on"), "{table}");
    assert!(table.contains("Quarry & Sons,12.50,\"Ada; Bo\",yes,2026-03-05"), "{table}");
    let all = site.run(["export", "--format", "json", "--as-of", TODAY]).ok().json();
    assert_eq!(all["entries"][0]["cost"], 12.5);
    assert_eq!(all["entries"][0]["paid"], true);
    let others = site.run(["export", "--audience", "assessor", "--as-of", TODAY]).ok().stdout;
    assert!(!others.contains("client") && !others.contains("Quarry"), "{others}");
}

#[test]
fn a_key_of_any_name_is_let_in_by_the_line_that_is_offered() {
    for name in ["client", "a b", "x: y", "a\"b", "a\\b", "[c]", "#h", "{d}", "it's", "true", "1.5", "-"] {
        let key = serde_json::to_string(name).unwrap();
        let head = format!("title: T\ndate: 2026-03-04\nhours: 1h\n{key}: Acme");
        let site = Site::empty().config(CONFIG).entry("2026-t", &head);
        let told = site.run(["check", "--format", "json"]).json();
        let all = told["diagnostics"].as_array().unwrap();
        let hint = all.iter().find_map(|note| note["hint"].as_str().filter(|hint| hint.contains("extra_keys")));
        let hint = hint.unwrap_or_else(|| panic!("{told:#}")).to_owned();
        let line = hint.split_once("add `").and_then(|(_, rest)| rest.strip_suffix("` to cpdfolio.yaml")).expect(&hint);
        let told = site.config(&format!("{CONFIG}{line}\n")).run(["check", "--format", "json"]).json();
        let errors = told["diagnostics"].as_array().unwrap().iter().filter(|note| note["level"] == "error");
        assert_eq!(errors.count(), 0, "{line}: {told:#}");
    }
}
