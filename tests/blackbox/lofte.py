"""Runs the real program, as a shop would, in a folder that is removed afterwards."""

import http.client
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["LOFTE"])
PROJECT = pathlib.Path(os.environ["LOFTE_SOURCE_DIR"])
POLICY = PROJECT / "policies" / "usbstars.toml"
SECONDS_MAX = 120

MAPPING = """
[file]
dates = "YYYY-MM-DD"

[[subject]]
reference = "{customer}"

[[record]]
shape = "order"
reference = "{order}"
[record.fields]
name = "{name}"
lines = "{lines}"
birth_date = "{born}"
[record.events]
placed = "placed"
completed = "completed"
"""

HEADER = "order,customer,name,lines,born,placed,completed\n"
ANNA = "1,17,Anna Berg,2 × USB-A 32 GB,1985-02-11,2024-03-01,2024-03-05\n"
BO = "2,18,Bo Ek,1 × USB-C 64 GB,1990-07-30,2024-04-01,2024-04-03\n"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.type = response.headers.get_content_type()
        self.text = response.read().decode()
        self.headers = response.headers
        self.location = self.header("Location")

    def header(self, name):
        return self.headers.get(name)

    @property
    def json(self):
        return json.loads(self.text)


class Server:
    """lofte serve, on a free port. Ends by its own process id."""

    def __init__(self, folder, *options, policy=POLICY, port=0):
        self.data = folder / "data"
        self.policy = policy
        self.errors = open(folder / "serve.err", "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", policy, "--data", self.data, "--listen", f"127.0.0.1:{port}", *options],
            stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("owner's key"):
                break
        if not any(line.startswith("listening on") for line in self.said):
            self.process.wait(SECONDS_MAX)
            raise AssertionError("did not start: " + (folder / "serve.err").read_text())
        self.port = int(self.said[0].rsplit(":", 1)[1])
        self.owner_key = (self.data / "owner.key").read_text().strip()

    def ask(self, method, path, body=None, key=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)
        sent = {"Authorization": "Bearer " + (self.owner_key if key is None else key)}
        if isinstance(body, dict):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        sent.update(headers or {})
        connection.request(method, path, body, sent)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def stop(self):
        self.process.terminate()
        status = self.process.wait(SECONDS_MAX)
        self.process.stdout.close()
        self.errors.close()
        return status


class InAFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lofte-blackbox-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = self.folder / "data"

    def run_lofte(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True,
                              timeout=SECONDS_MAX)

    def serve(self, *options, policy=POLICY, port=0):
        server = Server(self.folder, *options, policy=policy, port=port)

        def end():
            if server.process.poll() is None:
                server.stop()

        self.addCleanup(end)
        return server

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def certificate(self):
        """As a server on this machine has it; its file is tls.pem."""
        done = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", self.folder / "tls.key", "-out",
             self.folder / "tls.pem"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "tls.pem", self.folder / "tls.key")
        return context

    def import_rows(self, content, *options, policy=POLICY, today="2024-06-01"):
        self.write("mapping.toml", MAPPING)
        self.write("orders.csv", content)
        clock = [] if (self.data / "lofte.toml").exists() else ["--virtual-clock", today]
        return self.run_lofte("import", "orders.csv", "--mapping", "mapping.toml", "--policy", policy,
                              "--data", self.data, "--json", *clock, *options)

    def report(self, content, *options):
        done = self.import_rows(content, *options)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)

    def json_of(self, *arguments):
        done = self.run_lofte(*arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def assert_fails(self, done, status, code):
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertIn(f"lofte: {code}: ", done.stderr)


if __name__ == "__main__":
    sys.exit("a library of the tests beside it")
