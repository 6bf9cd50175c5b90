#!/usr/bin/env python3
"""One year of a monitoring scheme with 600 fictional members: year.py FOLDER [--members N] [--twice]

Makes the members and what they send from a fixed seed, then runs every step of the scheme. Exit 1 if a step does not do
what it should. With --twice each step runs a second time and must change no file.
"""

import argparse
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "".join(f"{n:02x}" for n in range(32))
FIRST = "Ada Ben Chloe Dev Eve Finn Gita Hugo Ines Jan Kim Lena Mo Nia Omar Pia Quinn Rosa Sam Tara".split()
LAST = "Archer Baker Cooper Dyer Ellis Fisher Glover Hayward Ivers Joiner Knight Lister Mason Naylor Osler Potter".split()
FIELDS = ["power", "rail", "software", "manufacturing"]
LEVELS = ["not-shown", "partly", "shown", "strong"]
CRITERIA = ["total", "planned", "unplanned", "category", "plan-linked", "mix", "kinds", "spread", "reflection"]


class Year:
    def __init__(self, folder, members, twice):
        self.folder, self.count, self.twice = folder, members, twice
        self.scheme = folder / "scheme"
        self.random = random.Random(2025)
        self.program = os.environ.get("CPDFOLIO_BIN") or str(ROOT / "target/release/cpdfolio")
        self.members = []

    # what comes from outside

    def make(self):
        for n in range(self.count):
            name = f"{self.random.choice(FIRST)} {self.random.choice(LAST)}{'' if n % 7 else '-Smith'}"
            self.members.append({
                "number": str(1_100_000 + 37 * n), "name": name, "email": f"member{n}@example.org",
                "grade": self.random.choices(["MIET", "TMIET", "FIET", "Student"], [70, 12, 15, 3])[0],
                "field": self.random.choice(FIELDS), "employer": f"Works {self.random.randrange(60)}",
                "network": f"Network {self.random.randrange(25)}",
            })

    def table(self, path, rows):
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def mails(self):
        mail = self.folder / "mail"
        mail.mkdir(parents=True)
        subjects = ["Opt-in to CPD Monitoring Scheme", "Re: Opt-in to CPD Monitoring Scheme", "AW: opt-in to cpd monitoring scheme"]
        for n, m in enumerate(self.members):
            text = f"Hello,\r\n\r\n{m['name']}\r\nmembership number {m['number'][:3]} {m['number'][3:]}\r\n-- \r\nTel. 020 7946 {n:04}\r\n"
            self.mail(mail / f"{n:04}.eml", m, subjects[n % 3], text)
        self.mail(mail / "x-lunch.eml", self.members[0], "Lunch on Friday?", "See you there")
        self.mail(mail / "x-stranger.eml", self.members[1], subjects[0], "Nobody Known, 9999999")
        self.mail(mail / "x-other-name.eml", self.members[2], subjects[0], f"Somebody Else\r\n{self.members[3]['number']}")
        (mail / "x-broken.eml").write_bytes(bytes(range(256)) * 40)
        (mail / "x-huge.eml").write_bytes(b"Subject: x\r\n\r\n" + b"a" * (11 << 20))

    def mail(self, path, member, subject, text):
        head = f"From: {member['name']} <{member['email']}>\r\nTo: cpd@example.org\r\nSubject: {subject}\r\nDate: Mon, 12 Jan 2026 09:00:00 +0000\r\n"
        path.write_bytes((head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text).encode())

    def records(self):
        for n, m in enumerate(self.members):
            place = self.folder / "records" / m["number"]
            entries = place / "content/activities/2025"
            entries.mkdir(parents=True)
            (place / "cpdfolio.yaml").write_text(
                f"schema: cpdfolio.site/1\ntitle: \"{m['name']}: CPD\"\nmember: {{name: \"{m['name']}\", number: \"{m['number']}\", grade: {m['grade']}}}\npolicies: [{{id: iet}}]\nguidance: false\n")
            for e in range(self.random.randrange(2, 14)):
                day = f"2025-{self.random.randrange(1, 13):02}-{self.random.randrange(1, 28):02}"
                planned = self.random.choice(["true", "false"])
                area = self.random.choice(["job-technical", "personal-technical", "soft-skills"])
                (entries / f"{day}-{e}.md").write_text(
                    f"---\ntitle: Learning {e}\ndate: {day}\nhours: {self.random.choice(['1', '2h30m', '4', '7'])}\ntype: self-study\ncategory: {area}\nplanned: {planned}\n---\nWhat I did.\n")
        hostile = self.folder / "records" / "hostile-large"
        (hostile / "content").mkdir(parents=True)
        shutil.copy(self.folder / "records" / self.members[0]["number"] / "cpdfolio.yaml", hostile)
        with open(hostile / "content/big.md", "wb") as file:
            file.truncate(200 << 20)
        bomb = self.folder / "records" / "hostile-bomb"
        bomb.mkdir()
        (bomb / "cpdfolio.yaml").write_text("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi")))
        escape = self.folder / "records" / "hostile-link"
        escape.mkdir()
        (escape / "cpdfolio.yaml").symlink_to("/etc/hostname")

    # the administrator

    def run(self, day, *args, ends=(0,)):
        command = [self.program, "scheme", *args, "--scheme", str(self.scheme), "--as-of", day, "--format", "json"]
        out = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder)
        if out.returncode not in ends:
            sys.exit(f"{' '.join(args)}: ended with {out.returncode}\n{out.stdout[-3000:]}{out.stderr}")
        told = json.loads(out.stdout)
        figures = ", ".join(f"{k} {v}" for k, v in told["figures"].items() if "." not in k)
        return told, f"{day}  {args[0]:<12} {figures}"

    def step(self, day, *args, ends=(0,)):
        told, line = self.run(day, *args, ends=ends)
        print(line, flush=True)
        if self.twice:
            again, _ = self.run(day, *args, ends=ends)
            self.expect(again["changed"] == [], f"{args}: the second time changed {again['changed'][:3]}")
        return told["figures"]

    def expect(self, truth, what):
        if not truth:
            sys.exit(f"not as it should be: {what}")

    def start(self):
        self.step("2026-01-05", "init", "--policy", "iet", "--year", "2025", "--key", KEY, "--by", "Ann Office")
        settings = (self.scheme / "scheme.yaml").read_text()
        settings = settings.replace("# admit: all ", "admit: all ").replace("# criteria: later ", "criteria: later ")
        settings = settings.replace("share: 5% ", "share: 20% ")
        (self.scheme / "scheme.yaml").write_text(settings)
        self.table(self.scheme / "members.csv", self.members)
        self.table(self.scheme / "assessors.csv", [
            {"id": f"a{n}", "name": f"Assessor {n}", "email": f"a{n}@example.org", "fields": FIELDS[n % 4] + ("; rail" if n > 5 else ""),
             "employer": f"Works {n}", "network": f"Network {n}", "most": "", "conflicts": self.members[n]["number"]}
            for n in range(1, 9)])

    def join(self):
        figures = self.step("2026-01-20", "enrol", str(self.folder / "mail"), ends=(1,))
        self.expect(figures["joined"] == self.count and figures["doubtful"] == 5, figures)
        leaves = [{"number": m["number"], "name": m["name"], "request": "leave", "day": "2026-01-25"} for m in self.members[10:14]]
        self.table(self.folder / "leave.csv", leaves)
        self.step("2026-01-26", "enrol", str(self.folder / "leave.csv"), ends=(1,))
        self.table(self.scheme / "exemptions.csv", [
            {"member": m["number"], "draw": "", "reason": "parental leave", "agreed_by": "Committee", "agreed_on": "2026-01-27"}
            for m in self.members[20:23]])
        self.step("2026-02-01", "call")

    def declare(self):
        said = ["ready", "ready", "ready", "need-time", "other-body", "not-active"]
        rows = [{"number": m["number"], "statement": said[n % 6], "day": "2026-02-15"} for n, m in enumerate(self.members) if n % 9 and not 10 <= n < 14]
        rows.append({"number": "9999999", "statement": "ready", "day": ""})
        rows.append({"number": self.members[40]["number"], "statement": "perhaps", "day": ""})
        self.table(self.folder / "declarations.csv", rows)
        self.step("2026-03-01", "receive", str(self.folder / "declarations.csv"), ends=(1,))
        late = [{"number": self.members[9]["number"], "statement": "ready", "day": "2026-04-02"}]
        self.table(self.folder / "late.csv", late)
        self.step("2026-04-02", "receive", str(self.folder / "late.csv"), ends=(1,))
        self.step("2026-04-03", "receive", "--accept", self.members[9]["number"])
        self.step("2026-04-03", "letters")

    def draw(self):
        told = self.step("2026-04-10", "draw", "--commit")
        self.expect(told["exempt"] == 3 and told["members"] == self.count - 7, told)
        drawn = self.step("2026-04-15", "draw", "--value", "8C2D6F0A51" * 12 + "8C2D6F0A")
        self.expect(drawn["drawn"] == told["quota"], drawn)
        self.step("2026-04-15", "verify-draw")
        first = next(r for r in self.rows("draws/2025/drawn.csv") if r["place"] == "drawn")
        self.step("2026-04-20", "draw", "--drop", first["number"], "--reason", "long illness")
        self.step("2026-04-20", "verify-draw")

    def hand_over(self):
        """Who was drawn declares and shares; who said so sends nothing. Some files are damaged or hostile."""
        inbox = self.folder / "inbox"
        inbox.mkdir()
        said = {r["member"] if "member" in r else r["id"]: r["statement"] for r in self.rows("received.csv")}
        drawn = [r for r in self.rows("draws/2025/drawn.csv") if r["place"] == "drawn"]
        sent = [r["number"] for r in drawn if said.get(r["id"]) not in ("other-body", "not-active")]
        late = sent.pop()
        for number in [*sent, late]:
            site = self.folder / "records" / number
            for args in (["declare", "2025"], ["share", "2025", "--yes", "--open", "all", "--to", "CPD team", "--out", str(inbox / f"{number}.html")]):
                out = subprocess.run([self.program, *args, "--site", str(site), "--as-of", "2026-05-20"], capture_output=True, text=True, check=False)
                self.expect(out.returncode == 0, f"{args}: {out.stdout}{out.stderr}")
        later = self.folder / "late"
        later.mkdir()
        (inbox / f"{late}.html").rename(later / f"{late}.html")
        whole = (inbox / f"{sent[0]}.html").read_text(encoding="utf-8")
        (inbox / "x-changed.html").write_text(whole.replace("Learning 1", "Learning 9"), encoding="utf-8")
        (inbox / "x-script.html").write_text("<script>alert(1)</script>" * 1000, encoding="utf-8")
        (inbox / "x-half.html").write_text(whole[: len(whole) // 2], encoding="utf-8")
        told = self.step("2026-06-01", "receive", str(inbox), ends=(1,))
        self.expect(told["records_accepted"] == len(sent), told)
        told = self.step("2026-07-15", "receive", str(later), ends=(1,))
        self.expect(told["records"] == len(sent) + 1 and told["records_accepted"] == len(sent), told)
        self.step("2026-07-15", "receive", "--accept", late)
        return len(sent) + 1

    def rows(self, path):
        with open(self.scheme / path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def review(self):
        self.step("2026-07-16", "assign", "--overlap", "30%")
        told = self.step("2026-07-16", "letters")
        self.expect(told["pages"] == self.sent, told)
        self.reviews("first", {(r["member"], r["assessor"]) for r in self.rows("draws/2025/assigned.csv")})
        told = self.step("2026-08-01", "merge", str(self.folder / "first"), ends=(1,))
        self.expect(told["differs"] > 0 and (told["double"] < 20 or "agreement_percent" in told), told)
        before = {(r["member"], r["assessor"]) for r in self.rows("draws/2025/assigned.csv")}
        self.step("2026-08-02", "assign", "--overlap", "30%")
        self.reviews("third", {(r["member"], r["assessor"]) for r in self.rows("draws/2025/assigned.csv")} - before)
        told = self.step("2026-08-20", "merge", str(self.folder / "third"))
        self.expect(told["settled"] == self.sent, told)

    def reviews(self, name, pairs):
        place = self.folder / name
        place.mkdir()
        for member, assessor in sorted(pairs):
            about = random.Random(member)
            true = {c: about.choices(range(4), [1, 3, 5, 4])[0] for c in CRITERIA}
            wobble = random.Random(member + assessor)
            levels = {c: min(3, max(0, n + wobble.choices([0, -1, 1], [30, 1, 1])[0])) for c, n in true.items()}
            # one of them writes with a program of their own
            write = self.review_of_another_program if assessor == "a8" else self.answer
            value = write(member, assessor, levels)
            (place / f"{member}-{assessor}.json").write_text(json.dumps(value))
        if name == "first":
            (place / "hostile.json").write_text("[" * 100_000)
            (place / "script.json").write_text('{"schema": "cpdfolio.review/1", "record": "../../x", "assessor": "<script>", "day": "2026-07-20", "answers": {}}')

    def answer(self, member, assessor, levels):
        """What the form in the page of a record saves."""
        page = next((self.scheme / "packages/2025").glob(f"{member}.*.html"))
        data = json.loads(re.search(r'id="cpdfolio-data">(.*?)</script>', page.read_text(encoding="utf-8"), re.S)[1])
        asked = [f["id"] for f in data["form"]["fields"] if f["kind"] == "level"]
        self.expect(asked == CRITERIA, asked)
        answers = [{"id": c, "level": n + 1} for c, n in levels.items()]
        if levels["reflection"] < 2:
            answers.append({"id": "themes", "text": "Reflection"})
        answers.append({"id": "next", "text": "Write two sentences after each course"})
        return {"schema": "cpdfolio.answer/1", "role": "assessor", "shown": data["checks"]["rest"], "on": "2026-07-20",
                "by": assessor, "answers": answers}

    def review_of_another_program(self, member, assessor, levels):
        return {"schema": "cpdfolio.review/1", "record": member, "assessor": assessor, "day": "2026-07-20",
                "answers": {c: {"level": LEVELS[n], "comment": ""} for c, n in levels.items()},
                "themes": ["reflection"] if levels["reflection"] < 2 else [], "next": ["Write two sentences after each course"]}

    def taken_back(self):
        """Feedback reaches the plan of a member who shared."""
        file = next((self.scheme / "feedback/2025").glob("*.json"))
        id = file.stem
        number = next(r["number"] for r in self.rows("draws/2025/drawn.csv") if r["id"] == id)
        site = self.folder / "records" / number
        out = subprocess.run([self.program, "receive", str(file), "--site", str(site), "--as-of", "2026-09-02"], capture_output=True, text=True, check=False)
        self.expect(out.returncode == 0 and list((site / "content/plan").rglob("*.md")), f"{out.stdout}{out.stderr}")

    def finish(self):
        site = self.folder / "guidance"
        shutil.copytree(ROOT / "examples/guidance", site, dirs_exist_ok=True)
        self.step("2026-09-01", "feedback")
        self.taken_back()
        self.step("2026-09-10", "feedback", "--publish", "--site", str(site))
        told = self.step("2026-09-10", "letters")
        self.expect(told["assessors"] == 0 and told["drawn"] == 0 and told["feedback"] > 0, told)
        told = self.step("2026-09-15", "judge", str(self.folder / "records"), ends=(1,))
        self.expect(told["refused"] == 3 and told["members"] == self.count + 3, told)
        gone = next(r for r in self.rows("register.csv") if r["left"])
        self.step("2026-09-20", "forget", gone["id"])
        self.step("2026-09-20", "verify-draw")
        self.step("2026-10-01", "close")
        self.step("2026-10-01", "status", "--out", str(self.folder / "board"))
        return site

    def whole(self):
        self.make()
        self.mails()
        self.records()
        self.start()
        self.join()
        self.declare()
        self.draw()
        self.sent = self.hand_over()
        self.review()
        self.finish()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--members", type=int, default=600)
    arguments.add_argument("--twice", action="store_true")
    given = arguments.parse_args()
    if given.folder.exists():
        sys.exit(f"{given.folder} is there already")
    given.folder.mkdir(parents=True)
    Year(given.folder.resolve(), given.members, given.twice).whole()
