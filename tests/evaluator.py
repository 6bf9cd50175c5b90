#!/usr/bin/env python3
"""A second evaluator of policy files, written from content/policy-format.md and from nothing else.

    evaluator.py CASES.jsonl POLICY.yaml...

Each line of the cases is a member's record with what the engine made of every period. This program
judges the same record by itself, by other means (no shared code, other algorithms where the page
leaves a choice), and names every difference. Exit 1 if there is one.
"""

import json
import sys
from collections import defaultdict
from copy import copy
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import yaml

ONE = timedelta(days=1)
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# --- values -------------------------------------------------------------------------------------

def as_date(value):
    return value if isinstance(value, date) else date.fromisoformat(value)


def minutes(text):
    """30h, 2h30m, 45m, 2:30, 2.5 -> minutes."""
    text = str(text).strip()
    if ":" in text:
        h, m = text.split(":")
        return int(h) * 60 + int(m)
    if "h" in text:
        h, m = text.split("h", 1)
        m = m.strip().rstrip("min").strip()
        return int(Fraction(h) * 60) + (int(m) if m else 0)
    if text.endswith("m"):
        return int(text[:-1])
    return int(Fraction(text) * 60)


SCALE = {"minutes": 1, "units": 60, "points": 60, "days": 1, "count": 1}


def amount(value, unit):
    if unit == "minutes":
        return minutes(value)
    exact = sum(map(Fraction, str(value).split())) * SCALE[unit]
    assert exact.denominator == 1, value
    return int(exact)


def rounded(exact, to, way):
    steps = exact / to
    return to * {"down": floor(steps), "up": ceil(steps), "nearest": floor(steps + Fraction(1, 2))}[way]


def months(text):
    n, unit = str(text).split()
    return int(n) * (12 if unit.startswith("year") else 1)


def safe(year, month, day):
    """A date; one that the month lacks is the first of the next."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def later(day, n):
    at = day.year * 12 + day.month - 1 + n
    return safe(at // 12, at % 12 + 1, day.day)


def listed(value):
    return value if isinstance(value, list) else [value]


def with_parts(raw):
    """An adjustment, and beside it what holds where it covers a part of the period only."""
    yield raw
    parts = raw.get("parts")
    if parts is not None:
        same = {"reasons": raw["reasons"], "needs": raw.get("needs"), "when": "part"}
        yield {**same, **parts} if isinstance(parts, dict) else {**same, "all": parts, ("scale" if parts == "scale" else "exempt"): []}


# --- the policy ---------------------------------------------------------------------------------

class Edition:
    def __init__(self, policy, label, data):
        self.policy, self.label = policy, label
        self.first = as_date(data["from"])
        self.last = as_date(data["to"]) if "to" in data else None
        self.window = data.get("window") or {"calendar": "year"}
        self.measures = {"minutes": {"unit": "minutes"}, "entries": {"unit": "count"}, "days": {"unit": "days"}}
        self.measures.update(data.get("measures") or {})
        self.default = data.get("measure", "minutes")
        self.rules = []
        for raw in data.get("rules") or []:
            self.rules.extend(self.spelt_out(raw))
        self.lead = next((r for r in self.rules if r["kind"] == "at_least" and not r["select"] and r["id"] == r["family"] and r["when"] == ("period",)), None)
        self.adjust = [one for raw in data.get("adjust") or [] for one in with_parts(raw)]
        self.routes = data.get("routes") or []
        carry = data.get("carry")
        self.carry = carry if isinstance(carry, dict) else None

    KINDS = ["at_least", "at_most", "cap", "ratio", "any_of", "diversity", "every", "max_gap", "text", "artefact"]

    def spelt_out(self, raw):
        kind = next(k for k in self.KINDS if k in raw)
        measure = raw.get("measure", "entries" if kind == "every" else self.default)
        windows = [("rolling", months(raw["every"]), False)] if kind == "every" else self.windows_of(raw.get("window"))
        values = [None]
        if "each" in raw:
            each = raw["each"] if isinstance(raw["each"], dict) else {"of": raw["each"]}
            names = list(self.policy.lists(each["of"]))
            values = [n for n in names if "among" not in each or n in listed(each["among"])]
        for value in values:
            for window in windows:
                rule = {"raw": raw, "kind": kind, "measure": measure, "unit": self.measures[measure]["unit"], "family": raw["id"],
                        "id": raw["id"], "select": [raw["select"]] if raw.get("select") else [], "when": window,
                        "severity": raw["severity"], "share": raw.get("share", "overlap"), "only": dict(raw.get("only") or {})}
                if value is not None:
                    key = {"types": "type", "categories": "category"}.get(each["of"], each["of"])
                    rule["id"] += "-" + value
                    rule["select"] = rule["select"] + [{key: [value]}]
                    if rule["only"].get("role_of_value"):
                        rule["only"]["roles"] = [value]
                if window[0] == "part":
                    rule["id"] += "-%d" % (window[2] + 1)
                yield rule

    def windows_of(self, window):
        if not window:
            return [("period",)]
        if "rolling" in window:
            return [("rolling", months(window["rolling"]), window.get("ends") == "today")]
        if "calendar" in window:
            return [("own", Calendar(window))]
        length = months(window["each"])
        step = months(window.get("every", window["each"]))
        whole = self.length()
        return [("part", length, n, step) for n in range((whole - length) // step + 1)]

    def length(self):
        w = self.window
        if "anniversary" in w:
            return months(w["anniversary"])
        return 12 if w["calendar"] == "year" else months(w["calendar"])

    def named(self, name):
        return [r for r in self.rules if name in (r["family"], r["id"])]

    def holding(self, day, anchor):
        if "anniversary" in self.window:
            if anchor is None:
                return date(day.year, 1, 1), date(day.year, 12, 31)
            own, joined = anchor
            start = own or joined
            if own is None and "starts" in self.window:
                month, dom = (int(x) for x in str(self.window["starts"]).split("-"))
                start = next(d for d in (safe(joined.year + n, month, dom) for n in (0, 1)) if d > joined)
        else:
            month, dom = (int(x) for x in str(self.window.get("starts", "01-01")).split("-"))
            start = safe(self.window.get("from", 2000), month, dom)
        n = self.length()
        k = (day.year - start.year) * 12 // n + 2
        while later(start, k * n) > day:
            k -= 1
        return later(start, k * n), later(start, (k + 1) * n) - ONE


class Calendar:
    """Stretches of the calendar of a rule's own."""

    def __init__(self, window):
        self.key = (str(window["calendar"]), str(window.get("starts", "01-01")), window.get("from", 2000))
        self.n = 12 if window["calendar"] == "year" else months(window["calendar"])
        month, dom = (int(x) for x in self.key[1].split("-"))
        self.start = safe(self.key[2], month, dom)

    def __eq__(self, other):
        return isinstance(other, Calendar) and self.key == other.key

    def days(self, first, last):
        """The latest that ends between two days, else the one in which the second lies."""
        ended = within = None
        k = (first.year - self.start.year) * 12 // self.n - 2
        while later(self.start, k * self.n) <= last:
            begin, end = later(self.start, k * self.n), later(self.start, (k + 1) * self.n) - ONE
            if first <= end <= last:
                ended = begin, end
            within = begin, end
            k += 1
        return ended or within


