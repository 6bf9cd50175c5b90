#!/usr/bin/env python3
"""The scheme against other people's programs: check_scheme.py [PROGRAM] [--frames N] [--kills N]

- draws: our program, the twin of forty lines, and the public package consistent-sampler agree on many frames;
- agreement: AC2 is that of irrCAC, alpha that of krippendorff;
- a step killed at many moments and run again leaves the same bytes;
- the manifest of the Kubernetes job fits the published schema, and its command runs with an index as a pod has it;
- GNU parallel takes up a run that was stopped (where it is installed);
- the year of examples/scheme runs from init to close, each step twice.
"""

import argparse
import csv
import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import krippendorff
import kubernetes_validate
import numpy
import pandas
import yaml
from consistent_sampler import first_ticket
from irrCAC.raw import CAC

from checks import check, finish, told

ROOT = Path(__file__).resolve().parent.parent
KEY = "".join(f"{n:02x}" for n in range(32))


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Scheme:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def command(self, day, *args):
        return [self.program, "scheme", *args, "--scheme", str(self.folder), "--as-of", day, "--format", "json"]

    def run(self, day, *args, ends=(0,)):
        out = subprocess.run(self.command(day, *args), capture_output=True, text=True, check=False)
        if out.returncode not in ends:
            sys.exit(f"{args}: ended with {out.returncode}: {out.stderr}{out.stdout}")
        return json.loads(out.stdout)

    def init(self):
        self.run("2026-01-05", "init", "--year", "2025", "--key", KEY)

    def register(self, members):
        with open(self.folder / "register.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow("id number name email grade registrations field employer network group opted_in left".split())
            for n, grade, group in members:
                writer.writerow([f"m-{n:012x}", str(n), f"Member {n}", "", grade, "", "", "", "", group, "2025-06-01", ""])


def draws(program, folder, frames):
    twin = load(ROOT / "tests/scheme/twin.py")
    scheme, rnd = Scheme(program, folder), random.Random(7)
    scheme.init()
    settings = (folder / "scheme.yaml").read_text()
    for n in range(frames):
        share = rnd.choice(["share: 5%", "share: 12.5%", f"size: {rnd.randrange(1, 40)}", "share: 100%"])
        (folder / "scheme.yaml").write_text(settings.replace("share: 5% ", share + " ").replace("least: 1 ", f"least: {rnd.randrange(3)} "))
        grades = ["MIET", "FIET", "TMIET"][: rnd.randrange(1, 4)]
        scheme.register([(rnd.randrange(10**6) + 10**6 * i, rnd.choice(grades), rnd.choice(["", "", "", "not-answered"])) for i in range(rnd.randrange(1, 120))])
        name, value = f"f{n}", "".join(rnd.choice("0123456789ABCDEF") for _ in range(128))
        # a size that is larger than the list is a doubt, and all of them are drawn
        scheme.run("2026-01-10", "draw", "--commit", "--draw", name, ends=(0, 1))
        scheme.run("2026-04-15", "draw", "--value", value, "--draw", name)
        place = folder / "draws" / name
        with open(place / "frame.txt", newline="") as file:
            text = file.read()
        ours = [line.split()[1] for line in (place / "record.txt").read_text().splitlines() if line.startswith("drawn ")]
        seed = next(line for line in (place / "record.txt").read_text().splitlines() if line.startswith("seed "))[5:]
        package = []
        for part in text.split("\nstratum ")[1:]:
            head, *tokens = part.splitlines()
            package += sorted(tokens, key=lambda t: first_ticket(t, seed).ticket_number)[: int(head.split()[1])]
        check(ours == twin.draw(text, value) == package, f"draw {n}: three programs differ")
        shutil.rmtree(place)


def agreement(program, folder):
    scheme, rnd = Scheme(program, folder), random.Random(3)
    scheme.init()
    settings = (folder / "scheme.yaml").read_text()
    (folder / "scheme.yaml").write_text(settings.replace("share: 5% ", "share: 100% "))
    scheme.register([(10**6 + i, "MIET", "") for i in range(60)])
    (folder / "assessors.csv").write_text("id,name\na1,A\na2,B\n")
    scheme.run("2026-01-10", "draw", "--commit")
    scheme.run("2026-04-15", "draw", "--value", "77" * 64)
    scheme.run("2026-05-01", "assign", "--overlap", "100%")
    with open(folder / "draws/2025/assigned.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    levels, marks = ["not-shown", "partly", "shown", "strong"], {}
    place = folder / "in"
    place.mkdir()
    for row in rows:
        criteria = {}
        for c in ("total", "planned", "unplanned", "category"):
            true = random.Random(row["member"] + c).choices(range(4), [1, 2, 4, 4])[0]
            level = min(3, max(0, true + rnd.choices([0, 1, -1, 2], [12, 2, 2, 1])[0]))
            criteria[c] = {"level": levels[level]}
            marks.setdefault((row["member"], c), {})[row["mark"]] = level
        (place / f"{row['member']}{row['assessor']}.json").write_text(json.dumps({
            "schema": "cpdfolio.review/1", "record": row["member"], "assessor": row["assessor"], "day": "2026-06-01", "answers": criteria}))
    figures = scheme.run("2026-06-02", "merge", str(place))["figures"]
    for suffix, chosen in [("", marks)] + [(f".{c}", {k: v for k, v in marks.items() if k[1] == c}) for c in ("total", "planned", "unplanned", "category")]:
        pairs = [(m["1"], m["2"]) for m in chosen.values()]
        ac2 = CAC(pandas.DataFrame(pairs), weights="ordinal", categories=[0, 1, 2, 3]).gwet()["est"]["coefficient_value"]
        alpha = krippendorff.alpha(numpy.array(pairs).T, level_of_measurement="ordinal")
        percent = 100 * sum(a == b for a, b in pairs) / len(pairs)
        check(figures[f"agreement_n{suffix}"] == len(pairs), f"number of marks{suffix}")
        check(abs(figures[f"agreement_percent{suffix}"] - percent) <= 0.5, f"percentage{suffix}")
        # irrCAC tells five decimals
        check(abs(figures[f"ac2_thousandths{suffix}"] / 1000 - ac2) < 0.00052, f"AC2{suffix}: {ac2}")
        check(abs(figures[f"alpha_thousandths{suffix}"] / 1000 - alpha) < 0.00051, f"alpha{suffix}: {alpha}")


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def kills(program, folder, count):
    base = folder / "base"
    scheme = Scheme(program, base)
    base.mkdir()
    scheme.init()
    scheme.register([(10**6 + i, "MIET", "") for i in range(300)])
    steps = [("2026-01-10", "call"), ("2026-01-10", "draw", "--commit"), ("2026-04-15", "draw", "--value", "77" * 64), ("2026-10-01", "close")]
    states = [base]
    for n, step in enumerate(steps):
        after = folder / f"s{n}"
        shutil.copytree(states[-1], after)
        Scheme(program, after).run(*step)
        states.append(after)
    rnd = random.Random(5)
    for n in range(count):
        which = n % len(steps)
        work = folder / "work"
        shutil.copytree(states[which], work)
        process = subprocess.Popen(Scheme(program, work).command(*steps[which]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rnd.random() * 0.06)
        process.send_signal(signal.SIGKILL)
        process.wait()
        Scheme(program, work).run(*steps[which])
        check(tree(work) == tree(states[which + 1]), f"kill {n} in {steps[which]}")
        shutil.rmtree(work)


def shards(program, folder):
    year = load(ROOT / "examples/scheme/year.py").Year(folder, 60, False)
    year.program = program
    year.make()
    year.records()
    year.start()
    year.run("2026-09-15", "judge", str(folder / "records"), "--shard", "1/1", ends=(1,))
    year.run("2026-09-15", "merge-stats", str(year.scheme / "judged/2025/stats-1-of-1.csv"))
    whole = (year.scheme / "judged/2025/stats.csv").read_bytes()
    text = (ROOT / "examples/scheme/job.yaml").read_text()
    job = yaml.safe_load(text)
    kubernetes_validate.validate(job, "1.30", strict=True)
    check(job["spec"]["completionMode"] == "Indexed", "the job is indexed")
    shell = job["spec"]["template"]["spec"]["containers"][0]
    line = shell["args"][0].replace("/records", str(folder / "records")).replace("/scheme ", f"{year.scheme} ").replace("cpdfolio ", f"{program} ").replace("2026-10-01", "2026-09-15")
    for index in range(job["spec"]["completions"]):
        out = subprocess.run([*shell["command"], line], env={**os.environ, "JOB_COMPLETION_INDEX": str(index)}, capture_output=True, check=False)
        check(out.returncode == 0, f"pod {index}: {out.stderr.decode()}")
    parts = sorted(str(p) for p in (year.scheme / "judged/2025").glob("stats-*-of-7.csv"))
    year.run("2026-09-15", "merge-stats", *parts)
    check((year.scheme / "judged/2025/stats.csv").read_bytes() == whole, "seven pods add up to the whole")
    if shutil.which("parallel"):
        log = folder / "jobs.log"
        command = ["parallel", "--joblog", str(log), "--resume", "-j2", f"{program} scheme judge {folder}/records --scheme {year.scheme} --as-of 2026-09-15 --shard {{}}/3"]
        first = subprocess.run(command, input="1\n", text=True, capture_output=True, check=False)
        again = subprocess.run(command, input="1\n2\n3\n", text=True, capture_output=True, check=False)
        check(len(log.read_text().splitlines()) == 4, f"parallel took up the run: {first.stderr}{again.stderr}")
        year.run("2026-09-15", "merge-stats", *(str(year.scheme / f"judged/2025/stats-{i}-of-3.csv") for i in (1, 2, 3)))
        check((year.scheme / "judged/2025/stats.csv").read_bytes() == whole, "three jobs add up to the whole")


def whole_year(program, folder):
    began = time.monotonic()
    out = subprocess.run([sys.executable, str(ROOT / "examples/scheme/year.py"), str(folder / "year"), "--twice"],
                         env={**os.environ, "CPDFOLIO_BIN": program}, capture_output=True, text=True, check=False)
    check(out.returncode == 0, f"the year: {out.stdout[-1500:]}{out.stderr[-1500:]}")
    print(f"the year, every step twice: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", nargs="?", default=os.environ.get("CPDFOLIO_BIN") or str(ROOT / "target/debug/cpdfolio"))
    arguments.add_argument("--frames", type=int, default=100)
    arguments.add_argument("--kills", type=int, default=60)
    given = arguments.parse_args()
    program = str(Path(given.program).resolve())
    for name, part in [("draws", lambda f: draws(program, f, given.frames)), ("agreement", lambda f: agreement(program, f)),
                       ("kills", lambda f: kills(program, f, given.kills)), ("shards", lambda f: shards(program, f)),
                       ("year", lambda f: whole_year(program, f))]:
        with tempfile.TemporaryDirectory(prefix="cpdfolio-scheme-") as temp:
            part(Path(temp))
        print(f"{name}: {told()} so far", flush=True)
    finish()
