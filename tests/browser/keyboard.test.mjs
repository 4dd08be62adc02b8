// A person who uses no mouse: what is pressed is reached with the Tab key from the top of the page, and wherever they are on the
// way they can see it.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test keyboard.test.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LivingShop } from "./living_shop.mjs";
import { Visitor, password, readers } from "./visitor.mjs";

const person = "anna@example.com";
const steps_max = 60;

let shop;

before(async () => {
  shop = await LivingShop.open({ day: "2026-03-05" });
  const visitor = await Visitor.come(shop, readers[1]);
  await visitor.open("/register");
  await visitor.type("/register", { name: "Anna Berg", email: person });
  await visitor.open(await shop.link_to(person));
  await visitor.type("/register/", { new_password: password });
  await visitor.leave();
});
after(() => shop?.close());

// Where the keyboard is, and why that can't be seen; "" when it can.
const focus_of = (page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const { top, bottom, width, height } = activeElement.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
    const hidden =
      activeElement === document.body ? "nowhere"
      : outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? "has no outline"
      : width < 2 || height < 2 || bottom < 1 || top > window.innerHeight - 1 ? "is out of sight"
      : "";
    return hidden && `${activeElement.outerHTML.slice(0, 120)} ${hidden}`;
  });

const is_at = (page, what) => page.locator(what).first().evaluate((element) => element === document.activeElement);

async function tab_to(page, what) {
  for (let step = 0; step < steps_max; ++step) {
    await page.keyboard.press("Tab");
    assert.equal(await focus_of(page), "");
    if (await is_at(page, what)) return;
  }
  assert.fail(`the keyboard does not come to ${what}`);
}

// The page that comes of a key.
const send = ({ page }, key) => Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);

async function press(visitor, what, key = "Enter") {
  await tab_to(visitor.page, what);
  await send(visitor, key);
}

async function sign_in(visitor) {
  await visitor.open("/sign-in");
  await tab_to(visitor.page, '[name="email"]');
  await visitor.page.keyboard.type(person);
  await tab_to(visitor.page, '[name="password"]');
  await visitor.page.keyboard.type(password);
  await press(visitor, 'form[action^="/sign-in?"] button');
}

for (const reader of readers) {
  test(`${reader.name}: the first press of Tab offers the way past the menu`, async () => {
    const visitor = await Visitor.come(shop, reader);
    for (const path of ["/policy", "/sign-in", "/reviews"]) {
      await visitor.open(path);
      await tab_to(visitor.page, ".skip");
      await visitor.page.keyboard.press("Enter");
      await tab_to(visitor.page, "main a, main input, main button, main summary, .contents a");
    }
    await visitor.leave();
  });

  test(`${reader.name}: signs in and out`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await sign_in(visitor);
    assert.equal(visitor.path(), "/me");
    await press(visitor, 'form[action^="/sign-out"] button');
    assert.equal(visitor.path(), "/sign-in");
    await visitor.leave();
  });

  test(`${reader.name}: flips a switch, and goes on from there`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await sign_in(visitor);
    await press(visitor, 'a[href^="/me/choices"]');
    const switch_of = (channel) => `form:has([name="purpose"][value="newsletter"]):has([name="channel"][value="${channel}"]) [role="switch"]`;
    assert.equal(await visitor.page.locator(switch_of("email")).count(), 0, "a channel of what is off has nothing to switch");
    const before = await visitor.page.locator(switch_of("")).getAttribute("aria-checked");
    await press(visitor, switch_of(""), "Space");
    assert.notEqual(await visitor.page.locator(switch_of("")).getAttribute("aria-checked"), before);
    await visitor.page.keyboard.press("Tab");
    assert.ok(await is_at(visitor.page, switch_of("")), "the next press of Tab comes to the switch again");
    await send(visitor, "Space");
    assert.equal(await visitor.page.locator(switch_of("")).getAttribute("aria-checked"), before);
    await visitor.leave();
  });

  test(`${reader.name}: sees what would be erased, erases it, and undoes it`, async () => {
    const visitor = await Visitor.come(shop, reader);
    await sign_in(visitor);
    await press(visitor, 'main a[href^="/me/rights/erase"]');
    await press(visitor, 'form[action^="/me/rights/erase"] button.careful');
    await press(visitor, 'form[action^="/me/rights/erase/undo"] button');
    assert.equal(visitor.path(), "/me/rights");
    await visitor.leave();
  });
}
