// Passkeys at a living shop: the real program under the name localhost, a real mail server, and a browser with an
// authenticator made of software, as Chromium's DevTools have one (WebAuthn domain).
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test passkeys.test.mjs
// LOFTE_SCREENS=folder keeps a picture of each page on the way.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LivingShop } from "./living_shop.mjs";

const screens = process.env.LOFTE_SCREENS;
const password = "korrekt häst batteri";
const person = "anna@example.com";

let shop;

before(async () => {
  shop = await LivingShop.open({ day: "2026-03-05", named: true });
  if (screens) mkdirSync(screens, { recursive: true });
});
after(() => shop?.close());

const complaints = [];
let shown = 0;

async function visitor({ script = true, viewport = { width: 1280, height: 800 }, language = "en-GB" } = {}) {
  const context = await shop.browser.newContext({ viewport, locale: language, javaScriptEnabled: script, reducedMotion: "reduce" });
  const page = await context.newPage();
  // That a form was sent in vain is told by its status, and the console repeats it.
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 422/.test(message.text()) && !/favicon/.test(message.location().url))
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => request.url().startsWith(shop.lofte) || complaints.push(request.url()));
  return page;
}

async function look(page) {
  if (!screens) return;
  const path = new URL(page.url()).pathname.replaceAll("/", "-").slice(0, 30);
  const name = `passkeys-${String(++shown).padStart(2, "0")}${path}`;
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(screens, `${name}-${width}.png`), fullPage: true });
  }
}

async function press(page, action) {
  await page.locator(`form[action^="${action}"] button`).first().click();
}

async function authenticator_of(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { client, authenticatorId };
}

const path_of = (page) => new URL(page.url()).pathname;

test("a passkey is added, signs in, proves, is removed, and then signs nobody in", async () => {
  const page = await visitor();
  const { client, authenticatorId } = await authenticator_of(page);
  await page.goto(`${shop.lofte}/register`);
  await page.locator('[name="name"]').fill("Anna Berg");
  await page.locator('[name="email"]').fill(person);
  await press(page, "/register");
  await page.goto(await shop.link_to(person, "/register/"));
  await page.locator('[name="new_password"]').fill(password);
  await press(page, "/register/");
  await page.waitForURL(/\/me\?/);

  await page.goto(`${shop.lofte}/me/security`);
  await look(page);
  await page.locator('form[data-passkey="create"] [name="name"]').fill("My phone 🌿");
  await press(page, "/me/security/passkeys?");
  await page.waitForURL(/done=passkey_added/);
  assert.match(await page.locator("main").innerText(), /My phone 🌿/);
  await look(page);
  await shop.in_letter_to(person, /(A passkey was added)/);
  assert.equal((await client.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length, 1);

  await page.locator('form[data-passkey="create"] [name="name"]').fill("Again");
  await press(page, "/me/security/passkeys?");
  await page.waitForFunction(() => document.querySelector('form[data-passkey="create"] [role="status"]').textContent !== "");
  assert.match(await page.locator('form[data-passkey="create"] [role="status"]').innerText(), /already has a passkey/);
  await look(page);

  await press(page, "/sign-out");
  await page.waitForURL(/\/me\?/); // the autofill's question, which the device answers by itself
  await page.goto(`${shop.lofte}/me/trail`);
  assert.match(await page.locator("main").innerText(), /with a passkey/);
  await look(page);

  // The button, too, where there is no autofill.
  await page.addInitScript(() => {
    if (globalThis.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await press(page, "/sign-out");
  await page.waitForURL(/\/sign-in/);
  await look(page);
  await press(page, "/sign-in/passkey");
  await page.waitForURL(/\/me\?/);

  // A day later the proof is old, and the session is not.
  await shop.go_on("2026-03-06");
  await page.goto(`${shop.lofte}/me/rights/erase`);
  await look(page);
  await press(page, "/me/security/proof/passkey");
  await page.waitForURL(/\/me\/rights\/erase\?.*done=proven/);
  await look(page);

  await page.goto(`${shop.lofte}/me/security`);
  await press(page, "/me/security/passkeys/remove");
  await page.waitForURL(/done=passkey_removed/);
  await shop.in_letter_to(person, /(One of the passkeys)/);
  await press(page, "/sign-out");
  await page.waitForURL(/\/sign-in/);
  await press(page, "/sign-in/passkey");
  await page.waitForSelector(".faults");
  assert.match(await page.locator(".faults").innerText(), /can’t be used here/);
  assert.equal(path_of(page), "/sign-in/passkey");
  await look(page);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("who shows nobody who they are gets a word, and stays where they are", async () => {
  const page = await visitor({ language: "sv-SE" });
  const { client, authenticatorId } = await authenticator_of(page);
  await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.goto(`${shop.lofte}/sign-in`);
  await press(page, "/sign-in/passkey");
  await page.waitForFunction(() => document.querySelector('form[data-passkey] [role="status"]').textContent !== "");
  assert.match(await page.locator('form[data-passkey] [role="status"]').innerText(), /Ingen nyckel användes/);
  assert.equal(path_of(page), "/sign-in");
  await look(page);
  await page.context().close();
});

test("without scripts the passkey's form is not shown, and a mailed link lets in", async () => {
  const page = await visitor({ script: false, viewport: { width: 360, height: 740 }, language: "sv-SE" });
  await page.goto(`${shop.lofte}/sign-in`);
  assert.equal(await page.locator("form[data-passkey]").isVisible(), false);
  await page.locator('form[action^="/sign-in/link"] [name="email"]').fill(person);
  await press(page, "/sign-in/link");
  await page.goto(await shop.link_to(person, "/sign-in/"));
  await press(page, "/sign-in/");
  await page.waitForURL(/\/me\?/);
  await page.goto(`${shop.lofte}/me/security`);
  assert.equal(await page.locator("form[data-passkey]").isVisible(), false);
  assert.match(await page.locator("main").innerText(), /JavaScript/);
  await look(page);
  await page.context().close();
});
