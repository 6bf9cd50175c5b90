// The preview in a real browser: pages keep up with what is saved, and no other site reads them.
//
//   node tests/browser/preview.mjs [--bin target/debug/cpdfolio]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./lib/browser.mjs";
import { Report } from "./lib/report.mjs";
import { ROOT, WORK } from "./sites.mjs";

const { values: asked } = parseArgs({ options: { bin: { type: "string", default: join(ROOT, "target/debug/cpdfolio") } } });
const report = new Report();
const folder = mkdtempSync(join(tmpdir(), "cpdfolio-preview-"));
const put = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const SECRET = "CANARY of a private evening";
const ENTRY = "content/activities/2026/one.md";
const entry = (title, last = "The end.") =>
  `---\ntitle: ${title}\ndate: 2026-03-04\nhours: 2\nvisibility: private\n---\n${"A paragraph that makes the page long.\n\n".repeat(120)}${last}\n`;
put("cpdfolio.yaml", "schema: cpdfolio.site/1\ntitle: A test\nmember: {name: Sam Example}\npolicies: [{id: iet}]\n");
put(ENTRY, entry(SECRET));

const child = spawn(resolve(asked.bin), ["serve", "--port", "0", "--as-of", "2026-06-01", "--site", folder], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => child.kill());
const address = await new Promise((found, failed) => {
  child.on("exit", () => failed(new Error("the preview did not start")));
  child.stdout.on("data", (text) => found(String(text).trim()));
});
const browser = await launch();
const url = `${address}activities/2026/one.html`;

// 1. the page keeps up
{
  const page = await (await browser.newContext({ viewport: { width: 800, height: 600 } })).newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on("pageerror", (e) => errors.push(`page: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && errors.push(`console: ${m.text().slice(0, 200)}`));
  const step = async (name, work) => {
    let faults = [];
    try {
      faults = (await work()) ?? [];
    } catch (error) {
      faults = [String(error.message).split("\n")[0]];
    }
    report.add(name, 1, faults.map((f) => `preview: ${f}`));
  };
  await page.goto(url);
  await page.waitForTimeout(500);
  await step("a saved change loads the page again, at its place", async () => {
    await page.evaluate(() => scrollTo(0, 900));
    put(ENTRY, entry(SECRET, "Another end."));
    await page.waitForFunction(() => document.body.textContent.includes("Another end."));
    await page.waitForFunction(() => scrollY > 0);
    const y = await page.evaluate(() => scrollY);
    return Math.abs(y - 900) < 40 ? [] : [`it stands at ${y}, not at 900`];
  });
  await step("a style sheet is changed without loading the page again", async () => {
    await page.waitForTimeout(300);
    await page.evaluate(() => (window.stillHere = true));
    put("themes/default/assets/site.css", "h1 { color: rgb(1, 2, 3) }");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)");
    return (await page.evaluate(() => window.stillHere)) ? [] : ["the page was loaded again"];
  });
  const overlay = () => page.evaluate(() => Boolean(document.body.lastElementChild?.lang === "en" && document.body.lastElementChild.tagName === "DIV"));
  await step("a fault is told over the page, which stays", async () => {
    put(ENTRY, "---\ntitle: half\nhou");
    await page.waitForFunction(() => document.body.lastElementChild?.tagName === "DIV");
    return (await page.evaluate(() => document.body.textContent.includes("Another end."))) ? [] : ["the last good page is gone"];
  });
  await step("it goes when it is put right", async () => {
    put(ENTRY, entry(SECRET, "Put right."));
    await page.waitForFunction(() => document.body.textContent.includes("Put right."));
    return (await overlay()) ? ["the overlay is still there"] : [];
  });
  report.add("no error in the page", 1, errors);
  await page.context().close();
}

// 2. another site's page
{
  const home = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>other</title><body>other</body>"));
  await new Promise((done) => home.listen(0, "127.0.0.1", done));
  const other = `http://127.0.0.1:${home.address().port}/`;
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const from of [other, other.replace("127.0.0.1", "localhost")]) {
    await page.goto(from);
    for (const host of ["127.0.0.1", "localhost"]) {
      const target = new URL(url);
      target.hostname = host;
      const read = await page.evaluate(
        async ({ url, events, css, secret }) => {
          const got = {};
          const attempt = async (name, work) => {
            const limit = new Promise((end) => setTimeout(() => end(""), 4000));
            try {
              got[name] = String((await Promise.race([work(), limit])) ?? "");
            } catch {
              got[name] = "";
            }
          };
          const element = (name, attributes, loaded) =>
            new Promise((end) => {
              const e = Object.assign(document.createElement(name), attributes);
              e.onload = () => end(loaded(e));
              e.onerror = () => end("");
              document.body.append(e);
            });
          await attempt("fetch", async () => (await fetch(url)).text());
          await attempt("fetch with credentials", async () => (await fetch(url, { credentials: "include" })).text());
          await attempt("fetch without cors", async () => (await fetch(url, { mode: "no-cors" })).text());
          await attempt("request", () => new Promise((end) => {
            const x = new XMLHttpRequest();
            x.onload = () => end(x.responseText);
            x.onerror = () => end("");
            x.open("GET", url);
            x.send();
          }));
          await attempt("script", () => element("script", { src: url }, () => "loaded"));
          await attempt("style", () => element("link", { rel: "stylesheet", href: css }, (e) => (e.sheet?.cssRules.length ? "loaded" : "")));
          await attempt("picture", () => element("img", { src: css.replace("site.css", "icon.svg") }, () => "loaded"));
          await attempt("frame", () => element("iframe", { src: url }, (e) => e.contentDocument?.body.textContent ?? ""));
          await attempt("events", () => new Promise((end) => {
            const s = new EventSource(events);
            s.onopen = () => end("open");
            s.onerror = () => end("");
          }));
          await attempt("window", async () => {
            const w = open(url);
            await new Promise((end) => setTimeout(end, 1500));
            const text = w?.document?.body?.textContent ?? "";
            w?.close();
            return text.includes(secret) ? text : "";
          });
          return got;
        },
        { url: target.href, events: new URL("/__cpdfolio/events?page=%2F", target).href, css: new URL("/assets/site.css", target).href, secret: SECRET },
      );
      for (const [how, text] of Object.entries(read)) {
        const leaked = text.includes("CANARY") || ["loaded", "open"].includes(text) || text.includes("Sam Example");
        report.add("another site's page reads nothing", 1, leaked ? [`${from} to ${target.host}: ${how} got ${text.slice(0, 60)}`] : []);
      }
    }
  }
  const own = await context.newPage();
  await own.goto(url);
  report.add("control: the preview's own page is there", 1, (await own.textContent("body")).includes(SECRET) ? [] : ["preview: it is not"]);
  await context.close();
  home.close();
}

await browser.close();
child.kill();
rmSync(folder, { recursive: true, force: true });
process.exitCode = report.close(join(WORK, "preview.json"), {});
