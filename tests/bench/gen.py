#!/usr/bin/env python3
"""A made-up record of any size, the same bytes each time.

    gen.py N OUT        writes a site with N entries over ten years (2016 to 2025), about 1.9 KB each

Nothing is read but N: no clock, no locale, no order of a hash.
"""
import pathlib
import random
import re
import sys
from datetime import date, timedelta

FIRST, DAYS = date(2016, 1, 1), (date(2025, 12, 31) - date(2016, 1, 1)).days + 1

TYPES = ["training-course", "work-experience", "academic-study", "volunteering", "event", "self-study"]
CATEGORIES = ["personal-technical", "job-technical", "soft-skills"]
MINUTES = [30, 45, 60, 60, 75, 90, 90, 120, 120, 150, 180, 240, 360, 420]
COMPETENCES = ["A1", "A2", "B1", "B2", "B3", "C1", "C2", "C3", "D1", "D2", "E1", "E3"]
PROVIDERS = ["Fenland Power Forum", "Northmoor training room", "Harbour University", "The standards committee",
             "Journal club", "A supplier of test gear", "Municipal water works", "Open courseware",
             "Regional grid operator", "Self-organised", "The apprentices’ workshop", "Museum of industry"]
TAGS = ("bearings cables calibration cooling drives earthing emc filters firmware gears grids harmonics insulation "
        "inverters lighting magnets maintenance metering motors noise planning plastics pumps relays reports robots "
        "safety sensors software standards statistics steel storage switchgear teaching tests transformers vibration "
        "vision welding").split()
WHAT = ["Lecture on", "Two evenings with", "A morning in the laboratory:", "Reading about", "Course day:",
        "Site visit:", "Teaching apprentices", "Working group on", "First trial of", "Lessons from", "Review of",
        "Simulating", "Repairing and documenting", "Mentoring talk about"]
ABOUT = ["partial discharge in old cables", "the thermal limits of busbars", "bearing currents", "protection settings",
         "load flow with many small sources", "fatigue of solder joints", "acceptance tests", "hydraulic transients",
         "writing requirements that can be tested", "arc flash labels", "condition monitoring", "sampling plans",
         "reliability figures and what they hide", "functional safety of lifts", "heat pumps in old buildings",
         "calm conversations about risk", "handing over a project", "estimating without fooling oneself",
         "wireless sensors in steel halls", "recycling of permanent magnets", "the new wiring rules",
         "battery rooms and their ventilation"]
TAIL = ["", "", "", ", part one", ", part two", " (with the night shift)", ": what changed", " & its cost", ", again"]
SAID = ["The measurement agreed with the model only after we had corrected the lead inductance",
        "Half of the time went into agreeing what exactly had failed",
        "The speaker drew the whole argument on one sheet of paper",
        "We compared three methods and kept the one that a tired person can still follow",
        "I had expected the second cause to matter more than the first, and was wrong",
        "The old drawings were better than the new ones, and nobody could say why",
        "A colleague from purchasing asked the question that none of us had asked",
        "What looked like noise was the neighbour’s crane",
        "The standard leaves the choice open, which is why every company answers it differently",
        "The experiment took a quarter of an hour and saved a month",
        "It became clear that our check list covers the equipment and forgets the handover",
        "There was time for questions, and the best one came from an apprentice"]
THEN = ["Bring the worked example to the next design review.", "Measure the same quantity on our own test rig.",
        "Ask for the raw data behind the third figure.", "Write half a page for the team’s handbook.",
        "Replace the rule of thumb in the spreadsheet.", "Visit again when the second unit is open.",
        "Explain it to somebody who was not there.", "Compare with the incident of last spring."]
KEPT = ["I now write the test before the requirement is signed.", "I had been too sure of a number that I never checked.",
        "I shall plan twice the time for the measurement and half for the report.",
        "The useful part was to see how others argue, not what they decided.",
        "It confirmed most of my practice and removed one habit.", "I can explain this now without a drawing.",
        "Next time I prepare three questions beforehand."]


