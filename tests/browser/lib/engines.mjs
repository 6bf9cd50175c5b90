// Firefox and WebKit behind one small face: go to an address, evaluate a function, set the size, print.
// Firefox is Debian's firefox-esr by puppeteer-core; WebKit is Debian's webkit2gtk-driver by plain WebDriver calls.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import puppeteer from "puppeteer-core";

/** Firefox: a page that answers as below. */
export async function firefox() {
  const executablePath = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((p) => p && existsSync(p));
  if (!executablePath) throw new Error("no Firefox: install Debian's package firefox-esr");
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, args: ["--no-remote"] });
  const page = await browser.newPage();
  const said = [];
  page.on("pageerror", (e) => said.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error") said.push(m.text()); });
  return {
    name: "Firefox",
    version: await browser.version(),
    said,
    goto: (url) => page.goto(url, { waitUntil: "load" }),
    eval: (f, ...args) => page.evaluate(f, ...args),
    size: (width, height) => page.setViewport({ width, height }),
    pdf: () => page.pdf({ format: "A4" }),
    close: () => browser.close(),
  };
}

/** WebKit: MiniBrowser on a screen of its own. */
export async function webkit() {
  const lib = readdirSync("/usr/lib").map((n) => `/usr/lib/${n}/webkit2gtk-4.1/MiniBrowser`).find(existsSync);
  if (!lib || !existsSync("/usr/bin/WebKitWebDriver")) throw new Error("no WebKit: install Debian's packages webkit2gtk-driver and xvfb");
  const number = 90 + (process.pid % 900);
  const port = 20000 + (process.pid % 20000);
  const screen = spawn("Xvfb", [`:${number}`, "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], { stdio: "ignore" });
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: `:${number}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" },
  });
  const call = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
    const { value } = await answer.json();
    if (value?.error) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const end = () => { driver.kill("SIGKILL"); screen.kill("SIGKILL"); };
  try {
    let session;
    const asked = { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: lib, args: ["--automation"] } } } };
    for (let n = 0; !session; n += 1) {
      await wait(250);
      session = await call("POST", "/session", asked).catch((e) => { if (n > 80) throw e; });
    }
    const at = `/session/${session.sessionId}`;
    await call("POST", `${at}/timeouts`, { script: 60_000, pageLoad: 60_000 });
    const run = (script, args) => call("POST", `${at}/execute/async`, { script, args });
    return {
      name: "WebKit",
      version: `${session.capabilities.browserName} ${session.capabilities.browserVersion}`,
      said: [],
      goto: (url) => call("POST", `${at}/url`, { url }),
      eval: async (f, ...args) => {
        const told = await run(`const back = arguments[arguments.length - 1]; Promise.resolve().then(() => (${f})(...[...arguments].slice(0, -1))).then((v) => back({ v }), (e) => back({ e: String(e) }));`, args);
        if (told.e) throw new Error(told.e);
        return told.v;
      },
      size: (width, height) => call("POST", `${at}/window/rect`, { x: 0, y: 0, width, height }),
      pdf: null,
      close: async () => { await call("DELETE", at).catch(() => {}); end(); },
    };
  } catch (e) {
    end();
    throw e;
  }
}
