"""The demonstration's mailbox: a mail server that keeps what it is sent in memory, and a page that shows it.

    python3 demo/mailbox.py [--smtp PORT] [--http PORT]

On loopback alone. Port 0 is any free one; both are told on standard output when it is ready. It is no part of Löfte.
"""

import argparse
import asyncio
import collections
import email
import email.policy
import html
import http.server
import re
import signal
import threading

from aiosmtpd.smtp import SMTP

LETTERS_MAX = 1000  # the oldest go
LINK = re.compile(r"https?://[^\s<>\"']+")
STYLE = """body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
color: #1a1a1a; background: #fff } table { border-collapse: collapse; width: 100% } td, th { text-align: start;
padding: .4rem .6rem; border-bottom: 1px solid #ccc; vertical-align: top } dt { font-weight: bold } dd { margin: 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit } iframe { width: 100%; height: 24rem;
border: 1px solid #ccc } details pre { font: 13px/1.4 monospace }"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"


class Mailbox:
    """Letters by number, from 1. Any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.letters = collections.OrderedDict()
        self.count = 0

    def put(self, content, recipients):
        with self.lock:
            self.count += 1
            self.letters[self.count] = (content, recipients)
            while len(self.letters) > LETTERS_MAX:
                self.letters.popitem(last=False)

    def newest_first(self):
        with self.lock:
            return list(reversed(self.letters.items()))

    def get(self, number):
        with self.lock:
            return self.letters.get(number)


class Receiver:
    def __init__(self, mailbox):
        self.mailbox = mailbox

    async def handle_DATA(self, server, session, envelope):
        self.mailbox.put(envelope.content, envelope.rcpt_tos)
        return "250 kept"


def parsed(content):
    return email.message_from_bytes(content, policy=email.policy.default)


def part_of(message, kind):
    part = message.get_body((kind,))
    return None if part is None else part.get_content()


def with_links(text):
    shown, at = [], 0
    for found in LINK.finditer(text):
        link = found.group().rstrip(".,;:!?)")
        shown.append(html.escape(text[at:found.start()]))
        shown.append(f'<a href="{html.escape(link)}" rel="noreferrer">{html.escape(link)}</a>')
        at = found.start() + len(link)
    shown.append(html.escape(text[at:]))
    return "".join(shown)


def page(title, body):
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
            f"<body><main>{body}</main></body></html>")


def list_page(mailbox):
    rows = []
    for number, (content, recipients) in mailbox.newest_first():
        message = parsed(content)
        rows.append(f'<tr><td><a href="/{number}"><bdi>{html.escape(str(message["Subject"] or "no subject"))}</bdi></a>'
                    f'<td><bdi>{html.escape(str(message["To"] or ", ".join(recipients)))}</bdi>'
                    f'<td>{html.escape(str(message["Date"]))}')
    table = ("<table><tr><th>Subject<th>To<th>Date" + "".join(rows) + "</table>" if rows
             else "<p>Nothing has been sent yet. Load the page again once Löfte has.</p>")
    return page("Mailbox", "<h1>Mailbox of the demonstration</h1><p>What Löfte has sent, newest first. It goes "
                           "nowhere else, and is forgotten when the demonstration ends.</p>" + table)


def letter_page(number, content):
    message = parsed(content)
    headers = "".join(f"<dt>{name}<dd><bdi>{with_links(str(message[name]))}</bdi>"
                      for name in ("From", "To", "Reply-To", "Subject", "Date", "List-Unsubscribe") if message[name])
    attached = "".join(f"<li><bdi>{html.escape(part.get_filename() or 'without a name')}</bdi>, "
                       f"{html.escape(part.get_content_type())}" for part in message.iter_attachments())
    text = part_of(message, "plain")
    shown = f'<p><a href="/">all letters</a></p><h1><bdi>{html.escape(str(message["Subject"]))}</bdi></h1>'
    shown += f"<dl>{headers}</dl>"
    shown += f"<pre dir=\"auto\">{with_links(text or '')}</pre>"
    if part_of(message, "html") is not None:
        shown += f'<h2>As HTML</h2><iframe sandbox title="the letter as HTML" src="/{number}/html"></iframe>'
    if attached:
        shown += f"<h2>Attached</h2><ul>{attached}</ul>"
    shown += f"<details><summary>As it was sent</summary><pre>{html.escape(content.decode('ascii', 'replace'))}</pre>"
    return page(str(message["Subject"]), shown + "</details>")


class Pages(http.server.BaseHTTPRequestHandler):
    mailbox = None
    server_version = "mailbox"
    sys_version = ""

    def answer(self, status, body, policy=POLICY, kind="text/html; charset=utf-8"):
        body = body.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))),
                            ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
                            ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def is_for_us(self):
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        return host in ("127.0.0.1", "localhost")

    def do_GET(self):
        if not self.is_for_us():
            return self.answer(421, page("Not here", "<p>This is the mailbox of a demonstration on 127.0.0.1.</p>"))
        if self.path == "/":
            return self.answer(200, list_page(self.mailbox))
        asked = re.fullmatch(r"/(\d{1,9})(/html|/source)?", self.path)
        letter = asked and self.mailbox.get(int(asked[1]))
        if not letter:
            return self.answer(404, page("Nothing here", '<p>No such letter. <a href="/">All letters</a></p>'))
        content = letter[0]
        if asked[2] == "/source":
            return self.answer(200, content.decode("ascii", "replace"), kind="text/plain; charset=utf-8")
        if asked[2] == "/html":
            return self.answer(200, part_of(parsed(content), "html") or "",
                               policy="sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
        return self.answer(200, letter_page(int(asked[1]), content))

    def log_message(self, *arguments):
        pass


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--smtp", type=int, default=0)
    arguments.add_argument("--http", type=int, default=0)
    wanted = arguments.parse_args()
    mailbox = Mailbox()
    Pages.mailbox = mailbox
    pages = http.server.ThreadingHTTPServer(("127.0.0.1", wanted.http), Pages)
    threading.Thread(target=pages.serve_forever, daemon=True).start()

    async def serve():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Receiver(mailbox), hostname="mailbox.localhost", data_size_limit=32 * 1024 * 1024),
            "127.0.0.1", wanted.smtp)
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, ended.set)
        print(f"smtp {server.sockets[0].getsockname()[1]}", flush=True)
        print(f"http {pages.server_address[1]}", flush=True)
        await ended.wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
