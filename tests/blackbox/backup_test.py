"""Backups of both planes and their restoring, by the program itself on its own store."""

import hashlib
import json
import shutil
import subprocess
import unittest

from lofte import ANNA, BO, HEADER, POLICY, PROGRAM, InAFolder
from office import wait_for


class Backup(InAFolder):
    def setUp(self):
        super().setUp()
        self.report(HEADER + ANNA + BO)
        self.backup = self.folder / "backup"
        self.keys = self.folder / "keys"
        self.new = self.folder / "new"

    def back_up(self):
        return self.json_of("backup", self.backup, "--data", self.data)

    def copy_keys(self, *options):
        return self.json_of("keys", "backup", self.keys, "--data", self.data, *options)

    def restore(self, *options, into=None):
        return self.run_lofte("restore", "--data", into or self.new, "--keys", self.keys, "--backup",
                              self.backup, "--json", *options)

    def names(self, customer, purpose, data=None):
        done = self.run_lofte("inspect", "--reference", customer, "--purpose", purpose, "--data",
                              data or self.new, "--json")
        if done.returncode == 2:
            self.assertIn("subject.unknown", done.stderr)
            return []
        self.assertEqual(done.returncode, 0, done.stderr)
        return [record["fields"].get("name") for record in json.loads(done.stdout)["records"]]

    def move_clock(self, day, data=None):
        for act in (["clock", "set", day], ["tick"]):
            done = self.run_lofte(*act, "--data", data or self.data)
            self.assertEqual(done.returncode, 0, done.stderr)


