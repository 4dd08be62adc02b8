// What a person does at a living shop without an account: the real program, a real mail server, and a browser, on a phone and at
// a desk, in both languages, with scripts switched off throughout, as the pages promise.
//   LOFTE=program LOFTE_SOURCE_DIR=folder CHROMIUM=/usr/bin/chromium PYTHON3=python3 node --test guests.test.mjs
// LOFTE_SCREENS=folder keeps a picture of each page on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LivingShop } from "./living_shop.mjs";
import { Visitor, readers } from "./visitor.mjs";

const today = "2026-03-05";
const text_file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

let shop;

before(async () => {
  shop = await LivingShop.open({ day: today });
});
after(() => shop?.close());

// The one record of a person's that a purpose may read, by its path in the API.
async function record_of(person, purpose) {
  const { subject } = await shop.ask("POST", "/v1/subjects/find", { reference: `mailto:${person}` });
  const { records } = await shop.ask("GET", `/v1/subjects/${subject}/records?purpose=${purpose}`);
  return `/v1/subjects/${subject}/records/${records[0].record}`;
}

for (const reader of readers) {
  test(`${reader.name}: asks with a file, adds another, and reads the answer`, async () => {
    const person = `asks-${reader.name}@example.com`;
    const visitor = await Visitor.come(shop, reader);
    await visitor.open("/contact");
    const program = { name: "virus.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") };
    const typed = { name: "Żółć 🌿 שלום", email: person, kind: "complaint", message: "Pinnen är <b>trasig</b>.\n\nSe bilden." };
    await visitor.type("/contact", { ...typed, files: [program] });
    assert.ok(await visitor.page.locator("#files-fault, .faults").first().isVisible(), "what is wrong is said");
    await visitor.type("/contact", { files: [text_file("så här.txt", "trasig")] });
    await visitor.open(await shop.link_to(person, "/case/"));
    assert.match(await visitor.text(), /<b>trasig<\/b>[^]*så här\.txt/);
    await visitor.type("/case/", { message: "En till.", files: [text_file("två.txt", "mer")] });
    assert.match(await visitor.text(), /två\.txt/);
    const [download] = await Promise.all([visitor.page.waitForEvent("download"), visitor.page.locator('a[href*="/files/2"]').click()]);
    assert.equal(download.suggestedFilename(), "två.txt");

    const enquiry = await record_of(person, "enquiries");
    await shop.ask("PATCH", enquiry, { fields: { answer: "En ny är på väg." } });
    await shop.ask("POST", `${enquiry}/events`, { event: "answered", day: today });
    assert.equal(await shop.in_letter_to(person, /(En ny är på väg\.)/), "En ny är på väg.");
    await visitor.open(await shop.link_to(person, "/case/"));
    assert.match(await visitor.text(), /En ny är på väg\./);
    await shop.ask("POST", `${enquiry}/events`, { event: "closed", day: today });
    await visitor.page.reload();
    await visitor.look();
    assert.equal(await visitor.page.locator('form[action^="/case/"]').count(), 0, "a closed enquiry takes in no more");
    await visitor.leave();
  });

  test(`${reader.name}: subscribes to the newsletter, ends it by its link, and starts it again`, async () => {
    const person = `letters-${reader.name}@example.com`;
    const visitor = await Visitor.come(shop, reader);
    await visitor.open("/newsletter");
    await visitor.type("/newsletter", { email: "letters@example" });
    assert.ok(await visitor.page.locator(".faults").isVisible(), "what is wrong is said");
    await visitor.type("/newsletter", { email: person, interests: "Nya varor" });
    await visitor.open(await shop.link_to(person, "/confirm/"));
    await visitor.press("/confirm/");
    const news = { reference: reader.name, purpose: "newsletter", subject: "Vårens nyheter", text: "Nu finns de nya minnena." };
    await shop.ask("POST", "/v1/mailings", news);
    await visitor.open(await shop.link_to(person, "/unsubscribe/"));
    await visitor.press("/unsubscribe/");
    assert.equal(await visitor.page.locator("form.form button").count(), 0, "there is nothing left to end");
    await visitor.press("/unsubscribe/", '[name="answer"][value="on"]');
    assert.ok((await visitor.page.locator('[name="answer"][value="off"]').count()) > 0, "a channel is on again, without signing in");
    await visitor.leave();
  });

  test(`${reader.name}: sees an order by a mailed link, and has it erased by another`, async () => {
    const person = `guest-${reader.name}@example.com`;
    const { subject } = await shop.ask("POST", "/v1/subjects", { reference: `mailto:${person}` });
    const fields = { name: "عمر 👩🏽‍🚀", email: person, lines: "1 × Lucia 512 GB USB-C à 599 kr", delivery_address: "Storgatan 1", birth_date: "1985-02-11" };
    await shop.ask("POST", `/v1/subjects/${subject}/records`, { shape: "order", reference: "4711", fields, events: { placed: today, completed: today } });
    const visitor = await Visitor.come(shop, reader);
    await let_in_by_letter(visitor, person);
    await visitor.open("/me/orders");
    assert.match(await visitor.text(), /Lucia 512 GB/);
    for (const path of ["/me", "/me/data", "/me/trail", "/me/rights", "/me/security"]) await visitor.open(path);
    await visitor.open("/me/rights/erase");
    await visitor.press("/me/rights/erase");
    assert.ok(await visitor.page.locator('form[action^="/me/rights/erase/undo"]').isVisible(), "it can be undone");
    await visitor.leave();
  });

  test(`${reader.name}: writes a review, sees it published, and withdraws it by the link`, async () => {
    const person = `review-${reader.name}@example.com`;
    const about = `USB 32 GB (${reader.name})`;
    const visitor = await Visitor.come(shop, reader);
    await visitor.open("/reviews");
    await visitor.follow('main a[href^="/reviews/write"]');
    const typed = { about, message: "Fungerar <b>utmärkt</b> 🌿", name: "שלום", licence: true };
    await visitor.type("/reviews/write", { ...typed, email: "review@example" });
    assert.ok(await visitor.page.locator(".faults").isVisible(), "what is wrong is said");
    await visitor.type("/reviews/write", { ...typed, email: person });
    await visitor.open(await shop.link_to(person));
    await visitor.press("/reviews/confirm/");
    const own = await visitor.page.locator('a[href^="/reviews/own/"]').getAttribute("href");

    const { waiting } = await shop.ask("GET", "/v1/reviews/waiting");
    for (const { subject, record } of waiting)
      await shop.ask("POST", `/v1/subjects/${subject}/records/${record}/events`, { event: "published", day: today });

    await visitor.open("/reviews");
    assert.match(await visitor.text(), /שלום/);
    assert.ok((await visitor.text()).includes(about));
    assert.ok((await visitor.text()).includes("<b>utmärkt</b> 🌿"));
    await visitor.open(own);
    await visitor.press("/reviews/own/");
    await visitor.open("/reviews");
    assert.ok(!(await visitor.text()).includes(about));
    await visitor.leave();
  });

  test(`${reader.name}: is told what to do where a link is old, mistyped or followed before`, async () => {
    const visitor = await Visitor.come(shop, reader);
    for (const path of ["/sign-in/none", "/register/none", "/confirm/none", "/confirm-address/none", "/case/none", "/reviews/confirm/none",
      "/reviews/own/none", "/unsubscribe/none", "/nowhere"]) {
      await visitor.open(path);
      assert.ok(await visitor.page.locator("main a").first().isVisible(), `${path} leads nowhere`);
    }
    await visitor.leave();
  });
}

async function let_in_by_letter(visitor, person) {
  await visitor.open("/sign-in");
  await visitor.type("/sign-in/link", { email: person });
  await visitor.open(await shop.link_to(person, "/sign-in/"));
  await visitor.press("/sign-in/");
  assert.equal(visitor.path(), "/me");
}
