"""The server over HTTP, and the guide in docs/api.md."""

import re
import stat
import subprocess
import unittest

from lofte import ANNA, HEADER, POLICY, PROJECT, InAFolder
from office import Office

ORDER = {"shape": "order", "reference": "4711",
         "fields": {"name": "Anna Berg", "birth_date": "1985-02-11"},
         "events": {"placed": "2026-03-01", "completed": "2026-03-05"}}


class Serve(InAFolder):
    def test_the_first_start_makes_the_owner_key_and_says_where(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        key = self.data / "owner.key"
        self.assertIn(str(key), "".join(server.said))
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
        self.assertEqual(server.ask("GET", "/healthz", key="").json,
                         {"status": "ok", "today": "2026-03-05"})

    def test_a_life_over_http(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        subject = server.ask("POST", "/v1/subjects", {"reference": "17"}).location
        record = server.ask("POST", subject + "/records", ORDER).location
        read = server.ask("GET", record + "?purpose=contract")
        self.assertEqual(read.json["fields"]["name"], "Anna Berg")
        erased = server.ask("POST", subject + "/erasure")
        self.assertEqual([stay["purpose"] for stay in erased.json["stays"]], ["bookkeeping"])
        gone = server.ask("GET", record + "?purpose=contract")
        self.assertEqual((gone.status, gone.json["code"]), (403, "denied.ended"))

    def test_what_was_acknowledged_is_there_after_a_start(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        subject = server.ask("POST", "/v1/subjects", {"reference": "17"}).location
        record = server.ask("POST", subject + "/records", ORDER).location
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        server.errors.close()
        again = self.serve()
        self.assertEqual(again.ask("GET", record + "?purpose=contract").json["fields"]["name"],
                         "Anna Berg")
        self.assertEqual(again.ask("POST", "/v1/subjects", {"reference": "17"}).status, 200)

    def test_it_ends_cleanly_when_asked_to(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.run_lofte("holdings", "--data", self.data).returncode, 0)

    def test_it_refuses_another_policy_than_the_one_in_force(self):
        self.serve("--virtual-clock", "2026-03-05").stop()
        done = self.run_lofte("serve", PROJECT / "policies" / "minimal.toml", "--data", self.data,
                              "--listen", "127.0.0.1:0")
        self.assert_fails(done, 3, "policy.differs")
        self.assertIn("lofte plan", done.stderr)
        self.assertIn("lofte publish", done.stderr)

    def test_the_policy_page_in_both_languages(self):
        self.report(HEADER + ANNA)
        server = self.serve()
        for language, date in (("sv", "31 december 2026"), ("en", "31 December 2026")):
            page = server.ask("GET", "/policy", key="", headers={"Accept-Language": language})
            self.assertEqual(page.type, "text/html")
            self.assertIn(f'lang="{language}"', page.text)
            self.assertIn(date, page.text)
        style = re.search(r'href="(/assets/[^"]+)"', page.text).group(1)
        self.assertEqual(server.ask("GET", style, key="").type, "text/css")

    def test_nothing_personal_is_logged(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        subject = server.ask("POST", "/v1/subjects", {"reference": "anna@example.com"}).location
        server.ask("POST", subject + "/records", ORDER)
        server.ask("GET", "/v1/subjects/anna@example.com")
        metrics = server.ask("GET", "/metrics").text
        server.stop()
        log = (self.folder / "serve.err").read_text()
        self.assertIn("tick: generation", log)
        for word in ("anna", "Anna", "4711", "1985", subject.rsplit("/", 1)[1]):
            self.assertNotIn(word, log)
            self.assertNotIn(word, metrics)

    def test_an_address_that_is_taken(self):
        server = self.serve("--virtual-clock", "2026-03-05")
        done = self.run_lofte("serve", POLICY, "--data", self.folder / "other", "--listen",
                              f"127.0.0.1:{server.port}")
        self.assert_fails(done, 4, "http.address_in_use")


class Guide(InAFolder):
    """Every command of docs/api.md works as it stands there."""

    def test_its_commands_work(self):
        text = (PROJECT / "docs" / "api.md").read_text()
        commands = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        self.assertGreater(len(commands), 5)
        office = self.enterContext(Office())
        mail = self.write("mail.toml", f'server = "smtp+plain://127.0.0.1:{office.port}"\n'
                                       '[from]\nname = "The shop"\naddress = "privacy@shop.example"\n')
        server = self.serve("--virtual-clock", "2026-03-05", "--mail", mail)
        script = "\n".join(["set -eu", f"URL=http://127.0.0.1:{server.port}", f"DATA={self.data}"]
                           + [command for command in commands if "lofte serve" not in command])
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('"purpose":"bookkeeping"', done.stdout)


if __name__ == "__main__":
    unittest.main()
