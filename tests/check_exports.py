#!/usr/bin/env python3
"""What a site writes beside its pages, read by programs that nobody here wrote.

    check_exports.py [PROGRAM]        PROGRAM: target/debug/cpdfolio, or $CPDFOLIO_BIN

Builds every example, and a site of texts that bite, for every audience; then
- the tables are read by Python's csv and hold what data/*.json says, cell by cell,
- the calendar is read by icalendar: ids that stay, days that are right, texts that come back,
- the feed and the sitemap are parsed as XML and held against the rules of RFC 4287 and of
  sitemaps.org; the feed is read by feedparser as well,
- each address that they name is a file of the site,
- a robot obeys robots.txt (Python's urllib.robotparser).
Then spoils each file: a check that accepts that proves nothing. Exit 1 if anything does not fit.
"""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.robotparser
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import feedparser
import icalendar
import numpy
import zxingcpp

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-21"
BASE = "https://sam.example/cpd/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
URI = re.compile(r"[a-z][a-z0-9+.-]*:[!#$%&'()*+,/:;=?@\[\]A-Za-z0-9._~-]+")

# Titles that a format may take for something else.
TEXTS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", " =1", "'quoted", "a, b; c: d\\e", 'say "hi"', "<b>&amp;</b>",
         "</script><!--", "]]>", "BEGIN:VEVENT", "é 设计 " * 20, "مرحبا بالعالم", "x" * 190, "％＝1", "a\u2009b", "tab\tin"]


class Bad(Exception):
    """A file that does not keep the rules."""


def need(condition, reason):
    if not condition:
        raise Bad(reason)


def unguarded(cell):
    """A table's text as it was: one apostrophe at the start is ours."""
    return cell[1:] if cell.startswith("'") else cell


