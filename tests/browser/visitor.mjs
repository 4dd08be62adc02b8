// A person at a living shop with scripts switched off, as the pages promise. Each page that they come to is looked at again as
// it came, in a browser that runs scripts, light and dark: who can't see or sees little can use it, it breaks no security
// policy, asks nobody else, and does not scroll sideways.
//   LOFTE_SCREENS=folder keeps a picture of each page on the way
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { scrolls_sideways, violations_of } from "./living_shop.mjs";

const screens = process.env.LOFTE_SCREENS;
if (screens) mkdirSync(screens, { recursive: true });

// Between them: both widths, both languages, light and dark.
export const readers = [
  { name: "phone", viewport: { width: 360, height: 740 }, locale: "sv-SE", colorScheme: "dark", language: "sv" },
  { name: "desk", viewport: { width: 1280, height: 800 }, locale: "en-GB", colorScheme: "light", language: "en" },
];
export const password = "korrekt häst batteri";

const settings_of = ({ viewport, locale, colorScheme }) => ({ viewport, locale, colorScheme, reducedMotion: "reduce" });
const path_of = (url) => new URL(url).pathname;

// A page that came, opened once more where scripts run; everything else that it asks for, it gets from the shop.
class Onlooker {
  static async beside(shop, reader) {
    const context = await shop.browser.newContext(settings_of(reader));
    const onlooker = Object.assign(new Onlooker(), { shop, context, page: await context.newPage(), complaints: [] });
    const { page, complaints } = onlooker;
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("request", (request) => request.url().startsWith(shop.lofte) || complaints.push(request.url()));
    await page.route("**/*", (route) =>
      route.request().isNavigationRequest() ? route.fulfill({ headers: onlooker.headers, body: onlooker.body }) : route.continue());
    return onlooker;
  }
  async look(response) {
    const { page, complaints } = this;
    const where = path_of(response.url());
    this.body = await response.body();
    this.headers = {};
    for (const name of ["content-type", "content-security-policy"]) this.headers[name] = await response.headerValue(name);
    await page.goto(response.url());
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    assert.equal(await scrolls_sideways(page), false, `${where} scrolls sideways`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations_of(page), [], `${where}, ${colorScheme}`);
    }
    assert.deepEqual(complaints, [], where);
  }
}

export class Visitor {
  static async come(shop, reader) {
    const context = await shop.browser.newContext({ ...settings_of(reader), javaScriptEnabled: false });
    const page = await context.newPage();
    const visitor = Object.assign(new Visitor(), { shop, context, page, reader, shown: 0, complaints: [] });
    visitor.onlooker = await Onlooker.beside(shop, reader);
    page.on("request", (request) => request.url().startsWith(shop.lofte) || visitor.complaints.push(request.url()));
    page.on("response", (response) => {
      const is_page = response.headers()["content-type"]?.startsWith("text/html");
      if (response.request().isNavigationRequest() && is_page) visitor.document = response;
    });
    return visitor;
  }
  async leave() {
    await this.context.close();
    await this.onlooker.context.close();
  }
  async open(path) {
    const response = await this.page.goto(path.startsWith("http") ? path : this.shop.lofte + path);
    await this.look();
    return response.status();
  }
  // Presses the first button of the form at `action`, or the one that `which` finds in it.
  async press(action, which = "button") {
    await this.follow(`form[action^="${action}"] ${which}`);
  }
  // … of a link, or of anything that leads to a page.
  async follow(what) {
    await Promise.all([this.page.waitForEvent("load"), this.page.locator(what).first().click()]);
    await this.look();
  }
  // Fills the form at `action` in and sends it: texts are typed, true ticks a box, a list chooses files.
  async type(action, typed) {
    for (const [name, value] of Object.entries(typed)) {
      const field = this.page.locator(`form[action^="${action}"] [name="${name}"]`);
      if (value === true) await field.check();
      else if (Array.isArray(value)) await field.setInputFiles(value);
      else if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
      else await field.fill(value);
    }
    await this.press(action, "button:not([type=button])");
  }
  text() {
    return this.page.locator("main").innerText();
  }
  path() {
    return path_of(this.page.url());
  }
  async look() {
    if (screens) {
      const name = `${this.reader.name}-${String(++this.shown).padStart(2, "0")}${this.path().replaceAll("/", "-").slice(0, 30)}`;
      await this.page.screenshot({ path: join(screens, `${name}.png`), fullPage: true });
    }
    assert.equal(await scrolls_sideways(this.page), false, `${this.path()} scrolls sideways`);
    assert.deepEqual(this.complaints, [], this.path());
    await this.onlooker.look(this.document);
  }
}
