// The check of a hand-over: the same steps in the same order as src/hand/verify.rs and src/hand/bundle.rs. Runs inside
// the file, on the check page, and in tests. No clock, no network, no storage.
"use strict";
var cpdfolioSeal = (function () {
  var BUNDLE = "cpdfolio.bundle/1";
  var SEAL = "cpdfolio.seal/1";
  // blocks "policy" are filled up with absent ones to a multiple of this
  var PLACES = 8;
  // in two parts, so that the mark stands once in a file that has this script
  var BEFORE = "<" + 'script type="application/json" id="cpdfolio-data">';
  var BEHIND = "<" + "/script>";
  var LARGEST = 64 * 1024 * 1024;

  // SHA-256 (FIPS 180-4) of bytes, as 64 digits
  var K = [];
  var H = [];
  (function () {
    for (var n = 2; K.length < 64; n++) {
      var prime = true;
      for (var d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
      if (!prime) continue;
      if (H.length < 8) H.push((Math.sqrt(n) % 1) * 4294967296 | 0);
      K.push((Math.cbrt(n) % 1) * 4294967296 | 0);
    }
  })();
  function sha256(bytes) {
    var length = bytes.length;
    var padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
    padded.set(bytes);
    padded[length] = 128;
    var view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(length / 536870912));
    view.setUint32(padded.length - 4, length << 3);
    var h = H.slice();
    var w = new Int32Array(64);
    for (var at = 0; at < padded.length; at += 64) {
      var i;
      for (i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
      for (; i < 64; i++) {
        var x = w[i - 15], y = w[i - 2];
        var s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
        var s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1 | 0;
      }
      var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
      for (i = 0; i < 64; i++) {
        var t1 = k + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
        var t2 = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
        k = g; g = f; f = e; e = d + t1 | 0; d = c; c = b; b = a; a = t1 + t2 | 0;
      }
      h[0] = h[0] + a | 0; h[1] = h[1] + b | 0; h[2] = h[2] + c | 0; h[3] = h[3] + d | 0;
      h[4] = h[4] + e | 0; h[5] = h[5] + f | 0; h[6] = h[6] + g | 0; h[7] = h[7] + k | 0;
    }
    return h.map(function (word) { return ("0000000" + (word >>> 0).toString(16)).slice(-8); }).join("");
  }

  var encoder = new TextEncoder();
  function utf8(text) { return encoder.encode(text); }
  function bytesOf(hex) {
    var out = new Uint8Array(hex.length / 2);
    for (var n = 0; n < out.length; n++) out[n] = parseInt(hex.substr(2 * n, 2), 16);
    return out;
  }
  // parts, each preceded by its length in eight bytes
  function ofParts(parts) {
    var length = parts.reduce(function (sum, p) { return sum + p.length + 8; }, 0);
    var all = new Uint8Array(length);
    var view = new DataView(all.buffer);
    var at = 0;
    parts.forEach(function (p) {
      view.setUint32(at, Math.floor(p.length / 4294967296));
      view.setUint32(at + 4, p.length >>> 0);
      all.set(p, at + 8);
      at += p.length + 8;
    });
    return sha256(all);
  }
  function eight(n) {
    var out = new Uint8Array(8);
    new DataView(out.buffer).setUint32(4, n);
    return out;
  }
  function leafOf(name, salt, tag, text) {
    return ofParts([utf8(SEAL), utf8(name), bytesOf(salt), bytesOf(tag), utf8(text)]);
  }
  function rootOf(leaves) {
    var sorted = leaves.slice().sort();
    return ofParts([utf8(SEAL), utf8("root"), eight(sorted.length)].concat(sorted.map(bytesOf)));
  }
  function pageOf(before, behind) { return ofParts([utf8(BUNDLE), utf8("page"), before, behind]); }
  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (value && typeof value === "object") {
      var out = Object.create(null);
      Object.keys(value).sort().forEach(function (key) { out[key] = sorted(value[key]); });
      return out;
    }
    return value;
  }
  function restOf(bundle, roots) {
    var rest = Object.create(null);
    Object.keys(bundle).forEach(function (key) { if (key !== "seals" && key !== "checks") rest[key] = bundle[key]; });
    return ofParts([utf8(BUNDLE), utf8("rest"), utf8(JSON.stringify(sorted(rest)))].concat(roots.map(bytesOf)));
  }

  // What a value has to look like: a struct is { key: [kind, may be missing, default that is not written] }.
  function fail(why) { throw new Error(why); }
  function isHex(v) { return typeof v === "string" && /^[0-9a-f]{64}$/.test(v); }
  function text(v) { if (typeof v !== "string") fail("a text is wanted"); }
  function hex(v) { if (!isHex(v)) fail("64 hexadecimal digits are wanted"); }
  function whole(v) { if (typeof v !== "number" || !Number.isSafeInteger(v)) fail("a whole number is wanted"); }
  function count(v) { whole(v); if (v < 0) fail("a number is wanted"); }
  function flag(v) { if (typeof v !== "boolean") fail("true or false is wanted"); }
  function list(of) { return function (v) { if (!Array.isArray(v)) fail("a list is wanted"); v.forEach(of); }; }
  function map(of) { return function (v) { isMap(v); Object.keys(v).forEach(function (k) { of(v[k]); }); }; }
  function maybe(of) { return function (v) { if (v !== null) of(v); }; }
  function oneOf(words) { return function (v) { if (words.indexOf(v) < 0) fail("a word is wanted"); }; }
  function pair() {
    var kinds = arguments;
    return function (v) {
      if (!Array.isArray(v) || v.length !== kinds.length) fail("a row is wanted");
      for (var n = 0; n < kinds.length; n++) kinds[n](v[n]);
    };
  }
  function isMap(v) { if (!v || typeof v !== "object" || Array.isArray(v)) fail("keys are wanted"); }
  function struct(keys) {
    return function (v) {
      isMap(v);
      Object.keys(v).forEach(function (key) {
        if (!Object.prototype.hasOwnProperty.call(keys, key)) fail("unknown key " + key);
      });
      Object.keys(keys).forEach(function (key) {
        var optional = keys[key].length > 1;
        if (!Object.prototype.hasOwnProperty.call(v, key)) { if (!optional) fail("no key " + key); return; }
        keys[key][0](v[key]);
      });
    };
  }
  var O = true;
  var span = struct({ from: [text], to: [text] });
  var seen = struct({
    schema: [text], program: [text], language: [text],
    seals: [list(struct({
      period: [span], leaves: [list(hex)],
      units: [list(struct({ tag: [hex], parts: [list(struct({ name: [text], salt: [hex], text: [text] }))] }))]
    }))],
    handover: [struct({
      title: [text], made_on: [text], recipient: [maybe(text), O], expires: [maybe(text), O], purpose: [maybe(text), O],
      says: [maybe(text), O], statement: [maybe(text), O], declared_on: [maybe(text), O], draft: [flag, O], chosen: [list(hex), O]
    })],
    form: [maybe(struct({
      role: [text], title: [text], intro: [text], about: [list(pair(text, text)), O],
      fields: [list(struct({
        id: [text], kind: [oneOf(["level", "text", "line", "check", "day"])], title: [text], help: [text, O], required: [flag, O]
      }))]
    })), O],
    copies: [list(struct({ name: [text], entry: [hex], place: [count], original: [flag], media: [text], data: [text] })), O],
    checks: [struct({ rest: [hex], page: [hex] })]
  });
  function value(v) { if (typeof v === "boolean") return; if (typeof v === "number") return whole(v); list(text)(v); }
  var figure = pair(text, whole, whole);
  var BLOCKS = {
    day: span,
    facts: struct({
      month: [text], minutes: [whole], title: [maybe(text), O], type: [maybe(text), O], categories: [list(pair(text, whole)), O],
      planned: [flag], provider: [maybe(text), O], tags: [list(text), O], competences: [list(text), O], plan: [list(text), O],
      cites: [list(text), O], supports_others: [flag, O], evidence: [count, O], declared: [map(value), O]
    }),
    words: struct({ body: [text, O], reflection: [text, O] }),
    evidence: list(text),
    plan: struct({
      id: [text], title: [text], period: [maybe(text), O], due: [maybe(text), O], state: [text], target: [maybe(whole), O],
      categories: [list(text), O], competences: [list(text), O], body: [text, O]
    }),
    name: text,
    number: text,
    head: struct({
      format: [text], period: [span], entries: [count], plan: [count], titles: [map(map(text))]
    }),
    policy: struct({
      policy: [text], title: [text], edition: [text], pack: [text], hash: [text], label: [text], verdict: [text],
      unstated: [maybe(text), O], earned: [whole], counted: [whole],
      changed: [maybe(struct({ target: [maybe(whole), O], unit: [maybe(text), O], effect: [text], usual: [maybe(whole), O], kind: [maybe(text), O] })), O], silent: [list(text), O],
      rules: [list(struct({
        id: [text], family: [text], title: [text], kind: [text], severity: [text], unit: [text],
        unit_name: [maybe(pair(text, text)), O], target: [maybe(whole), O], limit: [maybe(whole), O], achieved: [whole],
        carried: [whole], remaining: [whole], verdict: [maybe(text), O], met_on: [maybe(text), O], days: [maybe(span), O],
        clause: [text], figure: [maybe(figure), O], usual: [maybe(figure), O], name: [text, O]
      }))]
    })
  };

  function capitalEscape(data) {
    var found = /\\(u[0-9a-fA-F]{0,4}|[^])/g, hit;
    while ((hit = found.exec(data))) if (/^u.*[A-Z]/.test(hit[1])) return true;
    return false;
  }
  // keys that stand twice: JSON.parse keeps the last of them without a word
  function twiceKeys(data) {
    var stack = [], at = 0, string = /"(?:[^"\\]|\\.)*"/y;
    while (at < data.length) {
      var c = data[at];
      if (c === '"') {
        string.lastIndex = at;
        var hit = string.exec(data);
        if (!hit) return true;
        at = string.lastIndex;
        var top = stack[stack.length - 1];
        if (top && /^\s*:/.test(data.slice(at, at + 8))) {
          if (top.has(hit[0])) return true;
          top.add(hit[0]);
        }
        continue;
      }
      if (c === "{") stack.push(new Set()); else if (c === "[") stack.push(null); else if (c === "}" || c === "]") stack.pop();
      at++;
    }
    return false;
  }
  // numbers as Rust reads whole numbers: no sign before nothing, no fraction, no exponent
  function oddNumbers(data) {
    var outside = data.replace(/"(?:[^"\\]|\\.)*"/g, '""');
    return /\d[.eE]|-0/.test(outside);
  }
  function parse(data) {
    if (oddNumbers(data) || twiceKeys(data)) fail("not-read");
    return JSON.parse(data);
  }

  function refused(code) { return { refused: code, findings: [] }; }

  // The bytes of a file: an HTML file, or its data alone. Answers { refused } or { bundle, roots, findings }.
  function file(bytes) {
    if (bytes.length > LARGEST) return refused("too-large");
    var all;
    try { all = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch (e) { return refused("not-text"); }
    var before = "", behind = "", data = all;
    if (!/^\s*\{/.test(all)) {
      var start = all.indexOf(BEFORE);
      if (start < 0) return refused("no-data");
      start += BEFORE.length;
      if (all.indexOf(BEFORE, start) >= 0) return refused("two-data");
      var end = all.indexOf(BEHIND, start);
      if (end < 0) return refused("no-data");
      before = all.slice(0, start);
      behind = all.slice(end);
      data = all.slice(start, end);
    }
    var checked = check(data);
    if (!checked.refused && data.length < all.length && pageOf(utf8(before), utf8(behind)) !== checked.bundle.checks.page) {
      checked.findings.push({ code: "page" });
    }
    return checked;
  }

  // The text of the data.
  function check(data) {
    if (capitalEscape(data)) return refused("not-read");
    var bundle;
    try {
      bundle = parse(data);
      isMap(bundle);
      text(bundle.schema);
    } catch (e) { return refused("not-read"); }
    if (bundle.schema !== BUNDLE) return refused("other-format");
    try { seen(bundle); } catch (e) { return refused("not-read"); }
    var findings = [], days = new Set(), periods = [];
    bundle.seals.forEach(function (opened, n) {
      var label = opened.period.from + "/" + opened.period.to;
      if (days.has(label)) findings.push({ code: "period", period: n });
      days.add(label);
      periods.push(period(opened, n, findings));
    });
    var roots = periods.map(function (p) { return p.root; });
    if (restOf(normal(bundle), roots) !== bundle.checks.rest) findings.push({ code: "rest" });
    copies(bundle, periods, findings);
    return { bundle: bundle, periods: periods, roots: roots, findings: findings };
  }
  // A key that may be left out stands as it would be written: nothing where it says nothing.
  function normal(bundle) {
    var out = Object.assign({}, bundle);
    function drop(of, keys) {
      var copy = Object.assign({}, of);
      keys.forEach(function (key) {
        var v = copy[key];
        if (v === null || v === false || v === "" || Array.isArray(v) && v.length === 0) delete copy[key];
      });
      return copy;
    }
    if (!("form" in out)) out.form = null;
    out = drop(out, ["copies"]);
    out.handover = drop(out.handover, ["recipient", "expires", "purpose", "says", "statement", "declared_on", "draft", "chosen"]);
    if (out.form) {
      out.form = drop(out.form, ["about"]);
      out.form.fields = out.form.fields.map(function (f) { return drop(f, ["help", "required"]); });
    }
    return out;
  }

  function partOf(unit, name) {
    for (var n = 0; n < unit.parts.length; n++) if (unit.parts[n].name === name) return unit.parts[n].text;
    return undefined;
  }
  function kindOf(unit) {
    var names = unit.parts.map(function (p) { return p.name; }).sort();
    for (var n = 1; n < names.length; n++) if (names[n] === names[n - 1]) return null;
    if (names.length === 1 && ["head", "name", "number", "plan", "policy"].indexOf(names[0]) >= 0) return names[0];
    var entry = names.length > 0 && names.every(function (n) { return ["day", "facts", "words", "evidence"].indexOf(n) >= 0; });
    return entry ? "entry" : null;
  }
  function calledOf(unit) {
    function json(name) { try { return JSON.parse(partOf(unit, name)); } catch (e) { return null; } }
    function of(name, key) { var v = json(name); return v && typeof v[key] === "string" ? v[key] : null; }
    return [of("day", "to") || of("facts", "month"), of("facts", "title") || of("plan", "title")].filter(Boolean).join(" ");
  }

  function period(opened, n, findings) {
    var leaves = new Set(opened.leaves), found = new Set();
    if (leaves.size !== opened.leaves.length) findings.push({ code: "twice", period: n, part: "leaf" });
    opened.units.forEach(function (unit) {
      unit.parts.forEach(function (part) {
        var leaf = leafOf(part.name, part.salt, unit.tag, part.text);
        if (!leaves.has(leaf)) findings.push({ code: "changed", period: n, part: part.name, what: calledOf(unit) });
        else if (found.has(leaf)) findings.push({ code: "twice", period: n, part: part.name });
        else found.add(leaf);
      });
    });
    var record = { period: opened.period, root: rootOf(opened.leaves), head: null, policies: [], entries: [], plan: [] };
    var seenUnits = { head: 0, name: 0, number: 0 };
    function unread(part) { findings.push({ code: "unread", period: n, part: part }); }
    function valueOf(unit, name) {
      try {
        var v = parse(partOf(unit, name));
        BLOCKS[name](v);
        return v;
      } catch (e) { unread(name); return null; }
    }
    opened.units.forEach(function (unit) {
      var kind = kindOf(unit);
      if (kind === null) return unread(unit.parts.length ? unit.parts[0].name : "");
      if (kind === "plan") { var item = valueOf(unit, "plan"); if (item) record.plan.push(item); return; }
      if (kind === "policy") { var judged = valueOf(unit, "policy"); if (judged) record.policies.push(judged); return; }
      if (kind !== "entry") { seenUnits[kind]++; record[kind] = valueOf(unit, kind); return; }
      var facts = valueOf(unit, "facts");
      if (!facts) return;
      var entry = { tag: unit.tag, facts: facts, days: null, words: null, evidence: null };
      if (partOf(unit, "day") !== undefined) entry.days = valueOf(unit, "day");
      if (entry.days && utf8Start(entry.days.to) !== facts.month) unread("day");
      if (partOf(unit, "words") !== undefined) entry.words = valueOf(unit, "words");
      if (partOf(unit, "evidence") !== undefined) entry.evidence = valueOf(unit, "evidence");
      record.entries.push(entry);
    });
    ["head", "name", "number"].forEach(function (part) {
      if (seenUnits[part] > 1) findings.push({ code: "twice", period: n, part: part });
    });
    if (!record.head) { findings.push({ code: "no-head", period: n }); return record; }
    if (record.head.format !== SEAL) unread("head");
    if (record.head.period.from !== record.period.from || record.head.period.to !== record.period.to) findings.push({ code: "period", period: n });
    if (!record.policies.length) findings.push({ code: "no-policy", period: n });
    var known = record.head.entries * 4 + record.head.plan + 3, places = opened.leaves.length - known;
    var least = Math.ceil(Math.max(1, record.policies.length) / PLACES) * PLACES;
    [["entries", record.head.entries, record.entries.length], ["plan", record.head.plan, record.plan.length],
     ["leaves", places >= least && places % PLACES === 0 ? opened.leaves.length : known + least, opened.leaves.length]].forEach(function (row) {
      if (row[1] !== row[2]) findings.push({ code: "number", period: n, of: row[0], wanted: row[1], found: row[2] });
    });
    return record;
  }
  function utf8Start(day) { return day.slice(0, 7); }

  function decode(data) {
    if (data.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) return null;
    try {
      var binary = atob(data);
      if (btoa(binary) !== data) return null;
      var out = new Uint8Array(binary.length);
      for (var n = 0; n < out.length; n++) out[n] = binary.charCodeAt(n);
      return out;
    } catch (e) { return null; }
  }
  function copies(bundle, periods, findings) {
    (bundle.copies || []).forEach(function (copy) {
      var wanted;
      periods.forEach(function (p) {
        p.entries.forEach(function (e) { if (wanted === undefined && e.tag === copy.entry) wanted = e.evidence ? e.evidence[copy.place] : null; });
      });
      var bytes = decode(copy.data);
      var fits = typeof wanted === "string" && bytes !== null && (!copy.original || sha256(bytes) === wanted);
      if (!fits) findings.push({ code: "copy", name: copy.name });
    });
  }

  // A root as it was typed or printed.
  function typed(given) {
    var digits = given.replace(/[\s:.\u00a0-]/g, "").toLowerCase();
    return isHex(digits) ? digits : null;
  }
  function groups(root) { return root.match(/.{4}/g); }

  return { file: file, check: check, sha256: sha256, typed: typed, groups: groups, decode: decode, utf8: utf8 };
})();
if (typeof module !== "undefined") module.exports = cpdfolioSeal;
