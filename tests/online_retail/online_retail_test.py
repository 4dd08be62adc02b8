#!/usr/bin/env python3
"""A real shop's invoices under policies/usbstars.toml, looked at on both sides of every midnight that matters.

Through the program's own door: lofte import, clock, tick, holdings, inspect, plan, publish. Counts come from
expected_holdings.py, which reads the CSV file by itself. The data set is used when it is there; else an invented file
of the same shape is.

  online_retail_test.py LOFTE SOURCE_DIR
"""

import csv
import datetime
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import expected_holdings  # noqa: E402

LOFTE = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])
REAL_FILE = SOURCE.parent / "shared" / "data" / "online-retail-invoices.csv"
POLICY = SOURCE / "policies" / "usbstars.toml"


def invented_invoices(path):
    """A small file with the same columns and the same oddities: guests, credit notes, adjustments, year ends."""
    chance = random.Random(20101201)
    day = datetime.datetime(2010, 12, 1, 8, 0)
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["InvoiceNo", "InvoiceDate", "CustomerID", "Country", "Quantity", "UnitPrice"])
        for number in range(800):
            day += datetime.timedelta(minutes=chance.randrange(900))
            when = f"{day.month}/{day.day}/{day.year} {day.hour % 12 + 8}:{day.minute:02}"
            customer = chance.choice(["(blank)"] + [str(12000 + chance.randrange(120)) for _ in range(6)])
            kind = chance.choices(["", "C", "A"], [85, 14, 1])[0]
            rows.writerow([f"{kind}{536365 + number}", when, customer, "United Kingdom", chance.randrange(1, 99), "1.85"])


class OnlineRetailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lofte-online-retail-"))
        cls.file = REAL_FILE
        if not REAL_FILE.exists():
            cls.file = cls.folder / "invoices.csv"
            invented_invoices(cls.file)
        cls.records = expected_holdings.read_records(cls.file)
        cls.data = cls.folder / "data"
        cls.first_import = cls.import_into(cls.data, "--virtual-clock", "2011-12-31")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def lofte(cls, *arguments, may_fail=False):
        done = subprocess.run([LOFTE, *map(str, arguments)], cwd=cls.folder, capture_output=True, text=True)
        if done.returncode not in (0, 1) and not may_fail:
            raise AssertionError(f"lofte {arguments[0]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    @classmethod
    def import_into(cls, data, *more):
        return cls.lofte("import", cls.file, "--mapping", SOURCE / "mappings" / "online-retail.toml", "--policy", POLICY,
                         "--data", data, "--json", *more)

    def at(self, day, data=None):
        self.lofte("clock", "set", day, "--data", data or self.data)
        self.lofte("tick", "--data", data or self.data)

    def holdings(self, data=None):
        told = json.loads(self.lofte("holdings", "--data", data or self.data, "--json"))
        rows = {(row["purpose"], row["shape"], row["ends_in"]): (row["people"], row["records"], row["fields"])
                for row in told["rows"]}
        return rows, told["people"], told["records"]

    def check_holdings(self, day):
        rows, people, records = self.holdings()
        expected_rows, expected_people, expected_records = expected_holdings.holdings(
            self.records, datetime.date.fromisoformat(day))
        self.assertEqual(rows, expected_rows, day)
        self.assertEqual((people, records), (expected_people, expected_records), day)

    def files_that_show(self, *canaries):
        found = []
        for path in self.data.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                found += [f"{canary!r} in {path.name}" for canary in canaries if canary.encode() in content]
        return found

    def registration_numbers(self, purpose, shape):
        """By year of the record: the registration numbers that the purpose can read of one early customer."""
        customer = self.early_customer()
        told = self.lofte("inspect", "--reference", customer, "--purpose", purpose, "--data", self.data, "--json",
                          may_fail=True)
        years = set()
        for record in json.loads(told)["records"] if told.strip() else []:
            if record["shape"] == shape and "registration_number" in record["fields"]:
                self.assertEqual(record["fields"]["registration_number"], customer)
                years.add(int(record["events"].get("completed", record["events"].get("issued", "0"))[:4]))
        return years

    def early_customer(self):
        """A customer who ordered in 2010 and in 2011."""
        years = {}
        for record in self.records:
            if record.shape == "order" and not record.person.startswith("guest"):
                years.setdefault(record.person, set()).add(record.year)
        return min(person for person, ordered in years.items() if ordered == {2010, 2011})

    def test_the_promise_over_the_years(self):
        told = json.loads(self.first_import)
        self.assertEqual(told["records_added"], len(self.records))
        again = json.loads(self.import_into(self.data))
        self.assertEqual((again["records_added"], again["subjects_created"]), (0, 0))
        self.assertEqual(again["records_existed"], len(self.records))

        self.check_holdings("2011-12-31")
        canaries = ("United Kingdom", "× £", self.early_customer() + " ")
        self.assertEqual(self.files_that_show(*canaries), [])

        self.at("2012-12-31")
        self.check_holdings("2012-12-31")
        self.assertEqual(self.registration_numbers("contract", "order"), {2010, 2011})
        self.at("2013-01-01")  # what only the contract held of 2010's orders is gone
        self.check_holdings("2013-01-01")
        self.assertEqual(self.registration_numbers("contract", "order"), {2011})

        self.at("2013-12-31")
        self.check_holdings("2013-12-31")
        self.assertEqual(self.registration_numbers("contract", "order"), {2011})
        self.at("2014-01-01")  # and of 2011's; and the accounts of those who ordered last in 2010
        self.check_holdings("2014-01-01")
        self.assertEqual(self.registration_numbers("contract", "order"), set())

        self.at("2014-12-31")
        self.check_holdings("2014-12-31")
        self.at("2015-01-01")  # the other accounts
        self.check_holdings("2015-01-01")

        for last, after in (("2017-12-31", "2018-01-01"), ("2018-12-31", "2019-01-01")):  # bookkeeping
            self.at(last)
            self.check_holdings(last)
            self.at(after)
            self.check_holdings(after)
        self.assertEqual(self.holdings(), ({}, 0, 0))  # nothing is left
        self.assertEqual(self.files_that_show(*canaries), [])

    def test_a_plan_is_what_then_happens(self):
        data = self.folder / "planned"
        self.import_into(data, "--virtual-clock", "2011-12-31")
        self.at("2012-06-01", data)
        shorter = self.folder / "shorter.toml"
        text = POLICY.read_text(encoding="utf-8")
        clause = "2 calendar years after order completed"
        self.assertIn(clause, text)
        shorter.write_text(text.replace(clause, "1 calendar year after order completed"), encoding="utf-8")
        before, _, _ = self.holdings(data)

        plan = json.loads(self.lofte("plan", shorter, "--data", data, "--json"))
        self.assertTrue(plan["exact"])
        rows = {(row["purpose"], row["shape"]): row for row in plan["rows"]}
        changed = rows.pop(("contract", "order"))
        for row in rows.values():
            self.assertEqual((row["shorter"], row["longer_by_law"], row["longer_refused"], row["fields_taken"]),
                             (0, 0, 0, 0))
        self.lofte("publish", shorter, "--data", data, "--plan", plan["plan"])

        after, _, _ = self.holdings(data)  # at once
        gone = before[("contract", "order", 2012)][1]
        self.assertEqual(changed["gone_at_once"], gone)
        self.assertEqual(changed["shorter"], gone + before[("contract", "order", 2013)][1])
        self.assertEqual(after[("contract", "order", 2012)], before[("contract", "order", 2013)])
        self.assertNotIn(("contract", "order", 2013), after)
        unchanged = {key: row for key, row in before.items() if key[:2] != ("contract", "order")}
        self.assertEqual({key: row for key, row in after.items() if key[:2] != ("contract", "order")}, unchanged)
        self.at("2012-06-09", data)  # cooled off, destroyed
        self.assertEqual(self.holdings(data)[0], after)
        stale = self.lofte("publish", POLICY, "--data", data, "--plan", plan["plan"], may_fail=True)
        self.assertEqual(stale, "")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
