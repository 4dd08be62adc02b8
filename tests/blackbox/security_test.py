"""What docs/security.md says of a running server: its headers, cookies, links, letters and log, and that nobody learns who is
a customer. What hostile bytes do to it is in hostile_test.py."""

import re
import unittest
import urllib.parse

from office import wait_for
from shop_site import ADDRESS, PASSWORD, LivingSite, Reader

OTHER = "bengt@example.com"
TOO_OLD = "The link is too old"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGE = {"Accept": "text/html"}


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


class Site(LivingSite):
    """With the forms of a visitor, each as its page has it."""

    def ask_to_register(self, email=ADDRESS, name="Anna Berg"):
        return Reader(self).fill("/register", name=name, email=email)

    def ask_for_link(self, email=ADDRESS):
        return Reader(self).fill("/sign-in/link", email=email)

    def subscribe(self, email=ADDRESS):
        return Reader(self).fill("/newsletter", email=email, name="Anna Berg")

    def enquire(self, email=ADDRESS, message="It broke."):
        reader = Reader(self)
        reader.open("/contact")
        return reader.fill("/contact", name="Anna Berg", email=email, message=message,
                           submission=field(reader.page, "submission"))

    def send_in(self, email=ADDRESS):
        reader = Reader(self)
        reader.open("/reviews/write")
        return reader.fill("/reviews/write", name="Anna Berg", email=email, message="Holds well.",
                           submission=field(reader.page, "submission"),
                           licence_mark=field(reader.page, "licence_mark"), licence="on")

    def sign_in(self, email=ADDRESS, password=PASSWORD):
        reader = Reader(self)
        reader.fill("/sign-in", email=email, password=password)
        return reader

    def letters_to(self, address):
        return sum(whom == [address] for _, whom, _ in self.office.letters)

    def next_link(self, asked, address=ADDRESS):
        """The path of the link in the letter that `asked` makes the server write."""
        before = self.letters_to(address)
        asked()
        return self.link(address, before + 1)


class Headers(Site):
    ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
              "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}

    def answers(self):
        """An answer of every kind, by its status."""
        reader, ask = self.registered(), self.server.ask
        style = re.search(r'href="(/assets/[^"]+)"', reader.page).group(1)
        etag = ask("GET", style, key="").header("ETag")
        yield 200, reader.open("/me")
        yield 200, reader.open("/policy")
        yield 200, reader.fill("/me/rights/package", format="html")
        reader.open("/me")
        yield 303, reader.fill("/sign-in", email=ADDRESS, password=PASSWORD)
        yield 304, ask("GET", style, key="", headers={"If-None-Match": etag})
        yield 400, ask("GET", "/me?a=%zz", key="", headers=PAGE)
        yield 401, ask("GET", "/v1/holdings", key="")
        yield 403, ask("POST", "/sign-in", "email=a", key="", headers=FORM | {"Origin": "https://evil.example"})
        yield 404, ask("GET", "/nothing", key="")
        yield 404, ask("GET", "/case/nothing", key="")
        yield 405, ask("DELETE", "/sign-in", key="")
        reader.page = ""
        yield 409, reader.fill("/me/choices", answer="on")
        yield 413, ask("POST", "/sign-in", b"a" * (2 << 20), key="", headers=PAGE | FORM)
        yield 414, ask("GET", "/" + "a" * 9000, key="")
        yield 421, ask("GET", "/sign-in", key="", headers={"Host": "evil.example"})
        yield 422, Reader(self).fill("/register", name="", email="anna@")
        yield 431, ask("GET", "/sign-in", key="", headers={"Cookie": "a=" + "b" * 20_000})
        yield 501, ask("BREW", "/sign-in", key="")

    def test_every_answer_carries_the_headers_that_keep_others_out(self):
        for status, answer in self.answers():
            with self.subTest(status=status):
                self.assertEqual(answer.status, status, answer.text[:300])
                for name, value in self.ALWAYS.items():
                    self.assertEqual(answer.header(name), value)
                policy = answer.header("Content-Security-Policy")
                self.assertTrue(policy.startswith("default-src 'none'"), policy)
                self.assertIn("frame-ancestors 'none'", policy)
                self.assertNotRegex(policy, r"unsafe|http:|https:|\*|data:")
                self.assertIsNone(answer.header("Server"))
                self.assertIsNone(answer.header("Access-Control-Allow-Origin"))

    def test_what_is_one_persons_is_kept_by_no_browser_and_no_proxy(self):
        reader = self.registered()
        case = self.next_link(self.enquire)
        own = ["/me", "/me/data", "/me/orders", "/me/trail", "/me/choices", "/me/rights", "/me/rights/package",
               "/me/rights/erase", "/me/security", "/me/publications", "/policy", case]
        for path in own:
            self.assertEqual(reader.open(path).header("Cache-Control"), "no-store", path)
        self.assertEqual(reader.fill("/me/rights/package", format="json").header("Cache-Control"), "no-store")
        stranger = Reader(self).open("/policy")
        self.assertIn("public", stranger.header("Cache-Control"))
        self.assertNotIn("Anna Berg", stranger.text)
        self.assertIn("Cookie", stranger.header("Vary"))


