"""lofte simulate, as a user runs it: the report, what it refuses, and what it leaves behind."""

import json
import os
import pty
import re
import signal
import subprocess
import unittest

from lofte import PROGRAM, PROJECT, SECONDS_MAX, InAFolder

MINIMAL = PROJECT / "policies" / "minimal.toml"
SMALL = ["--years", "1", "--orders", "30"]


class Simulate(InAFolder):
    def simulate(self, *options, policy=MINIMAL):
        return subprocess.run([PROGRAM, "simulate", policy, *options], cwd=self.folder, text=True,
                              capture_output=True, timeout=SECONDS_MAX)

    def refused(self, code, exit_status, *options, **more):
        done = self.simulate(*options, **more)
        self.assertEqual(done.returncode, exit_status, done.stderr)
        self.assertIn(code, done.stderr)
        return done

    def test_writes_a_report_that_says_how_to_repeat_it(self):
        done = self.simulate(*SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "")
        report = self.folder / "minimal-simulation.html"
        first = report.read_text()
        self.assertEqual([file.name for file in self.folder.iterdir()], [report.name])
        command = re.search(r"<code>lofte (.*)</code>", first).group(1).replace("&#39;", "'")
        again = subprocess.run(f"{PROGRAM} {command} --out again.html", shell=True, cwd=self.folder,
                               timeout=SECONDS_MAX)
        self.assertEqual(again.returncode, 0)
        self.assertEqual((self.folder / "again.html").read_text(), first)
        # Its own report is replaced.
        self.assertEqual(self.simulate(*SMALL, "--seed", "2").returncode, 0)
        self.assertNotEqual(report.read_text(), first)

    def test_says_json_to_stdout(self):
        done = self.simulate(*SMALL, "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(len(report["months"]), 13)
        self.assertEqual(report["parameters"]["records_per_year"], {"order": 30})
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_another_file_is_not_overwritten_unless_forced(self):
        mine = self.folder / "mine.html"
        mine.write_text("my own words")
        self.refused("file.exists", 3, *SMALL, "--out", mine)
        self.assertEqual(mine.read_text(), "my own words")
        self.assertEqual(self.simulate(*SMALL, "--out", mine, "--force").returncode, 0)
        self.assertIn("<!doctype html>", mine.read_text())

    def test_what_cannot_be_simulated_is_refused_before_anything_is_written(self):
        for options in (["--years", "0"], ["--years", "1000"], ["--years", "two"],
                        ["--customers", "-1"], ["--customers", "99999999999"],
                        ["--orders", "1000001"], ["--growth", "500"], ["--format", "pdf"],
                        ["--seed", "-1"]):
            self.assertEqual(self.simulate(*options).returncode, 2, options)
        self.refused("simulation.records", 2, "--records-per-year", "order")
        self.refused("simulation.records", 2, "--records-per-year", "order=-5")
        self.refused("simulation.shape_unknown", 2, "--records-per-year", "visit=5")
        self.refused("simulation.customers", 2, "--customers", "2000")
        self.refused("simulation.too_large", 2, "--orders", "1000000", "--years", "50")
        self.refused("language.unknown", 2, "--language", "fi")
        self.refused("file.unwritable", 2, "--out", self.folder / "none" / "report.html")
        self.refused("file.unwritable", 2, "--out", self.folder)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_policy_with_errors_is_told_as_check_tells_it(self):
        bad = self.folder / "bad.toml"
        bad.write_text(MINIMAL.read_text().replace("3 years after order completed", "for a while"))
        done = self.refused("policy.errors", 2, policy=bad)
        checked = subprocess.run([PROGRAM, "check", bad], text=True, capture_output=True)
        for line in checked.stdout.splitlines():
            self.assertIn(line, done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [bad])

    def test_a_run_that_is_interrupted_leaves_nothing(self):
        terminal, its_end = pty.openpty()
        run = subprocess.Popen([PROGRAM, "simulate", MINIMAL, "--years", "100"], cwd=self.folder,
                               stderr=its_end)
        os.close(its_end)
        shown = b""
        while b"1 %" not in shown:  # the bar says that it is on its way
            shown += os.read(terminal, 1024)
        run.send_signal(signal.SIGINT)
        self.assertNotEqual(run.wait(SECONDS_MAX), 0)
        os.close(terminal)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