def check_table(raw, entries):
    need(raw.startswith(b"\xef\xbb\xbf"), "no mark at the start")
    text = raw.decode("utf-8-sig")
    need(text.endswith("\r\n"), "the last row has no end")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    head, rows = rows[0], rows[1:]
    need(len(rows) == len(entries), f"{len(rows)} rows for {len(entries)}")
    for row, entry in zip(rows, entries):
        need(len(row) == len(head), f"{len(row)} cells under {len(head)} heads")
        for cell in row:
            need(cell.lstrip()[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠"), f"a formula: {cell[:40]}")
        yield dict(zip(head, map(unguarded, row))), entry


def check_activities(site):
    entries = json.loads((site / "data/activities.json").read_text(encoding="utf-8"))["entries"]
    for row, e in check_table((site / "data/activities.csv").read_bytes(), entries):
        want = {
            "id": e["id"], "from": e["from"], "to": e["to"], "title": e["title"] or "", "minutes": str(e["minutes"]),
            "hours": f"{e['minutes'] // 60}:{e['minutes'] % 60:02}", "type": e["type"] or "",
            "planned": "yes" if e["planned"] else "no", "counted": e["reason"] or "yes",
            "provider": e["provider"] or "", "tags": "; ".join(e["tags"]), "competences": "; ".join(e["competences"]),
            "plan": "; ".join(e["plan"]), "cites": "; ".join(e["cites"]), "evidence": str(e["evidence"]),
            "supports_others": "yes" if e["supports_others"] else "no", "page": e["page"] or "",
        }
        for key, value in want.items():
            need(row[key] == value, f"{key} of {e['id']}: {row[key]!r}, not {value!r}")
        parts = [p.split(": ") for p in row["category"].split("; ") if p]
        need([p[0] for p in parts] == [c["id"] for c in e["categories"]], f"category of {e['id']}: {row['category']}")
        need(sum(c["minutes"] for c in e["categories"]) in (0, e["minutes"]), f"the parts of {e['id']} are not the whole")
    return len(entries)


def check_directory(site):
    if not (site / "data/directory.csv").exists():
        return 0
    items = json.loads((site / "data/directory.json").read_text(encoding="utf-8"))["items"]
    for row, i in check_table((site / "data/directory.csv").read_bytes(), items):
        for key in ("id", "title", "provider", "type", "price", "amount", "url", "source", "checked", "page"):
            need(row[key] == (i[key] or ""), f"{key} of {i['id']}")
        need(row["minutes"] == ("" if i["minutes"] is None else str(i["minutes"])), f"minutes of {i['id']}")
    return len(items)


def check_slips(site, base):
    """Each code of a slip leads to the file of its item, as a scanner reads it."""
    found = 0
    for page in sorted((site / "directory").glob("*.html")):
        code = re.search(r'<svg class="code"[^>]* viewBox="0 0 (\d+) \d+"><path d="([^"]*)"/></svg>', page.read_text(encoding="utf-8"))
        if not code:
            continue
        side, scale = int(code[1]), 4
        image = numpy.full((side * scale, side * scale), 255, dtype=numpy.uint8)
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code[2]):
            x, y, run = int(x) * scale, int(y) * scale, int(run) * scale
            image[y : y + scale, x : x + run] = 0
        read = zxingcpp.read_barcode(image)
        need(read is not None and read.text.startswith(base), f"{page}: no scanner reads the code of this address")
        slip = json.loads((site / read.text.removeprefix(base)).read_text(encoding="utf-8"))
        need(slip["schema"] == "cpdfolio.slip/1", f"{page}: {read.text} is no slip")
        found += 1
    need(found > 0 or not list((site / "directory").glob("*.slip.json")), "slips without a code")
    return found


def check_calendar(site, raw=None):
    raw = (site / "deadlines.ics").read_bytes() if raw is None else raw
    need(raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b""), "a line without its end")
    for line in raw.split(b"\r\n"):
        need(len(line) <= 75, f"a line of {len(line)} bytes")
        line.decode()
    calendar = icalendar.Calendar.from_ical(raw)
    need(calendar["VERSION"] == "2.0" and calendar["PRODID"], "no version or maker")
    events = calendar.walk("VEVENT")
    ids = [str(e["UID"]) for e in events]
    need(len(set(ids)) == len(ids), "an id twice")
    found = {}
    for e in events:
        need(not e.errors, f"{e.errors}")
        start, end = e["DTSTART"].dt, e["DTEND"].dt
        need(type(start) is date and end == start + timedelta(days=1), f"{start} to {end}")
        need(e["DTSTAMP"].dt.strftime("%Y-%m-%dT%H:%M:%SZ") == f"{DAY}T00:00:00Z", f"stamp {e['DTSTAMP'].dt}")
        found[str(e["UID"]).split(".")[0]] = (str(e["SUMMARY"]), start.isoformat())
    standing = json.loads((site / "data/standing.json").read_text(encoding="utf-8"))
    for p in (p for p in standing["policies"] if p["running"]):
        name = f"period-{p['policy']}-{p['period']['label']}"
        need(name in found and found[name][1] == p["period"]["to"], f"{name} is not there, or on another day")
    plan = site / "data/plan.json"
    items = json.loads(plan.read_text(encoding="utf-8"))["items"] if plan.exists() else []
    for item in (i for i in items if i["state"] == "open" and i["due"]):
        need(found.get(f"plan-{item['id']}") == (" ".join(item["title"].split()), item["due"])
             or found.get(f"plan-{item['id']}") == (item["title"], item["due"]), f"plan-{item['id']}: {found.get('plan-' + item['id'])}")
    return len(events)


def is_page(site, base, url):
    """Is an address a file of the site?"""
    url = url.split("#")[0]
    need(not base or url.startswith(base), f"{url} is not of this site")
    path = urllib.parse.unquote(url[len(base or ""):])
    need((site / path).is_file(), f"{url} leads nowhere")