class Sessions(Site):
    def test_a_session_is_of_the_servers_making_and_ends_for_good(self):
        self.registered()
        reader = Reader(self)
        reader.cookies["session"] = "A" * 43
        reader.fill("/sign-in", email=ADDRESS, password=PASSWORD)
        self.assertIn("; Path=/; HttpOnly; SameSite=Lax", reader.answer.header("Set-Cookie"))
        first = dict(reader.cookies)
        self.assertNotEqual(first["session"], "A" * 43)
        reader.open("/me")
        reader.fill("/sign-in", email=ADDRESS, password=PASSWORD)
        second = dict(reader.cookies)
        self.assertNotEqual(first, second)
        reader.open("/me")
        reader.fill("/sign-out")
        for cookies in (first, second, {"session": "A" * 43}):
            again = Reader(self)
            again.cookies = cookies
            self.assertEqual(again.open("/me").status, 303)

    def test_an_old_session_is_over(self):
        reader = self.registered()
        self.pass_until("2026-03-08")
        self.assertEqual(reader.open("/me").status, 303)


class Links(Site):
    def press(self, link, **typed):
        """As somebody who has nothing but the link."""
        reader = Reader(self)
        reader.open(link)
        return reader.fill(link, **typed)

    def once(self):
        """The kinds of links that work once, each with what its form sends: fresh ones."""
        reader = self.registered()
        register = self.next_link(lambda: self.ask_to_register(OTHER), OTHER)
        address = self.next_link(lambda: reader.fill("/me/security/email", email="a@example.com", password=PASSWORD),
                                 "a@example.com")
        return {register: {"new_password": PASSWORD}, self.next_link(self.ask_for_link): {},
                self.next_link(self.subscribe): {}, self.next_link(self.send_in): {}, address: {}}

    def refused(self, link, **typed):
        """What a link tells that is nobody's, but for its own address."""
        answer = self.press(link, **typed)
        self.assertIsNone(answer.header("Set-Cookie"), link)
        self.assertIn(answer.status, (200, 404), link)
        return answer.text.replace(link, "LINK")

    def wrong(self, link):
        return link[:-1] + ("A" if link[-1] != "A" else "B")

    def test_a_link_that_is_wrong_is_told_so_and_does_nothing(self):
        links = self.once()
        for link, typed in links.items():
            self.assertIn(TOO_OLD, self.refused(self.wrong(link), **typed))
        for link, typed in links.items():
            self.assertNotIn(TOO_OLD, self.press(link, **typed).text, link)

    def test_a_link_of_one_kind_opens_no_other_door(self):
        links = list(self.once()) + [self.next_link(self.enquire)]
        doors = {link.rsplit("/", 1)[0] for link in links} | {"/unsubscribe", "/reviews/own"}
        for link in links:
            door, token = link.rsplit("/", 1)
            for other in doors - {door}:
                self.refused(f"{other}/{token}", new_password=PASSWORD)
        self.assertFalse(self.is_known(OTHER))

    def test_a_link_that_was_used_does_nothing_more(self):
        for link, typed in self.once().items():
            self.press(link, **typed)
            self.assertEqual(self.refused(link, **typed), self.refused(self.wrong(link), **typed))

    def test_a_link_that_is_too_old_does_nothing(self):
        links = self.once()
        case = self.next_link(self.enquire)
        self.pass_until("2026-03-20")
        for link, typed in links.items():
            self.assertEqual(self.refused(link, **typed), self.refused(self.wrong(link), **typed))
        self.assertFalse(self.is_known(OTHER))
        self.assertEqual(Reader(self).open(case).status, 200)
        self.pass_until("2026-06-20")
        self.assertEqual(Reader(self).open(case).status, 404)


class Enumeration(Site):
    """The same answer for an address under which something is held, and for one under which nothing is."""

    def told(self, answer, address):
        secrets = r"[A-Za-z0-9_-]{43}|[0-9a-f]{32}"
        page = re.sub(secrets, "SECRET", answer.text.replace(address, "ADDRESS"))
        headers = {name: value for name, value in answer.headers.items() if name != "Date"}
        return answer.status, headers, page

    def assert_same(self, ask):
        known, guest = "customer@example.com", "somebody@example.com"
        strange = "stranger@example.com"
        self.assertEqual(len({len(address) for address in (known, guest, strange)}), 1)
        told = [self.told(ask(address), address) for address in (known, guest, strange)]
        self.assertEqual(told[0], told[2])
        self.assertEqual(told[1], told[2])

    def setUp(self):
        super().setUp()
        self.ask_to_register("customer@example.com")
        link = self.link("customer@example.com")
        reader = Reader(self)
        reader.open(link)
        self.assertEqual(reader.fill(link, new_password=PASSWORD).status, 303)
        self.order(self.subject("mailto:somebody@example.com"))

    def test_registering(self):
        self.assert_same(self.ask_to_register)

    def test_signing_in(self):
        self.assert_same(lambda address: self.sign_in(address, "something else").answer)

    def test_signing_in_too_often(self):
        for address in ("customer@example.com", "somebody@example.com", "stranger@example.com"):
            for _ in range(10):
                self.sign_in(address, "something else")
        self.assert_same(lambda address: self.sign_in(address).answer)

    def test_asking_for_a_link(self):
        self.assert_same(self.ask_for_link)

    def test_subscribing(self):
        self.assert_same(self.subscribe)

    def test_writing_to_the_shop(self):
        self.assert_same(self.enquire)

    def test_sending_in_a_contribution(self):
        self.assert_same(self.send_in)


