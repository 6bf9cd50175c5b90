/* The check page: a file that somebody handed over is read on this machine and nowhere else. */
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const box = $("_check");
  if (!box) return;
  const say = box.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (found, key) => (key in values ? values[key] : found));
  const out = $("_result");
  let bytes = null;
  const said = $("_said").content;
  const line = (text, is) => {
    const p = document.createElement("p");
    p.textContent = text;
    if (is) {
      p.className = is === "met" ? "callout" : "callout warning";
      p.dataset.is = is;
      p.prepend(said.children[is === "met" ? 0 : 1].cloneNode(true));
    }
    out.append(p);
  };
  const words = (of) => {
    const text = said.querySelector(`[data-is="${of.code}"]`);
    return text ? fill(text.textContent, { part: "", what: "", ...of }).replace(/ {2,}/g, " ") : of.code;
  };
  const lang = document.documentElement.lang;
  const day = (text, year) => new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year, timeZone: "UTC" }).format(new Date(text));
  const days = ({ from, to }) => fill(say.days, { first: day(from, from.slice(0, 4) === to.slice(0, 4) ? undefined : "numeric"), last: day(to, "numeric") });
  const look = () => {
    if (!bytes) return;
    out.replaceChildren();
    const checked = cpdfolioSeal.file(bytes);
    if (checked.refused) {
      out.dataset.whole = "no";
      return line(fill(say.refused, { why: words({ code: checked.refused }) }), "error");
    }
    const typed = $("_root").value.trim();
    const root = typed ? cpdfolioSeal.typed(typed) : null;
    const signs = typed.replace(/[\s:.\u00a0-]/g, "");
    const bad = typed && !root;
    const other = root && !checked.roots.includes(root);
    const altered = checked.findings.length > 0 || other;
    /* a root that is still being typed is no reason for a verdict */
    out.dataset.whole = altered ? "no" : bad ? "" : "yes";
    if (altered) line(say.altered, "error");
    else if (!bad) line(root ? say.proved : say.whole, "met");
    if (bad) line(signs.length < 64 && !/[^0-9a-f]/i.test(signs) ? fill(say.part, { n: signs.length }) : say.noroot);
    if (other) line(say.other);
    for (const f of checked.findings) line(words({ ...f, period: checked.periods[f.period] ? days(checked.periods[f.period].period) : "" }));
    checked.periods.forEach((p, n) => {
      line(`${days(p.period)}: ${[p.number, p.name].filter(Boolean).join(", ")}`);
      line(fill(say.root, { root: cpdfolioSeal.groups(checked.roots[n]).join(" ") }));
    });
    line(say.proves);
  };
  $("_file").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    bytes = file.size > 64 * 1024 * 1024 ? new Uint8Array(64 * 1024 * 1024 + 1) : new Uint8Array(await file.arrayBuffer());
    look();
  });
  $("_root").addEventListener("input", look);
  box.hidden = false;
  $("_noscript").hidden = true;
})();