class Policy:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            data = yaml.load(file, Loader)
        self.id, self.data = data["id"], data
        self.keys = data.get("keys") or {}
        groups = [r for r in (data.get("roles") or {}).values() if isinstance(r, dict) and "needed" in r]
        self.needed = [listed(g["of"]) for g in groups]
        self.editions = sorted((Edition(self, str(k), v) for k, v in data["editions"].items()), key=lambda e: (e.first, e.label))

    def lists(self, name):
        if name in ("types", "categories"):
            return self.data.get(name) or {}
        return self.keys[name]["values"]

    def on(self, day):
        return next((e for e in reversed(self.editions) if e.first <= day and (e.last is None or day <= e.last)), None)


def label(days):
    a, b = days[0].year, days[1].year
    return str(a) if a == b else "%d-%02d" % (a, b % 100)


# --- entries ------------------------------------------------------------------------------------

class Entry:
    def __init__(self, data, number):
        self.__dict__.update(data)
        self.number = number
        self.first, self.last = as_date(data["from"]), as_date(data["to"])
        self.parts = [tuple(c) for c in self.categories] or [(None, self.minutes)]

    def counts(self, today):
        return not self.draft and not self.example and self.last <= today

    def fits(self, select, category, keys):
        return all(self.holds(k, v, category, keys) for k, v in select.items())

    def fits_all(self, selects, category, keys):
        return all(self.fits(s, category, keys) for s in selects)

    def any_part(self, select, keys):
        return any(self.fits(select, c, keys) for c, _ in self.parts)

    def holds(self, key, want, category, keys):
        if key in ("planned", "evidence", "plan", "supports_others"):
            return getattr(self, key) == want
        if key == "reflection":
            return (self.reflection > 0) == want
        if key == "type":
            return self.type in listed(want)
        if key == "category":
            return category in listed(want)
        if key == "provider":
            return self.provider in listed(want)
        if key == "tags":
            return bool(set(self.tags) & set(listed(want)))
        if key == "competences":
            return any(c == w or (w.endswith("*") and c.startswith(w[:-1])) for c in self.competences for w in listed(want))
        if key == "since":
            return self.last >= as_date(want)
        if key == "until":
            return self.last <= as_date(want)
        if key == "over":
            return self.minutes > minutes(want)
        if key == "any":
            return any(self.fits(s, category, keys) for s in want)
        if key == "not":
            return not self.fits(want, category, keys)
        kind = keys[key]["type"]
        has = self.declared.get(key)
        if kind == "flag":
            return bool(has) == want
        if kind == "number":
            return has is not None and has >= want
        if want is True:
            return bool(has)
        return bool(set(has or []) & set(listed(want)))

    def values(self, of, category):
        if of == "type":
            return [self.type] if self.type else []
        if of == "category":
            return [category] if category else []
        if of == "provider":
            return [self.provider] if self.provider else []
        if of == "competences":
            return list(self.competences)
        if of == "competence-groups":
            return [c.rstrip("0123456789") for c in self.competences]
        return list(self.declared.get(of) or [])


class Part:
    """A part of an entry, with its amount."""

    def __init__(self, entry, category, size):
        self.entry, self.category, self.size = entry, category, size


# --- flows --------------------------------------------------------------------------------------

class Flow:
    """Largest flow by augmenting along any path with room (no levels, no cleverness)."""

    def __init__(self):
        self.room = defaultdict(lambda: defaultdict(int))

    def pipe(self, a, b, room):
        self.room[a][b] += room
        self.room[b][a] += 0

    def fill(self, source, sink):
        total = 0
        while True:
            before, todo = {source: None}, [source]
            while todo and sink not in before:
                at = todo.pop()
                for to, room in self.room[at].items():
                    if room > 0 and to not in before:
                        before[to] = at
                        todo.append(to)
            if sink not in before:
                return total
            path, at = [], sink
            while before[at] is not None:
                path.append((before[at], at))
                at = before[at]
            least = min(self.room[a][b] for a, b in path)
            for a, b in path:
                self.room[a][b] -= least
                self.room[b][a] += least
            total += least


def limits(cap, part, keys):
    """Does a cap look at a part: by selection, and by its own part of the period if it has one?"""
    first, last = cap["days"]
    return first <= part.entry.last <= last and part.entry.fits_all(cap["select"], part.category, keys)


