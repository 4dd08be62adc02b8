"""What a shop that keeps policies/usbstars.toml holds of the UCI Online Retail invoices on a given day.

Counted straight from the CSV file, by rules written out here a second time: nothing is shared with the program.
"""

import collections
import csv
import datetime

Record = collections.namedtuple("Record", "person shape year fields latest_order_year")


def read_records(path):
    """Every order, credit note and account that the file makes, by the rules of mappings/online-retail.toml."""
    drafts = {}
    latest = {}
    first = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            invoice, customer = row["InvoiceNo"], row["CustomerID"]
            if invoice.startswith("A"):
                continue
            is_guest = customer == "(blank)"
            person = f"guest {invoice}" if is_guest else customer
            when = datetime.datetime.strptime(row["InvoiceDate"], "%m/%d/%Y %H:%M")
            shape = "credit_note" if invoice.startswith("C") else "order"
            fields = {"lines", "address"} | (set() if is_guest else {"registration_number"})
            drafts.setdefault((person, shape, invoice, row["InvoiceDate"]), (person, shape, when.year, fields))
            if shape == "order":
                latest[person] = max(latest.get(person, when.year), when.year)
                if not is_guest:
                    first.setdefault(person, when.year)
    records = [Record(*draft, latest.get(draft[0])) for draft in drafts.values()]
    for person, year in first.items():
        records.append(Record(person, "account", year, {"address", "registration_number"}, latest[person]))
    return records


def holds(record):
    """(purpose, last year, fields) for everything that holds the record; each term ends on 31 December."""
    if record.shape == "account":
        yield "account", max(record.latest_order_year, record.year) + 3, record.fields
        yield "marketing", record.year + 3, record.fields
        return
    yield "contract", record.year + 2, record.fields
    yield "bookkeeping", record.year + 7, record.fields & {"lines", "address"}
    if record.shape == "order":
        yield "account", record.latest_order_year + 3, record.fields & {"lines"}


def holdings(records, day):
    """{(purpose, shape, last year): (people, records, fields)}, and how many people and records in all."""
    people = collections.defaultdict(set)
    counts = collections.Counter()
    fields = collections.Counter()
    everybody = set()
    everything = 0
    for record in records:
        held = False
        for purpose, last_year, held_fields in holds(record):
            if day.year > last_year:
                continue
            held = True
            key = (purpose, record.shape, last_year)
            people[key].add(record.person)
            counts[key] += 1
            fields[key] += len(held_fields)
        if held:
            everybody.add(record.person)
            everything += 1
    rows = {key: (len(people[key]), counts[key], fields[key]) for key in counts}
    return rows, len(everybody), everything
