"""What the shop's people do: follow orders, answer enquiries, write to subscribers. A key of their own, for those purposes."""

import secrets

from shop import staff
from shop.web import Problem

ENQUIRY_FIELDS = ["kind", "name", "email", "phone", "message", "answer"]


def events_of(visit, record):
    return [{"event": visit.text("event." + event), "day": day} for event, day in record["events"].items()]


def until_of(visit, record, without_a_day):
    until = record["until"]
    return visit.text("staff.dated", day=until["last"]) if until["kind"] == "dated" else visit.text(without_a_day)


def order_of(visit, placed):
    order, denied = staff.read(visit.shop.staff_lofte, placed.subject, placed.record, staff.ORDERS)
    row = {"number": placed.number, "denied": denied, "read": bool(order), "acts": [], "has_acts": False}
    if order:
        fields = order["fields"]
        acts = [{"act": event, "label": visit.text("act." + event)} for event in staff.may_follow(order["events"])]
        row.update(name=fields.get("name", ""), delivery_address=fields.get("delivery_address", ""),
                   lines=[{"line": line} for line in fields.get("lines", "").splitlines()], acts=acts,
                   has_acts=bool(acts), events=events_of(visit, order), until=until_of(visit, order, "staff.open_ended"))
    return row


def mailing_of(visit, mailing):
    return {"day": mailing["started"][:10], "state": visit.text("mailing." + mailing["state"]),
            "queued": mailing["queued"], "left_out": mailing["left_out"]}


def newsletter_of(visit, typed=None):
    """What the part of the page about the newsletter shows; nothing of it where the policy has none."""
    has_newsletter = visit.shop.promise.find_purpose(staff.NEWSLETTER) is not None
    mailings = staff.mailings(visit.shop.staff_lofte) if has_newsletter else []
    return {"newsletter": has_newsletter, "mailings": [mailing_of(visit, mailing) for mailing in mailings],
            "has_mailings": bool(mailings), "mailing_fault": visit.text("mailing.missing") if typed else "",
            "typed_subject": "", "typed_text": "", "reference": secrets.token_hex(8), **(typed or {})}


def show_staff(visit, asked_path=None, status=200, typed=None):
    orders = [order_of(visit, placed) for placed in visit.shop.orders.newest_first()]
    fault = "" if asked_path is None else visit.text("staff.path_fault")
    return visit.page("staff", {"orders": orders, "is_empty": not orders, "today": visit.shop.staff_lofte.today(),
                                "asked_path": asked_path or "", "path_fault": fault,
                                **newsletter_of(visit, typed)}, status)


def write_to_subscribers(visit):
    reference, subject = visit.form.get("reference", ""), visit.form.get("subject", "")
    text = visit.form.get("text", "").replace("\r\n", "\n")
    if not (reference and subject and text):
        return show_staff(visit, status=422, typed={"typed_subject": subject, "typed_text": text})
    staff.write_to_subscribers(visit.shop.staff_lofte, reference, subject, text)
    return visit.go_to("/staff")


def follow_order(visit, number, event):
    placed = visit.shop.orders.find(number)
    if not placed:
        raise Problem(404, "no_such_order")
    staff.happened(visit.shop.staff_lofte, placed.subject, placed.record, event)
    return visit.go_to("/staff")


def find_enquiry(visit):
    """By the path that the letter to the shop has."""
    path = visit.query.get("record", "")
    named = staff.ENQUIRY_PATH.fullmatch(path)
    return visit.go_to("/staff/enquiries/{}/{}".format(*named.groups())) if named else show_staff(visit, path, 422)


def show_enquiry(visit, subject, record, fault="", status=200):
    enquiry, denied = staff.read(visit.shop.staff_lofte, subject, record, staff.ENQUIRIES)
    values = {"denied": denied, "read": bool(enquiry), "subject": subject, "record": record, "fault": fault}
    if enquiry:
        told = [(visit.text("enquiry." + name), enquiry["fields"].get(name)) for name in ENQUIRY_FIELDS]
        values.update(facts=[{"label": label, "value": value} for label, value in told if value],
                      events=events_of(visit, enquiry), until=until_of(visit, enquiry, "staff.open_enquiry"),
                      is_open="closed" not in enquiry["events"], is_unanswered="answered" not in enquiry["events"])
    return visit.page("enquiry", values, status)


def act_on_enquiry(visit, subject, record):
    text = visit.form.get("answer", "").replace("\r\n", "\n")
    if visit.form.get("act") == "close":
        staff.happened(visit.shop.staff_lofte, subject, record, "closed")
    elif text:
        staff.answer(visit.shop.staff_lofte, subject, record, text)
    else:
        return show_enquiry(visit, subject, record, visit.text("enquiry.missing"), 422)
    return visit.go_to(f"/staff/enquiries/{subject}/{record}")


ENQUIRY = "/staff/enquiries/(?P<subject>[0-9a-f]{32})/(?P<record>[0-9a-f]{32})"
ACTS = [
    ("GET", "/staff", show_staff),
    ("POST", "/staff/orders/(?P<number>[0-9A-Z]{10})/(?P<event>paid|shipped|completed|cancelled)", follow_order),
    ("POST", "/staff/mailings", write_to_subscribers),
    ("GET", "/staff/enquiry", find_enquiry),
    ("GET", ENQUIRY, show_enquiry),
    ("POST", ENQUIRY, act_on_enquiry),
]
