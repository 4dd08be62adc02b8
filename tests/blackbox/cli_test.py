"""The commands, as a shop would use them."""

import json
import stat
import unittest

from lofte import ANNA, BO, HEADER, POLICY, PROJECT, InAFolder


class Check(InAFolder):
    def test_a_policy_that_is_executed_in_full(self):
        done = self.run_lofte("check", POLICY)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_policy_with_clauses_that_are_not_executed(self):
        done = self.run_lofte("check", PROJECT / "policies" / "usbstars-as-published.toml", "--json")
        self.assertEqual(done.returncode, 1)
        findings = json.loads(done.stdout)["findings"]
        self.assertIn("block", {finding["severity"] for finding in findings})
        self.assertTrue(all(finding["line"] > 0 and finding["remedy"] for finding in findings))

    def test_a_file_that_is_not_there(self):
        self.assert_fails(self.run_lofte("check", "nowhere.toml"), 2, "file.missing")
        self.assert_fails(self.run_lofte("check", "."), 2, "file.unreadable")


class Page(InAFolder):
    def test_in_each_language(self):
        swedish = self.run_lofte("page", POLICY, "--language", "sv").stdout
        english = self.run_lofte("page", POLICY, "--language", "en").stdout
        self.assertIn('lang="sv"', swedish)
        self.assertIn('lang="en"', english)
        self.assertEqual(self.run_lofte("page", POLICY).stdout, swedish)
        self.assert_fails(self.run_lofte("page", POLICY, "--language", "fi"), 2, "language.unknown")