def entry(i, n):
    """The i-th of n entries, as values."""
    r = random.Random(i * 1_000_003 + n)
    day = FIRST + timedelta(days=(i * DAYS + r.randrange(DAYS)) // n if n < DAYS else i * DAYS // n)
    title = f"{r.choice(WHAT)} {r.choice(ABOUT)}{r.choice(TAIL)}"
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    e = {"title": title, "date": min(day, FIRST + timedelta(days=DAYS - 1)), "minutes": r.choice(MINUTES),
         "category": r.choice(CATEGORIES), "type": r.choice(TYPES), "planned": r.random() < 0.4,
         "provider": r.choice(PROVIDERS), "tags": r.sample(TAGS, r.randint(2, 5)),
         "competences": sorted(r.sample(COMPETENCES, r.randint(0, 3))), "reflection": r.sample(KEPT, r.randint(2, 4)),
         "slug": f"{slug}-{i}", "body": body(r)}
    return e


def words(r, n):
    out = []
    for said in r.sample(SAID, n):
        if r.random() < 0.3:
            parts = said.split(" ")
            at = r.randrange(len(parts) - 2)
            mark = r.choice(["*", "**", "`"])
            parts[at] = f"{mark}{parts[at]}{mark}"
            said = " ".join(parts)
        out.append(said + ".")
    return " ".join(out)


def body(r):
    about = r.choice(ABOUT)
    slug = about.replace(" ", "-")
    out = ["## What I did", words(r, r.randint(2, 4)),
           f"The notes are [kept with the others](https://example.org/notes/{slug}?n={r.randrange(900)}).",
           "## What stayed", "\n".join(f"- {s}." for s in r.sample(SAID, r.randint(3, 5)))]
    if r.random() < 0.3:
        rows = [f"| {r.choice(ABOUT).capitalize()} | {r.randrange(5, 95, 5)} | {r.choice(['yes', 'no', 'later'])} |"
                for _ in range(r.randint(3, 5))]
        out.append("\n".join(["| Topic | Minutes | Useful |", "|:--|--:|:-:|", *rows]))
    if r.random() < 0.25:
        out.append(f"> {r.choice(SAID)}.")
    out += ["## What I shall do", "\n".join(f"{k}. {s}" for k, s in enumerate(r.sample(THEN, r.randint(2, 4)), 1))]
    text = "\n\n".join(out)
    while len(text.encode()) < 1400:
        text += "\n\n" + words(r, 2)
    return text + "\n"


def ours(e):
    """The entry in the format of cpdfolio."""
    hours = f"{e['minutes'] / 60:g}"
    lines = [f'title: "{e["title"]}"', f"date: {e['date']}", f"hours: {hours}", f"category: {e['category']}",
             f"type: {e['type']}", f"planned: {'true' if e['planned'] else 'false'}", f"provider: {e['provider']}",
             f"tags: [{', '.join(e['tags'])}]"]
    if e["competences"]:
        lines.append(f"competences: [{', '.join(e['competences'])}]")
    lines += ["reflection: |", *(f"  {s}" for s in e["reflection"])]
    return "---\n" + "\n".join(lines) + "\n---\n" + e["body"]


CONFIG = """schema: cpdfolio.site/1
title: "Robin Sample: CPD"
base_url: https://robin.example/cpd/
member:
  name: Robin Sample
  number: "0000001"
  grade: MIET
policies:
  - {id: iet}
"""


def main():
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
        sys.exit(__doc__)
    n, out = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    total = 0
    for i in range(n):
        e = entry(i, n)
        folder = out / "content/activities" / str(e["date"].year)
        folder.mkdir(parents=True, exist_ok=True)
        data = ours(e).encode()
        total += len(data)
        (folder / f"{e['date']}-{e['slug']}.md").write_bytes(data)
    (out / "cpdfolio.yaml").write_text(CONFIG)
    print(f"{n} entries of {total // n} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
