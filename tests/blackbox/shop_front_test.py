"""The demonstration's shop front against a real server: what it sends, what it refuses, what it never loses."""

import html
import re
import threading
import unittest
import urllib.parse

from lofte import POLICY, PROJECT
from office import Office, wait_for
from shop_visitor import TODAY, AtAShop, Visitor, hidden

ANNA = {"name": "Anna Berg", "email": "Anna+Shop@example.com", "phone": "070-174 06 05", "street": "Storgatan 1",
        "postal_code": "123 45", "city": "Exempelstad", "payment": "swish"}
ODD_NAMES = ["<script>alert(1)</script>{{lofte}}", "שרה כהן", "Zoë 🌿 \u202eOlsson", "O'Brien & \"Söner\""]


class ShopFront(AtAShop):
    def setUp(self):
        super().setUp()
        self.front = self.open_shop()

    # --- buying

    def test_what_is_typed_at_the_checkout_is_an_order_of_whoever_reads_mail_to_the_address(self):
        visitor = self.visitor()
        visitor.post("/basket", {"product": "lucia"})
        bought = visitor.buy(ANNA)
        self.assertEqual(bought.status, 303)
        order, = self.orders_of("anna+shop@example.com")
        self.assertEqual(order["fields"], {
            "name": "Anna Berg", "email": "Anna+Shop@example.com", "phone": "070-174 06 05",
            "delivery_address": "Storgatan 1, 123 45 Exempelstad", "payment_option": "swish",
            "lines": "1 × Lucia 512 GB USB-C à 599 kr\n1 × Norrsken 32 GB USB-A à 99 kr"})
        self.assertEqual(order["events"], {"placed": TODAY, "paid": TODAY})
        self.assertEqual(order["until"], {"kind": "open"})
        self.assertEqual(visitor.cookies["basket"], "")
        thanks = visitor.get(bought.path)
        self.assertEqual(thanks.status, 200)
        for personal in ("Anna", "example.com", "Storgatan"):
            self.assertNotIn(personal, thanks.text + bought.headers["Location"])

    def test_an_invoice_is_paid_when_the_shop_says_so(self):
        self.visitor().buy({**ANNA, "payment": "faktura"})
        self.assertEqual(self.orders_of("anna+shop@example.com")[0]["events"], {"placed": TODAY})

    def test_beside_each_thing_asked_stands_what_it_is_for_and_how_long_in_the_words_of_the_policy(self):
        checkout = self.visitor().open_checkout()
        policy = self.server.ask("GET", "/policy.json").json
        for field in ("name", "email", "phone", "delivery_address", "payment_option"):
            shown = re.search(f'id="{field.replace("_option", "")}-why">(.*?)</ul>', checkout.text, re.S)[1]
            uses = [(purpose["title"]["en"], held["keep_in_words"]["en"]) for purpose in policy["purposes"]
                    for held in purpose["holds"] if held["record"] == "order" and field in held["fields"]]
            self.assertTrue(uses, field)
            self.assertEqual(shown.count("<li>"), len(uses))
            for title, term in uses:
                self.assertIn(title, html.unescape(shown))
                self.assertIn(f"Kept {term}.", html.unescape(shown))

    def test_a_form_that_is_sent_twice_at_once_and_again_later_is_one_order(self):
        visitor = self.visitor()
        form = {**hidden(visitor.open_checkout()), **ANNA}
        pages = []
        senders = [threading.Thread(target=lambda: pages.append(Visitor(self.front).post("/checkout", form)))
                   for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        pages.append(visitor.post("/checkout", form))  # with the basket of before
        visitor.cookies.clear()
        pages.append(visitor.post("/checkout", {**form, "name": "Anna B"}))
        self.assertEqual({(page.status, page.path) for page in pages}, {(303, "/thanks/" + form["number"])})
        self.assertEqual([order["fields"]["name"] for order in self.orders_of("anna+shop@example.com")], ["Anna Berg"])

    def test_names_are_kept_as_they_are_and_shown_as_text(self):
        for name in ODD_NAMES:
            self.assertEqual(self.visitor().buy({**ANNA, "name": name}).status, 303)
        self.assertEqual(sorted(order["fields"]["name"] for order in self.orders_of("anna+shop@example.com")),
                         sorted(ODD_NAMES))
        staff = self.visitor().get("/staff")
        self.assertNotIn("<script", staff.text)
        for name in ODD_NAMES:
            self.assertIn(f"<bdi>{html.escape(name)}</bdi>", staff.text)

    def test_an_address_is_one_person_however_it_is_written(self):
        for email in ("åsa@räksmörgås.example", "Bo+Usb@Räksmörgås.example", "bo+usb@xn--rksmrgs-5wao1o.example"):
            status = self.visitor().buy({**ANNA, "email": email}).status
            self.assertEqual(status, 422 if email.startswith("å") else 303, email)
        emails = [order["fields"]["email"] for order in self.orders_of("bo+usb@räksmörgås.example")]
        self.assertEqual(sorted(emails), ["Bo+Usb@xn--rksmrgs-5wao1o.example", "bo+usb@xn--rksmrgs-5wao1o.example"])

    # --- saying no to marketing at the sale

    def test_no_thanks_is_an_objection_and_silence_is_none(self):
        def objects(email):
            standing = self.server.ask("GET", "/v1/subjects/" + self.find(email).json["subject"]).json["standing"]
            return [purpose["purpose"] for purpose in standing["purposes"] if purpose["objected"]]

        self.visitor().buy({**ANNA, "no_thanks": "yes"})
        self.visitor().buy({**ANNA, "email": "bo@example.com"})
        self.assertEqual(objects("anna+shop@example.com"), ["marketing"])
        self.assertEqual(objects("bo@example.com"), [])
        self.visitor().buy(ANNA)
        self.assertEqual(objects("anna+shop@example.com"), ["marketing"], "a later sale takes no word back")

    # --- what can't be

    def test_impossible_counts_are_told_and_change_nothing(self):
        visitor = self.visitor()
        visitor.post("/basket", {"product": "norrsken"})
        for typed in ("-1", "100", "1.5", "two", "٣", "9" * 40, ""):
            page = visitor.post("/basket/counts", {"norrsken": typed, "then": "checkout"})
            self.assertEqual(page.status, 422, typed)
            self.assertIn("how many is a whole number from 0 to 99", page.words)
        self.assertEqual(visitor.cookies["basket"], "norrsken:1")
        self.assertEqual(visitor.post("/basket/counts", {"norrsken": "99", "then": "checkout"}).path, "/checkout")
        visitor.post("/basket", {"product": "norrsken"})
        self.assertEqual(visitor.cookies["basket"], "norrsken:99")
        self.assertEqual(visitor.post("/basket/counts", {"norrsken": "0", "then": "checkout"}).path, "/basket")
        self.assertIn("The basket is empty", visitor.get("/basket").words)

    def test_an_empty_basket_buys_nothing(self):
        visitor = self.visitor()
        number = hidden(visitor.open_checkout())["number"]
        self.assertIn("The basket is empty", self.visitor().get("/checkout").words)
        self.assertEqual(self.visitor().post("/checkout", {**ANNA, "number": number, "basket": ""}).status, 422)
        self.assertEqual(self.visitor().post("/checkout", {**ANNA, "number": number, "basket": "gold:1"}).status, 422)
        self.assertEqual(self.orders_of("anna+shop@example.com"), [])

    def test_what_is_missing_or_wrong_is_told_at_once_and_nothing_is_held(self):
        wrong = {"name": " ", "email": "anna@", "phone": "1" * 201, "street": "a\x00b", "postal_code": "", "city": "",
                 "payment": "gold"}
        visitor = self.visitor()
        page = visitor.buy(wrong)
        self.assertEqual(page.status, 422)
        for said in ("Write your name", "That is no e-mail address", "Phone: at most 200 characters",
                     "Street address: there are characters", "Write the postal code", "Write the town",
                     "Choose how you pay"):
            self.assertIn(said, page.words)
        self.assertEqual(page.value_of("email"), "anna@")
        for email in ("", "anna", "anna@example", "anna berg@example.com", "@example.com", "anna@example.com\nbcc: x@y.se",
                      "a" * 190 + "@example.com"):
            self.assertEqual(visitor.buy({**ANNA, "email": email}).status, 422, email)
        self.assertEqual(self.server.ask("GET", "/v1/holdings").json["people"], 0)

    def test_a_form_of_another_site_does_nothing(self):
        visitor = self.visitor()
        form = {**hidden(visitor.open_checkout()), **ANNA}
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}):
            self.assertEqual(visitor.ask("POST", "/checkout", form, headers).status, 403)
        self.assertEqual(self.orders_of("anna+shop@example.com"), [])
        self.assertEqual(visitor.ask("GET", "/", headers={"Host": "evil.example"}).status, 421)

    def test_what_is_no_request_of_a_shop_is_refused(self):
        visitor = self.visitor()
        self.assertEqual(visitor.get("/nowhere").status, 404)
        self.assertEqual(visitor.get("/assets/..%2f..%2fREADME.md").status, 404)
        self.assertEqual(visitor.get("/thanks/22222ABCDE").status, 404)
        self.assertEqual(visitor.post("/basket", {"product": "gold"}).status, 400)
        self.assertEqual(visitor.post("/checkout", {**ANNA, "number": "4711", "basket": "norrsken:1"}).status, 400)
        self.assertEqual(visitor.post("/checkout", b"name=%ff").status, 400)
        self.assertEqual(visitor.post("/checkout", b"a=" + b"b" * 70_000).status, 413)
        self.assertEqual(visitor.ask("POST", "/checkout", b"{}", {"Content-Type": "application/json"}).status, 415)
        visitor.cookies["basket"] = 'norrsken:-5/gold:1/lucia:2/\"'
        self.assertEqual(visitor.get("/basket").value_of("lucia"), "2")

    def test_pages_may_load_nothing_but_their_own_styles_and_pictures(self):
        visitor = self.visitor()
        visitor.post("/basket", {"product": "norrsken"})
        for path in ("/", "/basket", "/checkout", "/staff", "/nowhere"):
            page = visitor.get(path)
            self.assertIn("default-src 'none'; style-src 'self'", page.headers["Content-Security-Policy"])
            self.assertNotRegex(page.text, r"<script|<style|\sstyle=|\son\w+=|\{\{")
            self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_both_languages_have_the_same_texts(self):
        keys = [[line.split(": ")[0] for line in (PROJECT / "demo/shop/texts" / name).read_text().splitlines()
                 if not line.startswith("#")] for name in ("sv.txt", "en.txt")]
        self.assertEqual(*keys)

    # --- when Löfte is away, or says no

    def test_when_lofte_is_away_nothing_is_lost_and_pressing_again_is_one_order(self):
        visitor = self.visitor()
        form = {**hidden(visitor.open_checkout()), **ANNA, "no_thanks": "yes"}
        port = self.server.port
        self.server.stop()
        page = visitor.post("/checkout", form)
        self.assertEqual(page.status, 503)
        self.assertIn("Nothing is lost", page.words)
        for name in ("number", "basket", "name", "email", "street"):
            self.assertEqual(page.value_of(name), form[name])
        self.assertIn('value="yes" checked', page.text)
        anew = Visitor(self.start_front(self.server))  # one that has never seen the policy
        self.assertEqual(anew.post("/checkout", form).value_of("street"), form["street"])
        self.assertEqual(visitor.get("/staff").status, 503)
        self.assertEqual(visitor.get("/").status, 200)
        self.server = self.serve(port=port)
        self.assertEqual(visitor.post("/checkout", form).status, 303)
        self.assertEqual(len(self.orders_of("anna+shop@example.com")), 1)

    def test_a_pause_that_the_customer_asked_for_is_told_in_plain_words(self):
        self.visitor().buy(ANNA)
        self.server.ask("PUT", f'/v1/subjects/{self.find("anna+shop@example.com").json["subject"]}/restriction')
        page = self.visitor().buy(ANNA)
        self.assertEqual(page.status, 502)
        self.assertIn("Lift the pause in My pages first", page.words)
        self.assertIn("denied.restricted", page.words)

    # --- the shop's side

    def test_staff_see_terms_begin_and_only_what_the_purpose_may(self):
        customer, staff = self.visitor(), self.visitor()
        number = customer.buy(ANNA).path.removeprefix("/thanks/")
        shown = staff.get("/staff")
        self.assertIn("Anna Berg", shown.text)
        self.assertIn("The time has not begun", shown.words)
        for act in ("shipped", "completed", "completed"):
            self.assertEqual(staff.post(f"/staff/orders/{number}/{act}", {}).status, 303)
        self.assertEqual(staff.get(f"/staff/orders/{number}/cancelled").status, 404, "a GET changes nothing")
        shown = staff.get("/staff")
        self.assertIn("through 2028-12-31", shown.words)
        self.assertNotIn(f"/staff/orders/{number}/", shown.text, "nothing may follow a completed order")
        self.server.ask("POST", f'/v1/subjects/{self.find("anna+shop@example.com").json["subject"]}/erasure')
        shown = staff.get("/staff")
        self.assertIn("denied.ended", shown.words)
        self.assertNotIn("Anna", shown.text)

    def test_an_order_that_is_cancelled_starts_its_term_too(self):
        staff = self.visitor()
        number = staff.buy({**ANNA, "payment": "faktura"}).path.removeprefix("/thanks/")
        staff.post(f"/staff/orders/{number}/cancelled", {})
        shown = staff.get("/staff")
        self.assertIn("through 2028-12-31", shown.words)
        self.assertNotIn(f"/staff/orders/{number}/shipped", shown.text)
        self.assertEqual(staff.post("/staff/orders/22222ABCDE/shipped", {}).status, 404)

    def test_staff_answer_an_enquiry_by_the_path_in_the_letter(self):
        who = self.server.ask("POST", "/v1/subjects", {"reference": "mailto:bo@example.com"}).json["subject"]
        path = "/v1/subjects/{}/records/{}".format(who, self.server.ask("POST", f"/v1/subjects/{who}/records", {
            "shape": "enquiry", "events": {"received": TODAY},
            "fields": {"email": "bo@example.com", "message": "Does it float?\n<b>"}}).json["record"])
        staff = self.visitor()
        opened = staff.get("/staff/enquiry?record=" + urllib.parse.quote(f" {path} "))
        self.assertEqual(opened.status, 303)
        page = staff.get(opened.path)
        self.assertIn("Does it float?\n&lt;b&gt;", page.text)
        self.assertEqual(staff.post(opened.path, {"act": "answer", "answer": " "}).status, 422)
        for _ in range(2):
            self.assertEqual(staff.post(opened.path, {"act": "answer", "answer": "Only\r\nonce."}).status, 303)
        staff.post(opened.path, {"act": "close"})
        read = self.server.ask("GET", path + "?purpose=enquiries").json
        self.assertEqual(read["fields"]["answer"], "Only\nonce.")
        self.assertEqual(read["events"], {"received": TODAY, "answered": TODAY, "closed": TODAY})
        self.assertNotIn("<textarea", staff.get(opened.path).text)
        self.assertEqual(staff.get("/staff/enquiry?record=17").status, 422)
        gone = staff.get("/staff/enquiries/" + "0" * 32 + "/" + "0" * 32)
        self.assertIn("subject.unknown", gone.words)


