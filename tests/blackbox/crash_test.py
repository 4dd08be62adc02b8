"""A served data folder is loaded over HTTP and killed, again and again. Whatever was acknowledged must be there after
the next start, whatever was erased must not be readable, and the ledger must be whole, a continuation of what was seen
of it before, with every acknowledged act in it once.

    LOFTE=… LOFTE_SOURCE_DIR=… python3 crash_test.py [--kills N] [--seed N]
"""

import argparse
import collections
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from lofte import POLICY, PROGRAM, Server

WRITERS = 6
LIFE_SECONDS = (0.05, 0.9)  # of a server, from its first answer to its end
SECONDS_UNTIL_SHOWN_MAX = 120
PEOPLE_CHECKED = 40  # of earlier rounds, each time


class Person:
    """What has been acknowledged about a subject, and what may have happened besides."""

    def __init__(self, path):
        self.path = path
        self.orders = {}  # path of the record -> the name in it
        self.erasure = "none"  # "asked": no answer came; "done"
        self.consent = None
        self.acts = collections.Counter()  # acknowledged, by what the ledger calls them
        self.in_flight = collections.Counter()  # asked for, and no answer came


class Life:
    """One life of the server, and the threads that load it until it is killed."""

    def __init__(self, server, people, seed):
        self.server = server
        self.people = people
        self.random = random.Random(seed)
        self.fresh = []
        self.faults = []
        self.stopping = threading.Event()

    def writer(self, number, seed):
        dice = random.Random(seed)
        mine = [person for n, person in enumerate(self.people) if n % WRITERS == number]
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        try:
            while not self.stopping.is_set():
                self.act(connection, dice, mine)
        except (OSError, http.client.HTTPException):
            pass  # killed
        except AssertionError as fault:
            self.faults.append(str(fault))

    def ask(self, connection, method, path, body=None):
        connection.request(method, path, json.dumps(body) if body is not None else None,
                           {"Authorization": "Bearer " + self.server.owner_key})
        response = connection.getresponse()
        text = response.read().decode()
        return response.status, response.headers.get("Location"), json.loads(text) if text else None

    def act(self, connection, dice, mine):
        open_people = [person for person in mine if person.erasure == "none"]
        if not open_people or dice.random() < 0.2:
            status, location, _ = self.ask(connection, "POST", "/v1/subjects",
                                           {"reference": f"c{dice.getrandbits(60)}"})
            assert status == 201, status
            person = Person(location)
            person.acts["subject_created"] += 1
            mine.append(person)
            self.fresh.append(person)
            return
        person = dice.choice(open_people)
        choice = dice.random()
        if choice < 0.55:
            self.order(connection, dice, person)
        elif choice < 0.7:
            self.consent(connection, person, dice.random() < 0.5)
        elif choice < 0.78:
            self.erase(connection, person)
        elif choice < 0.82:
            status, _, _ = self.ask(connection, "POST", "/v1/ticks")
            assert status == 200, status
        elif person.orders:
            self.read(connection, person, dice.choice(list(person.orders)))

    def order(self, connection, dice, person):
        name = f"Name {dice.getrandbits(60)}"
        person.in_flight["collected"] += 1
        status, location, _ = self.ask(connection, "POST", person.path + "/records", {
            "shape": "order", "reference": f"o{dice.getrandbits(60)}", "fields": {"name": name, "lines": "l"},
            "events": {"placed": "2026-03-01", "completed": "2026-03-04"}})
        assert status == 201, status
        person.in_flight["collected"] -= 1
        person.acts["collected"] += 1
        person.orders[location] = name

    def consent(self, connection, person, given):
        act = "consent_given" if given else "consent_withdrawn"
        person.in_flight[act] += 1
        person.consent = None
        status, _, answer = self.ask(connection, "PUT" if given else "DELETE", person.path + "/consents/newsletter")
        assert status == 200, answer
        person.in_flight[act] -= 1
        person.acts[act] += 1
        person.consent = "given" if given else "withdrawn"

    def erase(self, connection, person):
        person.erasure = "asked"
        person.in_flight["erased"] += 1
        status, _, _ = self.ask(connection, "POST", person.path + "/erasure")
        assert status == 200, status
        person.in_flight["erased"] -= 1
        person.acts["erased"] += 1
        person.erasure = "done"

    def read(self, connection, person, order):
        status, _, answer = self.ask(connection, "GET", order + "?purpose=bookkeeping")
        assert status == 200 and answer["fields"]["name"] == person.orders[order], "a read before the kill"

    def run(self):
        threads = [threading.Thread(target=self.writer, args=(n, self.random.getrandbits(60)))
                   for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        time.sleep(self.random.uniform(*LIFE_SECONDS))
        self.server.process.send_signal(signal.SIGKILL)
        self.stopping.set()
        for thread in threads:
            thread.join()
        self.server.process.wait()
        self.server.process.stdout.close()
        self.server.errors.close()
        return self.fresh


class Harness:
    def __init__(self, folder, dice):
        self.folder = folder
        self.dice = dice
        self.people = []
        self.faults = []
        self.acknowledged = 0

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)

    def check_person(self, server, person):
        status = server.ask("GET", person.path).status
        if person.erasure != "none" and not person.orders:
            # Of an erasure that was cut off upkeep may still find an empty person; an order without an answer may be in the books.
            may_be_there = person.erasure == "asked" or person.in_flight["collected"] > 0
            self.expect(status == 404 or (may_be_there and status == 200), f"an erased person is there: {status}")
            return
        self.expect(status == 200, f"an acknowledged person is not there: {status}")
        for order, name in person.orders.items():
            kept = server.ask("GET", order + "?purpose=bookkeeping")
            self.expect(kept.status == 200 and kept.json["fields"]["name"] == name,
                        f"an acknowledged order is not as it was written: {kept.status}")
            if person.erasure == "done":
                gone = server.ask("GET", order + "?purpose=contract")
                self.expect(gone.status in (403, 404), "an erased field is readable")
            elif person.erasure == "none":
                there = server.ask("GET", order + "?purpose=contract")
                self.expect(there.status == 200, "an acknowledged order is not readable")
        self.check_consent(server, person)
        self.check_trail(server, person)

    def check_consent(self, server, person):
        if person.consent is None or person.in_flight["consent_given"] + person.in_flight["consent_withdrawn"]:
            return
        standing = server.ask("GET", person.path).json["standing"]["purposes"]
        states = [one["consent"] for one in standing if one["purpose"] == "newsletter"]
        self.expect(states == [person.consent], f"consent is {states}, not {person.consent}")

    def check_trail(self, server, person):
        """Every acknowledged act is an entry once, and in the log; acts without an answer at most once each."""
        deadline = time.monotonic() + SECONDS_UNTIL_SHOWN_MAX
        while True:
            answer = server.ask("GET", person.path + "/ledger")
            if answer.status != 200:
                self.faults.append(f"the acts of a person cannot be read: {answer.text}")
                return
            entries = answer.json["entries"]
            if all(entry["index"] is not None for entry in entries) or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        self.expect(all(entry["index"] is not None for entry in entries), "an entry does not reach the log")
        acts = collections.Counter(entry["entry"]["act"] for entry in entries)
        for act in person.acts | person.in_flight:
            self.expect(person.acts[act] <= acts[act] <= person.acts[act] + person.in_flight[act],
                        f"{acts[act]} entries of {act}, {person.acts[act]} acknowledged, "
                        f"{person.in_flight[act]} without an answer")

    def check_ledger(self):
        done = subprocess.run([PROGRAM, "ledger", "verify", self.folder / "data", "--seen", self.folder / "seen"],
                              capture_output=True, text=True)
        self.expect(done.returncode == 0, "the ledger is not whole: " + done.stderr)

    def round(self):
        server = Server(self.folder, *(["--virtual-clock", "2026-03-05"] if not self.people else []))
        checked = self.people[-WRITERS * 4:] + self.dice.sample(self.people, min(PEOPLE_CHECKED, len(self.people)))
        for person in checked:
            self.check_person(server, person)
        life = Life(server, self.people, self.dice.getrandbits(60))
        self.people += life.run()
        self.faults += life.faults
        self.check_ledger()

    def finish(self):
        server = Server(self.folder)
        for person in self.people:
            self.check_person(server, person)
        self.expect(server.stop() == 0, "the server does not end cleanly")
        self.check_ledger()
        self.acknowledged = sum(sum(person.acts.values()) for person in self.people)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=int(os.environ.get("LOFTE_KILLS", "8")))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lofte-crash-"))
    harness = Harness(folder, random.Random(options.seed))
    try:
        for kill in range(options.kills):
            harness.round()
            if harness.faults:
                break
            if sys.stderr.isatty():
                print(f"\r{kill + 1} of {options.kills} kills", end="", file=sys.stderr, flush=True)
        if not harness.faults:
            harness.finish()
    finally:
        shutil.rmtree(folder)
    for fault in sorted(set(harness.faults)):
        print("fault:", fault)
    print(f"{options.kills} kills, {len(harness.people)} people, {harness.acknowledged} acknowledged acts, "
          f"{len(harness.faults)} faults (seed {options.seed})")
    return 1 if harness.faults else 0


if __name__ == "__main__":
    sys.exit(main())
