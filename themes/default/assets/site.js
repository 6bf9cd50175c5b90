/* cpdfolio, default theme: search everywhere, filter and sort on lists. Nothing is needed to read the site.
   Texts reach the page as text nodes only; no request is made but for the index of this site. */
"use strict";
(() => {
  const root = document.currentScript.src.replace(/assets\/site\.js.*$/, "");
  const lang = document.documentElement.lang;
  const $ = (selector, of = document) => of.querySelector(selector);
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (found, key) => (key in values ? values[key] : found));
  const counted = (words, n) => words[new Intl.PluralRules(lang).select(n)] ?? words.other;
  const replace = (hash) => history.replaceState(null, "", location.pathname + (hash && `#${hash}`));

  /** An element; `is` are attributes, on… listeners, children texts or nodes. */
  const make = (name, is = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(is)) {
      if (typeof value === "function") made.addEventListener(key.slice(2), value);
      else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  };

  /* scripts of this site, each asked for once; one that did not come may be asked for again */
  const waiting = new Map();
  const loaded = (name) => {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((done, fail) => {
        document.head.append(make("script", { src: `${root}assets/${name}.js`, onload: done, onerror: () => { waiting.delete(name); fail(); } }));
      }));
    }
    return waiting.get(name);
  };

  /* words as the index has them: lower case, no accents, ligatures and letters with strokes as one types them */
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ħ: "h", ł: "l", ı: "i", þ: "th", ς: "σ" };
  const fold = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[ßæœøđðħłıþς]/g, (c) => LETTERS[c]);
  /* scripts that are written without spaces are cut into pairs */
  const DENSE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp(`[${DENSE}]+|(?:(?![${DENSE}])[\\p{Alphabetic}\\p{N}])+`, "gu");
  const dense = new RegExp(`^[${DENSE}]`, "u");
  const LONGEST = 32;
  const words = (text) =>
    (fold(text).match(WORD) ?? []).flatMap((word) => {
      const letters = [...word];
      if (!dense.test(word)) return [letters.slice(0, LONGEST).join("")];
      return letters.length < 2 ? [word] : letters.slice(1).map((letter, n) => letters[n] + letter);
    });

  /** A text with the words that were looked for marked: a list of nodes. */
  const marked = (text, wanted) => {
    const nodes = [];
    let from = 0;
    for (const { index, 0: word } of text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)) {
      const found = words(word);
      const hit = wanted.find((w) => found.some((f) => f.startsWith(w)));
      if (!hit) continue;
      const letters = [...word];
      let start = 0;
      let end = letters.length;
      const within = dense.test(fold(word));
      if (within) start = Math.max(0, fold(word).indexOf(hit));
      /* as many letters as fold to what was typed */
      for (let n = start + 1; n <= letters.length; n += 1) {
        if (fold(letters.slice(start, n).join("")).length >= hit.length) { end = n; break; }
      }
      const at = index + letters.slice(0, start).join("").length;
      const to = index + letters.slice(0, end).join("").length;
      nodes.push(text.slice(from, at), make("mark", {}, text.slice(at, to)));
      from = to;
    }
    return [...nodes, text.slice(from)];
  };

  /* ---- contents ---- */

  /* what was chosen is not left covered by the list it was chosen from */
  for (const toc of all(".toc")) {
    toc.addEventListener("click", (event) => {
      if (event.target.closest("a")) toc.open = false;
    });
  }

  /* ---- lists: filter and sort ---- */

  const minutes = (iso) => {
    const [, h = 0, m = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(iso) ?? [];
    return Number(h) * 60 + Number(m);
  };

  /* the filter language of `cpdfolio list`: all terms must hold; what is no term is looked for in the row */
  const time = (text) => {
    const [, h, m = 0] = /^(\d+(?:\.\d+)?)h?(?:(\d+)m?)?$/.exec(text) ?? /^(\d+):(\d\d)$/.exec(text) ?? [];
    const short = /^(\d+)m(?:in)?$/.exec(text);
    return short ? Number(short[1]) : h === undefined || (m && !/[h:]/.test(text)) ? null : Math.round(Number(h) * 60) + Number(m);
  };
  const signs = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "=": (a, b) => a === b, ":": (a, b) => a === b };
  /* keys that `has:` and `no:` ask for; those in the row itself are read from it, the others from its data-has */
  const KEYS = { type: "type", category: "area", area: "area", tag: "tag", tags: "tag", provider: "provider", plan: "plan", competence: "competence", competences: "competence", evidence: "evidence", reflection: "reflection", body: "body", text: "body", title: "title" };
  const IN_ROW = ["type", "area", "tag", "title"];
  const term = (text, planned) => {
    if (/^-[^\s-]/.test(text)) {
      const holds = term(text.slice(1), planned);
      return (row) => !holds(row);
    }
    const said = text.toLowerCase();
    if (said === "planned") return (row) => Boolean(row.sets.planned?.includes(planned));
    if (said === "unplanned") return (row) => Boolean(row.sets.planned && !row.sets.planned.includes(planned));
    if (["draft", "example", "future"].includes(said)) return (row) => row.out === said;
    if (["featured", "supports_others"].includes(said)) return (row) => Boolean(row.sets.has?.includes(said));
    const [, wish, what] = /^(has|no):([a-z]+)$/.exec(said) ?? [];
    if (what && KEYS[what]) {
      const is = (row) => (IN_ROW.includes(KEYS[what]) ? Boolean(row.sets[KEYS[what]]?.length) : Boolean(row.sets.has?.includes(KEYS[what])));
      return (row) => is(row) === (wish === "has");
    }
    const texts = words(text.replaceAll('"', " "));
    const found = (row) => texts.every((t) => row.text.includes(t));
    const date = /^(?:date:)?(\d{4}(?:-\d\d){0,2})?(?:(\.\.)(\d{4}(?:-\d\d){0,2})?)?$/.exec(said);
    if (date && (date[1] || date[3])) {
      const from = date[1] ?? "";
      const to = date[2] ? (date[3] ?? "") : from;
      const holds = (row) => (row.date ? row.date.slice(0, from.length) >= from && (!to || row.date.slice(0, to.length) <= to) : found(row));
      return Object.assign(holds, { days: { from, to } });
    }
    const [, sign, length] = /^hours(>=|<=|>|<|=|:)(.+)$/.exec(said) ?? [];
    if (sign && time(length) !== null) return (row) => signs[sign](row.time, time(length));
    const [, key, value] = /^(type|category|area|tag|title):(.+)$/.exec(said) ?? [];
    if (key) {
      const wanted = value.replaceAll('"', "").split(",").map(words);
      const name = key === "category" ? "area" : key;
      const has = (set, all) => all.every((w) => words(set).some((t) => t.startsWith(w)));
      return (row) => wanted.some((all) => (row.sets[name] ?? []).some((set) => has(set, all)));
    }
    return found;
  };
  const filter = (text, planned) => {
    const terms = [...text.matchAll(/(?:[^\s"]+|"[^"]*"?)+/g)].map(([one]) => term(one, planned));
    /* may rows of these days fit? */
    const between = (first, last) => terms.every(({ days }) => !days || (last.slice(0, days.from.length) >= days.from && (!days.to || first.slice(0, days.to.length) <= days.to)));
    return Object.assign((row) => terms.every((holds) => holds(row)), { between });
  };
  /* end of the filter language */

  const collator = new Intl.Collator(lang, { numeric: true });
  /** How two rows stand to each other by the n-th column, or as they stood. */
  const inOrder = (n, down) => (a, b) => {
    if (n < 0) return a.place - b.place;
    const [x, y] = [a.cells[n].value, b.cells[n].value];
    const found = x?.startsWith("PT") ? minutes(x) - minutes(y) : x ? (x < y ? -1 : x > y ? 1 : 0) : collator.compare(a.cells[n].text, b.cells[n].text);
    return (down ? -found : found) || a.place - b.place;
  };
  const chosen = (fields) => fields.filter((f) => f.value.trim()).map((f) => [f.name, f.value.trim()]);
  const fitting = (wanted, holds) => (r) => wanted.every(([name, value]) => name === "q" || r.sets[name] === null || r.sets[name]?.includes(value)) && holds(r);
  const hoursIn = (status, sum) => fill(sum % 60 ? (sum < 60 ? status.dataset.m : status.dataset.hm) : status.dataset.h, { h: Math.floor(sum / 60), m: sum % 60, mm: String(sum % 60).padStart(2, "0") }).replaceAll(" ", "\u202f");
  /** What is said of so many rows. */
  const told = (status, table, n, all, hours) => {
    const by = $("[aria-sort]", table);
    const parts = [fill(status.dataset.text, { n, all, hours })];
    if (by) parts.push(fill(status.dataset[by.getAttribute("aria-sort")], { by: by.textContent }));
    return parts.join(" ");
  };
  const mark = (heads, at, down) => heads.forEach((h, n) => (n === at ? h.setAttribute("aria-sort", down ? "descending" : "ascending") : h.removeAttribute("aria-sort")));
  /** The heads of a table become buttons. */
  const buttons = (heads, press) => {
    for (const head of heads) {
      const button = make("button", { type: "button", onclick: () => press(head.dataset.key) });
      button.append(...head.childNodes);
      head.append(button);
    }
  };
  /** A field gets its choices; one with nothing to choose from goes. */
  const choices = (select, values) => {
    if (values.size < 2) select.closest("p").remove();
    else select.append(...[...values].sort(collator.compare).map((v) => make("option", {}, v)));
  };
  /** The choices of a narrow page, folded away or not. */
  const folds = (form) => {
    const folder = $(".fold button", form);
    const unfold = (open) => {
      form.toggleAttribute("data-open", open);
      folder.setAttribute("aria-expanded", String(open));
    };
    folder.addEventListener("click", () => unfold(!form.hasAttribute("data-open")));
    return unfold;
  };
  /** What the address says, into the fields; the answer is the order. */
  const readInto = (form, fields, unfold) => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) {
      field.value = state.get(field.name) ?? "";
      if (field.selectedIndex === -1) field.value = "";
    }
    if (all("select", form).some((select) => select.value)) unfold(true);
    return state.get("sort") ?? "";
  };
  /** What was chosen, into the address; the same choice in another year. */
  const note = (wanted, order, say) => {
    const state = new URLSearchParams(wanted);
    if (order) state.set("sort", order);
    if (say) replace(String(state));
    for (const link of all(".years a")) link.hash = String(state);
  };

  const list = (table) => {
    const kept = $(`template#${table.dataset.list}`);
    /* nothing to choose from */
    const groups = all("tr.group", table);
    const items = all("tbody > tr:not(.group)", table);
    if (!kept || items.length < 2) return;
    const form = kept.content.firstElementChild.cloneNode(true);
    const status = $("[role=status]", form);
    const heads = all("thead th", table);
    const body = table.tBodies[0];
    const total = $("tfoot .num", table);
    const whole = total?.textContent;
    const rows = items.map((row, place) => {
      const cells = heads.map((_, n) => {
        const time = $("time", row.cells[n]);
        return { text: row.cells[n].textContent.trim(), value: time?.dateTime ?? null };
      });
      const found = { row, place, cells, home: row.parentNode, out: row.dataset.out, sets: {}, text: fold(row.textContent), minutes: 0 };
      heads.forEach((head, n) => {
        found.sets[head.dataset.key] = cells[n].text.split(/\s*;\s*/).filter(Boolean);
        /* what serves any choice is found with each */
        if ("any" in row.cells[n].dataset) found.sets[head.dataset.key] = null;
      });
      for (const [key, value] of Object.entries(row.dataset)) {
        if (key !== "out") found.sets[key] = value ? value.split("\n") : null;
      }
      if (!("out" in row.dataset)) found.minutes = minutes(cells.find((c) => c.value?.startsWith("PT"))?.value ?? "");
      found.text += ` ${fold(row.dataset.tag ?? "")}`;
      found.time = minutes(cells.find((c) => c.value?.startsWith("PT"))?.value ?? "");
      found.date = cells.find((c) => c.value && !c.value.startsWith("PT"))?.value ?? null;
      return found;
    });
    let order = "";

    /* the choices are what the rows have */
    for (const select of all("select", form)) choices(select, new Set(rows.flatMap((r) => r.sets[select.name] ?? [])));
    const fields = all("select, input", form);

    const sorted = (by) => {
      const down = by.startsWith("-");
      const at = heads.findIndex((h) => h.dataset.key === by.replace(/^-/, ""));
      mark(heads, at, down);
      /* in their own order rows stand in their groups, else all in one */
      for (const r of [...rows].sort(inOrder(at, down))) (at < 0 ? r.home : body).append(r.row);
      order = at < 0 ? "" : by;
    };

    const show = (say = true) => {
      const wanted = chosen(fields);
      const fits = fitting(wanted, filter(form.elements.q?.value ?? "", form.dataset.planned));
      let n = 0;
      let sum = 0;
      for (const r of rows) {
        r.row.hidden = !fits(r);
        if (!r.row.hidden) { n += 1; sum += r.minutes; }
      }
      for (const group of groups) group.hidden = Boolean(order) || !rows.some((r) => r.home === group.parentNode && !r.row.hidden);
      const hours = hoursIn(status, sum);
      status.textContent = told(status, table, n, rows.length, hours);
      if (total) total.textContent = n === rows.length ? whole : hours;
      note(wanted, order, say);
    };

    const unfold = folds(form);
    const read = () => {
      sorted(readInto(form, fields, unfold));
      show(false);
    };

    buttons(heads, (key) => {
      sorted(order === key ? `-${key}` : key);
      show();
    });
    form.addEventListener("input", () => show());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { sorted(""); show(); }));
    addEventListener("hashchange", read);
    table.before(form);
    table.classList.add("sorts");
    table.tHead.dataset.sort = status.dataset.sort;
    read();
  };
  all("table[data-list]").forEach(list);

  /* ---- lists that are split by years: a year's rows come when they are asked for ---- */

  const lists = new Map();
  const SHOWN = 100;

  /** A row of a list that is split: the columns are those of the lists of one year. */
  const unread = ([date, days, url, title, type, area, planned, iso, time, tags, has, out, notes], place) => {
    const several = (text, by) => (text ? text.split(by).map((one) => one.trim()).filter(Boolean) : []);
    const cells = [{ text: days, value: date }, { text: title, value: null }, { text: type, value: null }, { text: area, value: null }, { text: planned, value: null }, { text: time, value: iso }];
    const sets = { date: [days], title: [title], type: several(type, ";"), area: several(area, ";"), planned: [planned], tag: several(tags, "\n"), has: several(has, "\n") };
    const length = minutes(iso);
    const row = () =>
      make("tr", {},
        make("td", { class: "nowrap" }, make("time", { datetime: date }, days)),
        make("th", { scope: "row", class: "main" }, url ? make("a", { dir: "auto", href: root + url }, title) : make("span", { class: "soft" }, title), ...notes.flatMap((n) => [" ", make("small", {}, n)])),
        make("td", {}, type), make("td", { class: "area" }, area), make("td", {}, planned),
        make("td", { class: "num" }, make("time", { datetime: iso }, time)));
    return { place, cells, sets, row, out: out || undefined, date, time: length, minutes: out ? 0 : length, text: fold([days, title, ...notes, type, area, planned, time, ...sets.tag].join(" ")) };
  };

  const split = (table) => {
    const kept = $(`template#${table.dataset.years}`);
    const form = $("form", kept.content).cloneNode(true);
    const found = $("table", kept.content).cloneNode(true);
    const further = kept.content.lastElementChild.cloneNode(true);
    const more = $("button", further);
    const status = $("[role=status]", form);
    const heads = all("thead th", found);
    const total = $("tfoot .num", found);
    /* of each year is known what one can choose there, and its days */
    const years = all("tbody tr", table).filter((row) => row.dataset.part).map((row) => {
      const { part, first, last, type, area, planned, tag } = row.dataset;
      const sets = Object.fromEntries(Object.entries({ type, area, planned, tag }).map(([key, text]) => [key, text ? text.split("\n") : []]));
      return { part, first, last, sets, label: $("th", row).textContent, count: Number(row.cells[1].textContent), rows: null };
    });
    const entries = years.reduce((n, year) => n + year.count, 0);
    for (const select of all("select", form)) choices(select, new Set(years.flatMap((year) => year.sets[select.name])));
    const fields = all("select, input", form);
    let order = "";
    let turn = 0;
    let hits = [];
    let shown = 0;

    const add = () => {
      found.tBodies[0].append(...hits.slice(shown, shown + SHOWN).map((r) => r.row()));
      shown = Math.min(hits.length, shown + SHOWN);
      further.hidden = shown >= hits.length;
    };
    const rowsOf = async (year) => {
      if (year.rows) return;
      await loaded(`list/${year.part}`);
      const before = years.slice(0, years.indexOf(year)).reduce((n, y) => n + y.count, 0);
      year.rows = lists.get(year.part).map((row, n) => unread(row, before + n));
      lists.delete(year.part);
    };
    const show = async (say = true) => {
      const mine = (turn += 1);
      const wanted = chosen(fields);
      const down = order.startsWith("-");
      const at = heads.findIndex((h) => h.dataset.key === order.replace(/^-/, ""));
      const any = wanted.length > 0 || at >= 0;
      const holds = filter(form.elements.q.value, form.dataset.planned);
      const fits = fitting(wanted, holds);
      mark(heads, at, down);
      note(wanted, order, say);
      table.hidden = any;
      found.hidden = !any;
      if (!any) {
        hits = [];
        further.hidden = true;
        status.textContent = "";
        return;
      }
      const asked = years.filter((year) => wanted.every(([name, value]) => !year.sets[name] || year.sets[name].includes(value)) && holds.between(year.first, year.last));
      const met = [];
      for (const year of asked) {
        if (!year.rows) status.textContent = fill(status.dataset.reading, { year: year.label });
        try {
          await rowsOf(year);
        } catch {
          if (mine === turn) status.textContent = status.dataset.broken;
          return;
        }
        /* somebody has asked for something else meanwhile */
        if (mine !== turn) return;
        met.push(...year.rows.filter(fits));
      }
      hits = at < 0 ? met : met.sort(inOrder(at, down));
      found.tBodies[0].replaceChildren();
      shown = 0;
      add();
      const hours = hoursIn(status, hits.reduce((sum, r) => sum + r.minutes, 0));
      status.textContent = told(status, found, hits.length, entries, hours);
      total.textContent = hours;
    };

    const unfold = folds(form);
    const read = () => {
      const by = readInto(form, fields, unfold);
      order = heads.some((h) => h.dataset.key === by.replace(/^-/, "")) ? by : "";
      show(false);
    };
    buttons(heads, (key) => {
      order = order === key ? `-${key}` : key;
      show();
    });
    more.addEventListener("click", () => {
      const first = found.tBodies[0].rows.length;
      add();
      ($("a", found.tBodies[0].rows[first]) ?? more).focus();
    });
    form.addEventListener("input", () => show());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { order = ""; show(); }));
    addEventListener("hashchange", read);
    found.tHead.dataset.sort = status.dataset.sort;
    table.before(form);
    table.after(found, further);
    read();
  };
  all("table[data-years]").forEach(split);

  /* ---- search ---- */

  /* filled by the index: assets/search/index.js calls cpdfolio.search, each part cpdfolio.part; a list that is split
     is filled by assets/list/YEAR.js, which calls cpdfolio.list */
  let index = null;
  const parts = new Map();
  const load = (name) => loaded(`search/${name}`);
  /** Places of documents, from the steps between them. */
  const places = (steps) => {
    let at = 0;
    return steps.map((step) => (at += step));
  };
  window.cpdfolio = {
    search(made) { index = made; },
    list(name, made) { lists.set(name, made); },
    part(name, made) {
      const terms = made.terms.map(([word, ...fields]) => [word, ...fields.map(places)]);
      parts.set(name, { docs: made.docs, common: made.common, terms });
    },
  };

  const WEIGHTS = [0, 9, 4, 1];
  /** The documents of a part that have all the words, or beginnings of them: pairs of place and score. */
  const find = (part, wanted) => {
    let scores = null;
    let found = null;
    for (const word of wanted) {
      found = new Float32Array(part.docs.length);
      for (const term of part.terms) {
        if (!term[0].startsWith(word)) continue;
        const exact = term[0] === word ? 2 : 1;
        for (let field = 1; field < term.length; field += 1) {
          const score = WEIGHTS[field] * exact;
          for (const doc of term[field]) if (found[doc] < score) found[doc] = score;
        }
      }
      /* a word that is nearly everywhere leaves nothing out */
      const everywhere = part.common.some((common) => common.startsWith(word));
      const own = found;
      if (scores) scores = scores.map((score, doc) => (score && (everywhere || own[doc]) ? score + own[doc] : 0));
      else if (!everywhere) scores = found;
    }
    return [...(scores ?? found ?? [])].flatMap((score, doc) => (score ? [[doc, score]] : []));
  };

  /** A search field with its results. */
  const finder = (began, told) => {
    const MORE = 20;
    const { text } = index;
    const input = make("input", { id: "search-field", type: "search", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" });
    const status = make("p", { role: "status", class: "meta" });
    const results = make("ol", { class: "results" });
    const more = make("button", { type: "button", hidden: true }, text.more);
    let shown = 0;
    let turn = 0;
    let hits = [];
    let wanted = [];

    const row = ({ part, doc }) => {
      const [title, url, kind, about] = part.docs[doc];
      const { name, before, after } = index.kinds[kind];
      const small = make("small", {}, `${name}${about ? " · " : ""}`, make("span", { dir: "auto" }, ...marked(about, wanted)));
      return make("li", {}, make("a", { href: root + before + url + after }, make("b", { dir: "auto" }, ...marked(title, wanted)), small));
    };
    const add = () => {
      results.append(...hits.slice(shown, shown + MORE).map(row));
      shown = Math.min(hits.length, shown + MORE);
      more.hidden = shown >= hits.length;
    };
    more.addEventListener("click", () => {
      const first = results.children.length;
      add();
      $("a", results.children[first])?.focus();
    });

    const ask = async () => {
      const mine = (turn += 1);
      const query = input.value.trim();
      wanted = [...new Set(words(query))];
      told(query);
      if (!wanted.length) {
        hits = [];
        results.replaceChildren();
        more.hidden = true;
        status.textContent = "";
        return;
      }
      try {
        await Promise.all(index.parts.map(load));
      } catch {
        status.textContent = text.broken;
        return;
      }
      if (mine !== turn) return;
      hits = index.parts.flatMap((name, order) => {
        const part = parts.get(name);
        return find(part, wanted).map(([doc, score]) => ({ part, order, doc, score }));
      });
      hits.sort((a, b) => b.score - a.score || a.order - b.order || a.doc - b.doc);
      results.replaceChildren();
      shown = 0;
      add();
      status.textContent = hits.length ? fill(counted(text.found, hits.length), { n: new Intl.NumberFormat(lang).format(hits.length) }) : fill(text.none, { query });
    };

    const box = make("div", { class: "finder", "data-script": true }, make("label", { for: "search-field" }, text.label), input, status, results, more);
    input.addEventListener("input", ask);
    box.addEventListener("keydown", (event) => {
      const links = all("a", results);
      const at = links.indexOf(document.activeElement);
      if (event.key === "Enter" && document.activeElement === input) {
        event.preventDefault();
        links[0]?.click();
      } else if (event.key === "ArrowDown" && at < links.length - 1) {
        event.preventDefault();
        links[at + 1].focus();
      } else if (event.key === "ArrowUp" && at >= 0) {
        event.preventDefault();
        (links[at - 1] ?? input).focus();
      }
    });
    input.value = began;
    if (began) ask();
    return { box, input };
  };

  const ready = () => load("index").then(() => index);
  const KEY = "cpdfolio-no-slash";
  const remembered = (set) => {
    try {
      if (set !== undefined) localStorage.setItem(KEY, set);
      return localStorage.getItem(KEY) === "1";
    } catch { return false; }
  };

  /* the page of searching: the field stands in it; elsewhere it opens over the page */
  const place = $("[data-search]");
  let open = null;
  if (place) {
    const asked = () => new URLSearchParams(location.hash.slice(1)).get("q") ?? new URLSearchParams(location.search).get("q") ?? "";
    ready().then(() => {
      const { box, input } = finder(asked(), (query) => replace(String(new URLSearchParams(query ? { q: query } : {}))));
      place.append(box);
      open = () => input.focus();
      addEventListener("hashchange", () => { input.value = asked(); input.dispatchEvent(new Event("input")); });
    }, () => {});
  } else {
    let dialog = null;
    open = () => ready().then(() => {
      if (!dialog) {
        const { box, input } = finder("", () => {});
        const slash = make("input", { type: "checkbox", id: "search-slash" });
        slash.checked = !remembered();
        slash.addEventListener("change", () => remembered(slash.checked ? "0" : "1"));
        const choice = make("p", { class: "choice" }, slash, make("label", { for: "search-slash" }, index.text.slash));
        const close = make("button", { type: "button", onclick: () => dialog.close() }, index.text.close);
        dialog = make("dialog", { "aria-label": index.text.label, "data-script": true }, box, make("div", { class: "foot" }, choice, close));
        document.body.append(dialog);
        open.field = input;
      }
      if (!dialog.open) dialog.showModal();
      open.field.focus();
      open.field.select();
    });
    for (const link of all("a.find")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        open().catch(() => { location.href = link.href; });
      });
      link.addEventListener("pointerenter", () => ready().catch(() => {}), { once: true });
      link.addEventListener("focus", () => ready().catch(() => {}), { once: true });
    }
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing && !remembered();
    const k = event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if ((slash || k) && open) {
      event.preventDefault();
      Promise.resolve(open()).catch(() => {});
    }
  });
})();