class WithMail(AtAShop):
    def test_staff_write_to_subscribers_once_and_keep_no_list_of_them(self):
        office = self.enterContext(Office())
        mail = self.write("mail.toml", f'server = "smtp+plain://127.0.0.1:{office.port}"\n'
                                       '[from]\nname = "The shop"\naddress = "privacy@shop.example"\n')
        self.front = self.open_shop(options=("--mail", mail))
        subject = self.server.ask("POST", "/v1/subjects", {"reference": "mailto:bo@example.com"}).location
        self.server.ask("PUT", subject + "/consents/newsletter")
        self.server.ask("POST", subject + "/records", {"shape": "subscription", "fields": {"email": "bo@example.com"},
                                                       "events": {"requested": TODAY}})
        staff = self.visitor()
        reference = re.search(r'name="reference" value="([0-9a-f]+)"', staff.get("/staff").text)[1]
        missing = staff.post("/staff/mailings", {"reference": reference, "subject": "", "text": "<Spring>"})
        self.assertEqual(missing.status, 422)
        self.assertIn("&lt;Spring&gt;", missing.text)
        for _ in range(2):
            form = {"reference": reference, "subject": "Spring", "text": "New\r\nthings."}
            self.assertEqual(staff.post("/staff/mailings", form).status, 303)
        wait_for("the mailing", lambda: "Sent." in staff.get("/staff").words)
        wait_for("the letter", lambda: office.letters)
        self.assertIn("Letters: 1.", staff.get("/staff").words)
        self.assertNotIn("bo@example.com", staff.get("/staff").text)
        self.assertIn("New\nthings.", office.message().get_content().replace("\r\n", "\n"))
        self.assertEqual(len(office.letters), 1)


class UnderAnotherPolicy(AtAShop):
    def test_a_cookie_that_the_policy_does_not_declare_is_not_set(self):
        text = re.sub(r"\[cookie\.basket\].*?\n\n", "", POLICY.read_text(), flags=re.DOTALL)
        self.front = self.open_shop(self.write("policy.toml", text))
        visitor = self.visitor()
        page = visitor.post("/basket", {"product": "norrsken"})
        self.assertEqual(page.status, 409)
        self.assertIn("can't be set", page.words)
        self.assertEqual(visitor.cookies, {})


if __name__ == "__main__":
    unittest.main()