def most_through(parts, caps, keys):
    """How much of these parts all caps let through together, at most."""
    held = [p for p in parts if p.size > 0]
    chains = {id(p): [] for p in held}
    sizes = {}
    for n, cap in enumerate(caps):
        groups = defaultdict(list)
        for p in held:
            if limits(cap, p, keys):
                groups[cap["group"](p)].append(p)
        for name, members in groups.items():
            sizes[(n, name)] = len(members)
            for p in members:
                chains[id(p)].append((n, name))
    flow = Flow()
    for p in held:
        wide = [c for c in chains[id(p)] if caps[c[0]]["per"] not in ("entry", "day")]
        wide.sort(key=lambda c: (-sizes[c], c[0]))
        at = "source"
        for c in wide:
            flow.room[at][c] = max(flow.room[at][c], caps[c[0]]["most"]) if c in flow.room[at] else caps[c[0]]["most"]
            flow.room[c][at] += 0
            at = c
        flow.pipe(at, id(p), p.size)
        at = id(p)
        for c in chains[id(p)]:
            if caps[c[0]]["per"] == "entry":
                flow.pipe(at, ("in", p.entry.number), p.size)
                flow.room[("in", p.entry.number)][("out", p.entry.number)] = caps[c[0]]["most"]
                flow.room[("out", p.entry.number)][("in", p.entry.number)] += 0
                at = ("out", p.entry.number)
        day_caps = [c for c in chains[id(p)] if caps[c[0]]["per"] == "day"]
        if not day_caps:
            flow.pipe(at, "sink", p.size)
        for c in day_caps:
            day = p.entry.first
            while day <= p.entry.last:
                flow.pipe(at, ("day", c[0], day), p.size)
                flow.room[("day", c[0], day)]["sink"] = caps[c[0]]["most"]
                flow.room["sink"][("day", c[0], day)] += 0
                day += ONE
    return flow.fill("source", "sink")


def exclusive(classes, targets):
    """What each rule gets, where each minute is for one rule: first in order, first filled."""
    def largest(limits):
        flow = Flow()
        for n, limit in enumerate(limits):
            flow.pipe("source", ("rule", n), limit)
        for n, (reach, size) in enumerate(classes):
            flow.pipe(("class", n), "sink", size)
            for rule in reach:
                flow.pipe(("rule", rule), ("class", n), size)
        return flow.fill("source", "sink")

    plenty = sum(size for _, size in classes)
    k = len(targets)
    got, reached = [], 0
    for n in range(k):
        now = largest(targets[:n + 1] + [0] * (k - n - 1))
        got.append(now - reached)
        reached = now
    for n in range(k):
        now = largest([plenty] * (n + 1) + list(got[n + 1:]))
        got[n] += now - reached
        reached = now
    return got


# --- the judgement ------------------------------------------------------------------------------

class Member:
    def __init__(self, policy, case):
        self.policy, self.keys = policy, policy.keys
        self.today = as_date(case["as_of"])
        self.joined = as_date(case["joined"]) if case["joined"] else None
        own = as_date(case["cycle_start"]) if case["cycle_start"] else None
        self.anchor = (own, self.joined) if own or self.joined else None
        self.pinned = next((e for e in policy.editions if e.label == case["pinned"]), None)
        self.roles = case["roles"]
        self.drawn = [as_date(d) for d in case["drawn"]]
        self.artefacts = None if case["artefacts"] is None else [(k, as_date(d)) for k, d in case["artefacts"]]
        self.circumstances = case["circumstances"]
        self.log = [Entry(e, n) for n, e in enumerate(case["log"])]
        self.log.sort(key=lambda e: (e.last, e.key))
        self.first_cache = {}

    def edition(self, days):
        return self.pinned or self.policy.on(days[0])

    def first_with(self, key):
        """Entries that are the first with one of their words under a key."""
        if key not in self.first_cache:
            best = {}
            for e in self.log:
                if e.counts(self.today):
                    for word in e.declared.get(key) or []:
                        mine = (e.last, -e.minutes)
                        if word not in best or mine < best[word][0]:
                            best[word] = (mine, e)
            self.first_cache[key] = {id(e) for _, e in best.values()}
        return self.first_cache[key]

    def size(self, entry, measure):
        unit = measure["unit"]
        if not measure.get("convert"):
            size = {"days": (entry.last - entry.first).days + 1, "count": 1}.get(unit, entry.minutes)
        else:
            size = 0
            for c in measure["convert"]:
                if "first_time_only" in c and id(entry) not in self.first_with(c["first_time_only"]):
                    continue
                if not entry.any_part(c.get("select") or {}, self.keys):
                    continue
                give = Fraction(minutes(c["give"])) if unit == "minutes" else Fraction(str(c["give"])) * SCALE[unit]
                per = str(c["per"])
                if per == "entry":
                    base = Fraction(1)
                elif per == "day":
                    base = Fraction((entry.last - entry.first).days + 1)
                elif per in self.keys:
                    base = Fraction(entry.declared.get(per) or 0)
                else:
                    base = Fraction(entry.minutes, minutes(per))
                if "round" in c:
                    base = rounded(base, Fraction(str(c["round"]["to"])), c["round"]["way"])
                size = floor(base * give)
                break
        if "round" in measure:
            to = amount(measure["round"]["to"], unit)
            way = measure["round"]["way"]
            size = int(rounded(Fraction(size), to, way))
        return size

    def parts(self, days, fits, measure):
        """Parts of entries that end in some days and fit."""
        found = []
        for e in self.log:
            if not (days[0] <= e.last <= days[1] and e.counts(self.today)):
                continue
            picked = [fits(e, c) for c, _ in e.parts]
            if not any(picked):
                continue
            size = self.size(e, measure)
            if measure["unit"] in ("days", "count") or e.parts[0][0] is None:
                found.append(Part(e, e.parts[picked.index(True)][0], size))
                continue
            upto, given = 0, 0
            for n, (category, length) in enumerate(e.parts):
                upto += length
                end = size if n + 1 == len(e.parts) else size * upto // max(e.minutes, 1)
                if picked[n]:
                    found.append(Part(e, category, end - given))
                given = end
        return found