def check_feed(site, base, raw=None):
    raw = (site / "feed.xml").read_bytes() if raw is None else raw
    feed = ET.fromstring(raw)
    need(feed.tag == f"{ATOM}feed", "no feed")
    need(feed.find(f"{ATOM}author/{ATOM}name").text, "nobody wrote it")
    entries = feed.findall(f"{ATOM}entry")
    need(len(entries) <= 50, f"{len(entries)} entries")
    ids = []
    for e in [feed, *entries]:
        for name in ("id", "title", "updated"):
            found = e.findall(f"{ATOM}{name}")
            need(len(found) == 1 and (found[0].text or name == "title"), f"{len(found)} x {name}")
        ids.append(e.find(f"{ATOM}id").text)
        need(URI.fullmatch(ids[-1]), f"the id {ids[-1]}")
        need(TIME.fullmatch(e.find(f"{ATOM}updated").text), "a time without its form")
        links = [(link.get("rel"), link.get("type"), link.get("href")) for link in e.findall(f"{ATOM}link")]
        need(len({(rel, kind) for rel, kind, _ in links}) == len(links), "two links of one kind")
        alternate = [href for rel, _, href in links if rel == "alternate"]
        need(len(alternate) == 1, f"{len(alternate)} pages")
        is_page(site, base, alternate[0])
        if e is feed and base:
            need(("self", "application/atom+xml", f"{base}feed.xml") in links, "it does not say where it stands")
    need(len(set(ids)) == len(ids), "an id twice")
    times = [e.find(f"{ATOM}updated").text for e in entries]
    need(times == sorted(times, reverse=True), "not the newest first")
    need(not times or feed.find(f"{ATOM}updated").text == times[0], "the feed is not as new as its newest entry")
    read = feedparser.parse(raw)
    need(not read.bozo, f"feedparser: {read.get('bozo_exception')}")
    need(read.version == "atom10" and len(read.entries) == len(entries), f"feedparser: {read.version}")
    activities = json.loads((site / "data/activities.json").read_text(encoding="utf-8"))["entries"] if (site / "data/activities.json").exists() else []
    titles = {e["title"] for e in activities}
    for e in entries:
        title = e.find(f"{ATOM}title").text
        href = next(link.get("href") for link in e.findall(f"{ATOM}link") if link.get("rel") == "alternate")
        page = (site / urllib.parse.unquote(href.removeprefix(base or ""))).read_text(encoding="utf-8")
        # an entry's, or that of a page: news, an edition
        need(title in titles or f">{html.escape(title)}</h1>" in page, f"a title of nobody: {title}")
    return len(entries)


def check_sitemap(site, base, raw=None):
    raw = (site / "sitemap.xml").read_bytes() if raw is None else raw
    root = ET.fromstring(raw)
    need(root.tag == f"{MAP}urlset", "no list of addresses")
    urls = [u.find(f"{MAP}loc").text for u in root]
    need(all(URI.fullmatch(u) for u in urls), "an address that is none")
    need(len(set(urls)) == len(urls) <= 50_000, "an address twice, or too many")
    for url in urls:
        is_page(site, base, url)
    robots = urllib.robotparser.RobotFileParser()
    robots.parse((site / "robots.txt").read_text().splitlines())
    need(robots.site_maps() == [f"{base}sitemap.xml"] and all(robots.can_fetch("any", u) for u in urls), "robots.txt")
    return len(urls)


def check_closed(site):
    """Nothing of a site that is not public is for robots."""
    robots = urllib.robotparser.RobotFileParser()
    robots.parse((site / "robots.txt").read_text().splitlines())
    need(not robots.can_fetch("any", "/index.html"), "robots are let in")
    for name in ("sitemap.xml", "feed.xml"):
        need(not (site / name).exists(), f"{name} is there")
    return 1


def hostile(folder):
    """A site whose texts bite."""
    (folder / "content/activities").mkdir(parents=True)
    (folder / "content/plan").mkdir()
    (folder / "content/directory").mkdir()
    (folder / "cpdfolio.yaml").write_text(
        "schema: cpdfolio.site/1\ntitle: 'A, \"b\" & <c>; d'\nlanguage: en-GB\nguidance: false\n"
        "member: {name: \"=Sam & <Ex>, Ltd\"}\npolicies: [{id: iet}]\n", encoding="utf-8")
    for n, text in enumerate(TEXTS):
        quoted = json.dumps(text, ensure_ascii=False).replace("\t", "\\t")
        head = f"title: {quoted}\n"
        (folder / f"content/activities/e{n}.md").write_text(
            f"---\n{head}date: 2026-{1 + n % 10:02}-{1 + n:02}\nhours: {30 + n}m\nprovider: {quoted}\ntags: [{quoted}, plain]\n"
            f"type: event\nvisibility: public\nplan: [p{n}]\nplanned: true\n---\n{text}\n\n<script>alert(1)</script> {text}\n", encoding="utf-8")
        (folder / f"content/plan/p{n}.md").write_text(f"---\n{head}due: 2026-12-{1 + n:02}\n---\n", encoding="utf-8")
        (folder / f"content/directory/d{n}.md").write_text(f"---\n{head}provider: {quoted}\naudience: [{quoted}]\n---\n", encoding="utf-8")