class Letters(Site):
    def test_a_link_leads_to_the_server_whatever_host_the_request_names(self):
        self.registered()
        before = self.letters_to(ADDRESS)
        body = urllib.parse.urlencode({"email": ADDRESS})
        own = f"http://127.0.0.1:{self.server.port}"
        forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example",
                  "X-Forwarded-Proto": "https", "X-Original-URL": "http://evil.example/"}
        asked = FORM | {"Origin": own}
        for host, status in (("localhost:9", 200), ("evil.example", 421), ("127.0.0.1@evil.example", 400)):
            answer = self.server.ask("POST", "/sign-in/link", body, key="", headers=asked | forged | {"Host": host})
            self.assertEqual(answer.status, status)
            self.assertNotIn("evil.example", answer.text)
        wait_for("the letter", lambda: self.letters_to(ADDRESS) == before + 1)
        text = self.office.message(len(self.office.letters) - 1).get_body(("plain",)).get_content()
        self.assertEqual(set(re.findall(r"https?://[^/\s]+", text)), {own})

    def test_a_name_of_any_letters_stays_text_and_writes_no_header(self):
        name = "<script>alert(1)</script> \"O'Berg\" \u202eعنا 🌿\r\nBcc: evil@example.com"
        link = self.next_link(lambda: self.ask_to_register(name=name))
        reader = Reader(self)
        reader.open(link)
        reader.fill(link, new_password=PASSWORD)
        for path in ("/me", "/me/data", "/me/rights/package", "/contact", "/policy"):
            page = reader.open(path).text
            self.assertNotIn("<script>alert", page, path)
        self.assertIn("&lt;script&gt;", reader.open("/me/data").text)
        self.assertIn("عنا 🌿", reader.page)
        self.assertEqual({tuple(whom) for _, whom, _ in self.office.letters}, {(ADDRESS,)})

    def test_an_address_of_a_unicode_domain_is_one_person_however_it_is_written(self):
        ascii_form = "anna+usb@xn--bcher-kva.example"
        link = self.next_link(lambda: self.ask_to_register("anna+usb@bücher.example"), ascii_form)
        reader = Reader(self)
        reader.open(link)
        reader.fill(link, new_password=PASSWORD)
        for written in ("anna+usb@bücher.example", "ANNA+USB@BÜCHER.example", ascii_form):
            self.assertEqual(self.sign_in(written).answer.status, 303, written)
        self.assertEqual(self.sign_in("anna@bücher.example").answer.status, 422)

    def test_a_mail_server_that_puts_off_or_refuses_is_not_felt_on_the_page(self):
        self.registered()
        before = self.letters_to(ADDRESS)
        for refusal in ("451 later", "550 no such mailbox"):
            self.office.answers = [refusal]
            tried = self.office.tried
            answer = self.ask_for_link()
            self.assertEqual(answer.status, 200)
            wait_for("an attempt", lambda: self.office.tried > tried)
            self.assertNotIn(refusal.split(" ", 1)[1], answer.text)
        self.assertEqual(self.letters_to(ADDRESS), before)


class Log(Site):
    def test_nothing_personal_is_in_the_log_in_metrics_or_in_what_is_refused(self):
        reader = self.registered()
        case = self.next_link(lambda: self.enquire(message="Zwiebelfisch."))
        self.sign_in(ADDRESS, "Quastenflosser 1")
        refused = [self.server.ask("GET", f"/sign-in/{'Z' * 43}?email={urllib.parse.quote(ADDRESS)}", key=""),
                   self.server.ask("GET", f"/v1/subjects/{ADDRESS}", key="lofte_Quastenflosser"),
                   self.server.ask("GET", "/nothing?anna=Zwiebelfisch", key=""),
                   self.server.ask("POST", "/sign-in", "a=%zz" + ADDRESS, key="", headers=FORM),
                   self.server.ask("GET", "/" + ADDRESS + "/%zz", key="")]
        self.office.answers = ["550 unknown " + ADDRESS]
        tried = self.office.tried
        self.ask_for_link()
        wait_for("an attempt", lambda: self.office.tried > tried)
        metrics = self.server.ask("GET", "/metrics").text
        self.server.stop()
        log = (self.folder / "serve.err").read_text()
        self.assertIn("tick: generation", log)
        own = ("anna+shop", "anna%2Bshop", "Anna", "Zwiebelfisch", "Quastenflosser", PASSWORD, case.rsplit("/", 1)[1],
               reader.cookies["session"])
        for text in (log, metrics, *(answer.text for answer in refused)):
            for word in own:
                self.assertNotIn(word, text)


if __name__ == "__main__":
    unittest.main()
