// What runs inside a page: installed as one object, `window.__t`, by CDP (no policy of the page applies to it).
/* global document, window, getComputedStyle, innerWidth, innerHeight */

function tools() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });

  /** Any CSS colour as [r, g, b, a], each 0 to 1. */
  function rgba(colour) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = "#000";
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].map((v) => v / 255);
  }

  function luminance([r, g, b]) {
    const f = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  }

  function over(top, below) {
    const a = top[3] + below[3] * (1 - top[3]);
    const mix = (i) => (a ? (top[i] * top[3] + below[i] * below[3] * (1 - top[3])) / a : 0);
    return [mix(0), mix(1), mix(2), a];
  }

  /** The colour behind an element: backgrounds of its ancestors, down to the canvas. */
  function behind(element) {
    const stack = [];
    /* on paper a ground is left out, unless it is asked for */
    const paper = matchMedia("print").matches;
    const ground = (style) => (paper && style.printColorAdjust !== "exact" ? "transparent" : style.backgroundColor);
    for (let e = element; e; e = e.parentElement) stack.push(rgba(ground(getComputedStyle(e))));
    stack.push(rgba("Canvas"));
    return stack.reduceRight((below, top) => over(top, below));
  }

  function contrast(a, b) {
    const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (hi + 0.05) / (lo + 0.05);
  }

  function name(e) {
    const id = e.id ? `#${e.id}` : "";
    const cls = typeof e.className === "string" && e.className ? `.${e.className.trim().split(/\s+/).join(".")}` : "";
    const text = (e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return `<${e.localName}${id}${cls}> “${text}”`;
  }

  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest("[inert]");

  /** Made for screen readers only: one pixel, clipped. */
  function hiddenText(e) {
    const box = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    return box.width <= 1.5 || box.height <= 1.5 || style.clipPath.startsWith("inset(50%") || style.clip !== "auto";
  }

  const INTERACTIVE =
    "a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,iframe,audio[controls],video[controls],[contenteditable=true],[tabindex]";

  function stops() {
    return [...document.querySelectorAll(INTERACTIVE)].filter((e) => e.tabIndex >= 0 && !e.disabled && seen(e));
  }

  return {
    /** Adds rules that the page's policy does not see. */
    css(text) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = text ? [sheet] : [];
    },

    /** All text but what is there with script only, or without. */
    text: () => {
      const copy = document.body.cloneNode(true);
      for (const e of copy.querySelectorAll("[data-script], noscript, template, script")) e.remove();
      // spaces between rows move with them
      return copy.textContent.replace(/\s+/g, "");
    },

    /** Enough of the look to tell that the same sheet applied. */
    look() {
      // fields of a list stand over it with script only
      const lists = document.querySelectorAll("[data-list], [data-years], [data-search]").length;
      const style = getComputedStyle(document.body);
      const main = document.querySelector("main").getBoundingClientRect();
      const sheets = [...document.styleSheets].length;
      return [sheets, style.fontFamily, style.backgroundColor, style.color, Math.round(main.width), lists ? "list" : Math.round(main.height)].join(" ");
    },

    /** What is wider than the window. */
    reflow() {
      const faults = [];
      const root = document.scrollingElement;
      const scrolls = (e) => /auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX);
      if (root.scrollWidth > innerWidth) {
        const culprits = [...document.body.querySelectorAll("*")].filter((e) => {
          if (e.getBoundingClientRect().right + window.scrollX <= innerWidth + 0.5) return false;
          for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (scrolls(p)) return false;
          return true;
        });
        faults.push(`${root.scrollWidth} px wide in ${innerWidth}: ${culprits.slice(-2).map(name).join(", ")}`);
      }
      for (const e of document.body.querySelectorAll("*")) {
        const style = getComputedStyle(e);
        if (!seen(e) || e.closest("svg") || hiddenText(e)) continue;
        const wide = e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0;
        if (wide && /auto|scroll/.test(style.overflowX) && !e.matches("pre, table") && !e.querySelector("table, pre, svg, figure")) {
          faults.push(`scrolls sideways and is no table, code or picture: ${name(e)}`);
        }
        const cut = /hidden|clip/.test(style.overflowX) && wide;
        const short = /hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 0;
        if ((cut || short) && e.textContent.trim()) faults.push(`text is cut off: ${name(e)}`);
      }
      return faults;
    },

    /** WCAG 2.5.8: 24 by 24 px, or in a line of text, or far enough from every other target. */
    targets() {
      const out = { tested: 0, inline: 0, spaced: 0, faults: [] };
      const boxes = stops()
        .filter((e) => !hiddenText(e) && !e.matches("main, [role=region], pre, .skip"))
        .map((e) => ({ e, rects: [...e.getClientRects()].filter((r) => r.width && r.height) }))
        .filter(({ rects }) => rects.length);
      const circle = (r) => [r.left + r.width / 2, r.top + r.height / 2];
      for (const { e, rects } of boxes) {
        out.tested += 1;
        const box = e.getBoundingClientRect();
        if (box.width >= 23.9 && box.height >= 23.9) continue;
        const block = e.parentElement.closest("p, li, td, th, dd, dt, figcaption, h1, h2, h3, h4, caption, small, span, div");
        const around = (block?.textContent || "").trim().length - e.textContent.trim().length;
        if (getComputedStyle(e).display === "inline" && (around > 0 || rects.length > 1)) {
          out.inline += 1;
          continue;
        }
        const [x, y] = circle(box);
        const near = boxes.find(({ e: other, rects: theirs }) => {
          if (other === e || other.contains(e) || e.contains(other)) return false;
          return theirs.some((r) => {
            const dx = Math.max(r.left - x, 0, x - r.right);
            const dy = Math.max(r.top - y, 0, y - r.bottom);
            const own = other.getBoundingClientRect();
            const small = own.width < 24 || own.height < 24;
            const [ox, oy] = circle(own);
            return Math.hypot(dx, dy) < 12 || (small && Math.hypot(ox - x, oy - y) < 24);
          });
        });
        if (near) out.faults.push(`${Math.round(box.width)} x ${Math.round(box.height)} px, close to another: ${name(e)}`);
        else out.spaced += 1;
      }
      return out;
    },

    /** All text, measured by ourselves: axe leaves some to a person. Level AAA: 7 to 1, 4.5 to 1 for large text. */
    words() {
      const out = { tested: 0, faults: [] };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const done = new Set();
      while (walker.nextNode()) {
        const e = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || done.has(e) || e.closest("svg") || !seen(e) || hiddenText(e)) continue;
        done.add(e);
        out.tested += 1;
        const style = getComputedStyle(e);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ground = behind(e);
        const ratio = contrast(over(rgba(style.color), ground), ground);
        if (ratio < (large ? 4.5 : 7)) out.faults.push(`${ratio.toFixed(2)} to 1: ${name(e)}`);
      }
      return out;
    },

    /** Text in pictures, which axe does not measure: 7 to 1 against what is behind the picture. */
    pictures() {
      const out = { tested: 0, faults: [] };
      for (const text of document.querySelectorAll("svg text")) {
        if (!seen(text) || !text.textContent.trim()) continue;
        out.tested += 1;
        const ground = behind(text.closest("svg").parentElement);
        const ratio = contrast(over(rgba(getComputedStyle(text).fill), ground), ground);
        if (ratio < 7) out.faults.push(`${ratio.toFixed(2)} to 1 in a picture: ${name(text)}`);
      }
      return out;
    },

    /** Signs that carry a state (badges, flags): 3 to 1. */
    signs() {
      const out = { tested: 0, faults: [] };
      for (const svg of document.querySelectorAll("svg.icon")) {
        if (!seen(svg)) continue;
        out.tested += 1;
        const ground = behind(svg.parentElement);
        const best = Math.max(
          ...[...svg.querySelectorAll("*")].flatMap((e) => {
            const style = getComputedStyle(e);
            return [style.fill, style.stroke].filter((c) => c !== "none").map((c) => contrast(over(rgba(c), ground), ground));
          }),
        );
        if (!(best >= 3)) out.faults.push(`a sign at ${best.toFixed(2)} to 1: ${name(svg.parentElement)}`);
      }
      return out;
    },

    /** Everything that moves longer than a blink. */
    motion() {
      const seconds = (list) => Math.max(0, ...list.split(",").map((v) => (v.trim().endsWith("ms") ? parseFloat(v) / 1000 : parseFloat(v))));
      const faults = [];
      for (const e of [document.documentElement, ...document.querySelectorAll("body, body *")]) {
        const style = getComputedStyle(e);
        if (seconds(style.transitionDuration) > 0.011) faults.push(`a transition in spite of reduced motion: ${name(e)}`);
        if (style.animationName !== "none" && seconds(style.animationDuration) > 0.011) faults.push(`an animation: ${name(e)}`);
        if (style.scrollBehavior === "smooth") faults.push(`smooth scrolling: ${name(e)}`);
      }
      return [...new Set(faults)].slice(0, 5);
    },

    /** Table heads repeat and rows are not cut when printed; called while the print media is on. */
    printed() {
      const faults = [];
      for (const head of document.querySelectorAll("thead")) {
        const style = getComputedStyle(head);
        if (style.display !== "table-header-group" && style.display !== "none" && !hiddenText(head)) faults.push(`a table head that does not repeat: ${style.display}`);
      }
      for (const row of document.querySelectorAll("tbody tr")) {
        if (getComputedStyle(row).breakInside !== "avoid") faults.push("a row that may be cut");
      }
      return [...new Set(faults)];
    },

    openAll: () => document.querySelectorAll("details").forEach((d) => (d.open = true)),

    walk: { list: [], before: null },

    start() {
      this.walk = { list: [], before: null, expected: stops() };
      return this.walk.expected.length;
    },

    /** After one press of Tab: where are we, and is it right? */
    step() {
      const { walk } = this;
      const e = document.activeElement;
      if (!e || e === document.body || e === document.documentElement) return { end: true, faults: [] };
      const faults = [];
      if (walk.list.includes(e)) return { end: true, faults: walk.list[0] === e ? [] : [`focused twice: ${name(e)}`] };
      if (walk.before && !(walk.before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push(`out of order: ${name(e)}`);
      if (e.tabIndex > 0) faults.push(`tabindex over 0: ${name(e)}`);
      const rect = [...e.getClientRects()].find((r) => r.width > 0 && r.height > 0);
      if (!rect || hiddenText(e)) faults.push(`focus cannot be seen: ${name(e)}`);
      else {
        const left = Math.max(rect.left, 0), right = Math.min(rect.right, innerWidth);
        const top = Math.max(rect.top, 0), bottom = Math.min(rect.bottom, innerHeight);
        if (right <= left || bottom <= top) faults.push(`focus is outside the window: ${name(e)}`);
        else {
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          if (at && !e.contains(at) && !at.contains(e)) faults.push(`focus is covered by ${name(at)}: ${name(e)}`);
        }
      }
      const style = getComputedStyle(e);
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      if (!ring) faults.push(`no focus ring of 2 px: ${name(e)}`);
      else {
        const ground = behind(e.parentElement);
        const ratio = contrast(over(rgba(style.outlineColor), ground), ground);
        if (ratio < 3) faults.push(`focus ring at ${ratio.toFixed(2)} to 1: ${name(e)}`);
      }
      if (!e.matches("a, button, input, select, textarea, summary") && !e.getAttribute("role")) faults.push(`a stop without a role: ${name(e)}`);
      walk.list.push(e);
      walk.before = e;
      return { end: false, faults };
    },

    finish() {
      const { list, expected } = this.walk;
      return expected.filter((e) => !list.includes(e)).map((e) => `never reached: ${name(e)}`);
    },

    active: () => {
      const e = document.activeElement;
      const box = e.getBoundingClientRect();
      const main = document.querySelector("main");
      return {
        tag: e.localName,
        href: e.getAttribute("href"),
        inView: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth && box.height > 1,
        isMain: e === main,
        mainId: main.id,
        inMain: main.contains(e) && e !== main,
        beyondMain: !!(main.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
        body: e === document.body,
      };
    },
  };
}

/** Puts the tools into the page. */
export const install = (page) => page.evaluate(`window.__t = (${tools})(); undefined`);
/** Calls one of them. */
export const call = (page, what, ...args) => page.evaluate(([w, a]) => window.__t[w](...a), [what, args]);