def spoilt(site, base):
    """Each check refuses a spoilt file."""
    table = (site / "data/activities.csv").read_bytes()
    entries = json.loads((site / "data/activities.json").read_text(encoding="utf-8"))["entries"]
    feed, urls = ((site / n).read_bytes() for n in ("feed.xml", "sitemap.xml"))
    ics = (site.parent / site.name.replace("public", "private") / "deadlines.ics").read_bytes()
    first = entries[0]["id"].encode()
    cases = {
        "a table with a formula": lambda: list(check_table(table.replace(first, b"=1", 1), entries)),
        "a table without a row": lambda: list(check_table(table.rsplit(b"\r\n", 2)[0] + b"\r\n", entries)),
        "a calendar with an id twice": lambda: check_calendar(site, re.sub(rb"UID:[^\r]*", b"UID:x", ics)),
        "a calendar with a long line": lambda: check_calendar(site, ics.replace(b"\r\n ", b"").replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80)),
        "a feed without times": lambda: check_feed(site, base, re.sub(rb"<updated>[^<]*</updated>", b"", feed)),
        "a feed with an id twice": lambda: check_feed(site, base, re.sub(rb"<id>[^<]*</id>", b"<id>urn:x:y</id>", feed)),
        "a feed to nowhere": lambda: check_feed(site, base, feed.replace(b".html\"", b".htm\"")),
        "a map to nowhere": lambda: check_sitemap(site, base, urls.replace(b".html<", b".htm<")),
    }
    for what, case in cases.items():
        try:
            case()
        except Bad:
            continue
        raise Bad(f"{what} is accepted")
    return len(cases)


def main():
    program = str(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CPDFOLIO_BIN", ROOT / "target/debug/cpdfolio"))
    passed, failed = {}, []

    def check(what, where, function, *args):
        try:
            passed[what] = passed.get(what, 0) + max(function(*args), 1)
        except (Bad, ET.ParseError, ValueError, KeyError, AttributeError) as fault:
            failed.append(f"{where}: {what}: {type(fault).__name__}: {fault}")

    with tempfile.TemporaryDirectory(prefix="cpdfolio-exports-") as temp:
        sources = [p.parent for p in sorted((ROOT / "examples").glob("*/cpdfolio.yaml"))]
        made = Path(temp) / "hostile"
        hostile(made)
        for source in [*sources, made]:
            folder = Path(temp) / "in" / source.name
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("public"))
            for audience in ("private", "assessor", "public"):
                for base in (BASE, None):
                    config = (folder / "cpdfolio.yaml").read_text(encoding="utf-8")
                    (folder / "cpdfolio.yaml").write_text(re.sub(r"(?m)^base_url:.*\n", "", config), encoding="utf-8")
                    site = Path(temp) / "out" / f"{source.name}-{audience}-{bool(base)}"
                    command = [program, "build", "--site", folder, "--out", site, "--audience", audience, "--as-of", DAY]
                    done = subprocess.run([*command, *(["--base-url", base] if base else [])], capture_output=True, text=True, check=False)
                    where = f"{source.name} for {audience}" + (", with an address" if base else "")
                    if done.returncode:
                        failed.append(f"{where}: {done.stderr.strip()}")
                        continue
                    if (site / "data/activities.json").exists():
                        check("rows of activities", where, check_activities, site)
                        # everybody sees a selection, which has no deadlines
                        if audience != "public":
                            check("events", where, check_calendar, site)
                    check("rows of the directory", where, check_directory, site)
                    if base:
                        check("codes of slips", where, check_slips, site, base)
                    if audience != "public":
                        check("closed sites", where, check_closed, site)
                        continue
                    check("news", where, check_feed, site, base)
                    if base:
                        check("addresses", where, check_sitemap, site, base)
                    if base and source is made:
                        check("spoilt files refused", where, spoilt, site, base)
    print("\n".join(failed))
    for what, count in passed.items():
        print(f"  {count:6} {what}")
    print(f"{sum(passed.values())} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
