#!/usr/bin/env python3
"""What people see of a shop that holds a million customers: the policy page, beside nginx serving a file of the same
size in the same run; My pages at a steady rate; the copy of one's data; an erasure with its receipt.

Needs the release preset's build/release/lofte and the packages nginx-light, wrk and nghttp2-client.
"""

import argparse
import concurrent.futures
import csv
import datetime
import getpass
import http.client
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(PROJECT / "tests" / "blackbox"))

from office import Office, free_port, wait_for

PROGRAM = PROJECT / "build" / "release" / "lofte"
POLICY = PROJECT / "policies" / "usbstars.toml"
RECORDS = 200  # of each customer whose pages are asked for
READERS = 10
ERASED = 30
FORM = "application/x-www-form-urlencoded"

MAPPING = """
[[subject]]
reference = "mailto:{email}"
[[record]]
shape = "order"
reference = "{number}"
[record.fields]
registration_number = "{customer}"
name = "{name}"
delivery_address = "{address}"
phone = "{phone}"
email = "{email}"
birth_date = "{born}"
lines = "{lines}"
payment_option = "invoice"
ip = "203.0.113.7"
[record.events]
placed = "placed"
completed = "completed"
"""


def say(what):
    print(what, flush=True)


def in_words(figures, digits=0):
    return f"{statistics.median(figures):.{digits}f} ({min(figures):.{digits}f} … {max(figures):.{digits}f})"


def share(figures, percent):
    """The value that so many percent of the figures don't exceed."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def in_shares(milliseconds):
    return ", ".join(f"{name} {share(milliseconds, percent):.1f} ms"
                     for name, percent in (("median", 50), ("p99", 99), ("most", 100)))


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


# --- A shop with many customers

def address_of_reader(number):
    return f"reader{number}@example.com"


def orders(customers):
    """One each for most, many each for those whose pages are asked for."""
    today = datetime.date.today()
    readers = READERS + ERASED
    number = 0
    for customer in range(customers):
        for _ in range(RECORDS if customer < readers else 1):
            placed = today - datetime.timedelta(days=2 + number * 7 % 300)
            email = address_of_reader(customer) if customer < readers else f"customer{customer}@example.com"
            yield (number, customer, email, f"Åsa Berg {customer}", f"Storgatan {customer % 97}, 111 22 Stockholm",
                   f"070-174 {customer % 10000:04}", f"{1950 + customer % 50}-02-11",
                   f"{1 + number % 3} × USB-A 32 GB; 1 × USB-C 64 GB", placed, placed + datetime.timedelta(days=1))
            number += 1


def make_shop(folder, customers):
    with open(folder / "orders.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow("number customer email name address phone born lines placed completed".split())
        rows.writerows(orders(customers))
    (folder / "mapping.toml").write_text(MAPPING)
    began = time.monotonic()
    run(PROGRAM, "import", folder / "orders.csv", "--mapping", folder / "mapping.toml", "--policy", POLICY, "--data",
        folder / "data")
    say(f"{customers} customers imported in {time.monotonic() - began:.0f} s")


class Shop:
    """lofte serve, with a mail server beside it."""

    def __init__(self, folder):
        self.office = Office()
        self.office.__enter__()
        (folder / "mail.toml").write_text(f'server = "smtp+plain://127.0.0.1:{self.office.port}"\n'
                                          '[from]\nname = "The shop"\naddress = "privacy@shop.example"\n')
        self.log = open(folder / "serve.log", "w")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", POLICY, "--data", folder / "data", "--listen", "127.0.0.1:0", "--mail",
             folder / "mail.toml"], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.owner_key = (folder / "data" / "owner.key").read_text().strip()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
        self.office.__exit__()

    def ask(self, method, path, body=None, headers=None):
        """Status, headers and text, and the milliseconds until all of it was there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        connection.close()
        return answer, text, took

    def ask_api(self, method, path, body=None):
        answer, text, took = self.ask(method, path, json.dumps(body) if body else None,
                                      {"Authorization": "Bearer " + self.owner_key})
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text or "{}"), took


class Reader:
    """A customer who has signed in by a mailed link."""

    def __init__(self, shop, number):
        self.shop = shop
        self.cookie = ""
        address = address_of_reader(number)
        self.fill("/sign-in/link", email=address)
        wait_for("a letter", lambda: self.letter_to(address))
        link = re.search(r"http://[^/\s]+(/[^\s?]+)", self.letter_to(address)).group(1)
        answer, _ = self.fill(link)
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        page = self.open("/me/rights")
        self.token = re.search(r'name="form_token" value="([^"]+)"', page).group(1)

    def letter_to(self, address):
        for number, (_, whom, _) in enumerate(list(self.shop.office.letters)):
            if whom == [address]:
                return self.shop.office.message(number).get_body(("plain",)).get_content()
        return None

    def headers(self, **more):
        return {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.shop.port}", "Accept-Language": "en", **more}

    def open(self, path):
        answer, text, _ = self.shop.ask("GET", path, None, self.headers())
        if answer.status != 200:
            sys.exit(f"GET {path}: {answer.status}")
        return text

    def fill(self, path, **typed):
        answer, text, took = self.shop.ask("POST", path, urllib.parse.urlencode(typed),
                                           self.headers(**{"Content-Type": FORM}))
        if answer.status >= 400:
            sys.exit(f"POST {path}: {answer.status} {text[:300]}")
        return answer, took


# --- The peer

