"""What hostile bytes do to a running server, which is nothing: paths, heads that two servers read differently, cookies, forms and
files, and many devices at once. What it says of itself is in security_test.py."""

import re
import socket
import threading
import unittest

from office import wait_for
from shop_site import ADDRESS, PASSWORD, LivingSite, Reader

PNG = b"\x89PNG\r\n\x1a\n"
MARK = b"<script>alert(1)</script>"
SECONDS_MAX = 120


class Hostile(LivingSite):
    def raw(self, request):
        """Everything that the server answers to these bytes until it ends the connection."""
        with socket.create_connection(("127.0.0.1", self.server.port), SECONDS_MAX) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            told = b""
            while piece := connection.recv(65536):
                told += piece
        return told

    def head(self, target=b"/sign-in", fields=b"", method=b"GET"):
        own = b"Host: 127.0.0.1:%d\r\n" % self.server.port
        return method + b" " + target + b" HTTP/1.1\r\n" + own + fields + b"\r\n"

    def status(self, told):
        return int(told.split(b" ", 2)[1])

    def assert_alive(self):
        self.assertIsNone(self.server.process.poll(), "the server has ended")
        self.assertEqual(self.server.ask("GET", "/healthz", key="").status, 200)

    def at_once(self, *acts):
        """What each of the acts returns, done by as many devices at the same moment."""
        together = threading.Barrier(len(acts))
        results = [None] * len(acts)

        def run(number):
            together.wait()
            results[number] = acts[number]()
        threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results


class Bytes(Hostile):
    def test_a_path_leads_nowhere_else(self):
        for path in (b"/me/../v1/keys", b"/%2e%2e/%2e%2e/etc/passwd", b"/assets/..%2f..%2flofte.toml",
                     b"/assets/%2e%2e%2flofte.toml", b"/assets/%252e%252e%252flofte.toml", b"/assets/..%5clofte.toml",
                     b"/assets/%c0%ae%c0%ae%c0%aflofte.toml", b"/assets/%e0%80%ae", b"/assets/%ff", b"/case/%00",
                     b"/me%00", b"/me%0d%0aSet-Cookie:%20a=b", b"//evil.example/me", b"/\\evil.example", b"/me;/x",
                     b"/policy/%2f", b"/me/data/../../v1/holdings/correct", b"http://evil.example/sign-in", b"*",
                     b"/case/../owner.key", b"/receipts/..%2fowner.key", b"/%f0%9f%8c%bf", b"me", b"/me\xc3\xa5"):
            told = self.raw(self.head(path, b"Connection: close\r\n"))
            self.assertIn(self.status(told), (400, 404, 421), (path, told[:200]))
            self.assertNotIn(b"\r\nSet-Cookie:", told)
        self.assert_alive()

    def test_a_line_end_that_came_in_ends_no_header(self):
        for target in (b"/sign-in?next=/me%0d%0aSet-Cookie:%20a=b", b"/me/data?page=1%0d%0aSet-Cookie:%20a=b",
                       b"/sign-in?language=en%0aSet-Cookie:%20a=b", b"/me%0d%0a%0d%0a%3cscript%3e"):
            self.assertEqual(self.status(self.raw(self.head(target, b"Connection: close\r\n"))), 400)
        self.registered()
        for next_ in ("/me\r\nSet-Cookie: a=b", "/me\nSet-Cookie: a=b", "/me\r\n\r\n<script>"):
            reader = Reader(self)
            answer = reader.fill("/sign-in", email=ADDRESS, password=PASSWORD, next=next_)
            self.assertEqual(answer.location, "/me?language=en&done=signed_in")
            self.assertEqual(list(reader.cookies), ["session"])

    def test_what_two_servers_would_read_differently_is_refused_and_the_rest_unheard(self):
        hidden = b"GET /policy HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        form = b"Content-Type: application/x-www-form-urlencoded\r\n"
        heads = (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 5\r\nContent-Length: 6\r\n",
                 b"Content-Length: 5, 5\r\n", b"Content-Length: +5\r\n", b"Content-Length: 0x5\r\n",
                 b"Content-Length: -1\r\n", b"Content-Length : 5\r\n", b"Content-Length: 99999999999999999999\r\n",
                 b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding: chunked, identity\r\n",
                 b"Transfer-Encoding: identity\r\n", b"Transfer-Encoding:\x0bchunked\r\n",
                 b"Transfer-Encoding : chunked\r\n", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                 b" Transfer-Encoding: chunked\r\n", b"X: a\r\n\tTransfer-Encoding: chunked\r\n",
                 b"X: a\nTransfer-Encoding: chunked\r\n", b"X: a\rTransfer-Encoding: chunked\r\n",
                 b"X\x00: a\r\n", b"Host: evil.example\r\n", b"Host: 127.0.0.1\r\n", b"X: \xff\r\n", b": a\r\n")
        for fields in heads:
            told = self.raw(self.head(fields=form + fields, method=b"POST") + b"0\r\n\r\n" + hidden)
            self.assertIn(self.status(told), (400, 413, 501), fields)
            self.assertEqual(told.count(b"HTTP/1.1 "), 1, fields)
            self.assertIn(b"\r\nConnection: close\r\n", told, fields)
        for whole in (b"GET /policy\r\n\r\n", b"GET  /policy HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
                      b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET /policy HTTP/3.7\r\nHost: 127.0.0.1\r\n\r\n",
                      b"POST /sign-in HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"):
            told = self.raw(whole + hidden)
            self.assertLessEqual(told.count(b"HTTP/1.1 "), 1, whole)
            self.assertNotIn(b"HTTP/1.1 200", told, whole)
        self.assert_alive()

    def test_cookies_of_every_kind_let_nobody_in(self):
        session = self.registered().cookies["session"].encode()
        strange = (b"session=" + b"A" * 43, b"session=", b"session", b"=" + session, b"session=\"" + session + b"\"",
                   b"Session=" + session, b"xsession=" + session, b"session=" + session[:-1], b"session=" + session + b"A",
                   b"session=%73ession", b"; ;; =;session==" + session, b"session=" + b"B" * 15_000,
                   b"; ".join([b"session=" + b"C" * 43] * 300), b"session=A; session=" + session)
        for cookie in strange:
            told = self.raw(self.head(b"/me", b"Cookie: " + cookie + b"\r\nConnection: close\r\n"))
            self.assertIn(self.status(told), (303, 431), cookie[:80])
            self.assertNotIn(b"Anna", told)
        self.assert_alive()


