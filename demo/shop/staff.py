"""The shop's own side: orders that were placed in this run, and enquiries, through the API and for a purpose each.

Only ids are kept, in memory. What an order says is read when the page is shown, as far as the purpose may, and each such read
stands in the person's own trail.
"""

import re
import threading

from shop.lofte import Refused

ORDERS = "contract"
ENQUIRIES = "enquiries"
NEWSLETTER = "newsletter"
SHOWN_MAX = 50
ENQUIRY_PATH = re.compile(r"\s*/v1/subjects/([0-9a-f]{32})/records/([0-9a-f]{32})\s*")
# What may be told of an order, and when: not twice, and not after these.
NEXT = {"paid": {"paid", "cancelled"}, "shipped": {"shipped", "cancelled", "completed"},
        "completed": {"completed", "cancelled"}, "cancelled": {"shipped", "completed", "cancelled"}}


class Orders:
    """By number, oldest first. Any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.placed = {}

    def add(self, placed):
        with self.lock:
            self.placed.setdefault(placed.number, placed)

    def find(self, number):
        with self.lock:
            return self.placed.get(number)

    def newest_first(self):
        with self.lock:
            return list(reversed(self.placed.values()))[:SHOWN_MAX]


def record_path(subject, record):
    return f"/v1/subjects/{subject}/records/{record}"


def read(lofte, subject, record, purpose):
    """The record as the purpose may see it, or the code of why it may not."""
    try:
        return lofte.ask("GET", record_path(subject, record) + "?purpose=" + purpose), None
    except Refused as refused:
        return None, refused.code


def may_follow(events):
    return [event for event, stopped_by in NEXT.items() if not stopped_by & set(events)]


def happened(lofte, subject, record, event):
    """Today. The same event of the same day again changes nothing."""
    lofte.ask("POST", record_path(subject, record) + "/events", {"event": event, "day": lofte.today()})


def write_to_subscribers(lofte, reference, subject, text):
    """Löfte knows who they are, and what they have said since. The same reference again sends nothing twice."""
    lofte.ask("POST", "/v1/mailings", {"reference": reference, "purpose": NEWSLETTER, "subject": subject, "text": text})


def mailings(lofte):
    """How far each has come, the newest first."""
    return lofte.ask("GET", "/v1/mailings")["mailings"][:SHOWN_MAX]


def answer(lofte, subject, record, text):
    """Writes the answer; with the event it goes to the sender by mail."""
    lofte.ask("PATCH", record_path(subject, record), {"fields": {"answer": text}})
    happened(lofte, subject, record, "answered")
