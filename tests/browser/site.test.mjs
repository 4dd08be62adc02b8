// A person at a living shop: the real program, a real mail server, and a browser, on a phone and at a desk, in both languages,
// with scripts switched off throughout, as the pages promise.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test site.test.mjs
// LOFTE_SCREENS=folder keeps a picture of each page on the way.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LivingShop } from "./living_shop.mjs";

const screens = process.env.LOFTE_SCREENS;
const readers = [
  { name: "phone", viewport: { width: 360, height: 740 }, locale: "sv-SE", language: "sv" },
  { name: "desk", viewport: { width: 1280, height: 800 }, locale: "en-GB", language: "en" },
];
const password = "korrekt häst batteri";

let shop;

before(async () => {
  shop = await LivingShop.open({ day: "2026-03-05" });
  if (screens) mkdirSync(screens, { recursive: true });
});
after(() => shop?.close());

class Visitor {
  static async come(reader, script = false) {
    const context = await shop.browser.newContext({
      viewport: reader.viewport, locale: reader.locale, javaScriptEnabled: script, reducedMotion: "reduce",
    });
    const visitor = new Visitor();
    Object.assign(visitor, { context, page: await context.newPage(), reader, shown: 0 });
    return visitor;
  }
  async open(path) {
    const response = await this.page.goto(path.startsWith("http") ? path : shop.lofte + path);
    await this.look();
    return response.status();
  }
  // Presses the one button of the form at `action`.
  async press(action) {
    await this.page.locator(`form[action^="${action}"] button`).first().click();
    await this.page.waitForLoadState();
    await this.look();
  }
  async type(action, typed) {
    for (const [name, value] of Object.entries(typed))
      await this.page.locator(`form[action^="${action}"] [name="${name}"]`).fill(value);
    await this.press(action);
  }
  async text() {
    return this.page.locator("main").innerText();
  }
  path() {
    return new URL(this.page.url()).pathname;
  }
  async look() {
    if (!screens) return;
    const name = `${this.reader.name}-${String(++this.shown).padStart(2, "0")}${this.path().replaceAll("/", "-").slice(0, 30)}`;
    await this.page.screenshot({ path: join(screens, `${name}.png`), fullPage: true });
  }
}

for (const reader of readers) {
  const person = `anna+${reader.name}@example.com`;

  test(`${reader.name}: registers, sees, corrects, chooses, takes a copy, erases and undoes`, async () => {
    const visitor = await Visitor.come(reader);
    await visitor.open("/register");
    await visitor.type("/register", { name: "Anna Berg 🌿", email: person });
    await visitor.open(await shop.link_to(person));
    await visitor.type("/register/", { new_password: password });
    assert.equal(visitor.path(), "/me");
    assert.match(await visitor.page.content(), /Anna Berg 🌿/);

    await visitor.open("/me/data");
    assert.match(await visitor.page.content(), new RegExp(person.replace("+", "\\+")));
    const correct = await visitor.page.locator('a[href*="/correct"]').first().getAttribute("href");
    await visitor.open(correct);
    await visitor.type("/me/data/", { "field.name": "Anna Björk <script>" });
    assert.match(await visitor.page.content(), /Anna Björk &lt;script&gt;/);

    await visitor.open("/me/choices");
    await visitor.page
      .locator('form[action^="/me/choices"]:has([name="purpose"][value="newsletter"]):has([name="answer"][value="on"]) button')
      .first()
      .click();
    assert.equal(visitor.path(), "/me/choices");

    await visitor.open("/me/trail");
    await visitor.open("/me/orders");
    await visitor.open("/me/security");
    await visitor.open("/me/rights");
    const [download] = await Promise.all([
      visitor.page.waitForEvent("download"),
      visitor.page.locator('form[action^="/me/rights/package"] [name="format"][value="json"]').click(),
    ]);
    const copy = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.ok(copy.records.some((record) => record.fields.email === person));

    await visitor.open("/me/rights/erase");
    await visitor.press("/me/rights/erase");
    assert.equal(visitor.path(), "/me/rights/erase");
    await visitor.press("/me/rights/erase/undo");
    assert.equal(visitor.path(), "/me/rights");
    await visitor.context.close();
  });

  test(`${reader.name}: signs out, is let in by password and by a link, and changes the address`, async () => {
    const visitor = await Visitor.come(reader);
    assert.equal(await visitor.open("/me/rights"), 200);
    assert.equal(visitor.path(), "/sign-in");
    await visitor.type("/sign-in?", { email: person, password: "fel lösenord här" });
    assert.equal(visitor.path(), "/sign-in");
    await visitor.type("/sign-in?", { email: person, password });
    assert.equal(visitor.path(), "/me/rights");
    await visitor.press("/sign-out");
    assert.equal(visitor.path(), "/sign-in");

    await visitor.type("/sign-in/link", { email: person });
    const link = await shop.link_to(person);
    await visitor.open(link);
    await visitor.press("/sign-in/");
    assert.equal(visitor.path(), "/me");
    await visitor.open(link);
    assert.equal(await visitor.page.locator('form[action^="/sign-in/"]:not([action^="/sign-in/link"])').count(), 0);

    await visitor.open("/me/security");
    const fresh = `björk-${reader.name}@example.com`.replace("ö", "o");
    await visitor.type("/me/security/email", { email: fresh, password });
    await visitor.open(await shop.link_to(fresh));
    await visitor.press("/confirm-address/");
    await visitor.press("/sign-out");
    await visitor.type("/sign-in?", { email: fresh, password });
    assert.equal(visitor.path(), "/me");
    await visitor.context.close();
  });

  test(`${reader.name}: the policy page tells what it holds of its reader`, async () => {
    const visitor = await Visitor.come(reader);
    await visitor.open("/policy");
    assert.ok((await visitor.page.locator('a[href^="/sign-in"]').count()) > 0);
    const before = await visitor.text();
    await visitor.open("/sign-in");
    await visitor.type("/sign-in?", { email: `bjork-${reader.name}@example.com`, password });
    await visitor.open("/policy");
    assert.notEqual(await visitor.text(), before);
    await visitor.context.close();
  });
}