class Case:
    """One member, one edition, one period."""

    def __init__(self, member, edition, days):
        self.m, self.e, self.days = member, edition, days
        self.keys = member.keys
        self.late, self.instead = {}, {}
        self.change()

    # targets

    def own_target(self, rule):
        raw, unit, kind = rule["raw"], rule["unit"], rule["kind"]
        if kind == "at_least":
            fit = [amount(v, unit) for r, v in (raw.get("target_by") or {}).items() if r in self.m.roles]
            more = sum(amount(v, unit) for r, v in (raw.get("more_for") or {}).items() if r in self.m.roles)
            return (max(fit) if fit else amount(raw["at_least"], unit)) + more
        if kind == "at_most":
            return amount(raw["at_most"], unit)
        if kind == "cap":
            return amount(raw["cap"]["most"], unit)
        if kind == "any_of":
            return amount(raw["any_of"][0]["at_least"], unit)
        if kind == "diversity":
            return raw["diversity"]["at_least"]
        if kind == "every":
            return 1
        if kind == "max_gap":
            days = raw["max_gap"].get("days") if isinstance(raw["max_gap"], dict) else raw["max_gap"]
            return int(days.split()[0]) if days and "day" in days else None
        if kind == "text":
            return raw["text"].get("entries")
        if kind == "artefact":
            return raw["artefact"].get("at_least", 1) if isinstance(raw["artefact"], dict) else 1
        return None

    def touched(self, circumstances, within=None):
        first, last = within or self.days
        days = set()
        for c in circumstances:
            day = max(as_date(c["from"]), first)
            while day <= min(as_date(c["to"]), last):
                days.add(day)
                day += ONE
        return len(days)

    def change(self):
        """What becomes of each rule: ('stays', target), 'lifted' or 'unsaid'."""
        base = {r["id"]: self.own_target(r) for r in self.e.rules}
        for r in self.e.rules:
            first, last = self.days if r["when"][0] == "rolling" else self.window(r["when"])
            if r["raw"].get("pro_rata") and self.m.joined and first <= self.m.joined <= last:
                base[r["id"]] = floor(base[r["id"]] * Fraction((last - self.m.joined).days + 1, (last - first).days + 1))
        self.fate = {i: ("stays", t) for i, t in base.items()}
        whole = (self.days[1] - self.days[0]).days + 1
        best = None
        for adjust in self.e.adjust:
            need = {"target": "target", "agreed_on": "agreed_on", "ref": "ref"}
            stated = [c for c in self.m.circumstances if c["reason"] in adjust["reasons"] and all(c[need[n]] is not None for n in listed(adjust.get("needs") or []))]
            for c in stated:
                n = self.touched([c])
                when = str(adjust.get("when", "any-day"))
                enough = {"any-day": n > 0, "whole-period": n == whole, "part": 0 < n < whole}.get(when)
                if enough is None:
                    enough = n > 0 and n >= int(when.split()[0])
                if not enough:
                    continue
                fate = self.apply(adjust, c, stated, base, whole)
                rank = self.rank(fate)
                if best is None or rank < best[0]:
                    best = (rank, fate)
        if best:
            self.fate = best[1]

    def rank(self, fate):
        def of(f):
            return float("-inf") if f == "lifted" else float("inf") if f == "unsaid" or f[1] is None else f[1]
        if self.e.lead:
            return of(fate[self.e.lead["id"]])
        return min(map(of, fate.values()), default=float("inf"))

    def apply(self, adjust, c, stated, base, whole):
        words = {r["id"]: adjust["all"] for r in self.e.rules} if "all" in adjust else {}

        def put(name, word):
            for rule in self.e.named(name):
                words.setdefault(rule["id"], word)
        for name, value in (adjust.get("set") or {}).items():
            put(name, ("set", value))
        for name in listed(adjust.get("scale") or []):
            put(name, "scale")
        exempt = adjust.get("exempt")
        for name in listed(exempt) if exempt and exempt != "all" else []:
            put(name, "drop")
        for name, word in (adjust.get("others") or {}).items():
            put(name, word)
        lead = self.e.lead or self.e.rules[0]
        ratio = None
        if "scale" not in adjust:
            old = base[lead["id"]] if base[lead["id"]] is not None else 1
            word = words.get(lead["id"])
            new = old
            if isinstance(word, tuple):
                new = c["target"] if word[1] == "agreed" and c["target"] is not None else old if word[1] == "agreed" else amount(word[1], lead["unit"])
            ratio = Fraction(new, max(old, 1))
        fate = {}
        for rule in self.e.rules:
            i, own = rule["id"], base[rule["id"]]
            word = words.get(i, "drop" if "exempt" in adjust else "unstated")
            if isinstance(word, tuple):
                agreed = c["target"] if c["target"] is not None else own
                fate[i] = ("stays", agreed if word[1] == "agreed" else amount(word[1], rule["unit"]))
            elif word == "scale":
                first, last = self.window(rule["when"])
                # the share of who joined in this time takes off the days before already
                if rule["raw"].get("pro_rata") and rule["when"][0] != "rolling" and self.m.joined and first <= self.m.joined <= last:
                    first = self.m.joined
                share = ratio if ratio is not None else self.left(stated, (first, last))
                fate[i] = ("stays", None if own is None else floor(own * share))
            elif word == "keep":
                fate[i] = ("stays", own)
            else:
                fate[i] = "lifted" if word == "drop" else "unsaid"
        return fate

    def left(self, stated, days):
        """The part of some days that circumstances leave."""
        n = (days[1] - days[0]).days + 1
        return Fraction(n - self.touched(stated, days), n) if n > 0 else Fraction(1)

    def before_joining(self, rule):
        """Was the rule's part of the period, or its own stretch, over before joining?"""
        return rule["when"][0] in ("part", "own") and self.m.joined is not None and self.window(rule["when"])[1] < self.m.joined

    def there(self, rule):
        """Is the rule asked, and has the period its part? One that was cut short may lack the last."""
        first, last = self.window(rule["when"])
        return self.holds(rule) and first <= last

    # what a rule looks at

    def holds(self, rule):
        only, roles = rule["only"], set(self.m.roles)
        if only.get("roles") and not roles & set(listed(only["roles"])):
            return False
        if roles & set(listed(only.get("except") or [])):
            return False
        if only.get("drawn") and not any(self.days[0] <= d <= self.days[1] for d in self.m.drawn):
            return False
        return not (only.get("not_first_period") and self.first_period())

    def first_period(self):
        return self.m.joined is not None and self.days[0] <= self.m.joined <= self.days[1]

    def window(self, when, rule=None):
        first, last = self.days
        if when[0] == "rolling":
            end = min(max(self.m.today, first), last) if when[2] else last
            start = later(end + ONE, -when[1])
            since = self.since(rule) if rule else None
            return min(max(start, since or start), end), end
        if when[0] == "own":
            first, last = when[1].days(first, last)
        if when[0] == "part":
            first, last = later(first, when[3] * when[2]), min(later(first, when[3] * when[2] + when[1]) - ONE, last)
        # Where less is asked of who joined in this time, only what was done since then counts.
        since = rule and rule["kind"] != "cap" and rule["raw"].get("pro_rata") is True and self.m.joined
        return (self.m.joined if since and first <= self.m.joined <= last else first), last

    def since(self, rule):
        """The day from which the rule has been asked: joining, or the first edition in a row that has it."""
        found = [self.m.joined] if self.m.joined else []
        if not self.m.pinned:
            first = self.e.first
            earlier = [e for e in self.m.policy.editions if (e.first, e.label) < (self.e.first, self.e.label)]
            while earlier and any(r["id"] == rule["id"] for r in earlier[-1].rules):
                first = earlier.pop().first
            found.append(first)
        return max(found, default=None)

    def due(self, rule):
        """The end of the rule's first whole window, where the one it looks at is not whole."""
        if rule["when"][0] == "own":
            end = self.window(rule["when"])[1]
            return end if end > self.days[1] else None
        since = self.since(rule)
        if rule["when"][0] != "rolling" or since is None or since <= self.window(rule["when"])[0]:
            return None
        return later(since, rule["when"][1]) - ONE

    def selected(self, rule, selects, when=None):
        measure = self.e.measures[rule["measure"]]
        return self.m.parts(self.window(when or rule["when"], rule), lambda e, c: e.fits_all(selects, c, self.keys), measure)

    def looked_at(self, rule):
        """The rule's parts, with what of each is this rule's."""
        stays = isinstance(self.fate[rule["id"]], tuple) and self.fate[rule["id"]][1] is not None
        if rule["share"] == "overlap" or not stays or not self.holds(rule):
            return self.selected(rule, rule["select"])
        family = [r for r in self.e.rules if r["family"] == rule["family"] and r["when"] == rule["when"] and self.holds(r)
                  and isinstance(self.fate[r["id"]], tuple) and self.fate[r["id"]][1] is not None]
        measure = self.e.measures[rule["measure"]]
        parts = self.m.parts(self.window(rule["when"], family[0]), lambda e, c: any(e.fits_all(r["select"], c, self.keys) for r in family), measure)
        own = family.index(rule)
        if rule["share"] == "split":
            for p in parts:
                reach = [n for n, r in enumerate(family) if p.entry.fits_all(r["select"], p.category, self.keys)]
                if own in reach:
                    j, k = reach.index(own), len(reach)
                    p.size = p.size * (j + 1) // k - p.size * j // k
                else:
                    p.size = 0
            return parts
        classes = defaultdict(int)
        for p in parts:
            classes[tuple(n for n, r in enumerate(family) if p.entry.fits_all(r["select"], p.category, self.keys))] += p.size
        got = exclusive(list(classes.items()), [self.fate[r["id"]][1] for r in family])
        # How the share lies on single entries is for showing only: one sum stands for all of them.
        return [Part(None, None, got[own])]

    def caps(self, rule):
        found = []
        for cap in self.e.rules:
            if cap["kind"] != "cap" or not self.holds(cap) or not isinstance(self.fate[cap["id"]], tuple):
                continue
            raw = cap["raw"]["cap"]
            if not any(name in (rule["family"], rule["id"]) for name in listed(raw["towards"])):
                continue
            per = raw.get("per", "period")
            group = {"period": lambda p: "", "entry": lambda p: p.entry.number, "day": lambda p: ""}.get(
                per, lambda p, per=per: next(iter(p.entry.values(per, p.category)), ""))
            days = self.window(cap["when"]) if cap["when"][0] == "part" else (date.min, date.max)
            found.append({"id": cap["id"], "select": cap["select"], "most": self.fate[cap["id"]][1], "per": per, "group": group, "days": days})
        return found

    def through(self, parts, caps):
        return most_through(parts, caps, self.keys) if caps else sum(p.size for p in parts)

    # carried amounts

    def towards(self):
        return [r for name in listed(self.e.carry["towards"]) for r in self.e.named(name)
                if r["kind"] in ("at_least", "at_most", "every", "any_of")] if self.e.carry else []

    def carried(self, rule):
        if rule not in self.towards():
            return 0
        return sum(size for _, size in self.lots())

    def lots(self):
        lots = []
        start = self.m.joined or (self.m.log[0].last if self.m.log else None)
        for days in periods(self.m, start, self.days[0]):
            if days[0] >= self.days[0]:
                break
            edition = self.m.edition(days)
            if edition is None:
                continue
            if edition.carry is None:
                lots = []
                continue
            lots = Case(self.m, edition, days).leave(lots)
        return lots

    def leave(self, lots):
        carry, rules = self.e.carry, self.towards()
        lead = rules[0]
        target = {r["id"]: (self.fate[r["id"]][1] if isinstance(self.fate[r["id"]], tuple) else None) for r in rules}
        own = {r["id"]: self.through(self.looked_at(r), self.caps(r)) for r in rules}
        waiting = sum(size for _, size in lots)
        wanted = target[lead["id"]] or 0
        if carry.get("uses", "carried-first") == "new-first":
            wanted -= own[lead["id"]]
        used = max(0, min(wanted, waiting))
        left, rest = [], used
        for age, size in sorted(lots, reverse=True):
            take = min(size, rest)
            rest -= take
            if size > take and age + 1 <= carry.get("periods", 1):
                left.append((age + 1, size - take))
        unit = lead["unit"]
        most = amount(carry["most"], unit)
        new = min((own[r["id"]] - max(0, target[r["id"]] - used) for r in rules if target[r["id"]] is not None), default=0)
        new = max(0, min(new, self.movable(lead, carry), most))
        if target[lead["id"]] is None or (carry.get("not_first_period") and self.first_period()):
            new = 0
        if carry.get("not_first_judged") and self.first_judged(lead):
            new = 0
        if new:
            left.append((1, new))
        over = sum(size for _, size in left) - most
        for n, (age, size) in enumerate(left):
            take = max(0, min(size, over))
            left[n], over = (age, size - take), over - take
        return [lot for lot in left if lot[1] > 0]

    def first_judged(self, lead):
        """The period of joining, or the one after it where the leading rule is not asked in the first."""
        if self.first_period():
            return True
        if not lead["only"].get("not_first_period") or self.m.joined is None:
            return False
        first, last = period_of(self.m, self.days[0] - ONE)
        return first <= self.m.joined <= last

    def movable(self, lead, carry):
        """What the caps of the first rule let through of the entries that fit, taken alone."""
        since = later(self.days[1] + ONE, -months(carry["earned_in_last"])) if "earned_in_last" in carry else date.min
        fit = [p for p in self.looked_at(lead) if p.entry is None or p.entry.last >= since]
        fit = [p for p in fit if p.entry is None or p.entry.fits(carry.get("select") or {}, p.category, self.keys)]
        return self.through(fit, self.caps(lead))

    # verdicts

    def result(self, rule):
        fate = self.fate[rule["id"]]
        target = fate[1] if isinstance(fate, tuple) else None
        found = self.find(rule, target)
        shown = found.get("target", target) if isinstance(fate, tuple) else None
        limit = None
        if rule["kind"] in ("cap", "at_most", "max_gap"):
            limit, shown = (target if target is not None else self.own_target(rule)), None
            if limit is None and isinstance(fate, tuple):
                limit = found.get("gap")
        days = self.window(rule["when"], rule)
        due = self.due(rule) if isinstance(fate, tuple) and found["enough"] is False and rule["kind"] not in ("cap", "at_most", "max_gap") else None
        nothing = found.get("nothing") and self.m.today > days[1]
        outside = isinstance(fate, tuple) and self.before_joining(rule)
        if nothing or outside:
            due = None
        if due and self.m.today <= due:
            days = days[0], due
        if fate == "unsaid":
            verdict = "silent"
        elif fate == "lifted":
            verdict = "exempt"
        elif rule["kind"] == "cap":
            verdict = None
        elif nothing or outside or due and self.m.today > due:
            verdict = "exempt"
        elif found["enough"] is None:
            verdict = "unknown"
        elif found["enough"]:
            verdict = "met"
        else:
            is_limit = rule["kind"] in ("at_most", "max_gap")
            verdict = "over" if is_limit else "open" if self.m.today <= days[1] else "short"
        met_on = found.get("met_on")
        if verdict not in (None, "met", "exempt"):
            on = [d for r in self.e.routes if any(n in (rule["id"], rule["family"]) for n in listed(r["satisfies"]))
                  for k, d in self.m.artefacts or [] if k == r["artefact"] and self.days[0] <= d <= self.days[1] and d <= self.m.today]
            if on:
                verdict, met_on = "met", min(on)
                self.instead[rule["id"]] = True
        bound = limit if shown is None else shown
        if found["achieved"] == "?":
            bound = None
        self.late[rule["id"]] = due
        return {"id": rule["id"], "kind": rule["kind"], "target": shown, "limit": limit, "achieved": found["achieved"],
                "carried": found.get("carried", 0), "remaining": max(0, bound - found["achieved"]) if bound is not None else "?" if found["achieved"] == "?" else 0,
                "verdict": verdict, "met_on": str(met_on) if met_on and verdict == "met" else None, "from": str(days[0]), "to": str(days[1])}

    def day_of(self, parts, caps, wanted):
        """The first day for which the entries up to it are enough."""
        days = sorted({p.entry.last for p in parts})
        low, high = 0, len(days)
        while low < high:
            mid = (low + high) // 2
            if self.through([p for p in parts if p.entry.last <= days[mid]], caps) >= wanted:
                high = mid
            else:
                low = mid + 1
        return days[low] if low < len(days) else None

    def find(self, rule, target):
        kind, raw = rule["kind"], rule["raw"]
        if kind == "cap":
            return self.find_cap(rule)
        if kind in ("at_least", "every", "at_most"):
            parts, caps, carried = self.looked_at(rule), self.caps(rule), 0
            if kind != "at_most":
                carried = self.carried(rule)
            got = self.through(parts, caps) + carried
            if kind == "at_most":
                return {"achieved": got, "enough": got <= (target if target is not None else self.own_target(rule))}
            found = {"achieved": got, "carried": carried, "enough": got >= (target or 0)}
            exact = not any(p.entry is None for p in parts)
            if found["enough"] and carried < (target or 0):
                found["met_on"] = self.day_of(parts, caps, (target or 0) - carried) if exact else "?"
            return found
        if kind == "ratio":
            over, of, when = rule, [raw["ratio"].get("of") or {}], rule["when"]
            if "of_way" in raw["ratio"]:
                over = self.e.named(raw["ratio"]["of_way"])[0]
                fate = self.fate[over["id"]]
                shown = self.find_way(over, fate[1] if isinstance(fate, tuple) else None)
                way, wanted = shown["way"], shown["target"]
                of, when = of + over["select"] + [way.get("select") or {}], self.e.windows_of(way.get("window"))[0]
            base = sum(p.size for p in self.selected(over, of, when))
            if over is not rule:
                base = min(base, wanted)
            got = sum(p.size for p in self.selected(over, of + rule["select"], when))
            part = Fraction(str(raw["ratio"]["at_least"]))
            return {"achieved": got, "target": ceil(base * part), "enough": base > 0 and got >= base * part, "nothing": base == 0}
        if kind == "any_of":
            return self.find_way(rule, target)
        if kind == "artefact":
            return self.find_artefact(rule, target)
        parts = self.looked_at(rule)
        parts.sort(key=lambda p: (p.entry.last, p.entry.key))
        if kind == "diversity":
            return self.find_values(rule, parts, target)
        if kind == "max_gap":
            return self.find_gap(rule, parts, target)
        return self.find_text(rule, parts, target)

    def find_cap(self, rule):
        caps_of = None
        limited = [r for r in self.e.rules if any(n in (r["id"], r["family"]) for n in listed(rule["raw"]["cap"]["towards"])) and self.holds(r)
                   and r["kind"] in ("at_least", "at_most", "every", "any_of")]
        if rule["when"][0] == "part":
            first, last = self.window(rule["when"])
            limited = [r for r in limited if self.window(r["when"], r)[0] <= last and first <= self.window(r["when"], r)[1]]
        if limited and isinstance(self.fate[rule["id"]], tuple) and self.holds(rule):
            caps_of = self.caps(limited[0])
        if caps_of is None:
            return {"achieved": sum(p.size for p in self.selected(rule, rule["select"])), "enough": None}
        parts = self.looked_at(limited[0])
        own = next((c for c in caps_of if c["id"] == rule["id"]), None)
        if own is None:
            return {"achieved": sum(p.size for p in self.selected(rule, rule["select"])), "enough": None}
        mine = [p for p in parts if limits(own, p, self.keys)]
        # Where caps only meet their like, what one lets through is what all let through of its own.
        alone = len(caps_of) == 1
        return {"achieved": self.through(mine, caps_of) if alone else "?", "enough": None}

    def find_way(self, rule, target):
        ways = rule["raw"]["any_of"]
        base = max(amount(ways[0]["at_least"], rule["unit"]), 1)
        best = None
        for way in ways:
            wanted = amount(way["at_least"], rule["unit"])
            if target is not None:
                wanted = wanted * target // base
            when = self.e.windows_of(way.get("window"))[0]
            parts = self.selected(rule, rule["select"] + [way.get("select") or {}], when)
            caps = self.caps(rule)
            got = self.through(parts, caps)
            gap = max(0, max(wanted, 1) - got) * 1000000 // max(wanted, 1)
            if best is None or gap < best[0]:
                found = {"achieved": got, "target": wanted, "enough": got >= wanted, "way": way}
                if found["enough"] and wanted > 0:
                    found["met_on"] = self.day_of(parts, caps, wanted)
                best = (gap, found)
        return best[1]

    def find_artefact(self, rule, target):
        raw = rule["raw"]["artefact"]
        kind = raw["kind"] if isinstance(raw, dict) else raw
        if self.m.artefacts is None:
            return {"achieved": 0, "enough": None}
        days = self.window(rule["when"], rule)
        wanted = target if target is not None else self.own_target(rule)
        on = sorted(d for k, d in self.m.artefacts if k == kind and days[0] <= d <= days[1] and d <= self.m.today)
        found = {"achieved": len(on), "enough": len(on) >= wanted}
        if 0 < wanted <= len(on):
            found["met_on"] = on[wanted - 1]
        elif wanted == 0 and on:
            found["met_on"] = on[0]
        return found

    def find_values(self, rule, parts, target):
        wanted = target if target is not None else self.own_target(rule)
        seen, met_on = set(), None
        for p in parts:
            for value in p.entry.values(rule["raw"]["diversity"]["of"], p.category):
                if value not in seen:
                    seen.add(value)
                    if len(seen) == wanted:
                        met_on = p.entry.last
        return {"achieved": len(seen), "enough": len(seen) >= wanted, "met_on": met_on}

    def find_gap(self, rule, parts, target):
        first, last = self.window(rule["when"], rule)
        if self.m.joined:
            first = min(max(self.m.joined, first), last)
        end = min(last, self.m.today)
        busy = set()
        for p in parts:
            day = p.entry.first
            while day <= p.entry.last:
                busy.add(day)
                day += ONE
        unless = rule["raw"]["max_gap"].get("unless") if isinstance(rule["raw"]["max_gap"], dict) else None
        told = {d for k, d in self.m.artefacts or [] if k == unless and d <= self.m.today}
        runs, day = [set()], first
        while day <= end:
            if day in busy:
                runs.append(set())
            else:
                runs[-1].add(day)
            day += ONE
        wanted = target if target is not None else self.own_target(rule)
        gap = rule["raw"]["max_gap"]
        many = int((gap["months"] if isinstance(gap, dict) else gap).split()[0]) if wanted is None else None
        allowed = lambda start: wanted if many is None else (later(start, many) - start).days
        unexplained = [(len(run), allowed(min(run))) for run in runs if run and not run & told] + [(0, allowed(first))]
        longest, wanted = max(unexplained, key=lambda one: (one[0] - one[1], one[0]))
        enough = longest <= wanted
        return {"achieved": longest, "gap": wanted, "enough": enough if enough or unless is None or self.m.artefacts is not None else None}

    def find_text(self, rule, parts, target):
        ask = rule["raw"]["text"]
        entries = []
        for p in parts:
            if p.entry not in entries:
                entries.append(p.entry)
        done = [e for e in entries if e.reflection >= max(1, ask.get("words", 1))]
        if "entries" not in ask:
            return {"achieved": len(done), "target": len(entries), "enough": len(done) >= len(entries)}
        wanted = target if target is not None else ask["entries"]
        found = {"achieved": len(done), "target": wanted, "enough": len(done) >= wanted}
        if 0 < wanted <= len(done):
            found["met_on"] = done[wanted - 1].last
        return found