class Import(InAFolder):
    def test_twice_adds_nothing(self):
        first = self.report(HEADER + ANNA + BO)
        self.assertEqual((first["subjects_created"], first["records_added"]), (2, 2))
        again = self.report(HEADER + ANNA + BO)
        self.assertEqual((again["subjects_created"], again["records_added"]), (0, 0))
        self.assertEqual(again["records_existed"], 2)

    def test_bad_rows_are_told_by_line_and_kept_for_their_owner_alone(self):
        done = self.import_rows(HEADER + ANNA + BO.replace("2024-04-01", "1 April"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("orders.csv:3: ", done.stderr)
        self.assertNotIn("Bo Ek", done.stderr)
        self.assertNotIn("1 April", done.stderr)
        rejects = self.folder / "orders.csv.rejects.csv"
        self.assertIn("Bo Ek", rejects.read_text())
        self.assertEqual(stat.S_IMODE(rejects.stat().st_mode), 0o600)
        self.assertEqual(json.loads(done.stdout)["records_added"], 1)

    def test_a_mended_rejects_file_can_be_imported(self):
        self.import_rows(HEADER + ANNA + BO.replace("2024-04-01", "1 April"))
        mended = (self.folder / "orders.csv.rejects.csv").read_text().replace("1 April", "2024-04-01")
        self.assertEqual(self.report(mended)["records_added"], 1)

    def test_what_is_past_its_time_is_left_out(self):
        old = self.report(HEADER + ANNA.replace("2024-03", "2012-03"))
        self.assertEqual(old["records_lapsed"], 1)
        between = self.report(HEADER + BO.replace("2024-04", "2018-04"))
        self.assertEqual(between["records_added"], 1)
        self.assertEqual(between["fields_left_out"], 1)  # the birth date
        self.assertEqual(self.json_of("holdings", "--data", self.data)["records"], 1)

    def test_another_policy_than_the_one_in_force_is_refused(self):
        self.report(HEADER + ANNA)
        done = self.import_rows(HEADER + BO, policy=PROJECT / "policies" / "minimal.toml")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(self.json_of("holdings", "--data", self.data)["records"], 1)


class TheCalendar(InAFolder):
    def inspect(self, purpose):
        records = self.json_of("inspect", "--reference", "17", "--purpose", purpose, "--data",
                               self.data)["records"]
        return records[0] if records else None

    def test_fields_go_on_the_promised_days(self):
        self.report(HEADER + ANNA)
        self.assertEqual(self.inspect("contract")["fields"]["birth_date"], "1985-02-11")
        self.assertEqual(self.inspect("contract")["until"]["last"], "2026-12-31")
        self.run_lofte("clock", "set", "2026-12-31", "--data", self.data)
        self.assertIsNotNone(self.inspect("contract"))
        self.run_lofte("clock", "set", "2027-01-01", "--data", self.data)
        self.assertIsNone(self.inspect("contract"))
        self.assertNotIn("birth_date", self.inspect("bookkeeping")["fields"])
        ticked = self.json_of("tick", "--data", self.data)
        self.assertEqual(ticked["records_narrowed"], 1)
        self.run_lofte("clock", "set", "2032-01-01", "--data", self.data)
        self.assertIsNone(self.inspect("bookkeeping"))
        self.assertEqual(self.json_of("tick", "--data", self.data)["records_gone"], 1)
        self.assertEqual(self.json_of("holdings", "--data", self.data)["people"], 0)

    def test_a_clock_moves_forward_only(self):
        self.report(HEADER + ANNA)
        done = self.run_lofte("clock", "set", "2024-05-31", "--data", self.data)
        self.assert_fails(done, 2, "clock.backward")


class Publication(InAFolder):
    def test_a_plan_is_seen_and_then_published(self):
        self.report(HEADER + ANNA + BO)
        before = "2 calendar years after order completed"
        text = POLICY.read_text()
        self.assertIn(before, text)
        shorter = self.write("shorter.toml",
                             text.replace(before, "1 calendar year after order completed"))
        plan = self.json_of("plan", shorter, "--data", self.data)
        row = next(row for row in plan["rows"]
                   if (row["purpose"], row["shape"]) == ("contract", "order"))
        self.assertEqual((row["shorter"], row["people"]), (2, 2))
        dry = self.run_lofte("publish", shorter, "--data", self.data, "--dry-run")
        self.assertEqual(dry.returncode, 0, dry.stderr)
        self.assertIn(plan["plan"], dry.stdout)
        unseen = self.run_lofte("publish", shorter, "--data", self.data)
        self.assert_fails(unseen, 2, "plan.missing")
        stale = self.run_lofte("publish", shorter, "--data", self.data, "--plan", "0" * 32)
        self.assert_fails(stale, 3, "plan.stale")
        done = self.run_lofte("publish", shorter, "--data", self.data, "--plan", plan["plan"])
        self.assertEqual(done.returncode, 0, done.stderr)
        seen = self.json_of("inspect", "--reference", "17", "--purpose", "contract", "--data",
                            self.data)
        self.assertEqual(seen["records"][0]["until"]["last"], "2025-12-31")


class CommandLine(InAFolder):
    def test_help_shows_examples(self):
        for command in ("check", "page", "serve", "import", "holdings", "tick", "inspect", "plan",
                        "publish"):
            with self.subTest(command):
                done = self.run_lofte(command, "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn("Examples:\n  lofte " + command, done.stdout)

    def test_arguments_that_can_not_be_meant(self):
        self.assertEqual(self.run_lofte().returncode, 2)
        self.assertEqual(self.run_lofte("frobnicate").returncode, 2)
        self.assertEqual(self.run_lofte("clock", "set", "1582-10-10", "--data", "x").returncode, 2)
        self.assertEqual(
            self.run_lofte("serve", POLICY, "--data", "x", "--virtual-clock", "2026-02-30").returncode,
            2)

    def test_a_subject_that_is_not_there(self):
        self.report(HEADER + ANNA)
        inspect = ("inspect", "--purpose", "contract", "--data", self.data)
        self.assert_fails(self.run_lofte(*inspect, "--reference", "99"), 2, "subject.unknown")
        self.assert_fails(self.run_lofte(*inspect, "0" * 32), 2, "subject.unknown")
        self.assert_fails(self.run_lofte(*inspect, "anna"), 2, "subject.malformed")
        done = self.run_lofte("inspect", "--reference", "17", "--purpose", "gossip", "--data", self.data)
        self.assert_fails(done, 2, "purpose.unknown")


if __name__ == "__main__":
    unittest.main()
