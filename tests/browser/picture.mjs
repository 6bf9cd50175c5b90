// The picture in the README: the first page that the member of examples/portfolio sees.
//
//   node tests/browser/picture.mjs [--bin target/debug/cpdfolio]
//
// Writes examples/portfolio.png. Pages are judged as on one day, so that it changes with the pages alone.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./lib/browser.mjs";
import { ROOT } from "./sites.mjs";

const { values: asked } = parseArgs({ options: { bin: { type: "string", default: join(ROOT, "target/debug/cpdfolio") } } });
const folder = mkdtempSync(join(tmpdir(), "cpdfolio-picture-"));
const out = join(folder, "private");
const args = ["build", "--site", join(ROOT, "examples/portfolio"), "--out", out, "--audience", "private", "--as-of", "2026-11-21"];
execFileSync(resolve(asked.bin), args, { stdio: "pipe" });
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1120, height: 900 }, colorScheme: "light" })).newPage();
await page.goto(`file://${out}/index.html`);
await page.screenshot({ path: join(ROOT, "examples/portfolio.png"), clip: { x: 0, y: 0, width: 1120, height: 900 } });
await browser.close();
rmSync(folder, { recursive: true });