def period_of(member, day):
    if member.pinned:
        return member.pinned.holding(day, member.anchor)
    for edition in reversed(member.policy.editions):
        days = edition.holding(day, member.anchor)
        if edition.first <= days[0] and (edition.last is None or days[0] <= edition.last):
            return days
    edition = member.policy.on(day) or member.policy.editions[0]
    return edition.holding(day, member.anchor)


def periods(member, start, today):
    start = min(start or today, today)
    if not member.pinned:
        start = max(start, min(member.policy.editions[0].first, today))
    found = [period_of(member, start)]
    while found[-1][1] < today:
        following = found[-1][1] + ONE
        days = period_of(member, following)
        found.append((max(days[0], following), days[1]))
    return found


ORDER = ["short", "over", "unknown", "open", "met", "exempt", "silent"]


def judge(member, days):
    edition = member.edition(days)
    earned = sum(e.minutes for e in member.log if days[0] <= e.last <= days[1] and e.counts(member.today))
    result = {"label": label(days), "from": str(days[0]), "to": str(days[1]), "edition": "", "verdict": "silent", "earned": earned, "rules": []}
    untold = "anniversary" in (edition or member.policy.editions[0]).window and member.anchor is None
    if edition is None:
        return {**result, "verdict": "unknown", "earned": 0} if untold else result
    if untold:
        # Nobody knows what lies in the period: nothing is there, and nothing can be told.
        member = copy(member)
        member.log, member.circumstances, member.artefacts = [], [], None
        result["earned"] = 0
    case = Case(member, edition, days)
    result["edition"] = edition.label
    result["rules"] = [case.result(r) for r in edition.rules if case.there(r)]
    for r in result["rules"] if untold else []:
        r.update(achieved=0, remaining=0, met_on=None, verdict=r["verdict"] and "unknown")
    named = lambda rule: set(listed(rule["only"].get("roles") or [])) | depends(rule)
    depends = lambda rule: set(rule["raw"].get("target_by") or {}) | set(rule["raw"].get("more_for") or {})
    open_roles = next((set(of) for of in member.policy.needed if not set(of) & set(member.roles) and any(set(of) & named(r) for r in edition.rules)), set())
    if open_roles and not untold:
        by_id = {r["id"]: r for r in edition.rules}
        for r in result["rules"]:
            if depends(by_id[r["id"]]) & open_roles and r["verdict"] in ("met", "open", "short", "over", "unknown") and not case.instead.get(r["id"]):
                r.update(verdict="unknown", met_on=None, target=None, remaining=0)
                case.late[r["id"]] = None
    binding = [r for r, rule in zip(result["rules"], [x for x in edition.rules if case.there(x)]) if rule["severity"] != "advice" and r["verdict"]]
    said = {r["verdict"] for r in binding if not case.late[r["id"]]} or {r["verdict"] for r in binding}
    result["verdict"] = next((v for v in ORDER if v in said), "silent")
    if not binding and case.first_period() and any(r["only"].get("not_first_period") and r["severity"] != "advice" and r["kind"] != "cap" for r in edition.rules):
        result["verdict"] = "exempt"
    if open_roles and result["verdict"] in ("met", "open"):
        result["verdict"] = "unknown"
    return result


