// A shop as it is lived in: the program, a mail server, a browser, and, where it is asked for, the shop front. For the tests beside
// it, and for script/screens.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

export const project = process.env.LOFTE_SOURCE_DIR;
const demo = join(project, "demo");
const require = createRequire(join(project, "package.json"));
export const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Lines of a program's standard output, until `wanted` has found all it looks for.
async function started(program, wanted) {
  const found = {};
  for await (const line of createInterface({ input: program.stdout })) {
    for (const [name, form] of Object.entries(wanted)) found[name] ??= form.exec(line)?.[1];
    if (Object.keys(wanted).every((name) => found[name])) return found;
  }
  throw new Error("a program ended before it was ready");
}

async function free_port() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function end(program) {
  const ended = new Promise((done) => program.once("exit", done));
  if (program.exitCode === null && program.kill("SIGTERM")) await ended;
}

export class LivingShop {
  // The program, its mail server and a browser, on free ports, in a folder of its own: fresh on `day`, or with the data
  // folder `data`. By a name (localhost) where `named`: a browser has passkeys under a name alone.
  static async open({ day, data, named }) {
    const shop = new LivingShop();
    shop.folder = mkdtempSync(join(tmpdir(), "lofte-shop-"));
    shop.programs = [];
    try {
      await shop.start({ day, data: data ?? join(shop.folder, "data"), port: named ? await free_port() : 0 });
    } catch (error) {
      await shop.close();
      throw error;
    }
    return shop;
  }
  run(program, ...given) {
    const running = spawn(program, given, { stdio: ["ignore", "pipe", "ignore"] });
    this.programs.push(running);
    return running;
  }
  async start({ day, data, port }) {
    Object.assign(this, { data, port });
    const mailbox = await started(this.run(process.env.PYTHON3, join(demo, "mailbox.py")), { smtp: /^smtp (\d+)/, http: /^http (\d+)/ });
    this.letters = `http://127.0.0.1:${mailbox.http}`;
    const mail = `server = "smtp+plain://127.0.0.1:${mailbox.smtp}"\n[from]\nname = "USBstars"\naddress = "shop@example.com"\n`;
    writeFileSync(join(this.folder, "mail.toml"), mail);
    await this.serve(day ? ["--virtual-clock", day] : []);
    this.browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  }
  async serve(clock = []) {
    const name = this.port ? ["--public-url", `http://localhost:${this.port}`] : [];
    this.server = this.run(process.env.LOFTE, "serve", join(project, "policies", "usbstars.toml"), "--data", this.data, "--listen",
      `127.0.0.1:${this.port}`, "--mail", join(this.folder, "mail.toml"), ...name, ...clock);
    const told = await started(this.server, { address: /^listening on +(\S+)/, key: /^owner's key +(\S+)/ });
    this.lofte = name[1] ?? told.address;
    this.owner = readFileSync(told.key, "utf8").trim();
  }
  // Goes on, on another day of its virtual clock.
  async go_on(day) {
    await end(this.server);
    execFileSync(process.env.LOFTE, ["clock", "set", day, "--data", this.data]);
    await this.serve();
  }
  // The demonstration's shop front, with its two keys.
  async open_front() {
    const keys = { shop: ["contract", "marketing"], staff: ["contract", "enquiries"] };
    for (const [name, purposes] of Object.entries(keys)) {
      const { key } = await this.ask("POST", "/v1/keys", { name: `shop ${name === "shop" ? "front" : name}`, purposes, powers: [] });
      writeFileSync(join(this.folder, name + ".key"), key, { mode: 0o600 });
    }
    const front = await started(
      this.run(process.env.PYTHON3, join(demo, "shop_front.py"), "--lofte", this.lofte, "--mailbox", this.letters,
        "--key-file", join(this.folder, "shop.key"), "--staff-key-file", join(this.folder, "staff.key")),
      { http: /^http (\d+)/ },
    );
    this.front = `http://127.0.0.1:${front.http}`;
  }
  async close() {
    await this.browser?.close();
    for (const program of this.programs.reverse()) await end(program);
    rmSync(this.folder, { recursive: true });
  }
  // As one of the shop's systems, with the owner's key.
  async ask(method, path, body) {
    const answer = await fetch(this.lofte + path, {
      method, headers: { Authorization: `Bearer ${this.owner}` }, body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path.split("/").at(-1)}: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  }
  // What `form` finds in the newest letter to `person` that has it, once it has come.
  async in_letter_to(person, form) {
    for (;;) {
      const list = await (await fetch(this.letters)).text();
      for (const [, number] of list.matchAll(/href="\/(\d+)"/g)) {
        const letter = await (await fetch(`${this.letters}/${number}`)).text();
        const found = letter.includes(person) && form.exec(letter)?.[1];
        if (found) return found.replaceAll("&amp;", "&");
      }
      await new Promise((again) => setTimeout(again, 50));
    }
  }
  // The link in it, to a page below `path`.
  link_to(person, path = "") {
    return this.in_letter_to(person, new RegExp(`<pre[^>]*>[^]*?<a href="([^"]+${path}[^"]+)"`));
  }
}

// What is wrong with a page for people who can't see, see little, or can't aim; each with where it is.
export async function violations_of(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run({ rules: { "target-size": { enabled: true } } }));
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
}

export const scrolls_sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
