//! Texts that want to be more than text, in every place that takes one: the pages have the elements and
//! attributes that they have with a harmless text, and no others.

use std::collections::BTreeSet;

use cpdfolio::model::Audience::{Assessor, Private, Public};

use crate::memory::{Files, build};

const AS_OF: &str = "2026-06-30";

/// Texts that break something when one place forgets to escape. None has more than 80 bytes: longer titles
/// are set in another size.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert`1`>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<form action=//evil.example><input name=password autofocus>",
    "<style>*{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
    "<base href=//evil.example/>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" style=\"position:fixed;inset:0\" x=\"",
    "` onmouseover=alert(1) x=`",
    "</title><script>alert(1)</script>",
    "</textarea></style></script></noscript><script>alert(1)</script>",
    "</main></body></html><h1>Other page</h1>",
    "<!-- x",
    "--><script>alert(1)</script><!--",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><x>",
    "<?xml version=\"1.0\"?><x/>",
    "<!DOCTYPE html><html manifest=x>",
    "{{ 7777 * 7 }}",
    "{{ site.member.name }}{{ config }}{{ __tera_context }}",
    "{% include \"base.html\" %}",
    "{% raw %}{{ 7777*7 }}{% endraw %}{# x #}",
    "${7777*7} #{7777*7} <%= 7777*7 %> {7777*7}",
    "{{ policy(rule=\"total\", show=\"<b>\") }}",
    "{{ literal(\"<script>alert(1)</script>\") }}",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](&#106;&#97;vascript:alert(1))",
    "[x](java\u{200b}script:alert(1)) [x](\u{1}javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=) [x](vbscript:x)",
    "![x](javascript:alert(1)) ![x](//evil.example/x.png)",
    "[x](//evil.example) [x](/\\evil.example) [x](\\\\evil.example)",
    "[x](https://x.example/\"onclick=\"alert(1)) <https://x.example/\"onclick=1>",
    "[x](../../../../etc/passwd) ![x](../../../../etc/passwd)",
    "# h {#main onclick=alert(1) .skip}",
    "[x]: javascript:alert(1) \"x\" [x]",
    "../../../../etc/passwd",
    "..%2f..%2f%00",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "\u{202e}gpj.exe\u{202c} \u{2066}x\u{2069} \u{200f}",
    "\u{feff}\u{200b}\u{ad}\u{2028}\u{2029}\u{85}",
    "a\u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{7f}b",
    "\u{fffe}\u{fdd0}\u{10ffff}\u{f8ff}0\u{f8ff}",
    "&#xf8ff;0&#xf8ff;",
    "＜script＞alert(1)＜/script＞",
    "\u{c0}\u{bc}script\u{c0}\u{be}",
    "=cmd|' /C calc'!A0",
    "-- ' OR 1=1; DROP TABLE entries; --",
    "$(touch /tmp/x) `touch /tmp/x` ; rm -rf /",
    "%0d%0aSet-Cookie: a=b",
    "constructor __proto__ toString",
    "| a | b |",
    "***___~~~```",
    "\\\\\\\"'",
    "null",
    "Robert&quot; onclick=&quot;alert(1)",
];

/// A text in a YAML value.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out + "\""
}

