#!/usr/bin/env python3
"""Nothing that a file can say stops the program in a wrong way: mutated.py PROGRAM [--runs N] [--seed N]

Copies of the examples, of a scheme, of hand-overs and of sheets are changed in seeded ways (bytes, lines, keys and
values, names of files, links), and every command is run on them. A run fails if the program panics, is killed, says
that it failed itself, ends with another code than 0, 1 or 2, takes more than five seconds of processor time (or a
minute by the clock), or more than 512 MiB.

400 runs, or 12,000 with CPDFOLIO_FULL=1. Exit 1 if a run failed; its number stands beside it, and `--only NUMBER`
repeats it and keeps its folder.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-21"
SECONDS, CLOCK, MEMORY = 5.0, 60.0, 512 * 1024 * 1024
VALUES = [
    b"null", b"~", b"", b"[]", b"{}", b"[[[[[[[[", b"{a: {b: {c: {}}}}", b"true", b"-1", b"0", b"1e308", b".inf", b".nan", b"0x10",
    b"9999999999999999999999", b"-9223372036854775808", b"9999-12-31", b"0000-00-00", b"2026-02-30", b"{from: 2026-01-01, to: 1900-01-01}",
    b"2h", b"99999999h", b"\"\"", b"'", b"|", b"> x", b"&a [*a]", b"*nowhere", b"!!binary x", b"!tag {}", b"<<: *x", b"%%", b"{{ x }}",
    b"\xff\xfe", b"\x00", "\u202e\u200b".encode(), b"../../etc/passwd", b"a/b/c", b"CON", b"x" * 600, b"[" * 3000, b"- " * 2000, "é".encode() * 300,
    b"{job-technical: 1h, job-technical: 2h}", b"[a, b, c, {d: e}]", b"2026-01-01T00:00:00Z", b"\"\\u0000\"", b"1_000", b"010", b"@x", b"`x`",
]
LINES = [
    b"---", b"...", b"<<<<<<< HEAD", b"=======", b">>>>>>> x", b"\t- x", b"  x: y", b"# c", b"x: [", b"x: {", b"- - - -", b"```", b"> > > > x",
    b"| a | b |", b"|---|---|", b"[x](../../../x.md#y)", b"![x](x.png)", b"[[x]]", b"{{ policy(id=\"iet\", rule=\"total\", show=\"at_least\") }}",
    b"{{ include(\"x.md\") }}", b"{% for a in range(end=99) %}", b"[^1]: x", b"<script>", b"%% x", b"hours: 2h", b"date: 2026-03-04", b"draft: true",
]


def mutate_bytes(rnd, data):
    data = bytearray(data)
    for _ in range(rnd.choice([1, 1, 2, 5, 30])):
        at = rnd.randrange(len(data) + 1)
        kind = rnd.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] = rnd.randrange(256)
        elif kind == 1:
            del data[at:at + rnd.choice([1, 2, 10, 200])]
        elif kind == 2:
            data[at:at] = bytes(rnd.randrange(256) for _ in range(rnd.choice([1, 3, 20])))
        elif kind == 3:
            piece = data[at:at + rnd.choice([3, 30, 300])]
            data[at:at] = piece * rnd.choice([1, 2, 20])
        else:
            data[at:at] = rnd.choice(VALUES)
    return bytes(data[:400_000])


def mutate_lines(rnd, data):
    lines = data.split(b"\n")
    for _ in range(rnd.choice([1, 1, 2, 4])):
        at = rnd.randrange(len(lines)) if lines else 0
        kind = rnd.randrange(6)
        if kind == 0 and lines:
            del lines[at]
        elif kind == 1:
            lines.insert(at, rnd.choice(LINES))
        elif kind == 2 and lines:
            lines.insert(rnd.randrange(len(lines)), lines[at])
        elif kind == 3 and lines:
            lines[at] = rnd.choice([b"  ", b"\t", b" "]) + lines[at]
        elif kind == 4 and lines:
            lines[at:at] = [lines[at]] * rnd.choice([2, 50, 400])
        elif lines:
            rnd.shuffle(lines[at:at + 6])
            lines[at] = lines[at].strip()
    return b"\n".join(lines)[:400_000]


def mutate_keys(rnd, data):
    """Another value, or another name, for a key."""
    lines = data.split(b"\n")
    with_key = [n for n, line in enumerate(lines) if b": " in line or line.endswith(b":")]
    if not with_key:
        return mutate_lines(rnd, data)
    for _ in range(rnd.choice([1, 1, 2, 3])):
        n = rnd.choice(with_key)
        key, _, value = lines[n].partition(b":")
        kind = rnd.randrange(4)
        if kind <= 1:
            value = b" " + rnd.choice(VALUES)
        elif kind == 2:
            other = lines[rnd.choice(with_key)].partition(b":")
            value = other[2]
        else:
            key = key[:-1] or b"x"
        lines[n] = key + b":" + value
    return b"\n".join(lines)


def mutate_cells(rnd, data):
    """Another cell in a table, or fewer of them."""
    rows = data.split(b"\n")
    n = rnd.randrange(len(rows))
    cells = rows[n].split(b",")
    cells[rnd.randrange(len(cells))] = rnd.choice(VALUES)
    if rnd.random() < 0.3:
        cells = cells[:rnd.randrange(len(cells) + 1)]
    rows[n] = b",".join(cells)
    return b"\n".join(rows)


def mutate(rnd, root):
    """Changes some files of a folder."""
    files = sorted(p for p in root.rglob("*") if p.is_file() and ".git" not in p.parts)
    for _ in range(rnd.choice([1, 1, 2, 3, 6])):
        if not files:
            return
        path = rnd.choice(files)
        # a whole file is another one, or stands elsewhere
        kind = rnd.randrange(14)
        try:
            if kind == 0:
                path.unlink()
            elif kind == 1:
                path.rename(path.with_name(rnd.choice(["new\nline.md", "A.MD", "x" * 200 + ".md", "a:b.md", "x.txt", "é.md"])))
            elif kind == 2:
                other = rnd.choice(files)
                shutil.copyfile(other, path)
            elif kind == 3:
                path.unlink()
                rnd.choice([lambda: path.mkdir(), lambda: path.symlink_to(rnd.choice(["/nowhere", ".", path.name, "../.."])),
                            lambda: os.mkfifo(path), lambda: path.write_bytes(b"")])()
            else:
                data = path.read_bytes()
                how = rnd.choice([mutate_bytes, mutate_lines, mutate_keys, mutate_keys])
                if path.suffix in (".csv", ".tsv") and rnd.random() < 0.6:
                    how = mutate_cells
                path.write_bytes(how(rnd, data))
        except OSError:
            pass
        files = [p for p in files if p.is_file()]


ENTRY = "2026"
RECORD = [
    ["status"], ["status", "2025", "--format", "json"], ["why", "total"], ["why", "planned", "2025", "--format", "json"], ["check"],
    ["check", "--strict", "--all"], ["check", "--format", "json"], ["check", "--format", "github"], ["check", "--fix"], ["check", "--links", "offline"],
    ["build"], ["build", "--audience", "public", "--keep-going"], ["build", "--audience", "assessor", "--keep-going"],
    ["build", "--audience", "private", "--keep-going"], ["list"], ["list", "planned", "hours>1", "--format", "json"], ["list", "draft"], ["plan"],
    ["plan", "--format", "json"], ["log", "Seminar on drives", "2h"], ["log", "Seminar", "2h", "-c", "soft", "-t", "event", "--planned", "--format", "json"],
    ["log", "@et-magazine", "30m"], ["edit", "{id}", "--planned"], ["edit", "{id}", "--tag", "x"], ["remove", "{id}"], ["undo"], ["reflect"],
    ["attach", "{id}", "cpdfolio.yaml"], ["export"], ["export", "--format", "json"], ["export", "--format", "ics"], ["export", "--out", "x.xlsx"],
    ["export", "--out", "x.zip"], ["export", "--layout", "nmc"], ["team", "."], ["declare", "2025"], ["declare", "2025", "--diff"],
    ["share", "2025", "--dry-run"], ["share", "2025", "--yes", "--out", "x.html"], ["share", "--list"], ["ask", "peer", "--year", "2025", "--yes"],
    ["policy", "list"], ["policy", "show", "iet"], ["policy", "check"], ["policy", "diff", "iet", "nmc"], ["policy", "show", "nmc", "--format", "json"],
    ["directory", "list"], ["directory", "check"], ["directory", "list", "--format", "json"], ["theme", "list"], ["theme", "check"], ["schema", "activity"],
    ["explain", "bad-date"], ["explain", "writing-guidance"], ["completions", "bash"], ["init", "."], ["init", "new", "--policy", "nmc"],
]
SHEETS = [["import", "{sheet}", "--dry-run"], ["import", "{sheet}", "--dry-run", "--format", "json"], ["import", "{sheet}"]]
FILES = [["verify", "{file}"], ["verify", "{file}", "--out", "clean.html"], ["receive", "{file}"], ["verify", "{file}", "--format", "json"]]
SCHEME = [
    ["scheme", "status"], ["scheme", "judge", "in"], ["scheme", "enrol", "in"], ["scheme", "receive", "in"], ["scheme", "draw", "--commit"],
    ["scheme", "draw", "--value", "1234" * 32], ["scheme", "assign"], ["scheme", "merge", "in"], ["scheme", "feedback"], ["scheme", "letters"],
    ["scheme", "call"], ["scheme", "close"], ["scheme", "forget", "M1"],
]


def prepare(program, folder):
    """The sites that are changed: made once."""
    sites = {}
    for name in ["portfolio", "first-steps", "other-body", "guidance", "own-theme"]:
        sites[name] = folder / name
        shutil.copytree(ROOT / "examples" / name, sites[name], ignore=shutil.ignore_patterns("public", "assessor", "private"))

    def run(where, *args):
        return subprocess.run([program, *args, "--as-of", DAY], cwd=where, capture_output=True, stdin=subprocess.DEVNULL)

    files = folder / "files"
    files.mkdir()
    run(sites["portfolio"], "declare", "2025")
    run(sites["portfolio"], "share", "2025", "--yes", "--out", str(files / "bundle.html"))
    run(sites["portfolio"], "ask", "peer", "--year", "2025", "--yes", "--out", str(files / "form.html"))
    for answer in (ROOT / "examples").rglob("*.json"):
        shutil.copyfile(answer, files / answer.name)
    sheets = folder / "sheets"
    sheets.mkdir()
    for sheet in (ROOT / "tests/sheets").iterdir():
        if sheet.suffix in (".csv", ".xlsx", ".ods", ".txt", ".tsv", ".ics", ".eml") and sheet.stat().st_size < 300_000:
            shutil.copyfile(sheet, sheets / sheet.name)
    scheme = folder / "scheme"
    run(folder, "scheme", "init", "scheme", "--policy", "iet", "--year", "2025", "--by", "Ann Office")
    incoming = scheme / "in"
    incoming.mkdir(parents=True, exist_ok=True)
    for n in range(6):
        (incoming / f"{n}.eml").write_text(f"From: m{n}@x.example\nSubject: Opt-in to CPD Monitoring Scheme\nDate: Mon, 2 Feb 2026 10:00:00 +0000\n\nName: Member {n}\nMembership number: {1000 + n}\n")
    run(scheme, "scheme", "enrol", "in", "--by", "Ann Office")
    for bundle in files.glob("bundle.html"):
        shutil.copyfile(bundle, incoming / bundle.name)
    return sites, files, sheets, scheme


class Runner:
    def __init__(self, program, folder, seed):
        self.program, self.folder, self.seed = program, folder, seed
        self.sites, self.files, self.sheets, self.scheme = prepare(program, folder)

    def one(self, number, keep=False):
        rnd = random.Random(self.seed * 1_000_003 + number)
        root = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            where, args = self.set_up(rnd, root / "s")
            if keep:
                print(f"{where}: {args}")
            fault = self.run(where, args)
            return args, fault and f"run {number}: {' '.join(args)}: {fault}"
        finally:
            if not keep:
                subprocess.run(["rm", "-rf", str(root)])

    def set_up(self, rnd, root):
        part = rnd.random()
        if part < 0.10:
            shutil.copytree(self.sites["first-steps"], root)
            sheet = rnd.choice(sorted(self.sheets.iterdir()))
            data = sheet.read_bytes()
            how = mutate_cells if sheet.suffix in (".csv", ".tsv") and rnd.random() < 0.5 else mutate_bytes
            (root / sheet.name).write_bytes(how(rnd, data) if sheet.suffix in (".xlsx", ".ods") else rnd.choice([how, mutate_lines])(rnd, data))
            return root, [a.format(sheet=sheet.name) for a in rnd.choice(SHEETS)]
        if part < 0.18:
            shutil.copytree(self.sites["first-steps"], root)
            file = rnd.choice(sorted(self.files.iterdir()))
            (root / file.name).write_bytes(rnd.choice([mutate_bytes, mutate_lines, mutate_keys])(rnd, file.read_bytes()))
            return root, [a.format(file=file.name) for a in rnd.choice(FILES)]
        if part < 0.28:
            shutil.copytree(self.scheme, root, symlinks=True)
            mutate(rnd, root)
            args = rnd.choice(SCHEME)
            return root, args if args[1] == "status" else [*args, "--by", "Ann Office"]
        site = self.sites[rnd.choice(["portfolio", "portfolio", "first-steps", "other-body", "guidance", "own-theme"])]
        shutil.copytree(site, root)
        mutate(rnd, root)
        entries = sorted((site / "content/activities").rglob("*.md")) if (site / "content/activities").is_dir() else []
        one = str(rnd.choice(entries).relative_to(site / "content/activities"))[:-3] if entries else "2026/none"
        return root, [a.format(id=one) if "{id}" in a else a for a in rnd.choice(RECORD)]

    def run(self, where, args):
        def limits():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (30, 31))

        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        env = {**os.environ, "NO_COLOR": "1", "EDITOR": "true", "VISUAL": "true"}
        child = subprocess.Popen([self.program, *args, "--as-of", DAY], cwd=where, stdin=subprocess.DEVNULL, stdout=out,
                                 stderr=err, preexec_fn=limits, env=env)
        end = time.monotonic() + CLOCK
        while True:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > end:
                os.kill(child.pid, signal.SIGKILL)
                os.wait4(child.pid, 0)
                child.returncode = -9
                return f"still running after {CLOCK:.0f} s"
            time.sleep(0.005)
        child.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        said = err.read().decode(errors="replace")
        if "panicked" in said or "failed itself" in said or "cpdfolio itself" in said:
            return "panic: " + said[-400:]
        if child.returncode not in (0, 1, 2):
            return f"ended with {child.returncode}: {said[-300:]}"
        if child.returncode == 2 and "unexpected argument" in said or "unrecognized subcommand" in said:
            return "this test asks for what is not there: " + said[:200]
        seconds = used.ru_utime + used.ru_stime
        if seconds > SECONDS:
            return f"{seconds:.1f} s of processor time"
        if used.ru_maxrss * 1024 > MEMORY:
            return f"{used.ru_maxrss // 1024} MiB"
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--runs", type=int, default=12_000 if os.environ.get("CPDFOLIO_FULL") == "1" else 400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    args = parser.parse_args()
    failed, by = 0, collections.Counter()
    folder = Path(tempfile.mkdtemp())
    try:
        runner = Runner(str(args.program.resolve()), folder, args.seed)
        if args.only is not None:
            print(runner.one(args.only, keep=True))
            return
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for number, (what, fault) in enumerate(pool.map(runner.one, range(args.runs)), 1):
                by[what[0]] += 1
                if number % 1000 == 0:
                    print(f"{number} runs, {failed} failed so far", flush=True)
                if fault:
                    failed += 1
                    print(f"FAILED {fault}", flush=True)
        print(", ".join(f"{name} {n}" for name, n in sorted(by.items())))
        print(f"{args.runs - failed} passed, {failed} failed")
    finally:
        if args.only is None:
            subprocess.run(["rm", "-rf", str(folder)])
    sys.exit(1 if failed else 0)


main()
