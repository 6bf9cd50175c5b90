// The browser: Debian's Chromium, driven by playwright-core, with a fresh profile each time.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function executable() {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((p) => p && existsSync(p));
  if (!found) throw new Error("no Chromium: install Debian's package chromium, or say where it is with CHROMIUM=");
  return found;
}

/** Starts it; the profile is a new temporary folder that goes when it is closed. */
export function launch() {
  return chromium.launch({ executablePath: executable(), headless: true, args: FLAGS });
}

/** A page that notes every request that leaves the addresses of `home`, and every word on the console. */
export async function watched(browser, options, home, log) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const where = () => log.where;
  page.on("request", (request) => {
    log.requests += 1;
    if (!home().some((h) => request.url().startsWith(h))) log.foreign.push(`${where()}: request to ${request.url().slice(0, 120)}`);
  });
  page.on("requestfailed", (request) => {
    // the next page was asked for before the icon had come: no fault of the page
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") log.console.push(`${where()}: failed request ${request.url().slice(-80)}: ${why}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) log.console.push(`${where()}: ${message.text().slice(0, 300)}`);
  });
  page.on("pageerror", (error) => log.console.push(`${where()}: ${error.message.slice(0, 300)}`));
  page.on("dialog", (dialog) => {
    log.console.push(`${where()}: a dialog opened`);
    dialog.dismiss();
  });
  return page;
}

export const newLog = () => ({ where: "", requests: 0, foreign: [], console: [] });

/** Serves a site on this machine only, as anybody would, under the path that its address has. */
export async function serve(site, work) {
  let folder = site.dir;
  if (site.prefix) {
    folder = join(work, "served", site.name);
    rmSync(folder, { recursive: true, force: true });
    const place = join(folder, site.prefix.replace(/\/$/, ""));
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(site.dir, place);
  }
  const server = spawn("python3", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  process.on("exit", () => server.kill());
  const address = await new Promise((resolve, reject) => {
    server.on("exit", () => reject(new Error("python3 -m http.server did not start")));
    server.stdout.on("data", (text) => {
      const port = /port (\d+)/.exec(String(text));
      if (port) resolve(`http://127.0.0.1:${port[1]}/${site.prefix}`);
    });
  });
  return { address, stop: () => server.kill() };
}

/** Runs `work` over all items, `width` at a time, each lane with its own state from `open`. */
export async function lanes(items, width, open, work) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.min(width, queue.length) }, async () => {
      const lane = await open();
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(lane, item);
    }),
  );
}
