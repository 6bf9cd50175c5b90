#!/usr/bin/env python3
"""Nothing is lost between commands: law.py PROGRAM [--records N] [--seed N]

Random records with everything that can go wrong in a folder. On each of them
- every file of an entry is counted, over a limit, left out with a reason, or named as not read;
- `status`, `why`, `plan`, `list`, `export`, `log` and the pages of a build say the same of it;
- where anything was not read, no answer ends with 0.

300 records, or 10,000 with CPDFOLIO_FULL=1. Exit 1 if a law is broken; the seed of the record stands beside it.
"""

import argparse
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DAY = "2026-06-30"
YEARS = (2025, 2026)
CONFIG = ("schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: Sam}\npolicies: [{id: iet}]\n"
          "extra_keys: {client: text, cost: number}\n")
# Files that no entry can be read from.
UNREADABLE = [
    ("no-yaml", b"---\ntitle: [\n---\n"),
    ("no-text", b"---\ntitle: \xff\xfe\n---\n"),
    ("empty", b""),
    ("no-hours", b"---\ntitle: A\ndate: 2026-01-02\nhours: long\n---\n"),
    ("merge", b"---\ntitle: A\n<<<<<<< HEAD\ndate: 2026-01-02\n=======\ndate: 2026-01-03\n>>>>>>> x\nhours: 1h\n---\n"),
]


class Record:
    """A site, and what is to be found in it."""

    def __init__(self, seed, root):
        self.rnd, self.root = random.Random(seed), Path(root)
        self.read = []  # (id, year, minutes, reason or None)
        self.unread = []  # minutes, or None where nobody knows them
        self.write("cpdfolio.yaml", CONFIG.encode())
        self.n = 0
        for _ in range(self.rnd.randrange(0, 14)):
            self.one()
        for what in self.rnd.sample(self.ODD, self.rnd.choice([0, 0, 1, 1, 2, 3])):
            what(self)

    def write(self, path, data):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def text(self, year, minutes, more="", title=None):
        self.n += 1
        day = f"{year}-{self.rnd.randrange(1, 13):02}-{self.rnd.randrange(1, 28):02}"
        planned = self.rnd.choice(["", "planned: true\n", "planned: false\n"])
        category = self.rnd.choice(["", "category: job-technical\n", "category: soft-skills\n"])
        own = self.rnd.choice(["", "", "client: Acme\n", "cost: 12.50\n"])
        # a key twice is another fault: then nobody can tell the hours
        planned, category, own = ("" if text and more.startswith(text.split(":")[0]) else text for text in (planned, category, own))
        return (f"---\ntitle: {title or f'Talk {self.n}'}\ndate: {day}\nhours: {minutes}m\n{planned}{category}{own}{more}---\n"
                "What I did.\n"), day

    def one(self):
        rnd = self.rnd
        year, minutes = rnd.choice([2024, 2025, 2025, 2026, 2026, 2026, 2027]), rnd.randrange(1, 700)
        kind = rnd.choice(["", "", "", "", "", "draft", "example", "private", "faulty", "faulty", "visibility"])
        faults = ["category: nowhere\n", "hour: 3\n", "plan: [nothing]\n", "planned: perhaps\n", "item: none\n", "cost: much\n",
                  "evidence: [evidence/none.pdf]\n", "tags: {a: b}\n", "reflection: [x]\n"]
        more = {"draft": "draft: true\n", "example": "example: true\n", "private": "visibility: private\n",
                "visibility": rnd.choice(["visibility: privat\n", "visibility: [x]\n", "visiblity: private\n"])}.get(kind, "")
        if kind == "faulty":
            more = rnd.choice(faults)
        text, day = self.text(year, minutes, more)
        path = f"content/activities/{year}/{day}-{self.n}"
        self.write(f"{path}.md", text.encode())
        if kind in ("faulty", "visibility"):
            self.unread.append(minutes)
        else:
            reason = kind if kind in ("draft", "example") else "future" if day > DAY else None
            self.read.append((f"{year}/{day}-{self.n}", year, minutes, reason))

    # What no entry can be read from: each is one of which nobody knows the minutes.
    def unreadable(self):
        name, text = self.rnd.choice(UNREADABLE)
        self.write(f"content/activities/2026/{name}.md", text)
        self.unread.append(None)

    def odd_name(self):
        self.write("content/activities/2026/" + self.rnd.choice(["new\nline.md", "c\\d.md", "rtl\u202e.md", "zero\u200b.md"]),
                   self.text(2026, 60)[0].encode())
        self.unread.append(None)

    def not_utf8(self):
        folder = os.fsencode(self.root / "content/activities/2026")
        os.makedirs(folder, exist_ok=True)
        with open(folder + b"/inv\xff.md", "wb") as file:
            file.write(self.text(2026, 60)[0].encode())
        self.unread.append(None)

    def other_case(self):
        self.write("content/Activities/2025/a.md", self.text(2025, 60)[0].encode())
        self.unread.append(None)

    def other_ending(self):
        self.write(f"content/activities/2026/lost.{self.rnd.choice(['markdown', 'txt', 'mkd'])}", self.text(2026, 60)[0].encode())
        self.unread.append(None)

    def link_away(self):
        (self.root / "content/activities").mkdir(parents=True, exist_ok=True)
        self.write("elsewhere/a.md", self.text(2023, 60)[0].encode())
        os.symlink("../../elsewhere", self.root / "content/activities/2023")
        self.unread.append(None)

    def link_nowhere(self):
        (self.root / "content/activities").mkdir(parents=True, exist_ok=True)
        os.symlink("/nowhere/at/all", self.root / f"content/activities/{self.rnd.choice(['gone', 'gone.md'])}")
        self.unread.append(None)

    def too_long(self):
        name = "a-rather-long-name-of-a-folder/" * 40
        self.write(f"content/activities/2026/{name}a.md", self.text(2026, 60)[0].encode())
        self.unread.append(None)

    def pipe(self):
        (self.root / "content/activities/2026").mkdir(parents=True, exist_ok=True)
        os.mkfifo(self.root / "content/activities/2026/pipe.md")
        self.unread.append(None)

    def bad_evidence(self):
        self.write("evidence/Certificate: CPD?.pdf", b"x")
        text, day = self.text(2026, 75, 'evidence: ["evidence/Certificate: CPD?.pdf"]\n')
        self.write(f"content/activities/2026/{day}-{self.n}.md", text.encode())
        self.unread.append(75)

    ODD = [unreadable, odd_name, not_utf8, other_case, other_ending, link_away, link_nowhere,
           too_long, pipe, bad_evidence]


