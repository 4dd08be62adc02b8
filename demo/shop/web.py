"""The shop's HTTP: a request becomes a Visit, what an act answers becomes a response. Loopback alone.

Nothing about a request is logged. A GET changes nothing; a POST has to come from a page of the shop's own.
"""

import collections
import http.server
import re
import sys
import traceback
import urllib.parse

from shop import basket, pages
from shop.lofte import Away, Refused

BODY_BYTES_MAX = 64 * 1024
SECONDS_MAX = 30  # for one read
# As Löfte's own pages have it: no script, and nothing of anybody else's.
POLICY = ("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
          "frame-ancestors 'none'")
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
           "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}

Response = collections.namedtuple("Response", "status kind body headers", defaults=({},))


class Problem(Exception):
    """What a visitor can't do: a page says so. `key`: of a text."""

    def __init__(self, status, key):
        super().__init__(key)
        self.status = status
        self.key = key


class Visit:
    """One request, as the acts see it."""

    def __init__(self, shop, method, target, headers):
        parts = urllib.parse.urlsplit(target)
        self.shop = shop
        self.method = method
        self.path = parts.path
        self.query = dict(urllib.parse.parse_qsl(parts.query, max_num_fields=20, errors="strict"))
        self.form = {}
        self.language = language_of(self.query.get("language"), headers.get("Accept-Language", ""))
        self.basket = basket.read(cookie_of(headers.get("Cookie", ""), basket.COOKIE))

    def text(self, key, **fills):
        return pages.TEXTS[self.language]["t." + key].format(**fills)

    def page(self, name, values, status=200):
        shown = {"lofte": self.shop.lofte_address, "mailbox": self.shop.mailbox,
                 "in_basket": sum(self.basket.values()), **values}
        # A form that was posted is opened anew at its own page, which any language has.
        path = "/" if name == "problem" else self.path if self.method == "GET" else "/" + self.path.split("/")[1]
        return Response(status, "text/html; charset=utf-8", pages.page(name, self.language, path, shown).encode())

    def go_to(self, path, basket_kept=None):
        headers = {"Location": f"{path}?language={self.language}"}
        if basket_kept is not None:
            headers["Set-Cookie"] = (f"{basket.COOKIE}={basket.write(basket_kept)}; Path=/; HttpOnly; SameSite=Strict" +
                                     ("" if basket_kept else "; Max-Age=0"))
        return Response(303, "text/plain", b"", headers)

    def problem(self, status, what, code=""):
        return self.page("problem", {"what": what, "code": code, "back": "/"}, status)


def language_of(asked, accepted):
    """What the address says, else the first that the browser asks for and the shop has; else Swedish."""
    for wanted in [asked or "", *(part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))]:
        if wanted in pages.LANGUAGES:
            return wanted
    return "sv"


def cookie_of(header, name):
    """Others on this machine set cookies of all kinds, which are not looked at: a browser sends them to every port."""
    pairs = [pair.strip().partition("=") for pair in header.split(";")]
    return next((value for key, _, value in pairs if key == name), "")


class Door(http.server.BaseHTTPRequestHandler):
    """Subclassed for a shop by `door_of`."""

    shop = None
    acts = []  # (method, path as a regular expression, act(visit, **groups))
    protocol_version = "HTTP/1.1"
    server_version = "shop"
    sys_version = ""
    timeout = SECONDS_MAX

    def do_GET(self):
        self.send(self.response("GET"))

    do_HEAD = do_GET

    def do_POST(self):
        self.send(self.response("POST"))

    def send_error(self, code, message=None, explain=None):
        self.close_connection = True
        self.send(Response(code, "text/plain; charset=utf-8", b"The request can't be read.\n"))

    def log_message(self, *arguments):
        pass

    def send(self, response):
        self.send_response(response.status)
        headers = {"Content-Type": response.kind, "Content-Length": str(len(response.body)),
                   "Cache-Control": "no-store", **HEADERS, **response.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def response(self, method):
        if method == "GET" and ("Content-Length" in self.headers or "Transfer-Encoding" in self.headers):
            self.close_connection = True  # a body is left unread
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host not in ("127.0.0.1", "localhost"):
            self.close_connection = True
            return Response(421, "text/plain; charset=utf-8", b"This is a demonstration on 127.0.0.1.\n")
        try:
            visit = Visit(self.shop, method, self.path, self.headers)
        except ValueError:
            self.close_connection = True
            return Response(400, "text/plain; charset=utf-8", b"The address can't be read.\n")
        try:
            if method == "POST":
                self.read_form(visit)
            return self.act(visit)
        except Problem as problem:
            return visit.problem(problem.status, visit.text("problem." + problem.key))
        except Away:
            return visit.problem(503, f'{visit.text("problem.away")} {visit.text("problem.away_elsewhere")}')
        except Refused as refused:
            return visit.problem(502, f'{visit.text("problem.refused")}: {refused.detail}', refused.code)
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:  # a mistake of the shop's: told without what was typed
            where = traceback.extract_tb(error.__traceback__)[-1]
            print(f"{type(error).__name__} in {where.name}, line {where.lineno}", file=sys.stderr, flush=True)
            return visit.problem(500, visit.text("problem.unforeseen"))

    def act(self, visit):
        for method, path, act in self.acts:
            found = re.fullmatch(path, visit.path)
            if found and method == visit.method:
                return act(visit, **found.groupdict())
        raise Problem(404, "unknown")

    def read_form(self, visit):
        length = self.headers.get("Content-Length", "")
        is_number = re.fullmatch("[0-9]+", length)
        if not is_number or len(length) > 9 or int(length) > BODY_BYTES_MAX:
            self.close_connection = True  # the body is left unread
            raise Problem(413 if is_number else 411, "malformed")
        content = self.rfile.read(int(length))
        if not self.is_from_own_page():
            raise Problem(403, "from_elsewhere")
        if self.headers.get_content_type() != "application/x-www-form-urlencoded":
            raise Problem(415, "malformed")
        try:
            pairs = urllib.parse.parse_qsl(content.decode("ascii"), keep_blank_values=True, errors="strict",
                                           max_num_fields=100)
        except ValueError:
            raise Problem(400, "malformed") from None
        visit.form = {name: value.strip() for name, value in pairs}

    def is_from_own_page(self):
        site = self.headers.get("Sec-Fetch-Site")
        return site == "same-origin" or (site is None and
                                         self.headers.get("Origin") == "http://" + self.headers.get("Host", ""))


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, port, shop, acts):
        super().__init__(("127.0.0.1", port), type("ShopDoor", (Door,), {"shop": shop, "acts": acts}))

    def handle_error(self, request, client_address):
        """A browser that has gone is no news."""


def show_asset(visit, name):
    file = pages.ASSETS.get(name)
    if not file:
        raise Problem(404, "unknown")
    return Response(200, pages.KINDS[file.suffix], file.read_bytes(), {"Cache-Control": "max-age=60"})