/// A text as a part of an address; what an address may hold stands as it is.
fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A text as Markdown that means only itself.
fn literal(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// A site with a text in every place that takes plain text. Markdown shows it between escapes.
fn plain(text: &str) -> Files {
    let (q, l) = (quoted(text), literal(text));
    let mut files = Files::new();
    let mut add = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    add(
        "cpdfolio.yaml",
        format!(
            "schema: cpdfolio.site/1\ntitle: {q}\nbase_url: https://x.example/a/\nguidance: false\nmember: {{name: {q}, number: {q}, grade: {q}, registrations: [CEng, {q}]}}\npolicies: [{{id: iet}}, {{id: own}}]\ntypes: {{own: {q}}}\ncircumstances: [{{policy: iet, reason: agreement, from: 2025-01-01, to: 2025-12-31, target: 15h, agreed_on: 2025-02-03, ref: {q}}}]\n"
        ),
    );
    // A clause replaces what stands between braces, and the file's own grammar knows no others.
    let clause = quoted(&text.replace(['{', '}'], "-"));
    add(
        "content/policies/own.yaml",
        format!(
            "schema: cpdfolio.policy/1\nid: own\ntitle: {q}\nbody: {q}\nnote: {q}\nsources: {{s: {{title: {q}, confidence: confirmed}}}}\ntypes: {{t: {q}}}\ncategories: {{c: {q}}}\nbenefits: {{b: {{title: {q}, note: {q}}}}}\neditions:\n  \"1\":\n    from: 2020-01-01\n    source: s\n    window: {{calendar: year, starts: 01-01, reading: {q}}}\n    carry: none\n    rules:\n      - {{id: total, title: {q}, severity: must, at_least: 9h, clause: {clause}, note: {q}, reading: {q}, such_as: [{q}]}}\n    adjust: [{{reasons: {{r: {q}}}, set: {{total: 1h}}, reading: {q}}}]\n    silent: [{q}]\n    examples: []\n"
        ),
    );
    for (n, kind) in ["", "visibility: public\ndraft: true\n", "visibility: hours\n"].iter().enumerate() {
        add(
            &format!("content/activities/2025/e{n}.md"),
            format!(
                "---\ntitle: {q}\ndate: 2025-03-04\nhours: 2h\ntype: t\ncategory: c\nprovider: {q}\ntags: [{q}, {q}]\nreflection: {}\ncites: [b]\nplan: [p]\nplanned: true\nitem: i\nprivate: {{{q}: {q}, list: [{q}]}}\nevidence: [evidence/x.txt]\n{kind}---\nText: {l}\n\n![alt {l}](../../../evidence/x.txt) and [link {l}](../2025/e0.md \"{}\")\n\nNote[^1].\n\n[^1]: Note {l}\n\n| a {l} | b |\n|---|--:|\n| c {l} | d |\n\n- item {l}\n\n> quote {l}\n\n*emphasis {l} more*\n\n~~~x\n{}\n~~~\n",
                quoted(&format!("Thought: {l}")),
                l.replace('"', "'"),
                text.replace(['\n', '~'], " "),
            ),
        );
    }
    add("evidence/x.txt", text.to_owned());
    add("content/plan/p.md", format!("---\ntitle: {q}\nperiod: {q}\ntarget: 3h\n---\nPlan: {l}\n"));
    add(
        "content/directory/i.md",
        format!(
            "---\ntitle: {q}\nprovider: {q}\namount: {q}\nprice: paid\naudience: [{q}]\nsource: {q}\nurl: {}\n---\nItem: {l}\n",
            quoted(&format!("https://x.example/?{}", percent(text)))
        ),
    );
    add("content/faq/f.md", format!("---\ntitle: {q}\nsection: {q}\n---\nAnswer: {l}\n"));
    for (name, nav) in [("one", "main"), ("two", "guidance"), ("three", "guidance")] {
        add(
            &format!("content/{name}.md"),
            format!(
                "---\ntitle: {q}\nsummary: {q}\nnav: {nav}\n---\n## One {l}\n\n## Two\n\n### Three {l}\n\n## Four\n\nText: {l}\n"
            ),
        );
    }
    add("content/index.md", format!("---\ntitle: {q}\n---\nHome: {l}\n"));
    files
}

/// A site with a text as Markdown of its own, in every place that takes Markdown, and in the parts of
/// Markdown that are not text.
fn markdown(text: &str) -> Files {
    let mut files = plain("harmless");
    let bodies = [
        format!("{text}\n"),
        format!("# {text}\n\n## {text}\n{text}\n---\n"),
        format!("Before\n{text}\nafter **{text}** `{text}` ~~{text}~~\n"),
        format!(
            "[{text}]({text}) [x](<{text}>) [x][{text}] ![{text}]({text}) ![x](<{text}> \"{text}\") <{text}>\n\n[{text}]: {text}\n"
        ),
        format!("Note[^{text}]\n\n[^{text}]: {text}\n\n[^x]: {text}\n"),
        format!("```{text}\n{text}\n```\n\n~~~ {text} class\tskip\n{text}\n~~~\n\n    {text}\n"),
        format!("| {text} | b |\n|:-:|--:|\n| {text} | {text} |\n| c |\n\nterm {text}\n: meaning {text}\n"),
        format!("- {text}\n  1. {text}\n- [ ] {text}\n- [x] {text}\n\n> [!NOTE]\n> {text}\n\n> {text}\n"),
        format!("<div {text}>\n{text}\n</div>\n\n<!-- {text} -->\n\na <b {text}>{text}</b> <!-- {text} -->\n"),
        format!("{text}{text}\n\n{text}  \n\\\n{text}\n***\n{text}\n"),
    ];
    for (n, body) in bodies.iter().enumerate() {
        let head = format!("---\ntitle: T\ndate: 2025-03-04\nhours: 2h\nreflection: {}\n---\n", quoted(body));
        files.insert(format!("content/activities/2025/m{n}.md"), format!("{head}{body}").into());
        files.insert(format!("content/page-{n}.md"), format!("---\ntitle: T\n---\n{body}").into());
    }
    files.insert("content/faq/m.md".into(), format!("---\ntitle: T\n---\n{}", bodies[3]).into());
    files.insert("content/plan/m.md".into(), format!("---\ntitle: T\n---\n{}", bodies[4]).into());
    files.insert("content/directory/m.md".into(), format!("---\ntitle: T\n---\n{}", bodies[6]).into());
    files
}

/// One tag of a page: name and attributes; the name of an end tag starts with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Its name and those of its attributes.
    fn shape(&self) -> String {
        let names: Vec<&str> = self.attributes.iter().map(|(n, _)| n.as_str()).collect();
        format!("{} {}", self.name, names.join(" "))
    }
}

