#!/usr/bin/env python3
"""Everybody of a large body is judged: scale.py PROGRAM [--members N] [--slice N]

- members with thirty entries each are made, judged and removed slice by slice: time and memory of the judging alone;
- a slice is judged whole and in 2, 3 and 7 shards, one of which is killed and taken up again: the same bytes.

Exit 1 if the counts are not those of what was made, or if judging takes more than five minutes for 170,000 members,
or more than 500 MiB.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENTRIES = 30
DAY = "2026-09-15"
AREAS = ["job-technical", "personal-technical", "soft-skills"]
failed = []


def check(truth, what):
    if not truth:
        failed.append(what)
        print(f"FAILED {what}", flush=True)


def entry(rnd):
    """The text of an entry, and its minutes."""
    half = rnd.randrange(1, 5)
    text = (f"---\ntitle: Learning\ndate: 2025-{rnd.randrange(1, 13):02}-{rnd.randrange(1, 28):02}\nhours: {half / 2}\n"
            f"type: self-study\ncategory: {rnd.choice(AREAS)}\nplanned: {rnd.choice(['true', 'false'])}\n---\nWhat I did.\n")
    return text.encode(), half * 30


def make(records, first, count):
    """Members from a number on; their minutes in all."""
    rnd = random.Random(first)
    # a text of each kind is enough: the files are others, and the sums are added from what was drawn
    kinds = [entry(rnd) for _ in range(2000)]
    minutes = 0
    for n in range(first, first + count):
        place = records / f"m{n:06}"
        folder = place / "content/activities/2025"
        os.makedirs(folder)
        with open(place / "cpdfolio.yaml", "wb") as file:
            file.write(b"schema: cpdfolio.site/1\ntitle: CPD\nmember: {name: A Member, grade: MIET}\npolicies: [{id: iet}]\nguidance: false\n")
        for e in range(ENTRIES):
            text, n_minutes = kinds[rnd.randrange(len(kinds))]
            minutes += n_minutes
            fd = os.open(f"{folder}/{e}.md", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            os.write(fd, text)
            os.close(fd)
    return minutes


def in_memory():
    """The place of files in memory, where a slice has room there: some disks remove five million files in an hour."""
    place = "/dev/shm"
    return place if os.path.isdir(place) and shutil.disk_usage(place).free > 4 << 30 else None


class Scheme:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder / "scheme"
        self.run("init", "--policy", "iet", "--year", "2025", "--key", "00" * 32, "--by", "Office", "--as-of", DAY)

    def command(self, *args):
        return [self.program, "scheme", args[0], "--scheme", str(self.folder), *args[1:]]

    def run(self, *args):
        out = subprocess.run(self.command(*args), capture_output=True, text=True, check=False)
        if out.returncode not in (0, 1):
            sys.exit(f"{args}: {out.stdout[-1000:]}{out.stderr[-2000:]}")

    def judge(self, records, *shard):
        """Seconds and KiB of one judging."""
        began = time.monotonic()
        process = subprocess.Popen(self.command("judge", str(records), "--as-of", DAY, *shard), stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        check(os.waitstatus_to_exitcode(status) == 0, f"judge {shard}: {status}")
        return time.monotonic() - began, used.ru_maxrss

    def counts(self, name):
        rows = (self.folder / f"judged/2025/{name}.csv").read_text().splitlines()
        return dict(row.rsplit(",", 1) for row in rows[1:])


def whole_body(program, folder, members, size):
    scheme, seconds, memory = Scheme(program, folder), 0, 0
    for first in range(0, members, size):
        count = min(size, members - first)
        records = folder / "records"
        minutes = make(records, first, count)
        took, kib = scheme.judge(records)
        seconds, memory = seconds + took, max(memory, kib)
        told = scheme.counts("stats-all")
        found = {key: int(told[key]) for key in told if key in ("members,,", "entries,,", "minutes,earned,")}
        check(found == {"members,,": count, "entries,,": count * ENTRIES, "minutes,earned,": minutes}, f"slice {first}: {found}")
        shutil.rmtree(records)
        print(f"{first + count} members: {seconds:.0f} s of judging, {memory / 1024:.0f} MiB", flush=True)
    check(seconds * 170_000 / members <= 300, f"{seconds:.0f} s for {members} members")
    check(memory <= 500 * 1024, f"{memory / 1024:.0f} MiB")


def shards(program, folder, count):
    records = folder / "records"
    make(records, 0, count)
    scheme = Scheme(program, folder)
    sums = []
    for n in (1, 2, 3, 7):
        for i in range(1, n + 1):
            part = ["--shard", f"{i}/{n}"]
            if i == n:
                process = subprocess.Popen(scheme.command("judge", str(records), "--as-of", DAY, *part), stdout=subprocess.DEVNULL)
                time.sleep(0.1)
                process.send_signal(signal.SIGKILL)
                process.wait()
                check(not (scheme.folder / f"judged/2025/stats-{i}-of-{n}.csv").exists(), f"shard {i}/{n} was killed")
            scheme.judge(records, *part)
        parts = [str(scheme.folder / f"judged/2025/stats-{i}-of-{n}.csv") for i in range(1, n + 1)]
        scheme.run("merge-stats", *parts, "--as-of", DAY)
        sums.append((scheme.folder / "judged/2025/stats.csv").read_bytes())
    check(all(s == sums[0] for s in sums), "1, 2, 3 and 7 shards add up to the same bytes")
    print(f"{count} members in 1, 2, 3 and 7 shards, one of each killed and taken up again", flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--members", type=int, default=170_000)
    arguments.add_argument("--slice", type=int, default=10_000)
    given = arguments.parse_args()
    for part, number in [(lambda f: whole_body(given.program, f, given.members, given.slice), 1),
                         (lambda f: shards(given.program, f, min(20_000, given.members)), 2)]:
        with tempfile.TemporaryDirectory(prefix="cpdfolio-scale-", dir=in_memory()) as temp:
            part(Path(temp))
    print(f"{2 - min(2, len(failed))} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)
