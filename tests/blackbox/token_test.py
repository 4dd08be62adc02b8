"""The real program with its root key in a PKCS#11 token (SoftHSM 2)."""

import os
import pathlib
import shutil
import subprocess
import unittest

from lofte import ANNA, HEADER, POLICY, InAFolder

MODULE = pathlib.Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "5294"
WRONG_PIN = "8160"


class RootInAToken(InAFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "tokens").mkdir()
        os.environ["SOFTHSM2_CONF"] = str(self.write(
            "softhsm2.conf", f"directories.tokendir = {self.folder}/tokens\nlog.level = ERROR\n"))
        os.environ.pop("LOFTE_TOKEN_PIN", None)
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "lofte", "--so-pin", "87654321",
                        "--pin", PIN], check=True, capture_output=True)
        self.pin = self.write("pin", PIN + "\n")
        self.pin.chmod(0o600)
        self.uri = f"pkcs11:token=lofte?module-path={MODULE}&pin-source=file:{self.pin}"

    def assert_fails(self, done, status, code):
        super().assert_fails(done, status, code)
        self.assertNotIn(PIN, done.stdout + done.stderr)
        self.assertNotIn(WRONG_PIN, done.stdout + done.stderr)

    def inspect(self):
        return self.run_lofte("inspect", "--reference", "17", "--purpose", "bookkeeping", "--data", self.data)

    def test_serves_and_ticks_and_is_found_by_every_later_command(self):
        server = self.serve("--root-token", self.uri, "--virtual-clock", "2024-06-01")
        self.assertEqual(server.ask("GET", "/healthz").status, 200)
        self.assertEqual(server.stop(), 0)
        self.import_rows(HEADER + ANNA)
        self.assertIn("Anna Berg", self.inspect().stdout)
        done = self.run_lofte("clock", "set", "2027-01-01", "--data", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        kept = (self.data / "root.slot").read_bytes()
        self.assertEqual(self.run_lofte("tick", "--data", self.data).returncode, 0)
        self.assertIn("Anna Berg", self.inspect().stdout)
        server = self.serve()
        self.assertEqual(server.ask("POST", "/v1/ticks").status, 200)
        server.stop()
        (self.data / "root.slot").write_bytes(kept)
        self.assert_fails(self.inspect(), 5, "root_slot.superseded")

    def test_a_folder_is_moved_into_the_token_and_back(self):
        self.import_rows(HEADER + ANNA)
        done = self.run_lofte("keys", "move-root", self.uri, "--data", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the old one opens nothing any more", done.stdout)
        self.assertIn("Anna Berg", self.inspect().stdout)
        shutil.move(self.folder / "tokens", self.folder / "elsewhere")
        (self.folder / "tokens").mkdir()
        self.assert_fails(self.inspect(), 4, "token.missing")
        (self.folder / "tokens").rmdir()
        shutil.move(self.folder / "elsewhere", self.folder / "tokens")
        done = self.run_lofte("keys", "move-root", self.uri, "--data", self.data)
        self.assertIn("was there already", done.stdout)
        done = self.run_lofte("keys", "move-root", "file", "--data", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        shutil.rmtree(self.folder / "tokens")
        self.assertIn("Anna Berg", self.inspect().stdout)

    def test_a_wrong_pin_is_told_without_being_told(self):
        self.import_rows(HEADER + ANNA, "--root-token", self.uri)
        self.pin.write_text(WRONG_PIN + "\n")
        self.assert_fails(self.inspect(), 3, "token.pin_wrong")
        self.pin.chmod(0o644)
        self.assert_fails(self.inspect(), 3, "token.pin_open_to_others")
        self.pin.unlink()
        self.assert_fails(self.inspect(), 2, "token.pin_missing")

    def test_takes_the_pin_from_the_environment(self):
        uri = f"pkcs11:token=lofte?module-path={MODULE}"
        os.environ["LOFTE_TOKEN_PIN"] = PIN
        self.import_rows(HEADER + ANNA, "--root-token", uri)
        self.assertIn("Anna Berg", self.inspect().stdout)
        del os.environ["LOFTE_TOKEN_PIN"]
        self.assert_fails(self.inspect(), 2, "token.pin_missing")

    def test_refuses_a_place_that_is_none(self):
        self.import_rows(HEADER + ANNA)
        for uri, status, code in (
                ("pkcs11:token=lofte?module-path=/nowhere.so", 2, "token.module_missing"),
                (self.uri.replace("=lofte?", "=other?"), 4, "token.missing"),
                (self.uri + "&pin-value=" + WRONG_PIN, 2, "token.pin_in_uri"),
                ("the token", 2, "token.uri")):
            done = self.run_lofte("keys", "move-root", uri, "--data", self.data)
            self.assert_fails(done, status, code)
            self.assertIn("Anna Berg", self.inspect().stdout)

    def test_a_folder_whose_key_is_elsewhere_is_not_served_as_if_it_were_in_the_token(self):
        self.import_rows(HEADER + ANNA)
        done = self.run_lofte("serve", POLICY, "--data", self.data, "--root-token", self.uri)
        self.assert_fails(done, 3, "folder.root_elsewhere")


if __name__ == "__main__":
    unittest.main()
