"""The shop's way to Löfte: its HTTP API, with a key of the shop's own. Any thread.

What the API tells is believed as it stands; what it refuses is a Refused with its code. Nothing is kept here but the policy,
for as long as it may be.
"""

import http.client
import json
import threading
import time
import urllib.parse

SECONDS_MAX = 10  # for one answer
POLICY_SECONDS_MAX = 60  # as the server allows


class Refused(Exception):
    """Löfte has answered no: a problem of RFC 9457. Its texts name nobody."""

    def __init__(self, status, problem):
        super().__init__(problem.get("code", "?"))
        self.status = status
        self.code = problem.get("code", "?")
        self.detail = problem.get("detail", "")
        self.remedy = problem.get("remedy", "")


class Away(Exception):
    """Löfte does not answer. What was asked may have been done; asking again does no harm."""


class Lofte:
    """One API key at one server."""

    def __init__(self, url, key):
        self.url = url.rstrip("/")
        self.address = urllib.parse.urlsplit(self.url)
        self.key = key

    def ask(self, method, path, body=None):
        kind = http.client.HTTPSConnection if self.address.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.address.hostname, self.address.port, timeout=SECONDS_MAX)
        try:
            sent = None if body is None else json.dumps(body).encode()
            connection.request(method, path, sent, {"Authorization": "Bearer " + self.key})
            response = connection.getresponse()
            content = response.read()
            answer = json.loads(content) if content else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Away from error
        finally:
            connection.close()
        if response.status == 503 and answer.get("code") != "mail.not_set_up":
            raise Away
        if response.status >= 400:
            raise Refused(response.status, answer)
        return answer

    def today(self):
        """The day that it is for Löfte, whose clock counts: "2026-03-10"."""
        return self.ask("GET", "/healthz")["today"]


class Promise:
    """The policy in force, as /policy.json tells it. Asked for again when it may have changed; while Löfte is away, the last."""

    def __init__(self, lofte):
        self.lofte = lofte
        self.lock = threading.Lock()
        self.policy = None
        self.until = 0

    def now(self):
        with self.lock:
            if time.monotonic() >= self.until:
                try:
                    self.policy = self.lofte.ask("GET", "/policy.json")
                    self.until = time.monotonic() + POLICY_SECONDS_MAX
                except Away:
                    if self.policy is None:
                        raise
                    self.until = time.monotonic() + SECONDS_MAX
            return self.policy

    def has_cookie(self, name):
        return any(cookie["name"] == name for cookie in self.now()["cookies"])

    def find_purpose(self, name):
        return next((purpose for purpose in self.now()["purposes"] if purpose["name"] == name), None)

    def uses_of(self, record, field, language):
        """What a field of a record is held for, and for how long, in the policy's own words."""
        return [{"purpose": in_language(purpose["title"], language), "term": in_language(held["keep_in_words"], language)}
                for purpose in self.now()["purposes"] for held in purpose["holds"]
                if held["record"] == record and field in held["fields"]]


def in_language(texts, language):
    return texts.get(language) or next(iter(texts.values()))
