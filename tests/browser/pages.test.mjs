// Opens every page of the customers as people do: on a phone and at a desk, light and dark, in both languages.
//   LOFTE_SAMPLE_PAGES=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium node --test pages.test.mjs
// LOFTE_SCREENS=folder keeps a picture of each.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium, project, scrolls_sideways, violations_of } from "./living_shop.mjs";

const first_load_bytes_max = 60_000;
// A slow machine paints a page in parts; a tenth is where people notice.
const layout_shift_max = 0.01;
const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 800 };
// As src/edge/http/response.cpp sends it.
const security_policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// … where a page has a script.
const own_scripts = "; script-src 'self'; connect-src 'self'";
const only = process.env.LOFTE_PAGES ? new RegExp(process.env.LOFTE_PAGES) : /./;
const screens = process.env.LOFTE_SCREENS;

const folder = mkdtempSync(join(tmpdir(), "lofte-pages-"));
execFileSync(process.env.LOFTE_SAMPLE_PAGES, [join(project, "policies", "usbstars.toml"), folder]);
const names = readdirSync(folder).filter((name) => name.endsWith(".html") && only.test(name)).sort();
if (screens) mkdirSync(screens, { recursive: true });

let browser;
let server;
let address;

function answer(request, response) {
  const path = new URL(request.url, "http://localhost").pathname;
  const type = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" }[path.split(".").pop()] ?? "text/html";
  if (path === "/favicon.ico" || request.method === "POST") return response.writeHead(204).end();
  try {
    const content = readFileSync(join(folder, path));
    const headers = { "Content-Type": `${type}; charset=utf-8` };
    // A file that a person keeps is opened from their disk, where no header comes with it.
    if (!path.includes("package-file"))
      headers["Content-Security-Policy"] = security_policy + (content.includes("<script ") ? own_scripts : "");
    response.writeHead(200, headers).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

before(async () => {
  server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
});

after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

// A page that has loaded, what its security policy refused, and how many bytes it took. Its own scripts are none; ours
// come in past the policy, to look.
async function open(name, { viewport, scheme }) {
  const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints = [];
  let bytes = 0;
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("response", async (response) => {
    bytes += (await response.body().catch(() => "")).length;
    if (!response.ok()) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  await page.goto(`${address}/${name}`, { waitUntil: "load" });
  return { page, complaints, bytes: () => bytes, close: () => context.close() };
}

// Each page at both widths, light and dark: two in Swedish, two in English.
const settings = {
  sv: [{ viewport: phone, scheme: "light" }, { viewport: desk, scheme: "dark" }],
  en: [{ viewport: phone, scheme: "dark" }, { viewport: desk, scheme: "light" }],
};

for (const name of names) {
  test(name, async () => {
    for (const { viewport, scheme } of settings[name.split(".")[1]]) {
      const where = `${viewport.width} px, ${scheme}`;
      const opened = await open(name, { viewport, scheme });
      const { page } = opened;
      const shift = await page.evaluate(() => window.shift);
      assert.ok(shift <= layout_shift_max, `${where}: layout shift of ${shift}`);
      if (screens)
        await page.screenshot({ path: join(screens, `${name.replace(".html", "")}-${viewport.width}.png`), fullPage: true });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      assert.equal(await scrolls_sideways(page), false, `${where}: scrolls sideways`);
      assert.deepEqual(await violations_of(page), [], where);
      assert.deepEqual(opened.complaints, [], where);
      assert.ok(opened.bytes() <= first_load_bytes_max, `${where}: ${opened.bytes()} bytes`);
      await opened.close();
    }
  });
}

test("a link of the time line opens the record that it names", async () => {
  const { page, close } = await open("data.sv.html", { viewport: phone, scheme: "light" });
  const anchor = await page.locator(".held-body").nth(2).getAttribute("id");
  await page.goto(`${address}/data.sv.html#${anchor}`);
  assert.ok(await page.locator(`#${anchor}`).isVisible());
  await close();
});

test("a switch can be reached and told by keyboard", async () => {
  const { page, close } = await open("choices.en.html", { viewport: desk, scheme: "light" });
  const email = page.getByRole("switch", { name: /^E-mail ?: Tell you about our own news and offers$/ });
  assert.equal(await email.getAttribute("aria-checked"), "true");
  await email.focus();
  assert.notEqual(await email.evaluate((button) => getComputedStyle(button).outlineStyle), "none");
  await close();
});
