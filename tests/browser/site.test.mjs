// A person with an account at a living shop: the real program, a real mail server, and a browser, on a phone and at a desk, in
// both languages, with scripts switched off throughout, as the pages promise.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test site.test.mjs
// LOFTE_SCREENS=folder keeps a picture of each page on the way.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LivingShop, project } from "./living_shop.mjs";
import { Visitor, password, readers } from "./visitor.mjs";

let shop;

before(async () => {
  shop = await LivingShop.open({ day: "2026-03-05" });
});
after(() => shop?.close());

async function sign_in(visitor, email, with_password = password) {
  await visitor.open("/sign-in");
  await visitor.type("/sign-in?", { email, password: with_password });
}

const switch_of = (purpose, answer) => `form[action^="/me/choices"]:has([name="purpose"][value="${purpose}"]) [name="answer"][value="${answer}"]`;

async function copy_of(visitor, format) {
  const [download] = await Promise.all([
    visitor.page.waitForEvent("download"),
    visitor.page.locator(`form[action^="/me/rights/package"] [name="format"][value="${format}"]`).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

// As staff do, with the API, to what waits for the shop.
async function reply(kind, text) {
  const { requests } = await shop.ask("GET", "/v1/requests");
  const { subject, record } = requests.at(-1);
  await shop.ask("POST", `/v1/subjects/${subject}/requests/${record}/${kind}`, { text });
}

for (const reader of readers) {
  const person = `anna+${reader.name}@example.com`;
  const fresh = `bjork-${reader.name}@example.com`;

  test(`${reader.name}: registers, sees, corrects and chooses`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await visitor.open("/register");
    await visitor.type("/register", { name: "Anna Berg 🌿", email: "anna@example" });
    assert.ok(await visitor.page.locator(".faults").isVisible(), "what is wrong is said");
    await visitor.type("/register", { email: person });
    await visitor.open(await shop.link_to(person));
    await visitor.type("/register/", { new_password: password });
    assert.equal(visitor.path(), "/me");
    assert.match(await visitor.page.content(), /Anna Berg 🌿/);

    await visitor.open("/me/data");
    assert.match(await visitor.page.content(), new RegExp(person.replace("+", "\\+")));
    await visitor.page.locator("details.held").first().evaluate((record) => (record.open = true));
    await visitor.follow('a[href*="/correct"]');
    await visitor.type("/me/data/", { "field.name": "Anna Björk <script>" });
    assert.match(await visitor.page.content(), /Anna Björk &lt;script&gt;/);

    await visitor.open("/me/choices");
    await visitor.follow(switch_of("newsletter", "on"));
    assert.ok((await visitor.page.locator(switch_of("newsletter", "off")).count()) > 0, "the newsletter is on");
    await visitor.press("/me/choices/stop");
    assert.equal(await visitor.page.locator(switch_of("newsletter", "off")).count(), 0, "all marketing is off");
    for (const path of ["/me/orders", "/me/publications", "/me/trail"]) assert.equal(await visitor.open(path), 200);
    await visitor.leave();
  });

  test(`${reader.name}: takes a copy, pauses all use, erases and undoes`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await sign_in(visitor, person);
    await visitor.open("/me/rights");
    const copy = JSON.parse(await copy_of(visitor, "json"));
    assert.ok(copy.records.some((record) => record.fields.email === person));
    assert.ok((await copy_of(visitor, "csv")).includes(person));
    assert.ok((await copy_of(visitor, "html")).includes(person));
    await visitor.follow('main a[href^="/me/rights/package"]');
    assert.ok((await visitor.text()).includes(person), "it can be read and printed as a page");

    await visitor.open("/me/rights");
    await visitor.press("/me/rights/restriction", '[value="on"]');
    assert.ok(await visitor.page.locator('.told a[href*="#restriction"]').isVisible(), "the pause is told of on every page");
    await visitor.press("/me/rights/restriction", '[value="off"]');
    assert.equal(await visitor.page.locator('.told a[href*="#restriction"]').count(), 0);

    await visitor.open("/me/rights/erase");
    await visitor.press("/me/rights/erase");
    assert.equal(visitor.path(), "/me/rights/erase");
    await visitor.open("/me");
    assert.ok(await visitor.page.locator('.told a[href*="/me/rights/erase"]').isVisible(), "what is coming is told of on every page");
    await visitor.open("/me/rights/erase");
    await visitor.press("/me/rights/erase/undo");
    assert.equal(visitor.path(), "/me/rights");
    await visitor.leave();
  });

  test(`${reader.name}: asks in writing, is told the day, and reads what the shop replies`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await sign_in(visitor, person);
    await visitor.open("/me/rights");
    await visitor.type("/me/rights/ask", { right: "access", details: "Alla brev ni har om mig.\nÄven de gamla. 🌿" });
    assert.match(await visitor.text(), /7 april 2026/i);
    await reply("extension", "Arkivet är på papper.");
    await visitor.open("/me/rights");
    await reply("refusal", "Breven är någon annans.");
    await visitor.open("/me/rights");
    assert.match(await visitor.text(), /Arkivet är på papper\.[^]*Breven är någon annans\.[^]*\(IMY\)/);
    await visitor.type("/me/rights/ask", { right: "rectification", details: "Mitt namn stavas med é." });
    await reply("answer", "Det är rättat.");
    await visitor.open("/me/rights");
    assert.match(await visitor.text(), /Det är rättat\./);
    await visitor.leave();
  });

  test(`${reader.name}: signs out, is let in by password and by a link, and changes the address`, async () => {
    const visitor = await Visitor.come(shop, reader);
    assert.equal(await visitor.open("/me/rights"), 200);
    assert.equal(visitor.path(), "/sign-in");
    await visitor.type("/sign-in?", { email: person, password: "fel lösenord här" });
    assert.equal(visitor.path(), "/sign-in");
    await visitor.type("/sign-in?", { email: person, password });
    assert.equal(visitor.path(), "/me/rights");
    await visitor.press("/sign-out");
    assert.equal(visitor.path(), "/sign-in");

    await visitor.type("/sign-in/link", { email: person });
    const link = await shop.link_to(person, "/sign-in/");
    await visitor.open(link);
    await visitor.press("/sign-in/");
    assert.equal(visitor.path(), "/me");
    await visitor.open(link);
    assert.equal(await visitor.page.locator('form[action^="/sign-in/"]:not([action^="/sign-in/link"])').count(), 0);

    await visitor.open("/me/security");
    await visitor.type("/me/security/email", { email: fresh, password });
    await visitor.open(await shop.link_to(fresh));
    await visitor.press("/confirm-address/");
    await visitor.press("/sign-out");
    await visitor.type("/sign-in?", { email: fresh, password });
    assert.equal(visitor.path(), "/me");
    await visitor.leave();
  });

  test(`${reader.name}: signs out everywhere else, then one other device, and changes the password`, async () => {
    const visitor = await Visitor.come(shop, reader);
    const elsewhere = await Visitor.come(shop, reader);
    await sign_in(visitor, fresh);
    for (const ends of ["/me/security/sessions?", "/me/security/session?"]) {
      await sign_in(elsewhere, fresh);
      await visitor.open("/me/security");
      await visitor.press(ends);
      await elsewhere.open("/me");
      assert.equal(elsewhere.path(), "/sign-in");
    }
    await visitor.open("/me/security");
    await visitor.type("/me/security/password", { password, new_password: "kort" });
    assert.ok(await visitor.page.locator(".faults").isVisible(), "what is wrong is said");
    await visitor.type("/me/security/password", { password, new_password: "batteri häst korrekt" });
    await sign_in(elsewhere, fresh, "batteri häst korrekt");
    assert.equal(elsewhere.path(), "/me");
    await elsewhere.leave();
    await visitor.leave();
  });

  test(`${reader.name}: the policy page tells what it holds of its reader`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await visitor.open("/policy");
    assert.ok((await visitor.page.locator('a[href^="/sign-in"]').count()) > 0);
    const before = await visitor.text();
    await sign_in(visitor, fresh, "batteri häst korrekt");
    await visitor.open("/policy");
    assert.notEqual(await visitor.text(), before);
    await visitor.leave();
  });
}

