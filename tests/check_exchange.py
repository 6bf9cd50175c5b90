#!/usr/bin/env python3
"""Commands that write, killed at many moments: check_exchange.py [PROGRAM] [--kills N]

Imports and what takes them back, entries that are logged, changed, reflected on, attached to and removed, a plan item, a
new site.

Killed wherever it may be, a command leaves a folder in which the next command sees all of what it does, or none of it;
the files then are byte for byte those before or those after it, and doing it again, or taking it back, works.

The moments are system calls where strace is installed, each run's n-th; otherwise they are spread over the time that
the command takes.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from checks import check, finish

ROOT = Path(__file__).resolve().parent.parent
CALLS = "openat,openat2,write,mkdirat,linkat,renameat,renameat2,unlinkat,fsync,syncfs,fchmod,flock"
SETTINGS = "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Sam}\npolicies: [{id: iet}]\n"
ENVIRONMENT = {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": "1", "NO_COLOR": "1", "HOME": "/"}


def sheet(first, last):
    """Rows of a table: every ninth is refused, every seventh is a draft."""
    rows = ["Date,Activity,Hours,Notes"]
    for n in range(first, last):
        day = "" if n % 7 == 3 else f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}"
        hours = "a while" if n % 9 == 4 else f"{n % 5 + 1}.5"
        rows.append(f"{day},Talk number {n},{hours},What was said at {n}")
    return "\n".join(rows) + "\n"


def state(site):
    """Everything in a site but what is needed to take actions back; folders too."""
    found = {}
    for path in sorted(site.rglob("*")):
        name = str(path.relative_to(site))
        if name != ".cpdfolio" and not name.startswith(".cpdfolio/undo"):
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


class Case:
    """A command, and the folders before and after it."""

    def __init__(self, program, before, args, ends=(0,)):
        self.program, self.before, self.args, self.ends = program, before, args, ends
        self.after = Path(tempfile.mkdtemp(dir=before.parent))
        copy(before, self.after)
        began = time.monotonic()
        ran = self.run(self.after, args)
        self.seconds = time.monotonic() - began
        assert ran.returncode in ends, ran.stderr
        self.states = {"none": state(before), "all": state(self.after)}
        assert self.states["none"] != self.states["all"], args
        self.seen = {"none": self.look(before), "all": self.look(self.after)}
        assert self.seen["none"] != self.seen["all"], args

    def run(self, site, args, *around):
        command = [*around, self.program, *self.full(site, args)]
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    @staticmethod
    def full(site, args):
        """The command's arguments with the folder. A new site is made where it is told to be."""
        if args[0] == "init":
            return [*args, str(site), "--as-of", "2026-11-21"]
        return [*args, "--site", str(site), "--as-of", "2026-11-21"]

    def look(self, site):
        """What the next command sees: everything, as it would leave."""
        ran = self.run(site, ["export", "--format", "json"])
        return ran.stdout if ran.returncode in (0, 1) else ran.stderr

    def calls(self, site, trace):
        """The calls of the thread that makes most of them, from the first that has to do with changes: for each its name,
        and how many of that name there are up to it. (strace counts each name for itself.)"""
        copy(self.before, site)
        self.run(site, self.args, "strace", "-f", "-qq", "-e", "signal=none", "-e", f"trace={CALLS}", "-o", str(trace))
        threads = {}
        for line in trace.read_text().splitlines():
            thread, call = line.split(" ", 1)
            threads.setdefault(thread, []).append(call)
        most = max(threads.values(), key=len)
        names, named = {}, []
        for call in most:
            name = call.split("(", 1)[0]
            names[name] = names.get(name, 0) + 1
            named.append((name, names[name]))
        return named[next((n for n, call in enumerate(most) if "undo" in call), 0):]

    def killed(self, site, moment):
        """Runs the command and kills it, at a call or after a time; was it still running?"""
        copy(self.before, site)
        if isinstance(moment, tuple):
            inject = f"inject={moment[0]}:signal=KILL:when={moment[1]}"
            ran = self.run(site, self.args, "strace", "-f", "-qq", "-e", "signal=none", "-e", f"trace={CALLS}", "-e", inject, "-o", "/dev/null")
            assert not ran.stderr.startswith("strace: "), ran.stderr
            return ran.returncode not in self.ends
        command = [self.program, *self.full(site, self.args)]
        process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        return process.wait() < 0

    def verdict(self, site):
        """What is wrong in a folder that a killed command left; else which of the two it is."""
        if self.args[0] == "init":
            # the parts of a new site stand for themselves: the same command again adds what is missing
            which = "all" if state(site) == self.states["all"] else "none"
            return which, None if self.run(site, self.args).returncode == 0 else "it does not go on"
        seen = self.look(site)
        which = next((name for name, all in self.seen.items() if all == seen), None)
        if which is None:
            return None, "the next command sees neither all nor none"
        if state(site) != self.states[which]:
            return None, f"the files are not those of {which}"
        if self.look(site) != seen:
            return None, "the command after the next sees something else"
        return which, None

    def goes_on(self, site, which):
        """The command again, where nothing came of it; else it is taken back."""
        if self.args[0] == "init":
            return state(site) == self.states["all"]
        if which == "none":
            again = self.run(site, self.args)
            return again.returncode in self.ends and state(site) == self.states["all"]
        if self.args[0] == "undo":
            return True
        back = self.run(site, ["undo"])
        return back.returncode == 0 and state(site) == self.states["none"]


