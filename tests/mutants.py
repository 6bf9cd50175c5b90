#!/usr/bin/env python3
"""Are the worked examples of the built-in policies sharp?

    mutants.py --bin PROGRAM [POLICY...]

Changes each number of each policy by one unit, removes each rule, adjustment, conversion, route and
condition, and turns each word that decides (severity, when, what becomes of a rule, which way to
round). Each change must be noticed: an example turns red, or the file is refused. What cannot be
noticed by any record is listed in mutants.yaml with its reason. Exit 1 if another one lives on, or if
an exception is noticed after all.
"""

import argparse
import copy
import json
import re
import subprocess
import sys
import tempfile
from datetime import date
from fractions import Fraction
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LENGTH = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?$")


# --- values, changed by one ---------------------------------------------------------------------

def moved(value):
    """A value one unit lower and higher; nothing for what is no number."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int):
        return [n for n in (value - 1, value + 1) if n >= 0]
    if isinstance(value, float):
        return [value - 0.25, value + 0.25]
    text = str(value)
    match = LENGTH.match(text)
    if text and match and (match[1] or match[2]):
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
        return ["%dm" % n for n in (minutes - 1, minutes + 1) if n >= 0]
    if match := re.match(r"(\d+) (days|months|years|year|month)$", text):
        n = int(match[1]) * (12 if match[2].startswith("year") else 1)
        unit = "days" if match[2] == "days" else "months"
        return ["%d %s" % (m, unit) for m in (n - 1, n + 1) if m > 0]
    if match := re.match(r"(\d+)/(\d+)$", text):
        exact = Fraction(text)
        step = Fraction(1, int(match[2]) * 10)
        return [str(exact - step), str(exact + step)]
    return []


TURNS = {
    "severity": {"must": "advice", "should": "advice", "advice": "must"},
    "when": {"whole-period": "any-day", "any-day": "whole-period"},
    "uses": {"carried-first": "new-first", "new-first": "carried-first"},
    "way": {"nearest": "down", "down": "up", "up": "down"},
    "share": {"overlap": "exclusive", "exclusive": "overlap", "split": "overlap"},
    "parts": {"unstated": "keep", "keep": "drop", "drop": "keep", "scale": "keep"},
}
FATES = {"keep": "drop", "drop": "keep", "unstated": "drop", "scale": "keep"}
NUMBERS = {"at_least", "at_most", "most", "every", "max_gap", "days", "entries", "words", "each", "rolling", "periods",
           "per", "give", "to", "earned_in_last", "over"}
NAMES = {"id", "title", "clause", "reading", "note", "source", "confidence", "such_as", "guide", "reasons", "artefact", "kind", "of", "measure", "towards", "satisfies", "needs"}


class Changes:
    """All changes of one edition of a policy, each as a name and a changed copy of the file."""

    def __init__(self, policy, edition):
        self.policy, self.edition = policy, edition
        self.found = []

    def change(self, name, do):
        made = copy.deepcopy(self.policy)
        do(made["editions"][self.edition])
        self.found.append(("%s %s" % (self.edition, name), made))

    def put(self, path, key, value, name):
        def do(edition):
            at = edition
            for step in path:
                at = at[step]
            if value is None:
                del at[key]
            else:
                at[key] = value
        self.change(name, do)

    def inside(self, node, path, name):
        """Numbers, words and conditions inside a rule, an adjustment or a measure."""
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            label = "%s %s" % (name, key)
            if key in NAMES:
                continue
            # A limit has no verdict, and no text has fewer than one word.
            if key == "severity" and "cap" in node:
                continue
            if key == "words" and value == 1:
                self.put(path, key, 2, "%s: 2" % label)
                continue
            amount = key in NUMBERS or (path and path[-1] in ("set", "target_by", "more_for"))
            for new in moved(value) if amount else []:
                self.put(path, key, new, "%s: %s" % (label, new))
            if key in TURNS and str(value) in TURNS[key]:
                self.put(path, key, TURNS[key][str(value)], "%s: %s" % (label, TURNS[key][str(value)]))
            if path and path[-1] == "others" and value in FATES:
                self.put(path, key, FATES[value], "%s: %s" % (label, FATES[value]))
            if value is True and key not in ("select",):
                self.put(path, key, None, "%s: gone" % label)
            if key in ("select", "only", "of_way", "more_for", "round", "first_time_only", "unless", "pro_rata", "parts"):
                self.put(path, key, None, "%s: gone" % label)
            if key == "select":
                for condition in list(value) if len(value) > 1 else []:
                    self.put(path + [key], condition, None, "%s %s: gone" % (label, condition))
            elif isinstance(value, (dict, list)):
                self.inside(value, path + [key], label)

    def all(self):
        edition = self.policy["editions"][self.edition]
        for n, rule in enumerate(edition.get("rules") or []):
            self.change("rule %s: gone" % rule["id"], lambda e, n=n: without(e, n))
            self.inside(rule, ["rules", n], "rule %s" % rule["id"])
            for name in rule["cap"]["towards"] if "cap" in rule and len(rule["cap"]["towards"]) > 1 else []:
                self.change("rule %s towards %s: gone" % (rule["id"], name), lambda e, n=n, name=name: e["rules"][n]["cap"]["towards"].remove(name))
        for n, adjust in enumerate(edition.get("adjust") or []):
            label = "adjust %s" % next(iter(adjust["reasons"]))
            self.change("%s: gone" % label, lambda e, n=n: e["adjust"].pop(n))
            self.inside(adjust, ["adjust", n], label)
        for n, route in enumerate(edition.get("routes") or []):
            self.change("route %s: gone" % route["artefact"], lambda e, n=n: e["routes"].pop(n))
        carry = edition.get("carry")
        if isinstance(carry, dict):
            self.change("carry: gone", lambda e: e.update(carry="none"))
            self.inside(carry, ["carry"], "carry")
            for name in carry["towards"] if len(carry["towards"]) > 1 else []:
                self.change("carry towards %s: gone" % name, lambda e, name=name: e["carry"]["towards"].remove(name))
        for measure, data in (edition.get("measures") or {}).items():
            for n, conversion in enumerate(data.get("convert") or []):
                if len(data["convert"]) > 1:
                    self.change("measure %s %d: gone" % (measure, n), lambda e, m=measure, n=n: e["measures"][m]["convert"].pop(n))
            self.inside(data, ["measures", measure], "measure %s" % measure)
        return self.found


def without(edition, n):
    """Takes a rule out, and its name from all that names it beside the examples."""
    gone = edition["rules"].pop(n)["id"]
    named = lambda name: str(name) == gone or str(name).startswith(gone + "-")
    for rule in list(edition["rules"]):
        if "cap" in rule:
            rule["cap"]["towards"] = [t for t in rule["cap"]["towards"] if not named(t)]
            if not rule["cap"]["towards"]:
                edition["rules"].remove(rule)
    for adjust in edition.get("adjust") or []:
        for part in [adjust] + ([adjust["parts"]] if isinstance(adjust.get("parts"), dict) else []):
            for key in ("set", "others"):
                for name in [k for k in part.get(key) or {} if named(k)]:
                    del part[key][name]
            for key in ("scale", "exempt"):
                if isinstance(part.get(key), list):
                    part[key] = [name for name in part[key] if not named(name)]
    if "review" in edition:
        edition["review"] = [name for name in edition["review"] if not named(name)]
    for route in edition.get("routes") or []:
        route["satisfies"] = [name for name in route["satisfies"] if not named(name)]
    carry = edition.get("carry")
    if isinstance(carry, dict):
        carry["towards"] = [name for name in carry["towards"] if not named(name)]
        if not carry["towards"]:
            edition["carry"] = "none"


# --- the program --------------------------------------------------------------------------------

def noticed(program, mutants):
    """The numbers of the changes that an example notices, and of those that are refused."""
    red, refused = set(), set()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        policies = site / "content/policies"
        policies.mkdir(parents=True)
        (site / "cpdfolio.yaml").write_text("schema: cpdfolio.site/1\ntitle: Mutants\nguidance: false\n")
        for n, (_, data) in enumerate(mutants):
            own = "m%d" % n
            (policies / (own + ".yaml")).write_text(yaml.safe_dump({**data, "id": own}, sort_keys=False, allow_unicode=True, width=10 ** 6))
        while True:
            run = subprocess.run([program, "policy", "check", "--format", "json", "--site", folder, "--as-of", "2026-11-26"],
                                 capture_output=True, text=True)
            if run.stdout.strip():
                break
            faulty = {int(n) for n in re.findall(r"content/policies/m(\d+)\.yaml", run.stderr)} - refused
            if not faulty:
                sys.exit("the program says:\n" + run.stderr[:2000])
            refused |= faulty
            for n in faulty:
                (policies / ("m%d.yaml" % n)).unlink()
        for policy in json.loads(run.stdout)["policies"]:
            if match := re.fullmatch(r"m(\d+)", policy["policy"]):
                if any(r["kind"] == "example" and "comes out" in r["words"] or "no rule" in r["words"] for r in policy["remarks"]):
                    red.add(int(match[1]))
    return red, refused


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--bin", default=str(ROOT / "target/release/cpdfolio"))
    ask.add_argument("policies", nargs="*")
    args = ask.parse_args()
    excepted = yaml.safe_load((ROOT / "tests/mutants.yaml").read_text())
    made = killed = 0
    faults = []
    for path in sorted((ROOT / "content/policies").glob("*.yaml")):
        if args.policies and path.stem not in args.policies:
            continue
        policy = yaml.safe_load(path.read_text())
        policy["editions"] = {str(k): v for k, v in policy["editions"].items()}
        mutants = [change for edition in policy["editions"] for change in Changes(policy, edition).all()]
        red, refused = noticed(args.bin, mutants)
        known = {name: reason for names in excepted.get(path.stem, []) for name, reason in names.items()}
        counted = 0
        for n, (name, _) in enumerate(mutants):
            alive = n not in red and n not in refused
            if name in known:
                if not alive:
                    faults.append("%s: `%s` is an exception and is noticed" % (path.stem, name))
                continue
            counted += 1
            if alive:
                faults.append("%s: `%s` is not noticed" % (path.stem, name))
            else:
                killed += 1
        names = {name for name, _ in mutants}
        faults += ["%s: there is no change `%s`" % (path.stem, name) for name in known if name not in names]
        made += counted
        print("%-20s %4d changes, %3d excepted, %3d not noticed" % (path.stem, len(mutants), len(known), sum(1 for n, (name, _) in enumerate(mutants) if n not in red | refused and name not in known)))
    print("\n".join(faults[:400]))
    print("mutation score: %d of %d changes are noticed: %.1f %%" % (killed, made, 100 * killed / max(made, 1)))
    print("%d passed, %d failed" % (killed, len(faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
