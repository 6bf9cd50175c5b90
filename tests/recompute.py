#!/usr/bin/env python3
"""The hours of examples/portfolio, computed again from its files.

    recompute.py [PROGRAM]        (or CPDFOLIO_BIN; default: target/debug/cpdfolio)

Nothing is shared with the program: this reads the Markdown files with PyYAML and follows the
guideline as its page words it: 30 hours a year, at least 10 of them planned, up to 20 unplanned ones
count, 10 in each area as advice; a circumstance that touches the year sets the total, and then
nobody says what becomes of the other figures. It compares every year, rule, entry and minute with
`status YEAR --format json`, on several days. Exit 1 on any difference.
"""

import json
import os
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "examples/portfolio"
AREAS = ["personal-technical", "job-technical", "soft-skills"]
HOUR = 60


def minutes(value):
    """2, 2.5, 2h30m, 45m or 2:30 as whole minutes."""
    text = str(value).strip()
    if m := re.fullmatch(r"(\d+):(\d\d)", text):
        return int(m[1]) * HOUR + int(m[2])
    if m := re.fullmatch(r"(?:(\d+)h)?\s*(?:(\d+)m)?", text):
        return int(m[1] or 0) * HOUR + int(m[2] or 0)
    exact = Fraction(text) * HOUR
    assert exact.denominator == 1, f"{value} is not a whole number of minutes"
    return int(exact)


def day(value):
    return value if isinstance(value, date) else date.fromisoformat(value)


def entries():
    """Every entry: id, last day, minutes, planned, minutes for each area, why it may not count."""
    found = []
    folder = SITE / "content/activities"
    for file in sorted(folder.rglob("*.md")):
        head = yaml.safe_load(re.match(r"---\n(.*?\n)---\n", file.read_text(encoding="utf-8"), re.S)[1])
        # PyYAML reads 1:30 as a number to the base of 60: here such hours stand in quotes
        when = head["date"]
        area, spent = head.get("category"), minutes(head["hours"])
        parts = {a: minutes(m) for a, m in area.items()} if isinstance(area, dict) else {area: spent}
        assert sum(parts.values()) == spent, file
        found.append({
            "id": str(file.relative_to(folder).with_suffix("")),
            "last": day(when["to"] if isinstance(when, dict) else when),
            "minutes": spent,
            "planned": head.get("planned", False),
            "parts": parts,
            "never": "draft" if head.get("draft") else "example" if head.get("example") else None,
        })
    return sorted(found, key=lambda e: (e["last"], e["id"]))


def target_of(year, circumstances):
    """The lowest total that a circumstance of the year sets, or None."""
    targets = []
    for c in circumstances:
        if day(c["from"]) <= date(year, 12, 31) and day(c["to"]) >= date(year, 1, 1):
            agreed = c["reason"] == "agreement"
            if agreed and not all(k in c for k in ("target", "agreed_on", "ref")):
                continue
            targets.append(minutes(c["target"]) if agreed else 10 * HOUR)
    return min(targets, default=None)


def reached(counting, target, most):
    """The first day on which the sum, with at most so much unplanned, is at the target."""
    planned = chance = 0
    for e, amount in counting:
        if e["planned"] or most is None:
            planned += amount
        else:
            chance += amount
        if planned + (chance if most is None else min(chance, most)) >= target:
            return e["last"].isoformat()
    return None