class Broken(Exception):
    pass


def law(record, program):
    """Holds the law on one record."""
    def run(*args):
        day = [] if "--as-of" in args else ["--as-of", DAY]
        done = subprocess.run([program, *args, "--site", record.root, *day], capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
        if done.returncode not in (0, 1):
            raise Broken(f"{args} ended with {done.returncode}: {done.stderr.decode()[-600:]}")
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def data(*args):
        code, out, _ = run(*args, "--format", "json")
        return code, json.loads(out)

    def same(what, one, other):
        if one != other:
            raise Broken(f"{what}: {one!r} and {other!r}")

    want = sorted((-1 if m is None else m) for m in record.unread)

    def is_told(what, code, answer):
        found = answer["not_read"]
        same(f"{what}: what is not read", sorted(-1 if n["minutes"] is None else n["minutes"] for n in found), want)
        if found and code == 0:
            raise Broken(f"{what} ends with 0, and {len(found)} were not read")
        return found

    unread = None
    counted = {}
    for year in YEARS:
        code, answer = data("status", str(year))
        found = is_told("status", code, answer)
        unread = found if unread is None else unread
        same("what is not read", found, unread)
        policy = answer["policies"][0]
        total = next(r for r in policy["rules"] if r["id"] == "total")
        excluded = lambda reason: sum(e["amount"] for e in total["excluded"] if e["reason"] == reason)
        of_year = [r for r in record.read if r[1] == year]
        same(f"{year} earned", policy["earned_minutes"], sum(m for _, _, m, why in of_year if why is None))
        same(f"{year} counted and over a limit", sum(c["amount"] for c in total["counted"]) + excluded("capped"),
             policy["earned_minutes"])
        for why in ("draft", "example", "future"):
            same(f"{year} {why}", excluded(why), sum(m for _, _, m, w in of_year if w == why))
        named = {e["id"] for e in total["counted"] + total["excluded"]}
        same(f"{year} entries", named, {i for i, _, _, _ in of_year})
        code, why = data("why", "total", str(year))
        is_told("why", code, why)
        same("why", why["rules"][0]["rule"], total)
        counted[year] = policy["counted_minutes"]

    code, listed = data("list")
    is_told("list", code, listed)
    same("list", {(e["id"], e["minutes"], e["not_counted"]) for e in listed["entries"]}, {(i, m, w) for i, _, m, w in record.read})
    same("list counts", listed["counting_minutes"], sum(m for _, _, m, w in record.read if w is None))
    code, planned = data("plan")
    is_told("plan", code, planned)
    gap = next((g["remaining"] for g in planned["gaps"] if g["rule"] == "total" and g["period"] == "2026"), 0)
    # a plan is for what is left when all that is written down has come to pass
    _, at_the_end = data("status", "2026", "--as-of", "2026-12-31")
    same("plan", gap, next(r for r in at_the_end["policies"][0]["rules"] if r["id"] == "total")["remaining"])
    code, out, _ = run("export", "--format", "json")
    exported = json.loads(out)
    same("export", {(e["id"], e["minutes"]) for e in exported["entries"]}, {(i, m) for i, _, m, _ in record.read})
    code, _, said = run("export", "--format", "csv")
    same("export ends", code, 1 if want else 0)
    code, checked = data("check")
    same("check ends", code, 1 if want else 0)
    # a folder may be named by what is wrong with it
    wrong = {d["path"] for d in checked["diagnostics"] if d["level"] == "error"}
    missing = [n["path"] for n in unread if n["path"] not in wrong]
    same("check names what is not read", missing, [])
    if want:
        same("build without --keep-going", run("build", "--audience", "private")[0], 1)
    shutil.rmtree(record.root / "private", ignore_errors=True)
    code, _, said = run("build", "--audience", "private", "--keep-going")
    same("build ends", code, 0)
    pages = record.root / "private"
    home = (pages / "index.html").read_text()
    same("the home page says that something is missing", 'data-is="incomplete"' in home, bool(want))
    activities = json.loads((pages / "data/activities.json").read_text())["entries"]
    same("pages", {(e["id"], e["minutes"], e["reason"]) for e in activities}, {(i, m, w) for i, _, m, w in record.read})
    standing = json.loads((pages / "data/standing.json").read_text())["policies"]
    of_2026 = next((p["counted_minutes"] for p in standing if p["period"]["label"] == "2026"), 0)
    same("standing", of_2026, counted[2026])
    if want:
        left = f"{len(want)} entr{'y' if len(want) == 1 else 'ies'} left out because of errors"
        if left not in said:
            raise Broken(f"build says not {left!r}: {said[-400:]}")
    code, logged = data("log", "One more", "30m", "--date", "2026-01-03", "--planned")
    is_told("log", 1, logged)
    _, after = data("status", "2026")
    same("log", logged["counted_minutes"], after["policies"][0]["counted_minutes"])
    same("log adds", after["policies"][0]["earned_minutes"],
         sum(m for _, y, m, w in record.read if y == 2026 and w is None) + 30)


def one(seed, program, folder):
    root = tempfile.mkdtemp(dir=folder)
    try:
        law(Record(seed, root), program)
        return None
    except Exception as fault:  # any end but a right one is told with its seed
        return f"seed {seed}: {type(fault).__name__}: {fault}"
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main():
    usual = 10_000 if os.environ.get("CPDFOLIO_FULL") == "1" else 300
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--records", type=int, default=usual)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    program = str(args.program.resolve())
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for fault in pool.map(lambda n: one(args.seed + n, program, folder), range(args.records)):
            if fault is None:
                passed += 1
            else:
                failed += 1
                if failed <= 12:
                    print(f"FAILED {fault}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
