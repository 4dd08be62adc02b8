"""The ledger and receipts, from outside: exported, checked, cosigned, tampered with."""

import json
import os
import shutil
import time
import unittest

from lofte import ANNA, BO, HEADER, InAFolder

ORDER = {"shape": "order", "reference": "4711",
         "fields": {"name": "Anna Berg", "birth_date": "1985-02-11"},
         "events": {"placed": "2026-03-01", "completed": "2026-03-05"}}
SECONDS_UNTIL_SHOWN_MAX = 60  # half a second, on a machine that has nothing else to do


class Ledger(InAFolder):
    def make_log(self, rows=700):
        lines = "".join(f"{n},{n % 90},P {n},2 × USB,1985-02-11,2024-03-01,2024-03-05\n" for n in range(rows))
        self.report(HEADER + lines)
        key = self.run_lofte("ledger", "key", "--data", self.data).stdout.strip()
        self.assertEqual(self.run_lofte("ledger", "export", "log", "--data", self.data).returncode, 0)
        return key

    def verify(self, key, *options, source="log"):
        return self.run_lofte("ledger", "verify", source, "--key", key, *options)

    def test_an_exported_log_is_checked_and_the_next_check_goes_on(self):
        key = self.make_log()
        done = self.verify(key, "--seen", "seen", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        first = json.loads(done.stdout)
        self.assertGreaterEqual(first["read"], 700)
        self.assertEqual(first["read"], first["size"])
        shutil.copy(self.folder / "log" / "checkpoint", self.folder / "older")
        self.report(HEADER + "9001,17,A,l,1985-02-11,2024-03-01,2024-03-05\n")
        self.run_lofte("ledger", "export", "log", "--data", self.data)
        second = json.loads(self.verify(key, "--seen", "seen", "--json").stdout)
        self.assertEqual(second["read"], second["size"] - first["size"])
        self.assertGreater(second["read"], 0)
        self.assertEqual(self.verify(key, "--since", "older").returncode, 0)

    def test_whoever_changes_the_log_is_found_out(self):
        key = self.make_log()
        self.assertEqual(self.verify(key, "--seen", "seen").returncode, 0)
        log = self.folder / "log"
        for path in [p for p in log.rglob("*") if p.is_file() and p.name != "checkpoint"]:
            whole = path.read_bytes()
            at = len(whole) // 2
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
            done = self.verify(key)
            self.assertEqual(done.returncode, 5, f"{path}: {done.stderr}")
            self.assertIn("lofte: ledger.", done.stderr)
            path.write_bytes(whole[:-1])
            self.assertNotEqual(self.verify(key).returncode, 0, path)
            path.unlink()
            self.assert_fails(self.verify(key), 2, "ledger.tile_missing")
            path.write_bytes(whole)
        checkpoint = log / "checkpoint"
        good = checkpoint.read_text()
        size = good.split("\n")[1]
        checkpoint.write_text(good.replace(f"\n{size}\n", f"\n{int(size) - 1}\n"))
        self.assert_fails(self.verify(key), 5, "ledger.forged")
        checkpoint.write_text(good[:-10])
        self.assert_fails(self.verify(key), 2, "ledger.checkpoint_malformed")
        checkpoint.write_text(good)
        self.assert_fails(self.verify("shop.example/ledger"), 2, "ledger.key_malformed")
        self.assert_fails(self.run_lofte("ledger", "verify", "log"), 2, "ledger.key_missing")
        self.assert_fails(self.run_lofte("ledger", "verify", "nowhere"), 2, "ledger.source_missing")
        seen = (self.folder / "seen").read_text().split("\n")
        (self.folder / "more").write_text("\n".join([*seen[:2], str(int(size) + 9), *seen[3:]]))
        self.assert_fails(self.verify(key, "--seen", "more"), 5, "ledger.shrunk")
        (self.folder / "other").write_text("\n".join([*seen[:2], "256", *seen[3:]]))
        self.assert_fails(self.verify(key, "--seen", "other"), 5, "ledger.rewritten")
        (self.folder / "bad").write_text("hello")
        self.assert_fails(self.verify(key, "--seen", "bad"), 2, "ledger.seen_malformed")

    def test_a_store_that_was_put_back_is_noticed(self):
        self.report(HEADER + ANNA)
        shutil.copytree(self.data / "store", self.folder / "earlier")
        self.report(HEADER + BO)
        shutil.rmtree(self.data / "store")
        shutil.copytree(self.folder / "earlier", self.data / "store")
        self.assert_fails(self.run_lofte("holdings", "--data", self.data), 5, "ledger.rolled_back")

    def test_a_witness_cosigns(self):
        key = self.make_log(rows=3)
        made = self.run_lofte("ledger", "witness-key", "witness.example/w1", "--out", "witness.key")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertTrue(made.stdout.startswith("witness.example/w1+"))
        self.assertEqual((self.folder / "witness.key").stat().st_mode & 0o777, 0o600)
        done = self.run_lofte("ledger", "cosign", "log", "--key", key, "--witness-key", "witness.key",
                              "--seen", "seen")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.split("\n")
        self.assertEqual("\n".join(lines[:5]) + "\n", (self.folder / "log" / "checkpoint").read_text())
        self.assertTrue(lines[5].startswith("— witness.example/w1 "))
        self.assert_fails(self.run_lofte("ledger", "witness-key", "w", "--out", "witness.key"), 3,
                          "file.exists")
        self.assert_fails(self.run_lofte("ledger", "cosign", "log", "--key", key, "--witness-key",
                                         "log/checkpoint", "--seen", "seen"), 2,
                          "ledger.witness_key_malformed")

    def test_entries_are_shown(self):
        self.report(HEADER + ANNA)
        done = self.run_lofte("ledger", "show", "--data", self.data, "--json")
        entries = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertIn("policy_published", [entry["entry"]["act"] for entry in entries if "entry" in entry])
        self.assertTrue(all("commitment" in entry or "entry" in entry for entry in entries))
        self.assertNotIn("Anna", done.stdout)


class Served(InAFolder):
    """A log that is checked where it is served."""

    def setUp(self):
        super().setUp()
        os.environ["no_proxy"] = "*"
        lines = "".join(f"{n},{n % 90},P {n},2 × USB,1985-02-11,2024-03-01,2024-03-05\n" for n in range(700))
        self.report(HEADER + lines)
        self.key = self.run_lofte("ledger", "key", "--data", self.data).stdout.strip()
        self.server = self.serve()
        self.url = f"http://127.0.0.1:{self.server.port}/ledger"

    def verify(self, *options, url=None, key=None):
        return self.run_lofte("ledger", "verify", url or self.url, "--checkpoint-key", key or self.key, *options)

    def size_shown(self):
        return int(self.server.ask("GET", "/ledger/checkpoint", key="").text.split("\n")[1])

    def wait_until_shown(self, size):
        deadline = time.monotonic() + SECONDS_UNTIL_SHOWN_MAX
        while self.size_shown() < size and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertGreaterEqual(self.size_shown(), size)

    def test_a_living_servers_log_is_checked_and_the_next_check_goes_on(self):
        self.write("older", self.server.ask("GET", "/ledger/checkpoint", key="").text)
        done = self.verify("--seen", "seen", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        first = json.loads(done.stdout)
        self.assertGreaterEqual(first["read"], 700)
        subject = self.server.ask("POST", "/v1/subjects", {"reference": "17"}).location
        order = ORDER | {"events": {"placed": "2024-05-01", "completed": "2024-05-05"}}
        self.assertEqual(self.server.ask("POST", subject + "/records", order).status, 201)
        self.wait_until_shown(first["size"] + 1)
        second = json.loads(self.verify("--seen", "seen", "--json").stdout)
        self.assertEqual(second["read"], second["size"] - first["size"])
        self.assertGreater(second["read"], 0)
        self.assertEqual(self.verify("--since", "older", url=self.url + "/").returncode, 0)

    def test_a_witness_cosigns_from_afar(self):
        self.run_lofte("ledger", "witness-key", "witness.example/w1", "--out", "witness.key")
        done = self.run_lofte("ledger", "cosign", self.url, "--checkpoint-key", self.key, "--witness-key",
                              "witness.key", "--seen", "seen")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("— witness.example/w1 ", done.stdout)

    def test_what_stands_in_the_way_is_named(self):
        self.assert_fails(self.run_lofte("ledger", "verify", self.url), 2, "ledger.key_missing")
        self.assert_fails(self.verify(url=f"http://127.0.0.1:{self.server.port}/nothing"), 2,
                          "ledger.source_missing")
        self.assert_fails(self.verify(url=self.url.replace("http:", "https:")), 4, "client.untrusted")
        self.assert_fails(self.verify(url="http://u:p@127.0.0.1/ledger"), 2, "client.request_malformed")
        forged = self.key[:-2] + ("A=" if self.key[-2] != "A" else "B=")
        self.assertNotEqual(self.verify(key=forged).returncode, 0)
        size = self.size_shown()
        (self.folder / "more").write_text(
            "\n".join(["lofte-ledger-seen 1", self.key.split("+")[0], str(size + 900), "A" * 43 + "=", ""]))
        self.assert_fails(self.verify("--seen", "more"), 5, "ledger.shrunk")
        self.server.stop()
        self.assert_fails(self.verify(), 4, "client.unreachable")

    def test_a_log_that_was_put_back_is_noticed_by_who_has_seen_it(self):
        self.assertEqual(self.verify("--seen", "seen").returncode, 0)
        self.server.stop()
        shutil.rmtree(self.data)
        self.report(HEADER + ANNA)  # another log, of the same name
        self.key = self.run_lofte("ledger", "key", "--data", self.data).stdout.strip()
        self.server = self.serve()
        self.url = f"http://127.0.0.1:{self.server.port}/ledger"
        self.assert_fails(self.verify("--seen", "seen"), 5, "ledger.shrunk")


class Receipts(InAFolder):
    def fetch(self, server, path):
        """The receipt, when the log has come to it."""
        deadline = time.monotonic() + SECONDS_UNTIL_SHOWN_MAX
        while time.monotonic() < deadline:
            answer = server.ask("GET", path, key="")
            if answer.status != 503:
                return answer
            time.sleep(0.05)
        self.fail("the receipt did not come")

    def test_an_erasures_receipt_is_checked_when_the_server_is_gone(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        subject = server.ask("POST", "/v1/subjects", {"reference": "17"}).location
        server.ask("POST", subject + "/records", ORDER)
        path = server.ask("POST", subject + "/erasure").json["receipt"]
        self.assertEqual(server.ask("POST", "/v1/ticks").status, 200)
        receipt = self.fetch(server, path)
        self.assertEqual(receipt.status, 200)
        key = server.ask("GET", "/ledger/key", key="").text.strip()
        server.stop()
        shutil.rmtree(self.data)
        self.write("receipt.json", receipt.text)
        done = self.run_lofte("receipt", "verify", "receipt.json", "--checkpoint-key", key)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("This receipt proves", done.stdout)
        self.assertIn("It can't prove", done.stdout)
        self.assertIn('"act":"tick"', done.stdout)
        self.write("forged.json", receipt.text.replace("erased", "access"))
        self.assert_fails(self.run_lofte("receipt", "verify", "forged.json", "--checkpoint-key", key), 5,
                          "receipt.not_in_log")
        other = self.folder / "other"
        self.data = other
        self.report(HEADER + ANNA)
        another = self.run_lofte("ledger", "key", "--data", other).stdout.strip()
        self.assert_fails(self.run_lofte("receipt", "verify", "receipt.json", "--checkpoint-key", another), 5,
                          "receipt.another_key")
        self.write("half.json", receipt.text[:100])
        self.assert_fails(self.run_lofte("receipt", "verify", "half.json", "--checkpoint-key", key), 2,
                          "receipt.malformed")


if __name__ == "__main__":
    unittest.main()
