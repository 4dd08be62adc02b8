"""What can't be meant, and what is broken: each gets its own clear error, and nothing is lost."""

import json
import os
import shutil
import subprocess
import unittest

from lofte import ANNA, BO, HEADER, POLICY, PROGRAM, InAFolder


class Files(InAFolder):
    def test_malformed_toml(self):
        policy = self.write("policy.toml", 'language = "sv\n[purpose')
        done = self.run_lofte("check", policy, "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["findings"][0]["severity"], "error")
        self.assertEqual(json.loads(done.stdout)["findings"][0]["line"], 1)
        done = self.run_lofte("serve", policy, "--data", self.data)
        self.assert_fails(done, 2, "policy.errors")
        self.assertFalse(self.data.exists())

    def test_a_policy_that_is_not_utf8_or_too_large(self):
        done = self.run_lofte("check", self.write("policy.toml", b'language = "s\xe5"'))
        self.assertEqual(done.returncode, 1)
        done = self.run_lofte("check", self.write("policy.toml", b"#" * (1024 * 1024 + 1)))
        self.assert_fails(done, 2, "file.too_large")

    def test_a_mapping_that_names_what_is_not_there(self):
        self.import_rows(HEADER)
        mapping = self.write("wrong.toml", '[[subject]]\nreference = "{customer}"\n'
                             '[[record]]\nshape = "ordr"\nreference = "{order}"\n')
        done = self.run_lofte("import", "orders.csv", "--mapping", mapping, "--policy", POLICY, "--data",
                              self.data)
        self.assert_fails(done, 2, "mapping.errors")
        self.assertIn("wrong.toml:", done.stderr)

    def test_a_file_without_the_columns_of_the_mapping(self):
        done = self.import_rows("order;customer\n1;17\n")
        self.assert_fails(done, 2, "mapping.columns")

    def test_a_file_that_can_not_be_read_leaves_no_data_folder(self):
        self.assert_fails(self.import_rows(""), 2, "csv.empty")
        self.assertFalse(self.data.exists())


class Rows(InAFolder):
    def rejected(self, row):
        report = self.report((HEADER + ANNA).encode() + row + BO.encode())
        self.assertEqual((report["rows_rejected"], report["records_added"]), (1, 2))
        fault = report["faults"][0]
        self.assertEqual(fault["line"], 3)
        return fault["reason"]

    def test_a_row_in_another_encoding(self):
        row = "3,19,Åsa Öst,x,1990-01-01,2024-04-01,2024-04-03\n".encode("latin-1")
        self.assertEqual(self.rejected(row), "csv.encoding")

    def test_a_file_in_another_encoding(self):
        done = self.import_rows((HEADER + ANNA).encode("utf-16"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("UTF-8", done.stderr)

    def test_a_date_in_1582(self):
        self.assertEqual(self.rejected(b"3,19,Bo,x,1990-01-01,1582-10-10,2024-04-03\n"),
                         "date.out_of_range")

    def test_a_day_that_the_calendar_lacks(self):
        self.assertEqual(self.rejected(b"3,19,Bo,x,1990-01-01,2023-02-29,2024-04-03\n"),
                         "date.no_such_day")

    def test_a_field_of_many_megabytes(self):
        self.assertEqual(self.rejected(b"3,19,Bo," + b"x" * (32 * 1024 * 1024)
                                       + b",1990-01-01,2024-04-01,2024-04-03\n"), "csv.row_too_large")

    def test_a_row_of_too_few_columns(self):
        self.assertEqual(self.rejected(b"3,19,Bo\n"), "csv.columns")

    def test_a_reference_that_is_too_long(self):
        row = b"3," + b"9" * 300 + b",Bo,x,1990-01-01,2024-04-01,2024-04-03\n"
        self.assertEqual(self.rejected(row), "row.reference_too_long")


class DataFolder(InAFolder):
    def setUp(self):
        super().setUp()
        self.report(HEADER + ANNA + BO)

    def people(self):
        return self.json_of("holdings", "--data", self.data)["people"]

    def test_of_a_newer_version(self):
        settings = self.data / "lofte.toml"
        text = settings.read_text()
        settings.write_text(text.replace("format = 1", "format = 2"))
        self.assertNotEqual(settings.read_text(), text)
        self.assert_fails(self.run_lofte("holdings", "--data", self.data), 5, "folder.too_new")
        settings.write_text(text)
        self.assertEqual(self.people(), 2)

    def test_that_is_not_one(self):
        done = self.run_lofte("holdings", "--data", self.folder / "nothing")
        self.assert_fails(done, 2, "folder.missing")
        self.assertFalse((self.folder / "nothing").exists())

    def test_with_one_damaged_copy_of_the_root_slot(self):
        slot = self.data / "root.slot"
        whole = slot.read_bytes()
        slot.write_bytes(b"\xff" * 64 + whole[64:])
        self.assertEqual(self.people(), 2)

    def test_with_every_copy_of_the_root_slot_damaged(self):
        slot = self.data / "root.slot"
        whole = slot.read_bytes()
        slot.write_bytes(b"\xff" * len(whole))
        self.assert_fails(self.run_lofte("holdings", "--data", self.data), 5, "root_slot.damaged")
        slot.write_bytes(whole)
        self.assertEqual(self.people(), 2)

    def test_without_its_root_slot(self):
        slot = self.data / "root.slot"
        slot.rename(self.folder / "aside")
        done = self.run_lofte("holdings", "--data", self.data)
        self.assert_fails(done, 2, "root_slot.missing")
        self.assertFalse(slot.exists())
        (self.folder / "aside").rename(slot)
        self.assertEqual(self.people(), 2)

    def test_that_another_process_has_open(self):
        self.serve()
        done = self.run_lofte("tick", "--data", self.data)
        self.assert_fails(done, 3, "folder.locked")

    def test_whose_clock_has_gone_backward(self):
        self.run_lofte("clock", "set", "2500-01-01", "--data", self.data)
        self.assertEqual(self.run_lofte("tick", "--data", self.data).returncode, 0)
        settings = self.data / "lofte.toml"
        real = "\n".join(line for line in settings.read_text().splitlines() if "2500" not in line)
        settings.write_text(real + "\n")
        done = self.run_lofte("tick", "--data", self.data)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("nothing was destroyed", done.stderr)
        accepted = self.run_lofte("clock", "accept", "--data", self.data)
        self.assertEqual(accepted.returncode, 0, accepted.stderr)
        self.assertEqual(self.run_lofte("tick", "--data", self.data).returncode, 0)

    def test_with_a_real_clock_can_not_be_moved(self):
        other = self.folder / "real"
        self.write("empty.csv", HEADER)
        self.run_lofte("import", "empty.csv", "--mapping", "mapping.toml", "--policy", POLICY, "--data",
                       other)
        done = self.run_lofte("clock", "set", "2999-01-01", "--data", other)
        self.assert_fails(done, 3, "clock.real")


class FullDisk(InAFolder):
    SCRIPT = """
        set -u
        mount -t tmpfs -o size=48m none "$1" || exit 77
        cd "$1"
        cp "$2"/* .
        "$LOFTE" import few.csv --mapping mapping.toml --policy policy.toml --data data \
            --virtual-clock 2024-06-01 > /dev/null || exit 78
        head -c 100m /dev/zero > filler 2> /dev/null
        "$LOFTE" import many.csv --mapping mapping.toml --policy policy.toml --data data
        echo "status $?"
        rm filler
        "$LOFTE" holdings --data data --json
    """

    def test_is_said_and_nothing_is_lost(self):
        files = self.folder / "files"
        files.mkdir()
        self.import_rows(HEADER)
        shutil.copy(self.folder / "mapping.toml", files)
        shutil.copy(POLICY, files / "policy.toml")
        (files / "few.csv").write_text(HEADER + ANNA)
        (files / "many.csv").write_text(HEADER + "".join(
            BO.replace("2,18", f"{n},{n}") for n in range(1000, 5000)))
        disk = self.folder / "disk"
        disk.mkdir()
        unshare = ["unshare", "--mount"]
        if os.geteuid() != 0:
            unshare += ["--user", "--map-root-user"]
        done = subprocess.run([*unshare, "sh", "-c", self.SCRIPT, "sh", disk, files],
                              env=os.environ | {"LOFTE": str(PROGRAM)}, capture_output=True, text=True)
        if done.returncode == 77 or "unshare" in done.stderr:
            self.skipTest("no small disk can be mounted here")
        self.assertIn("status 4", done.stdout, done.stdout + done.stderr)
        self.assertIn("disk", done.stderr)
        self.assertGreaterEqual(json.loads(done.stdout.splitlines()[-1])["people"], 1)


class Requests(InAFolder):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--virtual-clock", "2026-03-05")

    def code(self, body):
        answer = self.server.ask("POST", "/v1/subjects", body)
        self.assertEqual(answer.type, "application/problem+json")
        return answer.status, answer.json["code"]

    def test_a_body_that_is_too_large(self):
        self.assertEqual(self.code(b" " * (1024 * 1024 + 1)), (413, "http.body_too_large"))

    def test_a_body_that_is_too_deep(self):
        self.assertEqual(self.code("[" * 1000 + "]" * 1000), (413, "json.too_deep"))

    def test_a_body_that_is_not_utf8(self):
        self.assertEqual(self.code(b'{"reference": "\xe5"}'), (400, "json.not_utf8"))

    def test_a_key_without_the_purpose(self):
        subject = self.server.ask("POST", "/v1/subjects").location
        record = self.server.ask("POST", subject + "/records", {
            "shape": "order", "fields": {"name": "Anna Berg"}, "events": {"placed": "2026-03-01"}})
        key = self.server.ask("POST", "/v1/keys",
                              {"name": "books", "purposes": ["bookkeeping"]}).json["key"]
        answer = self.server.ask("GET", record.location + "?purpose=contract", key=key)
        self.assertEqual((answer.status, answer.json["code"]),
                         (403, "denied.purpose_not_the_actors"))

    def test_no_key_and_a_wrong_key(self):
        self.assertEqual(self.server.ask("GET", "/v1/holdings", key="").status, 401)
        self.assertEqual(self.server.ask("GET", "/v1/holdings", key="lofte_x").status, 401)

    def test_a_path_that_is_not_there(self):
        answer = self.server.ask("GET", "/v1/nothing")
        self.assertEqual((answer.status, answer.type), (404, "application/problem+json"))


if __name__ == "__main__":
    unittest.main()
