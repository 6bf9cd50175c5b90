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
  const line = (text) => {
    const p = document.createElement("p");
    p.textContent = text;
    out.append(p);
  };
  const look = () => {
    if (!bytes) return;
    out.replaceChildren();
    const checked = cpdfolioSeal.file(bytes);
    if (checked.refused) {
      out.dataset.whole = "no";
      return line(fill(say.refused, { why: checked.refused }));
    }
    const typed = $("_root").value.trim();
    const root = typed ? cpdfolioSeal.typed(typed) : null;
    const bad = typed && !root;
    const other = root && !checked.roots.includes(root);
    const whole = checked.findings.length === 0 && !other && !bad;
    out.dataset.whole = whole ? "yes" : "no";
    line(whole ? (root ? say.proved : say.whole) : say.altered);
    if (bad) line(say.noroot);
    if (other) line(say.other);
    for (const f of checked.findings) line(`${f.code}: ${[f.part, f.of, f.name, f.what].filter(Boolean).join(" ")}`);
    checked.periods.forEach((p, n) => {
      line(`${p.period.from} – ${p.period.to}: ${[p.number, p.name].filter(Boolean).join(", ")}`);
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