def judge(year, as_of, everything, circumstances):
    """All figures of a year, in the shape of the program's answer."""
    mine = [e for e in everything if e["last"].year == year]
    over = as_of > date(year, 12, 31)
    why = {e["id"]: e["never"] or ("future" if e["last"] > as_of else None) for e in mine}
    changed = target_of(year, circumstances)

    def stands(achieved, target):
        if achieved >= target:
            return "met"
        return "short" if over else "open"

    def rule(amounts, target=None, verdict=None, limit=None, cap_on_total=None):
        counting = [(e, m) for e, m in amounts if why[e["id"]] is None]
        left = {(e["id"], why[e["id"]]): m for e, m in amounts if why[e["id"]]}
        counted = {e["id"]: m for e, m in counting}
        most = limit if limit is not None else cap_on_total
        if most is not None:
            # what is over the limit is shown against the latest of the unplanned entries
            excess = max(0, sum(m for e, m in counting if not e["planned"]) - most)
            for e, m in reversed([c for c in counting if not c[0]["planned"]]):
                off = min(m, excess)
                if off:
                    excess -= off
                    left[e["id"], "capped"] = off
                    counted[e["id"]] -= off
        achieved = sum(counted.values())
        goal = limit if limit is not None else target
        if verdict is None and target is not None:
            verdict = stands(achieved, target)
        met = reached(counting, target, cap_on_total) if target is not None and verdict == "met" else None
        return {
            "target": target,
            "limit": limit,
            "achieved": achieved,
            "remaining": max(0, goal - achieved) if goal is not None else 0,
            "verdict": verdict,
            "met_on": met,
            "counted": {i: m for i, m in counted.items() if m},
            "excluded": left,
        }

    whole = [(e, e["minutes"]) for e in mine]
    planned = [(e, m) for e, m in whole if e["planned"]]
    chance = [(e, m) for e, m in whole if not e["planned"]]
    area = {a: [(e, e["parts"][a]) for e in mine if a in e["parts"]] for a in AREAS}
    if changed is None:
        rules = {
            "total": rule(whole, target=30 * HOUR, cap_on_total=20 * HOUR),
            "planned": rule(planned, target=10 * HOUR),
            "unplanned": rule(chance, limit=20 * HOUR),
            **{f"category-{a}": rule(area[a], target=10 * HOUR) for a in AREAS},
        }
    else:
        # the guideline does not say what becomes of the rest: no limit is applied, the areas fall away
        rules = {
            "total": rule(whole, target=changed),
            "planned": rule(planned, verdict="silent"),
            "unplanned": rule(chance, verdict="silent"),
            **{f"category-{a}": rule(area[a], verdict="exempt") for a in AREAS},
        }
        # the limit is still shown, and what is below it
        below = 20 * HOUR - rules["unplanned"]["achieved"]
        rules["unplanned"].update(limit=20 * HOUR, remaining=max(0, below))
    binding = [rules[r]["verdict"] for r in ("total", "planned", "unplanned")]
    verdict = next((v for v in ("short", "unknown", "open") if v in binding), "met")
    return {
        "verdict": verdict,
        "earned": sum(m for e, m in whole if why[e["id"]] is None),
        "counted": rules["total"]["achieved"],
        "adjustment": None if changed is None else {"target": changed, "kind": "set"},
        "rules": rules,
    }


def told(program, year, as_of):
    """What the program says, in the same shape."""
    command = [program, "status", str(year), "--site", str(SITE), "--as-of", as_of.isoformat(), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{' '.join(command)}\n{run.stderr}"
    policy = next(p for p in json.loads(run.stdout)["policies"] if p["policy"] == "iet")
    rules = {}
    for r in policy["rules"]:
        assert (r["unit"], r["scale"]) == ("minutes", 1), r
        rules[r["id"]] = {
            **{k: r.get(k) for k in ("target", "limit", "achieved", "remaining", "verdict", "met_on")},
            "counted": {c["id"]: c["amount"] for c in r["counted"]},
            "excluded": {(e["id"], e["reason"]): e["amount"] for e in r["excluded"]},
        }
    return {
        "verdict": policy["verdict"],
        "earned": policy["earned_minutes"],
        "counted": policy["counted_minutes"],
        "adjustment": policy["adjustment"],
        "rules": rules,
    }


def differences(ours, theirs, where):
    """Each figure that is not the same, with the way to it."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys(), key=str):
            yield from differences(ours.get(key), theirs.get(key), f"{where} {key}")
    elif ours != theirs:
        yield f"{where}: computed here {ours}, told {theirs}"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CPDFOLIO_BIN", ROOT / "target/debug/cpdfolio")
    everything = entries()
    circumstances = yaml.safe_load((SITE / "cpdfolio.yaml").read_text(encoding="utf-8"))["circumstances"]
    found, figures = [], 0
    days = [date(2026, 11, 21), date(2026, 12, 31), date(2027, 1, 1), date(2026, 6, 30)]
    cases = [(year, d) for d in days for year in range(2023, 2027)]
    cases += [(2023, date(2023, 5, 17)), (2023, date(2023, 12, 31)), (2024, date(2024, 3, 1))]
    for year, as_of in cases:
        ours, theirs = judge(year, as_of, everything, circumstances), told(str(program), year, as_of)
        figures += sum(6 + len(r["counted"]) + len(r["excluded"]) for r in ours["rules"].values()) + 4
        found += differences(ours, theirs, f"{year} as of {as_of}:")
    print("\n".join(found))
    print(f"{len(everything)} entries; {len(cases)} years and days, {figures} figures, {len(found)} differences")
    print(f"{len(cases) if not found else 0} passed, {len(found)} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