class BothPlanes(Backup):
    def test_a_new_folder_from_an_old_data_backup_and_todays_keys(self):
        self.assertEqual(self.back_up()["rows_written"], 2)
        self.move_clock("2027-01-01")
        copy = self.copy_keys()
        self.assertTrue((self.keys / copy["copy"]).exists())
        self.assertEqual((self.keys / copy["copy"]).stat().st_mode & 0o777, 0o600)
        done = self.restore("--virtual-clock", "2027-01-05")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)["data"]
        self.assertEqual((report["records"], report["records_missing"]), (2, 0))
        self.assertEqual(self.names("17", "contract"), [])
        self.assertEqual(self.names("17", "bookkeeping"), ["Anna Berg"])
        self.assert_fails(self.restore(), 3, "restore.not_empty")

    def test_what_was_erased_stays_so(self):
        self.back_up()
        server = self.serve()
        subject = server.ask("POST", "/v1/subjects", {"reference": "17"}).location
        self.assertEqual(server.ask("POST", subject + "/erasure").status, 200)
        server.stop()
        self.copy_keys()
        self.assertEqual(self.restore().returncode, 0)
        self.assertEqual(self.names("17", "contract"), [])
        self.assertEqual(self.names("17", "bookkeeping"), ["Anna Berg"])
        self.assertEqual(self.names("18", "contract"), ["Bo Ek"])

    def test_lost_data_under_the_keys_that_are_there(self):
        self.back_up()
        done = self.run_lofte("restore", "--data", self.data, "--backup", self.backup, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["records_back"], 0)

    def test_what_no_backup_had_is_told_by_shape(self):
        self.back_up()
        self.report(HEADER + ANNA + BO + "3,19,Cia Dal,x,1990-01-01,2024-05-01,2024-05-03\n")
        self.copy_keys()
        done = self.restore()
        self.assertEqual(done.returncode, 1, done.stderr)
        data = json.loads(done.stdout)["data"]
        self.assertEqual(data["records_missing"], 1)
        self.assertGreaterEqual(data["leases_missing"]["order"], 1)
        self.assertEqual(self.names("19", "contract"), [])
        self.assertEqual(self.names("17", "contract"), ["Anna Berg"])
        self.move_clock("2024-06-02", self.new)

    def test_keys_of_the_api_come_back(self):
        server = self.serve()
        key = server.ask("POST", "/v1/keys", {"name": "books", "purposes": ["bookkeeping"]}).json["key"]
        server.stop()
        self.back_up()
        self.copy_keys()
        self.assertEqual(self.restore().returncode, 0)
        shutil.move(self.data, self.folder / "lost")
        shutil.move(self.new, self.data)
        again = self.serve()
        subject = again.ask("POST", "/v1/subjects", {"reference": "17"}).location
        answer = again.ask("GET", subject + "/records?purpose=bookkeeping", key=key)
        self.assertEqual(answer.json["records"][0]["fields"]["name"], "Anna Berg")

    def test_a_restore_that_was_cut_off_is_refused_and_can_be_run_again(self):
        self.back_up()
        self.copy_keys()
        self.assertEqual(self.restore().returncode, 0)
        (self.new / "restoring").touch()  # as it is until the last step
        self.assert_fails(self.run_lofte("holdings", "--data", self.new), 3, "folder.half_restored")
        done = self.run_lofte("serve", POLICY, "--data", self.new, "--listen", "127.0.0.1:0")
        self.assert_fails(done, 3, "folder.half_restored")
        (self.new / "lofte.toml").unlink()
        (self.new / "store" / "CURRENT").unlink()
        done = self.run_lofte("serve", POLICY, "--data", self.new, "--listen", "127.0.0.1:0")
        self.assert_fails(done, 3, "folder.half_restored")
        self.assertEqual(self.restore().returncode, 0)
        self.assertEqual(self.names("17", "contract"), ["Anna Berg"])

    def test_a_restore_killed_at_any_moment_can_be_run_again(self):
        self.back_up()
        self.copy_keys()
        for milliseconds in (20, 100, 300, 1000):
            process = subprocess.Popen([PROGRAM, "restore", "--data", self.new, "--keys", self.keys,
                                        "--backup", self.backup], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(milliseconds / 1000)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if (self.new / "lofte.toml").exists() and not (self.new / "restoring").exists():
                self.assertEqual(self.names("17", "contract"), ["Anna Berg"])
                shutil.rmtree(self.new)
        self.assertEqual(self.restore().returncode, 0)
        self.assertEqual(self.names("17", "contract"), ["Anna Berg"])


class WhileServing(Backup):
    def test_both_planes_are_backed_up_by_the_server(self):
        server = self.serve()
        self.assertEqual(self.back_up()["rows_written"], 2)
        self.assertEqual(self.copy_keys("--life-days", "2")["copies"], 1)
        self.assert_fails(self.run_lofte("restore", "--data", self.data, "--backup", self.backup), 3,
                          "folder.locked")
        self.assert_fails(self.run_lofte("backup", self.keys, "--data", self.data), 3,
                          "backup.foreign_file")
        page = server.ask("GET", "/policy?language=en").text
        self.assertIn("7 days", page)
        self.assertIn("15 minutes", page)
        server.stop()
        self.assertFalse((self.data / "control").exists())
        self.assertEqual(self.restore().returncode, 0)
        self.assertEqual(self.names("17", "contract"), ["Anna Berg"])

    def test_the_server_copies_the_keys_by_itself_and_the_page_tells_the_bound(self):
        server = self.serve("--keys-backup", self.keys, "--keys-life-days", "3", "--tick-minutes", "30")
        self.copy_keys()  # waits for the one that is under way
        self.assertGreaterEqual(len(list(self.keys.glob("keys-*"))), 1)
        for language, minutes in (("en", "30 minutes"), ("sv", "30 minuter")):
            page = server.ask("GET", f"/policy?language={language}").text
            self.assertIn(minutes, page)
        self.assertIn("3 days", server.ask("GET", "/policy?language=en").text)
        self.copy_keys("--life-days", "9")  # of a longer life: the bound that is told follows
        wait_for("the page to tell it", lambda: "9 days" in server.ask("GET", "/policy?language=en").text)

    def test_what_is_past_its_life_is_gone_and_refused(self):
        self.back_up()
        self.copy_keys("--life-days", "1")
        self.assert_fails(self.restore("--virtual-clock", "2024-06-02"), 3, "backup.keys_expired")
        self.move_clock("2024-06-03")
        self.assertEqual(self.copy_keys()["copies_destroyed"], 1)
        self.assertEqual(len(list(self.keys.iterdir())), 1)

    def test_a_life_that_is_too_long(self):
        done = self.run_lofte("keys", "backup", self.keys, "--data", self.data, "--life-days", "31")
        self.assertEqual(done.returncode, 2)
        self.assertFalse(self.keys.exists())


class RecoveryKey(Backup):
    """Copies of the keys whose roots are sealed to a key that the server does not have."""

    def make_key(self, name="recovery.key"):
        done = self.run_lofte("keys", "recovery-key", name)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_a_sealed_copy_restores_with_its_key_alone(self):
        public = self.make_key()
        self.assertTrue(public.startswith("lofte-recovery+"))
        self.assertEqual((self.folder / "recovery.key").stat().st_mode & 0o777, 0o600)
        self.back_up()
        self.copy_keys("--recovery-key", public)
        done = self.restore()
        self.assert_fails(done, 2, "backup.recovery_key_missing")
        self.assertIn(public, done.stderr)
        self.make_key("other.key")
        self.assert_fails(self.restore("--recovery-key", "other.key"), 2, "backup.recovery_key_wrong")
        self.assertFalse(self.new.exists())
        done = self.restore("--recovery-key", "recovery.key")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.names("17", "contract"), ["Anna Berg"])

    def test_the_server_seals_its_own_copies_and_those_it_is_asked_for(self):
        public = self.make_key()
        server = self.serve("--keys-backup", self.keys, "--recovery-key", public)
        self.back_up()
        self.copy_keys()
        server.stop()
        for copy in self.keys.iterdir():
            self.assertEqual(copy.read_bytes()[9:11], b"\x00\x02", copy)
        self.assert_fails(self.restore(), 2, "backup.recovery_key_missing")
        self.assertEqual(self.restore("--recovery-key", "recovery.key").returncode, 0)

    def test_keys_that_are_none(self):
        public = self.make_key()
        self.assert_fails(self.run_lofte("keys", "recovery-key", "recovery.key"), 3, "file.exists")
        slip = public[:-3] + ("a" if public[-3] != "a" else "b") + public[-2:]
        for wrong in (slip, public[:-1], "hello"):
            self.assert_fails(self.run_lofte("keys", "backup", self.keys, "--data", self.data, "--recovery-key",
                                             wrong), 2, "backup.recovery_key_malformed")
            self.assert_fails(self.run_lofte("serve", POLICY, "--data", self.data, "--recovery-key", wrong), 2,
                              "backup.recovery_key_malformed")
        self.assertFalse(self.keys.exists())
        self.back_up()
        self.copy_keys()
        self.write("public.key", public)
        self.assert_fails(self.restore("--recovery-key", "public.key"), 2, "backup.recovery_key_malformed")
        self.assert_fails(self.restore("--recovery-key", "nowhere.key"), 2, "file.missing")
        # A copy in the clear needs no key, and minds none.
        self.assertEqual(self.restore("--recovery-key", "recovery.key").returncode, 0)

    def test_damage_of_a_sealed_copy_is_found(self):
        self.back_up()
        self.copy_keys("--recovery-key", self.make_key())
        copy = next(self.keys.iterdir())
        whole = copy.read_bytes()
        for place in (20, 80, 150, 200):
            copy.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
            self.assert_fails(self.restore("--recovery-key", "recovery.key"), 5, "backup.damaged")


