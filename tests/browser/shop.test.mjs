// A guest buys in the demonstration's shop and finds the order in My pages; staff complete it, and its terms have dates.
// With scripts switched off, as the pages promise; each page of the shop is looked at on a phone and at a desk, light and dark.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test shop.test.mjs
// LOFTE_SCREENS=folder keeps a picture of each page.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LivingShop, scrolls_sideways, violations_of } from "./living_shop.mjs";

const screens = process.env.LOFTE_SCREENS;
const readers = [
  { name: "phone", viewport: { width: 390, height: 844 }, locale: "sv-SE", colorScheme: "dark", until: "31 december 2028" },
  { name: "desk", viewport: { width: 1280, height: 800 }, locale: "en-GB", colorScheme: "light", until: "31 December 2028" },
];

let shop;

before(async () => {
  if (screens) mkdirSync(screens, { recursive: true });
  shop = await LivingShop.open({ day: "2026-03-05" });
  await shop.open_front();
});
after(() => shop?.close());

class Visitor {
  constructor(context, page, name) {
    Object.assign(this, { context, page, name, shown: 0 });
  }
  static async come({ viewport, locale, colorScheme, name }, javaScriptEnabled = false) {
    const context = await shop.browser.newContext({ viewport, locale, colorScheme, javaScriptEnabled, reducedMotion: "reduce" });
    return new Visitor(context, await context.newPage(), name);
  }
  async open(url) {
    await this.page.goto(url);
    await this.look();
  }
  async press(what) {
    await this.page.locator(what).first().click();
    await this.page.waitForLoadState();
    await this.look();
  }
  async type(typed) {
    for (const [name, value] of Object.entries(typed)) await this.page.locator(`[name="${name}"]`).fill(value);
  }
  text() {
    return this.page.locator("main").innerText();
  }
  async look() {
    if (!screens) return;
    const path = new URL(this.page.url()).pathname.replaceAll("/", "-").slice(0, 24);
    const name = `shop-${this.name}-${String(++this.shown).padStart(2, "0")}${path}.png`;
    await this.page.screenshot({ path: join(screens, name), fullPage: true });
  }
}

async function buy(visitor, person) {
  await visitor.open(shop.front);
  await visitor.press('form:has([value="fjall"]) button');
  await visitor.type({ fjall: "2" });
  await visitor.press('[name="then"]');
  await visitor.type({ name: "Anna Berg 🌿", email: person, street: "Storgatan 1", postal_code: "123 45", city: "Exempelstad" });
  await visitor.page.locator('[value="kort"]').check();
  await visitor.page.locator('[name="no_thanks"]').check();
  await visitor.press('form[action^="/checkout"] button');
  return /\/thanks\/(\w+)/.exec(visitor.page.url())[1];
}

async function sign_in_by_letter(visitor, person) {
  await visitor.press('a[href*="/sign-in"]');
  await visitor.page.locator('form[action^="/sign-in/link"] [name="email"]').fill(person);
  await visitor.press('form[action^="/sign-in/link"] button');
  await visitor.open(await shop.link_to(person));
  await visitor.press('form[action^="/sign-in/"] button');
}

for (const reader of readers) {
  test(`${reader.name}: a guest's order is in My pages, and has a last day once staff complete it`, async () => {
    const person = `anna+${reader.name}@example.com`;
    const customer = await Visitor.come(reader);
    const number = await buy(customer, person);
    await sign_in_by_letter(customer, person);
    await customer.open(`${shop.lofte}/me/orders`);
    assert.match(await customer.text(), /2 × Fjäll 64 GB USB-C à 149 kr/);
    await customer.open(`${shop.lofte}/me/data`);
    assert.ok(!(await customer.page.content()).includes(reader.until), "no clock has started");

    const staff = await Visitor.come(reader);
    await staff.open(`${shop.front}/staff`);
    for (const act of ["shipped", "completed"]) await staff.press(`form[action^="/staff/orders/${number}/${act}"] button`);
    assert.match(await staff.text(), /2028-12-31/);

    await customer.open(`${shop.lofte}/me/data`);
    assert.ok((await customer.page.content()).includes(reader.until), "the contract's term ends two calendar years on");
    await customer.open(`${shop.lofte}/me/trail`);
    assert.match(await customer.text(), /shop staff/);
    await customer.open(`${shop.lofte}/me/choices`);
    const marketing = customer.page.locator('form:has([value="marketing"]) [role="switch"]').first();
    assert.equal(await marketing.getAttribute("aria-checked"), "false", "no thanks at the sale is a no");
    await customer.context.close();
    await staff.context.close();
  });
}

test("a question of a customer's comes to staff by a letter, and the answer to the customer by another", async () => {
  const customer = await Visitor.come(readers[1]);
  await customer.open(shop.front);
  await customer.press('a[href*="/contact"]');
  await customer.type({ name: "Bo Ek", email: "bo@example.com", message: "Does Lucia float?" });
  await customer.press('form[action^="/contact"] button');
  const path = await shop.in_letter_to("info@usbstars.se", /(\/v1\/subjects\/[0-9a-f]+\/records\/[0-9a-f]+)/);
  await customer.open(`${shop.front}/staff`);
  await customer.type({ record: path });
  await customer.press('form[action="/staff/enquiry"] button');
  assert.match(await customer.text(), /Does Lucia float\?/);
  await customer.type({ answer: "For a while." });
  await customer.press('[name="act"][value="answer"]');
  assert.equal(await shop.in_letter_to("bo@example.com", /(For a while\.)/), "For a while.");
  await customer.context.close();
});

// Each page of the shop: its path, and what to do there before looking.
const pages = {
  goods: ["/"],
  basket: ["/basket"],
  "basket-wrong": ["/basket", async (page) => {
    await page.locator('[name="lucia"]').fill("-3");
    await page.locator('[name="then"]').click();
  }],
  checkout: ["/checkout"],
  "checkout-wrong": ["/checkout", (page) => page.locator('form[action^="/checkout"] button').click()],
  staff: ["/staff"],
  "staff-wrong": ["/staff/enquiry?record=17"],
  missing: ["/nowhere"],
};

for (const [name, [path, act]] of Object.entries(pages)) {
  test(`the page ${name} can be used by everybody, and asks nobody else`, async () => {
    for (const reader of readers) {
      const visitor = await Visitor.come(reader, true);
      const { page } = visitor;
      const complaints = [];
      page.on("console", (message) => message.type() === "error" && !/status of 4/.test(message.text()) && complaints.push(message.text()));
      page.on("request", (request) => request.url().startsWith(shop.front) || complaints.push(request.url()));
      if (path !== "/") {
        await page.goto(shop.front);
        await page.locator('form:has([value="lucia"]) button').click();
      }
      await page.goto(shop.front + path);
      await act?.(page);
      await page.waitForLoadState();
      await visitor.look();
      assert.equal(await scrolls_sideways(page), false, `${reader.name}: scrolls sideways`);
      assert.deepEqual(await violations_of(page), [], reader.name);
      assert.deepEqual(complaints, [], reader.name);
      await visitor.context.close();
    }
  });
}
