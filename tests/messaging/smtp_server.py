"""A mail server for tests: one thread on 127.0.0.1 that takes mails in, or refuses them."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """What came in, what was said, and the answers that differ from the usual ones."""

    port: int = 0
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    extensions: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)


_USUAL = {"MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok", "AUTH": "235 welcome", "QUIT": "221 bye"}


class _Server(socketserver.ThreadingTCPServer):
    def __init__(self, post: Post) -> None:
        self.post = post
        super().__init__(("127.0.0.1", 0), _Talk)


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 test server")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            verb = line.split()[0].upper()
            self.server.post.commands.append(verb)
            if verb == "AUTH":
                self.server.post.logins.append(base64.b64decode(line.split()[2]).decode("utf-8"))
            self._answer(verb)
            if verb == "QUIT":
                return

    def _answer(self, verb: str) -> None:
        post = self.server.post
        if verb in post.answers:
            self._say(post.answers[verb])
        elif verb == "EHLO":
            self._say("\r\n".join([*(f"250-{name}" for name in ("hello", *post.extensions)), "250 HELP"]))
        elif verb == "DATA":
            self._say("354 go on")
            post.mails.append(self._body())
            self._say("250 taken")
        else:
            self._say(_USUAL.get(verb, "502 unknown"))

    def _body(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode("ascii"))


@contextmanager
def mail_server(*extensions: str, **answers: str) -> Iterator[Post]:
    """Serve mail until the block ends; ``answers`` by verb replace the usual ones."""
    post = Post(extensions=extensions, answers=answers)
    with _Server(post) as server:
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield post
        server.shutdown()
        thread.join()
