"""A shop's site as its own systems and the people who come to it use it, with a mail server beside it."""

import http.cookies
import re
import sys
import urllib.parse

from lofte import InAFolder
from office import Office, wait_for

TODAY = "2026-03-05"
PASSWORD = "correct horse battery"
ADDRESS = "anna+shop@example.com"
ORDER = {"name": "Anna Berg", "delivery_address": "Storgatan 1", "phone": "070-174 06 05", "email": ADDRESS,
         "birth_date": "1985-02-11", "lines": "2 × USB-A 32 GB", "ip": "203.0.113.7", "payment_option": "invoice"}


class Reader:
    """A browser without scripts: keeps its cookies, and sends what its forms hold."""

    def __init__(self, shop):
        self.shop = shop
        self.cookies = {}
        self.page = ""

    def send(self, method, path, body=None, headers=None):
        sent = {"Origin": f"http://127.0.0.1:{self.shop.server.port}", "Accept-Language": "en"} | (headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.answer = self.shop.server.ask(method, path, body, key="", headers=sent)
        for name, morsel in http.cookies.SimpleCookie(self.answer.header("Set-Cookie") or "").items():
            self.cookies[name] = morsel.value
        self.page = self.answer.text
        return self.answer

    def open(self, path):
        return self.send("GET", path)

    def fill(self, path, **typed):
        token = re.search(r'name="form_token" value="([^"]+)"', self.page)
        if token:
            typed["form_token"] = token.group(1)
        return self.send("POST", path, urllib.parse.urlencode(typed),
                         {"Content-Type": "application/x-www-form-urlencoded"})


class LivingSite(InAFolder):
    def setUp(self):
        super().setUp()
        self.office = self.enterContext(Office())
        self.write("mail.toml", f'server = "smtp+plain://127.0.0.1:{self.office.port}"\n'
                                '[from]\nname = "The shop"\naddress = "privacy@shop.example"\n')
        self.server = self.start("--virtual-clock", TODAY)

    def start(self, *options):
        return self.serve("--mail", self.folder / "mail.toml", *options)

    # --- What a shop's own systems do

    def subject(self, reference="customer 17"):
        return self.server.ask("POST", "/v1/subjects", {"reference": reference}).location

    def record(self, subject, shape, fields, **events):
        made = self.server.ask("POST", subject + "/records", {"shape": shape, "fields": fields, "events": events})
        self.assertEqual(made.status, 201, made.text)
        return made.location

    def order(self, subject):
        return self.record(subject, "order", ORDER, placed="2026-03-01", completed="2026-03-05")

    def read(self, record, purpose, key=None):
        """The fields that the purpose gets, or the code of the refusal."""
        answer = self.server.ask("GET", f"{record}?purpose={purpose}", key=key)
        return answer.json["fields"] if answer.status == 200 else answer.json["code"]

    def is_known(self, address):
        return self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + address}).status == 200

    def pass_until(self, day):
        self.server.stop()
        done = self.run_lofte("clock", "set", day, "--data", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.server = self.start()
        self.assertEqual(self.server.ask("POST", "/v1/ticks").status, 200)

    def standing(self, address=ADDRESS):
        found = self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + address}).json
        told = self.server.ask("GET", "/v1/subjects/" + found["subject"]).json
        return {entry["purpose"]: entry for entry in told["standing"]["purposes"]}

    # --- What a person does

    def link(self, to=ADDRESS, letter=1):
        """The path of the link in a letter to the address, counted from 1, once it has come."""
        def letters():
            return [content for _, whom, content in self.office.letters if whom == [to]]
        wait_for("a letter", lambda: len(letters()) >= letter)
        number = [i for i, (_, whom, _) in enumerate(self.office.letters) if whom == [to]][letter - 1]
        text = self.office.message(number).get_body(("plain",)).get_content()
        return re.search(r"http://[^/\s]+(/[^\s?]+)", text).group(1)

    def registered(self):
        reader = Reader(self)
        reader.fill("/register", name="Anna Berg", email=ADDRESS)
        link = self.link()
        reader.open(link)
        self.assertEqual(reader.fill(link, new_password=PASSWORD).status, 303)
        reader.open("/me")
        return reader


if __name__ == "__main__":
    sys.exit("a library of the tests beside it")
