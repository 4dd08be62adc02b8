"""The checkout: what is asked, what may be wrong with it, and the order as Löfte gets it.

Somebody who buys is found by the e-mail address: the reference of the subject is "mailto:ADDRESS", so that whoever reads
mail to it sees the order in My pages, with an account or without. The order's number is drawn with the form and is the
record's reference: the same form sent again is the same order.
"""

import collections
import re
import secrets

from shop import basket
from shop.lofte import Refused

RECORD = "order"
MARKETING = "marketing"
CHARACTERS_MAX = 200
PAYMENTS = ["swish", "kort", "faktura"]
PAID_LATER = "faktura"
NUMBER = re.compile("[2-9A-HJ-NP-Z]{10}")

# A part of the form: the field of the order that it fills, and what is typed for it.
Asked = collections.namedtuple("Asked", "field inputs")
Input = collections.namedtuple("Input", "name type autocomplete is_needed")
FORM = [
    Asked("name", [Input("name", "text", "name", True)]),
    Asked("email", [Input("email", "email", "email", True)]),
    Asked("phone", [Input("phone", "tel", "tel", False)]),
    Asked("delivery_address", [Input("street", "text", "street-address", True),
                               Input("postal_code", "text", "postal-code", True),
                               Input("city", "text", "address-level2", True)]),
]
INPUTS = [each for asked in FORM for each in asked.inputs]

Placed = collections.namedtuple("Placed", "number subject record")


def new_number():
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(10))


def faults_of(typed, lofte):
    """{input: the key of a text}. Whether the address is one is Löfte's to say."""
    faults = {}
    for each in INPUTS:
        text = typed[each.name]
        if each.is_needed and not text:
            faults[each.name] = "missing"
        elif len(text) > CHARACTERS_MAX:
            faults[each.name] = "too_long"
        elif any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
            faults[each.name] = "malformed"
    if typed["payment"] not in PAYMENTS:
        faults["payment"] = "missing"
    if "email" not in faults and not is_address(typed["email"], lofte):
        faults["email"] = "no_address"
    return faults


def is_address(email, lofte):
    try:
        lofte.ask("POST", "/v1/subjects/find", {"reference": "mailto:" + email})
    except Refused as refused:
        if refused.code == "subject.unknown":
            return True
        if refused.code in ("reference.address", "reference.length"):
            return False
        raise
    return True


def place(lofte, number, bought, typed):
    """Sends the order; may be repeated. Refused, Away."""
    today = lofte.today()
    who = lofte.ask("POST", "/v1/subjects", {"reference": "mailto:" + typed["email"]})
    events = {"placed": today}
    if typed["payment"] != PAID_LATER:
        events["paid"] = today
    fields = {
        "name": typed["name"],
        "email": routable(typed["email"], who["reference"]),
        "phone": typed["phone"],
        "delivery_address": f'{typed["street"]}, {typed["postal_code"]} {typed["city"]}',
        "lines": basket.lines(bought),
        "payment_option": typed["payment"],
    }
    order = lofte.ask("POST", f'/v1/subjects/{who["subject"]}/records', {
        "shape": RECORD, "reference": number, "events": events,
        "fields": {name: value for name, value in fields.items() if value}})
    if typed["no_thanks"]:
        # After the order, whose addresses the no is remembered by.
        lofte.ask("PUT", f'/v1/subjects/{who["subject"]}/objections/{MARKETING}')
    return Placed(number, who["subject"], order["record"])


def routable(email, reference):
    """The address with its domain as mail is sent to it; the part before the @ as it was typed."""
    return email.rpartition("@")[0] + "@" + reference.rpartition("@")[2]