/// Splits a page into tags and text. Stricter than a browser: a `<` that starts no tag is a fault, as is
/// a value without quotes or a comment.
fn scan(page: &str) -> Result<(Vec<Tag>, String), String> {
    let (mut tags, mut text) = (vec![], String::new());
    let mut rest = page.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let fault = |what: &str| Err(format!("{what}: <{}", after.chars().take(60).collect::<String>()));
        let length = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).unwrap_or(after.len());
        let name = after[..length].to_owned();
        if name.trim_matches('/').is_empty() || name.trim_start_matches('/').contains('/') {
            return fault("no tag");
        }
        let (mut attributes, mut left) = (vec![], &after[length..]);
        loop {
            left = left.trim_start_matches([' ', '\n']);
            if let Some(more) = left.strip_prefix('>').or_else(|| left.strip_prefix("/>")) {
                rest = more;
                break;
            }
            let end = left.find(['=', '>', ' ', '/', '\n', '"', '\'', '<']).unwrap_or(left.len());
            let attribute = left[..end].to_owned();
            left = &left[end..];
            if attribute.is_empty() || !attribute.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                return fault("no attribute");
            }
            let value = match left.strip_prefix("=\"") {
                Some(quoted) => {
                    let Some((value, after)) = quoted.split_once('"') else { return fault("no closing quote") };
                    left = after;
                    value.to_owned()
                }
                None if left.starts_with('=') => return fault("no quotes"),
                None => String::new(),
            };
            attributes.push((attribute, value));
        }
        tags.push(Tag { name, attributes });
    }
    text.push_str(rest);
    if text.contains('>') && text.split('>').count() > 1 {
        return Err("a bare `>` in the text".to_owned());
    }
    Ok((tags, text))
}

const VOID: [&str; 12] =
    ["meta", "link", "br", "hr", "img", "input", "path", "circle", "rect", "line", "polygon", "polyline"];

/// What Markdown may become, beside what stands in a page of ours anyway.
const OF_MARKDOWN: &[&str] = &[
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "del",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "sup",
    "div",
    "hr",
    "br",
    "dl",
    "dt",
    "dd",
];

