"""Mail, against a real server on this machine: TLS, login, DKIM, answers of all kinds, a server that is away, crashes."""

import base64
import signal
import subprocess
import sys
import unittest

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's packages, whichever python3 this is

import dkim
from aiosmtpd.smtp import AuthResult, LoginPassword

from lofte import ANNA, HEADER, InAFolder
from office import Office, free_port, wait_for

ADDRESS = "anna+tag@example.com"
SETTINGS = """server = "{scheme}://127.0.0.1:{port}"
{more}
[from]
name = "USB-stjärnor AB"
address = "privacy@shop.example"
"""
DKIM = """[dkim]
domain = "shop.example"
selector = "lofte1"
key_file = "dkim.pem"
"""


class Mail(InAFolder):
    def settings(self, port, scheme="smtp+plain", more="", dkim=""):
        return self.write("mail.toml", SETTINGS.format(scheme=scheme, port=port, more=more) + dkim)

    def secret(self, name, content):
        path = self.write(name, content)
        path.chmod(0o600)
        return path

    def send(self, address=ADDRESS):
        return self.run_lofte("mail", "test", address, "--mail", "mail.toml")

    def queue(self, address=ADDRESS):
        done = self.run_lofte("mail", "test", address, "--data", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)

    def make_folder(self):
        self.report(HEADER + ANNA)  # with a virtual clock

    def next_day(self, day):
        self.assertEqual(self.run_lofte("clock", "set", day, "--data", self.data).returncode, 0)

    def metric(self, server, name):
        lines = server.ask("GET", "/metrics").text.splitlines()
        return [float(line.split()[1]) for line in lines if line.startswith(name + " ")][0]

    # --- one letter at once

    def test_a_letter_goes_out_by_starttls_with_login_and_a_signature_that_verifies(self):
        context = self.certificate()
        subprocess.run(["openssl", "genrsa", "-out", self.folder / "dkim.pem", "2048"], check=True, capture_output=True)
        self.secret("password", "open sesame\n")

        def login(server, session, envelope, mechanism, data):
            right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"shop", b"open sesame")
            return AuthResult(success=right, handled=right)

        more = 'ca_file = "tls.pem"\nuser = "shop"\npassword_file = "password"\n'
        with Office(tls_context=context, require_starttls=True, auth_required=True, authenticator=login) as office:
            self.settings(office.port, "smtp", more, DKIM)
            done = self.send("anna+tag@räksmörgås.example")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(done.stdout, "accepted: the mail server has taken the letter\n")
        sender, recipients, content = office.letters[0]
        self.assertEqual(office.was_encrypted, [True])
        self.assertEqual(sender, "privacy@shop.example")
        self.assertEqual(recipients, ["anna+tag@xn--rksmrgs-5wao1o.example"])
        message = office.message()
        self.assertEqual(str(message["From"]), "USB-stjärnor AB <privacy@shop.example>")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        public = subprocess.run(["openssl", "rsa", "-in", self.folder / "dkim.pem", "-pubout", "-outform", "DER"],
                                check=True, capture_output=True).stdout
        record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
        asked = []

        def answer(name, timeout=5):
            asked.append(name)
            return record

        self.assertTrue(dkim.verify(content, dnsfunc=answer))
        self.assertEqual(asked, [b"lofte1._domainkey.shop.example."])
        self.assertFalse(dkim.verify(content.replace(b"Subject: ", b"Subject: X"), dnsfunc=answer))
        self.assertFalse(dkim.verify(b"From: other@shop.example\r\n" + content, dnsfunc=answer))

    def test_tls_from_the_first_byte(self):
        context = self.certificate()
        with Office(ssl_context=context) as office:
            self.settings(office.port, "smtps", 'ca_file = "tls.pem"\n')
            self.assertEqual(self.send().returncode, 0)
        self.assertEqual(len(office.letters), 1)

    def test_nothing_goes_out_in_the_clear_unless_it_was_asked_for(self):
        with Office() as office:  # offers no STARTTLS
            self.settings(office.port, "smtp")
            done = self.send()
            self.assertEqual(done.returncode, 4)
            self.assertTrue(done.stdout.startswith("unreachable: "), done.stdout)
            self.assertEqual((office.tried, office.letters), (0, []))
            self.settings(office.port, "smtp+plain")
            self.assertEqual(self.send().returncode, 0)

    def test_nothing_goes_out_to_a_server_that_cannot_be_believed(self):
        context = self.certificate()
        with Office(tls_context=context, require_starttls=True) as office:
            self.settings(office.port, "smtp")  # no ca_file: the certificate is nobody's
            done = self.send()
            self.assertEqual(done.returncode, 4)
            self.assertIn("certificate", done.stdout)
            self.assertEqual(office.tried, 0)

    def test_the_answer_of_the_server_is_told_by_its_number(self):
        with Office(answers=["451 come back, anna+tag", "550 no anna+tag here", "421 closing"]) as office:
            self.settings(office.port)
            for status, said in ((4, "put off: the mail server does not take the letter now: it answers 451"),
                                 (3, "refused: the mail server will never take the letter: it answers 550"),
                                 (4, "unreachable: the mail server takes nothing: it answers 421")):
                done = self.send()
                self.assertEqual((done.returncode, done.stdout), (status, said + "\n"))
                self.assertNotIn("anna", done.stdout + done.stderr)

    def test_a_password_that_is_wrong_is_told_as_such(self):
        context = self.certificate()
        self.secret("password", "guessed\n")
        more = 'ca_file = "tls.pem"\nuser = "shop"\npassword_file = "password"\n'

        def never(*arguments):
            return AuthResult(success=False, handled=False)

        with Office(tls_context=context, require_starttls=True, authenticator=never) as office:
            self.settings(office.port, "smtp", more)
            done = self.send()
            self.assertEqual(done.returncode, 4)
            self.assertIn("535", done.stdout)
            self.assertNotIn("guessed", done.stdout + done.stderr)

    def test_what_is_wrong_is_told_and_no_address_quoted(self):
        self.settings(free_port())
        done = self.send("canary@")
        self.assert_fails(done, 2, "mail.address")
        self.assertNotIn("canary", done.stderr)
        self.write("mail.toml", 'server = "smtp:/x"\nfrmo = 1\n')
        done = self.send()
        self.assert_fails(done, 2, "mail.settings")
        self.assertIn("mail.toml:1:10: error[mail.server]", done.stderr)
        self.assertIn("mail.toml:2:1: error[key.unknown]", done.stderr)
        self.settings(free_port(), "smtp", 'user = "shop"\npassword_file = "password"\n')
        self.assert_fails(self.send(), 2, "mail.secret_missing")
        self.secret("password", "x").chmod(0o604)
        self.assert_fails(self.send(), 3, "mail.secret_open_to_others")
        self.assert_fails(self.run_lofte("mail", "test", ADDRESS), 2, "mail.test")
        self.settings(free_port())
        self.assertEqual(self.send().returncode, 4)  # nobody listens

    # --- the queue, and the server that empties it

    def test_what_is_queued_is_sent_once_and_counted(self):
        self.make_folder()
        self.queue()
        self.queue("bo@example.com")
        with Office() as office:
            server = self.serve("--mail", self.settings(office.port))
            wait_for("two letters", lambda: self.metric(server, "lofte_mail_sent_total") == 2)
            self.assertEqual(self.metric(server, "lofte_mail_waiting"), 0)
            self.assertEqual(server.stop(), 0)
            self.assertEqual(sorted(letter[1][0] for letter in office.letters), [ADDRESS, "bo@example.com"])
            server = self.serve("--mail", self.settings(office.port))
            self.assertEqual(self.metric(server, "lofte_mail_waiting"), 0)
            server.stop()
            self.assertEqual(len(office.letters), 2)
        self.assertNotIn("example.com", (self.folder / "serve.err").read_text())

    def test_what_is_put_off_is_the_same_message_when_it_is_tried_again(self):
        self.make_folder()
        self.queue()
        with Office(answers=["451 later"]) as office:
            server = self.serve("--mail", self.settings(office.port))
            wait_for("an attempt", lambda: office.tried == 1)
            self.assertEqual(server.stop(), 0)
            self.assertEqual(office.letters, [])
            self.next_day("2024-06-02")
            server = self.serve("--mail", self.settings(office.port))
            wait_for("the letter", lambda: len(office.letters) == 1)
            server.stop()
        self.assertEqual(office.tried, 2)
        self.assertTrue(str(office.message()["Date"]).startswith("Sat, 01 Jun 2024"))

    def test_a_bounce_is_counted_and_ends_the_letter(self):
        self.make_folder()
        self.queue("canary@example.com")
        with Office(answers=["550 canary is unknown"]) as office:
            server = self.serve("--mail", self.settings(office.port))
            wait_for("the bounce", lambda: self.metric(server, "lofte_mail_refused_total") == 1)
            self.assertEqual(self.metric(server, "lofte_mail_waiting"), 0)
            server.stop()
        told = (self.folder / "serve.err").read_text()
        self.assertIn("550", told)
        self.assertNotIn("canary", told)

    def test_a_server_that_is_away_and_a_crash_lose_nothing(self):
        self.make_folder()
        people = [f"customer{number}@example.com" for number in range(5)]
        for address in people:
            self.queue(address)
        port = free_port()
        server = self.serve("--mail", self.settings(port))
        wait_for("nobody to answer", lambda: self.metric(server, "lofte_mail_server_away") == 1)
        self.assertEqual(self.metric(server, "lofte_mail_waiting"), 5)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server = self.serve("--mail", self.settings(port))
        wait_for("nobody to answer", lambda: self.metric(server, "lofte_mail_server_away") == 1)
        with Office(port) as office:
            wait_for("all letters", lambda: self.metric(server, "lofte_mail_sent_total") == 5)
            self.assertEqual(self.metric(server, "lofte_mail_server_away"), 0)
            server.stop()
        self.assertEqual(sorted(letter[1][0] for letter in office.letters), people)
        self.assertEqual(len({str(office.message(n)["Message-ID"]) for n in range(5)}), 5)

    def test_a_letter_that_was_sent_when_the_process_died_is_known_by_its_id(self):
        self.make_folder()
        for number in range(12):
            self.queue(f"customer{number}@example.com")
        ids, people = [], []
        with Office() as office:
            for _ in range(3):
                server = self.serve("--mail", self.settings(office.port))
                seen = len(office.letters)
                wait_for("a letter", lambda: len(office.letters) > seen or
                         self.metric(server, "lofte_mail_waiting") == 0)
                server.process.send_signal(signal.SIGKILL)
                server.process.wait()
            server = self.serve("--mail", self.settings(office.port))
            wait_for("all letters", lambda: self.metric(server, "lofte_mail_waiting") == 0)
            server.stop()
            for number, letter in enumerate(office.letters):
                ids.append(str(office.message(number)["Message-ID"]))
                people.append(letter[1][0])
        self.assertEqual(len(set(people)), 12)
        self.assertEqual(len(set(zip(ids, people))), 12)

    def test_without_mail_settings_what_waits_stays(self):
        self.make_folder()
        self.queue()
        server = self.serve()
        self.assertNotIn("lofte_mail", server.ask("GET", "/metrics").text)
        server.stop()
        with Office() as office:
            server = self.serve("--mail", self.settings(office.port))
            wait_for("the letter", lambda: len(office.letters) == 1)
            server.stop()


if __name__ == "__main__":
    unittest.main()