def differences(mine, theirs, path=""):
    if mine == "?":
        return
    if isinstance(mine, dict):
        for key in mine:
            yield from differences(mine[key], theirs.get(key), path + "." + key)
    elif isinstance(mine, list):
        if len(mine) != len(theirs):
            yield "%s: %d of %d" % (path, len(mine), len(theirs))
        for n, (a, b) in enumerate(zip(mine, theirs)):
            name = a.get("id", n) if isinstance(a, dict) else n
            yield from differences(a, b, "%s[%s]" % (path, name))
    elif mine != theirs:
        yield "%s: here %r, engine %r" % (path, mine, theirs)


def main(cases, *paths):
    policies = {p.id: p for p in map(Policy, paths)}
    records = judged = rules = 0
    wrong = []
    with open(cases, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            case = json.loads(line)
            member = Member(policies[case["policy"]], case)
            start = member.joined or (member.log[0].last if member.log else None)
            mine = [judge(member, days) for days in periods(member, start, member.today)]
            records += 1
            judged += len(mine)
            rules += sum(len(p["rules"]) for p in mine)
            for text in differences(mine, case["periods"]):
                wrong.append("line %d, %s%s" % (number, case["policy"], text))
                if len(wrong) > 200:
                    break
    for text in wrong[:40]:
        print(text)
    print("%d records, %d periods, %d rules judged twice; %d differences" % (records, judged, rules, len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