/// What every element may carry.
const ATTRIBUTES: &[&str] = &[
    "type",
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "rel",
    "href",
    "class",
    "id",
    "tabindex",
    "aria-label",
    "data-depth",
    "aria-current",
    "aria-hidden",
    "role",
    "data-is",
    "datetime",
    "dir",
    "scope",
    "colspan",
    "alt",
    "src",
    "loading",
    "start",
    "open",
    "viewBox",
    "preserveAspectRatio",
    "aria-labelledby",
    "points",
    "dx",
    "dy",
    "cx",
    "cy",
    "r",
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "width",
    "height",
    "text-anchor",
    "stroke-dasharray",
    "defer",
    "property",
    "title",
    "download",
    "for",
    "value",
    "autocomplete",
    "data-list",
    "data-years",
    "data-part",
    "data-first",
    "data-last",
    "data-type",
    "data-area",
    "data-reading",
    "data-broken",
    "data-key",
    "data-tag",
    "data-for",
    "data-has",
    "data-out",
    "data-any",
    "data-search",
    "data-planned",
    "data-script",
    "data-text",
    "data-sort",
    "aria-expanded",
    "data-h",
    "data-m",
    "data-hm",
    "data-ascending",
    "data-descending",
    // of the page that checks a hand-over
    "hidden",
    "data-refused",
    "data-whole",
    "data-proved",
    "data-altered",
    "blocking",
    "data-head",
    "data-noroot",
    "data-part",
    "data-days",
    "rows",
    "data-other",
    "data-root",
    "data-proves",
    "accept",
    "size",
    "spellcheck",
];

/// The path of the site's address in these tests.
const BASE: &str = "/a/";

fn unescaped(value: &str) -> String {
    let names = [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#x2F;", "/")];
    names.iter().fold(value.to_owned(), |v, (name, c)| v.replace(name, c)).replace("&amp;", "&")
}

/// The faults of a page, by itself: what no text may bring about.
fn faults(page: &str, path: &str, files: &Files, elements: &BTreeSet<String>) -> Vec<String> {
    let (tags, _) = match scan(page) {
        Ok(found) => found,
        Err(fault) => return vec![fault],
    };
    let mut all = vec![];
    let mut open: Vec<&str> = vec![];
    let mut ids = BTreeSet::new();
    for tag in &tags {
        if let Some(name) = tag.name.strip_prefix('/') {
            if open.pop() != Some(name) {
                all.push(format!("</{name}> closes something else"));
            }
            continue;
        }
        if !VOID.contains(&tag.name.as_str()) {
            open.push(&tag.name);
        }
        if !is_our_script(tag) && !elements.contains(&tag.name) && !OF_MARKDOWN.contains(&tag.name.as_str()) {
            all.push(format!("an element of its own: {}", tag.shape()));
        }
        for (name, value) in &tag.attributes {
            if !ATTRIBUTES.contains(&name.as_str()) {
                all.push(format!("an attribute of its own: {}", tag.shape()));
            }
            if name == "id" && !ids.insert(value.clone()) {
                all.push(format!("the id `{value}` stands twice"));
            }
            if name == "class" && value.contains("language-") && value.contains([' ', '\t', '\n']) {
                all.push(format!("a second class: {value}"));
            }
            if value.contains('<') {
                all.push(format!("a bare `<` in {name}: {value}"));
            }
        }
        let address = tag.get("href").or(tag.get("src"));
        all.extend(address.and_then(|a| address_fault(&unescaped(a), tag, path, files)));
    }
    if !open.is_empty() {
        all.push(format!("{open:?} are never closed"));
    }
    all
}

/// A link leads to a file of the site, or away by a scheme that is safe; a picture never leads away.
fn address_fault(address: &str, tag: &Tag, path: &str, files: &Files) -> Option<String> {
    let fault = |what: &str| Some(format!("{what}: {} {address}", tag.shape()));
    let seen: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    if seen != address {
        return fault("spaces or controls in an address");
    }
    let scheme = seen.find([':', '/', '?', '#']).filter(|n| seen[*n..].starts_with(':')).map(|n| &seen[..n]);
    match scheme {
        Some("https" | "http" | "mailto") if tag.name == "a" || tag.get("rel") == Some("canonical") => return None,
        Some(_) => return fault("a scheme"),
        None => {}
    }
    if seen.starts_with("//") || seen.contains('\\') {
        return fault("another host");
    }
    let target = seen.split('#').next().unwrap_or_default();
    if target.is_empty() {
        return None;
    }
    // The page for what is not there stands at any depth: its links start at the site's own address.
    let target = if path == "404.html" { target.strip_prefix(BASE).unwrap_or(target) } else { target };
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        if part == ".." {
            if parts.pop().is_none() {
                return fault("out of the site");
            }
        } else {
            parts.push(part);
        }
    }
    let plain = decoded(&parts.join("/"));
    if files.contains_key(&plain) { None } else { fault("a file that is not there") }
}

