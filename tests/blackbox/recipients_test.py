"""Recipients are told what was done (GDPR article 19), by a real server on this machine that checks the signature."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time
import unittest

from lofte import POLICY, InAFolder
from office import wait_for

ORDER = {"shape": "order", "reference": "4711", "fields": {"name": "Anna Berg", "phone": "070-174 06 05"},
         "events": {"placed": "2026-03-01", "completed": "2026-03-05"}}


class Partner:
    """Takes notices over HTTP or HTTPS, and answers as it is told; 204 when it is told nothing more."""

    def __init__(self, port=0, answers=(), context=None):
        self.answers = list(answers)
        self.taken = []
        partner = self

        class Door(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                partner.taken.append((self.path, dict(self.headers.items()), body))
                status = partner.answers.pop(0) if partner.answers else 204
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Door)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def verified(self, number, secret):
        path, headers, body = self.taken[number]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if headers["webhook-signature"] != "v1," + mac:
            raise AssertionError("the signature does not verify")
        if abs(int(headers["webhook-timestamp"]) - time.time()) > 300:
            raise AssertionError("the timestamp is not of now")
        return headers["webhook-id"], json.loads(body)


class Recipients(InAFolder):
    def start(self, url, *options):
        """The server with a carrier that has a webhook, and the carrier's secret."""
        policy = POLICY.read_text().replace("[recipient.carrier]\n", f'[recipient.carrier]\nwebhook = "{url}"\n')
        self.policy = self.write("policy.toml", policy)
        server = self.serve("--virtual-clock", "2026-03-05", *options, policy=self.policy)
        made = server.ask("PUT", "/v1/recipients/carrier/secret")
        self.assertEqual(made.status, 200, made.text)
        return server, made.json["secret"]

    def person(self, server):
        subject = server.ask("POST", "/v1/subjects", {"reference": "17"}).location
        return subject, server.ask("POST", subject + "/records", ORDER).location

    def next_day(self, server, day, *options):
        server.stop()
        self.assertEqual(self.run_lofte("clock", "set", day, "--data", self.data).returncode, 0)
        return self.serve(*options, policy=self.policy)

    def kill(self, server):
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        server.errors.close()

    def acts(self, server, subject):
        entries = server.ask("GET", subject + "/ledger").json["entries"]
        return [(one["entry"]["act"], one["entry"].get("recipient")) for one in entries]

    def test_a_signed_notice_over_https_and_its_acknowledgement(self):
        with Partner(context=self.certificate()) as partner:
            server, secret = self.start(f"https://127.0.0.1:{partner.port}/gdpr?shop=1", "--recipients-ca",
                                        self.folder / "tls.pem")
            subject, record = self.person(server)
            self.assertEqual(server.ask("PATCH", record, {"fields": {"phone": "070-174 06 06"}}).status, 204)
            wait_for("the notice", lambda: partner.taken)
            self.assertEqual(partner.taken[0][0], "/gdpr?shop=1")
            _, told = partner.verified(0, secret)
            self.assertEqual(told["type"], "subject.rectified")
            self.assertEqual("/v1/subjects/" + told["data"]["subject"], subject)
            self.assertEqual(told["data"]["categories"], ["phone"])
            self.assertNotIn(b"070", partner.taken[0][2])
            wait_for("the acknowledgement",
                     lambda: ("recipient_acknowledged", "carrier") in self.acts(server, subject))
            self.assertIn(("recipient_told", "payson"), self.acts(server, subject))

    def test_a_certificate_that_nobody_vouches_for_gets_nothing(self):
        with Partner(context=self.certificate()) as partner:
            server, _ = self.start(f"https://127.0.0.1:{partner.port}/")
            subject, _ = self.person(server)
            server.ask("PUT", subject + "/restriction")
            wait_for("the attempt", lambda: "client.untrusted" in (self.folder / "serve.err").read_text())
            self.assertEqual(partner.taken, [])

    def test_what_is_refused_or_redirected_is_sent_again_under_the_same_id(self):
        with Partner(answers=[500, 307]) as partner:
            server, secret = self.start(f"http://127.0.0.1:{partner.port}/")
            subject, _ = self.person(server)
            server.ask("PUT", subject + "/restriction")
            for number, day in ((1, "2026-03-06"), (2, "2026-03-07")):
                wait_for("an attempt", lambda: len(partner.taken) == number)
                server = self.next_day(server, day)
            wait_for("the acknowledgement",
                     lambda: ("recipient_acknowledged", "carrier") in self.acts(server, subject))
            ids = {partner.verified(number, secret)[0] for number in range(3)}
            self.assertEqual(len(ids), 1)
            self.assertEqual({path for path, _, _ in partner.taken}, {"/"}, "no redirection is followed")

    def test_a_crash_between_the_act_and_the_notice_loses_none(self):
        with Partner() as partner:
            port = partner.port  # and nobody listens there any more
        server, secret = self.start(f"http://127.0.0.1:{port}/")
        subject, _ = self.person(server)
        erased = server.ask("POST", subject + "/erasure")
        self.kill(server)
        self.assertEqual(erased.status, 200)
        with Partner(port=port) as partner:
            self.assertEqual(self.run_lofte("clock", "set", "2026-03-06", "--data", self.data).returncode, 0)
            again = self.serve(policy=self.policy)
            wait_for("the notice", lambda: partner.taken)
            self.assertEqual(partner.verified(0, secret)[1]["type"], "subject.erased")
            wait_for("the tasks", lambda: len(again.ask("GET", "/v1/notices").json["notices"]) == 2)

    def test_without_a_webhook_it_is_a_task(self):
        with Partner() as partner:
            server, _ = self.start(f"http://127.0.0.1:{partner.port}/")
            subject, _ = self.person(server)
            server.ask("POST", subject + "/erasure")
            wait_for("the tasks", lambda: len(server.ask("GET", "/v1/notices").json["notices"]) == 2)
            tasks = server.ask("GET", "/v1/notices").json["notices"]
            self.assertEqual({task["recipient"] for task in tasks}, {"payson", "swish"})
            done = "/v1/notices/" + tasks[0]["notice"] + "/acknowledgement"
            self.assertEqual(server.ask("POST", done).status, 204)
            self.assertEqual(server.ask("POST", done).json["code"], "notice.unknown")
            self.assertIn(("recipient_acknowledged", tasks[0]["recipient"]), self.acts(server, subject))
            self.assertIn("lofte_notices_for_staff 1", server.ask("GET", "/metrics").text)
            self.assertEqual(server.ask("PUT", "/v1/recipients/payson/secret").json["code"], "recipient.no_webhook")


if __name__ == "__main__":
    unittest.main()