for (const reader of readers) {
  test(`${reader.name}: writes a review without an account, sees it published, and withdraws it by the link`, async () => {
    const person = `review-${reader.name}@example.com`;
    const about = `USB 32 GB (${reader.name})`;
    const visitor = await Visitor.come(reader);
    await visitor.open("/reviews");
    await visitor.page.locator('main a[href^="/reviews/write"]').click();
    const form = visitor.page.locator('form[action^="/reviews/write"]');
    await form.locator('[name="about"]').fill(about);
    await form.locator('[name="message"]').fill("Fungerar <b>utmärkt</b> 🌿");
    await form.locator('[name="name"]').fill("שלום");
    await form.locator('[name="email"]').fill(person);
    await form.getByRole("checkbox").check();
    await visitor.press("/reviews/write");
    await visitor.open(await shop.link_to(person));
    await visitor.press("/reviews/confirm/");
    const own = await visitor.page.locator('a[href^="/reviews/own/"]').getAttribute("href");

    const { waiting } = await shop.ask("GET", "/v1/reviews/waiting");
    for (const { subject, record } of waiting)
      await shop.ask("POST", `/v1/subjects/${subject}/records/${record}/events`, { event: "published", day: "2026-03-05" });

    await visitor.open("/reviews");
    assert.match(await visitor.text(), /שלום/);
    assert.ok((await visitor.text()).includes(about));
    assert.ok((await visitor.text()).includes("<b>utmärkt</b> 🌿"));
    await visitor.open(own);
    await visitor.press("/reviews/own/");
    await visitor.open("/reviews");
    assert.ok(!(await visitor.text()).includes(about));
    await visitor.context.close();
  });
}

test("a form sent twice, on two devices at once, is done once", async () => {
  const first = await Visitor.come(readers[1]);
  await first.open("/register");
  await first.type("/register", { name: "Bo Ek", email: "bo@example.com" });
  const link = await shop.link_to("bo@example.com");
  const second = await Visitor.come(readers[0]);
  await first.open(link);
  await second.open(link);
  await Promise.all([first, second].map((visitor) => visitor.type("/register/", { new_password: password })));
  await first.open("/sign-in");
  await first.type("/sign-in?", { email: "bo@example.com", password });
  await first.open("/me/data");
  assert.equal(await first.page.locator('[id^="record-"]').count(), 1);
  await first.context.close();
  await second.context.close();
});

test("no page of the way breaks its security policy, and none asks anybody else", async () => {
  const visitor = await Visitor.come(readers[1], true);
  const complaints = [];
  visitor.page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  visitor.page.on("request", (request) => request.url().startsWith(shop.lofte) || complaints.push(request.url()));
  await visitor.open("/sign-in");
  await visitor.type("/sign-in?", { email: "bo@example.com", password });
  for (const path of ["/me", "/me/data", "/me/choices", "/me/orders", "/me/trail", "/me/rights", "/me/security",
    "/me/rights/erase", "/me/rights/package", "/register", "/policy", "/reviews", "/reviews/write", "/me/publications"])
    await visitor.open(path);
  assert.deepEqual(complaints, []);
  await visitor.context.close();
});