for (const [reader, days] of [[readers[0], 13], [readers[1], 15]])
  test(`${reader.name}: reads what a new version of the policy changed`, async () => {
    const file = readFileSync(join(project, "policies", "usbstars.toml"), "utf8");
    const policy = file.replace("14 days after visit begun", `${days} days after visit begun`);
    const { plan } = await shop.ask("POST", "/v1/plans", { policy });
    await shop.ask("POST", "/v1/publications", { policy, plan });
    const visitor = await Visitor.come(shop, reader);
    await visitor.open("/policy");
    await visitor.follow('.editions a[href*="/difference"]');
    assert.match(await visitor.text(), new RegExp(`\\b${days} (dagar|days)`));
    await visitor.follow('main a[href^="/policy"]');
    await visitor.follow('.editions a[href*="edition=1"]');
    assert.ok(await visitor.page.locator(".opening .notice").isVisible(), "an older version says that it is one");
    await visitor.leave();
  });

test("a form sent twice, on two devices at once, is done once", async () => {
  const first = await Visitor.come(shop, readers[1]);
  await first.open("/register");
  await first.type("/register", { name: "Bo Ek", email: "bo@example.com" });
  const link = await shop.link_to("bo@example.com");
  const second = await Visitor.come(shop, readers[0]);
  await first.open(link);
  await second.open(link);
  await Promise.all([first, second].map((visitor) => visitor.type("/register/", { new_password: password })));
  await sign_in(first, "bo@example.com");
  await first.open("/me/data");
  assert.equal(await first.page.locator('[id^="record-"]').count(), 1);
  await first.leave();
  await second.leave();
});
