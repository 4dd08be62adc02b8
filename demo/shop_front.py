"""The demonstration's shop: a site of a shop's own that keeps its customers' data in Löfte, by its HTTP API alone.

    python3 demo/shop_front.py --lofte URL --key-file FILE --staff-key-file FILE [--mailbox URL] [--http PORT]

The keys are made by POST /v1/keys (docs/api.md): the shop's for the purposes contract and marketing, its staff's for
contract, enquiries and newsletter; neither has powers. On loopback alone; port 0 is any free one, and is told on standard output when
the shop is open. It is no part of Löfte. Debian's python3 is all that it needs.
"""

import argparse
import pathlib
import signal
import sys

from shop import customer_acts, staff_acts, web
from shop.lofte import Lofte, Promise
from shop.staff import Orders


class Shop:
    """What the acts stand on. Nothing of it is written anywhere."""

    def __init__(self, wanted):
        self.lofte_address = wanted.lofte.rstrip("/")
        self.mailbox = wanted.mailbox
        self.lofte = Lofte(wanted.lofte, read_key(wanted.key_file))
        self.staff_lofte = Lofte(wanted.lofte, read_key(wanted.staff_key_file))
        self.promise = Promise(self.lofte)
        self.orders = Orders()


def read_key(file):
    try:
        return pathlib.Path(file).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        sys.exit(f"{file} can't be read: a file with an API key alone, from POST /v1/keys")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--lofte", required=True, help="where Löfte is reached: http://127.0.0.1:8080")
    arguments.add_argument("--key-file", required=True, help="the shop's API key")
    arguments.add_argument("--staff-key-file", required=True, help="its staff's API key")
    arguments.add_argument("--mailbox", default="", help="where the demonstration's mailbox is, to link to it")
    arguments.add_argument("--http", type=int, default=0, help="port; 0 is any free one")
    wanted = arguments.parse_args()
    acts = [*customer_acts.ACTS, *staff_acts.ACTS, ("GET", r"/assets/(?P<name>[\w.-]+)", web.show_asset)]
    server = web.Server(wanted.http, Shop(wanted), acts)

    def end(*_):
        raise SystemExit

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    print(f"http {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
