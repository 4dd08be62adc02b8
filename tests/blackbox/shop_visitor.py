"""The demonstration's shop front as a visitor's browser has it, in front of a real server."""

import html
import http.client
import re
import subprocess
import sys
import urllib.parse

from lofte import POLICY, PROJECT, InAFolder

TODAY = "2026-03-05"


class Page:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def path(self):
        return urllib.parse.urlsplit(self.headers["Location"]).path

    def value_of(self, name):
        found = re.search(f'name="{name}"[^>]* value="([^"]*)"', self.text)
        return html.unescape(found[1]) if found else None

    @property
    def words(self):
        return html.unescape(re.sub("<[^>]+>", " ", self.text))


class Visitor:
    """A browser, as far as the shop can tell; in English."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def ask(self, method, path, form=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Accept-Language": "en", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            sent.update({"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"})
        sent.update(headers or {})
        body = form if isinstance(form, (bytes, type(None))) else urllib.parse.urlencode(form)
        connection.request(method, path, body, sent)
        page = Page(connection.getresponse())
        connection.close()
        for header in page.headers.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        return page

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, form):
        return self.ask("POST", path, form)

    def open_checkout(self, product="norrsken"):
        self.post("/basket", {"product": product})
        return self.get("/checkout")

    def buy(self, typed, product="norrsken"):
        checkout = self.open_checkout(product)
        return self.post("/checkout", {**hidden(checkout), **typed})


def hidden(checkout):
    return {"number": checkout.value_of("number"), "basket": checkout.value_of("basket")}


class AtAShop(InAFolder):
    def open_shop(self, policy=POLICY, options=()):
        """The port of the shop front."""
        self.server = server = self.serve("--virtual-clock", TODAY, *options, policy=policy)
        for name, purposes in (("shop", ["contract", "marketing"]), ("staff", ["contract", "enquiries", "newsletter"])):
            made = server.ask("POST", "/v1/keys", {"name": name, "purposes": purposes, "powers": []})
            self.write(name + ".key", made.json["key"]).chmod(0o600)
        return self.start_front(server)

    def start_front(self, server):
        errors = open(self.folder / "shop.err", "a")
        self.addCleanup(errors.close)
        process = subprocess.Popen(
            [sys.executable, PROJECT / "demo" / "shop_front.py", "--lofte", f"http://127.0.0.1:{server.port}", "--key-file",
             self.folder / "shop.key", "--staff-key-file", self.folder / "staff.key"],
            stdout=subprocess.PIPE, stderr=errors, text=True)

        def end():
            process.terminate()
            process.wait()
            process.stdout.close()

        self.addCleanup(end)
        return int(process.stdout.readline().split()[1])

    def tearDown(self):
        self.assertEqual((self.folder / "shop.err").read_text(), "", "the shop has nothing to complain about")

    def visitor(self):
        return Visitor(self.front)

    def find(self, email):
        return self.server.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + email})

    def orders_of(self, email, purpose="contract"):
        found = self.find(email)
        if found.status == 404:
            return []
        subject = found.json["subject"]
        return self.server.ask("GET", f"/v1/subjects/{subject}/records?purpose={purpose}").json["records"]


if __name__ == "__main__":
    sys.exit("a library of the tests beside it")
