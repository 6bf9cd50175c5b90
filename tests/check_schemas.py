#!/usr/bin/env python3
"""What the program prints and writes, against the schemas that it publishes.

    check_schemas.py [PROGRAM]    (or CPDFOLIO_BIN; default: target/debug/cpdfolio)

Runs every command that has JSON on copies of the examples, validates each answer against
`cpdfolio schema NAME`, and the examples' own entries and settings against the schemas for editors.
Then spoils each answer (a key less, a key more, another version): a schema that accepts that proves
nothing. Exit 1 if anything does not fit.
"""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-21"


class Checks:
    def __init__(self, program):
        self.program = str(program)
        self.schemas = {}
        self.passed, self.failed = {}, []

    def run(self, *args, ends=(0,)):
        command = [self.program, *args]
        out = subprocess.run(command, capture_output=True, text=True, check=False)
        if out.returncode not in ends:
            self.failed.append(f"{' '.join(args)}: ended with {out.returncode}: {out.stderr.strip()}")
        return out.stdout

    def schema(self, name):
        if name not in self.schemas:
            schema = json.loads(self.run("schema", name))
            Draft202012Validator.check_schema(schema)
            self.schemas[name] = Draft202012Validator(schema)
        return self.schemas[name]

    def fits(self, name, value, where):
        errors = list(self.schema(name).iter_errors(value))
        for error in errors[:3]:
            self.failed.append(f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
        if not errors:
            self.passed[name] = self.passed.get(name, 0) + 1

    def answer(self, name, *args, ends=(0,)):
        text = self.run(*args, ends=ends)
        where = " ".join(args)
        try:
            value = json.loads(text)
        except ValueError as error:
            self.failed.append(f"{where}: not JSON: {error}")
            return None
        if value.get("schema") != f"cpdfolio.{name}/1":
            self.failed.append(f"{where}: says it is {value.get('schema')}")
        self.fits(name, value, where)
        return value

    def bites(self, name, value):
        """The schema refuses each of three spoilt copies."""
        if not isinstance(value, dict):
            return
        # an entry may have keys that the policy of its body declares, a page those that the settings name
        more = () if name in ("activity", "page") else (("a key more", lambda v: v.update(surprise=1)),)
        version = next((key for key in ("schema", "title") if key in value), next(iter(value)))
        for what, spoil in (
            ("a key less", lambda v: v.pop(version)),
            *more,
            ("another version", lambda v: v.update({version: ["?"]})),
        ):
            spoilt = copy.deepcopy(value)
            spoil(spoilt)
            if self.schema(name).is_valid(spoilt):
                self.failed.append(f"the schema `{name}` accepts {what}")
            else:
                self.passed[f"{name} refuses"] = self.passed.get(f"{name} refuses", 0) + 1


def plain(value):
    """YAML as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def site(c, folder):
    """All answers about one site, and its own files."""
    at = ["--site", str(folder), "--as-of", DAY]
    first = {}
    status = c.answer("status", "status", "--format", "json", *at)
    first["status"] = status
    for year in range(2023, 2027):
        text = c.run("status", str(year), "--format", "json", *at, ends=(0, 2))
        if not text:
            continue
        value = json.loads(text)
        c.fits("status", value, f"status {year} of {folder.name}")
        for policy in value["policies"]:
            for rule in policy["rules"]:
                name = f"{policy['policy']}/{rule['id']}"
                first["why"] = c.answer("why", "why", name, str(year), "--format", "json", *at)
    first["check"] = c.answer("check", "check", "--format", "json", *at)
    first["theme"] = c.answer("theme", "theme", "list", "--format", "json", *at)
    c.answer("check", "theme", "check", "--format", "json", *at)
    first["plan"] = c.answer("plan", "plan", "--format", "json", "--advice", "--add", *at, ends=(0, 1))
    first["directory"] = c.answer("directory", "directory", "list", "--format", "json", *at)
    first["directory-check"] = c.answer("directory-check", "directory", "check", "--format", "json", *at, ends=(0, 1))
    rules = first["policies"] = c.answer("policies", "policy", "list", "--format", "json", *at)
    for policy in (rules or {"policies": []})["policies"]:
        for edition in policy["editions"]:
            name = f"{policy['policy']}@{edition['edition']}"
            first["policy-show"] = c.answer("policy-show", "policy", "show", name, "--format", "json", *at)
        if len(policy["editions"]) > 1:
            first["policy-diff"] = c.answer("policy-diff", "policy", "diff", policy["policy"], "--format", "json", *at)
    c.answer("policy-diff", "policy", "diff", "iet", "rics", "--format", "json", *at)
    with tempfile.TemporaryDirectory(prefix="cpdfolio-stricter-") as temp:
        stricter = Path(temp) / "iet.yaml"
        stricter.write_text((ROOT / "content/policies/iet.yaml").read_text(encoding="utf-8").replace("at_least: 30h", "at_least: 300h"), encoding="utf-8")
        impact = c.answer("policy-impact", "policy", "impact", "iet", str(stricter), "--sites", str(folder), "--format", "json", *at, ends=(0, 1, 2))
        if impact and impact["turns"]:
            first["policy-impact"] = impact
    first["policy-check"] = c.answer("policy-check", "policy", "check", "--format", "json", *at, ends=(0, 1))
    for item in (first["directory"] or {"items": []})["items"][:1]:
        c.answer("plan", "plan", f"@{item['id']}", "--by", DAY, "--format", "json", *at, ends=(0, 1))
    # a site of guidance is nobody's record: nothing is written into it
    if "\nmember:" in (folder / "cpdfolio.yaml").read_text(encoding="utf-8"):
        first |= written(c, folder, at)
    timings = c.run("build", "--timings", "json", "--audience", "private", *at)
    value = json.loads(timings)
    c.fits("timings", value, "build --timings json")
    first["timings"] = value
    manifest = json.loads((folder / "private/.cpdfolio-manifest.json").read_text(encoding="utf-8"))
    c.fits("manifest", manifest, "the manifest")
    first["manifest"] = manifest

    for audience in ("public", "assessor", "private"):
        with tempfile.TemporaryDirectory(prefix="cpdfolio-data-") as out:
            c.run("build", "--audience", audience, "--out", f"{out}/site", *at)
            for file in sorted(Path(out, "site/directory").glob("*.slip.json")):
                slip = first["slip"] = json.loads(file.read_text(encoding="utf-8"))
                c.fits("slip", slip, f"{folder.name}: {file.name}")
            for file in sorted(Path(out, "site/data").glob("*.json")):
                value = json.loads(file.read_text(encoding="utf-8"))
                name = f"data-{file.stem}"
                if value["schema"] != f"cpdfolio.{name}/1":
                    c.failed.append(f"{file.name}: says it is {value['schema']}")
                c.fits(name, value, f"{file.name} of {folder.name} for {audience}")
                first[name] = value

    settings = plain(yaml.safe_load((folder / "cpdfolio.yaml").read_text(encoding="utf-8")))
    c.fits("site", settings, f"{folder.name}/cpdfolio.yaml")
    first["site"] = settings
    # a body's own keys are declared by its policy, so the general schema cannot know them
    if not (folder / "content/policies").is_dir():
        for file in sorted((folder / "content/activities").rglob("*.md")):
            head = re.match(r"---\n(.*?\n)---\n", file.read_text(encoding="utf-8"), re.S)[1]
            value = plain(yaml.safe_load(head))
            c.fits("activity", value, str(file.relative_to(folder)))
            first["activity"] = value
    first |= heads(c, folder / "content")
    return first


def written(c, folder, at):
    """The answers of commands that write into a record."""
    first = {}
    first["log"] = c.answer("log", "log", "A talk: \"quoted\"", "1h30m", "--format", "json", *at)
    c.answer("log", "log", "Later", "2h", "--date", "2026-12-24", "--planned", "--format", "json", *at)
    first["import"] = None
    for sheet in sorted((ROOT / "tests/sheets").glob("*.csv")):
        answer = c.answer("import", "import", str(sheet), "--dry-run", "--format", "json", *at, ends=(0, 1))
        first["import"] = first["import"] or answer
    first["edit"] = c.answer("edit", "edit", "later", "--hours", "3h", "--format", "json", *at)
    first["reflect"] = c.answer("reflect", "reflect", "--format", "json", *at)
    notes = folder / "notes.txt"
    notes.write_text("Notes\n", encoding="utf-8")
    first["attach"] = c.answer("attach", "attach", "later", str(notes), "--format", "json", *at)
    first["list"] = c.answer("list", "list", "planned", "--format", "json", *at)
    first["remove"] = c.answer("remove", "remove", "later", "--format", "json", *at)
    for audience in ("public", "assessor"):
        c.answer("export", "export", "--format", "json", "--audience", audience, *at)
    first["export"] = c.answer("export", "export", "--format", "json", *at)
    first["undo-list"] = c.answer("undo-list", "undo", "--list", "--format", "json", *at)
    first["undo"] = c.answer("undo", "undo", "--format", "json", *at)
    return first


def heads(c, content):
    """The heads of plan items, directory items, answers and pages, against the schemas for editors."""
    first = {}
    own = {"plan": "plan-item", "directory": "directory-item", "faq": "answer"}
    for file in sorted(content.rglob("*.md")):
        folder = file.relative_to(content).parts[0]
        head = re.match(r"---\n(.*?\n)---\n", file.read_text(encoding="utf-8"), re.S)
        # entries have policies' own keys; a page may do without a head
        if folder in ("activities", "declarations", "answers") or not head:
            continue
        name, value = own.get(folder, "page"), plain(yaml.safe_load(head[1]))
        c.fits(name, value, str(file.relative_to(content)))
        first.setdefault(name, value)
    return first


def faulty(c, folder):
    """Answers of a site with faults: entries left out, diagnostics of every shape."""
    (folder / "content/activities/2026/bad.md").write_text("---\ntitle: x\ndate: 2026-03-04\nhour: 2\n---\n")
    (folder / "content/activities/2026/worse.md").write_bytes(b"---\ntitle: \xff\n---\n")
    at = ["--site", str(folder), "--as-of", DAY]
    status = c.answer("status", "status", "2026", "--format", "json", *at, ends=(1,))
    if status and {n["code"] for n in status["not_read"]} != {"unknown-key", "invalid-utf8"}:
        c.failed.append(f"not_read: {status['not_read']}")
    c.answer("check", "check", "--format", "json", *at, ends=(1,))


def hand(c, folder):
    """A year declared, handed over, checked, answered and taken back in."""
    at = ["--site", str(folder), "--as-of", DAY]
    first = {}
    (folder / "content/declarations/2025.md").unlink(missing_ok=True)
    (folder / ".cpdfolio/seal.key").unlink(missing_ok=True)
    first["declare"] = c.answer("declare", "declare", "2025", "--format", "json", "--new-key", *at)
    entry = next((folder / "content/activities/2025").glob("*.md"))
    text = entry.read_text(encoding="utf-8")
    entry.write_text(re.sub(r"(?m)^hours: .*", "hours: 7", text), encoding="utf-8")
    first["declare-diff"] = c.answer("declare-diff", "declare", "2025", "--diff", "--format", "json", *at, ends=(1,))
    entry.write_text(text, encoding="utf-8")
    out = str(folder / "out.html")
    first["share"] = c.answer("share", "share", "2025", "--yes", "--out", out, "--open", "all", "--to", "A team", "--format", "json", *at)
    c.answer("share", "share", "2025", "--dry-run", "--format", "json", *at, ends=(0, 1))
    first["share-list"] = c.answer("share-list", "share", "--list", "--format", "json", *at)
    first["verify"] = c.answer("verify", "verify", out, "--format", "json")
    name = str(entry.relative_to(folder / "content/activities").with_suffix(""))
    first["ask"] = c.answer("ask", "ask", "peer", "--entry", name, "--yes", "--out", str(folder / "ask.html"), "--format", "json", *at)
    data = json.loads(re.search(r'id="cpdfolio-data">(.*?)</script>', (folder / "ask.html").read_text(encoding="utf-8"), re.S)[1])
    answer = {"schema": "cpdfolio.answer/1", "role": "peer", "shown": data["checks"]["rest"], "on": DAY, "by": "P",
              "answers": [{"id": "saw", "text": "A clear talk."}]}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    first["receive"] = c.answer("receive", "receive", str(folder / "answer.json"), "--format", "json", *at)
    first["give-back"] = c.answer("give-back", "import", out, "--dry-run", "--format", "json", *at)
    return first


def policies(c):
    """The rules as data, where a schema for editors is published."""
    for file in sorted((ROOT / "content/policies").glob("*.yaml")):
        c.fits("policy", plain(yaml.safe_load(file.read_text(encoding="utf-8"))), file.name)


def scheme(c):
    """Two steps of a scheme; what they print has one schema."""
    with tempfile.TemporaryDirectory(prefix="cpdfolio-scheme-") as temp:
        at = ["--scheme", temp, "--format", "json", "--as-of", DAY]
        first = c.answer("scheme-step", "scheme", "init", "--year", "2025", *at)
        text = (Path(temp) / "scheme.yaml").read_text(encoding="utf-8")
        c.fits("scheme", plain(yaml.safe_load(text)), "scheme.yaml")
        whole = re.sub(r"(?m)^# (\w+: )", r"\1", text.split("private.\n", 1)[1])
        c.fits("scheme", plain(yaml.safe_load(whole)), "scheme.yaml with every key")
        (Path(temp) / "join.csv").write_text("number,name\n1,Nobody\n")
        doubts = c.answer("scheme-step", "scheme", "enrol", str(Path(temp) / "join.csv"), *at, ends=(1,))
        return {"scheme-step": doubts or first}


def team(c):
    """Five members' public sites, and the summary of them."""
    with tempfile.TemporaryDirectory(prefix="cpdfolio-team-") as temp:
        for n in range(6):
            member = Path(temp) / f"site-{n}"
            shutil.copytree(ROOT / "examples/portfolio", member, ignore=shutil.ignore_patterns("public"))
            (member / "cpdfolio.yaml").write_text((member / "cpdfolio.yaml").read_text(encoding="utf-8").replace("Mira", f"Mira {n}").replace("base_url: https://", f"base_url: https://m{n}."), encoding="utf-8")
            c.run("build", "--audience", "public", "--site", str(member), "--as-of", DAY, "--out", str(Path(temp) / "team" / str(n)))
        value = c.answer("team", "team", str(Path(temp) / "team"), "--format", "json", "--as-of", DAY, ends=(0, 1))
        return {"team": value} if value else {}


def restore(c):
    """A record that was exported whole, taken into an empty folder."""
    with tempfile.TemporaryDirectory(prefix="cpdfolio-restore-") as temp:
        whole, empty = Path(temp) / "whole.json", Path(temp) / "empty"
        empty.mkdir()
        c.run("export", "--site", str(ROOT / "examples/portfolio"), "--format", "json", "--out", str(whole), "--as-of", DAY)
        value = c.answer("restore", "import", str(whole), "--site", str(empty), "--format", "json", "--as-of", DAY)
        return {"restore": value} if value else {}


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CPDFOLIO_BIN", ROOT / "target/debug/cpdfolio")
    c = Checks(program)
    names = [line.split()[0] for line in c.run("schema").splitlines()]
    answers = {}
    with tempfile.TemporaryDirectory(prefix="cpdfolio-schemas-") as temp:
        for example in sorted(p.parent for p in (ROOT / "examples").glob("*/cpdfolio.yaml")):
            folder = Path(temp) / example.name
            shutil.copytree(example, folder, ignore=shutil.ignore_patterns("public"))
            answers |= {k: v for k, v in site(c, folder).items() if v}
            if example.name == "portfolio":
                answers |= {k: v for k, v in hand(c, folder).items() if v}
                faulty(c, folder)
    if "policy" in names:
        policies(c)
    answers |= heads(c, ROOT / "content")
    answers |= team(c)
    answers |= restore(c)
    answers |= scheme(c)
    for name, value in answers.items():
        c.bites(name, value)
    unused = [n for n in names if n not in c.passed]
    c.failed += [f"nothing was held against the schema `{n}`" for n in unused]
    print("\n".join(c.failed))
    for name, count in sorted(c.passed.items()):
        print(f"  {count:5} {name}")
    print(f"{sum(c.passed.values())} passed, {len(c.failed)} failed")
    return 1 if c.failed else 0


if __name__ == "__main__":
    sys.exit(main())
