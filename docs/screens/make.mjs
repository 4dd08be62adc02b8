// The pictures of README.md and docs/tour.md, from a living shop: script/screens.
//   node docs/screens/make.mjs FOLDER [NAME…]      FOLDER: what script/screens has prepared
import { join, resolve } from "node:path";
import { LivingShop, project } from "../../tests/browser/living_shop.mjs";

const [made, ...wanted] = process.argv.slice(2);
const desk = { viewport: { width: 1280, height: 1000 }, locale: "en-GB" };
const phone = { viewport: { width: 390, height: 1000 }, locale: "sv-SE" };
const anna = { name: "Anna Berg", email: "anna@example.com", street: "Storgatan 1", postal_code: "123 45", city: "Exempelstad" };
const password = "korrekt häst batteri";

const shop = await LivingShop.open({ data: join(made, "data") });
try {
  await shop.open_front();
  await live();
  await look();
} finally {
  await shop.close();
}

async function come(reader, javaScriptEnabled = false) {
  const context = await shop.browser.newContext({ ...reader, colorScheme: "light", javaScriptEnabled, reducedMotion: "reduce" });
  return context.newPage();
}

async function press(page, what) {
  await page.locator(what).first().click();
  await page.waitForLoadState();
}

async function type(page, typed) {
  for (const [name, value] of Object.entries(typed)) await page.locator(`[name="${name}"]`).fill(value);
}

// Years in which Anna bought, and one more purchase in the shop front.
async function live() {
  const { subject } = await shop.ask("POST", "/v1/subjects", { reference: `mailto:${anna.email}` });
  const orders = [
    ["2024-11-29", "2024-12-03", "1 × Lucia 512 GB USB-C à 599 kr"],
    ["2025-06-17", "2025-06-20", "3 × Midsommar 16 GB USB-A à 79 kr"],
  ];
  for (const [placed, completed, lines] of orders)
    await shop.ask("POST", `/v1/subjects/${subject}/records`, {
      shape: "order", reference: placed, events: { placed, paid: placed, completed },
      fields: { name: anna.name, email: anna.email, lines, delivery_address: "Storgatan 1, 123 45 Exempelstad", payment_option: "swish" },
    });
  const page = await come(desk);
  await page.goto(`${shop.lofte}/register`);
  await type(page, { name: anna.name, email: anna.email });
  await press(page, 'form[action^="/register"] button');
  await page.goto(await shop.link_to(anna.email));
  await type(page, { new_password: password });
  await press(page, 'form[action^="/register/"] button');
  await page.goto(`${shop.lofte}/me/choices`);
  await press(page, 'form[action^="/me/choices"]:has([name="purpose"][value="newsletter"]) button');
  await page.context().close();
}

// As high as it takes to show what it is about.
async function picture(page, name, height = 1000) {
  if (wanted.length && !wanted.includes(name)) return;
  await page.setViewportSize({ width: page.viewportSize().width, height });
  await page.screenshot({ path: join(project, "docs", "screens", `${name}.png`) });
}

async function sign_in(page) {
  await page.goto(`${shop.lofte}/sign-in`);
  await page.locator('form[action^="/sign-in?"] [name="email"]').fill(anna.email);
  await type(page, { password });
  await press(page, 'form[action^="/sign-in?"] button');
}

async function buy(page, name) {
  await page.goto(shop.front);
  await picture(page, `shop-${name}`);
  await press(page, 'form:has([value="norrsken"]) button');
  await type(page, { norrsken: "2" });
  await press(page, '[name="then"]');
  await type(page, anna);
  await page.locator('[value="swish"]').check();
  await page.evaluate(() => window.scrollTo(0, 0));
  if (name === "desktop") await picture(page, "checkout-desktop");
  await press(page, 'form[action^="/checkout"] button');
}

async function open(page, path, at) {
  await page.goto(shop.lofte + path);
  if (at) await page.locator(at).first().evaluate((element) => window.scrollBy(0, element.getBoundingClientRect().top - 24));
}

async function look() {
  for (const [reader, name] of [[desk, "desktop"], [phone, "phone"]]) {
    const page = await come(reader);
    await open(page, "/policy", "section:has(.purpose)");
    await picture(page, `policy-${name}`);
    await buy(page, name);
    await sign_in(page);
    await picture(page, `me-${name}`);
    if (name === "desktop") await look_further(page);
    const report = await come(reader, true);
    await report.goto(`file://${resolve(made, `report.${name === "desktop" ? "en" : "sv"}.html`)}`);
    await picture(report, `report-${name}`, 1500);
    for (const each of [page, report]) await each.context().close();
  }
}

async function look_further(page) {
  await open(page, "/policy", ".purpose:has(#purpose-contract)");
  await picture(page, "policy-yours-desktop", 760);
  await open(page, "/me/rights/erase");
  await picture(page, "erase-desktop", 1200);
  await open(page, "/contact");
  await picture(page, "contact-desktop");
  await page.goto(`${shop.front}/staff`);
  await picture(page, "staff-desktop", 760);
}