class Kill(Backup):
    def test_a_backup_killed_at_any_moment_leaves_the_one_before(self):
        self.back_up()
        rows = "".join(f"{n},{n},Bo Ek,x,1990-01-01,2024-05-01,2024-05-03\n" for n in range(100, 3000))
        self.report(HEADER + ANNA + BO + rows)
        self.copy_keys()
        kills = 0
        for milliseconds in (1, 20, 50, 100, 200, 300, 400):
            process = subprocess.Popen([PROGRAM, "backup", self.backup, "--data", self.data],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(milliseconds / 1000)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
            done = self.restore()
            self.assertIn(done.returncode, (0, 1), done.stderr)
            self.assertEqual(self.names("17", "contract"), ["Anna Berg"])
            shutil.rmtree(self.new)
        self.assertGreater(kills, 0)
        self.back_up()
        self.assertEqual(self.restore().returncode, 0)
        self.assertEqual(self.names("2999", "contract"), ["Bo Ek"])


class Damage(Backup):
    def setUp(self):
        super().setUp()
        self.back_up()
        self.copy_keys()

    def test_a_flipped_bit_in_any_file(self):
        for file in sorted(self.backup.iterdir()) + sorted(self.keys.iterdir()):
            whole = file.read_bytes()
            for place in (0, len(whole) // 2, len(whole) - 1):
                file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
                done = self.restore()
                self.assert_fails(done, 5, "backup.damaged")
                self.assertIn(file.name, done.stderr)
                self.assertFalse(self.new.exists())
            file.write_bytes(whole)
        self.assertEqual(self.restore().returncode, 0)

    def test_a_file_that_is_cut_short_or_missing(self):
        for file in sorted(self.backup.iterdir()):
            whole = file.read_bytes()
            file.write_bytes(whole[:-1])
            self.assert_fails(self.restore(), 5, "backup.damaged")
            file.unlink()
            self.assert_fails(self.restore(), 5, "backup.damaged")
            file.write_bytes(whole)
        copy = next(self.keys.iterdir())
        copy.write_bytes(copy.read_bytes()[:-1])
        self.assert_fails(self.restore(), 5, "backup.damaged")
        copy.unlink()
        self.assert_fails(self.restore(), 2, "backup.keys_missing")

    def test_of_a_newer_version(self):
        manifest = self.backup / "manifest"
        whole = manifest.read_bytes()
        body = whole[:9] + b"\x00\x02" + whole[11:-32]
        manifest.write_bytes(body + hashlib.blake2b(body, digest_size=32).digest())
        self.assert_fails(self.restore(), 5, "backup.too_new")
        self.assert_fails(self.run_lofte("backup", self.backup, "--data", self.data), 5, "backup.too_new")
        manifest.write_bytes(whole)
        copy = next(self.keys.iterdir())
        whole = copy.read_bytes()
        body = whole[:9] + b"\x00\x03" + whole[11:4096 - 32]
        copy.write_bytes(body + hashlib.blake2b(body, digest_size=32).digest() + whole[4096:])
        self.assert_fails(self.restore(), 5, "backup.too_new")

    def test_backups_that_do_not_belong_together(self):
        first, self.data = self.data, self.folder / "other"
        self.report(HEADER + ANNA)
        self.assert_fails(self.run_lofte("backup", self.backup, "--data", self.data), 3,
                          "backup.another_store")
        self.assert_fails(self.run_lofte("keys", "backup", self.keys, "--data", self.data), 3,
                          "backup.another_store")
        self.assert_fails(self.run_lofte("restore", "--data", self.data, "--backup", self.backup), 3,
                          "backup.another_store")
        self.assertTrue(first.exists())

    def test_a_folder_that_is_not_there(self):
        shutil.rmtree(self.backup)
        self.assert_fails(self.restore(), 2, "backup.missing")
        self.backup.mkdir()
        self.assert_fails(self.restore(), 2, "backup.missing")


if __name__ == "__main__":
    unittest.main()