def copy(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def cases(program, folder):
    """An import into an empty record, one that adds to it, one of few files, and the undo of each; what one entry goes
    through; a new site."""
    few, old, new = folder / "few.csv", folder / "one" / "log.csv", folder / "two" / "log.csv"
    for path, text in [(few, sheet(500, 503)), (old, sheet(0, 40)), (new, sheet(0, 55))]:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    empty = folder / "empty"
    empty.mkdir()
    (empty / "cpdfolio.yaml").write_text(SETTINGS)
    (empty / ".gitignore").write_text("/public\n.cpdfolio/undo/\n")
    first = Case(program, empty, ["import", str(old)], (0, 1))
    more = Case(program, first.after, ["import", str(new)], (0, 1))
    little = Case(program, more.after, ["import", str(few)], (0, 1))
    taken = [Case(program, case.after, ["undo"], (0,)) for case in (first, more, little)]
    picture = folder / "certificate.txt"
    picture.write_text("Certificate of attendance\n")
    logged = Case(program, empty, ["log", "A talk on valves", "2h", "-d", "2026-03-04"])
    changed = Case(program, logged.after, ["edit", "A talk on valves", "--hours", "3h"])
    reflected = Case(program, changed.after, ["reflect", "A talk on valves", "--text", "I learned where they leak."])
    attached = Case(program, reflected.after, ["attach", "A talk on valves", str(picture)])
    removed = Case(program, attached.after, ["remove", "A talk on valves"])
    planned = Case(program, logged.after, ["plan", "--aim", "cheapest", "--add"])
    bare = folder / "bare"
    bare.mkdir()
    new_site = Case(program, bare, ["init", "--name", "Sam Sample"])
    return [first, more, little, *taken, logged, changed, reflected, attached, removed, planned, new_site]


def controls(case, folder):
    """The check can fail: folders that are torn are not taken for whole."""
    work = folder / "work"
    entry = next(name for name in case.states["all"] if name.endswith(".md"))
    mapping = next(name for name in case.states["all"] if name.endswith("log.yaml"))
    for what, spoil in [("an entry is missing", lambda: (work / entry).unlink()),
                        ("the record of the import is missing", lambda: (work / mapping).unlink()),
                        ("an entry was cut", lambda: (work / entry).write_bytes((work / entry).read_bytes()[:-9]))]:
        copy(case.after, work)
        spoil()
        check(case.verdict(work)[1] is not None, f"control: {what}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", nargs="?", default=os.environ.get("CPDFOLIO_BIN") or str(ROOT / "target/debug/cpdfolio"))
    arguments.add_argument("--kills", type=int, default=48)
    given = arguments.parse_args()
    program = str(Path(given.program).resolve())
    with tempfile.TemporaryDirectory(prefix="cpdfolio-exchange-") as temp:
        folder = Path(temp)
        every = cases(program, folder)
        controls(every[0], folder)
        came, late = {"none": 0, "all": 0}, 0
        for number, case in enumerate(every):
            share = given.kills // len(every) + (number < given.kills % len(every))
            calls = case.calls(folder / "work", folder / "trace") if shutil.which("strace") else None
            for n in range(share):
                part = (n + 0.5) / share
                moment = calls[int(len(calls) * part)] if calls else case.seconds * part
                what = f"{' '.join(Path(a).name for a in case.args)} {number}, at {moment}"
                was = case.killed(folder / "work", moment)
                late += not was
                which, wrong = case.verdict(folder / "work")
                if wrong is None and not case.goes_on(folder / "work", which):
                    wrong = f"it came to {which}, and then does not go on"
                check(wrong is None, f"{what}: {wrong}")
                came[which or "none"] += wrong is None
        print(f"{given.kills} kills, {late} of them after the end: {came['none']} times nothing was done, {came['all']} times all")
        if shutil.which("strace"):
            check(late == 0 and came["none"] > 0 and came["all"] > 0, "kills before and after the moment that decides")
    finish()


main()
