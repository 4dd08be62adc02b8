"""What the example policy promises, clause by clause, kept by a running server: through its pages, its API and the command
line. docs/clauses.md says which test shows which clause; a clause of retention alone has its scenario in tests/scenarios."""

import json
import re
import unittest

from office import wait_for
from shop_site import ADDRESS, ORDER, PASSWORD, TODAY, LivingSite, Reader

VISIT = {"ip": "203.0.113.7", "browser": "Firefox 140"}


class Clauses(LivingSite):
    # --- Scope, and what is taken in

    def test_clause_0_1_the_page_is_made_from_the_file_and_reading_it_is_no_consent(self):
        reader = Reader(self)
        self.assertEqual(reader.open("/policy").status, 200)
        self.assertEqual(reader.cookies, {})
        for clause in ("5a", "5b", "5c", "5d"):
            self.assertRegex(reader.page, rf'class="clause">[^<]*\b{clause}\b')
        subject = self.subject()
        self.assertEqual(self.server.ask("GET", subject).json["standing"]["purposes"], [])

    def test_clause_1a_of_a_visit_only_what_is_declared_and_allowed_is_taken_in(self):
        subject = self.subject()

        def visit(**fields):
            return self.server.ask("POST", subject + "/records",
                                   {"shape": "visit", "fields": fields, "events": {"begun": TODAY}})

        self.assertEqual(visit(shoe_size="39").json["code"], "field.unknown")
        self.assertEqual(visit(location="Karlstad").json["code"], "field.not_held")
        self.server.ask("PUT", subject + "/consents/statistics")
        self.assertEqual(visit(location="Karlstad").status, 201)

    def test_clause_1b_nothing_is_held_of_who_registers_before_the_link_is_followed(self):
        reader = Reader(self)
        reader.fill("/register", name="Anna Berg", email=ADDRESS)
        link = self.link()
        self.assertFalse(self.is_known(ADDRESS))
        reader.open(link)
        reader.fill(link, new_password=PASSWORD)
        self.assertTrue(self.is_known(ADDRESS))

    def test_clause_1c_a_subscription_begins_when_it_is_confirmed(self):
        reader = Reader(self)
        reader.fill("/newsletter", email=ADDRESS, name="Anna Berg", interests="usb")
        link = self.link()
        reader.open(link)
        self.assertFalse(self.is_known(ADDRESS))
        reader.fill(link)
        self.assertEqual(self.standing()["newsletter"]["consent"], "given")

    def enquire(self, reader):
        reader.open("/contact")
        submission = re.search(r'name="submission" value="([^"]+)"', reader.page).group(1)
        typed = {"name": "Anna Berg", "email": ADDRESS, "kind": "complaint", "message": "It broke.",
                 "submission": submission}
        body = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                       for name, value in typed.items()) + "--x--\r\n"
        return reader.send("POST", "/contact", body, {"Content-Type": "multipart/form-data; boundary=x"})

    def test_clause_1d_what_a_visitor_chooses_to_write_is_taken_in(self):
        reader = Reader(self)
        self.assertEqual(self.enquire(reader).status, 200)
        reader.open(self.link())
        self.assertIn("It broke.", reader.page)

    # --- Cookies

    def test_clause_2_1_the_page_has_the_table_of_cookies(self):
        page = Reader(self).open("/policy").text
        for cookie in ("session", "consent", "visit", "payson_checkout"):
            self.assertIn(cookie, page)

    def test_clause_2_2_a_session_cookie_ends_with_the_session_and_no_other_is_set(self):
        reader = self.registered()
        self.assertEqual(list(reader.cookies), ["session"])
        reader.fill("/sign-in", email=ADDRESS, password=PASSWORD)
        cookie = reader.answer.header("Set-Cookie")
        self.assertNotIn("Max-Age", cookie)
        self.assertNotIn("Expires", cookie)

    def test_clause_2_3_no_page_loads_anything_from_a_third_party(self):
        for path in ("/policy", "/register", "/contact", "/newsletter"):
            answer = Reader(self).open(path)
            self.assertIn("default-src 'none'", answer.header("Content-Security-Policy"))
            loaded = re.findall(r'<(?:link|script|img)\b[^>]*?(?:src|href)="([^"]+)"', answer.text)
            self.assertTrue(loaded)
            for address in loaded:
                self.assertTrue(address.startswith("/"), address)

    # --- Purposes

    def test_clause_3a_visits_are_read_to_run_the_site_for_fourteen_days(self):
        visit = self.record(self.subject(), "visit", VISIT, begun=TODAY)
        self.assertEqual(self.read(visit, "site"), {"ip": "203.0.113.7", "browser": "Firefox 140"})
        self.pass_until("2026-03-20")
        self.assertNotIn("ip", str(self.read(visit, "site")))

    def test_clause_3b_an_order_is_read_to_deliver_it(self):
        read = self.read(self.order(self.subject()), "contract")
        self.assertEqual((read["name"], read["delivery_address"]), ("Anna Berg", "Storgatan 1"))

    def test_clause_3c_service_messages_get_name_and_address_and_nothing_else(self):
        self.registered()
        found = self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + ADDRESS}).json["subject"]
        read = self.server.ask("GET", f"/v1/subjects/{found}/records?purpose=service_messages").json
        self.assertEqual(read["records"][0]["fields"], {"name": "Anna Berg", "email": ADDRESS})

    def test_clause_3d_letters_go_to_who_has_asked_for_them_until_they_have_enough(self):
        subject = self.subject()
        sent = {"shape": "subscription", "fields": {"email": ADDRESS}, "events": {"requested": TODAY}}
        refused = self.server.ask("POST", subject + "/records", sent)
        self.assertEqual(refused.json["code"], "field.not_held")
        self.server.ask("PUT", subject + "/consents/newsletter")
        record = self.server.ask("POST", subject + "/records", sent).location
        self.assertEqual(self.read(record, "newsletter"), {"email": ADDRESS})
        self.server.ask("DELETE", subject + "/consents/newsletter")
        self.assertEqual(self.read(record, "newsletter"), "record.unknown")

    def test_clause_3d_a_mailing_goes_to_subscribers_until_one_click_ends_it(self):
        reader = Reader(self)
        reader.fill("/newsletter", email=ADDRESS, name="Anna Berg")
        reader.fill(self.link())
        self.order(self.subject())  # a customer who has not subscribed

        def mail(reference):
            made = self.server.ask("POST", "/v1/mailings", {
                "reference": reference, "purpose": "newsletter", "subject": "Vårens nyheter", "text": "Hej!",
                "html": "<p>Hej!</p>"})
            self.assertEqual(made.status, 201, made.text)
            wait_for("the mailing", lambda: self.server.ask("GET", made.location).json["state"] == "done")
            return self.server.ask("GET", made.location).json

        done = mail("spring")
        self.assertEqual((done["queued"], done["left_out"]), (1, 0))
        self.link(letter=2)
        letter = self.office.message(1)
        self.assertEqual(letter["Subject"], "Vårens nyheter")
        self.assertEqual(letter["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        url = re.fullmatch(r"<http://[^/]+(/unsubscribe/[\w-]+)>", letter["List-Unsubscribe"].replace(" ", "")).group(1)
        self.assertIn(url, letter.get_body(("html",)).get_content())
        one_click = self.server.ask("POST", url, "List-Unsubscribe=One-Click", key="",
                                    headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(one_click.status, 200)
        done = mail("summer")
        self.assertEqual((done["queued"], done["left_out"]), (0, 1))
        self.assertEqual(len(self.office.letters), 2)

    def test_clause_3e_marketing_stops_at_any_time(self):
        self.registered()
        found = self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + ADDRESS}).json["subject"]
        path = f"/v1/subjects/{found}/records?purpose=marketing"
        self.assertEqual(self.server.ask("GET", path).json["records"][0]["fields"]["email"], ADDRESS)
        self.server.ask("PUT", f"/v1/subjects/{found}/objections/marketing")
        self.assertNotIn(ADDRESS, self.server.ask("GET", path).text)

    def test_clause_3h_an_enquiry_is_answered_by_mail(self):
        reader = Reader(self)
        self.enquire(reader)
        case = self.link()
        found = self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + ADDRESS}).json["subject"]
        subject = "/v1/subjects/" + found
        enquiry = self.server.ask("GET", subject + "/records?purpose=enquiries").json["records"][0]["record"]
        self.server.ask("PATCH", f"{subject}/records/{enquiry}", {"fields": {"answer": "A new one is on its way."}})
        self.server.ask("POST", f"{subject}/records/{enquiry}/events", {"event": "answered", "day": TODAY})
        self.link(letter=2)
        reader.open(case)
        self.assertIn("A new one is on its way.", reader.page)

    def test_clause_3_1_what_is_sent_in_is_kept_with_its_terms_until_it_is_withdrawn(self):
        subject = self.subject()
        sent = {"text": "Fast and small.", "licence": "Shown on the product's page, under my first name."}
        self.server.ask("PUT", subject + "/consents/publication")
        review = self.record(subject, "publication", sent, submitted=TODAY)
        self.assertEqual(self.read(review, "publication"), sent)
        self.assertNotIn(sent["text"], self.server.ask("GET", "/reviews").text)
        self.server.ask("POST", review + "/events", {"event": "published", "day": TODAY})
        self.assertIn(sent["text"], self.server.ask("GET", "/reviews").text)
        self.assertIn(sent["text"], self.server.ask("GET", "/v1/reviews").text)
        self.server.ask("DELETE", subject + "/consents/publication")
        self.assertEqual(self.read(review, "publication"), "record.unknown")
        self.assertNotIn(sent["text"], self.server.ask("GET", "/reviews").text)

    def test_clause_3_2_no_partner_gets_anything_without_express_consent(self):
        subject = self.subject()
        self.server.ask("PUT", subject + "/consents/newsletter")
        record = self.record(subject, "subscription", {"email": ADDRESS, "name": "Anna Berg"}, requested=TODAY)
        self.assertEqual(self.read(record, "partner_marketing"), "denied.no_consent")

    def test_clause_3_3_everything_is_erased_on_request_and_nothing_is_kept_longer_than_stated(self):
        subject = self.subject()
        record = self.record(subject, "enquiry", {"message": "It broke."}, received=TODAY)
        self.assertEqual(self.server.ask("POST", subject + "/erasure").json["stays"], [])
        self.assertIn(self.read(record, "enquiries"), ("denied.ended", "subject.unknown", "record.unknown"))
        order = self.order(self.subject("customer 18"))
        self.pass_until("2034-01-01")
        self.assertEqual(self.server.ask("GET", order + "?purpose=bookkeeping").status, 404)

    def test_clause_3_6_registering_starts_no_marketing_by_mail_or_text_message(self):
        reader = self.registered()
        self.assertEqual(self.standing(), {})
        reader.open("/me/choices")
        switch = re.search(r'<form[^>]*action="/me/choices[^>]*>(?:(?!</form>).)*value="newsletter".*?</form>',
                           reader.page, re.DOTALL).group(0)
        self.assertRegex(switch, r'name="answer" value="on"', "it is off, and the button turns it on")

    def test_clause_3_7_partners_are_named(self):
        page = Reader(self).open("/policy").text
        for partner in ("Kontraktmallar", "Carlstad Capital", "Payson AB", "Getswish AB"):
            self.assertIn(partner, page)

    def test_clause_3_8_one_press_in_my_pages_ends_all_marketing(self):
        reader = self.registered()
        reader.open("/me/choices")
        self.assertEqual(reader.fill("/me/choices/stop").status, 303)
        self.assertTrue(self.standing()["marketing"]["objected"])

    def assert_told(self, recipients):
        """As tasks for staff, as no recipient of the policy has a webhook."""
        def told():
            return {notice["recipient"] for notice in self.server.ask("GET", "/v1/notices").json["notices"]}
        wait_for("the notices", lambda: len(told()) >= len(recipients))
        self.assertEqual(told(), recipients)

    def test_clause_3_8_the_partner_is_told(self):
        subject = self.subject()
        self.server.ask("PUT", subject + "/consents/partner_marketing")
        self.record(subject, "subscription", {"email": ADDRESS, "name": "Anna Berg"}, requested=TODAY)
        self.server.ask("DELETE", subject + "/consents/partner_marketing")
        self.assert_told({"kontraktmallar", "carlstad_capital"})

    # --- Who gets data

    def test_clause_6_0_a_system_reads_for_the_purposes_that_it_is_bound_to(self):
        order = self.order(self.subject())
        made = self.server.ask("POST", "/v1/keys", {"name": "accountant", "purposes": ["bookkeeping"], "powers": []})
        key = made.json["key"]
        self.assertEqual(self.read(order, "bookkeeping", key)["name"], "Anna Berg")
        self.assertEqual(self.read(order, "contract", key), "denied.purpose_not_the_actors")

    def test_clause_6b_and_6c_what_a_dispute_is_about_is_kept_and_nothing_else(self):
        subject = self.subject()
        disputed, other = self.order(subject), self.record(subject, "order", ORDER | {"lines": "1 × USB-C"},
                                                           placed=TODAY, completed=TODAY)
        self.server.ask("PUT", disputed + "/hold", {"reason": "case 5", "review": "2027-01-01"})
        self.pass_until("2034-01-01")
        self.assertEqual(self.read(disputed, "legal_claims")["name"], "Anna Berg")
        self.assertEqual(self.names_given(subject), ["Anna Berg"])
        self.assertEqual(self.server.ask("GET", other + "?purpose=legal_claims").status, 404)
        self.server.ask("DELETE", disputed + "/hold")
        self.pass_until("2034-01-02")
        self.assertEqual(self.server.ask("GET", disputed + "?purpose=legal_claims").status, 404)

    def test_clause_8_no_file_of_the_store_holds_anything_in_clear(self):
        self.order(self.subject())
        self.registered()
        self.server.stop()
        for file in self.data.rglob("*"):
            if file.is_file():
                for value in ("Anna Berg", "1985-02-11", ADDRESS, PASSWORD, "customer 17"):
                    self.assertNotIn(value.encode(), file.read_bytes(), file.name)

    def test_clause_8_the_password_is_asked_for_at_sign_in(self):
        self.registered()
        reader = Reader(self)
        self.assertEqual(reader.fill("/sign-in", email=ADDRESS, password="wrong").status, 422)
        self.assertEqual(reader.fill("/sign-in", email=ADDRESS, password=PASSWORD).status, 303)

    def publish(self, before, now):
        policy = self.server.policy.read_text().replace(before, now)
        plan = self.server.ask("POST", "/v1/plans", {"policy": policy}).json
        done = self.server.ask("POST", "/v1/publications", {"policy": policy, "plan": plan["plan"]})
        self.assertIn(done.status, (200, 201), done.text)

    def test_clause_9_a_change_is_published_with_what_is_different(self):
        self.publish("14 days after visit begun", "13 days after visit begun")
        reader = Reader(self)
        reader.open("/policy/difference?from=1&to=2")
        self.assertIn("13 days", reader.page)
        self.assertIn("14 days", reader.page)

    def test_clause_9_who_has_an_account_is_told_of_a_change_by_mail(self):
        self.registered()
        self.publish("14 days after visit begun", "13 days after visit begun")
        self.server.ask("POST", "/v1/ticks")
        self.assertEqual(self.link(letter=2), "/policy/difference")

    # --- Rights

    def test_clause_10_1_all_data_on_request(self):
        reader = self.registered()
        copy = reader.fill("/me/rights/package", format="json")
        self.assertIn(ADDRESS, json.dumps(copy.json))

    def test_clause_10_2_what_is_withheld_is_withheld_with_reasons(self):
        reader = self.registered()
        reader.open("/me/rights")
        self.assertEqual(reader.fill("/me/rights/ask", right="access", details="Every note of yours.").status, 303)
        request = self.server.ask("GET", "/v1/requests").json["requests"][0]
        path = f"/v1/subjects/{request['subject']}/requests/{request['record']}"
        refused = self.server.ask("POST", path + "/refusal", {"text": "They are about somebody else, too."})
        self.assertIn(refused.status, (200, 204), refused.text)
        reader.open("/me/rights")
        self.assertIn("They are about somebody else, too.", reader.page)
        wait_for("the letter", lambda: any("They are about somebody else" in self.office.message(i).get_content()
                                           for i in range(len(self.office.letters))))

    def test_clause_10_3_an_objection_works_at_once_and_outlives_erasure(self):
        reader = self.registered()
        reader.open("/me/choices")
        reader.fill("/me/choices", purpose="marketing", channel="", answer="off")
        found = self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + ADDRESS}).json["subject"]
        self.server.ask("POST", f"/v1/subjects/{found}/erasure")
        self.pass_until("2026-03-06")
        again = Reader(self)
        again.fill("/register", name="Anna Berg", email=ADDRESS)
        link = self.link(letter=2)
        again.open(link)
        again.fill(link, new_password=PASSWORD)
        self.assertTrue(self.standing()["marketing"]["objected"])

    def test_clause_10_4_consent_is_recorded_with_a_receipt(self):
        subject = self.subject()
        given = self.server.ask("PUT", subject + "/consents/newsletter")
        self.server.ask("POST", "/v1/ticks")
        self.assertTrue(given.json["receipt"].startswith("/receipts/"))
        told = self.server.ask("GET", subject).json["standing"]["purposes"]
        self.assertEqual([(entry["purpose"], entry["consent"]) for entry in told], [("newsletter", "given")])

    def test_clause_10_5_an_erasure_says_what_stays_why_and_until_when(self):
        subject = self.subject()
        self.order(subject)
        stays = self.server.ask("POST", subject + "/erasure").json["stays"]
        self.assertEqual([(stay["purpose"], stay["basis"], stay["until"]["last"]) for stay in stays],
                         [("bookkeeping", "legal_obligation", "2033-12-31")])

    def test_clause_11_a_link_to_another_site_tells_it_nothing(self):
        page = Reader(self).open("/policy")
        self.assertEqual(page.header("Referrer-Policy"), "same-origin")
        for tag in re.findall(r'<a [^>]*href="https?://[^>]*>', page.text):
            self.assertNotIn("utm_", tag)

    def test_clause_12_a_correction_takes_the_place_of_what_was_wrong(self):
        reader = self.registered()
        reader.open("/me/data")
        correct = re.search(r'href="(/me/data/[^"?]+/correct)', reader.page).group(1)
        reader.open(correct)
        self.assertEqual(reader.fill(correct, **{"field.name": "Anna Björk", "field.email": ADDRESS}).status, 303)
        reader.open("/me/data")
        self.assertIn("Anna Björk", reader.page)
        self.assertNotIn("Anna Berg", reader.page)

    def test_clause_12_who_has_got_the_data_is_told_of_a_correction(self):
        order = self.order(self.subject())
        self.server.ask("PATCH", order, {"fields": {"phone": "070-174 06 06"}})
        self.assert_told({"payson", "swish", "carrier"})

    def test_clause_13_the_shop_says_who_it_is_and_how_to_reach_it(self):
        page = Reader(self).open("/policy").text
        for told in ("USB-STARS AB", "556289-9905", "/contact"):
            self.assertIn(told, page)
        page = Reader(self).open("/contact").text
        for told in ("USB-STARS AB", "mailto:", "<form"):
            self.assertIn(told, page)

    def test_the_law_restriction_suspends_use(self):
        subject = self.subject()
        order = self.order(subject)
        self.server.ask("PUT", subject + "/restriction")
        self.assertEqual(self.read(order, "contract"), "denied.restricted")
        self.server.ask("DELETE", subject + "/restriction")
        self.assertEqual(self.read(order, "contract")["name"], "Anna Berg")

    def test_the_law_access_shows_what_a_restriction_alone_keeps(self):
        subject = self.subject()
        self.order(subject)
        self.server.ask("PUT", subject + "/restriction")
        self.pass_until("2034-01-01")
        self.assertEqual(self.names_given(subject), ["Anna Berg"])
        self.server.ask("DELETE", subject + "/restriction")
        self.assertEqual(self.names_given(subject), [])

    def names_given(self, subject):
        """In the copy that the person gets (article 15)."""
        records = self.server.ask("POST", subject + "/access").json["records"]
        return [record["fields"]["name"] for record in records]

    def test_the_law_portability_gives_what_programs_can_read(self):
        reader = self.registered()
        self.assertEqual(reader.fill("/me/rights/package", format="json").type, "application/json")
        reader.open("/me/rights")
        self.assertEqual(reader.fill("/me/rights/package", format="csv").type, "text/csv")


if __name__ == "__main__":
    unittest.main()