class Uploads(Hostile):
    def send(self, parts, boundary="x", more=b"", length=None):
        """A form of the contact page: `parts` are what stands between its boundaries."""
        reader = Reader(self)
        reader.open("/contact")
        submission = re.search(r'name="submission" value="([^"]+)"', reader.page).group(1)
        typed = {"name": "Anna Berg", "email": ADDRESS, "message": "It broke.", "submission": submission}
        form = [b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), value.encode())
                for name, value in typed.items()]
        body = b"".join(b"--x\r\n" + part + b"\r\n" for part in form + parts) + b"--x--\r\n" + more
        return reader.send("POST", "/contact", body, {"Content-Type": f"multipart/form-data; boundary={boundary}",
                                                      "Accept": "text/html"})

    def file(self, name, content, more=b""):
        return (b'Content-Disposition: form-data; name="files"; filename="%s"\r\n%s\r\n' % (name, more)) + content

    def test_a_file_that_a_browser_would_run_is_refused(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
        for name, content in ((b"a.svg", svg), (b"a.html", MARK), (b"a.png", MARK), (b"a.png", svg), (b"a.png", b""),
                              (b"a.html", PNG + MARK), (b"a.png.html", PNG), (b"a.png%00.html", PNG), (b"a", PNG),
                              (b"a.xhtml", MARK), (b"a.js", b"alert(1)"), (b"a.exe", b"MZ"), (b"a.zip", b"PK\x03\x04"),
                              (b"a.pdf", MARK + b"%PDF-1.7"), (b"a.jpg", PNG), (b"a.txt", b"\x00" + MARK),
                              (b"a.txt", MARK.decode().encode("utf-16")), (b"a.docm", b"PK\x03\x04"),
                              (b"a\xe2\x80\xaegnp.exe", b"MZ"), (b"a.png/../b.html", PNG)):
            answer = self.send([self.file(name, content, b"Content-Type: image/png\r\n")])
            self.assertEqual(answer.status, 422, name)
        self.assertFalse(self.is_known(ADDRESS))

    def test_a_file_of_two_natures_comes_back_as_a_file_that_nothing_runs_in(self):
        kept = {b"../../a.png": PNG + MARK, b"b%22%0D%0AX: y.png": PNG + MARK, b"c.pdf": b"%PDF-1.7 " + MARK,
                b"d.txt": MARK, b"e\xe2\x80\xaetxt.png": PNG}
        answer = self.send([self.file(name, content, b"Content-Type: text/html\r\n") for name, content in kept.items()])
        self.assertEqual(answer.status, 200, answer.text)
        case = self.link()
        for number, (media, content) in enumerate(zip(("image/png", "image/png", "application/pdf", "text/plain",
                                                       "image/png"), kept.values()), 1):
            told = self.raw(self.head(f"{case}/files/{number}".encode(), b"Connection: close\r\n"))
            head, _, body = told.partition(b"\r\n\r\n")
            self.assertEqual(body, content)
            for line in (f"Content-Type: {media}", "X-Content-Type-Options: nosniff",
                         "Content-Security-Policy: sandbox", "Cache-Control: no-store"):
                self.assertIn(f"\r\n{line}\r\n".encode(), head + b"\r\n")
            self.assertRegex(head, rb"\r\nContent-Disposition: attachment; filename=\"[A-Za-z0-9._-]+\"; "
                                   rb"filename\*=UTF-8''[A-Za-z0-9._%-]+\r\n")
            self.assertNotIn(b"%e2%80%ae", head)
            self.assertNotIn(b"\r\nX: y", head)

    def test_an_attachment_of_50_mb_is_told_so_by_a_page(self):
        answer = self.send([self.file(b"large.png", PNG + b"\0" * 50_000_000)])
        self.assertEqual((answer.status, answer.type), (413, "text/html"))
        self.assertFalse(self.is_known(ADDRESS))
        self.assert_alive()

    def test_a_form_that_is_none_is_refused(self):
        field = b'Content-Disposition: form-data; name="phone"\r\n\r\n'
        nested = b"Content-Type: multipart/mixed; boundary=y\r\n" + field + b"--y\r\n\r\na\r\n--y--"
        twice = [b'Content-Disposition: form-data; name="email"\r\n\r\nbo@example.com']
        deep = b"".join(b"Content-Type: multipart/mixed; boundary=y%d\r\n\r\n--y%d\r\n" % (n, n) for n in range(5000))
        for parts in ([field + b"\x00"], [field + b"\xff\xfe"], [nested], twice, [field + b"a"] * 70, [deep],
                      [b"Content-Disposition: form-data\r\n\r\na"], [field + b"a" * 300_000]):
            answer = self.send(parts)
            self.assertIn(answer.status, (400, 413), parts[0][:60])
        for boundary in ("", "y", "x" * 71, '"x', "x\x7f", "(x)", "=", "x; boundary=y"):
            self.assertIn(self.send([], boundary).status, (200, 400, 422), boundary)
        reader = Reader(self)
        packed = reader.send("POST", "/sign-in", b"\x1f\x8b\x08" + b"\0" * 1000, {
            "Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(packed.status, 400)
        many = "&".join(f"a{number}=" for number in range(5000))
        for body in (many, "email=a&email=b", "email=%c0%ae", "email=%00", "email=%", "email=a%1b"):
            answer = reader.send("POST", "/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded"})
            self.assertEqual(answer.status, 400, body[:40])
        self.assert_alive()


class AtOnce(Hostile):
    """Several devices do the same, or what excludes each other, at the same moment."""

    def signed_in(self):
        reader = Reader(self)
        self.assertEqual(reader.fill("/sign-in", email=ADDRESS, password=PASSWORD).status, 303)
        reader.open("/me")
        return reader

    def pressing(self, link, **typed):
        reader = Reader(self)
        reader.open(link)
        return lambda: reader.fill(link, **typed)

    def test_of_many_who_use_a_link_one_gets_in(self):
        Reader(self).fill("/register", name="Anna Berg", email=ADDRESS)
        link = self.link()
        answers = self.at_once(*[self.pressing(link, new_password=f"{PASSWORD} {n}") for n in range(3)])
        self.assertEqual(sum(answer.header("Set-Cookie") is not None for answer in answers), 1)
        Reader(self).fill("/sign-in/link", email=ADDRESS)
        link = self.link(letter=2)
        answers = self.at_once(*[self.pressing(link) for _ in range(12)])
        self.assertEqual(sum(answer.header("Set-Cookie") is not None for answer in answers), 1)
        self.assertEqual({answer.status for answer in answers}, {200, 303})

    def test_thirty_who_sign_in_are_all_answered(self):
        self.registered()

        def sign_in():
            reader = Reader(self)
            return reader.fill("/sign-in", email=ADDRESS, password=PASSWORD)
        statuses = [answer.status for answer in self.at_once(*[sign_in] * 30)]
        self.assertLessEqual(set(statuses), {303, 422, 503})
        self.assertTrue(1 <= statuses.count(303) <= 10, statuses)
        self.assert_alive()

    def test_of_several_new_passwords_one_counts(self):
        self.registered()
        devices = [self.signed_in() for _ in range(3)]
        fresh = [f"another battery {number}" for number in range(3)]
        answers = self.at_once(*[lambda d=device, p=password: d.fill(
            "/me/security/password", password=PASSWORD, new_password=p) for device, password in zip(devices, fresh)])
        self.assertIn(303, [answer.status for answer in answers])
        statuses = [Reader(self).fill("/sign-in", email=ADDRESS, password=password).status
                    for password in [PASSWORD, *fresh]]
        self.assertEqual((statuses[0], sorted(statuses)), (422, [303, 422, 422, 422]))

    def test_an_erasure_and_its_undoing_leave_one_of_the_two(self):
        self.registered()
        one, other = [self.signed_in() for _ in range(2)]  # who it is was shown a moment ago
        for _ in range(6):
            one.fill("/me/rights/erase")
            self.assertIn("/me/rights/erase/undo", one.open("/me/rights/erase").text)
            answers = self.at_once(lambda: one.fill("/me/rights/erase/undo"), lambda: other.fill("/me/rights/erase"))
            self.assertEqual([answer.status for answer in answers], [303, 303])
            is_pending = "/me/rights/erase/undo" in one.open("/me/rights/erase").text
            self.assertEqual(is_pending, self.server.ask("GET", self.found()).json["standing"]["restricted"])
            other.open("/me")

    def test_an_erasure_is_asked_for_and_undone_as_often_as_one_likes(self):
        reader = self.registered()
        for time in range(6):
            reader.open("/me/rights/erase")
            self.assertEqual(reader.fill("/me/rights/erase").status, 303, time)
            self.assertIn("/me/rights/erase/undo", reader.open("/me/rights/erase").text, time)
            self.assertIn("erase_undone", reader.fill("/me/rights/erase/undo").location, time)
            self.assertFalse(self.server.ask("GET", self.found()).json["standing"]["restricted"])

    def found(self):
        return "/v1/subjects/" + self.server.ask("POST", "/v1/subjects/find",
                                                 {"reference": "mailto:" + ADDRESS}).json["subject"]

    def test_a_form_that_is_sent_by_many_at_once_is_one_enquiry_and_one_letter(self):
        reader = Reader(self)
        reader.open("/contact")
        submission = re.search(r'name="submission" value="([^"]+)"', reader.page).group(1)

        def send():
            return Reader(self).fill("/contact", name="Anna Berg", email=ADDRESS, message="It broke.",
                                     submission=submission)
        answers = self.at_once(*[send] * 4)
        self.assertEqual([answer.status for answer in answers], [200] * 4)
        self.link()
        records = self.server.ask("GET", self.found()).json["records"]
        self.assertEqual(len(records), 1)
        wait_for("the shop's letter", lambda: len(self.office.letters) >= 2)
        self.assertEqual([whom for _, whom, _ in self.office.letters].count([ADDRESS]), 1)

    def test_an_address_change_and_an_erasure_leave_nothing_of_the_erased(self):
        reader = self.registered()
        reader.fill("/me/security/email", email="a@example.com", password=PASSWORD)
        press = self.pressing(self.link("a@example.com"))
        subject = self.found()
        self.at_once(press, lambda: self.server.ask("POST", subject + "/erasure"))
        self.assertFalse(self.is_known("a@example.com") and self.is_known(ADDRESS))
        for address in ("a@example.com", ADDRESS):
            self.assertEqual(Reader(self).fill("/sign-in", email=address, password=PASSWORD).status, 422)
        self.assertEqual(reader.open("/me").status, 303)
        self.assert_alive()


if __name__ == "__main__":
    unittest.main()
