"""A mail server on this machine that answers as it is told."""

import email
import email.policy
import socket
import sys
import time

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's packages, whichever python3 this is

from aiosmtpd.controller import Controller

SECONDS_MAX = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, holds):
    for _ in range(SECONDS_MAX * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("in vain: " + what)


class Office:
    """A mail server that answers as it is told, and then takes everything."""

    def __init__(self, port=None, answers=(), **options):
        self.port = port or free_port()
        self.answers = list(answers)
        self.letters = []
        self.was_encrypted = []
        self.tried = 0
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *error):
        self.controller.stop()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tried += 1
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"

    def message(self, number=0):
        return email.message_from_bytes(self.letters[number][2], policy=email.policy.default)


if __name__ == "__main__":
    sys.exit("a library of the tests beside it")
