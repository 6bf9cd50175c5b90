// What needs no layout: each page is parsed by the browser's own parser, then links, names and structure are judged.
/* global DOMParser */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** All files of a folder, relative, sorted. */
export function files(root, under = "") {
  return readdirSync(join(root, under), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() ? files(root, posix.join(under, e.name)) : [posix.join(under, e.name)]));
}

/** Which kind of page an address is. */
export function kind(path) {
  const rules = [
    [/^404\.html$/, "not-found"],
    [/^index\.html$/, "home"],
    [/^activities\/index\.html$/, "activities"],
    [/^activities\/year-[^/]+\/index\.html$/, "activities-year"],
    [/^activities\/year-[^/]+\/[^/]+\.html$/, "facet-year"],
    [/^activities\/((type|category|tag|provider|competence)(-[^/]+)?|planned|unplanned)\/index\.html$/, "facet"],
    [/^search\//, "search"],
    [/^activities\//, "entry"],
    [/^compliance\//, "check"],
    [/^years\/index\.html$/, "years"],
    [/^years\//, "record"],
    [/^evidence\/index\.html$/, "evidence"],
    [/^data\//, "data"],
    [/^plan\//, "plan"],
    [/^faq\//, "faq"],
    [/^directory\/index\.html$/, "directory"],
    [/^directory\//, "item"],
    [/^changes\//, "changes"],
    [/^policy\/[^/]+\/[^/]+\/index\.html$/, "edition"],
    [/^guidance\//, "guidance"],
    [/^problems\//, "problems"],
    [/^competences\//, "competences"],
  ];
  return rules.find(([rule]) => rule.test(path))?.[1] ?? "text";
}

function facts(html) {
  const doc = new DOMParser().parseFromString(html, "text/html");
  const all = (selector) => [...doc.querySelectorAll(selector)];
  const short = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const faults = [];
  const fault = (text) => faults.push(text);
  const ids = all("[id]").map((e) => e.id);
  const known = new Set(ids);
  if (known.size !== ids.length) fault(`the same id twice: ${ids.find((id, i) => ids.indexOf(id) !== i)}`);
  for (const e of all("[aria-labelledby],[aria-describedby],[aria-controls],[headers],[for]")) {
    for (const key of ["aria-labelledby", "aria-describedby", "aria-controls", "headers", "for"]) {
      for (const id of (e.getAttribute(key) || "").split(/\s+/).filter(Boolean)) {
        if (!known.has(id)) fault(`${key} names nothing: ${id}`);
      }
    }
  }
  const heads = all("h1,h2,h3,h4,h5,h6");
  const h1 = heads.filter((h) => h.localName === "h1").length;
  if (h1 !== 1) fault(`${h1} h1 headings`);
  let level = 0;
  for (const h of heads) {
    const now = Number(h.localName[1]);
    if (now > level + 1) fault(`a heading level is skipped: h${level} then ${short(h)}`);
    if (!h.textContent.trim()) fault(`an empty heading: ${short(h)}`);
    level = now;
  }
  const title = doc.title.trim();
  if (!title) fault("no title");
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(doc.documentElement.lang)) fault(`lang is “${doc.documentElement.lang}”`);
  if (!doc.querySelector("meta[charset]")) fault("no charset");
  if (!/width=device-width/.test(doc.querySelector("meta[name=viewport]")?.content || "")) fault("no viewport");
  if (/user-scalable=no|maximum-scale/.test(doc.querySelector("meta[name=viewport]")?.content || "")) fault("zoom is forbidden");
  const policy = doc.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content || "";
  if (!/default-src 'none'/.test(policy) || /unsafe|\*|https?:/.test(policy)) fault(`content security policy: “${policy}”`);
  for (const e of all("style, script:not([src]):not([type='application/ld+json'])")) fault(`inline: ${short(e)}`);
  for (const e of all("*")) {
    for (const a of e.attributes) if (a.name === "style" || /^on/.test(a.name)) fault(`attribute ${a.name}: ${short(e)}`);
  }
  for (const t of all("table")) {
    if (!t.caption && !t.closest("[role=group][aria-label],[role=region][aria-label]") && !t.hasAttribute("aria-label") && !t.hasAttribute("aria-labelledby")) fault(`a table without a name: ${short(t)}`);
    if (!t.querySelector("th")) fault(`a table without heads: ${short(t)}`);
  }
  for (const th of all("th")) {
    if (!th.textContent.trim()) fault(`an empty th: ${short(th.parentElement)}`);
    if (!th.hasAttribute("scope") && !th.hasAttribute("id")) fault(`a th without scope: ${short(th)}`);
  }
  for (const img of all("img:not([alt])")) fault(`no alt: ${short(img)}`);
  // a picture within a picture is a part of it
  for (const svg of all("svg:not(svg svg)")) {
    const named = svg.getAttribute("role") === "img" && (svg.hasAttribute("aria-label") || svg.hasAttribute("aria-labelledby"));
    if (svg.getAttribute("aria-hidden") !== "true" && !named) fault(`a picture without a name: ${short(svg)}`);
  }
  for (const b of all(".badge")) if (!b.textContent.trim()) fault(`a badge without its word: ${short(b)}`);
  const links = [];
  for (const e of all("[href],[src],[srcset],[poster],[data],[action]")) {
    for (const key of ["href", "src", "poster", "data", "action"]) if (e.hasAttribute(key)) links.push([e.localName, e.getAttribute(key)]);
    if (e.hasAttribute("srcset")) for (const one of e.getAttribute("srcset").split(",")) links.push([e.localName, one.trim().split(/\s+/)[0]]);
    if (e.getAttribute("target") === "_blank" && !/noopener/.test(e.rel)) fault(`opens a window without noopener: ${short(e)}`);
  }
  const robots = doc.querySelector("meta[name=robots]")?.content || "";
  // a page at a former address: it leads to where its content stands now, and nothing leads to it
  const moved = Boolean(doc.querySelector("meta[http-equiv=refresh]"));
  return { ids, title, faults, links, robots, moved, canonical: doc.querySelector("link[rel=canonical]")?.getAttribute("href") ?? null };
}

/** Judges every page of a site. */
export async function examine(page, site, report) {
  const all = files(site.dir);
  const there = new Set(all);
  const pages = all.filter((f) => f.endsWith(".html"));
  await page.goto("about:blank");
  await page.evaluate(`window.__facts = (${facts}); undefined`);
  const known = new Map();
  for (let i = 0; i < pages.length; i += 40) {
    const some = pages.slice(i, i + 40);
    const texts = JSON.stringify(some.map((p) => readFileSync(join(site.dir, p), "utf8")));
    const found = JSON.parse(await page.evaluate((t) => JSON.stringify(JSON.parse(t).map((one) => window.__facts(one))), texts));
    some.forEach((p, k) => known.set(p, { ...found[k], ids: new Set(found[k].ids) }));
  }

  const links = { tested: 0, faults: [], outside: 0 };
  const reached = new Map([...known.keys()].map((p) => [p, new Set()]));
  for (const [path, page] of known) {
    for (const [element, link] of page.links) {
      const bad = (why) => links.faults.push(`${site.name}/${path}: ${why}: ${link.slice(0, 120)}`);
      if (/^(https?|mailto|tel):/i.test(link)) {
        links.outside += 1;
        if (!["a", "area"].includes(element) && !(element === "link" && link === page.canonical)) bad(`<${element}> loads from outside`);
        continue;
      }
      links.tested += 1;
      if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith("//")) { bad("a scheme that we do not write"); continue; }
      // a server shows the page for a missing address at any address: its links start at the root
      const rooted = path === "404.html" && link.startsWith(`/${site.prefix}`);
      if (link.startsWith("/") && !rooted) { bad("not relative"); continue; }
      const [before, anchor] = link.split("#");
      let target = path;
      try {
        if (rooted) target = posix.normalize(decodeURIComponent(before.slice(site.prefix.length + 1)));
        else if (before) target = posix.normalize(posix.join(posix.dirname(path), decodeURIComponent(before.split("?")[0])));
      } catch { bad("badly encoded"); continue; }
      if (target.startsWith("..")) { bad("leaves the site"); continue; }
      if (before && /(^|\/)(\.\.?)?$/.test(before.split("?")[0])) { bad("does not end in a file name"); continue; }
      if (!there.has(target)) { bad("leads nowhere"); continue; }
      reached.get(path).add(target);
      if (anchor && !known.get(target)?.ids.has(decodeURIComponent(anchor))) bad("its anchor is not there");
    }
  }
  report.add("links: file and anchor are there", links.tested, links.faults);
  site.outside = links.outside;

  // from the first page, everything can be reached
  const seen = new Set(["index.html"]);
  for (const path of seen) for (const next of reached.get(path) ?? []) seen.add(next);
  const alone = pages.filter((p) => !seen.has(p) && p !== "404.html" && !known.get(p).moved);
  report.add("every page can be reached from the first", pages.length, alone.map((p) => `${site.name}/${p}: no way leads here`));

  const titles = new Map();
  for (const [path, { title }] of known) titles.set(title, [...(titles.get(title) ?? []), path]);
  const twins = [...titles].filter(([, paths]) => paths.length > 1);
  report.add("titles: there, and each its own", pages.length, twins.map(([t, paths]) => `${site.name}/${paths[0]}: ${paths.length} pages are called “${t.slice(0, 80)}”`));

  const faults = [...known].flatMap(([path, { faults }]) => faults.map((f) => `${site.name}/${path}: ${f}`));
  report.add("structure: headings, lang, ids, tables, pictures, no inline code", pages.length, faults);

  const robots = [...known].filter(([, { robots, moved }]) => !moved && /noindex/.test(robots) !== (site.audience !== "public" && site.member !== false));
  report.add("noindex: all but the public view", pages.length, robots.map(([p, k]) => `${site.name}/${p}: robots is “${k.robots}”`));

  await feeds(page, site, all, there, report);
  site.pages = pages.map((path) => ({ path, kind: known.get(path).moved ? "moved" : kind(path), size: statSync(join(site.dir, path)).size }));
  site.files = all.length;
}

/** Feeds and maps: well formed, and every address of this site in them is there. */
async function feeds(page, site, all, there, report) {
  const xml = all.filter((f) => /\.(xml|svg)$/.test(f));
  if (!xml.length) return;
  const faults = [];
  for (const file of xml) {
    const found = await page.evaluate((text) => {
      const doc = new DOMParser().parseFromString(text, "application/xml");
      const wrong = doc.querySelector("parsererror")?.textContent;
      const to = [...doc.querySelectorAll("loc, link[href]")].map((e) => e.getAttribute("href") ?? e.textContent.trim());
      return { wrong, to };
    }, readFileSync(join(site.dir, file), "utf8"));
    if (found.wrong) faults.push(`${site.name}/${file}: ${found.wrong.slice(0, 200)}`);
    const base = site.base;
    for (const to of found.to) {
      if (!base || !to.startsWith(base)) continue;
      const path = decodeURIComponent(to.slice(base.length).split("#")[0]);
      if (!there.has(path === "" || path.endsWith("/") ? `${path}index.html` : path)) faults.push(`${site.name}/${file}: ${to} is not there`);
    }
  }
  report.add("feeds and maps: well formed, addresses are there", xml.length, faults);
}
