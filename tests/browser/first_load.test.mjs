// What the first load of each public page costs whoever opens it: bytes on the wire, requests to anybody else, a layout that
// moves while they read, a page wider than a small phone. Pages are found by following links, as a visitor does; those that no
// link leads to are listed. The connection is a slow one, so that pages are painted in parts.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test first_load.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LivingShop, project, scrolls_sideways } from "./living_shop.mjs";

const bytes_max = 60_000; // with the heads of requests' answers
const smallest_phone = { width: 320, height: 640 };
const longest_review = "Fungerar så bra 🌿. ".repeat(200).slice(0, 2_000);
const slow = { offline: false, latency: 20, downloadThroughput: 100_000, uploadThroughput: 100_000 };
const settings = [
  { name: "phone, sv", viewport: { width: 390, height: 844 }, locale: "sv-SE", colorScheme: "dark" },
  { name: "phone, en", viewport: { width: 390, height: 844 }, locale: "en-GB", colorScheme: "light" },
  { name: "desk, sv", viewport: { width: 1280, height: 900 }, locale: "sv-SE", colorScheme: "light" },
  { name: "desk, en", viewport: { width: 1280, height: 900 }, locale: "en-GB", colorScheme: "dark" },
];
const links_are_followed_to = ["/policy", "/policy?edition=1", "/policy/difference?from=1&to=2", "/sign-in", "/register", "/newsletter",
  "/contact", "/reviews", "/reviews?page=2", "/reviews/write"];
const no_link_leads_to = ["/", "/nowhere", "/policy?edition=99", "/sign-in/none", "/register/none", "/confirm/none", "/confirm-address/none",
  "/case/none", "/reviews/confirm/none", "/reviews/own/none", "/unsubscribe/none", "/receipts/none"];

let shop;

before(async () => {
  shop = await LivingShop.open({ day: "2026-03-05" });
  await publish_another_version();
  await publish_reviews(12);
  await shop.open_front();
});
after(() => shop?.close());

async function publish_another_version() {
  const text = readFileSync(join(project, "policies", "usbstars.toml"), "utf8");
  const policy = text.replace("14 days after visit begun", "13 days after visit begun");
  assert.notEqual(policy, text);
  const { plan } = await shop.ask("POST", "/v1/plans", { policy });
  await shop.ask("POST", "/v1/publications", { policy, plan });
}

// As long as the form takes them.
async function publish_reviews(count) {
  const { subject } = await shop.ask("POST", "/v1/subjects", { reference: "mailto:anna@example.com" });
  await shop.ask("PUT", `/v1/subjects/${subject}/consents/publication`);
  for (let number = 1; number <= count; ++number)
    await shop.ask("POST", `/v1/subjects/${subject}/records`, {
      shape: "publication",
      reference: `review ${number}`,
      fields: { name: "Anna Å", email: "anna@example.com", about: `USB ${number} GB`, text: longest_review },
      events: { submitted: "2026-03-04", published: "2026-03-05" },
    });
}

// What a page's first load takes: bytes by Chromium's own count of what came in on the wire.
async function weigh(page) {
  const client = await page.context().newCDPSession(page);
  const load = { bytes: 0, asked: [], complaints: [] };
  client.on("Network.loadingFinished", ({ encodedDataLength }) => (load.bytes += encodedDataLength));
  client.on("Network.requestWillBeSent", ({ request }) => load.asked.push(request.url));
  page.on("console", (message) => message.type() === "error" && load.complaints.push(message));
  page.on("pageerror", (error) => load.complaints.push(error));
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  await client.send("Network.emulateNetworkConditions", slow);
  return load;
}

async function watch_layout(page) {
  await page.addInitScript(() => {
    globalThis.shifts = [];
    globalThis.noted = (entries) =>
      entries.forEach(({ value, sources }) => globalThis.shifts.push(`${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 80)).join(" ")}`));
    globalThis.watching = new PerformanceObserver((list) => globalThis.noted(list.getEntries()));
    globalThis.watching.observe({ type: "layout-shift", buffered: true });
  });
}

// Once what has loaded has been painted.
const shifts_of = (page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    for (let frames = 0; frames < 3; ++frames) await new Promise((painted) => requestAnimationFrame(painted));
    globalThis.noted(globalThis.watching.takeRecords());
    return globalThis.shifts;
  });

// A form or a page that is refused says so by its status, and the console repeats it of the page itself.
const is_of_the_page = (message, url) => message.location?.().url === url && /status of 4\d\d/.test(message.text());

async function first_load(url, reader) {
  const { name, ...context_settings } = reader;
  const context = await shop.browser.newContext(context_settings);
  const page = await context.newPage();
  const load = await weigh(page);
  await watch_layout(page);
  const response = await page.goto(url, { waitUntil: "networkidle" });
  const origin = new URL(url).origin;
  assert.deepEqual(load.asked.filter((asked) => asked.startsWith("http") && new URL(asked).origin !== origin), [], `${name}: asks others`);
  assert.ok(load.bytes > 0 && load.bytes <= bytes_max, `${name}: ${load.bytes} bytes on the wire`);
  if (/html/.test(await response.headerValue("content-type"))) assert.deepEqual(await shifts_of(page), [], `${name}: its layout shifts`);
  const complaints = load.complaints.filter((message) => !is_of_the_page(message, page.url()));
  assert.deepEqual(complaints.map((each) => each.text?.() ?? each.message), [], name);
  await page.setViewportSize(smallest_phone);
  assert.equal(await scrolls_sideways(page), false, `${name}: scrolls sideways at ${smallest_phone.width} px`);
  const links = await page.evaluate(() => Array.from(document.links, (link) => link.href));
  await context.close();
  return { bytes: load.bytes, links: links.map((link) => new URL(link)).filter((link) => link.origin === origin) };
}

// An address without what makes no other page of it.
function path_of(link) {
  link.searchParams.delete("language");
  return decodeURIComponent(link.pathname + link.search);
}

// Opens what `first` names and every page that links lead to from there, each in a test of its own.
async function walk(t, origin, first) {
  const seen = new Set(first);
  for (const path of seen)
    await t.test(path, async (t) => {
      const weights = [];
      for (const reader of settings) {
        const { bytes, links } = await first_load(origin + path, reader);
        weights.push(bytes);
        links.map(path_of).forEach((found) => seen.add(found));
      }
      t.diagnostic(`at most ${Math.max(...weights)} bytes`);
    });
  return seen;
}

test("the first load of each public page is light, asks nobody else, keeps still and fits a small phone", async (t) => {
  const seen = await walk(t, shop.lofte, ["/policy", ...no_link_leads_to]);
  assert.deepEqual(links_are_followed_to.filter((path) => !seen.has(path)), [], "no link leads there any more");
});

test("… and that of each page of the demonstration's shop", async (t) => {
  const seen = await walk(t, shop.front, ["/", "/nowhere"]);
  assert.ok(seen.has("/basket"), "no link leads to the basket");
});