class Nginx:
    def __init__(self, folder, page):
        self.folder = folder / "nginx"
        self.folder.mkdir()
        (self.folder / "page.html").write_bytes(page)
        self.port = free_port()
        (self.folder / "nginx.conf").write_text(f"""
            user {getpass.getuser()}; daemon off; pid nginx.pid; worker_processes auto; error_log stderr;
            events {{ worker_connections 1024; }}
            http {{
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
              open_file_cache max=100; default_type text/html;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server {{ listen 127.0.0.1:{self.port}; root {self.folder}; }}
            }}""")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", "stderr"],
                                        stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait()


# --- What is measured

def requests_per_second(port, path, connections, seconds):
    told = run("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}")
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))


def measure_policy_page(shop, folder, settings):
    page = shop.ask("GET", "/policy")[1].encode()
    peer = Nginx(folder, page)
    try:
        for connections in settings.connections:
            ours, theirs, ratios = [], [], []
            for _ in range(settings.runs):
                ours.append(requests_per_second(shop.port, "/policy", connections, settings.seconds))
                theirs.append(requests_per_second(peer.port, "/page.html", connections, settings.seconds))
                ratios.append(ours[-1] / theirs[-1])
            say(f"policy page of {len(page)} bytes, {connections} connections: {in_words(ours)} requests/s; "
                f"nginx {in_words(theirs)}; ratio {in_words(ratios, 2)}")
    finally:
        peer.stop()


def at_a_rate(shop, path, readers, settings):
    """Milliseconds of each answer, to all readers together at the rate that was asked for, one after the other; with
    --bursts all at once, and then nobody for a while."""
    each = settings.rate // len(readers)

    def ask(reader):
        if not settings.bursts:
            time.sleep(readers.index(reader) / settings.rate)
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "log"
            run("h2load", "--h1", "-c1", "-m1", f"--rps={each}", f"-n{each * settings.steady_seconds}",
                f"--log-file={log}", "-H", "cookie: " + reader.cookie, f"http://127.0.0.1:{shop.port}{path}")
            rows = [line.split("\t") for line in log.read_text().splitlines()]
        if any(status != "200" for _, status, _ in rows):
            sys.exit(f"GET {path}: not every answer is a page")
        return [int(microseconds) / 1000 for _, _, microseconds in rows]

    with concurrent.futures.ThreadPoolExecutor(len(readers)) as threads:
        return [took for some in threads.map(ask, readers) for took in some]


def measure_my_pages(shop, readers, settings):
    for path in ("/me", "/me/data", "/me/orders", "/me/trail"):
        size = len(readers[0].open(path).encode())
        say(f"{path} of {size} bytes, {RECORDS} records, {settings.rate} requests/s: "
            f"{in_shares(at_a_rate(shop, path, readers, settings))}")


def measure_package(readers):
    for name in ("json", "csv", "html"):
        took = [reader.fill("/me/rights/package", format=name, form_token=reader.token)[1]
                for _ in range(3) for reader in readers]
        say(f"copy of {RECORDS} records as {name}: {in_shares(took)}")


def measure_erasure(shop):
    asked = []
    for number in range(READERS, READERS + ERASED // 2):
        reader = Reader(shop, number)
        page = reader.open("/me/rights/erase")
        if "erase" not in page:
            sys.exit("the page has no button")
        asked.append(reader.fill("/me/rights/erase", form_token=reader.token)[1])
    say(f"an erasure asked for, that can be undone for some days: {in_shares(asked)}")
    done = []
    for number in range(READERS + ERASED // 2, READERS + ERASED):
        subject = shop.ask_api("POST", "/v1/subjects/find", {"reference": "mailto:" + address_of_reader(number)})[0]
        receipt, took = shop.ask_api("POST", f"/v1/subjects/{subject['subject']}/erasure")
        if "receipt" not in receipt:
            sys.exit(f"no receipt: {receipt}")
        done.append(took)
    say(f"an erasure of {RECORDS} records at once, with its receipt: {in_shares(done)}")


def main():
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--customers", type=int, default=1_000_000)
    told.add_argument("--runs", type=int, default=5, help="how often each ratio is taken")
    told.add_argument("--seconds", type=int, default=5, help="of each run of the policy page")
    told.add_argument("--connections", type=int, nargs="+", default=[16, 64], help="to the policy page")
    told.add_argument("--rate", type=int, default=200, help="requests a second to My pages")
    told.add_argument("--steady-seconds", type=int, default=30, help="for which the rate is kept up")
    told.add_argument("--bursts", action="store_true", help="all readers of My pages ask at the same moment")
    told.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("."), help="its disk is the one measured")
    settings = told.parse_args()
    missing = [name for name in ("wrk", "h2load", "/usr/sbin/nginx") if not shutil.which(name)]
    if missing or not PROGRAM.exists():
        sys.exit(f"missing: {', '.join(missing) or PROGRAM}\n{__doc__}")
    with tempfile.TemporaryDirectory(prefix="site-bench-", dir=settings.folder.resolve()) as name:
        folder = pathlib.Path(name)
        make_shop(folder, settings.customers)
        shop = Shop(folder)
        try:
            measure_policy_page(shop, folder, settings)
            readers = [Reader(shop, number) for number in range(READERS)]
            measure_my_pages(shop, readers, settings)
            measure_package(readers)
            measure_erasure(shop)
        finally:
            shop.stop()


if __name__ == "__main__":
    main()