fn decoded(url: &str) -> String {
    let (mut out, mut at, bytes) = (vec![], 0, url.as_bytes());
    while at < bytes.len() {
        let code = url.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match code.filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn pages(files: &Files) -> impl Iterator<Item = (&str, &str)> {
    let html = files.iter().filter(|(path, _)| path.rsplit_once('.').is_some_and(|(_, e)| e == "html"));
    html.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

/// The one script of the theme is a file of its own.
fn is_our_script(tag: &Tag) -> bool {
    let src = tag.get("src").unwrap_or_default();
    tag.name == "script"
        && ["assets/site.js", "assets/seal.js", "assets/verify.js"]
            .iter()
            .filter_map(|script| src.strip_suffix(script))
            .any(|up| up.replace("../", "").is_empty() || up == BASE)
}

/// The elements of the theme, from pages without any text of a writer's.
fn elements(files: &Files) -> BTreeSet<String> {
    let tags = pages(files).flat_map(|(path, page)| scan(page).unwrap_or_else(|e| panic!("{path}: {e}")).0);
    let tags = tags.filter(|t| !t.name.starts_with('/'));
    let names: BTreeSet<String> = tags.filter(|t| !is_our_script(t)).map(|t| t.name).collect();
    assert!(!names.contains("script") && !names.contains("style"), "{names:?}");
    names
}

/// Where the value itself shows: pages whose number of elements follows from the words.
fn shapes(page: &str) -> Vec<String> {
    scan(page).map(|(tags, _)| tags.iter().map(Tag::shape).collect()).unwrap_or_default()
}

/// The lists of a tag and of a provider stand at addresses made from their words.
fn usual_name(path: &str) -> String {
    let mut parts = path.split('/');
    match (parts.next(), parts.next().map(|folder| folder.split('-').next().unwrap_or_default()), parts.next()) {
        (Some("activities"), Some(facet @ ("tag" | "provider")), Some("index.html")) => {
            format!("activities/{facet}-harmless/index.html")
        }
        _ => path.to_owned(),
    }
}

#[test]
fn texts_stay_texts() {
    let harmless = build(&plain("harmless"), Private, AS_OF);
    let elements = elements(&harmless.files);
    assert!(pages(&harmless.files).count() > 20);
    for audience in [Private, Assessor, Public] {
        let harmless = build(&plain("harmless"), audience, AS_OF);
        for (n, text) in HOSTILE.iter().enumerate() {
            assert!(text.len() <= 80, "{text}");
            // The owner's pages show every place; the others are a sample of them.
            if audience != Private && n % 8 != 0 {
                continue;
            }
            let built = build(&plain(text), audience, AS_OF);
            let errors: Vec<_> = built.notes.iter().filter(|n| n.contains("is not a key")).collect();
            assert!(errors.is_empty(), "{text:?}: {errors:?}");
            let names = |files: &Files| files.keys().map(|name| usual_name(name)).collect::<BTreeSet<_>>();
            assert_eq!(names(&built.files), names(&harmless.files), "{text:?}: {:?}", built.notes);
            for (path, page) in pages(&built.files) {
                let found = faults(page, path, &built.files, &elements);
                assert!(found.is_empty(), "{text:?} on {path}: {found:?}");
                let (mut own, mut usual) =
                    (shapes(page), shapes(std::str::from_utf8(&harmless.files[&usual_name(path)]).unwrap()));
                // a bare address in a text is a link, with what all links have; `faults` looked at where it leads
                if text.contains("https://") {
                    let is_link = |shape: &String| shape.starts_with("a href") || shape.trim_end() == "/a";
                    own.retain(|shape| !is_link(shape));
                    usual.retain(|shape| !is_link(shape));
                }
                let differ = own.iter().zip(&usual).find(|(a, b)| a != b);
                assert!(own == usual, "{text:?} on {path}: {} tags instead of {}, {differ:?}", own.len(), usual.len());
                assert!(!page.contains("54439"), "{text:?} was computed on {path}");
            }
        }
    }
}

#[test]
fn markdown_becomes_nothing_but_markdown() {
    let elements = elements(&build(&plain("harmless"), Private, AS_OF).files);
    for (n, text) in HOSTILE.iter().enumerate() {
        let audience = if n % 5 == 0 { Assessor } else { Private };
        let built = build(&markdown(text), audience, AS_OF);
        let errors: Vec<_> = built.notes.iter().filter(|n| !n.contains(": no-")).collect();
        assert!(pages(&built.files).count() > 30, "{text:?}: {errors:?}");
        for (path, page) in pages(&built.files) {
            let found = faults(page, path, &built.files, &elements);
            assert!(found.is_empty(), "{text:?} on {path}: {found:?}");
            assert!(!page.contains("54439"), "{text:?} was computed on {path}");
        }
    }
}

#[test]
fn a_text_that_is_cut_short_leaves_nothing_open() {
    let harmless = build(&plain("harmless"), Private, AS_OF).files;
    let elements = elements(&harmless);
    let table = |rows: usize| format!("|{}\n|{}\n{}", "a|".repeat(rows), "-|".repeat(rows), "|x\n".repeat(rows));
    let many = "a\n\n".repeat(3_000);
    for (before, after) in [("> **bold\n> ", "**"), ("- *a\n  ", "*"), ("1. ~~x ", "~~"), ("", "")] {
        let mut files = plain("harmless");
        let body = format!("{before}{after}\n\n{}\n\n```x\n{many}```\n# [a *b", table(2_500));
        let head = "---\ntitle: T\ndate: 2025-03-04\nhours: 2h\n---\n";
        files.insert("content/activities/2025/long.md".into(), format!("{head}{body}").into());
        let built = build(&files, Private, AS_OF).files;
        for (path, page) in pages(&built) {
            let found = faults(page, path, &built, &elements);
            assert!(found.is_empty(), "{before:?} on {path}: {found:?}");
        }
        let page = &built["activities/2025/long.html"];
        assert!(page.len() < 30 * body.len() + 100_000, "{} bytes from {}", page.len(), body.len());
    }
}

#[test]
fn the_scanner_sees_what_a_browser_would() {
    let elements: BTreeSet<String> = ["a", "p", "img", "code"].map(str::to_owned).into();
    let found = |page: &str| faults(&format!("<!doctype html>{page}"), "a/index.html", &Files::new(), &elements);
    assert_eq!(found("<p>x &lt;script&gt; <a href=\"https://x.example/?a&amp;b\">x</a></p>"), Vec::<String>::new());
    for bad in [
        "<p><script>x</script></p>",
        "<p onclick=\"x\">x</p>",
        "<p style=\"x\">x</p>",
        "<p class=x>x</p>",
        "<a href=\"javascript:x\">x</a>",
        "<a href=\"java&#10;script:x\">x</a>",
        "<a href=\"//evil.example\">x</a>",
        "<a href=\"../../x\">x</a>",
        "<a href=\"gone.html\">x</a>",
        "<img src=\"https://evil.example/x.png\">",
        "<p>x",
        "<p><em>x</p></em>",
        "<p id=\"a\">x</p><p id=\"a\">x</p>",
        "<code class=\"language-x skip\">x</code>",
        "<!-- x -->",
        "x < y",
        "x > y",
    ] {
        assert!(!found(bad).is_empty(), "{bad}");
    }
}
